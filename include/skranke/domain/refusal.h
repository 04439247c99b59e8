/* What the bureau does not do, whoever asks: rules that refuse an act, with the reason in words.
 *
 * Each rule takes what it must know and answers NULL (go on) or a sentence in the screen's language
 * (static, or new where it says so) that names the rule and what to do instead. The acts turn it
 * into REFUSED, exit status 5. Pure. */
#ifndef SKRANKE_DOMAIN_REFUSAL_H
#define SKRANKE_DOMAIN_REFUSAL_H

#include "skranke/domain/category.h"

/* Press inquiries to the administrative management go by the press contacts (service declaration,
 * "Pressekontakter"): neither forwarded to management nor, in the category press_management,
 * answered by anybody else. looks_like_press: category press or press_management, or that is what
 * was suggested for it. */
const char *refusal_press_to_management(bool looks_like_press, bool to_management,
                                        bool by_press_contact);
/* The same of a journalist on the telephone. */
const char *refusal_press_call(bool press, bool to_management, bool by_press_contact);
const char *refusal_press_management_answer(const char *category, bool by_press_contact);

/* What an access request may be decided: "granted", "partly", "refused", "passed_on", "withdrawn",
 * NULL. */
extern const char *const refusal_decision_words[];
/* Such a word as people read it, translated; "" for none of them and NULL. */
const char *refusal_decision_text(const char *word);

/* An access request is decided before it is closed (offentleglova §§ 29-32): decision is one of the
 * words; anything else, NULL and "" are no decision. */
const char *refusal_close_without_decision(const char *category, const char *decision);
/* A refusal, also in part, names its legal basis (offentleglova § 31): a section, so it has a
 * number. */
const char *refusal_decision_without_basis(const char *decision, const char *basis);

/* Whoever asks for microdata or a dataset is shown the way to apply; data are not sent from here
 * (service declaration). Categories microdata and custom_dataset. own_text: of the answer, without
 * quote and signature; figures in rows count as data: two or more lines with three or more numbers
 * each that are no sentence, or one line that is nothing but numbers with , ; or tabs between them,
 * alone or after a colon; links, telephone numbers, years and the numbers of tables in the StatBank
 * are none, but a link to a data file is. Or any attachment that is a table, a data file or an
 * archive by its name. attachment_names: one a line. */
const char *refusal_microdata_with_data(const char *category, const char *own_text,
                                        const char *attachment_names);

/* Nothing of respondents leaves their silo (statistikkloven §§ 7-8): neither to an address that has
 * no part in the inquiry nor to a section outside the silo, but for a summary written for it. */
const char *refusal_out_of_respondents(CategorySilo silo, bool outside, bool has_summary);

/* A national identity number leaves only by an explicit decision. */
const char *refusal_identity_number(const char *text, bool decided);

#endif

/* An inquiry is sorted: its category (chosen, or the suggestion accepted), its statistic, language,
 * priority, snooze, tags, links and further facts.
 *
 * Each is one act with its event and can be undone. Common errors as in acts.h; changing a category
 * to a silo one may not see is allowed (it must be possible to hand over) and is then out of
 * sight. */
#ifndef SKRANKE_DESK_SORTING_H
#define SKRANKE_DESK_SORTING_H

#include "skranke/domain/suggestion.h"

#include "skranke/store/events.h"
#include "skranke/store/links.h"

#include "skranke/desk/desk.h"

/* What the program would suggest for it now, with the reason in the screen's language. NULL on
 * error. */
Suggestion *sorting_suggestion(Desk *desk, gint64 inquiry, GError **error);
/* Takes the suggestion over (category and statistic), now chosen by the operator. */
bool sorting_accept(Desk *desk, gint64 inquiry, GError **error);
/* code: of the table or an alias, NOT_FOUND lists them; statistic: short name, NULL: as it is, ""
 * none (NOT_FOUND when there is no such). The clocks are computed anew and the messages' journal
 * decisions follow the category where nobody decided by hand. */
bool sorting_set_category(Desk *desk, gint64 inquiry, const char *code, const char *statistic,
                          GError **error);
/* The same with a reason, which the event keeps. Out of a closed silo where somebody, an order or a
 * mailbox put it, others will read it: REFUSED without a reason. A mere suggestion is left without
 * a word. */
bool sorting_set_category_because(Desk *desk, gint64 inquiry, const char *code,
                                  const char *statistic, const char *reason, GError **error);
/* Would this category need a reason? False also where the inquiry or the category is not found. */
bool sorting_needs_reason(Desk *desk, gint64 inquiry, const char *code);

/* Hides it among the waiting until a moment, when it comes back as open; its clocks go on; one that
 * nobody has becomes the operator's. USAGE for a moment that has passed. 0 wakes it now. */
bool sorting_snooze(Desk *desk, gint64 inquiry, gint64 until, GError **error);
/* "14", "kl. 14.30", "tomorrow", "monday 9", "in 20 minutes", "rest of the day", "week 12", "+2",
 * "12. mars", ISO: a moment for a snooze (a day alone is its opening). Words of all three languages
 * are understood. USAGE. */
bool sorting_parse_moment(Desk *desk, const char *text, gint64 *at, GError **error);
/* The same for somebody who is away until then: a day alone is its midnight, and day_alone says so
 * (their own office hours tell when they are back). */
bool sorting_parse_until(Desk *desk, const char *text, gint64 *at, bool *day_alone, GError **error);
/* The same for what somebody needs an answer by: the first moment that is too late, after the
 * minute or the day that was said. */
bool sorting_parse_wanted(Desk *desk, const char *text, gint64 *at, GError **error);

/* Puts it on top of the queue, or back where its clock says. reason: why, REFUSED when empty (the
 * declaration: the same access for all; no priority by who asks). */
bool sorting_bump(Desk *desk, gint64 inquiry, bool bumped, const char *reason, GError **error);
/* What the asker needs it by, as the first moment that is too late; 0: nothing said. */
bool sorting_set_wanted(Desk *desk, gint64 inquiry, gint64 at, GError **error);

/* A tag: letters, digits, - and _, at most 40; folded to lower case. */
bool sorting_tag(Desk *desk, gint64 inquiry, const char *tag, bool add, GError **error);
/* Both must be seen; an inquiry is not linked to itself. */
bool sorting_link(Desk *desk, gint64 inquiry, gint64 other, LinkKind kind, bool add,
                  GError **error);
/* A further fact of domain/inquiry_facts.h. */
bool sorting_set_fact(Desk *desk, gint64 inquiry, const char *name, const char *value,
                      GError **error);
/* Undoes an event of these three (TAGGED, LINKED) and says so in an event; whatever else was
 * changed since stays. NOT_FOUND when the event names nothing. */
bool sorting_undo(Desk *desk, const Event *event, GError **error);

/* A second inquiry from a part of this one, with its own category and clocks that start when the
 * first was received; linked. text: what the part asks, in the words of the mail; NULL or "": the
 * first message whole (REFUSED out of a closed silo: then it must be written). subject NULL: as the
 * first. Returns the new number, 0 on error. */
typedef struct {
    const char *category, *subject, *text;
} SplitPart;
gint64 sorting_split(Desk *desk, gint64 id, const SplitPart *part, GError **error);

/* The decision on an access request: "granted", "partly", "refused", "passed_on", "withdrawn";
 * basis: the legal basis, REFUSED without one where the rule asks for it (domain/refusal.h).
 * REFUSED for what is no access request. */
bool sorting_decide(Desk *desk, gint64 inquiry, const char *decision, const char *basis,
                    GError **error);

/* The survey an inquiry is about, and when and how the person wishes to be interviewed; NULL stays,
 * "" removes. */
bool sorting_set_survey(Desk *desk, gint64 inquiry, const char *survey, const char *wished_time,
                        const char *wished_mode, GError **error);

#endif

/* A reply begins: its subject, its recipients, the quoted text, greeting and signature. Pure text
 * rules. */
#ifndef SKRANKE_DOMAIN_REPLY_H
#define SKRANKE_DOMAIN_REPLY_H

#include <glib.h>
#include <stdbool.h>

/* "Re: subject" with earlier Re:/Sv:/AW: chains removed; new text. */
char *reply_subject(const char *subject);

/* The message quoted: "Den 10.03.2026 kl. 10.12 skrev Kari Vik:" in the language of the inquiry
 * ("nb" default, "nn", "en"), each line with "> "; at most max_lines lines, then "> […]"; new text.
 */
char *reply_quote(const char *text, const char *from, gint64 at, const char *language,
                  guint max_lines);

/* The text an answer starts with: empty line to write on, signature ("-- " line before it), quote
 * below; new text. caret gets the byte offset where writing starts. */
char *reply_start(const char *signature, const char *quote, gsize *caret);

/* What an operator should be warned about before sending; array of translated sentences, owned.
 * text is without quote lines considered: empty answer, "attached"/"vedlagt" without attachment, no
 * recipient, placeholder left ("{inquirer}"). */
GPtrArray *reply_warnings(const char *text, const char *recipients, guint attachments);

/* The own text of an answer: without quoted lines and signature; new text. */
char *reply_own_text(const char *text);

/* Fills {inquirer}, {operator}, {bureau}, {statistic} in a template; names NULL-terminated pairs;
 * new text. */
char *reply_fill_template(const char *text, const char *const *pairs);

#endif

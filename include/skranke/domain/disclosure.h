/* What a text written for others gives away of what only a few may see: a summary for a section
 * outside a closed silo, the text of a part that is split off.
 *
 * Whoever writes it means well and copies: it is compared with who wrote to us and what they wrote
 * (statistikkloven §§ 7-8). Letters and digits count, not case, spacing, line breaks, quote marks
 * nor full-width forms. Whether the text leaves a closed silo is the caller's to know. Pure. */
#ifndef SKRANKE_DOMAIN_DISCLOSURE_H
#define SKRANKE_DOMAIN_DISCLOSURE_H

#include <glib.h>

enum { DISCLOSURE_RUN = 80 }; /* characters in a row that count as copied */

/* What others must not read. Borrowed; each may be NULL. */
typedef struct {
    const char *name, *address; /* the inquirer's; a name of one word tells nobody */
    const GPtrArray *texts;     /* const char *: the messages behind the wall */
} DisclosureHidden;

/* NULL: it gives nothing away; else the sentence, in the screen's language, static: it holds the
 * inquirer's address, the full name, or a run copied from a message (DISCLOSURE_RUN characters, or
 * a shorter message whole). */
const char *disclosure_refusal(const DisclosureHidden *hidden, const char *text);

#endif

/* What may stand in the public journal, as one file finds it and the other takes it out. */
#ifndef SKRANKE_DOMAIN_JOURNAL_TEXT_H
#define SKRANKE_DOMAIN_JOURNAL_TEXT_H

#include "skranke/domain/journal.h"

/* Instead of what must not be read. */
#define JOURNAL_WITHHELD "*****"

/* Is there an identity number, an e-mail address, a telephone number? What, in the screen's
 * language; NULL: none. Borrowed. */
const char *journal_text_forbidden(const char *text);
/* A letter or a digit at all? */
bool journal_text_says_something(const char *text);
/* Is it one of the neutral titles of closed cases? */
bool journal_title_is_neutral(const char *title);

#endif

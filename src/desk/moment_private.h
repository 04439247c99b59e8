/* What the files that read moments share: words at the beginning of a text, the time of a day, and
 * so many minutes from now. Texts are in small letters. */
#ifndef SKRANKE_DESK_MOMENT_PRIVATE_H
#define SKRANKE_DESK_MOMENT_PRIVATE_H

#include <stdbool.h>

/* Does a word end before this character? */
bool moment_ends(char c);
/* Behind the longest of the words (with | between) that the text begins with, and behind what
 * divides; NULL: none. */
const char *moment_after(const char *text, const char *words);
/* "14", "kl. 14.30", "1430", "halv tre", "kvart over to", "half past two", "2 pm": the whole text
 * as a minute of the day. An hour before seven without more is meant in the afternoon ("2"),
 * "02:00" is at night. */
bool moment_read_time(const char *text, int *minute_of_day);
/* "om 20 minutter", "half an hour", "1 t", "to timer": the whole text as minutes. */
bool moment_read_span(const char *text, int *minutes);

#endif

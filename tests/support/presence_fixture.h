/* People as tests of presence need them, written in a line: what they work, where they are away,
 * what an operator said and which duties they have. */
#pragma once

#include "skranke/domain/presence.h"

/* "2026-03-10T10:12"; fails the test where it is no time. */
gint64 presence_moment(const char *text);

/* Parts with "|" between; times without a year are of 2026:
 *   hours ma-fr 08:00-15:30        core ma-fr 09:00-14:00
 *   said CODE FROM UNTIL           the same for calendar; an "!" behind the code: telephone open
 *   in FROM UNTIL                  a mark; the same for busy and out
 *   duty FROM UNTIL                a press duty
 *   left
 * Hours that are not given are ma-to 08-16, fr 08-14. Owned, by presence_person_free. */
Person *presence_person(const char *scene);
/* With its duties, which are a directory's elsewhere. */
void presence_person_free(Person *person);

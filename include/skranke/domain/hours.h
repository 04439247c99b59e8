/* Office hours of a person: which minutes of which weekdays; "ma-to 08:00-16:00, fr 08:00-14:00".
 *
 * Pure: knows no clock and no calendar; holidays are the calendar's. */
#ifndef SKRANKE_DOMAIN_HOURS_H
#define SKRANKE_DOMAIN_HOURS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    /* Index 0 is Monday; minutes of the day, from < until; both 0 on a day off. */
    struct {
        int from, until;
    } day[7];
} Hours;

/* Reads the form above; weekdays by at least two letters of their names in bokmål, nynorsk or
 * English; a later part replaces an earlier one for the same day. "" is Monday–Friday 08:00–15:30,
 * "-" is no hours at all. Fails (USAGE) naming the part it did not understand; *hours is then
 * untouched. */
bool hours_parse(const char *text, Hours *hours, GError **error);

/* The same form with the days that are alike joined, weekdays in the screen's language; hours_parse
 * reads it; new text. */
char *hours_text(const Hours *hours);

/* Is this minute (0-1439) of ISO weekday 1-7 within the hours? */
bool hours_contain(const Hours *hours, int weekday, int minute);

#endif

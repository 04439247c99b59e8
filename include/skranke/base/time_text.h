/* Times as text, and text as times, in the bureau's time zone (Europe/Oslo unless set).
 *
 * The only room that knows the time zone database. All results are newly allocated. */
#ifndef SKRANKE_BASE_TIME_TEXT_H
#define SKRANKE_BASE_TIME_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Sets the time zone by its IANA name. Fails (USAGE) for an unknown name and keeps the old one. */
bool time_text_set_zone(const char *name, GError **error);

/* The zone in use; borrowed. */
GTimeZone *time_text_zone(void);

/* "2026-03-10T10:12:00+01:00" */
char *time_text_iso(gint64 at);

/* Reads ISO 8601 with offset or Z; without an offset the bureau's zone; a date alone is its
 * midnight; "now" and "today" are understood. Fails with USAGE, naming the accepted forms. */
bool time_text_parse(const char *text, gint64 *at, GError **error);

/* "10.03.2026 10:12" */
char *time_text_full(gint64 at);

/* For lists, at most 11 cells: "08:29" today, "i går 08:29", "ma. 08:29" within a week, "10.03."
 * this year, "10.03.2025" before; in the screen's language. */
char *time_text_short(gint64 at, gint64 now);

/* "09:41" */
char *time_text_clock(gint64 at);

/* "man. 12. okt. 09:41" in the screen's language; of another year than now's with its year:
 * "man. 4. jan. 2027 08:00". */
char *time_text_header(gint64 at);

/* Calendar date of `at` in the zone: year, month 1-12, day 1-31, ISO weekday 1 (Monday) – 7. */
typedef struct {
    int year, month, day, weekday, minute_of_day;
} LocalTime;
LocalTime time_text_local(gint64 at);

/* The moment of a local date and minute; a minute that DST skips is moved forward. */
gint64 time_text_from_local(int year, int month, int day, int minute_of_day);

#endif

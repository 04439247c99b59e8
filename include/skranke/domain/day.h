/* A civil day: a date without a clock and without a zone, counted from 1970-01-01.
 *
 * Gregorian for every year, also before 1582 (ISO 8601-1:2019). Which day a moment falls on is the
 * time zone's to say: day_of_moment asks base/time_text. */
#ifndef SKRANKE_DOMAIN_DAY_H
#define SKRANKE_DOMAIN_DAY_H

#include <glib.h>
#include <stdbool.h>

#include "skranke/base/language.h"

/* Days since 1970-01-01, which is 0. */
typedef gint32 Day;

enum {
    DAY_MONDAY = 1, /* ISO weekdays */
    DAY_FRIDAY = 5,
    DAY_SATURDAY = 6,
    DAY_SUNDAY = 7,
    DAY_MINUTES = 24 * 60,
};

typedef struct {
    int year, month, day; /* month 1-12, day 1-31 */
} DayDate;

/* The day of a date; the date must exist (day_date_exists). */
Day day_of_date(int year, int month, int day);
bool day_date_exists(int year, int month, int day);
DayDate day_date(Day day);
/* ISO weekday, 1 (Monday) – 7. */
int day_weekday(Day day);

/* The same date so many months later (or earlier); where the month has no such date its last day
 * (domstolloven § 148: a deadline of months ends on the date of the month that has the same number,
 * or on the last of the month). */
Day day_add_months(Day day, int months);

/* The local day of a moment (seconds UTC); *minute_of_day (may be NULL) gets 0-1439. */
Day day_of_moment(gint64 at, int *minute_of_day);
/* The moment of a minute of the local day; a minute that DST skips is moved forward, 1440 is the
 * next midnight. */
gint64 day_moment(Day day, int minute_of_day);

/* "2026-03-10"; new text. */
char *day_iso(Day day);
/* Reads exactly that form, years 0001-9999; false leaves *day untouched. */
bool day_parse(const char *text, Day *day);

/* In the screen's language: "tirsdag", "tysdag", "Tuesday"; borrowed. */
const char *day_weekday_name(Day day);
/* "tirsdag 10. mars 2026", "Tuesday 10 March 2026"; new text. */
char *day_text(Day day);
/* "tirsdag 10. mars": where the year is plain; new text. */
char *day_short_text(Day day);
/* The same in a language. */
const char *day_weekday_in(Day day, Language language);
char *day_text_in(Day day, Language language);
char *day_short_text_in(Day day, Language language);
/* "15:00"; new text. */
char *day_minute_text(int minute_of_day);

#endif

/* Working days: Monday–Friday without the public holidays of Norway and without the days that the
 * bureau itself keeps closed. Pure: a year or a day in, an answer out.
 *
 * Holidays: lov om helligdager og helligdagsfred 24.2.1995 nr. 12 § 2 (New Year's Day, Maundy
 * Thursday, Good Friday, Easter Day and Monday, Ascension Day, Whit Sunday and Monday, Christmas
 * Day and Boxing Day; every Sunday) and lov 26.4.1947 nr. 1 (1 May, 17 May). No day is moved when
 * it falls on a Sunday. The law of today is used for every year.
 * Half days until 12:00: Christmas Eve and New Year's Eve (Statens personalhåndbok 3.1.2), the
 * Wednesday before Maundy Thursday and Whitsun Eve (usual in the state; the latter is always a
 * Saturday and changes nothing).
 * "Working day" has no definition in law; Monday–Friday is the common reading. */
#ifndef SKRANKE_DOMAIN_CALENDAR_H
#define SKRANKE_DOMAIN_CALENDAR_H

#include "skranke/domain/day.h"

enum {
    /* Easter is computed for these years; outside them only weekends are known. */
    CALENDAR_FIRST_YEAR = 1583,
    CALENDAR_LAST_YEAR = 4099,
    CALENDAR_HALF_DAY_CLOSES = 12 * 60,
    CALENDAR_MOST_MARKED = 16,
};

typedef enum { CALENDAR_HOLIDAY, CALENDAR_HALF_DAY } CalendarKind;
extern const char *const calendar_kind_words[]; /* "holiday", "half_day", NULL */

/* One of the holidays or half days. */
typedef struct {
    Day day;
    CalendarKind kind;
    bool is_eve; /* Christmas Eve or New Year's Eve */
    const char *name_nb, *name_nn, *name_en;
} CalendarMark;

/* A day on which the bureau differs from its usual hours. */
typedef struct {
    Day day;
    bool closed;       /* no working day for the bureau */
    int opens, closes; /* minutes of the day, where it is not closed; a weekend stays no working day
                          even when it is open */
    char *reason;
} CalendarException;

typedef struct {
    /* Are Christmas Eve and New Year's Eve working days? Default true: the stricter deadline. */
    bool eves_count_as_working_day;
    GPtrArray *exceptions; /* CalendarException *, by day; NULL: none */
} Calendar;

/* Eves count, no exceptions. */
Calendar *calendar_new(void);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* Adds an exception, or replaces the one of that day. Fails (USAGE) when it does not open before it
 * closes within the day; nothing is changed then. */
bool calendar_add_exception(Calendar *calendar, Day day, bool closed, int opens, int closes,
                            const char *reason, GError **error);
/* Borrowed, or NULL. */
const CalendarException *calendar_exception(const Calendar *calendar, Day day);

/* Easter Day of a year from 1583 on (Gregorian computus: Meeus, Astronomical Algorithms, ch. 8). */
Day calendar_easter(int year);
/* The holidays and half days of a year by date (two may fall on one: 2027-05-17); returns how many.
 * 0 outside the years above. */
guint calendar_marks(int year, CalendarMark marks[CALENDAR_MOST_MARKED]);
/* The marks of one day; at most 2. */
guint calendar_marks_of(Day day, CalendarMark marks[2]);
bool calendar_is_holiday(Day day);
bool calendar_is_half_day(Day day);
/* In the screen's language; borrowed. */
const char *calendar_mark_name(const CalendarMark *mark);

bool calendar_is_working_day(const Calendar *calendar, Day day);
/* The n-th working day after `day`, which is itself not counted; before it when n is negative;
 * `day` when n is 0. */
Day calendar_add_working_days(const Calendar *calendar, Day day, int n);
/* `day` itself when it is a working day, else the next one. */
Day calendar_next_working_day(const Calendar *calendar, Day day);
/* How many working days lie after `from` up to and with `until`; negative when until is earlier:
 * calendar_add_working_days(from, n) == until gives n. */
int calendar_working_days_between(const Calendar *calendar, Day from, Day until);
/* Working days of a whole year. */
int calendar_working_days_of_year(const Calendar *calendar, int year);

/* Why the day is no working day, in the screen's language: "lørdag", "grunnlovsdag og andre
 * pinsedag", the reason of an exception; NULL when it is one. New text. */
char *calendar_why_not(const Calendar *calendar, Day day);

#endif

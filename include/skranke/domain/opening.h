/* When the counter is open: the weekly hours (Monday–Friday 09–15 in the bureau's declaration),
 * shortened by half days and holidays, changed by the calendar's exceptions.
 *
 * Pure: the moment is an argument. Minutes between two moments are real minutes, also on the days
 * when the clock is changed. */
#ifndef SKRANKE_DOMAIN_OPENING_H
#define SKRANKE_DOMAIN_OPENING_H

#include "skranke/domain/calendar.h"
#include "skranke/domain/hours.h"

#define OPENING_USUAL_HOURS "ma-fr 09:00-15:00"

typedef struct {
    Hours week;
    const Calendar *calendar; /* borrowed */
} Opening;

/* The usual hours over a calendar, which must live as long. */
Opening opening_usual(const Calendar *calendar);

/* Minutes of the day, from < until; both 0 on a day when it is closed. */
typedef struct {
    int from, until;
} OpeningSpan;

/* First rule that applies: exception of the day; holiday, closed; eve that is no working day,
 * closed; half day, until 12:00 at the latest; the weekly hours. */
OpeningSpan opening_of_day(const Opening *opening, Day day);

bool opening_is_open(const Opening *opening, gint64 at);
/* The end of the opening that holds `at`; 0: closed then. */
gint64 opening_closes(const Opening *opening, gint64 at);
/* The first open moment from `at` on, `at` itself when it is open then; 0: none within 400 days. */
gint64 opening_next(const Opening *opening, gint64 at);
/* Open minutes from one moment to another, whole ones; 0 when `until` is not later; spans of more
 * than 400 days end there. */
int opening_minutes_between(const Opening *opening, gint64 from, gint64 until);

/* "åpent til 15:00", "stengt til ma. 09:00", translated; new text. */
char *opening_text(const Opening *opening, gint64 now);

#endif

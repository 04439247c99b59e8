/* Owns the hours of the counter. Which days are holidays is the calendar's to say; who is in is
 * presence.c's. */
#include "skranke/domain/opening.h"

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

enum { LONGEST_LOOK = 400, MINUTE = 60 };

Opening opening_usual(const Calendar *calendar)
{
    Opening opening = {.calendar = calendar};
    hours_parse(OPENING_USUAL_HOURS, &opening.week, NULL);
    return opening;
}

OpeningSpan opening_of_day(const Opening *opening, Day day)
{
    const CalendarException *exception = calendar_exception(opening->calendar, day);
    if (exception)
        return (OpeningSpan){exception->opens, exception->closes};
    int weekday = day_weekday(day) - 1;
    OpeningSpan span = {opening->week.day[weekday].from, opening->week.day[weekday].until};
    bool half = calendar_is_half_day(day);
    /* A weekend can be open by its weekly hours, but an eve that does not count is closed. */
    bool idle = calendar_is_holiday(day) ||
                (half && weekday < DAY_FRIDAY && !calendar_is_working_day(opening->calendar, day));
    if (half)
        span.until = MIN(span.until, CALENDAR_HALF_DAY_CLOSES);
    return idle || span.from >= span.until ? (OpeningSpan){0} : span;
}

/* The moments of a day's opening; empty where it is closed. */
typedef struct {
    gint64 from, until;
} Moments;

static Moments moments_of_day(const Opening *opening, Day day)
{
    OpeningSpan span = opening_of_day(opening, day);
    if (span.from >= span.until)
        return (Moments){0};
    return (Moments){day_moment(day, span.from), day_moment(day, span.until)};
}

gint64 opening_closes(const Opening *opening, gint64 at)
{
    Moments open = moments_of_day(opening, day_of_moment(at, NULL));
    return at >= open.from && at < open.until ? open.until : 0;
}

bool opening_is_open(const Opening *opening, gint64 at)
{
    return opening_closes(opening, at) != 0;
}

gint64 opening_next(const Opening *opening, gint64 at)
{
    Day today = day_of_moment(at, NULL);
    for (Day day = today; day <= today + LONGEST_LOOK; day++) {
        Moments open = moments_of_day(opening, day);
        if (open.from < open.until && at < open.until)
            return MAX(at, open.from);
    }
    return 0;
}

int opening_minutes_between(const Opening *opening, gint64 from, gint64 until)
{
    gint64 seconds = 0;
    if (until <= from)
        return 0;
    Day first = day_of_moment(from, NULL);
    Day last = MIN(day_of_moment(until, NULL), first + LONGEST_LOOK);
    for (Day day = first; day <= last; day++) {
        Moments open = moments_of_day(opening, day);
        gint64 begin = MAX(open.from, from), end = MIN(open.until, until);
        seconds += MAX(0, end - begin);
    }
    return (int)(seconds / MINUTE);
}

char *opening_text(const Opening *opening, gint64 now)
{
    gint64 closes = opening_closes(opening, now);
    gint64 next = closes ? 0 : opening_next(opening, now);
    if (!closes && !next)
        return g_strdup(_("not open"));
    g_autofree char *when = time_text_short(closes ? closes : next, now);
    return g_strdup_printf(closes ? _("open until %s") : _("closed until %s"), when);
}

/* Owns the counting of deadlines and how long is left. Which days are working days is the
 * calendar's, which rule holds the category's; the sentences stand in deadline_explain.c. */
#include "skranke/domain/deadline.h"

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "deadline_view.h"

enum { LAST_MINUTE = DAY_MINUTES - 1, HOUR_MINUTES = 60, MINUTE = 60, HOUR = 3600 };

const Opening *deadline_view_start(DeadlineView *view, const Category *category,
                                   const Opening *opening)
{
    view->calendar = *opening->calendar;
    if (category_is_statutory(category))
        view->calendar.exceptions = NULL;
    view->opening = (Opening){.week = opening->week, .calendar = &view->calendar};
    return &view->opening;
}

bool deadline_is_in_time(const Opening *opening, Day day, int minute)
{
    return calendar_is_working_day(opening->calendar, day) &&
           minute < opening_of_day(opening, day).until;
}

/* The due day of a rule that counts days; by hours it is settled before. */
static Day due_day(const CategoryRule *rule, Day day, int minute, const Opening *opening)
{
    const Calendar *calendar = opening->calendar;
    switch (rule->kind) {
    case CATEGORY_SAME_DAY:
        if (deadline_is_in_time(opening, day, minute))
            return day;
        return calendar_add_working_days(calendar, day, 1);
    case CATEGORY_NEXT_DAY:
        return calendar_add_working_days(calendar, day, 1);
    case CATEGORY_WORKING_DAYS:
        return calendar_add_working_days(calendar, day, rule->number);
    case CATEGORY_MONTH:
        return calendar_next_working_day(calendar, day_add_months(day, rule->number));
    case CATEGORY_NONE:
    case CATEGORY_AT_ONCE:
    case CATEGORY_HOURS:
    case CATEGORY_RULE_COUNT:
        break;
    }
    return day;
}

static DeadlineClock clock_of(const CategoryRule *rule, Day day, int minute, const Opening *opening)
{
    DeadlineClock clock = {.set = rule->kind != CATEGORY_NONE, .by = rule->by};
    if (!clock.set)
        return (DeadlineClock){0};
    if (rule->kind == CATEGORY_HOURS || rule->kind == CATEGORY_AT_ONCE) {
        int later = minute + rule->number * HOUR_MINUTES;
        clock.day = day + later / DAY_MINUTES;
        clock.minute = later % DAY_MINUTES;
    } else {
        clock.day = due_day(rule, day, minute, opening);
        clock.minute = LAST_MINUTE;
    }
    return clock;
}

Deadline deadline_of_local(const Category *category, Day day, int minute, const Opening *opening)
{
    DeadlineView view;
    const Opening *own = deadline_view_start(&view, category, opening);
    return (Deadline){
        .target = clock_of(&category->target, day, minute, own),
        .limit = clock_of(&category->limit, day, minute, own),
        .holding = clock_of(&category->holding, day, minute, own),
    };
}

static bool counts_days(const CategoryRule *rule)
{
    return rule->kind != CATEGORY_HOURS && rule->kind != CATEGORY_AT_ONCE;
}

/* The end of the minute that holds the moment. */
static void set_moment(DeadlineClock *clock, gint64 moment)
{
    clock->day = day_of_moment(moment, &clock->minute);
    clock->at = moment - moment % MINUTE + MINUTE;
}

/* Hours are real ones: a day when the clock is changed has 23 or 25 of them. */
static void count_real_hours(const CategoryRule *rule, gint64 received_at, DeadlineClock *clock)
{
    if (!counts_days(rule))
        set_moment(clock, received_at + (gint64)rule->number * HOUR);
}

Deadline deadline_of(const Category *category, gint64 received_at, const Opening *opening)
{
    int minute = 0;
    Day day = day_of_moment(received_at, &minute);
    Deadline deadline = deadline_of_local(category, day, minute, opening);
    count_real_hours(&category->target, received_at, &deadline.target);
    count_real_hours(&category->limit, received_at, &deadline.limit);
    count_real_hours(&category->holding, received_at, &deadline.holding);
    return deadline;
}

typedef struct {
    Day from, until;
    int days; /* working days between */
} Wait;

/* What came on the call, or from a machine, waits for nobody; hours are moved by moments. A clock
 * never runs out while it stands still: who comes back on a Saturday finds the next working day. */
static void move_days(const CategoryRule *rule, const Wait *wait, const Calendar *calendar,
                      DeadlineClock *clock)
{
    if (!clock->set || !counts_days(rule) || clock->day < wait->from)
        return;
    clock->day = calendar_add_working_days(calendar, clock->day, wait->days);
    if (clock->day < wait->until)
        clock->day = calendar_next_working_day(calendar, wait->until);
}

static void move_hours(const CategoryRule *rule, gint64 from_at, gint64 until_at,
                       DeadlineClock *clock)
{
    if (clock->set && rule->kind == CATEGORY_HOURS && clock->at > from_at)
        set_moment(clock, clock->at - MINUTE + until_at - from_at);
}

Deadline deadline_after_pause(const Category *category, const Deadline *deadline, Day paused_on,
                              Day resumed_on, const Opening *opening)
{
    Deadline moved = *deadline;
    if (!category->pauses || category_is_statutory(category) || resumed_on <= paused_on)
        return moved;
    const Calendar *calendar = opening->calendar;
    Wait wait = {.from = paused_on, .until = resumed_on};
    wait.days = calendar_working_days_between(calendar, paused_on, resumed_on);
    move_days(&category->target, &wait, calendar, &moved.target);
    move_days(&category->limit, &wait, calendar, &moved.limit);
    move_days(&category->holding, &wait, calendar, &moved.holding);
    return moved;
}

Deadline deadline_after_wait(const Category *category, const Deadline *deadline, gint64 from_at,
                             gint64 until_at, const Opening *opening)
{
    if (!category->pauses || category_is_statutory(category) || until_at <= from_at)
        return *deadline;
    Deadline moved = deadline_after_pause(category, deadline, day_of_moment(from_at, NULL),
                                          day_of_moment(until_at, NULL), opening);
    move_hours(&category->target, from_at, until_at, &moved.target);
    move_hours(&category->limit, from_at, until_at, &moved.limit);
    move_hours(&category->holding, from_at, until_at, &moved.holding);
    return moved;
}

gint64 deadline_clock_at(const DeadlineClock *clock)
{
    if (!clock->set)
        return 0;
    return clock->at ? clock->at : day_moment(clock->day, clock->minute + 1);
}

/* ---- how long is left ---- */

DeadlineLeft deadline_left(const DeadlineClock *clock, gint64 now, const Opening *opening)
{
    if (!clock->set)
        return (DeadlineLeft){0};
    Day today = day_of_moment(now, NULL);
    DeadlineLeft left = {.set = true, .due_at = deadline_clock_at(clock)};
    left.broken = now >= left.due_at;
    left.today = !left.broken && today == clock->day;
    left.working_days = left.broken
                            ? calendar_working_days_between(opening->calendar, clock->day, today)
                            : calendar_working_days_between(opening->calendar, today, clock->day);
    if (left.today)
        left.open_minutes = opening_minutes_between(opening, now, left.due_at);
    return left;
}

static char *broken_text(int working_days)
{
    /* TRANSLATORS: a deadline that has passed, and since how many working days; a list has ten
     * cells for it. */
    return working_days > 0 ? g_strdup_printf(_("broken %d d"), working_days)
                            : g_strdup(_("broken"));
}

char *deadline_left_text(const DeadlineLeft *left, gint64 now)
{
    if (!left->set)
        return g_strdup("");
    if (left->broken)
        return broken_text(left->working_days);
    int last_minute = 0;
    day_of_moment(left->due_at - 1, &last_minute);
    if (left->today && last_minute == LAST_MINUTE)
        return g_strdup(_("today"));
    if (left->today || left->working_days == 0)
        return time_text_short(left->due_at - 1, now);
    /* TRANSLATORS: working days left; a list has ten cells for it. */
    return g_strdup_printf(ngettext("%d work day", "%d work days", (gulong)left->working_days),
                           left->working_days);
}

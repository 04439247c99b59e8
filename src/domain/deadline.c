/* Owns the counting of deadlines and how long is left. Which days are working days is the
 * calendar's, which rule holds the category's; the sentences stand in deadline_explain.c. */
#include "skranke/domain/deadline.h"

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "deadline_view.h"

enum { LAST_MINUTE = DAY_MINUTES - 1, HOUR_MINUTES = 60, HOUR = 3600 };

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

/* Hours are real ones: a day when the clock is changed has 23 or 25 of them. */
static void count_real_hours(const CategoryRule *rule, gint64 received_at, DeadlineClock *clock)
{
    if (rule->kind == CATEGORY_HOURS)
        clock->day = day_of_moment(received_at + (gint64)rule->number * HOUR, &clock->minute);
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

/* Clocks of minutes are for calls and machines, which wait for nobody. */
static void move_clock(DeadlineClock *clock, Day paused_on, int days, const Calendar *calendar)
{
    if (clock->set && clock->minute == LAST_MINUTE && clock->day >= paused_on)
        clock->day = calendar_add_working_days(calendar, clock->day, days);
}

Deadline deadline_after_pause(const Category *category, const Deadline *deadline, Day paused_on,
                              Day resumed_on, const Opening *opening)
{
    Deadline moved = *deadline;
    if (!category->pauses || category_is_statutory(category) || resumed_on <= paused_on)
        return moved;
    const Calendar *calendar = opening->calendar;
    int days = calendar_working_days_between(calendar, paused_on, resumed_on);
    move_clock(&moved.target, paused_on, days, calendar);
    move_clock(&moved.limit, paused_on, days, calendar);
    move_clock(&moved.holding, paused_on, days, calendar);
    return moved;
}

/* ---- how long is left ---- */

DeadlineLeft deadline_left(const DeadlineClock *clock, gint64 now, const Opening *opening)
{
    if (!clock->set)
        return (DeadlineLeft){0};
    Day today = day_of_moment(now, NULL);
    DeadlineLeft left = {.set = true, .due_at = day_moment(clock->day, clock->minute + 1)};
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
    /* Translators: a deadline that has passed, and since how many working days; a list has ten
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
    /* Translators: working days left; a list has ten cells for it. */
    return g_strdup_printf(ngettext("%d work day", "%d work days", (gulong)left->working_days),
                           left->working_days);
}

/* Owns the sentences that say why something is due when it is. Counts nothing itself: it asks
 * deadline.c for the day and the calendar for the reasons. */
#include "skranke/base/language.h"

#include "skranke/domain/deadline.h"

#include "deadline_view.h"

/* Nobody reads more than the days around Easter or Christmas. */
enum { MOST_SKIPPED = 14 };

typedef struct {
    const CategoryRule *rule;
    DeadlineClock clock;
    const Opening *opening;
    Day day;
    int minute;
    GString *text;
} Explanation;

static void say(Explanation *explanation, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(Explanation *explanation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(explanation->text, explanation->text->len ? " " : "");
    g_string_append_vprintf(explanation->text, format, arguments);
    va_end(arguments);
}

static bool counts_days(const CategoryRule *rule)
{
    return rule->kind != CATEGORY_AT_ONCE && rule->kind != CATEGORY_HOURS;
}

/* When it came, and what that means for "the same day". */
static void say_received(Explanation *explanation)
{
    const Opening *opening = explanation->opening;
    g_autofree char *day = day_text(explanation->day);
    g_autofree char *time = day_minute_text(explanation->minute);
    g_autofree char *why_not = calendar_why_not(opening->calendar, explanation->day);
    bool late = explanation->rule->kind == CATEGORY_SAME_DAY && !why_not &&
                !deadline_is_in_time(opening, explanation->day, explanation->minute);
    if (why_not && counts_days(explanation->rule)) {
        say(explanation, _("Received %s at %s, no working day (%s)."), day, time, why_not);
    } else if (late) {
        g_autofree char *closing = day_minute_text(opening_of_day(opening, explanation->day).until);
        say(explanation, _("Received %s at %s, after closing at %s."), day, time, closing);
    } else {
        say(explanation, _("Received %s at %s."), day, time);
    }
}

/* "fredag 1. mai (arbeidernes dag)"; a weekend is known by its name. */
static void append_skipped(GString *list, const Calendar *calendar, Day day)
{
    g_autofree char *date = day_short_text(day);
    g_autofree char *why = calendar_why_not(calendar, day);
    bool plain = day_weekday(day) >= DAY_SATURDAY && !calendar_is_holiday(day);
    g_string_append_printf(list, plain ? "%s%s" : "%s%s (%s)", list->len ? ", " : "", date, why);
}

/* The days from `first` to before the due day that are no working days. */
static void say_skipped(Explanation *explanation, Day first)
{
    g_autoptr(GString) list = g_string_new(NULL);
    const Calendar *calendar = explanation->opening->calendar;
    guint count = 0;
    for (Day day = first; day < explanation->clock.day; day++)
        if (!calendar_is_working_day(calendar, day) && count++ < MOST_SKIPPED)
            append_skipped(list, calendar, day);
    if (count > MOST_SKIPPED)
        g_string_append(list, ", …");
    if (count > 0)
        say(explanation, _("Not counted: %s."), list->str);
}

static void say_working_days(Explanation *explanation, const char *due)
{
    int number = explanation->rule->number;
    say(explanation, _("The day of receipt is not counted."));
    if (number == 1)
        say(explanation, _("Due at the end of the next working day, %s."), due);
    else
        say(explanation, _("Due at the end of working day number %d, %s."), number, due);
    say_skipped(explanation, explanation->day + 1);
}

static void say_month(Explanation *explanation, const char *due)
{
    int number = explanation->rule->number;
    Day nominal = day_add_months(explanation->day, number);
    g_autofree char *date = day_text(nominal);
    say(explanation, ngettext("%d month later is %s.", "%d months later is %s.", (gulong)number),
        number, date);
    if (nominal == explanation->clock.day)
        return;
    say(explanation, _("That is moved to the next working day, %s."), due);
    say_skipped(explanation, nominal);
}

static void say_due(Explanation *explanation)
{
    g_autofree char *due = day_text(explanation->clock.day);
    g_autofree char *time = day_minute_text(explanation->clock.minute);
    int number = explanation->rule->number;
    if (explanation->rule->kind == CATEGORY_AT_ONCE) {
        say(explanation, _("Due at once."));
    } else if (explanation->rule->kind == CATEGORY_HOURS) {
        say(explanation,
            ngettext("Due %d hour later, also outside opening hours: %s at %s.",
                     "Due %d hours later, also outside opening hours: %s at %s.", (gulong)number),
            number, due, time);
    } else if (explanation->rule->kind == CATEGORY_WORKING_DAYS) {
        say_working_days(explanation, due);
    } else if (explanation->rule->kind == CATEGORY_MONTH) {
        say_month(explanation, due);
    } else if (explanation->clock.day == explanation->day) {
        say(explanation, _("Due the same day."));
    } else {
        say(explanation, _("Due the next working day, %s."), due);
        say_skipped(explanation, explanation->day + 1);
    }
}

static void say_by(Explanation *explanation)
{
    static const char *const sentences[] = {
        [CATEGORY_BY_LOCAL] = N_("This is the bureau's own aim, not a promise."),
        [CATEGORY_BY_DOCUMENT] = N_("This is promised in the service declaration."),
        [CATEGORY_BY_LAW] = N_("This is required by law."),
    };
    say(explanation, "%s", _(sentences[explanation->clock.by]));
}

char *deadline_explain(const Category *category, DeadlineWhich which, gint64 received_at,
                       const Opening *opening)
{
    DeadlineView view;
    Deadline deadline = deadline_of(category, received_at, opening);
    const CategoryRule *rule[] = {&category->target, &category->limit, &category->holding};
    const DeadlineClock *clock[] = {&deadline.target, &deadline.limit, &deadline.holding};
    Explanation explanation = {
        .rule = rule[which],
        .clock = *clock[which],
        .opening = deadline_view_start(&view, category, opening),
        .text = g_string_new(NULL),
    };
    explanation.day = day_of_moment(received_at, &explanation.minute);
    say_received(&explanation);
    if (explanation.clock.set) {
        say_due(&explanation);
        say_by(&explanation);
    } else {
        say(&explanation, _("Nothing is promised here: it is answered as soon as possible."));
    }
    return g_string_free(explanation.text, FALSE);
}

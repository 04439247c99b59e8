/* Owns which days are working days. Knows no clock, no office hours (opening.c) and no deadline. */
#include "skranke/domain/calendar.h"

#include <stdlib.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

const char *const calendar_kind_words[] = {"holiday", "half_day", NULL};

/* Month 0: so many days after Easter Day. */
typedef struct {
    int month, day;
    CalendarKind kind;
    bool is_eve;
    const char *name_nb, *name_nn, *name_en;
} Rule;

/* Names in three languages and not through gettext: --json and letters need all three at once. */
static const Rule rules[] = {
    {1, 1, CALENDAR_HOLIDAY, false, "første nyttårsdag", "første nyttårsdag", "New Year's Day"},
    {0, -4, CALENDAR_HALF_DAY, false, "onsdag før skjærtorsdag", "onsdag før skjærtorsdag",
     "Wednesday before Maundy Thursday"},
    {0, -3, CALENDAR_HOLIDAY, false, "skjærtorsdag", "skjærtorsdag", "Maundy Thursday"},
    {0, -2, CALENDAR_HOLIDAY, false, "langfredag", "langfredag", "Good Friday"},
    {0, 0, CALENDAR_HOLIDAY, false, "første påskedag", "første påskedag", "Easter Day"},
    {0, 1, CALENDAR_HOLIDAY, false, "andre påskedag", "andre påskedag", "Easter Monday"},
    {5, 1, CALENDAR_HOLIDAY, false, "arbeidernes dag", "arbeidarane sin dag", "Labour Day"},
    {5, 17, CALENDAR_HOLIDAY, false, "grunnlovsdag", "grunnlovsdag", "Constitution Day"},
    {0, 39, CALENDAR_HOLIDAY, false, "Kristi himmelfartsdag", "Kristi himmelfartsdag",
     "Ascension Day"},
    {0, 48, CALENDAR_HALF_DAY, false, "pinseaften", "pinseaftan", "Whitsun Eve"},
    {0, 49, CALENDAR_HOLIDAY, false, "første pinsedag", "første pinsedag", "Whit Sunday"},
    {0, 50, CALENDAR_HOLIDAY, false, "andre pinsedag", "andre pinsedag", "Whit Monday"},
    {12, 24, CALENDAR_HALF_DAY, true, "julaften", "julaftan", "Christmas Eve"},
    {12, 25, CALENDAR_HOLIDAY, false, "første juledag", "første juledag", "Christmas Day"},
    {12, 26, CALENDAR_HOLIDAY, false, "andre juledag", "andre juledag", "Boxing Day"},
    {12, 31, CALENDAR_HALF_DAY, true, "nyttårsaften", "nyttårsaftan", "New Year's Eve"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(rules) == CALENDAR_MOST_MARKED);

/* ---- the settings ---- */

static void exception_free(gpointer data)
{
    CalendarException *exception = data;
    g_free(exception->reason);
    g_free(exception);
}

Calendar *calendar_new(void)
{
    Calendar *calendar = g_new0(Calendar, 1);
    calendar->eves_count_as_working_day = true;
    calendar->exceptions = g_ptr_array_new_with_free_func(exception_free);
    return calendar;
}

void calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    if (calendar->exceptions)
        g_ptr_array_unref(calendar->exceptions);
    g_free(calendar);
}

/* Where the exception of this day stands or would stand. */
static guint exception_place(const Calendar *calendar, Day day)
{
    guint low = 0, high = calendar->exceptions ? calendar->exceptions->len : 0;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const CalendarException *exception = calendar->exceptions->pdata[middle];
        if (exception->day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const CalendarException *calendar_exception(const Calendar *calendar, Day day)
{
    guint place = exception_place(calendar, day);
    if (!calendar->exceptions || place == calendar->exceptions->len)
        return NULL;
    const CalendarException *exception = calendar->exceptions->pdata[place];
    return exception->day == day ? exception : NULL;
}

bool calendar_add_exception(Calendar *calendar, Day day, bool closed, int opens, int closes,
                            const char *reason, GError **error)
{
    if (!closed && (opens < 0 || opens >= closes || closes > DAY_MINUTES)) {
        g_autofree char *text = day_text(day);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The hours of %s must open before they close. Nothing was changed."), text);
        return false;
    }
    CalendarException *exception = g_new0(CalendarException, 1);
    *exception = (CalendarException){.day = day,
                                     .closed = closed,
                                     .opens = closed ? 0 : opens,
                                     .closes = closed ? 0 : closes,
                                     .reason = g_strdup(reason ? reason : "")};
    guint place = exception_place(calendar, day);
    if (calendar_exception(calendar, day))
        g_ptr_array_remove_index(calendar->exceptions, place);
    g_ptr_array_insert(calendar->exceptions, (int)place, exception);
    return true;
}

/* ---- holidays and half days ---- */

/* March and April are enough: Easter is from 22 March to 25 April. */
Day calendar_easter(int year)
{
    int golden = year % 19;
    int century = year / 100, of_century = year % 100;
    int moon_shift = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    int to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    int correction = (golden + 11 * epact + 22 * to_sunday) / 451;
    int from_march = epact + to_sunday - 7 * correction + 114;
    return day_of_date(year, from_march / 31, from_march % 31 + 1);
}

static bool is_covered(int year)
{
    return year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR;
}

static Day rule_day(const Rule *rule, int year, Day easter)
{
    return rule->month ? day_of_date(year, rule->month, rule->day) : easter + rule->day;
}

static CalendarMark mark_of(const Rule *rule, Day day)
{
    return (CalendarMark){.day = day,
                          .kind = rule->kind,
                          .is_eve = rule->is_eve,
                          .name_nb = rule->name_nb,
                          .name_nn = rule->name_nn,
                          .name_en = rule->name_en};
}

static int by_day(const void *first, const void *second)
{
    const CalendarMark *a = first, *b = second;
    return (a->day > b->day) - (a->day < b->day);
}

guint calendar_marks(int year, CalendarMark marks[CALENDAR_MOST_MARKED])
{
    if (!is_covered(year))
        return 0;
    Day easter = calendar_easter(year);
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        marks[i] = mark_of(&rules[i], rule_day(&rules[i], year, easter));
    qsort(marks, G_N_ELEMENTS(rules), sizeof *marks, by_day);
    return G_N_ELEMENTS(rules);
}

guint calendar_marks_of(Day day, CalendarMark marks[2])
{
    guint count = 0;
    int year = day_date(day).year;
    if (!is_covered(year))
        return 0;
    Day easter = calendar_easter(year);
    for (guint i = 0; i < G_N_ELEMENTS(rules) && count < 2; i++)
        if (rule_day(&rules[i], year, easter) == day)
            marks[count++] = mark_of(&rules[i], day);
    return count;
}

static bool is_marked(Day day, CalendarKind kind, bool only_eves)
{
    CalendarMark marks[2];
    guint count = calendar_marks_of(day, marks);
    for (guint i = 0; i < count; i++)
        if (marks[i].kind == kind && (marks[i].is_eve || !only_eves))
            return true;
    return false;
}

bool calendar_is_holiday(Day day)
{
    return is_marked(day, CALENDAR_HOLIDAY, false);
}

bool calendar_is_half_day(Day day)
{
    return is_marked(day, CALENDAR_HALF_DAY, false);
}

const char *calendar_mark_name(const CalendarMark *mark)
{
    return language_pick(mark->name_nb, mark->name_nn, mark->name_en);
}

/* ---- working days ---- */

static bool is_weekend(Day day)
{
    return day_weekday(day) >= DAY_SATURDAY;
}

static bool is_idle_eve(const Calendar *calendar, Day day)
{
    return !calendar->eves_count_as_working_day && is_marked(day, CALENDAR_HALF_DAY, true);
}

bool calendar_is_working_day(const Calendar *calendar, Day day)
{
    if (is_weekend(day) || calendar_is_holiday(day) || is_idle_eve(calendar, day))
        return false;
    const CalendarException *exception = calendar_exception(calendar, day);
    return !exception || !exception->closed;
}

Day calendar_add_working_days(const Calendar *calendar, Day day, int n)
{
    int step = n < 0 ? -1 : 1;
    for (int left = ABS(n); left > 0;) {
        day += step;
        if (calendar_is_working_day(calendar, day))
            left--;
    }
    return day;
}

Day calendar_next_working_day(const Calendar *calendar, Day day)
{
    while (!calendar_is_working_day(calendar, day))
        day++;
    return day;
}

int calendar_working_days_between(const Calendar *calendar, Day from, Day until)
{
    int count = 0;
    for (Day day = from + 1; day <= until; day++)
        count += calendar_is_working_day(calendar, day);
    for (Day day = from - 1; day >= until; day--)
        count -= calendar_is_working_day(calendar, day);
    return count;
}

int calendar_working_days_of_year(const Calendar *calendar, int year)
{
    return calendar_working_days_between(calendar, day_of_date(year, 1, 1) - 1,
                                         day_of_date(year, 12, 31));
}

/* ---- words ---- */

/* A holiday on a Sunday is named after the holiday, which people know better. */
static char *holiday_names(Day day)
{
    CalendarMark marks[2];
    guint count = calendar_marks_of(day, marks);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        if (marks[i].kind == CALENDAR_HOLIDAY || marks[i].is_eve)
            g_string_append_printf(names, "%s%s", names->len ? _(" and ") : "",
                                   calendar_mark_name(&marks[i]));
    return g_string_free(names, FALSE);
}

char *calendar_why_not(const Calendar *calendar, Day day)
{
    if (calendar_is_working_day(calendar, day))
        return NULL;
    if (calendar_is_holiday(day) || (is_idle_eve(calendar, day) && !is_weekend(day)))
        return holiday_names(day);
    if (is_weekend(day))
        return g_strdup(day_weekday_name(day));
    const CalendarException *exception = calendar_exception(calendar, day);
    return g_strdup(exception && *exception->reason ? exception->reason : _("not open"));
}

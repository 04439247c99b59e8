/* Owns the commands about days: the calendar of a year, and when something is due. They count with
 * the rules of the database where there is one, else with those the program carries. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/deadline.h"

#include "skranke/store/open.h"
#include "skranke/store/rulebook.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { WEEKDAY_CELLS = 9 };

/* ---- whose rules ---- */

static Rulebook *carried_rules(GError **error)
{
    g_autoptr(Rulebook) book = g_new0(Rulebook, 1);
    book->calendar = calendar_new();
    book->opening = opening_usual(book->calendar);
    book->categories = category_carried(error);
    return book->categories ? g_steal_pointer(&book) : NULL;
}

/* Those of the database that was named or stands where it usually does. */
static Rulebook *read_rules(const CommandContext *context, bool *carried, GError **error)
{
    StoreKind kind = STORE_ABSENT;
    *carried = !store_look(context->database_uri, &kind, NULL) || kind != STORE_OURS;
    if (*carried)
        return carried_rules(error);
    g_autoptr(Db) db = store_open(context->database_uri, error);
    return db ? rulebook_load(db, error) : NULL;
}

static json_t *describe_source(bool carried)
{
    return json_string(carried ? "program" : "database");
}

/* ---- calendar ---- */

static json_t *take_text(char *text)
{
    json_t *value = output_text(text);
    g_free(text);
    return value;
}

static json_t *describe_mark(const CalendarMark *mark, const Calendar *calendar)
{
    json_t *object = json_object();
    json_object_set_new(object, "date", take_text(day_iso(mark->day)));
    json_object_set_new(object, "weekday", output_text(day_weekday_name(mark->day)));
    json_object_set_new(object, "name", output_text(calendar_mark_name(mark)));
    json_object_set_new(object, "kind", output_text(calendar_kind_words[mark->kind]));
    json_object_set_new(object, "working_day",
                        json_boolean(calendar_is_working_day(calendar, mark->day)));
    if (mark->kind == CALENDAR_HALF_DAY)
        json_object_set_new(object, "closes", take_text(day_minute_text(CALENDAR_HALF_DAY_CLOSES)));
    return object;
}

/* The days of the year on which the bureau differs from its usual hours. */
static json_t *describe_exceptions(int year, const Calendar *calendar)
{
    json_t *list = json_array();
    for (guint i = 0; calendar->exceptions && i < calendar->exceptions->len; i++) {
        const CalendarException *exception = calendar->exceptions->pdata[i];
        if (day_date(exception->day).year != year)
            continue;
        json_t *object = json_object();
        bool open = !exception->closed;
        json_object_set_new(object, "date", take_text(day_iso(exception->day)));
        json_object_set_new(object, "closed", json_boolean(exception->closed));
        json_object_set_new(object, "opens",
                            open ? take_text(day_minute_text(exception->opens)) : json_null());
        json_object_set_new(object, "closes",
                            open ? take_text(day_minute_text(exception->closes)) : json_null());
        json_object_set_new(object, "reason", output_text(exception->reason));
        json_array_append_new(list, object);
    }
    return list;
}

static void print_exceptions(int year, const Calendar *calendar)
{
    for (guint i = 0; calendar->exceptions && i < calendar->exceptions->len; i++) {
        const CalendarException *exception = calendar->exceptions->pdata[i];
        if (day_date(exception->day).year != year)
            continue;
        g_autofree char *date = day_iso(exception->day);
        g_autofree char *opens = day_minute_text(exception->opens);
        g_autofree char *closes = day_minute_text(exception->closes);
        if (exception->closed)
            output_line(_("%s  closed by the bureau: %s"), date, exception->reason);
        else
            output_line(_("%s  open %s–%s: %s"), date, opens, closes, exception->reason);
    }
}

static void print_calendar_json(int year, const Rulebook *book, bool carried)
{
    const Calendar *calendar = book->calendar;
    CalendarMark marks[CALENDAR_MOST_MARKED];
    guint count = calendar_marks(year, marks);
    json_t *lists[] = {[CALENDAR_HOLIDAY] = json_array(), [CALENDAR_HALF_DAY] = json_array()};
    for (guint i = 0; i < count; i++)
        json_array_append_new(lists[marks[i].kind], describe_mark(&marks[i], calendar));
    json_t *object = json_object();
    json_object_set_new(object, "year", json_integer(year));
    json_object_set_new(object, "working_days",
                        json_integer(calendar_working_days_of_year(calendar, year)));
    json_object_set_new(object, "eves_count_as_working_day",
                        json_boolean(calendar->eves_count_as_working_day));
    json_object_set_new(object, "holidays", lists[CALENDAR_HOLIDAY]);
    json_object_set_new(object, "half_days", lists[CALENDAR_HALF_DAY]);
    json_object_set_new(object, "exceptions", describe_exceptions(year, calendar));
    json_object_set_new(object, "opening_hours", take_text(hours_text(&book->opening.week)));
    json_object_set_new(object, "rules", describe_source(carried));
    output_json(object);
}

static void print_calendar(int year, const Calendar *calendar)
{
    CalendarMark marks[CALENDAR_MOST_MARKED];
    guint count = calendar_marks(year, marks);
    output_line(_("%d has %d working days, Monday–Friday"), year,
                calendar_working_days_of_year(calendar, year));
    for (guint i = 0; i < count; i++) {
        g_autofree char *date = day_iso(marks[i].day);
        bool half = marks[i].kind == CALENDAR_HALF_DAY;
        bool weekend = day_weekday(marks[i].day) >= DAY_SATURDAY;
        g_autofree char *closes = day_minute_text(CALENDAR_HALF_DAY_CLOSES);
        g_autofree char *note =
            half && !weekend ? g_strdup_printf(_(" (open until %s)"), closes) : g_strdup("");
        g_autofree char *weekday =
            safe_text_fit(day_weekday_name(marks[i].day), WEEKDAY_CELLS, false);
        output_line("%s  %s  %s%s", date, weekday, calendar_mark_name(&marks[i]), note);
    }
    print_exceptions(year, calendar);
}

int command_calendar(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    gint64 year = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!g_ascii_string_to_signed(words[0], 10, CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR, &year,
                                  NULL))
        return command_usage_error(context->command, _("\"%s\" is no year from %d to %d"), words[0],
                                   CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
    g_autoptr(GError) error = NULL;
    bool carried = true;
    g_autoptr(Rulebook) book = read_rules(context, &carried, &error);
    if (!book)
        return command_fail(error);
    if (context->json)
        print_calendar_json((int)year, book, carried);
    else
        print_calendar((int)year, book->calendar);
    return 0;
}

/* ---- deadline ---- */

static json_t *describe_clock(const DeadlineClock *clock)
{
    return clock->set ? take_text(day_iso(clock->day)) : json_null();
}

static json_t *describe_by(const DeadlineClock *clock)
{
    return clock->set ? output_text(category_by_words[clock->by]) : json_null();
}

static bool is_promised(const DeadlineClock *clock)
{
    return clock->set && clock->by == CATEGORY_BY_DOCUMENT;
}

static void print_deadline_json(const Category *category, const Deadline *deadline,
                                gint64 received_at, const Opening *opening, bool carried)
{
    json_t *object = json_object();
    DeadlineWhich which = deadline->limit.set ? DEADLINE_LIMIT : DEADLINE_TARGET;
    json_object_set_new(object, "category", output_text(category->code));
    json_object_set_new(object, "received", output_time(received_at));
    json_object_set_new(object, "target", describe_clock(&deadline->target));
    json_object_set_new(object, "limit", describe_clock(&deadline->limit));
    json_object_set_new(object, "holding", describe_clock(&deadline->holding));
    json_object_set_new(object, "target_by", describe_by(&deadline->target));
    json_object_set_new(object, "limit_by", describe_by(&deadline->limit));
    json_object_set_new(
        object, "promised",
        json_boolean(is_promised(&deadline->target) || is_promised(&deadline->limit)));
    json_object_set_new(object, "why",
                        take_text(deadline_explain(category, which, received_at, opening)));
    json_object_set_new(object, "rules", describe_source(carried));
    output_json(object);
}

static void print_clock(const char *title, const Category *category, DeadlineWhich which,
                        const DeadlineClock *clock, gint64 received_at, const Opening *opening)
{
    if (!clock->set) {
        output_line("%s: %s", title, _("none"));
        return;
    }
    g_autofree char *day = day_text(clock->day);
    g_autofree char *why = deadline_explain(category, which, received_at, opening);
    output_line("%s: %s", title, day);
    output_block(why, "  ");
}

static void print_deadline(const Category *category, const Deadline *deadline, gint64 received_at,
                           const Opening *opening)
{
    output_line("%s (%s)", category_name(category), category->code);
    print_clock(_("Target"), category, DEADLINE_TARGET, &deadline->target, received_at, opening);
    print_clock(_("Limit"), category, DEADLINE_LIMIT, &deadline->limit, received_at, opening);
    if (deadline->holding.set)
        print_clock(_("Holding reply"), category, DEADLINE_HOLDING, &deadline->holding, received_at,
                    opening);
}

/* The moment of --received, now without it; outside the years of the calendar nothing is known of
 * holidays, so no day is named. */
static bool read_received(const CommandContext *context, const char *given, gint64 *received_at)
{
    g_autoptr(GError) error = NULL;
    if (!time_text_parse(given ? given : "now", received_at, &error)) {
        command_usage_error(context->command, "%s", error->message);
        return false;
    }
    int year = day_date(day_of_moment(*received_at, NULL)).year;
    if (year >= CALENDAR_FIRST_YEAR && year < CALENDAR_LAST_YEAR)
        return true;
    command_usage_error(context->command, _("--received is a time from the year %d to %d"),
                        CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR - 1);
    return false;
}

int command_deadline(CommandContext *context, int argc, char **argv)
{
    g_autofree char *received = NULL;
    const GOptionEntry entries[] = {{"received", 0, 0, G_OPTION_ARG_STRING, &received, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 received_at = 0;
    if (!options_read(context, argc, argv, entries, 1, 1, &words) ||
        !read_received(context, received, &received_at))
        return SKRANKE_ERROR_USAGE;
    bool carried = true;
    g_autoptr(Rulebook) book = read_rules(context, &carried, &error);
    const Category *category = book ? rulebook_need_category(book, words[0], &error) : NULL;
    if (!category)
        return command_fail(error);
    Deadline deadline = deadline_of(category, received_at, &book->opening);
    if (context->json)
        print_deadline_json(category, &deadline, received_at, &book->opening, carried);
    else
        print_deadline(category, &deadline, received_at, &book->opening);
    return 0;
}

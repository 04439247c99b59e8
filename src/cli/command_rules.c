/* Owns the commands that show and change the rules: categories, the bureau's days and hours. What
 * may be changed and what follows is desk/rules.h's. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/category_columns.h"

#include "skranke/desk/rules.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* How many inquiries' clocks a change moved; below 0: it is not a change that is shown. */
#define NOT_CHANGED (-1)

enum { NAME_CELLS = 34 };

/* ---- categories ---- */

static json_t *describe_category(const Category *category, gint64 moved)
{
    json_t *object = json_object();
    for (guint i = 0; category_columns[i]; i++) {
        g_autofree char *cell = category_column(category, category_columns[i]);
        json_object_set_new(object, category_columns[i], output_text_or_empty(cell));
    }
    json_object_set_new(object, "name", output_text(category_name(category)));
    if (moved != NOT_CHANGED)
        json_object_set_new(object, "moved", json_integer(moved));
    return object;
}

/* The words for people; the codes are in --json, as they are set. */
static const char *silo_text(CategorySilo silo)
{
    static const char *const texts[] = {
        [CATEGORY_OPEN] = N_("open to all operators"),
        [CATEGORY_RESPONDENTS] = N_("closed: the respondents' service"),
        [CATEGORY_PRESS] = N_("closed: press"),
        [CATEGORY_HR] = N_("closed: job applications"),
        [CATEGORY_ACCESS] = N_("closed: access requests"),
    };
    return _(texts[silo]);
}

static const char *journal_text(CategoryJournal journal)
{
    static const char *const texts[] = {
        [CATEGORY_JOURNAL_NO] = N_("not entered"),
        [CATEGORY_JOURNAL_ASSESS] = N_("assessed one by one"),
        [CATEGORY_JOURNAL_YES] = N_("entered"),
    };
    return _(texts[journal]);
}

/* "2 working days (the bureau's own aim)"; "" for none; new text. */
static char *clock_text(const CategoryRule *rule)
{
    g_autofree char *text = category_rule_text(rule);
    return *text ? g_strdup_printf("%s (%s)", text, category_by_text(rule->by)) : g_strdup("");
}

static void print_clock(const char *title, const CategoryRule *rule)
{
    g_autofree char *text = clock_text(rule);
    if (*text)
        output_line("%s: %s", title, text);
}

static void print_category(const Category *category)
{
    output_line("%s  %s", category->code, category_name(category));
    print_clock(_("Target"), &category->target);
    print_clock(_("Limit"), &category->limit);
    print_clock(_("Holding reply"), &category->holding);
    output_line(_("Who sees it: %s"), silo_text(category->silo));
    output_line(_("Public journal: %s"), journal_text(category->journal));
    output_line(category->pauses ? _("Its deadline pauses while the inquirer is asked.")
                                 : _("Its deadline goes on while the inquirer is asked."));
    output_line(_("Queue: %s, answered by: %s"), category->queue, category->owner);
    if (*category->aliases)
        output_line(_("Also called: %s"), category->aliases);
}

static void print_category_line(const Category *category)
{
    g_autofree char *name = safe_text_fit(category_name(category), NAME_CELLS, false);
    g_autofree char *target = clock_text(&category->target);
    g_autofree char *limit = clock_text(&category->limit);
    output_line("%-24s %s  %s%s%s%s%s%s%s", category->code, name, *target ? _("Target") : "",
                *target ? ": " : "", target, *target && *limit ? " · " : "",
                *limit ? _("Limit") : "", *limit ? ": " : "", limit);
}

int command_category_list(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    const Rulebook *book = rules_book(context->desk, &error);
    if (!book)
        return command_fail(error);
    for (guint i = 0; i < book->categories->len; i++)
        if (context->json)
            output_json(describe_category(book->categories->pdata[i], NOT_CHANGED));
        else
            print_category_line(book->categories->pdata[i]);
    return 0;
}

/* As it stands now. */
static int show_category(CommandContext *context, const char *code, gint64 moved)
{
    g_autoptr(GError) error = NULL;
    const Rulebook *book = rules_book(context->desk, &error);
    const Category *category = book ? rulebook_need_category(book, code, &error) : NULL;
    if (!category)
        return command_fail(error);
    if (context->json)
        output_json(describe_category(category, moved));
    else
        print_category(category);
    return 0;
}

int command_category_show(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    return show_category(context, words[0], NOT_CHANGED);
}

/* Who may see inquiries changed, or when they are due. */
static void print_shifted(const CommandContext *context, gint64 moved)
{
    if (!context->json)
        output_line(ngettext("%" PRId64 " inquiry moved to where others see it.",
                             "%" PRId64 " inquiries moved to where others see them.",
                             (gulong)moved),
                    moved);
}

static void print_moved(const CommandContext *context, gint64 moved)
{
    if (!context->json)
        output_line(ngettext("The deadline of %" PRId64 " inquiry moved.",
                             "The deadlines of %" PRId64 " inquiries moved.", (gulong)moved),
                    moved);
}

int command_category_set(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 moved = 0;
    if (!options_read(context, argc, argv, NULL, 3, 3, &words))
        return SKRANKE_ERROR_USAGE;
    if (!rules_set_category(context->desk, words[0], words[1], words[2], &moved, &error))
        return command_fail(error);
    int status = show_category(context, words[0], moved);
    if (strcmp(words[1], "silo") == 0)
        print_shifted(context, moved);
    else
        print_moved(context, moved);
    return status;
}

int command_category_import(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    gint64 moved = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!g_file_get_contents(words[0], &text, &length, &error)) {
        g_autoptr(GError) none =
            g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                        _("The table could not be read: %s. Nothing was changed."), error->message);
        return command_fail(none);
    }
    if (!rules_import_categories(context->desk, text, length, &moved, &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:I}", "moved", (json_int_t)moved));
    print_moved(context, moved);
    return 0;
}

/* ---- days and hours ---- */

/* Ends a change of the calendar: what stands there now (said: for people), and how many inquiries
 * moved. */
static int print_change(CommandContext *context, const char *what, const char *value,
                        const char *said, gint64 moved)
{
    if (context->json)
        output_json(json_pack("{s:s, s:o, s:I}", "what", what, "value", output_text(value), "moved",
                              (json_int_t)moved));
    else
        output_line("%s", said);
    print_moved(context, moved);
    return 0;
}

/* "closed" or "09:00-12:00". */
static bool read_hours(const char *text, CalendarException *exception)
{
    int hour = 0, minute = 0, until_hour = 0, until_minute = 0, used = 0;
    exception->closed = strcmp(text, "closed") == 0;
    if (exception->closed)
        return true;
    if (sscanf(text, "%2d:%2d-%2d:%2d%n", &hour, &minute, &until_hour, &until_minute, &used) != 4 ||
        text[used] != '\0' || hour < 0 || until_hour < 0 || minute < 0 || minute > 59 ||
        until_minute < 0 || until_minute > 59)
        return false;
    exception->opens = hour * 60 + minute;
    exception->closes = until_hour * 60 + until_minute;
    return true;
}

static char *day_said(const CalendarException *exception, bool usual)
{
    g_autofree char *day = day_text(exception->day);
    g_autofree char *opens = day_minute_text(exception->opens);
    g_autofree char *closes = day_minute_text(exception->closes);
    if (usual)
        return g_strdup_printf(_("As usual: %s."), day);
    return exception->closed ? g_strdup_printf(_("Closed: %s."), day)
                             : g_strdup_printf(_("Open %s–%s: %s."), opens, closes, day);
}

static int change_day(CommandContext *context, char **words, bool usual, char *reason)
{
    g_autoptr(GError) error = NULL;
    CalendarException exception = {.reason = reason ? reason : (char[]){""}};
    gint64 moved = 0;
    if (!day_parse(words[0], &exception.day))
        return command_usage_error(context->command, _("\"%s\" is no day such as 2026-12-24"),
                                   words[0]);
    if ((words[1] != NULL) == usual)
        return command_usage_error(context->command, _("give hours, \"closed\" or --usual"));
    if (words[1] && !read_hours(words[1], &exception))
        return command_usage_error(context->command, _("\"%s\" is neither closed nor 09:00-12:00"),
                                   words[1]);
    bool done = usual ? rules_remove_day(context->desk, exception.day, &moved, &error)
                      : rules_set_day(context->desk, &exception, &moved, &error);
    if (!done)
        return command_fail(error);
    g_autofree char *said = day_said(&exception, usual);
    return print_change(context, words[0], usual ? "usual" : words[1], said, moved);
}

int command_calendar_day(CommandContext *context, int argc, char **argv)
{
    g_autofree char *reason = NULL;
    gboolean usual = FALSE;
    const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
                                    {"usual", 0, 0, G_OPTION_ARG_NONE, &usual, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 1, 2, &words))
        return SKRANKE_ERROR_USAGE;
    return change_day(context, words, usual, reason);
}

int command_calendar_eves(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 moved = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    bool yes = strcmp(words[0], "yes") == 0;
    if (!yes && strcmp(words[0], "no") != 0)
        return command_usage_error(context->command, _("\"%s\" is neither yes nor no"), words[0]);
    return rules_set_eves(context->desk, yes, &moved, &error)
               ? print_change(context, "eves_count_as_working_day", words[0],
                              yes ? _("Christmas Eve and New Year's Eve are working days.")
                                  : _("Christmas Eve and New Year's Eve are no working days."),
                              moved)
               : command_fail(error);
}

int command_calendar_hours(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 moved = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!rules_set_hours(context->desk, words[0], &moved, &error))
        return command_fail(error);
    const Rulebook *book = rules_book(context->desk, &error);
    if (!book)
        return command_fail(error);
    g_autofree char *hours = hours_text(&book->opening.week);
    g_autofree char *said = g_strdup_printf(_("Opening hours: %s."), hours);
    return print_change(context, "opening_hours", hours, said, moved);
}

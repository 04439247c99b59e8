/* Owns the commands of marks ("away until …"), of notes about people, and of who leaves and who
 * stands in. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rosters.h"
#include "skranke/desk/staff.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* ---- marks ---- */

static int mark(CommandContext *context, int argc, char **argv, MarkStatus status)
{
    g_autofree char *code = NULL, *note = NULL;
    const GOptionEntry entries[] = {{"code", 0, 0, G_OPTION_ARG_STRING, &code, NULL, NULL},
                                    {"note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 2, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *moment = g_strjoinv(" ", words + 1);
    gint64 person = staff_person(context->desk, words[0], &error);
    gint64 until =
        person ? staff_mark(context->desk, person, status, moment, code, note, &error) : 0;
    if (!until)
        return command_fail(error);
    g_autofree char *warning = roster_duty_warning(context->db, person, clock_now(), until);
    output_warning(warning);
    if (context->json) {
        output_json(
            json_pack("{s:I, s:o}", "person", (json_int_t)person, "until", output_time(until)));
        return 0;
    }
    g_autofree char *when = time_text_header(until);
    output_line(status == MARK_IN ? _("in until %s") : _("away until %s"), when);
    g_autofree char *noted = staff_noted_from(context->desk, person, until);
    if (*noted) /* an absence lasts longer than what was said */
        output_line(_("and then away %s"), noted);
    return 0;
}

int command_people_away(CommandContext *context, int argc, char **argv)
{
    return mark(context, argc, argv, MARK_OUT);
}

int command_people_in(CommandContext *context, int argc, char **argv)
{
    return mark(context, argc, argv, MARK_IN);
}

int command_people_back(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    gint64 person = staff_person(context->desk, words[0], &error);
    if (!person || !staff_unmark(context->desk, person, &error))
        return command_fail(error);
    return command_people_show(context, argc, argv);
}

/* ---- notes ---- */

int command_people_note(CommandContext *context, int argc, char **argv)
{
    g_autofree char *given = NULL;
    const GOptionEntry entries[] = {{"text", 0, 0, G_OPTION_ARG_STRING, &given, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    gint64 person = staff_person(context->desk, words[0], &error);
    g_autofree char *text = person ? options_text(given, &error) : NULL;
    gint64 note = text ? staff_note_add(context->desk, person, text, &error) : 0;
    if (!note)
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:I, s:I}", "id", (json_int_t)note, "person", (json_int_t)person));
    else
        output_line("%" PRId64, note);
    return 0;
}

int command_people_note_remove(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 note = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words) ||
        !options_number(context, words[0], &note))
        return SKRANKE_ERROR_USAGE;
    if (!staff_note_remove(context->desk, note, &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:I}", "id", (json_int_t)note));
    return 0;
}

/* ---- who stands in, and who has left ---- */

int command_people_deputy(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 1, 2, &words))
        return SKRANKE_ERROR_USAGE;
    if (!staff_deputy_set(context->desk, words[0], words[1], &error))
        return command_fail(error);
    char *show[] = {words[0], NULL};
    return command_people_show(context, 1, show);
}

static json_t *statistics_left(const GPtrArray *left)
{
    json_t *array = json_array();
    for (guint i = 0; i < left->len; i++) {
        const StatisticLeft *one = left->pdata[i];
        json_array_append_new(array, json_pack("{s:o, s:o, s:s, s:o, s:b}", "statistic",
                                               output_text(one->short_name), "name",
                                               output_text(one->name), "role",
                                               one->backup ? "backup" : "responsible", "now_by",
                                               output_text(one->now_by), "vacant", one->vacant));
    }
    return array;
}

static void print_left(const GPtrArray *left, const char *warning)
{
    for (guint i = 0; i < left->len; i++) {
        const StatisticLeft *one = left->pdata[i];
        const char *now_by = *one->now_by ? one->now_by : _("nobody");
        output_line(one->backup ? _("%s: %s backs it up now%s") : _("%s: %s answers for it now%s"),
                    one->name, now_by, one->vacant ? _(" – it is vacant") : "");
    }
    if (*warning)
        output_line("%s", warning);
}

int command_people_leave(CommandContext *context, int argc, char **argv)
{
    g_autofree char *day = NULL, *successor = NULL, *warning = NULL;
    const GOptionEntry entries[] = {
        {"on", 0, 0, G_OPTION_ARG_STRING, &day, NULL, NULL},
        {"successor", 0, 0, G_OPTION_ARG_STRING, &successor, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    Leaving leaving = {words[0], day, successor};
    g_autoptr(GPtrArray) left = staff_leave(context->desk, &leaving, &warning, &error);
    if (!left)
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:s, s:o, s:o}", "person", words[0], "statistics",
                              statistics_left(left), "warning", output_text(warning)));
    else
        print_left(left, warning);
    return 0;
}

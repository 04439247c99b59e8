/* Owns the commands of absences and office hours. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rosters.h"
#include "skranke/desk/staff.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

static json_t *describe_absence(const Absence *absence)
{
    const char *operator_name = absence->operator_name;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(absence->id));
    json_object_set_new(object, "person", json_integer(absence->person));
    json_object_set_new(object, "from", output_time(absence->from_at));
    json_object_set_new(object, "until", output_time(absence->until_at));
    json_object_set_new(object, "code", output_text(absence->code));
    json_object_set_new(object, "kind", json_string(absence_kind_words[absence->kind]));
    json_object_set_new(object, "phone_open", json_boolean(absence->phone_open));
    json_object_set_new(object, "source", output_text(absence->source));
    json_object_set_new(object, "by", output_text(operator_name));
    json_object_set_new(object, "source_at", output_time(absence->seen_at));
    json_object_set_new(object, "note", describe_masked(absence->note, false));
    return object;
}

static void print_absence(const CommandContext *context, const Absence *absence)
{
    if (context->json) {
        output_json(describe_absence(absence));
        return;
    }
    g_autofree char *from = time_text_full(absence->from_at);
    g_autofree char *until = time_text_full(absence->until_at);
    g_autofree char *note = describe_mask(absence->note ? absence->note : "", false);
    const char *by_hand = absence->operator_name ? absence->operator_name : "";
    const char *source = absence->source && *absence->source ? absence->source : by_hand;
    output_line("%" PRId64 "  %s – %s  %s%s%s%s%s", absence->id, from, until, absence->code,
                *source ? "  " : "", source, *note ? "  " : "", note);
}

static int print_kept(const CommandContext *context, Absence *absence)
{
    print_absence(context, absence);
    absence_free(absence);
    return 0;
}

int command_people_absences(CommandContext *context, int argc, char **argv)
{
    g_autofree char *from = NULL, *to = NULL;
    const GOptionEntry entries[] = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    gint64 since = 0, until = 0;
    if (!options_span(context, from, to, &since, &until))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) absences = staff_absences(context->desk, words[0], since, until, &error);
    if (!absences)
        return command_fail(error);
    for (guint i = 0; i < absences->len && !output_is_closed(); i++)
        print_absence(context, absences->pdata[i]);
    return 0;
}

int command_people_absence_add(CommandContext *context, int argc, char **argv)
{
    g_autofree char *from = NULL, *to = NULL, *code = NULL, *note = NULL;
    const GOptionEntry entries[] = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    {"code", 0, 0, G_OPTION_ARG_STRING, &code, NULL, NULL},
                                    {"note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!from)
        return command_usage_error(context->command, _("%s is missing"), "--from");
    NewAbsence given = {words[0], from, to, code ? code : "leave", note};
    Absence *absence = staff_absence_add(context->desk, &given, &error);
    if (!absence)
        return command_fail(error);
    g_autofree char *warning =
        roster_duty_warning(context->db, absence->person, absence->from_at, absence->until_at);
    output_warning(warning);
    return print_kept(context, absence);
}

int command_people_absence_end(CommandContext *context, int argc, char **argv)
{
    g_autofree char *text = NULL;
    const GOptionEntry entries[] = {{"at", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0, at = clock_now();
    if (!options_read(context, argc, argv, entries, 1, 1, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    if (text && !time_text_parse(text, &at, &error))
        return command_usage_error(context->command, "%s", error->message);
    Absence *absence = staff_absence_end(context->desk, id, at, &error);
    return absence ? print_kept(context, absence) : command_fail(error);
}

typedef gint64 (*SetHours)(Desk *desk, const char *person, const char *hours, GError **error);

static int set_hours(CommandContext *context, int argc, char **argv, SetHours set)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 2, 2, &words))
        return SKRANKE_ERROR_USAGE;
    gint64 id = set(context->desk, words[0], words[1], &error);
    if (!id)
        return command_fail(error);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    char *show[] = {number, NULL};
    return command_people_show(context, 1, show);
}

int command_people_hours_set(CommandContext *context, int argc, char **argv)
{
    return set_hours(context, argc, argv, staff_hours_set);
}

int command_people_core_hours_set(CommandContext *context, int argc, char **argv)
{
    return set_hours(context, argc, argv, staff_core_hours_set);
}

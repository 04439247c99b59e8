/* Owns the commands of the duty rosters, and who to ring for the press. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/desk/rosters.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { MOST_DAYS = 400 };

static void put_person(json_t *object, const char *number, const char *name,
                       const PeopleDirectory *people, gint64 id)
{
    const Person *person = people_directory_person(people, id);
    json_object_set_new(object, number, output_number(id));
    json_object_set_new(object, name, output_text(person ? person->name : NULL));
}

static void print_duty(const CommandContext *context, const PeopleDirectory *people,
                       const Duty *duty)
{
    if (context->json) {
        json_t *object = json_pack("{s:I, s:o, s:o, s:o}", "id", (json_int_t)duty->id, "roster",
                                   output_text(duty->roster), "from", output_time(duty->from_at),
                                   "until", output_time(duty->until_at));
        put_person(object, "person", "name", people, duty->person);
        put_person(object, "backup", "backup_name", people, duty->backup);
        json_object_set_new(object, "phone", output_text(duty->phone));
        json_object_set_new(object, "note", output_text(duty->note));
        json_object_set_new(object, "source", output_text(duty->source));
        output_json(object);
        return;
    }
    const Person *person = people_directory_person(people, duty->person);
    g_autofree char *from = time_text_header(duty->from_at);
    g_autofree char *until = time_text_header(duty->until_at);
    output_line("%" PRId64 "  %s – %s  %s  %s  %s", duty->id, from, until, duty->roster,
                person ? person->name : "", duty->phone);
}

int command_people_roster_list(CommandContext *context, int argc, char **argv)
{
    g_autofree char *roster = NULL, *from = NULL, *to = NULL;
    const GOptionEntry entries[] = {{"roster", 0, 0, G_OPTION_ARG_STRING, &roster, NULL, NULL},
                                    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    gint64 since = 0, until = 0;
    if (!options_span(context, from, to, &since, &until))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) duties = rosters_duties(context->db, roster, since, until, &error);
    g_autoptr(PeopleDirectory) people = duties ? people_load(context->db, since, &error) : NULL;
    if (!people)
        return command_fail(error);
    for (guint i = 0; i < duties->len && !output_is_closed(); i++)
        print_duty(context, people, duties->pdata[i]);
    return 0;
}

static int print_added(const CommandContext *context, gint64 id, const char *warning)
{
    if (context->json)
        output_json(json_pack("{s:I, s:o}", "id", (json_int_t)id, "warning", output_text(warning)));
    else
        output_line(*warning ? "%" PRId64 "  %s" : "%" PRId64 "%s", id, warning);
    return 0;
}

int command_people_roster_add(CommandContext *context, int argc, char **argv)
{
    g_autofree char *roster = NULL, *person = NULL, *backup = NULL, *from = NULL, *to = NULL,
                    *phone = NULL, *note = NULL, *warning = NULL;
    const GOptionEntry entries[] = {{"roster", 0, 0, G_OPTION_ARG_STRING, &roster, NULL, NULL},
                                    {"person", 0, 0, G_OPTION_ARG_STRING, &person, NULL, NULL},
                                    {"backup", 0, 0, G_OPTION_ARG_STRING, &backup, NULL, NULL},
                                    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    {"phone", 0, 0, G_OPTION_ARG_STRING, &phone, NULL, NULL},
                                    {"note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (!person || !from || !to)
        return command_usage_error(context->command, _("%s is missing"),
                                   !person ? "--person"
                                   : !from ? "--from"
                                           : "--to");
    NewDuty given = {roster, person, backup, from, to, phone, note};
    gint64 id = roster_add(context->desk, &given, &warning, &error);
    return id ? print_added(context, id, warning) : command_fail(error);
}

int command_people_roster_remove(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 duty = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words) ||
        !options_number(context, words[0], &duty))
        return SKRANKE_ERROR_USAGE;
    if (!roster_remove(context->desk, duty, &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:I}", "id", (json_int_t)duty));
    return 0;
}

static void print_gap(const CommandContext *context, const char *roster, const RosterGap *gap)
{
    if (context->json) {
        output_json(json_pack("{s:s, s:o, s:o, s:o}", "roster", roster, "from",
                              output_time(gap->from), "until", output_time(gap->until), "away",
                              output_text(gap->away)));
        return;
    }
    g_autofree char *from = time_text_header(gap->from), *until = time_text_header(gap->until);
    g_autofree char *away =
        gap->away ? g_strdup_printf(_("not covered: %s is away"), gap->away) : g_strdup("");
    output_line(*away ? "%s – %s  %s" : "%s – %s%s", from, until, away);
}

int command_people_roster_gaps(CommandContext *context, int argc, char **argv)
{
    g_autofree char *roster = NULL;
    gint64 days = ROSTER_WARNED_DAYS;
    const GOptionEntry entries[] = {{"roster", 0, 0, G_OPTION_ARG_STRING, &roster, NULL, NULL},
                                    {"days", 0, 0, G_OPTION_ARG_INT64, &days, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (days < 1 || days > MOST_DAYS)
        return command_usage_error(context->command, _("--days is a number from 1 to %d"),
                                   MOST_DAYS);
    int minute = 0;
    Day today = day_of_moment(clock_now(), &minute);
    const char *which = roster ? roster : ROSTER_PRESS;
    g_autoptr(GArray) gaps = roster_gaps_ahead(context->db, which, clock_now(),
                                               day_moment(today + (Day)days, minute), &error);
    if (!gaps)
        return command_fail(error);
    for (guint i = 0; i < gaps->len; i++)
        print_gap(context, which, &g_array_index(gaps, RosterGap, i));
    return 0;
}

static void print_contact(const CommandContext *context, const PressContact *contact)
{
    const char *name = contact->person ? contact->person->name : section_name(contact->section);
    if (context->json)
        output_json(json_pack(
            "{s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:b}", "kind", press_contact_words[contact->kind],
            "person", output_number(contact->person ? contact->person->id : 0), "name",
            output_text(name), "phone", output_text(contact->phone), "phone_hidden",
            contact->phone_hidden, "why", output_text(contact->why), "warning",
            output_text(*contact->warning ? contact->warning : NULL), "free", contact->free));
    else
        output_line("%-11s %-16s %s – %s%s%s", contact->free ? _("free") : _("not free"),
                    contact->phone, name, contact->why, *contact->warning ? "; " : "",
                    contact->warning);
}

int command_press(CommandContext *context, int argc, char **argv)
{
    g_autofree char *when = NULL;
    const GOptionEntry entries[] = {{"at", 0, 0, G_OPTION_ARG_STRING, &when, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 at = clock_now();
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (when && !time_text_parse(when, &at, &error))
        return command_usage_error(context->command, "%s", error->message);
    g_autoptr(Directory) directory = directory_load(context->db, MIN(at, clock_now()), &error);
    if (!directory)
        return command_fail(error);
    g_autoptr(GPtrArray) contacts = roster_press_contacts(directory, at);
    g_autofree char *text = roster_press_text(directory, at);
    if (!context->json)
        output_line("%s", text);
    for (guint i = 0; i < contacts->len; i++)
        print_contact(context, contacts->pdata[i]);
    return 0;
}

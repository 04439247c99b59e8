/* Owns the commands about surveys: which there are, and what to say to "must I answer?". */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/people.h"
#include "skranke/store/surveys.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* ---- survey list ---- */

static json_t *describe_survey(const Survey *survey)
{
    json_t *object = json_object();
    json_object_set_new(object, "code", output_text(survey->code));
    json_object_set_new(object, "name", output_text(survey_name(survey)));
    json_object_set_new(object, "audience", output_text(survey_audience_words[survey->audience]));
    json_object_set_new(object, "mandatory", json_boolean(survey->mandatory));
    json_object_set_new(object, "legal_reference", output_text(survey->legal_reference));
    json_object_set_new(object, "deadline", output_text(survey->deadline_on));
    json_object_set_new(object, "section", output_text(survey->section));
    json_object_set_new(object, "contact", output_text(survey->contact));
    return object;
}

static void print_survey_line(const Survey *survey)
{
    g_autofree char *duty = survey->mandatory
                                ? g_strdup_printf(_("mandatory, %s"), survey->legal_reference)
                                : g_strdup(_("voluntary"));
    output_line("%-16s %s  (%s)  %s", survey->code, survey_name(survey), duty, survey->deadline_on);
}

int command_survey_list(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) surveys = surveys_load(context->db, &error);
    if (!surveys)
        return command_fail(error);
    for (guint i = 0; i < surveys->len && !output_is_closed(); i++) {
        if (context->json)
            output_json(describe_survey(surveys->pdata[i]));
        else
            print_survey_line(surveys->pdata[i]);
    }
    return 0;
}

/* ---- survey show ---- */

/* The contact's name as the directory has it; "" where nobody is named. */
static char *contact_name(const CommandContext *context, const Survey *survey, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(context->db, clock_now(), error);
    if (!directory)
        return NULL;
    for (guint i = 0; i < directory->people->len; i++) {
        const Person *person = directory->people->pdata[i];
        if (g_strcmp0(person->initials, survey->contact) == 0)
            return g_strdup(person->name);
    }
    return g_strdup("");
}

static void print_survey_json(const Survey *survey, const char *contact, const char *answer,
                              Day today)
{
    json_t *object = describe_survey(survey);
    Day last = 0, next = 0;
    guint sent = survey_reminders(survey, today, &last, &next);
    json_object_set_new(object, "what", output_text(survey_what(survey)));
    json_object_set_new(object, "whom", output_text(survey->whom));
    json_object_set_new(object, "how", output_text(survey->how));
    json_object_set_new(object, "reminders", output_text(survey->reminders));
    json_object_set_new(object, "reminders_sent", json_integer(sent));
    json_object_set_new(object, "contact_name", output_text(contact));
    json_object_set_new(object, "phone", output_text(survey->phone));
    json_object_set_new(object, "email", output_text(survey->email));
    json_object_set_new(object, "note", output_text(survey->note));
    json_object_set_new(object, "answer", output_text(answer));
    output_json(object);
}

static void print_named(const char *name, const char *text)
{
    if (text && *text)
        output_line("  %s: %s", name, text);
}

static void print_survey(const Survey *survey, const char *contact, const char *answer)
{
    g_autofree char *whom =
        g_strdup_printf("%s (%s) %s %s", contact, survey->contact, survey->phone, survey->email);
    print_survey_line(survey);
    output_line("%s", "");
    output_block(answer, "  ");
    output_line("%s", "");
    print_named(_("What"), survey_what(survey));
    print_named(_("For whom"), survey->whom);
    print_named(_("How"), survey->how);
    print_named(_("Reminders"), survey->reminders);
    print_named(_("Contact"), whom);
    print_named(_("Note"), survey->note);
}

int command_survey_show(CommandContext *context, int argc, char **argv)
{
    g_autofree char *language = NULL;
    const GOptionEntry entries[] = {{"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    static const char *const languages[] = {"nb", "nn", "en", NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (language && !g_strv_contains(languages, language))
        return command_usage_error(context->command, _("\"%s\" is none of nb, nn and en"),
                                   language);
    g_autoptr(Survey) survey = surveys_get(context->db, words[0], &error);
    g_autofree char *contact = survey ? contact_name(context, survey, &error) : NULL;
    if (!contact)
        return command_fail(error);
    Day today = day_of_moment(clock_now(), NULL);
    g_autofree char *answer = survey_answer(survey, language ? language : "nb", today);
    if (context->json)
        print_survey_json(survey, contact, answer, today);
    else
        print_survey(survey, contact, answer);
    return 0;
}

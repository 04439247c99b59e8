/* Owns the commands about the staff directory. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { FIND_LIMIT = 20, SEARCHED = 500 };

typedef struct {
    char *at_text;
    gint64 at, limit;
} PeopleWish;

/* Reads --at and --limit and the words; false: usage was printed. */
static bool read_wish(CommandContext *context, int argc, char **argv, PeopleWish *wish, int least,
                      int most, char ***words)
{
    g_autofree char *at = NULL;
    wish->limit = FIND_LIMIT;
    const GOptionEntry entries[] = {{"at", 0, 0, G_OPTION_ARG_STRING, &at, NULL, NULL},
                                    {"limit", 0, 0, G_OPTION_ARG_INT64, &wish->limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) wrong = NULL;
    if (!options_read(context, argc, argv, entries, least, most, words))
        return false;
    wish->at = clock_now();
    if (at && !time_text_parse(at, &wish->at, &wrong)) {
        command_usage_error(context->command, "%s", wrong->message);
        return false;
    }
    if (wish->limit < 1) {
        command_usage_error(context->command, _("--limit is a number above 0"));
        return false;
    }
    return true;
}

static void print_person(const CommandContext *context, const Directory *directory,
                         const Person *person, gint64 at, bool others)
{
    if (context->json) {
        output_json(describe_person(directory, person, at, others));
        return;
    }
    Presence presence = directory_presence(directory, person, at);
    const Section *section = directory_main_section(directory, person);
    g_autofree char *name = safe_text_fit(person->name, 28, false);
    g_autofree char *status = presence_text(&presence, at);
    g_autofree char *status_cells = safe_text_fit(status, 24, false);
    output_line("%s  %s  %s  %s", name, person->phone, status_cells,
                section ? section_name(section) : "");
}

static void print_others(const Directory *directory, const Person *person, gint64 at)
{
    g_autoptr(GPtrArray) others = directory_alternatives(directory, person, at, 3);
    for (guint i = 0; i < others->len; i++) {
        const Person *other = others->pdata[i];
        Presence presence = directory_presence(directory, other, at);
        g_autofree char *status = presence_text(&presence, at);
        output_line("    → %s  %s  %s", other->name, other->phone, status);
    }
}

static int nobody(const char *text)
{
    g_autoptr(GError) error = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                                          _("Nobody was found for \"%s\"."), text);
    return command_fail(error);
}

int command_people_find(CommandContext *context, int argc, char **argv)
{
    PeopleWish wish;
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = directory_load(context->db, MIN(wish.at, clock_now()), &error);
    if (!directory)
        return command_fail(error);
    g_autofree char *typed = g_strjoinv(" ", words);
    g_autoptr(GPtrArray) entries = directory_find(directory, typed, SEARCHED);
    g_autoptr(GHashTable) printed = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < entries->len && g_hash_table_size(printed) < (guint)wish.limit; i++) {
        const DirectoryEntry *entry = entries->pdata[i];
        if (!entry->person || !g_hash_table_add(printed, (gpointer)entry->person))
            continue;
        print_person(context, directory, entry->person, wish.at, true);
        if (!context->json &&
            directory_presence(directory, entry->person, wish.at).status != PRESENCE_IN)
            print_others(directory, entry->person, wish.at);
    }
    return g_hash_table_size(printed) ? 0 : nobody(typed);
}

int command_people_list(CommandContext *context, int argc, char **argv)
{
    PeopleWish wish;
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = directory_load(context->db, MIN(wish.at, clock_now()), &error);
    if (!directory)
        return command_fail(error);
    const GPtrArray *people = directory_people(directory)->people;
    for (guint i = 0; i < people->len && !output_is_closed(); i++)
        print_person(context, directory, people->pdata[i], wish.at, false);
    return 0;
}

static const Person *person_named(const Directory *directory, const char *word)
{
    const GPtrArray *people = directory_people(directory)->people;
    gint64 id = g_ascii_strtoll(word, NULL, 10);
    for (guint i = 0; i < people->len; i++) {
        const Person *person = people->pdata[i];
        if (person->id == id || strcmp(person->initials, word) == 0)
            return person;
    }
    return NULL;
}

int command_people_show(CommandContext *context, int argc, char **argv)
{
    PeopleWish wish;
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = directory_load(context->db, MIN(wish.at, clock_now()), &error);
    if (!directory)
        return command_fail(error);
    const Person *person = person_named(directory, words[0]);
    if (!person)
        return nobody(words[0]);
    print_person(context, directory, person, wish.at, true);
    if (!context->json) {
        output_line("%s · %s · %s · %s", person_title(person), person->email, person->mobile,
                    person->hours);
        print_others(directory, person, wish.at);
    }
    return 0;
}

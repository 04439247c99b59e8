/* Owns the commands that look somebody up: who, in or out, back when, what to say, who else, and
 * the one that tells the public part of it all. What changes the directory is command_staff.c's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/csv.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/words.h"

#include "skranke/desk/directory_publish.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { FIND_LIMIT = 20, SEARCHED = 500, ECHO_CELLS = 60 };

typedef struct {
    gint64 limit;
    char *about; /* as it was given, NULL */
    Language language;
    PersonWish person;
} PeopleWish;

static void people_wish_clear(PeopleWish *wish)
{
    g_free(wish->about);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PeopleWish, people_wish_clear)

/* Anything but the three languages is refused: a slip must not pick one. NULL: the screen's. */
static bool read_language(const CommandContext *context, const char *code, Language *language)
{
    *language = language_from_code(code, language_current());
    if (!code || g_str_equal(code, language_code(*language)))
        return true;
    command_usage_error(context->command, _("--language is nb, nn or en"));
    return false;
}

static bool read_time(const CommandContext *context, const char *text, gint64 *at)
{
    g_autoptr(GError) wrong = NULL;
    *at = clock_now();
    if (!text || time_text_parse(text, at, &wrong))
        return true;
    command_usage_error(context->command, "%s", wrong->message);
    return false;
}

/* Reads the options and the words; false: usage was printed. */
static bool read_wish(const CommandContext *context, int argc, char **argv, PeopleWish *wish,
                      int least, int most, char ***words)
{
    g_autofree char *at = NULL, *language = NULL;
    gboolean press = FALSE;
    wish->limit = FIND_LIMIT;
    const GOptionEntry entries[] = {{"at", 0, 0, G_OPTION_ARG_STRING, &at, NULL, NULL},
                                    {"limit", 0, 0, G_OPTION_ARG_INT64, &wish->limit, NULL, NULL},
                                    {"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
                                    {"about", 0, 0, G_OPTION_ARG_STRING, &wish->about, NULL, NULL},
                                    {"press", 0, 0, G_OPTION_ARG_NONE, &press, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, least, most, words) ||
        !read_time(context, at, &wish->person.at) ||
        !read_language(context, language, &wish->language))
        return false;
    wish->person.press = press;
    wish->person.others = true;
    if (wish->limit < 1) {
        command_usage_error(context->command, _("--limit is a number above 0"));
        return false;
    }
    return true;
}

/* As of that time: absences that have ended since then count too. */
static Directory *load(const CommandContext *context, const PeopleWish *wish, GError **error)
{
    return directory_load(context->db, MIN(wish->person.at, clock_now()), error);
}

static const Statistic *statistic_named(const Directory *directory, const char *word)
{
    const GPtrArray *statistics = directory_people(directory)->statistics;
    g_autofree char *folded = words_fold(word);
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = statistics->pdata[i];
        g_autofree char *short_name = words_fold(statistic->short_name);
        g_autofree char *name = words_fold(statistic_name(statistic));
        if (g_str_equal(short_name, folded) || g_str_equal(name, folded))
            return statistic;
    }
    return NULL;
}

/* --about must name a statistic. */
static bool find_about(const Directory *directory, PeopleWish *wish, GError **error)
{
    if (!wish->about)
        return true;
    wish->person.about = statistic_named(directory, wish->about);
    if (!wish->person.about)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no statistic \"%s\"; it is named by its short name."), wish->about);
    return wish->person.about != NULL;
}

static void print_person(const CommandContext *context, const Directory *directory,
                         const Person *person, const PeopleWish *wish)
{
    if (context->json)
        output_json(describe_person(directory, person, &wish->person));
    else
        describe_person_lines(directory, person, &wish->person, wish->language);
}

/* What was looked for is shown as far as it is readable: somebody may have pasted a letter. */
static int nobody(const char *text)
{
    g_autofree char *safe = safe_text_line(text, -1);
    g_autofree char *shown = safe_text_cut(safe, ECHO_CELLS);
    g_autoptr(GError) error = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                                          _("Nobody was found for \"%s\"."), shown);
    return command_fail(error);
}

static guint print_found(const CommandContext *context, const Directory *directory,
                         const GPtrArray *entries, PeopleWish *wish)
{
    g_autoptr(GHashTable) printed = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < entries->len && g_hash_table_size(printed) < (guint64)wish->limit &&
                      !output_is_closed();
         i++) {
        const DirectoryEntry *entry = entries->pdata[i];
        if (!entry->person || !g_hash_table_add(printed, (gpointer)entry->person))
            continue;
        wish->person.entry = entry;
        print_person(context, directory, entry->person, wish);
    }
    return g_hash_table_size(printed);
}

int command_people_find(CommandContext *context, int argc, char **argv)
{
    g_auto(PeopleWish) wish = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = load(context, &wish, &error);
    if (!directory || !find_about(directory, &wish, &error))
        return command_fail(error);
    g_autofree char *typed = g_strjoinv(" ", words);
    g_autoptr(GPtrArray) entries = directory_find_at(directory, typed, wish.person.at, SEARCHED);
    return print_found(context, directory, entries, &wish) ? 0 : nobody(typed);
}

int command_people_list(CommandContext *context, int argc, char **argv)
{
    g_auto(PeopleWish) wish = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = load(context, &wish, &error);
    if (!directory)
        return command_fail(error);
    wish.person.others = false;
    const GPtrArray *people = directory_people(directory)->people;
    for (guint i = 0; i < people->len && !output_is_closed(); i++)
        print_person(context, directory, people->pdata[i], &wish);
    return 0;
}

/* What only the screen has room for otherwise. */
static void print_details(const Person *person, const Presence *presence)
{
    g_autofree char *why = describe_mask(presence->note, false);
    const char *code = presence->source == PRESENCE_BY_DUTY ? "" : presence->code;
    if (*code || *why)
        output_line("    %s%s%s", code, *code && *why ? ": " : "", why);
    const char *mobile = person->mobile_shown ? person->mobile : "";
    output_line("%s · %s · %s · %s", person_title(person), person->email, mobile, person->hours);
    for (guint i = 0; i < person->notes->len; i++) {
        const PersonNote *note = person->notes->pdata[i];
        g_autofree char *text = describe_mask(note->text, false);
        g_autofree char *at = time_text_full(note->at);
        output_line("    %s, %s: %s", at, note->operator_name ? note->operator_name : "", text);
    }
}

int command_people_show(CommandContext *context, int argc, char **argv)
{
    g_auto(PeopleWish) wish = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_wish(context, argc, argv, &wish, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = load(context, &wish, &error);
    if (!directory || !find_about(directory, &wish, &error))
        return command_fail(error);
    const Person *person = directory_person_named(directory, words[0]);
    if (!person)
        return nobody(words[0]);
    print_person(context, directory, person, &wish);
    Presence presence =
        directory_presence_asked(directory, person, wish.person.press, wish.person.at);
    if (!context->json)
        print_details(person, &presence);
    return 0;
}

/* ---- what is published ---- */

enum { MOST_COLUMNS = 16 };

static void print_public_json(const PublicContact *contact)
{
    json_t *object = json_object();
    for (const PublicColumn *column = public_columns; column->name; column++)
        json_object_set_new(object, column->name,
                            output_text(public_contact_text(contact, column)));
    output_json(object);
}

/* NULL: the header row. */
static void print_public_row(const PublicContact *contact)
{
    const char *fields[MOST_COLUMNS];
    gsize count = 0;
    for (const PublicColumn *column = public_columns; column->name; column++)
        fields[count++] = contact ? public_contact_text(contact, column) : column->name;
    g_autofree char *line = csv_text(fields, count);
    output_line("%s", line);
}

int command_people_publish(CommandContext *context, int argc, char **argv)
{
    g_autofree char *code = NULL;
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    Language language;
    const GOptionEntry entries[] = {{"language", 0, 0, G_OPTION_ARG_STRING, &code, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 0, 0, &words) ||
        !read_language(context, code, &language))
        return SKRANKE_ERROR_USAGE;
    /* Before it is read: names are sorted in their language. */
    language_start(language_code(language));
    g_autoptr(Directory) directory = directory_load(context->db, clock_now(), &error);
    g_autoptr(GPtrArray) contacts =
        directory ? directory_publish(context->db, directory, &error) : NULL;
    if (!contacts)
        return command_fail(error);
    if (!context->json)
        print_public_row(NULL);
    for (guint i = 0; i < contacts->len && !output_is_closed(); i++) {
        if (context->json)
            print_public_json(contacts->pdata[i]);
        else
            print_public_row(contacts->pdata[i]);
    }
    return 0;
}

/* Owns the directory in memory: read once, asked often. What leads to whom is directory_fill.c's,
 * searching directory_find.c's. Knows no SQL and no screen. */
#include <string.h>

#include "skranke/base/log.h"

#include "skranke/store/settings.h"

#include "directory_private.h"

#define CODES_SETTING "absence.codes"

/* One that cannot be read (somebody wrote it past the program) must not close the directory: the
 * carried one is then used. */
bool directory_load_codes(Db *db, GPtrArray **codes, GError **error)
{
    g_autofree char *text = settings_get(db, CODES_SETTING, error);
    if (!text)
        return false;
    g_autoptr(GError) wrong = NULL;
    if (*text)
        *codes = absence_codes_parse(text, strlen(text), &wrong);
    if (wrong)
        log_line(LOG_WARNING, "%s: %s", CODES_SETTING, wrong->message);
    return true;
}

Directory *directory_load(Db *db, gint64 now, GError **error)
{
    g_autoptr(Directory) directory = g_new0(Directory, 1);
    /* Also what ended this morning: whoever was away all day has not "gone for the day". */
    gint64 since = day_moment(day_of_moment(now, NULL), 0);
    if (!(directory->people = people_load(db, since, error)) ||
        !(directory->rulebook = rulebook_load(db, error)) ||
        !directory_load_codes(db, &directory->codes, error))
        return NULL;
    directory->rules =
        (PresenceRules){.calendar = directory->rulebook->calendar, .codes = directory->codes};
    directory->lines = g_array_new(FALSE, FALSE, sizeof(DirectoryEntry));
    directory->statistic_lines = g_hash_table_new(NULL, NULL);
    directory->person_lines = g_hash_table_new(NULL, NULL);
    directory->answering = g_array_new(FALSE, FALSE, sizeof(LinesOfStatistic));
    directory->wholes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    directory->by_number = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    directory->by_section =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    directory_fill(directory);
    return g_steal_pointer(&directory);
}

void directory_free(Directory *directory)
{
    if (!directory)
        return;
    g_clear_pointer(&directory->lines, g_array_unref);
    g_clear_pointer(&directory->statistic_lines, g_hash_table_unref);
    g_clear_pointer(&directory->person_lines, g_hash_table_unref);
    g_clear_pointer(&directory->answering, g_array_unref);
    g_clear_pointer(&directory->wholes, g_hash_table_unref);
    g_clear_pointer(&directory->by_number, g_hash_table_unref);
    g_clear_pointer(&directory->by_section, g_hash_table_unref);
    directory_index_free(directory->spelling);
    directory_index_free(directory->sound);
    g_clear_pointer(&directory->codes, g_ptr_array_unref);
    rulebook_free(directory->rulebook);
    people_directory_free(directory->people);
    g_free(directory);
}

const PeopleDirectory *directory_people(const Directory *directory)
{
    return directory->people;
}

const Section *directory_main_section(const Directory *directory, const Person *person)
{
    const char *sections = person->sections ? person->sections : "";
    g_autofree char *code = g_strndup(sections, strcspn(sections, ","));
    return people_directory_section(directory->people, g_strstrip(code));
}

const PresenceRules *directory_presence_rules(const Directory *directory)
{
    return &directory->rules;
}

Presence directory_presence_asked(const Directory *directory, const Person *person, bool press,
                                  gint64 now)
{
    Person then = *person;
    then.active = !person_has_left(person, now);
    return press ? presence_for_press(&then, &directory->rules, now)
                 : presence_of(&then, &directory->rules, now);
}

Presence directory_presence(const Directory *directory, const Person *person, gint64 now)
{
    return directory_presence_asked(directory, person, false, now);
}

const Opening *directory_opening(const Directory *directory)
{
    return &directory->rulebook->opening;
}

const Person *directory_person_of_number(const Directory *directory, const char *number)
{
    return number && *number ? g_hash_table_lookup(directory->by_number, number) : NULL;
}

static const Person *person_of_initials(const GPtrArray *people, const char *folded)
{
    for (guint i = 0; i < people->len; i++) {
        const Person *person = people->pdata[i];
        g_autofree char *initials = g_utf8_casefold(person->initials, -1);
        if (g_str_equal(initials, folded))
            return person;
    }
    return NULL;
}

/* "010" is the code of a section. */
static bool is_number_of_person(const char *word)
{
    return *word && *word != '0' && strspn(word, "0123456789") == strlen(word);
}

const Person *directory_person_named(const Directory *directory, const char *word)
{
    if (is_number_of_person(word))
        return people_directory_person(directory->people, g_ascii_strtoll(word, NULL, 10));
    g_autofree char *folded = g_utf8_casefold(word, -1);
    const Person *person = *folded ? person_of_initials(directory->people->people, folded) : NULL;
    return person || !*folded ? person : person_of_initials(directory->people->former, folded);
}

bool directory_has_role(const Directory *directory, const Person *person, const char *role)
{
    return section_has_role(directory_main_section(directory, person), role);
}

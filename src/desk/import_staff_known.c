/* Owns whom a source means: people and sections of the database by whatever a file calls them. */
#include <string.h>

#include "import_staff_private.h"

/* Two with the same key are found by neither; but who has left never stands in somebody's way. */
static void learn(GHashTable *table, const char *text, Person *person)
{
    char *key = staff_fold(text);
    bool taken = g_hash_table_contains(table, key);
    if (*key == '\0' || (taken && !person->active))
        g_free(key);
    else
        g_hash_table_insert(table, key, taken ? NULL : person);
}

static void learn_all(StaffReading *reading, const GPtrArray *people)
{
    for (guint i = 0; i < people->len; i++) {
        Person *person = people->pdata[i];
        learn(reading->by_employee, person->employee_id, person);
        learn(reading->by_initials, person->initials, person);
        learn(reading->by_email, person->email, person);
        learn(reading->by_name, person->name, person);
    }
}

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void staff_know(StaffReading *reading)
{
    reading->by_employee = new_table();
    reading->by_initials = new_table();
    reading->by_email = new_table();
    reading->by_name = new_table();
    reading->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    learn_all(reading, reading->known->people);
    learn_all(reading, reading->known->former);
}

void staff_forget(StaffReading *reading)
{
    g_clear_pointer(&reading->by_employee, g_hash_table_unref);
    g_clear_pointer(&reading->by_initials, g_hash_table_unref);
    g_clear_pointer(&reading->by_email, g_hash_table_unref);
    g_clear_pointer(&reading->by_name, g_hash_table_unref);
    g_clear_pointer(&reading->headers, g_hash_table_unref);
    g_clear_pointer(&reading->seen, g_hash_table_unref);
    g_clear_pointer(&reading->known, people_directory_free);
    g_clear_pointer(&reading->codes, g_ptr_array_unref);
}

Person *staff_known(const StaffReading *reading, const char *word)
{
    GHashTable *const tables[] = {reading->by_initials, reading->by_email, reading->by_employee,
                                  reading->by_name};
    g_autofree char *key = staff_fold(word);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        Person *person = g_hash_table_lookup(tables[i], key);
        if (person)
            return person;
    }
    guint64 id = 0;
    return g_ascii_string_to_unsigned(key, 10, 1, G_MAXINT64, &id, NULL)
               ? people_directory_person(reading->known, (gint64)id)
               : NULL;
}

const char *staff_section(const StaffReading *reading, const char *word)
{
    g_autofree char *key = staff_fold(word);
    for (guint i = 0; *key && i < reading->known->sections->len; i++) {
        const Section *section = reading->known->sections->pdata[i];
        const char *const names[] = {section->code, section->name_nb, section->name_nn,
                                     section->name_en};
        for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
            g_autofree char *name = staff_fold(names[n]);
            if (strcmp(name, key) == 0)
                return section->code;
        }
    }
    return NULL;
}

const char *staff_name_of(const Person *person)
{
    return *person->initials ? person->initials : person->name;
}

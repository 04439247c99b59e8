/* The staff directory: sections, people with their absences, and statistics with those who answer
 * for them. Read whole, because it is small and faces search it while somebody types; written one
 * row at a time by imports. What a person's hours and absences mean is domain/presence.h.
 *
 * A model for the other aggregates of this floor. In this order: how each SELECT becomes a record
 * (one table of fields beside its columns), reading, and the statements that write. */
#include "skranke/store/people.h"

#include <jansson.h>
#include <stdlib.h>

#include "skranke/domain/words.h"

#include "skranke/store/records.h"
#include "skranke/store/rosters.h"

static const DbField section_fields[] = {
    DB_TEXT(Section, code),    DB_TEXT(Section, name_nb), DB_TEXT(Section, name_nn),
    DB_TEXT(Section, name_en), DB_TEXT(Section, role),    DB_TEXT(Section, email),
    DB_TEXT(Section, phone),
};

static const RecordKind section_kind = {
    .fields = section_fields,
    .count = G_N_ELEMENTS(section_fields),
    .size = sizeof(Section),
    .free = (GDestroyNotify)section_free,
};

static const DbField subject_fields[] = {
    DB_TEXT(Subject, code),
    DB_TEXT(Subject, name_nb),
    DB_TEXT(Subject, name_nn),
    DB_TEXT(Subject, name_en),
};

static const RecordKind subject_kind = {
    .fields = subject_fields,
    .count = G_N_ELEMENTS(subject_fields),
    .size = sizeof(Subject),
    .free = (GDestroyNotify)subject_free,
};

static const DbField person_fields[] = {
    DB_INT64(Person, id),          DB_TEXT(Person, initials),     DB_TEXT(Person, name),
    DB_TEXT(Person, title_nb),     DB_TEXT(Person, title_nn),     DB_TEXT(Person, title_en),
    DB_TEXT(Person, sections),     DB_TEXT(Person, phone),        DB_TEXT(Person, mobile),
    DB_TEXT(Person, email),        DB_TEXT(Person, languages),    DB_TEXT(Person, hours),
    DB_TEXT(Person, note),         DB_BOOL(Person, active),       DB_TEXT(Person, core_hours),
    DB_TEXT(Person, keywords),     DB_TEXT(Person, former_names), DB_TEXT(Person, employee_id),
    DB_TEXT(Person, organisation), DB_BOOL(Person, mobile_shown), DB_INT64(Person, deputy),
    DB_INT64(Person, successor),   DB_TEXT(Person, left_on),      DB_TEXT(Person, source),
};

static const RecordKind person_kind = {
    .fields = person_fields,
    .count = G_N_ELEMENTS(person_fields),
    .make = (gpointer(*)(void))person_new,
    .free = (GDestroyNotify)person_free,
};

static const DbField absence_fields[] = {
    DB_INT64(Absence, id),
    DB_INT64(Absence, person),
    DB_INT64(Absence, from_at),
    DB_INT64(Absence, until_at),
    DB_TEXT(Absence, code),
    DB_TEXT(Absence, note),
    DB_ENUM(Absence, kind, absence_kind_words),
    DB_BOOL(Absence, phone_open),
    DB_TEXT(Absence, source),
    DB_TEXT(Absence, source_key),
    DB_INT64(Absence, seen_at),
    DB_TEXT(Absence, operator_name),
};

static const RecordKind absence_kind = {
    .fields = absence_fields,
    .count = G_N_ELEMENTS(absence_fields),
    .size = sizeof(Absence),
    .free = (GDestroyNotify)absence_free,
};

static const DbField statistic_fields[] = {
    DB_INT64(Statistic, id),         DB_TEXT(Statistic, short_name),
    DB_TEXT(Statistic, subject),     DB_TEXT(Statistic, section),
    DB_TEXT(Statistic, name_nb),     DB_TEXT(Statistic, name_nn),
    DB_TEXT(Statistic, name_en),     DB_TEXT(Statistic, keywords_nb),
    DB_TEXT(Statistic, keywords_nn), DB_TEXT(Statistic, keywords_en),
    DB_TEXT(Statistic, tables),      DB_INT64(Statistic, responsible),
    DB_INT64(Statistic, backup),
};

static const RecordKind statistic_kind = {
    .fields = statistic_fields,
    .count = G_N_ELEMENTS(statistic_fields),
    .size = sizeof(Statistic),
    .free = (GDestroyNotify)statistic_free,
};

/* ---- reading ---- */

typedef struct {
    char *key;
    gpointer record;
} Keyed;

static int compare_keyed(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(((const Keyed *)a)->key, ((const Keyed *)b)->key);
}

/* Sorts by name in Norwegian order, which SQL does not know; each key is made once. */
static void sort_by_name(GPtrArray *records, const char *(*name)(gconstpointer record))
{
    g_autofree Keyed *keyed = g_new(Keyed, records->len);
    for (guint i = 0; i < records->len; i++)
        keyed[i] = (Keyed){words_sort_key(name(records->pdata[i])), records->pdata[i]};
    if (records->len > 1)
        qsort(keyed, records->len, sizeof *keyed, compare_keyed);
    for (guint i = 0; i < records->len; i++) {
        records->pdata[i] = keyed[i].record;
        g_free(keyed[i].key);
    }
}

static const char *name_of_person(gconstpointer person)
{
    return ((const Person *)person)->name;
}

static const char *name_of_statistic(gconstpointer statistic)
{
    return statistic_name(statistic);
}

static GPtrArray *load_sections(Db *db, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT code, name_nb, name_nn, name_en, role, email, phone "
                                "FROM section ORDER BY code",
                                ""),
                       &section_kind);
}

static GPtrArray *load_people(Db *db, GError **error)
{
    return records_all(
        db_query(
            db, error,
            "SELECT id, initials, name, title_nb, title_nn, title_en, sections, phone, mobile, "
            "email, languages, hours, note, active, core_hours, keywords, former_names, "
            "employee_id, organisation, mobile_shown, deputy, successor, left_on, source "
            "FROM person ORDER BY id",
            ""),
        &person_kind);
}

static GPtrArray *load_absences(Db *db, gint64 since, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT a.id, a.person, a.from_at, a.until_at, a.code, a.note, "
                                "a.kind, a.phone_open, a.source, a.source_key, a.seen_at, o.name "
                                "FROM absence AS a LEFT JOIN operator AS o ON o.id = a.operator "
                                "WHERE a.until_at > ? ORDER BY a.from_at, a.id",
                                "i", since),
                       &absence_kind);
}

GPtrArray *people_statistics(Db *db, GError **error)
{
    return records_all(
        db_query(db, error,
                 "SELECT id, short_name, subject, section, name_nb, name_nn, name_en, keywords_nb, "
                 "keywords_nn, keywords_en, tables, responsible, backup FROM statistic ORDER BY id",
                 ""),
        &statistic_kind);
}

GPtrArray *people_subjects(Db *db, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT code, name_nb, name_nn, name_en FROM subject ORDER BY code",
                                ""),
                       &subject_kind);
}

bool people_with_role(Db *db, const GPtrArray *addresses, const char *role, bool *found,
                      GError **error)
{
    json_t *array = json_array();
    for (guint i = 0; i < addresses->len; i++)
        json_array_append_new(array, json_string(addresses->pdata[i]));
    char *list = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    g_autoptr(DbRows) rows = db_query(
        db, error,
        "WITH given (email) AS (SELECT lower(value) FROM json_each(?)), "
        "there (code, email) AS (SELECT code, email FROM section WHERE instr(role, ?) > 0) "
        "SELECT (SELECT count(*) FROM there WHERE lower(email) IN (SELECT email FROM "
        "given)) + (SELECT count(*) FROM person AS p JOIN there AS t ON instr(',' || "
        "replace(p.sections, ' ', '') || ',', ',' || t.code || ',') > 0 WHERE p.active "
        "AND lower(p.email) IN (SELECT email FROM given))",
        "ss", list, role);
    free(list);
    *found = rows && db_rows_integer(rows, 0, 0) > 0;
    return rows != NULL;
}

/* Those who have left stand in a list of their own; both by name. */
static void part_former(PeopleDirectory *directory)
{
    GPtrArray *all = directory->people;
    g_ptr_array_set_free_func(all, NULL);
    directory->people = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
    directory->former = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
    for (guint i = 0; i < all->len; i++) {
        Person *person = all->pdata[i];
        g_ptr_array_add(person->active ? directory->people : directory->former, person);
    }
    g_ptr_array_unref(all);
}

static void index_people(PeopleDirectory *directory, const GPtrArray *people)
{
    for (guint i = 0; i < people->len; i++) {
        Person *person = people->pdata[i];
        g_hash_table_insert(directory->by_id, &person->id, person);
    }
}

/* So that a face finds by id and code without walking the lists. */
static void index_directory(PeopleDirectory *directory)
{
    directory->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    directory->section_by_code = g_hash_table_new(g_str_hash, g_str_equal);
    index_people(directory, directory->people);
    index_people(directory, directory->former);
    for (guint i = 0; i < directory->sections->len; i++) {
        Section *section = directory->sections->pdata[i];
        g_hash_table_insert(directory->section_by_code, section->code, section);
    }
}

/* Moves each absence to its person; those of people who have left are dropped. */
static void hand_out_absences(const PeopleDirectory *directory, GPtrArray *absences)
{
    g_ptr_array_set_free_func(absences, NULL);
    for (guint i = 0; i < absences->len; i++) {
        Absence *absence = absences->pdata[i];
        Person *person = people_directory_person(directory, absence->person);
        if (person && person->active)
            g_ptr_array_add(person->absences, absence);
        else
            absence_free(absence);
    }
}

/* A person's statistics are those they answer for, and those they stand in for. */
static void hand_out_statistics(const PeopleDirectory *directory)
{
    for (guint i = 0; i < directory->statistics->len; i++) {
        Statistic *statistic = directory->statistics->pdata[i];
        Person *responsible = people_directory_person(directory, statistic->responsible);
        Person *backup = people_directory_person(directory, statistic->backup);
        if (responsible)
            g_ptr_array_add(responsible->statistics, statistic);
        if (backup && backup != responsible)
            g_ptr_array_add(backup->statistics, statistic);
    }
}

static void hand_out_marks(const PeopleDirectory *directory, GPtrArray *marks)
{
    g_ptr_array_set_free_func(marks, NULL);
    for (guint i = 0; i < marks->len; i++) {
        PresenceMark *mark = marks->pdata[i];
        Person *person = people_directory_person(directory, mark->person);
        if (person && !person->mark)
            person->mark = mark;
        else
            presence_mark_free(mark);
    }
}

static void hand_out_notes(const PeopleDirectory *directory, GPtrArray *notes)
{
    g_ptr_array_set_free_func(notes, NULL);
    for (guint i = 0; i < notes->len; i++) {
        PersonNote *note = notes->pdata[i];
        Person *person = people_directory_person(directory, note->person);
        if (person)
            g_ptr_array_add(person->notes, note);
        else
            person_note_free(note);
    }
}

static void hand_out_duties(const PeopleDirectory *directory)
{
    for (guint i = 0; i < directory->duties->len; i++) {
        Duty *duty = directory->duties->pdata[i];
        Person *person = people_directory_person(directory, duty->person);
        if (person)
            g_ptr_array_add(person->duties, duty);
    }
}

PeopleDirectory *people_load(Db *db, gint64 since, GError **error)
{
    g_autoptr(PeopleDirectory) directory = g_new0(PeopleDirectory, 1);
    g_autoptr(GPtrArray) absences = NULL, marks = NULL, notes = NULL;
    /* The first that fails has set the error. */
    if (!(directory->sections = load_sections(db, error)) ||
        !(directory->people = load_people(db, error)) ||
        !(directory->statistics = people_statistics(db, error)) ||
        !(absences = load_absences(db, since, error)) ||
        !(directory->duties = rosters_duties(db, NULL, since, 0, error)) ||
        !(marks = rosters_marks(db, since, error)) || !(notes = rosters_notes(db, error)))
        return NULL;
    sort_by_name(directory->people, name_of_person);
    sort_by_name(directory->statistics, name_of_statistic);
    part_former(directory);
    index_directory(directory);
    hand_out_absences(directory, absences);
    hand_out_marks(directory, marks);
    hand_out_notes(directory, notes);
    hand_out_duties(directory);
    hand_out_statistics(directory);
    return g_steal_pointer(&directory);
}

void people_directory_free(PeopleDirectory *directory)
{
    if (!directory)
        return;
    g_clear_pointer(&directory->by_id, g_hash_table_unref);
    g_clear_pointer(&directory->section_by_code, g_hash_table_unref);
    g_clear_pointer(&directory->people, g_ptr_array_unref);
    g_clear_pointer(&directory->former, g_ptr_array_unref);
    g_clear_pointer(&directory->duties, g_ptr_array_unref);
    g_clear_pointer(&directory->statistics, g_ptr_array_unref);
    g_clear_pointer(&directory->sections, g_ptr_array_unref);
    g_free(directory);
}

Person *people_directory_person(const PeopleDirectory *directory, gint64 id)
{
    return g_hash_table_lookup(directory->by_id, &id);
}

Section *people_directory_section(const PeopleDirectory *directory, const char *code)
{
    return g_hash_table_lookup(directory->section_by_code, code);
}

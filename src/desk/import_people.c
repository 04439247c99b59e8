/* Owns what a row of each directory file must hold, and that a file is imported whole or not at
 * all. Reading CSV is base/csv.h, writing rows is store/people.h. */
#include "skranke/desk/import_people.h"

#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/hours.h"

#include "skranke/store/events.h"
#include "skranke/store/people.h"

#include "skranke/desk/import_time.h"

/* What one import works with. */
typedef struct {
    const CsvTable *table;
    DbBatch *batch;
    gint64 now;
    const PeopleDirectory *known; /* what the database holds before */
    GHashTable *initials;         /* char * -> Person *, of known */
    GHashTable *seen;             /* char *: absences of this file */
    bool told_of_people;          /* that nobody is in the directory yet: once is enough */
    ImportReport *report;
} Import;

void import_report_free(ImportReport *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->problems);
    g_free(report);
}

/* Registers of statistics call the same columns by shorter names. */
static const struct {
    const char *column, *also;
} aliases[] = {
    {"short_name", "kort"},   {"subject", "subj"},      {"section", "sec"},
    {"name_nb", "nb"},        {"name_nn", "nn"},        {"name_en", "en"},
    {"keywords_nb", "kw_nb"}, {"keywords_nn", "kw_nn"}, {"keywords_en", "kw_en"},
};

/* The name by which this file calls the column. */
static const char *name_here(const CsvTable *table, const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (g_str_equal(aliases[i].column, column) && !csv_has_column(table, column))
            return aliases[i].also;
    return column;
}

static const char *cell(const Import *import, guint row, const char *column)
{
    return csv_field(import->table, row, name_here(import->table, column));
}

static void problem(Import *import, guint row, const char *format, const char *what)
{
    g_autofree char *sentence = g_strdup_printf(format, what);
    g_ptr_array_add(import->report->problems,
                    g_strdup_printf(_("line %u: %s"), csv_line(import->table, row), sentence));
}

/* The field must not be empty. */
static bool needs(Import *import, guint row, const char *column)
{
    if (*cell(import, row, column))
        return true;
    problem(import, row, _("\"%s\" is missing"), column);
    return false;
}

/* The person with these initials; "" is nobody and no problem. */
static Person *known_person(Import *import, guint row, const char *initials)
{
    Person *person = *initials ? g_hash_table_lookup(import->initials, initials) : NULL;
    if (*initials && !person && import->known->people->len == 0) {
        if (!import->told_of_people)
            problem(import, row,
                    _("nobody is in the directory yet, neither \"%s\" nor anybody else; import "
                      "the people first"),
                    initials);
        import->told_of_people = true;
    } else if (*initials && !person)
        problem(import, row, _("nobody has the initials \"%s\"; import the people first"),
                initials);
    return person;
}

static char *copy(const Import *import, guint row, const char *column)
{
    return g_strdup(cell(import, row, column));
}

static bool put_section(Import *import, guint row)
{
    if (!needs(import, row, "code") || !needs(import, row, "name_nb"))
        return false;
    Section *section = g_new0(Section, 1);
    section->code = copy(import, row, "code");
    section->name_nb = copy(import, row, "name_nb");
    section->name_nn = copy(import, row, "name_nn");
    section->name_en = copy(import, row, "name_en");
    section->role = copy(import, row, "role");
    section->email = copy(import, row, "email");
    section->phone = copy(import, row, "phone");
    people_put_section(import->batch, section);
    section_free(section);
    return true;
}

static bool put_subject(Import *import, guint row)
{
    if (!needs(import, row, "code") || !needs(import, row, "name_nb"))
        return false;
    people_put_subject(import->batch, cell(import, row, "code"), cell(import, row, "name_nb"),
                       cell(import, row, "name_nn"), cell(import, row, "name_en"));
    return true;
}

static bool person_is_sound(Import *import, guint row)
{
    bool sound = needs(import, row, "initials") && needs(import, row, "name");
    g_autoptr(GError) wrong = NULL;
    Hours hours;
    if (!hours_parse(cell(import, row, "hours"), &hours, &wrong)) {
        problem(import, row, "%s", wrong->message);
        sound = false;
    }
    const char *email = cell(import, row, "email");
    if (*email && !address_is_valid(email)) {
        problem(import, row, _("\"%s\" is not an e-mail address"), email);
        sound = false;
    }
    return sound;
}

static bool put_person(Import *import, guint row)
{
    if (!person_is_sound(import, row))
        return false;
    Person *person = person_new();
    const struct {
        char **field;
        const char *column;
    } fields[] = {{&person->initials, "initials"},
                  {&person->name, "name"},
                  {&person->title_nb, "title_nb"},
                  {&person->title_nn, "title_nn"},
                  {&person->title_en, "title_en"},
                  {&person->sections, "sections"},
                  {&person->phone, "phone"},
                  {&person->mobile, "mobile"},
                  {&person->email, "email"},
                  {&person->languages, "languages"},
                  {&person->hours, "hours"},
                  {&person->note, "note"},
                  {&person->core_hours, "core_hours"},
                  {&person->keywords, "keywords"},
                  {&person->former_names, "former_names"},
                  {&person->employee_id, "employee_id"},
                  {&person->organisation, "organisation"},
                  {&person->left_on, "left_on"}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_free(*fields[i].field);
        *fields[i].field = copy(import, row, fields[i].column);
    }
    person->active = !*person->left_on;
    person->mobile_shown = strcmp(cell(import, row, "mobile_shown"), "yes") == 0;
    people_put_person(import->batch, person, import->now);
    person_free(person);
    return true;
}

/* Who stands in for whom: when everybody of the file is there. */
static void put_ties(Import *import)
{
    for (guint row = 0; row < csv_rows(import->table); row++) {
        const char *deputy = cell(import, row, "deputy"),
                   *successor = cell(import, row, "successor");
        if (*cell(import, row, "initials") && (*deputy || *successor))
            people_put_ties(import->batch, cell(import, row, "initials"), deputy, successor);
    }
}

/* Kept with commas between them, with whatever the file divides them. */
static char *keywords(const Import *import, guint row, const char *column)
{
    return g_strdelimit(copy(import, row, column), ";", ',');
}

static bool put_statistic(Import *import, guint row)
{
    if (!needs(import, row, "short_name") || !needs(import, row, "name_nb"))
        return false;
    const char *responsible = cell(import, row, "responsible");
    const char *backup = cell(import, row, "backup");
    bool known = (!*responsible || known_person(import, row, responsible)) &&
                 (!*backup || known_person(import, row, backup));
    if (!known)
        return false;
    Statistic *statistic = g_new0(Statistic, 1);
    statistic->short_name = copy(import, row, "short_name");
    statistic->subject = copy(import, row, "subject");
    statistic->section = copy(import, row, "section");
    statistic->name_nb = copy(import, row, "name_nb");
    statistic->name_nn = copy(import, row, "name_nn");
    statistic->name_en = copy(import, row, "name_en");
    statistic->keywords_nb = keywords(import, row, "keywords_nb");
    statistic->keywords_nn = keywords(import, row, "keywords_nn");
    statistic->keywords_en = keywords(import, row, "keywords_en");
    statistic->tables = copy(import, row, "tables");
    people_put_statistic(import->batch, statistic, responsible, backup);
    statistic_free(statistic);
    return true;
}

static bool has_absence(const Person *person, gint64 from_at, gint64 until_at, const char *code)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (absence->from_at == from_at && absence->until_at == until_at &&
            g_strcmp0(absence->code, code) == 0)
            return true;
    }
    return false;
}

/* The same absence is kept once, however often it is in the file or imported. */
static bool is_new_absence(Import *import, const Person *person, gint64 from_at, gint64 until_at,
                           const char *code)
{
    char *key = g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", person->initials,
                                from_at, until_at, code);
    return g_hash_table_add(import->seen, key) && !has_absence(person, from_at, until_at, code);
}

static bool put_absence(Import *import, guint row)
{
    if (!needs(import, row, "initials") || !needs(import, row, "from") ||
        !needs(import, row, "code"))
        return false;
    const char *from = cell(import, row, "from"), *to = cell(import, row, "to");
    const Person *person = known_person(import, row, cell(import, row, "initials"));
    g_autoptr(GError) wrong = NULL;
    gint64 from_at = 0, until_at = 0;
    if (!import_time_span(from, *to ? to : from, import->now, &from_at, &until_at, &wrong))
        problem(import, row, "%s", wrong->message);
    if (!person || wrong)
        return false;
    const char *code = cell(import, row, "code");
    if (is_new_absence(import, person, from_at, until_at, code))
        people_add_absence(import->batch, person->initials, from_at, until_at, code,
                           cell(import, row, "note"), import->now);
    return true;
}

static const struct {
    const char *kind, *column; /* column: without it the file is another one */
    bool (*put)(Import *import, guint row);
} kinds[] = {
    {"sections", "code", put_section}, {"people", "initials", put_person},
    {"subjects", "code", put_subject}, {"statistics", "short_name", put_statistic},
    {"absences", "from", put_absence},
};

static int find_kind(const char *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].kind, kind))
            return (int)i;
    return -1;
}

static void read_rows(Import *import, int kind)
{
    const char *column = name_here(import->table, kinds[kind].column);
    if (!csv_has_column(import->table, column)) {
        g_ptr_array_add(
            import->report->problems,
            g_strdup_printf(_("line 1: the column \"%s\" is missing; this is no file of %s"),
                            kinds[kind].column, kinds[kind].kind));
        return;
    }
    for (guint row = 0; row < csv_rows(import->table); row++) {
        import->report->read++;
        if (kinds[kind].put(import, row))
            import->report->written++;
    }
    if (kinds[kind].put == put_person)
        put_ties(import);
}

static void know_people(Import *import)
{
    import->initials = g_hash_table_new(g_str_hash, g_str_equal);
    import->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < import->known->people->len; i++) {
        Person *person = import->known->people->pdata[i];
        g_hash_table_insert(import->initials, person->initials, person);
    }
}

/* Writes what was read, or nothing where there was a problem. */
static bool finish(Db *db, Import *import, GError **error)
{
    if (import->report->problems->len > 0) {
        import->report->written = 0;
        return true;
    }
    if (db_batch_length(import->batch) > 0)
        events_add(import->batch, import->now, 0, EVENT_DIRECTORY_CHANGED, 0, 0, "", "");
    return db_batch_apply(db, import->batch, error);
}

ImportReport *import_people_csv(Db *db, const char *kind, const char *text, gsize length,
                                gint64 now, GError **error)
{
    int which = find_kind(kind);
    g_return_val_if_fail(which >= 0, NULL);
    g_autoptr(ImportReport) report = g_new0(ImportReport, 1);
    report->problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, length, &wrong);
    if (!table) {
        g_ptr_array_add(report->problems, g_strdup(wrong->message));
        return g_steal_pointer(&report);
    }
    g_autoptr(PeopleDirectory) known = people_load(db, 0, error);
    if (!known)
        return NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    Import import = {.table = table, .batch = batch, .now = now, .known = known, .report = report};
    know_people(&import);
    read_rows(&import, which);
    bool done = finish(db, &import, error);
    g_hash_table_unref(import.initials);
    g_hash_table_unref(import.seen);
    return done ? g_steal_pointer(&report) : NULL;
}

/* Owns what a new database is filled with: the carried templates, and the fictional bureau of
 * data/demo. */
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/rosters.h"
#include "skranke/store/settings.h"
#include "skranke/store/templates.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/import_staff.h"
#include "skranke/desk/import_surveys.h"
#include "skranke/desk/import_time.h"
#include "skranke/desk/template_file.h"

#include "staff_private.h"

/* "holding-reply.nb.txt" taken apart; false for signatures and what is no template. */
static bool template_name(const char *file, char **key, char **language)
{
    g_auto(GStrv) parts = g_strsplit(file, ".", 4);
    if (g_strv_length(parts) != 3 || strcmp(parts[2], "txt") != 0 ||
        strcmp(parts[0], "signature") == 0)
        return false;
    *key = g_strdup(parts[0]);
    *language = g_strdup(parts[1]);
    return true;
}

static bool is_there(const GPtrArray *templates, const char *key, const char *language)
{
    for (guint i = 0; i < templates->len; i++) {
        const Template *template_ = templates->pdata[i];
        if (strcmp(template_->key, key) == 0 && strcmp(template_->language, language) == 0)
            return true;
    }
    return false;
}

static bool put_template(DbBatch *batch, const GPtrArray *there, const char *name, GError **error)
{
    g_autofree char *key = NULL, *language = NULL;
    if (!template_name(name, &key, &language) || is_there(there, key, language))
        return true;
    g_autofree char *path = g_build_filename("templates", name, NULL);
    g_autoptr(GBytes) bytes = data_file_read(path, error);
    if (!bytes)
        return false;
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(TemplateFile) file = template_file_parse(data ? data : "", size);
    templates_put(batch, key, language, file->name, file->subject, file->text);
    return true;
}

bool import_templates(Db *db, gint64 now, GError **error)
{
    (void)now;
    g_autoptr(GPtrArray) there = templates_list(db, "", error);
    if (!there)
        return false;
    g_auto(GStrv) names = data_file_list("templates");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; names[i]; i++)
        if (!put_template(batch, there, names[i], error))
            return false;
    return db_batch_apply(db, batch, error);
}

static bool grant(Db *db, const CsvTable *table, guint row, GError **error)
{
    g_autoptr(Operator) operator_ = operators_find(db, csv_field(table, row, "login"), error);
    if (!operator_)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    operators_set_grants(batch, operator_->id, csv_field(table, row, "silos"),
                         strcmp(csv_field(table, row, "press_contact"), "yes") == 0);
    return db_batch_apply(db, batch, error);
}

/* A table of the fictional bureau; NULL with an error. */
static CsvTable *read_table(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = data_file_read(path, error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    return text ? csv_parse(text, size, error) : NULL;
}

static bool add_operator(Db *db, const CsvTable *table, guint row, gint64 now, GError **error)
{
    bool leads =
        strcmp(csv_field(table, row, "role"), operator_role_words[ROLE_ADMINISTRATOR]) == 0;
    g_autoptr(GError) failed = NULL;
    if (operators_add(db, now, 0, csv_field(table, row, "login"), csv_field(table, row, "name"),
                      leads ? ROLE_ADMINISTRATOR : ROLE_OPERATOR, &failed) ||
        g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return grant(db, table, row, error);
    g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

static bool add_operators(Db *db, gint64 now, GError **error)
{
    g_autoptr(CsvTable) table = read_table("demo/operators.csv", error);
    if (!table)
        return false;
    for (guint row = 0; row < csv_rows(table); row++)
        if (!add_operator(db, table, row, now, error))
            return false;
    return true;
}

static bool import_demo_file(Db *db, const char *kind, gint64 now, GError **error)
{
    g_autofree char *path = g_strdup_printf("demo/%s.csv", kind);
    g_autoptr(GBytes) bytes = data_file_read(path, error);
    if (!bytes)
        return false;
    gsize size = 0;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(ImportReport) report = strcmp(kind, "surveys") == 0
                                         ? import_surveys_csv(db, text, size, now, error)
                                         : import_people_csv(db, kind, text, size, now, error);
    if (!report)
        return false;
    if (report->problems->len == 0)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED, "%s: %s", path,
                (const char *)report->problems->pdata[0]);
    return false;
}

/* By the importer's own reader; the keys of the file make it the same duties when it is read again.
 */
static bool add_duties(Desk *desk, gint64 now, GError **error)
{
    const StaffImport options = {.source = "duties.csv", .now = now, .carried = true};
    g_autoptr(GBytes) bytes = data_file_read("demo/duties.csv", error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autoptr(StaffReport) report =
        text ? staff_import(desk, STAFF_DUTIES, text, size, &options, error) : NULL;
    if (report && report->problems->len > 0)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED, "demo/duties.csv: %s",
                    (const char *)report->problems->pdata[0]);
    return report && report->problems->len == 0;
}

static bool add_note(DbBatch *batch, Db *db, const PeopleDirectory *people, const CsvTable *table,
                     guint row, gint64 now, GError **error)
{
    const char *written = csv_field(table, row, "at");
    gint64 at = 0, end = 0;
    const Person *person = staff_find(people, csv_field(table, row, "initials"), false, error);
    g_autoptr(Operator) operator_ =
        person ? operators_find(db, csv_field(table, row, "login"), error) : NULL;
    if (!operator_ || !import_time_span(written, "today+1", now, &at, &end, error))
        return false;
    if (person->notes->len == 0)
        rosters_add_note(batch, person->id, csv_field(table, row, "text"), operator_->id, at);
    return true;
}

static bool add_notes(Db *db, gint64 now, GError **error)
{
    g_autoptr(CsvTable) table = read_table("demo/notes.csv", error);
    g_autoptr(PeopleDirectory) people = table ? people_load(db, now, error) : NULL;
    if (!people)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint row = 0; row < csv_rows(table); row++)
        if (!add_note(batch, db, people, table, row, now, error))
            return false;
    return db_batch_apply(db, batch, error);
}

/* The fictional bureau can answer without an ini; what is answered stays in the outbox. */
static bool put_sender(Db *db, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, "mail.from", "post@byraa.example");
    return db_batch_apply(db, batch, error);
}

bool import_demo_bureau(Desk *desk, gint64 now, GError **error)
{
    Db *db = desk->db;
    static const char *const files[] = {"sections",   "subjects", "people",
                                        "statistics", "absences", "surveys"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        if (!import_demo_file(db, files[i], now, error))
            return false;
    return put_sender(db, error) && add_operators(db, now, error) && add_duties(desk, now, error) &&
           add_notes(db, now, error);
}

/* Owns how surveys come in from a file: the table is read by the domain, the people and sections it
 * names must be in the directory, and then it is written whole or not at all. */
#include "skranke/desk/import_surveys.h"

#include "skranke/base/csv.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/people.h"
#include "skranke/store/surveys.h"

static bool is_known_person(const PeopleDirectory *directory, const char *initials)
{
    for (guint i = 0; i < directory->people->len; i++)
        if (g_strcmp0(((const Person *)directory->people->pdata[i])->initials, initials) == 0)
            return true;
    return false;
}

static void add_problem(ImportReport *report, const CsvTable *table, guint row, const char *format,
                        const char *what)
{
    g_autofree char *sentence = g_strdup_printf(format, what);
    g_ptr_array_add(report->problems,
                    g_strdup_printf(_("line %u: %s"), csv_line(table, row), sentence));
}

/* The contacts of every survey, line by line: one import tells all that is missing. */
static void check_contacts(ImportReport *report, const PeopleDirectory *directory,
                           const GPtrArray *surveys, const CsvTable *table)
{
    for (guint row = 0; row < surveys->len; row++) {
        const Survey *survey = surveys->pdata[row];
        if (*survey->contact && !is_known_person(directory, survey->contact))
            add_problem(report, table, row,
                        _("nobody has the initials \"%s\"; import the people first"),
                        survey->contact);
        if (*survey->section && !people_directory_section(directory, survey->section))
            add_problem(report, table, row,
                        _("there is no section \"%s\"; import the sections first"),
                        survey->section);
    }
}

static bool write_surveys(Db *db, const GPtrArray *surveys, gint64 now, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < surveys->len; i++)
        surveys_put(batch, surveys->pdata[i]);
    if (surveys->len > 0)
        events_add(batch, now, 0, EVENT_DIRECTORY_CHANGED, 0, 0, "", "");
    return db_batch_apply(db, batch, error);
}

/* NULL with the first problem in the report: what is no table of surveys has no lines to look at.
 */
static GPtrArray *read_surveys(ImportReport *report, const CsvTable *table, const char *text,
                               gsize length, gint64 now)
{
    g_autoptr(GError) wrong = NULL;
    GPtrArray *surveys = NULL;
    if (!csv_has_column(table, "code"))
        g_ptr_array_add(
            report->problems,
            g_strdup_printf(_("line 1: the column \"%s\" is missing; this is no file of %s"),
                            "code", "surveys"));
    else if (!(surveys = survey_read_table(text, length, day_of_moment(now, NULL), &wrong)))
        g_ptr_array_add(report->problems, g_strdup(wrong->message));
    return surveys;
}

ImportReport *import_surveys_csv(Db *db, const char *text, gsize length, gint64 now, GError **error)
{
    g_autoptr(ImportReport) report = g_new0(ImportReport, 1);
    report->problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, length, &wrong);
    if (!table)
        g_ptr_array_add(report->problems, g_strdup(wrong->message));
    g_autoptr(GPtrArray) surveys = table ? read_surveys(report, table, text, length, now) : NULL;
    if (!surveys)
        return g_steal_pointer(&report);
    g_autoptr(PeopleDirectory) directory = people_load(db, now, error);
    if (!directory)
        return NULL;
    report->read = surveys->len;
    check_contacts(report, directory, surveys, table);
    if (report->problems->len > 0)
        return g_steal_pointer(&report);
    if (!write_surveys(db, surveys, now, error))
        return NULL;
    report->written = surveys->len;
    return g_steal_pointer(&report);
}

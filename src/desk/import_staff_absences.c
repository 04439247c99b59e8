/* Owns absences of a source: rows of CSV, what is known of them already, and those that are no
 * longer said. Calendars are import_staff_calendar.c's. */
#include <stdlib.h>
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/absence_code.h"

#include "skranke/desk/import_time.h"

#include "import_staff_private.h"

enum { MOST_ROWS = 100000, LONGEST_KEY = 200 };

static bool is_same_time(const Absence *a, const Absence *b)
{
    return a->from_at == b->from_at && a->until_at == b->until_at &&
           g_strcmp0(a->code, b->code) == 0;
}

static bool is_same(const Absence *a, const Absence *b)
{
    return is_same_time(a, b) && g_strcmp0(a->note, b->note) == 0 && a->kind == b->kind &&
           a->phone_open == b->phone_open;
}

/* What this source said of it before. */
static const Absence *said_before(const StaffReading *reading, const Person *person,
                                  const char *key)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (strcmp(absence->source, reading->source) == 0 && strcmp(absence->source_key, key) == 0)
            return absence;
    }
    return NULL;
}

/* The same one by hand, or of a file before keys were kept. */
static bool is_known_otherwise(const Person *person, const Absence *given)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (*absence->source_key == '\0' && is_same_time(absence, given))
            return true;
    }
    return false;
}

static char *span_text(const Absence *absence)
{
    g_autofree char *from = time_text_full(absence->from_at);
    g_autofree char *until = time_text_full(absence->until_at);
    return g_strdup_printf("%s %s – %s", absence->code, from, until);
}

static void tell(StaffReading *reading, const Person *person, const Absence *before,
                 const Absence *after)
{
    g_autofree char *now = span_text(after);
    g_autofree char *then = before ? span_text(before) : NULL;
    if (before)
        staff_tell(reading, "%s: %s -> %s", staff_name_of(person), then, now);
    else
        staff_tell(reading, _("%s: new, %s"), staff_name_of(person), now);
}

/* Remembers that this source said it. False where it did before: the same again is passed over,
 * something else under the same key is a problem. */
static bool is_first(StaffReading *reading, const Person *person, const Absence *absence,
                     guint line)
{
    char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", person->id, absence->source_key);
    char *value =
        g_strdup_printf("%u %" G_GINT64_FORMAT " %s", line, absence->until_at, absence->note);
    const char *before = g_hash_table_lookup(reading->seen, key);
    if (!before) {
        g_hash_table_insert(reading->seen, key, value);
        return true;
    }
    if (strcmp(strchr(before, ' '), strchr(value, ' ')) != 0)
        staff_problem(reading, line, _("line %d says something else of the same absence"),
                      atoi(before));
    reading->report->skipped++;
    g_free(key);
    g_free(value);
    return false;
}

void staff_put_absence(StaffReading *reading, const Person *person, Absence *absence, guint line)
{
    StaffReport *report = reading->report;
    report->read++;
    absence->person = person->id;
    absence->seen_at = reading->now;
    g_free(absence->source);
    absence->source = g_strdup(reading->source);
    if (!is_first(reading, person, absence, line))
        return;
    const Absence *before = said_before(reading, person, absence->source_key);
    if (!before && is_known_otherwise(person, absence)) {
        report->unchanged++;
        return;
    }
    /* Also what is unchanged is written: it was said now. */
    people_put_absence(reading->batch, absence, 0);
    if (before && is_same(before, absence)) {
        report->unchanged++;
        return;
    }
    report->added += before == NULL;
    report->changed += before != NULL;
    tell(reading, person, before, absence);
}

static void end_one(StaffReading *reading, const Person *person, const Absence *absence)
{
    if (!reading->options->full) {
        reading->report->missing++;
        return;
    }
    g_autofree char *span = span_text(absence);
    reading->report->ended++;
    staff_tell(reading, _("%s: over, %s"), staff_name_of(person), span);
    if (absence->from_at >= reading->now)
        people_remove_absence(reading->batch, absence->id);
    else
        people_end_absence(reading->batch, absence->id, reading->now);
}

static void end_of_person(StaffReading *reading, const Person *person, gint64 until)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        g_autofree char *key =
            g_strdup_printf("%" G_GINT64_FORMAT " %s", person->id, absence->source_key);
        if (*absence->source && strcmp(absence->source, reading->source) == 0 &&
            absence->until_at > reading->now && absence->from_at < until &&
            !g_hash_table_contains(reading->seen, key))
            end_one(reading, person, absence);
    }
}

void staff_end_absences(StaffReading *reading, const Person *person, gint64 until)
{
    for (guint i = 0; i < reading->known->people->len; i++) {
        const Person *one = reading->known->people->pdata[i];
        if (!person || person == one)
            end_of_person(reading, one, until);
    }
}

/* ---- rows ---- */

/* The person of a row; NULL with a problem, or (former) passed over. */
static const Person *person_of(StaffReading *reading, const CsvTable *table, guint row)
{
    static const char *const columns[] = {"employee_id", "email", "initials", "person"};
    const char *word = "";
    for (guint i = 0; i < G_N_ELEMENTS(columns) && *word == '\0'; i++)
        word = staff_cell(reading, table, row, columns[i]);
    const Person *person = *word ? staff_known(reading, word) : NULL;
    guint line = csv_line(table, row);
    if (*word == '\0')
        staff_problem(reading, line, _("\"%s\" is missing"), "initials");
    else if (!person && reading->known->people->len == 0)
        staff_problem(reading, line,
                      _("nobody is in the directory yet, neither \"%s\" nor anybody else; import "
                        "the people first"),
                      word);
    else if (!person)
        staff_problem(reading, line, _("nobody is called \"%s\"; import the people first"), word);
    else if (!person->active) {
        reading->report->read++;
        reading->report->skipped++;
        staff_tell(reading, _("%s: has left; the absence is passed over"), staff_name_of(person));
        return NULL;
    }
    return person;
}

/* The code as the database keeps it; NULL with a problem: what nobody knows is a slip. */
static char *code_of(StaffReading *reading, const CsvTable *table, guint row)
{
    const char *word = staff_cell(reading, table, row, "code");
    const AbsenceCode *code = absence_code_find(reading->codes, word);
    if (*word == '\0')
        staff_problem(reading, csv_line(table, row), _("\"%s\" is missing"), "code");
    else if (!code) {
        g_autofree char *known = absence_codes_known(reading->codes);
        staff_problem(reading, csv_line(table, row),
                      _("\"%.40s\" is no reason of absences; known are %s"), word, known);
    }
    return code ? g_strdup(code->code) : NULL;
}

/* Its own key, else when it begins and why: then a new end changes it. */
static char *key_of(StaffReading *reading, const CsvTable *table, guint row, const Absence *absence)
{
    const char *key = staff_cell(reading, table, row, "key");
    if (*key)
        return staff_clean(reading, csv_line(table, row), "key", key, LONGEST_KEY);
    g_autofree char *from = time_text_iso(absence->from_at);
    return g_strdup_printf("%s %s", from, absence->code);
}

static bool read_row(StaffReading *reading, const CsvTable *table, guint row, Absence *absence)
{
    guint line = csv_line(table, row);
    const char *from = staff_cell(reading, table, row, "from");
    const char *to = staff_cell(reading, table, row, "to");
    g_autoptr(GError) wrong = NULL;
    if (*from == '\0')
        staff_problem(reading, line, _("\"%s\" is missing"), "from");
    else if (!import_time_span(from, *to ? to : from, reading->now, &absence->from_at,
                               &absence->until_at, &wrong))
        staff_problem(reading, line, "%s", wrong->message);
    int open = staff_flag(staff_cell(reading, table, row, "phone_open"));
    if (open < 0)
        staff_problem(reading, line, _("\"%s\" is neither yes nor no"),
                      staff_cell(reading, table, row, "phone_open"));
    absence->phone_open = open == 1;
    absence->code = code_of(reading, table, row);
    absence->note =
        staff_clean(reading, line, "note", staff_cell(reading, table, row, "note"), 200);
    absence->source_key = absence->code ? key_of(reading, table, row, absence) : NULL;
    return *from && !wrong && open >= 0 && absence->code && *absence->code && absence->note &&
           absence->source_key;
}

static void take_row(StaffReading *reading, const CsvTable *table, guint row)
{
    const Person *person = person_of(reading, table, row);
    if (!person)
        return;
    Absence *absence = g_new0(Absence, 1);
    if (read_row(reading, table, row, absence))
        staff_put_absence(reading, person, absence, csv_line(table, row));
    absence_free(absence);
}

void staff_take_absences(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, size, &wrong);
    if (!table)
        staff_problem(reading, 0, "%s", wrong->message);
    else if (!staff_has_column(reading, table, "from"))
        staff_problem(reading, 1, _("the column \"%s\" is missing; this is no file of %s"), "from",
                      "absences");
    else if (csv_rows(table) > MOST_ROWS)
        staff_problem(reading, 0, _("there are more than 100,000 rows"));
    else {
        for (guint row = 0; row < csv_rows(table); row++)
            take_row(reading, table, row);
        staff_end_absences(reading, NULL, G_MAXINT64);
    }
}

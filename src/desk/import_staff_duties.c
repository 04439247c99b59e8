/* Owns duties of a source: rows of CSV, what is known of them, and those that are no longer said.
 */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/rosters.h"

#include "skranke/desk/import_time.h"

#include "import_staff_private.h"

enum { MOST_ROWS = 100000 };

static char *duty_text(const StaffReading *reading, const Duty *duty)
{
    const Person *person = people_directory_person(reading->known, duty->person);
    g_autofree char *from = time_text_full(duty->from_at);
    g_autofree char *until = time_text_full(duty->until_at);
    return g_strdup_printf("%s %s – %s", person ? staff_name_of(person) : "?", from, until);
}

/* What this source said before under the same key, or what somebody entered that is the same. */
static const Duty *known_duty(const StaffReading *reading, const Duty *given, bool *by_hand)
{
    for (guint i = 0; i < reading->known->duties->len; i++) {
        const Duty *duty = reading->known->duties->pdata[i];
        bool keyed = g_strcmp0(duty->source, reading->source) == 0 &&
                     g_strcmp0(duty->source_key, given->source_key) == 0;
        *by_hand = *duty->source_key == '\0' && duty->from_at == given->from_at &&
                   duty->until_at == given->until_at && duty->person == given->person;
        if (strcmp(duty->roster, given->roster) == 0 && (keyed || *by_hand))
            return duty;
    }
    *by_hand = false;
    return NULL;
}

static bool is_same(const Duty *a, const Duty *b)
{
    return a->from_at == b->from_at && a->until_at == b->until_at && a->person == b->person &&
           a->backup == b->backup && g_strcmp0(a->phone, b->phone) == 0 &&
           g_strcmp0(a->note, b->note) == 0;
}

static bool is_first(StaffReading *reading, const Duty *duty, guint line)
{
    char *key = g_strconcat(duty->roster, "\n", duty->source_key, NULL);
    const char *before = g_hash_table_lookup(reading->seen, key);
    if (!before) {
        g_hash_table_insert(reading->seen, key, g_strdup_printf("%u", line));
        return true;
    }
    staff_problem(reading, line, _("the same duty stands in line %s already"), before);
    g_free(key);
    return false;
}

static void put_duty(StaffReading *reading, Duty *duty, guint line)
{
    StaffReport *report = reading->report;
    bool by_hand = false;
    if (!is_first(reading, duty, line))
        return;
    const Duty *before = known_duty(reading, duty, &by_hand);
    bool same = before && is_same(before, duty);
    report->unchanged += same || by_hand;
    if (by_hand)
        return;
    duty->id = before ? before->id : 0;
    rosters_put(reading->batch, duty);
    if (same)
        return;
    g_autofree char *now = duty_text(reading, duty);
    g_autofree char *then = before ? duty_text(reading, before) : NULL;
    report->added += before == NULL;
    report->changed += before != NULL;
    if (before)
        staff_tell(reading, "%s: %s -> %s", duty->roster, then, now);
    else
        staff_tell(reading, _("%s: new, %s"), duty->roster, now);
}

/* Somebody of a row; 0 with a problem, or where nobody is named. */
static gint64 person_of(StaffReading *reading, guint line, const char *word)
{
    const Person *person = *word ? staff_known(reading, word) : NULL;
    if (*word && !person)
        staff_problem(reading, line, _("nobody is called \"%s\"; import the people first"), word);
    else if (person && !person->active)
        staff_problem(reading, line, _("%s does not work here any more"), person->name);
    return person && person->active ? person->id : 0;
}

static char *key_of(const char *key, const Duty *duty)
{
    return *key ? g_strdup(key) : time_text_iso(duty->from_at);
}

/* False where there is a problem. */
static bool read_duty(StaffReading *reading, const CsvTable *table, guint row, Duty *duty)
{
    guint line = csv_line(table, row), before = reading->report->problems->len;
    const char *from = staff_cell(reading, table, row, "from");
    const char *to = staff_cell(reading, table, row, "to");
    const char *roster = staff_cell(reading, table, row, "roster");
    const char *person = staff_cell(reading, table, row, "person");
    g_autoptr(GError) wrong = NULL;
    g_autofree char *key =
        staff_clean(reading, line, "key", staff_cell(reading, table, row, "key"), 200);
    if (*from == '\0')
        staff_problem(reading, line, _("\"%s\" is missing"), "from");
    else if (!import_time_span(from, *to ? to : from, reading->now, &duty->from_at, &duty->until_at,
                               &wrong))
        staff_problem(reading, line, "%s", wrong->message);
    if (*person == '\0')
        staff_problem(reading, line, _("\"%s\" is missing"), "person");
    duty->roster = staff_clean(reading, line, "roster", *roster ? roster : ROSTER_PRESS, 40);
    duty->person = person_of(reading, line, person);
    duty->backup = person_of(reading, line, staff_cell(reading, table, row, "backup"));
    duty->phone = staff_clean(reading, line, "phone", staff_cell(reading, table, row, "phone"), 40);
    duty->note = staff_clean(reading, line, "note", staff_cell(reading, table, row, "note"), 200);
    duty->source = g_strdup(reading->source);
    duty->source_key = key ? key_of(key, duty) : NULL;
    duty->seen_at = reading->now;
    return reading->report->problems->len == before;
}

static void end_missing(StaffReading *reading)
{
    for (guint i = 0; i < reading->known->duties->len; i++) {
        Duty *duty = reading->known->duties->pdata[i];
        g_autofree char *key = g_strconcat(duty->roster, "\n", duty->source_key, NULL);
        if (*duty->source == '\0' || strcmp(duty->source, reading->source) != 0 ||
            duty->until_at <= reading->now || g_hash_table_contains(reading->seen, key))
            continue;
        if (!reading->options->full) {
            reading->report->missing++;
            continue;
        }
        g_autofree char *text = duty_text(reading, duty);
        reading->report->ended++;
        staff_tell(reading, _("%s: over, %s"), duty->roster, text);
        if (duty->from_at >= reading->now) {
            rosters_remove(reading->batch, duty->id);
            continue;
        }
        duty->until_at = reading->now;
        rosters_put(reading->batch, duty);
    }
}

static void take_rows(StaffReading *reading, const CsvTable *table)
{
    for (guint row = 0; row < csv_rows(table); row++) {
        Duty *duty = g_new0(Duty, 1);
        reading->report->read++;
        if (read_duty(reading, table, row, duty))
            put_duty(reading, duty, csv_line(table, row));
        duty_free(duty);
    }
    end_missing(reading);
}

void staff_take_duties(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, size, &wrong);
    if (!table)
        staff_problem(reading, 0, "%s", wrong->message);
    else if (!staff_has_column(reading, table, "from") ||
             !staff_has_column(reading, table, "person"))
        staff_problem(reading, 1, _("the column \"%s\" is missing; this is no file of %s"),
                      staff_has_column(reading, table, "from") ? "person" : "from", "roster");
    else if (csv_rows(table) > MOST_ROWS)
        staff_problem(reading, 0, _("there are more than 100,000 rows"));
    else
        take_rows(reading, table);
}

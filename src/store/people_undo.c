/* Owns the SQL by which an act on the staff directory can be taken back: that nobody was first,
 * what the event must remember, and the rows as they were. What is remembered is read by the batch
 * that changes it, so that of two in the same moment each knows what it replaced. Which act is
 * undone how is the desk's. */
#include "skranke/store/people.h"

#define NEWEST_EVENT "(SELECT max(id) FROM event)"

/* ---- nobody was first ---- */

void people_expect_person(DbBatch *batch, const Person *seen)
{
    db_batch_add(batch,
                 "UPDATE person SET id = id WHERE id = ? AND active = ? AND left_on = ifnull(?, '')"
                 " AND deputy IS ? AND successor IS ? AND hours = ifnull(?, '') AND "
                 "core_hours = ifnull(?, '')",
                 "iisooss", seen->id, (gint64)seen->active, seen->left_on, seen->deputy,
                 seen->successor, seen->hours, seen->core_hours);
    db_batch_expect(batch, 1);
}

void people_expect_absence(DbBatch *batch, const Absence *seen)
{
    db_batch_add(batch, "UPDATE absence SET id = id WHERE id = ? AND from_at = ? AND until_at = ?",
                 "iii", seen->id, seen->from_at, seen->until_at);
    db_batch_expect(batch, 1);
}

/* ---- what the event remembers ---- */

void people_name_absence_in_event(DbBatch *batch)
{
    db_batch_add(batch,
                 "UPDATE event SET after = json_set(after, '$.absence', "
                 "(SELECT max(id) FROM absence)) WHERE id = " NEWEST_EVENT,
                 "");
    db_batch_expect(batch, 1);
}

void people_name_note_in_event(DbBatch *batch)
{
    db_batch_add(batch,
                 "UPDATE event SET after = json_set(after, '$.note', "
                 "(SELECT max(id) FROM person_note)) WHERE id = " NEWEST_EVENT,
                 "");
    db_batch_expect(batch, 1);
}

void people_remember_mark(DbBatch *batch, gint64 person, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE event SET before = json_patch(before, ifnull((SELECT json_object("
                 "'status', status, 'until_at', until_at, 'said_at', at, 'said_by', operator, "
                 "'code', code, 'note', note) FROM presence_mark WHERE person = ? AND "
                 "until_at > ?), '{}')) WHERE id = " NEWEST_EVENT,
                 "ii", person, now);
    db_batch_expect(batch, 1);
}

void people_remember_absence(DbBatch *batch, gint64 absence)
{
    db_batch_add(batch,
                 "UPDATE event SET before = json_patch(before, (SELECT json_object("
                 "'person', person, 'from_at', from_at, 'until_at', until_at, 'code', code, "
                 "'note', note, 'kind', kind, 'phone_open', phone_open, 'source', source, "
                 "'source_key', source_key, 'said_by', operator, 'seen_at', seen_at) "
                 "FROM absence WHERE id = ?)) WHERE id = " NEWEST_EVENT,
                 "i", absence);
    db_batch_expect(batch, 1);
}

void people_remember_charge(DbBatch *batch, gint64 person)
{
    db_batch_add(batch,
                 "UPDATE event SET before = json_set(before, '$.charge', json((SELECT "
                 "json_group_array(json_array(id, responsible, backup)) FROM statistic "
                 "WHERE responsible = ? OR backup = ?)), '$.deputy_of', json((SELECT "
                 "json_group_array(id) FROM person WHERE deputy = ?))) WHERE id = " NEWEST_EVENT,
                 "iii", person, person, person);
    db_batch_expect(batch, 1);
}

/* ---- as they were ---- */

#define WAS(name) "json_extract(e.before, '$." name "')"
/* clang-format off */
#define ABSENCE_OF_EVENT                                                                           \
    "SELECT " WAS("absence") ", " WAS("person") ", " WAS("from_at") ", " WAS("until_at") ", "      \
    WAS("code") ", " WAS("note") ", " WAS("kind") ", " WAS("phone_open") ", " WAS("source") ", "   \
    WAS("source_key") ", " WAS("said_by") ", " WAS("seen_at") " FROM event AS e WHERE e.id = ? "
#define SAME_ABSENCE                                                                               \
    "a.id = " WAS("absence") " OR (a.source_key <> '' AND a.person = " WAS("person")               \
    " AND a.source = " WAS("source") " AND a.source_key = " WAS("source_key") ")"
/* clang-format on */

/* One that its source has named again meanwhile stays as it is. */
void people_bring_back_absence(DbBatch *batch, gint64 event)
{
    db_batch_add(batch,
                 "INSERT INTO absence (id, person, from_at, until_at, code, note, kind, "
                 "phone_open, source, source_key, operator, seen_at) " ABSENCE_OF_EVENT
                 "AND NOT EXISTS (SELECT 1 FROM absence AS a WHERE " SAME_ABSENCE ")",
                 "i", event);
    db_batch_expect(batch, 1);
}

void people_prolong_absence(DbBatch *batch, gint64 absence, gint64 until_at, gint64 left)
{
    db_batch_add(batch, "UPDATE absence SET until_at = ? WHERE id = ? AND until_at = ?", "iii",
                 until_at, absence, left);
    db_batch_expect(batch, 1);
}

void people_restore_deputy(DbBatch *batch, gint64 person, gint64 was, gint64 left, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE person SET deputy = ?, changed_at = ? WHERE id = ? AND deputy IS ? AND "
                 "(? = 0 OR EXISTS (SELECT 1 FROM person WHERE id = ? AND active))",
                 "oiioii", was, now, person, left, was, was);
    db_batch_expect(batch, 1);
}

void people_restore_hours(DbBatch *batch, gint64 person, const char *was, const char *left,
                          gint64 now)
{
    db_batch_add(batch, "UPDATE person SET hours = ?, changed_at = ? WHERE id = ? AND hours = ?",
                 "siis", was, now, person, left);
    db_batch_expect(batch, 1);
}

void people_restore_core_hours(DbBatch *batch, gint64 person, const char *was, const char *left,
                               gint64 now)
{
    db_batch_add(batch,
                 "UPDATE person SET core_hours = ?, changed_at = ? WHERE id = ? AND "
                 "core_hours = ?",
                 "siis", was, now, person, left);
    db_batch_expect(batch, 1);
}

void people_restore_left(DbBatch *batch, gint64 person, const PersonLeft *was,
                         const PersonLeft *left, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE person SET active = ?, left_on = ?, successor = ?, changed_at = ? "
                 "WHERE id = ? AND active = ? AND left_on = ? AND successor IS ?",
                 "isoiiiso", (gint64)was->active, was->left_on, was->successor, now, person,
                 (gint64)left->active, left->left_on, left->successor);
    db_batch_expect(batch, 1);
}

void people_restore_charge(DbBatch *batch, gint64 statistic, const StatisticCharge *was,
                           const StatisticCharge *left)
{
    db_batch_add(batch,
                 "UPDATE statistic SET responsible = ?, backup = ? WHERE id = ? AND "
                 "responsible IS ? AND backup IS ?",
                 "ooioo", was->responsible, was->backup, statistic, left->responsible,
                 left->backup);
    db_batch_expect(batch, 1);
}

void people_bring_back_note(DbBatch *batch, gint64 note)
{
    db_batch_add(batch,
                 "UPDATE person_note SET removed_at = NULL WHERE id = ? AND "
                 "removed_at IS NOT NULL",
                 "i", note);
    db_batch_expect(batch, 1);
}

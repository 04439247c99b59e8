/* Owns the SQL of duties, marks of presence and notes about people. What they mean for whoever
 * rings is domain/presence.c's. */
#include "skranke/store/rosters.h"

#include "skranke/store/records.h"

static const DbField duty_fields[] = {
    DB_INT64(Duty, id),        DB_TEXT(Duty, roster),   DB_INT64(Duty, from_at),
    DB_INT64(Duty, until_at),  DB_INT64(Duty, person),  DB_INT64(Duty, backup),
    DB_TEXT(Duty, phone),      DB_TEXT(Duty, note),     DB_TEXT(Duty, source),
    DB_TEXT(Duty, source_key), DB_INT64(Duty, seen_at),
};

static const RecordKind duty_kind = {
    .fields = duty_fields,
    .count = G_N_ELEMENTS(duty_fields),
    .size = sizeof(Duty),
    .free = (GDestroyNotify)duty_free,
};

static const DbField mark_fields[] = {
    DB_INT64(PresenceMark, person),      DB_INT64(PresenceMark, until_at),
    DB_INT64(PresenceMark, at),          DB_ENUM(PresenceMark, status, mark_status_words),
    DB_TEXT(PresenceMark, code),         DB_TEXT(PresenceMark, note),
    DB_INT64(PresenceMark, operator_id), DB_TEXT(PresenceMark, operator_name),
};

static const RecordKind mark_kind = {
    .fields = mark_fields,
    .count = G_N_ELEMENTS(mark_fields),
    .size = sizeof(PresenceMark),
    .free = (GDestroyNotify)presence_mark_free,
};

static const DbField note_fields[] = {
    DB_INT64(PersonNote, id),           DB_INT64(PersonNote, person), DB_INT64(PersonNote, at),
    DB_TEXT(PersonNote, operator_name), DB_TEXT(PersonNote, text),
};

static const RecordKind note_kind = {
    .fields = note_fields,
    .count = G_N_ELEMENTS(note_fields),
    .size = sizeof(PersonNote),
    .free = (GDestroyNotify)person_note_free,
};

GPtrArray *rosters_duties(Db *db, const char *roster, gint64 since, gint64 until, GError **error)
{
    return records_all(
        db_query(db, error,
                 "SELECT id, roster, from_at, until_at, person, backup, phone, note, source, "
                 "source_key, seen_at FROM duty WHERE (? = '' OR roster = ?) AND until_at > ? AND "
                 "(? = 0 OR from_at < ?) ORDER BY from_at, id",
                 "ssiii", roster ? roster : "", roster ? roster : "", since, until, until),
        &duty_kind);
}

void rosters_put(DbBatch *batch, const Duty *duty)
{
    if (duty->id != 0) {
        db_batch_add(batch,
                     "UPDATE duty SET roster = ?, from_at = ?, until_at = ?, person = ?, "
                     "backup = ?, phone = ifnull(?, ''), note = ifnull(?, ''), seen_at = ? "
                     "WHERE id = ?",
                     "siiiossii", duty->roster, duty->from_at, duty->until_at, duty->person,
                     duty->backup, duty->phone, duty->note, duty->seen_at, duty->id);
        db_batch_expect(batch, 1);
        return;
    }
    db_batch_add(batch,
                 "INSERT INTO duty (roster, from_at, until_at, person, backup, phone, note, "
                 "source, source_key, seen_at) VALUES (?, ?, ?, ?, ?, ifnull(?, ''), "
                 "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?) ON CONFLICT (roster, source, "
                 "source_key) WHERE source_key <> '' DO UPDATE SET from_at = excluded.from_at, "
                 "until_at = excluded.until_at, person = excluded.person, "
                 "backup = excluded.backup, phone = excluded.phone, note = excluded.note, "
                 "seen_at = excluded.seen_at",
                 "siiiossssi", duty->roster, duty->from_at, duty->until_at, duty->person,
                 duty->backup, duty->phone, duty->note, duty->source, duty->source_key,
                 duty->seen_at);
    db_batch_keep(batch);
}

void rosters_remove(DbBatch *batch, gint64 duty)
{
    db_batch_add(batch, "DELETE FROM duty WHERE id = ?", "i", duty);
    db_batch_expect(batch, 1);
}

GPtrArray *rosters_marks(Db *db, gint64 now, GError **error)
{
    return records_all(
        db_query(db, error,
                 "SELECT m.person, m.until_at, m.at, m.status, m.code, m.note, m.operator, o.name "
                 "FROM presence_mark AS m LEFT JOIN operator AS o ON o.id = m.operator "
                 "WHERE m.until_at > ?",
                 "i", now),
        &mark_kind);
}

void rosters_put_mark(DbBatch *batch, const PresenceMark *mark, gint64 operator_id)
{
    db_batch_add(batch,
                 "INSERT INTO presence_mark (person, status, until_at, code, note, operator, at) "
                 "VALUES (?, ?, ?, ifnull(?, ''), ifnull(?, ''), ?, ?) ON CONFLICT (person) DO "
                 "UPDATE SET status = excluded.status, until_at = excluded.until_at, "
                 "code = excluded.code, note = excluded.note, operator = excluded.operator, "
                 "at = excluded.at",
                 "isissoi", mark->person, mark_status_words[mark->status], mark->until_at,
                 mark->code, mark->note, operator_id, mark->at);
}

void rosters_remove_mark(DbBatch *batch, gint64 person)
{
    db_batch_add(batch, "DELETE FROM presence_mark WHERE person = ?", "i", person);
}

GPtrArray *rosters_notes(Db *db, GError **error)
{
    return records_all(
        db_query(db, error,
                 "SELECT n.id, n.person, n.at, o.name, n.text FROM person_note AS n "
                 "LEFT JOIN operator AS o ON o.id = n.operator WHERE n.removed_at IS NULL "
                 "ORDER BY n.id DESC",
                 ""),
        &note_kind);
}

void rosters_add_note(DbBatch *batch, gint64 person, const char *text, gint64 operator_id,
                      gint64 now)
{
    db_batch_add(batch, "INSERT INTO person_note (person, operator, at, text) VALUES (?, ?, ?, ?)",
                 "iois", person, operator_id, now, text);
    db_batch_keep(batch);
}

void rosters_remove_note(DbBatch *batch, gint64 note, gint64 now)
{
    db_batch_add(batch, "UPDATE person_note SET removed_at = ? WHERE id = ? AND removed_at IS NULL",
                 "ii", now, note);
    db_batch_expect(batch, 1);
}

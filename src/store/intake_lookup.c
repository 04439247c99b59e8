/* Look-ups for a whole batch of mails: sets go in as one JSON array, and come back as tables. Owns
 * the questions only; what follows from the answers is the mail room's. */
#include "skranke/store/intake_lookup.h"

#include <jansson.h>
#include <stdlib.h>

#include "skranke/domain/clocks.h"

#include "skranke/store/inquiry_row.h"

/* A JSON array of texts; free() it. */
static char *as_json(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_string(texts->pdata[i]));
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}

static void fresh_free(gpointer data)
{
    IntakeFresh *fresh = data;
    g_free(fresh->name);
    g_free(fresh->sha256);
    g_free(fresh);
}

static const DbField fresh_fields[] = {
    DB_INT64(IntakeFresh, id),
    DB_INT64(IntakeFresh, mailbox),
    DB_INT64(IntakeFresh, uid_validity),
    DB_INT64(IntakeFresh, uid),
    DB_TEXT(IntakeFresh, name),
    DB_TEXT(IntakeFresh, sha256),
    DB_ENUM(IntakeFresh, outcome, intake_outcome_words),
};

static const RecordKind fresh_kind = {
    .fields = fresh_fields,
    .count = G_N_ELEMENTS(fresh_fields),
    .size = sizeof(IntakeFresh),
    .free = fresh_free,
};

GPtrArray *intake_added_after(Db *db, gint64 id, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT i.id, i.mailbox, i.uid_validity, i.uid, i.name, c.sha256, "
                                "i.outcome FROM intake AS i JOIN content AS c ON c.id = i.raw "
                                "WHERE i.id > ? ORDER BY i.id",
                                "i", id),
                       &fresh_kind);
}

gint64 intake_newest(Db *db, GError **error)
{
    GError *failure = NULL;
    gint64 newest = db_query_integer(db, 0, &failure, "SELECT max(id) FROM intake", "");
    if (failure == NULL)
        return newest;
    g_propagate_error(error, failure);
    return -1;
}

GHashTable *intake_find_threads(Db *db, const GPtrArray *message_ids, GError **error)
{
    char *json = as_json(message_ids);
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT t.message_id, t.inquiry, t.message, m.direction = 'out' "
                 "FROM json_each(?) AS wanted "
                 "CROSS JOIN thread_id AS t ON t.message_id = wanted.value "
                 "LEFT JOIN message AS m ON m.id = t.message "
                 "ORDER BY t.message IS NULL, t.inquiry DESC",
                 "s", json);
    free(json);
    if (rows == NULL)
        return NULL;
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        const char *id = db_rows_text(rows, row, 0);
        IntakeThread thread = {.inquiry = db_rows_integer(rows, row, 1),
                               .message = db_rows_integer(rows, row, 2),
                               .sent_by_us = db_rows_integer(rows, row, 3) != 0};
        GArray *threads = g_hash_table_lookup(table, id);
        if (threads == NULL) {
            threads = g_array_new(FALSE, FALSE, sizeof(IntakeThread));
            g_hash_table_insert(table, g_strdup(id), threads);
        }
        g_array_append_val(threads, thread);
    }
    return table;
}

static void twin_free(gpointer data)
{
    IntakeTwin *twin = data;
    g_free(twin->message_id);
    g_free(twin);
}

GHashTable *intake_find_twins(Db *db, const GPtrArray *fingerprints, GError **error)
{
    char *json = as_json(fingerprints);
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT i.fingerprint, i.message, m.inquiry, i.mailbox, m.message_id "
                 "FROM json_each(?) AS wanted "
                 "CROSS JOIN intake AS i ON i.fingerprint = wanted.value AND i.fingerprint <> '' "
                 "JOIN message AS m ON m.id = i.message "
                 "WHERE i.outcome IN ('new', 'joined', 'echo') ORDER BY i.id",
                 "s", json);
    free(json);
    if (rows == NULL)
        return NULL;
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        const char *fingerprint = db_rows_text(rows, row, 0);
        GPtrArray *twins = g_hash_table_lookup(table, fingerprint);
        if (twins == NULL) {
            twins = g_ptr_array_new_with_free_func(twin_free);
            g_hash_table_insert(table, g_strdup(fingerprint), twins);
        }
        IntakeTwin *twin = g_new0(IntakeTwin, 1);
        twin->message = db_rows_integer(rows, row, 1);
        twin->inquiry = db_rows_integer(rows, row, 2);
        twin->mailbox = db_rows_integer(rows, row, 3);
        twin->message_id = g_strdup(db_rows_text(rows, row, 4));
        g_ptr_array_add(twins, twin);
    }
    return table;
}

/* ---- inquiries that may be joined ---- */

static void inquiry_known_free(gpointer data)
{
    IntakeInquiry *known = data;
    inquiry_free(known->record);
    g_array_unref(known->pauses);
    g_free(known);
}

/* A JSON array of numbers; free() it. */
static char *numbers_as_json(const GArray *numbers)
{
    json_t *array = json_array();
    for (guint i = 0; i < numbers->len; i++)
        json_array_append_new(array, json_integer(g_array_index(numbers, gint64, i)));
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}

static GPtrArray *ask_inquiries(Db *db, const char *json, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT " INQUIRY_COLUMNS ", '' FROM json_each(?) AS wanted "
                                "CROSS JOIN inquiry AS i ON i.id = wanted.value "
                                "LEFT JOIN operator AS o ON o.id = i.owner",
                                "s", json),
                       &inquiry_row);
}

static bool add_pauses(Db *db, const char *json, GHashTable *table, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        db, error,
        "SELECT p.inquiry, p.from_at, p.until_at FROM json_each(?) AS wanted "
        "CROSS JOIN inquiry AS i ON i.id = wanted.value "
        "CROSS JOIN pause AS p ON p.inquiry = i.id AND p.from_at >= i.started_at ORDER BY p.id",
        "s", json);
    for (guint row = 0; rows && row < db_rows_count(rows); row++) {
        gint64 id = db_rows_integer(rows, row, 0);
        ClockPause pause = {db_rows_integer(rows, row, 1), db_rows_integer(rows, row, 2)};
        IntakeInquiry *known = g_hash_table_lookup(table, &id);
        if (known)
            g_array_append_val(known->pauses, pause);
    }
    return rows != NULL;
}

GHashTable *intake_find_inquiries(Db *db, const GArray *ids, GError **error)
{
    GHashTable *table =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, inquiry_known_free);
    if (ids->len == 0)
        return table;
    char *json = numbers_as_json(ids);
    g_autoptr(GPtrArray) records = ask_inquiries(db, json, error);
    for (guint i = 0; records && i < records->len; i++) {
        IntakeInquiry *known = g_new0(IntakeInquiry, 1);
        known->record = records->pdata[i];
        known->pauses = g_array_new(FALSE, FALSE, sizeof(ClockPause));
        g_hash_table_insert(table, &known->record->id, known);
    }
    if (records)
        g_ptr_array_set_free_func(records, NULL);
    if (!records || !add_pauses(db, json, table, error))
        g_clear_pointer(&table, g_hash_table_unref);
    free(json);
    return table;
}

gint64 intake_find_quarantined(Db *db, const char *raw_sha256, gint64 other_than, GError **error)
{
    GError *failure = NULL;
    /* The words of the partial index intake_attention: SQLite uses it only where they stand. */
    gint64 id = db_query_integer(db, 0, &failure,
                                 "SELECT id FROM intake WHERE outcome = 'quarantined' "
                                 "AND outcome IN ('pending', 'quarantined') "
                                 "AND raw = (SELECT id FROM content WHERE sha256 = ?) "
                                 "AND id <> ? LIMIT 1",
                                 "si", raw_sha256, other_than);
    if (failure == NULL)
        return id;
    g_propagate_error(error, failure);
    return -1;
}

void intake_quarantine_added(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 uid,
                             const char *name, const char *reason)
{
    /* Where intake_add found the uid in the ledger, the newest row is another mail's. */
    db_batch_add(batch,
                 "UPDATE intake SET outcome = 'quarantined', reason = ?, filed = 1 "
                 "WHERE id = (SELECT max(id) FROM intake) AND outcome = 'pending' "
                 "AND mailbox IS ? AND uid_validity = ? AND uid = ? AND name = ifnull(?, '')",
                 "soiis", reason, mailbox, uid_validity, uid, name);
}

void intake_expect_unchanged(DbBatch *batch, const Inquiry *inquiry)
{
    db_batch_add(batch, "UPDATE inquiry SET revision = revision WHERE id = ? AND revision = ?",
                 "ii", inquiry->id, inquiry->revision);
    db_batch_expect(batch, 1);
}

void intake_reopen(DbBatch *batch, gint64 id)
{
    db_batch_add(batch,
                 "UPDATE intake SET outcome = 'pending' WHERE id = ? AND outcome = 'quarantined'",
                 "i", id);
    db_batch_expect(batch, 1);
}

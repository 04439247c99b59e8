/* The ledger of everything ever fetched: one row a mail, from pending to what became of it. A row
 * is settled once and never removed, so the ledger adds up or something is broken. The mailboxes'
 * cursors are in mailboxes.c; what a mail means is the mail room's. */
#include "skranke/store/intake.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/records.h"

#define WORD(id, word) word,
const char *const intake_outcome_words[] = {INTAKE_OUTCOMES(WORD) NULL};
#undef WORD

#define SELECT_ROWS                                                                                \
    "SELECT id, source, mailbox, uid_validity, uid, name, received_at, fetched_at, raw, outcome, " \
    "reason, message, attempts FROM intake "

/* The words of the partial index intake_attention: SQLite uses it only where a query repeats them.
 */
#define ATTENTION "outcome IN ('pending', 'quarantined')"

static const DbField fields[] = {
    DB_INT64(IntakeRow, id),          DB_TEXT(IntakeRow, source),
    DB_INT64(IntakeRow, mailbox),     DB_INT64(IntakeRow, uid_validity),
    DB_INT64(IntakeRow, uid),         DB_TEXT(IntakeRow, name),
    DB_INT64(IntakeRow, received_at), DB_INT64(IntakeRow, fetched_at),
    DB_INT64(IntakeRow, raw),         DB_ENUM(IntakeRow, outcome, intake_outcome_words),
    DB_TEXT(IntakeRow, reason),       DB_INT64(IntakeRow, message),
    DB_INT64(IntakeRow, attempts),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(IntakeRow),
    .free = (GDestroyNotify)intake_row_free,
};

void intake_row_free(IntakeRow *row)
{
    if (!row)
        return;
    g_free(row->source);
    g_free(row->name);
    g_free(row->reason);
    g_free(row);
}

void intake_add(DbBatch *batch, const char *source, gint64 mailbox, gint64 uid_validity, gint64 uid,
                const char *name, gint64 received_at, gint64 now, const char *raw_sha256)
{
    /* Only the known uid is forgiven. OR IGNORE would also swallow a row without its bytes. */
    db_batch_add(batch,
                 "INSERT INTO intake (source, mailbox, uid_validity, uid, name, received_at, "
                 "fetched_at, raw, outcome) VALUES (?, ?, ?, ?, ifnull(?, ''), ?, ?, "
                 "(SELECT id FROM content WHERE sha256 = ?), 'pending') "
                 "ON CONFLICT (mailbox, uid_validity, uid) WHERE mailbox IS NOT NULL DO NOTHING",
                 "soiisiis", source, mailbox, uid_validity, uid, name, received_at, now,
                 raw_sha256);
}

void intake_settle(DbBatch *batch, gint64 id, IntakeOutcome outcome, const char *reason,
                   gint64 message, const char *fingerprint)
{
    G_STATIC_ASSERT(EVENT_LATEST == -1);
    db_batch_add(batch,
                 "UPDATE intake SET outcome = ?, reason = ifnull(?, ''), "
                 "message = nullif(ifnull(nullif(?, -1), (SELECT max(id) FROM message)), 0), "
                 "fingerprint = ifnull(?, '') WHERE id = ? AND outcome = 'pending'",
                 "ssisi", intake_outcome_words[outcome], reason, message, fingerprint, id);
    db_batch_expect(batch, 1);
}

void intake_attempt(DbBatch *batch, gint64 id)
{
    db_batch_add(batch, "UPDATE intake SET attempts = attempts + 1 WHERE id = ?", "i", id);
}

void intake_filed(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 uid)
{
    db_batch_add(batch,
                 "UPDATE intake SET filed = 1 WHERE mailbox = ? AND uid_validity = ? AND uid = ?",
                 "iii", mailbox, uid_validity, uid);
}

GPtrArray *intake_pending(Db *db, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ROWS "WHERE outcome = 'pending' AND " ATTENTION
                                            " ORDER BY id LIMIT ?",
                                "i", (gint64)limit),
                       &kind);
}

GPtrArray *intake_quarantined(Db *db, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ROWS "WHERE outcome = 'quarantined' AND " ATTENTION
                                            " ORDER BY id DESC LIMIT ?",
                                "i", (gint64)limit),
                       &kind);
}

IntakeRow *intake_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows = db_query(db, error, SELECT_ROWS "WHERE id = ?", "i", id);
    if (!rows)
        return NULL;
    IntakeRow *row = records_first(rows, &kind);
    if (!row)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("There is no such mail in the ledger; nothing was changed. Look at "
                              "\"skranke mail quarantine\"."));
    return row;
}

GArray *intake_unfiled(Db *db, gint64 mailbox, gint64 uid_validity, guint limit, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, error,
                                      "SELECT uid FROM intake WHERE mailbox = ? AND filed = 0 "
                                      "AND uid_validity = ? ORDER BY uid LIMIT ?",
                                      "iii", mailbox, uid_validity, (gint64)limit);
    if (!rows)
        return NULL;
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint row = 0; row < db_rows_count(rows); row++) {
        gint64 uid = db_rows_integer(rows, row, 0);
        g_array_append_val(uids, uid);
    }
    return uids;
}

gint64 intake_find_fingerprint(Db *db, const char *fingerprint, GError **error)
{
    return db_query_integer(db, 0, error,
                            "SELECT message FROM intake WHERE fingerprint = ? "
                            "AND fingerprint <> '' AND message IS NOT NULL ORDER BY id LIMIT 1",
                            "s", fingerprint);
}

static void read_ledger_row(const DbRows *rows, guint row, IntakeLedger *ledger)
{
    const char *figure = db_rows_text(rows, row, 0);
    gint64 count = db_rows_integer(rows, row, 2);
    struct {
        const char *figure;
        gint64 *total, *outcomes;
    } places[] = {
        {"counted", NULL, ledger->outcome},
        {"maintained", NULL, ledger->maintained},
        {"rows", &ledger->fetched, NULL},
        {"without message", &ledger->without_message, NULL},
        {"without raw", &ledger->without_raw, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        if (!g_str_equal(places[i].figure, figure))
            continue;
        if (places[i].total)
            *places[i].total = count;
        for (int outcome = 0; places[i].outcomes && outcome < INTAKE_OUTCOME_COUNT; outcome++)
            if (g_str_equal(db_rows_text(rows, row, 1), intake_outcome_words[outcome]))
                places[i].outcomes[outcome] = count;
    }
}

bool intake_ledger(Db *db, IntakeLedger *ledger, GError **error)
{
    *ledger = (IntakeLedger){0};
    /* One query, so that all figures are of the same moment while a worker goes on. */
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT 'counted', outcome, count(*) FROM intake GROUP BY outcome "
                 "UNION ALL SELECT 'maintained', outcome, count FROM intake_count "
                 "UNION ALL SELECT 'rows', '', count(*) FROM intake "
                 "UNION ALL SELECT 'without message', '', count(*) FROM intake AS i "
                 "LEFT JOIN message AS m ON m.id = i.message "
                 "WHERE i.outcome IN ('new', 'joined') AND m.id IS NULL "
                 "UNION ALL SELECT 'without raw', '', count(*) FROM intake AS i "
                 "LEFT JOIN content AS c ON c.id = i.raw WHERE c.id IS NULL",
                 "");
    for (guint row = 0; rows && row < db_rows_count(rows); row++)
        read_ledger_row(rows, row, ledger);
    return rows != NULL;
}

/* The outbox: one row for every answer on its way, moved from state to state by one statement each.
 * Each statement expects the state it leaves, so an answer is withdrawn or sent, never both, and
 * two workers never send the same one. Knows no mail server. */
#include "skranke/store/outbox.h"

#include "skranke/store/messages.h"
#include "skranke/store/records.h"

/* The words of the partial index outbox_due, in its order, or it would not be used. */
#define ON_THE_WAY "state IN ('held', 'queued', 'sending', 'maybe_sent')"

#define SELECT_ITEMS                                                                               \
    "SELECT b.id, b.message, m.inquiry, b.draft, b.state, b.not_before, b.next_try_at, "           \
    "b.attempts, b.sent_at, b.sender, b.addresses, b.close_after, b.state_before, b.answer, "      \
    "b.bytes, m.subject FROM outbox AS b JOIN message AS m ON m.id = b.message "

static const DbField fields[] = {
    DB_INT64(OutboxItem, id),
    DB_INT64(OutboxItem, message),
    DB_INT64(OutboxItem, inquiry),
    DB_INT64(OutboxItem, draft),
    DB_ENUM(OutboxItem, state, delivery_words),
    DB_INT64(OutboxItem, not_before),
    DB_INT64(OutboxItem, next_try_at),
    DB_INT64(OutboxItem, attempts),
    DB_INT64(OutboxItem, sent_at),
    DB_TEXT(OutboxItem, sender),
    DB_TEXT(OutboxItem, addresses),
    DB_BOOL(OutboxItem, close_after),
    DB_TEXT(OutboxItem, state_before),
    DB_TEXT(OutboxItem, answer),
    DB_INT64(OutboxItem, bytes),
    DB_TEXT(OutboxItem, subject),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(OutboxItem),
    .free = (GDestroyNotify)outbox_item_free,
};

void outbox_item_free(OutboxItem *item)
{
    if (!item)
        return;
    g_free(item->sender);
    g_free(item->addresses);
    g_free(item->state_before);
    g_free(item->answer);
    g_free(item->subject);
    g_free(item);
}

GPtrArray *outbox_due(Db *db, gint64 now, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ITEMS "WHERE b.id IN (SELECT id FROM outbox "
                                             "WHERE " ON_THE_WAY " AND next_try_at <= ? "
                                             "ORDER BY next_try_at, id LIMIT ?) "
                                             "ORDER BY b.next_try_at, b.id",
                                "ii", now, (gint64)limit),
                       &kind);
}

OutboxItem *outbox_of_message(Db *db, gint64 message, GError **error)
{
    return records_first(db_query(db, error,
                                  SELECT_ITEMS "WHERE b.message = ? AND " SIGHT_OF("m.inquiry"),
                                  "is", message, db_sight(db)),
                         &kind);
}

GPtrArray *outbox_list(Db *db, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ITEMS "WHERE b.id IN (SELECT id FROM outbox "
                                             "WHERE " ON_THE_WAY " UNION ALL SELECT id FROM outbox "
                                             "WHERE state = 'refused') AND " SIGHT_OF(
                                                 "m.inquiry") " ORDER BY b.id DESC LIMIT ?",
                                "si", db_sight(db), (gint64)limit),
                       &kind);
}

/* Counted for whoever looks; when the next one is due is the worker's to know, whose it is. */
#define SEEN SIGHT_OF("(SELECT m.inquiry FROM message AS m WHERE m.id = outbox.message)")

bool outbox_counts(Db *db, OutboxCounts *counts, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, error,
                                      "SELECT (SELECT count(*) FROM outbox WHERE " ON_THE_WAY
                                      " AND " SEEN "), (SELECT count(*) FROM outbox "
                                      "WHERE state = 'refused' AND " SEEN "), "
                                      "(SELECT min(next_try_at) FROM outbox WHERE " ON_THE_WAY ")",
                                      "ss", db_sight(db), db_sight(db));
    if (!rows)
        return false;
    *counts = (OutboxCounts){
        .waiting = db_rows_integer(rows, 0, 0),
        .refused = db_rows_integer(rows, 0, 1),
        .next_at = db_rows_integer(rows, 0, 2),
    };
    return true;
}

void outbox_add(DbBatch *batch, gint64 draft, const char *sender, const char *addresses,
                bool close_after, const char *state_before, gint64 not_before)
{
    db_batch_add(batch,
                 "INSERT INTO outbox (message, draft, state, not_before, sender, addresses, "
                 "close_after, state_before, next_try_at) VALUES ((SELECT max(id) FROM message), "
                 "(SELECT CASE given.id WHEN -1 THEN (SELECT max(id) FROM draft) ELSE given.id END "
                 "FROM (SELECT ? AS id) AS given), 'held', ?, ?, ?, ?, ifnull(?, ''), ?)",
                 "oissisi", draft, not_before, sender, addresses, (gint64)close_after, state_before,
                 not_before);
}

/* What every step does besides its own statement: the message shows the same state, and the inquiry
 * counts as changed, without a new revision: nobody's decision depends on it. at 0: the message
 * keeps its time. */
static void show_step(DbBatch *batch, const OutboxItem *item, Delivery delivery, gint64 at,
                      gint64 now)
{
    messages_set_delivery(batch, item->message, delivery, at);
    db_batch_add(batch, "UPDATE inquiry SET changed_at = ? WHERE id = ?", "ii", now, item->inquiry);
}

void outbox_withdraw(DbBatch *batch, const OutboxItem *item, gint64 now)
{
    db_batch_add(batch, "UPDATE outbox SET state = 'withdrawn' WHERE id = ? AND state = 'held'",
                 "i", item->id);
    db_batch_expect(batch, 1);
    show_step(batch, item, DELIVERY_WITHDRAWN, 0, now);
}

void outbox_begin(DbBatch *batch, const OutboxItem *item, const char *bytes_sha256, gint64 now)
{
    /* attempts tells apart two workers that both saw the item before either began. */
    db_batch_add(batch,
                 "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_try_at = ?, "
                 "bytes = ifnull((SELECT id FROM content WHERE sha256 = ?), bytes) "
                 "WHERE id = ? AND attempts = ? AND " ON_THE_WAY,
                 "isii", now + OUTBOX_SENDING_SECONDS, bytes_sha256, item->id, item->attempts);
    db_batch_expect(batch, 1);
    show_step(batch, item, DELIVERY_SENDING, 0, now);
}

void outbox_sent(DbBatch *batch, const OutboxItem *item, const char *answer, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE outbox SET state = 'sent', answer = ifnull(?, ''), sent_at = ? "
                 "WHERE id = ? AND state = 'sending'",
                 "sii", answer, now, item->id);
    db_batch_expect(batch, 1);
    show_step(batch, item, DELIVERY_SENT, now, now);
}

void outbox_later(DbBatch *batch, const OutboxItem *item, Delivery state, const char *answer,
                  gint64 next_try_at, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE outbox SET state = ?, answer = ifnull(?, ''), next_try_at = ? "
                 "WHERE id = ? AND state = 'sending'",
                 "ssii", delivery_words[state], answer, next_try_at, item->id);
    db_batch_expect(batch, 1);
    show_step(batch, item, state, 0, now);
}

void outbox_refused(DbBatch *batch, const OutboxItem *item, const char *answer, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE outbox SET state = 'refused', answer = ifnull(?, '') "
                 "WHERE id = ? AND state = 'sending'",
                 "si", answer, item->id);
    db_batch_expect(batch, 1);
    show_step(batch, item, DELIVERY_REFUSED, 0, now);
}

void outbox_retry(DbBatch *batch, const OutboxItem *item, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE outbox SET state = 'queued', next_try_at = ?, not_before = ? "
                 "WHERE id = ? AND state IN ('refused', 'queued')",
                 "iii", now, now, item->id);
    db_batch_expect(batch, 1);
    show_step(batch, item, DELIVERY_QUEUED, 0, now);
}

/* Rows about what the program did by itself: automatic mail sent, and documents of orders that
 * became cases. Who may get automatic mail and what an order is, others know. */
#include "skranke/store/receipts.h"

#include <jansson.h>
#include <stdlib.h>

#include "skranke/base/identity.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

/* The inquiry of a statement: the one given, or the one added last for EVENT_LATEST. */
#define INQUIRY "ifnull(nullif(?, -1), (SELECT max(id) FROM inquiry))"
G_STATIC_ASSERT(EVENT_LATEST == -1);

/* A JSON array of texts; free() it. */
static char *as_json(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *valid = g_utf8_make_valid(texts->pdata[i], -1);
        json_array_append_new(array, json_string(valid));
    }
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}

/* ---- one that is sent ---- */

/* Auto-Submitted (RFC 3834): an answer to a mail, which nobody wrote. */
#define AUTO_REPLIED "auto-replied"

void receipts_answer(const Rulebook *rulebook, Inquiry *inquiry, gint64 now)
{
    const Category *category = rulebook_category(rulebook, inquiry->category);
    if (!receipt_is_confirmation(inquiry->category) || !category ||
        category->target.kind != CATEGORY_AT_ONCE)
        return;
    inquiry->answered_at = now;
    rulebook_apply(rulebook, inquiry, NULL);
}

Message *receipts_message(const ReceiptLetter *letter)
{
    g_autofree char *identity = identity_new();
    Message *message = message_new();
    message->direction = MESSAGE_OUT;
    message->purpose = PURPOSE_RECEIPT;
    message->delivery = DELIVERY_HELD;
    message->at = letter->now;
    message->channel = g_strdup(channel_words[CHANNEL_EMAIL]);
    message->from_name = g_strdup(*letter->from_name ? letter->from_name : letter->facts.bureau);
    message->from_address = g_strdup(letter->sender);
    message->recipients = g_strdup(letter->to);
    message->subject = receipt_subject(&letter->facts);
    message->text = receipt_text(&letter->facts);
    message->automatic = g_strdup(AUTO_REPLIED);
    message->message_id =
        g_strdup_printf("receipt.%s@%s", identity, *letter->domain ? letter->domain : "localhost");
    return message;
}

void receipts_post(DbBatch *batch, const Message *message, gint64 not_before)
{
    g_autofree char *facts = events_text("to", message->recipients);
    receipts_number(batch);
    outbox_add(batch, 0, message->from_address, message->recipients, false,
               inquiry_state_words[INQUIRY_NEW], not_before);
    inquiries_message_added(batch, EVENT_LATEST, message->at, message->at);
    receipts_add(batch, message->recipients, message->at, EVENT_LATEST);
    events_add(batch, message->at, 0, EVENT_RECEIPTED, EVENT_LATEST, EVENT_LATEST, "", facts);
}

/* ---- receipts ---- */

/* -1 with the error, else the number. */
static gint64 counted(gint64 count, GError *failure, GError **error)
{
    if (!failure)
        return count;
    g_propagate_error(error, failure);
    return -1;
}

gint64 receipts_to(Db *db, const char *address, gint64 since, GError **error)
{
    GError *failure = NULL;
    gint64 count = db_query_integer(db, 0, &failure,
                                    "SELECT count(*) FROM receipt WHERE address = ? AND at >= ?",
                                    "si", address, since);
    return counted(count, failure, error);
}

gint64 receipts_for(Db *db, gint64 inquiry, gint64 since, GError **error)
{
    GError *failure = NULL;
    gint64 count = db_query_integer(db, 0, &failure,
                                    "SELECT count(*) FROM receipt WHERE inquiry = ? AND at >= ?",
                                    "ii", inquiry, since);
    return counted(count, failure, error);
}

GHashTable *receipts_to_many(Db *db, const GPtrArray *addresses, gint64 since, GError **error)
{
    char *json = as_json(addresses);
    g_autoptr(DbRows) rows = db_query(
        db, error,
        "SELECT r.address, count(*) FROM (SELECT DISTINCT value FROM json_each(?)) AS wanted "
        "CROSS JOIN receipt AS r ON r.address = wanted.value AND r.at >= ? GROUP BY r.address",
        "si", json, since);
    free(json);
    if (!rows)
        return NULL;
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint row = 0; row < db_rows_count(rows); row++)
        g_hash_table_insert(table, g_strdup(db_rows_text(rows, row, 0)),
                            GINT_TO_POINTER((int)db_rows_integer(rows, row, 1)));
    return table;
}

void receipts_add(DbBatch *batch, const char *address, gint64 at, gint64 inquiry)
{
    db_batch_add(batch,
                 "INSERT INTO receipt (address, at, inquiry) VALUES (?, ?, " INQUIRY ") "
                 "ON CONFLICT (address, at, inquiry) DO NOTHING",
                 "sii", address, at, inquiry);
}

void receipts_number(DbBatch *batch)
{
    db_batch_add(
        batch,
        "UPDATE message SET (subject, text) = (SELECT replace(message.subject, given.mark, "
        "given.number), replace(message.text, given.mark, given.number) FROM (SELECT ? AS "
        "mark, '#' || max(id) AS number FROM inquiry) AS given) "
        "WHERE id = (SELECT max(id) FROM message)",
        "s", RECEIPTS_REFERENCE);
    db_batch_expect(batch, 1);
}

void receipts_forget(DbBatch *batch, gint64 before)
{
    db_batch_add(batch, "DELETE FROM receipt WHERE at < ?", "i", before);
}

/* ---- orders ---- */

gint64 access_orders_find(Db *db, const char *order_id, const char *document_id, GError **error)
{
    GError *failure = NULL;
    gint64 inquiry = db_query_integer(
        db, 0, &failure, "SELECT inquiry FROM access_order WHERE order_id = ? AND document_id = ?",
        "ss", order_id, document_id);
    return counted(inquiry, failure, error);
}

char *access_orders_key(const char *order_id, const char *document_id)
{
    return g_strconcat(order_id, "\n", document_id, NULL);
}

GHashTable *access_orders_of(Db *db, const GPtrArray *order_ids, GError **error)
{
    char *json = as_json(order_ids);
    g_autoptr(DbRows) rows = db_query(db, error,
                                      "SELECT a.order_id, a.document_id, a.inquiry, "
                                      "(SELECT min(id) FROM message WHERE inquiry = a.inquiry) "
                                      "FROM (SELECT DISTINCT value FROM json_each(?)) AS wanted "
                                      "CROSS JOIN access_order AS a ON a.order_id = wanted.value",
                                      "s", json);
    free(json);
    if (!rows)
        return NULL;
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        AccessOrder *order = g_new(AccessOrder, 1);
        *order = (AccessOrder){db_rows_integer(rows, row, 2), db_rows_integer(rows, row, 3)};
        g_hash_table_insert(
            table, access_orders_key(db_rows_text(rows, row, 0), db_rows_text(rows, row, 1)),
            order);
    }
    return table;
}

void access_orders_add(DbBatch *batch, const char *order_id, const char *document_id,
                       gint64 inquiry, const char *case_number, const char *document_number,
                       const char *journal_number)
{
    db_batch_add(batch,
                 "INSERT INTO access_order (order_id, document_id, inquiry, case_number, "
                 "document_number, journal_number) VALUES (?, ?, " INQUIRY ", ifnull(?, ''), "
                 "ifnull(?, ''), ifnull(?, '')) ON CONFLICT (order_id, document_id) DO NOTHING",
                 "ssisss", order_id, document_id, inquiry, case_number, document_number,
                 journal_number);
    db_batch_expect(batch, 1);
}

void access_orders_link(DbBatch *batch, const char *order_id, gint64 now)
{
    db_batch_add(batch,
                 "INSERT INTO link (inquiry, other, kind, at) "
                 "SELECT latest.id, first.id, 'same_order', ? "
                 "FROM (SELECT max(id) AS id FROM inquiry) AS latest "
                 "JOIN (SELECT min(inquiry) AS id FROM access_order WHERE order_id = ?) AS first "
                 "ON first.id < latest.id WHERE true ON CONFLICT (inquiry, other, kind) DO NOTHING",
                 "is", now, order_id);
}

/* One inquiry: its row, and the statements that change it. Every change raises the revision, so
 * that whoever decided on an older one is told and does not overwrite. The queue's lists are in
 * inquiries_queue.c; what people may do is the desk's. */
#include "skranke/store/inquiries.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/words.h"

#include "skranke/store/inquiry_row.h"
#include "skranke/store/messages.h"

static const DbField fields[] = {
    DB_INT64(Inquiry, id),
    DB_ENUM(Inquiry, state, inquiry_state_words),
    DB_ENUM(Inquiry, channel, channel_words),
    DB_TEXT(Inquiry, category),
    DB_TEXT(Inquiry, language),
    DB_TEXT(Inquiry, subject),
    DB_TEXT(Inquiry, from_name),
    DB_TEXT(Inquiry, from_address),
    DB_INT64(Inquiry, owner),
    DB_TEXT(Inquiry, owner_login),
    DB_TEXT(Inquiry, owner_name),
    DB_INT64(Inquiry, received_at),
    DB_INT64(Inquiry, last_message_at),
    DB_INT64(Inquiry, message_count),
    DB_INT64(Inquiry, changed_at),
    DB_TEXT(Inquiry, target_on),
    DB_TEXT(Inquiry, limit_on),
    DB_INT64(Inquiry, revision),
    DB_TEXT(Inquiry, writing),
};

const RecordKind inquiry_row = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Inquiry),
    .free = (GDestroyNotify)inquiry_free,
};

Inquiry *inquiries_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows = db_query(db, error,
                            "SELECT " INQUIRY_COLUMNS ", '' FROM inquiry AS i "
                            "LEFT JOIN operator AS o ON o.id = i.owner WHERE i.id = ?",
                            "i", id);
    if (!rows)
        return NULL;
    Inquiry *inquiry = records_first(rows, &inquiry_row);
    if (!inquiry) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no inquiry with the number %s; nothing was changed. Look for it "
                      "with \"skranke inquiry list\"."),
                    number);
    }
    return inquiry;
}

Inquiry *inquiries_next(Db *db, GError **error)
{
    return records_first(
        db_query(db, error,
                 "SELECT " INQUIRY_COLUMNS ", '' FROM inquiry AS i "
                 "LEFT JOIN operator AS o ON o.id = i.owner "
                 "WHERE i.state = 'new' AND i.owner IS NULL ORDER BY i.received_at, i.id LIMIT 1",
                 ""),
        &inquiry_row);
}

bool inquiries_counts(Db *db, gint64 operator_id, QueueCounts *counts, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT sum(CASE state WHEN 'new' THEN count END), "
                 "sum(CASE state WHEN 'open' THEN count END), "
                 "sum(CASE state WHEN 'waiting' THEN count END), "
                 "sum(CASE state WHEN 'closed' THEN count END), "
                 "sum(CASE WHEN owner = ? AND state <> 'closed' THEN count END) FROM inquiry_count",
                 "i", operator_id);
    if (!rows)
        return false;
    *counts = (QueueCounts){
        .new_ = db_rows_integer(rows, 0, 0),
        .open = db_rows_integer(rows, 0, 1),
        .waiting = db_rows_integer(rows, 0, 2),
        .closed = db_rows_integer(rows, 0, 3),
        .mine = operator_id == 0 ? 0 : db_rows_integer(rows, 0, 4),
    };
    return true;
}

void inquiries_add(DbBatch *batch, const Inquiry *inquiry, gint64 mailbox, gint64 now)
{
    db_batch_add(batch,
                 "INSERT INTO inquiry (state, channel, category, language, subject, from_name, "
                 "from_address, owner, mailbox, received_at, target_on, limit_on, last_message_at, "
                 "message_count, changed_at) VALUES (?, ?, ifnull(?, ''), ifnull(?, ''), "
                 "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, ?, ?, nullif(?, ''), "
                 "nullif(?, ''), ?, 1, ?)",
                 "sssssssooissii", inquiry_state_words[inquiry->state],
                 channel_words[inquiry->channel], inquiry->category, inquiry->language,
                 inquiry->subject, inquiry->from_name, inquiry->from_address, inquiry->owner,
                 mailbox, inquiry->received_at, inquiry->target_on, inquiry->limit_on,
                 inquiry->received_at, now);
}

void inquiries_take(DbBatch *batch, gint64 id, gint64 operator_id, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET owner = ?, "
                 "state = CASE state WHEN 'new' THEN 'open' ELSE state END, "
                 "revision = revision + 1, changed_at = ? WHERE id = ? AND owner IS NULL",
                 "iii", operator_id, now, id);
    db_batch_expect(batch, 1);
}

void inquiries_set(DbBatch *batch, gint64 id, gint64 revision_seen, gint64 owner,
                   InquiryState state, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET owner = ?, state = ?, revision = revision + 1, "
                 "changed_at = ? WHERE id = ? AND revision = ?",
                 "osiii", owner, inquiry_state_words[state], now, id, revision_seen);
    db_batch_expect(batch, 1);
}

void inquiries_set_language(DbBatch *batch, gint64 id, const char *language, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET language = ?, revision = revision + 1, changed_at = ? "
                 "WHERE id = ?",
                 "sii", language, now, id);
    db_batch_expect(batch, 1);
}

/* The words of a subject that was set, with those of the first message, so that both are found
 * together. What people wrote keeps its own row and its own subject. */
static char *subject_words(const char *subject, const Message *first)
{
    g_autofree char *written = first ? messages_search_words(first) : g_strdup("");
    g_autofree char *text = g_strdup_printf("%s\n%s", subject ? subject : "", written);
    return words_of(text, strlen(text));
}

/* The row of the index that has the inquiry's negative number. The index holds no text, so a row is
 * taken out by the very words that it was given: they are made anew from what has not changed. */
static void index_subject(DbBatch *batch, const Inquiry *inquiry, const char *subject,
                          const Message *first)
{
    g_autofree char *old = subject_words(inquiry->subject, first);
    g_autofree char *words = subject_words(subject, first);
    db_batch_add(batch,
                 "INSERT INTO search (search, rowid, words) SELECT 'delete', ?, ? "
                 "WHERE EXISTS (SELECT 1 FROM search_docsize WHERE id = ?)",
                 "isi", -inquiry->id, old, -inquiry->id);
    db_batch_add(batch, "INSERT INTO search (rowid, words) VALUES (?, ?)", "is", -inquiry->id,
                 words);
}

bool inquiries_set_subject(Db *db, DbBatch *batch, const Inquiry *inquiry, const char *subject,
                           gint64 now, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint64 id = db_query_integer(db, 0, &failed, "SELECT min(id) FROM message WHERE inquiry = ?",
                                 "i", inquiry->id);
    Message *first = id ? messages_get(db, id, &failed) : NULL;
    if (failed) {
        message_free(first);
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    db_batch_add(batch,
                 "UPDATE inquiry SET subject = ?, revision = revision + 1, changed_at = ? "
                 "WHERE id = ? AND subject = ?",
                 "siis", subject, now, inquiry->id, inquiry->subject);
    db_batch_expect(batch, 1);
    index_subject(batch, inquiry, subject, first);
    message_free(first);
    return true;
}

void inquiries_message_came(DbBatch *batch, gint64 id, gint64 at, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET state = CASE WHEN state NOT IN ('closed', 'waiting') "
                 "THEN state WHEN owner IS NULL THEN 'new' ELSE 'open' END, "
                 "message_count = message_count + 1, last_message_at = max(last_message_at, ?), "
                 "revision = revision + 1, changed_at = ? WHERE id = ?",
                 "iii", at, now, id);
    db_batch_expect(batch, 1);
}

void inquiries_message_added(DbBatch *batch, gint64 id, gint64 at, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET message_count = message_count + 1, "
                 "last_message_at = max(last_message_at, ?), revision = revision + 1, "
                 "changed_at = ? WHERE id = ?",
                 "iii", at, now, id);
    db_batch_expect(batch, 1);
}

void inquiries_force_state(DbBatch *batch, gint64 id, InquiryState state, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET state = ?, revision = revision + 1, changed_at = ? "
                 "WHERE id = ?",
                 "sii", inquiry_state_words[state], now, id);
    db_batch_expect(batch, 1);
}

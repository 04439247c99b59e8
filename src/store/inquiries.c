/* One inquiry: its row, and the statements that change it. Every change raises the revision, so
 * that whoever decided on an older one is told and does not overwrite. The queue's lists are in
 * inquiries_queue.c; what people may do is the desk's. */
#include "skranke/store/inquiries.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/clocks.h"
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
    DB_ENUM(Inquiry, silo, category_silo_words),
    DB_ENUM(Inquiry, category_by, category_chooser_words),
    DB_TEXT(Inquiry, statistic),
    DB_INT64(Inquiry, started_at),
    DB_INT64(Inquiry, answered_at),
    DB_INT64(Inquiry, holding_sent_at),
    DB_TEXT(Inquiry, holding_on),
    DB_INT64(Inquiry, target_at),
    DB_INT64(Inquiry, limit_at),
    DB_INT64(Inquiry, holding_at),
    DB_INT64(Inquiry, wanted_at),
    DB_INT64(Inquiry, due_at),
    DB_ENUM(Inquiry, due_kind, clock_kind_words),
    DB_ENUM(Inquiry, due_by, category_by_words),
    DB_BOOL(Inquiry, paused),
    DB_INT64(Inquiry, queue_at),
    DB_BOOL(Inquiry, bumped),
    DB_INT64(Inquiry, snoozed_until),
    DB_TEXT(Inquiry, decision),
    DB_TEXT(Inquiry, decision_basis),
    DB_TEXT(Inquiry, survey),
    DB_TEXT(Inquiry, wished_time),
    DB_TEXT(Inquiry, wished_mode),
    DB_TEXT(Inquiry, forwarded_to),
    DB_INT64(Inquiry, forward_due_at),
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
                            "LEFT JOIN operator AS o ON o.id = i.owner WHERE i.id = ? "
                            "AND " SIGHT("i.silo"),
                            "is", id, db_sight(db));
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
                 "WHERE i.state = 'new' AND i.state <> 'closed' AND i.owner IS NULL AND " SIGHT(
                     "i.silo") " ORDER BY i.queue_at, i.id LIMIT 1",
                 "s", db_sight(db)),
        &inquiry_row);
}

GArray *inquiries_snoozed_until(Db *db, gint64 now, guint limit, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT id FROM inquiry WHERE snoozed_until IS NOT NULL AND snoozed_until <= ? "
                 "AND " SIGHT("silo") " ORDER BY snoozed_until, id LIMIT ?",
                 "isi", now, db_sight(db), (gint64)limit);
    if (!rows)
        return NULL;
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint row = 0; row < db_rows_count(rows); row++) {
        gint64 number = db_rows_integer(rows, row, 0);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

/* Rows of one state whose clock is too late by a moment; bumped ones carry other keys and are few.
 * More than some thousands are not counted one by one: the header says so. */
#define DUE(state)                                                                                 \
    "SELECT due_at FROM inquiry WHERE state = '" state "' AND state <> 'closed' "                  \
    "AND queue_at <= (SELECT until FROM mark) AND due_at <= (SELECT until FROM mark) "             \
    "AND instr((SELECT sight FROM mark), ',' || silo || ',') > 0"

static bool count_due(Db *db, gint64 now, gint64 today_ends, QueueCounts *counts, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "WITH mark (until, sight) AS (SELECT ?, ?) "
                 "SELECT sum(due_at <= ?), count(*) FROM (" DUE("new") " UNION ALL " DUE(
                     "open") " UNION ALL " DUE("waiting") " LIMIT ?)",
                 "isii", today_ends, db_sight(db), now, (gint64)QUEUE_MOST_DUE);
    if (!rows)
        return false;
    counts->overdue = db_rows_integer(rows, 0, 0);
    counts->today = db_rows_integer(rows, 0, 1) - counts->overdue;
    return true;
}

bool inquiries_counts(Db *db, gint64 operator_id, gint64 now, gint64 today_ends,
                      QueueCounts *counts, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT sum(CASE state WHEN 'new' THEN count END), "
                 "sum(CASE state WHEN 'open' THEN count END), "
                 "sum(CASE state WHEN 'waiting' THEN count END), "
                 "sum(CASE state WHEN 'closed' THEN count END), "
                 "sum(CASE WHEN owner = ? AND state <> 'closed' THEN count END) FROM inquiry_tally "
                 "WHERE " SIGHT("silo"),
                 "is", operator_id, db_sight(db));
    if (!rows)
        return false;
    *counts = (QueueCounts){
        .new_ = db_rows_integer(rows, 0, 0),
        .open = db_rows_integer(rows, 0, 1),
        .waiting = db_rows_integer(rows, 0, 2),
        .closed = db_rows_integer(rows, 0, 3),
        .mine = operator_id == 0 ? 0 : db_rows_integer(rows, 0, 4),
    };
    return count_due(db, now, today_ends, counts, error);
}

/* What a record says by leaving it out: clocks that start at receipt, a place in the queue after
 * all that have a clock. */
static gint64 started_at(const Inquiry *inquiry)
{
    return inquiry->started_at ? inquiry->started_at : inquiry->received_at;
}

static gint64 queue_at(const Inquiry *inquiry)
{
    return inquiry->queue_at ? inquiry->queue_at : CLOCKS_NO_CLOCK + inquiry->received_at;
}

#define CLOCK_COLUMNS                                                                              \
    "silo, target_on, limit_on, holding_on, target_at, limit_at, holding_at, due_at, due_kind, "   \
    "due_by, paused, queue_at"
#define CLOCK_VALUES "?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?"
#define CLOCK_FORMAT "ssssoooossii"
#define CLOCK_ARGUMENTS(inquiry)                                                                   \
    category_silo_words[(inquiry)->silo], (inquiry)->target_on, (inquiry)->limit_on,               \
        (inquiry)->holding_on, (inquiry)->target_at, (inquiry)->limit_at, (inquiry)->holding_at,   \
        (inquiry)->due_at, clock_kind_words[(inquiry)->due_kind],                                  \
        category_by_words[(inquiry)->due_by], (gint64)(inquiry)->paused, queue_at(inquiry)

void inquiries_add(DbBatch *batch, const Inquiry *inquiry, gint64 mailbox, gint64 now)
{
    db_batch_add(
        batch,
        "INSERT INTO inquiry (state, channel, category, language, subject, from_name, "
        "from_address, owner, mailbox, received_at, last_message_at, message_count, "
        "changed_at, category_by, statistic, started_at, answered_at, wanted_at, "
        "survey, " CLOCK_COLUMNS
        ") VALUES (?, ?, ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
        "ifnull(?, ''), ?, ?, ?, ?, 1, ?, ?, ifnull(?, ''), ?, ?, ?, ifnull(?, ''), " CLOCK_VALUES
        ")",
        "sssssssooiiissioos" CLOCK_FORMAT, inquiry_state_words[inquiry->state],
        channel_words[inquiry->channel], inquiry->category, inquiry->language, inquiry->subject,
        inquiry->from_name, inquiry->from_address, inquiry->owner, mailbox, inquiry->received_at,
        inquiry->received_at, now, category_chooser_words[inquiry->category_by], inquiry->statistic,
        started_at(inquiry), inquiry->answered_at, inquiry->wanted_at, inquiry->survey,
        CLOCK_ARGUMENTS(inquiry));
}

void inquiries_put(DbBatch *batch, const Inquiry *inquiry, gint64 now)
{
    db_batch_add(
        batch,
        "UPDATE inquiry SET (owner, state, category, category_by, statistic, language, "
        "started_at, answered_at, holding_sent_at, wanted_at, bumped, snoozed_until, "
        "decision, decision_basis, survey, wished_time, wished_mode, " CLOCK_COLUMNS
        ") = (?, ?, ifnull(?, ''), ?, ifnull(?, ''), ifnull(?, ''), ?, ?, ?, ?, ?, ?, "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), " CLOCK_VALUES
        "), revision = revision + 1, changed_at = ? "
        "WHERE id = ? AND revision = ?",
        "osssssioooiosssss" CLOCK_FORMAT "iii", inquiry->owner, inquiry_state_words[inquiry->state],
        inquiry->category, category_chooser_words[inquiry->category_by], inquiry->statistic,
        inquiry->language, started_at(inquiry), inquiry->answered_at, inquiry->holding_sent_at,
        inquiry->wanted_at, (gint64)inquiry->bumped, inquiry->snoozed_until, inquiry->decision,
        inquiry->decision_basis, inquiry->survey, inquiry->wished_time, inquiry->wished_mode,
        CLOCK_ARGUMENTS(inquiry), now, inquiry->id, inquiry->revision);
    db_batch_expect(batch, 1);
}

void inquiries_put_clocks(DbBatch *batch, const Inquiry *inquiry)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET (started_at, answered_at, holding_sent_at, "
                 "snoozed_until, " CLOCK_COLUMNS ") = (?, ?, ?, ?, " CLOCK_VALUES ") WHERE id = ?",
                 "iooo" CLOCK_FORMAT "i", started_at(inquiry), inquiry->answered_at,
                 inquiry->holding_sent_at, inquiry->snoozed_until, CLOCK_ARGUMENTS(inquiry),
                 inquiry->id);
    db_batch_expect(batch, 1);
}

void inquiries_set_bumped(DbBatch *batch, gint64 id, bool bumped)
{
    db_batch_add(batch, "UPDATE inquiry SET bumped = ? WHERE id = ?", "ii", (gint64)bumped, id);
    db_batch_expect(batch, 1);
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
                 "changed_at = ? WHERE id = ifnull(nullif(?, -1), (SELECT max(id) FROM inquiry))",
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

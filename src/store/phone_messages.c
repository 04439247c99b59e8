/* Owns the SQL of messages to people about callers. Each stands with its mail in an inquiry, and is
 * seen by whoever sees that; who writes the mail and when it is due is the desk's. */
#include "skranke/store/phone_messages.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/records.h"

#include "call_back_row.h"

#define WISH_WORD(id, word, text) [WISH_##id] = word,
const char *const phone_wish_words[] = {PHONE_WISHES(WISH_WORD)[WISH_COUNT] = NULL};
#undef WISH_WORD

#define WISH_TEXT(id, word, text) [WISH_##id] = text,
static const char *const wish_texts[] = {PHONE_WISHES(WISH_TEXT)};
#undef WISH_TEXT

const char *phone_wish_text(PhoneWish wish)
{
    return _(wish_texts[wish]);
}

const char *const phone_message_state_words[] = {"waiting", "done", "withdrawn", NULL};

PhoneMessage *phone_message_copy(const PhoneMessage *message)
{
    PhoneMessage *copy = g_new(PhoneMessage, 1);
    *copy = *message;
    copy->person_name = g_strdup(message->person_name);
    copy->section = g_strdup(message->section);
    copy->operator_name = g_strdup(message->operator_name);
    copy->caller = g_strdup(message->caller);
    copy->number = g_strdup(message->number);
    copy->wanted = g_strdup(message->wanted);
    copy->text = g_strdup(message->text);
    copy->delivery = g_strdup(message->delivery);
    return copy;
}

void phone_message_free(PhoneMessage *message)
{
    if (!message)
        return;
    g_free(message->person_name);
    g_free(message->section);
    g_free(message->operator_name);
    g_free(message->caller);
    g_free(message->number);
    g_free(message->wanted);
    g_free(message->text);
    g_free(message->delivery);
    g_free(message);
}

/* ---- reading ---- */

static const DbField fields[] = {
    DB_INT64(PhoneMessage, id),
    DB_INT64(PhoneMessage, call),
    DB_INT64(PhoneMessage, inquiry),
    DB_INT64(PhoneMessage, forward),
    DB_INT64(PhoneMessage, person),
    DB_TEXT(PhoneMessage, person_name),
    DB_TEXT(PhoneMessage, section),
    DB_INT64(PhoneMessage, operator_id),
    DB_INT64(PhoneMessage, at),
    DB_TEXT(PhoneMessage, operator_name),
    DB_TEXT(PhoneMessage, caller),
    DB_TEXT(PhoneMessage, number),
    DB_ENUM(PhoneMessage, wish, phone_wish_words),
    DB_TEXT(PhoneMessage, wanted),
    DB_TEXT(PhoneMessage, text),
    DB_INT64(PhoneMessage, due_at),
    DB_ENUM(PhoneMessage, state, phone_message_state_words),
    DB_INT64(PhoneMessage, settled_at),
    DB_INT64(PhoneMessage, reminders),
    DB_TEXT(PhoneMessage, delivery),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(PhoneMessage),
    .free = (GDestroyNotify)phone_message_free,
};

/* A mail that some server took and another gave back was refused as well: its report took the
 * forward back. */
#define DELIVERY                                                                                   \
    "CASE WHEN f.state = 'taken_back' AND f.answer IS NOT NULL THEN 'refused' "                    \
    "ELSE m.delivery END"
#define TABLES                                                                                     \
    "phone_message AS p LEFT JOIN person AS s ON s.id = p.person "                                 \
    "LEFT JOIN operator AS o ON o.id = p.operator LEFT JOIN forward AS f ON f.id = p.forward "     \
    "LEFT JOIN message AS m ON m.id = f.message "
#define SELECT                                                                                     \
    "SELECT p.id, p.call, p.inquiry, p.forward, p.person, s.name, p.section, p.operator, p.at, "   \
    "o.name, p.caller, p.number, p.wish, p.wanted, p.text, p.due_at, p.state, p.settled_at, "      \
    "p.reminders, " DELIVERY " FROM " TABLES

GPtrArray *phone_messages_list(Db *db, bool waiting, guint limit, GError **error)
{
    if (!waiting)
        return records_all(
            db_query(db, error, SELECT "WHERE " SIGHT_OF("p.inquiry") " ORDER BY p.id DESC LIMIT ?",
                     "si", db_sight(db), (gint64)limit),
            &kind);
    /* Nobody was told where the mail came back: that cannot wait for its day. */
    return records_all(db_query(db, error,
                                SELECT "WHERE p.state = 'waiting' AND " SIGHT_OF(
                                    "p.inquiry") " ORDER BY "
                                                 "ifnull(" DELIVERY
                                                 ", '') <> 'refused', p.due_at, p.id LIMIT ?",
                                "si", db_sight(db), (gint64)limit),
                       &kind);
}

PhoneMessage *phone_messages_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows = db_query(db, error, SELECT "WHERE p.id = ? AND " SIGHT_OF("p.inquiry"), "is", id,
                            db_sight(db));
    PhoneMessage *message = rows ? records_first(rows, &kind) : NULL;
    if (rows && !message)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no message with the number %" PRId64 "; nothing was changed. Look "
                      "for it with \"skranke message list --all\"."),
                    id);
    return message;
}

PhoneMessage *phone_messages_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    return records_first(db_query(db, error,
                                  SELECT "WHERE p.inquiry = ? AND " SIGHT_OF(
                                      "p.inquiry") " ORDER BY p.id DESC LIMIT 1",
                                  "is", inquiry, db_sight(db)),
                         &kind);
}

/* ---- statements ---- */

G_STATIC_ASSERT(EVENT_LATEST == -1);
#define LATEST(table) "CASE ? WHEN -1 THEN (SELECT max(id) FROM " table ") ELSE ? END"
#define LATEST_INQUIRY LATEST("inquiry")

void phone_messages_add(DbBatch *batch, const PhoneMessage *message)
{
    db_batch_add(batch,
                 "INSERT INTO phone_message (call, inquiry, forward, person, section, operator, "
                 "at, caller, number, wish, wanted, text, due_at, state) VALUES (?, " LATEST(
                     "inquiry") ", " LATEST("forward") ", ?, ifnull(?, ''), ?, ?, ifnull(?, ''), "
                                                       "ifnull(?, ''), ?, ifnull(?, ''), "
                                                       "ifnull(?, ''), ?, ?)",
                 "oiiioosoisssssis", message->call, message->inquiry, message->inquiry,
                 message->forward, message->forward, message->person, message->section,
                 message->operator_id, message->at, message->caller, message->number,
                 phone_wish_words[message->wish], message->wanted, message->text, message->due_at,
                 phone_message_state_words[message->state]);
    db_batch_keep(batch);
    db_batch_add(batch,
                 "UPDATE call SET inquiry = " LATEST_INQUIRY
                 ", revision = revision + ifnull(ended_at < ?, 1) WHERE id = ? AND inquiry IS NULL",
                 "iiii", message->inquiry, message->inquiry, message->at, message->call);
}

void phone_messages_settle(DbBatch *batch, gint64 id, PhoneMessageState state, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE phone_message SET state = ?, settled_at = ? "
                 "WHERE id = ? AND state = 'waiting'",
                 "sii", phone_message_state_words[state], now, id);
    db_batch_expect(batch, 1);
}

void phone_messages_settle_inquiry(DbBatch *batch, gint64 inquiry, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE phone_message SET state = 'done', settled_at = ? "
                 "WHERE inquiry = ? AND state = 'waiting'",
                 "ii", now, inquiry);
}

void phone_messages_take_up(DbBatch *batch, gint64 inquiry, gint64 settled_at)
{
    db_batch_add(batch,
                 "UPDATE phone_message SET state = 'waiting', settled_at = NULL "
                 "WHERE inquiry = ? AND state = 'done' AND settled_at = ?",
                 "ii", inquiry, settled_at);
}

void phone_messages_reminded(DbBatch *batch, gint64 id, gint64 forward, gint64 due_at)
{
    db_batch_add(batch,
                 "UPDATE phone_message SET reminders = reminders + 1, due_at = ?, "
                 "forward = " LATEST("forward") " WHERE id = ? AND state = 'waiting'",
                 "iioi", due_at, forward, forward, id);
    db_batch_expect(batch, 1);
}

void phone_messages_unremind(DbBatch *batch, gint64 id, gint64 forward, gint64 due_at, gint64 left)
{
    db_batch_add(batch,
                 "UPDATE phone_message SET reminders = reminders - 1, forward = ?, due_at = ? "
                 "WHERE id = ? AND state = 'waiting' AND due_at = ?",
                 "oiii", forward, due_at, id, left);
    db_batch_expect(batch, 1);
}

#define SETTLED_NAMED "state <> 'waiting' AND settled_at < ? AND (number <> '' OR caller <> '')"

gint64 phone_messages_count_named(Db *db, gint64 before, GError **error)
{
    return db_query_integer(db, 0, error, "SELECT count(*) FROM phone_message WHERE " SETTLED_NAMED,
                            "i", before);
}

void phone_messages_blank(DbBatch *batch, gint64 before)
{
    db_batch_add(batch, "UPDATE phone_message SET number = '', caller = '' WHERE " SETTLED_NAMED,
                 "i", before);
}

/* ---- how many ---- */

#define WAITING_MESSAGES                                                                           \
    "SELECT p.due_at <= ? OR ifnull(" DELIVERY ", '') = 'refused' AS due FROM " TABLES             \
    "WHERE p.state = 'waiting' AND " SIGHT_OF("p.inquiry")
#define WAITING_CALL_BACKS                                                                         \
    "SELECT b.due_at <= ? AS due FROM call_back AS b WHERE b.state IN ('unhandled', 'tried') "     \
    "AND " SIGHT_OF(CALL_BACK_INQUIRY)

bool follow_up_counts(Db *db, gint64 now, FollowUpCounts *counts, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, error,
                                      "SELECT (SELECT count(*) FROM (" WAITING_MESSAGES ")), "
                                      "(SELECT ifnull(sum(due), 0) FROM (" WAITING_MESSAGES ")), "
                                      "(SELECT count(*) FROM (" WAITING_CALL_BACKS ")), "
                                      "(SELECT ifnull(sum(due), 0) FROM (" WAITING_CALL_BACKS "))",
                                      "isisisis", now, db_sight(db), now, db_sight(db), now,
                                      db_sight(db), now, db_sight(db));
    if (!rows)
        return false;
    *counts = (FollowUpCounts){
        .messages = db_rows_integer(rows, 0, 0),
        .messages_due = db_rows_integer(rows, 0, 1),
        .call_backs = db_rows_integer(rows, 0, 2),
        .call_backs_due = db_rows_integer(rows, 0, 3),
    };
    return true;
}

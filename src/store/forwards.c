/* Forwards: to whom an inquiry was sent on, until when the answer is awaited, and what came of it.
 * Owns the table's SQL. When an answer settles one is the mail room's to say, when silence does the
 * desk's. */
#include "skranke/store/forwards.h"

#include <jansson.h>
#include <stdlib.h>

#include "skranke/base/language.h"

#include "skranke/store/records.h"

#define FORWARD_WORD(id, word, text) word,
const char *const forward_state_words[] = {FORWARD_STATES(FORWARD_WORD) NULL};
#define FORWARD_TEXT(id, word, text) text,
static const char *const state_texts[] = {FORWARD_STATES(FORWARD_TEXT)};

const char *forward_state_text(ForwardState state)
{
    return _(state_texts[state]);
}

#define COLUMNS                                                                                    \
    "f.id, f.inquiry, f.message, f.notice, f.token, f.section, f.person, f.name, f.address, "      \
    "f.operator, f.at, f.due_at, f.state, f.settled_at, f.answer"
/* An answer is still welcome, also a late one. */
#define IS_OPEN "f.state IN ('waiting', 'silent')"

static const DbField fields[] = {
    DB_INT64(Forward, id),
    DB_INT64(Forward, inquiry),
    DB_INT64(Forward, message),
    DB_INT64(Forward, notice),
    DB_TEXT(Forward, token),
    DB_TEXT(Forward, section),
    DB_INT64(Forward, person),
    DB_TEXT(Forward, name),
    DB_TEXT(Forward, address),
    DB_INT64(Forward, operator_id),
    DB_INT64(Forward, at),
    DB_INT64(Forward, due_at),
    DB_ENUM(Forward, state, forward_state_words),
    DB_INT64(Forward, settled_at),
    DB_INT64(Forward, answer),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Forward),
    .free = (GDestroyNotify)forward_free,
};

Forward *forward_copy(const Forward *forward)
{
    Forward *copy = g_new(Forward, 1);
    *copy = *forward;
    copy->token = g_strdup(forward->token);
    copy->section = g_strdup(forward->section);
    copy->name = g_strdup(forward->name);
    copy->address = g_strdup(forward->address);
    return copy;
}

void forward_free(Forward *forward)
{
    if (!forward)
        return;
    g_free(forward->token);
    g_free(forward->section);
    g_free(forward->name);
    g_free(forward->address);
    g_free(forward);
}

/* ---- reading ---- */

GPtrArray *forwards_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT " COLUMNS " FROM forward AS f WHERE f.inquiry = ? "
                                "AND " SIGHT_OF("f.inquiry") " ORDER BY f.id",
                                "is", inquiry, db_sight(db)),
                       &kind);
}

Forward *forwards_open(Db *db, gint64 inquiry, GError **error)
{
    return records_first(db_query(db, error,
                                  "SELECT " COLUMNS " FROM forward AS f WHERE f.inquiry = ? "
                                  "AND " IS_OPEN " AND " SIGHT_OF("f.inquiry") " ORDER BY f.id "
                                                                               "DESC LIMIT 1",
                                  "is", inquiry, db_sight(db)),
                         &kind);
}

GPtrArray *forwards_due(Db *db, gint64 now, guint limit, GError **error)
{
    return records_all(
        db_query(db, error,
                 "SELECT " COLUMNS " FROM forward AS f WHERE f.state = 'waiting' "
                 "AND f.due_at <= ? AND " SIGHT_OF("f.inquiry") " ORDER BY f.due_at, "
                                                                "f.id LIMIT ?",
                 "isi", now, db_sight(db), (gint64)limit),
        &kind);
}

/* A JSON array; free() it. */
static char *texts_json(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_string(texts->pdata[i]));
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}

static char *numbers_json(const GArray *numbers)
{
    json_t *array = json_array();
    for (guint i = 0; i < numbers->len; i++)
        json_array_append_new(array, json_integer(g_array_index(numbers, gint64, i)));
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}

GPtrArray *forwards_with_tokens(Db *db, const GPtrArray *tokens, GError **error)
{
    char *json = texts_json(tokens);
    GPtrArray *found = records_all(
        db_query(db, error,
                 "SELECT " COLUMNS " FROM json_each(?) AS wanted CROSS JOIN forward AS f "
                 "ON f.token = wanted.value WHERE " SIGHT_OF("f.inquiry") " ORDER BY f.id",
                 "ss", json, db_sight(db)),
        &kind);
    free(json);
    return found;
}

Forward *forwards_by_token(Db *db, const GPtrArray *tokens, GError **error)
{
    g_autoptr(GPtrArray) found = forwards_with_tokens(db, tokens, error);
    return found && found->len > 0 ? g_ptr_array_steal_index(found, found->len - 1) : NULL;
}

GPtrArray *forwards_of_inquiries(Db *db, const GArray *inquiries, GError **error)
{
    char *json = numbers_json(inquiries);
    GPtrArray *found = records_all(
        db_query(db, error,
                 "SELECT " COLUMNS " FROM json_each(?) AS wanted CROSS JOIN forward AS f "
                 "ON f.inquiry = wanted.value WHERE " SIGHT_OF("f.inquiry") " ORDER BY f.id",
                 "ss", json, db_sight(db)),
        &kind);
    free(json);
    return found;
}

/* ---- how long it took ---- */

/* One that was undone while its mail was held never left. */
#define HAS_LEFT(forward)                                                                          \
    "NOT EXISTS (SELECT 1 FROM message WHERE id = " forward ".message AND delivery = 'withdrawn')"

static const DbField time_fields[] = {
    DB_INT64(ForwardTime, inquiry),
    DB_INT64(ForwardTime, received_at),
    DB_INT64(ForwardTime, forwarded_at),
    DB_TEXT(ForwardTime, mailbox),
};

static const RecordKind time_kind = {
    .fields = time_fields,
    .count = G_N_ELEMENTS(time_fields),
    .size = sizeof(ForwardTime),
    .free = (GDestroyNotify)forward_time_free,
};

void forward_time_free(ForwardTime *time)
{
    if (!time)
        return;
    g_free(time->mailbox);
    g_free(time);
}

GPtrArray *forwards_times(Db *db, gint64 from, gint64 until, GError **error)
{
    return records_all(
        db_query(
            db, error,
            "SELECT i.id, i.received_at, f.at, b.name FROM forward AS f "
            "JOIN inquiry AS i ON i.id = f.inquiry LEFT JOIN mailbox AS b ON b.id = i.mailbox "
            "WHERE f.at >= ? AND f.at < ? AND " HAS_LEFT(
                "f") " AND NOT EXISTS (SELECT 1 "
                     "FROM forward AS e WHERE e.inquiry = f.inquiry AND e.id < f.id AND " HAS_LEFT(
                         "e") ") AND " SIGHT("i.silo") " ORDER BY f.id",
            "iis", from, until, db_sight(db)),
        &time_kind);
}

/* ---- statements ---- */

void forwards_add(DbBatch *batch, const Forward *forward)
{
    db_batch_add(batch,
                 "INSERT INTO forward (inquiry, message, token, section, person, name, address, "
                 "operator, at, due_at, state) VALUES (ifnull(nullif(?, -1), (SELECT max(id) FROM "
                 "inquiry)), (SELECT max(id) FROM message), ?, ifnull(?, ''), ?, ?, ?, ?, ?, ?, ?)",
                 "issossoiis", forward->inquiry, forward->token, forward->section, forward->person,
                 forward->name, forward->address, forward->operator_id, forward->at,
                 forward->due_at, forward_state_words[forward->state]);
}

void forwards_set_notice(DbBatch *batch, const char *token)
{
    db_batch_add(batch, "UPDATE forward SET notice = (SELECT max(id) FROM message) WHERE token = ?",
                 "s", token);
    db_batch_expect(batch, 1);
}

void forwards_settle(DbBatch *batch, gint64 forward, ForwardState state, gint64 answer, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE forward SET state = ?, settled_at = ?, answer = CASE ? WHEN -1 "
                 "THEN (SELECT max(id) FROM message) WHEN 0 THEN NULL ELSE ? END "
                 "WHERE id = ? AND state IN ('waiting', 'silent') AND state <> ?",
                 "siiiis", forward_state_words[state], now, answer, answer, forward,
                 forward_state_words[state]);
    db_batch_expect(batch, 1);
}

void forwards_remind(DbBatch *batch, gint64 forward, gint64 due_at)
{
    db_batch_add(batch,
                 "UPDATE forward SET message = (SELECT max(id) FROM message), due_at = ?, "
                 "state = 'waiting', settled_at = NULL "
                 "WHERE id = ? AND state IN ('waiting', 'silent')",
                 "ii", due_at, forward);
    db_batch_expect(batch, 1);
}

void forwards_unremind(DbBatch *batch, const Forward *was, gint64 reminder)
{
    db_batch_add(batch,
                 "UPDATE forward SET message = ?, due_at = ?, state = ?, settled_at = ? "
                 "WHERE id = ? AND message = ? AND state = 'waiting'",
                 "oisoii", was->message, was->due_at, forward_state_words[was->state],
                 was->settled_at, was->id, reminder);
    db_batch_expect(batch, 1);
}

void forwards_end(DbBatch *batch, gint64 inquiry, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE forward SET state = 'taken_back', settled_at = ? "
                 "WHERE inquiry = ? AND state = 'waiting'",
                 "ii", now, inquiry);
}

void forwards_take_up(DbBatch *batch, gint64 inquiry, gint64 ended_at)
{
    db_batch_add(batch,
                 "UPDATE forward SET state = 'waiting', settled_at = NULL "
                 "WHERE inquiry = ? AND state = 'taken_back' AND settled_at = ? AND answer IS NULL",
                 "ii", inquiry, ended_at);
}

/* Owns the SQL of callers to be rung back, and of the tries. When one is due again is the desk's to
 * say; which result leads to which state stands in the door's table. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/phone_messages.h"
#include "skranke/store/records.h"

#include "call_back_row.h"

const char *const call_back_state_words[] = {"unhandled", "tried", "done", "given_up", NULL};

#define RESULT_WORD(id, word, text, state) [RESULT_##id] = word,
const char *const call_back_result_words[] = {CALL_BACK_RESULTS(RESULT_WORD)[RESULT_COUNT] = NULL};
#undef RESULT_WORD

#define RESULT_ROW(id, word, text, state) [RESULT_##id] = {text, state},
static const struct {
    const char *text;
    CallBackState state;
} results[] = {CALL_BACK_RESULTS(RESULT_ROW)};
#undef RESULT_ROW

const char *call_back_result_text(CallBackResult result)
{
    return _(results[result].text);
}

CallBackState call_back_result_state(CallBackResult result)
{
    return results[result].state;
}

void call_back_free(CallBack *call_back)
{
    if (!call_back)
        return;
    g_free(call_back->number);
    g_free(call_back->caller);
    g_free(call_back->matter);
    g_free(call_back->operator_name);
    g_free(call_back->tried_result);
    g_free(call_back->tried_note);
    g_free(call_back->asked_for);
    g_free(call_back);
}

/* ---- reading ---- */

static const DbField fields[] = {
    DB_INT64(CallBack, id),
    DB_INT64(CallBack, call),
    DB_INT64(CallBack, inquiry),
    DB_TEXT(CallBack, number),
    DB_TEXT(CallBack, caller),
    DB_TEXT(CallBack, matter),
    DB_INT64(CallBack, at),
    DB_INT64(CallBack, due_at),
    DB_INT64(CallBack, operator_id),
    DB_TEXT(CallBack, operator_name),
    DB_ENUM(CallBack, state, call_back_state_words),
    DB_INT64(CallBack, settled_at),
    DB_INT64(CallBack, revision),
    DB_INT64(CallBack, tries),
    DB_INT64(CallBack, tried_at),
    DB_TEXT(CallBack, tried_result),
    DB_TEXT(CallBack, tried_note),
    DB_TEXT(CallBack, asked_for),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(CallBack),
    .free = (GDestroyNotify)call_back_free,
};

#define LAST_TRY(column)                                                                           \
    "(SELECT t." column " FROM call_back_try AS t WHERE t.call_back = b.id ORDER BY t.id DESC "    \
    "LIMIT 1)"
#define ASKED_FOR                                                                                  \
    "(SELECT ifnull(p.name, c.asked_for) FROM call AS c LEFT JOIN person AS p ON p.id = c.person " \
    "WHERE c.id = b.call)"
/* clang-format off */
#define SELECT                                                                                     \
    "SELECT b.id, b.call, b.inquiry, b.number, b.caller, b.matter, b.at, b.due_at, b.operator, "   \
    "o.name, b.state, b.settled_at, b.revision, "                                                  \
    "(SELECT count(*) FROM call_back_try AS t WHERE t.call_back = b.id), "                         \
    LAST_TRY("at") ", " LAST_TRY("result") ", " LAST_TRY("note") ", " ASKED_FOR                    \
    " FROM call_back AS b LEFT JOIN operator AS o ON o.id = b.operator "
/* clang-format on */
#define SEEN SIGHT_OF(CALL_BACK_INQUIRY)
#define WAITS "state IN ('unhandled', 'tried')"

GPtrArray *call_backs_list(Db *db, bool waiting, guint limit, GError **error)
{
    DbRows *rows =
        waiting ? db_query(db, error,
                           SELECT "WHERE b." WAITS " AND " SEEN " ORDER BY b.due_at, b.id LIMIT ?",
                           "si", db_sight(db), (gint64)limit)
                : db_query(db, error, SELECT "WHERE " SEEN " ORDER BY b.id DESC LIMIT ?", "si",
                           db_sight(db), (gint64)limit);
    return records_all(rows, &kind);
}

CallBack *call_backs_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows = db_query(db, error, SELECT "WHERE b.id = ? AND " SEEN, "is", id, db_sight(db));
    CallBack *call_back = rows ? records_first(rows, &kind) : NULL;
    if (rows && !call_back)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no call-back with the number %" PRId64 "; nothing was changed. "
                      "Look for it with \"skranke callback list --all\"."),
                    id);
    return call_back;
}

CallBack *call_backs_of_number(Db *db, const char *number, GError **error)
{
    return records_first(db_query(db, error,
                                  SELECT "WHERE b.number = ? AND b." WAITS " AND " SEEN
                                         " ORDER BY b.due_at, b.id LIMIT 1",
                                  "ss", number, db_sight(db)),
                         &kind);
}

/* ---- statements ---- */

/* Who has rung in vain three times is rung back once. */
void call_backs_add(DbBatch *batch, const CallBack *call_back)
{
    db_batch_add(
        batch,
        "INSERT INTO call_back (call, inquiry, number, caller, matter, at, due_at, "
        "operator, state) SELECT ?, ?, ?, ifnull(?, ''), ifnull(?, ''), ?, ?, ?, ? "
        "WHERE ? <> 0 OR NOT EXISTS (SELECT 1 FROM call_back WHERE number = ? AND " WAITS ")",
        "oosssiiosis", call_back->call, call_back->inquiry, call_back->number, call_back->caller,
        call_back->matter, call_back->at, call_back->due_at, call_back->operator_id,
        call_back_state_words[call_back->state], call_back->operator_id, call_back->number);
    db_batch_keep(batch);
}

void call_backs_name_in_event(DbBatch *batch)
{
    db_batch_add(batch,
                 "UPDATE event SET after = json_set(after, '$.call_back', "
                 "(SELECT max(id) FROM call_back)) WHERE id = (SELECT max(id) FROM event)",
                 "");
    db_batch_expect(batch, 1);
}

static bool is_settled(CallBackState state)
{
    return state == CALL_BACK_DONE || state == CALL_BACK_GIVEN_UP;
}

static void put(DbBatch *batch, const CallBack *call_back, CallBackState state, gint64 due_at,
                gint64 now)
{
    db_batch_add(batch,
                 "UPDATE call_back SET state = ?, due_at = ?, settled_at = ?, "
                 "revision = revision + 1 WHERE id = ? AND revision = ? AND " WAITS,
                 "sioii", call_back_state_words[state], due_at, is_settled(state) ? now : 0,
                 call_back->id, call_back->revision);
    db_batch_expect(batch, 1);
}

void call_backs_try(DbBatch *batch, const CallBack *call_back, CallBackResult result,
                    const char *note, gint64 operator_id, gint64 due_at, gint64 now)
{
    put(batch, call_back, call_back_result_state(result), due_at, now);
    db_batch_add(batch,
                 "INSERT INTO call_back_try (call_back, operator, at, result, note) "
                 "VALUES (?, ?, ?, ?, ifnull(?, ''))",
                 "ioiss", call_back->id, operator_id, now, call_back_result_words[result], note);
}

void call_backs_settle(DbBatch *batch, const CallBack *call_back, CallBackState state, gint64 now)
{
    put(batch, call_back, state, call_back->due_at, now);
}

void call_backs_restore(DbBatch *batch, gint64 call_back, const CallBackStand *was,
                        const CallBackStand *left)
{
    db_batch_add(batch,
                 "UPDATE call_back SET state = ?, due_at = ?, settled_at = NULL, "
                 "revision = revision + 1 WHERE id = ? AND state = ? AND due_at = ?",
                 "siisi", call_back_state_words[was->state], was->due_at, call_back,
                 call_back_state_words[left->state], left->due_at);
    db_batch_expect(batch, 1);
}

void call_backs_remove_try(DbBatch *batch, gint64 call_back)
{
    db_batch_add(batch,
                 "DELETE FROM call_back_try WHERE id = (SELECT max(id) FROM call_back_try "
                 "WHERE call_back = ?)",
                 "i", call_back);
    db_batch_expect(batch, 1);
}

/* Those that a try has settled stay so. */
void call_backs_take_up(DbBatch *batch, const char *number, gint64 began_at, gint64 settled_at)
{
    db_batch_add(batch,
                 "UPDATE call_back SET settled_at = NULL, revision = revision + 1, state = "
                 "CASE WHEN EXISTS (SELECT 1 FROM call_back_try AS t WHERE t.call_back = "
                 "call_back.id) THEN 'tried' ELSE 'unhandled' END WHERE number = ? AND "
                 "number <> '' AND at < ? AND state = 'done' AND settled_at = ? AND NOT EXISTS "
                 "(SELECT 1 FROM call_back_try AS t WHERE t.call_back = call_back.id AND "
                 "t.result = 'spoke')",
                 "sii", number, began_at, settled_at);
}

#define SETTLED_NAMED                                                                              \
    "state IN ('done', 'given_up') AND settled_at < ? AND (number <> '' OR caller <> '')"

gint64 call_backs_count_named(Db *db, gint64 before, GError **error)
{
    return db_query_integer(db, 0, error, "SELECT count(*) FROM call_back WHERE " SETTLED_NAMED,
                            "i", before);
}

void call_backs_blank(DbBatch *batch, gint64 before)
{
    db_batch_add(batch,
                 "UPDATE call_back SET number = '', caller = '', revision = revision + 1 "
                 "WHERE " SETTLED_NAMED,
                 "i", before);
}

void call_backs_spoke(DbBatch *batch, const char *number, gint64 began_at, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE call_back SET state = 'done', settled_at = ?, revision = revision + 1 "
                 "WHERE number = ? AND number <> '' AND at < ? AND " WAITS,
                 "isi", now, number, began_at);
}

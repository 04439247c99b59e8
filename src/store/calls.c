/* Owns the SQL of telephone calls: their rows, history by number, and the figures of a day. What an
 * operator does with a call is desk/calls.c's. */
#include "skranke/store/calls.h"

#include <stddef.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"

#include "skranke/store/inquiry_row.h"

#define SOON "20" /* seconds: an answer within them is called soon */

const char *const call_direction_words[] = {"in", "out", NULL};

#define CALL_OUTCOME_WORD(id, word, text) word,
const char *const call_outcome_words[] = {CALL_OUTCOMES(CALL_OUTCOME_WORD) NULL};
#undef CALL_OUTCOME_WORD

#define CALL_OUTCOME_TEXT(id, word, text) text,
static const char *const outcome_texts[] = {CALL_OUTCOMES(CALL_OUTCOME_TEXT)};
#undef CALL_OUTCOME_TEXT

const char *call_outcome_text(CallOutcome outcome)
{
    return _(outcome_texts[outcome]);
}

/* ---- the record ---- */

static const gsize texts[] = {
    offsetof(Call, operator_name), offsetof(Call, number),      offsetof(Call, caller),
    offsetof(Call, asked_for),     offsetof(Call, person_name), offsetof(Call, statistic),
    offsetof(Call, matter),        offsetof(Call, status),      offsetof(Call, other_name),
    offsetof(Call, reached_name),  offsetof(Call, returned),    offsetof(Call, queue),
    offsetof(Call, linked_id),
};

void call_free(Call *call)
{
    if (!call)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*(char **)((char *)call + texts[i]));
    g_free(call);
}

Call *call_copy(const Call *call)
{
    Call *copy = g_memdup2(call, sizeof *call);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        char **text = (char **)((char *)copy + texts[i]);
        *text = g_strdup(*text ? *text : "");
    }
    return copy;
}

static const DbField fields[] = {
    DB_INT64(Call, id),          DB_ENUM(Call, direction, call_direction_words),
    DB_INT64(Call, operator_id), DB_TEXT(Call, operator_name),
    DB_INT64(Call, began_at),    DB_INT64(Call, answered_at),
    DB_INT64(Call, ended_at),    DB_TEXT(Call, number),
    DB_TEXT(Call, caller),       DB_TEXT(Call, asked_for),
    DB_INT64(Call, person),      DB_TEXT(Call, person_name),
    DB_TEXT(Call, statistic),    DB_TEXT(Call, matter),
    DB_BOOL(Call, press),        DB_ENUM(Call, outcome, call_outcome_words),
    DB_TEXT(Call, status),       DB_INT64(Call, told_back_at),
    DB_INT64(Call, other),       DB_TEXT(Call, other_name),
    DB_INT64(Call, reached),     DB_TEXT(Call, reached_name),
    DB_TEXT(Call, returned),     DB_INT64(Call, inquiry),
    DB_TEXT(Call, queue),        DB_TEXT(Call, linked_id),
    DB_INT64(Call, revision),    DB_BOOL(Call, out_of_sight),
};

static const RecordKind call_kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Call),
    .free = (GDestroyNotify)call_free,
};

/* The inquiry is joined only where it is seen, or where the call is open yet and one's own. Two
 * parameters first: the sight, twice. */
#define SEEN "(c.inquiry IS NULL OR i.id IS NOT NULL)"
#define IF_SEEN(column) "CASE WHEN " SEEN " THEN " column " ELSE '' END"
/* clang-format off */
#define SELECT_CALLS                                                                               \
    "SELECT c.id, c.direction, c.operator, o.name, c.began_at, c.answered_at, c.ended_at, "        \
    IF_SEEN("c.number") ", " IF_SEEN("c.caller") ", " IF_SEEN("c.asked_for") ", "                  \
    "c.person, p.name, c.statistic, " IF_SEEN("c.matter") ", c.press, c.outcome, c.status, "       \
    "c.told_back_at, c.other, a.name, c.reached, ifnull(r.name, c.reached_text), c.returned, "     \
    "i.id, c.queue, c.linked_id, c.revision, NOT " SEEN " FROM call AS c "                         \
    "LEFT JOIN inquiry AS i ON i.id = c.inquiry AND (" SIGHT("i.silo")                             \
    " OR (c.ended_at IS NULL AND " SIGHT_OWN("c.operator") ")) "                                   \
    "LEFT JOIN operator AS o ON o.id = c.operator LEFT JOIN person AS p ON p.id = c.person "       \
    "LEFT JOIN person AS a ON a.id = c.other LEFT JOIN person AS r ON r.id = c.reached "
/* clang-format on */

/* ---- reading ---- */

Call *calls_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows =
        db_query(db, error, SELECT_CALLS "WHERE c.id = ?", "ssi", db_sight(db), db_sight(db), id);
    Call *call = records_first(rows, &call_kind);
    if (rows && !call)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no call %" PRId64 "."), id);
    return call;
}

GPtrArray *calls_open(Db *db, gint64 operator_id, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_CALLS "WHERE c.ended_at IS NULL AND (? = -1 OR "
                                             "c.operator IS ?) ORDER BY c.id",
                                "ssio", db_sight(db), db_sight(db), operator_id, operator_id),
                       &call_kind);
}

GPtrArray *calls_of_number(Db *db, const char *number, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_CALLS "WHERE c.number = ? AND c.number <> '' AND " SEEN
                                             " ORDER BY c.id DESC LIMIT ?",
                                "sssi", db_sight(db), db_sight(db), number ? number : "",
                                (gint64)limit),
                       &call_kind);
}

GPtrArray *calls_between(Db *db, gint64 from, gint64 until, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_CALLS "WHERE c.began_at >= ? AND c.began_at < ? "
                                             "ORDER BY c.began_at DESC, c.id DESC LIMIT ?",
                                "ssiii", db_sight(db), db_sight(db), from, until, (gint64)limit),
                       &call_kind);
}

Call *calls_of_linked_id(Db *db, const char *linked_id, GError **error)
{
    return records_first(db_query(db, error,
                                  SELECT_CALLS "WHERE c.linked_id = ? AND c.linked_id <> ''", "sss",
                                  db_sight(db), db_sight(db), linked_id ? linked_id : ""),
                         &call_kind);
}

/* Among the newest events only: whoever asks has just seen the call end. */
gint64 calls_ended_by(Db *db, gint64 id, char **name)
{
    g_autoptr(DbRows) rows = db_query(
        db, NULL,
        "SELECT e.operator, o.name FROM event AS e LEFT JOIN operator AS o ON o.id = e.operator "
        "WHERE e.id > (SELECT max(id) FROM event) - 500 AND e.kind = 'call_ended' AND "
        "json_extract(e.after, '$.call') = ? ORDER BY e.id DESC LIMIT 1",
        "i", id);
    bool found = rows && db_rows_count(rows) > 0;
    if (name)
        *name = g_strdup(found ? db_rows_text(rows, 0, 1) : "");
    return found ? db_rows_integer(rows, 0, 0) : 0;
}

/* The address of somebody who was registered by hand is as it was written: normalised, grouped, or
 * the bare digits of a Norwegian number. */
GPtrArray *calls_inquiries_of_number(Db *db, const char *number, guint limit, GError **error)
{
    const char *wanted = number ? number : "";
    g_autofree char *grouped = phone_number_text(wanted);
    const char *bare = g_str_has_prefix(wanted, "+47") ? wanted + strlen("+47") : wanted;
    return records_all(
        db_query(db, error,
                 "SELECT " INQUIRY_COLUMNS ", '' FROM inquiry AS i "
                 "LEFT JOIN operator AS o ON o.id = i.owner WHERE ? <> '' AND i.id IN "
                 "(SELECT c.inquiry FROM call AS c WHERE c.number = ? AND c.number <> '' "
                 "AND c.inquiry IS NOT NULL UNION SELECT f.id FROM inquiry AS f "
                 "WHERE f.from_address IN (?, ?, ?) AND f.from_address <> '') AND " SIGHT(
                     "i.silo") " ORDER BY i.id DESC LIMIT ?",
                 "ssssssi", wanted, wanted, wanted, grouped, bare, db_sight(db), (gint64)limit),
        &inquiry_row);
}

/* ---- writing ---- */

/* A number or shared line the caller was put through to is no person's. */
static const char *reached_text(const Call *call)
{
    return call->reached == 0 ? call->reached_name : "";
}

void calls_add(DbBatch *batch, const Call *call)
{
    db_batch_add(batch,
                 "INSERT INTO call (direction, operator, began_at, answered_at, ended_at, number, "
                 "caller, asked_for, person, statistic, matter, press, outcome, status, "
                 "told_back_at, other, reached, reached_text, returned, inquiry, queue, linked_id) "
                 "VALUES (?, ?, ?, ?, ?, ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, "
                 "ifnull(?, ''), ifnull(?, ''), ?, ?, ifnull(?, ''), ?, ?, ?, ifnull(?, ''), "
                 "ifnull(?, ''), ?, ifnull(?, ''), ifnull(?, '')) "
                 "ON CONFLICT (linked_id) WHERE linked_id <> '' DO NOTHING",
                 "soioosssossissooossoss", call_direction_words[call->direction], call->operator_id,
                 call->began_at, call->answered_at, call->ended_at, call->number, call->caller,
                 call->asked_for, call->person, call->statistic, call->matter, (gint64)call->press,
                 call_outcome_words[call->outcome], call->status, call->told_back_at, call->other,
                 call->reached, reached_text(call), call->returned, call->inquiry, call->queue,
                 call->linked_id);
    db_batch_keep(batch);
}

void calls_put(DbBatch *batch, const Call *call)
{
    g_return_if_fail(!call->out_of_sight);
    db_batch_add(batch,
                 "UPDATE call SET operator = ?, began_at = ?, answered_at = ?, ended_at = ?, "
                 "number = ifnull(?, ''), caller = ifnull(?, ''), asked_for = ifnull(?, ''), "
                 "person = ?, statistic = ifnull(?, ''), matter = ifnull(?, ''), press = ?, "
                 "outcome = ?, status = ifnull(?, ''), told_back_at = ?, other = ?, reached = ?, "
                 "reached_text = ifnull(?, ''), returned = ifnull(?, ''), "
                 "inquiry = CASE ? WHEN -1 THEN (SELECT max(id) FROM inquiry) ELSE ? END, "
                 "queue = ifnull(?, ''), revision = revision + 1 WHERE id = ? AND revision = ?",
                 "oioosssossissooossoosii", call->operator_id, call->began_at, call->answered_at,
                 call->ended_at, call->number, call->caller, call->asked_for, call->person,
                 call->statistic, call->matter, (gint64)call->press,
                 call_outcome_words[call->outcome], call->status, call->told_back_at, call->other,
                 call->reached, reached_text(call), call->returned, call->inquiry, call->inquiry,
                 call->queue, call->id, call->revision);
    db_batch_expect(batch, 1);
}

/* Nothing is written in it, and the telephone system knows nothing of it. */
#define EMPTY                                                                                      \
    "ended_at IS NULL AND linked_id = '' AND number = '' AND caller = '' AND asked_for = '' AND "  \
    "matter = '' AND person IS NULL AND inquiry IS NULL AND press = 0"

void calls_remove(DbBatch *batch, const Call *call)
{
    db_batch_add(batch, "DELETE FROM call WHERE id = ? AND revision = ? AND " EMPTY, "ii", call->id,
                 call->revision);
    db_batch_expect(batch, 1);
}

void calls_name_in_event(DbBatch *batch)
{
    db_batch_add(batch,
                 "UPDATE event SET after = json_set(CASE after WHEN '' THEN '{}' ELSE after END, "
                 "'$.call', (SELECT max(id) FROM call)) WHERE id = (SELECT max(id) FROM event)",
                 "");
}

#define NAMED                                                                                      \
    "began_at < ? AND ended_at IS NOT NULL AND ended_at < ? AND (number <> '' OR caller <> '')"

gint64 calls_count_named(Db *db, gint64 before, GError **error)
{
    return db_query_integer(db, 0, error, "SELECT count(*) FROM call WHERE " NAMED, "ii", before,
                            before);
}

void calls_blank(DbBatch *batch, gint64 before)
{
    db_batch_add(batch,
                 "UPDATE call SET number = '', caller = '', revision = revision + 1 WHERE " NAMED,
                 "ii", before, before);
}

/* ---- figures ---- */

#define COUNT(condition) "ifnull(sum(" condition "), 0)"
/* How long the caller waited is known only of calls of the telephone system. */
#define TIMED "linked_id <> '' AND answered_at IS NOT NULL"
#define WAIT "max(0, ifnull(answered_at, ended_at) - began_at)"
#define WAITED "linked_id <> '' AND (answered_at IS NOT NULL OR outcome = 'lost')"
#define AWAY "ended_at IS NOT NULL AND status IN ('busy', 'out', 'closed')"
/* Whoever was put through to the very person all the same was told nothing by that. */
#define INFORMED                                                                                   \
    "(told_back_at IS NOT NULL OR other IS NOT NULL OR reached <> ifnull(person, 0) OR "           \
    "reached_text <> '' OR outcome IN ('informed', 'message', 'call_back'))"

static const DbField figure_fields[] = {
    DB_INT64(CallFigures, offered),       DB_INT64(CallFigures, answered),
    DB_INT64(CallFigures, lost),          DB_INT64(CallFigures, transferred),
    DB_INT64(CallFigures, returned),      DB_INT64(CallFigures, inquiries),
    DB_INT64(CallFigures, on_the_spot),   DB_INT64(CallFigures, away),
    DB_INT64(CallFigures, away_informed), DB_INT64(CallFigures, timed),
    DB_INT64(CallFigures, average_wait),  DB_INT64(CallFigures, longest_wait),
    DB_INT64(CallFigures, answered_soon), DB_INT64(CallFigures, informed),
    DB_INT64(CallFigures, call_backs),    DB_INT64(CallFigures, given_up),
    DB_INT64(CallFigures, by_message),    DB_INT64(CallFigures, open),
    DB_INT64(CallFigures, messages),
};

/* In the order of figure_fields. */
static const char figures_sql[] =
    /* clang-format off */
    "SELECT count(*), "
    COUNT("answered_at IS NOT NULL") ", "
    COUNT("outcome = 'lost'") ", "
    COUNT("outcome = 'transferred'") ", "
    COUNT("returned <> ''") ", "
    COUNT("outcome = 'inquiry'") ", "
    COUNT("outcome = 'answered'") ", "
    COUNT(AWAY) ", "
    COUNT(AWAY " AND " INFORMED) ", "
    COUNT(TIMED) ", "
    "CAST(ifnull(avg(CASE WHEN " TIMED " THEN " WAIT " END) + 0.5, 0) AS INTEGER), "
    "ifnull(max(CASE WHEN " WAITED " THEN " WAIT " END), 0), "
    COUNT(TIMED " AND " WAIT " <= " SOON) ", "
    COUNT("outcome = 'informed'") ", "
    COUNT("outcome = 'call_back'") ", "
    COUNT("outcome = 'given_up'") ", "
    COUNT("outcome = 'message'") ", "
    COUNT("outcome = ''") ", "
    "(SELECT count(*) FROM phone_message AS m "
    "WHERE m.at >= ? AND m.at < ? AND (? = 0 OR m.operator = ?) AND m.state <> 'withdrawn') "
    "FROM call WHERE began_at >= ? AND began_at < ? AND direction = 'in' "
    "AND (? = 0 OR operator = ?) AND NOT (" EMPTY ")";
/* clang-format on */

bool calls_figures(Db *db, gint64 from, gint64 until, gint64 operator_id, CallFigures *figures,
                   GError **error)
{
    *figures = (CallFigures){0};
    g_autoptr(DbRows) rows = db_query(db, error, figures_sql, "iiiiiiii", from, until, operator_id,
                                      operator_id, from, until, operator_id, operator_id);
    if (!rows)
        return false;
    db_rows_read(rows, 0, figure_fields, G_N_ELEMENTS(figure_fields), figures);
    return true;
}

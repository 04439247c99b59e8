/* Events written and read. Owns the table of kinds and the columns of an event; knows nothing of
 * what an act does besides leaving one. */
#include "skranke/store/events.h"

#include <stddef.h>
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/store/carrier.h"

typedef struct {
    const char *word, *text;
    bool may_undo;
} Kind;

#define KIND_ROW(id, word, text, undo) [EVENT_##id] = {word, text, undo},
static const Kind KINDS[] = {EVENT_KINDS(KIND_ROW)};
#undef KIND_ROW

#define KIND_WORD(id, word, text, undo) [EVENT_##id] = word,
static const char *const WORDS[] = {EVENT_KINDS(KIND_WORD)[EVENT_KIND_COUNT] = NULL};
#undef KIND_WORD

void event_free(Event *event)
{
    if (event == NULL)
        return;
    g_free(event->operator_name);
    g_free(event->before);
    g_free(event->after);
    g_free(event);
}

const char *event_kind_word(EventKind kind)
{
    return KINDS[kind].word;
}

const char *event_kind_text(EventKind kind)
{
    return _(KINDS[kind].text);
}

bool event_kind_may_undo(EventKind kind)
{
    return KINDS[kind].may_undo;
}

bool event_changes_directory(const Event *event)
{
    switch (event->kind) {
    case EVENT_DIRECTORY_CHANGED:
    case EVENT_MARKED:
    case EVENT_UNMARKED:
    case EVENT_ABSENCE_ADDED:
    case EVENT_ABSENCE_ENDED:
    case EVENT_DEPUTY_SET:
    case EVENT_LEFT:
    case EVENT_HOURS_SET:
    case EVENT_NOTE_ADDED:
    case EVENT_NOTE_REMOVED:
        return true;
    default:
        return event->kind == EVENT_UNDONE && event->inquiry == 0; /* perhaps of a mark */
    }
}

/* ---- writing -------------------------------------------------------------------------------- */

#define INSERT "INSERT INTO event (at, operator, kind, before, after, inquiry, revision, message) "
#define GIVEN_INQUIRY "?, ifnull((SELECT revision FROM inquiry WHERE id = ?), 0)"
#define LATEST_INQUIRY                                                                             \
    "(SELECT max(id) FROM inquiry), (SELECT revision FROM inquiry ORDER BY id DESC LIMIT 1)"
#define LATEST_MESSAGE "(SELECT max(id) FROM message)"

static const char *const INSERTS[2][2] = {
    {INSERT "VALUES (?, ?, ?, ?, ?, " GIVEN_INQUIRY ", ?)",
     INSERT "VALUES (?, ?, ?, ?, ?, " GIVEN_INQUIRY ", " LATEST_MESSAGE ")"},
    {INSERT "VALUES (?, ?, ?, ?, ?, " LATEST_INQUIRY ", ?)",
     INSERT "VALUES (?, ?, ?, ?, ?, " LATEST_INQUIRY ", " LATEST_MESSAGE ")"},
};

void events_add(DbBatch *batch, gint64 now, gint64 operator_id, EventKind kind, gint64 inquiry,
                gint64 message, const char *before, const char *after)
{
    bool latest_inquiry = inquiry == EVENT_LATEST, latest_message = message == EVENT_LATEST;
    const char *sql = INSERTS[latest_inquiry][latest_message];
    const char *word = KINDS[kind].word;
    before = before != NULL ? before : "";
    after = after != NULL ? after : "";
    if (latest_inquiry && latest_message)
        db_batch_add(batch, sql, "iosss", now, operator_id, word, before, after);
    else if (latest_inquiry)
        db_batch_add(batch, sql, "iossso", now, operator_id, word, before, after, message);
    else if (latest_message)
        db_batch_add(batch, sql, "iosssoo", now, operator_id, word, before, after, inquiry,
                     inquiry);
    else
        db_batch_add(batch, sql, "iosssooo", now, operator_id, word, before, after, inquiry,
                     inquiry, message);
}

/* Which acts are about the same thing, and how `after` names it: while a later one stands, an
 * earlier one is not undone. */
#define OF_MARK "[\"marked\",\"unmarked\",\"left\"]"
#define OF_ABSENCE "[\"absence_added\",\"absence_ended\"]"
#define OF_NOTE "[\"note_added\",\"note_removed\"]"
#define OF_CALL_BACK "[\"call_back_promised\",\"call_back_tried\",\"call_back_settled\"]"
static const struct {
    EventKind kind;
    const char *kinds, *name;
} ABOUT[] = {
    {EVENT_MARKED, OF_MARK, "$.person"},
    {EVENT_UNMARKED, OF_MARK, "$.person"},
    {EVENT_ABSENCE_ADDED, OF_ABSENCE, "$.absence"},
    {EVENT_ABSENCE_ENDED, OF_ABSENCE, "$.absence"},
    {EVENT_DEPUTY_SET, "[\"deputy_set\"]", "$.person"},
    {EVENT_LEFT, OF_MARK, "$.person"},
    {EVENT_HOURS_SET, "[\"hours_set\"]", "$.hours_of"},
    {EVENT_NOTE_ADDED, OF_NOTE, "$.note"},
    {EVENT_NOTE_REMOVED, OF_NOTE, "$.note"},
    {EVENT_CALL_BACK_PROMISED, OF_CALL_BACK, "$.call_back"},
    {EVENT_CALL_BACK_TRIED, OF_CALL_BACK, "$.call_back"},
    {EVENT_CALL_BACK_SETTLED, OF_CALL_BACK, "$.call_back"},
};

/* Five parameters: the event twice, first and last; the kinds, and the name twice, between. An act
 * in which nothing is named is about nothing. */
#define LATER(column)                                                                              \
    "SELECT " column " FROM event AS e WHERE e.id > ? AND e.kind IN (SELECT value FROM "           \
    "json_each(?)) AND NOT EXISTS (SELECT 1 FROM event WHERE undoes = e.id) AND CASE WHEN "        \
    "json_valid(e.after) THEN json_extract(e.after, ?) END = (SELECT json_extract(after, ?) "      \
    "FROM event WHERE id = ?)"

static guint about_of(EventKind kind)
{
    guint i = 0;
    while (i < G_N_ELEMENTS(ABOUT) && ABOUT[i].kind != kind)
        i++;
    return i;
}

void events_add_undo(DbBatch *batch, gint64 now, gint64 operator_id, gint64 undone, gint64 inquiry,
                     const char *before, const char *after)
{
    db_batch_add(batch,
                 "INSERT INTO event (at, operator, kind, before, after, inquiry, revision, undoes) "
                 "SELECT ?, ?, ?, ?, ?, " GIVEN_INQUIRY ", ? "
                 "WHERE NOT EXISTS (SELECT 1 FROM event WHERE undoes = ?)",
                 "iosssooii", now, operator_id, KINDS[EVENT_UNDONE].word,
                 before != NULL ? before : "", after != NULL ? after : "", inquiry, inquiry, undone,
                 undone);
    db_batch_expect(batch, 1);
}

void events_add_undone(DbBatch *batch, gint64 now, gint64 operator_id, const Event *undone)
{
    guint about = about_of(undone->kind);
    if (about == G_N_ELEMENTS(ABOUT)) {
        events_add_undo(batch, now, operator_id, undone->id, undone->inquiry, "", "");
        return;
    }
    db_batch_add(batch,
                 "INSERT INTO event (at, operator, kind, inquiry, revision, undoes) "
                 "SELECT ?, ?, ?, " GIVEN_INQUIRY ", ? WHERE NOT EXISTS (SELECT 1 FROM event "
                 "WHERE undoes = ?) AND NOT EXISTS (" LATER("1") ")",
                 "iosooiiisssi", now, operator_id, KINDS[EVENT_UNDONE].word, undone->inquiry,
                 undone->inquiry, undone->id, undone->id, undone->id, ABOUT[about].kinds,
                 ABOUT[about].name, ABOUT[about].name, undone->id);
    db_batch_expect(batch, 1);
}

/* ---- reading -------------------------------------------------------------------------------- */

static const DbField FIELDS[] = {
    DB_INT64(Event, id),           DB_INT64(Event, at),         DB_INT64(Event, operator_id),
    DB_TEXT(Event, operator_name), DB_ENUM(Event, kind, WORDS), DB_INT64(Event, inquiry),
    DB_INT64(Event, message),      DB_TEXT(Event, before),      DB_TEXT(Event, after),
    DB_INT64(Event, revision),     DB_INT64(Event, undone_by),
};

#define COLUMNS(before, after)                                                                     \
    "SELECT e.id, e.at, e.operator, o.name, e.kind, e.inquiry, e.message, " before ", " after      \
    ", e.revision, u.id FROM event e LEFT JOIN operator o ON o.id = e.operator "                   \
    "LEFT JOIN event u ON u.undoes = e.id "
#define SELECT COLUMNS("e.before", "e.after")

/* A fact without the number of an inquiry that is out of sight. One parameter: the sight. */
#define SCREENED(fact)                                                                             \
    "CASE WHEN e.kind IN ('linked', 'split') AND " fact " <> '' AND NOT EXISTS "                   \
    "(SELECT 1 FROM inquiry AS x WHERE x.id = CAST(ifnull(json_extract(" fact ", '$.other'), "     \
    "json_extract(" fact ", '$.split_from')) AS INTEGER) AND " SIGHT(                              \
        "x.silo") ") "                                                                             \
                  "THEN json_replace(" fact ", '$.other', 'another inquiry', '$.split_from', "     \
                  "'another inquiry') ELSE " fact " END"
#define SELECT_SEEN COLUMNS(SCREENED("e.before"), SCREENED("e.after"))

static Event *event_of(const DbRows *rows, guint row)
{
    Event *event = g_new0(Event, 1);
    db_rows_read(rows, row, FIELDS, G_N_ELEMENTS(FIELDS), event);
    return event;
}

static GPtrArray *events_of_rows(DbRows *rows)
{
    if (rows == NULL)
        return NULL;
    GPtrArray *events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    for (guint row = 0; row < db_rows_count(rows); row++)
        g_ptr_array_add(events, event_of(rows, row));
    db_rows_free(rows);
    return events;
}

gint64 events_newest(Db *db, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gint64 newest = db_query_integer(db, 0, &trouble, "SELECT max(id) FROM event", "");
    if (trouble == NULL)
        return newest;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return -1;
}

GPtrArray *events_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    return events_of_rows(db_query(
        db, error, SELECT_SEEN "WHERE e.inquiry = ? AND " SIGHT_OF("e.inquiry") " ORDER BY e.id",
        "ssis", db_sight(db), db_sight(db), inquiry, db_sight(db)));
}

GPtrArray *events_after(Db *db, gint64 id, guint limit, GError **error)
{
    return events_of_rows(db_query(
        db, error, SELECT_SEEN "WHERE e.id > ? AND " SIGHT_OF("e.inquiry") " ORDER BY e.id LIMIT ?",
        "ssisi", db_sight(db), db_sight(db), id, db_sight(db), (gint64)limit));
}

/* Acts of an operator that stand once they are done. Other kinds that cannot be undone are no acts:
 * what was looked at, what came in, what the desk does by itself, what an undo is made of. */
static const EventKind FINAL[] = {
    EVENT_RECEIVED,       EVENT_SPLIT,    EVENT_DIRECTORY_CHANGED,
    EVENT_OPERATOR_ADDED, EVENT_GRANTED,  EVENT_RULES_CHANGED,
    EVENT_RETRIED,        EVENT_RESTORED, EVENT_JOURNAL_DECIDED,
};

static bool is_final(EventKind kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(FINAL); i++)
        if (FINAL[i] == kind)
            return true;
    return false;
}

/* ["taken","released",…]: the words are ours and need no escaping. */
static char *words_of_acts(bool finals)
{
    GString *words = g_string_new("[");
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
        if (KINDS[kind].may_undo || (finals && is_final((EventKind)kind)))
            g_string_append_printf(words, "%s\"%s\"", words->len > 1 ? "," : "", KINDS[kind].word);
    g_string_append_c(words, ']');
    return g_string_free(words, FALSE);
}

/* What is numerous and no act: as in the index event_act, letter by letter. */
#define PERHAPS_ACT "e.kind NOT IN ('call_kept', 'opened')"

/* A message that was taken back took with it the inquiry that was made for it; a split has an event
 * in both inquiries, of which the first counts. */
#define STANDS                                                                                     \
    "NOT EXISTS (SELECT 1 FROM event WHERE undoes = e.id) AND NOT (e.kind = 'received' AND "       \
    "EXISTS (SELECT 1 FROM event AS m JOIN event AS v ON v.undoes = m.id WHERE "                   \
    "m.inquiry = e.inquiry AND m.kind = 'message_taken')) AND NOT (e.kind = 'split' AND "          \
    "json_extract(e.after, '$.split_from') IS NOT NULL)"

/* Of what an operator did since: by the index, however much else stands there. */
#define NEWEST                                                                                     \
    "SELECT max(e.id) FROM event AS e WHERE e.operator = ? AND e.at >= ? AND " PERHAPS_ACT         \
    " AND (? = 0 OR e.id < ?) AND e.kind IN (SELECT value FROM json_each(?)) AND " STANDS

static Event *first_of(DbRows *rows)
{
    Event *event = rows != NULL && db_rows_count(rows) > 0 ? event_of(rows, 0) : NULL;
    db_rows_free(rows);
    return event;
}

static Event *newest(Db *db, gint64 operator_id, gint64 since, gint64 before, bool finals,
                     GError **error)
{
    g_autofree char *words = words_of_acts(finals);
    return first_of(db_query(db, error, SELECT "WHERE e.id = (" NEWEST ")", "iiiis", operator_id,
                             since, before, before, words));
}

Event *events_undoable(Db *db, gint64 operator_id, gint64 since, gint64 before, GError **error)
{
    return newest(db, operator_id, since, before, false, error);
}

Event *events_newest_act(Db *db, gint64 operator_id, gint64 since, gint64 before, GError **error)
{
    return newest(db, operator_id, since, before, true, error);
}

/* What else may have changed a colleague's row: it names nobody, or others. */
#define OF_DIRECTORY "[\"left\",\"directory_changed\"]"

Event *events_later(Db *db, const Event *event, GError **error)
{
    guint about = about_of(event->kind);
    if (about == G_N_ELEMENTS(ABOUT))
        return NULL;
    GError *failed = NULL;
    Event *later = first_of(db_query(db, &failed, SELECT "WHERE e.id = (" LATER("max(e.id)") ")",
                                     "isssi", event->id, ABOUT[about].kinds, ABOUT[about].name,
                                     ABOUT[about].name, event->id));
    if (failed != NULL)
        g_propagate_error(error, failed);
    if (later != NULL || failed != NULL || !event_changes_directory(event))
        return later;
    return first_of(db_query(db, error,
                             SELECT "WHERE e.id > ? AND e.kind IN (SELECT value FROM json_each(?)) "
                                    "AND u.id IS NULL ORDER BY e.id DESC LIMIT 1",
                             "is", event->id, OF_DIRECTORY));
}

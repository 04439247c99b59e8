/*
 * The event table on both carriers: what is written, read back, followed and undone.
 */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/events.h"

#include "store_world.h"
#include "testing.h"

static void apply(Db *db, DbBatch *batch)
{
    g_autoptr(GError) error = NULL;
    db_batch_apply(db, batch, &error);
    assert_no_error(error);
}

static gint64 add_operator(Db *db, const char *login)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(
        batch, "INSERT INTO operator (login, name, role, created_at) VALUES (?, ?, 'operator', 0)",
        "ss", login, "Kari Åsen");
    db_batch_keep(batch);
    apply(db, batch);
    return db_batch_result(batch);
}

#define INSERT_INQUIRY                                                                             \
    "INSERT INTO inquiry (state, channel, subject, received_at, last_message_at, changed_at, "     \
    "revision) VALUES ('new', 'email', 'x', 0, 0, 0, 7)"
#define INSERT_MESSAGE                                                                             \
    "INSERT INTO message (inquiry, direction, channel, at) VALUES ((SELECT max(id) FROM "          \
    "inquiry), "                                                                                   \
    "'in', 'email', 0)"

/* An inquiry with a message and the event that says so, in one batch. */
static gint64 add_inquiry(Db *db)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, INSERT_INQUIRY, "");
    db_batch_keep(batch);
    db_batch_add(batch, INSERT_MESSAGE, "");
    events_add(batch, 10, 0, EVENT_RECEIVED, EVENT_LATEST, EVENT_LATEST, NULL, "{\"a\":\"ø\"}");
    apply(db, batch);
    return db_batch_result(batch);
}

static void add_event(Db *db, gint64 at, gint64 operator_id, EventKind kind, gint64 inquiry)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    events_add(batch, at, operator_id, kind, inquiry, 0, "{}", NULL);
    apply(db, batch);
}

static void test_an_event_comes_back(void **state)
{
    Db *db = store_world(state)->db;
    gint64 inquiry = add_inquiry(db);
    gint64 operator_id = add_operator(db, "kari1");
    gint64 message = store_world_count(db, "SELECT max(id) FROM message");
    add_event(db, 20, operator_id, EVENT_TAKEN, inquiry);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) events = events_of_inquiry(db, inquiry, &error);
    assert_no_error(error);
    assert_int_equal(events->len, 2);
    const Event *received = g_ptr_array_index(events, 0), *taken = g_ptr_array_index(events, 1);
    assert_int_equal(received->kind, EVENT_RECEIVED);
    assert_int_equal(received->operator_id, 0);
    assert_int_equal(received->inquiry, inquiry);
    assert_int_equal(received->message, message);
    assert_int_equal(received->revision, 7);
    assert_string_equal(received->after, "{\"a\":\"ø\"}");
    assert_string_equal(received->before, "");
    assert_int_equal(taken->kind, EVENT_TAKEN);
    assert_int_equal(taken->at, 20);
    assert_string_equal(taken->operator_name, "Kari Åsen");
    assert_int_equal(taken->revision, 7);
    assert_int_equal(taken->message, 0);
    assert_int_equal(taken->undone_by, 0);
}

static void test_latest_and_given_mix(void **state)
{
    Db *db = store_world(state)->db;
    gint64 first = add_inquiry(db);
    gint64 message = store_world_count(db, "SELECT max(id) FROM message");
    gint64 latest = add_inquiry(db);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    events_add(batch, 1, 0, EVENT_JOINED, EVENT_LATEST, message, NULL, NULL);
    events_add(batch, 2, 0, EVENT_JOINED, first, EVENT_LATEST, NULL, NULL);
    events_add(batch, 3, 0, EVENT_DIRECTORY_CHANGED, 0, 0, NULL, NULL);
    gint64 before = events_newest(db, NULL);
    apply(db, batch);
    g_autoptr(GPtrArray) events = events_after(db, before, 10, NULL);
    assert_int_equal(events->len, 3);
    const Event *one = g_ptr_array_index(events, 0), *two = g_ptr_array_index(events, 1);
    const Event *three = g_ptr_array_index(events, 2);
    assert_int_equal(one->inquiry, latest);
    assert_int_equal(one->message, message);
    assert_int_equal(two->inquiry, first);
    assert_int_equal(two->message, message + 1);
    assert_int_equal(three->inquiry, 0);
    assert_int_equal(three->revision, 0);
}

static void test_following_misses_nothing(void **state)
{
    enum { COUNT = 25, PAGE = 4 };
    Db *db = store_world(state)->db;
    gint64 seen = events_newest(db, NULL), pages = 0, count = 0;
    for (int i = 0; i < COUNT; i++)
        add_event(db, i, 0, EVENT_CHANGED, 0);
    while (true) {
        g_autoptr(GPtrArray) page = events_after(db, seen, PAGE, NULL);
        if (page->len == 0)
            break;
        for (guint i = 0; i < page->len; i++, count++) {
            const Event *event = g_ptr_array_index(page, i);
            assert_int_equal(event->at, count);
            seen = event->id;
        }
        pages++;
    }
    assert_int_equal(count, COUNT);
    assert_int_equal(pages, (COUNT + PAGE - 1) / PAGE);
    assert_int_equal(seen, events_newest(db, NULL));
}

static void undo(Db *db, gint64 operator_id, const Event *event, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    events_add_undo(batch, 200, operator_id, event->id, event->inquiry, NULL, NULL);
    db_batch_apply(db, batch, error);
}

static void test_undo_goes_backwards(void **state)
{
    Db *db = store_world(state)->db;
    gint64 inquiry = add_inquiry(db), mine = add_operator(db, "kari2"),
           hers = add_operator(db, "gro");
    add_event(db, 100, mine, EVENT_TAKEN, inquiry);
    add_event(db, 101, mine, EVENT_CLOSED, inquiry);
    add_event(db, 102, mine, EVENT_SENT, inquiry); /* has left the house */
    add_event(db, 103, hers, EVENT_NOTED, inquiry);
    g_autoptr(GError) error = NULL;
    g_autoptr(Event) closed = events_undoable(db, mine, 100, 0, &error);
    assert_no_error(error);
    assert_int_equal(closed->kind, EVENT_CLOSED);
    undo(db, mine, closed, &error);
    assert_no_error(error);
    undo(db, mine, closed, &error); /* once only */
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Event) taken = events_undoable(db, mine, 100, 0, &error);
    assert_int_equal(taken->kind, EVENT_TAKEN);
    assert_null(events_undoable(db, mine, 101, 0, &error)); /* too long ago */
    assert_no_error(error);
    undo(db, mine, taken, &error);
    assert_null(events_undoable(db, mine, 0, 0, &error));
    assert_no_error(error);
    g_autoptr(GPtrArray) events = events_of_inquiry(db, inquiry, &error);
    const Event *first = g_ptr_array_index(events, 1);
    assert_int_equal(first->kind, EVENT_TAKEN);
    assert_true(first->undone_by > first->id);
}

static void test_every_kind_has_its_words(void **state)
{
    (void)state;
    for (EventKind kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        assert_true(*event_kind_word(kind) != '\0');
        assert_true(*event_kind_text(kind) != '\0');
        for (EventKind other = 0; other < kind; other++)
            assert_string_not_equal(event_kind_word(kind), event_kind_word(other));
    }
    assert_false(event_kind_may_undo(EVENT_SENT));
    assert_true(event_kind_may_undo(EVENT_CLOSED));
}

int main(void)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_an_event_comes_back),
        cmocka_unit_test(test_latest_and_given_mix),
        cmocka_unit_test(test_following_misses_nothing),
        cmocka_unit_test(test_undo_goes_backwards),
        cmocka_unit_test(test_every_kind_has_its_words),
    };
    return store_world_run_both(CASES);
}

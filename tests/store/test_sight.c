/* What a connection may not see is in no list, no count and no search of the store, on both
 * carriers. One inquiry is open, the other is the press's; whoever looks sees what is open. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/rework.h"

#include "store_fixture.h"

#define OPEN_ONLY ",open,"
#define PRESS_TOO ",open,press,"

typedef struct {
    gint64 open, closed;
} Pair;

/* Two that are alike but for the silo; both due, owned by kari, with the same words and tag. */
static Pair a_pair(StoreFixture *fixture, const char *state)
{
    Pair pair = {fixture_inquiry(fixture, state, fixture->kari, 1000, "Budsjett", "Tall om fisk"),
                 fixture_inquiry(fixture, state, fixture->kari, 1001, "Budsjett", "Tall om fisk")};
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'press' WHERE id = ?", "i", pair.closed);
    db_batch_add(batch,
                 "UPDATE inquiry SET due_at = 2000, queue_at = 2000, category = 'press', "
                 "due_kind = 'target' WHERE id IN (?, ?)",
                 "ii", pair.open, pair.closed);
    db_batch_add(batch, "INSERT INTO tag (inquiry, tag) VALUES (?, 'fisk'), (?, 'fisk')", "ii",
                 pair.open, pair.closed);
    events_add(batch, FIXTURE_NOW, fixture->kari, EVENT_TAKEN, pair.open, 0, "", "");
    events_add(batch, FIXTURE_NOW, fixture->kari, EVENT_TAKEN, pair.closed, 0, "", "");
    fixture_apply(fixture, batch);
    return pair;
}

/* The list, its count and its pages from both ends hold exactly these. */
static void expect_list(Db *db, const QueueQuery *query, gint64 first, gint64 second)
{
    g_autoptr(GError) error = NULL;
    guint expected = second ? 2 : 1;
    g_autoptr(GPtrArray) page = inquiries_page(db, query, 0, 0, 10, &error);
    g_autoptr(GPtrArray) back = inquiries_page_before(db, query, 0, 0, 10, &error);
    gint64 count = inquiries_count(db, query, &error);
    assert_no_error(error);
    assert_int_equal(page->len, expected);
    assert_int_equal(back->len, expected);
    assert_int_equal(count, expected);
    bool found = false;
    for (guint i = 0; i < page->len; i++)
        found = found || ((Inquiry *)page->pdata[i])->id == first;
    assert_true(found);
}

static void lists_counts_and_places(void **state)
{
    StoreFixture *fixture = *state;
    static const struct {
        const char *state;
        QueueView view;
    } views[] = {
        {"new", QUEUE_UNFINISHED},  {"open", QUEUE_MINE},     {"new", QUEUE_NEW},
        {"waiting", QUEUE_WAITING}, {"closed", QUEUE_CLOSED}, {"open", QUEUE_ALL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(views); i++) {
        DbBatch *batch = db_batch_new(NULL);
        db_batch_add(batch, "UPDATE inquiry SET silo = 'hr'", ""); /* those before */
        fixture_apply(fixture, batch);
        Pair pair = a_pair(fixture, views[i].state);
        bool watched = views[i].view != QUEUE_CLOSED;
        const QueueQuery queries[] = {
            {.view = views[i].view},
            {.view = views[i].view, .filter = "fisk"},
            {.view = views[i].view, .tag = "fisk"},
            {.view = views[i].view, .category = "press"},
            {.view = views[i].view, .due_before = watched ? 3000 : 0},
            {.view = views[i].view, .tag = "fisk", .filter = "budsjett"},
        };
        for (guint q = 0; q < G_N_ELEMENTS(queries); q++) {
            QueueQuery query = queries[q];
            query.operator_id = fixture->kari;
            query.now = FIXTURE_NOW;
            db_set_sight(fixture->db, OPEN_ONLY);
            expect_list(fixture->db, &query, pair.open, 0);
            gint64 key = watched && views[i].view != QUEUE_ALL ? 2000 : 1001;
            assert_int_equal(inquiries_position(fixture->db, &query, key, pair.closed, NULL), -1);
            db_set_sight(fixture->db, PRESS_TOO);
            expect_list(fixture->db, &query, pair.closed, pair.open);
            assert_true(inquiries_position(fixture->db, &query, key, pair.closed, NULL) >= 0);
        }
        db_set_sight(fixture->db, NULL);
    }
}

static void a_number_typed_finds_nothing_hidden(void **state)
{
    StoreFixture *fixture = *state;
    Pair pair = a_pair(fixture, "new");
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, pair.closed);
    QueueQuery query = {.view = QUEUE_ALL, .filter = number, .now = FIXTURE_NOW};
    db_set_sight(fixture->db, OPEN_ONLY);
    assert_int_equal(inquiries_count(fixture->db, &query, NULL), 0);
    db_set_sight(fixture->db, PRESS_TOO);
    assert_int_equal(inquiries_count(fixture->db, &query, NULL), 1);
    db_set_sight(fixture->db, NULL);
}

static void the_header_counts_what_is_seen(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    a_pair(fixture, "open");
    QueueCounts counts;
    db_set_sight(fixture->db, OPEN_ONLY);
    inquiries_counts(fixture->db, fixture->kari, FIXTURE_NOW, FIXTURE_NOW + 100, &counts, &error);
    assert_no_error(error);
    assert_int_equal(counts.open, 1);
    assert_int_equal(counts.mine, 1);
    assert_int_equal(counts.overdue, 1);
    db_set_sight(fixture->db, PRESS_TOO);
    inquiries_counts(fixture->db, fixture->kari, FIXTURE_NOW, FIXTURE_NOW + 100, &counts, &error);
    assert_int_equal(counts.open, 2);
    assert_int_equal(counts.mine, 2);
    assert_int_equal(counts.overdue, 2);
    db_set_sight(fixture->db, NULL);
}

/* Reads, and expects that there is no such thing. */
#define expect_not_found(call)                                                                     \
    do {                                                                                           \
        GError *error = NULL;                                                                      \
        assert_null(call);                                                                         \
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));               \
        g_error_free(error);                                                                       \
    } while (0)

static void one_of_it_is_not_found(void **state)
{
    StoreFixture *fixture = *state;
    Pair pair = a_pair(fixture, "new");
    gint64 message = fixture_number(fixture, "SELECT max(id) FROM message");
    DbBatch *batch = db_batch_new(NULL);
    messages_add_attachment(batch, "brev.pdf", "application/pdf", 3, NULL);
    fixture_apply(fixture, batch);
    gint64 attachment = fixture_number(fixture, "SELECT max(id) FROM attachment");
    db_set_sight(fixture->db, OPEN_ONLY);
    expect_not_found(inquiries_get(fixture->db, pair.closed, &error));
    expect_not_found(messages_get(fixture->db, message, &error));
    expect_not_found(messages_attachment(fixture->db, attachment, &error));
    expect_not_found(messages_raw(fixture->db, message, &error));
    g_autoptr(GPtrArray) messages = messages_of_inquiry(fixture->db, pair.closed, NULL);
    g_autoptr(GPtrArray) events = events_of_inquiry(fixture->db, pair.closed, NULL);
    g_autoptr(GPtrArray) feed = events_after(fixture->db, 0, 100, NULL);
    g_autoptr(GPtrArray) rest = rework_after(fixture->db, 0, 100, NULL);
    assert_int_equal(messages->len, 0);
    assert_int_equal(events->len, 0);
    for (guint i = 0; i < feed->len; i++)
        assert_int_not_equal(((Event *)feed->pdata[i])->inquiry, pair.closed);
    assert_int_equal(rest->len, 1);
    db_set_sight(fixture->db, PRESS_TOO);
    g_autoptr(GPtrArray) seen = events_of_inquiry(fixture->db, pair.closed, NULL);
    assert_true(seen->len > 0);
    db_set_sight(fixture->db, NULL);
}

static void the_next_one_is_one_that_is_seen(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 hidden = fixture_inquiry(fixture, "new", 0, 1000, "Presse", "Hei");
    gint64 open = fixture_inquiry(fixture, "new", 0, 2000, "Folketall", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'press' WHERE id = ?", "i", hidden);
    fixture_apply(fixture, batch);
    db_set_sight(fixture->db, OPEN_ONLY);
    g_autoptr(Inquiry) next = inquiries_next(fixture->db, &error);
    assert_int_equal(next->id, open);
    db_set_sight(fixture->db, PRESS_TOO);
    g_autoptr(Inquiry) first = inquiries_next(fixture->db, &error);
    assert_int_equal(first->id, hidden);
    db_set_sight(fixture->db, NULL);
}

int main(void)
{
    language_start("nb");
    static const StoreTest tests[] = {
        store_test(lists_counts_and_places),
        store_test(a_number_typed_finds_nothing_hidden),
        store_test(the_header_counts_what_is_seen),
        store_test(one_of_it_is_not_found),
        store_test(the_next_one_is_one_that_is_seen),
    };
    return run_on_both_carriers(tests);
}

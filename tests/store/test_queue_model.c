/*
 * The window on the queue over a real database: walking far, changes under the selection, and the
 * promise that the selection never moves to another inquiry by itself. On both carriers.
 */
#include "skranke/base/error.h"

#include "skranke/store/inquiries.h"

#include "skranke/tui/queue_model.h"

#include "store_fixture.h"

enum { HEIGHT = 10 };

/* Inquiries received one second after another; returns the number of the last. */
static gint64 add_many(StoreFixture *fixture, guint count, gint64 from)
{
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < count; i++) {
        g_autoptr(Inquiry) inquiry = inquiry_new();
        inquiry->subject = g_strdup("Emne");
        inquiry->received_at = from + i;
        inquiries_add(batch, inquiry, 0, FIXTURE_NOW);
    }
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM inquiry");
}

static void close_one(StoreFixture *fixture, gint64 id)
{
    DbBatch *batch = db_batch_new(NULL);
    inquiries_force_state(batch, id, INQUIRY_CLOSED, FIXTURE_NOW);
    fixture_apply(fixture, batch);
}

static QueueModel *model_of(StoreFixture *fixture)
{
    QueueModel *model = queue_model_new(fixture->db, fixture->kari);
    queue_model_set_height(model, HEIGHT);
    assert_true(queue_model_refresh(model, FIXTURE_NOW, NULL));
    return model;
}

static gint64 selected(const QueueModel *model)
{
    const Inquiry *inquiry = queue_model_selected(model);
    return inquiry ? inquiry->id : 0;
}

static void refresh(QueueModel *model)
{
    g_autoptr(GError) error = NULL;
    queue_model_refresh(model, FIXTURE_NOW, &error);
    assert_no_error(error);
}

static void an_empty_queue(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(QueueModel) model = model_of(fixture);
    assert_int_equal(queue_model_selected_line(model), -1);
    assert_null(queue_model_selected(model));
    assert_true(queue_model_move(model, 1, NULL) && queue_model_move(model, -1, NULL));
    assert_true(queue_model_last(model, NULL) && queue_model_first(model, NULL));
    assert_int_equal(queue_model_total(model), 0);
    assert_int_equal(queue_model_place(model), 0);
    add_many(fixture, 1, FIXTURE_NOW);
    refresh(model);
    assert_int_equal(selected(model), 1);
    assert_int_equal(queue_model_fresh(model), 1);
    queue_model_seen(model);
    assert_int_equal(queue_model_fresh(model), 0);
}

/* What is shown are always neighbours of the list, the selected one among them. */
static void expect_shown(const QueueModel *model, gint64 id)
{
    assert_int_equal(selected(model), id);
    int line = queue_model_selected_line(model);
    assert_in_range(line, 0, HEIGHT - 1);
    for (int i = 0; i < HEIGHT; i++) {
        const Inquiry *inquiry = queue_model_line(model, i);
        assert_non_null(inquiry);
        assert_int_equal(inquiry->id, id + i - line);
    }
}

static void walking_down_and_up_again(void **state)
{
    StoreFixture *fixture = *state;
    const gint64 count = 1500;
    add_many(fixture, (guint)count, 1000);
    g_autoptr(QueueModel) model = model_of(fixture);
    for (gint64 id = 1; id <= count; id++) {
        expect_shown(model, id);
        assert_int_equal(queue_model_place(model), MAX(1, id - HEIGHT + 1));
        assert_true(queue_model_move(model, 1, NULL));
    }
    expect_shown(model, count);
    for (gint64 id = count; id >= 1; id--) {
        expect_shown(model, id);
        assert_true(queue_model_move(model, -1, NULL));
    }
    expect_shown(model, 1);
    for (gint64 id = 1; id < count; id = MIN(count, id + HEIGHT - 1)) {
        expect_shown(model, id);
        assert_true(queue_model_move(model, HEIGHT - 1, NULL));
    }
    expect_shown(model, count);
}

static void to_the_ends_at_once(void **state)
{
    StoreFixture *fixture = *state;
    add_many(fixture, 1000, 1000);
    g_autoptr(QueueModel) model = model_of(fixture);
    assert_true(queue_model_last(model, NULL));
    expect_shown(model, 1000);
    assert_int_equal(queue_model_place(model), 991);
    for (gint64 id = 1000; id > 700; id--)
        assert_true(queue_model_move(model, -1, NULL));
    expect_shown(model, 700);
    assert_true(queue_model_first(model, NULL));
    expect_shown(model, 1);
    assert_int_equal(queue_model_total(model), 1000);
}

static void any_inquiry_can_be_selected(void **state)
{
    StoreFixture *fixture = *state;
    add_many(fixture, 1000, 1000);
    g_autoptr(QueueModel) model = model_of(fixture);
    static const gint64 ids[] = {5, 900, 1, 500, 1000};
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        assert_true(queue_model_select(model, ids[i], NULL));
        expect_shown(model, ids[i]);
    }
    close_one(fixture, 400);
    g_autoptr(GError) error = NULL;
    assert_false(queue_model_select(model, 400, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    expect_shown(model, 1000); /* and nothing has moved */
}

static void a_vanished_one_leaves_its_neighbour(void **state)
{
    StoreFixture *fixture = *state;
    add_many(fixture, 400, 1000);
    g_autoptr(QueueModel) model = model_of(fixture);
    assert_true(queue_model_move(model, 199, NULL));
    assert_int_equal(selected(model), 200);
    close_one(fixture, 200);
    refresh(model);
    assert_int_equal(queue_model_lost(model), 200);
    assert_int_equal(queue_model_lost(model), 0); /* said once */
    assert_int_equal(selected(model), 201);
    queue_model_last(model, NULL);
    close_one(fixture, 400);
    refresh(model);
    assert_int_equal(selected(model), 399);
}

static void what_comes_above_does_not_move_the_selection(void **state)
{
    StoreFixture *fixture = *state;
    add_many(fixture, 50, 100000);
    g_autoptr(QueueModel) model = model_of(fixture);
    queue_model_move(model, 20, NULL);
    int line = queue_model_selected_line(model);
    add_many(fixture, 5, 1000); /* older ones: above */
    refresh(model);
    assert_int_equal(selected(model), 21);
    assert_int_equal(queue_model_selected_line(model), line); /* nor does the view scroll */
    assert_int_equal(queue_model_fresh(model), 5);
    add_many(fixture, 900, 2000); /* more than are kept in memory */
    refresh(model);
    assert_int_equal(selected(model), 21);
    assert_int_equal(queue_model_selected_line(model), line);
    assert_int_equal(queue_model_total(model), 955);
    assert_int_equal(queue_model_place(model), 955 - 50 + 21 - line);
}

static void newest_first_where_work_is_done(void **state)
{
    StoreFixture *fixture = *state;
    add_many(fixture, 300, 1000);
    g_autoptr(QueueModel) model = model_of(fixture);
    assert_true(queue_model_set_view(model, QUEUE_ALL, NULL));
    assert_true(queue_model_first(model, NULL));
    assert_int_equal(selected(model), 300);
    queue_model_move(model, 3, NULL);
    add_many(fixture, 700, 5000);
    refresh(model);
    assert_int_equal(selected(model), 297);
    assert_true(queue_model_last(model, NULL));
    assert_int_equal(selected(model), 1);
}

static void a_filter_keeps_the_selected_one_where_it_can(void **state)
{
    StoreFixture *fixture = *state;
    static const char *const words[] = {"laks", "torsk", "laks", "sild", "laks"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        fixture_inquiry(fixture, "new", 0, 1000 + i, words[i], "tekst");
    g_autoptr(QueueModel) model = model_of(fixture);
    queue_model_move(model, 2, NULL);
    assert_true(queue_model_set_filter(model, "laks", NULL));
    assert_int_equal(queue_model_total(model), 3);
    assert_int_equal(queue_model_place(model), 1);
    assert_int_equal(selected(model), 3);
    assert_true(queue_model_set_filter(model, "hvalross", NULL));
    assert_int_equal(queue_model_selected_line(model), -1);
    assert_true(queue_model_set_filter(model, "", NULL));
    assert_int_equal(queue_model_total(model), 5);
}

/* Random moves while others add and close: the selection is on the same inquiry, or it vanished. */
static void random_changes(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GRand) random = g_rand_new_with_seed(10);
    gint64 last = add_many(fixture, 200, 100000);
    g_autoptr(QueueModel) model = model_of(fixture);
    for (int i = 0; i < 120; i++) {
        gint64 before = selected(model);
        gint32 what = g_rand_int_range(random, 0, 4);
        gint64 closed = 0;
        if (what == 0)
            last = add_many(fixture, (guint)g_rand_int_range(random, 1, 30),
                            g_rand_int_range(random, 1, 200000));
        else if (what == 1)
            close_one(fixture, closed = g_rand_boolean(random)
                                            ? before
                                            : g_rand_int_range(random, 1, (gint32)last + 1));
        else
            assert_true(queue_model_move(model, g_rand_int_range(random, -40, 41), NULL));
        if (what >= 2)
            before = selected(model);
        refresh(model);
        gint64 lost = queue_model_lost(model);
        assert_int_equal(lost, closed == before && before ? before : 0);
        if (!lost)
            assert_int_equal(selected(model), before);
    }
}

int main(void)
{
    const StoreTest tests[] = {
        store_test(an_empty_queue),
        store_test(walking_down_and_up_again),
        store_test(to_the_ends_at_once),
        store_test(any_inquiry_can_be_selected),
        store_test(a_vanished_one_leaves_its_neighbour),
        store_test(what_comes_above_does_not_move_the_selection),
        store_test(newest_first_where_work_is_done),
        store_test(a_filter_keeps_the_selected_one_where_it_can),
        store_test(random_changes),
    };
    return run_on_both_carriers(tests);
}

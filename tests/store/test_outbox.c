/* The outbox: every way an answer can go, and that no way is gone twice. On both carriers. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/content.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "store_fixture.h"

/* An inquiry with an answer that is held until not_before; returns the answer's message. */
static gint64 hold(StoreFixture *fixture, gint64 not_before)
{
    gint64 inquiry = fixture_inquiry(fixture, "open", fixture->kari, 1, "Folketall", "Hei");
    g_autoptr(Message) answer = fixture_message("i@b.example", "Re: Folketall", "Svar", "m@b");
    answer->direction = MESSAGE_OUT;
    answer->delivery = DELIVERY_HELD;
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, answer, NULL, NULL);
    outbox_add(batch, 0, "i@b.example", "k@b.example\no@b.example", true, "open", not_before);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM message");
}

static OutboxItem *item_of(StoreFixture *fixture, gint64 message)
{
    g_autoptr(GError) error = NULL;
    OutboxItem *item = outbox_of_message(fixture->db, message, &error);
    assert_no_error(error);
    assert_non_null(item);
    return item;
}

/* The item, its message and the server's words all say the same. */
static void check_state(StoreFixture *fixture, gint64 message, Delivery state, const char *answer)
{
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    g_autoptr(Message) shown = messages_get(fixture->db, message, NULL);
    assert_string_equal(delivery_words[item->state], delivery_words[state]);
    assert_string_equal(delivery_words[shown->delivery], delivery_words[state]);
    assert_string_equal(item->answer, answer);
    assert_string_equal(shown->delivery_answer, answer);
}

static guint due(StoreFixture *fixture, gint64 now)
{
    g_autoptr(GPtrArray) items = outbox_due(fixture->db, now, 100, NULL);
    return items->len;
}

static void begin_sending(StoreFixture *fixture, gint64 message)
{
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha = content_add(batch, "From: i", 7);
    outbox_begin(batch, item, sha, FIXTURE_NOW);
    fixture_apply(fixture, batch);
}

static void an_item_comes_back_whole(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW + 10);
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    assert_int_equal(item->message, message);
    assert_int_equal(item->inquiry, 1);
    assert_int_equal(item->draft, 0);
    assert_int_equal(item->state, DELIVERY_HELD);
    assert_int_equal(item->not_before, FIXTURE_NOW + 10);
    assert_int_equal(item->next_try_at, FIXTURE_NOW + 10);
    assert_int_equal(item->attempts, 0);
    assert_int_equal(item->sent_at, 0);
    assert_string_equal(item->sender, "i@b.example");
    assert_string_equal(item->addresses, "k@b.example\no@b.example");
    assert_true(item->close_after);
    assert_string_equal(item->state_before, "open");
    assert_int_equal(item->bytes, 0);
    assert_string_equal(item->subject, "Re: Folketall");
    g_autoptr(GError) error = NULL;
    assert_null(outbox_of_message(fixture->db, 1, &error));
    assert_no_error(error);
}

static void held_until_its_time_then_sent(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW + 10);
    assert_int_equal(due(fixture, FIXTURE_NOW + 9), 0);
    assert_int_equal(due(fixture, FIXTURE_NOW + 10), 1);
    begin_sending(fixture, message);
    check_state(fixture, message, DELIVERY_SENDING, "");
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    assert_int_equal(item->attempts, 1);
    g_autoptr(GBytes) bytes = content_read(fixture->db, item->bytes, NULL);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "From: i", 7);
    /* Nobody else sends it meanwhile; a worker that died leaves it due, with its bytes. */
    assert_int_equal(due(fixture, FIXTURE_NOW + OUTBOX_SENDING_SECONDS - 1), 0);
    assert_int_equal(due(fixture, FIXTURE_NOW + OUTBOX_SENDING_SECONDS), 1);
    DbBatch *batch = db_batch_new(NULL);
    outbox_sent(batch, item, "250 ok", FIXTURE_NOW + 20);
    fixture_apply(fixture, batch);
    check_state(fixture, message, DELIVERY_SENT, "250 ok");
    g_autoptr(OutboxItem) sent = item_of(fixture, message);
    g_autoptr(Message) shown = messages_get(fixture->db, message, NULL);
    assert_int_equal(sent->sent_at, FIXTURE_NOW + 20);
    assert_int_equal(shown->at, FIXTURE_NOW + 20);
    assert_int_equal(due(fixture, G_MAXINT64), 0);
}

static void withdrawn_or_sent_never_both(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW);
    g_autoptr(OutboxItem) seen = item_of(fixture, message);
    begin_sending(fixture, message);
    DbBatch *late = db_batch_new(NULL);
    outbox_withdraw(late, seen, FIXTURE_NOW);
    fixture_apply_fails(fixture, late, SKRANKE_ERROR_CONFLICT);
    check_state(fixture, message, DELIVERY_SENDING, "");
    gint64 other = hold(fixture, FIXTURE_NOW);
    g_autoptr(OutboxItem) held = item_of(fixture, other);
    DbBatch *batch = db_batch_new(NULL), *begin = db_batch_new(NULL);
    outbox_withdraw(batch, held, FIXTURE_NOW);
    outbox_begin(begin, held, NULL, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    fixture_apply_fails(fixture, begin, SKRANKE_ERROR_CONFLICT);
    check_state(fixture, other, DELIVERY_WITHDRAWN, "");
}

static void two_workers_never_both_begin(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW);
    g_autoptr(OutboxItem) seen = item_of(fixture, message);
    DbBatch *first = db_batch_new(NULL), *second = db_batch_new(NULL);
    outbox_begin(first, seen, NULL, FIXTURE_NOW);
    outbox_begin(second, seen, NULL, FIXTURE_NOW);
    fixture_apply(fixture, first);
    fixture_apply_fails(fixture, second, SKRANKE_ERROR_CONFLICT);
}

static void later_keeps_the_bytes(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW);
    begin_sending(fixture, message);
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    DbBatch *batch = db_batch_new(NULL);
    outbox_later(batch, item, DELIVERY_MAYBE_SENT, "timeout", FIXTURE_NOW + 60, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    check_state(fixture, message, DELIVERY_MAYBE_SENT, "timeout");
    assert_int_equal(due(fixture, FIXTURE_NOW + 59), 0);
    assert_int_equal(due(fixture, FIXTURE_NOW + 60), 1);
    g_autoptr(OutboxItem) waiting = item_of(fixture, message);
    batch = db_batch_new(NULL);
    outbox_begin(batch, waiting, NULL, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(OutboxItem) again = item_of(fixture, message);
    assert_int_equal(again->attempts, 2);
    assert_int_equal(again->bytes, item->bytes);
}

static void refused_until_somebody_tries_again(void **state)
{
    StoreFixture *fixture = *state;
    gint64 message = hold(fixture, FIXTURE_NOW);
    begin_sending(fixture, message);
    g_autoptr(OutboxItem) item = item_of(fixture, message);
    DbBatch *batch = db_batch_new(NULL);
    outbox_refused(batch, item, "550 no such user", FIXTURE_NOW);
    fixture_apply(fixture, batch);
    check_state(fixture, message, DELIVERY_REFUSED, "550 no such user");
    assert_int_equal(due(fixture, G_MAXINT64), 0);
    batch = db_batch_new(NULL);
    outbox_retry(batch, item, FIXTURE_NOW + 5);
    fixture_apply(fixture, batch);
    check_state(fixture, message, DELIVERY_QUEUED, "550 no such user");
    assert_int_equal(due(fixture, FIXTURE_NOW + 5), 1);
}

static void listed_and_counted(void **state)
{
    StoreFixture *fixture = *state;
    OutboxCounts counts;
    assert_true(outbox_counts(fixture->db, &counts, NULL));
    assert_int_equal(counts.waiting + counts.refused + counts.next_at, 0);
    gint64 refused = hold(fixture, FIXTURE_NOW), sent = hold(fixture, FIXTURE_NOW);
    gint64 held = hold(fixture, FIXTURE_NOW + 30), later = hold(fixture, FIXTURE_NOW + 20);
    begin_sending(fixture, refused);
    begin_sending(fixture, sent);
    g_autoptr(OutboxItem) refused_item = item_of(fixture, refused);
    g_autoptr(OutboxItem) sent_item = item_of(fixture, sent);
    DbBatch *batch = db_batch_new(NULL);
    outbox_refused(batch, refused_item, "no", FIXTURE_NOW);
    outbox_sent(batch, sent_item, "ok", FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_true(outbox_counts(fixture->db, &counts, NULL));
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.refused, 1);
    assert_int_equal(counts.next_at, FIXTURE_NOW + 20);
    g_autoptr(GPtrArray) list = outbox_list(fixture->db, 10, NULL);
    assert_int_equal(list->len, 3);
    assert_int_equal(((const OutboxItem *)list->pdata[0])->message, later);
    assert_int_equal(((const OutboxItem *)list->pdata[2])->message, refused);
    g_autoptr(GPtrArray) due_first = outbox_due(fixture->db, G_MAXINT64, 1, NULL);
    assert_int_equal(due_first->len, 1);
    assert_int_equal(((const OutboxItem *)due_first->pdata[0])->message, later);
    g_autoptr(GPtrArray) both = outbox_due(fixture->db, G_MAXINT64, 9, NULL);
    assert_int_equal(((const OutboxItem *)both->pdata[1])->message, held);
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(an_item_comes_back_whole),     store_test(held_until_its_time_then_sent),
        store_test(withdrawn_or_sent_never_both), store_test(two_workers_never_both_begin),
        store_test(later_keeps_the_bytes),        store_test(refused_until_somebody_tries_again),
        store_test(listed_and_counted),
    };
    return run_on_both_carriers(tests);
}

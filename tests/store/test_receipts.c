/*
 * Automatic mail that was sent, and documents of orders that are cases, on both carriers; and what
 * the intake asks about inquiries that may be joined.
 */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/intake_lookup.h"
#include "skranke/store/links.h"
#include "skranke/store/messages.h"
#include "skranke/store/pauses.h"
#include "skranke/store/receipts.h"

#include "store_fixture.h"

static void receipts_are_counted(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 inquiry = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "S", "T");
    DbBatch *batch = db_batch_new(NULL);
    receipts_add(batch, "kari@example.no", FIXTURE_NOW - 100, inquiry);
    receipts_add(batch, "kari@example.no", FIXTURE_NOW, EVENT_LATEST);
    receipts_add(batch, "kari@example.no", FIXTURE_NOW, inquiry); /* the same: counted once */
    receipts_add(batch, "ola@example.no", FIXTURE_NOW - 5000, inquiry);
    fixture_apply(fixture, batch);
    assert_int_equal(receipts_to(fixture->db, "kari@example.no", FIXTURE_NOW - 100, &error), 2);
    assert_int_equal(receipts_to(fixture->db, "kari@example.no", FIXTURE_NOW - 99, &error), 1);
    assert_int_equal(receipts_to(fixture->db, "per@example.no", 0, &error), 0);
    assert_int_equal(receipts_for(fixture->db, inquiry, 0, &error), 3);
    assert_int_equal(receipts_for(fixture->db, inquiry, FIXTURE_NOW - 3600, &error), 2);

    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    const char *const asked[] = {"kari@example.no", "ola@example.no", "kari@example.no", "x'y@z"};
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
        g_ptr_array_add(addresses, (gpointer)asked[i]);
    g_autoptr(GHashTable) counts =
        receipts_to_many(fixture->db, addresses, FIXTURE_NOW - 3600, &error);
    assert_no_error(error);
    assert_int_equal(g_hash_table_size(counts), 1);
    assert_int_equal(GPOINTER_TO_INT(g_hash_table_lookup(counts, "kari@example.no")), 2);

    batch = db_batch_new(NULL);
    receipts_forget(batch, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_int_equal(receipts_for(fixture->db, inquiry, 0, &error), 1);
}

/* The number stands in subject and text, however often; nothing else is touched. */
static void a_message_learns_its_number(void **state)
{
    StoreFixture *fixture = *state;
    gint64 inquiry = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "{#} S", "T {#}");
    g_autoptr(Message) message =
        fixture_message("info@byraa.example", "Ref " RECEIPTS_REFERENCE,
                        "A " RECEIPTS_REFERENCE " B " RECEIPTS_REFERENCE ".", "r@x");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, message, NULL, NULL);
    receipts_number(batch);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(fixture->db, inquiry, NULL);
    const Message *first = messages->pdata[0], *second = messages->pdata[1];
    g_autofree char *text =
        g_strdup_printf("A #%" G_GINT64_FORMAT " B #%" G_GINT64_FORMAT ".", inquiry, inquiry);
    g_autofree char *subject = g_strdup_printf("Ref #%" G_GINT64_FORMAT, inquiry);
    assert_string_equal(second->text, text);
    assert_string_equal(second->subject, subject);
    assert_string_equal(first->text, "T {#}");
}

static void ordered_documents(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 first = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "S", "T");
    DbBatch *batch = db_batch_new(NULL);
    access_orders_link(batch, "o1", FIXTURE_NOW);
    access_orders_add(batch, "o1", "d1", EVENT_LATEST, "2026/412", "1", "2101/26");
    fixture_apply(fixture, batch);
    gint64 second = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "S", "T");
    batch = db_batch_new(NULL);
    access_orders_link(batch, "o1", FIXTURE_NOW);
    access_orders_add(batch, "o1", "d2", second, "2026/412", "2", NULL);
    fixture_apply(fixture, batch);
    assert_int_equal(access_orders_find(fixture->db, "o1", "d1", &error), first);
    assert_int_equal(access_orders_find(fixture->db, "o1", "d2", &error), second);
    assert_int_equal(access_orders_find(fixture->db, "o2", "d1", &error), 0);
    assert_no_error(error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM link WHERE kind = 'same_order'"),
                     1);
    assert_int_equal(fixture_number(fixture, "SELECT other FROM link"), first);

    /* Twice is once. */
    batch = db_batch_new(NULL);
    access_orders_add(batch, "o1", "d1", second, "", "", "");
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_CONFLICT);

    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, (gpointer) "o1");
    g_ptr_array_add(ids, (gpointer) "o3");
    g_autoptr(GHashTable) known = access_orders_of(fixture->db, ids, &error);
    assert_no_error(error);
    assert_int_equal(g_hash_table_size(known), 2);
    g_autofree char *key = access_orders_key("o1", "d2");
    const AccessOrder *order = g_hash_table_lookup(known, key);
    assert_int_equal(order->inquiry, second);
    assert_int_equal(order->message,
                     fixture_number(fixture, "SELECT max(id) FROM message WHERE direction = 'in'"));
}

static void inquiries_that_may_be_joined(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 first = fixture_inquiry(fixture, "waiting", fixture->kari, FIXTURE_NOW, "S", "T");
    gint64 second = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "S", "T");
    DbBatch *batch = db_batch_new(NULL);
    pauses_begin(batch, first, FIXTURE_NOW - 50); /* before its clocks started */
    pauses_end(batch, first, FIXTURE_NOW - 40);
    pauses_begin(batch, first, FIXTURE_NOW + 10);
    pauses_end(batch, first, FIXTURE_NOW + 20);
    pauses_begin(batch, first, FIXTURE_NOW + 30);
    fixture_apply(fixture, batch);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) none = intake_find_inquiries(fixture->db, ids, &error);
    assert_int_equal(g_hash_table_size(none), 0);
    gint64 absent = 4711;
    g_array_append_val(ids, first);
    g_array_append_val(ids, second);
    g_array_append_val(ids, absent);
    g_autoptr(GHashTable) found = intake_find_inquiries(fixture->db, ids, &error);
    assert_no_error(error);
    assert_int_equal(g_hash_table_size(found), 2);
    const IntakeInquiry *known = g_hash_table_lookup(found, &first);
    assert_int_equal(known->record->state, INQUIRY_WAITING);
    assert_int_equal(known->record->owner, fixture->kari);
    assert_int_equal(known->pauses->len, 2);
    assert_int_equal(g_array_index(known->pauses, ClockPause, 1).from_at, FIXTURE_NOW + 30);
    assert_int_equal(g_array_index(known->pauses, ClockPause, 1).until_at, 0);

    /* Somebody takes it meanwhile: what was read no longer holds. */
    batch = db_batch_new(NULL);
    intake_expect_unchanged(batch, known->record);
    fixture_apply(fixture, batch);
    batch = db_batch_new(NULL);
    inquiries_force_state(batch, first, INQUIRY_OPEN, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    batch = db_batch_new(NULL);
    intake_expect_unchanged(batch, known->record);
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_CONFLICT);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(receipts_are_counted),
        store_test(a_message_learns_its_number),
        store_test(ordered_documents),
        store_test(inquiries_that_may_be_joined),
    };
    return run_on_both_carriers(tests);
}

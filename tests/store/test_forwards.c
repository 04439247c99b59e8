/* Forwards: found by token and inquiry, due once, settled once, measured. On both carriers. */
#include "skranke/base/error.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "store_fixture.h"

enum { HOUR = 3600 };

/* A forward of an inquiry with its mail; the message's number. */
static gint64 add_forward(StoreFixture *fixture, gint64 inquiry, const char *token, gint64 at,
                          gint64 due_at)
{
    Forward forward = {.inquiry = inquiry,
                       .token = (char *)token,
                       .section = (char *)"240",
                       .name = (char *)"Seksjon for prisstatistikk",
                       .address = (char *)"s240@byraa.example",
                       .operator_id = fixture->kari,
                       .at = at,
                       .due_at = due_at};
    g_autoptr(Message) mail = fixture_message("post@byraa.example", "S", "T", token);
    mail->direction = MESSAGE_OUT;
    mail->purpose = PURPOSE_FORWARD;
    mail->delivery = DELIVERY_SENT;
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, mail, NULL, NULL);
    forwards_add(batch, &forward);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM message");
}

static void settle(StoreFixture *fixture, gint64 forward, ForwardState state, gint64 answer)
{
    DbBatch *batch = db_batch_new(NULL);
    forwards_settle(batch, forward, state, answer, FIXTURE_NOW + 5);
    fixture_apply(fixture, batch);
}

static void kept_as_it_was_sent(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 inquiry = fixture_inquiry(fixture, "waiting", fixture->kari, FIXTURE_NOW, "KPI", "Hei");
    gint64 mail = add_forward(fixture, inquiry, "abcdefgh2345", FIXTURE_NOW, FIXTURE_NOW + HOUR);
    g_autoptr(Message) notice = fixture_message("post@byraa.example", "N", "T", "n@x");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, notice, NULL, NULL);
    forwards_set_notice(batch, "abcdefgh2345");
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) all = forwards_of_inquiry(fixture->db, inquiry, &error);
    assert_no_error(error);
    assert_int_equal(all->len, 1);
    g_autoptr(Forward) forward = forward_copy(all->pdata[0]);
    assert_int_equal(forward->inquiry, inquiry);
    assert_int_equal(forward->message, mail);
    assert_int_equal(forward->notice, mail + 1);
    assert_string_equal(forward->token, "abcdefgh2345");
    assert_string_equal(forward->section, "240");
    assert_int_equal(forward->person, 0);
    assert_string_equal(forward->name, "Seksjon for prisstatistikk");
    assert_string_equal(forward->address, "s240@byraa.example");
    assert_int_equal(forward->operator_id, fixture->kari);
    assert_int_equal(forward->due_at, FIXTURE_NOW + HOUR);
    assert_int_equal(forward->state, FORWARD_WAITING);
    assert_int_equal(forward->answer, 0);
    g_autoptr(Inquiry) seen = inquiries_get(fixture->db, inquiry, &error);
    assert_string_equal(seen->forwarded_to, "Seksjon for prisstatistikk");
    assert_int_equal(seen->forward_due_at, FIXTURE_NOW + HOUR);
    DbBatch *nobody = db_batch_new(NULL);
    forwards_set_notice(nobody, "unknown");
    fixture_apply_fails(fixture, nobody, SKRANKE_ERROR_CONFLICT);
}

static void found_by_token(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 first = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW, "A", "a");
    gint64 second = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW, "B", "b");
    add_forward(fixture, first, "first", FIXTURE_NOW, 1);
    add_forward(fixture, second, "second", FIXTURE_NOW, 1);
    g_autoptr(GPtrArray) tokens = g_ptr_array_new();
    g_autoptr(Forward) none = forwards_by_token(fixture->db, tokens, &error);
    assert_null(none);
    g_ptr_array_add(tokens, (char *)"second");
    g_ptr_array_add(tokens, (char *)"'; --");
    g_ptr_array_add(tokens, (char *)"first");
    g_autoptr(Forward) newest = forwards_by_token(fixture->db, tokens, &error);
    assert_no_error(error);
    assert_int_equal(newest->inquiry, second);
    g_autoptr(GArray) inquiries = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(inquiries, first);
    g_autoptr(GPtrArray) of = forwards_of_inquiries(fixture->db, inquiries, &error);
    assert_int_equal(of->len, 1);
    assert_string_equal(((const Forward *)of->pdata[0])->token, "first");
}

static void settled_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 inquiry = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW, "A", "a");
    add_forward(fixture, inquiry, "one", FIXTURE_NOW, FIXTURE_NOW + HOUR);
    g_autoptr(GPtrArray) early = forwards_due(fixture->db, FIXTURE_NOW, 10, &error);
    assert_int_equal(early->len, 0);
    g_autoptr(GPtrArray) due = forwards_due(fixture->db, FIXTURE_NOW + HOUR, 10, &error);
    assert_int_equal(due->len, 1);
    gint64 id = ((const Forward *)due->pdata[0])->id;
    settle(fixture, id, FORWARD_SILENT, 0);
    DbBatch *again = db_batch_new(NULL);
    forwards_settle(again, id, FORWARD_SILENT, 0, FIXTURE_NOW);
    fixture_apply_fails(fixture, again, SKRANKE_ERROR_CONFLICT);
    g_autoptr(GPtrArray) none = forwards_due(fixture->db, FIXTURE_NOW + HOUR, 10, &error);
    assert_int_equal(none->len, 0);
    /* A late answer is still welcome. */
    g_autoptr(Forward) late = forwards_open(fixture->db, inquiry, &error);
    assert_int_equal(late->state, FORWARD_SILENT);
    settle(fixture, id, FORWARD_ANSWERED, EVENT_LATEST);
    g_autoptr(GPtrArray) all = forwards_of_inquiry(fixture->db, inquiry, &error);
    const Forward *answered = all->pdata[0];
    assert_int_equal(answered->state, FORWARD_ANSWERED);
    assert_int_equal(answered->settled_at, FIXTURE_NOW + 5);
    assert_int_equal(answered->answer, fixture_number(fixture, "SELECT max(id) FROM message"));
    DbBatch *back = db_batch_new(NULL);
    forwards_settle(back, id, FORWARD_TAKEN_BACK, 0, FIXTURE_NOW);
    fixture_apply_fails(fixture, back, SKRANKE_ERROR_CONFLICT);
    assert_null(forwards_open(fixture->db, inquiry, &error));
    assert_no_error(error);
}

static void the_first_that_left_is_measured(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 inquiry = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW - HOUR, "A", "a");
    gint64 undone = add_forward(fixture, inquiry, "undone", FIXTURE_NOW, 1);
    add_forward(fixture, inquiry, "left", FIXTURE_NOW + 10, 1);
    add_forward(fixture, inquiry, "again", FIXTURE_NOW + 20, 1);
    DbBatch *batch = db_batch_new(NULL);
    messages_set_delivery(batch, undone, DELIVERY_WITHDRAWN, 0);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) times =
        forwards_times(fixture->db, FIXTURE_NOW, FIXTURE_NOW + HOUR, &error);
    assert_no_error(error);
    assert_int_equal(times->len, 1);
    const ForwardTime *time = times->pdata[0];
    assert_int_equal(time->inquiry, inquiry);
    assert_int_equal(time->received_at, FIXTURE_NOW - HOUR);
    assert_int_equal(time->forwarded_at, FIXTURE_NOW + 10);
    assert_string_equal(time->mailbox, "");
    g_autoptr(GPtrArray) later =
        forwards_times(fixture->db, FIXTURE_NOW + 11, FIXTURE_NOW + HOUR, &error);
    assert_int_equal(later->len, 0);
}

static void nothing_out_of_a_closed_silo(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 inquiry = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW, "A", "a");
    add_forward(fixture, inquiry, "hidden", FIXTURE_NOW, 1);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'respondents'", "");
    fixture_apply(fixture, batch);
    db_set_sight(fixture->db, ",open,");
    g_autoptr(GPtrArray) tokens = g_ptr_array_new();
    g_ptr_array_add(tokens, (char *)"hidden");
    g_autoptr(GPtrArray) all = forwards_of_inquiry(fixture->db, inquiry, &error);
    g_autoptr(GPtrArray) due = forwards_due(fixture->db, FIXTURE_NOW, 10, &error);
    g_autoptr(GPtrArray) times = forwards_times(fixture->db, 0, FIXTURE_NOW + 1, &error);
    g_autoptr(Forward) found = forwards_by_token(fixture->db, tokens, &error);
    g_autoptr(Forward) open = forwards_open(fixture->db, inquiry, &error);
    db_set_sight(fixture->db, NULL);
    assert_no_error(error);
    assert_int_equal(all->len + due->len + times->len, 0);
    assert_null(found);
    assert_null(open);
}

int main(void)
{
    const StoreTest tests[] = {
        store_test(kept_as_it_was_sent),
        store_test(found_by_token),
        store_test(settled_once),
        store_test(the_first_that_left_is_measured),
        store_test(nothing_out_of_a_closed_silo),
    };
    return run_on_both_carriers(tests);
}

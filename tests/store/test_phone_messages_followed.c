/* Messages to colleagues followed up: done, waiting again, silent, reminded of, refused; they and
 * call-backs are seen only where the inquiry is. On both carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/forwarding.h"

#include "message_counter.h"

static void set_delivery(StoreFixture *fixture, const char *state)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = ? WHERE id = (SELECT max(id) FROM outbox)", "s",
                 state);
    db_batch_add(batch,
                 "UPDATE message SET delivery = ? WHERE id = (SELECT message FROM outbox "
                 "ORDER BY id DESC LIMIT 1)",
                 "s", state);
    fixture_apply(fixture, batch);
}

static void not_undone_once_it_has_left(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "eng");
    gint64 id = counter_take(&counter, &given);
    set_delivery(fixture, "sent");
    assert_refused(act_undo(counter.desk, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    g_autoptr(PhoneMessage) message = counter_look(&counter, id);
    assert_int_equal(message->state, PHONE_MESSAGE_WAITING);
    assert_string_equal(message->delivery, "sent");
    counter_end(&counter);
}

/* ---- followed up ---- */

static void settled_with_its_inquiry_and_waits_again(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "eng");
    gint64 id = counter_take(&counter, &given);
    g_autoptr(PhoneMessage) message = counter_look(&counter, id);
    assert_done(act_close(counter.desk, message->inquiry, &error), error);
    g_autoptr(PhoneMessage) done = counter_look(&counter, id);
    assert_int_equal(done->state, PHONE_MESSAGE_DONE);
    assert_int_equal(counter_counts_at(&counter, FIXTURE_NOW).messages, 0);
    assert_done(act_undo(counter.desk, NULL, &error), error);
    g_autoptr(PhoneMessage) again = counter_look(&counter, id);
    g_autoptr(Inquiry) inquiry = counter_inquiry_of(&counter, id);
    assert_int_equal(again->state, PHONE_MESSAGE_WAITING);
    assert_int_equal(again->settled_at, 0);
    assert_string_equal(inquiry->forwarded_to, "Ed Young");
    /* Done by a key of the list, it waits again by the same undo. */
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'sent'", "");
    fixture_apply(fixture, batch);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    assert_done(act_undo(counter.desk, NULL, &error), error);
    g_autoptr(PhoneMessage) back = counter_look(&counter, id);
    assert_int_equal(back->state, PHONE_MESSAGE_WAITING);
    batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'held'", "");
    fixture_apply(fixture, batch);
    /* Done while the mail is held: it does not leave any more. */
    assert_done(phone_message_done(counter.desk, id, &error), error);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    g_autoptr(PhoneMessage) last = counter_look(&counter, id);
    assert_string_equal(last->delivery, "withdrawn");
    assert_refused(phone_message_remind(counter.desk, id, &error), error, SKRANKE_ERROR_CONFLICT);
    counter_end(&counter);
}

static void make_silent(StoreFixture *fixture)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE forward SET due_at = ?", "i", FIXTURE_NOW - 1);
    db_batch_add(batch, "UPDATE phone_message SET due_at = ?", "i", FIXTURE_NOW - 1);
    fixture_apply(fixture, batch);
}

static void silence_brings_it_back_and_a_reminder_goes(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "eng");
    gint64 id = counter_take(&counter, &given);
    assert_int_equal(counter_counts_at(&counter, counter_at(11, 15) - 1).messages_due, 0);
    assert_int_equal(counter_counts_at(&counter, counter_at(11, 15)).messages_due, 1);
    make_silent(fixture);
    assert_int_equal(forwarding_sweep(counter.desk, &error), 1);
    g_autoptr(Inquiry) back = counter_inquiry_of(&counter, id);
    assert_int_equal(back->state, INQUIRY_OPEN);
    assert_true(back->bumped);
    g_autoptr(PhoneMessage) due = counter_look(&counter, id);
    assert_int_equal(due->state, PHONE_MESSAGE_WAITING);
    assert_done(phone_message_remind(counter.desk, id, &error), error);
    g_autoptr(PhoneMessage) reminded = counter_look(&counter, id);
    g_autoptr(Inquiry) waits = counter_inquiry_of(&counter, id);
    g_autoptr(Message) mail = counter_mail_of(&counter, waits->id);
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(fixture->db, waits->id, &error);
    const Forward *forward = forwards->pdata[0];
    assert_int_equal(reminded->reminders, 1);
    assert_int_equal(reminded->due_at, counter_at(11, 15));
    assert_int_equal(waits->state, INQUIRY_WAITING);
    assert_false(waits->bumped);
    assert_int_equal(waits->forward_due_at, counter_at(11, 15));
    assert_int_equal(forwards->len, 1);
    assert_int_equal(forward->message, mail->id);
    /* The mark is the first mail's: a reply to either is an answer. */
    assert_holds(mail->subject, forward->token);
    assert_holds(mail->subject, "Reminder: Message to Ed Young");
    counter_end(&counter);
}

/* What came back is shown at once, before what is only late, and a reminder asks anew. */
static void a_refusal_cannot_wait(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "eng");
    gint64 first = counter_take(&counter, &given), second = counter_take(&counter, &given);
    g_autoptr(PhoneMessage) bounced = counter_look(&counter, second);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE message SET delivery = 'sent'", "");
    forwards_settle(batch, bounced->forward, FORWARD_TAKEN_BACK, EVENT_LATEST, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) waiting = phone_messages_list(fixture->db, true, 10, &error);
    assert_int_equal(waiting->len, 2);
    const PhoneMessage *top = waiting->pdata[0], *next = waiting->pdata[1];
    assert_int_equal(top->id, second);
    assert_string_equal(top->delivery, "refused");
    assert_int_equal(next->id, first);
    assert_string_equal(next->delivery, "sent");
    assert_int_equal(counter_counts_at(&counter, FIXTURE_NOW).messages_due, 1);
    assert_done(phone_message_remind(counter.desk, second, &error), error);
    g_autoptr(PhoneMessage) again = counter_look(&counter, second);
    assert_true(again->forward > bounced->forward);
    assert_string_equal(again->delivery, "held");
    counter_end(&counter);
}

static void seen_where_the_inquiry_is(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 call = counter_ring(&counter);
    gint64 back = call_back_add(counter.desk, call, NULL, NULL, NULL, 0, &error);
    assert_done(back, error);
    NewPhoneMessage given = {.call = call, .wish = WISH_CALL_BACK};
    gint64 id = counter_take(&counter, &given);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'hr'", "");
    db_batch_add(batch, "UPDATE call_back SET state = 'unhandled', settled_at = NULL", "");
    fixture_apply(fixture, batch);
    assert_int_equal(counter_counts_at(&counter, counter_at(20, 0)).messages_due, 1);
    db_set_sight(fixture->db, ",open,");
    g_autoptr(GPtrArray) messages = phone_messages_list(fixture->db, false, 10, &error);
    g_autoptr(GPtrArray) call_backs = call_backs_list(fixture->db, false, 10, &error);
    assert_int_equal(messages->len, 0);
    assert_int_equal(call_backs->len, 0);
    assert_null(call_backs_of_number(fixture->db, NUMBER, &error));
    FollowUpCounts none = counter_counts_at(&counter, counter_at(20, 0));
    assert_int_equal(none.messages + none.messages_due + none.call_backs + none.call_backs_due, 0);
    assert_refused(phone_messages_get(fixture->db, id, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(call_back_try(counter.desk, back, RESULT_SPOKE, "", &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    db_set_sight(fixture->db, NULL);
    counter_end(&counter);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(not_undone_once_it_has_left),
        store_test(settled_with_its_inquiry_and_waits_again),
        store_test(silence_brings_it_back_and_a_reminder_goes),
        store_test(a_refusal_cannot_wait),
        store_test(seen_where_the_inquiry_is),
    };
    return run_on_both_carriers(tests);
}

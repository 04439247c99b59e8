/* Messages to colleagues about callers: what goes with them, in which language, what is refused,
 * and the call that they end, in one batch. On both carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/calls.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"

#include "message_counter.h"

/* ---- a message ---- */

static void goes_with_all_that_is_needed(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    NewPhoneMessage given = counter_message_to(&counter, "kno");
    gint64 id = counter_take(&counter, &given);
    g_autoptr(PhoneMessage) message = counter_look(&counter, id);
    g_autoptr(Inquiry) inquiry = counter_inquiry_of(&counter, id);
    g_autoptr(Message) mail = counter_mail_of(&counter, inquiry->id);
    assert_string_equal(message->number, NUMBER);
    assert_string_equal(message->delivery, "held");
    assert_string_equal(message->person_name, "Kari Nordmann");
    assert_int_equal(message->due_at, counter_at(13, 15)); /* of the day they are back */
    assert_int_equal(inquiry->state, INQUIRY_WAITING);
    assert_int_equal(inquiry->channel, CHANNEL_PHONE);
    assert_string_equal(inquiry->category, "switchboard_call");
    assert_string_equal(inquiry->forwarded_to, "Kari Nordmann");
    assert_int_equal(inquiry->forward_due_at, counter_at(13, 15));
    assert_int_equal(inquiry->message_count, 2);
    g_autofree char *mark = g_strdup_printf("[#%" G_GINT64_FORMAT "-", inquiry->id);
    assert_true(g_str_has_prefix(mail->subject, mark));
    assert_holds(mail->text, mark);
    assert_holds(mail->subject, "Beskjed til Kari Nordmann: ring tilbake til Per Ring, 912 34 567");
    const char *parts[] = {"Nokon har ringt",     "Kven: Per Ring",
                           "Telefon: 912 34 567", "vil bli ringd opp",
                           "Når: etter kl. 14",   "10.03.2026 10:12",
                           "13.03.2026 15:00",    counter.desk->operator_->name};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        assert_holds(mail->text, parts[i]);
    assert_lacks(mail->text, IDENTITY);
    assert_lacks(mail->text, "{#}");
    assert_lacks(mail->text, "hemmelig");
    g_autoptr(OutboxItem) item = outbox_of_message(fixture->db, mail->id, NULL);
    assert_string_equal(item->addresses, "kno@byraa.example");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 1);
    counter_end(&counter);
}

static void in_the_language_of_its_receiver(void **state)
{
    Counter counter = counter_begin(*state);
    g_autoptr(GError) error = NULL;
    const struct {
        const char *initials, *part;
    } cases[] = {{"kno", "Nokon har ringt"}, {"eng", "Somebody rang"}, {"tom", "Noen har ringt"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        NewPhoneMessage given = counter_message_to(&counter, cases[i].initials);
        g_autoptr(PhoneMessageReview) review =
            phone_message_review(counter.desk, counter.directory, &given, &error);
        assert_no_error(error);
        assert_holds(review->text, cases[i].part);
    }
    FollowUpCounts none = counter_counts_at(&counter, FIXTURE_NOW);
    assert_int_equal(none.messages, 0);
    counter_end(&counter);
}

static bool warns(const PhoneMessageReview *review, const char *part)
{
    for (guint i = 0; i < review->warnings->len; i++)
        if (strstr(review->warnings->pdata[i], part))
            return true;
    return false;
}

static void what_is_missing_is_said(void **state)
{
    Counter counter = counter_begin(*state);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "kno");
    given.number = "skjult";
    g_autoptr(PhoneMessageReview) away =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_no_error(error);
    assert_true(warns(away, "Kari Nordmann is away"));
    assert_true(warns(away, "no number to ring back"));
    assert_true(warns(away, "masked"));
    given = counter_message_to(&counter, "tom");
    g_autoptr(PhoneMessageReview) shared =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_string_equal(shared->to_address, "s240@byraa.example");
    assert_true(warns(shared, "s240@byraa.example"));
    counter_end(&counter);
}

/* When the caller wants it is when it is due, where that is a moment to come. */
static void due_when_it_is_wanted(void **state)
{
    Counter counter = counter_begin(*state);
    const gint64 otherwise = counter_at(11, 15);
    const struct {
        const char *wanted;
        gint64 due;
    } cases[] = {{"kl 2", counter_at(10, 14)},  {"før 12", counter_at(10, 12)},
                 {"i dag", counter_at(10, 15)}, {"12.3.", counter_at(12, 15)},
                 {"når som helst", otherwise},  {"09:00", otherwise}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        NewPhoneMessage given = counter_message_to(&counter, "eng");
        given.wanted = cases[i].wanted;
        g_autoptr(PhoneMessageReview) review =
            phone_message_review(counter.desk, counter.directory, &given, &error);
        assert_no_error(error);
        if (review->due_at != cases[i].due)
            fail_msg("%s is due at %" PRId64 ", not %" PRId64, cases[i].wanted, review->due_at,
                     cases[i].due);
    }
    counter_end(&counter);
}

/* A sentence is no number; nothing said of the matter is asked about. */
static void what_is_asked_before_it_goes(void **state)
{
    Counter counter = counter_begin(*state);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "eng");
    g_autoptr(PhoneMessageReview) whole =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_int_equal(whole->asks->len, 0);
    given.text = " ";
    g_autoptr(PhoneMessageReview) empty =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_no_error(error);
    assert_int_equal(empty->asks->len, 1);
    given.number = "Vil snakke om AKU";
    assert_refused(phone_message_send(counter.desk, counter.directory, &given, &error), error,
                   SKRANKE_ERROR_USAGE);
    counter_end(&counter);
}

/* The section's address is our own mailbox: nobody can be mailed, and nothing is lost. */
static void kept_without_an_address(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = counter_message_to(&counter, "ulf");
    g_autoptr(PhoneMessageReview) review =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_string_equal(review->to_address, "");
    assert_true(warns(review, "No mail is sent"));
    gint64 id = counter_take(&counter, &given);
    g_autoptr(PhoneMessage) message = counter_look(&counter, id);
    g_autoptr(Inquiry) inquiry = counter_inquiry_of(&counter, id);
    assert_string_equal(message->delivery, "");
    assert_int_equal(message->forward, 0);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_int_equal(inquiry->owner, fixture->kari);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    assert_refused(phone_message_remind(counter.desk, id, &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    g_autoptr(Inquiry) closed = counter_inquiry_of(&counter, id);
    assert_int_equal(closed->state, INQUIRY_CLOSED);
    counter_end(&counter);
}

static void refused_where_it_must_be(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage press = counter_message_to(&counter, "dir");
    press.text = "Ringer fra NRK, journalist, vil intervjue direktøren til nyhetene";
    NewPhoneMessage empty = {.person = counter_person(&counter, "kno")};
    NewPhoneMessage nobody = {.person = 4711, .text = "Hei"},
                    unknown = {.section = "999", .text = "x"};
    NewPhoneMessage both = {
        .person = counter_person(&counter, "kno"), .section = "240", .text = "Hei"};
    NewPhoneMessage late = counter_message_to(&counter, "kno");
    late.due_at = FIXTURE_NOW - 1;
    const struct {
        const NewPhoneMessage *given;
        int code;
    } cases[] = {{&press, SKRANKE_ERROR_REFUSED},    {&empty, SKRANKE_ERROR_USAGE},
                 {&nobody, SKRANKE_ERROR_NOT_FOUND}, {&unknown, SKRANKE_ERROR_NOT_FOUND},
                 {&both, SKRANKE_ERROR_USAGE},       {&late, SKRANKE_ERROR_USAGE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 id = phone_message_send(counter.desk, counter.directory, cases[i].given, &error);
        assert_refused(id, error, cases[i].code);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM inquiry"), 0);
    counter_end(&counter);
}

/* ---- with a call, and undone ---- */

static void filled_in_by_the_call_and_ends_it(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = counter_begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 call = counter_ring(&counter);
    NewPhoneMessage given = {.call = call, .wish = WISH_CALLS_AGAIN};
    gint64 id = counter_take(&counter, &given);
    g_autoptr(PhoneMessage) message = counter_look(&counter, id);
    assert_string_equal(message->caller, "Per Ring");
    assert_string_equal(message->number, NUMBER);
    assert_string_equal(message->text, "Om KPI");
    assert_string_equal(message->person_name, "Ed Young");
    g_autoptr(Call) ended = calls_get(fixture->db, call, &error);
    assert_int_equal(ended->outcome, CALL_MESSAGE);
    assert_int_equal(ended->inquiry, message->inquiry);
    assert_int_equal(ended->ended_at, FIXTURE_NOW);
    assert_string_equal(ended->status, "in");
    /* One undo takes back the message and opens the call. */
    g_autofree char *done = NULL;
    assert_done(act_undo(counter.desk, &done, &error), error);
    g_autoptr(PhoneMessage) withdrawn = counter_look(&counter, id);
    g_autoptr(Inquiry) inquiry = counter_inquiry_of(&counter, id);
    g_autoptr(Call) open = calls_get(fixture->db, call, &error);
    assert_int_equal(withdrawn->state, PHONE_MESSAGE_WITHDRAWN);
    assert_string_equal(withdrawn->delivery, "withdrawn");
    assert_int_equal(inquiry->state, INQUIRY_CLOSED);
    assert_string_equal(inquiry->forwarded_to, "");
    assert_int_equal(open->ended_at, 0);
    assert_int_equal(open->outcome, CALL_NONE);
    FollowUpCounts none = counter_counts_at(&counter, counter_at(20, 12));
    assert_int_equal(none.messages, 0);
    counter_end(&counter);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(goes_with_all_that_is_needed), store_test(in_the_language_of_its_receiver),
        store_test(what_is_missing_is_said),      store_test(due_when_it_is_wanted),
        store_test(what_is_asked_before_it_goes), store_test(kept_without_an_address),
        store_test(refused_where_it_must_be),     store_test(filled_in_by_the_call_and_ends_it),
    };
    return run_on_both_carriers(tests);
}

/* Messages to colleagues about callers: one batch, followed up, undone while held; they and
 * call-backs are seen only where the inquiry is. On both carriers. The moment is Tuesday 2026-03-10
 * 10:12; the counter is open 9 to 15. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

#include "skranke/store/calls.h"
#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/forwarding.h"
#include "skranke/desk/phone_messages.h"

#include "desk_fixture.h"

/* A number of the synthetic series: nobody's. */
#define IDENTITY "13527210091"
#define NUMBER "+4791234567"

static gint64 at(int day, int hour)
{
    return day_moment(day_of_date(2026, 3, day), hour * 60);
}

static void put_person(DbBatch *batch, const char *initials, const char *name, const char *section,
                       const char *email, const char *languages)
{
    Person *person = person_new();
    person->initials = g_strdup(initials);
    person->name = g_strdup(name);
    person->sections = g_strdup(section);
    person->email = g_strdup(email);
    person->languages = g_strdup(languages);
    person->hours = g_strdup("ma-fr 08:00-15:30");
    people_put_person(batch, person, FIXTURE_NOW);
    person_free(person);
}

static void put_section(DbBatch *batch, const char *code, const char *name, const char *role,
                        const char *email)
{
    const Section section = {(char *)code, (char *)name,  (char *)name, (char *)name,
                             (char *)role, (char *)email, (char *)""};
    people_put_section(batch, &section);
}

typedef struct {
    Desk *desk;
    Directory *directory;
} Counter;

static Counter begin(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    DbBatch *batch = db_batch_new(NULL);
    put_section(batch, "010", "Ledelsen", "management", "ledelsen@byraa.example");
    put_section(batch, "240", "Prisstatistikk", "subject", "s240@byraa.example");
    put_section(batch, "611", "Brukerkontakt", "information_service", "info@byraa.example");
    put_person(batch, "kno", "Kari Nordmann", "240", "kno@byraa.example", "nn,nb");
    put_person(batch, "eng", "Ed Young", "240", "eng@byraa.example", "en");
    put_person(batch, "tom", "Tom Uten", "240", "", "nb");
    put_person(batch, "ulf", "Ulf Uten", "611", "", "nb");
    put_person(batch, "dir", "Dina Rektor", "010", "dir@byraa.example", "nb");
    people_add_absence(batch, "kno", FIXTURE_NOW - 60, FIXTURE_NOW + 3 * 86400, "leave", "hemmelig",
                       0);
    fixture_apply(fixture, batch);
    Counter counter = {.desk = desk_fixture(fixture, fixture->kari)};
    counter.directory = directory_load(fixture->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    return counter;
}

static void end(Counter *counter)
{
    directory_free(counter->directory);
    desk_fixture_free(counter->desk);
}

static gint64 person(const Counter *counter, const char *initials)
{
    return directory_person_named(counter->directory, initials)->id;
}

static NewPhoneMessage message_to(const Counter *counter, const char *initials)
{
    return (NewPhoneMessage){.person = person(counter, initials),
                             .caller = "Per Ring",
                             .number = "912 34 567",
                             .wish = WISH_CALL_BACK,
                             .wanted = "etter kl. 14",
                             .text = "Gjelder " IDENTITY " og {#}"};
}

static gint64 take(const Counter *counter, const NewPhoneMessage *given)
{
    g_autoptr(GError) error = NULL;
    gint64 id = phone_message_send(counter->desk, counter->directory, given, &error);
    assert_done(id, error);
    return id;
}

static PhoneMessage *look(const Counter *counter, gint64 id)
{
    g_autoptr(GError) error = NULL;
    PhoneMessage *message = phone_messages_get(counter->desk->db, id, &error);
    assert_no_error(error);
    return message;
}

static Inquiry *inquiry_of(const Counter *counter, gint64 message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PhoneMessage) seen = look(counter, message);
    Inquiry *inquiry = inquiries_get(counter->desk->db, seen->inquiry, &error);
    assert_no_error(error);
    return inquiry;
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in: %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in: %s", part, text);
}

static FollowUpCounts counts_at(const Counter *counter, gint64 now)
{
    g_autoptr(GError) error = NULL;
    FollowUpCounts counts = {0};
    assert_done(follow_up_counts(counter->desk->db, now, &counts, &error), error);
    return counts;
}

/* The newest mail out of an inquiry. */
static Message *mail_of(const Counter *counter, gint64 inquiry)
{
    gint64 id = messages_newest_out(counter->desk->db, inquiry, NULL);
    return messages_get(counter->desk->db, id, NULL);
}

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

/* ---- a message ---- */

static void goes_with_all_that_is_needed(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    NewPhoneMessage given = message_to(&counter, "kno");
    gint64 id = take(&counter, &given);
    g_autoptr(PhoneMessage) message = look(&counter, id);
    g_autoptr(Inquiry) inquiry = inquiry_of(&counter, id);
    g_autoptr(Message) mail = mail_of(&counter, inquiry->id);
    assert_string_equal(message->number, NUMBER);
    assert_string_equal(message->delivery, "held");
    assert_string_equal(message->person_name, "Kari Nordmann");
    assert_int_equal(message->due_at, at(13, 15)); /* of the day they are back */
    assert_int_equal(inquiry->state, INQUIRY_WAITING);
    assert_int_equal(inquiry->channel, CHANNEL_PHONE);
    assert_string_equal(inquiry->category, "switchboard_call");
    assert_string_equal(inquiry->forwarded_to, "Kari Nordmann");
    assert_int_equal(inquiry->forward_due_at, at(13, 15));
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
    end(&counter);
}

static void in_the_language_of_its_receiver(void **state)
{
    Counter counter = begin(*state);
    g_autoptr(GError) error = NULL;
    const struct {
        const char *initials, *part;
    } cases[] = {{"kno", "Nokon har ringt"}, {"eng", "Somebody rang"}, {"tom", "Noen har ringt"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        NewPhoneMessage given = message_to(&counter, cases[i].initials);
        g_autoptr(PhoneMessageReview) review =
            phone_message_review(counter.desk, counter.directory, &given, &error);
        assert_no_error(error);
        assert_holds(review->text, cases[i].part);
    }
    FollowUpCounts none = counts_at(&counter, FIXTURE_NOW);
    assert_int_equal(none.messages, 0);
    end(&counter);
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
    Counter counter = begin(*state);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "kno");
    given.number = "skjult";
    g_autoptr(PhoneMessageReview) away =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_no_error(error);
    assert_true(warns(away, "Kari Nordmann is away"));
    assert_true(warns(away, "no number to ring back"));
    assert_true(warns(away, "masked"));
    given = message_to(&counter, "tom");
    g_autoptr(PhoneMessageReview) shared =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_string_equal(shared->to_address, "s240@byraa.example");
    assert_true(warns(shared, "s240@byraa.example"));
    end(&counter);
}

/* The section's address is our own mailbox: nobody can be mailed, and nothing is lost. */
static void kept_without_an_address(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "ulf");
    g_autoptr(PhoneMessageReview) review =
        phone_message_review(counter.desk, counter.directory, &given, &error);
    assert_string_equal(review->to_address, "");
    assert_true(warns(review, "No mail is sent"));
    gint64 id = take(&counter, &given);
    g_autoptr(PhoneMessage) message = look(&counter, id);
    g_autoptr(Inquiry) inquiry = inquiry_of(&counter, id);
    assert_string_equal(message->delivery, "");
    assert_int_equal(message->forward, 0);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_int_equal(inquiry->owner, fixture->kari);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    assert_refused(phone_message_remind(counter.desk, id, &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    g_autoptr(Inquiry) closed = inquiry_of(&counter, id);
    assert_int_equal(closed->state, INQUIRY_CLOSED);
    end(&counter);
}

static void refused_where_it_must_be(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage press = message_to(&counter, "dir");
    press.text = "Ringer fra NRK, journalist, vil intervjue direktøren til nyhetene";
    NewPhoneMessage empty = {.person = person(&counter, "kno")};
    NewPhoneMessage nobody = {.person = 4711, .text = "Hei"},
                    unknown = {.section = "999", .text = "x"};
    NewPhoneMessage both = {.person = person(&counter, "kno"), .section = "240", .text = "Hei"};
    NewPhoneMessage late = message_to(&counter, "kno");
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
    end(&counter);
}

/* ---- with a call, and undone ---- */

static gint64 ring(const Counter *counter)
{
    g_autoptr(GError) error = NULL;
    NewCall given = {.caller = "Per Ring", .number = NUMBER, .direction = CALL_IN};
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = "Om KPI";
    facts.person = person(counter, "eng");
    gint64 call = call_begin(counter->desk, &given, &error);
    assert_done(call, error);
    assert_done(call_keep(counter->desk, call, &facts, &error), error);
    return call;
}

static void filled_in_by_the_call_and_ends_it(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 call = ring(&counter);
    NewPhoneMessage given = {.call = call, .wish = WISH_CALLS_AGAIN};
    gint64 id = take(&counter, &given);
    g_autoptr(PhoneMessage) message = look(&counter, id);
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
    g_autoptr(PhoneMessage) withdrawn = look(&counter, id);
    g_autoptr(Inquiry) inquiry = inquiry_of(&counter, id);
    g_autoptr(Call) open = calls_get(fixture->db, call, &error);
    assert_int_equal(withdrawn->state, PHONE_MESSAGE_WITHDRAWN);
    assert_string_equal(withdrawn->delivery, "withdrawn");
    assert_int_equal(inquiry->state, INQUIRY_CLOSED);
    assert_string_equal(inquiry->forwarded_to, "");
    assert_int_equal(open->ended_at, 0);
    assert_int_equal(open->outcome, CALL_NONE);
    FollowUpCounts none = counts_at(&counter, at(20, 12));
    assert_int_equal(none.messages, 0);
    end(&counter);
}

static void not_undone_once_it_has_left(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "eng");
    gint64 id = take(&counter, &given);
    set_delivery(fixture, "sent");
    assert_refused(act_undo(counter.desk, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    g_autoptr(PhoneMessage) message = look(&counter, id);
    assert_int_equal(message->state, PHONE_MESSAGE_WAITING);
    assert_string_equal(message->delivery, "sent");
    end(&counter);
}

/* ---- followed up ---- */

static void settled_with_its_inquiry_and_waits_again(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "eng");
    gint64 id = take(&counter, &given);
    g_autoptr(PhoneMessage) message = look(&counter, id);
    assert_done(act_close(counter.desk, message->inquiry, &error), error);
    g_autoptr(PhoneMessage) done = look(&counter, id);
    assert_int_equal(done->state, PHONE_MESSAGE_DONE);
    assert_int_equal(counts_at(&counter, FIXTURE_NOW).messages, 0);
    assert_done(act_undo(counter.desk, NULL, &error), error);
    g_autoptr(PhoneMessage) again = look(&counter, id);
    g_autoptr(Inquiry) inquiry = inquiry_of(&counter, id);
    assert_int_equal(again->state, PHONE_MESSAGE_WAITING);
    assert_int_equal(again->settled_at, 0);
    assert_string_equal(inquiry->forwarded_to, "Ed Young");
    /* Done by a key of the list, it waits again by the same undo. */
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'sent'", "");
    fixture_apply(fixture, batch);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    assert_done(act_undo(counter.desk, NULL, &error), error);
    g_autoptr(PhoneMessage) back = look(&counter, id);
    assert_int_equal(back->state, PHONE_MESSAGE_WAITING);
    batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'held'", "");
    fixture_apply(fixture, batch);
    /* Done while the mail is held: it does not leave any more. */
    assert_done(phone_message_done(counter.desk, id, &error), error);
    assert_done(phone_message_done(counter.desk, id, &error), error);
    g_autoptr(PhoneMessage) last = look(&counter, id);
    assert_string_equal(last->delivery, "withdrawn");
    assert_refused(phone_message_remind(counter.desk, id, &error), error, SKRANKE_ERROR_CONFLICT);
    end(&counter);
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
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "eng");
    gint64 id = take(&counter, &given);
    assert_int_equal(counts_at(&counter, at(11, 15) - 1).messages_due, 0);
    assert_int_equal(counts_at(&counter, at(11, 15)).messages_due, 1);
    make_silent(fixture);
    assert_int_equal(forwarding_sweep(counter.desk, &error), 1);
    g_autoptr(Inquiry) back = inquiry_of(&counter, id);
    assert_int_equal(back->state, INQUIRY_OPEN);
    assert_true(back->bumped);
    g_autoptr(PhoneMessage) due = look(&counter, id);
    assert_int_equal(due->state, PHONE_MESSAGE_WAITING);
    assert_done(phone_message_remind(counter.desk, id, &error), error);
    g_autoptr(PhoneMessage) reminded = look(&counter, id);
    g_autoptr(Inquiry) waits = inquiry_of(&counter, id);
    g_autoptr(Message) mail = mail_of(&counter, waits->id);
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(fixture->db, waits->id, &error);
    const Forward *forward = forwards->pdata[0];
    assert_int_equal(reminded->reminders, 1);
    assert_int_equal(reminded->due_at, at(11, 15));
    assert_int_equal(waits->state, INQUIRY_WAITING);
    assert_false(waits->bumped);
    assert_int_equal(waits->forward_due_at, at(11, 15));
    assert_int_equal(forwards->len, 1);
    assert_int_equal(forward->message, mail->id);
    /* The mark is the first mail's: a reply to either is an answer. */
    assert_holds(mail->subject, forward->token);
    assert_holds(mail->subject, "Reminder: Message to Ed Young");
    end(&counter);
}

/* What came back is shown at once, before what is only late, and a reminder asks anew. */
static void a_refusal_cannot_wait(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    NewPhoneMessage given = message_to(&counter, "eng");
    gint64 first = take(&counter, &given), second = take(&counter, &given);
    g_autoptr(PhoneMessage) bounced = look(&counter, second);
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
    assert_int_equal(counts_at(&counter, FIXTURE_NOW).messages_due, 1);
    assert_done(phone_message_remind(counter.desk, second, &error), error);
    g_autoptr(PhoneMessage) again = look(&counter, second);
    assert_true(again->forward > bounced->forward);
    assert_string_equal(again->delivery, "held");
    end(&counter);
}

static void seen_where_the_inquiry_is(void **state)
{
    StoreFixture *fixture = *state;
    Counter counter = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 call = ring(&counter);
    gint64 back = call_back_add(counter.desk, call, NULL, NULL, NULL, 0, &error);
    assert_done(back, error);
    NewPhoneMessage given = {.call = call, .wish = WISH_CALL_BACK};
    gint64 id = take(&counter, &given);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'hr'", "");
    db_batch_add(batch, "UPDATE call_back SET state = 'unhandled', settled_at = NULL", "");
    fixture_apply(fixture, batch);
    assert_int_equal(counts_at(&counter, at(20, 0)).messages_due, 1);
    db_set_sight(fixture->db, ",open,");
    g_autoptr(GPtrArray) messages = phone_messages_list(fixture->db, false, 10, &error);
    g_autoptr(GPtrArray) call_backs = call_backs_list(fixture->db, false, 10, &error);
    assert_int_equal(messages->len, 0);
    assert_int_equal(call_backs->len, 0);
    assert_null(call_backs_of_number(fixture->db, NUMBER, &error));
    FollowUpCounts none = counts_at(&counter, at(20, 0));
    assert_int_equal(none.messages + none.messages_due + none.call_backs + none.call_backs_due, 0);
    assert_refused(phone_messages_get(fixture->db, id, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(call_back_try(counter.desk, back, RESULT_SPOKE, "", &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    db_set_sight(fixture->db, NULL);
    end(&counter);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(goes_with_all_that_is_needed),
        store_test(in_the_language_of_its_receiver),
        store_test(what_is_missing_is_said),
        store_test(kept_without_an_address),
        store_test(refused_where_it_must_be),
        store_test(filled_in_by_the_call_and_ends_it),
        store_test(not_undone_once_it_has_left),
        store_test(settled_with_its_inquiry_and_waits_again),
        store_test(silence_brings_it_back_and_a_reminder_goes),
        store_test(a_refusal_cannot_wait),
        store_test(seen_where_the_inquiry_is),
    };
    return run_on_both_carriers(tests);
}

/*
 * The outbox against a real Postfix, and against a server that fails where it is told to: every
 * answer gets the fate its server gave it, none gets lost, and none is sent by two at once.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/log.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/mail/outbox_mail.h"
#include "skranke/mail/outbox_run.h"

#include "cleanup.h"
#include "office.h"
#include "servers.h"
#include "testing.h"

static char *plain_relay(int port)
{
    return g_strdup_printf("[relay]\nhost = 127.0.0.1\nport = %d\nsecurity = none\n", port);
}

static Office *office_with(FakeSmtp *server)
{
    g_autofree char *relay = plain_relay(fake_smtp_port(server));
    return office_new(relay);
}

static OutboxReport run(Office *office)
{
    OutboxReport report;
    g_autoptr(GError) error = NULL;
    if (!outbox_run(office->db, office->config, &report, &error))
        fail_msg("%s", error->message);
    return report;
}

static void run_failing(Office *office, int code)
{
    OutboxReport report;
    g_autoptr(GError) error = NULL;
    assert_false(outbox_run(office->db, office->config, &report, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, code));
}

/* The item and the message show the same state. */
static void expect_state(Office *office, gint64 message, Delivery state)
{
    g_autoptr(OutboxItem) item = office_item(office, message);
    g_autoptr(Message) shown = messages_get(office->db, message, NULL);
    assert_string_equal(delivery_words[item->state], delivery_words[state]);
    assert_int_equal(shown->delivery, state);
}

static void expect_inquiry(Office *office, gint64 id, InquiryState state)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(office->db, id, NULL);
    assert_int_equal(inquiry->state, state);
}

/* The newest event of the inquiry is of this kind and has these words. */
static void expect_event(Office *office, gint64 inquiry, EventKind kind, const char *words)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(office->db, inquiry, NULL);
    assert_true(events->len > 0);
    const Event *last = g_ptr_array_index(events, events->len - 1);
    assert_int_equal(last->kind, kind);
    assert_non_null(strstr(last->after, words));
}

/* ---- Postfix ---- */

static PostfixServer *postfix_or_skip(void)
{
    const char *reason = NULL;
    PostfixServer *server = postfix_start(NULL, &reason);
    if (!server)
        test_skip_with_reason(reason);
    return server;
}

static Office *office_with_tls(PostfixServer *server)
{
    g_autofree char *relay =
        g_strdup_printf("[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\n",
                        postfix_port(server), postfix_authority(server));
    return office_new(relay);
}

static void expect_line(GBytes *mail, const char *line)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    g_autofree char *text = g_strdup_printf("\n%.*s", (int)size, bytes);
    g_autofree char *wanted = g_strdup_printf("\n%s\n", line);
    if (!strstr(text, wanted))
        fail_msg("no \"%s\" in\n%s", line, text);
}

static void test_an_answer_arrives(void **state)
{
    (void)state;
    g_autoptr(PostfixServer) postfix = postfix_or_skip();
    g_autoptr(Office) office = office_with_tls(postfix);
    gint64 inquiry = office_inquiry(office, "Folketallet i Ås");
    gint64 answer = office_answer(office, inquiry, "kari@example.org\nola@example.org",
                                  "Hei.\n\nDet bor 21 450 i Ås.\n.\nHilsen Skranken\n");
    OutboxReport report = run(office);
    assert_int_equal(report.sent, 1);
    expect_state(office, answer, DELIVERY_SENT);
    expect_inquiry(office, inquiry, INQUIRY_WAITING);
    expect_event(office, inquiry, EVENT_SENT, "250");
    g_autoptr(GPtrArray) mails = postfix_wait(postfix, "ola@example.org", 1);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(office->db, inquiry, NULL);
    const Message *question = g_ptr_array_index(messages, 0);
    const Message *sent = g_ptr_array_index(messages, 1);
    g_autofree char *parent = g_strdup_printf("In-Reply-To: <%s>", question->message_id);
    g_autofree char *references = g_strdup_printf("References: <%s>", question->message_id);
    g_autofree char *id = g_strdup_printf("Message-Id: <%s>", sent->message_id);
    static const char *const lines[] = {
        "From: Skranken =?UTF-8?b?cMOlIMOFcw==?= <info@example.com>",
        "To: kari@example.org, ola@example.org",
        "Content-Language: nb",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",

        "Det bor 21 450 i =C3=85s.",
        "."};
    expect_line(mails->pdata[0], parent);
    expect_line(mails->pdata[0], references);
    expect_line(mails->pdata[0], id);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        expect_line(mails->pdata[0], lines[i]);
    assert_int_equal(run(office).sent, 0);
}

static void test_one_bad_address_stops_nobody(void **state)
{
    (void)state;
    g_autoptr(PostfixServer) postfix = postfix_or_skip();
    g_autoptr(Office) office = office_with_tls(postfix);
    gint64 inquiries[3], answers[3];
    static const char *const addresses[] = {"reject@example.org", "tempfail@example.org",
                                            "kari@example.org"};
    for (gsize i = 0; i < 3; i++) {
        inquiries[i] = office_inquiry(office, "Spørsmål");
        answers[i] = office_answer(office, inquiries[i], addresses[i], "Svar\n");
    }
    gint64 before = clock_now();
    OutboxReport report = run(office);
    assert_int_equal(report.refused, 1);
    assert_int_equal(report.later, 1);
    assert_int_equal(report.sent, 1);
    expect_state(office, answers[0], DELIVERY_REFUSED);
    expect_inquiry(office, inquiries[0], INQUIRY_OPEN);
    expect_event(office, inquiries[0], EVENT_REFUSED, "550 5.1.1 <reject@example.org>");
    expect_state(office, answers[1], DELIVERY_QUEUED);
    expect_inquiry(office, inquiries[1], INQUIRY_WAITING);
    g_autoptr(OutboxItem) later = office_item(office, answers[1]);
    assert_non_null(strstr(later->answer, "450 4.2.0"));
    assert_in_range(later->next_try_at, before + 60, clock_now() + 60);
    expect_state(office, answers[2], DELIVERY_SENT);
}

/* Two senders at once, twenty answers: each is sent once. */
static void test_two_senders(void **state)
{
    (void)state;
    g_autoptr(PostfixServer) postfix = postfix_or_skip();
    g_autoptr(Office) office = office_with_tls(postfix);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    enum { ANSWERS = 20, SENDERS = 2 };
    gint64 answers[ANSWERS];
    for (int i = 0; i < ANSWERS; i++)
        answers[i] = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    pid_t senders[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
        senders[i] = fork();
        if (senders[i] == 0) {
            OutboxReport report;
            Db *db = db_connect(office->uri, NULL);
            _exit(db && outbox_run(db, office->config, &report, NULL) ? 0 : 1);
        }
    }
    for (int i = 0; i < SENDERS; i++) {
        int status = -1;
        waitpid(senders[i], &status, 0);
        assert_int_equal(status, 0);
    }
    for (int i = 0; i < ANSWERS; i++)
        expect_state(office, answers[i], DELIVERY_SENT);
    g_autoptr(GPtrArray) mails = postfix_wait(postfix, "kari@example.org", ANSWERS);
    assert_int_equal(mails->len, ANSWERS);
    g_autofree char *log = file_read(postfix_log(postfix));
    guint taken = 0;
    for (const char *at = log; (at = strstr(at, "message-id=<")); at++)
        taken++;
    assert_int_equal(taken, ANSWERS);
}

static void test_wrong_password_stops_the_queue(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(DovecotServer) dovecot = dovecot_start(NULL, &reason);
    if (!dovecot)
        test_skip_with_reason(reason);
    PostfixOptions with = {.logins = dovecot};
    g_autoptr(PostfixServer) postfix = postfix_start(&with, &reason);
    if (!postfix)
        test_skip_with_reason(reason);
    g_autoptr(Office) office = office_with_tls(postfix);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 first = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    gint64 second = office_answer(office, inquiry, "ola@example.org", "Svar\n");
    g_autofree char *wrong = g_strdup_printf(
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\nuser = desk\n"
        "password_command = echo wrong\n",
        postfix_port(postfix), postfix_authority(postfix));
    office_configure(office, wrong);
    run_failing(office, SKRANKE_ERROR_FAILED);
    expect_state(office, first, DELIVERY_QUEUED);
    expect_state(office, second, DELIVERY_HELD); /* untouched */
    g_autofree char *right = g_strdup_printf(
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\nuser = desk\n"
        "password_command = echo secret\n",
        postfix_port(postfix), postfix_authority(postfix));
    office_configure(office, right);
    office_make_due(office, first, 1);
    assert_int_equal(run(office).sent, 2);
}

/* ---- the server that fails ---- */

static void test_relay_down(void **state)
{
    (void)state;
    g_autofree char *relay = plain_relay(server_free_port());
    g_autoptr(Office) office = office_new(relay);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 first = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    gint64 second = office_answer(office, inquiry, "ola@example.org", "Svar\n");
    run_failing(office, SKRANKE_ERROR_UNAVAILABLE);
    expect_state(office, first, DELIVERY_QUEUED);
    expect_state(office, second, DELIVERY_HELD);
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autofree char *alive = plain_relay(fake_smtp_port(server));
    office_configure(office, alive);
    assert_int_equal(run(office).sent, 1); /* the first waits its minute */
    office_make_due(office, first, 1);
    assert_int_equal(run(office).sent, 1);
    assert_int_equal(fake_smtp_accepted(server), 2);
}

static void test_lost_answer_sends_the_same_bytes(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar med æøå\n");
    fake_smtp_fault(server, FAKE_SMTP_AFTER_DOT, FAKE_SMTP_CUT, 1);
    assert_int_equal(run(office).maybe_sent, 1);
    expect_state(office, answer, DELIVERY_MAYBE_SENT);
    assert_int_equal(run(office).maybe_sent, 0); /* not due yet */
    /* Not sent after all this time: it stays "perhaps", whatever the next failure is. */
    office_make_due(office, answer, 60);
    fake_smtp_fault(server, FAKE_SMTP_RCPT, "451 4.3.0 Later", 1);
    assert_int_equal(run(office).later, 1);
    expect_state(office, answer, DELIVERY_MAYBE_SENT);
    office_make_due(office, answer, 60);
    assert_int_equal(run(office).sent, 1);
    expect_state(office, answer, DELIVERY_SENT);
    g_autoptr(FakeSmtpMessage) first = fake_smtp_message(server, 0);
    g_autoptr(FakeSmtpMessage) last = fake_smtp_message(server, 2);
    assert_true(first->whole && last->accepted);
    assert_string_equal(first->body->str, last->body->str);
}

static void test_left_sending_is_taken_over_in_time(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    g_autoptr(OutboxItem) item = office_item(office, answer);
    static const char bytes[] = "Subject: kept\r\n\r\nThe bytes of the one that died.\r\n";
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *sha256 = content_add(batch, bytes, strlen(bytes));
    outbox_begin(batch, item, sha256, clock_now());
    assert_true(db_batch_apply(office->db, batch, NULL));
    assert_int_equal(run(office).sent, 0);
    office_make_due(office, answer, 900);
    assert_int_equal(run(office).sent, 1);
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
    assert_string_equal(message->body->str, bytes);
}

static bool limit_after_one(gpointer user)
{
    FakeSmtp *server = user;
    if (fake_smtp_accepted(server) == 1)
        fake_smtp_fault(server, FAKE_SMTP_MAIL, "452 4.5.3 Too many messages sent", 1);
    return true;
}

static void test_session_limit_is_no_failure(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    for (int i = 0; i < 3; i++)
        office_answer(office, inquiry, "kari@example.org", "Svar\n");
    OutboxReport report;
    assert_true(
        outbox_run_while(office->db, office->config, limit_after_one, server, &report, NULL));
    assert_int_equal(report.sent, 3);
    g_autofree char *commands = fake_smtp_commands(server);
    assert_non_null(strstr(strstr(commands, "EHLO") + 1, "EHLO")); /* it struck */
}

static void test_gives_up_after_five_days(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    fake_smtp_fault(server, FAKE_SMTP_RCPT, "450 4.2.2 Mailbox full", 0);
    office_make_due(office, answer, 5 * 86400 - 100);
    assert_int_equal(run(office).later, 1);
    office_make_due(office, answer, 5 * 86400);
    assert_int_equal(run(office).refused, 1);
    expect_state(office, answer, DELIVERY_REFUSED);
    expect_inquiry(office, inquiry, INQUIRY_OPEN);
    expect_event(office, inquiry, EVENT_REFUSED, "450 4.2.2 Mailbox full");
    /* Asked for again by hand it gets its days anew. */
    fake_smtp_heal(server);
    g_autoptr(OutboxItem) item = office_item(office, answer);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_retry(batch, item, clock_now());
    assert_true(db_batch_apply(office->db, batch, NULL));
    fake_smtp_fault(server, FAKE_SMTP_RCPT, "450 4.2.2 Mailbox full", 1);
    assert_int_equal(run(office).later, 1);
}

static void test_what_is_no_mail_is_refused(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kåre@example.org", "Svar\n");
    gint64 good = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    OutboxReport report = run(office);
    assert_int_equal(report.refused, 1);
    assert_int_equal(report.sent, 1);
    expect_state(office, answer, DELIVERY_REFUSED);
    expect_state(office, good, DELIVERY_SENT);
    expect_inquiry(office, inquiry, INQUIRY_OPEN);
}

static void test_withdrawn_is_never_sent(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    g_autoptr(OutboxItem) item = office_item(office, answer);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_withdraw(batch, item, clock_now());
    assert_true(db_batch_apply(office->db, batch, NULL));
    assert_int_equal(run(office).sent, 0);
    assert_int_equal(fake_smtp_count(server), 0);
}

static void test_no_relay_in_the_ini(void **state)
{
    (void)state;
    g_autoptr(Office) office = office_new("");
    assert_int_equal(run(office).sent, 0); /* nothing to send: nothing to complain about */
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    run_failing(office, SKRANKE_ERROR_FAILED);
    expect_state(office, answer, DELIVERY_HELD);
}

static bool one_more(gpointer user)
{
    return (*(int *)user)-- > 0;
}

static void test_stops_between_answers(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    for (int i = 0; i < 5; i++)
        office_answer(office, inquiry, "kari@example.org", "Svar\n");
    OutboxReport report;
    int left = 2;
    assert_true(outbox_run_while(office->db, office->config, one_more, &left, &report, NULL));
    assert_int_equal(report.sent, 2);
}

static void test_backoff(void **state)
{
    (void)state;
    static const gint64 minutes[] = {1, 2, 5, 10, 30, 60, 60, 60};
    for (gsize i = 0; i < G_N_ELEMENTS(minutes); i++)
        assert_int_equal(outbox_backoff((gint64)i + 1), minutes[i] * 60);
}

/* ---- the thread ---- */

static void add_message(GPtrArray *messages, MessageDirection direction, const char *id,
                        Delivery delivery)
{
    Message *message = message_new();
    message->id = messages->len + 1;
    message->direction = direction;
    message->delivery = delivery;
    g_free(message->message_id);
    message->message_id = g_strdup(id);
    g_ptr_array_add(messages, message);
}

static char *references_of(const GPtrArray *messages, gint64 id)
{
    g_autoptr(Message) answer = message_new();
    answer->id = id;
    g_autoptr(GPtrArray) ids = outbox_mail_references(messages, answer);
    return g_strjoinv(" ", (char **)ids->pdata);
}

static void test_references(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_autofree char *none = references_of(messages, 1);
    assert_string_equal(none, "");
    add_message(messages, MESSAGE_IN, "q1", DELIVERY_NONE);
    add_message(messages, MESSAGE_NOTE, "note", DELIVERY_NONE);
    add_message(messages, MESSAGE_OUT, "a1", DELIVERY_SENT);
    add_message(messages, MESSAGE_IN, "q2", DELIVERY_NONE);
    add_message(messages, MESSAGE_IN, "", DELIVERY_NONE);
    add_message(messages, MESSAGE_OUT, "a2", DELIVERY_MAYBE_SENT);
    add_message(messages, MESSAGE_OUT, "withdrawn", DELIVERY_WITHDRAWN);
    add_message(messages, MESSAGE_OUT, "refused", DELIVERY_REFUSED);
    g_autofree char *now = references_of(messages, 9);
    assert_string_equal(now, "q1 a1 a2 q2");
    g_autofree char *then = references_of(messages, 4);
    assert_string_equal(then, "a1 q1");
    for (int i = 0; i < 40; i++) {
        g_autofree char *id = g_strdup_printf("m%d", i);
        add_message(messages, MESSAGE_IN, id, DELIVERY_NONE);
    }
    g_autofree char *many = references_of(messages, 100);
    assert_true(g_str_has_prefix(many, "q1 m21 m22 "));
    assert_true(g_str_has_suffix(many, " m38 m39"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_backoff),
        cmocka_unit_test(test_an_answer_arrives),
        cmocka_unit_test(test_one_bad_address_stops_nobody),
        cmocka_unit_test(test_two_senders),
        cmocka_unit_test(test_wrong_password_stops_the_queue),
        cmocka_unit_test(test_relay_down),
        cmocka_unit_test(test_lost_answer_sends_the_same_bytes),
        cmocka_unit_test(test_left_sending_is_taken_over_in_time),
        cmocka_unit_test(test_session_limit_is_no_failure),
        cmocka_unit_test(test_gives_up_after_five_days),
        cmocka_unit_test(test_what_is_no_mail_is_refused),
        cmocka_unit_test(test_withdrawn_is_never_sent),
        cmocka_unit_test(test_no_relay_in_the_ini),
        cmocka_unit_test(test_stops_between_answers),
    };
    log_start("/dev/null", LOG_INFO);
    return cmocka_run_group_tests_name("outbox_run", tests, NULL, NULL);
}

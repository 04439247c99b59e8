/*
 * The servers of the harness start, do their work, stop, and leave nothing behind: without this a
 * failing mail or database test could not be believed.
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

static void expect_nothing_left(void)
{
    g_auto(GStrv) left = processes_left();
    g_autofree char *names = g_strjoinv(", ", left);
    if (left[0])
        fail_msg("processes left behind: %s", names);
}

/* Talks through `openssl s_client`, checking the certificate against the test authority. */
static ProcessResult *talk_tls(int port, const char *authority, const char *starttls,
                               const char *input)
{
    g_autofree char *address = g_strdup_printf("localhost:%d", port);
    const char *argv[] = {"openssl",
                          "s_client",
                          "-quiet",
                          "-connect",
                          address,
                          "-4",
                          "-CAfile",
                          authority,
                          "-verify_return_error",
                          "-verify_hostname",
                          "localhost",
                          "-ign_eof",
                          starttls ? "-starttls" : NULL,
                          starttls,
                          NULL};
    return process_run(&(ProcessOptions){.argv = argv, .input = input, .seconds = 20});
}

static void dovecot_takes_logins(void **state)
{
    (void)state;
    const char *reason = NULL;
    DovecotServer *server = dovecot_start(NULL, &reason);
    if (!server)
        test_skip_with_reason(reason);
    dovecot_deliver(server, "desk", "INBOX", "Subject: prøve\r\n\r\nHei\r\n", -1);
    dovecot_deliver(server, "desk", "Arkiv", "Subject: gammel\r\n\r\nHei\r\n", -1);
    static const char dialogue[] = "a login desk secret\r\nb select INBOX\r\nc list \"\" *\r\n"
                                   "d fetch 1 body.peek[]\r\ne logout\r\n";
    static const char *const ways[] = {NULL, "imap"};
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        int port = ways[i] ? dovecot_port(server) : dovecot_tls_port(server);
        g_autoptr(ProcessResult) result =
            talk_tls(port, dovecot_authority(server), ways[i], dialogue);
        assert_non_null(strstr(result->output, "a OK"));
        assert_non_null(strstr(result->output, "* 1 EXISTS"));
        assert_non_null(strstr(result->output, "Arkiv"));
        assert_non_null(strstr(result->output, "Subject: prøve"));
        assert_non_null(strstr(result->output, "e OK"));
    }
    g_autoptr(ProcessResult) wrong = talk_tls(dovecot_tls_port(server), dovecot_authority(server),
                                              NULL, "a login desk wrong\r\nb logout\r\n");
    assert_non_null(strstr(wrong->output, "a NO"));
    dovecot_stop(server);
    expect_nothing_left();
}

static char *numbered(guint index, void *data)
{
    (void)data;
    return g_strdup_printf("Subject: number %u\r\n\r\ntext\r\n", index);
}

static void dovecot_sees_many(void **state)
{
    (void)state;
    const char *reason = NULL;
    const char *const users[] = {"post", "presse", NULL};
    DovecotServer *server = dovecot_start(&(DovecotOptions){.users = users}, &reason);
    if (!server)
        test_skip_with_reason(reason);
    dovecot_deliver_many(server, "presse", "INBOX", 200, numbered, NULL);
    g_autoptr(ProcessResult) result =
        talk_tls(dovecot_tls_port(server), dovecot_authority(server), NULL,
                 "a login presse secret\r\nb status INBOX (messages)\r\nc logout\r\n");
    assert_non_null(strstr(result->output, "(MESSAGES 200)"));
    dovecot_stop(server);
    expect_nothing_left();
}

static void dovecot_refuses_strangers(void **state)
{
    (void)state;
    const char *reason = NULL;
    DovecotServer *server = dovecot_start(NULL, &reason);
    if (!server)
        test_skip_with_reason(reason);
    g_autoptr(ProcessResult) result = talk_tls(
        dovecot_tls_port(server), "/etc/ssl/certs/ca-certificates.crt", NULL, "a logout\r\n");
    assert_int_not_equal(result->status, 0);
    dovecot_stop(server);
}

static void postfix_delivers(void **state)
{
    (void)state;
    const char *reason = NULL;
    PostfixServer *server = postfix_start(NULL, &reason);
    if (!server)
        test_skip_with_reason(reason);
    g_autoptr(ProcessResult) result =
        talk_tls(postfix_port(server), postfix_authority(server), "smtp",
                 "EHLO test\r\nMAIL FROM:<desk@example.no>\r\nRCPT TO:<kari@example.org>\r\n"
                 "RCPT TO:<tempfail@example.org>\r\nrcpt TO:<reject@example.com>\r\nDATA\r\n"
                 "Subject: svar\r\n\r\nHei Kari\r\n.\r\nQUIT\r\n");
    assert_non_null(strstr(result->output, "450 4.2.0"));
    assert_non_null(strstr(result->output, "550 5.1.1"));
    g_autoptr(GPtrArray) messages = postfix_wait(server, "kari@example.org", 1);
    g_autoptr(GPtrArray) others = postfix_messages(server, "reject@example.com");
    assert_int_equal(messages->len, 1);
    assert_int_equal(others->len, 0);
    assert_non_null(strstr(g_bytes_get_data(g_ptr_array_index(messages, 0), NULL), "Hei Kari"));
    g_autofree char *greeting = server_exchange(postfix_port(server), "QUIT\r\n", "221");
    assert_true(g_str_has_prefix(greeting, "220 localhost"));
    postfix_stop(server);
    expect_nothing_left();
}

static void postfix_checks_logins(void **state)
{
    (void)state;
    const char *reason = NULL;
    DovecotServer *logins = dovecot_start(NULL, &reason);
    PostfixServer *server =
        logins ? postfix_start(&(PostfixOptions){.logins = logins}, &reason) : NULL;
    if (!server) {
        dovecot_stop(logins);
        test_skip_with_reason(reason);
    }
    g_autoptr(ProcessResult) good =
        talk_tls(postfix_tls_port(server), postfix_authority(server), NULL,
                 "EHLO test\r\nAUTH PLAIN AGRlc2sAc2VjcmV0\r\nQUIT\r\n");
    assert_non_null(strstr(good->output, "235 2.7.0"));
    g_autoptr(ProcessResult) bad =
        talk_tls(postfix_tls_port(server), postfix_authority(server), NULL,
                 "EHLO test\r\nAUTH PLAIN AGRlc2sAc2VjcmUU\r\nQUIT\r\n");
    assert_non_null(strstr(bad->output, "535 5.7.8"));
    postfix_stop(server);
    dovecot_stop(logins);
}

static char *post(int port, const char *body)
{
    g_autofree char *request = g_strdup_printf("POST /db/execute HTTP/1.0\r\nContent-Type: "
                                               "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                               strlen(body), body);
    return server_exchange(port, request, NULL);
}

static void rqlite_keeps_data(void **state)
{
    (void)state;
    const char *reason = NULL;
    RqliteServer *server = rqlite_start(&reason);
    if (!server)
        test_skip_with_reason(reason);
    g_autofree char *made =
        post(rqlite_port(server), "[\"CREATE TABLE t(x)\",\"INSERT INTO t VALUES(1)\"]");
    assert_non_null(strstr(made, "\"rows_affected\":1"));
    rqlite_kill(server);
    assert_int_equal(server_connect(rqlite_port(server)), -1);
    rqlite_restart(server);
    g_autofree char *changed = post(rqlite_port(server), "[\"UPDATE t SET x=2 WHERE x=1\"]");
    assert_non_null(strstr(changed, "\"rows_affected\":1"));
    rqlite_stop(server);
    expect_nothing_left();
}

static void proxy_delays(void **state)
{
    (void)state;
    FakeSmtp *server = fake_smtp_start();
    DelayProxy *proxy = delay_proxy_start(fake_smtp_port(server), 60);
    gint64 before = g_get_monotonic_time();
    g_autofree char *answer = server_exchange(delay_proxy_port(proxy), "NOOP\r\nQUIT\r\n", "221");
    gint64 passed = g_get_monotonic_time() - before;
    assert_non_null(strstr(answer, "220 localhost"));
    assert_non_null(strstr(answer, "221 2.0.0"));
    /* The request goes there in 30 ms, the answer comes back in 30 ms. */
    assert_in_range(passed, 60000, 60000 * 20);
    delay_proxy_stop(proxy);
    fake_smtp_stop(server);
}

static void proxy_keeps_order(void **state)
{
    (void)state;
    FakeSmtp *server = fake_smtp_start();
    DelayProxy *proxy = delay_proxy_start(fake_smtp_port(server), 4);
    g_autoptr(GString) request =
        g_string_new("EHLO x\r\nMAIL FROM:<a@example.no>\r\nRCPT TO:<b@example.no>\r\nDATA\r\n");
    g_autoptr(GString) body = g_string_new(NULL);
    for (int i = 0; i < 50000; i++)
        g_string_append_printf(body, "line number %d\r\n", i);
    g_string_append_printf(request, "%s.\r\nQUIT\r\n", body->str);
    g_autofree char *answer = server_exchange(delay_proxy_port(proxy), request->str, "221 ");
    assert_non_null(strstr(answer, "250 2.0.0 Taken"));
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
    assert_int_equal(message->body->len, body->len);
    assert_true(g_string_equal(message->body, body));
    delay_proxy_stop(proxy);
    fake_smtp_stop(server);
}

static const char letter[] =
    "EHLO x\r\nMAIL FROM:<a@example.no>\r\nRCPT TO:<b@example.no>\r\n"
    "DATA\r\nSubject: x\r\n\r\n..one dot\r\nand more text\r\n.\r\nQUIT\r\n";

static const struct {
    FakeSmtpStage stage;
    const char *reply;
    const char *last; /* what the client hears last */
    guint started;
    bool whole;
} faults[] = {
    {FAKE_SMTP_GREETING, "421 4.3.2 Closed", "421", 0, false},
    {FAKE_SMTP_GREETING, FAKE_SMTP_CUT, "", 0, false},
    {FAKE_SMTP_MAIL, "451 4.3.0 Later", "221", 0, false},
    {FAKE_SMTP_RCPT, "550 5.1.1 No", "221", 1, false},
    {FAKE_SMTP_DATA, FAKE_SMTP_CUT, "Recipient ok", 1, false},
    {FAKE_SMTP_BODY, FAKE_SMTP_CUT, "354", 1, false},
    {FAKE_SMTP_AFTER_DOT, FAKE_SMTP_CUT, "354", 1, true},
    {FAKE_SMTP_AFTER_DOT, "452 4.3.1 Full", "221", 1, true},
};

static void fake_fails_where_told(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        FakeSmtp *server = fake_smtp_start();
        fake_smtp_fault(server, faults[i].stage, faults[i].reply, 1);
        g_autofree char *broken = server_exchange(fake_smtp_port(server), letter, NULL);
        if (!strstr(broken, faults[i].last))
            fail_msg("row %zu: %s not in %s", i, faults[i].last, broken);
        assert_int_equal(fake_smtp_count(server), faults[i].started);
        assert_int_equal(fake_smtp_accepted(server), 0);
        g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
        assert_int_equal(message && message->whole, faults[i].whole);
        g_autofree char *good = server_exchange(fake_smtp_port(server), letter, NULL);
        assert_non_null(strstr(good, "250 2.0.0 Taken"));
        fake_smtp_stop(server);
    }
}

static void fake_records(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_free(server_exchange(fake_smtp_port(server), letter, NULL));
    fake_smtp_wait(server, 1);
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
    assert_string_equal(message->sender, "a@example.no");
    assert_int_equal(message->recipients->len, 1);
    assert_string_equal(g_ptr_array_index(message->recipients, 0), "b@example.no");
    assert_string_equal(message->body->str, "Subject: x\r\n\r\n.one dot\r\nand more text\r\n");
    assert_true(message->accepted);
    g_autofree char *commands = fake_smtp_commands(server);
    assert_true(g_str_has_prefix(commands, "EHLO x\nMAIL FROM:<a@example.no>\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dovecot_takes_logins),
        cmocka_unit_test(dovecot_sees_many),
        cmocka_unit_test(dovecot_refuses_strangers),
        cmocka_unit_test(postfix_delivers),
        cmocka_unit_test(postfix_checks_logins),
        cmocka_unit_test(rqlite_keeps_data),
        cmocka_unit_test(proxy_delays),
        cmocka_unit_test(proxy_keeps_order),
        cmocka_unit_test(fake_fails_where_told),
        cmocka_unit_test(fake_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

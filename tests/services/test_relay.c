/*
 * The SMTP link against a real Postfix (TLS, login, refusals) and against a server that fails at
 * each stage: every verdict of the table, what stands in the answer, and what may not reach the
 * wire.
 */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/net/smtp_link.h"

#include "cleanup.h"
#include "servers.h"
#include "testing.h"

static const char mail[] = "From: a@example.com\r\nSubject: Hei\r\n\r\nFirst line\r\n.dot first\r\n"
                           "last line of the text\r\n";
static const char *const one[] = {"kari@example.org", NULL};
static const char *const two[] = {"kari@example.org", "ola@example.org", NULL};

static LinkOptions plain(int port)
{
    return (LinkOptions){.host = "127.0.0.1",
                         .port = port,
                         .security = LINK_NONE,
                         .timeout_seconds = 10,
                         .reply_seconds = 10,
                         .hello_name = "skranke.example"};
}

static SmtpVerdict send_text(SmtpLink *link, const char *const *recipients, const char *text,
                             char **answer)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return smtp_link_send(link, "info@example.com", recipients, bytes, answer);
}

/* ---- the table of verdicts ---- */

static const struct {
    FakeSmtpStage stage;
    const char *fault;
    SmtpVerdict verdict;
    const char *words; /* in the answer */
} fates[] = {
    {FAKE_SMTP_GREETING, "421 4.3.2 Too busy", SMTP_AWAY, "421 4.3.2 Too busy"},
    {FAKE_SMTP_GREETING, "554 5.3.2 No service", SMTP_SETUP, "554 5.3.2 No service"},
    {FAKE_SMTP_GREETING, FAKE_SMTP_CUT, SMTP_AWAY, "127.0.0.1"},
    {FAKE_SMTP_MAIL, "451 4.3.0 Later", SMTP_LATER, "451 4.3.0 Later"},
    {FAKE_SMTP_MAIL, "421 4.3.2 Closing", SMTP_AWAY, "421 4.3.2 Closing"},
    {FAKE_SMTP_MAIL, "530 5.7.0 Log in first", SMTP_SETUP, "530 5.7.0 Log in first"},
    {FAKE_SMTP_MAIL, "552 5.3.4 Too large", SMTP_REFUSED, "552 5.3.4 Too large"},
    {FAKE_SMTP_MAIL, FAKE_SMTP_CUT, SMTP_AWAY, "127.0.0.1"},
    {FAKE_SMTP_RCPT, "450 4.2.0 Greylisted", SMTP_LATER, "kari@example.org: 450 4.2.0 Greylisted"},
    {FAKE_SMTP_RCPT, "550-5.1.1 Nobody\r\n550 5.1.1 here", SMTP_REFUSED,
     "kari@example.org: 550 5.1.1 Nobody 5.1.1 here"},
    {FAKE_SMTP_RCPT, FAKE_SMTP_CUT, SMTP_LATER, "127.0.0.1"},
    {FAKE_SMTP_DATA, "451 4.3.0 Not now", SMTP_LATER, "451 4.3.0 Not now"},
    {FAKE_SMTP_DATA, "554 5.5.1 No valid recipients", SMTP_REFUSED, "554 5.5.1"},
    {FAKE_SMTP_DATA, FAKE_SMTP_CUT, SMTP_LATER, "127.0.0.1"},
    {FAKE_SMTP_AFTER_DOT, "451 4.3.0 Disk full", SMTP_LATER, "451 4.3.0 Disk full"},
    {FAKE_SMTP_AFTER_DOT, "550 5.7.1 Looks like spam", SMTP_REFUSED, "550 5.7.1 Looks like spam"},
    {FAKE_SMTP_AFTER_DOT, "251 Will forward", SMTP_ACCEPTED, "251 Will forward"},
    {FAKE_SMTP_AFTER_DOT, FAKE_SMTP_CUT, SMTP_AMBIGUOUS, "127.0.0.1"},
};

static void test_every_stage_has_its_verdict(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(fates); i++) {
        g_autoptr(FakeSmtp) server = fake_smtp_start();
        LinkOptions options = plain(fake_smtp_port(server));
        g_autoptr(SmtpLink) link = smtp_link_new(&options);
        g_autofree char *answer = NULL, *again = NULL;
        fake_smtp_fault(server, fates[i].stage, fates[i].fault, 1);
        SmtpVerdict verdict = send_text(link, one, mail, &answer);
        if (verdict != fates[i].verdict || !strstr(answer, fates[i].words))
            fail_msg("%d \"%s\": verdict %d instead of %d, \"%s\"", (int)fates[i].stage,
                     fates[i].fault, (int)verdict, (int)fates[i].verdict, answer);
        /* The same link sends the next one. */
        assert_int_equal(send_text(link, one, mail, &again), SMTP_ACCEPTED);
    }
}

/* A server that goes silent: before the dot it is tried again, after it nobody knows. */
static void test_silence(void **state)
{
    (void)state;
    static const struct {
        FakeSmtpStage stage;
        SmtpVerdict verdict;
    } silences[] = {{FAKE_SMTP_GREETING, SMTP_AWAY},
                    {FAKE_SMTP_RCPT, SMTP_LATER},
                    {FAKE_SMTP_AFTER_DOT, SMTP_AMBIGUOUS}};
    for (gsize i = 0; i < G_N_ELEMENTS(silences); i++) {
        g_autoptr(FakeSmtp) server = fake_smtp_start();
        LinkOptions options = plain(fake_smtp_port(server));
        options.timeout_seconds = 1;
        options.reply_seconds = 1;
        g_autoptr(SmtpLink) link = smtp_link_new(&options);
        g_autofree char *answer = NULL;
        fake_smtp_fault(server, silences[i].stage, FAKE_SMTP_STALL, 1);
        assert_int_equal(send_text(link, one, mail, &answer), silences[i].verdict);
        assert_non_null(strstr(answer, "127.0.0.1"));
    }
}

/* The answer to the dot may take longer than any other: the patience for commands must not cut it.
 */
static void test_patience_after_the_dot(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    options.timeout_seconds = 1;
    options.reply_seconds = 4;
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    g_autofree char *answer = NULL;
    fake_smtp_fault(server, FAKE_SMTP_AFTER_DOT, FAKE_SMTP_STALL, 1);
    gint64 start = clock_monotonic_ms();
    assert_int_equal(send_text(link, one, mail, &answer), SMTP_AMBIGUOUS);
    gint64 took = clock_monotonic_ms() - start;
    assert_in_range(took, 3500, 20000);
}

static void test_body_arrives_exactly(void **state)
{
    (void)state;
    static const char *const bodies[] = {mail, "Subject: no end\r\n\r\nno line break at the end",
                                         "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n"};
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *answer = NULL;
        assert_int_equal(send_text(link, two, bodies[i], &answer), SMTP_ACCEPTED);
        g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, i);
        g_autofree char *wanted = g_str_has_suffix(bodies[i], "\r\n")
                                      ? g_strdup(bodies[i])
                                      : g_strconcat(bodies[i], "\r\n", NULL);
        assert_string_equal(message->body->str, wanted);
        assert_int_equal(message->recipients->len, 2);
        assert_string_equal(message->sender, "info@example.com");
    }
    g_autofree char *commands = fake_smtp_commands(server);
    assert_non_null(strstr(commands, "EHLO skranke.example\n"));
    assert_null(strstr(strstr(commands, "EHLO") + 1, "EHLO")); /* one connection for all three */
}

static void test_large_body(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    g_autofree char *answer = NULL;
    GString *text = g_string_new("Subject: long\r\n\r\n");
    for (int i = 0; i < 40000; i++)
        g_string_append_printf(text, "%s line %d of a long text, some fifty characters\r\n",
                               i % 3 ? "" : ".", i);
    assert_int_equal(send_text(link, one, text->str, &answer), SMTP_ACCEPTED);
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
    assert_int_equal(message->body->len, text->len);
    assert_memory_equal(message->body->str, text->str, text->len);
    g_string_free(text, TRUE);
}

/* ---- what must not reach the wire ---- */

static void test_unsafe_envelopes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a@b.example\r\nRCPT TO:<x@y.example>",
                                      "a@b.example>\nDATA",
                                      "a b@c.example",
                                      "<a@b.example>",
                                      "nobody",
                                      "@b.example",
                                      "a@",
                                      "",
                                      "a\x7f@b.example",
                                      "a\xff@b.example",
                                      "a\xc2\x85@b.example"};
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        const char *const recipients[] = {"kari@example.org", bad[i], NULL};
        g_autofree char *answer = NULL;
        assert_int_equal(send_text(link, recipients, mail, &answer), SMTP_REFUSED);
        assert_null(strpbrk(answer, "\r\n\x7f"));
    }
    g_autofree char *commands = fake_smtp_commands(server);
    assert_string_equal(commands, "");
}

static void test_broken_lines_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"Subject: x\n\n.\nMAIL FROM:<x@y>\n",
                                      "Subject: x\r\n\r\n\rx\r\n", "a\r", ""};
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *answer = NULL;
        assert_int_equal(send_text(link, one, bad[i], &answer), SMTP_REFUSED);
    }
    const char *const none[] = {NULL};
    g_autofree char *answer = NULL;
    assert_int_equal(send_text(link, none, mail, &answer), SMTP_REFUSED);
    assert_int_equal(fake_smtp_count(server), 0);
}

static void test_domain_becomes_ascii(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    const char *const recipients[] = {"post@blåbær.example", NULL};
    g_autofree char *answer = NULL;
    assert_int_equal(send_text(link, recipients, mail, &answer), SMTP_ACCEPTED);
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(server, 0);
    assert_string_equal(message->recipients->pdata[0], "post@xn--blbr-roah.example");
}

static void test_second_recipient_is_named(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(PostfixServer) postfix = postfix_start(NULL, &reason);
    if (!postfix)
        test_skip_with_reason(reason);
    LinkOptions options = plain(postfix_port(postfix));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    const char *const mixed[] = {"kari@example.org", "reject@example.org", NULL};
    const char *const greylisted[] = {"kari@example.org", "tempfail@example.org", NULL};
    g_autofree char *refused = NULL, *later = NULL;
    assert_int_equal(send_text(link, mixed, mail, &refused), SMTP_REFUSED);
    assert_true(g_str_has_prefix(refused, "reject@example.org: 550 5.1.1"));
    assert_int_equal(send_text(link, greylisted, mail, &later), SMTP_LATER);
    assert_true(g_str_has_prefix(later, "tempfail@example.org: 450 4.2.0"));
}

/* ---- connections ---- */

static void test_session_limit(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    g_autofree char *first = NULL, *second = NULL, *third = NULL;
    assert_int_equal(send_text(link, one, mail, &first), SMTP_ACCEPTED);
    fake_smtp_fault(server, FAKE_SMTP_MAIL, "452 4.5.3 Too many messages sent", 1);
    assert_int_equal(send_text(link, one, mail, &second), SMTP_ACCEPTED);
    assert_int_equal(fake_smtp_accepted(server), 2);
    /* On a connection of its own it is the truth. */
    fake_smtp_fault(server, FAKE_SMTP_MAIL, "452 4.5.3 Too many messages sent", 2);
    assert_int_equal(send_text(link, one, mail, &third), SMTP_LATER);
    assert_non_null(strstr(third, "452 4.5.3"));
}

static void test_nobody_listens(void **state)
{
    (void)state;
    LinkOptions options = plain(server_free_port());
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    g_autofree char *answer = NULL, *checked = NULL;
    assert_int_equal(send_text(link, one, mail, &answer), SMTP_AWAY);
    assert_non_null(strstr(answer, "127.0.0.1"));
    assert_int_equal(smtp_link_check(link, &checked), SMTP_AWAY);
}

static void test_leaving_does_not_wait(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions options = plain(fake_smtp_port(server));
    options.timeout_seconds = 60;
    SmtpLink *link = smtp_link_new(&options);
    g_autofree char *answer = NULL;
    fake_smtp_fault(server, FAKE_SMTP_QUIT, FAKE_SMTP_STALL, 0);
    assert_int_equal(send_text(link, one, mail, &answer), SMTP_ACCEPTED);
    gint64 start = clock_monotonic_ms();
    smtp_link_free(link);
    assert_in_range(clock_monotonic_ms() - start, 0, 3000);
}

static void test_password_stays_without_tls(void **state)
{
    (void)state;
    LinkOptions options = plain(25);
    options.host = "relay.example.org";
    options.user = "desk";
    options.password = "secret";
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    g_autofree char *answer = NULL;
    assert_int_equal(send_text(link, one, mail, &answer), SMTP_SETUP);
    /* And where a server on this machine offers no STARTTLS, it is not tried without. */
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    LinkOptions starttls = plain(fake_smtp_port(server));
    starttls.security = LINK_STARTTLS;
    g_autoptr(SmtpLink) stripped = smtp_link_new(&starttls);
    g_autofree char *no = NULL;
    assert_int_equal(send_text(stripped, one, mail, &no), SMTP_SETUP);
    assert_int_equal(fake_smtp_count(server), 0);
}

static void test_postfix_with_tls_and_login(void **state)
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
    const struct {
        int port;
        LinkSecurity security;
        const char *password, *ca_file;
        SmtpVerdict verdict;
    } ways[] = {
        {postfix_port(postfix), LINK_STARTTLS, "secret", postfix_authority(postfix), SMTP_ACCEPTED},
        {postfix_tls_port(postfix), LINK_TLS, "secret", postfix_authority(postfix), SMTP_ACCEPTED},
        {postfix_port(postfix), LINK_STARTTLS, "wrong", postfix_authority(postfix), SMTP_SETUP},
        {postfix_port(postfix), LINK_STARTTLS, "secret", "", SMTP_SETUP},
        {postfix_tls_port(postfix), LINK_TLS, "secret", "/nowhere.pem", SMTP_SETUP}};
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        LinkOptions options = {.host = "localhost",
                               .port = ways[i].port,
                               .security = ways[i].security,
                               .user = "desk",
                               .password = ways[i].password,
                               .ca_file = ways[i].ca_file,
                               .timeout_seconds = 20};
        g_autoptr(SmtpLink) link = smtp_link_new(&options);
        g_autofree char *answer = NULL, *checked = NULL;
        if (send_text(link, one, mail, &answer) != ways[i].verdict)
            fail_msg("way %zu: %s", i, answer);
        assert_int_equal(smtp_link_check(link, &checked), ways[i].verdict);
    }
    g_autoptr(GPtrArray) delivered = postfix_wait(postfix, "kari@example.org", 2);
    assert_int_equal(delivered->len, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_stage_has_its_verdict),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_patience_after_the_dot),
        cmocka_unit_test(test_body_arrives_exactly),
        cmocka_unit_test(test_large_body),
        cmocka_unit_test(test_unsafe_envelopes_are_refused),
        cmocka_unit_test(test_broken_lines_are_refused),
        cmocka_unit_test(test_domain_becomes_ascii),
        cmocka_unit_test(test_second_recipient_is_named),
        cmocka_unit_test(test_session_limit),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_leaving_does_not_wait),
        cmocka_unit_test(test_password_stays_without_tls),
        cmocka_unit_test(test_postfix_with_tls_and_login),
    };
    return cmocka_run_group_tests_name("relay", tests, NULL, NULL);
}

/* The whole counter, from end to end: a mail lies in a real Dovecot, the desk (started in a
 * terminal, with the worker it starts itself) shows it, an operator answers on the screen, a real
 * Postfix gets the answer with the right headers, and the customer's next mail joins the same
 * inquiry. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "mail_house.h"
#include "terminal.h"
#include "testing.h"

static const char question[] =
    "From: =?utf-8?Q?=C3=85se_Bj=C3=B8rnson?= <ase@kunde.example>\r\n"
    "To: info@byraa.example\r\n"
    "Subject: =?utf-8?Q?Sp=C3=B8rsm=C3=A5l_om_folketall?=\r\n"
    "Message-ID: <first@kunde.example>\r\n"
    "Date: Tue, 10 Mar 2026 10:12:00 +0100\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hei!\r\nHvor mange bor i Kongsvinger?\r\n\r\nHilsen Åse\r\n";

static int counter_open(void **state)
{
    *state = mail_house_open("from_name = Informasjonstjenesten\nhold_seconds = 1\n",
                             "interval_seconds = 1\n");
    return 0;
}

static int counter_close(void **state)
{
    mail_house_close(*state);
    return 0;
}

static Terminal *open_desk(const MailHouse *counter)
{
    const char *const argv[] = {SKRANKE_BINARY, "--db",       counter->sandbox->database,
                                "--config",     counter->ini, NULL};
    return terminal_start(&(TerminalOptions){
        .argv = argv, .width = 100, .height = 30, .home = counter->sandbox->folder});
}

static json_t *shown(const MailHouse *counter, const char *id)
{
    g_autoptr(ProcessResult) result =
        skranke_run(counter->sandbox, NULL, "inquiry", "show", id, "--json", NULL);
    expect_status(result, 0);
    return json_line(result->output, 0);
}

static void answer_on_the_screen(Terminal *terminal)
{
    terminal_wait_text(terminal, "Spørsmål om folketall");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Hvor mange bor i Kongsvinger?");
    terminal_keys(terminal, "m");
    terminal_wait_text(terminal, "is yours");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "Answer to 1");
    terminal_text(terminal, "Hei Åse, det bodde 17 944 i Kongsvinger.");
    terminal_wait_text(terminal, "det bodde 17 944");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: answer to 1");
    terminal_keys(terminal, "s");
    terminal_wait_text(terminal, "u takes it back");
}

static void the_answer_is_a_proper_mail(GBytes *mail)
{
    g_autofree char *to = sent_header(mail, "To"), *from = sent_header(mail, "From"),
                    *references = sent_header(mail, "References");
    g_autofree char *parent = sent_header(mail, "In-Reply-To"),
                    *id = sent_header(mail, "Message-ID");
    g_autofree char *subject = sent_header(mail, "Subject"), *date = sent_header(mail, "Date"),
                    *type = sent_header(mail, "Content-Type");
    assert_non_null(strstr(to, "ase@kunde.example"));
    assert_non_null(strstr(from, "info@byraa.example"));
    assert_string_equal(parent, "<first@kunde.example>");
    assert_non_null(strstr(references, "<first@kunde.example>"));
    assert_true(g_str_has_suffix(id, "@byraa.example>"));
    assert_true(g_str_has_prefix(subject, "Re: =?") || g_str_has_prefix(subject, "=?"));
    assert_true(*date != '\0');
    assert_non_null(strstr(type, "text/plain"));
}

static void customer_answers(const MailHouse *counter, GBytes *answer)
{
    g_autofree char *id = sent_header(answer, "Message-ID");
    g_autofree char *mail = g_strdup_printf(
        "From: Kari Ved Siden Av <kari@kunde.example>\r\nTo: info@byraa.example\r\n"
        "Subject: SV: noe helt annet\r\nMessage-ID: <second@kunde.example>\r\n"
        "In-Reply-To: %s\r\nDate: Tue, 10 Mar 2026 12:12:00 +0100\r\n\r\nTusen takk!\r\n",
        id);
    dovecot_deliver(counter->dovecot, "desk", "INBOX", mail, -1);
}

static bool second_came(void *data)
{
    json_auto_t *inquiry = shown(data, "1");
    return json_length(inquiry, "messages") >= 3;
}

static void a_mail_is_answered_on_the_screen_and_the_thread_holds(void **state)
{
    MailHouse *counter = *state;
    MAIL_HOUSE(counter);
    g_autoptr(ProcessResult) made = skranke_run(counter->sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    dovecot_deliver(counter->dovecot, "desk", "INBOX", question, -1);
    Terminal *terminal = open_desk(counter);
    answer_on_the_screen(terminal);
    g_autoptr(GPtrArray) sent = postfix_wait(counter->postfix, "ase@kunde.example", 1);
    the_answer_is_a_proper_mail(g_ptr_array_index(sent, 0));
    customer_answers(counter, g_ptr_array_index(sent, 0));
    assert_true(wait_until(second_came, counter, 30));
    json_auto_t *inquiry = shown(counter, "1");
    assert_string_equal(json_text(inquiry, "messages.1.delivery"), "sent");
    assert_string_equal(json_text(inquiry, "messages.2.direction"), "in");
    assert_non_null(strstr(json_text(inquiry, "messages.2.joined_by"), "byraa.example"));
    assert_string_equal(json_text(inquiry, "state"), "open");
    terminal_wait_text(terminal, "open 1");
    terminal_keys(terminal, "q");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
    expect_modes_reset(terminal);
    terminal_free(terminal);
    g_autoptr(ProcessResult) ledger = skranke_run(counter->sandbox, NULL, "mail", "ledger", NULL);
    expect_status(ledger, 0);
    g_autofree char *done = dovecot_maildir(counter->dovecot, "desk", "Lest");
    assert_int_equal(maildir_count(done), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mail_is_answered_on_the_screen_and_the_thread_holds,
                                        counter_open, counter_close),
    };
    return cmocka_run_group_tests_name("counter", tests, NULL, NULL);
}

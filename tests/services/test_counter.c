/* The whole counter, from end to end: a mail lies in a real Dovecot, the desk (started in a
 * terminal, with the worker it starts itself) shows it, an operator answers on the screen, a real
 * Postfix gets the answer with the right headers, and the customer's next mail joins the same
 * inquiry. */
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "terminal.h"
#include "testing.h"

typedef struct {
    DovecotServer *dovecot;
    PostfixServer *postfix;
    Sandbox *sandbox;
    char *ini;
    const char *reason; /* why it cannot run here */
} Counter;

static const char question[] =
    "From: =?utf-8?Q?=C3=85se_Bj=C3=B8rnson?= <ase@kunde.example>\r\n"
    "To: info@byraa.example\r\n"
    "Subject: =?utf-8?Q?Sp=C3=B8rsm=C3=A5l_om_folketall?=\r\n"
    "Message-ID: <first@kunde.example>\r\n"
    "Date: Tue, 10 Mar 2026 10:12:00 +0100\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hei!\r\nHvor mange bor i Kongsvinger?\r\n\r\nHilsen Åse\r\n";

static char *write_ini(const Counter *counter)
{
    g_autofree char *password = file_write(counter->sandbox->folder, "password", "secret\n", -1);
    g_assert_true(chmod(password, 0600) == 0);
    g_autofree char *text = g_strdup_printf(
        "[screen]\nlanguage = en\n[mail]\nfrom = info@byraa.example\nfrom_name = "
        "Informasjonstjenesten\nhold_seconds = 1\n"
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\n"
        "[worker]\ninterval_seconds = 1\n"
        "[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = desk\npassword_file = "
        "%s\nca_file = %s\n"
        "done_folder = Lest\naddress = info@byraa.example\n",
        postfix_port(counter->postfix), postfix_authority(counter->postfix),
        dovecot_tls_port(counter->dovecot), password, dovecot_authority(counter->dovecot));
    return file_write(counter->sandbox->folder, "skranke.ini", text, -1);
}

static int counter_open(void **state)
{
    Counter *counter = g_new0(Counter, 1);
    *state = counter;
    counter->dovecot = dovecot_start(NULL, &counter->reason);
    counter->postfix = counter->dovecot ? postfix_start(NULL, &counter->reason) : NULL;
    if (!counter->postfix)
        return 0;
    counter->sandbox = sandbox_new();
    counter->ini = write_ini(counter);
    return 0;
}

static int counter_close(void **state)
{
    Counter *counter = *state;
    postfix_stop(counter->postfix);
    dovecot_stop(counter->dovecot);
    sandbox_free(counter->sandbox);
    g_free(counter->ini);
    g_free(counter);
    return 0;
}

static Terminal *open_desk(const Counter *counter)
{
    const char *const argv[] = {SKRANKE_BINARY, "--db",       counter->sandbox->database,
                                "--config",     counter->ini, NULL};
    return terminal_start(&(TerminalOptions){
        .argv = argv, .width = 100, .height = 30, .home = counter->sandbox->folder});
}

static json_t *shown(const Counter *counter, const char *id)
{
    g_autoptr(ProcessResult) result =
        skranke_run(counter->sandbox, NULL, "inquiry", "show", id, "--json", NULL);
    expect_status(result, 0);
    return json_line(result->output, 0);
}

/* The value of a header of a mail whose lines end in LF; unfolded. */
static char *header(GBytes *mail, const char *name)
{
    g_autofree char *text = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    char *end = strstr(text, "\n\n");
    if (end)
        *end = '\0';
    g_auto(GStrv) joined = g_strsplit(text, "\n ", -1);
    g_autofree char *unfolded = g_strjoinv(" ", joined);
    g_auto(GStrv) lines = g_strsplit(unfolded, "\n", -1);
    g_autofree char *start = g_strconcat(name, ": ", NULL);
    for (guint i = 0; lines[i]; i++)
        if (g_ascii_strncasecmp(lines[i], start, strlen(start)) == 0)
            return g_strdup(lines[i] + strlen(start));
    return g_strdup("");
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
    g_autofree char *to = header(mail, "To"), *from = header(mail, "From"),
                    *references = header(mail, "References");
    g_autofree char *parent = header(mail, "In-Reply-To"), *id = header(mail, "Message-ID");
    g_autofree char *subject = header(mail, "Subject"), *date = header(mail, "Date"),
                    *type = header(mail, "Content-Type");
    assert_non_null(strstr(to, "ase@kunde.example"));
    assert_non_null(strstr(from, "info@byraa.example"));
    assert_string_equal(parent, "<first@kunde.example>");
    assert_non_null(strstr(references, "<first@kunde.example>"));
    assert_true(g_str_has_suffix(id, "@byraa.example>"));
    assert_true(g_str_has_prefix(subject, "Re: =?") || g_str_has_prefix(subject, "=?"));
    assert_true(*date != '\0');
    assert_non_null(strstr(type, "text/plain"));
}

static void customer_answers(const Counter *counter, GBytes *answer)
{
    g_autofree char *id = header(answer, "Message-ID");
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
    Counter *counter = *state;
    if (!counter->postfix)
        test_skip_with_reason(counter->reason);
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

/* Automatic receipts over real servers: an application lies in a Dovecot, one round of the worker
 * confirms it through a Postfix; machines get nothing, nobody gets two a day, and two desks that
 * confirm everything do not keep each other busy. */
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

/* A desk of its own: sender, mailbox, database. */
typedef struct {
    Sandbox *sandbox;
    char *ini, *address;
    const char *user; /* of Dovecot */
} Desk;

static DovecotServer *dovecot;
static PostfixServer *postfix;
static const char *missing;

static int start(void **state)
{
    (void)state;
    static const char *const users[] = {"desk", "other", NULL};
    const DovecotOptions options = {.users = users};
    dovecot = dovecot_start(&options, &missing);
    postfix = dovecot ? postfix_start(NULL, &missing) : NULL;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    postfix_stop(postfix);
    dovecot_stop(dovecot);
    return 0;
}

#define NEEDS_SERVERS                                                                              \
    (void)state;                                                                                   \
    if (!postfix)                                                                                  \
    test_skip_with_reason(missing)

static Desk desk_open(const char *user, const char *folder, const char *address, const char *more)
{
    Desk desk = {.sandbox = sandbox_new(), .user = user, .address = g_strdup(address)};
    g_autofree char *password = file_write(desk.sandbox->folder, "password", "secret\n", -1);
    g_assert_true(chmod(password, 0600) == 0);
    g_autofree char *text = g_strdup_printf(
        "[screen]\nlanguage = en\n[mail]\nfrom = %s\n"
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\n"
        "[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = %s\npassword_file = "
        "%s\nca_file = %s\naddress = %s\nfolder = %s\n%s",
        address, postfix_port(postfix), postfix_authority(postfix), dovecot_tls_port(dovecot), user,
        password, dovecot_authority(dovecot), address, folder, more);
    desk.ini = file_write(desk.sandbox->folder, "skranke.ini", text, -1);
    g_autofree char *maildir = dovecot_maildir(dovecot, user, folder);
    g_autoptr(ProcessResult) made = skranke_run(desk.sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    return desk;
}

static void desk_close(Desk *desk)
{
    sandbox_free(desk->sandbox);
    g_free(desk->ini);
    g_free(desk->address);
}

/* Reads the mailbox and sends what is due. */
static void work(const Desk *desk)
{
    static const char *const commands[][4] = {{"mail", "fetch", NULL, NULL},
                                              {"mail", "send", NULL, NULL},
                                              {"mail", "ledger", NULL, NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autoptr(ProcessResult) result = skranke_run(desk->sandbox, NULL, "--config", desk->ini,
                                                      commands[i][0], commands[i][1], NULL);
        expect_status(result, 0);
    }
}

static void deliver(const Desk *desk, const char *folder, const char *from, const char *id,
                    const char *extra)
{
    g_autofree char *mail = g_strdup_printf(
        "From: %s\r\nTo: %s\r\nSubject: =?utf-8?Q?S=C3=B8knad_p=C3=A5_stilling_som_r=C3=A5dgiver?="
        "\r\nMessage-ID: <%s>\r\nDate: Tue, 10 Mar 2026 10:12:00 +0100\r\n%s"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Hei!\r\nVedlagt følger min søknad og CV på den utlyste stillingen som rådgiver.\r\n",
        from, desk->address, id, extra);
    dovecot_deliver(dovecot, desk->user, folder, mail, -1);
}

static guint delivered_to(const char *address)
{
    g_autoptr(GPtrArray) mails = postfix_messages(postfix, address);
    return mails->len;
}

static char *text_of(GBytes *mail)
{
    gsize size;
    const char *data = g_bytes_get_data(mail, &size);
    return g_strndup(data, size);
}

static void expect_line(const char *mail, const char *line)
{
    if (!strstr(mail, line))
        fail_msg("no \"%s\" in:\n%s", line, mail);
}

/* The body, out of quoted-printable or base64. */
static char *body_of(const char *mail)
{
    const char *body = strstr(mail, "\n\n");
    assert_non_null(body);
    gsize length = 0;
    if (strstr(mail, "Content-Transfer-Encoding: base64")) {
        g_autofree guchar *bytes = g_base64_decode(body, &length);
        return g_strndup((const char *)bytes, length);
    }
    GString *text = g_string_new(NULL);
    for (const char *at = body; *at; at++) {
        if (*at == '=' && at[1] == '\n') {
            at++;
        } else if (*at == '=' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2])) {
            g_string_append_c(
                text, (char)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2])));
            at += 2;
        } else {
            g_string_append_c(text, *at);
        }
    }
    return g_string_free(text, FALSE);
}

static void an_application_is_confirmed(void **state)
{
    NEEDS_SERVERS;
    Desk desk = desk_open("desk", "Jobb", "jobb@byraa.example", "category = job_application\n");
    deliver(&desk, "Jobb", "=?utf-8?Q?Kari_=C3=98ye?= <kari@sokjar.example>", "one@sokjar.example",
            "");
    deliver(&desk, "Jobb", "Ola <ola@borte.example>", "away@borte.example",
            "Auto-Submitted: auto-replied\r\n");
    deliver(&desk, "Jobb", "no-reply@portal.example", "portal@portal.example", "");
    work(&desk);
    g_autoptr(GPtrArray) mails = postfix_wait(postfix, "kari@sokjar.example", 1);
    g_autofree char *mail = text_of(mails->pdata[0]);
    expect_line(mail, "\nAuto-Submitted: auto-replied\n");
    expect_line(mail, "\nX-Auto-Response-Suppress: ");
    expect_line(mail, "\nIn-Reply-To: <one@sokjar.example>\n");
    expect_line(mail, "jobb@byraa.example");
    g_autofree char *body = body_of(mail);
    expect_line(body, "Vi bekrefter at søknaden");
    expect_line(body, "Vi stadfestar at søknaden");
    expect_line(body, "referanse #");

    /* A second application the same day is confirmed as well. Another person's confirmation, sent
     * afterwards, shows that nothing more was on its way. */
    deliver(&desk, "Jobb", "Kari <kari@sokjar.example>", "two@sokjar.example", "");
    deliver(&desk, "Jobb", "Per <per@sokjar.example>", "three@sokjar.example", "");
    work(&desk);
    g_autoptr(GPtrArray) others = postfix_wait(postfix, "per@sokjar.example", 1);
    g_autoptr(GPtrArray) both = postfix_wait(postfix, "kari@sokjar.example", 2);
    assert_int_equal(both->len, 2);
    assert_int_equal(delivered_to("ola@borte.example"), 0);
    assert_int_equal(delivered_to("no-reply@portal.example"), 0);
    g_autoptr(ProcessResult) list =
        skranke_run(desk.sandbox, NULL, "inquiry", "list", "--json", NULL);
    expect_status(list, 0);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(list->output), "\n", -1);
    assert_int_equal(g_strv_length(lines), 5); /* every mail is an inquiry all the same */
    desk_close(&desk);
}

/* Carries what Postfix got for a desk into its mailbox, from the first not yet carried on. */
static guint carry(const Desk *desk, const char *folder, guint from)
{
    g_autoptr(GPtrArray) mails = postfix_messages(postfix, desk->address);
    for (guint i = from; i < mails->len; i++) {
        gsize size;
        const char *data = g_bytes_get_data(mails->pdata[i], &size);
        dovecot_deliver(dovecot, desk->user, folder, data, (gssize)size);
    }
    return mails->len;
}

static void two_desks_do_not_loop(void **state)
{
    NEEDS_SERVERS;
    Desk one = desk_open("desk", "Ein", "ein@byraa.example", "receipt = yes\n");
    Desk two = desk_open("other", "To", "to@annet.example", "receipt = yes\n");
    /* A person writes to the one from the other's address. */
    deliver(&one, "Ein", "Kari <to@annet.example>", "begin@annet.example", "");
    guint carried_one = 0, carried_two = 0;
    work(&one);
    g_autoptr(GPtrArray) receipt = postfix_wait(postfix, "to@annet.example", 1);
    for (int round = 0; round < 3; round++) {
        carried_two = carry(&two, "To", carried_two);
        work(&two);
        carried_one = carry(&one, "Ein", carried_one);
        work(&one);
    }
    assert_int_equal(carried_two, 1);
    assert_int_equal(carried_one, 0);
    assert_int_equal(delivered_to("to@annet.example"), 1);
    assert_int_equal(delivered_to("ein@byraa.example"), 0);
    desk_close(&one);
    desk_close(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_application_is_confirmed),
        cmocka_unit_test(two_desks_do_not_loop),
    };
    return cmocka_run_group_tests_name("receipts", tests, start, stop);
}

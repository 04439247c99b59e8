/* A message to a colleague from end to end: taken on the telephone, sent through a real Postfix,
 * answered into a real Dovecot; what nobody answers comes back. */
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

#define KARI "kno@byraa.example"

typedef struct {
    DovecotServer *dovecot;
    PostfixServer *postfix;
    Sandbox *sandbox;
    char *ini;
    const char *reason; /* why it cannot run here */
} House;

static const char sections[] =
    "code;name_nb;name_nn;name_en;role;email;phone\n"
    "240;Seksjon for prisstatistikk;Seksjon for prisstatistikk;Price statistics;subject;"
    "s240@byraa.example;00 00 10 19\n";
static const char people[] =
    "initials;name;title_nb;title_nn;title_en;sections;phone;mobile;email;languages;hours;note\n"
    "kno;Kari Nordmann;;;;240;;;" KARI ";nb,en;ma-fr 08:00-15:30;\n"
    "bad;Borte Helt;;;;240;;;reject@anywhere.example;nb;ma-fr 08:00-15:30;\n";

/* ---- the house ---- */

static char *write_ini(const House *house)
{
    g_autofree char *password = file_write(house->sandbox->folder, "password", "secret\n", -1);
    g_assert_true(chmod(password, 0600) == 0);
    g_autofree char *text = g_strdup_printf(
        "[screen]\nlanguage = en\n[mail]\nfrom = info@byraa.example\nhold_seconds = 0\n"
        "plus_addresses = yes\n"
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\n"
        "[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = desk\npassword_file = "
        "%s\nca_file = %s\naddress = info@byraa.example\n",
        postfix_port(house->postfix), postfix_authority(house->postfix),
        dovecot_tls_port(house->dovecot), password, dovecot_authority(house->dovecot));
    return file_write(house->sandbox->folder, "skranke.ini", text, -1);
}

/* Runs `skranke` with these words at a moment (NULL: now); its output. */
static char *run_words(const House *house, const char *moment, const char *const *words)
{
    g_autofree char *config = g_strconcat("SKRANKE_CONFIG=", house->ini, NULL);
    g_autofree char *now = g_strconcat("SKRANKE_NOW=", moment, NULL);
    const char *const environment[] = {config, moment ? now : NULL, NULL};
    g_autoptr(ProcessResult) result = skranke_run_with(house->sandbox, NULL, environment, words);
    expect_status(result, 0);
    return g_strdup(result->output);
}

/* The same with spaces between the words. */
static char *run_at(const House *house, const char *moment, const char *words)
{
    g_auto(GStrv) arguments = g_strsplit(words, " ", -1);
    return run_words(house, moment, (const char *const *)arguments);
}

static void run(const House *house, const char *words)
{
    g_free(run_at(house, NULL, words));
}

static void import(const House *house, const char *what, const char *text)
{
    g_autofree char *csv = file_write(house->sandbox->folder, "import.csv", text, -1);
    g_autofree char *words = g_strdup_printf("import %s %s", what, csv);
    run(house, words);
}

static int open_house(void **state)
{
    House *house = g_new0(House, 1);
    *state = house;
    house->dovecot = dovecot_start(NULL, &house->reason);
    house->postfix = house->dovecot ? postfix_start(NULL, &house->reason) : NULL;
    if (!house->postfix)
        return 0;
    house->sandbox = sandbox_new();
    house->ini = write_ini(house);
    run(house, "init");
    import(house, "sections", sections);
    import(house, "people", people);
    return 0;
}

static int close_house(void **state)
{
    House *house = *state;
    postfix_stop(house->postfix);
    dovecot_stop(house->dovecot);
    sandbox_free(house->sandbox);
    g_free(house->ini);
    g_free(house);
    return 0;
}

#define NEEDS_SERVERS                                                                              \
    House *house = *state;                                                                         \
    if (!house->postfix)                                                                           \
    test_skip_with_reason(house->reason)

/* ---- messages and mail ---- */

/* Taken now; the message as JSON. */
static json_t *take(const House *house, const char *to, const char *caller)
{
    const char *const words[] = {
        "message",    "new",      "--to",         to,       "--from",          caller,   "--number",
        "912 34 567", "--wanted", "etter kl. 14", "--text", "Om KPI for mars", "--json", NULL};
    g_autofree char *output = run_words(house, NULL, words);
    return json_line(output, 0);
}

static json_t *shown(const House *house, const char *what, gint64 id)
{
    g_autofree char *words = g_strdup_printf("%s show %" G_GINT64_FORMAT " --json", what, id);
    g_autofree char *output = run_at(house, NULL, words);
    return json_line(output, 0);
}

/* The mail as text: quoted-printable breaks lines anywhere. */
static char *text_of(GBytes *mail)
{
    g_autofree char *raw = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    g_auto(GStrv) pieces = g_strsplit(raw, "=\n", -1);
    return g_strjoinv("", pieces);
}

/* "[#1-abcdefgh2345]" */
static char *mark_of(const char *mail)
{
    const char *start = strstr(mail, "[#"), *end = start ? strchr(start, ']') : NULL;
    if (!end)
        fail_msg("no mark in \"%s\"", mail);
    return g_strndup(start, (gsize)(end + 1 - start));
}

static bool something_was_fetched(void *data)
{
    g_autofree char *output = run_at(data, NULL, "mail fetch --json");
    json_auto_t *report = json_line(output, 0);
    return json_integer_value(json_object_get(report, "read")) > 0;
}

static void replies(House *house, const char *mark, const char *id)
{
    g_autofree char *mail = g_strdup_printf(
        "From: Kari <" KARI ">\r\nTo: info@byraa.example\r\nMessage-ID: <%s>\r\n"
        "Subject: SV: %s\r\nDate: Tue, 10 Mar 2026 10:12:00 +0100\r\n\r\nHar ringt.\r\n",
        id, mark);
    dovecot_deliver(house->dovecot, "desk", "INBOX", mail, -1);
    assert_true(wait_until(something_was_fetched, house, 30));
}

static char *wait_for_mail(const House *house, guint count)
{
    g_autoptr(GPtrArray) sent = postfix_wait(house->postfix, KARI, count);
    return text_of(sent->pdata[count - 1]);
}

/* ---- the ways ---- */

static void leaves_with_all_of_it_and_a_reply_settles_it(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "kno", "Per Ring");
    gint64 id = json_whole(taken, "id"), inquiry = json_whole(taken, "inquiry");
    assert_string_equal(json_text(taken, "state"), "waiting");
    assert_string_equal(json_text(taken, "number"), "+4791234567");
    run(house, "mail send");
    g_autofree char *mail = wait_for_mail(house, 1);
    const char *parts[] = {"Per Ring",     "912 34 567",       "Om KPI for mars",
                           "etter kl. 14", "ring tilbake til", "vil bli ringt opp"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strstr(mail, parts[i]))
            fail_msg("\"%s\" is not in: %s", parts[i], mail);
    json_auto_t *sent = shown(house, "message", id);
    assert_string_equal(json_text(sent, "delivery"), "sent");
    g_autofree char *mark = mark_of(mail);
    replies(house, mark, "done1@byraa.example");
    json_auto_t *done = shown(house, "message", id), *back = shown(house, "inquiry", inquiry);
    assert_string_equal(json_text(done, "state"), "done");
    assert_string_equal(json_text(back, "state"), "open");
    assert_string_equal(json_text(back, "forwards.0.state"), "answered");
    g_autofree char *waiting = run_at(house, NULL, "message list --json");
    assert_int_equal(json_line_count(waiting), 0);
}

static void silence_brings_it_back_and_a_reminder_goes(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "kno", "Stille Ring");
    gint64 id = json_whole(taken, "id"), inquiry = json_whole(taken, "inquiry");
    run(house, "mail send");
    g_autofree char *first = wait_for_mail(house, 2);
    g_autofree char *early = run_at(house, json_text(taken, "at"), "message list --json");
    json_auto_t *waits = json_line(early, 0);
    assert_false(json_truth(waits, "overdue"));
    const char *due = json_text(taken, "due");
    g_autofree char *late = run_at(house, due, "message list --json");
    json_auto_t *overdue = json_line(late, 0);
    assert_true(json_truth(overdue, "overdue"));
    json_auto_t *back = shown(house, "inquiry", inquiry);
    assert_string_equal(json_text(back, "state"), "open");
    assert_true(json_truth(back, "bumped"));
    assert_string_equal(json_text(back, "forwards.0.state"), "silent");
    g_autofree char *words = g_strdup_printf("message remind %" G_GINT64_FORMAT, id);
    run(house, words);
    run(house, "mail send");
    g_autofree char *reminder = wait_for_mail(house, 3);
    g_autofree char *mark = mark_of(first), *again = mark_of(reminder);
    assert_string_equal(mark, again);
    json_auto_t *reminded = shown(house, "message", id);
    assert_int_equal(json_whole(reminded, "reminders"), 1);
    /* An answer to the first mail is still one. */
    replies(house, mark, "done2@byraa.example");
    json_auto_t *done = shown(house, "message", id);
    assert_string_equal(json_text(done, "state"), "done");
}

static void what_the_server_refuses_is_shown(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "bad", "Ola Ring");
    gint64 id = json_whole(taken, "id");
    run(house, "mail send");
    json_auto_t *refused = shown(house, "message", id);
    assert_string_equal(json_text(refused, "state"), "waiting");
    assert_string_equal(json_text(refused, "delivery"), "refused");
    assert_true(json_truth(refused, "overdue"));
    json_auto_t *inquiry = shown(house, "inquiry", json_whole(taken, "inquiry"));
    assert_string_equal(json_text(inquiry, "state"), "open");
    g_autofree char *words = g_strdup_printf("message done %" G_GINT64_FORMAT " --json", id);
    g_autofree char *output = run_at(house, NULL, words);
    json_auto_t *done = json_line(output, 0);
    assert_string_equal(json_text(done, "state"), "done");
}

/* ---- what does not leave ---- */

static void undone_while_held(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "240", "Ida Ring");
    run(house, "undo");
    json_auto_t *gone = shown(house, "message", json_whole(taken, "id"));
    assert_string_equal(json_text(gone, "state"), "withdrawn");
    assert_string_equal(json_text(gone, "delivery"), "withdrawn");
    run(house, "mail send");
    g_autoptr(GPtrArray) none = postfix_messages(house->postfix, "s240@byraa.example");
    assert_int_equal(none->len, 0);
}

static void shown_before_it_goes(void **state)
{
    NEEDS_SERVERS;
    g_autofree char *output =
        run_at(house, NULL,
               "message new --to kno --from Per --number 91234567 --text Hei --dry-run --json");
    json_auto_t *review = json_line(output, 0);
    assert_true(json_truth(review, "dry_run"));
    assert_string_equal(json_text(review, "address"), KARI);
    assert_non_null(strstr(json_text(review, "text"), "912 34 567"));
    g_autofree char *waiting = run_at(house, NULL, "message list --json");
    assert_int_equal(json_line_count(waiting), 0);
}

static void rung_back_by_command(void **state)
{
    NEEDS_SERVERS;
    const char *monday = "2026-03-09T10:00:00+01:00";
    g_autofree char *made =
        run_at(house, monday, "callback new 91234567 --caller Per --matter KPI --json");
    json_auto_t *call_back = json_line(made, 0);
    assert_string_equal(json_text(call_back, "number"), "+4791234567");
    assert_string_equal(json_text(call_back, "state"), "unhandled");
    assert_string_equal(json_text(call_back, "due"), "2026-03-09T12:00:00+01:00");
    g_autofree char *busy = run_at(house, monday, "callback try 1 busy --note tuter --json");
    json_auto_t *tried = json_line(busy, 0);
    assert_string_equal(json_text(tried, "state"), "tried");
    assert_string_equal(json_text(tried, "note"), "tuter");
    assert_string_equal(json_text(tried, "due"), "2026-03-09T11:00:00+01:00");
    g_autofree char *list = run_at(house, "2026-03-09T11:00:00+01:00", "callback list --json");
    json_auto_t *overdue = json_line(list, 0);
    assert_true(json_truth(overdue, "overdue"));
    g_autofree char *spoke = run_at(house, monday, "callback try 1 spoke --json");
    json_auto_t *done = json_line(spoke, 0);
    assert_string_equal(json_text(done, "state"), "done");
    g_autofree char *empty = run_at(house, monday, "callback list --json");
    assert_int_equal(json_line_count(empty), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_with_all_of_it_and_a_reply_settles_it),
        cmocka_unit_test(silence_brings_it_back_and_a_reminder_goes),
        cmocka_unit_test(what_the_server_refuses_is_shown),
        cmocka_unit_test(undone_while_held),
        cmocka_unit_test(shown_before_it_goes),
        cmocka_unit_test(rung_back_by_command),
    };
    return cmocka_run_group_tests_name("phone messages", tests, open_house, close_house);
}

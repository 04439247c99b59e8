/* Forwarding from end to end: a customer's mail lies in a real Dovecot, an operator sends it on
 * through a real Postfix, the inquirer is told in nynorsk, and the section answers by reply, with
 * the mark only, straight to the customer, or not at all. */
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

#define SECTION "s240@byraa.example"

typedef struct {
    DovecotServer *dovecot;
    PostfixServer *postfix;
    Sandbox *sandbox;
    char *ini;
    const char *reason; /* why it cannot run here */
} House;

static const char sections[] =
    "code;name_nb;name_nn;name_en;role;email;phone\n"
    "240;Seksjon for prisstatistikk;Seksjon for prisstatistikk;Price statistics;subject;" SECTION
    ";00 00 10 19\n";

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

/* Runs `skranke` with these words, space between, at a moment (NULL: now); its output. */
static char *run_at(const House *house, const char *moment, const char *words)
{
    g_auto(GStrv) arguments = g_strsplit(words, " ", -1);
    g_autofree char *config = g_strconcat("SKRANKE_CONFIG=", house->ini, NULL);
    g_autofree char *now = g_strconcat("SKRANKE_NOW=", moment, NULL);
    const char *const environment[] = {config, moment ? now : NULL, NULL};
    g_autoptr(ProcessResult) result =
        skranke_run_with(house->sandbox, NULL, environment, (const char *const *)arguments);
    expect_status(result, 0);
    return g_strdup(result->output);
}

static void run(const House *house, const char *words)
{
    g_free(run_at(house, NULL, words));
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
    g_autofree char *csv = file_write(house->sandbox->folder, "sections.csv", sections, -1);
    g_autofree char *import = g_strconcat("import sections ", csv, NULL);
    run(house, "init");
    run(house, import);
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

/* ---- mail ---- */

/* A server does not always show at once what was laid into its folder. */
static bool something_was_fetched(void *data)
{
    g_autofree char *output = run_at(data, NULL, "mail fetch --json");
    json_auto_t *report = json_line(output, 0);
    return json_integer_value(json_object_get(report, "read")) > 0;
}

/* A mail lies in our mailbox and is taken in. */
static void comes(House *house, const char *from, const char *id, const char *more,
                  const char *subject, const char *text)
{
    g_autofree char *mail = g_strdup_printf("From: %s\r\nMessage-ID: <%s>\r\n%sSubject: %s\r\n"
                                            "Date: Tue, 10 Mar 2026 10:12:00 +0100\r\n\r\n%s\r\n",
                                            from, id, more, subject, text);
    dovecot_deliver(house->dovecot, "desk", "INBOX", mail, -1);
    assert_true(wait_until(something_was_fetched, house, 30));
}

static char *text_of(GBytes *mail)
{
    return g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
}

/* The value of a header of a mail whose lines end in LF; unfolded. */
static char *header(GBytes *mail, const char *name)
{
    g_autofree char *text = text_of(mail);
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

static json_t *shown(const House *house, int id)
{
    g_autofree char *words = g_strdup_printf("inquiry show %d --json", id);
    g_autofree char *output = run_at(house, NULL, words);
    return json_line(output, 0);
}

/* The mail to the section about this inquiry, among those sent so far. */
static GBytes *wait_for_section(House *house, int id)
{
    g_autoptr(GPtrArray) sent = postfix_wait(house->postfix, SECTION, (guint)id);
    g_autofree char *mark = g_strdup_printf("[#%d-", id);
    for (guint i = 0; i < sent->len; i++) {
        g_autofree char *subject = header(sent->pdata[i], "Subject");
        if (strstr(subject, mark))
            return g_bytes_ref(sent->pdata[i]);
    }
    fail_msg("nothing about inquiry %d came to the section", id);
    return NULL;
}

/* The customer's inquiry, in nynorsk, has gone to the section: the newest mail there. */
static GBytes *send_on(House *house, int id, const char *customer)
{
    g_autofree char *message_id = g_strdup_printf("question%d@kunde.example", id);
    g_autofree char *set = g_strdup_printf("inquiry set %d --language nn", id);
    g_autofree char *forward = g_strdup_printf("inquiry forward %d --to 240", id);
    comes(house, customer, message_id, "To: info@byraa.example\r\n",
          "Prisen =?utf-8?Q?p=C3=A5?= ved", "Kva kostar ved i dag?");
    run(house, set);
    run(house, forward);
    run(house, "mail send");
    return wait_for_section(house, id);
}

/* "[#1-abcdefgh2345]" of a subject. */
static char *mark_of(GBytes *mail)
{
    g_autofree char *subject = header(mail, "Subject");
    const char *start = strstr(subject, "[#"), *end = start ? strchr(start, ']') : NULL;
    if (!end)
        fail_msg("no mark in \"%s\"", subject);
    return g_strndup(start, (gsize)(end + 1 - start));
}

#define NEEDS_SERVERS                                                                              \
    House *house = *state;                                                                         \
    if (!house->postfix)                                                                           \
    test_skip_with_reason(house->reason)

static void expect(const House *house, int id, const char *inquiry_state, const char *forward_state,
                   const char *last_purpose)
{
    json_auto_t *inquiry = shown(house, id);
    json_t *messages = json_object_get(inquiry, "messages");
    json_t *last = json_array_get(messages, json_array_size(messages) - 1);
    assert_string_equal(json_text(inquiry, "state"), inquiry_state);
    assert_string_equal(json_text(inquiry, "forwards.0.state"), forward_state);
    assert_string_equal(json_string_value(json_object_get(last, "purpose")), last_purpose);
}

/* ---- the ways ---- */

static void the_section_replies(void **state)
{
    NEEDS_SERVERS;
    g_autoptr(GBytes) mail = send_on(house, 1, "Eva <eva@kunde.example>");
    g_autofree char *id = header(mail, "Message-ID"), *reply_to = header(mail, "Reply-To"),
                    *references = header(mail, "References"), *mark = mark_of(mail);
    g_autofree char *token = g_strndup(mark + strlen("[#1-"), 12);
    g_autofree char *address = g_strdup_printf("info+f-%s@byraa.example", token);
    assert_non_null(strstr(reply_to, address));
    assert_string_equal(references, "");
    expect(house, 1, "waiting", "waiting", "notice");
    g_autoptr(GPtrArray) told = postfix_wait(house->postfix, "eva@kunde.example", 1);
    g_autofree char *automatic = header(told->pdata[0], "Auto-Submitted"),
                    *parent = header(told->pdata[0], "In-Reply-To"),
                    *language = header(told->pdata[0], "Content-Language"),
                    *encoded = text_of(told->pdata[0]);
    /* Quoted-printable breaks lines anywhere. */
    g_auto(GStrv) pieces = g_strsplit(encoded, "=\n", -1);
    g_autofree char *notice = g_strjoinv("", pieces);
    assert_string_equal(automatic, "auto-generated");
    assert_string_equal(parent, "<question1@kunde.example>");
    assert_string_equal(language, "nn");
    assert_non_null(strstr(notice, "respurnaden"));
    assert_non_null(strstr(notice, "Seksjon for prisstatistikk"));
    g_autofree char *refers = g_strdup_printf("To: %s\r\nIn-Reply-To: %s\r\n", address, id);
    g_autofree char *away = g_strconcat(refers, "Auto-Submitted: auto-replied\r\n", NULL);
    comes(house, SECTION, "away@byraa.example", away, "Automatisk svar: noe", "Borte til mandag");
    expect(house, 1, "waiting", "waiting", "from_section");
    comes(house, SECTION, "answer@byraa.example", refers, "SV: noe heilt anna", "42 kroner");
    expect(house, 1, "open", "answered", "from_section");
}

static void the_section_writes_anew(void **state)
{
    NEEDS_SERVERS;
    g_autoptr(GBytes) mail = send_on(house, 2, "ole@kunde.example");
    g_autofree char *mark = mark_of(mail);
    g_autofree char *subject = g_strdup_printf("Svar om %s", mark);
    comes(house, "Ola <ono@byraa.example>", "anew@byraa.example", "To: info@byraa.example\r\n",
          subject, "42 kroner");
    expect(house, 2, "open", "answered", "from_section");
    json_auto_t *inquiry = shown(house, 2);
    assert_non_null(strstr(json_text(inquiry, "messages.3.joined_by"), "prisstatistikk"));
}

static void the_section_answers_the_customer(void **state)
{
    NEEDS_SERVERS;
    g_autoptr(GBytes) mail = send_on(house, 3, "siv@kunde.example");
    g_autofree char *mark = mark_of(mail);
    g_autofree char *subject = g_strdup_printf("Sv: %s Prisen", mark);
    comes(house, SECTION, "direct@byraa.example",
          "To: siv@kunde.example\r\nCc: info@byraa.example\r\n", subject, "42 kroner");
    expect(house, 3, "closed", "answered_directly", "from_section");
    /* The customer thanks both: it is the customer's, and opens the inquiry. */
    comes(house, "siv@kunde.example", "thanks@kunde.example",
          "To: " SECTION ", info@byraa.example\r\nIn-Reply-To: <direct@byraa.example>\r\n", "Takk",
          "Og i fjor?");
    json_auto_t *inquiry = shown(house, 3);
    assert_string_equal(json_text(inquiry, "state"), "open");
}

static void the_section_is_silent(void **state)
{
    NEEDS_SERVERS;
    g_autoptr(GBytes) mail = send_on(house, 4, "per@kunde.example");
    expect(house, 4, "waiting", "waiting", "notice");
    json_auto_t *before = shown(house, 4);
    const char *due = json_text(before, "forwards.0.due");
    g_free(run_at(house, due, "inquiry list --json"));
    expect(house, 4, "waiting", "waiting", "notice");
    /* Twenty days on, every list has it on top. */
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) later = g_date_time_add_days(now, 40);
    g_autofree char *moment = g_date_time_format(later, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *list = run_at(house, moment, "inquiry list --json");
    json_auto_t *first = json_line(list, 0);
    assert_int_equal(json_integer_value(json_object_get(first, "id")), 4);
    expect(house, 4, "open", "silent", "notice");
    /* And a late answer is still an answer. */
    g_autofree char *id = header(mail, "Message-ID");
    g_autofree char *refers = g_strdup_printf("To: info@byraa.example\r\nIn-Reply-To: %s\r\n", id);
    comes(house, SECTION, "late@byraa.example", refers, "SV: noe", "42 kroner");
    expect(house, 4, "open", "answered", "from_section");
}

/* What the customer attached goes along, byte for byte. */
static void what_was_attached_goes_along(void **state)
{
    NEEDS_SERVERS;
    comes(house, "liv@kunde.example", "question5@kunde.example",
          "To: info@byraa.example\r\nMIME-Version: 1.0\r\n"
          "Content-Type: multipart/mixed; boundary=skille\r\n",
          "Ved",
          "--skille\r\nContent-Type: text/plain\r\n\r\nSe vedlegg.\r\n"
          "--skille\r\nContent-Type: text/csv; name=ved.csv\r\n"
          "Content-Disposition: attachment; filename=ved.csv\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\ndmVkOzQyCg==\r\n--skille--");
    run(house, "inquiry forward 5 --to 240 --quiet");
    run(house, "mail send");
    g_autoptr(GBytes) mail = wait_for_section(house, 5);
    g_autofree char *text = text_of(mail);
    assert_non_null(strstr(text, "filename=ved.csv"));
    assert_non_null(strstr(text, "dmVkOzQyCg=="));
    g_autoptr(GPtrArray) told = postfix_messages(house->postfix, "liv@kunde.example");
    assert_int_equal(told->len, 0);
    expect(house, 5, "waiting", "waiting", "forward");
}

static void all_of_it_is_accounted_for(void **state)
{
    NEEDS_SERVERS;
    run(house, "mail ledger");
    g_autofree char *report = run_at(house, NULL, "report --by forwarding --json");
    json_auto_t *total = json_line(report, 0), *info = json_line(report, 1);
    assert_true(json_is_true(json_object_get(total, "total")));
    assert_int_equal(json_integer_value(json_object_get(total, "forwarded")), 5);
    assert_string_equal(json_text(info, "mailbox"), "info");
    assert_int_equal(json_integer_value(json_object_get(info, "within_one_working_day")), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_section_replies),
        cmocka_unit_test(the_section_writes_anew),
        cmocka_unit_test(the_section_answers_the_customer),
        cmocka_unit_test(the_section_is_silent),
        cmocka_unit_test(what_was_attached_goes_along),
        cmocka_unit_test(all_of_it_is_accounted_for),
    };
    return cmocka_run_group_tests_name("forwarding", tests, open_house, close_house);
}

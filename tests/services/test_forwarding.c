/* Forwarding from end to end: a customer's mail lies in a real Dovecot, an operator sends it on
 * through a real Postfix, the inquirer is told in nynorsk, and the section answers by reply, with
 * the mark only, straight to the customer, or not at all. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "mail_house.h"
#include "testing.h"

#define SECTION "s240@byraa.example"

static const char sections[] =
    "code;name_nb;name_nn;name_en;role;email;phone\n"
    "240;Seksjon for prisstatistikk;Seksjon for prisstatistikk;Price statistics;subject;" SECTION
    ";00 00 10 19\n";

/* ---- the house ---- */

static int open_house(void **state)
{
    MailHouse *house = mail_house_open("hold_seconds = 0\nplus_addresses = yes\n", "");
    *state = house;
    if (!house->postfix)
        return 0;
    mail_house_run(house, "init");
    mail_house_import(house, "sections", sections);
    return 0;
}

static int close_house(void **state)
{
    mail_house_close(*state);
    return 0;
}

/* ---- mail ---- */

/* A mail lies in our mailbox and is taken in. */
static void comes(MailHouse *house, const char *from, const char *id, const char *more,
                  const char *subject, const char *text)
{
    g_autofree char *mail = g_strdup_printf("From: %s\r\nMessage-ID: <%s>\r\n%sSubject: %s\r\n"
                                            "Date: Tue, 10 Mar 2026 10:12:00 +0100\r\n\r\n%s\r\n",
                                            from, id, more, subject, text);
    mail_house_comes(house, mail);
}

static json_t *shown(const MailHouse *house, int id)
{
    g_autofree char *words = g_strdup_printf("inquiry show %d --json", id);
    g_autofree char *output = mail_house_run_at(house, NULL, words);
    return json_line(output, 0);
}

/* The mail to the section about this inquiry, among those sent so far. */
static GBytes *wait_for_section(MailHouse *house, int id)
{
    g_autoptr(GPtrArray) sent = postfix_wait(house->postfix, SECTION, (guint)id);
    g_autofree char *mark = g_strdup_printf("[#%d-", id);
    for (guint i = 0; i < sent->len; i++) {
        g_autofree char *subject = sent_header(sent->pdata[i], "Subject");
        if (strstr(subject, mark))
            return g_bytes_ref(sent->pdata[i]);
    }
    fail_msg("nothing about inquiry %d came to the section", id);
    return NULL;
}

/* The customer's inquiry, in nynorsk, has gone to the section: the newest mail there. */
static GBytes *send_on(MailHouse *house, int id, const char *customer)
{
    g_autofree char *message_id = g_strdup_printf("question%d@kunde.example", id);
    g_autofree char *set = g_strdup_printf("inquiry set %d --language nn", id);
    g_autofree char *forward = g_strdup_printf("inquiry forward %d --to 240", id);
    comes(house, customer, message_id, "To: info@byraa.example\r\n",
          "Prisen =?utf-8?Q?p=C3=A5?= ved", "Kva kostar ved i dag?");
    mail_house_run(house, set);
    mail_house_run(house, forward);
    mail_house_run(house, "mail send");
    return wait_for_section(house, id);
}

static char *mark_of(GBytes *mail)
{
    g_autofree char *subject = sent_header(mail, "Subject");
    return sent_mark(subject);
}

#define NEEDS_SERVERS                                                                              \
    MailHouse *house = *state;                                                                     \
    MAIL_HOUSE(house)

static void expect(const MailHouse *house, int id, const char *inquiry_state,
                   const char *forward_state, const char *last_purpose)
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
    g_autofree char *id = sent_header(mail, "Message-ID"),
                    *reply_to = sent_header(mail, "Reply-To"),
                    *references = sent_header(mail, "References"), *mark = mark_of(mail);
    g_autofree char *token = g_strndup(mark + strlen("[#1-"), 12);
    g_autofree char *address = g_strdup_printf("info+f-%s@byraa.example", token);
    assert_non_null(strstr(reply_to, address));
    assert_string_equal(references, "");
    expect(house, 1, "waiting", "waiting", "notice");
    g_autoptr(GPtrArray) told = postfix_wait(house->postfix, "eva@kunde.example", 1);
    g_autofree char *automatic = sent_header(told->pdata[0], "Auto-Submitted"),
                    *parent = sent_header(told->pdata[0], "In-Reply-To"),
                    *language = sent_header(told->pdata[0], "Content-Language"),
                    *notice = sent_text(told->pdata[0]);
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
    g_free(mail_house_run_at(house, due, "inquiry list --json"));
    expect(house, 4, "waiting", "waiting", "notice");
    /* Twenty days on, every list has it on top. */
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) later = g_date_time_add_days(now, 40);
    g_autofree char *moment = g_date_time_format(later, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *list = mail_house_run_at(house, moment, "inquiry list --json");
    json_auto_t *first = json_line(list, 0);
    assert_int_equal(json_integer_value(json_object_get(first, "id")), 4);
    expect(house, 4, "open", "silent", "notice");
    /* And a late answer is still an answer. */
    g_autofree char *id = sent_header(mail, "Message-ID");
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
    mail_house_run(house, "inquiry forward 5 --to 240 --quiet");
    mail_house_run(house, "mail send");
    g_autoptr(GBytes) mail = wait_for_section(house, 5);
    g_autofree char *text = sent_text(mail);
    assert_non_null(strstr(text, "filename=ved.csv"));
    assert_non_null(strstr(text, "dmVkOzQyCg"));
    g_autoptr(GPtrArray) told = postfix_messages(house->postfix, "liv@kunde.example");
    assert_int_equal(told->len, 0);
    expect(house, 5, "waiting", "waiting", "forward");
}

static void all_of_it_is_accounted_for(void **state)
{
    NEEDS_SERVERS;
    mail_house_run(house, "mail ledger");
    g_autofree char *report = mail_house_run_at(house, NULL, "report --by forwarding --json");
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

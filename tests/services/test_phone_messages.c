/* A message to a colleague from end to end: taken on the telephone, sent through a real Postfix,
 * answered into a real Dovecot; what nobody answers comes back. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "mail_house.h"
#include "testing.h"

#define KARI "kno@byraa.example"

static const char sections[] =
    "code;name_nb;name_nn;name_en;role;email;phone\n"
    "240;Seksjon for prisstatistikk;Seksjon for prisstatistikk;Price statistics;subject;"
    "s240@byraa.example;00 00 10 19\n";
static const char people[] =
    "initials;name;title_nb;title_nn;title_en;sections;phone;mobile;email;languages;hours;note\n"
    "kno;Kari Nordmann;;;;240;;;" KARI ";nb,en;ma-fr 08:00-15:30;\n"
    "bad;Borte Helt;;;;240;;;reject@anywhere.example;nb;ma-fr 08:00-15:30;\n";

static int open_house(void **state)
{
    MailHouse *house = mail_house_open("hold_seconds = 0\nplus_addresses = yes\n", "");
    *state = house;
    if (!house->postfix)
        return 0;
    mail_house_run(house, "init");
    mail_house_import(house, "sections", sections);
    mail_house_import(house, "people", people);
    return 0;
}

static int close_house(void **state)
{
    mail_house_close(*state);
    return 0;
}

#define NEEDS_SERVERS                                                                              \
    MailHouse *house = *state;                                                                     \
    MAIL_HOUSE(house)

/* ---- messages and mail ---- */

/* Taken now; the message as JSON. */
static json_t *take(const MailHouse *house, const char *to, const char *caller)
{
    const char *const words[] = {
        "message",    "new",      "--to",         to,       "--from",          caller,   "--number",
        "912 34 567", "--wanted", "etter kl. 14", "--text", "Om KPI for mars", "--json", NULL};
    g_autofree char *output = mail_house_run_words(house, NULL, words);
    return json_line(output, 0);
}

static json_t *shown(const MailHouse *house, const char *what, gint64 id)
{
    g_autofree char *words = g_strdup_printf("%s show %" G_GINT64_FORMAT " --json", what, id);
    g_autofree char *output = mail_house_run_at(house, NULL, words);
    return json_line(output, 0);
}

static void replies(MailHouse *house, const char *mark, const char *id)
{
    g_autofree char *mail = g_strdup_printf(
        "From: Kari <" KARI ">\r\nTo: info@byraa.example\r\nMessage-ID: <%s>\r\n"
        "Subject: SV: %s\r\nDate: Tue, 10 Mar 2026 10:12:00 +0100\r\n\r\nHar ringt.\r\n",
        id, mark);
    mail_house_comes(house, mail);
}

static char *wait_for_mail(const MailHouse *house, guint count)
{
    g_autoptr(GPtrArray) sent = postfix_wait(house->postfix, KARI, count);
    return sent_text(sent->pdata[count - 1]);
}

/* ---- the ways ---- */

static void leaves_with_all_of_it_and_a_reply_settles_it(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "kno", "Per Ring");
    gint64 id = json_whole(taken, "id"), inquiry = json_whole(taken, "inquiry");
    assert_string_equal(json_text(taken, "state"), "waiting");
    assert_string_equal(json_text(taken, "number"), "+4791234567");
    mail_house_run(house, "mail send");
    g_autofree char *mail = wait_for_mail(house, 1);
    const char *parts[] = {"Per Ring",     "912 34 567",       "Om KPI for mars",
                           "etter kl. 14", "ring tilbake til", "vil bli ringt opp"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strstr(mail, parts[i]))
            fail_msg("\"%s\" is not in: %s", parts[i], mail);
    json_auto_t *sent = shown(house, "message", id);
    assert_string_equal(json_text(sent, "delivery"), "sent");
    g_autofree char *mark = sent_mark(mail);
    replies(house, mark, "done1@byraa.example");
    json_auto_t *done = shown(house, "message", id), *back = shown(house, "inquiry", inquiry);
    assert_string_equal(json_text(done, "state"), "done");
    assert_string_equal(json_text(back, "state"), "open");
    assert_string_equal(json_text(back, "forwards.0.state"), "answered");
    g_autofree char *waiting = mail_house_run_at(house, NULL, "message list --json");
    assert_int_equal(json_line_count(waiting), 0);
}

static void silence_brings_it_back_and_a_reminder_goes(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "kno", "Stille Ring");
    gint64 id = json_whole(taken, "id"), inquiry = json_whole(taken, "inquiry");
    mail_house_run(house, "mail send");
    g_autofree char *first = wait_for_mail(house, 2);
    g_autofree char *early =
        mail_house_run_at(house, json_text(taken, "at"), "message list --json");
    json_auto_t *waits = json_line(early, 0);
    assert_false(json_truth(waits, "overdue"));
    const char *due = json_text(taken, "due");
    g_autofree char *late = mail_house_run_at(house, due, "message list --json");
    json_auto_t *overdue = json_line(late, 0);
    assert_true(json_truth(overdue, "overdue"));
    json_auto_t *back = shown(house, "inquiry", inquiry);
    assert_string_equal(json_text(back, "state"), "open");
    assert_true(json_truth(back, "bumped"));
    assert_string_equal(json_text(back, "forwards.0.state"), "silent");
    g_autofree char *words = g_strdup_printf("message remind %" G_GINT64_FORMAT, id);
    mail_house_run(house, words);
    mail_house_run(house, "mail send");
    g_autofree char *reminder = wait_for_mail(house, 3);
    g_autofree char *mark = sent_mark(first), *again = sent_mark(reminder);
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
    mail_house_run(house, "mail send");
    json_auto_t *refused = shown(house, "message", id);
    assert_string_equal(json_text(refused, "state"), "waiting");
    assert_string_equal(json_text(refused, "delivery"), "refused");
    assert_true(json_truth(refused, "overdue"));
    json_auto_t *inquiry = shown(house, "inquiry", json_whole(taken, "inquiry"));
    assert_string_equal(json_text(inquiry, "state"), "open");
    g_autofree char *words = g_strdup_printf("message done %" G_GINT64_FORMAT " --json", id);
    g_autofree char *output = mail_house_run_at(house, NULL, words);
    json_auto_t *done = json_line(output, 0);
    assert_string_equal(json_text(done, "state"), "done");
}

/* ---- what does not leave ---- */

static void undone_while_held(void **state)
{
    NEEDS_SERVERS;
    json_auto_t *taken = take(house, "240", "Ida Ring");
    mail_house_run(house, "undo");
    json_auto_t *gone = shown(house, "message", json_whole(taken, "id"));
    assert_string_equal(json_text(gone, "state"), "withdrawn");
    assert_string_equal(json_text(gone, "delivery"), "withdrawn");
    mail_house_run(house, "mail send");
    g_autoptr(GPtrArray) none = postfix_messages(house->postfix, "s240@byraa.example");
    assert_int_equal(none->len, 0);
}

static void shown_before_it_goes(void **state)
{
    NEEDS_SERVERS;
    g_autofree char *output = mail_house_run_at(
        house, NULL,
        "message new --to kno --from Per --number 91234567 --text Hei --dry-run --json");
    json_auto_t *review = json_line(output, 0);
    assert_true(json_truth(review, "dry_run"));
    assert_string_equal(json_text(review, "address"), KARI);
    assert_non_null(strstr(json_text(review, "text"), "912 34 567"));
    g_autofree char *waiting = mail_house_run_at(house, NULL, "message list --json");
    assert_int_equal(json_line_count(waiting), 0);
}

static void rung_back_by_command(void **state)
{
    NEEDS_SERVERS;
    const char *monday = "2026-03-09T10:00:00+01:00";
    g_autofree char *made =
        mail_house_run_at(house, monday, "callback new 91234567 --caller Per --matter KPI --json");
    json_auto_t *call_back = json_line(made, 0);
    assert_string_equal(json_text(call_back, "number"), "+4791234567");
    assert_string_equal(json_text(call_back, "state"), "unhandled");
    assert_string_equal(json_text(call_back, "due"), "2026-03-09T12:00:00+01:00");
    g_autofree char *busy =
        mail_house_run_at(house, monday, "callback try 1 busy --note tuter --json");
    json_auto_t *tried = json_line(busy, 0);
    assert_string_equal(json_text(tried, "state"), "tried");
    assert_string_equal(json_text(tried, "note"), "tuter");
    assert_string_equal(json_text(tried, "due"), "2026-03-09T11:00:00+01:00");
    g_autofree char *list =
        mail_house_run_at(house, "2026-03-09T11:00:00+01:00", "callback list --json");
    json_auto_t *overdue = json_line(list, 0);
    assert_true(json_truth(overdue, "overdue"));
    g_autofree char *spoke = mail_house_run_at(house, monday, "callback try 1 spoke --json");
    json_auto_t *done = json_line(spoke, 0);
    assert_string_equal(json_text(done, "state"), "done");
    g_autofree char *empty = mail_house_run_at(house, monday, "callback list --json");
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

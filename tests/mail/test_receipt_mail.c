/*
 * Automatic receipts: a job application is confirmed in the batch that makes its inquiry; nobody
 * else is, unless the mailbox says so; machines, lists, own addresses and those who got one never.
 */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/domain/receipt.h"

#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/mail/intake_run.h"
#include "skranke/mail/outbox_mail.h"

#include "cleanup.h"
#include "desk_database.h"
#include "incoming.h"
#include "testing.h"

#define BOX(more)                                                                                  \
    INCOMING_INI "[mailbox info]\nhost = localhost\naddress = info@byraa.example\n" more
#define JOBS BOX("category = job_application\n")
#define ALL BOX("receipt = yes\ncategory = simple_statistics\n")

typedef struct {
    DeskDatabase *database;
    IntakeRun *run;
    gint64 uid;
} Counter;

static Counter counter_with(const char *ini)
{
    Counter counter = {.database = desk_database_new(ini)};
    mailbox_state_free(intake_mailbox(counter.database->db, "info", "info@byraa.example", NULL));
    counter.run = intake_run_new(counter.database->db, counter.database->config);
    return counter;
}

static void counter_close(Counter *counter)
{
    incoming_expect_ledger(counter->database);
    intake_run_free(counter->run);
    desk_database_free(counter->database);
}

/* Adds a mail that came so many seconds ago; by mailbox 1, or from a file. */
static void add_mail(Counter *counter, bool from_file, gint64 age, char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    IntakeMail mail = {.source = from_file ? "file" : "imap",
                       .mailbox = from_file ? 0 : 1,
                       .uid_validity = from_file ? 0 : 7,
                       .uid = from_file ? 0 : ++counter->uid,
                       .name = "",
                       .received_at = clock_now() - age,
                       .bytes = bytes};
    GError *error = NULL;
    if (!intake_run_add(counter->run, &mail, &error))
        fail_msg("%s", error->message);
}

static void add(Counter *counter, const char *from, const char *id, const char *refers,
                const char *extra)
{
    add_mail(counter, false, 60,
             incoming_text(from, id, refers, extra, "Søknad som rådgiver",
                           "Vedlagt ligger søknad og CV på stillingen."));
}

static gint64 receipts(Counter *counter)
{
    incoming_flush(counter->run);
    gint64 count = desk_database_number(counter->database, "SELECT count(*) FROM receipt");
    assert_int_equal(count, desk_database_number(counter->database,
                                                 "SELECT count(*) FROM message WHERE "
                                                 "purpose = 'receipt' AND direction = 'out'"));
    assert_int_equal(count, desk_database_number(counter->database, "SELECT count(*) FROM outbox"));
    assert_int_equal(count,
                     desk_database_number(counter->database,
                                          "SELECT count(*) FROM event WHERE kind = 'receipted'"));
    assert_int_equal(
        0, desk_database_number(counter->database,
                                "SELECT count(*) FROM inquiry AS i WHERE message_count <> (SELECT "
                                "count(*) FROM message WHERE inquiry = i.id)"));
    return count;
}

static void a_job_application_is_confirmed(void **state)
{
    (void)state;
    Counter counter = counter_with(JOBS "[bureau]\ncareers_url = https://byraa.example/jobb\n");
    add(&counter, "Kari Øye <Kari@Example.no>", "a@x", "", "");
    assert_int_equal(receipts(&counter), 1);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(counter.database->db, 1, NULL);
    assert_int_equal(messages->len, 2);
    const Message *receipt = messages->pdata[1];
    assert_string_equal(receipt->recipients, "kari@example.no");
    assert_string_equal(receipt->from_address, "info@byraa.example");
    assert_string_equal(receipt->automatic, "auto-replied");
    assert_non_null(strstr(receipt->subject, "#1"));
    assert_non_null(strstr(receipt->text, "Vi bekrefter at søknaden"));
    assert_non_null(strstr(receipt->text, "Vi stadfestar at søknaden"));
    assert_non_null(strstr(receipt->text, "referanse #1"));
    assert_non_null(strstr(receipt->text, "https://byraa.example/jobb"));
    assert_null(strstr(receipt->text, "{#}"));
    assert_true(g_str_has_suffix(receipt->message_id, "@mail.byraa.example"));
    /* What was promised at once is done: no clock waits any more. */
    g_autofree char *clocks = desk_database_text(
        counter.database, "SELECT state || (answered_at IS NOT NULL) || due_kind FROM inquiry");
    assert_string_equal(clocks, "new1");
    /* It is found by its words, and by those of the application. */
    assert_int_equal(desk_database_number(counter.database,
                                          "SELECT count(*) FROM search AS s JOIN message AS m ON "
                                          "m.id = s.rowid WHERE m.purpose = 'receipt' AND "
                                          "s.search MATCH 'stadfestar'"),
                     1);
    counter_close(&counter);
}

/* What goes out tells other machines that nobody wrote it. */
static void its_bytes(void **state)
{
    (void)state;
    Counter counter = counter_with(JOBS);
    add(&counter, "kari@example.no", "a@x", "", "");
    assert_int_equal(receipts(&counter), 1);
    g_autoptr(GPtrArray) due = outbox_due(counter.database->db, clock_now(), 10, NULL);
    assert_int_equal(due->len, 1);
    bool fresh;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = outbox_mail_bytes(counter.database->db, counter.database->config,
                                                due->pdata[0], clock_now(), &fresh, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *mail = g_strndup(data, size);
    static const char *const headers[] = {
        "\r\nAuto-Submitted: auto-replied\r\n",
        "\r\nX-Auto-Response-Suppress: ", "\r\nIn-Reply-To: <a@x>\r\n", "kari@example.no"};
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        if (!strstr(mail, headers[i]))
            fail_msg("no %s in\n%s", headers[i], mail);
    counter_close(&counter);
}

static void who_gets_none(void **state)
{
    (void)state;
    static const struct {
        const char *what, *from, *extra;
    } cases[] = {
        {"out of office", "ola@example.no", "Auto-Submitted: auto-replied\r\n"},
        {"list", "ola@example.no", "List-Id: <liste.example.no>\r\n"},
        {"bulk", "ola@example.no", "Precedence: bulk\r\n"},
        {"bounce", "MAILER-DAEMON@example.no", "Return-Path: <>\r\n"},
        {"no-reply", "no-reply@example.no", ""},
        {"ours", "info@byraa.example", ""},
        {"ours as well", "presse@byraa.example", ""},
        {"no address", "Kari", ""},
        {"asked not to", "ola@example.no", "X-Auto-Response-Suppress: All\r\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Counter counter = counter_with(JOBS);
        g_autofree char *id = g_strdup_printf("%zu@x", i);
        add(&counter, cases[i].from, id, "", cases[i].extra);
        if (receipts(&counter) != 0)
            fail_msg("%s got a receipt", cases[i].what);
        counter_close(&counter);
    }
}

static void neither_files_nor_old_mail(void **state)
{
    (void)state;
    Counter counter = counter_with(JOBS);
    add_mail(&counter, false, RECEIPT_OLDEST_SECONDS + 60,
             incoming_text("kari@example.no", "a@x", "", "", "Søknad", "Søknad"));
    add_mail(&counter, true, 60,
             incoming_text("kari@example.no", "b@x", "", "", "Søknad", "Søknad, CV"));
    assert_int_equal(receipts(&counter), 0);
    /* They are not confirmed, and their clock says so. */
    assert_int_equal(desk_database_number(counter.database,
                                          "SELECT count(*) FROM inquiry WHERE category = "
                                          "'job_application' AND due_kind = 'target'"),
                     2);
    counter_close(&counter);
}

/* One address gets one a day, also where its mails come in one batch; another one gets its own. */
static void the_cap(void **state)
{
    (void)state;
    for (int together = 0; together < 2; together++) {
        Counter counter = counter_with(ALL);
        static const char *const from[] = {"kari@example.no", "KARI@example.no", "ola@example.no",
                                           "Kari <kari@example.no>"};
        for (gsize i = 0; i < G_N_ELEMENTS(from); i++) {
            g_autofree char *id = g_strdup_printf("%zu@x", i);
            add(&counter, from[i], id, "", "");
            if (!together)
                incoming_flush(counter.run);
        }
        assert_int_equal(receipts(&counter), 2);
        assert_int_equal(desk_database_number(counter.database, "SELECT count(*) FROM inquiry"), 4);
        counter_close(&counter);
    }
}

/* Each application is confirmed, also where its sender got a receipt or wrote several; only a loop
 * ends. */
static void applications_have_a_cap_of_their_own(void **state)
{
    (void)state;
    for (int together = 0; together < 2; together++) {
        Counter counter = counter_with(BOX("receipt = yes\n"));
        add_mail(&counter, false, 90,
                 incoming_text("kari@example.no", "q@x", "", "", "Hei", "Hvor mange bor i Norge?"));
        for (int i = 1; i <= RECEIPT_MOST_CONFIRMATIONS + 2; i++) {
            g_autofree char *id = g_strdup_printf("%d@x", i);
            add(&counter, "kari@example.no", id, "", "");
            if (!together)
                incoming_flush(counter.run);
        }
        assert_int_equal(receipts(&counter), RECEIPT_MOST_CONFIRMATIONS);
        assert_int_equal(desk_database_number(counter.database,
                                              "SELECT count(*) FROM inquiry WHERE category = "
                                              "'job_application' AND answered_at IS NOT NULL"),
                         RECEIPT_MOST_CONFIRMATIONS - 1);
        counter_close(&counter);
    }
}

static void what_joins_gets_none(void **state)
{
    (void)state;
    Counter counter = counter_with(BOX("receipt = yes\n"));
    add(&counter, "Kari <kari@example.no>", "a@x", "", "");
    incoming_flush(counter.run);
    add_mail(&counter, false, 10,
             incoming_text("Ola <ola@example.no>", "b@x", "<a@x>", "", "Re: Søknad", "Enig"));
    assert_int_equal(receipts(&counter), 1);
    counter_close(&counter);
}

/* A reply to what we do not know begins an inquiry like any other; the cap counts it too. */
static void a_reply_to_nothing(void **state)
{
    (void)state;
    Counter counter = counter_with(ALL);
    add(&counter, "kari@example.no", "a@x", "<unknown@x>", "");
    add(&counter, "kari@example.no", "b@x", "<other@x>", "");
    add(&counter, "ola@example.no", "c@x", "<third@x>", "");
    assert_int_equal(receipts(&counter), 2);
    assert_int_equal(desk_database_number(counter.database,
                                          "SELECT count(*) FROM inquiry WHERE category = "
                                          "'simple_statistics'"),
                     3);
    counter_close(&counter);
}

static void only_where_it_is_set(void **state)
{
    (void)state;
    static const struct {
        const char *ini;
        int count;
    } cases[] = {
        {BOX(""), 0},
        {BOX("receipt = yes\n"), 1},
        {BOX("receipt = no\n"), 0},
        {BOX("receipt = yes\ncategory = spam\n"), 0},
        /* No address of ours to send from. */
        {"[mailbox info]\nhost = localhost\ncategory = job_application\n", 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Counter counter = counter_with(cases[i].ini);
        add_mail(&counter, false, 60,
                 incoming_text("kari@example.no", "a@x", "", "", "Hei", "Hvor mange bor i Norge?"));
        if (receipts(&counter) != cases[i].count)
            fail_msg("case %zu", i);
        /* A receipt promises nothing by itself: the clocks go on. */
        if (cases[i].count)
            assert_int_equal(desk_database_number(counter.database,
                                                  "SELECT count(*) FROM inquiry WHERE answered_at "
                                                  "IS NULL AND due_kind = 'limit'"),
                             1);
        counter_close(&counter);
    }
}

/* Two desks that write to each other: each answers a person's mail once, and no receipt. */
static void two_desks_do_not_loop(void **state)
{
    (void)state;
    Counter here = counter_with(BOX("receipt = yes\n"));
    Counter there = counter_with("[mail]\nfrom = post@annet.example\n[mailbox info]\n"
                                 "host = localhost\naddress = post@annet.example\nreceipt = yes\n");
    add(&here, "Kari <post@annet.example>", "a@x", "", "");
    assert_int_equal(receipts(&here), 1);
    g_autoptr(GPtrArray) due = outbox_due(here.database->db, clock_now(), 10, NULL);
    bool fresh;
    g_autoptr(GBytes) bytes = outbox_mail_bytes(here.database->db, here.database->config,
                                                due->pdata[0], clock_now(), &fresh, NULL);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    add_mail(&there, false, 1, g_strndup(data, size));
    assert_int_equal(receipts(&there), 0);
    counter_close(&here);
    counter_close(&there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_application_is_confirmed),
        cmocka_unit_test(its_bytes),
        cmocka_unit_test(who_gets_none),
        cmocka_unit_test(neither_files_nor_old_mail),
        cmocka_unit_test(the_cap),
        cmocka_unit_test(applications_have_a_cap_of_their_own),
        cmocka_unit_test(what_joins_gets_none),
        cmocka_unit_test(a_reply_to_nothing),
        cmocka_unit_test(only_where_it_is_set),
        cmocka_unit_test(two_desks_do_not_loop),
    };
    return cmocka_run_group_tests_name("receipt_mail", tests, NULL, NULL);
}

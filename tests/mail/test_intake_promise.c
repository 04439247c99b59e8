/*
 * What an inquiry is promised where it comes in: category, silo and clocks from the text, the
 * mailbox and the rules of the database; and how the clocks go on when messages join.
 */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/store/categories.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/pauses.h"
#include "skranke/store/people.h"
#include "skranke/store/settings.h"

#include "skranke/mail/intake_run.h"

#include "cleanup.h"
#include "desk_database.h"
#include "incoming.h"
#include "testing.h"

#define INI(category)                                                                              \
    INCOMING_INI "[mailbox info]\nhost = localhost\naddress = info@byraa.example\n"                \
                 "category = " category "\n"

/* A synthetic number of a test register: month + 80. */
#define NOBODYS_NUMBER "13857010064"

static DeskDatabase *database_with(const char *ini)
{
    DeskDatabase *database = desk_database_new(ini);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    return database;
}

static void add(IntakeRun *run, gint64 uid, const char *id, const char *refers, const char *extra,
                const char *subject, const char *text)
{
    incoming_add(run, uid,
                 incoming_text("Kari <kari@example.no>", id, refers, extra, subject, text));
}

static void change(DeskDatabase *database, const char *sql)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GError) error = NULL;
    db_batch_add(batch, sql, "");
    if (!db_batch_apply(database->db, batch, &error))
        fail_msg("%s: %s", sql, error->message);
}

static void expect(DeskDatabase *database, const char *sql, const char *expected)
{
    g_autofree char *got = desk_database_text(database, sql);
    assert_string_equal(got, expected);
}

/* Came on Tuesday 14 November 2023 at 23:13 in Oslo. */
static void the_text_tells(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Innsynskrav",
        "Jeg krever innsyn etter offentleglova i sak 2023/17, dokument 4.");
    add(run, 2, "b@x", "", "", "Hei", "Hvor mange bor i Norge?");
    incoming_flush(run);
    expect(database,
           "SELECT category || ' ' || category_by || ' ' || silo || ' ' || target_on || ' ' || "
           "limit_on || ' ' || due_kind || ' ' || due_by FROM inquiry WHERE id = 1",
           "access_request suggestion access 2023-11-15 2023-11-21 limit document");
    expect(database,
           "SELECT category || ' ' || category_by || ' ' || silo || ' ' || target_on || ' ' || "
           "limit_on FROM inquiry WHERE id = 2",
           "simple_statistics suggestion open 2023-11-15 2023-11-16");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM inquiry WHERE "
                                                    "started_at = received_at AND queue_at > 0"),
                     2);
    assert_int_equal(desk_database_number(database,
                                          "SELECT count(*) FROM event WHERE kind = 'received' AND "
                                          "json_extract(after, '$.category') <> '' AND "
                                          "json_extract(after, '$.why') <> '' AND "
                                          "json_extract(after, '$.category_by') = 'suggestion'"),
                     2);
    expect(database, "SELECT group_concat(silo || count, ' ') FROM inquiry_tally", "access1 open1");
}

static void the_mailbox_tells(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *expected;
    } cases[] = {
        {INI("press"), "press mailbox press"},
        {INI("historical_statistics"), "simple_statistics mailbox open"}, /* an alias */
        {INI("no_such_thing"), "access_request suggestion access"},
        {INI(""), "access_request suggestion access"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskDatabase) database = database_with(cases[i].ini);
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        add(run, 1, "a@x", "", "", "Innsynskrav", "Jeg krever innsyn etter offentleglova.");
        incoming_flush(run);
        expect(database, "SELECT category || ' ' || category_by || ' ' || silo FROM inquiry",
               cases[i].expected);
    }
}

/* A mailbox that was not there when the run read its rules. */
static void a_second_mailbox(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = database_with(
        INI("press") "[mailbox innsyn]\nhost = localhost\naddress = innsyn@byraa.example\n"
                     "category = access_request\n");
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Hei", "Hei");
    incoming_flush(run);
    mailbox_state_free(intake_mailbox(database->db, "innsyn", "innsyn@byraa.example", NULL));
    g_autofree char *text = incoming_text("a@example.no", "b@x", "", "", "Hei", "Hei igjen");
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    IntakeMail mail = {
        .source = "imap", .mailbox = 2, .uid_validity = 9, .uid = 1, .name = "", .bytes = bytes};
    assert_true(intake_run_add(run, &mail, NULL));
    incoming_flush(run);
    expect(database, "SELECT group_concat(category, ' ') FROM inquiry", "press access_request");
}

static void a_statistic(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    Statistic statistic = {.short_name = (char *)"kpi",
                           .subject = (char *)"pp",
                           .section = (char *)"240",
                           .name_nb = (char *)"Konsumprisindeksen",
                           .name_nn = (char *)"Konsumprisindeksen",
                           .name_en = (char *)"Consumer price index",
                           .keywords_nb = (char *)"konsumpris, inflasjon"};
    people_put_statistic(batch, &statistic, "", "");
    assert_true(db_batch_apply(database->db, batch, NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Konsumprisindeksen", "Hva var konsumprisindeksen i mars?");
    incoming_flush(run);
    expect(database, "SELECT statistic FROM inquiry", "kpi");
}

static void identity_numbers(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Gjelder " NOBODYS_NUMBER, "Mitt nummer er " NOBODYS_NUMBER ".");
    add(run, 2, "b@x", "", "", "Telefon", "Ring 22 86 45 00.");
    incoming_flush(run);
    expect(database, "SELECT group_concat(identity_numbers, ' ') FROM message", "2 0");
    expect(database, "SELECT group_concat(warnings <> '', ' ') FROM message", "1 0");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM message WHERE warnings "
                                                    "LIKE '%national identity number%masked%'"),
                     1);
}

/* ---- what joins ---- */

#define CLOCKS                                                                                     \
    "SELECT state || ' ' || started_at || ' ' || ifnull(answered_at, '-') || ' ' || "              \
    "ifnull(limit_on, '-') || ' ' || due_kind || ' ' || paused || ' ' || "                         \
    "ifnull(snoozed_until, '-') FROM inquiry WHERE id = 1"

/* An inquiry of 10 November 2023 (Friday) that was changed by some SQL, and then a message on
 * Tuesday evening; what its clocks are then. */
static void expect_after(const char *sql, const char *extra, const char *expected)
{
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    g_autofree char *text =
        incoming_text("Kari <kari@example.no>", "a@x", "", "", "Hei", "Hvor mange bor i Norge?");
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    IntakeMail mail = {.source = "imap",
                       .mailbox = 1,
                       .uid_validity = 7,
                       .uid = 90,
                       .name = "",
                       .received_at = 1699610400, /* 2023-11-10 11:00 */
                       .bytes = bytes};
    assert_true(intake_run_add(run, &mail, NULL));
    incoming_flush(run);
    expect(database, CLOCKS, "new 1699610400 - 2023-11-14 limit 0 -");
    if (*sql)
        change(database, sql);
    if (strstr(sql, "paused"))
        change(database, "INSERT INTO pause (inquiry, from_at) VALUES (1, 1699646400)");
    add(run, 1, "b@x", "<a@x>", extra, "Re: Hei", "Og hvor mange i Sverige?");
    add(run, 2, "c@x", "<a@x>", extra, "Re: Hei", "Og i Danmark?");
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 2 duplicate 0 echo 0 quarantined 0 skipped 0");
    expect(database, CLOCKS, expected);
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM pause WHERE until_at IS NULL"),
        strstr(extra, "auto-replied") && strstr(sql, "paused"));
}

static void clocks_go_on(void **state)
{
    (void)state;
#define COURTESY "Auto-Submitted: auto-replied\r\n"
#define FAILURE "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    /* Nobody had answered: they run on from the first message. */
    expect_after("", "", "new 1699610400 - 2023-11-14 limit 0 -");
    /* Answered, waiting: a new question has its own time. */
    expect_after("UPDATE inquiry SET state = 'waiting', answered_at = 1699620000, due_kind = ''",
                 "", "new 1700000000 - 2023-11-16 limit 0 -");
    expect_after("UPDATE inquiry SET state = 'closed'", "",
                 "new 1700000000 - 2023-11-16 limit 0 -");
    /* A question was put to the inquirer at Friday 21:00: Monday and Tuesday do not count. */
    expect_after("UPDATE inquiry SET state = 'waiting', paused = 1", "",
                 "new 1699610400 - 2023-11-16 limit 0 -");
    expect_after("UPDATE inquiry SET state = 'waiting', snoozed_until = 1800000000", "",
                 "new 1699610400 - 2023-11-14 limit 0 -");
    /* Nobody wrote: nothing moves. */
    expect_after("UPDATE inquiry SET state = 'waiting', answered_at = 1699620000, due_kind = ''",
                 COURTESY, "waiting 1699610400 1699620000 2023-11-14  0 -");
    expect_after("UPDATE inquiry SET state = 'waiting', paused = 1", COURTESY,
                 "waiting 1699610400 - 2023-11-14 limit 1 -");
    /* The answer did not arrive: it was none, and the first question still waits. */
    expect_after("UPDATE inquiry SET state = 'waiting', answered_at = 1699620000, due_kind = ''",
                 FAILURE, "new 1699610400 - 2023-11-14 limit 0 -");
}

static void an_owner_gets_it_back(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Hei", "Hei");
    incoming_flush(run);
    change(database, "INSERT INTO operator (login, name, role, created_at) "
                     "VALUES ('ola', 'Ola', 'operator', 0)");
    change(database, "UPDATE inquiry SET state = 'waiting', owner = 1, answered_at = 1700000001, "
                     "revision = revision + 1");
    add(run, 2, "b@x", "<a@x>", "", "Re: Hei", "Takk, og?");
    incoming_flush(run);
    expect(database, "SELECT state || owner || due_kind || revision FROM inquiry", "open1limit3");
}

/* What nobody sent is promised nothing: no category and no clocks, but it stays in the queue, after
 * all that somebody waits for. Where its category would be a closed silo's it keeps that: what a
 * returned mail quotes must not become everybody's. */
static void what_nobody_wrote(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *extra, *text, *expected;
    } cases[] = {
        {INI(""), "Auto-Submitted: auto-replied\r\n", "Tilbake mandag.", "new  open 1"},
        {INI("simple_statistics"), "Precedence: bulk\r\n", "Nyheter", "new  open 1"},
        {INI(""), "X-Failed-Recipients: a@b.no\r\n", "Ikke levert", "new  open 1"},
        {INI(""), "", "Dette er en automatisk melding. Svar ikke.", "new  open 1"},
        {INI(""), "List-Id: <liste.example.no>\r\n", "Hvor mange bor i Norge?",
         "new simple_statisticssuggestion open 0"},
        {INI("press"), "Auto-Submitted: auto-replied\r\n", "Tilbake mandag.",
         "new pressmailbox press 0"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskDatabase) database = database_with(cases[i].ini);
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        add(run, 1, "a@x", "", cases[i].extra, "Hei", cases[i].text);
        incoming_flush(run);
        expect(database,
               "SELECT state || ' ' || category || category_by || ' ' || silo || ' ' || (due_at IS "
               "NULL AND target_at IS NULL AND limit_at IS NULL AND queue_at > 900000000000) "
               "FROM inquiry",
               cases[i].expected);
        assert_int_equal(
            desk_database_number(database, "SELECT count(*) FROM event WHERE kind = 'received' AND "
                                           "json_extract(after, '$.automatic') IS NOT NULL"),
            desk_database_number(database, "SELECT count(*) FROM inquiry WHERE category = ''"));
    }
}

/* ---- rules that change under a long-lived run ---- */

static void rules_are_read_again(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "", "Hei", "Hvor mange bor i Norge?");
    incoming_flush(run);
    change(database, "UPDATE category SET \"limit\" = 'working_days 4' "
                     "WHERE code = 'simple_statistics'");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, "rules.mark", "2");
    assert_true(db_batch_apply(database->db, batch, NULL));
    add(run, 2, "b@x", "", "", "Hei", "Hvor mange bor i Oslo?");
    incoming_flush(run);
    expect(database, "SELECT group_concat(limit_on, ' ') FROM inquiry", "2023-11-16 2023-11-20");
}

/* What a crash left is judged by the rules too. */
static void recovered_mail_is_judged(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    {
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        add(run, 1, "a@x", "", "", "Innsynskrav", "Jeg krever innsyn etter offentleglova.");
        incoming_flush(run);
    }
    change(database, "INSERT INTO intake (source, mailbox, uid_validity, uid, received_at, "
                     "fetched_at, raw, outcome) SELECT 'imap', 1, 8, 77, received_at, fetched_at, "
                     "raw, 'pending' FROM intake");
    change(database, "UPDATE intake SET fingerprint = '' WHERE uid = 1");
    change(database, "DELETE FROM thread_id");
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    assert_true(intake_run_recover(run, NULL));
    incoming_expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    expect(database, "SELECT category || limit_on FROM inquiry WHERE id = 2",
           "access_request2023-11-21");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_tells),           cmocka_unit_test(the_mailbox_tells),
        cmocka_unit_test(a_second_mailbox),         cmocka_unit_test(a_statistic),
        cmocka_unit_test(identity_numbers),         cmocka_unit_test(clocks_go_on),
        cmocka_unit_test(an_owner_gets_it_back),    cmocka_unit_test(rules_are_read_again),
        cmocka_unit_test(recovered_mail_is_judged), cmocka_unit_test(what_nobody_wrote),
    };
    return cmocka_run_group_tests_name("intake_promise", tests, NULL, NULL);
}

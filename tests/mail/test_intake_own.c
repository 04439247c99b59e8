/*
 * Mail of our own that comes back, also from other mail programs, and what state a mail leaves an
 * inquiry in.
 */
#include <string.h>

#include "skranke/domain/message.h"

#include "skranke/store/messages.h"

#include "incoming.h"
#include "testing.h"

static void own_echoes(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, incoming_text("kunde@example.no", "q@x", "", "", "S", "Hei"));
    incoming_flush(run);
    g_autoptr(Message) answer = message_new();
    answer->direction = MESSAGE_OUT;
    g_free(answer->message_id);
    answer->message_id = g_strdup("svar1@elsewhere.example");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    messages_add(batch, 1, answer, NULL, NULL);
    assert_true(db_batch_apply(database->db, batch, NULL));
    incoming_add(
        run, 2,
        incoming_text("info@byraa.example", "svar1@elsewhere.example", "<q@x>", "", "S", "svar"));
    incoming_add(run, 3,
                 incoming_text("Info <INFO@byraa.example>", "n@mail.byraa.example", "<q@x>", "",
                               "S", "svar"));
    incoming_add(
        run, 4,
        incoming_text("falsk@example.no", "n2@mail.byraa.example", "<q@x>", "", "S", "not ours"));
    incoming_add(run, 5,
                 incoming_text("presse@byraa.example", "n3@x", "<q@x>", "", "S",
                               "to us alone, from a colleague"));
    /* A form on our web site speaks for who filled it in; with our own address it would not. */
    incoming_add(run, 6,
                 incoming_text("info@byraa.example", "form1@mail.byraa.example", "",
                               "Reply-To: kunde2@example.no\r\n", "Skjema", "Hva er KPI?"));
    incoming_add(run, 7,
                 incoming_text("info@byraa.example", "n4@mail.byraa.example", "",
                               "Reply-To: presse@byraa.example\r\n", "S", "svar"));
    incoming_flush(run);
    incoming_expect_report(run, "new 2 joined 2 duplicate 0 echo 3 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT message FROM intake WHERE uid = 2"), 2);
    /* With our Message-ID it is an answer, whoever it goes to. */
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM message AS m JOIN intake "
                                                    "AS i ON i.message = m.id WHERE i.uid = 3 "
                                                    "AND m.direction = 'out'"),
                     1);
    assert_int_equal(
        desk_database_number(database, "SELECT message IS NULL FROM intake WHERE uid = 7"), 1);
    incoming_expect_ledger(database);
}

/* An answer to ourselves would reach nobody. */
static void reply_to_ourselves(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1,
                 incoming_text("a@example.no", "a@x", "", "Reply-To: Info <INFO@byraa.example>\r\n",
                               "S", "a"));
    incoming_add(run, 2,
                 incoming_text("b@example.no", "b@x", "", "Reply-To: c@example.no\r\n", "S", "b"));
    incoming_flush(run);
    g_autofree char *kept =
        desk_database_text(database, "SELECT group_concat(reply_to, '|') FROM message");
    assert_string_equal(kept, "|c@example.no");
}

static void states_after_a_mail(void **state)
{
    (void)state;
    static const struct {
        const char *header, *before;
        int owner;
        const char *after;
    } rows[] = {
        {"", "closed", 0, "new"},
        {"", "closed", 1, "open"},
        {"", "waiting", 1, "open"},
        {"Auto-Submitted: auto-replied\r\n", "closed", 1, "closed"},
        {"Auto-Submitted: auto-replied\r\n", "waiting", 0, "waiting"},
        /* Written by people, through programs that want no automatic answer. */
        {"X-Auto-Response-Suppress: DR, OOF\r\n", "closed", 1, "open"},
        {"List-Id: <presse.kunde.example>\r\nPrecedence: list\r\n", "closed", 0, "new"},
        /* Our answer did not arrive. */
        {"Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\r\n",
         "closed", 1, "open"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskDatabase) database = incoming_database();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        incoming_add(run, 1, incoming_text("kunde@example.no", "q@x", "", "", "S", "Hei"));
        incoming_flush(run);
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        db_batch_add(
            batch,
            "INSERT INTO operator (login, name, role, created_at) VALUES ('a', 'A', 'operator', 1)",
            "");
        db_batch_add(batch, "UPDATE inquiry SET state = ?, owner = ?", "so", rows[i].before,
                     (gint64)rows[i].owner);
        assert_true(db_batch_apply(database->db, batch, NULL));
        incoming_add(
            run, 2, incoming_text("kunde@example.no", "r@x", "<q@x>", rows[i].header, "S", "Takk"));
        incoming_flush(run);
        g_autofree char *after =
            desk_database_text(database, "SELECT state || message_count FROM inquiry");
        g_autofree char *expected = g_strconcat(rows[i].after, "2", NULL);
        assert_string_equal(after, expected);
    }
}

/* An answer that a colleague wrote in Outlook, found in the folder Sent and again as a copy. */
static void sent_elsewhere(void **state)
{
    (void)state;
    static const char customer[] = "Cc: Kunde Hansen <kunde@example.no>\r\n";
    static const struct {
        const char *from, *id, *refers, *extra, *subject, *expected;
    } rows[] = {
        {"Per <Presse@byraa.example>", "o1@outlook.example", "<q@x>", customer, "Sv: KPI", "out"},
        {"presse@byraa.example", "", "<0@lost> <q@x>", customer, "Sv: KPI", "out"},
        /* From the domain of our own Message-IDs, as some programs make theirs. */
        {"info@byraa.example", "uuid@mail.byraa.example", "<q@x>", customer, "Sv: KPI", "out"},
        /* Both refer to what never came, and the customer gets it. */
        {"presse@byraa.example", "o2@outlook.example", "<lost@x>", customer, "Sv: KPI", "out"},
        /* It asks an expert outside. */
        {"presse@byraa.example", "o3@x", "<q@x>", "Cc: ekspert@uni.example\r\n", "VS: KPI", "out"},
        /* Nobody else gets it: it is for us. */
        {"presse@byraa.example", "o4@x", "<q@x>", "", "Sv: KPI", "in"},
        /* A form on our own site speaks for who filled it in. */
        {"presse@byraa.example", "o5@x", "<q@x>",
         "Cc: kunde@example.no\r\nReply-To: kunde@example.no\r\n", "Skjema", "in"},
    };
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
        bool together = i % 2 != 0, out = strcmp(rows[i / 2].expected, "out") == 0;
        g_autoptr(DeskDatabase) database = incoming_database();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        incoming_add(run, 1,
                     incoming_text("Kunde@example.no", "q@x", "<lost@x>", "", "KPI", "Hva?"));
        if (!together) {
            incoming_flush(run);
            g_autoptr(DbBatch) batch = db_batch_new(NULL);
            db_batch_add(batch, "UPDATE inquiry SET state = 'closed'", "");
            assert_true(db_batch_apply(database->db, batch, NULL));
        }
        for (gint64 uid = 2; uid <= 3; uid++) {
            incoming_add(run, uid,
                         incoming_text(rows[i / 2].from, rows[i / 2].id, rows[i / 2].refers,
                                       rows[i / 2].extra, rows[i / 2].subject, "Prisindeksen."));
            if (!together)
                incoming_flush(run);
        }
        incoming_flush(run);
        g_autofree char *message = desk_database_text(
            database, "SELECT count(*) || max(direction) || max(delivery) FROM message "
                      "WHERE text = 'Prisindeksen.' AND inquiry = 1");
        if (strcmp(message, out ? "1outsent" : "1in") != 0)
            fail_msg("row %d: %s", (int)i / 2, message);
        g_autofree char *inquiry =
            desk_database_text(database, "SELECT state || message_count FROM inquiry");
        assert_string_equal(inquiry, out && !together ? "closed2" : "new2");
        incoming_expect_ledger(database);
        if (!out)
            continue;
        g_autofree char *joined = desk_database_text(
            database, "SELECT joined_by || warnings FROM message WHERE direction = 'out'");
        assert_true(g_str_has_prefix(joined, "Sent from another mail program"));
        assert_true(g_str_has_suffix(joined, "not from here."));
        /* What reached the inquirer is an answer: the clocks stop; a question to an expert is none.
         */
        bool reached = strstr(rows[i / 2].extra, "kunde@example.no") != NULL;
        assert_int_equal(desk_database_number(database, "SELECT count(*) FROM inquiry "
                                                        "WHERE answered_at IS NOT NULL "
                                                        "AND due_at IS NULL"),
                         reached && together ? 1 : 0);
        assert_int_equal(desk_database_number(database, "SELECT message FROM intake WHERE uid = 2"),
                         2);
    }
}

/* The customer's answer to it finds the inquiry, and it is found by who got it. */
static void after_sent_elsewhere(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, incoming_text("kunde@example.no", "q@x", "", "", "KPI", "Hva?"));
    incoming_add(run, 2,
                 incoming_text("presse@byraa.example", "o@x", "<q@x>", "Cc: Olsen <o@y.no>\r\n",
                               "Sv: KPI", "Den."));
    incoming_add(run, 3, incoming_text("kunde@example.no", "t@x", "<o@x>", "", "KPI", "Takk"));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 1 duplicate 0 echo 1 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT max(inquiry) FROM message"), 1);
    assert_int_equal(desk_database_number(
                         database, "SELECT rowid FROM search WHERE search MATCH 'byraa AND sv'"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_echoes),           cmocka_unit_test(sent_elsewhere),
        cmocka_unit_test(after_sent_elsewhere), cmocka_unit_test(reply_to_ourselves),
        cmocka_unit_test(states_after_a_mail),
    };
    return cmocka_run_group_tests_name("own mail", tests, NULL, NULL);
}

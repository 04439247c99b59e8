/*
 * The intake over a real database: what becomes of each mail, in which order they may come, and
 * what a crash at any point leaves. Mail of our own is in test_intake_own.c.
 */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/mail/intake_run.h"

#include "cleanup.h"
#include "desk_database.h"
#include "fake_imap.h"
#include "incoming.h"
#include "mail_samples.h"
#include "servers.h"
#include "testing.h"

static void a_new_inquiry(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 5,
                 incoming_text("Kari Øye <kari@example.no>", "a@x", "", "",
                               "Pris på =?utf-8?Q?bl=C3=A5b=C3=A6r?=", "Hei"));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    g_autofree char *inquiry = desk_database_text(
        database, "SELECT state || channel || language || subject || from_name || from_address || "
                  "received_at || mailbox || message_count FROM inquiry");
    assert_string_equal(inquiry, "newemailPris på blåbærKari Øyekari@example.no170000000011");
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM search WHERE search MATCH 'blåbær'"),
        1);
    g_autofree char *kind =
        desk_database_text(database, "SELECT kind || json_extract(after, '$.reason') || "
                                     "json_extract(after, '$.category') FROM event");
    assert_string_equal(kind, "receivedsimple_statistics");
    g_autoptr(GBytes) raw = messages_raw(database->db, 1, NULL);
    assert_true(g_str_has_prefix(g_bytes_get_data(raw, NULL), "From: Kari"));
    incoming_expect_ledger(database);
}

/* A thread, its parts in one batch or one by one, in any order: one inquiry, unless two parts come
 * that share nothing before what would have joined them. */
static void threads_in_any_order(void **state)
{
    (void)state;
    static const struct {
        const char *id, *refers;
    } thread[] = {
        {"1@x", ""}, {"2@x", "<1@x>"}, {"3@x", "<1@x> <2@x>"}, {"4@x", "<3@x>"}, {"5@x", "<1@x>"}};
    static const struct {
        const char *order;
        int inquiries;
    } orders[] = {{"01234", 1}, {"20413", 1}, {"43210", 2}, {"31024", 2}};
    for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
        for (int together = 0; together < 2; together++) {
            g_autoptr(DeskDatabase) database = incoming_database();
            g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
            for (guint j = 0; j < 5; j++) {
                int at = orders[i].order[j] - '0';
                incoming_add(run, j + 1,
                             incoming_text("Ola <ola@example.no>", thread[at].id, thread[at].refers,
                                           "", "S", thread[at].id));
                if (!together)
                    incoming_flush(run);
            }
            incoming_flush(run);
            int inquiries = (int)desk_database_number(database, "SELECT count(*) FROM inquiry");
            if (inquiries != orders[i].inquiries)
                fail_msg("order %s, %s: %d inquiries", orders[i].order,
                         together ? "together" : "one by one", inquiries);
            assert_int_equal(intake_run_report(run)->joined, 5 - inquiries);
            assert_int_equal(
                desk_database_number(database, "SELECT sum(message_count) FROM inquiry"), 5);
            incoming_expect_ledger(database);
        }
    }
}

static void duplicates(void **state)
{
    (void)state;
    for (int together = 0; together < 2; together++) {
        g_autoptr(DeskDatabase) database = incoming_database();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        char *mails[] = {
            incoming_text("a@example.no", "same@x", "", "", "S", "text"),
            incoming_text("a@example.no", "same@x", "", "", "S", "text"), /* duplicate */
            incoming_text("a@example.no", "same@x", "", "", "S",
                          "other"), /* kept, with a warning */
            incoming_text("a@example.no", "", "", "", "S", "no id"),
            incoming_text("a@example.no", "", "", "", "S", "no id"), /* duplicate */
            incoming_text("a@example.no", "", "", "", "S", "no id either"),
            incoming_text("a@example.no", "else@x", "", "", "S",
                          "text"), /* another mail, same words */
        };
        for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
            incoming_add(run, i + 1, mails[i]);
            if (!together)
                incoming_flush(run);
        }
        incoming_flush(run);
        incoming_expect_report(run, "new 5 joined 0 duplicate 2 echo 0 quarantined 0 skipped 0");
        assert_int_equal(
            desk_database_number(database,
                                 "SELECT count(*) FROM message WHERE warnings LIKE '%Message-ID%'"),
            1);
        g_autofree char *reason =
            desk_database_text(database, "SELECT reason FROM intake WHERE uid = 2");
        assert_string_equal(reason, "the same mail is in inquiry 1");
        incoming_expect_ledger(database);
    }
}

static void two_mailboxes(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    mailbox_state_free(intake_mailbox(database->db, "presse", "presse@byraa.example", NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, incoming_text("a@example.no", "same@x", "", "", "S", "text"));
    g_autofree char *text =
        incoming_text("a@example.no", "same@x", "", "Received: other\r\n", "S", "text");
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    IntakeMail mail = {
        .source = "imap", .mailbox = 2, .uid_validity = 9, .uid = 1, .name = "", .bytes = bytes};
    assert_true(intake_run_add(run, &mail, NULL));
    incoming_flush(run);
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE mailbox = 2");
    assert_string_equal(reason, "the same mail came to another mailbox and is in inquiry 1");
}

static void quarantine_and_release(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, g_strdup(""));
    incoming_add(run, 2, incoming_text("a@example.no", "fine@x", "", "", "S", "fine"));
    g_autoptr(GBytes) header =
        g_bytes_new_static("From: b@example.no\r\nSubject: =?utf-8?Q?stor_p=C3=A5?=\r\n\r\n", 57);
    IntakeMail large = {.source = "imap",
                        .mailbox = 1,
                        .uid_validity = 7,
                        .uid = 3,
                        .name = "",
                        .bytes = header,
                        .too_large = 99000000};
    assert_true(intake_run_add(run, &large, NULL));
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    IntakeMail refused = {.source = "imap",
                          .mailbox = 1,
                          .uid_validity = 7,
                          .uid = 4,
                          .name = "",
                          .bytes = nothing,
                          .refusal = "broken"};
    assert_true(intake_run_add(run, &refused, NULL));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 3 skipped 0");
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE uid = 3");
    assert_non_null(strstr(reason, "99000000"));
    assert_non_null(strstr(reason, "(from b@example.no, subject stor på)"));
    /* What is not whole is never moved away on the server. */
    g_autoptr(GArray) unfiled = intake_unfiled(database->db, 1, 7, 10, NULL);
    assert_int_equal(unfiled->len, 2);
    incoming_expect_ledger(database);

    /* The same bytes again lie there once. */
    incoming_add(run, 5, g_strdup("no header"));
    incoming_flush(run);
    incoming_add(run, 6, g_strdup("no header"));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 0 duplicate 1 echo 0 quarantined 4 skipped 0");
    incoming_expect_ledger(database);

    gint64 id = desk_database_number(database, "SELECT id FROM intake WHERE uid = 1");
    assert_true(intake_run_release(run, id, NULL));
    incoming_expect_ledger(database);
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM message WHERE warnings <> ''"), 1);
    g_autoptr(GError) error = NULL;
    assert_false(intake_run_release(run, id, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED));
}

/* A known uid is passed over, also when it stands between unknown ones. */
static void known_uids(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 2, incoming_text("a@example.no", "2@x", "", "", "S", "2"));
    incoming_flush(run);
    for (gint64 uid = 1; uid <= 3; uid++)
        incoming_add(run, uid,
                     incoming_text("a@example.no", uid == 2 ? "2@x" : "", "", "", "S",
                                   uid == 1 ? "1" : (uid == 2 ? "2" : "3")));
    incoming_flush(run);
    incoming_expect_report(run, "new 3 joined 0 duplicate 0 echo 0 quarantined 0 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM intake"), 3);
    incoming_expect_ledger(database);
}

/* What the first phase committed and nobody read. */
static void leave_pending(DeskDatabase *database, const char *text, int attempts)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *hash = content_add(batch, text, strlen(text));
    intake_add(batch, "file", 0, 0, 0, "f", INCOMING_AT, INCOMING_AT, hash);
    assert_true(db_batch_apply(database->db, batch, NULL));
    gint64 id = desk_database_number(database, "SELECT max(id) FROM intake");
    for (int i = 0; i < attempts; i++) {
        g_autoptr(DbBatch) again = db_batch_new(NULL);
        intake_attempt(again, id);
        assert_true(db_batch_apply(database->db, again, NULL));
    }
}

static void recovery(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autofree char *one = incoming_text("a@example.no", "1@x", "", "", "S", "1");
    g_autofree char *two = incoming_text("a@example.no", "2@x", "<1@x>", "", "S", "2");
    g_autofree char *bad = incoming_text("Ond <ond@example.no>", "3@x", "", "", "Farlig", "3");
    leave_pending(database, one, 0);
    leave_pending(database, two, 1);
    leave_pending(database, bad, 8);
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    assert_true(intake_run_recover(run, NULL));
    incoming_expect_report(run, "new 1 joined 1 duplicate 0 echo 0 quarantined 1 skipped 0");
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE outcome = 'quarantined'");
    assert_non_null(strstr(reason, "twice"));
    assert_non_null(strstr(reason, "ond@example.no"));
    assert_non_null(strstr(reason, "Farlig"));
    incoming_expect_ledger(database);
}

static void files_and_dates(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    g_free(file_write(database->folder, "in/a.eml",
                      "From: a@x.no\nDate: Tue, 14 Nov 2023 10:00:00 +0000\n\nx\n", -1));
    g_free(file_write(database->folder, "in/b.eml",
                      "From: b@x.no\nDate: Tue, 14 Nov 2099 10:00:00 +0000\n\nx\n", -1));
    g_free(file_write(database->folder, "in/note.txt", "no mail", -1));
    g_autofree char *path = g_build_filename(database->folder, "in", NULL);
    assert_true(intake_run_files(run, path, NULL));
    incoming_expect_report(run, "new 2 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT received_at FROM inquiry WHERE id = 1"),
                     1699956000);
    gint64 at = desk_database_number(database, "SELECT received_at FROM inquiry WHERE id = 2");
    assert_true(at <= clock_now() && at > clock_now() - 600);
    assert_int_equal(intake_run_troubles(run)->len, 1);
    /* Once more: nothing is doubled. */
    assert_true(intake_run_files(run, path, NULL));
    incoming_expect_report(run, "new 2 joined 0 duplicate 2 echo 0 quarantined 0 skipped 0");
    incoming_expect_ledger(database);
}

/* Where the clock is frozen, or a server's is ahead, nothing came in the future. */
static void nothing_comes_in_the_future(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    g_autoptr(GBytes) bytes = g_bytes_new_static("no mail", strlen("no mail"));
    IntakeMail mail = {.source = "imap",
                       .mailbox = 1,
                       .uid_validity = 7,
                       .uid = 1,
                       .name = "",
                       .received_at = clock_now() + 86400,
                       .bytes = bytes};
    assert_true(intake_run_add(run, &mail, NULL));
    incoming_flush(run);
    assert_in_range(desk_database_number(database, "SELECT received_at FROM intake WHERE outcome = "
                                                   "'quarantined'"),
                    1, clock_now());
}

static void attachments(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(
        run, 1,
        g_strdup("From: a@x.no\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
                 "boundary=b\r\n\r\n--b\r\n\r\nhei\r\n--b\r\n"
                 "Content-Type: text/csv; name=tall.csv\r\nContent-Disposition: attachment; "
                 "filename=tall.csv\r\n\r\n1;2\r\n--b--\r\n"));
    incoming_flush(run);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(database->db, 1, NULL);
    const Message *message = messages->pdata[0];
    assert_int_equal(message->attachments->len, 1);
    const Attachment *attachment = message->attachments->pdata[0];
    assert_string_equal(attachment->name, "tall.csv");
    g_autoptr(GBytes) bytes = messages_attachment(database->db, attachment->id, NULL);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "1;2", 3);
}

#define FETCHED(uid) "* " uid " FETCH (UID " uid " BODY[] {14}\r\nFrom: " uid "@x.no\r\n)\r\n"

/* A server that answers out of order and leaves in the middle: the cursor stays before what has not
 * come. */
static void cursor_waits_for_gaps(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        {"CAPABILITY", "* CAPABILITY IMAP4rev1 ESEARCH\r\n%t OK\r\n", 0},
        {"EXAMINE", "* OK [UIDVALIDITY 77] ok\r\n%t OK done\r\n", 0},
        {"UID SEARCH RETURN (ALL) UID 1:*", "* ESEARCH (TAG \"%t\") UID ALL 1:3\r\n%t OK\r\n", 0},
        {"UID SEARCH RETURN (ALL) UID 2:*", "* ESEARCH (TAG \"%t\") UID ALL 2:3\r\n%t OK\r\n", 0},
        {"UID FETCH 1:3", FETCHED("3") FETCHED("1") "* 2 FETCH (UID 2 BODY[] {14}\r\nFro%c", 0},
        {"UID FETCH 2:3", FETCHED("2") FETCHED("3") "%t OK\r\n", 0},
        {NULL, NULL, 0}};
    g_autoptr(FakeImap) server = fake_imap_start(rows);
    g_autofree char *ini = g_strdup_printf(
        "[mailbox info]\nhost = 127.0.0.1\nport = %d\nsecurity = none\n", fake_imap_port(server));
    g_autoptr(DeskDatabase) database = desk_database_new(ini);
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    g_autoptr(GError) error = NULL;
    assert_false(intake_run_mailbox(run, "info", &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE));
    incoming_expect_report(run, "new 2 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT last_uid FROM mailbox"), 1);
    assert_int_equal(desk_database_number(database, "SELECT last_error <> '' FROM mailbox"), 1);
    assert_true(intake_run_mailbox(run, "info", NULL));
    incoming_expect_report(run, "new 3 joined 0 duplicate 0 echo 0 quarantined 0 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT last_uid FROM mailbox"), 3);
    incoming_expect_ledger(database);
}

/* The same statements on the other carrier, where each question is a request. */
static void on_rqlite(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(RqliteServer) server = rqlite_start(&reason);
    if (server == NULL)
        test_skip_with_reason(reason);
    g_autoptr(DeskDatabase) database = desk_database_new_at(rqlite_uri(server), INCOMING_INI);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    for (guint i = 0; i < 40; i++)
        incoming_add(run, i + 1, mail_sample(i));
    incoming_add(run, 41, mail_sample(7));
    incoming_add(run, 42, g_strdup(""));
    incoming_flush(run);
    incoming_expect_report(run, "new 36 joined 4 duplicate 1 echo 0 quarantined 1 skipped 0");
    incoming_add(run, 7, mail_sample(99));
    incoming_add(run, 43, mail_sample(3));
    incoming_flush(run);
    incoming_expect_report(run, "new 36 joined 4 duplicate 2 echo 0 quarantined 1 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM attachment"), 5);
    assert_int_equal(desk_database_number(database,
                                          "SELECT count(*) FROM message AS m JOIN search AS s "
                                          "ON s.rowid = m.id WHERE s.search MATCH 'byraa OR "
                                          "example'"),
                     40);
    incoming_expect_ledger(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_inquiry),
        cmocka_unit_test(threads_in_any_order),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(two_mailboxes),
        cmocka_unit_test(quarantine_and_release),
        cmocka_unit_test(nothing_comes_in_the_future),
        cmocka_unit_test(known_uids),
        cmocka_unit_test(recovery),
        cmocka_unit_test(files_and_dates),
        cmocka_unit_test(attachments),
        cmocka_unit_test(cursor_waits_for_gaps),
        cmocka_unit_test(on_rqlite),
    };
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}

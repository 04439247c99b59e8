/*
 * The intake over a real database: what becomes of each mail, in which order they may come, and
 * what a crash at any point leaves.
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
#include "mail_samples.h"
#include "servers.h"
#include "testing.h"

#define INI                                                                                        \
    "[mail]\nfrom = info@byraa.example\nown_addresses = presse@byraa.example\n"                    \
    "message_id_domain = mail.byraa.example\nmax_megabytes = 1\n"

enum { RECEIVED = 1700000000 };

static char *mail_text(const char *from, const char *id, const char *refers, const char *extra,
                       const char *subject, const char *text)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "From: %s\r\nTo: info@byraa.example\r\n", from);
    if (id[0] != '\0')
        g_string_append_printf(out, "Message-ID: <%s>\r\n", id);
    if (refers[0] != '\0')
        g_string_append_printf(out, "References: %s\r\n", refers);
    g_string_append_printf(out,
                           "%sSubject: %s\r\nDate: Tue, 14 Nov 2023 10:00:00 +0000\r\n\r\n%s\r\n",
                           extra, subject, text);
    return g_string_free(out, FALSE);
}

static void add(IntakeRun *run, gint64 uid, char *text)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    IntakeMail mail = {.source = uid > 0 ? "imap" : "file",
                       .mailbox = uid > 0 ? 1 : 0,
                       .uid_validity = uid > 0 ? 7 : 0,
                       .uid = uid,
                       .name = "",
                       .received_at = RECEIVED,
                       .bytes = bytes};
    if (!intake_run_add(run, &mail, &error))
        fail_msg("%s", error->message);
}

static void flush(IntakeRun *run)
{
    GError *error = NULL;
    if (!intake_run_flush(run, &error))
        fail_msg("%s", error->message);
}

static void expect_report(IntakeRun *run, const char *expected)
{
    const IntakeReport *r = intake_run_report(run);
    g_autofree char *got = g_strdup_printf(
        "new %d joined %d duplicate %d echo %d quarantined %d skipped %d", (int)r->fresh,
        (int)r->joined, (int)r->duplicate, (int)r->echo, (int)r->quarantined, (int)r->skipped);
    assert_string_equal(got, expected);
    assert_int_equal(r->read, r->fresh + r->joined + r->duplicate + r->echo + r->quarantined);
}

static void expect_ledger(DeskDatabase *database)
{
    IntakeLedger ledger;
    gint64 sum = 0;
    assert_true(intake_ledger(database->db, &ledger, NULL));
    for (int i = 0; i < INTAKE_OUTCOME_COUNT; i++) {
        assert_int_equal(ledger.outcome[i], ledger.maintained[i]);
        sum += ledger.outcome[i];
    }
    assert_int_equal(ledger.fetched, sum);
    assert_int_equal(ledger.outcome[INTAKE_PENDING], 0);
    assert_int_equal(ledger.without_message, 0);
    assert_int_equal(ledger.without_raw, 0);
    assert_int_equal(
        ledger.outcome[INTAKE_NEW] + ledger.outcome[INTAKE_JOINED],
        desk_database_number(database, "SELECT count(*) FROM message WHERE raw IS NOT NULL"));
}

static DeskDatabase *with_mailbox(void)
{
    DeskDatabase *database = desk_database_new(INI);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    return database;
}

static void a_new_inquiry(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 5,
        mail_text("Kari Øye <kari@example.no>", "a@x", "", "",
                  "Pris på =?utf-8?Q?bl=C3=A5b=C3=A6r?=", "Hei"));
    flush(run);
    expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    g_autofree char *inquiry = desk_database_text(
        database, "SELECT state || channel || language || subject || from_name || from_address || "
                  "received_at || mailbox || message_count FROM inquiry");
    assert_string_equal(inquiry, "newemailPris på blåbærKari Øyekari@example.no170000000011");
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM search WHERE search MATCH 'blåbær'"),
        1);
    g_autofree char *kind = desk_database_text(database, "SELECT kind || after FROM event");
    assert_string_equal(kind, "received{\"reason\":\"\"}");
    g_autoptr(GBytes) raw = messages_raw(database->db, 1, NULL);
    assert_true(g_str_has_prefix(g_bytes_get_data(raw, NULL), "From: Kari"));
    expect_ledger(database);
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
            g_autoptr(DeskDatabase) database = with_mailbox();
            g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
            for (guint j = 0; j < 5; j++) {
                int at = orders[i].order[j] - '0';
                add(run, j + 1,
                    mail_text("Ola <ola@example.no>", thread[at].id, thread[at].refers, "", "S",
                              thread[at].id));
                if (!together)
                    flush(run);
            }
            flush(run);
            int inquiries = (int)desk_database_number(database, "SELECT count(*) FROM inquiry");
            if (inquiries != orders[i].inquiries)
                fail_msg("order %s, %s: %d inquiries", orders[i].order,
                         together ? "together" : "one by one", inquiries);
            assert_int_equal(intake_run_report(run)->joined, 5 - inquiries);
            assert_int_equal(
                desk_database_number(database, "SELECT sum(message_count) FROM inquiry"), 5);
            expect_ledger(database);
        }
    }
}

static void duplicates(void **state)
{
    (void)state;
    for (int together = 0; together < 2; together++) {
        g_autoptr(DeskDatabase) database = with_mailbox();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        char *mails[] = {
            mail_text("a@example.no", "same@x", "", "", "S", "text"),
            mail_text("a@example.no", "same@x", "", "", "S", "text"),  /* duplicate */
            mail_text("a@example.no", "same@x", "", "", "S", "other"), /* kept, with a warning */
            mail_text("a@example.no", "", "", "", "S", "no id"),
            mail_text("a@example.no", "", "", "", "S", "no id"), /* duplicate */
            mail_text("a@example.no", "", "", "", "S", "no id either"),
            mail_text("a@example.no", "else@x", "", "", "S", "text"), /* another mail, same words */
        };
        for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
            add(run, i + 1, mails[i]);
            if (!together)
                flush(run);
        }
        flush(run);
        expect_report(run, "new 5 joined 0 duplicate 2 echo 0 quarantined 0 skipped 0");
        assert_int_equal(
            desk_database_number(database,
                                 "SELECT count(*) FROM message WHERE warnings LIKE '%Message-ID%'"),
            1);
        g_autofree char *reason =
            desk_database_text(database, "SELECT reason FROM intake WHERE uid = 2");
        assert_string_equal(reason, "the same mail is in inquiry 1");
        expect_ledger(database);
    }
}

static void two_mailboxes(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    mailbox_state_free(intake_mailbox(database->db, "presse", "presse@byraa.example", NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, mail_text("a@example.no", "same@x", "", "", "S", "text"));
    g_autofree char *text =
        mail_text("a@example.no", "same@x", "", "Received: other\r\n", "S", "text");
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    IntakeMail mail = {
        .source = "imap", .mailbox = 2, .uid_validity = 9, .uid = 1, .name = "", .bytes = bytes};
    assert_true(intake_run_add(run, &mail, NULL));
    flush(run);
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE mailbox = 2");
    assert_string_equal(reason, "the same mail came to another mailbox and is in inquiry 1");
}

static void own_echoes(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, mail_text("kunde@example.no", "q@x", "", "", "S", "Hei"));
    flush(run);
    g_autoptr(Message) answer = message_new();
    answer->direction = MESSAGE_OUT;
    g_free(answer->message_id);
    answer->message_id = g_strdup("svar1@elsewhere.example");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    messages_add(batch, 1, answer, NULL, NULL);
    assert_true(db_batch_apply(database->db, batch, NULL));
    add(run, 2,
        mail_text("info@byraa.example", "svar1@elsewhere.example", "<q@x>", "", "S", "svar"));
    add(run, 3,
        mail_text("Info <INFO@byraa.example>", "n@mail.byraa.example", "<q@x>", "", "S", "svar"));
    add(run, 4,
        mail_text("falsk@example.no", "n2@mail.byraa.example", "<q@x>", "", "S", "not ours"));
    add(run, 5,
        mail_text("presse@byraa.example", "n3@x", "<q@x>", "", "S", "written by a colleague"));
    /* A form on our web site speaks for who filled it in; with our own address it would not. */
    add(run, 6,
        mail_text("info@byraa.example", "form1@mail.byraa.example", "",
                  "Reply-To: kunde2@example.no\r\n", "Skjema", "Hva er KPI?"));
    add(run, 7,
        mail_text("info@byraa.example", "n4@mail.byraa.example", "",
                  "Reply-To: presse@byraa.example\r\n", "S", "svar"));
    flush(run);
    expect_report(run, "new 2 joined 2 duplicate 0 echo 3 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT message FROM intake WHERE uid = 2"), 2);
    expect_ledger(database);
}

/* An answer to ourselves would reach nobody. */
static void reply_to_ourselves(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1,
        mail_text("a@example.no", "a@x", "", "Reply-To: Info <INFO@byraa.example>\r\n", "S", "a"));
    add(run, 2, mail_text("b@example.no", "b@x", "", "Reply-To: c@example.no\r\n", "S", "b"));
    flush(run);
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
        g_autoptr(DeskDatabase) database = with_mailbox();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        add(run, 1, mail_text("kunde@example.no", "q@x", "", "", "S", "Hei"));
        flush(run);
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        db_batch_add(
            batch,
            "INSERT INTO operator (login, name, role, created_at) VALUES ('a', 'A', 'operator', 1)",
            "");
        db_batch_add(batch, "UPDATE inquiry SET state = ?, owner = ?", "so", rows[i].before,
                     (gint64)rows[i].owner);
        assert_true(db_batch_apply(database->db, batch, NULL));
        add(run, 2, mail_text("kunde@example.no", "r@x", "<q@x>", rows[i].header, "S", "Takk"));
        flush(run);
        g_autofree char *after =
            desk_database_text(database, "SELECT state || message_count FROM inquiry");
        g_autofree char *expected = g_strconcat(rows[i].after, "2", NULL);
        assert_string_equal(after, expected);
    }
}

static void quarantine_and_release(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, g_strdup(""));
    add(run, 2, mail_text("a@example.no", "fine@x", "", "", "S", "fine"));
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
    flush(run);
    expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 3 skipped 0");
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE uid = 3");
    assert_non_null(strstr(reason, "99000000"));
    assert_non_null(strstr(reason, "(from b@example.no, subject stor på)"));
    /* What is not whole is never moved away on the server. */
    g_autoptr(GArray) unfiled = intake_unfiled(database->db, 1, 7, 10, NULL);
    assert_int_equal(unfiled->len, 2);
    expect_ledger(database);

    /* The same bytes again lie there once. */
    add(run, 5, g_strdup("no header"));
    flush(run);
    add(run, 6, g_strdup("no header"));
    flush(run);
    expect_report(run, "new 1 joined 0 duplicate 1 echo 0 quarantined 4 skipped 0");
    expect_ledger(database);

    gint64 id = desk_database_number(database, "SELECT id FROM intake WHERE uid = 1");
    assert_true(intake_run_release(run, id, NULL));
    expect_ledger(database);
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
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 2, mail_text("a@example.no", "2@x", "", "", "S", "2"));
    flush(run);
    for (gint64 uid = 1; uid <= 3; uid++)
        add(run, uid,
            mail_text("a@example.no", uid == 2 ? "2@x" : "", "", "", "S",
                      uid == 1 ? "1" : (uid == 2 ? "2" : "3")));
    flush(run);
    expect_report(run, "new 3 joined 0 duplicate 0 echo 0 quarantined 0 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM intake"), 3);
    expect_ledger(database);
}

/* What the first phase committed and nobody read. */
static void leave_pending(DeskDatabase *database, const char *text, int attempts)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *hash = content_add(batch, text, strlen(text));
    intake_add(batch, "file", 0, 0, 0, "f", RECEIVED, RECEIVED, hash);
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
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autofree char *one = mail_text("a@example.no", "1@x", "", "", "S", "1");
    g_autofree char *two = mail_text("a@example.no", "2@x", "<1@x>", "", "S", "2");
    g_autofree char *bad = mail_text("Ond <ond@example.no>", "3@x", "", "", "Farlig", "3");
    leave_pending(database, one, 0);
    leave_pending(database, two, 1);
    leave_pending(database, bad, 8);
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    assert_true(intake_run_recover(run, NULL));
    expect_report(run, "new 1 joined 1 duplicate 0 echo 0 quarantined 1 skipped 0");
    g_autofree char *reason =
        desk_database_text(database, "SELECT reason FROM intake WHERE outcome = 'quarantined'");
    assert_non_null(strstr(reason, "twice"));
    assert_non_null(strstr(reason, "ond@example.no"));
    assert_non_null(strstr(reason, "Farlig"));
    expect_ledger(database);
}

static void files_and_dates(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    g_free(file_write(database->folder, "in/a.eml",
                      "From: a@x.no\nDate: Tue, 14 Nov 2023 10:00:00 +0000\n\nx\n", -1));
    g_free(file_write(database->folder, "in/b.eml",
                      "From: b@x.no\nDate: Tue, 14 Nov 2099 10:00:00 +0000\n\nx\n", -1));
    g_free(file_write(database->folder, "in/note.txt", "no mail", -1));
    g_autofree char *path = g_build_filename(database->folder, "in", NULL);
    assert_true(intake_run_files(run, path, NULL));
    expect_report(run, "new 2 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT received_at FROM inquiry WHERE id = 1"),
                     1699956000);
    gint64 at = desk_database_number(database, "SELECT received_at FROM inquiry WHERE id = 2");
    assert_true(at <= clock_now() && at > clock_now() - 600);
    assert_int_equal(intake_run_troubles(run)->len, 1);
    /* Once more: nothing is doubled. */
    assert_true(intake_run_files(run, path, NULL));
    expect_report(run, "new 2 joined 0 duplicate 2 echo 0 quarantined 0 skipped 0");
    expect_ledger(database);
}

static void attachments(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = with_mailbox();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1,
        g_strdup("From: a@x.no\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
                 "boundary=b\r\n\r\n--b\r\n\r\nhei\r\n--b\r\n"
                 "Content-Type: text/csv; name=tall.csv\r\nContent-Disposition: attachment; "
                 "filename=tall.csv\r\n\r\n1;2\r\n--b--\r\n"));
    flush(run);
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
    expect_report(run, "new 2 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT last_uid FROM mailbox"), 1);
    assert_int_equal(desk_database_number(database, "SELECT last_error <> '' FROM mailbox"), 1);
    assert_true(intake_run_mailbox(run, "info", NULL));
    expect_report(run, "new 3 joined 0 duplicate 0 echo 0 quarantined 0 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT last_uid FROM mailbox"), 3);
    expect_ledger(database);
}

/* The same statements on the other carrier, where each question is a request. */
static void on_rqlite(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(RqliteServer) server = rqlite_start(&reason);
    if (server == NULL)
        test_skip_with_reason(reason);
    g_autoptr(DeskDatabase) database = desk_database_new_at(rqlite_uri(server), INI);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    for (guint i = 0; i < 40; i++)
        add(run, i + 1, mail_sample(i));
    add(run, 41, mail_sample(7));
    add(run, 42, g_strdup(""));
    flush(run);
    expect_report(run, "new 36 joined 4 duplicate 1 echo 0 quarantined 1 skipped 0");
    add(run, 7, mail_sample(99));
    add(run, 43, mail_sample(3));
    flush(run);
    expect_report(run, "new 36 joined 4 duplicate 2 echo 0 quarantined 1 skipped 1");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM attachment"), 5);
    assert_int_equal(desk_database_number(database,
                                          "SELECT count(*) FROM message AS m JOIN search AS s "
                                          "ON s.rowid = m.id WHERE s.search MATCH 'byraa OR "
                                          "example'"),
                     40);
    expect_ledger(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_inquiry),
        cmocka_unit_test(threads_in_any_order),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(two_mailboxes),
        cmocka_unit_test(own_echoes),
        cmocka_unit_test(reply_to_ourselves),
        cmocka_unit_test(states_after_a_mail),
        cmocka_unit_test(quarantine_and_release),
        cmocka_unit_test(known_uids),
        cmocka_unit_test(recovery),
        cmocka_unit_test(files_and_dates),
        cmocka_unit_test(attachments),
        cmocka_unit_test(cursor_waits_for_gaps),
        cmocka_unit_test(on_rqlite),
    };
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}

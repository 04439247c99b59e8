/*
 * Mailboxes of a real Dovecot: connecting in both ways and failing in each way people will meet,
 * folders with Norwegian names, moving, a folder made anew, and a fetch that is killed again and
 * again.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/error.h"

#include "skranke/mail/imap.h"
#include "skranke/mail/intake_run.h"

#include "cleanup.h"
#include "desk_database.h"
#include "mail_samples.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

static DovecotServer *server;
static const char *missing;

static int start(void **state)
{
    (void)state;
    server = dovecot_start(NULL, &missing);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    dovecot_stop(server);
    return 0;
}

#define NEEDS_DOVECOT                                                                              \
    (void)state;                                                                                   \
    if (server == NULL)                                                                            \
    test_skip_with_reason(missing)

/* Each test has a folder of its own below this one. */
static char *ini_for(const char *folder, const char *more)
{
    return g_strdup_printf(
        "[mail]\nfrom = info@byraa.example\nmax_megabytes = 1\n[mailbox info]\n"
        "host = localhost\nport = %d\nsecurity = starttls\nuser = desk\n"
        "password_command = echo %s\nca_file = %s\naddress = info@byraa.example\n"
        "folder = %s\n%s",
        dovecot_port(server), dovecot_password(server), dovecot_authority(server), folder, more);
}

static DeskDatabase *database_for(const char *folder, const char *more)
{
    g_autofree char *ini = ini_for(folder, more);
    return desk_database_new(ini);
}

static bool fetch(DeskDatabase *database, IntakeReport *report, GError **error)
{
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    bool good = intake_run_recover(run, error) && intake_run_mailbox(run, "info", error);
    if (report != NULL)
        *report = *intake_run_report(run);
    return good;
}

static void fetch_good(DeskDatabase *database, IntakeReport *report)
{
    g_autoptr(GError) error = NULL;
    if (!fetch(database, report, &error))
        fail_msg("%s", error != NULL ? error->message : "no reason given");
}

/* How many messages Dovecot has in a folder; name as on the wire. */
static guint count_in(const char *wire_name)
{
    g_autofree char *maildir = dovecot_maildir(server, "desk", wire_name);
    return maildir_count(maildir);
}

static void expect_ledger(DeskDatabase *database)
{
    IntakeLedger ledger;
    gint64 sum = 0;
    assert_true(intake_ledger(database->db, &ledger, NULL));
    for (int i = INTAKE_NEW; i < INTAKE_OUTCOME_COUNT; i++) {
        assert_int_equal(ledger.outcome[i], ledger.maintained[i]);
        sum += ledger.outcome[i];
    }
    assert_int_equal(ledger.fetched, sum);
    assert_int_equal(ledger.without_message + ledger.without_raw, 0);
}

/* ---- connecting ---- */

static void both_ways_of_tls(void **state)
{
    NEEDS_DOVECOT;
    const LinkSecurity ways[] = {LINK_STARTTLS, LINK_TLS};
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autoptr(GError) error = NULL;
        LinkOptions options = {.host = "localhost",
                               .port = ways[i] == LINK_TLS ? dovecot_tls_port(server)
                                                           : dovecot_port(server),
                               .security = ways[i],
                               .user = "desk",
                               .password = dovecot_password(server),
                               .ca_file = dovecot_authority(server)};
        MailLink *link = mail_link_open_imap(&options, &error);
        assert_null(error);
        g_autoptr(ImapSession) session = imap_open(link, "INBOX", 1000, &error);
        assert_null(error);
        assert_true(imap_uid_validity(session) > 0);
    }
}

static void what_can_go_wrong(void **state)
{
    NEEDS_DOVECOT;
    const struct {
        const char *host;
        int port;
        LinkSecurity security;
        const char *password, *ca_file;
        SkrankeErrorCode code;
        const char *says;
    } rows[] = {
        {"localhost", 0, LINK_STARTTLS, "wrong", NULL, SKRANKE_ERROR_FAILED, "password_file"},
        {"localhost", 0, LINK_STARTTLS, "secret", "", SKRANKE_ERROR_FAILED, "certificate"},
        {"localhost", 0, LINK_STARTTLS, "secret", "/nonexistent.pem", SKRANKE_ERROR_FAILED,
         "ca_file"},
        {"localhost", 0, LINK_TLS, "secret", NULL, SKRANKE_ERROR_FAILED, "security"},
        {"localhost", 1, LINK_TLS, "secret", NULL, SKRANKE_ERROR_UNAVAILABLE, "port 1"},
        {"no-such-host.invalid", 0, LINK_TLS, "secret", NULL, SKRANKE_ERROR_UNAVAILABLE,
         "no-such-host.invalid"},
        {"a b/c", 0, LINK_TLS, "secret", NULL, SKRANKE_ERROR_FAILED, "a b/c"},
        {"192.0.2.1", 0, LINK_NONE, "secret", NULL, SKRANKE_ERROR_REFUSED, "192.0.2.1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        LinkOptions options = {.host = rows[i].host,
                               .port = rows[i].port > 0 ? rows[i].port : dovecot_port(server),
                               .security = rows[i].security,
                               .user = "desk",
                               .password = rows[i].password,
                               .ca_file =
                                   rows[i].ca_file ? rows[i].ca_file : dovecot_authority(server),
                               .timeout_seconds = 5};
        MailLink *link = mail_link_open_imap(&options, &error);
        assert_null(link);
        if (!g_error_matches(error, SKRANKE_ERROR, (int)rows[i].code) ||
            strstr(error->message, rows[i].says) == NULL ||
            strstr(error->message, "secret") != NULL)
            fail_msg("row %d: %d %s", (int)i, error->code, error->message);
    }
}

static void failures_stand_with_the_mailbox(void **state)
{
    NEEDS_DOVECOT;
    g_autoptr(DeskDatabase) database = database_for("Finnes ikkje", "");
    g_autoptr(GError) error = NULL;
    assert_false(fetch(database, NULL, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    assert_non_null(strstr(error->message, "Finnes ikkje"));
    g_autoptr(GPtrArray) all = intake_mailboxes(database->db, NULL);
    const MailboxState *mailbox = all->pdata[0];
    assert_string_equal(mailbox->last_error, error->message);
    assert_true(mailbox->last_tried_at > 0 && mailbox->last_good_at == 0);
}

/* ---- reading and moving ---- */

static void norwegian_folders(void **state)
{
    NEEDS_DOVECOT;
    g_autofree char *from = imap_folder_encode("Spørsmål æøå");
    g_autofree char *done = imap_folder_encode("Ferdig/Lagt på is");
    dovecot_deliver_many(server, "desk", from, 12, mail_sample_make, NULL);
    g_autoptr(DeskDatabase) database =
        database_for("Spørsmål æøå", "done_folder = Ferdig/Lagt på is\n");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.fresh + report.joined, 12);
    assert_int_equal(count_in(from), 0);
    assert_int_equal(count_in(done), 12);
    g_autofree char *sample = mail_sample(3);
    g_autofree char *subject = desk_database_text(
        database, "SELECT subject FROM message WHERE message_id = 'sample-3@example.no'");
    assert_non_null(strstr(sample, subject));
    /* The next one goes into the folder that is now there. */
    dovecot_deliver(server, "desk", from, "From: a@x.no\n\nhei\n", -1);
    fetch_good(database, &report);
    assert_int_equal(report.read, 1);
    assert_int_equal(count_in(done), 13);
    expect_ledger(database);
}

/* \Seen and everything else stays as it is, and nothing is read twice. */
static void left_in_place(void **state)
{
    NEEDS_DOVECOT;
    dovecot_deliver_many(server, "desk", "Igjen", 5, mail_sample_make, NULL);
    g_autoptr(DeskDatabase) database = database_for("Igjen", "");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.read, 5);
    fetch_good(database, &report);
    assert_int_equal(report.read + report.skipped, 0);
    g_autofree char *maildir = dovecot_maildir(server, "desk", "Igjen");
    g_autofree char *cur = g_build_filename(maildir, "cur", NULL);
    g_autoptr(GDir) files = g_dir_open(cur, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files)) != NULL;)
        assert_null(strchr(strrchr(name, ','), 'S'));
    assert_int_equal(count_in("Igjen"), 5);
}

/* Moved into the folder that is read, mail would come again with a new number each time. */
static void done_folder_is_the_folder(void **state)
{
    NEEDS_DOVECOT;
    dovecot_deliver_many(server, "desk", "Ring", 3, mail_sample_make, NULL);
    g_autoptr(DeskDatabase) database = database_for("Ring", "done_folder = Ring\n");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.read, 3);
    fetch_good(database, &report);
    assert_int_equal(report.read, 0);
    assert_int_equal(count_in("Ring"), 3);
}

static void only_what_comes_later(void **state)
{
    NEEDS_DOVECOT;
    dovecot_deliver_many(server, "desk", "Gamle", 5, mail_sample_make, NULL);
    g_autoptr(DeskDatabase) database = database_for("Gamle", "first = new\n");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.read, 0);
    dovecot_deliver(server, "desk", "Gamle", "From: a@x.no\n\nhei\n", -1);
    fetch_good(database, &report);
    assert_int_equal(report.fresh, 1);
}

/* What is not stored whole is not moved away. */
static void too_large(void **state)
{
    NEEDS_DOVECOT;
    g_autofree char *body = g_strnfill(1500000, 'x');
    for (gsize i = 70; i < 1500000; i += 71)
        body[i] = '\n';
    g_autofree char *mail = g_strconcat("From: a@x.no\nSubject: stor\n\n", body, "\n", NULL);
    dovecot_deliver(server, "desk", "Store", mail, -1);
    dovecot_deliver(server, "desk", "Store", "From: a@x.no\n\nhei\n", -1);
    g_autoptr(DeskDatabase) database = database_for("Store", "done_folder = Store/Ferdig\n");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.quarantined, 1);
    assert_int_equal(report.fresh, 1);
    assert_int_equal(count_in("Store"), 1);
    assert_int_equal(count_in("Store/Ferdig"), 1);
    fetch_good(database, &report);
    assert_int_equal(report.read, 0);
    expect_ledger(database);
}

/* The server numbers a folder anew: everything is fetched again and known again. */
static void folder_made_anew(void **state)
{
    NEEDS_DOVECOT;
    dovecot_deliver_many(server, "desk", "Nytt", 20, mail_sample_make, NULL);
    dovecot_deliver(server, "desk", "Nytt", "From: a@x.no\n\nno id\n", -1);
    g_autoptr(DeskDatabase) database = database_for("Nytt", "");
    IntakeReport report;
    fetch_good(database, &report);
    assert_int_equal(report.fresh + report.joined, 21);
    g_autofree char *maildir = dovecot_maildir(server, "desk", "Nytt");
    g_autofree char *list = g_build_filename(maildir, "dovecot-uidlist", NULL);
    g_autofree char *index = g_build_filename(maildir, "../../../index/desk/.Nytt", NULL);
    g_autofree char *text = file_read(list);
    char *validity = strstr(text, " V");
    assert_non_null(validity);
    validity[2] = validity[2] == '1' ? '2' : '1';
    g_free(file_write(maildir, "dovecot-uidlist", text, -1));
    tree_remove(index);
    fetch_good(database, &report);
    assert_int_equal(report.duplicate, 21);
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM message"), 21);
    expect_ledger(database);
}

/* ---- killed at random ---- */

enum { KILLS = 20, MAILS = 500, PORTION = MAILS / KILLS, ROUNDS_MOST = 200 };

static char *numbered(guint index, void *data)
{
    return mail_sample(*(guint *)data + index);
}

static Process *start_fetch(DeskDatabase *database)
{
    g_autofree char *ini = g_build_filename(database->folder, "skranke.ini", NULL);
    const char *const argv[] = {SKRANKE_BINARY, "--db", database->path, "--config", ini, "mail",
                                "fetch",        NULL};
    return process_start(&(ProcessOptions){.argv = argv, .home = database->folder});
}

/* The time of one whole fetch, in seconds. */
static double time_of_fetch(DeskDatabase *database)
{
    gint64 from = g_get_monotonic_time();
    g_autoptr(ProcessResult) result = process_finish(start_fetch(database));
    expect_status(result, 0);
    return (double)(g_get_monotonic_time() - from) / G_USEC_PER_SEC;
}

/* Kills a fetch after a random part of its time; true when it was still running. */
static bool kill_fetch(DeskDatabase *database, double seconds)
{
    Process *process = start_fetch(database);
    bool ended = process_ended(process, seconds / patience());
    if (!ended)
        process_signal(process, SIGKILL);
    ProcessResult *result = process_finish(process);
    process_result_free(result);
    return !ended;
}

static void killed_at_twenty_points(void **state)
{
    NEEDS_DOVECOT;
    if (access(SKRANKE_BINARY, X_OK) != 0)
        test_skip_with_reason("the skranke binary is not built");
    g_autoptr(DeskDatabase) database = database_for("Drept", "done_folder = Drept/Ferdig\n");
    g_autoptr(GRand) random = g_rand_new();
    guint kills = 0, delivered = 0, rounds = 0;
    dovecot_deliver_many(server, "desk", "Drept", PORTION, numbered, &delivered);
    delivered += PORTION;
    double whole = time_of_fetch(database);
    for (; kills < KILLS && rounds < ROUNDS_MOST; rounds++) {
        if (delivered < MAILS) {
            dovecot_deliver_many(server, "desk", "Drept", PORTION, numbered, &delivered);
            delivered += PORTION;
        }
        kills += kill_fetch(database, whole * g_rand_double_range(random, 0.05, 1.0));
        /* At no moment anything is there twice. */
        assert_int_equal(desk_database_number(
                             database, "SELECT count(*) - count(DISTINCT message_id) FROM message"),
                         0);
    }
    assert_int_equal(kills, KILLS);
    assert_int_equal(delivered, MAILS);
    time_of_fetch(database);
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM intake"), MAILS);
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM intake WHERE outcome = 'pending'"), 0);
    gint64 quarantined =
        desk_database_number(database, "SELECT count(*) FROM intake WHERE outcome = 'quarantined'");
    assert_int_equal(
        desk_database_number(database, "SELECT count(DISTINCT message_id) FROM message"),
        MAILS - quarantined);
    assert_int_equal(quarantined, 0);
    assert_int_equal(count_in("Drept"), 0);
    assert_int_equal(count_in("Drept/Ferdig"), MAILS);
    expect_ledger(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_of_tls),
        cmocka_unit_test(what_can_go_wrong),
        cmocka_unit_test(failures_stand_with_the_mailbox),
        cmocka_unit_test(norwegian_folders),
        cmocka_unit_test(left_in_place),
        cmocka_unit_test(done_folder_is_the_folder),
        cmocka_unit_test(only_what_comes_later),
        cmocka_unit_test(too_large),
        cmocka_unit_test(folder_made_anew),
        cmocka_unit_test(killed_at_twenty_points),
    };
    return cmocka_run_group_tests_name("mailboxes", tests, start, stop);
}

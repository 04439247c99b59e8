/*
 * How fast mail comes in: from a Maildir, by IMAP over TLS, and the same with 20 ms of delay; with
 * raw copy, search index, attachments and synchronous=FULL. Beside each figure the limit measured
 * in the same run: reading the files only, storing the bytes only, fetching only. Usage:
 * bench_import [COUNT].
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "skranke/store/content.h"

#include "skranke/mail/imap.h"
#include "skranke/mail/intake_run.h"
#include "skranke/mail/mail_files.h"
#include "skranke/mail/mime_read.h"

#include "cleanup.h"
#include "desk_database.h"
#include "mail_samples.h"
#include "servers.h"
#include "testing.h"

enum { PER_BATCH = 500, DELAY_MS = 20 };

typedef struct {
    guint count;
    gsize bytes;
    char *maildir;
    DovecotServer *server;
} Bench;

static void check(bool good, const GError *error)
{
    if (good)
        return;
    fprintf(stderr, "bench_import: %s\n", error != NULL ? error->message : "failed");
    exit(1);
}

/* Seconds of processor time that this program has used. On a busy machine it says more than the
 * clock. */
static double processor(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static gint64 line(const Bench *bench, const char *what, gint64 from, const char *goal)
{
    static double before;
    double seconds = (double)(g_get_monotonic_time() - from) / 1e6, used = processor();
    printf("%-50s %7.0f mails/s %6.1f MB/s %6.2f s (processor %.2f s) %s\n", what,
           bench->count / seconds, (double)bench->bytes / seconds / 1e6, seconds, used - before,
           goal);
    fflush(stdout);
    before = processor();
    return g_get_monotonic_time();
}

static void make_maildir(Bench *bench, const char *folder)
{
    bench->maildir = g_build_filename(folder, "Maildir", NULL);
    g_free(file_write(bench->maildir, "new/.keep", "", 0));
    for (guint i = 0; i < bench->count; i++) {
        g_autofree char *text = mail_sample(i);
        g_autofree char *name = g_strdup_printf("cur/%010u.M1P1.desk:2,", i);
        bench->bytes += strlen(text);
        g_free(file_write(bench->maildir, name, text, -1));
    }
    printf("%u mails, %.1f MB, %zu bytes on average; database in %s\n", bench->count,
           (double)bench->bytes / 1e6, bench->bytes / bench->count, folder);
}

/* ---- files ---- */

static bool keep(const MailFile *file, gpointer user, GError **error)
{
    (void)error;
    g_ptr_array_add(user, g_bytes_ref(file->bytes));
    return true;
}

static void store_only(DeskDatabase *database, const GPtrArray *mails)
{
    GError *error = NULL;
    for (guint from = 0; from < mails->len; from += PER_BATCH) {
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        for (guint i = from; i < MIN(from + PER_BATCH, mails->len); i++)
            g_free(content_add_bytes(batch, mails->pdata[i]));
        check(db_batch_apply(database->db, batch, &error), error);
    }
}

static void expect_all(const Bench *bench, const IntakeRun *run)
{
    const IntakeReport *report = intake_run_report(run);
    if (report->fresh + report->joined != bench->count || report->joined == 0)
        check(false, NULL);
}

static void bench_files(const Bench *bench)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gint64 from = g_get_monotonic_time();
    check(mail_files_walk(bench->maildir, 50 << 20, keep, NULL, mails, &error), error);
    from = line(bench, "limit: reading the Maildir files only", from, "");
    for (guint i = 0; i < mails->len; i++)
        parsed_mail_free(mime_read(mails->pdata[i], 1, NULL));
    line(bench, "limit: making them readable only (MIME, one core)", from, "");
    g_autoptr(DeskDatabase) raw = desk_database_new("");
    from = g_get_monotonic_time();
    store_only(raw, mails);
    line(bench, "limit: storing the same bytes only (500 a commit)", from, "");
    g_autoptr(DeskDatabase) database = desk_database_new("");
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    from = g_get_monotonic_time();
    check(intake_run_files(run, bench->maildir, &error), error);
    line(bench, "IMPORT from the Maildir", from, "goal 3000");
    expect_all(bench, run);
}

/* ---- IMAP ---- */

static bool count_message(const ImapMessage *message, gpointer user, GError **error)
{
    (void)message;
    (void)error;
    ++*(guint *)user;
    return true;
}

static void fetch_only(const Bench *bench, int port, const char *what)
{
    GError *error = NULL;
    LinkOptions options = {.host = "localhost",
                           .port = port,
                           .security = LINK_TLS,
                           .user = "desk",
                           .password = dovecot_password(bench->server),
                           .ca_file = dovecot_authority(bench->server)};
    gint64 from = g_get_monotonic_time();
    MailLink *link = mail_link_open_imap(&options, &error);
    check(link != NULL, error);
    g_autoptr(ImapSession) session = imap_open(link, "INBOX", 50 << 20, &error);
    check(session != NULL, error);
    g_autoptr(GArray) uids = imap_search_after(session, 0, &error);
    check(uids != NULL, error);
    guint count = 0;
    check(imap_fetch(session, (const gint64 *)(gpointer)uids->data, uids->len, count_message,
                     &count, &error) &&
              count == bench->count,
          error);
    line(bench, what, from, "");
}

static void import_mailbox(const Bench *bench, int port, const char *what, const char *goal)
{
    GError *error = NULL;
    g_autofree char *ini =
        g_strdup_printf("[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = desk\n"
                        "password_command = echo %s\nca_file = %s\naddress = info@byraa.example\n",
                        port, dovecot_password(bench->server), dovecot_authority(bench->server));
    g_autoptr(DeskDatabase) database = desk_database_new(ini);
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    gint64 from = g_get_monotonic_time();
    check(intake_run_mailbox(run, "info", &error), error);
    line(bench, what, from, goal);
    expect_all(bench, run);
}

static void bench_imap(Bench *bench)
{
    const char *reason = NULL;
    bench->server = dovecot_start(NULL, &reason);
    if (bench->server == NULL) {
        printf("SKIPPED: IMAP: %s\n", reason);
        return;
    }
    dovecot_deliver_many(bench->server, "desk", "INBOX", bench->count, mail_sample_make, NULL);
    int port = dovecot_tls_port(bench->server);
    fetch_only(bench, port, "limit: fetching by IMAP over TLS only, cold");
    fetch_only(bench, port, "limit: fetching by IMAP over TLS only");
    import_mailbox(bench, port, "IMPORT by IMAP over TLS", "goal 3000");
    g_autoptr(DelayProxy) proxy = delay_proxy_start(port, DELAY_MS);
    fetch_only(bench, delay_proxy_port(proxy), "limit: fetching only, 20 ms round trip");
    import_mailbox(bench, delay_proxy_port(proxy), "IMPORT by IMAP over TLS, 20 ms round trip",
                   "goal 2000");
    dovecot_stop(bench->server);
}

int main(int argc, char **argv)
{
    Bench bench = {.count = argc > 1 ? (guint)atoi(argv[1]) : 5000};
    char *folder = temp_folder_make("bench");
    mime_start();
    make_maildir(&bench, folder);
    bench_files(&bench);
    bench_imap(&bench);
    g_free(bench.maildir);
    temp_folder_remove(folder);
    return 0;
}

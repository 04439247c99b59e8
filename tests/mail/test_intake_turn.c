/*
 * Several processes that take in the same mail at once: each mail becomes one inquiry, the others
 * are duplicates, and nobody leaves a row behind.
 */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/mail/intake_run.h"

#include "cleanup.h"
#include "desk_database.h"
#include "process.h"
#include "testing.h"

enum { MAILS = 120, RIVALS = 4 };

static char *make_folder(const Sandbox *sandbox)
{
    GString *mbox = g_string_new(NULL);
    for (int i = 0; i < MAILS; i++)
        g_string_append_printf(mbox,
                               "From x@kunde.example Tue Mar 10 09:41:00 2026\n"
                               "From: p%d@kunde.example\nMessage-ID: <m%d@kunde.example>\n"
                               "Subject: Nr %d\n\nHei, dette er nummer %d.\n\n",
                               i, i, i, i);
    char *path = file_write(sandbox->folder, "same.mbox", mbox->str, (gssize)mbox->len);
    g_string_free(mbox, TRUE);
    return path;
}

static void rivals_import_the_same(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_new();
    g_autofree char *mbox = make_folder(sandbox);
    g_autoptr(ProcessResult) made = skranke_run(sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    const char *const argv[] = {SKRANKE_BINARY, "--db", sandbox->database, "import", "mail",
                                mbox,           NULL};
    Process *processes[RIVALS];
    for (int i = 0; i < RIVALS; i++)
        processes[i] = process_start(&(ProcessOptions){.argv = argv, .home = sandbox->folder});
    for (int i = 0; i < RIVALS; i++) {
        g_autoptr(ProcessResult) result = process_finish(processes[i]);
        expect_status(result, 0);
    }
    g_autoptr(ProcessResult) ledger = skranke_run(sandbox, NULL, "--json", "mail", "ledger", NULL);
    expect_status(ledger, 0);
    g_autofree char *expected = g_strdup_printf("{\"fetched\":%d,\"new\":%d,\"joined\":0,"
                                                "\"duplicate\":%d,\"echo\":0,\"quarantined\":0,"
                                                "\"pending\":0,\"adds_up\":true}\n",
                                                RIVALS * MAILS, MAILS, (RIVALS - 1) * MAILS);
    assert_string_equal(ledger->output, expected);
}

/* Who must wait longer than it likes is told who has the turn. */
static void patience_ends(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = desk_database_new("");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GError) error = NULL;
    db_batch_add(batch, "INSERT INTO lease (name, holder, until, report) VALUES (?, ?, ?, '')",
                 "ssi", "mail intake", "elsewhere:7:x@", G_MAXINT64 / 2);
    assert_true(db_batch_apply(database->db, batch, NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    intake_run_set_patience(run, 0);
    assert_false(intake_run_recover(run, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT));
    assert_non_null(strstr(error->message, "elsewhere:7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rivals_import_the_same),
        cmocka_unit_test(patience_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

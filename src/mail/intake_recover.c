/* What a crash left: mail that is in the ledger and was not read. A child process reads it first,
 * so that a mail which brings the program down is found for certain and not by counting (a power
 * cut in the wrong moment is no fault of the mail). Owns that test; what mail becomes is
 * intake_settle.c's. */
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/language.h"

#include "skranke/store/content.h"

#include "intake_private.h"

enum {
    PENDING_AT_ONCE = 200,
    READ_SECONDS = 120, /* of processor time in the child */
    /* Should settling bring us down, where no child goes first: after so many attempts together a
     * mail goes alone, and after so many alone it is given up. Many, for we may also be killed by
     * people. */
    ATTEMPTS_TOGETHER = 3,
    ATTEMPTS_MOST = 8
};

IntakeItem *intake_item_of_row(IntakeRun *run, const IntakeRow *row, GError **error)
{
    g_autoptr(GBytes) bytes = content_read(run->db, row->raw, error);
    if (bytes == NULL)
        return NULL;
    IntakeItem *item = g_new0(IntakeItem, 1);
    item->id = row->id;
    item->from_file = strcmp(row->source, "file") == 0;
    item->mailbox = row->mailbox;
    item->uid_validity = row->uid_validity;
    item->uid = row->uid;
    item->received_at = row->received_at;
    item->name = g_strdup(row->name);
    item->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    item->bytes = g_steal_pointer(&bytes);
    return item;
}

/* In the child: reads and leaves, touching nothing that is the parent's. */
static void G_GNUC_NORETURN read_and_leave(const IntakeRun *run, GPtrArray *items, guint first,
                                           guint count)
{
    setrlimit(RLIMIT_CPU, &(struct rlimit){READ_SECONDS, READ_SECONDS});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    for (guint i = first; i < first + count; i++)
        intake_item_read(run, items->pdata[i]);
    _exit(0);
}

/* Does a child live through reading these? Where no child can be made, we must trust the mail. */
static bool child_reads(const IntakeRun *run, GPtrArray *items, guint first, guint count)
{
    pid_t child = lease_keeper_fork();
    if (child == 0)
        read_and_leave(run, items, first, count);
    int status = 0;
    pid_t ended = child;
    while (child > 0 && (ended = waitpid(child, &status, 0)) < 0)
        ;
    return ended <= 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static bool count_attempts(IntakeRun *run, const GPtrArray *rows, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        intake_attempt(batch, ((const IntakeRow *)rows->pdata[i])->id);
    return db_batch_apply(run->db, batch, error);
}

static bool recover_rows(IntakeRun *run, const GPtrArray *rows, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(intake_item_free);
    if (rows->len == 0)
        return true;
    for (guint i = 0; i < rows->len; i++) {
        IntakeItem *item = intake_item_of_row(run, rows->pdata[i], error);
        if (item == NULL)
            return false;
        g_ptr_array_add(items, item);
    }
    /* Only now: who is stopped while the rules are read tells nothing of these mails. */
    if (!intake_rules_read(run, items, error) || !count_attempts(run, rows, error))
        return false;
    bool all_read = child_reads(run, items, 0, items->len);
    for (guint i = 0; i < items->len; i++) {
        IntakeItem *item = items->pdata[i];
        bool often = ((const IntakeRow *)rows->pdata[i])->attempts >= ATTEMPTS_MOST;
        if (often || (!all_read && !child_reads(run, items, i, 1)))
            item->failure = g_strdup(_("reading it stopped the program twice"));
        else
            intake_item_read(run, item);
    }
    return intake_settle_items(run, items, error);
}

/* Those that were tried often come last, each alone. */
static bool recover_in_order(IntakeRun *run, const GPtrArray *rows, GError **error)
{
    g_autoptr(GPtrArray) together = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        if (((const IntakeRow *)rows->pdata[i])->attempts < ATTEMPTS_TOGETHER)
            g_ptr_array_add(together, rows->pdata[i]);
    if (!recover_rows(run, together, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        g_autoptr(GPtrArray) alone = g_ptr_array_new();
        if (((const IntakeRow *)rows->pdata[i])->attempts >= ATTEMPTS_TOGETHER)
            g_ptr_array_add(alone, rows->pdata[i]);
        if (!recover_rows(run, alone, error))
            return false;
    }
    return true;
}

bool intake_run_recover(IntakeRun *run, GError **error)
{
    if (!intake_take_turn(run, error))
        return false;
    for (;;) {
        g_autoptr(GPtrArray) rows = intake_pending(run->db, PENDING_AT_ONCE, error);
        if (rows == NULL)
            return false;
        if (!recover_in_order(run, rows, error))
            return false;
        if (rows->len < PENDING_AT_ONCE)
            return true;
    }
}

/* The worker's rounds: what is due when, and how long a trouble is left alone. Owns the plan and
 * the lease; must not know how mail is fetched or sent. */
#include "skranke/mail/worker.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/domain/worker_report.h"

#include "skranke/store/calls.h"
#include "skranke/store/drafts.h"
#include "skranke/store/open.h"
#include "skranke/store/receipts.h"

#include "skranke/mail/intake_run.h"
#include "skranke/mail/outbox_run.h"

#include "lease_keeper.h"
#include "stop_signal.h"

#define LEASE_SECONDS 30
#define TICK_MS 1000
#define DAY_MS G_GINT64_CONSTANT(86400000)
#define RECEIPT_DAYS_KEPT 30
#define DRAFT_DAYS_KEPT 30
/* Answers shall not wait for somebody's long import. */
#define TURN_PATIENCE_MS 1000

/* Something that is done again and again, and left alone for longer each time it fails. */
typedef struct {
    const char *name; /* for the log */
    gint64 pause_ms, longest_ms;
    gint64 next_at; /* monotonic ms */
    guint failures;
    char *trouble; /* the last one that was logged */
} Task;

typedef struct {
    Db *db;
    const Config *config;
    const WorkerOptions *options;
    LeaseKeeper *keeper;
    bool child; /* options->parent is our parent: it is gone when we have another */
    Task recovery, outbox, tidying;
    Task *mailboxes;
    guint mailbox_count;
    gint64 mark;      /* of the database when the outbox was last looked at */
    gint64 outbox_at; /* seconds UTC: when the next answer is due; 0: none */
    gint64 read_at;   /* seconds UTC: when a mailbox was last read */
    gint64 waiting;   /* answers in the outbox */
    GError *first;    /* trouble, for `once` */
} Worker;

/* ---- tasks ---- */

static bool is_due(const Task *task)
{
    return clock_monotonic_ms() >= task->next_at;
}

static void task_went_well(Task *task, gint64 again_ms)
{
    if (task->failures)
        log_line(LOG_INFO, _("%s: works again"), task->name);
    task->failures = 0;
    task->next_at = clock_monotonic_ms() + again_ms;
    g_clear_pointer(&task->trouble, g_free);
}

/* The same trouble is logged once. */
static void task_failed(Worker *worker, Task *task, GError *error)
{
    gint64 pause = MIN(task->pause_ms << MIN(task->failures, 10), task->longest_ms);
    task->failures++;
    task->next_at = clock_monotonic_ms() + pause;
    if (g_strcmp0(task->trouble, error->message) != 0)
        log_line(LOG_WARNING, "%s: %s", task->name, error->message);
    g_free(task->trouble);
    task->trouble = g_strdup(error->message);
    if (!worker->first)
        worker->first = g_error_copy(error);
}

/* ---- what to go on for ---- */

static bool parent_is_gone(const Worker *worker)
{
    pid_t parent = (pid_t)worker->options->parent;
    if (parent <= 0)
        return false;
    return worker->child ? getppid() != parent : kill(parent, 0) != 0 && errno == ESRCH;
}

static bool must_stop(const Worker *worker)
{
    return stop_signal_asked() || parent_is_gone(worker);
}

static bool go_on(gpointer user)
{
    Worker *worker = user;
    return !must_stop(worker) && lease_keeper_holds(worker->keeper);
}

/* ---- the work ---- */

static void write_report(Worker *worker)
{
    guint failing = 0;
    for (guint i = 0; i < worker->mailbox_count; i++)
        failing += worker->mailboxes[i].failures > 0;
    WorkerReport facts = {
        .read_at = worker->read_at, .waiting = worker->waiting, .mailboxes_failing = failing};
    g_autofree char *report = worker_report_pack(&facts);
    lease_keeper_report(worker->keeper, report);
}

static IntakeRun *new_run(const Worker *worker)
{
    IntakeRun *run = intake_run_new(worker->db, worker->config);
    if (!worker->options->once)
        intake_run_set_patience(run, TURN_PATIENCE_MS);
    return run;
}

/* Somebody else takes mail in just now: no trouble, and soon over. */
static bool is_others_turn(const IntakeRun *run, Task *task, const GError *error)
{
    if (intake_run_has_turn(run) || !g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return false;
    task->next_at = clock_monotonic_ms() + TICK_MS;
    return true;
}

static void recover(Worker *worker)
{
    g_autoptr(IntakeRun) run = new_run(worker);
    g_autoptr(GError) error = NULL;
    if (intake_run_recover(run, &error))
        task_went_well(&worker->recovery, G_MAXINT64 / 2);
    else if (!is_others_turn(run, &worker->recovery, error))
        task_failed(worker, &worker->recovery, error);
}

static void log_read(const char *mailbox, const IntakeReport *report)
{
    if (report->read == 0)
        return;
    log_line(LOG_INFO,
             _("%s: %" PRId64 " read: %" PRId64 " new, %" PRId64 " joined, %" PRId64
               " duplicates, %" PRId64 " echoes, %" PRId64 " quarantined"),
             mailbox, report->read, report->fresh, report->joined, report->duplicate, report->echo,
             report->quarantined);
}

static void read_mailbox(Worker *worker, Task *task)
{
    g_autoptr(IntakeRun) run = new_run(worker);
    g_autoptr(GError) error = NULL;
    if (intake_run_mailbox(run, task->name, &error)) {
        gint64 seconds = config_integer(worker->config, "worker", "interval_seconds");
        task_went_well(task, seconds * 1000);
        worker->read_at = clock_now();
    } else if (!is_others_turn(run, task, error)) {
        task_failed(worker, task, error);
    }
    log_read(task->name, intake_run_report(run));
    write_report(worker);
}

static void read_mailboxes(Worker *worker)
{
    for (guint i = 0; i < worker->mailbox_count && go_on(worker); i++)
        if (is_due(&worker->mailboxes[i]))
            read_mailbox(worker, &worker->mailboxes[i]);
}

/* Asked every second; the change mark makes that cheap. */
static bool outbox_may_have_something(Worker *worker)
{
    gint64 mark = db_change_mark(worker->db);
    bool due = worker->outbox_at > 0 && worker->outbox_at <= clock_now();
    bool changed = mark != worker->mark;
    worker->mark = mark;
    return (changed || due || worker->outbox.failures) && is_due(&worker->outbox);
}

static void empty_outbox(Worker *worker)
{
    OutboxReport report;
    OutboxCounts counts = {0};
    g_autoptr(GError) error = NULL;
    bool good = outbox_run_while(worker->db, worker->config, go_on, worker, &report, &error) &&
                outbox_counts(worker->db, &counts, &error);
    if (!good) {
        task_failed(worker, &worker->outbox, error);
        return;
    }
    task_went_well(&worker->outbox, 0);
    worker->outbox_at = counts.next_at;
    worker->waiting = counts.waiting;
    write_report(worker);
}

/* What nobody asks for any more: operation ids, receipts older than any cap looks back, drafts that
 * were sent or discarded, and who rang. */
static void tidy(Worker *worker)
{
    gint64 now = clock_now(), days = config_integer(worker->config, "pbx", "delete_numbers_days");
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    receipts_forget(batch, now - RECEIPT_DAYS_KEPT * 24 * 3600);
    drafts_purge(batch, now - DRAFT_DAYS_KEPT * 24 * 3600);
    if (db_batch_apply(worker->db, batch, &error) && store_tidy(worker->db, now, &error) &&
        calls_forget(worker->db, days, now, 0, &error))
        task_went_well(&worker->tidying, DAY_MS);
    else
        task_failed(worker, &worker->tidying, error);
}

static void work_a_round(Worker *worker)
{
    if (is_due(&worker->recovery))
        recover(worker);
    if (outbox_may_have_something(worker) && go_on(worker))
        empty_outbox(worker);
    read_mailboxes(worker);
    if (is_due(&worker->tidying) && go_on(worker))
        tidy(worker);
}

/* ---- the lease ---- */

/* Tries for the lease; false with error where it is no use to go on trying. */
static bool ask_for_lease(Worker *worker, GError **error)
{
    int seconds =
        worker->options->lease_seconds > 0 ? worker->options->lease_seconds : LEASE_SECONDS;
    g_autoptr(GError) failed = NULL;
    worker->keeper = lease_keeper_start(worker->db, WORKER_LEASE, seconds, &failed);
    if (worker->keeper)
        return true;
    bool held = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT);
    bool away = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE);
    if (!worker->options->once && (away || (held && worker->options->patient)))
        return true;
    g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

static void begin_anew(Worker *worker)
{
    worker->recovery.next_at = 0;
    worker->outbox.next_at = 0;
    worker->tidying.next_at = 0;
    worker->mark = -2; /* no mark is this: look at the outbox */
    for (guint i = 0; i < worker->mailbox_count; i++)
        worker->mailboxes[i].next_at = 0;
}

/* Works as long as the lease is ours. */
static void work(Worker *worker)
{
    begin_anew(worker);
    log_line(LOG_INFO, _("the worker begins"));
    do
        work_a_round(worker);
    while (!worker->options->once && go_on(worker) && !stop_signal_wait(TICK_MS));
    log_line(LOG_INFO,
             must_stop(worker) ? _("the worker was asked to stop") : _("the worker ends"));
    g_clear_pointer(&worker->keeper, lease_keeper_stop);
}

static bool run(Worker *worker, GError **error)
{
    while (!must_stop(worker)) {
        if (!ask_for_lease(worker, error))
            return false;
        if (worker->keeper) {
            work(worker);
            if (worker->options->once)
                break;
        } else {
            stop_signal_wait(TICK_MS);
        }
    }
    if (!worker->options->once || !worker->first)
        return true;
    g_propagate_error(error, g_steal_pointer(&worker->first));
    return false;
}

static void plan(Worker *worker)
{
    const GPtrArray *names = config_mailboxes(worker->config);
    worker->recovery = (Task){.name = _("unread mail"), .pause_ms = 5000, .longest_ms = 600000};
    worker->outbox = (Task){.name = _("outbox"), .pause_ms = 5000, .longest_ms = 120000};
    worker->tidying = (Task){.name = _("tidying up"), .pause_ms = 60000, .longest_ms = DAY_MS};
    worker->mailboxes = g_new0(Task, names->len);
    worker->mailbox_count = names->len;
    for (guint i = 0; i < names->len; i++)
        worker->mailboxes[i] =
            (Task){.name = g_ptr_array_index(names, i), .pause_ms = 30000, .longest_ms = 600000};
}

static void clear(Worker *worker)
{
    for (guint i = 0; i < worker->mailbox_count; i++)
        g_free(worker->mailboxes[i].trouble);
    g_free(worker->mailboxes);
    g_free(worker->recovery.trouble);
    g_free(worker->outbox.trouble);
    g_free(worker->tidying.trouble);
    g_clear_error(&worker->first);
}

bool worker_run(Db *db, const Config *config, const WorkerOptions *options, GError **error)
{
    Worker worker = {.db = db, .config = config, .options = options};
    worker.child = options->parent > 0 && getppid() == (pid_t)options->parent;
    plan(&worker);
    stop_signal_start();
    bool good = run(&worker, error);
    stop_signal_end();
    clear(&worker);
    return good;
}

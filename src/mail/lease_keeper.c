/* Renews a lease from a thread, because a mail server may keep the worker waiting for ten minutes
 * and the lease shall still end half a minute after a crash. Knows nothing of the work. */
#include "lease_keeper.h"

#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/lease.h"

/* Read by every keeper's thread while it runs, free while it sleeps; written by who forks. */
static GRWLock awake;

struct LeaseKeeper {
    char *uri, *name;
    int seconds;
    GThread *thread;
    GMutex lock; /* guards the rest */
    GCond changed;
    char *report;
    bool ready, lost, stopping;
};

/* Waits for the next renewal; false when it is time to end. */
static bool wait_a_third(LeaseKeeper *keeper)
{
    gint64 until = g_get_monotonic_time() + keeper->seconds * G_USEC_PER_SEC / 3;
    g_rw_lock_reader_unlock(&awake);
    g_mutex_lock(&keeper->lock);
    while (!keeper->stopping && g_cond_wait_until(&keeper->changed, &keeper->lock, until))
        continue;
    bool on = !keeper->stopping;
    g_mutex_unlock(&keeper->lock);
    g_rw_lock_reader_lock(&awake);
    return on;
}

static char *report_now(LeaseKeeper *keeper)
{
    g_mutex_lock(&keeper->lock);
    char *report = g_strdup(keeper->report);
    g_mutex_unlock(&keeper->lock);
    return report;
}

/* While the database is away nobody else can take the lease either: only a CONFLICT loses it. */
static void renew(LeaseKeeper *keeper, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *report = report_now(keeper);
    if (lease_take(db, keeper->name, clock_now(), keeper->seconds, report, &error) ||
        !g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return;
    g_mutex_lock(&keeper->lock);
    keeper->lost = true;
    g_mutex_unlock(&keeper->lock);
}

static void tell_ready(LeaseKeeper *keeper)
{
    g_mutex_lock(&keeper->lock);
    keeper->ready = true;
    g_cond_signal(&keeper->changed);
    g_mutex_unlock(&keeper->lock);
}

static gpointer keep(gpointer user)
{
    LeaseKeeper *keeper = user;
    g_autoptr(Db) db = NULL;
    g_rw_lock_reader_lock(&awake);
    tell_ready(keeper);
    while (wait_a_third(keeper) && lease_keeper_holds(keeper)) {
        if (!db)
            db = db_connect(keeper->uri, NULL);
        if (db)
            renew(keeper, db);
    }
    if (!db)
        db = db_connect(keeper->uri, NULL);
    if (db && lease_keeper_holds(keeper))
        lease_release(db, keeper->name, NULL);
    g_clear_pointer(&db, db_close);
    g_rw_lock_reader_unlock(&awake);
    return NULL;
}

pid_t lease_keeper_fork(void)
{
    g_rw_lock_writer_lock(&awake);
    pid_t child = fork();
    if (child != 0) /* the child has no keepers and makes none */
        g_rw_lock_writer_unlock(&awake);
    return child;
}

/* A thread that only begins holds locks as well: it is waited for. */
static void wait_until_ready(LeaseKeeper *keeper)
{
    g_mutex_lock(&keeper->lock);
    while (!keeper->ready)
        g_cond_wait(&keeper->changed, &keeper->lock);
    g_mutex_unlock(&keeper->lock);
}

LeaseKeeper *lease_keeper_start(Db *db, const char *name, int seconds, GError **error)
{
    if (!lease_take(db, name, clock_now(), seconds, "", error))
        return NULL;
    LeaseKeeper *keeper = g_new0(LeaseKeeper, 1);
    keeper->uri = g_strdup(db_uri(db));
    keeper->name = g_strdup(name);
    keeper->seconds = seconds;
    keeper->report = g_strdup("");
    g_mutex_init(&keeper->lock);
    g_cond_init(&keeper->changed);
    keeper->thread = g_thread_new("lease", keep, keeper);
    wait_until_ready(keeper);
    return keeper;
}

void lease_keeper_report(LeaseKeeper *keeper, const char *report)
{
    g_mutex_lock(&keeper->lock);
    g_free(keeper->report);
    keeper->report = g_strdup(report);
    g_mutex_unlock(&keeper->lock);
}

bool lease_keeper_holds(LeaseKeeper *keeper)
{
    g_mutex_lock(&keeper->lock);
    bool holds = !keeper->lost;
    g_mutex_unlock(&keeper->lock);
    return holds;
}

void lease_keeper_stop(LeaseKeeper *keeper)
{
    if (!keeper)
        return;
    g_mutex_lock(&keeper->lock);
    keeper->stopping = true;
    g_cond_signal(&keeper->changed);
    g_mutex_unlock(&keeper->lock);
    g_thread_join(keeper->thread);
    g_mutex_clear(&keeper->lock);
    g_cond_clear(&keeper->changed);
    g_free(keeper->report);
    g_free(keeper->uri);
    g_free(keeper->name);
    g_free(keeper);
}

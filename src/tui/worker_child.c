/* Owns the worker that the desk starts when no other has the lease, so that a single desk needs no
 * set-up. */
#include <signal.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/store/lease.h"

#include "skranke/tui/app.h"

enum { LOOK_EVERY_MS = 5000, TRY_AGAIN_MS = 60000 };

static void worker_ended(GPid pid, int status, gpointer user)
{
    App *app = user;
    g_spawn_close_pid(pid);
    app->worker_pid = 0;
    app->worker_next = clock_monotonic_ms() + TRY_AGAIN_MS;
    if (!g_spawn_check_wait_status(status, NULL))
        log_line(LOG_WARNING, "the worker ended with status %d; started again in %d s", status,
                 TRY_AGAIN_MS / 1000);
}

static bool has_work(const App *app)
{
    return config_flag(app->config, "worker", "start_from_desk") &&
           (config_mailboxes(app->config)->len > 0 || *config_text(app->config, "relay", "host"));
}

static bool nobody_works(App *app)
{
    LeaseState state = {0};
    bool nobody = lease_state(app->desk->db, "worker", clock_now(), &state, NULL) && !*state.holder;
    lease_state_clear(&state);
    return nobody;
}

static void start(App *app)
{
    g_autofree char *parent = g_strdup_printf("%d", (int)getpid());
    const char *config = config_path(app->config);
    const char *const arguments[] = {
        "/proc/self/exe",           "--db", app->uri, "mail", "run", "--parent", parent,
        config ? "--config" : NULL, config, NULL};
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    char **copy = g_strdupv((char **)arguments);
    if (self) {
        g_free(copy[0]);
        copy[0] = g_steal_pointer(&self);
    }
    g_autoptr(GError) error = NULL;
    GSpawnFlags flags =
        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
    if (g_spawn_async(NULL, copy, NULL, flags, NULL, NULL, &app->worker_pid, &error))
        g_child_watch_add(app->worker_pid, worker_ended, app);
    else
        log_line(LOG_WARNING, "the worker could not be started: %s", error->message);
    g_strfreev(copy);
}

void worker_child_tick(App *app)
{
    gint64 now = clock_monotonic_ms();
    if (app->worker_pid || now < app->worker_next || !has_work(app))
        return;
    app->worker_next = now + LOOK_EVERY_MS;
    if (app->down_since == 0 && nobody_works(app))
        start(app);
}

void worker_child_stop(App *app)
{
    if (app->worker_pid)
        kill(app->worker_pid, SIGTERM);
}

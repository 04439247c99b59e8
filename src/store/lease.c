/* A named lease on one row. Owns who holds it and until when; knows nothing of what its holder
 * does.
 *
 * A holder that was killed would keep the others waiting until its time is over. So the holder's
 * name carries the boot and the process namespace it lives in: a process of the same two can see
 * that it is gone, and takes over at once. */
#include "skranke/store/lease.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"

/* "boot id/pid:[4026531836]" of this process: where its number means something. */
static char *process_space(void)
{
    g_autofree char *boot = NULL;
    g_autofree char *space = g_file_read_link("/proc/self/ns/pid", NULL);
    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL) || space == NULL)
        return NULL;
    return g_strdup_printf("%s/%s", g_strstrip(boot), space);
}

/* "host:pid:random@space" */
static char *own_name(void)
{
    g_autofree char *space = process_space();
    return g_strdup_printf("%s@%s", identity_process(), space != NULL ? space : "");
}

/* For people: "host:pid". */
static char *shown_name(const char *holder)
{
    const char *colon = strchr(holder, ':');
    const char *end = colon != NULL ? strchr(colon + 1, ':') : NULL;
    return end != NULL ? g_strndup(holder, (gsize)(end - holder)) : g_strdup(holder);
}

/* Dead, but its parent has not asked yet how it ended. */
static bool is_zombie(pid_t process)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)process);
    g_autofree char *about = NULL;
    if (!g_file_get_contents(path, &about, NULL, NULL))
        return false;
    const char *name_end = strrchr(about, ')');
    return name_end != NULL && strlen(name_end) > 2 && strchr("ZX", name_end[2]) != NULL;
}

static bool is_gone(const char *holder)
{
    g_autofree char *space = process_space();
    const char *at = strrchr(holder, '@');
    const char *colon = strchr(holder, ':');
    if (space == NULL || at == NULL || colon == NULL || strcmp(at + 1, space) != 0)
        return false;
    pid_t process = (pid_t)strtol(colon + 1, NULL, 10);
    return process > 0 && ((kill(process, 0) != 0 && errno == ESRCH) || is_zombie(process));
}

/* gone: the name of a holder known to be gone, or "". */
static bool take(Db *db, const char *name, gint64 now, int seconds, const char *report,
                 const char *gone, GError **error)
{
    g_autofree char *holder = own_name();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(
        batch,
        "INSERT INTO lease (name, holder, until, report) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, "
        "report = excluded.report "
        "WHERE lease.holder = excluded.holder OR lease.until <= ? OR lease.holder = ?",
        "ssisis", name, holder, now + seconds, report != NULL ? report : "", now, gone);
    db_batch_expect(batch, 1);
    return db_batch_apply(db, batch, error);
}

static char *holder_of(Db *db, const char *name)
{
    g_autoptr(DbRows) rows =
        db_query(db, NULL, "SELECT holder FROM lease WHERE name = ?", "s", name);
    return g_strdup(rows != NULL && db_rows_count(rows) == 1 ? db_rows_text(rows, 0, 0) : "");
}

bool lease_take(Db *db, const char *name, gint64 now, int seconds, const char *report,
                GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (take(db, name, now, seconds, report, "", &trouble))
        return true;
    if (!g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    g_autofree char *holder = holder_of(db, name);
    if (is_gone(holder) && take(db, name, now, seconds, report, holder, NULL))
        return true;
    g_autofree char *shown = shown_name(holder);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("The work \"%s\" is being done by %s. Nothing was done here."), name, shown);
    return false;
}

bool lease_release(Db *db, const char *name, GError **error)
{
    g_autofree char *holder = own_name();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE lease SET holder = '', until = 0 WHERE name = ? AND holder = ?",
                 "ss", name, holder);
    return db_batch_apply(db, batch, error);
}

bool lease_state(Db *db, const char *name, gint64 now, LeaseState *state, GError **error)
{
    *state = (LeaseState){0};
    g_autoptr(DbRows) rows =
        db_query(db, error, "SELECT holder, until, report FROM lease WHERE name = ?", "s", name);
    if (rows == NULL)
        return false;
    bool known = db_rows_count(rows) == 1;
    bool held = known && db_rows_integer(rows, 0, 1) > now && !is_gone(db_rows_text(rows, 0, 0));
    state->holder = held ? shown_name(db_rows_text(rows, 0, 0)) : g_strdup("");
    state->until = known ? db_rows_integer(rows, 0, 1) : 0;
    state->report = g_strdup(known ? db_rows_text(rows, 0, 2) : "");
    return true;
}

void lease_state_clear(LeaseState *state)
{
    g_clear_pointer(&state->holder, g_free);
    g_clear_pointer(&state->report, g_free);
    state->until = 0;
}

/* Owns the way back from a backup: copy, look through the copy, change places. It opens database
 * files by itself, so nobody in this process may have them open (that would drop SQLite's locks).
 */
#include "skranke/store/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier.h"
#include "skranke/store/check.h"
#include "skranke/store/migrate.h"
#include "skranke/store/new_file.h"
#include "skranke/store/open.h"

enum { PIECE = 16 * 1024 * 1024 };

static const char *const ENDINGS[] = {"-wal", "-shm"};

static char *beside(const char *path, const char *ending)
{
    return g_strconcat(path, ending, NULL);
}

/* ---- the copy ---- */

static bool check_backup(const char *backup, GError **error)
{
    struct stat status;
    if (stat(backup, &status) != 0) {
        g_set_error(error, SKRANKE_ERROR,
                    errno == ENOENT ? SKRANKE_ERROR_NOT_FOUND : SKRANKE_ERROR_FAILED,
                    _("The backup %s cannot be read (%s). Nothing was changed."), backup,
                    g_strerror(errno));
        return false;
    }
    g_autofree char *log = beside(backup, ENDINGS[0]);
    struct stat log_status;
    bool in_use = stat(log, &log_status) == 0 && log_status.st_size > 0;
    if (in_use || !S_ISREG(status.st_mode) || status.st_size == 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    in_use ? _("%s is a database in use and no backup: nothing was changed. Make a "
                               "backup of it with: skranke backup FILE.")
                           : _("%s is no backup of a Skranke database: nothing was changed."),
                    backup);
        return false;
    }
    return true;
}

static bool pour(int from, int to)
{
    for (;;) {
        ssize_t moved = sendfile(to, from, NULL, PIECE);
        if (moved == 0)
            return fsync(to) == 0;
        if (moved < 0 && errno != EINTR)
            return false;
    }
}

static bool copy_bytes(const char *from, const char *to, GError **error)
{
    if (!new_file_make(to, error))
        return false;
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CLOEXEC);
    bool copied = source >= 0 && target >= 0 && pour(source, target);
    if (!copied)
        new_file_fail(to, error);
    if (source >= 0)
        close(source);
    if (target >= 0)
        close(target);
    return copied;
}

static bool is_whole(Db *db, const char *backup, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, NULL, "PRAGMA integrity_check(1)", "");
    if (rows && db_rows_count(rows) == 1 && g_str_equal(db_rows_text(rows, 0, 0), "ok"))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The backup %s is damaged: nothing was changed. Take an older one."), backup);
    return false;
}

/* Looked at as a copy, so that the backup itself stays byte for byte what it was. */
static bool look_through(const char *made, const char *backup, GError **error)
{
    StoreKind kind = STORE_FOREIGN;
    if (!store_look(made, &kind, NULL) || kind != STORE_OURS) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s is no backup of a Skranke database: nothing was changed."), backup);
        return false;
    }
    g_autoptr(Db) db = db_connect(made, error);
    int version = db ? migrate_version(db, error) : -1;
    if (version < 0 || !is_whole(db, backup, error))
        return false;
    version = MAX(version, (int)db_query_integer(db, 0, NULL, "PRAGMA user_version", ""));
    if (version <= migrate_newest())
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("The backup %s was made by a newer Skranke: it has schema version %d, this "
                  "program knows %d. Nothing was changed. Install the newer program."),
                backup, version, migrate_newest());
    return false;
}

/* ---- changing places ---- */

/* Every connection in WAL mode holds a lock on the -shm file, for as long as it is open. Ours keeps
 * new ones out until it is let go; -1 where there is no such file. -2: somebody has it. */
static int keep_others_out(const char *path)
{
    g_autofree char *shared = beside(path, ENDINGS[1]);
    int file = open(shared, O_RDWR | O_CLOEXEC);
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (file < 0 || fcntl(file, F_SETLK, &all) == 0)
        return file;
    close(file);
    return -2;
}

/* The file first: a log that is left alone beside nothing harms nobody, a strange log would. */
static bool put_aside(const char *path, const char *kept)
{
    if (rename(path, kept) != 0)
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(ENDINGS); i++) {
        g_autofree char *from = beside(path, ENDINGS[i]), *to = beside(kept, ENDINGS[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return false;
    }
    return true;
}

static void put_back(const char *path, const char *kept)
{
    put_aside(kept, path);
}

static bool change_places(const char *made, const char *path, const char *kept, GError **error)
{
    int lock = keep_others_out(path);
    if (lock == -2) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Somebody works in %s now, so it was left as it is. Close every desk and the "
                      "worker, and try again."),
                    path);
        return false;
    }
    bool there = access(path, F_OK) == 0;
    bool done = (!there || put_aside(path, kept)) && rename(made, path) == 0;
    if (!done) {
        new_file_fail(path, error);
        if (there)
            put_back(path, kept);
    }
    if (lock >= 0)
        close(lock);
    new_file_sync_folder(path);
    return done;
}

static char *name_aside(const char *path)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_now());
    g_autofree char *at = g_date_time_format(now, "%Y%m%dT%H%M%SZ");
    char *name = g_strdup_printf("%s.before-restore-%s", path, at);
    for (int i = 2; access(name, F_OK) == 0; i++) {
        g_free(name);
        name = g_strdup_printf("%s.before-restore-%s-%d", path, at, i);
    }
    return name;
}

static bool restore_file(const char *path, const char *backup, char **kept, GError **error)
{
    g_autofree char *made = g_strdup_printf("%s.restore-%d", path, (int)getpid());
    g_autofree char *aside = name_aside(path);
    if (!check_backup(backup, error) || !check_folder(path, error))
        return false;
    bool there = access(path, F_OK) == 0;
    bool done = copy_bytes(backup, made, error) && look_through(made, backup, error) &&
                change_places(made, path, aside, error);
    new_file_remove(made);
    if (done && kept)
        *kept = there ? g_steal_pointer(&aside) : NULL;
    return done;
}

bool store_restore(const char *uri, const char *backup, char **kept, GError **error)
{
    g_autofree char *named = db_uri_path(uri);
    /* A link is followed: its target changes places, not the link. */
    g_autofree char *path = named ? realpath(named, NULL) : NULL;
    if (named)
        return restore_file(path ? path : named, backup, kept, error);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("A backup can be put in the place of a file only: nothing was changed. rqlite "
                  "reads one by itself: curl --data-binary @%s http://HOST:4001/db/load"),
                backup);
    return false;
}

/* Opens, makes and upgrades databases. Owns the question "is this ours, and of which version";
 * knows no carrier beyond whether it is a file. */
#include "skranke/store/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier.h"
#include "skranke/store/categories.h"
#include "skranke/store/check.h"
#include "skranke/store/migrate.h"
#include "skranke/store/new_file.h"
#include "skranke/store/settings.h"

enum { OPERATION_LIFE_S = 7 * 24 * 3600 };

int store_version_here(void)
{
    return migrate_newest();
}

int store_version_of(Db *db, GError **error)
{
    return migrate_version(db, error);
}

/* ---- what is it ----------------------------------------------------------------------------- */

static bool kind_of(Db *db, StoreKind *kind, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gint64 mark = db_query_integer(db, 0, &trouble, "PRAGMA application_id", "");
    gint64 things = 0;
    if (trouble == NULL)
        things = db_query_integer(db, 0, &trouble, "SELECT count(*) FROM sqlite_schema", "");
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    *kind = STORE_FOREIGN;
    if (mark == DB_APPLICATION_ID)
        *kind = STORE_OURS;
    else if (mark == 0 && things == 0)
        *kind = STORE_EMPTY;
    return true;
}

bool store_look(const char *uri, StoreKind *kind, GError **error)
{
    g_autofree char *path = db_uri_path(uri);
    struct stat status;
    if (path != NULL && stat(path, &status) != 0 && errno == ENOENT) {
        *kind = STORE_ABSENT;
        return true;
    }
    if (path != NULL && status.st_size == 0) {
        *kind = STORE_EMPTY;
        return true;
    }
    if (path != NULL && !(check_folder(path, error) && check_file(path, error)))
        return false;
    g_autoptr(Db) db = db_connect(uri, error);
    return db != NULL && kind_of(db, kind, error);
}

/* "postgres://…" would be looked for as a file in a folder "postgres:". */
static bool check_scheme(const char *uri, const char *path, GError **error)
{
    if (path == NULL || strstr(uri, "://") == NULL)
        return true;
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
        _("%s is no address of a database. One looks like rqlite://user@host1:4001,host2:4001."),
        uri);
    return false;
}

/* ---- making --------------------------------------------------------------------------------- */

static bool refuse_existing(const char *uri, StoreKind kind, GError **error)
{
    static const char *const SENTENCES[] = {
        [STORE_EMPTY] =
            N_("%s is there already, and empty (0 bytes): perhaps a database that was cut "
               "off. It was left as it is. Move it away, or name another file with --db."),
        [STORE_OURS] =
            N_("%s is a Skranke database already; it was left as it is. Open it, or name "
               "another with --db."),
        [STORE_FOREIGN] =
            N_("%s is there already and is no Skranke database; it was left as it is. "
               "Name another with --db."),
    };
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, _(SENTENCES[kind]), uri);
    return false;
}

/* The tables, the carried categories, and that nothing waits for its clocks to be computed. */
static bool furnish(Db *db, GError **error)
{
    if (!migrate_run(db, 0, migrate_newest(), error) || !categories_seed(db, error))
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, "promises.computed", "1");
    return db_batch_apply(db, batch, error);
}

static bool fill(const char *path, GError **error)
{
    g_autoptr(Db) db = db_connect(path, error);
    return db != NULL && furnish(db, error);
}

/* Under its name at once and whole, and never over something that another program put there. */
static bool appear(const char *made, const char *path, GError **error)
{
    g_autofree char *log = g_strconcat(made, "-wal", NULL);
    if (access(log, F_OK) == 0) {
        errno = EIO; /* SQLite could not empty its log into the file */
        return new_file_fail(path, error);
    }
    bool done = renameat2(AT_FDCWD, made, AT_FDCWD, path, RENAME_NOREPLACE) == 0;
    if (!done && errno == EINVAL) /* a file system without that flag */
        done = link(made, path) == 0 && unlink(made) == 0;
    if (!done && errno == EEXIST)
        return refuse_existing(path, STORE_OURS, error);
    return done || new_file_fail(path, error);
}

static bool create_file(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *made = g_strdup_printf("%s.init-%d", path, (int)getpid());
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return new_file_fail(path, error);
    if (!check_folder(path, error) || !new_file_make(made, error))
        return false;
    bool done = fill(made, error) && appear(made, path, error);
    if (done)
        new_file_sync_folder(path);
    else
        new_file_remove(made);
    return done;
}

bool store_create(const char *uri, GError **error)
{
    StoreKind kind = STORE_ABSENT;
    g_autofree char *path = db_uri_path(uri);
    if (!check_scheme(uri, path, error))
        return false;
    if (path != NULL && g_file_test(path, G_FILE_TEST_IS_SYMLINK) && access(path, F_OK) != 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("%s is a link that leads nowhere; it was left as it is. Remove it, or name "
                      "another file with --db."),
                    path);
        return false;
    }
    if (path != NULL && g_file_test(path, G_FILE_TEST_EXISTS)) {
        if (!store_look(uri, &kind, NULL))
            kind = STORE_FOREIGN;
        return refuse_existing(path, kind, error);
    }
    if (path != NULL)
        return create_file(path, error);
    g_autoptr(Db) db = db_connect(uri, error);
    if (db == NULL || !kind_of(db, &kind, error))
        return false;
    if (kind != STORE_EMPTY)
        return refuse_existing(db_uri(db), kind, error);
    return furnish(db, error);
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool require_ours(Db *db, GError **error)
{
    StoreKind kind;
    if (!kind_of(db, &kind, error))
        return false;
    if (kind == STORE_OURS)
        return true;
    if (kind == STORE_EMPTY)
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
            _("%s is an empty database; it was left as it is. Make it Skranke's with: skranke "
              "--db %s init"),
            db_uri(db), db_uri(db));
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s is no Skranke database; it was left as it is. Name another with --db."),
                    db_uri(db));
    return false;
}

/* The copy is ours and in use by nobody else, so it may be opened; what it holds is what counts:
 * another program may have upgraded the original a moment before. */
static int version_of_copy(const char *path)
{
    g_autoptr(Db) copy = db_connect(path, NULL);
    return copy != NULL ? migrate_version(copy, NULL) : -1;
}

static bool copy_before(Db *db, int from, int to, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.before-v%d", db_uri(db), to);
    g_autofree char *made = g_strdup_printf("%s-%d", name, (int)getpid());
    if (!db_copy(db, made, error))
        return false;
    bool keep = version_of_copy(made) == from;
    bool done = !keep || rename(made, name) == 0;
    if (!done)
        new_file_fail(name, error);
    new_file_remove(made);
    return done;
}

static bool lift(Db *db, int from, int to, GError **error)
{
    if (db_is_file(db) && !copy_before(db, from, to, error))
        return false;
    return migrate_run(db, from, to, error) && categories_seed(db, error);
}

/* user_version mirrors the table's version, for other programs; a database that claims more by
 * either is not ours to touch. */
static int claimed_version(Db *db, GError **error)
{
    int version = migrate_version(db, error);
    if (version < 0)
        return -1;
    g_autoptr(GError) trouble = NULL;
    gint64 mirror = db_query_integer(db, 0, &trouble, "PRAGMA user_version", "");
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return -1;
    }
    return MAX(version, (int)mirror);
}

static bool bring_to_version(Db *db, GError **error)
{
    int here = migrate_newest();
    int there = claimed_version(db, error);
    if (there < 0)
        return false;
    if (there > here) {
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
            _("%s was made by a newer Skranke: it has schema version %d, this program knows %d. "
              "It was left as it is. Install the newer program."),
            db_uri(db), there, here);
        return false;
    }
    if (there == 0) {
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
            _("%s carries Skranke's mark but not its tables: it is damaged and was left as it "
              "is. Bring back the newest backup: skranke restore FILE."),
            db_uri(db));
        return false;
    }
    return there == here || lift(db, there, here, error);
}

Db *store_open(const char *uri, GError **error)
{
    g_autofree char *path = db_uri_path(uri);
    if (!check_scheme(uri, path, error))
        return NULL;
    if (path != NULL && g_file_test(path, G_FILE_TEST_EXISTS) && !check_folder(path, error))
        return NULL;
    if (path != NULL && !check_file(path, error))
        return NULL;
    g_autoptr(Db) db = db_connect(uri, error);
    if (db == NULL || !require_ours(db, error) || !bring_to_version(db, error))
        return NULL;
    db_set_program_version(db, migrate_newest());
    return g_steal_pointer(&db);
}

bool store_still_readable(Db *db, GError **error)
{
    int here = migrate_newest();
    g_autoptr(GError) trouble = NULL;
    gint64 oldest = db_query_integer(db, 0, &trouble,
                                     "SELECT oldest_reader FROM compatibility WHERE id = 1", "");
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    if (oldest <= here)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("%s has been lifted to schema version %" PRId64
                  " while this program knows %d. Close it and start the newer one."),
                db_uri(db), oldest, here);
    return false;
}

/* Switching it on ourselves would be worse: a node that replays its log after a restart would not
 * have it on yet, and do what the others refused. */
char *store_advice(Db *db)
{
    if (db_query_integer(db, 1, NULL, "PRAGMA foreign_keys", "") == 1)
        return NULL;
    return g_strdup_printf(_("%s does not check references between tables. Start each of its nodes "
                             "with the option -fk."),
                           db_uri(db));
}

bool store_tidy(Db *db, gint64 now, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "DELETE FROM operation WHERE at < ?", "i", now - OPERATION_LIFE_S);
    return db_batch_apply(db, batch, error);
}

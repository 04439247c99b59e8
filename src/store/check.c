/* Looks at a database file from outside. Owns the sentences for everything that would go wrong
 * later and worse; must never open the file. */
#include "skranke/store/check.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/paths.h"

enum { LEAST_BLOCK = 4096, LEAST_FREE = 1024 * 1024, SHARED_RIGHTS = 0666 };
/* How long another process may take between making a file and giving it its rights. */
enum { UNFINISHED_MS = 3000, LOOK_AGAIN_MS = 5 };

static bool refuse(GError **error, SkrankeErrorCode code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static bool refuse(GError **error, SkrankeErrorCode code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (error != NULL)
        *error = g_error_new_valist(SKRANKE_ERROR, (int)code, format, arguments);
    va_end(arguments);
    return false;
}

static bool check_file_system(const char *path, GError **error)
{
    g_autofree char *name = NULL;
    if (paths_file_system(path, &name) != FILE_SYSTEM_NETWORK)
        return true;
    return refuse(
        error, SKRANKE_ERROR_FAILED,
        _("%s lies on a network file system (%s), where a shared database gets damaged; it "
          "was not opened. Share it another way: one host over ssh, or rqlite."),
        path, name);
}

static bool check_space(const char *path, const char *folder, GError **error)
{
    struct statvfs status;
    if (statvfs(folder, &status) != 0)
        return true; /* the rights are looked at next */
    if (status.f_bsize < LEAST_BLOCK)
        return refuse(
            error, SKRANKE_ERROR_FAILED,
            _("%s lies on a file system with blocks of %lu bytes, where a full disk ends the "
              "program; it was not opened. Move it to one with blocks of 4096 bytes or more."),
            path, status.f_bsize);
    if ((guint64)status.f_bavail * status.f_frsize < LEAST_FREE)
        return refuse(
            error, SKRANKE_ERROR_FAILED,
            _("The disk that holds %s has less than 1 MB free; the database was not opened. "
              "Free some space and try again."),
            path);
    return true;
}

bool check_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (!check_file_system(path, error))
        return false;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        return refuse(
            error, SKRANKE_ERROR_NOT_FOUND,
            _("There is no folder %s for the database. Make it, or name another file with --db."),
            folder);
    if (access(folder, W_OK | X_OK) != 0)
        return refuse(
            error, SKRANKE_ERROR_FAILED,
            _("The folder %s cannot be written (%s), and the database needs to keep files beside "
              "itself; it was not opened. Run: chmod 2770 %s"),
            folder, g_strerror(errno), folder);
    return check_space(path, folder, error);
}

typedef enum { COMPANION_GOOD, COMPANION_UNFINISHED, COMPANION_WRONG } Companion;

/* SQLite makes an empty file with what the umask leaves and gives it its rights and group a moment
 * later, before it writes into it; in between it may also be gone again. */
static Companion look_at_companion(const char *companion, const struct stat *file)
{
    struct stat status;
    if (stat(companion, &status) != 0)
        return COMPANION_GOOD;
    bool same = status.st_gid == file->st_gid &&
                (status.st_mode & SHARED_RIGHTS) == (file->st_mode & SHARED_RIGHTS);
    if (same && (access(companion, R_OK | W_OK) == 0 || errno == ENOENT))
        return COMPANION_GOOD;
    return status.st_size == 0 ? COMPANION_UNFINISHED : COMPANION_WRONG;
}

/* SQLite gives -wal and -shm the rights of the file; anything else locks a colleague out some day.
 */
static bool check_companion(const char *path, const struct stat *file, const char *ending,
                            GError **error)
{
    g_autofree char *companion = g_strconcat(path, ending, NULL);
    gint64 started = clock_monotonic_ms();
    Companion found = look_at_companion(companion, file);
    while (found == COMPANION_UNFINISHED && clock_monotonic_ms() - started < UNFINISHED_MS) {
        g_usleep(LOOK_AGAIN_MS * 1000);
        found = look_at_companion(companion, file);
    }
    if (found == COMPANION_GOOD)
        return true;
    return refuse(
        error, SKRANKE_ERROR_FAILED,
        _("%s has another group or other rights than %s, so somebody would be locked out; "
          "nothing was opened. Run: chgrp --reference=%s %s && chmod --reference=%s %s"),
        companion, path, path, companion, path, companion);
}

static bool check_rights(const char *path, GError **error)
{
    if (access(path, R_OK | W_OK) == 0)
        return true;
    return refuse(
        error, SKRANKE_ERROR_FAILED,
        _("%s cannot be read and written (%s); it was not opened. Run: chmod g+rw %s, and see that "
          "you are in its group."),
        path, g_strerror(errno), path);
}

bool check_file(const char *path, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return refuse(
            error, errno == EACCES ? SKRANKE_ERROR_FAILED : SKRANKE_ERROR_NOT_FOUND,
            _("The database %s cannot be found (%s). Make a new one with: skranke --db %s init"),
            path, g_strerror(errno), path);
    if (!S_ISREG(status.st_mode))
        return refuse(error, SKRANKE_ERROR_FAILED,
                      _("%s is no file, so it is no database. Name another with --db."), path);
    if (status.st_size == 0)
        return refuse(
            error, SKRANKE_ERROR_FAILED,
            _("%s is empty (0 bytes): a database that was cut off, or none yet. It was left as it "
              "is. "
              "Bring back the newest backup, or move it away and run: skranke --db %s init"),
            path, path);
    return check_rights(path, error) && check_companion(path, &status, "-wal", error) &&
           check_companion(path, &status, "-shm", error);
}

/* Files that are becoming a database, or a copy of one. Must never be used on a file that is open
 * as a database: closing it would drop SQLite's locks. */
#include "skranke/store/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

bool new_file_fail(const char *path, GError **error)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("%s could not be made: %s. Nothing was left there. Name a file in a folder that "
                  "you may write."),
                path, g_strerror(errno));
    return false;
}

bool new_file_make(const char *path, GError **error)
{
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0660);
    if (file < 0)
        return new_file_fail(path, error);
    bool made = fchmod(file, 0660) == 0;
    close(file);
    return made || new_file_fail(path, error);
}

static bool sync_path(const char *path, int flags)
{
    int file = open(path, flags | O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool synced = fsync(file) == 0;
    close(file);
    return synced;
}

bool new_file_sync(const char *path, GError **error)
{
    return sync_path(path, 0) || new_file_fail(path, error);
}

void new_file_sync_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    sync_path(folder, O_DIRECTORY);
}

void new_file_remove(const char *path)
{
    static const char *const ENDINGS[] = {"", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(ENDINGS); i++) {
        g_autofree char *part = g_strconcat(path, ENDINGS[i], NULL);
        unlink(part);
    }
}

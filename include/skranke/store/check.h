/* What can be seen of a database file before it is opened: by stat and statvfs only, never by
 * opening it (closing it again would drop SQLite's locks). */
#ifndef SKRANKE_STORE_CHECK_H
#define SKRANKE_STORE_CHECK_H

#include <glib.h>
#include <stdbool.h>

/* The folder that holds (or is to hold) path: local file system, blocks of at least 4096 bytes and
 * 1 MB free (less ends in SIGBUS), writable. FAILED with one sentence. */
bool check_folder(const char *path, GError **error);

/* The file itself: there (NOT_FOUND), a regular file with content, readable and writable, and -wal
 * and -shm beside it with its group and rights. FAILED with one sentence that names the command
 * which mends it. */
bool check_file(const char *path, GError **error);

#endif

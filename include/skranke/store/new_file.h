/* Making, syncing and removing the files of a database that no SQLite connection has open. */
#ifndef SKRANKE_STORE_NEW_FILE_H
#define SKRANKE_STORE_NEW_FILE_H

#include <glib.h>
#include <stdbool.h>

/* Makes an empty file that must not exist, mode 0660 whatever the umask (SQLite would make it 0644,
 * and colleagues of the group write it too). FAILED. */
bool new_file_make(const char *path, GError **error);

/* Its bytes are on the disk. FAILED. */
bool new_file_sync(const char *path, GError **error);

/* So is its name in its folder; best effort. */
void new_file_sync_folder(const char *path);

/* Removes it with its -wal and -shm, as far as they are there. */
void new_file_remove(const char *path);

/* Sets "path could not be made" with the reason of errno; returns false. */
bool new_file_fail(const char *path, GError **error);

#endif

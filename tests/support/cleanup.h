/*
 * What a test must undo even when an assertion has jumped out of it: child processes, servers and
 * temp folders register here and are undone at exit. Knows nothing of terminals or servers.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/** Calls undo(object) at exit, the newest first, unless cleanup_drop(object) came before. */
void cleanup_push(void (*undo)(void *object), void *object);

/** Forgets object: its owner has undone it. Unknown objects are ignored. */
void cleanup_drop(void *object);

/** Makes a folder /tmp/skranke-LABEL-XXXXXX that other users may enter (servers drop their rights).
 * It is removed by temp_folder_remove or at exit. The caller owns the path. */
char *temp_folder_make(const char *label);

/** Removes the folder with all it holds, and frees the path. NULL is allowed. */
void temp_folder_remove(char *folder);

/** Removes a file or a folder tree; what is not there is no error. */
void tree_remove(const char *path);

/** Writes length bytes (-1: a text) to a file folder/name with mode 0644, making folders as needed;
 * fails the test on error. The caller owns the returned path. */
char *file_write(const char *folder, const char *name, const char *bytes, gssize length);

/** The whole file as text, or NULL where it cannot be read. The caller owns it. */
char *file_read(const char *path);

/** How much slower than a plain build the running build is allowed to be: 5 under sanitizers,
 * else 1. */
int patience(void);

/** The monotonic time in microseconds at which a wait of so many seconds (times patience) gives up.
 */
gint64 deadline_after(double seconds);

/** Polls condition(data) every few milliseconds until it is true; false when the seconds (times
 * patience) are over. */
bool wait_until(bool (*condition)(void *data), void *data, double seconds);

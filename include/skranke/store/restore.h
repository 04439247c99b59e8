/* Bringing a backup back. */
#ifndef SKRANKE_STORE_RESTORE_H
#define SKRANKE_STORE_RESTORE_H

#include <glib.h>
#include <stdbool.h>

/* Puts a copy of the backup in the place of the database at uri, after looking through all of it.
 * What stood there is kept beside it, whole; *kept gets its path (NULL where nothing stood there;
 * new text). Call it while this process has that database not open. NOT_FOUND: no such backup;
 * CONFLICT: somebody works in the database now; REFUSED: the backup is newer than this program, or
 * the database is no file; FAILED: the backup is damaged, in use, or not ours, no room, no rights.
 * On failure everything is as it was. */
bool store_restore(const char *uri, const char *backup, char **kept, GError **error);

#endif

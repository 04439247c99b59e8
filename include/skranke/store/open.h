/* Opening a database that is ours, making a new one, and lifting an old one to today's schema. */
#ifndef SKRANKE_STORE_OPEN_H
#define SKRANKE_STORE_OPEN_H

#include "skranke/store/db.h"

/* What stands at a URI. */
typedef enum { STORE_ABSENT, STORE_EMPTY, STORE_OURS, STORE_FOREIGN } StoreKind;

/* Makes a new database. Refuses (REFUSED) where anything but an absent path or (rqlite) an empty database stands: a file of 0
 * bytes is a damaged database, not a new one. The file is made 0660 by us, in a folder that is made when it is missing. */
bool store_create(const char *uri, GError **error);

/* Opens and, where the schema is older, first copies (a file: NAME.before-vN) and then upgrades it. Each failure is one
 * sentence that names the file and what to do: not there (NOT_FOUND), not ours, empty, corrupt, newer (both versions
 * named), network file system, folder or file not writable, wrong group or mode of -wal/-shm, disk full or small blocks. */
Db *store_open(const char *uri, GError **error);

/* What stands there, without changing anything. */
bool store_look(const char *uri, StoreKind *kind, GError **error);

/* The schema version this program writes, and the database's. */
int store_version_here(void);
int store_version_of(Db *db, GError **error);

#endif

/* Opening a database that is ours, making a new one, and lifting an old one to today's schema. */
#ifndef SKRANKE_STORE_OPEN_H
#define SKRANKE_STORE_OPEN_H

#include "skranke/store/db.h"

/* What stands at a URI. */
typedef enum { STORE_ABSENT, STORE_EMPTY, STORE_OURS, STORE_FOREIGN } StoreKind;

/* Makes a new database. Refuses (REFUSED) where anything but an absent path or (rqlite) an empty
 * database stands: a file of 0 bytes is a damaged database, not a new one. The file is made 0660 by
 * us, in a folder that is made (0700) when it is missing; it appears under its name only when it is
 * whole. */
bool store_create(const char *uri, GError **error);

/* Opens and, where the schema is older, first copies (a file: NAME.before-vN) and then upgrades it.
 * Each failure is one sentence that names the file and what to do: not there (NOT_FOUND), not ours,
 * empty, corrupt, newer (REFUSED, both versions named), network file system, folder or file not
 * writable, wrong group or mode of -wal/-shm, disk full or small blocks (FAILED), UNAVAILABLE. */
Db *store_open(const char *uri, GError **error);

/* What stands there, without changing anything. Fails where it cannot be read as a database at all
 * (the sentence says why). */
bool store_look(const char *uri, StoreKind *kind, GError **error);

/* The schema version this program writes, and the database's (-1 with an error). */
int store_version_here(void);
int store_version_of(Db *db, GError **error);

/* A newer program may lift the schema under a running one: worth asking when the change mark has
 * moved. REFUSED when this program may not even read it any more. (Writing is checked by every
 * batch.) */
bool store_still_readable(Db *db, GError **error);

/* A sentence about how this database is run that its keeper should hear (rqlite nodes without -fk
 * do not check references between tables), or NULL; new text. */
char *store_advice(Db *db);

/* Forgets operation ids that are a week old; the worker does it now and then. */
bool store_tidy(Db *db, gint64 now, GError **error);

#endif

/* Schema steps: data/schema/NNN.sql carried in the binary, applied in order, each atomically. */
#ifndef SKRANKE_STORE_MIGRATE_H
#define SKRANKE_STORE_MIGRATE_H

#include "skranke/store/db.h"

/* The number of the newest step carried. */
int migrate_newest(void);

/* Applies the steps after `from` (0: an empty database) up to `to`; the version is checked again inside each step, so two
 * programs upgrading at once do it once. */
bool migrate_run(Db *db, int from, int to, GError **error);

/* A step's text split into statements (comments removed, triggers whole); NULL-terminated, g_strfreev. For tests. */
char **migrate_split(const char *text);

#endif

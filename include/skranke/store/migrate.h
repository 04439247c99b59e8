/* Schema steps: data/schema/NNN.sql carried in the binary, applied in order, each atomically. */
#ifndef SKRANKE_STORE_MIGRATE_H
#define SKRANKE_STORE_MIGRATE_H

#include "skranke/store/db.h"

/* The number of the newest step carried. (Tests: SKRANKE_TEST=1 and SKRANKE_TEST_SCHEMA=folder add
 * further NNN.sql files from that folder.) */
int migrate_newest(void);

/* The database's version: 0 where no step was ever applied. -1 with an error. */
int migrate_version(Db *db, GError **error);

/* Applies the steps after `from` (0: an empty database) up to `to`; the version is checked again
 * inside each step, so two programs upgrading at once do it once. A step that fails leaves the
 * version before it. */
bool migrate_run(Db *db, int from, int to, GError **error);

/* Applies one step's text, lifting the database from step - 1 to step. oldest_reader and
 * oldest_writer become step as well, unless the text says less: a step that only adds ends with
 * "UPDATE compatibility SET oldest_reader = 1, oldest_writer = 1;". CONFLICT when the version is
 * not step - 1. */
bool migrate_apply(Db *db, int step, const char *text, GError **error);

/* A step's text split into statements (comments removed, triggers whole); NULL-terminated,
 * g_strfreev. For tests. */
char **migrate_split(const char *text);

#endif

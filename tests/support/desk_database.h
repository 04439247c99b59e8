/*
 * A database file and an ini for tests of rooms above the store, in a temp folder.
 */
#pragma once

#include "skranke/base/config.h"

#include "skranke/store/db.h"

typedef struct {
    char *folder, *path;
    Db *db;
    Config *config;
} DeskDatabase;

/** A new database, open, and the configuration that the text of an ini gives. Fails the test where
 * it cannot be made. */
DeskDatabase *desk_database_new(const char *ini);
/** The same in an empty database at a URI (rqlite://…). */
DeskDatabase *desk_database_new_at(const char *uri, const char *ini);
void desk_database_free(DeskDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskDatabase, desk_database_free)

/** One integer; the SQL needs no parameters. */
gint64 desk_database_number(DeskDatabase *database, const char *sql);
/** One text. The caller owns it. */
char *desk_database_text(DeskDatabase *database, const char *sql);

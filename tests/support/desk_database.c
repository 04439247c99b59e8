/*
 * The database of desk_database.h.
 */
#include "desk_database.h"

#include "skranke/store/open.h"

#include "cleanup.h"
#include "testing.h"

static void demand(bool good, GError *error)
{
    if (!good)
        fail_msg("%s", error != NULL ? error->message : "no reason given");
}

DeskDatabase *desk_database_new_at(const char *uri, const char *ini)
{
    GError *error = NULL;
    DeskDatabase *database = g_new0(DeskDatabase, 1);
    database->folder = temp_folder_make("database");
    database->path =
        uri != NULL ? g_strdup(uri) : g_build_filename(database->folder, "desk.db", NULL);
    g_autofree char *path = file_write(database->folder, "skranke.ini", ini, -1);
    database->config = config_load(path, &error);
    demand(database->config != NULL && config_problems(database->config)->len == 0, error);
    demand(store_create(database->path, &error), error);
    database->db = store_open(database->path, &error);
    demand(database->db != NULL, error);
    return database;
}

DeskDatabase *desk_database_new(const char *ini)
{
    return desk_database_new_at(NULL, ini);
}

void desk_database_free(DeskDatabase *database)
{
    if (database == NULL)
        return;
    db_close(database->db);
    config_free(database->config);
    g_free(database->path);
    temp_folder_remove(database->folder);
    g_free(database);
}

static DbRows *rows_of(DeskDatabase *database, const char *sql)
{
    GError *error = NULL;
    DbRows *rows = db_query(database->db, &error, sql, "");
    demand(rows != NULL, error);
    return rows;
}

gint64 desk_database_number(DeskDatabase *database, const char *sql)
{
    g_autoptr(DbRows) rows = rows_of(database, sql);
    return db_rows_count(rows) > 0 ? db_rows_integer(rows, 0, 0) : 0;
}

char *desk_database_text(DeskDatabase *database, const char *sql)
{
    g_autoptr(DbRows) rows = rows_of(database, sql);
    return g_strdup(db_rows_count(rows) > 0 ? db_rows_text(rows, 0, 0) : "");
}

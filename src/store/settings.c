/* Owns the shared facts of a database. */
#include "skranke/store/settings.h"

char *settings_get(Db *db, const char *name, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error, "SELECT value FROM setting WHERE name = ?", "s", name);
    if (!rows)
        return NULL;
    return g_strdup(db_rows_count(rows) > 0 ? db_rows_text(rows, 0, 0) : "");
}

void settings_put(DbBatch *batch, const char *name, const char *value)
{
    db_batch_add(batch,
                 "INSERT INTO setting (name, value) VALUES (?, ?) "
                 "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 "ss", name, value);
}

void settings_put_new(DbBatch *batch, const char *name, const char *value)
{
    db_batch_add(batch,
                 "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE "
                 "SET value = excluded.value WHERE value <> excluded.value",
                 "ss", name, value);
    db_batch_expect(batch, 1);
}

/* Times of waiting for an inquirer, as rows. When one begins or ends is the acts' to say. */
#include "skranke/store/pauses.h"

GArray *pauses_of_inquiry(Db *db, gint64 inquiry, gint64 since, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT from_at, until_at FROM pause WHERE inquiry = ? AND from_at >= ? "
                 "ORDER BY id",
                 "ii", inquiry, since);
    if (!rows)
        return NULL;
    GArray *pauses = g_array_new(FALSE, FALSE, sizeof(ClockPause));
    for (guint row = 0; row < db_rows_count(rows); row++) {
        ClockPause pause = {db_rows_integer(rows, row, 0), db_rows_integer(rows, row, 1)};
        g_array_append_val(pauses, pause);
    }
    return pauses;
}

void pauses_begin(DbBatch *batch, gint64 inquiry, gint64 at)
{
    db_batch_add(batch,
                 "INSERT INTO pause (inquiry, from_at) SELECT ?, ? WHERE NOT EXISTS "
                 "(SELECT 1 FROM pause WHERE inquiry = ? AND until_at IS NULL)",
                 "iii", inquiry, at, inquiry);
}

void pauses_end(DbBatch *batch, gint64 inquiry, gint64 at)
{
    db_batch_add(batch,
                 "UPDATE pause SET until_at = max(from_at, ?) WHERE inquiry = ? "
                 "AND until_at IS NULL",
                 "ii", at, inquiry);
}

void pauses_resume(DbBatch *batch, gint64 inquiry, gint64 ended_at)
{
    db_batch_add(batch,
                 "UPDATE pause SET until_at = NULL WHERE id = (SELECT max(id) FROM pause "
                 "WHERE inquiry = ?) AND until_at = ?",
                 "ii", inquiry, ended_at);
}

void pauses_forget(DbBatch *batch, gint64 inquiry, gint64 begun_at)
{
    db_batch_add(batch, "DELETE FROM pause WHERE inquiry = ? AND from_at = ? AND until_at IS NULL",
                 "ii", inquiry, begun_at);
}

/* Unfinished inquiries as a change of the rules walks through them. Which clocks come out is the
 * rulebook's; the statements that put them are inquiries.c's. */
#include "skranke/store/rework.h"

#include "skranke/domain/clocks.h"

#include "skranke/store/inquiry_row.h"

GPtrArray *rework_after(Db *db, gint64 after, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT " INQUIRY_COLUMNS ", '' FROM inquiry AS i "
                                "LEFT JOIN operator AS o ON o.id = i.owner "
                                "WHERE i.id > ? AND i.state <> 'closed' AND " SIGHT(
                                    "i.silo") " ORDER BY i.id LIMIT ?",
                                "isi", after, db_sight(db), (gint64)limit),
                       &inquiry_row);
}

/* The list of this inquiry, made when it is the first of it. */
static GArray *pauses_in(GHashTable *table, gint64 inquiry)
{
    GArray *pauses = g_hash_table_lookup(table, &inquiry);
    if (pauses)
        return pauses;
    gint64 *key = g_new(gint64, 1);
    *key = inquiry;
    pauses = g_array_new(FALSE, FALSE, sizeof(ClockPause));
    g_hash_table_insert(table, key, pauses);
    return pauses;
}

GHashTable *rework_pauses(Db *db, gint64 from, gint64 to, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT p.inquiry, p.from_at, p.until_at FROM pause AS p "
                 "JOIN inquiry AS i ON i.id = p.inquiry WHERE p.inquiry BETWEEN ? AND ? "
                 "AND i.state <> 'closed' AND p.from_at >= i.started_at ORDER BY p.inquiry, p.id",
                 "ii", from, to);
    if (!rows)
        return NULL;
    GHashTable *table =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        ClockPause pause = {db_rows_integer(rows, row, 1), db_rows_integer(rows, row, 2)};
        g_array_append_val(pauses_in(table, db_rows_integer(rows, row, 0)), pause);
    }
    return table;
}

int rework_is_automatic(Db *db, gint64 inquiry, GError **error)
{
    GError *failed = NULL;
    gint64 count = db_query_integer(db, 0, &failed,
                                    "SELECT count(*) FROM event WHERE inquiry = ? AND kind = "
                                    "'received' AND json_extract(after, '$.automatic') IS NOT NULL",
                                    "i", inquiry);
    if (!failed)
        return count > 0;
    g_propagate_error(error, failed);
    return -1;
}

/* What came in moves clocks without a new revision, so the place in the queue is compared too. */
void rework_expect(DbBatch *batch, const Inquiry *inquiry)
{
    db_batch_add(batch,
                 "UPDATE inquiry SET revision = revision WHERE id = ? AND revision = ? "
                 "AND queue_at = ?",
                 "iii", inquiry->id, inquiry->revision, inquiry->queue_at);
    db_batch_expect(batch, 1);
}

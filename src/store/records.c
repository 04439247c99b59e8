/* Rows into records. Owns nothing and knows no table: each aggregate describes its own record. */
#include "skranke/store/records.h"

static gpointer read_record(const DbRows *rows, guint row, const RecordKind *kind)
{
    gpointer record = kind->make ? kind->make() : g_malloc0(kind->size);
    db_rows_read(rows, row, kind->fields, kind->count, record);
    return record;
}

GPtrArray *records_all(DbRows *rows, const RecordKind *kind)
{
    if (!rows)
        return NULL;
    guint count = db_rows_count(rows);
    GPtrArray *records = g_ptr_array_new_full(count, kind->free);
    for (guint row = 0; row < count; row++)
        g_ptr_array_add(records, read_record(rows, row, kind));
    db_rows_free(rows);
    return records;
}

gpointer records_first(DbRows *rows, const RecordKind *kind)
{
    if (!rows)
        return NULL;
    gpointer record = db_rows_count(rows) > 0 ? read_record(rows, 0, kind) : NULL;
    db_rows_free(rows);
    return record;
}

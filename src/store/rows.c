/* The rows of a query, read whole into memory, and rows as records. Owns the bytes of every cell;
 * knows nothing of where they came from. */
#include <stdlib.h>
#include <string.h>

#include "skranke/store/carrier.h"

/* Cells point into blocks that never move. A page of a list fits in one. */
enum { BLOCK_BYTES = 16 * 1024 };

struct DbRows {
    guint columns;
    GArray *cells; /* of DbValue */
    GPtrArray *blocks;
    char *free_space;
    gsize free_bytes;
};

DbRows *db_rows_new(guint columns)
{
    DbRows *rows = g_new0(DbRows, 1);
    rows->columns = columns;
    rows->cells = g_array_new(FALSE, FALSE, sizeof(DbValue));
    rows->blocks = g_ptr_array_new_with_free_func(g_free);
    return rows;
}

void db_rows_free(DbRows *rows)
{
    if (rows == NULL)
        return;
    g_array_unref(rows->cells);
    g_ptr_array_unref(rows->blocks);
    g_free(rows);
}

static char *take_space(DbRows *rows, gsize bytes)
{
    if (bytes > BLOCK_BYTES / 4) {
        char *own = g_malloc(bytes);
        g_ptr_array_add(rows->blocks, own);
        return own;
    }
    if (bytes > rows->free_bytes) {
        rows->free_space = g_malloc(BLOCK_BYTES);
        rows->free_bytes = BLOCK_BYTES;
        g_ptr_array_add(rows->blocks, rows->free_space);
    }
    char *space = rows->free_space;
    rows->free_space += bytes;
    rows->free_bytes -= bytes;
    return space;
}

void db_rows_append(DbRows *rows, const DbValue *cell)
{
    DbValue own = *cell;
    if (cell->type == DB_VALUE_TEXT || cell->type == DB_VALUE_BLOB) {
        char *space = take_space(rows, cell->size + 1);
        if (cell->size > 0)
            memcpy(space, cell->data, cell->size);
        space[cell->size] = '\0';
        own.data = space;
    }
    g_array_append_val(rows->cells, own);
}

guint db_rows_count(const DbRows *rows)
{
    return rows->columns == 0 ? 0 : rows->cells->len / rows->columns;
}

static const DbValue *cell_at(const DbRows *rows, guint row, guint column)
{
    g_assert(column < rows->columns && row < db_rows_count(rows));
    return &g_array_index(rows->cells, DbValue, row * rows->columns + column);
}

gint64 db_rows_integer(const DbRows *rows, guint row, guint column)
{
    const DbValue *cell = cell_at(rows, row, column);
    switch (cell->type) {
    case DB_VALUE_INTEGER:
        return cell->integer;
    case DB_VALUE_REAL:
        return (gint64)cell->real;
    case DB_VALUE_TEXT:
        return g_ascii_strtoll(cell->data, NULL, 10);
    case DB_VALUE_NULL:
    case DB_VALUE_BLOB:
        break;
    }
    return 0;
}

double db_rows_real(const DbRows *rows, guint row, guint column)
{
    const DbValue *cell = cell_at(rows, row, column);
    switch (cell->type) {
    case DB_VALUE_INTEGER:
        return (double)cell->integer;
    case DB_VALUE_REAL:
        return cell->real;
    case DB_VALUE_TEXT:
        return g_ascii_strtod(cell->data, NULL);
    case DB_VALUE_NULL:
    case DB_VALUE_BLOB:
        break;
    }
    return 0;
}

const char *db_rows_text(const DbRows *rows, guint row, guint column)
{
    const DbValue *cell = cell_at(rows, row, column);
    return cell->type == DB_VALUE_TEXT || cell->type == DB_VALUE_BLOB ? cell->data : "";
}

gconstpointer db_rows_blob(const DbRows *rows, guint row, guint column, gsize *size)
{
    const DbValue *cell = cell_at(rows, row, column);
    bool bytes = cell->type == DB_VALUE_TEXT || cell->type == DB_VALUE_BLOB;
    *size = bytes ? cell->size : 0;
    return bytes ? cell->data : "";
}

bool db_rows_is_null(const DbRows *rows, guint row, guint column)
{
    return cell_at(rows, row, column)->type == DB_VALUE_NULL;
}

static int word_number(const char *const *words, const char *word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return 0;
}

void db_rows_read(const DbRows *rows, guint row, const DbField *fields, guint count,
                  gpointer record)
{
    for (guint column = 0; column < count; column++) {
        const DbField *field = &fields[column];
        gpointer member = (char *)record + field->offset;
        switch (field->type) {
        case DB_FIELD_INT64:
            *(gint64 *)member = db_rows_integer(rows, row, column);
            break;
        case DB_FIELD_TEXT:
            *(char **)member = g_strdup(db_rows_text(rows, row, column));
            break;
        case DB_FIELD_BOOL:
            *(bool *)member = db_rows_integer(rows, row, column) != 0;
            break;
        case DB_FIELD_ENUM:
            *(int *)member = word_number(field->names, db_rows_text(rows, row, column));
            break;
        }
    }
}

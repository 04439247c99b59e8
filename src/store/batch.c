/* A batch: statements with their values, collected before anything is done. Owns every byte the
 * values point at; knows nothing of how a carrier applies them. */
#include <math.h>
#include <string.h>

#include "skranke/base/identity.h"

#include "skranke/store/carrier.h"

DbBatch *db_batch_new(const char *operation)
{
    DbBatch *batch = g_new0(DbBatch, 1);
    batch->operation = operation != NULL ? g_strdup(operation) : identity_new();
    batch->statements = g_array_new(FALSE, FALSE, sizeof(DbStatement));
    batch->values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    batch->texts = g_string_chunk_new(16 * 1024);
    batch->blobs = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return batch;
}

void db_batch_free(DbBatch *batch)
{
    if (batch == NULL)
        return;
    g_free(batch->operation);
    g_array_unref(batch->statements);
    g_array_unref(batch->values);
    g_string_chunk_free(batch->texts);
    g_ptr_array_unref(batch->blobs);
    g_free(batch);
}

static DbValue text_value(const char *text, gsize size)
{
    if (text == NULL)
        return (DbValue){.type = DB_VALUE_NULL};
    return (DbValue){.type = DB_VALUE_TEXT, .data = text, .size = size};
}

static DbValue blob_value(GBytes *bytes)
{
    if (bytes == NULL)
        return (DbValue){.type = DB_VALUE_NULL};
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return (DbValue){
        .type = DB_VALUE_BLOB, .bytes = bytes, .data = data != NULL ? data : "", .size = size};
}

static DbValue integer_value(gint64 integer, bool zero_is_null)
{
    if (zero_is_null && integer == 0)
        return (DbValue){.type = DB_VALUE_NULL};
    return (DbValue){.type = DB_VALUE_INTEGER, .integer = integer};
}

static DbValue real_value(double real)
{
    if (!isfinite(real))
        return (DbValue){.type = DB_VALUE_NULL};
    return (DbValue){.type = DB_VALUE_REAL, .real = real};
}

DbValue db_value_next(char letter, va_list *arguments)
{
    switch (letter) {
    case 'i':
    case 'o':
        return integer_value(va_arg(*arguments, gint64), letter == 'o');
    case 'd':
        return real_value(va_arg(*arguments, double));
    case 's': {
        const char *text = va_arg(*arguments, const char *);
        return text_value(text, text != NULL ? strlen(text) : 0);
    }
    case 't': {
        const char *text = va_arg(*arguments, const char *);
        return text_value(text, va_arg(*arguments, gsize));
    }
    case 'b':
        return blob_value(va_arg(*arguments, GBytes *));
    case 'n':
        return (DbValue){.type = DB_VALUE_NULL};
    default:
        g_error("a parameter letter is '%c': one of i d s t b n o is meant", letter);
    }
}

bool db_text_is_valid(const char *text, gsize size)
{
    const char *end = text + size;
    while (!g_utf8_validate_len(text, (gsize)(end - text), &text)) {
        if (text == end || *text != '\0')
            return false;
        text++; /* GLib stops at NUL, which we allow */
    }
    return true;
}

/* The batch outlives the caller's texts and blobs, so it takes them over. */
static void own_value(DbBatch *batch, DbValue *value)
{
    if (value->type == DB_VALUE_TEXT && db_text_is_valid(value->data, value->size)) {
        value->data = g_string_chunk_insert_len(batch->texts, value->data, (gssize)value->size);
    } else if (value->type == DB_VALUE_TEXT) {
        g_autofree char *valid = g_utf8_make_valid(value->data, (gssize)value->size);
        value->size = strlen(valid);
        value->data = g_string_chunk_insert_len(batch->texts, valid, (gssize)value->size);
    } else if (value->type == DB_VALUE_BLOB) {
        g_ptr_array_add(batch->blobs, g_bytes_ref(value->bytes));
    }
}

void db_batch_add(DbBatch *batch, const char *sql, const char *format, ...)
{
    DbStatement statement = {
        .sql = sql, .first = batch->values->len, .count = 0, .expected = -1, .keep = false};
    va_list arguments;
    va_start(arguments, format);
    for (const char *letter = format; *letter != '\0'; letter++) {
        DbValue value = db_value_next(*letter, &arguments);
        own_value(batch, &value);
        g_array_append_val(batch->values, value);
        statement.count++;
    }
    va_end(arguments);
    g_array_append_val(batch->statements, statement);
}

static DbStatement *last_statement(DbBatch *batch)
{
    g_assert(batch->statements->len > 0);
    return &g_array_index(batch->statements, DbStatement, batch->statements->len - 1);
}

void db_batch_expect(DbBatch *batch, gint64 changes)
{
    g_assert(changes >= 0);
    last_statement(batch)->expected = changes;
}

void db_batch_keep(DbBatch *batch)
{
    last_statement(batch)->keep = true;
}

const char *db_batch_operation(const DbBatch *batch)
{
    return batch->operation;
}

guint db_batch_length(const DbBatch *batch)
{
    return batch->statements->len;
}

gint64 db_batch_result(const DbBatch *batch)
{
    return batch->result;
}

const DbValue *db_batch_values(const DbBatch *batch, const DbStatement *statement)
{
    return &g_array_index(batch->values, DbValue, statement->first);
}

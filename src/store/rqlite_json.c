/* Values between our types and rqlite's JSON. Owns the quirks: blobs go in as literals and come
 * back as base64, an integer column may not lose a digit, a real without decimals comes as an
 * integer. Knows nothing of hosts and requests. */
#include "skranke/store/rqlite_json.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

/* ---- going out ------------------------------------------------------------------------------ */

static void append_hex(GString *sql, const DbValue *blob)
{
    static const char DIGITS[] = "0123456789abcdef";
    gsize at = sql->len + 2;
    g_string_append(sql, "x'");
    g_string_set_size(sql, at + 2 * blob->size);
    for (gsize i = 0; i < blob->size; i++) {
        unsigned char byte = (unsigned char)blob->data[i];
        sql->str[at + 2 * i] = DIGITS[byte >> 4];
        sql->str[at + 2 * i + 1] = DIGITS[byte & 15];
    }
    g_string_append_c(sql, '\'');
}

/* The next `?` outside quotes and comments, or the end. */
static const char *next_mark(const char *sql)
{
    while (*sql != '\0' && *sql != '?') {
        const char *close = NULL;
        if (strchr("'\"`", *sql) != NULL)
            close = strchr(sql + 1, *sql);
        else if (g_str_has_prefix(sql, "--"))
            close = strchr(sql, '\n');
        sql = close != NULL ? close + 1 : sql + 1;
    }
    return sql;
}

static json_t *value_json(const DbValue *value)
{
    switch (value->type) {
    case DB_VALUE_INTEGER:
        return json_integer(value->integer);
    case DB_VALUE_REAL:
        return json_real(value->real);
    case DB_VALUE_TEXT:
        return json_stringn(value->data, value->size);
    case DB_VALUE_NULL:
    case DB_VALUE_BLOB:
        break;
    }
    return json_null();
}

bool rqlite_json_add(json_t *statements, const char *sql, const DbValue *values, guint count,
                     GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_t *statement = json_array();
    json_array_append_new(statement, json_null()); /* the SQL's place */
    const char *rest = sql;
    guint used = 0;
    for (const char *mark = next_mark(rest); *mark == '?'; mark = next_mark(rest), used++) {
        g_string_append_len(text, rest, mark - rest);
        rest = mark + 1;
        bool blob = used < count && values[used].type == DB_VALUE_BLOB;
        if (blob)
            append_hex(text, &values[used]);
        else
            g_string_append_c(text, '?');
        if (!blob && used < count)
            json_array_append_new(statement, value_json(&values[used]));
    }
    g_string_append(text, rest);
    json_array_set_new(statement, 0, json_stringn(text->str, text->len));
    json_array_append_new(statements, statement);
    if (used == count)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                "A defect in the program: %u values for the %u of \"%s\"", count, used, sql);
    return false;
}

/* ---- coming in ------------------------------------------------------------------------------ */

const char *rqlite_json_error(const json_t *object)
{
    return json_string_value(json_object_get(object, "error"));
}

static void append_blob(DbRows *rows, const char *base64)
{
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode(base64, &size);
    DbValue cell = {.type = DB_VALUE_BLOB, .data = (const char *)bytes, .size = size};
    db_rows_append(rows, &cell);
}

static void append_cell(DbRows *rows, const json_t *json, const char *type)
{
    DbValue cell = {.type = DB_VALUE_NULL};
    if (json_is_string(json) && strcmp(type, "blob") == 0) {
        append_blob(rows, json_string_value(json));
        return;
    }
    if (json_is_string(json)) {
        cell.type = DB_VALUE_TEXT;
        cell.data = json_string_value(json);
        cell.size = json_string_length(json);
    } else if (json_is_integer(json) && strcmp(type, "real") != 0) {
        cell.type = DB_VALUE_INTEGER;
        cell.integer = json_integer_value(json);
    } else if (json_is_number(json)) {
        cell.type = DB_VALUE_REAL;
        cell.real = json_number_value(json);
    } else if (json_is_boolean(json)) {
        cell.type = DB_VALUE_INTEGER;
        cell.integer = json_is_true(json);
    }
    db_rows_append(rows, &cell);
}

static bool append_row(DbRows *rows, const json_t *row, const json_t *types)
{
    size_t columns = json_array_size(types);
    if (json_array_size(row) != columns)
        return false;
    for (size_t i = 0; i < columns; i++) {
        const char *type = json_string_value(json_array_get(types, i));
        append_cell(rows, json_array_get(row, i), type != NULL ? type : "");
    }
    return true;
}

DbRows *rqlite_json_rows(const json_t *result, GError **error)
{
    const json_t *types = json_object_get(result, "types");
    const json_t *values = json_object_get(result, "values");
    bool whole = json_is_array(types) && json_array_size(values) <= DB_MOST_ROWS;
    g_autoptr(DbRows) rows = db_rows_new((guint)json_array_size(types));
    for (size_t i = 0; whole && i < json_array_size(values); i++)
        whole = append_row(rows, json_array_get(values, i), types);
    if (whole)
        return g_steal_pointer(&rows);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("rqlite gave an answer that cannot be read. Check that the address is an rqlite "
                  "8 node."));
    return NULL;
}

/* The database as the rest of the house sees it: which carrier a URI means, and the calls handed on
 * to it. Knows neither SQLite nor HTTP. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier.h"

struct Db {
    const DbCarrier *carrier;
    gpointer connection;
    char *shown_uri;
    DbContext context;
    char *sight;
};

#define SIGHT_OF_ALL ",open,respondents,press,hr,access,"

/* The first row whose beginning fits; a path has none. A new carrier is a row here. */
static const struct {
    const char *beginning;
    const DbCarrier *carrier;
} CARRIERS[] = {
    {"rqlite://", &db_carrier_rqlite},
    {"rqlites://", &db_carrier_rqlite},
    {"", &db_carrier_file},
};

static const DbCarrier *carrier_for(const char *uri)
{
    guint i = 0;
    while (!g_str_has_prefix(uri, CARRIERS[i].beginning))
        i++;
    return CARRIERS[i].carrier;
}

char *db_uri_path(const char *uri)
{
    return carrier_for(uri) == &db_carrier_file ? g_canonicalize_filename(uri, NULL) : NULL;
}

/* "rqlite://user:word@host" loses ":word". */
static char *without_password(const char *uri)
{
    const char *host = strstr(uri, "://");
    const char *at = host != NULL ? strrchr(host + 3, '@') : NULL;
    const char *colon = at != NULL ? strchr(host + 3, ':') : NULL;
    if (colon == NULL || colon > at)
        return g_strdup(uri);
    return g_strdup_printf("%.*s%s", (int)(colon - uri), uri, at);
}

Db *db_connect(const char *uri, GError **error)
{
    Db *db = g_new0(Db, 1);
    db->carrier = carrier_for(uri);
    db->shown_uri = db->carrier == &db_carrier_file ? db_uri_path(uri) : without_password(uri);
    db->context.program_version = G_MAXINT;
    db->connection = db->carrier->open(uri, &db->context, error);
    if (db->connection == NULL)
        g_clear_pointer(&db, db_close);
    return db;
}

void db_close(Db *db)
{
    if (db == NULL)
        return;
    if (db->connection != NULL)
        db->carrier->close(db->connection);
    g_free(db->shown_uri);
    g_free(db->sight);
    g_free(db);
}

const char *db_uri(const Db *db)
{
    return db->shown_uri;
}

void db_set_sight(Db *db, const char *silos)
{
    char *copy = g_strdup(silos);
    g_free(db->sight);
    db->sight = copy;
}

const char *db_sight(const Db *db)
{
    return db->sight ? db->sight : SIGHT_OF_ALL;
}

bool db_is_file(const Db *db)
{
    return db->carrier == &db_carrier_file;
}

void db_set_wait_hook(Db *db, DbWaitHook hook, gpointer user)
{
    db->context.hook = hook;
    db->context.hook_user = user;
}

void db_set_deadline(Db *db, gint64 milliseconds)
{
    db->context.deadline_ms = milliseconds;
}

void db_set_program_version(Db *db, int version)
{
    db->context.program_version = version;
}

/* A query's values are only borrowed for the call; a broken text is mended in a copy that `mended`
 * keeps. */
static DbValue *query_values(const char *format, va_list *arguments, guint count, GPtrArray *mended)
{
    DbValue *values = g_new(DbValue, count + 1);
    for (guint i = 0; i < count; i++) {
        DbValue *value = &values[i];
        *value = db_value_next(format[i], arguments);
        if (value->type != DB_VALUE_TEXT || db_text_is_valid(value->data, value->size))
            continue;
        char *valid = g_utf8_make_valid(value->data, (gssize)value->size);
        g_ptr_array_add(mended, valid);
        value->data = valid;
        value->size = strlen(valid);
    }
    return values;
}

static DbRows *query(Db *db, GError **error, const char *sql, const char *format,
                     va_list *arguments)
{
    g_autoptr(GPtrArray) mended = g_ptr_array_new_with_free_func(g_free);
    guint count = (guint)strlen(format);
    g_autofree DbValue *values = query_values(format, arguments, count, mended);
    return db->carrier->query(db->connection, sql, values, count, error);
}

DbRows *db_query(Db *db, GError **error, const char *sql, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    DbRows *rows = query(db, error, sql, format, &arguments);
    va_end(arguments);
    return rows;
}

gint64 db_query_integer(Db *db, gint64 fallback, GError **error, const char *sql,
                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autoptr(DbRows) rows = query(db, error, sql, format, &arguments);
    va_end(arguments);
    if (rows == NULL || db_rows_count(rows) == 0)
        return fallback;
    return db_rows_integer(rows, 0, 0);
}

bool db_batch_apply(Db *db, DbBatch *batch, GError **error)
{
    if (db_batch_length(batch) == 0)
        return true;
    return db->carrier->apply(db->connection, batch, error);
}

bool db_apply_script(Db *db, const char *const *statements, GError **error)
{
    return db->carrier->apply_script(db->connection, statements, error);
}

gint64 db_change_mark(Db *db)
{
    return db->carrier->change_mark(db->connection);
}

bool db_copy(Db *db, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
            _("%s is there already and was left as it is. Name a file that does not exist."), path);
        return false;
    }
    return db->carrier->copy(db->connection, path, error);
}

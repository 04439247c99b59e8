/* The carrier to rqlite: a batch as one request, and what its answer means. store/rqlite_link.h
 * knows hosts and retries, store/rqlite_json.h how values look on the way.
 *
 * A lost
 * answer is settled by sending the batch again: the operation id in it makes that harmless. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/new_file.h"
#include "skranke/store/rqlite_json.h"
#include "skranke/store/rqlite_link.h"

#define REQUEST_PATH "/db/request?transaction"
#define SCRIPT_PATH "/db/execute?transaction"

/* What a statement failed of; CONFLICT for a failed expectation. */
static bool fail_statement(RqliteLink *link, const char *words, GError **error)
{
    if (strstr(words, "CHECK constraint failed: expectation") != NULL) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT, "%s", _(DB_SENTENCE_CONFLICT));
        return false;
    }
    g_autofree char *safe = safe_text_line(words, -1);
    bool full = strstr(words, "disk is full") != NULL;
    g_set_error(error, SKRANKE_ERROR, full ? SKRANKE_ERROR_UNAVAILABLE : SKRANKE_ERROR_FAILED,
                _("The database %s could not do what was asked: %s. Nothing was changed."),
                rqlite_link_hosts(link), safe);
    return false;
}

static DbRows *rqlite_query(gpointer link, const char *sql, const DbValue *values, guint count,
                            GError **error)
{
    json_t *statements = json_array();
    json_t *results = rqlite_json_add(statements, sql, values, count, error)
                          ? rqlite_link_read(link, statements, error)
                          : NULL;
    json_decref(statements);
    const json_t *result = json_array_get(results, 0);
    const char *words = rqlite_json_error(result);
    DbRows *rows = NULL;
    if (words != NULL)
        fail_statement(link, words, error);
    else if (results != NULL)
        rows = rqlite_json_rows(result, error);
    json_decref(results);
    return rows;
}

static DbValue text_value(const char *text)
{
    return (DbValue){.type = DB_VALUE_TEXT, .data = text, .size = strlen(text)};
}

static DbValue integer_value(gint64 integer)
{
    return (DbValue){.type = DB_VALUE_INTEGER, .integer = integer};
}

static bool add_expectation(json_t *statements, gint64 changes, GError **error)
{
    DbValue expected = integer_value(changes);
    return rqlite_json_add(statements, DB_SQL_EXPECT, &expected, 1, error);
}

static bool add_statement(json_t *statements, const DbBatch *batch, const DbStatement *statement,
                          GError **error)
{
    DbValue operation = text_value(batch->operation);
    return rqlite_json_add(statements, statement->sql, db_batch_values(batch, statement),
                           statement->count, error) &&
           (statement->expected < 0 || add_expectation(statements, statement->expected, error)) &&
           (!statement->keep || rqlite_json_add(statements, DB_SQL_KEEP, &operation, 1, error));
}

/* The operation, the check that we may write (its own expectation), the batch, and what it kept. */
static json_t *batch_json(RqliteLink *link, const DbBatch *batch, GError **error)
{
    DbValue start[] = {text_value(batch->operation), integer_value(clock_now()),
                       integer_value(rqlite_link_context(link)->program_version)};
    json_t *statements = json_array();
    bool whole = rqlite_json_add(statements, DB_SQL_OPERATION, start, G_N_ELEMENTS(start), error) &&
                 add_expectation(statements, 1, error);
    for (guint i = 0; whole && i < batch->statements->len; i++)
        whole = add_statement(statements, batch, &g_array_index(batch->statements, DbStatement, i),
                              error);
    whole = whole && rqlite_json_add(statements, DB_SQL_RESULT, start, 1, error);
    if (!whole)
        g_clear_pointer(&statements, json_decref);
    return statements;
}

static bool take_result(DbBatch *batch, const DbRows *rows)
{
    if (rows != NULL)
        batch->result = db_rows_count(rows) > 0 ? db_rows_integer(rows, 0, 0) : 0;
    return rows != NULL;
}

static bool done_before(RqliteLink *link, DbBatch *batch, GError **error)
{
    DbValue operation = text_value(batch->operation);
    g_autoptr(DbRows) rows = rqlite_query(link, DB_SQL_RESULT, &operation, 1, error);
    return take_result(batch, rows);
}

/* The results end with the statement that failed, if any did. */
static bool settle(RqliteLink *link, DbBatch *batch, const json_t *results, GError **error)
{
    size_t last = json_array_size(results) - 1;
    const json_t *result = json_array_get(results, last);
    const char *words = rqlite_json_error(result);
    if (words == NULL) {
        g_autoptr(DbRows) rows = rqlite_json_rows(result, error);
        return take_result(batch, rows);
    }
    if (last == 0 && strstr(words, "UNIQUE constraint failed: operation.id") != NULL)
        return done_before(link, batch, error);
    if (last == 1 && strstr(words, ": expectation") != NULL) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, _(DB_SENTENCE_TOO_NEW),
                    rqlite_link_hosts(link));
        return false;
    }
    return fail_statement(link, words, error);
}

static bool rqlite_apply(gpointer data, DbBatch *batch, GError **error)
{
    RqliteLink *link = data;
    batch->result = 0;
    json_t *statements = batch_json(link, batch, error);
    if (statements == NULL)
        return false;
    json_t *results = rqlite_link_write(link, REQUEST_PATH, statements, error);
    bool done = results != NULL && settle(link, batch, results, error);
    json_decref(results);
    json_decref(statements);
    return done;
}

static bool rqlite_apply_script(gpointer data, const char *const *texts, GError **error)
{
    RqliteLink *link = data;
    json_t *statements = json_array();
    for (guint i = 0; texts[i] != NULL; i++)
        json_array_append_new(statements, json_string(texts[i]));
    json_t *results = rqlite_link_write(link, SCRIPT_PATH, statements, error);
    const json_t *last = json_array_get(results, json_array_size(results) - 1);
    const char *words = rqlite_json_error(last);
    bool done = results != NULL && (words == NULL || fail_statement(link, words, error));
    json_decref(results);
    json_decref(statements);
    return done;
}

/* Asked often, so it must give up early. */
static gint64 rqlite_change_mark(gpointer link)
{
    json_t *results = rqlite_link_read_quickly(link, "[[\"SELECT max(id) FROM event\"]]");
    g_autoptr(DbRows) rows =
        results != NULL ? rqlite_json_rows(json_array_get(results, 0), NULL) : NULL;
    json_decref(results);
    return rows != NULL && db_rows_count(rows) == 1 ? db_rows_integer(rows, 0, 0) : -1;
}

static bool rqlite_copy(gpointer data, const char *path, GError **error)
{
    RqliteLink *link = data;
    if (!new_file_make(path, error))
        return false;
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return new_file_fail(path, error);
    bool saved =
        rqlite_link_save(link, file, error) && (fflush(file) == 0 || new_file_fail(path, error));
    fclose(file);
    saved = saved && new_file_sync(path, error);
    if (!saved)
        new_file_remove(path);
    return saved;
}

static gpointer rqlite_open(const char *uri, const DbContext *context, GError **error)
{
    return rqlite_link_new(uri, context, error);
}

static void rqlite_close(gpointer link)
{
    rqlite_link_free(link);
}

const DbCarrier db_carrier_rqlite = {
    .name = "rqlite",
    .open = rqlite_open,
    .close = rqlite_close,
    .query = rqlite_query,
    .apply = rqlite_apply,
    .apply_script = rqlite_apply_script,
    .change_mark = rqlite_change_mark,
    .copy = rqlite_copy,
};

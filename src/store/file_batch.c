/* Batches, schema steps and copies on a file: what makes one transaction, in which order, and when
 * it is undone. Knows no SQLite type; store/carrier_file.h runs the single statements. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier_file.h"
#include "skranke/store/new_file.h"

static bool run(FileCarrier *carrier, const char *sql, GError **error)
{
    return file_run(carrier, sql, NULL, 0, error) == FILE_DONE;
}

/* Always IMMEDIATE: a transaction that begins reading and then writes fails at once when another
 * writes. */
static bool begin(FileCarrier *carrier, GError **error)
{
    return run(carrier, "BEGIN IMMEDIATE", error);
}

/* Some failures (a full disk) have rolled back already. */
static void roll_back(FileCarrier *carrier)
{
    if (file_in_transaction(carrier))
        run(carrier, "ROLLBACK", NULL);
}

static bool commit(FileCarrier *carrier, GError **error)
{
    if (!run(carrier, "COMMIT", error))
        return false;
    file_committed(carrier);
    return true;
}

static DbValue operation_value(const DbBatch *batch)
{
    return (DbValue){
        .type = DB_VALUE_TEXT, .data = batch->operation, .size = strlen(batch->operation)};
}

static bool read_result(FileCarrier *carrier, DbBatch *batch, GError **error)
{
    DbValue operation = operation_value(batch);
    g_autoptr(DbRows) rows = file_rows(carrier, DB_SQL_RESULT, &operation, 1, error);
    if (rows == NULL)
        return false;
    batch->result = db_rows_count(rows) > 0 ? db_rows_integer(rows, 0, 0) : 0;
    return true;
}

typedef enum { START_GO, START_DONE_BEFORE, START_FAILED } Start;

static Start start_operation(FileCarrier *carrier, DbBatch *batch, GError **error)
{
    DbValue values[] = {
        operation_value(batch),
        {.type = DB_VALUE_INTEGER, .integer = clock_now()},
        {.type = DB_VALUE_INTEGER, .integer = file_context(carrier)->program_version}};
    g_autoptr(GError) trouble = NULL;
    FileOutcome outcome =
        file_run(carrier, DB_SQL_OPERATION, values, G_N_ELEMENTS(values), &trouble);
    if (outcome == FILE_NOT_UNIQUE)
        return START_DONE_BEFORE;
    if (outcome == FILE_FAILED) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return START_FAILED;
    }
    if (file_changes(carrier) == 1)
        return START_GO;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, _(DB_SENTENCE_TOO_NEW),
                file_path(carrier));
    return START_FAILED;
}

static bool do_statement(FileCarrier *carrier, DbBatch *batch, const DbStatement *statement,
                         GError **error)
{
    const DbValue *values = db_batch_values(batch, statement);
    if (file_run(carrier, statement->sql, values, statement->count, error) != FILE_DONE)
        return false;
    if (statement->expected >= 0 && file_changes(carrier) != statement->expected) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT, "%s", _(DB_SENTENCE_CONFLICT));
        return false;
    }
    if (!statement->keep)
        return true;
    DbValue operation = operation_value(batch);
    return file_run(carrier, DB_SQL_KEEP, &operation, 1, error) == FILE_DONE;
}

static bool do_statements(FileCarrier *carrier, DbBatch *batch, GError **error)
{
    bool kept = false;
    for (guint i = 0; i < batch->statements->len; i++) {
        const DbStatement *statement = &g_array_index(batch->statements, DbStatement, i);
        if (!do_statement(carrier, batch, statement, error))
            return false;
        kept = kept || statement->keep;
    }
    return (!kept || read_result(carrier, batch, error)) && commit(carrier, error);
}

bool file_apply_batch(FileCarrier *carrier, DbBatch *batch, GError **error)
{
    batch->result = 0;
    if (!begin(carrier, error))
        return false;
    Start start = start_operation(carrier, batch, error);
    if (start == START_GO && do_statements(carrier, batch, error))
        return true;
    bool done = start == START_DONE_BEFORE && read_result(carrier, batch, error);
    roll_back(carrier);
    return done;
}

/* The log cannot be switched on inside the transaction, so a new file gets it first. */
static bool log_if_new(FileCarrier *carrier, GError **error)
{
    g_autoptr(DbRows) rows = file_rows(carrier, "PRAGMA page_count", NULL, 0, error);
    return rows != NULL && (db_rows_integer(rows, 0, 0) > 0 || file_use_log(carrier, error));
}

bool file_apply_statements(FileCarrier *carrier, const char *const *statements, GError **error)
{
    if (!log_if_new(carrier, error) || !begin(carrier, error))
        return false;
    bool done = true;
    for (guint i = 0; done && statements[i] != NULL; i++)
        done = run(carrier, statements[i], error);
    done = done && commit(carrier, error);
    if (!done)
        roll_back(carrier);
    return done;
}

bool file_copy_to(FileCarrier *carrier, const char *path, GError **error)
{
    if (!new_file_make(path, error))
        return false;
    DbValue target = {.type = DB_VALUE_TEXT, .data = path, .size = strlen(path)};
    bool copied = file_run(carrier, "VACUUM INTO ?", &target, 1, error) == FILE_DONE &&
                  new_file_sync(path, error);
    if (!copied)
        new_file_remove(path);
    return copied;
}

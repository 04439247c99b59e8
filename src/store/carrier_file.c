/* The carrier to a file: the one room that knows libsqlite3. Owns the connection, its prepared
 * statements, waiting for other writers, and the sentences for what SQLite cannot do. Nothing else
 * in this process may open and close the file itself (that would drop SQLite's POSIX locks), and
 * this room must not know what the tables mean. */
#include "skranke/store/carrier_file.h"

#include <sqlite3.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/waiting.h"

enum {
    MOST_STATEMENTS = 256,     /* kept prepared; a new one beyond that empties the cache */
    CHECKPOINT_PASSIVE = 1000, /* pages in the log */
    CHECKPOINT_RESTART = 4000,
    CHECKPOINT_WAIT_MS = 100,
    LOCK_WAIT_MS = 10000,
    PROGRESS_STEPS =
        20000, /* virtual machine steps between looks at the clock, well under a millisecond */
};

struct FileCarrier {
    sqlite3 *sqlite;
    char *path;
    const char *copy; /* the file that is being filled from this one, or NULL */
    const DbContext *context;
    Waiting waiting;
    GHashTable *by_address; /* the caller's literal -> statement */
    GHashTable *by_text;    /* the statement's own text -> statement; owns */
    GRand *random;
    gint64 lock_started;
    bool checkpointing;
    gint64 data_version, mark;
};

/* ---- what went wrong ---- */

static const struct {
    int result;
    SkrankeErrorCode code;
    const char *sentence;
} SENTENCES[] = {
    /* The same for whatever is written: no single mail or act is to blame. */
    {SQLITE_FULL, SKRANKE_ERROR_UNAVAILABLE,
     N_("The disk that holds %s is full: nothing was changed. Free some space and try again.")},
    {SQLITE_READONLY, SKRANKE_ERROR_UNAVAILABLE,
     N_("%s cannot be written: nothing was changed. Give the group the right to write the file and "
        "its folder (chmod g+rw, "
        "chmod 2770 for the folder).")},
    {SQLITE_CORRUPT, SKRANKE_ERROR_FAILED,
     N_("%s is damaged: nothing was changed. Keep a copy of it, and bring back the newest backup: "
        "skranke restore FILE.")},
    {SQLITE_NOTADB, SKRANKE_ERROR_FAILED,
     N_("%s is not a database, or its beginning is damaged; it was left as it is. Name another "
        "file with --db, or bring back "
        "the newest backup: skranke restore FILE.")},
    {SQLITE_CANTOPEN, SKRANKE_ERROR_FAILED,
     N_("%s cannot be opened. Check that it exists, and that you may write it and its folder "
        "(chmod g+rw, chmod 2770 for the "
        "folder).")},
    {SQLITE_BUSY, SKRANKE_ERROR_UNAVAILABLE,
     N_("%s stayed locked by another program for too long: nothing was changed. Try again; if it "
        "stays so, end the program "
        "that holds it (fuser %s).")},
    {SQLITE_INTERRUPT, SKRANKE_ERROR_UNAVAILABLE,
     N_("Waiting for %s was given up: nothing was changed. Try again.")},
};

/* errmsg may quote what a user typed, hence the sanitiser. */
static bool fail(FileCarrier *carrier, int result, GError **error)
{
    const char *message = carrier->sqlite != NULL ? sqlite3_errmsg(carrier->sqlite) : "";
    int primary = carrier->waiting.given_up ? SQLITE_INTERRUPT : result & 0xff;
    for (guint i = 0; i < G_N_ELEMENTS(SENTENCES); i++) {
        if (SENTENCES[i].result != primary)
            continue;
        const char *path =
            primary == SQLITE_FULL && carrier->copy != NULL ? carrier->copy : carrier->path;
        g_set_error(error, SKRANKE_ERROR, (int)SENTENCES[i].code, _(SENTENCES[i].sentence), path,
                    path);
        return false;
    }
    if (primary == SQLITE_CONSTRAINT && strstr(message, ": expectation") != NULL) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT, "%s", _(DB_SENTENCE_CONFLICT));
        return false;
    }
    g_autofree char *safe = safe_text_line(message, -1);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The database %s could not do what was asked: %s (%d). Nothing was changed."),
                carrier->path, safe, result);
    return false;
}

/* ---- waiting ---- */

/* Short random naps: SQLite's own busy_timeout lets whoever just committed win again and starves
 * the rest. */
static int wait_for_lock(void *data, int calls)
{
    static const double NAPS_MS[] = {1, 4, 10};
    FileCarrier *carrier = data;
    if (calls == 0)
        carrier->lock_started = clock_monotonic_ms();
    gint64 left = carrier->checkpointing
                      ? CHECKPOINT_WAIT_MS - (clock_monotonic_ms() - carrier->lock_started)
                      : waiting_left(&carrier->waiting, carrier->lock_started, LOCK_WAIT_MS);
    if (left <= 0 || !waiting_tell(&carrier->waiting, carrier->lock_started))
        return 0;
    double nap = NAPS_MS[MIN(calls, 2)] * g_rand_double_range(carrier->random, 0.25, 1.0);
    g_usleep((gulong)(nap * 1000));
    return 1;
}

/* Keeps the desk alive during one long statement; not zero interrupts it. */
static int during_statement(void *data)
{
    FileCarrier *carrier = data;
    return !waiting_tell(&carrier->waiting, carrier->waiting.started);
}

/* Moves the log into the file before it grows: at first without waiting, then waiting briefly for
 * readers to let go. */
static int after_commit(void *data, sqlite3 *sqlite, const char *schema, int pages)
{
    FileCarrier *carrier = data;
    if (pages < CHECKPOINT_PASSIVE)
        return SQLITE_OK;
    int mode = pages < CHECKPOINT_RESTART ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
    carrier->checkpointing = true;
    sqlite3_wal_checkpoint_v2(sqlite, schema, mode, NULL,
                              NULL); /* best effort: the work is committed */
    carrier->checkpointing = false;
    return SQLITE_OK;
}

/* ---- statements ---- */

static void forget_statements(FileCarrier *carrier)
{
    g_hash_table_remove_all(carrier->by_address);
    g_hash_table_remove_all(carrier->by_text);
}

/* A literal is found by its address; the comparison guards against an address used again for
 * another text. */
static sqlite3_stmt *prepare(FileCarrier *carrier, const char *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(carrier->by_address, sql);
    if (statement != NULL && strcmp(sqlite3_sql(statement), sql) == 0)
        return statement;
    statement = g_hash_table_lookup(carrier->by_text, sql);
    if (statement == NULL) {
        if (g_hash_table_size(carrier->by_text) >= MOST_STATEMENTS)
            forget_statements(carrier);
        int result = sqlite3_prepare_v3(carrier->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, NULL);
        if (result != SQLITE_OK || statement == NULL) {
            fail(carrier, result, error);
            return NULL;
        }
        g_hash_table_insert(carrier->by_text, (gpointer)sqlite3_sql(statement), statement);
    }
    if (g_hash_table_size(carrier->by_address) >= 4 * MOST_STATEMENTS)
        g_hash_table_remove_all(carrier->by_address);
    g_hash_table_insert(carrier->by_address, (gpointer)sql, statement);
    return statement;
}

static int bind_value(sqlite3_stmt *statement, int number, const DbValue *value)
{
    switch (value->type) {
    case DB_VALUE_INTEGER:
        return sqlite3_bind_int64(statement, number, value->integer);
    case DB_VALUE_REAL:
        return sqlite3_bind_double(statement, number, value->real);
    case DB_VALUE_TEXT:
        return sqlite3_bind_text64(statement, number, value->data, value->size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_VALUE_BLOB:
        return sqlite3_bind_blob64(statement, number, value->data, value->size, SQLITE_STATIC);
    case DB_VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, number);
}

/* Prepared and bound, or NULL. A wrong number of values is a defect of the caller, told as such. */
static sqlite3_stmt *prepare_bound(FileCarrier *carrier, const char *sql, const DbValue *values,
                                   guint count, GError **error)
{
    sqlite3_stmt *statement = prepare(carrier, sql, error);
    if (statement == NULL)
        return NULL;
    if (sqlite3_bind_parameter_count(statement) != (int)count) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    "A defect in the program: %u values for the %d of \"%s\"", count,
                    sqlite3_bind_parameter_count(statement), sql);
        return NULL;
    }
    for (guint i = 0; i < count; i++) {
        int result = bind_value(statement, (int)i + 1, &values[i]);
        if (result != SQLITE_OK) {
            sqlite3_clear_bindings(statement);
            fail(carrier, result, error);
            return NULL;
        }
    }
    return statement;
}

/* Never leave a statement in the middle: an open read keeps the log from ever being emptied. */
static void let_go(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* ---- reading ---- */

static DbValue column_value(sqlite3_stmt *statement, int column)
{
    DbValue value = {.type = DB_VALUE_NULL};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        value.type = DB_VALUE_INTEGER;
        value.integer = sqlite3_column_int64(statement, column);
        break;
    case SQLITE_FLOAT:
        value.type = DB_VALUE_REAL;
        value.real = sqlite3_column_double(statement, column);
        break;
    case SQLITE_TEXT:
        value.type = DB_VALUE_TEXT;
        value.data = (const char *)sqlite3_column_text(statement, column);
        value.size = (gsize)sqlite3_column_bytes(statement, column);
        break;
    case SQLITE_BLOB:
        value.type = DB_VALUE_BLOB;
        value.data = sqlite3_column_blob(statement, column);
        value.size = (gsize)sqlite3_column_bytes(statement, column);
        break;
    default:
        break;
    }
    return value;
}

static void append_row(DbRows *rows, sqlite3_stmt *statement, int columns)
{
    for (int column = 0; column < columns; column++) {
        DbValue cell = column_value(statement, column);
        db_rows_append(rows, &cell);
    }
}

static DbRows *read_rows(FileCarrier *carrier, sqlite3_stmt *statement, GError **error)
{
    int columns = sqlite3_column_count(statement);
    g_autoptr(DbRows) rows = db_rows_new((guint)columns);
    int result;
    for (guint count = 0; (result = sqlite3_step(statement)) == SQLITE_ROW; count++) {
        if (count >= DB_MOST_ROWS) {
            g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                        "A defect in the program: more than %d rows of \"%s\"", DB_MOST_ROWS,
                        sqlite3_sql(statement));
            return NULL;
        }
        append_row(rows, statement, columns);
    }
    if (result != SQLITE_DONE) {
        fail(carrier, result, error);
        return NULL;
    }
    return g_steal_pointer(&rows);
}

DbRows *file_rows(FileCarrier *carrier, const char *sql, const DbValue *values, guint count,
                  GError **error)
{
    sqlite3_stmt *statement = prepare_bound(carrier, sql, values, count, error);
    if (statement == NULL)
        return NULL;
    DbRows *rows = read_rows(carrier, statement, error);
    let_go(statement);
    return rows;
}

FileOutcome file_run(FileCarrier *carrier, const char *sql, const DbValue *values, guint count,
                     GError **error)
{
    sqlite3_stmt *statement = prepare_bound(carrier, sql, values, count, error);
    if (statement == NULL)
        return FILE_FAILED;
    int result = sqlite3_step(statement);
    FileOutcome outcome = FILE_DONE;
    if (result != SQLITE_DONE && result != SQLITE_ROW) {
        fail(carrier, result, error);
        bool unique = result == SQLITE_CONSTRAINT_PRIMARYKEY || result == SQLITE_CONSTRAINT_UNIQUE;
        outcome = unique ? FILE_NOT_UNIQUE : FILE_FAILED;
    }
    let_go(statement);
    return outcome;
}

gint64 file_changes(const FileCarrier *carrier)
{
    return sqlite3_changes64(carrier->sqlite);
}

bool file_in_transaction(const FileCarrier *carrier)
{
    return !sqlite3_get_autocommit(carrier->sqlite);
}

void file_committed(FileCarrier *carrier)
{
    carrier->mark++;
}

const char *file_path(const FileCarrier *carrier)
{
    return carrier->path;
}

const DbContext *file_context(const FileCarrier *carrier)
{
    return carrier->context;
}

/* ---- the carrier ---- */

bool file_use_log(FileCarrier *carrier, GError **error)
{
    g_autoptr(DbRows) rows = file_rows(carrier, "PRAGMA journal_mode = WAL", NULL, 0, error);
    if (rows == NULL)
        return false;
    if (db_rows_count(rows) == 1 && strcmp(db_rows_text(rows, 0, 0), "wal") == 0)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("%s cannot be shared safely where it lies (no write-ahead log there). Move it to "
                  "a disk of this machine."),
                carrier->path);
    return false;
}

/* Waiting first: every PRAGMA may meet a lock. FULL: an acknowledged act survives a power cut
 * (NORMAL lost 2 % of them). */
static bool set_up(FileCarrier *carrier, GError **error)
{
    static const char *const PRAGMAS[] = {
        "PRAGMA synchronous = FULL",   "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0",     "PRAGMA cache_size = -8192",
        "PRAGMA temp_store = MEMORY",
    };
    sqlite3_busy_handler(carrier->sqlite, wait_for_lock, carrier);
    sqlite3_progress_handler(carrier->sqlite, PROGRESS_STEPS, during_statement, carrier);
    sqlite3_wal_hook(carrier->sqlite, after_commit, carrier);
    sqlite3_db_config(carrier->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(PRAGMAS); i++)
        if (file_run(carrier, PRAGMAS[i], NULL, 0, error) != FILE_DONE)
            return false;
    g_autoptr(DbRows) rows = file_rows(carrier, "PRAGMA application_id", NULL, 0, error);
    if (rows == NULL)
        return false;
    /* A copy made by VACUUM INTO comes back without the log; what is not ours is not touched. */
    return db_rows_integer(rows, 0, 0) != DB_APPLICATION_ID || file_use_log(carrier, error);
}

static void file_close(gpointer data)
{
    FileCarrier *carrier = data;
    g_hash_table_unref(carrier->by_address);
    g_hash_table_unref(carrier->by_text);
    sqlite3_close(carrier->sqlite);
    g_rand_free(carrier->random);
    g_free(carrier->path);
    g_free(carrier);
}

static void finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}

static gpointer file_open(const char *uri, const DbContext *context, GError **error)
{
    FileCarrier *carrier = g_new0(FileCarrier, 1);
    carrier->path = db_uri_path(uri);
    carrier->context = context;
    carrier->by_address = g_hash_table_new(g_direct_hash, g_direct_equal);
    carrier->by_text = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, finalize);
    carrier->random = g_rand_new();
    waiting_begin(&carrier->waiting, context);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int result = sqlite3_open_v2(carrier->path, &carrier->sqlite, flags, NULL);
    bool open = result == SQLITE_OK ? set_up(carrier, error) : fail(carrier, result, error);
    waiting_end(&carrier->waiting);
    if (!open)
        g_clear_pointer(&carrier, file_close);
    return carrier;
}

static DbRows *file_query(gpointer data, const char *sql, const DbValue *values, guint count,
                          GError **error)
{
    FileCarrier *carrier = data;
    waiting_begin(&carrier->waiting, carrier->context);
    DbRows *rows = file_rows(carrier, sql, values, count, error);
    waiting_end(&carrier->waiting);
    return rows;
}

static bool file_apply(gpointer data, DbBatch *batch, GError **error)
{
    FileCarrier *carrier = data;
    waiting_begin(&carrier->waiting, carrier->context);
    bool done = file_apply_batch(carrier, batch, error);
    waiting_end(&carrier->waiting);
    return done;
}

static bool file_apply_script(gpointer data, const char *const *statements, GError **error)
{
    FileCarrier *carrier = data;
    waiting_begin(&carrier->waiting, carrier->context);
    bool done = file_apply_statements(carrier, statements, error);
    waiting_end(&carrier->waiting);
    return done;
}

/* data_version tells of others' commits, mark also counts our own. */
static gint64 file_change_mark(gpointer data)
{
    FileCarrier *carrier = data;
    g_autoptr(DbRows) rows = file_query(carrier, "PRAGMA data_version", NULL, 0, NULL);
    if (rows == NULL)
        return -1;
    gint64 version = db_rows_integer(rows, 0, 0);
    if (version != carrier->data_version)
        carrier->mark++;
    carrier->data_version = version;
    return carrier->mark;
}

static bool file_copy(gpointer data, const char *path, GError **error)
{
    FileCarrier *carrier = data;
    waiting_begin(&carrier->waiting, carrier->context);
    carrier->copy = path;
    bool done = file_copy_to(carrier, path, error);
    carrier->copy = NULL;
    waiting_end(&carrier->waiting);
    return done;
}

const DbCarrier db_carrier_file = {
    .name = "file",
    .open = file_open,
    .close = file_close,
    .query = file_query,
    .apply = file_apply,
    .apply_script = file_apply_script,
    .change_mark = file_change_mark,
    .copy = file_copy,
};

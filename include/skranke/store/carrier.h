/* What a carrier must do; only the rooms of the store's own cellar (db, batch, rows, the carriers,
 * open, migrate) call it. A new carrier is a table like this and a row in db.c. */
#ifndef SKRANKE_STORE_CARRIER_H
#define SKRANKE_STORE_CARRIER_H

#include "skranke/store/db.h"

typedef enum {
    DB_VALUE_NULL,
    DB_VALUE_INTEGER,
    DB_VALUE_REAL,
    DB_VALUE_TEXT,
    DB_VALUE_BLOB
} DbValueType;

/* A parameter or a cell. What data points at is owned by the batch (a parameter) or by the rows (a
 * cell). */
typedef struct {
    DbValueType type;
    union {
        gint64 integer;
        double real;
        GBytes *bytes; /* of a blob parameter */
    };
    const char *data; /* text and blob; never NULL there */
    gsize size;
} DbValue;

#define DB_MOST_ROWS 1000000
#define DB_APPLICATION_ID 0x534B524E /* "SKRN" */

/* Both carriers say the same. */
#define DB_SENTENCE_CONFLICT                                                                       \
    N_("Someone else was first: nothing was changed. Look again and decide anew.")
#define DB_SENTENCE_TOO_NEW                                                                        \
    N_("%s has been lifted by a newer program beyond what this one may write: nothing was "        \
       "changed. Close this program "                                                              \
       "and start the newer one.")

typedef struct {
    const char *sql;
    guint first, count; /* its parameters in the batch's values */
    gint64 expected;    /* -1: any */
    bool keep;
} DbStatement;

/* One big allocation a kind, not one a statement: an import applies thousands of them at a time. */
struct DbBatch {
    char *operation;
    GArray *statements; /* of DbStatement */
    GArray *values;     /* of DbValue */
    GStringChunk *texts;
    GPtrArray *blobs; /* of GBytes, held */
    gint64 result;
};

/* The values of a statement of a batch. */
const DbValue *db_batch_values(const DbBatch *batch, const DbStatement *statement);

/* Reads one letter's arguments, borrowed. */
DbValue db_value_next(char letter, va_list *arguments);

/* UTF-8, NUL allowed: what both carriers can keep as text. */
bool db_text_is_valid(const char *text, gsize size);

/* Cells row by row; what data points at is copied. */
DbRows *db_rows_new(guint columns);
void db_rows_append(DbRows *rows, const DbValue *cell);

/* What the Db tells its carrier; the carrier keeps the pointer. */
typedef struct {
    DbWaitHook hook;
    gpointer hook_user;
    gint64 deadline_ms;  /* 0: the carrier's own */
    int program_version; /* the schema this program writes: a batch is refused where oldest_writer
                            is newer */
} DbContext;

typedef struct {
    const char *name;
    gpointer (*open)(const char *uri, const DbContext *context, GError **error);
    void (*close)(gpointer carrier);
    DbRows *(*query)(gpointer carrier, const char *sql, const DbValue *values, guint count,
                     GError **error);
    bool (*apply)(gpointer carrier, DbBatch *batch, GError **error);
    /* Schema steps: statements without parameters, atomically, outside the operation table; a
     * failed CHECK named "expectation" is CONFLICT. */
    bool (*apply_script)(gpointer carrier, const char *const *statements, GError **error);
    gint64 (*change_mark)(gpointer carrier);
    bool (*copy)(gpointer carrier, const char *path, GError **error);
} DbCarrier;

extern const DbCarrier db_carrier_file;
extern const DbCarrier db_carrier_rqlite;

/* The same three statements on both carriers. The first says that the batch is done (or was: its
 * uniqueness fails) and, changing nothing, that the database has grown beyond this program.
 * Parameters: operation "s", now "i", version "i". */
#define DB_SQL_OPERATION                                                                           \
    "INSERT INTO operation (id, at) SELECT ?, ? FROM compatibility WHERE oldest_writer <= ?"
/* Right after a statement: fails a CHECK named "expectation" unless it changed so many rows. guard
 * has no row id, so last_insert_rowid() stays the statement's. Parameter: rows "i". */
#define DB_SQL_EXPECT                                                                              \
    "INSERT INTO guard (id, ok) VALUES (1, changes() = ?) ON CONFLICT (id) DO UPDATE SET ok = "    \
    "excluded.ok"
/* After the statement and its expectation. Parameter: operation "s". */
#define DB_SQL_KEEP                                                                                \
    "UPDATE operation SET result = CASE WHEN changes() > 0 THEN last_insert_rowid() END WHERE id " \
    "= ?"
#define DB_SQL_RESULT "SELECT result FROM operation WHERE id = ?"

/* For store/open.h and store/migrate.h only. */
bool db_apply_script(Db *db, const char *const *statements, GError **error);
void db_set_program_version(Db *db, int version);
/* The file's path of a URI (absolute, new text), or NULL for rqlite. */
char *db_uri_path(const char *uri);

#endif

/* The database: one SQL, two carriers (a file by libsqlite3, or rqlite over HTTP), and one way to
 * write.
 *
 * Reading gives a materialised result. Writing is only by a batch: statements that happen together
 * or not at all, each with an optional expectation; there are no interactive transactions, so both
 * carriers do exactly the same. Values are bound, never printed into SQL; time is bound too, never
 * asked of the engine. Nothing outside src/store says SQL. One Db is used by one thread. */
#ifndef SKRANKE_STORE_DB_H
#define SKRANKE_STORE_DB_H

#include <glib.h>
#include <stdbool.h>

typedef struct Db Db;
typedef struct DbRows DbRows;
typedef struct DbBatch DbBatch;

/* Connects to "path.db", "rqlite://user@host:4001,host2:4001" or "rqlites://…" without looking at
 * what is inside: store/open.h does that. A password for rqlite comes from SKRANKE_DB_PASSWORD.
 * Fails with FAILED (one sentence that names the file and what to do), UNAVAILABLE. Free with
 * db_close (NULL is fine). */
Db *db_connect(const char *uri, GError **error);
void db_close(Db *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)

/* The URI without a password; borrowed. */
const char *db_uri(const Db *db);
/* True for a file, false for rqlite. */
bool db_is_file(const Db *db);

/* Called at least every 100 ms while a carrier waits (for a lock, for the network), with how long
 * it has waited so far. Returns false to give up: the call then fails with UNAVAILABLE. The desk
 * paints and reads keys here. On a file also called while one long statement runs. The hook must
 * not use this Db. */
typedef bool (*DbWaitHook)(gint64 waited_ms, gpointer user);
void db_set_wait_hook(Db *db, DbWaitHook hook, gpointer user);

/* How long a call waits for a lock or for the network before UNAVAILABLE. 0: the carrier's own
 * (file 10 s, rqlite 30 s, but 6 s until it has answered for the first time). */
void db_set_deadline(Db *db, gint64 milliseconds);

/* ---- who looks ---- */

/* Which silos (domain/screening.h) whoever uses this connection may see, as ",open,press,@7," (7:
 * the operator); NULL: all of them, as for the worker. Every query of src/store that shows anything
 * of an inquiry asks with it, so that nobody above can forget to. A fresh connection sees
 * everything; the desk narrows it for its operator. */
void db_set_sight(Db *db, const char *silos);
/* Borrowed; never NULL. */
const char *db_sight(const Db *db);
/* For SQL of src/store: is the silo in this column, or that of this inquiry, among them? One "s",
 * db_sight(db). An inquiry that is NULL (an event of none) is seen. */
#define SIGHT(silo) "instr(?, ',' || " silo " || ',') > 0"
#define SIGHT_OF(inquiry)                                                                          \
    "ifnull(instr(?, ',' || (SELECT silo FROM inquiry WHERE id = " inquiry ") || ','), 1) > 0"
/* The same of what is open yet in the hands of the operator in this column: one's own is seen,
 * where the sight names one (",@7,"). One "s". */
#define SIGHT_OWN(operator_) "instr(?, ',@' || ifnull(" operator_ ", 0) || ',') > 0"

/* ---- parameters ---- */

/* `format` has one letter a `?` of the SQL, in order: i gint64 · d double · s const char * (NULL
 * binds NULL) · t const char *, gsize (a text of that many bytes, which may hold NUL) · b GBytes *
 * (NULL binds NULL) · n nothing, binds NULL · o gint64 where 0 binds NULL (an optional reference).
 * The arguments follow as varargs, each exactly of that type: cast integers to gint64. Texts are
 * UTF-8; what is not is stored with U+FFFD (JSON carries nothing else). A double that is not finite
 * binds NULL. Write `?` alone, never `?1` or `:name`. */

/* ---- reading ---- */

/* Runs one SELECT and returns all its rows (bound it with LIMIT; more than 1,000,000 rows fail). On
 * failure NULL: UNAVAILABLE when the database is away, FAILED otherwise. One sees one's own writes
 * on both carriers (rqlite: read level linearizable). Select blob columns as they
 * are, never inside an expression (rqlite breaks those). Free with db_rows_free. */
DbRows *db_query(Db *db, GError **error, const char *sql, const char *format, ...);
void db_rows_free(DbRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbRows, db_rows_free)

guint db_rows_count(const DbRows *rows);
/* Cells; texts are borrowed from the rows and NUL-terminated, NULL reads as 0, "" and an empty
 * blob. */
gint64 db_rows_integer(const DbRows *rows, guint row, guint column);
double db_rows_real(const DbRows *rows, guint row, guint column);
const char *db_rows_text(const DbRows *rows, guint row, guint column);
gconstpointer db_rows_blob(const DbRows *rows, guint row, guint column, gsize *size);
bool db_rows_is_null(const DbRows *rows, guint row, guint column);

/* The first cell of the first row as an integer, or fallback where there is no row. Sets error on
 * failure and returns fallback. */
gint64 db_query_integer(Db *db, gint64 fallback, GError **error, const char *sql,
                        const char *format, ...);

/* ---- rows into records: one table a SELECT, in the order of its columns ---- */

typedef enum { DB_FIELD_INT64, DB_FIELD_TEXT, DB_FIELD_BOOL, DB_FIELD_ENUM } DbFieldType;
typedef struct {
    DbFieldType type;
    gsize offset;
    const char *const *names; /* DB_FIELD_ENUM: words for 0, 1, …; NULL-terminated */
} DbField;

#define DB_IS(T, m, C) (0 * sizeof(char[_Generic(((T *)0)->m, C : 1, default : -1)]))
#define DB_INT64(T, m)                                                                             \
    {                                                                                              \
        DB_FIELD_INT64, offsetof(T, m) + DB_IS(T, m, gint64), NULL                                 \
    }
#define DB_TEXT(T, m)                                                                              \
    {                                                                                              \
        DB_FIELD_TEXT, offsetof(T, m) + DB_IS(T, m, char *), NULL                                  \
    }
#define DB_BOOL(T, m)                                                                              \
    {                                                                                              \
        DB_FIELD_BOOL, offsetof(T, m) + DB_IS(T, m, bool), NULL                                    \
    }
/* The member must be an int-sized enum. */
#define DB_ENUM(T, m, words)                                                                       \
    {                                                                                              \
        DB_FIELD_ENUM, offsetof(T, m), words                                                       \
    }

/* Fills a record from a row; texts are g_strdup'ed ("" for NULL) and belong to the record. An
 * unknown word reads as 0. */
void db_rows_read(const DbRows *rows, guint row, const DbField *fields, guint count,
                  gpointer record);

/* ---- writing ---- */

/* A new batch. operation: an id made once for the act (identity_new) and used again when its answer
 * was lost; NULL makes one. Free with db_batch_free. */
DbBatch *db_batch_new(const char *operation);
void db_batch_free(DbBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbBatch, db_batch_free)

/* Adds a statement with its parameters (see above). The SQL must be a literal (it is kept by
 * address and cached). */
void db_batch_add(DbBatch *batch, const char *sql, const char *format, ...);

/* The statement just added must change exactly this many rows, else the whole batch is rolled back
 * with CONFLICT. */
void db_batch_expect(DbBatch *batch, gint64 changes);

/* Keeps the row id that the statement just added inserted; read it with db_batch_result after
 * applying. Later statements of the batch reach it as (SELECT result FROM operation WHERE id = ?)
 * with db_batch_operation, or as (SELECT max(id) FROM table): ids only grow. */
void db_batch_keep(DbBatch *batch);
const char *db_batch_operation(const DbBatch *batch);
guint db_batch_length(const DbBatch *batch);

/* Does it, once (an empty batch is done at once): a batch whose operation is already in the
 * database was done before and succeeds without doing it again. After a lost answer the carrier
 * itself sends it again until it knows (30 s at most). Fails with CONFLICT (an expectation; nothing
 * was changed), UNAVAILABLE (not known to be done; apply the same batch again later), REFUSED
 * (another program has lifted the schema beyond what this one may write), FAILED. A batch may be
 * applied again after UNAVAILABLE. */
bool db_batch_apply(Db *db, DbBatch *batch, GError **error);

/* The kept row id, also when the batch had been done before; 0 where nothing was kept. */
gint64 db_batch_result(const DbBatch *batch);

/* ---- noticing ---- */

/* Cheap (about 2 µs on a file, one small request on rqlite): a number that differs from the last
 * call's when somebody, also ourselves, may have changed something. -1 when the database is away.
 */
gint64 db_change_mark(Db *db);

/* Makes a consistent copy at path (which must not exist; mode 0660) while others write, synced to
 * the disk. File: VACUUM INTO; rqlite: GET /db/backup. Fails with REFUSED (something is at path; it
 * is left alone), FAILED (nothing is left at path), UNAVAILABLE. */
bool db_copy(Db *db, const char *path, GError **error);

#endif

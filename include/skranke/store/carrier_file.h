/* A file opened by SQLite, as far as the carrier's batches need it: one statement at a time, no
 * SQLite type in sight. */
#ifndef SKRANKE_STORE_CARRIER_FILE_H
#define SKRANKE_STORE_CARRIER_FILE_H

#include "skranke/store/carrier.h"

typedef struct FileCarrier FileCarrier;

const char *file_path(const FileCarrier *carrier);
const DbContext *file_context(const FileCarrier *carrier);

/* Runs one statement to its end. FILE_NOT_UNIQUE: a primary key or unique index refused it; error
 * is set then too. */
typedef enum { FILE_DONE, FILE_NOT_UNIQUE, FILE_FAILED } FileOutcome;
FileOutcome file_run(FileCarrier *carrier, const char *sql, const DbValue *values, guint count,
                     GError **error);

/* All rows, or NULL. */
DbRows *file_rows(FileCarrier *carrier, const char *sql, const DbValue *values, guint count,
                  GError **error);

/* Rows changed by the statement that ended last. */
gint64 file_changes(const FileCarrier *carrier);
bool file_in_transaction(const FileCarrier *carrier);
/* A commit of ours is a change too, which data_version does not tell. */
void file_committed(FileCarrier *carrier);

/* The log (WAL) for a database that is new or ours; FAILED where the file system has no shared
 * memory for it. */
bool file_use_log(FileCarrier *carrier, GError **error);

/* src/store/file_batch.c: what is made of these. Each is called between the beginning and the end
 * of a wait. */
bool file_apply_batch(FileCarrier *carrier, DbBatch *batch, GError **error);
bool file_apply_statements(FileCarrier *carrier, const char *const *statements, GError **error);
bool file_copy_to(FileCarrier *carrier, const char *path, GError **error);

#endif

/* Rows of one SELECT as records of one kind: what every aggregate does after db_query. Private to
 * the store. */
#ifndef SKRANKE_STORE_RECORDS_H
#define SKRANKE_STORE_RECORDS_H

#include "skranke/store/db.h"

typedef struct {
    const DbField *fields; /* in the order of the SELECT's columns */
    guint count;
    gsize size;             /* of the record, for kinds that start as zeros … */
    gpointer (*make)(void); /* … or how a record is made */
    GDestroyNotify free;
} RecordKind;

/* Both take the rows over; NULL rows (the query failed and has set its error) give NULL. */

/* Every row, in order; array that owns its records. */
GPtrArray *records_all(DbRows *rows, const RecordKind *kind);
/* The first row, or NULL where there is none. */
gpointer records_first(DbRows *rows, const RecordKind *kind);

#endif

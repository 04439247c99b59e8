/* Automatic mail sent by itself, for the caps against loops (domain/receipt.h), and the documents
 * of eInnsyn orders that are cases already. */
#ifndef SKRANKE_STORE_RECEIPTS_H
#define SKRANKE_STORE_RECEIPTS_H

#include "skranke/store/db.h"

/* How many went to an address (lower case), and for an inquiry, since a moment; -1 on error. */
gint64 receipts_to(Db *db, const char *address, gint64 since, GError **error);
gint64 receipts_for(Db *db, gint64 inquiry, gint64 since, GError **error);
/* Statement; inquiry EVENT_LATEST: the one added last. */
void receipts_add(DbBatch *batch, const char *address, gint64 at, gint64 inquiry);

/* The inquiry of an ordered document, 0 none, -1 on error. */
gint64 access_orders_find(Db *db, const char *order_id, const char *document_id, GError **error);
/* Statement; expects that it is new. inquiry EVENT_LATEST: the one added last. */
void access_orders_add(DbBatch *batch, const char *order_id, const char *document_id,
                       gint64 inquiry, const char *case_number, const char *document_number,
                       const char *journal_number);

#endif

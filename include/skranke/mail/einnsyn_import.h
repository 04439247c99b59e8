/* Orders from eInnsyn that came as files and not by mail (downloaded, or from eFormidling): the
 * same cases as those that come by mail. The ledger of mail knows nothing of them: the order itself
 * is kept with its first case. */
#ifndef SKRANKE_MAIL_EINNSYN_IMPORT_H
#define SKRANKE_MAIL_EINNSYN_IMPORT_H

#include "skranke/store/db.h"

/* A document of an order and its case. */
typedef struct {
    gint64 inquiry;
    char *order, *document; /* ids by which they are known */
    char *case_number, *document_number;
    bool fresh; /* false: it was a case already, and nothing was added */
} EinnsynCase;
void einnsyn_case_free(gpointer data);

/* One case for each document of the order that is none yet, all or nothing; the clocks start at
 * received_at. name: of the file, for the attachment. Array of EinnsynCase *, owned. FAILED where
 * it cannot be read as an order (nothing was added). */
GPtrArray *einnsyn_import(Db *db, const char *name, GBytes *bytes, gint64 received_at,
                          GError **error);

#endif

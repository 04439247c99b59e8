/* What registers by hand as a part of another act. Private to src/desk. */
#ifndef SKRANKE_DESK_REGISTER_PRIVATE_H
#define SKRANKE_DESK_REGISTER_PRIVATE_H

#include "skranke/desk/acts.h"

/* The statements of act_register; the batch keeps (db_batch_keep) the inquiry's number. mine: the
 * operator's own from the first moment, where they may see it. Nothing is to be applied on error.
 */
bool register_in(Desk *desk, DbBatch *batch, const NewInquiry *given, bool mine, gint64 now,
                 GError **error);

#endif

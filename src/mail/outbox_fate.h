/* What a refusal for good means for the inquiry: what was counted as given did not arrive. Private
 * to the outbox. */
#ifndef SKRANKE_MAIL_OUTBOX_FATE_H
#define SKRANKE_MAIL_OUTBOX_FATE_H

#include "skranke/store/outbox.h"

/* Statements: an answer that did not arrive starts the clocks again where they stood, a holding
 * reply its own, a forward comes back; all these open the inquiry. A receipt or a notice that did
 * not arrive opens nothing; where it was the confirmation or the provisional reply that was
 * promised, that counts as not given. They hold only where nobody has changed the inquiry since it
 * was read here. Where the rules cannot be read the inquiry is opened all the same. False: the
 * database could not be asked. */
bool outbox_fate_refused(Db *db, DbBatch *batch, const OutboxItem *item, gint64 now,
                         GError **error);

#endif

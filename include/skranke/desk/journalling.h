/* What is journalled: per message yes or no with its reason, by the category or by hand. The export
 * comes later; the facts are recorded here and now. */
#ifndef SKRANKE_DESK_JOURNALLING_H
#define SKRANKE_DESK_JOURNALLING_H

#include "skranke/store/journal_entries.h"

#include "skranke/desk/desk.h"

/* Decides for one message by hand. yes: an entry with the next number; FAILED closed (REFUSED) when
 * its public text would show an identity number or nothing at all. no: an entry there becomes void.
 * reason: REFUSED when empty where it differs from the category's. */
bool journalling_decide(Desk *desk, gint64 message, bool yes, const char *reason, GError **error);

/* Follows the category for messages nobody has decided on by hand (statements into the batch of the
 * act that changes it; category_by must be other than a suggestion). */
bool journalling_follow(Desk *desk, DbBatch *batch, const Inquiry *inquiry, GError **error);

/* Is every number explained? REFUSED… no: false with FAILED naming the first gap. */
bool journalling_check(Desk *desk, GError **error);

#endif

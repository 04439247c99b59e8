/* What is journalled: per message yes or no with its reason, by the category or by hand. The export
 * comes later; the facts are recorded here and now. */
#ifndef SKRANKE_DESK_JOURNAL_H
#define SKRANKE_DESK_JOURNAL_H

#include "skranke/store/journal_entries.h"

#include "skranke/desk/desk.h"

/* Decides for one message by hand. yes: an entry with the next number; for an answer that has not
 * left the house, with its dispatch. no: an entry there becomes void. REFUSED for notes and
 * receipts, without a category, without a reason where the decision differs from the category's or
 * voids an entry, and where the public text would show what must not be there. Deciding again what
 * is decided changes nothing. */
bool journal_set(Desk *desk, gint64 message, bool yes, const char *reason, GError **error);

/* Follows the category for the messages of an inquiry that nobody has decided on by hand:
 * statements into the batch of the act that changes the category (or undoes the change), with the
 * inquiry as it will be then. Where only a suggestion stands, nothing is journalled. */
bool journal_follow(Desk *desk, DbBatch *batch, const Inquiry *inquiry, GError **error);
/* The same but for one message, which the batch takes back itself (0: none). */
bool journal_follow_others(Desk *desk, DbBatch *batch, const Inquiry *inquiry, gint64 message,
                           GError **error);
/* The same for the one message that the batch has added last, to an inquiry there (its number) or
 * added in the batch as well (number 0). */
bool journal_follow_new(Desk *desk, DbBatch *batch, const Inquiry *inquiry, const Message *message,
                        GError **error);

/* A message is taken back: what was entered of it becomes void. Statements into the batch that
 * withdraws it. */
bool journal_withdraw(Desk *desk, DbBatch *batch, gint64 inquiry, gint64 message, GError **error);

/* Is every number explained, and does the journal hold what was decided? False with FAILED, naming
 * the first that is not. */
bool journal_check(Desk *desk, GError **error);

#endif

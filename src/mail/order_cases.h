/* Orders from eInnsyn as cases: one inquiry for each document, however the order came. */
#ifndef SKRANKE_MAIL_ORDER_CASES_H
#define SKRANKE_MAIL_ORDER_CASES_H

#include "skranke/domain/message.h"

#include "skranke/services/einnsyn_order.h"
#include "skranke/store/rulebook.h"

/* A mail's text as it is looked at for an order: without the XML declaration, which names a
 * character set that the text has no more; borrowed. */
const char *order_cases_body(const char *text);

/* An order and one document of it. */
typedef struct {
    const EinnsynOrder *order;
    const OrderedDocument *document; /* both borrowed */
    char *order_id, *document_id;    /* by which they are known; never "" */
} OrderedCase;
void ordered_case_free(gpointer data);

/* One for each document; array of OrderedCase *, owned, the order borrowed. */
GPtrArray *order_cases_of(const EinnsynOrder *order);

/* Those whose key is not in `known` (store/receipts.h) and not twice in the list; borrowed
 * elements. *first_known (may be NULL) gets the entry of the first that is known, or NULL. */
GPtrArray *order_cases_new(const GPtrArray *cases, GHashTable *known, gpointer *first_known);

/* The inquiry of a case: an access request of the requester, with its clocks. */
Inquiry *order_case_inquiry(const Rulebook *rulebook, const OrderedCase *ordered_case, gint64 at);
/* The message that stands for the document, from the requester; more: text below it, or NULL. */
Message *order_case_message(const OrderedCase *ordered_case, const char *more, gint64 at);

/* Statements, after those of the inquiry and its message: event, the document as known, the link to
 * the first of its order. */
void order_case_settle(DbBatch *batch, const OrderedCase *ordered_case, const char *reason,
                       gint64 now);
/* After them: every order is entered in the journal. */
void order_case_journal(DbBatch *batch, const Rulebook *rulebook, const Inquiry *inquiry,
                        const Message *message, gint64 now);
/* All statements of a case with its own generated message, without the search row: returns its
 * words. mailbox 0: none. */
char *order_case_add(DbBatch *batch, const Rulebook *rulebook, const OrderedCase *ordered_case,
                     gint64 mailbox, gint64 at, gint64 now);

#endif

/* What is known while a round of mails is settled: shared by intake_settle.c (rounds) and
 * intake_judge.c (one mail's verdict). */
#ifndef SKRANKE_MAIL_INTAKE_KNOWN_H
#define SKRANKE_MAIL_INTAKE_KNOWN_H

#include "intake_private.h"
#include "order_cases.h"

typedef struct IntakeForwards IntakeForwards;

/* What the database knows about a round's mails, and what the round adds to it. */
typedef struct {
    GHashTable *threads, *twins;
    GHashTable *inquiries;    /* IntakeInquiry of those that may be joined */
    GHashTable *ordered;      /* documents of orders that are cases; NULL: no order came */
    IntakeForwards *forwards; /* intake_forward.h */
    ReceiptCounts receipts;
    /* Message-IDs, orders and fingerprints spoken of by mails that begin an inquiry in this round,
     * or wait: whose inquiry has no number yet. Texts are the mails'. */
    GHashTable *unsettled;
} Known;

/* The message of an IntakeThread that this round adds. */
#define NOT_COMMITTED (-1)

/* The first inquiry that knows this Message-ID: as its own message's, or as one only referred to;
 * borrowed, NULL: none. */
const IntakeThread *known_thread(const Known *known, const char *id, bool own_message);

/* Judges one mail; *verdict is cleared with verdict_clear. False: the database could not be asked.
 */
bool intake_judge(IntakeRun *run, Known *known, IntakeItem *item, IntakeVerdict *verdict,
                  GError **error);
void verdict_clear(IntakeVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeVerdict, verdict_clear)

#endif

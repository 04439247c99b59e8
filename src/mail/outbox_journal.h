/* An answer that leaves the house is entered in the journal when it is dispatched, where its
 * inquiry's category or somebody's decision says so (domain/journal.h). Private to the outbox. */
#ifndef SKRANKE_MAIL_OUTBOX_JOURNAL_H
#define SKRANKE_MAIL_OUTBOX_JOURNAL_H

#include "skranke/store/outbox.h"

typedef struct OutboxJournal OutboxJournal;

/* Reads what the entry is made from, before the answer is sent: afterwards nothing may fail. NULL
 * on error. */
OutboxJournal *outbox_journal_read(Db *db, const OutboxItem *item, GError **error);
void outbox_journal_free(OutboxJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxJournal, outbox_journal_free)

/* The statements, into the batch that records the answer as sent. */
void outbox_journal_sent(OutboxJournal *journal, DbBatch *batch, gint64 now);

#endif

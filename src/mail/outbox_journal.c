/* Owns when an answer is entered in the journal: with its dispatch, in the same batch. What is
 * entered is store/journal_entries.h. */
#include "outbox_journal.h"

#include "skranke/store/categories.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/journal_entries.h"
#include "skranke/store/messages.h"

struct OutboxJournal {
    Inquiry *inquiry;
    Message *message;
    GPtrArray *categories, *entries;
};

OutboxJournal *outbox_journal_read(Db *db, const OutboxItem *item, GError **error)
{
    g_autoptr(OutboxJournal) journal = g_new0(OutboxJournal, 1);
    /* The first that fails has set the error. */
    if (!(journal->inquiry = inquiries_get(db, item->inquiry, error)) ||
        !(journal->message = messages_get(db, item->message, error)) ||
        !(journal->categories = categories_load(db, error)) ||
        !(journal->entries = journal_entries_of_inquiry(db, item->inquiry, error)))
        return NULL;
    return g_steal_pointer(&journal);
}

void outbox_journal_free(OutboxJournal *journal)
{
    if (!journal)
        return;
    inquiry_free(journal->inquiry);
    message_free(journal->message);
    g_clear_pointer(&journal->categories, g_ptr_array_unref);
    g_clear_pointer(&journal->entries, g_ptr_array_unref);
    g_free(journal);
}

void outbox_journal_sent(OutboxJournal *journal, DbBatch *batch, gint64 now)
{
    const JournalCase journal_case = {
        .inquiry = journal->inquiry,
        .category = category_find(journal->categories, journal->inquiry->category),
        .handler = journal->inquiry->owner_name,
        .now = now,
        .as_seen = true,
    };
    /* What it becomes in this batch. */
    journal->message->delivery = DELIVERY_SENT;
    journal->message->at = now;
    journal_entries_follow_message(batch, &journal_case, journal->message, journal->entries);
}

/* Automatic receipts of new inquiries, and the confirmations of job applications that the service
 * declaration promises at once. They come into the batch that makes the inquiry: there is no moment
 * in which one is there without the other. Owns their rows; who gets one and what it says the
 * domain knows, and the outbox sends. */
#include "skranke/base/clock.h"

#include "skranke/domain/receipt.h"

#include "skranke/store/events.h"
#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#include "intake_private.h"

/* ---- who ---- */

/* A form on our own web site speaks for its sender: Reply-To tells who that is. */
static const char *receiver(const IntakeRun *run, const ParsedMail *mail)
{
    bool form = mail->reply_to[0] != '\0' && intake_is_own_address(run, mail->from_address);
    return form ? mail->reply_to : mail->from_address;
}

void receipt_mail_judge(const IntakeRun *run, IntakeItem *item)
{
    const ParsedMail *mail = item->mail;
    CategoryChooser by;
    bool has_sender = *config_text(run->config, "mail", "from") != '\0';
    if (item->from_file || item->mailbox == 0 || item->cases || !has_sender)
        return;
    ReceiptCase facts = {.category = intake_promise_category(run, item, &by),
                         .automatic = mail->automatic,
                         .address = receiver(run, mail),
                         .own_addresses = config_own_addresses(run->config),
                         .channel = CHANNEL_EMAIL,
                         .mailbox_sends = intake_promise_confirms_all(run, item),
                         .received_at = intake_item_received_at(item),
                         .now = clock_now()};
    if (receipt_verdict(&facts) == RECEIPT_SEND)
        item->receipt_to = g_utf8_strdown(facts.address, -1);
}

/* ---- how many before ---- */

void receipt_counts_clear(ReceiptCounts *counts)
{
    g_clear_pointer(&counts->to, g_hash_table_unref);
}

/* Every address that was asked for stands in the table. */
static bool ask(const IntakeRun *run, const GPtrArray *addresses, ReceiptCounts *counts,
                GError **error)
{
    gint64 since = clock_now() - RECEIPT_ADDRESS_SECONDS;
    g_autoptr(GHashTable) found = receipts_to_many(run->db, addresses, since, error);
    if (!found)
        return false;
    if (!counts->to)
        counts->to = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < addresses->len; i++)
        g_hash_table_insert(counts->to, g_strdup(addresses->pdata[i]),
                            g_hash_table_lookup(found, addresses->pdata[i]));
    return true;
}

bool receipt_counts_read(IntakeRun *run, const GPtrArray *items, ReceiptCounts *counts,
                         GError **error)
{
    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        const IntakeItem *item = items->pdata[i];
        if (item->receipt_to)
            g_ptr_array_add(addresses, item->receipt_to);
    }
    return addresses->len == 0 || ask(run, addresses, counts, error);
}

static bool is_asked_for(const IntakeRun *run, ReceiptCounts *counts, char *address)
{
    if (counts->to && g_hash_table_contains(counts->to, address))
        return true;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, address);
    return ask(run, one, counts, NULL);
}

bool receipt_mail_allow(const IntakeRun *run, ReceiptCounts *counts, const IntakeItem *item)
{
    if (!item->receipt_to || !is_asked_for(run, counts, item->receipt_to))
        return false;
    CategoryChooser by;
    int sent = GPOINTER_TO_INT(g_hash_table_lookup(counts->to, item->receipt_to));
    if (sent >= receipt_most_to_address(intake_promise_category(run, item, &by)))
        return false;
    g_hash_table_insert(counts->to, g_strdup(item->receipt_to), GINT_TO_POINTER(sent + 1));
    return true;
}

/* ---- what ---- */

void receipt_mail_mark(const IntakeRun *run, Inquiry *inquiry, gint64 now)
{
    receipts_answer(run->rules->rulebook, inquiry, now);
}

static Message *message_of(const IntakeRun *run, const IntakeItem *item, gint64 now)
{
    const Config *config = run->config;
    CategoryChooser by;
    const char *code = intake_promise_category(run, item, &by);
    ReceiptLetter letter = {.facts = {.category = rulebook_category(run->rules->rulebook, code),
                                      .reference = RECEIPTS_REFERENCE,
                                      .bureau = config_text(config, "bureau", "name"),
                                      .careers_url = config_text(config, "bureau", "careers_url")},
                            .to = item->receipt_to,
                            .from_name = config_text(config, "mail", "from_name"),
                            .sender = config_text(config, "mail", "from"),
                            .domain = run->own_domain,
                            .now = now};
    return receipts_message(&letter);
}

void receipt_mail_add(const IntakeRun *run, DbBatch *batch, IntakeItem *item, GPtrArray *words)
{
    gint64 now = clock_now();
    g_autoptr(Message) message = message_of(run, item, now);
    g_clear_pointer(&item->made_words, g_ptr_array_unref);
    item->made_words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(item->made_words, messages_search_words(message));
    g_ptr_array_add(words, item->made_words->pdata[0]);
    messages_add_unsearched(batch, EVENT_LATEST, message, NULL, NULL);
    receipts_post(batch, message, now);
}

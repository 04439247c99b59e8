/* Owns what an ordered document becomes: an access request with a clock of its own, from whoever
 * ordered it and never from the portal that brought it, so that no answer goes there. Decides
 * nothing about mails. */
#include "order_cases.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/journal_entries.h"
#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#define ACCESS_REQUEST "access_request"

void ordered_case_free(gpointer data)
{
    OrderedCase *ordered_case = data;
    g_free(ordered_case->order_id);
    g_free(ordered_case->document_id);
    g_free(ordered_case);
}

const char *order_cases_body(const char *text)
{
    while (g_ascii_isspace(*text))
        text++;
    const char *end = g_str_has_prefix(text, "<?xml") ? strstr(text, "?>") : NULL;
    return end ? end + 2 : text;
}

/* ---- by what they are known ---- */

/* Some tell no id: then the same facts are the same document. */
static char *document_id_of(const OrderedDocument *document)
{
    if (*document->id)
        return g_strdup(document->id);
    if (*document->system_id)
        return g_strdup(document->system_id);
    return g_strjoin("|", document->case_number, document->document_number,
                     document->journal_number, document->case_title, document->document_title,
                     NULL);
}

static char *order_id_of(const EinnsynOrder *order)
{
    if (*order->id)
        return g_strdup(order->id);
    g_autoptr(GString) facts = g_string_new(NULL);
    const char *const told[] = {order->ordered_on, order->body_number,  order->name,
                                order->email,      order->organisation, order->address};
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++)
        g_string_append_printf(facts, "%s\n", told[i]);
    for (guint i = 0; i < order->documents->len; i++) {
        g_autofree char *document = document_id_of(order->documents->pdata[i]);
        g_string_append_printf(facts, "%s\n", document);
    }
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, facts->str, -1);
    return g_strconcat("sha256:", sum, NULL);
}

GPtrArray *order_cases_of(const EinnsynOrder *order)
{
    g_autofree char *order_id = order_id_of(order);
    GPtrArray *cases = g_ptr_array_new_with_free_func(ordered_case_free);
    for (guint i = 0; i < order->documents->len; i++) {
        OrderedCase *one = g_new0(OrderedCase, 1);
        one->order = order;
        one->document = order->documents->pdata[i];
        one->order_id = g_strdup(order_id);
        one->document_id = document_id_of(one->document);
        g_ptr_array_add(cases, one);
    }
    return cases;
}

GPtrArray *order_cases_new(const GPtrArray *cases, GHashTable *known, gpointer *first_known)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *fresh = g_ptr_array_new();
    gpointer first = NULL;
    for (guint i = 0; i < cases->len; i++) {
        const OrderedCase *one = cases->pdata[i];
        char *key = access_orders_key(one->order_id, one->document_id);
        gpointer entry = g_hash_table_lookup(known, key);
        if (!first)
            first = entry;
        if (g_hash_table_add(seen, key) && !entry)
            g_ptr_array_add(fresh, cases->pdata[i]);
    }
    if (first_known)
        *first_known = first;
    return fresh;
}

/* ---- records ---- */

static const char *requester(const EinnsynOrder *order)
{
    return *order->name ? order->name : order->organisation;
}

static void set_text(char **field, const char *text)
{
    char *copy = g_strdup(text);
    g_free(*field);
    *field = copy;
}

Inquiry *order_case_inquiry(const Rulebook *rulebook, const OrderedCase *ordered_case, gint64 at)
{
    const EinnsynOrder *order = ordered_case->order;
    g_autofree char *subject = einnsyn_order_subject(ordered_case->document, order->language);
    Inquiry *inquiry = inquiry_new();
    inquiry->state = INQUIRY_NEW;
    inquiry->channel = CHANNEL_EINNSYN;
    inquiry->received_at = inquiry->started_at = at;
    set_text(&inquiry->category, ACCESS_REQUEST);
    inquiry->category_by = CHOSEN_BY_ORDER;
    set_text(&inquiry->language, order->language);
    set_text(&inquiry->subject, subject);
    set_text(&inquiry->from_name, requester(order));
    set_text(&inquiry->from_address, order->email);
    rulebook_apply(rulebook, inquiry, NULL);
    return inquiry;
}

Message *order_case_message(const OrderedCase *ordered_case, const char *more, gint64 at)
{
    const EinnsynOrder *order = ordered_case->order;
    g_autofree char *subject = einnsyn_order_subject(ordered_case->document, order->language);
    g_autofree char *text = einnsyn_order_text(order, ordered_case->document, order->language);
    Message *message = message_new();
    message->direction = MESSAGE_IN;
    message->at = at;
    set_text(&message->channel, channel_words[CHANNEL_EINNSYN]);
    set_text(&message->from_name, requester(order));
    set_text(&message->from_address, order->email);
    set_text(&message->subject, subject);
    g_free(message->text);
    message->text =
        more && *more ? g_strconcat(text, "\n-- \n", more, NULL) : g_steal_pointer(&text);
    return message;
}

/* ---- statements ---- */

void order_case_settle(DbBatch *batch, const OrderedCase *ordered_case, const char *reason,
                       gint64 now)
{
    const OrderedDocument *document = ordered_case->document;
    g_autofree char *facts =
        events_texts("reason", reason, "category", ACCESS_REQUEST, "order", ordered_case->order_id,
                     "document", ordered_case->document_id, NULL);
    events_add(batch, now, 0, EVENT_RECEIVED, EVENT_LATEST, EVENT_LATEST, "", facts);
    access_orders_link(batch, ordered_case->order_id, now);
    access_orders_add(batch, ordered_case->order_id, ordered_case->document_id, EVENT_LATEST,
                      document->case_number, document->document_number, document->journal_number);
}

void order_case_journal(DbBatch *batch, const Rulebook *rulebook, const Inquiry *inquiry,
                        const Message *message, gint64 now)
{
    journal_entries_follow_received(batch, inquiry, rulebook_category(rulebook, ACCESS_REQUEST),
                                    message, now);
}

char *order_case_add(DbBatch *batch, const Rulebook *rulebook, const OrderedCase *ordered_case,
                     gint64 mailbox, gint64 at, gint64 now)
{
    g_autoptr(Inquiry) inquiry = order_case_inquiry(rulebook, ordered_case, at);
    g_autoptr(Message) message = order_case_message(ordered_case, NULL, at);
    inquiries_add(batch, inquiry, mailbox, now);
    messages_add_unsearched(batch, EVENT_LATEST, message, NULL, NULL);
    order_case_settle(batch, ordered_case, "", now);
    order_case_journal(batch, rulebook, inquiry, message, now);
    return messages_search_words(message);
}

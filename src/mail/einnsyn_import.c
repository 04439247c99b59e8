/* Owns orders that come as files: which documents are cases already, and the batch that makes the
 * others. What a case is, order_cases.c knows. */
#include "skranke/mail/einnsyn_import.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#include "order_cases.h"

/* The same order may come by mail just then: look again who was first. */
enum { MOST_TRIES = 5 };

void einnsyn_case_free(gpointer data)
{
    EinnsynCase *one = data;
    g_free(one->order);
    g_free(one->document);
    g_free(one->case_number);
    g_free(one->document_number);
    g_free(one);
}

typedef struct {
    Db *db;
    const char *name;
    GBytes *bytes;
    gint64 at;
    const Rulebook *rulebook;
    const GPtrArray *cases; /* of OrderedCase * */
} Import;

static GHashTable *known_cases(const Import *import, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, ((const OrderedCase *)import->cases->pdata[0])->order_id);
    return access_orders_of(import->db, ids, error);
}

/* The first new case keeps the order as it came. */
static void add_first(const Import *import, DbBatch *batch, const OrderedCase *first, gint64 now)
{
    g_autoptr(Inquiry) inquiry = order_case_inquiry(import->rulebook, first, import->at);
    g_autoptr(Message) message = order_case_message(first, NULL, import->at);
    Attachment *attachment = g_new0(Attachment, 1);
    attachment->name = g_strdup(import->name);
    g_ptr_array_add(message->attachments, attachment);
    g_autofree char *sha256 = content_add_bytes(batch, import->bytes);
    inquiries_add(batch, inquiry, 0, now);
    messages_add(batch, EVENT_LATEST, message, NULL, NULL);
    messages_add_attachment(batch, import->name, "application/xml",
                            (gint64)g_bytes_get_size(import->bytes), sha256);
    order_case_settle(batch, first, "", now);
    order_case_journal(batch, import->rulebook, inquiry, message, now);
}

static bool add_new(const Import *import, const GPtrArray *fresh, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_first(import, batch, fresh->pdata[0], now);
    for (guint i = 1; i < fresh->len; i++) {
        g_autofree char *words =
            order_case_add(batch, import->rulebook, fresh->pdata[i], 0, import->at, now);
        messages_add_search(batch, 0, words);
    }
    return db_batch_apply(import->db, batch, error);
}

/* Which were new, each by its key; NULL with an error. */
static GHashTable *add_what_is_new(const Import *import, GError **error)
{
    for (int tries = 1;; tries++) {
        g_autoptr(GHashTable) known = known_cases(import, error);
        if (!known)
            return NULL;
        g_autoptr(GPtrArray) fresh = order_cases_new(import->cases, known, NULL);
        g_autoptr(GHashTable) added = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (guint i = 0; i < fresh->len; i++) {
            const OrderedCase *one = fresh->pdata[i];
            g_hash_table_add(added, access_orders_key(one->order_id, one->document_id));
        }
        GError *failed = NULL;
        if (fresh->len == 0 || add_new(import, fresh, &failed))
            return g_steal_pointer(&added);
        if (tries == MOST_TRIES ||
            !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, failed);
            return NULL;
        }
        g_error_free(failed);
    }
}

static EinnsynCase *result_of(const OrderedCase *ordered, GHashTable *known, GHashTable *added)
{
    g_autofree char *key = access_orders_key(ordered->order_id, ordered->document_id);
    const AccessOrder *there = g_hash_table_lookup(known, key);
    EinnsynCase *result = g_new0(EinnsynCase, 1);
    result->inquiry = there ? there->inquiry : 0;
    result->order = g_strdup(ordered->order_id);
    result->document = g_strdup(ordered->document_id);
    result->case_number = g_strdup(ordered->document->case_number);
    result->document_number = g_strdup(ordered->document->document_number);
    result->fresh = g_hash_table_contains(added, key);
    return result;
}

GPtrArray *einnsyn_import(Db *db, const char *name, GBytes *bytes, gint64 received_at,
                          GError **error)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    EinnsynOrder *order = einnsyn_order_read(data ? data : "", size, error);
    if (!order)
        return NULL;
    g_autoptr(GPtrArray) cases = order_cases_of(order);
    g_autoptr(Rulebook) rulebook = rulebook_load(db, error);
    Import import = {db, name, bytes, received_at, rulebook, cases};
    g_autoptr(GHashTable) added = rulebook ? add_what_is_new(&import, error) : NULL;
    g_autoptr(GHashTable) known = added ? known_cases(&import, error) : NULL;
    GPtrArray *results = known ? g_ptr_array_new_with_free_func(einnsyn_case_free) : NULL;
    for (guint i = 0; known && i < cases->len; i++)
        g_ptr_array_add(results, result_of(cases->pdata[i], known, added));
    einnsyn_order_free(order);
    return results;
}

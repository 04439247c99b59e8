/*
 * The small office of the mail tests. Knows the store, no server.
 */
#include "office.h"

#include "skranke/base/clock.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/open.h"

#include "cleanup.h"
#include "testing.h"

static void expect(bool good, const GError *error)
{
    if (!good)
        fail_msg("%s", error ? error->message : "failed without a reason");
}

void office_configure(Office *office, const char *settings)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf(
        "[mail]\nfrom = info@example.com\nfrom_name = Skranken på Ås\n%s", settings);
    g_free(office->ini);
    office->ini = file_write(office->folder, "skranke.ini", text, -1);
    g_clear_pointer(&office->config, config_free);
    office->config = config_load(office->ini, &error);
    expect(office->config, error);
    const GPtrArray *problems = config_problems(office->config);
    if (problems->len)
        fail_msg("%s", (char *)problems->pdata[0]);
}

Office *office_new(const char *settings)
{
    g_autoptr(GError) error = NULL;
    Office *office = g_new0(Office, 1);
    office->folder = temp_folder_make("office");
    office->uri = g_build_filename(office->folder, "desk.db", NULL);
    office_configure(office, settings);
    expect(store_create(office->uri, &error), error);
    office->db = store_open(office->uri, &error);
    expect(office->db, error);
    return office;
}

void office_free(Office *office)
{
    if (!office)
        return;
    db_close(office->db);
    config_free(office->config);
    temp_folder_remove(office->folder);
    g_free(office->uri);
    g_free(office->ini);
    g_free(office);
}

static void replace(char **text, char *with)
{
    g_free(*text);
    *text = with;
}

gint64 office_inquiry(Office *office, const char *subject)
{
    static unsigned number;
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiry_new();
    g_autoptr(Message) message = message_new();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    gint64 now = clock_now();
    inquiry->state = INQUIRY_WAITING;
    inquiry->channel = CHANNEL_EMAIL;
    inquiry->received_at = now;
    replace(&inquiry->subject, g_strdup(subject));
    replace(&inquiry->language, g_strdup("nb"));
    replace(&inquiry->from_address, g_strdup("kari@example.org"));
    message->direction = MESSAGE_IN;
    message->at = now;
    replace(&message->channel, g_strdup("email"));
    replace(&message->subject, g_strdup(subject));
    replace(&message->text, g_strdup("Hvor mange bor i Ås?"));
    replace(&message->from_address, g_strdup("kari@example.org"));
    replace(&message->message_id, g_strdup_printf("question.%u@example.org", ++number));
    inquiries_add(batch, inquiry, 0, now);
    messages_add(batch, -1, message, NULL, NULL);
    expect(db_batch_apply(office->db, batch, &error), error);
    return db_query_integer(office->db, 0, NULL, "SELECT max(id) FROM inquiry", "");
}

gint64 office_answer(Office *office, gint64 inquiry, const char *addresses, const char *text)
{
    static unsigned number;
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) message = message_new();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_auto(GStrv) parts = g_strsplit(addresses, "\n", -1);
    gint64 now = clock_now();
    message->direction = MESSAGE_OUT;
    message->delivery = DELIVERY_HELD;
    message->at = now;
    replace(&message->channel, g_strdup("email"));
    replace(&message->from_name, g_strdup("Skranken på Ås"));
    replace(&message->from_address, g_strdup("info@example.com"));
    replace(&message->recipients, g_strjoinv(", ", parts));
    replace(&message->subject, g_strdup("Sv: Folketallet i Ås"));
    replace(&message->text, g_strdup(text));
    replace(&message->message_id,
            g_strdup_printf("%" G_GINT64_FORMAT ".answer%u@example.com", inquiry, ++number));
    messages_add(batch, inquiry, message, NULL, NULL);
    outbox_add(batch, 0, "info@example.com", addresses, false, "open", now - 1);
    expect(db_batch_apply(office->db, batch, &error), error);
    return db_query_integer(office->db, 0, NULL, "SELECT max(id) FROM message", "");
}

OutboxItem *office_item(Office *office, gint64 message)
{
    g_autoptr(GError) error = NULL;
    OutboxItem *item = outbox_of_message(office->db, message, &error);
    expect(item, error);
    return item;
}

void office_make_due(Office *office, gint64 message, gint64 seconds_ago)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    gint64 now = clock_now();
    db_batch_add(batch, "UPDATE outbox SET next_try_at = ?, not_before = ? WHERE message = ?",
                 "iii", now - 1, now - seconds_ago, message);
    db_batch_expect(batch, 1);
    expect(db_batch_apply(office->db, batch, &error), error);
}

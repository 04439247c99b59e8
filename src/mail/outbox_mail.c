/* Makes the mail of an answer: the message row with what is attached to it, its inquiry's language
 * and thread, into a MailDraft. Owns which earlier messages an answer refers to; must not know
 * servers, nor what becomes of the mail. */
#include "skranke/mail/outbox_mail.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/content.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/mail/mime_read.h"
#include "skranke/mail/mime_write.h"

/* More helps no reader, and every mail of a long thread would carry it. */
#define MOST_REFERENCES 20

/* Between the counter and a section. */
static bool is_inside(const Message *message)
{
    return message->purpose == PURPOSE_FORWARD || message->purpose == PURPOSE_FROM_SECTION;
}

/* The reader of `answer` may have it: it came in, or went out. Between the counter and a section
 * goes another thread: the inquirer never had it, and what leaves a closed silo names nobody, not
 * by a Message-ID either. */
static bool is_in_thread(const Message *message, const Message *answer)
{
    return message->message_id[0] && message->direction != MESSAGE_NOTE &&
           message->delivery != DELIVERY_WITHDRAWN && message->delivery != DELIVERY_REFUSED &&
           is_inside(answer) == is_inside(message);
}

GPtrArray *outbox_mail_references(const GPtrArray *messages, const Message *answer)
{
    GPtrArray *ids = g_ptr_array_new();
    const char *parent = NULL;
    for (guint i = 0; i < messages->len; i++) {
        const Message *one = g_ptr_array_index(messages, i);
        if (one->id >= answer->id || !is_in_thread(one, answer))
            continue;
        g_ptr_array_add(ids, one->message_id);
        if (one->direction == MESSAGE_IN)
            parent = one->message_id;
    }
    if (parent) {
        g_ptr_array_remove(ids, (gpointer)parent);
        g_ptr_array_add(ids, (gpointer)parent);
    }
    if (ids->len > MOST_REFERENCES)
        g_ptr_array_remove_range(ids, 1, ids->len - MOST_REFERENCES);
    g_ptr_array_add(ids, NULL);
    return ids;
}

static const char *or_else(const char *text, const char *fallback)
{
    return text && *text ? text : fallback;
}

/* Content-Language only for a language we know the name of. */
static const char *content_language(const Inquiry *inquiry)
{
    return strcmp(inquiry->language, "other") == 0 ? "" : inquiry->language;
}

/* name and type are the row's. */
static void file_free(gpointer file)
{
    MailAttachment *attachment = file;
    g_bytes_unref(attachment->bytes);
    g_free(attachment);
}

/* An attachment without bytes must not go missing unseen. */
static MailAttachment *read_file(Db *db, const Attachment *row, GError **error)
{
    if (!row->content) {
        g_autofree char *name = safe_text_line(row->name ? row->name : "", -1);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The attachment \"%s\" is not in the database. Nothing was sent; attach it "
                      "again, or send without it."),
                    name);
        return NULL;
    }
    GBytes *bytes = content_read(db, row->content, error);
    if (!bytes)
        return NULL;
    MailAttachment *file = g_new(MailAttachment, 1);
    *file = (MailAttachment){row->name, row->type, bytes};
    return file;
}

/* Reads on until it is more than a mail may hold: then mime_write says so, and no more need be in
 * memory. */
static GPtrArray *read_files(Db *db, const Message *message, GError **error)
{
    const gsize most = (gsize)MIME_WRITE_ATTACHED_MEGABYTES * 1024 * 1024;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
    gsize total = 0;
    for (guint i = 0; i < message->attachments->len && total <= most; i++) {
        MailAttachment *file = read_file(db, message->attachments->pdata[i], error);
        if (!file)
            return NULL;
        g_ptr_array_add(files, file);
        total += g_bytes_get_size(file->bytes);
    }
    return g_steal_pointer(&files);
}

static GBytes *make(Db *db, const Config *config, const OutboxItem *item, gint64 now,
                    GError **error)
{
    g_autoptr(Message) message = messages_get(db, item->message, error);
    g_autoptr(Inquiry) inquiry = message ? inquiries_get(db, item->inquiry, error) : NULL;
    g_autoptr(GPtrArray) all = inquiry ? messages_of_inquiry(db, item->inquiry, error) : NULL;
    g_autoptr(GPtrArray) files = all ? read_files(db, message, error) : NULL;
    if (!files)
        return NULL;
    g_autoptr(GPtrArray) references = outbox_mail_references(all, message);
    const MailDraft draft = {
        .from_name = or_else(message->from_name, config_text(config, "mail", "from_name")),
        .from_address = or_else(message->from_address, config_text(config, "mail", "from")),
        .to = message->recipients,
        .cc = message->copies,
        .reply_to = message->reply_to,
        .subject = message->subject,
        .text = message->text,
        .message_id = message->message_id,
        .references = (const char *const *)references->pdata,
        .date = now,
        .language = content_language(inquiry),
        .automatic = message->automatic,
        .attachments = files,
    };
    return mime_write(&draft, error);
}

GBytes *outbox_mail_bytes(Db *db, const Config *config, const OutboxItem *item, gint64 now,
                          bool *fresh, GError **error)
{
    *fresh = item->bytes == 0;
    return *fresh ? make(db, config, item, now, error) : content_read(db, item->bytes, error);
}

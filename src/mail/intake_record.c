/* One mail's outcome as statements: inquiry, message, attachments, event, ledger. Decides nothing
 * and asks nothing. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "intake_private.h"

/* {"reason":"…"}: the texts are ours and a Message-ID's, valid UTF-8. */
static char *reason_json(const char *reason)
{
    GString *out = g_string_new("{\"reason\":\"");
    for (const char *at = reason; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(out, '\\');
        if ((guchar)*at < 0x20)
            g_string_append_printf(out, "\\u%04x", (guchar)*at);
        else
            g_string_append_c(out, *at);
    }
    return g_string_free(g_string_append(out, "\"}"), FALSE);
}

/* From a file the Date header is the moment of receipt, unless it lies in the future. */
static gint64 received_at(const IntakeItem *item)
{
    gint64 now = clock_now();
    if (item->from_file && item->mail->date > 0 && item->mail->date <= now)
        return item->mail->date;
    return MIN(item->received_at, now);
}

static void add_inquiry(DbBatch *batch, const IntakeItem *item, gint64 at)
{
    const ParsedMail *mail = item->mail;
    Inquiry inquiry = {.state = INQUIRY_NEW,
                       .channel = CHANNEL_EMAIL,
                       .category = (char *)"",
                       .language = (char *)"",
                       .subject = mail->subject,
                       .from_name = mail->from_name,
                       .from_address = mail->from_address,
                       .received_at = at,
                       .target_on = (char *)"",
                       .limit_on = (char *)""};
    inquiries_add(batch, &inquiry, item->mailbox, clock_now());
}

static void append_line(GString *out, const char *line)
{
    g_string_append_printf(out, "%s%s", out->len > 0 ? "\n" : "", line);
}

/* An answer of ours that none of our programs sent. */
static bool is_sent_elsewhere(const IntakeVerdict *verdict)
{
    return verdict->outcome == INTAKE_ECHO && verdict->inquiry != 0;
}

/* What people must know of a message, one a line. */
static char *warning_lines(const ParsedMail *mail, const IntakeVerdict *verdict)
{
    GString *out = g_string_new(NULL);
    if (is_sent_elsewhere(verdict))
        append_line(out, _("Sent from another mail program, not from here."));
    for (guint i = 0; i < mail->warnings->len; i++)
        append_line(out, mail->warnings->pdata[i]);
    if (verdict->same_id)
        append_line(out, _("Another mail with the same Message-ID came before; both were kept."));
    return g_string_free(out, FALSE);
}

static GPtrArray *attachment_names(const ParsedMail *mail)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *from = mail->attachments->pdata[i];
        Attachment *attachment = g_new0(Attachment, 1);
        attachment->name = g_strdup(from->name);
        g_ptr_array_add(list, attachment);
    }
    return list;
}

/* The mail as a message; borrows every text. */
static Message message_of_mail(const ParsedMail *mail, bool sent)
{
    return (Message){.direction = sent ? MESSAGE_OUT : MESSAGE_IN,
                     .channel = (char *)channel_words[CHANNEL_EMAIL],
                     .from_name = mail->from_name,
                     .from_address = mail->from_address,
                     .reply_to = mail->reply_to,
                     .recipients = mail->to,
                     .copies = mail->cc,
                     .subject = mail->subject,
                     .text = mail->text,
                     .message_id = mail->message_id,
                     .automatic = mail->automatic,
                     .delivery = sent ? DELIVERY_SENT : DELIVERY_NONE};
}

static void make_words(IntakeItem *item, bool sent)
{
    g_autoptr(GPtrArray) names = attachment_names(item->mail);
    Message message = message_of_mail(item->mail, sent);
    message.attachments = names;
    g_free(item->words);
    item->words = messages_search_words(&message);
}

void intake_item_make_words(IntakeItem *item)
{
    make_words(item, false);
}

static void add_message(DbBatch *batch, const IntakeItem *item, const IntakeVerdict *verdict,
                        gint64 inquiry, gint64 at)
{
    const ParsedMail *mail = item->mail;
    g_autofree char *warnings = warning_lines(mail, verdict);
    Message message = message_of_mail(mail, is_sent_elsewhere(verdict));
    message.at = at;
    message.joined_by = verdict->reason;
    message.warnings = warnings;
    g_ptr_array_add(mail->references, NULL);
    messages_add_unsearched(batch, inquiry, &message, (const char *const *)mail->references->pdata,
                            item->sha256);
    g_ptr_array_set_size(mail->references, (gint)mail->references->len - 1);
}

/* After the message's own statements: they speak of the message added last. */
static void add_attachments(DbBatch *batch, const ParsedMail *mail)
{
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        g_autofree char *sha256 = content_add_bytes(batch, attachment->bytes);
        messages_add_attachment(batch, attachment->name, attachment->type,
                                (gint64)g_bytes_get_size(attachment->bytes), sha256);
    }
}

/* What nobody wrote wakes nobody, nor does what we wrote: the state stays. But an answer that did
 * not arrive must not lie in a closed inquiry where nobody sees it. */
static void tell_inquiry(DbBatch *batch, const ParsedMail *mail, const IntakeVerdict *verdict,
                         gint64 at)
{
    if (mail->automatic_kind == AUTOMATIC_COURTESY || is_sent_elsewhere(verdict))
        inquiries_message_added(batch, verdict->inquiry, at, clock_now());
    else
        inquiries_message_came(batch, verdict->inquiry, at, clock_now());
}

static void record_message(DbBatch *batch, IntakeItem *item, const IntakeVerdict *verdict,
                           GPtrArray *words)
{
    gint64 at = received_at(item);
    bool fresh = verdict->outcome == INTAKE_NEW;
    gint64 inquiry = fresh ? EVENT_LATEST : verdict->inquiry;
    g_autofree char *after = reason_json(verdict->reason);
    if (fresh)
        add_inquiry(batch, item, at);
    if (is_sent_elsewhere(verdict))
        make_words(item, true);
    add_message(batch, item, verdict, inquiry, at);
    g_ptr_array_add(words, item->words);
    add_attachments(batch, item->mail);
    if (!fresh)
        tell_inquiry(batch, item->mail, verdict, at);
    events_add(batch, clock_now(), 0, fresh ? EVENT_RECEIVED : EVENT_JOINED, inquiry, EVENT_LATEST,
               "", after);
    intake_settle(batch, item->id, verdict->outcome, verdict->reason, EVENT_LATEST,
                  item->mail->fingerprint);
}

void intake_record(DbBatch *batch, IntakeItem *item, const IntakeVerdict *verdict, GPtrArray *words)
{
    if (item->reopen)
        intake_reopen(batch, item->id);
    if (verdict->outcome == INTAKE_NEW || verdict->outcome == INTAKE_JOINED ||
        is_sent_elsewhere(verdict))
        record_message(batch, item, verdict, words);
    else
        intake_settle(batch, item->id, verdict->outcome, verdict->reason, verdict->message,
                      item->mail != NULL ? item->mail->fingerprint : "");
}

void intake_record_search(DbBatch *batch, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        messages_add_search(batch, (gint64)(words->len - 1 - i), words->pdata[i]);
}

/* One mail's outcome as statements: inquiry, message, attachments, event, ledger. Decides nothing
 * and asks nothing. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/journal_entries.h"
#include "skranke/store/messages.h"

#include "intake_forward.h"
#include "order_cases.h"

/* From a file the Date header is the moment of receipt, unless it lies in the future. */
gint64 intake_item_received_at(const IntakeItem *item)
{
    gint64 now = clock_now();
    if (item->from_file && item->mail->date > 0 && item->mail->date <= now)
        return item->mail->date;
    return MIN(item->received_at, now);
}

/* The record of it, whose number is not known yet. */
static Inquiry *add_inquiry(const IntakeRun *run, DbBatch *batch, const IntakeItem *item,
                            const IntakeVerdict *verdict, gint64 at)
{
    Inquiry *inquiry = intake_promise_inquiry(run, item, at);
    if (verdict->receipt)
        receipt_mail_mark(run, inquiry, clock_now());
    inquiries_add(batch, inquiry, item->mailbox, clock_now());
    return inquiry;
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

/* Who ordered stands as the sender, so that answers go there; who brought it is told here. */
static void append_order_line(GString *out, const ParsedMail *mail)
{
    g_autofree char *line =
        g_strdup_printf(_("An order from eInnsyn; the mail came from %s."), mail->from_address);
    append_line(out, line);
}

/* What people must know of a message, one a line. */
static char *warning_lines(const IntakeItem *item, const IntakeVerdict *verdict)
{
    const ParsedMail *mail = item->mail;
    GString *out = g_string_new(NULL);
    if (is_sent_elsewhere(verdict))
        append_line(out, _("Sent from another mail program, not from here."));
    for (guint i = 0; i < mail->warnings->len; i++)
        append_line(out, mail->warnings->pdata[i]);
    if (item->identity_numbers > 0)
        append_line(out, _("There is a national identity number in this mail; it is masked on the "
                           "screen."));
    if (item->order_trouble)
        append_line(out, item->order_trouble);
    if (verdict->cases)
        append_order_line(out, mail);
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

/* The rest of a message that a mail is, and its row. */
static void put_message(DbBatch *batch, const IntakeItem *item, const IntakeVerdict *verdict,
                        gint64 inquiry, Message *message)
{
    GPtrArray *references = item->mail->references;
    g_autofree char *warnings = warning_lines(item, verdict);
    message->joined_by = verdict->reason;
    message->warnings = warnings;
    message->identity_numbers = item->identity_numbers;
    g_ptr_array_add(references, NULL);
    messages_add_unsearched(batch, inquiry, message, (const char *const *)references->pdata,
                            item->sha256);
    g_ptr_array_set_size(references, (gint)references->len - 1);
    message->joined_by = message->warnings = NULL;
}

static Message message_to_add(const IntakeItem *item, const IntakeVerdict *verdict, gint64 at)
{
    Message message = message_of_mail(item->mail, is_sent_elsewhere(verdict));
    message.at = at;
    message.purpose = verdict->from_section ? PURPOSE_FROM_SECTION : PURPOSE_PLAIN;
    return message;
}

/* Enters the message added last where its inquiry's category says so; without rules that waits
 * until somebody has chosen. */
static void journal(const IntakeRun *run, DbBatch *batch, const Inquiry *inquiry,
                    const Message *message)
{
    if (run->rules)
        journal_entries_follow_received(batch, inquiry,
                                        rulebook_category(run->rules->rulebook, inquiry->category),
                                        message, clock_now());
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
static void tell_inquiry(const IntakeRun *run, DbBatch *batch, const ParsedMail *mail,
                         const IntakeVerdict *verdict, gint64 at)
{
    intake_forward_settle(batch, verdict);
    if (verdict->from_section) {
        intake_forward_tell(run, batch, mail, verdict, at);
        return;
    }
    intake_promise_touch(batch, verdict->joined);
    if (mail->automatic_kind == AUTOMATIC_COURTESY || is_sent_elsewhere(verdict)) {
        if (is_sent_elsewhere(verdict) &&
            address_is_among(mail->recipients, verdict->joined->record->from_address))
            intake_promise_answered(run, batch, verdict->joined, at);
        inquiries_message_added(batch, verdict->inquiry, at, clock_now());
        return;
    }
    CameKind kind = mail->automatic_kind != AUTOMATIC_FAILURE ? CAME_FROM_INQUIRER
                    : verdict->settles                        ? CAME_A_FORWARD_BACK
                                                              : CAME_A_FAILURE;
    inquiries_message_came(batch, verdict->inquiry, at, clock_now());
    intake_promise_came(run, batch, verdict->joined, kind, at);
}

/* What the event of a new inquiry says: why it is one, and why it has its category. */
static char *facts_of(const IntakeRun *run, const IntakeItem *item, const IntakeVerdict *verdict)
{
    CategoryChooser by = CHOSEN_BY_NOBODY;
    const char *category =
        verdict->outcome == INTAKE_NEW ? intake_promise_category(run, item, &by) : "";
    if (!*category && verdict->outcome == INTAKE_NEW && *item->mail->automatic)
        return events_texts("reason", verdict->reason, "automatic", item->mail->automatic, NULL);
    if (!*category)
        return events_text("reason", verdict->reason);
    return events_texts("reason", verdict->reason, "category", category, "category_by",
                        category_chooser_words[by], "why",
                        item->suggestion ? item->suggestion->why : "", NULL);
}

static void settle(DbBatch *batch, const IntakeItem *item, const IntakeVerdict *verdict)
{
    intake_settle(batch, item->id, verdict->outcome, verdict->reason, EVENT_LATEST,
                  item->mail->fingerprint);
}

static void record_message(const IntakeRun *run, DbBatch *batch, IntakeItem *item,
                           const IntakeVerdict *verdict, GPtrArray *words)
{
    gint64 at = intake_item_received_at(item);
    bool fresh = verdict->outcome == INTAKE_NEW;
    gint64 inquiry = fresh ? EVENT_LATEST : verdict->inquiry;
    g_autofree char *after = facts_of(run, item, verdict);
    g_autoptr(Inquiry) begun = fresh ? add_inquiry(run, batch, item, verdict, at) : NULL;
    Message message = message_to_add(item, verdict, at);
    if (is_sent_elsewhere(verdict))
        make_words(item, true);
    put_message(batch, item, verdict, inquiry, &message);
    g_ptr_array_add(words, item->words);
    add_attachments(batch, item->mail);
    if (!fresh)
        tell_inquiry(run, batch, item->mail, verdict, at);
    events_add(batch, clock_now(), 0, fresh ? EVENT_RECEIVED : intake_forward_event(verdict),
               inquiry, EVENT_LATEST, "", after);
    journal(run, batch, fresh ? begun : verdict->joined->record, &message);
    settle(batch, item, verdict);
    if (verdict->receipt)
        receipt_mail_add(run, batch, item, words);
}

/* ---- orders: one mail, several inquiries ---- */

static void take_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

/* The first case gets the mail itself: its bytes, its attachments, its place in the thread. */
static void record_first_case(const IntakeRun *run, DbBatch *batch, IntakeItem *item,
                              const IntakeVerdict *verdict, GPtrArray *words)
{
    const ParsedMail *mail = item->mail;
    const OrderedCase *first = verdict->cases->pdata[0];
    gint64 at = intake_item_received_at(item);
    const char *body = order_cases_body(mail->text);
    bool is_order_itself = einnsyn_order_looks_like("", body, strlen(body));
    g_autoptr(Inquiry) inquiry = order_case_inquiry(run->rules->rulebook, first, at);
    g_autoptr(Message) message = order_case_message(first, is_order_itself ? NULL : mail->text, at);
    g_autoptr(GPtrArray) names = attachment_names(mail);
    take_text(&message->recipients, mail->to);
    take_text(&message->copies, mail->cc);
    take_text(&message->message_id, mail->message_id);
    take_text(&message->automatic, mail->automatic);
    inquiries_add(batch, inquiry, item->mailbox, clock_now());
    put_message(batch, item, verdict, EVENT_LATEST, message);
    add_attachments(batch, mail);
    g_clear_pointer(&message->attachments, g_ptr_array_unref);
    message->attachments = g_ptr_array_ref(names);
    g_free(item->words);
    item->words = messages_search_words(message);
    g_ptr_array_add(words, item->words);
    order_case_settle(batch, first, verdict->reason, clock_now());
    journal(run, batch, inquiry, message);
    settle(batch, item, verdict);
}

static void record_cases(const IntakeRun *run, DbBatch *batch, IntakeItem *item,
                         const IntakeVerdict *verdict, GPtrArray *words)
{
    record_first_case(run, batch, item, verdict, words);
    g_clear_pointer(&item->made_words, g_ptr_array_unref);
    item->made_words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 1; i < verdict->cases->len; i++) {
        char *made = order_case_add(batch, run->rules->rulebook, verdict->cases->pdata[i],
                                    item->mailbox, intake_item_received_at(item), clock_now());
        g_ptr_array_add(item->made_words, made);
        g_ptr_array_add(words, made);
    }
}

void intake_record(const IntakeRun *run, DbBatch *batch, IntakeItem *item,
                   const IntakeVerdict *verdict, GPtrArray *words)
{
    if (item->reopen)
        intake_reopen(batch, item->id);
    if (verdict->cases)
        record_cases(run, batch, item, verdict, words);
    else if (verdict->outcome == INTAKE_NEW || verdict->outcome == INTAKE_JOINED ||
             is_sent_elsewhere(verdict))
        record_message(run, batch, item, verdict, words);
    else
        intake_settle(batch, item->id, verdict->outcome, verdict->reason, verdict->message,
                      item->mail != NULL ? item->mail->fingerprint : "");
}

void intake_record_search(DbBatch *batch, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        messages_add_search(batch, (gint64)(words->len - 1 - i), words->pdata[i]);
}

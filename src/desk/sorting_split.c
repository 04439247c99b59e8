/* Owns splitting: a part of an inquiry becomes an inquiry of its own, with its own category and
 * clocks. Out of a closed silo goes only what somebody has written for it. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/domain/disclosure.h"
#include "skranke/domain/identity_number.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

/* What is split off, before it is in the database. */
typedef struct {
    Inquiry *inquiry;
    Message *message;
    const Message *whole; /* the message that is copied with its attachments; NULL: words of it */
} Part;

static void part_clear(Part *part)
{
    g_clear_pointer(&part->inquiry, inquiry_free);
    g_clear_pointer(&part->message, message_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Part, part_clear)

static bool leaves_closed_silo(const Inquiry *inquiry, const Category *category)
{
    return inquiry->silo != CATEGORY_OPEN && inquiry->silo != category->silo;
}

static bool must_be_written(const Inquiry *inquiry, const Category *category, const char *text,
                            GError **error)
{
    if (*text || !leaves_closed_silo(inquiry, category))
        return false;
    g_set_error_literal(
        error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
        _("What was written here does not leave for others to see; nothing was split. Write in "
          "your own words what the other part asks (statistikkloven §§ 7–8)."));
    return true;
}

/* Whatever somebody wrote to us or we to them, the notes with it. */
static GPtrArray *texts_of(const GPtrArray *messages)
{
    GPtrArray *texts = g_ptr_array_new();
    for (guint i = 0; i < messages->len; i++)
        g_ptr_array_add(texts, ((const Message *)messages->pdata[i])->text);
    return texts;
}

/* What is written for others is compared with what they must not read. */
static bool tells_nothing(const Inquiry *inquiry, const Category *category,
                          const GPtrArray *messages, const char *subject, const char *text,
                          GError **error)
{
    if (!leaves_closed_silo(inquiry, category))
        return true;
    g_autoptr(GPtrArray) texts = texts_of(messages);
    g_autofree char *both = g_strdup_printf("%s\n%s", subject ? subject : "", text);
    DisclosureHidden hidden = {
        .name = inquiry->from_name, .address = inquiry->from_address, .texts = texts};
    const char *sentence = disclosure_refusal(&hidden, both);
    if (sentence)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, sentence);
    return sentence == NULL;
}

static const Message *first_in(const GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++)
        if (((const Message *)messages->pdata[i])->direction == MESSAGE_IN)
            return messages->pdata[i];
    return NULL;
}

/* A subject too tells what was asked: out of a closed silo the category's name stands for it. */
static const char *subject_of(const Inquiry *from, const Category *category, const SplitPart *part)
{
    if (part->subject && *part->subject)
        return part->subject;
    return leaves_closed_silo(from, category) ? category_name(category) : from->subject;
}

static Inquiry *new_inquiry(const Inquiry *from, const Category *category, const SplitPart *part)
{
    Inquiry *inquiry = inquiry_new();
    inquiry->state = INQUIRY_NEW;
    inquiry->channel = from->channel;
    change_set_text(&inquiry->category, category->code);
    inquiry->category_by = CHOSEN_BY_OPERATOR;
    change_set_text(&inquiry->language, from->language);
    change_set_text(&inquiry->subject, subject_of(from, category, part));
    change_set_text(&inquiry->from_name, from->from_name);
    change_set_text(&inquiry->from_address, from->from_address);
    inquiry->received_at = from->received_at;
    inquiry->started_at = from->received_at;
    return inquiry;
}

/* Without a Message-ID: whoever answers the mail itself comes to the first inquiry. */
static Message *new_message(const Message *first, const Inquiry *inquiry, const char *text)
{
    Message *message = message_new();
    message->direction = MESSAGE_IN;
    change_set_text(&message->channel, channel_words[inquiry->channel]);
    change_set_text(&message->from_name, inquiry->from_name);
    change_set_text(&message->from_address, inquiry->from_address);
    change_set_text(&message->reply_to, first ? first->reply_to : "");
    change_set_text(&message->recipients, first ? first->recipients : "");
    change_set_text(&message->subject, inquiry->subject);
    change_set_text(&message->text, text);
    message->at = inquiry->received_at;
    /* The link tells its number to those who may see it. */
    change_set_text(&message->joined_by, "Split from another inquiry");
    g_autofree char *both = g_strdup_printf("%s\n%s", inquiry->subject, text);
    g_autoptr(GArray) numbers = identity_number_find(both);
    message->identity_numbers = numbers->len;
    return message;
}

static void make_part(Part *made, const Inquiry *from, const GPtrArray *messages,
                      const Category *category, const SplitPart *part, const char *text)
{
    const Message *first = first_in(messages);
    made->whole = *text ? NULL : first;
    made->inquiry = new_inquiry(from, category, part);
    made->message = new_message(first, made->inquiry, *text || !first ? text : first->text);
}

static void add_attachments(DbBatch *batch, const Message *whole)
{
    for (guint i = 0; i < whole->attachments->len; i++) {
        const Attachment *attachment = whole->attachments->pdata[i];
        messages_add_attachment(batch, attachment->name, attachment->type, attachment->size,
                                attachment->sha256 && *attachment->sha256 ? attachment->sha256
                                                                          : NULL);
    }
}

/* Both inquiries and both events in one batch. */
static void add_part(Desk *desk, Change *change, const Part *part)
{
    DbBatch *batch = change->batch;
    gint64 from = change->before->id, now = change->now, operator_id = desk->operator_->id;
    inquiries_add(batch, part->inquiry, 0, now);
    db_batch_keep(batch);
    messages_add(batch, EVENT_LATEST, part->message, NULL, NULL);
    if (part->whole)
        add_attachments(batch, part->whole);
    links_add(batch, EVENT_LATEST, from, LINK_SPLIT_FROM, now);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, from);
    g_autofree char *origin =
        fact_of_texts("split_from", number, "category", part->inquiry->category, NULL);
    events_add(batch, now, operator_id, EVENT_SPLIT, EVENT_LATEST, EVENT_LATEST, "", origin);
    g_autofree char *into = fact_of_texts("split_into", part->inquiry->category, NULL);
    change_add(desk, change, EVENT_SPLIT, 0, into);
}

/* The new message is journalled as its category says. It may be out of our sight by now, so all is
 * looked at for this. */
static void journal(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    db_set_sight(desk->db, NULL);
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (!inquiry || !journal_follow(desk, batch, inquiry, &error) ||
        !db_batch_apply(desk->db, batch, &error))
        log_line(LOG_WARNING, "inquiry %" G_GINT64_FORMAT " was split but not journalled: %s", id,
                 error ? error->message : "");
    desk_look_again(desk);
}

gint64 sorting_split(Desk *desk, gint64 id, const SplitPart *part, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, id, error);
    const Rulebook *book = change ? rules_book(desk, error) : NULL;
    const Category *category = book ? rulebook_need_category(book, part->category, error) : NULL;
    if (!category)
        return 0;
    g_autofree char *text = g_strchomp(g_utf8_make_valid(part->text ? part->text : "", -1));
    g_autoptr(GPtrArray) messages = NULL;
    if (must_be_written(change->before, category, text, error) ||
        !(messages = messages_of_inquiry(desk->db, id, error)) ||
        !tells_nothing(change->before, category, messages, part->subject, text, error))
        return 0;
    g_auto(Part) made = {0};
    make_part(&made, change->before, messages, category, part, text);
    rulebook_apply(book, made.inquiry, NULL);
    add_part(desk, change, &made);
    if (!change_apply(desk, change, error))
        return 0;
    gint64 number = db_batch_result(change->batch);
    journal(desk, number);
    return number;
}

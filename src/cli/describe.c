/* Owns the JSON keys of the command contract and the lines people read instead. Knows no command.
 */
#include "skranke/cli/describe.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"

#include "skranke/cli/output.h"

enum { MOST_ALTERNATIVES = 5 };

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- inquiries ---- */

bool describe_is_overdue(const Inquiry *inquiry, gint64 now)
{
    if (!has_text(inquiry->limit_on) || inquiry->state == INQUIRY_CLOSED)
        return false;
    LocalTime day = time_text_local(now);
    g_autofree char *today = g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
    return strcmp(today, inquiry->limit_on) > 0;
}

static json_t *sender(const char *name, const char *address)
{
    if (!has_text(address))
        return output_text(name);
    g_autofree char *shown = address_display(name ? name : "", address);
    return output_text(shown);
}

json_t *describe_inquiry(const Inquiry *inquiry, gint64 now)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(inquiry->id));
    json_object_set_new(object, "state", json_string(inquiry_state_words[inquiry->state]));
    json_object_set_new(object, "category", output_text(inquiry->category));
    json_object_set_new(object, "channel", json_string(channel_words[inquiry->channel]));
    json_object_set_new(object, "language", output_text(inquiry->language));
    json_object_set_new(object, "subject", output_text_or_empty(inquiry->subject));
    json_object_set_new(object, "from", sender(inquiry->from_name, inquiry->from_address));
    json_object_set_new(object, "owner", output_text(inquiry->owner ? inquiry->owner_login : NULL));
    json_object_set_new(object, "received", output_time(inquiry->received_at));
    json_object_set_new(object, "target", output_text(inquiry->target_on));
    json_object_set_new(object, "limit", output_text(inquiry->limit_on));
    json_object_set_new(object, "overdue", json_boolean(describe_is_overdue(inquiry, now)));
    return object;
}

void describe_inquiry_line(const Inquiry *inquiry, gint64 now)
{
    g_autofree char *received = time_text_short(inquiry->received_at, now);
    g_autofree char *from = safe_text_line(inquiry_sender(inquiry), -1);
    g_autofree char *from_cells = safe_text_fit(from, 24, false);
    g_autofree char *when = safe_text_fit(received, 11, true);
    g_autofree char *owner = safe_text_fit(inquiry->owner ? inquiry->owner_login : "-", 8, false);
    output_line("%6" G_GINT64_FORMAT "  %s  %s  %s  %s  %s", inquiry->id,
                inquiry_state_mark(inquiry->state), when, owner, from_cells,
                inquiry->subject ? inquiry->subject : "");
}

/* ---- messages ---- */

static json_t *describe_attachment(const Attachment *attachment)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(attachment->id));
    json_object_set_new(object, "name", output_text(attachment->name));
    json_object_set_new(object, "type", output_text(attachment->type));
    json_object_set_new(object, "size", json_integer(attachment->size));
    json_object_set_new(object, "sha256", output_text(attachment->sha256));
    return object;
}

json_t *describe_message(const Message *message)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(message->id));
    json_object_set_new(object, "direction",
                        json_string(message_direction_words[message->direction]));
    json_object_set_new(object, "channel", output_text(message->channel));
    json_object_set_new(object, "from", sender(message->from_name, message->from_address));
    json_object_set_new(object, "to", output_text(message->recipients));
    json_object_set_new(object, "cc", output_text(message->copies));
    json_object_set_new(object, "subject", output_text(message->subject));
    json_object_set_new(object, "text", output_text_or_empty(message->text));
    json_object_set_new(object, "at", output_time(message->at));
    json_object_set_new(object, "delivery", output_text(delivery_words[message->delivery]));
    json_object_set_new(object, "answer", output_text(message->delivery_answer));
    json_object_set_new(object, "message_id", output_text(message->message_id));
    json_object_set_new(object, "automatic", output_text(message->automatic));
    json_object_set_new(object, "joined_by", output_text(message->joined_by));
    json_object_set_new(object, "warnings", output_text(message->warnings));
    json_t *attachments = json_array();
    for (guint i = 0; i < message->attachments->len; i++)
        json_array_append_new(attachments, describe_attachment(message->attachments->pdata[i]));
    json_object_set_new(object, "attachments", attachments);
    return object;
}

/* ---- events ---- */

static json_t *fact(const char *text)
{
    json_t *object = has_text(text) ? json_loads(text, 0, NULL) : NULL;
    return object ? object : json_null();
}

json_t *describe_event(const Event *event)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(event->id));
    json_object_set_new(object, "at", output_time(event->at));
    json_object_set_new(object, "operator", output_text(event->operator_name));
    json_object_set_new(object, "kind", json_string(event_kind_word(event->kind)));
    json_object_set_new(object, "inquiry", output_number(event->inquiry));
    json_object_set_new(object, "message", output_number(event->message));
    json_object_set_new(object, "before", fact(event->before));
    json_object_set_new(object, "after", fact(event->after));
    json_object_set_new(object, "undone_by", output_number(event->undone_by));
    return object;
}

void describe_event_line(const Event *event)
{
    g_autofree char *at = time_text_full(event->at);
    g_autofree char *number =
        event->inquiry ? g_strdup_printf(" %" G_GINT64_FORMAT, event->inquiry) : g_strdup("");
    output_line("%s  %s%s  %s", at, event_kind_text(event->kind), number,
                event->operator_name ? event->operator_name : "");
}

/* ---- people ---- */

static const char *section_words(const Directory *directory, const Person *person)
{
    const Section *section = directory_main_section(directory, person);
    return section ? section_name(section) : person->sections;
}

/* Why somebody else can answer: the first statistic that both know, else the section. */
static const char *reason(const Directory *directory, const Person *person, const Person *other)
{
    for (guint i = 0; i < person->statistics->len; i++)
        if (g_ptr_array_find(other->statistics, person->statistics->pdata[i], NULL))
            return statistic_name(person->statistics->pdata[i]);
    return section_words(directory, other);
}

static json_t *alternatives(const Directory *directory, const Person *person, gint64 at)
{
    json_t *array = json_array();
    g_autoptr(GPtrArray) others = directory_alternatives(directory, person, at, MOST_ALTERNATIVES);
    for (guint i = 0; i < others->len; i++) {
        const Person *other = others->pdata[i];
        Presence presence = presence_of(other, at);
        json_t *object = json_object();
        json_object_set_new(object, "id", json_integer(other->id));
        json_object_set_new(object, "name", output_text(other->name));
        json_object_set_new(object, "phone", output_text(other->phone));
        json_object_set_new(object, "status", json_string(presence_words[presence.status]));
        json_object_set_new(object, "back_at", output_time(presence.back_at));
        json_object_set_new(object, "why", output_text(reason(directory, person, other)));
        json_array_append_new(array, object);
    }
    return array;
}

json_t *describe_person(const Directory *directory, const Person *person, gint64 at, bool others)
{
    Presence presence = presence_of(person, at);
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(person->id));
    json_object_set_new(object, "name", output_text(person->name));
    json_object_set_new(object, "initials", output_text(person->initials));
    json_object_set_new(object, "title", output_text(person_title(person)));
    json_object_set_new(object, "section", output_text(section_words(directory, person)));
    json_object_set_new(object, "phone", output_text(person->phone));
    json_object_set_new(object, "email", output_text(person->email));
    json_object_set_new(object, "hours", output_text(person->hours));
    json_object_set_new(object, "status", json_string(presence_words[presence.status]));
    json_object_set_new(object, "until", output_time(presence.until));
    json_object_set_new(object, "back_at", output_time(presence.back_at));
    json_t *statistics = json_array();
    for (guint i = 0; i < person->statistics->len; i++)
        json_array_append_new(statistics,
                              output_text(statistic_name(person->statistics->pdata[i])));
    json_object_set_new(object, "statistics", statistics);
    if (others)
        json_object_set_new(object, "alternatives", alternatives(directory, person, at));
    return object;
}

/* Owns the JSON keys of the command contract and the lines people read instead. Knows no command.
 */
#include "skranke/cli/describe.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/identity_number.h"

#include "skranke/cli/output.h"

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- messages ---- */

/* "" stays "". */
static json_t *text_of(const char *text, bool unmasked)
{
    return has_text(text) ? describe_masked(text, unmasked) : json_string("");
}

static json_t *describe_attachment(const Attachment *attachment, bool unmasked)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(attachment->id));
    json_object_set_new(object, "name", describe_masked(attachment->name, unmasked));
    json_object_set_new(object, "type", output_text(attachment->type));
    json_object_set_new(object, "size", json_integer(attachment->size));
    json_object_set_new(object, "sha256", output_text(attachment->sha256));
    return object;
}

json_t *describe_message(const Message *message, bool unmasked)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(message->id));
    json_object_set_new(object, "direction",
                        json_string(message_direction_words[message->direction]));
    json_object_set_new(object, "channel", output_text(message->channel));
    json_object_set_new(object, "from",
                        describe_sender(message->from_name, message->from_address, unmasked));
    json_object_set_new(object, "to", describe_masked(message->recipients, unmasked));
    json_object_set_new(object, "cc", describe_masked(message->copies, unmasked));
    json_object_set_new(object, "subject", describe_masked(message->subject, unmasked));
    json_object_set_new(object, "text", text_of(message->text, unmasked));
    json_object_set_new(object, "at", output_time(message->at));
    json_object_set_new(object, "delivery", output_text(delivery_words[message->delivery]));
    json_object_set_new(object, "answer", describe_masked(message->delivery_answer, unmasked));
    json_object_set_new(object, "message_id", output_text(message->message_id));
    json_object_set_new(object, "automatic", output_text(message->automatic));
    json_object_set_new(object, "joined_by", describe_masked(message->joined_by, unmasked));
    json_object_set_new(object, "warnings", describe_masked(message->warnings, unmasked));
    json_object_set_new(object, "purpose", output_text(message_purpose_words[message->purpose]));
    json_object_set_new(object, "journal", output_text(message->journal));
    json_object_set_new(object, "journal_reason",
                        describe_masked(message->journal_reason, unmasked));
    json_object_set_new(object, "identity_numbers", json_integer(message->identity_numbers));
    json_t *attachments = json_array();
    for (guint i = 0; i < message->attachments->len; i++)
        json_array_append_new(attachments,
                              describe_attachment(message->attachments->pdata[i], unmasked));
    json_object_set_new(object, "attachments", attachments);
    return object;
}

/* ---- events ---- */

GHashTable *describe_logins(Db *db)
{
    GHashTable *logins = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(GPtrArray) operators = operators_list(db, NULL);
    for (guint i = 0; operators && i < operators->len; i++) {
        const Operator *operator_ = operators->pdata[i];
        g_hash_table_insert(logins, g_memdup2(&operator_->id, sizeof operator_->id),
                            g_strdup(operator_->login));
    }
    return logins;
}

static bool is_moment(const char *name)
{
    return g_str_has_suffix(name, "_at") || g_str_has_suffix(name, "until");
}

/* What the database keeps as a number is told as it is of an inquiry. */
static json_t *translate_number(const char *name, gint64 number, GHashTable *logins)
{
    const char *login = g_hash_table_lookup(logins, &number);
    if (strcmp(name, "owner") == 0)
        return number == 0 || login ? output_text(login) : json_integer(number);
    /* the first moment too late is kept, the last one in time is shown */
    return output_time(strcmp(name, "wanted_at") == 0 && number > 0 ? number - 1 : number);
}

static void translate(json_t *object, GHashTable *logins)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(object, next, name, value)
    {
        if (json_is_integer(value) && (is_moment(name) || strcmp(name, "owner") == 0))
            json_object_set_new(object, name,
                                translate_number(name, json_integer_value(value), logins));
    }
}

/* A subject that was changed stands in it: the digits are masked before the text is taken apart. */
static json_t *fact(const char *text, GHashTable *logins)
{
    g_autofree char *masked = identity_number_mask(has_text(text) ? text : "");
    json_t *object = *masked ? json_loads(masked, 0, NULL) : NULL;
    if (object)
        translate(object, logins);
    return object ? object : json_null();
}

json_t *describe_event(const Event *event, GHashTable *logins)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(event->id));
    json_object_set_new(object, "at", output_time(event->at));
    json_object_set_new(object, "operator", output_text(event->operator_name));
    json_object_set_new(object, "kind", json_string(event_kind_word(event->kind)));
    json_object_set_new(object, "inquiry", output_number(event->inquiry));
    json_object_set_new(object, "message", output_number(event->message));
    json_object_set_new(object, "before", fact(event->before, logins));
    json_object_set_new(object, "after", fact(event->after, logins));
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

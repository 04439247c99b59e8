/* The message as a record: what came in, what went out, an internal note, and how an answer's
 * delivery stands. Knows no database and no mail format. */
#include "skranke/domain/message.h"

#include "skranke/base/language.h"

const char *const message_direction_words[] = {"in", "out", "note", NULL};

#define WORD(id, word, text) word,
const char *const delivery_words[] = {DELIVERIES(WORD) NULL};
const char *const message_purpose_words[] = {MESSAGE_PURPOSES(WORD) NULL};
#undef WORD

#define TEXT(id, word, text) text,
static const char *const delivery_texts[] = {DELIVERIES(TEXT)};
static const char *const purpose_texts[] = {MESSAGE_PURPOSES(TEXT)};
#undef TEXT

const char *delivery_text(Delivery delivery)
{
    /* gettext("") is the header of the translation file, not a text. */
    return delivery == DELIVERY_NONE ? "" : _(delivery_texts[delivery]);
}

const char *message_purpose_text(MessagePurpose purpose)
{
    return purpose == PURPOSE_PLAIN ? "" : _(purpose_texts[purpose]);
}

bool message_purpose_from_word(const char *word, MessagePurpose *purpose)
{
    for (int i = 0; word && message_purpose_words[i]; i++)
        if (g_str_equal(message_purpose_words[i], word)) {
            *purpose = (MessagePurpose)i;
            return true;
        }
    return false;
}

void attachment_free(Attachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->name);
    g_free(attachment->type);
    g_free(attachment->sha256);
    g_free(attachment);
}

Message *message_new(void)
{
    Message *message = g_new0(Message, 1);
    message->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    return message;
}

void message_free(Message *message)
{
    if (!message)
        return;
    g_free(message->channel);
    g_free(message->from_name);
    g_free(message->from_address);
    g_free(message->reply_to);
    g_free(message->recipients);
    g_free(message->copies);
    g_free(message->subject);
    g_free(message->text);
    g_free(message->author_name);
    g_free(message->message_id);
    g_free(message->automatic);
    g_free(message->delivery_answer);
    g_free(message->joined_by);
    g_free(message->warnings);
    g_free(message->journal);
    g_free(message->journal_reason);
    g_ptr_array_unref(message->attachments);
    g_free(message);
}

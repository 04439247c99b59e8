/* How a message comes into an inquiry: its row, its search words, its place in the thread, its
 * attachments. All of it as statements of the caller's batch, cheap enough for five hundred mails
 * in one batch: words are made here, and nothing is asked of the database. */
#include "skranke/domain/words.h"

#include "skranke/store/events.h"
#include "skranke/store/messages.h"

/* Beyond this a message is data, not text to be searched; it would only swell the index. */
#define MOST_SEARCH_BYTES (64 * 1024)
/* Mail programs write at most some dozens; what comes beyond them is hostile. */
#define MOST_REFERENCES 100

/* The inquiry of a statement: the one given, or the one added last for EVENT_LATEST. */
#define INQUIRY "ifnull(nullif(?, -1), (SELECT max(id) FROM inquiry))"
G_STATIC_ASSERT(EVENT_LATEST == -1);

static void append_line(GString *text, const char *line)
{
    if (line && *line != '\0')
        g_string_append_printf(text, "%s\n", line);
}

/* What somebody may remember of a message. In an answer the sender is the bureau itself, in all of
 * them; there the recipients are worth finding. */
char *messages_search_words(const Message *message)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool ours = message->direction != MESSAGE_IN;
    append_line(text, message->subject);
    append_line(text, ours ? message->recipients : message->from_name);
    append_line(text, ours ? NULL : message->from_address);
    for (guint i = 0; i < message->attachments->len; i++)
        append_line(text, ((const Attachment *)message->attachments->pdata[i])->name);
    append_line(text, message->text);
    return words_of(text->str, MOST_SEARCH_BYTES);
}

static void add_thread_ids(DbBatch *batch, gint64 inquiry, const char *message_id,
                           const char *const *references)
{
    if (message_id && *message_id != '\0')
        /* A reply may have come first and referred to this one: now the message itself is here. */
        db_batch_add(batch,
                     "INSERT INTO thread_id (message_id, inquiry, message) "
                     "VALUES (?, " INQUIRY ", (SELECT max(id) FROM message)) "
                     "ON CONFLICT (message_id, inquiry) "
                     "DO UPDATE SET message = ifnull(message, excluded.message)",
                     "si", message_id, inquiry);
    for (guint i = 0; references && references[i] && i < MOST_REFERENCES; i++)
        if (*references[i] != '\0')
            db_batch_add(batch,
                         "INSERT INTO thread_id (message_id, inquiry) VALUES (?, " INQUIRY ") "
                         "ON CONFLICT (message_id, inquiry) DO NOTHING",
                         "si", references[i], inquiry);
}

void messages_add_unsearched(DbBatch *batch, gint64 inquiry, const Message *message,
                             const char *const *references, const char *raw_sha256)
{
    db_batch_add(
        batch,
        "INSERT INTO message (inquiry, direction, channel, from_name, from_address, "
        "reply_to, recipients, copies, subject, text, at, author, message_id, automatic, "
        "delivery, joined_by, warnings, purpose, journal, journal_reason, identity_numbers, "
        "raw) VALUES (" INQUIRY ", ?, ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ?, ?, ifnull(?, ''), ifnull(?, ''), ?, "
        "ifnull(?, ''), ifnull(?, ''), ?, ifnull(?, ''), ifnull(?, ''), ?, "
        "(SELECT id FROM content WHERE sha256 = ?))",
        "isssssssssiossssssssis", inquiry, message_direction_words[message->direction],
        message->channel, message->from_name, message->from_address, message->reply_to,
        message->recipients, message->copies, message->subject, message->text, message->at,
        message->author, message->message_id, message->automatic, delivery_words[message->delivery],
        message->joined_by, message->warnings, message_purpose_words[message->purpose],
        message->journal, message->journal_reason, message->identity_numbers, raw_sha256);
    add_thread_ids(batch, inquiry, message->message_id, references);
}

void messages_add_search(DbBatch *batch, gint64 newer, const char *words)
{
    db_batch_add(batch,
                 "INSERT INTO search (rowid, words) VALUES ((SELECT max(id) FROM message) - ?, ?)",
                 "is", newer, words);
}

void messages_add(DbBatch *batch, gint64 inquiry, const Message *message,
                  const char *const *references, const char *raw_sha256)
{
    g_autofree char *words = messages_search_words(message);
    messages_add_unsearched(batch, inquiry, message, references, raw_sha256);
    messages_add_search(batch, 0, words);
}

void messages_add_attachment(DbBatch *batch, const char *name, const char *type, gint64 size,
                             const char *content_sha256)
{
    db_batch_add(batch,
                 "INSERT INTO attachment (message, name, type, size, content) "
                 "VALUES ((SELECT max(id) FROM message), ?, ?, ?, "
                 "(SELECT id FROM content WHERE sha256 = ?))",
                 "ssis", name, type, size, content_sha256);
}

void messages_set_delivery(DbBatch *batch, gint64 message, Delivery delivery, gint64 at)
{
    db_batch_add(batch,
                 "UPDATE message SET delivery = ?, at = ifnull(nullif(?, 0), at) WHERE id = ?",
                 "sii", delivery_words[delivery], at, message);
    db_batch_expect(batch, 1);
}

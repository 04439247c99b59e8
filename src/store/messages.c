/* Messages of an inquiry as they are read: rows, attachments, the mail as it came, who takes part,
 * and which inquiry a Message-ID belongs to. How they are added is messages_add.c. */
#include "skranke/store/messages.h"

#include <jansson.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "skranke/store/content.h"
#include "skranke/store/records.h"

#define MOST_MESSAGES 500

#define SELECT_MESSAGES                                                                            \
    "SELECT m.id, m.inquiry, m.direction, m.channel, m.from_name, m.from_address, m.reply_to, "    \
    "m.recipients, m.copies, m.subject, m.text, m.at, m.author, a.name, m.message_id, "            \
    "m.automatic, m.delivery, b.answer, m.joined_by, m.warnings, "                                 \
    "m.purpose, m.journal, m.journal_reason, m.identity_numbers, m.raw FROM message AS m "         \
    "LEFT JOIN operator AS a ON a.id = m.author LEFT JOIN outbox AS b ON b.message = m.id "

static const DbField fields[] = {
    DB_INT64(Message, id),
    DB_INT64(Message, inquiry),
    DB_ENUM(Message, direction, message_direction_words),
    DB_TEXT(Message, channel),
    DB_TEXT(Message, from_name),
    DB_TEXT(Message, from_address),
    DB_TEXT(Message, reply_to),
    DB_TEXT(Message, recipients),
    DB_TEXT(Message, copies),
    DB_TEXT(Message, subject),
    DB_TEXT(Message, text),
    DB_INT64(Message, at),
    DB_INT64(Message, author),
    DB_TEXT(Message, author_name),
    DB_TEXT(Message, message_id),
    DB_TEXT(Message, automatic),
    DB_ENUM(Message, delivery, delivery_words),
    DB_TEXT(Message, delivery_answer),
    DB_TEXT(Message, joined_by),
    DB_TEXT(Message, warnings),
    DB_ENUM(Message, purpose, message_purpose_words),
    DB_TEXT(Message, journal),
    DB_TEXT(Message, journal_reason),
    DB_INT64(Message, identity_numbers),
    DB_INT64(Message, raw),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .make = (gpointer(*)(void))message_new,
    .free = (GDestroyNotify)message_free,
};

static const DbField attachment_fields[] = {
    DB_INT64(Attachment, id),    DB_INT64(Attachment, message), DB_TEXT(Attachment, name),
    DB_TEXT(Attachment, type),   DB_INT64(Attachment, size),    DB_INT64(Attachment, content),
    DB_TEXT(Attachment, sha256),
};

static const RecordKind attachment_kind = {
    .fields = attachment_fields,
    .count = G_N_ELEMENTS(attachment_fields),
    .size = sizeof(Attachment),
    .free = (GDestroyNotify)attachment_free,
};

#define SELECT_ATTACHMENTS                                                                         \
    "SELECT t.id, t.message, t.name, t.type, t.size, t.content, c.sha256 "                         \
    "FROM attachment AS t LEFT JOIN content AS c ON c.id = t.content "

/* Moves each attachment to its message. */
static void hand_out_attachments(GPtrArray *messages, GPtrArray *attachments)
{
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < messages->len; i++) {
        Message *message = messages->pdata[i];
        g_hash_table_insert(by_id, &message->id, message);
    }
    g_ptr_array_set_free_func(attachments, NULL);
    for (guint i = 0; i < attachments->len; i++) {
        Attachment *attachment = attachments->pdata[i];
        Message *message = g_hash_table_lookup(by_id, &attachment->message);
        if (message)
            g_ptr_array_add(message->attachments, attachment);
        else /* of a message older than the newest 500 */
            attachment_free(attachment);
    }
}

GPtrArray *messages_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    g_autoptr(GPtrArray) messages =
        records_all(db_query(db, error,
                             SELECT_MESSAGES "WHERE m.id IN (SELECT id FROM message "
                                             "WHERE inquiry = ? ORDER BY id DESC LIMIT ?) "
                                             "AND " SIGHT_OF("m.inquiry") " ORDER BY m.at, m.id",
                             "iis", inquiry, (gint64)MOST_MESSAGES, db_sight(db)),
                    &kind);
    if (!messages)
        return NULL;
    g_autoptr(GPtrArray) attachments =
        records_all(db_query(db, error,
                             SELECT_ATTACHMENTS "WHERE t.message IN (SELECT id FROM message "
                                                "WHERE inquiry = ?) ORDER BY t.id",
                             "i", inquiry),
                    &attachment_kind);
    if (!attachments)
        return NULL;
    hand_out_attachments(messages, attachments);
    return g_steal_pointer(&messages);
}

static void *not_found(GError **error, const char *sentence)
{
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, sentence);
    return NULL;
}

Message *messages_get(Db *db, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) messages =
        records_all(db_query(db, error, SELECT_MESSAGES "WHERE m.id = ? AND " SIGHT_OF("m.inquiry"),
                             "is", id, db_sight(db)),
                    &kind);
    if (!messages)
        return NULL;
    g_autoptr(GPtrArray) attachments = records_all(
        db_query(db, error, SELECT_ATTACHMENTS "WHERE t.message = ? ORDER BY t.id", "i", id),
        &attachment_kind);
    if (!attachments)
        return NULL;
    if (messages->len == 0)
        return not_found(error, _("There is no such message; nothing was changed."));
    hand_out_attachments(messages, attachments);
    return g_ptr_array_steal_index(messages, 0);
}

gint64 messages_newest_in(Db *db, gint64 inquiry, GError **error)
{
    return db_query_integer(db, 0, error,
                            "SELECT id FROM message WHERE inquiry = ? AND direction = 'in' "
                            "ORDER BY id DESC LIMIT 1",
                            "i", inquiry);
}

gint64 messages_newest_out(Db *db, gint64 inquiry, GError **error)
{
    return db_query_integer(db, 0, error,
                            "SELECT id FROM message WHERE inquiry = ? AND direction = 'out' "
                            "ORDER BY id DESC LIMIT 1",
                            "i", inquiry);
}

/* The bytes that a query's single cell refers to. */
static GBytes *read_content(Db *db, gint64 content, const char *sentence, GError **error)
{
    return content != 0 ? content_read(db, content, error) : not_found(error, sentence);
}

GBytes *messages_attachment(Db *db, gint64 attachment, GError **error)
{
    GError *failure = NULL;
    gint64 content = db_query_integer(
        db, 0, &failure,
        "SELECT t.content FROM attachment AS t JOIN message AS m ON m.id = t.message "
        "WHERE t.id = ? AND " SIGHT_OF("m.inquiry"),
        "is", attachment, db_sight(db));
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return read_content(db, content,
                        _("The attachment is not in the database; the text of the message is kept. "
                          "Ask the sender for it."),
                        error);
}

GBytes *messages_raw(Db *db, gint64 message, GError **error)
{
    GError *failure = NULL;
    gint64 content = db_query_integer(
        db, 0, &failure, "SELECT m.raw FROM message AS m WHERE m.id = ? AND " SIGHT_OF("m.inquiry"),
        "is", message, db_sight(db));
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return read_content(db, content, _("There is no original mail for this message."), error);
}

/* The texts as a JSON array, which SQL can join with: the number of them is not fixed. */
static char *as_json(const char *const *texts)
{
    json_t *array = json_array();
    for (guint i = 0; texts && texts[i]; i++) {
        g_autofree char *valid = g_utf8_make_valid(texts[i], -1);
        json_array_append_new(array, json_string(valid));
    }
    char *json = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return json;
}

bool messages_find_thread(Db *db, const char *const *ids, gint64 *inquiry, char **matched,
                          GError **error)
{
    char *json = as_json(ids);
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT t.inquiry, t.message_id FROM json_each(?) AS wanted "
                 "CROSS JOIN thread_id AS t ON t.message_id = wanted.value "
                 "ORDER BY t.message IS NULL, wanted.key, t.inquiry DESC LIMIT 1",
                 "s", json);
    free(json);
    if (!rows || db_rows_count(rows) == 0)
        return false;
    *inquiry = db_rows_integer(rows, 0, 0);
    *matched = g_strdup(db_rows_text(rows, 0, 1));
    return true;
}

/* Adds the addresses of a display list that are not there yet. */
static void add_participants(GPtrArray *participants, const char *list)
{
    g_autoptr(GPtrArray) addresses = address_list_usable(list);
    for (guint i = 0; i < addresses->len; i++) {
        char *lower = g_ascii_strdown(addresses->pdata[i], -1);
        if (g_ptr_array_find_with_equal_func(participants, lower, g_str_equal, NULL))
            g_free(lower);
        else
            g_ptr_array_add(participants, lower);
    }
}

GPtrArray *messages_participants(Db *db, gint64 inquiry, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT from_address, '', '' FROM inquiry WHERE id = ? UNION ALL "
                 "SELECT from_address, recipients, copies FROM message WHERE inquiry = ? LIMIT ?",
                 "iii", inquiry, inquiry, (gint64)MOST_MESSAGES);
    if (!rows)
        return NULL;
    GPtrArray *participants = g_ptr_array_new_with_free_func(g_free);
    for (guint row = 0; row < db_rows_count(rows); row++)
        for (guint column = 0; column < 3; column++)
            add_participants(participants, db_rows_text(rows, row, column));
    return participants;
}

GPtrArray *messages_inquirers(Db *db, gint64 inquiry, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT from_address, '' FROM inquiry WHERE id = ? UNION ALL "
                 "SELECT from_address, reply_to FROM message WHERE inquiry = ? "
                 "AND direction = 'in' AND purpose <> 'from_section' AND automatic = '' LIMIT ?",
                 "iii", inquiry, inquiry, (gint64)MOST_MESSAGES);
    if (!rows)
        return NULL;
    GPtrArray *inquirers = g_ptr_array_new_with_free_func(g_free);
    for (guint row = 0; row < db_rows_count(rows); row++)
        for (guint column = 0; column < 2; column++)
            add_participants(inquirers, db_rows_text(rows, row, column));
    return inquirers;
}

/* Messages, their attachments, their search words and the thread's Message-IDs. */
#ifndef SKRANKE_STORE_MESSAGES_H
#define SKRANKE_STORE_MESSAGES_H

#include "skranke/domain/message.h"

#include "skranke/store/db.h"

/* Of one inquiry, by time, oldest first, with attachments; at most the newest 500. Array of Message
 * *, owned. */
GPtrArray *messages_of_inquiry(Db *db, gint64 inquiry, GError **error);
Message *messages_get(Db *db, gint64 id, GError **error);
/* The newest message from outside, 0 when none. */
gint64 messages_newest_in(Db *db, gint64 inquiry, GError **error);
/* The newest that went out, 0 when none. */
gint64 messages_newest_out(Db *db, gint64 inquiry, GError **error);
/* The bytes of an attachment; NOT_FOUND, FAILED when missing (the text is unaffected). */
GBytes *messages_attachment(Db *db, gint64 attachment, GError **error);
/* The mail as it came; NOT_FOUND when there is none. */
GBytes *messages_raw(Db *db, gint64 message, GError **error);

/* ---- statements for batches ---- */
/* Where inquiry is EVENT_LATEST (-1): the one added last in this batch. */

/* Adds message, search row (words of subject, sender (of an answer: recipients), text, names of
 * message->attachments) and thread ids (own message_id; `references`, NULL-terminated or NULL).
 * raw_sha256: of content added in the same batch, or NULL. Its id is (SELECT max(id) FROM message).
 */
void messages_add(DbBatch *batch, gint64 inquiry, const Message *message,
                  const char *const *references, const char *raw_sha256);
/* The words of a message's search row: of subject, sender (of an answer: recipients), text and
 * names of its attachments; new text. Asks nothing of the database: another thread may make them.
 */
char *messages_search_words(const Message *message);
/* For many messages in one batch: the same without the search row. When all else is in the batch,
 * add the rows with messages_add_search; newer: how many messages this batch adds after that one.
 * FTS5 writes out what it holds in memory before every statement that may be undone by itself;
 * between other statements each row became a segment of its own, and half of an import's time went
 * there. */
void messages_add_unsearched(DbBatch *batch, gint64 inquiry, const Message *message,
                             const char *const *references, const char *raw_sha256);
void messages_add_search(DbBatch *batch, gint64 newer, const char *words);

/* For the message added last in the batch; content_sha256 of content added in the same batch. */
void messages_add_attachment(DbBatch *batch, const char *name, const char *type, gint64 size,
                             const char *content_sha256);
/* at: the message's time from now on (sent), 0: as it is. Expects one row. */
void messages_set_delivery(DbBatch *batch, gint64 message, Delivery delivery, gint64 at);

/* Inquiries that know any of these Message-IDs, best first (own message matched before merely
 * referred to; order of `ids`; newest inquiry): fills inquiry and the id that matched (new text).
 * false without error: none. */
bool messages_find_thread(Db *db, const char *const *ids, gint64 *inquiry, char **matched,
                          GError **error);
/* Addresses that take part in an inquiry (from, to, cc of its messages, and its from_address),
 * lower case; array of char *. */
GPtrArray *messages_participants(Db *db, gint64 inquiry, GError **error);
/* Addresses of whoever asks: sender and Reply-To of what people sent us, but for sections, and the
 * inquiry's from_address; lower case; array of char *. */
GPtrArray *messages_inquirers(Db *db, gint64 inquiry, GError **error);

#endif

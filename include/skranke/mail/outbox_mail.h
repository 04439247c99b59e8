/* From an answer in the outbox to the mail it becomes: who it is from, what it answers, and the
 * bytes. Reads the database, changes nothing. */
#ifndef SKRANKE_MAIL_OUTBOX_MAIL_H
#define SKRANKE_MAIL_OUTBOX_MAIL_H

#include "skranke/base/config.h"

#include "skranke/domain/message.h"

#include "skranke/store/outbox.h"

/* The bytes kept for the item, or, where there are none yet, new ones dated `now`; *fresh says
 * which. Fails with UNAVAILABLE (try again) or anything else (this answer cannot be sent: the
 * sentence says why). */
GBytes *outbox_mail_bytes(Db *db, const Config *config, const OutboxItem *item, gint64 now,
                          bool *fresh, GError **error);

/* What the References header of `answer` holds (RFC 5322 3.6.4): Message-IDs of the messages before
 * it that went in or out, oldest first, the newest from outside last, because that is the one it
 * answers; at most 20: the first and the last 19. What went between the counter and a section is
 * a thread of its own: neither side is referred to the other's. messages: of the inquiry, oldest
 * first. Borrowed texts, NULL-terminated. */
GPtrArray *outbox_mail_references(const GPtrArray *messages, const Message *answer);

#endif

/* The outbox: answers on their way out, and what became of them. The desk puts them in, the worker
 * sends. */
#ifndef SKRANKE_STORE_OUTBOX_H
#define SKRANKE_STORE_OUTBOX_H

#include "skranke/domain/message.h"

#include "skranke/store/db.h"

typedef struct {
    gint64 id, message, inquiry, draft;
    Delivery state;
    gint64 not_before, next_try_at, attempts, sent_at;
    char *sender, *addresses; /* envelope; addresses one a line */
    bool close_after;
    char *state_before;
    char *answer;  /* the server's last words */
    gint64 bytes;  /* content, 0: not made yet */
    char *subject; /* of the message, for lists */
} OutboxItem;
void outbox_item_free(OutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxItem, outbox_item_free)

/* For the message added last in the batch. */
void outbox_add(DbBatch *batch, gint64 draft, const char *sender, const char *addresses,
                bool close_after, const char *state_before, gint64 not_before);

/* Due now (held ones whose hold is over, queued, maybe_sent, and `sending` ones left by a worker
 * that died), oldest first. */
GPtrArray *outbox_due(Db *db, gint64 now, guint limit, GError **error);
OutboxItem *outbox_of_message(Db *db, gint64 message, GError **error);
/* On their way or refused, newest first; array of OutboxItem *. */
GPtrArray *outbox_list(Db *db, guint limit, GError **error);
typedef struct {
    gint64 waiting, refused;
    gint64 next_at; /* when the next one is due, 0: none */
} OutboxCounts;
bool outbox_counts(Db *db, OutboxCounts *counts, GError **error);

/* Statements; each expects that the item is in the state it leaves, and shows the new state on the
 * message too. */
/* held -> withdrawn; the message too. */
void outbox_withdraw(DbBatch *batch, const OutboxItem *item, gint64 now);
/* How long an item may be `sending` before another process takes it for left behind by one that
 * died; longer than any send takes (net/smtp_link.h). */
#define OUTBOX_SENDING_SECONDS 900
/* held|queued|maybe_sent|sending -> sending, attempts + 1 (expects item->attempts), the bytes kept
 * (sha256 of content in this batch, or NULL when kept already); due again after
 * OUTBOX_SENDING_SECONDS. */
void outbox_begin(DbBatch *batch, const OutboxItem *item, const char *bytes_sha256, gint64 now);
/* sending -> sent. */
void outbox_sent(DbBatch *batch, const OutboxItem *item, const char *answer, gint64 now);
/* sending -> queued or maybe_sent with the next try's time. */
void outbox_later(DbBatch *batch, const OutboxItem *item, Delivery state, const char *answer,
                  gint64 next_try_at, gint64 now);
/* sending -> refused: for good. */
void outbox_refused(DbBatch *batch, const OutboxItem *item, const char *answer, gint64 now);
/* refused|queued -> queued, due now (the retry key); the days it may be tried count anew. */
void outbox_retry(DbBatch *batch, const OutboxItem *item, gint64 now);

#endif

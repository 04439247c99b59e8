/* Drafts: what an operator is writing. A draft is never deleted by another act than sending or
 * discarding, and kept 30 days after. */
#ifndef SKRANKE_STORE_DRAFTS_H
#define SKRANKE_STORE_DRAFTS_H

#include "skranke/domain/message.h"

#include "skranke/store/db.h"

typedef enum { DRAFT_REPLY, DRAFT_NOTE } DraftKind;
extern const char *const draft_kind_words[];

/* In a batch: the draft that was added last. */
#define DRAFT_LATEST (-1)

typedef struct {
    gint64 id, inquiry, operator_id;
    DraftKind kind;
    MessagePurpose purpose; /* ANSWER (also where it is PLAIN), QUESTION or HOLDING */
    char *recipients, *copies, *subject, *text;
    gint64 seen_message; /* newest message its writer had seen */
    gint64 changed_at;
} Draft;
Draft *draft_new(void);
void draft_free(Draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)

/* The one being written, or NULL without error. */
Draft *drafts_find(Db *db, gint64 inquiry, gint64 operator_id, DraftKind kind, GError **error);
/* Everything this operator is writing, newest first (offered at start); array of Draft *. */
GPtrArray *drafts_of_operator(Db *db, gint64 operator_id, GError **error);
/* Inserts or updates (by inquiry, operator, kind); fills draft->id. */
bool drafts_save(Db *db, Draft *draft, gint64 now, GError **error);
bool drafts_discard(Db *db, gint64 id, gint64 now, GError **error);

typedef struct {
    char *name;
    gint64 at;
} DraftWriter;
/* Others with a reply changed since `since`; array of DraftWriter *, owned. */
GPtrArray *drafts_others(Db *db, gint64 inquiry, gint64 operator_id, gint64 since, GError **error);

/* Statements for batches. */
/* A text that was never being written anywhere is sent at once: its row begins as sent. Its number
 * is DRAFT_LATEST for outbox_add in the same batch. */
void drafts_add_sent(DbBatch *batch, const Draft *draft, gint64 now);
/* Expects that it is being written: the same draft is not sent twice. */
void drafts_mark_sent(DbBatch *batch, gint64 id, gint64 now);
/* Back to writing, unless its writer has begun a new one meanwhile: that one stays, this one too,
 * as it is. */
void drafts_mark_writing(DbBatch *batch, gint64 id, gint64 now);
/* Forgets those sent or discarded before the moment; not those whose answer is still on its way. */
void drafts_purge(DbBatch *batch, gint64 before);

#endif

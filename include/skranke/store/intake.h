/* The ledger of everything ever fetched, the mailboxes' cursors, the quarantine. Written by
 * src/mail. */
#ifndef SKRANKE_STORE_INTAKE_H
#define SKRANKE_STORE_INTAKE_H

#include "skranke/store/db.h"

/* X(identifier, word in database, plural key in --json) */
#define INTAKE_OUTCOMES(X)                                                                         \
    X(PENDING, "pending")                                                                          \
    X(NEW, "new")                                                                                  \
    X(JOINED, "joined")                                                                            \
    X(DUPLICATE, "duplicate")                                                                      \
    X(ECHO, "echo")                                                                                \
    X(QUARANTINED, "quarantined")
#define INTAKE_ENUM(id, word) INTAKE_##id,
typedef enum { INTAKE_OUTCOMES(INTAKE_ENUM) INTAKE_OUTCOME_COUNT } IntakeOutcome;
#undef INTAKE_ENUM
extern const char *const intake_outcome_words[];

typedef struct {
    gint64 id;
    char *source; /* "imap" or "file" */
    gint64 mailbox, uid_validity, uid;
    char *name;
    gint64 received_at, fetched_at;
    gint64 raw;
    IntakeOutcome outcome;
    char *reason;
    gint64 message;
    gint64 attempts;
} IntakeRow;
void intake_row_free(IntakeRow *row);

typedef struct {
    gint64 id;
    char *name, *address;
    gint64 uid_validity, last_uid, last_good_at, last_tried_at;
    char *last_error;
} MailboxState;
void mailbox_state_free(MailboxState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailboxState, mailbox_state_free)

/* The mailbox of this name, made when it is new. */
MailboxState *intake_mailbox(Db *db, const char *name, const char *address, GError **error);
GPtrArray *intake_mailboxes(Db *db, GError **error);
/* One small batch each. */
bool intake_mailbox_good(Db *db, gint64 mailbox, gint64 now, GError **error);
bool intake_mailbox_failed(Db *db, gint64 mailbox, gint64 now, const char *why, GError **error);

/* Statements. */
/* Raw bytes are in the same batch (content_add); outcome pending; a uid that is there already is
 * left alone (INSERT OR IGNORE on the unique key). mailbox 0 for files. */
void intake_add(DbBatch *batch, const char *source, gint64 mailbox, gint64 uid_validity, gint64 uid,
                const char *name, gint64 received_at, gint64 now, const char *raw_sha256);
void intake_cursor(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 last_uid);
/* pending -> outcome; expects one row. message EVENT_LATEST (-1): the one added last in this batch,
 * 0: none. */
void intake_settle(DbBatch *batch, gint64 id, IntakeOutcome outcome, const char *reason,
                   gint64 message, const char *fingerprint);
void intake_attempt(DbBatch *batch, gint64 id);
void intake_filed(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 uid);

/* Pending rows, oldest first; array of IntakeRow *. */
GPtrArray *intake_pending(Db *db, guint limit, GError **error);
GPtrArray *intake_quarantined(Db *db, guint limit, GError **error);
IntakeRow *intake_get(Db *db, gint64 id, GError **error);
/* UIDs read but not yet moved on the server (uid list as gint64 GArray). */
GArray *intake_unfiled(Db *db, gint64 mailbox, gint64 uid_validity, guint limit, GError **error);
/* Which of these fingerprints are known: message id of the first, or 0. */
gint64 intake_find_fingerprint(Db *db, const char *fingerprint, GError **error);

typedef struct {
    gint64 fetched;                          /* rows counted one by one */
    gint64 outcome[INTAKE_OUTCOME_COUNT];    /* counted one by one */
    gint64 maintained[INTAKE_OUTCOME_COUNT]; /* as the triggers counted */
    gint64 without_message; /* new or joined rows whose message is missing: must be 0 */
    gint64 without_raw;     /* rows whose bytes are missing: must be 0 */
} IntakeLedger;
bool intake_ledger(Db *db, IntakeLedger *ledger, GError **error);

#endif

/* What the intake asks of the database for many mails at once: on rqlite each question is a request
 * over the network, so five hundred mails ask three, not fifteen hundred. */
#ifndef SKRANKE_STORE_INTAKE_LOOKUP_H
#define SKRANKE_STORE_INTAKE_LOOKUP_H

#include "skranke/domain/inquiry.h"

#include "skranke/store/intake.h"

/* A row of the ledger found after it was added. */
typedef struct {
    gint64 id, mailbox, uid_validity, uid;
    char *name, *sha256;
    IntakeOutcome outcome;
} IntakeFresh;

/* Rows with a greater id, oldest first; array of IntakeFresh *, owned. */
GPtrArray *intake_added_after(Db *db, gint64 id, GError **error);
/* The greatest id in the ledger, 0 when it is empty, -1 on error. */
gint64 intake_newest(Db *db, GError **error);

/* An inquiry that knows a Message-ID. */
typedef struct {
    gint64 inquiry;
    gint64 message;  /* whose own Message-ID it is; 0: only referred to */
    bool sent_by_us; /* that message is an answer of ours */
} IntakeThread;

/* For each of the Message-IDs (array of char *) that some inquiry knows: a table char * -> GArray
 * of IntakeThread, own messages first, then the newest inquiry. */
GHashTable *intake_find_threads(Db *db, const GPtrArray *message_ids, GError **error);

/* A mail that came before. */
typedef struct {
    gint64 message, inquiry, mailbox;
    char *message_id;
} IntakeTwin;

/* For each of the fingerprints (array of char *) that a new, joined or echoed mail has: a table
 * char * -> GPtrArray of IntakeTwin *. */
GHashTable *intake_find_twins(Db *db, const GPtrArray *fingerprints, GError **error);

/* An inquiry that a mail of the batch may join, as it stood when it was asked for. */
typedef struct {
    Inquiry *record;
    GArray *pauses; /* of ClockPause (domain/clocks.h): since its clocks started, oldest first */
    bool touched;   /* the batch at hand has statements about it (the asker's to set) */
} IntakeInquiry;

/* These inquiries (array of gint64, each once): a table gint64 * -> IntakeInquiry *, owned. */
GHashTable *intake_find_inquiries(Db *db, const GArray *ids, GError **error);

/* Another row of the ledger that holds the same bytes in quarantine; 0: none, -1 on error. */
gint64 intake_find_quarantined(Db *db, const char *raw_sha256, gint64 other_than, GError **error);

/* ---- statements ---- */

/* For the mail that intake_add has just added, with the same key: its bytes are not whole (too
 * large, refused), so it is never read and never moved on the server. Does nothing where intake_add
 * did nothing. */
void intake_quarantine_added(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 uid,
                             const char *name, const char *reason);
/* Expects that nobody has changed the inquiry since it was asked for. */
void intake_expect_unchanged(DbBatch *batch, const Inquiry *inquiry);
/* quarantined -> pending, to be settled anew in the same batch; expects one row. */
void intake_reopen(DbBatch *batch, gint64 id);

#endif

/* What the files of the intake share: intake_run.c (batches), intake_recover.c (after a crash),
 * intake_settle.c (what becomes of each mail), intake_record.c (its statements), intake_fetch.c
 * (where mail comes from).
 */
#ifndef SKRANKE_MAIL_INTAKE_PRIVATE_H
#define SKRANKE_MAIL_INTAKE_PRIVATE_H

#include "skranke/store/intake_lookup.h"

#include "skranke/mail/intake_run.h"
#include "skranke/mail/mime_read.h"

#include "lease_keeper.h"

/* A mail in the ledger, on its way from pending to its outcome. */
typedef struct {
    gint64 id; /* of the ledger's row; 0: not known yet */
    bool from_file;
    gint64 mailbox, uid_validity, uid;
    gint64 received_at;
    char *name, *sha256, *refusal;
    gint64 too_large;
    GBytes *bytes;
    ParsedMail *mail; /* NULL: could not be read, see failure */
    char *words;      /* of the mail's search row, made where it is read */
    char *failure;
    bool reopen; /* it lies in quarantine and is taken out of it */
} IntakeItem;

/* Which UIDs of a fetch are committed, so that the cursor never passes one that is not. */
typedef struct {
    gint64 mailbox, uid_validity;
    const GArray *uids; /* asked for, ascending */
    guint8 *added;      /* same length */
    guint low;          /* all before this one are added */
} IntakeCursor;

struct IntakeRun {
    Db *db;
    const Config *config;
    IntakeReport report;
    GPtrArray *items; /* of IntakeItem *: the batch at hand */
    gsize bytes;
    GPtrArray *reading; /* the batch before, stored, in the hands of the reader */
    GThread *reader;
    gint64 newest;     /* ledger row, -1: not asked yet */
    LeaseKeeper *turn; /* NULL: not taken yet */
    gint64 patience_ms;
    IntakeCursor *cursor;
    GPtrArray *troubles;
    char *own_domain;
};

void intake_item_free(gpointer data);

/* Waits until no other process takes mail in; from then on it is ours until the run is freed. Who
 * looks for a duplicate and then adds a mail must be alone, and so must who asks which rows it has
 * just added. CONFLICT, with the other's name, when patience ends; nothing was done. */
bool intake_take_turn(IntakeRun *run, GError **error);

/* Makes the search words of an item's mail. */
void intake_item_make_words(IntakeItem *item);
/* Reads an item's bytes; afterwards it has a mail with its words, or a failure. */
void intake_item_read(IntakeItem *item);

/* The item of a row that lies in the ledger, with its bytes; not read yet. */
IntakeItem *intake_item_of_row(IntakeRun *run, const IntakeRow *row, GError **error);

/* Settles pending items (array of IntakeItem *, read), each once, and counts them in the report. */
bool intake_settle_items(IntakeRun *run, const GPtrArray *items, GError **error);

/* What becomes of a mail. reason is for the record. */
typedef struct {
    IntakeOutcome outcome;
    gint64 inquiry; /* of JOINED, and of an ECHO sent elsewhere: where it is added; else 0 */
    gint64 message; /* of a DUPLICATE or any other ECHO: the one that is there; else 0 */
    char *reason;   /* owned */
    bool same_id;   /* another mail with this Message-ID came before */
} IntakeVerdict;

/* Adds the statements of one verdict to the batch; words (array that owns its texts) gets the
 * search words of a message added. After the last, intake_record_search once. */
void intake_record(DbBatch *batch, IntakeItem *item, const IntakeVerdict *verdict,
                   GPtrArray *words);
void intake_record_search(DbBatch *batch, const GPtrArray *words);

/* The reason of a quarantined mail with its sender and subject, as far as its bytes tell them. */
char *intake_told_reason(const char *reason, GBytes *bytes);

/* Is this address or Message-ID ours? */
bool intake_is_own_address(const IntakeRun *run, const char *address);
bool intake_is_own_message_id(const IntakeRun *run, const char *message_id);

#endif

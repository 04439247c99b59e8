/* What the files of the intake share: intake_run.c (batches), intake_recover.c (after a crash),
 * intake_settle.c (rounds), intake_judge.c (what becomes of each mail), intake_record.c (its
 * statements), intake_promise.c (category and clocks), intake_forward.c (what sections answer),
 * receipt_mail.c (automatic receipts),
 * order_cases.c (orders from eInnsyn), intake_fetch.c (where mail comes from).
 */
#ifndef SKRANKE_MAIL_INTAKE_PRIVATE_H
#define SKRANKE_MAIL_INTAKE_PRIVATE_H

#include "skranke/domain/suggestion.h"

#include "skranke/store/forwards.h"
#include "skranke/store/intake_lookup.h"
#include "skranke/store/rulebook.h"

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

    /* What the reader finds out besides; of a mail only. */
    Suggestion *suggestion;  /* NULL: the rules were not at hand */
    gint64 identity_numbers; /* in subject and text */
    char *receipt_to;        /* gets an automatic receipt, lower case; NULL: nobody */
    GPtrArray *orders;       /* of EinnsynOrder *; NULL: none came with it */
    GPtrArray *cases;        /* of OrderedCase * (order_cases.h): the documents of those orders */
    char *order_trouble;     /* an order that could not be read, in words; NULL: none */
    GPtrArray *made_words;   /* search words of further messages that it became; NULL: none */
} IntakeItem;

/* Which UIDs of a fetch are committed, so that the cursor never passes one that is not. */
typedef struct {
    gint64 mailbox, uid_validity;
    const GArray *uids; /* asked for, ascending */
    guint8 *added;      /* same length */
    guint low;          /* all before this one are added */
} IntakeCursor;

/* What every new inquiry is judged by, read once; intake_promise.c's. */
typedef struct {
    Rulebook *rulebook;
    SuggestionIndex *index; /* read by the reader, changed only while there is none */
    char *mark;             /* of the rules; another one: read them again */
    GHashTable *boxes;      /* gint64 * -> its own: the mailboxes */
} IntakeRules;

struct IntakeRun {
    Db *db;
    const Config *config;
    IntakeRules *rules; /* NULL: not read yet */
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
/* What is made of a mail where it is read: its search words, and what intake_promise_judge finds.
 */
void intake_item_learn(const IntakeRun *run, IntakeItem *item);
/* Reads an item's bytes; afterwards it has a mail with its words and what the rules make of it, or
 * a failure. intake_rules_read comes first. */
void intake_item_read(const IntakeRun *run, IntakeItem *item);
/* From a file the Date header is the moment of receipt, unless it lies in the future. */
gint64 intake_item_received_at(const IntakeItem *item);

/* The item of a row that lies in the ledger, with its bytes; not read yet. */
IntakeItem *intake_item_of_row(IntakeRun *run, const IntakeRow *row, GError **error);

/* Settles pending items (array of IntakeItem *, read), each once, and counts them in the report. */
bool intake_settle_items(IntakeRun *run, const GPtrArray *items, GError **error);

/* ---- the promise: intake_promise.c ---- */

/* Reads rules, words and mailboxes if they are not at hand or were changed; items: what will be
 * read with them. No reader may run meanwhile. */
bool intake_rules_read(IntakeRun *run, const GPtrArray *items, GError **error);
void intake_rules_free(IntakeRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeRules, intake_rules_free)

/* In the reader: what is in the mail, and where it is no reply also intake_promise_suggest. */
void intake_promise_judge(const IntakeRun *run, IntakeItem *item);
/* What the mail is about, and who gets a receipt, unless that is known. It takes as long as reading
 * the mail, and a reply that joins needs neither. */
void intake_promise_suggest(const IntakeRun *run, IntakeItem *item);
/* The category of a new inquiry, and who chose it; borrowed. Mail that nobody wrote is promised
 * nothing: it has none, unless that would show what belongs to a closed silo. */
const char *intake_promise_category(const IntakeRun *run, const IntakeItem *item,
                                    CategoryChooser *by);
/* Does the mailbox it came through confirm every inquiry? */
bool intake_promise_confirms_all(const IntakeRun *run, const IntakeItem *item);
/* The record of the inquiry that a mail begins, with its clocks. */
Inquiry *intake_promise_inquiry(const IntakeRun *run, const IntakeItem *item, gint64 at);

/* Before the first other statement of a batch about an inquiry that is there already: expects that
 * nobody has changed it since it was asked for, for its clocks are computed from what was read.
 * Where somebody has, the mail is judged anew. Once a batch; further calls do nothing. */
void intake_promise_touch(DbBatch *batch, IntakeInquiry *known);
/* What came into an inquiry. */
typedef enum {
    CAME_FROM_INQUIRER,  /* asks anew where it had been answered: the clocks start again */
    CAME_A_FAILURE,      /* an answer did not arrive: it counts as not given */
    CAME_A_FORWARD_BACK, /* our mail to a section did not arrive: what was answered stays answered
                          */
} CameKind;
/* A message that wakes the inquiry: state (as inquiries_message_came), pause, snooze, clocks. at:
 * when it came. */
void intake_promise_came(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known, CameKind kind,
                         gint64 at);
/* Our own answer came by from another mail program: it stops the clocks as one from here does; the
 * state stays for an operator to see. */
void intake_promise_answered(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known, gint64 at);
/* A forward is settled: the inquiry gets this state, answered_at (0: as it is), its pause ends, and
 * the clocks are computed anew with whoever the record says has it. Before any other statement of
 * the batch about the inquiry comes intake_promise_touch; message and message_count are the
 * caller's. */
void intake_promise_back(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known,
                         InquiryState state, gint64 answered_at, gint64 at);

/* ---- automatic receipts: receipt_mail.c ---- */

/* How many automatic mails an address got: from the database, and growing with the batch. */
typedef struct {
    GHashTable *to; /* char * -> GINT_TO_POINTER(count), owned; NULL: nobody was asked for */
} ReceiptCounts;
void receipt_counts_clear(ReceiptCounts *counts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReceiptCounts, receipt_counts_clear)
bool receipt_counts_read(IntakeRun *run, const GPtrArray *items, ReceiptCounts *counts,
                         GError **error);
/* Sets receipt_to. */
void receipt_mail_judge(const IntakeRun *run, IntakeItem *item);
/* May it be sent after those that went out before? Counts it when it may. What was not asked for
 * with the others is asked for now; where that fails, it may not. */
bool receipt_mail_allow(const IntakeRun *run, ReceiptCounts *counts, const IntakeItem *item);
/* Before the inquiry is added: the confirmation of a job application is what was promised at once,
 * so it answers. */
void receipt_mail_mark(const IntakeRun *run, Inquiry *inquiry, gint64 now);
/* Statements for the inquiry added last in the batch; words gets the search words. */
void receipt_mail_add(const IntakeRun *run, DbBatch *batch, IntakeItem *item, GPtrArray *words);

/* ---- what becomes of a mail ---- */

/* reason is for the record. */
typedef struct {
    IntakeOutcome outcome;
    IntakeInquiry *joined; /* that inquiry as it is known; borrowed, NULL where inquiry is 0 */
    GPtrArray *cases; /* of OrderedCase *, borrowed from the item: of a NEW order, those that are no
                         case yet; the array is owned. NULL: no order */
    bool receipt;     /* of NEW: its sender gets one */
    gint64 inquiry;   /* of JOINED, and of an ECHO sent elsewhere: where it is added; else 0 */
    gint64 message;   /* of a DUPLICATE or any other ECHO: the one that is there; else 0 */
    char *reason;     /* owned */
    /* Of JOINED (intake_forward.c): */
    bool from_section;     /* the section's people wrote it, not the inquirer */
    bool to_inquirer;      /* and the inquirer has it too */
    gint64 settles;        /* a forward, 0: none */
    ForwardState settled;  /* the state it gets then */
    const Forward *holder; /* who has the inquiry after that, borrowed; NULL: nobody */
    bool same_id;          /* another mail with this Message-ID came before */
} IntakeVerdict;

/* Adds the statements of one verdict to the batch; words (array that owns its texts) gets the
 * search words of a message added. After the last, intake_record_search once. */
void intake_record(const IntakeRun *run, DbBatch *batch, IntakeItem *item,
                   const IntakeVerdict *verdict, GPtrArray *words);
void intake_record_search(DbBatch *batch, const GPtrArray *words);

/* The reason of a quarantined mail with its sender and subject, as far as its bytes tell them. */
char *intake_told_reason(const char *reason, GBytes *bytes);

/* Is this address or Message-ID ours? */
bool intake_is_own_address(const IntakeRun *run, const char *address);
bool intake_is_own_message_id(const IntakeRun *run, const char *message_id);

#endif

/* Mail comes in: raw bytes are committed first, then each mail is read and becomes a new inquiry,
 * joins one, or is a duplicate, an echo of our own, or quarantined. What a crash left pending is
 * taken up again: a child process reads it first, and what stops that one too is quarantined.
 *
 * Rules: a duplicate has the same Message-ID and the same fingerprint as a mail that came before
 * (or no Message-ID, and the same fingerprint); the same Message-ID on another mail is imported
 * with a warning. An echo is our own mail: its Message-ID is that of an answer of ours; or it comes
 * from an own address, belongs to an inquiry and goes to somebody outside (a colleague answered in
 * another mail program): then it is added there as an answer that was sent, and reopens nothing; or
 * sender and Message-ID are both ours. None has a Reply-To: a form on our own web site speaks for
 * its sender. An automatic courtesy (automatic.h) joins without reopening a closed or waiting
 * inquiry: nobody wrote. A new inquiry is received when the server got it (INTERNALDATE); from a
 * file, at its Date unless that is in the future, else when the file was last changed.
 *
 * A new inquiry has its category (the mailbox's own, else what its words suggest) and its clocks
 * from the first moment. A person's message starts the clocks of an answered or closed inquiry
 * anew, and ends a pause and a snooze; a report that an answer did not arrive takes that answer
 * back. An order from eInnsyn, attached or as the text, becomes one access request for each
 * document that is none yet, whatever thread its mail is in; the mail itself is the first one's,
 * and the requester, not the portal, is who gets the answer. An order whose documents all are cases
 * is a duplicate. Job applications, and all inquiries of a mailbox that says so, are confirmed in
 * the batch that makes the inquiry (domain/receipt.h says when not). */
#ifndef SKRANKE_MAIL_INTAKE_RUN_H
#define SKRANKE_MAIL_INTAKE_RUN_H

#include "skranke/base/config.h"

#include "skranke/store/intake.h"

/* read = fresh + joined + duplicate + echo + quarantined. skipped: uid already in the ledger, or
 * settled by another process meanwhile. */
typedef struct {
    gint64 read, fresh, joined, duplicate, echo, quarantined, skipped;
} IntakeReport;

typedef struct IntakeRun IntakeRun;

/* Borrows db and config for its life. One run at a time takes mail in, over all processes (the
 * lease "mail intake"): the first call that does waits for its turn, and the run keeps it until it
 * is freed. */
IntakeRun *intake_run_new(Db *db, const Config *config);
/* How long to wait for the turn, 10 minutes if not set; then the call fails with CONFLICT, which
 * names who has it, and nothing was done. */
void intake_run_set_patience(IntakeRun *run, gint64 milliseconds);
/* Is it this run's turn? */
bool intake_run_has_turn(const IntakeRun *run);
void intake_run_free(IntakeRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeRun, intake_run_free)

/* Takes up what a crash left pending. Call first. */
bool intake_run_recover(IntakeRun *run, GError **error);

/* One raw mail. The texts are copied, the bytes referenced. */
typedef struct {
    const char *source;                /* "imap" or "file" */
    gint64 mailbox, uid_validity, uid; /* 0 for files */
    const char *name;                  /* of the file; "" for IMAP */
    gint64 received_at;                /* seconds UTC; 0: now */
    GBytes *bytes;
    gint64 too_large;    /* its size; bytes are then only the beginning, and it is quarantined */
    const char *refusal; /* the server's words when it would not hand it over, or why a file cannot
                            be read; quarantined. NULL: neither */
} IntakeMail;

/* Adds to the current batch; flushes by itself every 500 mails or 16 MB (4 MB on rqlite). */
bool intake_run_add(IntakeRun *run, const IntakeMail *mail, GError **error);

/* Commits raw bytes and cursor, then reads and settles. After true everything added is in the
 * ledger. */
bool intake_run_flush(IntakeRun *run, GError **error);

/* What this run has done so far; borrowed. */
const IntakeReport *intake_run_report(const IntakeRun *run);
/* Files that were passed over, "path: why"; borrowed array of char *, at most 1,000. */
const GPtrArray *intake_run_troubles(const IntakeRun *run);

/* Files and folders (mail_files.h), then flush. NOT_FOUND when the path is not there. */
bool intake_run_files(IntakeRun *run, const char *path, GError **error);
/* One mailbox of the ini: fetch after the cursor, flush, move to the done folder. Records good or
 * failed for the mailbox. NOT_FOUND when the ini has no such mailbox. */
bool intake_run_mailbox(IntakeRun *run, const char *mailbox_name, GError **error);

/* Quarantined mail read again: what cannot be read as a mail becomes an inquiry with its bytes as
 * plain text and a warning. REFUSED when it is not in quarantine. */
bool intake_run_release(IntakeRun *run, gint64 intake_id, GError **error);

#endif

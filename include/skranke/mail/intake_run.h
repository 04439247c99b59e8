/* Mail comes in: raw bytes are committed first, then each is read and becomes a new inquiry, joins one, or is a duplicate, an echo of our own, or
 * quarantined. What a crash left pending is taken up again, one by one, and quarantined when it crashes us twice. */
#ifndef SKRANKE_MAIL_INTAKE_RUN_H
#define SKRANKE_MAIL_INTAKE_RUN_H

#include "skranke/base/config.h"
#include "skranke/store/intake.h"

typedef struct {
    gint64 read, fresh, joined, duplicate, echo, quarantined, skipped; /* skipped: uid already in the ledger */
} IntakeReport;

typedef struct IntakeRun IntakeRun;

/* Borrows db and config for its life. */
IntakeRun *intake_run_new(Db *db, const Config *config);
void intake_run_free(IntakeRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeRun, intake_run_free)

/* Takes up what a crash left pending. Call first. */
bool intake_run_recover(IntakeRun *run, GError **error);

/* Adds one raw mail to the current batch; flushes by itself every 500 mails or 16 MB. mailbox/uid 0 for files; name for files. too_large: bytes
 * are the header only; it is quarantined with its size as reason. */
typedef struct {
    const char *source; /* "imap" or "file" */
    gint64 mailbox, uid_validity, uid;
    const char *mailbox_address;
    const char *name;
    gint64 received_at;
    GBytes *bytes;
    gint64 too_large;
} IntakeMail;
bool intake_run_add(IntakeRun *run, const IntakeMail *mail, GError **error);

/* Commits raw bytes and cursor, then reads and settles. After true everything added is in the ledger. */
bool intake_run_flush(IntakeRun *run, GError **error);

const IntakeReport *intake_run_report(const IntakeRun *run);

/* Files and folders (mail_files.h); then flush. */
bool intake_run_files(IntakeRun *run, const char *path, GError **error);
/* One mailbox of the ini: fetch after the cursor, flush, move to the done folder. Records good or failed for the mailbox. */
bool intake_run_mailbox(IntakeRun *run, const char *mailbox_name, GError **error);

/* Quarantined mail read again ("import as plain text": whatever can be read, with a warning). */
bool intake_run_release(IntakeRun *run, gint64 intake_id, GError **error);

#endif

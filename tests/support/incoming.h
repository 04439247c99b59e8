/*
 * Mails that come into a database of a test, and what the intake must have made of them.
 */
#pragma once

#include "skranke/mail/intake_run.h"

#include "desk_database.h"

#define INCOMING_INI                                                                               \
    "[mail]\nfrom = info@byraa.example\nown_addresses = presse@byraa.example\n"                    \
    "message_id_domain = mail.byraa.example\nmax_megabytes = 1\n"

/** When the server got every one of them. */
enum { INCOMING_AT = 1700000000 };

/** A database with INCOMING_INI and mailbox 1, "info". */
DeskDatabase *incoming_database(void);

/** A plain mail to info@byraa.example; id "": no Message-ID; refers: the value of References, ""
 * for none; extra: whole header lines. The caller owns it. */
char *incoming_text(const char *from, const char *id, const char *refers, const char *extra,
                    const char *subject, const char *text);

/** Adds a mail with this UID of mailbox 1 (0: from a file); takes the text. */
void incoming_add(IntakeRun *run, gint64 uid, char *text);
void incoming_flush(IntakeRun *run);

/** Compares "new 1 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0" with the run's report. */
void incoming_expect_report(IntakeRun *run, const char *expected);
/** Everything fetched is settled, counted, and where the ledger says it is. */
void incoming_expect_ledger(DeskDatabase *database);

/* Answers go out: what is due is made into bytes once, kept, sent, and its fate recorded. */
#ifndef SKRANKE_MAIL_OUTBOX_RUN_H
#define SKRANKE_MAIL_OUTBOX_RUN_H

#include "skranke/base/config.h"

#include "skranke/net/smtp_link.h"

#include "skranke/store/outbox.h"

typedef struct {
    gint64 sent, later, refused, maybe_sent;
} OutboxReport;

/* Sends everything due now. Each item: bytes and state "sending" are committed first (who commits
 * is the only sender; an item left `sending` by a process that died is taken over after
 * OUTBOX_SENDING_SECONDS); then SMTP; then its fate:
 *
 *   accepted                 -> sent
 *   4xx, or broken off       -> queued with back-off (1, 2, 5, 10, 30, 60 min, then hourly; 5 days
 * after it was first due: refused) 5xx, or no mail at all   -> refused; the inquiry reopens, the
 * server's words stand in the event answer to the dot lost   -> maybe_sent, sent again byte for
 * byte (at least once: the recipient may see it twice, with one Message-ID) relay away -> as 4xx,
 * at most 5 min; the rest stays untouched; returns false, UNAVAILABLE login, certificate, ini  ->
 * the same; returns false, FAILED
 *
 * One bad address never stops the others. A crash between the server's yes and the commit sends the
 * same bytes again. report is filled also on failure. */
bool outbox_run(Db *db, const Config *config, OutboxReport *report, GError **error);

/* The same; asked before each item, go_on says false to stop early (the result is then true). */
typedef bool (*OutboxGoOn)(gpointer user);
bool outbox_run_while(Db *db, const Config *config, OutboxGoOn go_on, gpointer user,
                      OutboxReport *report, GError **error);

/* The relay of the ini as a link, not yet connected: also for `skranke check`. Fails where [relay]
 * host is missing or the password cannot be read. */
SmtpLink *outbox_relay(const Config *config, GError **error);

/* Seconds from the try with this number (from 1) to the next one. */
gint64 outbox_backoff(gint64 tries);

#endif

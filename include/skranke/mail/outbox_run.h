/* Answers go out: what is due is made into bytes once, kept, sent, and its fate recorded. */
#ifndef SKRANKE_MAIL_OUTBOX_RUN_H
#define SKRANKE_MAIL_OUTBOX_RUN_H

#include "skranke/base/config.h"
#include "skranke/store/outbox.h"

typedef struct {
    gint64 sent, later, refused, maybe_sent;
} OutboxReport;

/* Sends everything due now. Each item: bytes and state "sending" are committed first; then SMTP; then the fate: accepted -> sent; 4xx and network -> queued with back-off
 * (1, 2, 5, 10, 30, 60 min, then hourly; after 5 days refused); 5xx -> refused, the inquiry reopens with the server's words as event; answer lost after the dot ->
 * maybe_sent, sent again byte for byte; login or certificate wrong -> stops and returns the error, everything stays queued. One bad address never stops the others. */
bool outbox_run(Db *db, const Config *config, OutboxReport *report, GError **error);

#endif

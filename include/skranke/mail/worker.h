/* The worker: reads the mailboxes and empties the outbox, alone (lease "worker"), until told to stop. */
#ifndef SKRANKE_MAIL_WORKER_H
#define SKRANKE_MAIL_WORKER_H

#include "skranke/base/config.h"
#include "skranke/store/db.h"

/* Runs until SIGTERM, SIGINT or SIGHUP (finishes the batch at hand). Without the lease it waits for it when `patient`, else fails with CONFLICT naming the holder. The
 * outbox is looked at every second (it notices new items by the change mark), mailboxes every [worker] interval_seconds; a failing mailbox backs off (to 10 min) and never
 * stops the others. parent: 0, or the process to die with (a desk that started us; -p of the command). once: one round, then return. */
typedef struct {
    bool patient, once;
    gint64 parent;
} WorkerOptions;
bool worker_run(Db *db, const Config *config, const WorkerOptions *options, GError **error);

#endif

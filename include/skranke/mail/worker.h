/* The worker: reads the mailboxes and empties the outbox, alone (lease "worker"), until told to
 * stop. */
#ifndef SKRANKE_MAIL_WORKER_H
#define SKRANKE_MAIL_WORKER_H

#include "skranke/base/config.h"

#include "skranke/store/db.h"

#define WORKER_LEASE "worker"

typedef struct {
    bool patient;      /* without the lease: wait for it instead of failing */
    bool once;         /* one round (what a crash left, the outbox, every mailbox), then return */
    gint64 parent;     /* 0, or the process to end with (a desk that started us) */
    int lease_seconds; /* 0: 30; renewed every third of it */
} WorkerOptions;

/* Runs until SIGTERM, SIGINT or SIGHUP: the mailbox or answer at hand is finished first. Without
 * the lease it waits for it when `patient`, else fails with CONFLICT naming the holder; a lease
 * lost on the way (the machine slept) is asked for again. The outbox is emptied within a second of
 * a change and when something becomes due, mailboxes are read every [worker] interval_seconds; a
 * failing one backs off (30 s to 10 min), its error is recorded, and the others go on. Survives a
 * database that is away. The lease's report says how it goes. Errors besides CONFLICT: `once`
 * returns the round's first trouble. */
bool worker_run(Db *db, const Config *config, const WorkerOptions *options, GError **error);

#endif

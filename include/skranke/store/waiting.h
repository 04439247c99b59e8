/* One call's wait for a lock or the network: its deadline, the wait hook every 100 ms, naps, and
 * Ctrl-Z held back.
 *
 * Both carriers wait through this room, so an operator sees the same line and the same Esc whatever
 * lies below. */
#ifndef SKRANKE_STORE_WAITING_H
#define SKRANKE_STORE_WAITING_H

#include <signal.h>

#include "skranke/store/carrier.h"

typedef struct {
    const DbContext *context;
    gint64 started, hook_called; /* clock_monotonic_ms */
    bool given_up;               /* the hook said stop */
    sigset_t signals;
} Waiting;

/* At the beginning and the end of each call of a carrier. A process stopped by Ctrl-Z must not keep
 * a lock: SIGTSTP waits until the end. */
void waiting_begin(Waiting *waiting, const DbContext *context);
void waiting_end(Waiting *waiting);

/* Calls the hook where 100 ms have gone by since its last call; since: what it is told as the
 * beginning. False when it says stop (or has said so before in this call). */
bool waiting_tell(Waiting *waiting, gint64 since);

/* Milliseconds until the deadline counted from since (fallback where none is set), never below 0.
 */
gint64 waiting_left(const Waiting *waiting, gint64 since, gint64 fallback_ms);

/* Sleeps so many milliseconds and calls the hook meanwhile; false when given up. */
bool waiting_nap(Waiting *waiting, gint64 milliseconds);

#endif

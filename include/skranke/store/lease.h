/* A named lease: at most one process holds it; it ends by itself when its holder stops renewing. */
#ifndef SKRANKE_STORE_LEASE_H
#define SKRANKE_STORE_LEASE_H

#include "skranke/store/db.h"

/* Takes or renews the lease "worker" until now + seconds for this process. CONFLICT when another
 * holds it (the message names the holder). report: one line about how it goes, shown on the desk
 * ("last read 09:40, 2 in the outbox"). */
bool lease_take(Db *db, const char *name, gint64 now, int seconds, const char *report,
                GError **error);

/* Gives it back when we hold it; no error otherwise. */
bool lease_release(Db *db, const char *name, GError **error);

typedef struct {
    char *holder; /* "" when nobody holds it */
    gint64 until;
    char *report;
} LeaseState;
bool lease_state(Db *db, const char *name, gint64 now, LeaseState *state, GError **error);
void lease_state_clear(LeaseState *state);

#endif

/* Holds a lease while long work goes on: a thread with a database connection of its own renews it.
 */
#ifndef SKRANKE_MAIL_LEASE_KEEPER_H
#define SKRANKE_MAIL_LEASE_KEEPER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "skranke/store/db.h"

typedef struct LeaseKeeper LeaseKeeper;

/* Takes the lease through db for `seconds` and renews it every third of that from a thread. Errors
 * as lease_take: CONFLICT when another holds it. */
LeaseKeeper *lease_keeper_start(Db *db, const char *name, int seconds, GError **error);

/* What the lease says of the work from the next renewal on. */
void lease_keeper_report(LeaseKeeper *keeper, const char *report);

/* False once somebody else has taken it: we were stopped or cut off for longer than it lasts. */
bool lease_keeper_holds(LeaseKeeper *keeper);

/* fork(2) while no keeper's thread holds a lock that the child would wait for in vain (memory,
 * types, the database): each of them is asleep at that moment. For the thread that starts keepers.
 */
pid_t lease_keeper_fork(void);

/* Ends the thread and gives the lease back. NULL is fine. */
void lease_keeper_stop(LeaseKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LeaseKeeper, lease_keeper_stop)

#endif

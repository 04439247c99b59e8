/* One process at a time takes mail in: a worker, a fetch and an import may be started side by side,
 * and two that look for the same duplicate both find none. Owns the waiting for one's turn; knows
 * nothing of mail. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "intake_private.h"
#include "stop_signal.h"

#define TURN_LEASE "mail intake"
enum { TURN_SECONDS = 30, LOOK_AGAIN_MS = 50 };

bool intake_run_has_turn(const IntakeRun *run)
{
    return run->turn != NULL && lease_keeper_holds(run->turn);
}

bool intake_take_turn(IntakeRun *run, GError **error)
{
    if (intake_run_has_turn(run))
        return true;
    /* Stopped for longer than the lease lasts: others have added rows meanwhile. */
    g_clear_pointer(&run->turn, lease_keeper_stop);
    run->newest = -1;
    for (gint64 until = clock_monotonic_ms() + run->patience_ms;;) {
        GError *taken = NULL;
        run->turn = lease_keeper_start(run->db, TURN_LEASE, TURN_SECONDS, &taken);
        if (run->turn != NULL)
            return true;
        if (!g_error_matches(taken, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) ||
            clock_monotonic_ms() >= until || stop_signal_asked()) {
            g_propagate_error(error, taken);
            return false;
        }
        g_error_free(taken);
        g_usleep(LOOK_AGAIN_MS * 1000);
    }
}

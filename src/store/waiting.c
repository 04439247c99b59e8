/* How a carrier's call waits. Owns the hook's rhythm and the signal mask of one call; knows no
 * carrier. */
#include "skranke/store/waiting.h"

#include <pthread.h>

#include "skranke/base/clock.h"

enum { HOOK_EVERY_MS = 100 };

void waiting_begin(Waiting *waiting, const DbContext *context)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &stop, &waiting->signals);
    waiting->context = context;
    waiting->given_up = false;
    waiting->started = waiting->hook_called = clock_monotonic_ms();
}

void waiting_end(Waiting *waiting)
{
    pthread_sigmask(SIG_SETMASK, &waiting->signals, NULL);
}

bool waiting_tell(Waiting *waiting, gint64 since)
{
    const DbContext *context = waiting->context;
    gint64 now = clock_monotonic_ms();
    if (waiting->given_up)
        return false;
    if (context->hook == NULL || now - waiting->hook_called < HOOK_EVERY_MS)
        return true;
    waiting->hook_called = now;
    waiting->given_up = !context->hook(now - since, context->hook_user);
    return !waiting->given_up;
}

gint64 waiting_left(const Waiting *waiting, gint64 since, gint64 fallback_ms)
{
    gint64 most = waiting->context->deadline_ms > 0 ? waiting->context->deadline_ms : fallback_ms;
    return MAX(0, most - (clock_monotonic_ms() - since));
}

bool waiting_nap(Waiting *waiting, gint64 milliseconds)
{
    gint64 until = clock_monotonic_ms() + milliseconds;
    for (gint64 left = milliseconds; left > 0; left = until - clock_monotonic_ms()) {
        g_usleep((gulong)MIN(left, HOOK_EVERY_MS) * 1000);
        if (!waiting_tell(waiting, waiting->started))
            return false;
    }
    return true;
}

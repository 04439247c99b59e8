/* The signals that ask the worker to stop, made into a flag and a readable descriptor. Owns their
 * handlers; knows nothing of what is to be stopped. */
#include "stop_signal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
static struct sigaction before[G_N_ELEMENTS(signals)];
static volatile sig_atomic_t asked;
static int wake = -1;

static void on_signal(int number)
{
    int kept = errno;
    if (asked && number == SIGINT) {
        signal(number, SIG_DFL);
        raise(number);
    }
    asked = 1;
    eventfd_write(wake, 1);
    errno = kept;
}

void stop_signal_start(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    asked = 0;
    wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0)
        g_error("eventfd: %s", g_strerror(errno));
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
        sigaction(signals[i], &action, &before[i]);
}

void stop_signal_end(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
        sigaction(signals[i], &before[i], NULL);
    close(wake);
    wake = -1;
}

bool stop_signal_asked(void)
{
    return asked;
}

bool stop_signal_wait(gint64 milliseconds)
{
    struct pollfd watch = {.fd = wake, .events = POLLIN};
    if (!asked && milliseconds > 0)
        poll(&watch, 1, (int)MIN(milliseconds, G_MAXINT));
    return asked;
}

/* Owns the signals that concern the terminal: a new size, a stop from outside, and the crash that
 * must leave a usable terminal behind. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "screen_private.h"

/* Main screen, cursor on, paste and mouse off, attributes off, cooked keys: constants only, written
 * by write(2) in a handler. */
static const char reset_sequence[] =
    "\033[?2004l\033[?1000l\033[?1002l\033[?1006l\033[?1l\033>\033[0m\033[?25h\033[?1049l\r\n";

static volatile sig_atomic_t suspended;
static struct sigaction curses_resize;
static struct termios cooked; /* the terminal's modes before we took it */
static bool cooked_known;
static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

static void wake(void)
{
    int kept = errno;
    ssize_t ignored = write(screen_state.wake[1], "x", 1);
    (void)ignored;
    errno = kept;
}

static void on_resize(int number)
{
    if (curses_resize.sa_handler != SIG_DFL && curses_resize.sa_handler != SIG_IGN)
        curses_resize.sa_handler(number);
    wake();
}

static void on_stop(int number)
{
    (void)number;
    suspended = 1;
    wake();
}

static void on_crash(int number)
{
    ssize_t ignored = write(STDOUT_FILENO, reset_sequence, sizeof reset_sequence - 1);
    (void)ignored;
    if (cooked_known)
        tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
    signal(number, SIG_DFL);
    raise(number);
}

static void handle(int number, void (*handler)(int), struct sigaction *old)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

void screen_signals_before(void)
{
    cooked_known = tcgetattr(STDIN_FILENO, &cooked) == 0;
}

void screen_signals_start(void)
{
    if (pipe2(screen_state.wake, O_CLOEXEC | O_NONBLOCK) != 0)
        g_error("pipe2: %s", g_strerror(errno));
    handle(SIGWINCH, on_resize, &curses_resize);
    handle(SIGTSTP, on_stop, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(crashes); i++) {
        struct sigaction action = {.sa_handler = on_crash,
                                   .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
        sigemptyset(&action.sa_mask);
        sigaction(crashes[i], &action, NULL);
    }
}

void screen_signals_stop(void)
{
    handle(SIGTSTP, SIG_DFL, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(crashes); i++)
        signal(crashes[i], SIG_DFL);
    sigaction(SIGWINCH, &curses_resize, NULL);
    close(screen_state.wake[0]);
    close(screen_state.wake[1]);
}

void screen_signals_hold_stop(bool hold)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &stop, NULL);
}

void screen_signals_stop_process(void)
{
    raise(SIGSTOP);
}

static void drain(void)
{
    char bytes[64];
    while (read(screen_state.wake[0], bytes, sizeof bytes) > 0)
        ;
}

bool screen_signals_suspended(void)
{
    drain();
    bool was = suspended;
    suspended = 0;
    return was;
}

int screen_wake_descriptor(void)
{
    return screen_state.wake[0];
}

/*
 * The life of a program in a pseudo-terminal: start, the pump between its bytes and libvterm,
 * input, end. What is seen on the screen is terminal_screen.c, waiting is terminal_wait.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "process.h"
#include "terminal_keys.h"
#include "terminal_private.h"
#include "testing.h"

enum { REMEMBERED_KEYS = 40 };

static void answer(const char *bytes, size_t length, void *user)
{
    Terminal *terminal = user;
    g_string_append_len(terminal->pending, bytes, (gssize)length);
}

static int property_changed(VTermProp property, VTermValue *value, void *user)
{
    Terminal *terminal = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        terminal->cursor_visible = value->boolean;
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = property_changed};

static void emulator_start(Terminal *terminal)
{
    terminal->emulator = vterm_new(terminal->height, terminal->width);
    vterm_set_utf8(terminal->emulator, 1);
    vterm_output_set_callback(terminal->emulator, answer, terminal);
    terminal->screen = vterm_obtain_screen(terminal->emulator);
    vterm_screen_set_callbacks(terminal->screen, &screen_callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    terminal->cursor_visible = true;
}

static void free_at_exit(void *terminal)
{
    terminal_free(terminal);
}

static void child_start(Terminal *terminal, const TerminalOptions *options)
{
    struct winsize size = {.ws_row = (unsigned short)terminal->height,
                           .ws_col = (unsigned short)terminal->width};
    g_auto(GStrv) environment = process_environment(terminal->home, options->environment);
    environment = g_environ_setenv(environment, "TERM", terminal->term, TRUE);
    pid_t parent = getpid();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    terminal->process = forkpty(&terminal->master, NULL, NULL, &size);
    if (terminal->process < 0)
        fail_msg("cannot open a pseudo-terminal: %s", g_strerror(errno));
    if (terminal->process == 0)
        process_exec(options->argv, environment, terminal->home, parent);
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
}

Terminal *terminal_start(const TerminalOptions *options)
{
    Terminal *terminal = g_new0(Terminal, 1);
    terminal->width = options->width ? options->width : 80;
    terminal->height = options->height ? options->height : 24;
    terminal->term = g_strdup(options->term ? options->term : "xterm-256color");
    terminal->owns_home = !options->home;
    terminal->home = options->home ? g_strdup(options->home) : temp_folder_make("home");
    terminal->output = g_string_new(NULL);
    terminal->pending = g_string_new(NULL);
    g_queue_init(&terminal->keys);
    stream_init(&terminal->stream);
    emulator_start(terminal);
    child_start(terminal, options);
    cleanup_push(free_at_exit, terminal);
    return terminal;
}

void terminal_free(Terminal *terminal)
{
    if (!terminal)
        return;
    cleanup_drop(terminal);
    if (!terminal->ended) {
        /* Both, because right after the start the child may not lead its group yet. */
        kill(-terminal->process, SIGKILL);
        kill(terminal->process, SIGKILL);
        waitpid(terminal->process, NULL, 0);
    }
    close(terminal->master);
    vterm_free(terminal->emulator);
    stream_clear(&terminal->stream);
    g_string_free(terminal->output, TRUE);
    g_string_free(terminal->pending, TRUE);
    g_queue_clear_full(&terminal->keys, g_free);
    if (terminal->owns_home)
        temp_folder_remove(terminal->home);
    else
        g_free(terminal->home);
    g_free(terminal->term);
    g_free(terminal);
}

static void write_pending(Terminal *terminal)
{
    while (terminal->pending->len > 0) {
        ssize_t written = write(terminal->master, terminal->pending->str, terminal->pending->len);
        if (written <= 0)
            return;
        g_string_erase(terminal->pending, 0, written);
    }
}

static bool read_available(Terminal *terminal)
{
    char block[65536];
    ssize_t got = read(terminal->master, block, sizeof block);
    /* Linux answers EIO once the last process with the terminal open is gone. */
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        terminal->closed = true;
    if (got <= 0)
        return false;
    g_string_append_len(terminal->output, block, got);
    stream_feed(&terminal->stream, block, (gsize)got);
    vterm_input_write(terminal->emulator, block, (size_t)got);
    terminal->last_read = g_get_monotonic_time();
    return true;
}

bool terminal_pump(Terminal *terminal, int milliseconds)
{
    bool came = false;
    /* Bounded: a program that never stops writing must not keep the caller from its deadline. */
    for (int block = 0; block < 64; block++) {
        if (terminal->closed) {
            /* Nothing will come any more, but the caller's deadline still runs. */
            poll(NULL, 0, came ? 0 : MIN(milliseconds, 3));
            return came;
        }
        short events = terminal->pending->len > 0 ? POLLIN | POLLOUT : POLLIN;
        struct pollfd watch = {terminal->master, events, 0};
        int ready = poll(&watch, 1, came ? 0 : milliseconds);
        if (ready <= 0)
            return came;
        if (watch.revents & POLLOUT)
            write_pending(terminal);
        bool got = (watch.revents & (POLLIN | POLLHUP | POLLERR)) && read_available(terminal);
        came = came || got;
        if (!got && !(watch.revents & POLLOUT))
            return came;
    }
    return came;
}

void terminal_send(Terminal *terminal, const char *bytes, gsize length, const char *shown)
{
    /* What was painted before this key must not count as the answer to it. */
    terminal_pump(terminal, 0);
    terminal->frame_at_key = terminal->stream.frame;
    g_queue_push_tail(&terminal->keys, g_strndup(shown, 200));
    while (g_queue_get_length(&terminal->keys) > REMEMBERED_KEYS)
        g_free(g_queue_pop_head(&terminal->keys));
    g_string_append_len(terminal->pending, bytes, (gssize)length);
    if (!terminal->closed)
        write_pending(terminal);
}

void terminal_keys(Terminal *terminal, const char *keys)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (const char *at = keys; *at;) {
        const char *end = *at == '<' ? strchr(at, '>') : NULL;
        if (end) {
            g_autofree char *name = g_strndup(at + 1, (gsize)(end - at) - 1);
            if (!key_bytes(terminal->term, name, bytes))
                fail_msg("no key is called <%s>", name);
            at = end + 1;
        } else {
            g_string_append_c(bytes, *at++);
        }
    }
    terminal_send(terminal, bytes->str, bytes->len, keys);
}

void terminal_text(Terminal *terminal, const char *text)
{
    terminal_send(terminal, text, strlen(text), text);
}

void terminal_bytes(Terminal *terminal, const char *bytes, gsize length)
{
    g_autofree char *shown = g_strescape(bytes, NULL);
    terminal_send(terminal, bytes, length, shown);
}

void terminal_paste(Terminal *terminal, const char *text)
{
    terminal_pump(terminal, 0);
    bool brackets = stream_mode(&terminal->stream, 2004);
    g_autoptr(GString) bytes = g_string_new(brackets ? "\033[200~" : "");
    for (const char *at = text; *at; at++)
        g_string_append_c(bytes, *at == '\n' ? '\r' : *at);
    g_string_append(bytes, brackets ? "\033[201~" : "");
    g_autofree char *shown = g_strdup_printf("(paste) %s", text);
    terminal_send(terminal, bytes->str, bytes->len, shown);
}

void terminal_resize(Terminal *terminal, int width, int height)
{
    terminal_pump(terminal, 0);
    terminal->frame_at_key = terminal->stream.frame;
    terminal->width = width;
    terminal->height = height;
    vterm_set_size(terminal->emulator, height, width);
    struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};
    ioctl(terminal->master, TIOCSWINSZ, &size);
    g_queue_push_tail(&terminal->keys, g_strdup_printf("(resize %dx%d)", width, height));
}

void terminal_signal(Terminal *terminal, int signal_number)
{
    g_queue_push_tail(&terminal->keys, g_strdup_printf("(signal %d)", signal_number));
    if (!terminal->ended)
        kill(terminal->process, signal_number);
}

pid_t terminal_process(const Terminal *terminal)
{
    return terminal->process;
}

const char *terminal_home(const Terminal *terminal)
{
    return terminal->home;
}

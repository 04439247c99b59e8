/*
 * Waiting for what the screen becomes, and the report when it does not.
 */
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "terminal_private.h"
#include "testing.h"

enum { WAIT_SECONDS = 10, PUMP_MILLISECONDS = 10, QUIET_MICROSECONDS = 30000 };

static void reap(Terminal *terminal)
{
    int raw = 0;
    if (terminal->ended || waitpid(terminal->process, &raw, WNOHANG) != terminal->process)
        return;
    terminal->ended = true;
    terminal->status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

static void print_last_output(const Terminal *terminal)
{
    const GString *output = terminal->output;
    gsize length = MIN(output->len, 400);
    g_autofree char *last = g_strndup(output->str + output->len - length, length);
    g_autofree char *escaped = g_strescape(last, NULL);
    test_report("--- last bytes: %s\n", escaped);
}

void terminal_fail(Terminal *terminal, const char *why, const char *file, int line)
{
    g_autofree char *screen = terminal_screen(terminal);
    int row = 0;
    int column = 0;
    bool visible = false;
    terminal_cursor(terminal, &row, &column, &visible);
    reap(terminal);
    test_report("%s\n--- screen %dx%d, cursor row %d column %d%s, frame %" G_GUINT64_FORMAT "\n%s",
                why, terminal->width, terminal->height, row, column, visible ? "" : " hidden",
                terminal->stream.frame, screen);
    test_report("--- last keys:");
    for (GList *key = terminal->keys.head; key; key = key->next)
        test_report(" %s", (const char *)key->data);
    if (terminal->ended)
        test_report("\n--- the program has ended with status %d", terminal->status);
    test_report("\n");
    print_last_output(terminal);
    _fail(file, line);
}

bool terminal_becomes(Terminal *terminal, TerminalCondition condition, void *data)
{
    gint64 deadline = deadline_after(WAIT_SECONDS);
    for (;;) {
        if (condition(terminal, data))
            return true;
        /* A program that has ended paints no more: no need to wait for the deadline. */
        bool over = terminal->closed || g_get_monotonic_time() > deadline;
        bool came = terminal_pump(terminal, PUMP_MILLISECONDS);
        if (over && !came)
            return condition(terminal, data);
    }
}

void terminal_wait_at(Terminal *terminal, TerminalCondition condition, void *data, const char *what,
                      const char *file, int line)
{
    if (terminal_becomes(terminal, condition, data))
        return;
    g_autofree char *why = g_strdup_printf("waited in vain for %s", what);
    terminal_fail(terminal, why, file, line);
}

static bool has_text(Terminal *terminal, void *text)
{
    return terminal_has_text(terminal, text);
}

static bool has_no_text(Terminal *terminal, void *text)
{
    return !terminal_has_text(terminal, text);
}

void terminal_wait_text_at(Terminal *terminal, const char *text, const char *file, int line)
{
    g_autofree char *what = g_strdup_printf("the text \"%s\"", text);
    terminal_wait_at(terminal, has_text, (void *)(uintptr_t)text, what, file, line);
}

void terminal_wait_no_text_at(Terminal *terminal, const char *text, const char *file, int line)
{
    g_autofree char *what = g_strdup_printf("the text \"%s\" to go away", text);
    terminal_wait_at(terminal, has_no_text, (void *)(uintptr_t)text, what, file, line);
}

typedef struct {
    int row;
    int column;
    const char *glob;
} Place;

static bool row_matches(Terminal *terminal, void *data)
{
    const Place *place = data;
    g_autofree char *text = terminal_row(terminal, place->row);
    return g_pattern_match_simple(place->glob, text);
}

void terminal_wait_row_at(Terminal *terminal, int row, const char *glob, const char *file, int line)
{
    Place place = {row, 0, glob};
    g_autofree char *what = g_strdup_printf("row %d to match \"%s\"", row, glob);
    terminal_wait_at(terminal, row_matches, &place, what, file, line);
}

static bool cursor_is(Terminal *terminal, void *data)
{
    const Place *place = data;
    int row = 0;
    int column = 0;
    terminal_cursor(terminal, &row, &column, NULL);
    return row == place->row && column == place->column;
}

void terminal_wait_cursor_at(Terminal *terminal, int row, int column, const char *file, int line)
{
    Place place = {row, column, NULL};
    g_autofree char *what = g_strdup_printf("the cursor in row %d column %d", row, column);
    terminal_wait_at(terminal, cursor_is, &place, what, file, line);
}

static bool is_idle(Terminal *terminal, void *data)
{
    (void)data;
    return terminal_frame(terminal) > terminal->frame_at_key && terminal->pending->len == 0 &&
           g_get_monotonic_time() - terminal->last_read > QUIET_MICROSECONDS;
}

void terminal_idle_at(Terminal *terminal, const char *file, int line)
{
    terminal_wait_at(terminal, is_idle, NULL, "a new frame title and quiet", file, line);
}

void terminal_wait_exit_at(Terminal *terminal, int *status, const char *file, int line)
{
    gint64 deadline = deadline_after(WAIT_SECONDS);
    for (reap(terminal); !terminal->ended; reap(terminal)) {
        if (g_get_monotonic_time() > deadline)
            terminal_fail(terminal, "waited in vain for the program to end", file, line);
        terminal_pump(terminal, PUMP_MILLISECONDS);
    }
    /* The kernel keeps the last bytes for us after the program is gone. */
    while (terminal_pump(terminal, 0))
        continue;
    if (status)
        *status = terminal->status;
}

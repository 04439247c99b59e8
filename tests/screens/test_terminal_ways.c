/*
 * The terminal itself: sizes, pastes, the time Esc takes, every way out, suspending, and terminals
 * that can less.
 */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

/* ---- sizes ---- */

static void every_size_keeps_what_was_typed(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, "Blir stående.");
    terminal_wait_text(terminal, "draft saved");
    terminal_resize(terminal, 160, 48);
    terminal_wait_text(terminal, "3 Directory");
    terminal_wait_text(terminal, "Blir stående.");
    terminal_resize(terminal, 60, 16);
    terminal_wait_no_text(terminal, "1 Inquiries");
    terminal_wait_text(terminal, "Blir stående.");
    terminal_resize(terminal, 40, 10);
    terminal_wait_row(terminal, 5, "*Skranke needs 60×16*");
    terminal_wait_no_text(terminal, "Blir");
    terminal_keys(terminal, "xq<C-x>"); /* what is not seen takes no keys */
    terminal_resize(terminal, 1, 1);
    terminal_resize(terminal, 100, 30);
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_wait_text(terminal, "│Blir stående. ");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void golden_layouts(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_wait_text(terminal, "3 Directory");
    expect_golden(terminal, "layout");
    terminal_resize(terminal, 60, 16);
    terminal_wait_row(terminal, 15, " F1 Help*v Forward");
    expect_golden(terminal, "layout");
    terminal_resize(terminal, 40, 10);
    terminal_wait_text(terminal, "Skranke needs");
    expect_golden(terminal, "layout");
    terminal_resize(terminal, 80, 24);
    terminal_wait_text(terminal, "2 Inquiry 1");
    terminal_keys(terminal, "?");
    terminal_wait_text(terminal, "Keys here");
    expect_golden(terminal, "help");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

/* The bar never ends inside a word and has at least six keys. */
static void the_key_bar_fits_at_every_width(void **state)
{
    (void)state;
    static const int widths[] = {60, 72, 80, 100, 120, 200};
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 60, 24);
    for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
        if (i > 0)
            terminal_resize(terminal, widths[i], 24);
        terminal_wait_row(terminal, 23, " F1 Help  r Reply  F2 Call  A Accept  m Take*");
        if (i > 0)
            terminal_idle(terminal);
        int keys = 0;
        for (int column = 0; column < widths[i] - 1; column++)
            keys += (terminal_attribute(terminal, 23, column) & TERMINAL_COLOUR) &&
                    !(terminal_attribute(terminal, 23, column + 1) & TERMINAL_COLOUR);
        assert_true(keys >= 6);
    }
    desk_screen_quit(terminal);
}

/* ---- pastes ---- */

static void a_paste_is_text(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_paste(terminal, "mmc\nq dd");
    terminal_wait_text(terminal, "Pasted text was not taken");
    terminal_wait_row(terminal, 3, "│>*Åse*–*NE│");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_paste(terminal, "Første linje\nq andre\033[31m linje");
    terminal_wait_text(terminal, "│Første linje");
    terminal_wait_text(terminal, "│q andre[31m linje");
    terminal_keys(terminal, "<C-z>"); /* one step */
    terminal_wait_no_text(terminal, "Første linje");
    terminal_wait_no_text(terminal, "q andre");
    terminal_keys(terminal, "<Esc>/");
    terminal_wait_text(terminal, "Filter:");
    terminal_paste(terminal, "Konsum\npris");
    terminal_wait_text(terminal, "Filter: Konsum pris");
    desk_screen_quit(terminal);
}

/* ---- quickness ---- */

static gint64 time_of_escape(Terminal *terminal)
{
    terminal_keys(terminal, "?");
    terminal_wait_text(terminal, "Keys here");
    terminal_idle(terminal);
    gint64 start = g_get_monotonic_time();
    terminal_keys(terminal, "<Esc>");
    terminal_wait_no_text(terminal, "Keys here");
    return g_get_monotonic_time() - start;
}

static void escape_is_quick(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    gint64 best = G_MAXINT64;
    for (int i = 0; i < 5; i++)
        best = MIN(best, time_of_escape(terminal));
    if (best > (gint64)60 * 1000 * patience())
        fail_msg("Esc took %ld ms", (long)best / 1000);
    desk_screen_quit(terminal);
}

/* What changed is sent, not the screen. */
static void a_step_is_few_bytes(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_idle(terminal);
    for (int i = 0; i < 20; i++) {
        gsize mark = terminal_bytes_since(terminal, 0);
        terminal_keys(terminal, "j");
        terminal_idle(terminal);
        gsize bytes = terminal_bytes_since(terminal, mark);
        if (i < 8 && bytes > 1024) /* later ones scroll and may show another inquiry */
            fail_msg("step %d: %lu bytes", i, (unsigned long)bytes);
    }
    desk_screen_quit(terminal);
}

/* ---- ways out ---- */

static void every_end_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    static const struct {
        int signal_number, status;
    } rows[] = {{SIGTERM, 0}, {SIGHUP, 0}, {SIGINT, 0}, {SIGSEGV, 139}, {SIGABRT, 134}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskScreen) desk = desk_screen_new();
        g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
        assert_true(terminal_mode(terminal, 2004));
        assert_true(terminal_mode(terminal, 1049));
        terminal_signal(terminal, rows[i].signal_number);
        int status = -1;
        terminal_wait_exit(terminal, &status);
        assert_int_equal(status, rows[i].status);
        expect_modes_reset(terminal);
    }
}

static bool is_stopped(Terminal *terminal, void *data)
{
    (void)data;
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)terminal_process(terminal));
    g_autofree char *stat = file_read(path);
    return stat && strstr(stat, ") T ") != NULL;
}

static bool is_reset(Terminal *terminal, void *data)
{
    (void)data;
    return terminal_modes_reset(terminal);
}

static void expect_stop_and_return(Terminal *terminal)
{
    terminal_wait(terminal, is_stopped, NULL, "the process is stopped");
    terminal_wait(terminal, is_reset, NULL, "the modes are reset");
    terminal_signal(terminal, SIGCONT);
    terminal_wait_text(terminal, "1*Inquiries");
    assert_true(terminal_mode(terminal, 2004));
    terminal_keys(terminal, "j");
    terminal_wait_row(terminal, 4, "│>*");
    terminal_keys(terminal, "k");
    terminal_wait_row(terminal, 3, "│>*");
}

static void suspending_gives_the_terminal_away(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, ":");
    terminal_wait_text(terminal, "All actions");
    terminal_text(terminal, "suspend");
    terminal_keys(terminal, "<CR>");
    expect_stop_and_return(terminal);
    terminal_signal(terminal, SIGTSTP); /* kill -TSTP from another shell */
    expect_stop_and_return(terminal);
    desk_screen_quit(terminal);
}

static void the_mouse_selects_when_it_is_on(void **state)
{
    (void)state;
    static const char click_row[] = "\033[<0;10;6M\033[<0;10;6m", wheel_up[] = "\033[<64;10;6M";
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    assert_false(terminal_mode(terminal, 1000));
    terminal_keys(terminal, ":");
    terminal_wait_text(terminal, "All actions");
    terminal_text(terminal, "mouse");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Hold Shift to mark text");
    assert_true(terminal_mode(terminal, 1000));
    terminal_bytes(terminal, click_row, strlen(click_row));
    terminal_wait_row(terminal, 5, "│>*Marit*");
    terminal_bytes(terminal, wheel_up, strlen(wheel_up));
    terminal_wait_row(terminal, 4, "│>*Øyvind*");
    desk_screen_quit(terminal); /* also switches it off */
}

/* ---- terminals that can less ---- */

static void no_terminal_is_one_line(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    const char *const argv[] = {SKRANKE_BINARY, "--db", desk->box->database, NULL};
    g_autoptr(ProcessResult) result =
        process_run(&(ProcessOptions){.argv = argv, .home = desk->box->folder});
    assert_int_equal(result->status, 2);
    assert_string_equal(result->output, "");
    assert_null(strchr(result->errors, '\033'));
    assert_ptr_equal(strchr(result->errors, '\n') + 1, result->errors + strlen(result->errors));
}

static void old_and_unknown_terminals_work(void **state)
{
    (void)state;
    static const char *const terms[] = {"vt100", "linux",       "screen-256color",
                                        "putty", "xterm-kitty", "tmux-256color"};
    for (gsize i = 0; i < G_N_ELEMENTS(terms); i++) {
        g_autoptr(DeskScreen) desk = desk_screen_new();
        g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, terms[i], NULL);
        print_message("TERM=%s\n", terms[i]);
        terminal_wait_text(terminal, "1*Inquiries");
        if (strcmp(terms[i], "xterm-kitty") == 0)
            terminal_wait_text(terminal, "The terminal type \"xterm-kitty\" is not known here");
        terminal_keys(terminal, "<Down><F1>");
        terminal_wait_text(terminal, "Keys here");
        terminal_keys(terminal, "<Esc><Home>");
        terminal_wait_no_text(terminal, "Keys here");
        terminal_wait_row(terminal, 3, "?>*Åse*");
        desk_screen_quit(terminal);
    }
}

static void what_cannot_be_drawn_on_is_told(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 160, 24, "dumb", NULL);
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 2);
    g_autofree char *line = terminal_row(terminal, 0);
    assert_string_equal(line,
                        "skranke: The desk cannot be drawn on a terminal of the type \"dumb\". Set "
                        "TERM to the right type, or use the commands: skranke --help");
    assert_null(memchr(terminal_output(terminal)->str, '\033', terminal_output(terminal)->len));
}

static void without_utf8_it_draws_ascii(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    const char *const environment[] = {"LANG=C", NULL};
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, environment);
    terminal_wait_row(terminal, 1, "+1?Inquiries: Unfinished --*+");
    terminal_wait_row(terminal, 3, "|>*Ase Bjornson*Folketall i Alesund*-*NE|");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, "blåbær");
    terminal_keys(terminal, "?:<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    const GString *output = terminal_output(terminal);
    for (gsize i = 0; i < output->len; i++)
        assert_true((guchar)output->str[i] < 0x80);
    desk_screen_quit(terminal);
}

static void no_color_means_no_colour(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    const char *const environment[] = {"NO_COLOR=1", NULL};
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, environment);
    terminal_wait_text(terminal, "1*Inquiries");
    terminal_idle(terminal);
    for (int row = 0; row < 24; row++)
        for (int column = 0; column < 80; column++)
            assert_false(terminal_attribute(terminal, row, column) & TERMINAL_COLOUR);
    assert_true(terminal_attribute(terminal, 3, 10) & TERMINAL_REVERSE); /* the selection */
    assert_true(terminal_attribute(terminal, 23, 1) & TERMINAL_REVERSE); /* a key */
    desk_screen_quit(terminal);
}

/* Braille displays and screen readers follow the cursor. */
static void the_cursor_rests_where_one_is(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_cursor(terminal, 3, 1);
    terminal_keys(terminal, "jj");
    terminal_wait_cursor(terminal, 5, 1);
    terminal_keys(terminal, "/");
    terminal_wait_cursor(terminal, 2, 9);
    terminal_text(terminal, "tro");
    terminal_wait_cursor(terminal, 2, 12);
    terminal_keys(terminal, "<Esc>");
    terminal_wait_cursor(terminal, 5, 1);
    terminal_keys(terminal, "?<Down>");
    terminal_wait_cursor(terminal, 4, 1);
    terminal_keys(terminal, "<Esc>r");
    terminal_wait_text(terminal, "2*Answer to 3");
    terminal_wait_cursor(terminal, 9, 1);
    terminal_text(terminal, "æøå");
    terminal_wait_cursor(terminal, 9, 4);
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_keeps_what_was_typed),
        cmocka_unit_test(golden_layouts),
        cmocka_unit_test(the_key_bar_fits_at_every_width),
        cmocka_unit_test(a_paste_is_text),
        cmocka_unit_test(escape_is_quick),
        cmocka_unit_test(a_step_is_few_bytes),
        cmocka_unit_test(every_end_leaves_the_terminal_as_it_was),
        cmocka_unit_test(suspending_gives_the_terminal_away),
        cmocka_unit_test(the_mouse_selects_when_it_is_on),
        cmocka_unit_test(no_terminal_is_one_line),
        cmocka_unit_test(old_and_unknown_terminals_work),
        cmocka_unit_test(what_cannot_be_drawn_on_is_told),
        cmocka_unit_test(without_utf8_it_draws_ascii),
        cmocka_unit_test(no_color_means_no_colour),
        cmocka_unit_test(the_cursor_rests_where_one_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

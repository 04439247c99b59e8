/*
 * The terminal harness on small programs: a shell script is enough to show that what the harness
 * reports is what a program did.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "process.h"
#include "terminal.h"
#include "terminal_keys.h"
#include "testing.h"

static Terminal *start_sized(const char *script, int width, int height, const char *term)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    return terminal_start(
        &(TerminalOptions){.argv = argv, .width = width, .height = height, .term = term});
}

static Terminal *start(const char *script)
{
    return start_sized(script, 40, 6, NULL);
}

/* Shows each byte of its input as it comes, control characters as ^X. */
static const char show_bytes[] = "stty raw -echo; printf 'ready\\r\\n'; exec cat -v";

static void text_and_rows(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal = start("printf 'blåbær\\r\\n  日本 x\\033[4;10Hslutt'; read x");
    terminal_wait_text(terminal, "slutt");
    terminal_wait_row(terminal, 0, "bl?b*r");
    terminal_wait_no_text(terminal, "nowhere");
    g_autofree char *row = terminal_row(terminal, 1);
    assert_string_equal(row, "  日本 x");
    g_autofree char *screen = terminal_screen(terminal);
    assert_string_equal(screen, "blåbær\n  日本 x\n\n         slutt\n\n\n");
    int line = 0;
    int column = 0;
    assert_true(terminal_find(terminal, "x", &line, &column));
    assert_int_equal(line, 1);
    assert_int_equal(column, 7);
    terminal_wait_cursor(terminal, 3, 14);
}

static void attributes_and_cursor(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal =
        start("printf '\\033[1mb\\033[0;4mu\\033[0;7mr\\033[0;31mc\\033[0mn\\033[?25l.'; read x");
    terminal_wait_text(terminal, "burcn.");
    assert_int_equal(terminal_attribute(terminal, 0, 0), TERMINAL_BOLD);
    assert_int_equal(terminal_attribute(terminal, 0, 1), TERMINAL_UNDERLINE);
    assert_int_equal(terminal_attribute(terminal, 0, 2), TERMINAL_REVERSE);
    assert_int_equal(terminal_attribute(terminal, 0, 3), TERMINAL_COLOUR);
    assert_int_equal(terminal_attribute(terminal, 0, 4), 0);
    int foreground = 0;
    int background = 0;
    terminal_colours(terminal, 0, 3, &foreground, &background);
    assert_int_equal(foreground, 1);
    assert_int_equal(background, -1);
    int column = 0;
    bool visible = true;
    terminal_cursor(terminal, NULL, &column, &visible);
    assert_int_equal(column, 6);
    assert_false(visible);
}

static const struct {
    const char *term;
    const char *key;
    const char *bytes;
} key_rows[] = {
    {"xterm-256color", "F1", "\033OP"},
    {"linux", "F1", "\033[[A"},
    {"xterm-256color", "S-Tab", "\033[Z"},
    {"xterm-256color", "C-Right", "\033[1;5C"},
    {"xterm-256color", "Up", "\033OA"},
    {"xterm-256color", "PgDn", "\033[6~"},
    {"tmux-256color", "Home", "\033[1~"},
    {"putty-256color", "F1", "\033[11~"},
    {"vt100", "Up", "\033OA"},
    {"xterm-256color", "C-x", "\030"},
    {"xterm-256color", "A-f", "\033f"},
    {"xterm-256color", "lt", "<"},
    {"xterm-256color", "CR", "\r"},
    {"xterm-256color", "BS", "\177"},
    {"no-such-terminal", "Del", "\033[3~"},
    {"xterm-256color", "Esc", "\033"},
};

static void keys_by_terminfo(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(key_rows); i++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        assert_true(key_bytes(key_rows[i].term, key_rows[i].key, bytes));
        assert_string_equal(bytes->str, key_rows[i].bytes);
    }
    g_autoptr(GString) bytes = g_string_new(NULL);
    assert_false(key_bytes("xterm-256color", "F99", bytes));
}

static void keys_arrive(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal = start(show_bytes);
    terminal_wait_text(terminal, "ready");
    terminal_keys(terminal, "j<lt><F8>q");
    terminal_text(terminal, "å<");
    terminal_wait_row(terminal, 1, "j<^[[19~qM-CM-%<");
}

static void paste_brackets_only_when_asked(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal = start("stty raw -echo; printf plain; head -c 2; printf "
                                         "'\\033[?2004h\\r\\non\\r\\n'; exec cat -v");
    terminal_wait_text(terminal, "plain");
    assert_false(terminal_mode(terminal, 2004));
    terminal_paste(terminal, "ab");
    terminal_wait_text(terminal, "plainab");
    terminal_wait_text(terminal, "on");
    assert_true(terminal_mode(terminal, 2004));
    terminal_paste(terminal, "x\ny");
    terminal_wait_text(terminal, "^[[200~x^My^[[201~");
}

static void resize_is_told(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal =
        start("trap 'stty size' WINCH; echo ready; while :; do read x || :; done");
    terminal_wait_text(terminal, "ready");
    terminal_resize(terminal, 100, 30);
    terminal_wait_text(terminal, "30 100");
    terminal_resize(terminal, 1, 1);
    terminal_resize(terminal, 60, 16);
    terminal_wait_text(terminal, "16 60");
}

static void title_osc_and_bytes(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal = start(
        "stty -echo; n=1; printf 'ab'; printf '\\033]2;skranke frame=1\\007'; while read x; do "
        "n=$((n+1)); printf 'cdef\\033]52;c;NDcxMQ==\\033\\\\\\033]2;skranke frame=%d\\007' $n; "
        "done");
    terminal_wait_text(terminal, "ab");
    terminal_idle(terminal);
    assert_int_equal(terminal_frame(terminal), 1);
    gsize mark = terminal_bytes_since(terminal, 0);
    assert_int_equal(mark, 2);
    assert_null(terminal_osc(terminal, 52));
    terminal_keys(terminal, "<C-j>");
    terminal_idle(terminal);
    assert_int_equal(terminal_frame(terminal), 2);
    assert_string_equal(terminal_osc(terminal, 52), "c;NDcxMQ==");
    assert_int_equal(terminal_bytes_since(terminal, mark), 4 + strlen("\033]52;c;NDcxMQ==\033\\"));
}

static void queries_are_answered(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal =
        start("stty raw -echo; printf '\\033[3;5H\\033[6n'; head -c 6 | od -An -c");
    terminal_wait_text(terminal, "033   [   3   ;   5   R");
}

static void modes_are_followed(void **state)
{
    (void)state;
    int status = 0;
    g_autoptr(Terminal) terminal =
        start("printf '\\033[?1049h\\033[?1000;1006h\\033[?2004h\\033[?25lin'; read x; printf "
              "'\\033[?25h\\033[?2004l\\033[?1006;1000l\\033[?1049l'; exit 3");
    terminal_wait_text(terminal, "in");
    assert_false(terminal_modes_reset(terminal));
    assert_true(terminal_mode(terminal, 1006));
    terminal_keys(terminal, "<CR>");
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 3);
    expect_modes_reset(terminal);
}

static void killed_program_has_left_modes_on(void **state)
{
    (void)state;
    int status = 0;
    g_autoptr(Terminal) terminal = start("printf '\\033[?1049hin'; read x");
    terminal_wait_text(terminal, "in");
    terminal_signal(terminal, SIGKILL);
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 128 + SIGKILL);
    assert_false(terminal_modes_reset(terminal));
}

static void environment_is_clean(void **state)
{
    (void)state;
    g_setenv("NO_COLOR", "1", TRUE);
    const char *const argv[] = {"/bin/sh", "-c",
                                "echo \"$TERM|$TZ|$LANG|${NO_COLOR-none}|$SKRANKE_TEST|$MORE\"; "
                                "pwd; read x",
                                NULL};
    const char *const environment[] = {"MORE=å", "LANG=nb_NO.UTF-8", NULL};
    g_autoptr(Terminal) terminal =
        terminal_start(&(TerminalOptions){.argv = argv, .environment = environment});
    terminal_wait_row(terminal, 0, "xterm-256color|Europe/Oslo|nb_NO.UTF-8|none|1|å");
    terminal_wait_row(terminal, 1, terminal_home(terminal));
    g_unsetenv("NO_COLOR");
}

static void golden_round_trip(void **state)
{
    (void)state;
    char *folder = temp_folder_make("golden");
    g_setenv("GOLDEN_FOLDER", folder, TRUE);
    g_autoptr(Terminal) terminal = start("printf '\\033[7mvalgt\\033[0m \\033[32mgrønn'; read x");
    terminal_wait_text(terminal, "grønn");
    g_setenv("UPDATE_GOLDEN", "1", TRUE);
    expect_golden(terminal, "sample");
    g_unsetenv("UPDATE_GOLDEN");
    expect_golden(terminal, "sample");
    g_autofree char *path = g_build_filename(folder, "sample.40x6.txt", NULL);
    g_autofree char *text = file_read(path);
    assert_non_null(strstr(text, "valgt grønn                             |\n"));
    assert_non_null(strstr(text, "rrrrr.00000............................."));
    assert_non_null(strstr(text, "0 = foreground 2\n"));
    assert_non_null(strstr(text, "cursor=11,0 visible=1 alternate=0 paste=0 mouse=0\n"));
    g_unsetenv("GOLDEN_FOLDER");
    temp_folder_remove(folder);
}

static void large_paste_does_not_block(void **state)
{
    (void)state;
    g_autoptr(Terminal) terminal =
        start("stty raw -echo; printf ready; head -c 1000000 | wc -c; read x");
    terminal_wait_text(terminal, "ready");
    g_autofree char *much = g_strnfill(1000000, 'x');
    terminal_paste(terminal, much);
    terminal_wait_text(terminal, "1000000");
}

static void programs_are_captured(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/sh", "-c", "cat; echo wrong >&2; exit 7", NULL};
    g_autoptr(ProcessResult) result = process_run(&(ProcessOptions){.argv = argv, .input = "in"});
    expect_status(result, 7);
    assert_string_equal(result->output, "in");
    assert_string_equal(result->errors, "wrong\n");
}

static void background_children_are_ended(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/sh", "-c", "sleep 1000 & sleep 1000 & echo; wait", NULL};
    Process *process = process_start(&(ProcessOptions){.argv = argv});
    assert_false(process_ended(process, 0));
    g_auto(GStrv) before = processes_left();
    assert_true(g_strv_length(before) >= 1);
    process_free(process);
    g_auto(GStrv) after = processes_left();
    assert_int_equal(g_strv_length(after), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_rows),
        cmocka_unit_test(attributes_and_cursor),
        cmocka_unit_test(keys_by_terminfo),
        cmocka_unit_test(keys_arrive),
        cmocka_unit_test(paste_brackets_only_when_asked),
        cmocka_unit_test(resize_is_told),
        cmocka_unit_test(title_osc_and_bytes),
        cmocka_unit_test(queries_are_answered),
        cmocka_unit_test(modes_are_followed),
        cmocka_unit_test(killed_program_has_left_modes_on),
        cmocka_unit_test(environment_is_clean),
        cmocka_unit_test(golden_round_trip),
        cmocka_unit_test(large_paste_does_not_block),
        cmocka_unit_test(programs_are_captured),
        cmocka_unit_test(background_children_are_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

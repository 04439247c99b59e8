/*
 * What was typed is not lost: not by a kill, not by a closed window, not by leaving; and is thrown
 * away only when a person says so.
 */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static const char typed[] = "Dette skal ikke bli borte, æøå.";

static bool in_database(void *data)
{
    g_autofree char *shown = desk_screen_run(data, "kari", NULL, "--json", "draft", "list", NULL);
    if (!strstr(shown, "\"inquiry\""))
        return false;
    g_autofree char *draft = desk_screen_run(data, "kari", NULL, "draft", "show", "1", NULL);
    return strstr(draft, typed) != NULL;
}

static void type(Terminal *terminal)
{
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, typed);
    terminal_wait_text(terminal, typed);
}

static void kill_and_wait(Terminal *terminal, int signal_number)
{
    terminal_signal(terminal, signal_number);
    terminal_wait_exit(terminal, NULL);
}

static void expect_it_is_offered(DeskScreen *desk)
{
    g_autoptr(Terminal) again = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(again, "You have 1 draft, for inquiry 1. d shows it");
    terminal_keys(again, "d");
    terminal_wait_text(again, "┌ Drafts");
    terminal_keys(again, "<CR>");
    terminal_wait_text(again, typed);
    terminal_wait_text(again, "2*Answer to 1 · draft saved 10:12");
    desk_screen_quit(again);
}

static void two_seconds_after_the_last_key_it_is_safe(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    type(terminal);
    gint64 last_key = g_get_monotonic_time();
    terminal_wait_text(terminal, "draft saved 10:12");
    assert_true(g_get_monotonic_time() - last_key < 2 * G_USEC_PER_SEC * patience());
    kill_and_wait(terminal, SIGKILL);
    assert_true(in_database(desk));
    expect_it_is_offered(desk);
}

/* A closed window, a shutdown, and F10 in the middle of a word. */
static void every_way_out_saves(void **state)
{
    (void)state;
    static const int signals[] = {SIGHUP, SIGTERM};
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
        g_autoptr(DeskScreen) desk = desk_screen_new();
        g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
        type(terminal);
        kill_and_wait(terminal, signals[i]);
        assert_true(in_database(desk));
    }
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    type(terminal);
    desk_screen_quit(terminal);
    assert_true(in_database(desk));
    expect_it_is_offered(desk);
}

static void leaving_keeps_and_another_inquiry_too(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    type(terminal);
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "The draft is kept (r goes on).");
    terminal_wait_text(terminal, "2 Inquiry 1");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, typed);
    terminal_keys(terminal, "<F6>"); /* to the directory, then to the queue with the text open */
    terminal_wait_text(terminal, "3*Directory");
    terminal_keys(terminal, "1j");
    terminal_wait_row(terminal, 4, "│>*Øyvind*");
    terminal_wait_text(terminal, "2 Answer to 1"); /* stays while the selection moves */
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Your draft to inquiry 1 is kept.");
    terminal_wait_text(terminal, "2*Inquiry 2");
    assert_true(in_database(desk));
    desk_screen_quit(terminal);
}

static void thrown_away_only_after_a_question(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    type(terminal);
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "Throw away your draft to inquiry 1?");
    terminal_keys(terminal, "<CR>");
    terminal_wait_no_text(terminal, "Throw away");
    terminal_wait_text(terminal, typed);
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "Throw away your draft to inquiry 1?");
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, "The draft was thrown away");
    terminal_wait_text(terminal, "2 Inquiry 1");
    assert_false(in_database(desk));
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_seconds_after_the_last_key_it_is_safe),
        cmocka_unit_test(every_way_out_saves),
        cmocka_unit_test(leaving_keeps_and_another_inquiry_too),
        cmocka_unit_test(thrown_away_only_after_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Acts on several marked inquiries at once: what was done, what was refused and why, and all of it
 * undone as one.
 */
#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static void marked_ones_are_closed_and_opened_again(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, " x");
    terminal_wait_row(terminal, 1, "*· 2 marked *");
    terminal_wait_row(terminal, 3, "│ + *Åse*");
    terminal_wait_row(terminal, 4, "│ + *Øyvind*");
    terminal_wait_row(terminal, 5, "│>  *Marit*");
    expect_golden(terminal, "marked");
    terminal_keys(terminal, "c");
    terminal_wait_text(terminal, "2 closed.  u undoes");
    terminal_wait_row(terminal, 1, "*1-2/2*");
    terminal_wait_no_text(terminal, "marked");
    terminal_keys(terminal, "u");
    terminal_wait_text(terminal, "2 acts were undone.");
    terminal_wait_row(terminal, 1, "*1-4/4*");
    desk_screen_quit(terminal);
}

static void what_is_refused_stays_marked(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "inquiry", "set", "2", "--category", "access_request");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "g    ");
    terminal_wait_row(terminal, 1, "*· 4 marked *");
    terminal_keys(terminal, "c");
    terminal_wait_text(terminal, "3 closed, 1 refused: ");
    terminal_wait_row(terminal, 1, "*· 1 marked *");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_no_text(terminal, "marked *");
    terminal_wait_text(terminal, "Nothing is marked any more.");
    desk_screen_quit(terminal);
}

static void several_are_taken_tagged_and_sorted(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, " jxgm"); /* 1 and 3 */
    terminal_wait_text(terminal, "2 are yours.  u undoes");
    terminal_wait_row(terminal, 3, "│*Åse*kari*OP│");
    terminal_wait_row(terminal, 4, "│*Øyvind*–*NE│");
    terminal_keys(terminal, "g  K");
    terminal_wait_text(terminal, "Category: 2 inquiries");
    terminal_text(terminal, "complex");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "2 sorted.  u undoes");
    terminal_keys(terminal, "g  T");
    terminal_wait_text(terminal, "Tags: 2 inquiries");
    terminal_text(terminal, "påske");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "2 changed.  u undoes");
    terminal_keys(terminal, "g  S");
    terminal_wait_text(terminal, "2 inquiries");
    terminal_text(terminal, "tomorrow");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "2 put off.  u undoes");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_ones_are_closed_and_opened_again),
        cmocka_unit_test(what_is_refused_stays_marked),
        cmocka_unit_test(several_are_taken_tagged_and_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Forwarding from the screen: to whom by typing, the review with mail and notice, the mark in the
 * queue, what became of it.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static Terminal *to_review(const DeskScreen *desk, int width, int height)
{
    Terminal *terminal = desk_screen_open(desk, "nsa", width, height);
    terminal_keys(terminal, "v");
    terminal_wait_text(terminal, "Forward inquiry 41");
    terminal_text(terminal, "kpi");
    terminal_wait_text(terminal, "> 240  ");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Kan dere se på denne?");
    terminal_keys(terminal, "<CR>"); /* a line, no sending */
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: forward inquiry 41");
    terminal_wait_text(terminal, "<s240@byraa.example>");
    return terminal;
}

static void forwarded_and_taken_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = to_review(desk, 80, 24);
    terminal_wait_text(terminal, "Kan dere se på denne?");
    terminal_keys(terminal, "<CR>"); /* Enter never sends */
    terminal_wait_text(terminal, "Ctrl-X sends, Esc goes back to the form.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Inquiry 41 is forwarded; the mail leaves in 10 s.");
    terminal_wait_row(terminal, 3, "│>*41 *[with 240] *");
    terminal_wait_text(terminal, "With Division for price statistics, who should answer by");
    terminal_wait_text(terminal, "Outbox 2"); /* the mail and the notice */
    terminal_keys(terminal, "<C-o>");         /* not one of them without the other */
    terminal_wait_text(terminal, "2/2");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "This mail belongs to a forward of inquiry 41");
    terminal_keys(terminal, "<Esc>");
    terminal_keys(terminal, "v");
    terminal_wait_text(terminal, "Take it back: it is answered here");
    terminal_text(terminal, "take");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiry 41 is open here again.");
    terminal_wait_no_text(terminal, "[with ");
    terminal_keys(terminal, "<F10>y");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
}

static void undone_while_it_is_held(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = to_review(desk, 160, 48);
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Inquiry 41 is forwarded");
    terminal_keys(terminal, "u");
    terminal_wait_no_text(terminal, "[with ");
    terminal_wait_no_text(terminal, "Outbox 2");
    desk_screen_quit(terminal);
}

static void the_section_answered_directly(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "nsa", "inquiry", "forward", "41", "--to", "240");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "nsa", 80, 24);
    terminal_wait_row(terminal, 3, "│>*41 *[with *");
    terminal_keys(terminal, "v");
    terminal_wait_text(terminal, "has answered the inquirer directly: close it");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiry 41 is closed: the section answered the inquirer.");
    terminal_keys(terminal, "<F10>");
    terminal_idle(terminal);
    terminal_keys(terminal, "y");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwarded_and_taken_back),
        cmocka_unit_test(undone_while_it_is_held),
        cmocka_unit_test(the_section_answered_directly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

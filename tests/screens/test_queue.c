/*
 * The queue: what it lists, filtering as one types, views, and what others change while it is
 * looked at.
 */
#include "desk_screen.h"
#include "testing.h"

static void the_oldest_stands_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 0,
                      " Overdue 0 · today 0 │ New 4 │ open until 15:00 │*kari │ 10:12");
    terminal_wait_row(terminal, 1, "┌1*Inquiries: Unfinished *1-4/4*");
    terminal_wait_row(terminal, 3, "│>*1 1 work day   Åse Bjørnson*Folketall i Ålesund*–*NE│");
    terminal_wait_row(terminal, 6, "│ *4 2 work days  Jim Smith*Exports of fish*–*NE│");
    terminal_wait_row(terminal, 12, "├2 Inquiry 1 · e-mail · new · nobody *");
    terminal_wait_text(terminal, "hvor mange bor det i Ålesund nå?");
    terminal_wait_cursor(terminal, 3, 1);
    expect_golden(terminal, "queue");
    desk_screen_quit(terminal);
}

static void moving_stops_at_the_ends(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "k");
    terminal_wait_row(terminal, 3, "│>*");
    terminal_keys(terminal, "j<Down>");
    terminal_wait_row(terminal, 5, "│>*Marit Kvam*");
    terminal_wait_row(terminal, 12, "├2 Inquiry 3 *"); /* follows when the selection rests */
    terminal_keys(terminal, "Gj");
    terminal_wait_row(terminal, 6, "│>*");
    terminal_wait_cursor(terminal, 6, 1);
    terminal_keys(terminal, "<Home>");
    terminal_wait_row(terminal, 3, "│>*");
    desk_screen_quit(terminal);
}

static void filtering_while_typing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "/");
    terminal_wait_row(terminal, 2, "│Filter:*4 of 4│");
    terminal_text(terminal, "aale"); /* finds Ålesund */
    terminal_wait_row(terminal, 2, "│Filter: aale*1 of 4│");
    terminal_wait_row(terminal, 4, "│>*Åse Bjørnson*");
    terminal_wait_row(terminal, 5, "│ *│");
    terminal_keys(terminal, "<CR>"); /* keeps it */
    terminal_wait_text(terminal, "F1 Help");
    terminal_wait_row(terminal, 2, "│Filter: aale*1 of 4│");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 6, "│*Jim Smith*");
    terminal_wait_no_text(terminal, "Filter:");
    desk_screen_quit(terminal);
}

static void nothing_found_says_what_to_do(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "/");
    terminal_text(terminal, "finnesikke");
    terminal_wait_text(terminal, "Nothing matches \"finnesikke\". Esc shows all again.");
    terminal_wait_text(terminal, "0 of 4");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 3, "│*Åse Bjørnson*");
    desk_screen_quit(terminal);
}

static void views_and_their_empty_words(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Inquiries: Due now");
    terminal_wait_text(terminal, "Nothing is overdue or due today. w shows other views.");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Inquiries: Mine");
    terminal_wait_text(terminal, "You have no inquiries. M takes the next one");
    terminal_wait_text(terminal, "No inquiry is selected.");
    terminal_keys(terminal, "M");
    terminal_wait_text(terminal, "Inquiry 1 is yours.  u undoes");
    terminal_wait_row(terminal, 3, "│>*Åse Bjørnson*kari*OP│");
    terminal_keys(terminal, "1ww");
    terminal_wait_text(terminal, "No inquiry waits for the inquirer.");
    terminal_keys(terminal, "www");
    terminal_wait_text(terminal, "Inquiries: Unfinished");
    desk_screen_quit(terminal);
}

static void others_acts_come_by_themselves(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "jj");
    terminal_wait_row(terminal, 5, "│>*Marit Kvam*");
    desk_screen_do(desk, "ola", "inquiry", "take", "1");
    terminal_wait_row(terminal, 3, "│ *Åse Bjørnson*ola*OP│");
    /* One above it goes: the selection stays with its inquiry, one line higher. */
    desk_screen_do(desk, "ola", "inquiry", "close", "1");
    terminal_wait_row(terminal, 4, "│>*Marit Kvam*");
    terminal_wait_row(terminal, 3, "│ *Øyvind Håland*");
    /* The selected one goes: its neighbour is selected, and a line says so. */
    desk_screen_do(desk, "ola", "inquiry", "close", "3");
    terminal_wait_text(terminal, "Inquiry 3 is no longer in this view; 4 is selected.");
    terminal_wait_row(terminal, 4, "│>*Jim Smith*");
    terminal_wait_row(terminal, 12, "├2 Inquiry 4 *");
    desk_screen_quit(terminal);
}

static void what_comes_in_is_counted(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    desk_screen_mail(desk, "fem", "Ny Person <ny@eksempel.example>", "En ny sak",
                     "Thu, 05 Mar 2026 08:00:00 +0100", NULL, "Hei");
    terminal_wait_row(terminal, 1, "*1 came in*");
    terminal_wait_row(terminal, 0, " Overdue 1 · today 0 │ New 5 *");
    terminal_wait_row(terminal, 4,
                      "│>*Åse Bjørnson*"); /* what is due first stands above, not selected */
    terminal_keys(terminal, "g");
    terminal_wait_row(terminal, 3, "│>*Ny Person*");
    terminal_wait_no_text(terminal, "came in");
    desk_screen_quit(terminal);
}

static void an_inquiry_is_opened_and_left(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "j<CR>");
    terminal_wait_text(terminal, "2*Inquiry 2");
    terminal_keys(terminal, "<F7>");
    terminal_wait_text(terminal, "3*Directory");
    terminal_keys(terminal, "<Esc>"); /* back to where one was */
    terminal_wait_text(terminal, "2*Inquiry 2");
    terminal_keys(terminal, "q"); /* here only a step back */
    terminal_wait_text(terminal, "1*Inquiries");
    terminal_keys(terminal, "q");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
    expect_modes_reset(terminal);
}

static void help_and_palette_come_from_the_table(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "?");
    terminal_wait_text(terminal, "Keys here");
    terminal_text(terminal, "colleague");
    terminal_wait_row(terminal, 3, "*F8 t *Gives the inquiry to a colleague*");
    terminal_keys(terminal, "<Esc>:");
    terminal_wait_text(terminal, "All actions");
    terminal_text(terminal, "view");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiries: Due now");
    terminal_keys(terminal, "e"); /* not bound */
    terminal_wait_text(terminal, "e is not used here. ? shows the keys.");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_stands_first),
        cmocka_unit_test(moving_stops_at_the_ends),
        cmocka_unit_test(filtering_while_typing),
        cmocka_unit_test(nothing_found_says_what_to_do),
        cmocka_unit_test(views_and_their_empty_words),
        cmocka_unit_test(others_acts_come_by_themselves),
        cmocka_unit_test(what_comes_in_is_counted),
        cmocka_unit_test(an_inquiry_is_opened_and_left),
        cmocka_unit_test(help_and_palette_come_from_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

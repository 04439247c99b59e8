/*
 * The directory: people, sections and statistics found as one types, with where they are and when
 * they are there.
 */
#include "desk_screen.h"
#include "testing.h"

static void a_person_with_presence_and_hours(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F7>");
    terminal_wait_text(terminal, "3*Directory");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, "1 found");
    terminal_wait_row(terminal, 15, "│>*Silje Hansen*IN until*00 00 24 18│");
    terminal_wait_text(terminal, "mo–th 08:00–16:00, fr 08:00–14:00");
    terminal_wait_text(terminal, "(not for callers)");
    expect_golden(terminal, "directory");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "hanne chr");
    terminal_wait_text(terminal, "only for colleagues: official travel");
    terminal_wait_text(terminal, "Or: Lars Øverbø (answers for"); /* who else knows this */
    terminal_keys(terminal, "<CR>i");
    terminal_wait_text(terminal, "Note about Hanne Christiansen");
    terminal_text(terminal, "Ring etter lunsj");
    terminal_keys(terminal, "<CR><CR>");
    terminal_wait_text(terminal, "Note: Ring etter lunsj (");
    terminal_keys(terminal, "<Esc><Esc><Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void a_statistic_leads_to_whoever_is_there(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "s");
    terminal_text(terminal, "innbyggere");
    terminal_wait_text(terminal, "Population → ");
    terminal_keys(terminal, "<Esc>");
    terminal_keys(terminal, "s");
    terminal_text(terminal, "governance");
    terminal_wait_text(terminal, "Division for finance and corporate governance");
    desk_screen_quit(terminal);
}

static void nobody_is_said(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "s");
    terminal_text(terminal, "xyzzy");
    terminal_wait_text(terminal, "Nobody and nothing matches \"xyzzy\". Esc shows all.");
    terminal_wait_text(terminal, "0 found");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Amina Farah");
    desk_screen_quit(terminal);
}

static void a_person_goes_into_the_text(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to");
    terminal_keys(terminal, "<F7>");
    terminal_wait_text(terminal, "3*Directory");
    terminal_text(terminal, "silje hansen");
    terminal_wait_text(terminal, "1 found");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "F1 Help");
    terminal_keys(terminal, "q"); /* back to what is being written */
    terminal_wait_text(terminal, "2*Answer to");
    terminal_keys(terminal, "<C-p>");
    terminal_wait_text(terminal, "│Silje Hansen, ");
    terminal_wait_text(terminal, "sha@byraa.example");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_with_presence_and_hours),
        cmocka_unit_test(a_statistic_leads_to_whoever_is_there),
        cmocka_unit_test(nobody_is_said),
        cmocka_unit_test(a_person_goes_into_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

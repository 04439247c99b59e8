/*
 * How calls end on the screen: who is away is asked about, once; what is logged is whom the caller
 * asked for; a promise to ring back; what was no call; and a call that another desk ends.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static char *call_of(const DeskScreen *desk, const char *call)
{
    return desk_screen_run(desk, "kari", NULL, "--json", "call", "show", call, NULL);
}

static void expect_call(const DeskScreen *desk, const char *call, const char *text)
{
    g_autofree char *shown = call_of(desk, call);
    if (!strstr(shown, text))
        fail_msg("not in call %s: %s\n%s", call, text, shown);
}

/* F2 and whom they ask for. */
static void begin_for(Terminal *terminal, const char *whom, const char *found)
{
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, whom);
    terminal_wait_text(terminal, found);
}

static void who_is_away_is_asked_about_once(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin_for(terminal, "hanne chr", ">Hanne Christiansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal,
                       "Hanne Christiansen: OUT until Fri 08:00. F5 again transfers anyway, ↓ who");
    terminal_keys(terminal, "<Down>"); /* the other one is in: nothing is asked */
    terminal_wait_text(terminal, ">Lars Øverbø");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to Lars Øverbø.  u undoes");
    begin_for(terminal, "hanne chr", ">Hanne Christiansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "F5 again transfers anyway");
    terminal_keys(terminal, "<Tab>"); /* another key, and it is asked again */
    terminal_wait_no_text(terminal, "F5 again transfers anyway");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "F5 again transfers anyway");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 2: transferred to Hanne Christiansen.  u undoes");
    terminal_keys(terminal, "F");
    terminal_wait_text(terminal, "The person asked for was away: 2, with information: 1 (50 %)");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

static void whoever_is_in_is_not_told_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin_for(terminal, "silje han", ">Silje Hansen");
    terminal_keys(terminal, "<F7>");
    terminal_wait_text(terminal, "Silje Hansen is in: there is no return to tell.");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to Silje Hansen.");
    desk_screen_quit(terminal);
}

/* Who was named to the caller stands in the line that is said, and in the list. */
static void who_was_named_is_logged(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    begin_for(terminal, "hanne chr", ">Hanne Christiansen");
    terminal_keys(terminal, "<Down>");
    terminal_wait_text(terminal, ">Lars Øverbø");
    terminal_keys(terminal, "<F7>");
    terminal_wait_text(terminal, "Call 1: told when they are back, and of Lars Øverbø.  u undoes");
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "Hanne Christiansen (Lars Øverbø)");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

static void a_section_is_named(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin_for(terminal, "seksjon for prisst", "00 00 10 19");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to ");
    assert_true(terminal_has_text(terminal, "pris"));
    desk_screen_quit(terminal);
}

/* Whoever was found first by a subject was not asked for; whoever was named by an act was. */
static void nobody_is_asked_for_by_being_found_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin_for(terminal, "boligpriser", ">");
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "Call 1: answered on the spot.");
    expect_call(desk, "1", "\"asked_for\":\"boligpriser\",\"person\":null");
    begin_for(terminal, "boligpriser", ">");
    terminal_keys(terminal, "<Tab><F4>");
    terminal_wait_text(terminal, "Call 2: answered on the spot.");
    expect_call(desk, "2", "\"asked_for\":\"boligpriser\",\"person\":null");
    begin_for(terminal, "silje han", ">Silje Hansen");
    terminal_keys(terminal, "<Tab><F4>");
    terminal_wait_text(terminal, "Call 3: answered on the spot.");
    expect_call(desk, "3", "\"name\":\"Silje Hansen\"");
    desk_screen_quit(terminal);
}

static void the_press_contact_was_not_asked_for(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin_for(terminal, "silje han", ">Silje Hansen");
    terminal_keys(terminal, "<C-o>");
    terminal_wait_text(terminal, "00 00 75 90");
    terminal_keys(terminal, "1");
    terminal_wait_no_text(terminal, ">Silje Hansen");
    terminal_wait_text(terminal, "For whom silje han"); /* as it is typed */
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "Call 1: answered on the spot.");
    expect_call(desk, "1", "\"name\":\"Silje Hansen\"");
    desk_screen_quit(terminal);
}

static void a_call_back_has_a_time_and_ends_the_call(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "912 34 567 Kari Berg");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "hanne chr");
    terminal_wait_text(terminal, ">Hanne Christiansen");
    terminal_keys(terminal, "<C-r>");
    terminal_wait_text(terminal, "Ring back when?");
    terminal_text(terminal, "14:30");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Call 1: they will be rung back, 14:30 (O follows up).  u undoes");
    terminal_wait_row(terminal, 0, "*Follow up 1*");
    expect_call(desk, "1", "\"call_back\"");
    terminal_keys(terminal, "O");
    terminal_wait_text(terminal, "Asked for: Hanne Christiansen");
    terminal_wait_text(terminal, "Kari Berg");
    assert_false(terminal_has_text(terminal, "912 34 567 Kari"));
    terminal_keys(terminal, "<Esc>F");
    terminal_wait_text(terminal, "To be rung back: 1");
    terminal_keys(terminal, "<Esc>u");
    terminal_wait_text(terminal, "Undone: call-back 1 is given up; call 1 is open again.");
    desk_screen_quit(terminal);
}

static void what_was_no_call_is_dropped(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "The empty call is dropped.");
    terminal_wait_no_text(terminal, "Calls 1");
    terminal_keys(terminal, "F");
    terminal_wait_text(terminal, "Offered: 0");
    terminal_wait_text(terminal, "Still open: 0");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

static void a_name_in_the_wrong_line_is_told(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab><Tab>");
    terminal_text(terminal, "silje han");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Write whom in \"For whom\".");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to Silje Hansen.");
    desk_screen_quit(terminal);
}

/* What becomes an inquiry is on the screen at once, wherever the queue stands. */
static void the_new_inquiry_is_at_hand(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "Ola Vik");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F8>");
    terminal_wait_text(terminal, "The call is inquiry ");
    terminal_wait_text(terminal, " · telephone · open · kari");
    terminal_wait_text(terminal, "Telephone call for Silje Hansen");
    terminal_keys(terminal, "u");
    terminal_wait_text(terminal, "Undone: call 1 is open again; inquiry ");
    terminal_keys(terminal, "C<CR>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_keys(terminal, "<F8>"); /* the same inquiry, no second one */
    terminal_wait_text(terminal, "The call is inquiry ");
    g_autofree char *call = call_of(desk, "1");
    assert_non_null(strstr(call, "\"inquiry\""));
    desk_screen_quit(terminal);
}

/* Two desks look at one call. What is typed at one goes nowhere once the other has ended it. */
static void a_call_that_another_desk_ends_stays_in_view(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) kari = desk_screen_open(desk, "kari", 80, 24);
    g_autoptr(Terminal) ola = desk_screen_open(desk, "ola", 80, 24);
    begin_for(kari, "silje han", ">Silje Hansen");
    terminal_keys(kari, "<Tab>");
    terminal_wait_text(ola, "1*Inquiries");
    terminal_keys(ola, "C");
    terminal_wait_text(ola, "Open at other desks");
    terminal_keys(ola, "<CR>");
    terminal_wait_text(ola, "┌ Call 1 · 10:12 · at the desk of kari ");
    terminal_keys(kari, "<F5>");
    terminal_wait_text(kari, "Call 1: transferred to Silje Hansen.");
    terminal_wait_text(ola, "kari has ended call 1: transferred to Silje Hansen. Esc leaves it.");
    terminal_wait_text(ola, "┌ Call 1 · 10:12 · ENDED ");
    terminal_keys(ola, "h");
    terminal_text(ola, "ansen");
    terminal_keys(ola, "<F4><C-g>");
    terminal_wait_text(ola, "kari has ended call 1: transferred to Silje Hansen. Esc leaves it.");
    terminal_wait_text(ola, "┌ Call 1 · 10:12 · ENDED ");
    expect_call(desk, "1", "\"transferred\"");
    terminal_keys(ola, "<Esc>");
    terminal_wait_text(ola, "1*Inquiries");
    terminal_wait_no_text(ola, "┌ Call 1");
    terminal_keys(ola, "<F2>");
    terminal_wait_text(ola, "┌ Call 2 ");
    terminal_keys(ola, "<Esc>");
    terminal_wait_text(ola, "The empty call is dropped.");
    desk_screen_quit(ola);
    desk_screen_quit(kari);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_away_is_asked_about_once),
        cmocka_unit_test(whoever_is_in_is_not_told_back),
        cmocka_unit_test(who_was_named_is_logged),
        cmocka_unit_test(a_section_is_named),
        cmocka_unit_test(nobody_is_asked_for_by_being_found_first),
        cmocka_unit_test(the_press_contact_was_not_asked_for),
        cmocka_unit_test(a_call_back_has_a_time_and_ends_the_call),
        cmocka_unit_test(what_was_no_call_is_dropped),
        cmocka_unit_test(a_name_in_the_wrong_line_is_told),
        cmocka_unit_test(the_new_inquiry_is_at_hand),
        cmocka_unit_test(a_call_that_another_desk_ends_stays_in_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

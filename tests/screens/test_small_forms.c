/*
 * The small lines that are filled in while somebody is on the line: they leave the call to be read,
 * say what may be typed, and tell what holds afterwards.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

/* A call for Espen Kristiansen, who has an absence until Monday. */
static Terminal *call_for(const DeskScreen *desk, const char *name)
{
    Terminal *terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "912 34 567");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, name);
    return terminal;
}

static void the_call_stays_to_be_read(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = call_for(desk, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<C-n>");
    terminal_wait_text(terminal, "Silje Hansen is away until");
    terminal_text(terminal, "lunsj");
    terminal_wait_text(terminal, "lunsj");
    static const char *const stays[] = {"┌ Call 1 ",     "912 34 567",        "silje han",
                                        ">Silje Hansen", "nb: Silje Hansen ", "00 00 24 18",
                                        "half an hour",  "empty: is here"};
    for (gsize i = 0; i < G_N_ELEMENTS(stays); i++)
        assert_true(terminal_has_text(terminal, stays[i]));
    terminal_keys(terminal, "<CR>"); /* refused, and what was typed is there to be mended */
    terminal_wait_text(terminal, "\"lunsj\" is no moment; nothing was changed. Write 14:30");
    terminal_wait_text(terminal, "empty: is here");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "halv tre");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Silje Hansen is away until Tue 10 Mar 14:30.");
    terminal_wait_text(terminal, "OUT until 14:30");
    desk_screen_quit(terminal);
}

static void what_holds_after_the_act_is_told(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = call_for(desk, "espen k");
    terminal_wait_text(terminal, ">Espen Kristiansen");
    terminal_keys(terminal, "<C-n>");
    terminal_text(terminal, "14:30");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal,
                       "Espen Kristiansen is away until Tue 10 Mar 14:30, and then until");
    terminal_wait_text(terminal, "08:00 (");
    terminal_keys(terminal, "<C-n><CR>");
    terminal_wait_text(terminal, "Espen Kristiansen is here today, and then away until");
    terminal_wait_text(terminal, "IN until 15:45");
    desk_screen_quit(terminal);
}

/* Nobody types a note, or until when, about somebody who has left. */
static void who_has_left_is_refused_before_typing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "people", "leave", "sha", "--on", "2026-03-01");
    g_autoptr(Terminal) terminal = call_for(desk, "silje hansen");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<C-n>");
    terminal_wait_text(terminal, "Silje Hansen does not work here any more; nothing was changed.");
    assert_false(terminal_has_text(terminal, "is away until"));
    desk_screen_quit(terminal);
}

static void a_question_leaves_the_call_to_be_read(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = call_for(desk, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F3>");
    terminal_wait_text(terminal, "Message to Silje Hansen");
    terminal_text(terminal, "Spør om KPI");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Throw away what you have typed here?");
    assert_true(terminal_has_text(terminal, "Message to Silje Hansen"));
    assert_true(terminal_has_text(terminal, "Spør om KPI"));
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, ">Silje Hansen");
    desk_screen_quit(terminal);
}

/* Words in the wrong line are refused, and nothing said of the matter is asked about once. */
static void a_message_is_not_sent_by_mistake(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = call_for(desk, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F3>");
    terminal_wait_text(terminal, "Message to Silje Hansen");
    terminal_keys(terminal, "<S-Tab><S-Tab><S-Tab><C-u>"); /* the number */
    terminal_text(terminal, "Vil snakke om AKU");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "\"Vil snakke om AKU\" is no telephone number; nothing was sent.");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "912 34 567");
    terminal_keys(terminal, "<Tab><Tab>");
    terminal_text(terminal, "kl 2");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "Nothing is said of what it is about. Send it all the same?");
    terminal_keys(terminal, "n");
    terminal_wait_no_text(terminal, "all the same?");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "Send it all the same?");
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal,
                       "The message goes to Silje Hansen by e-mail (sha@byraa.example); it");
    terminal_wait_text(terminal, "due 14:00");
    terminal_keys(terminal, "<F10>");
    terminal_wait_text(terminal, "Leave the desk?");
    terminal_keys(terminal, "y");
    terminal_wait_exit(terminal, NULL);
}

/* A producer of statistics elsewhere: the caller's name and number leave the house. */
static void what_leaves_the_house_is_asked_about(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = call_for(desk, "torstein sk");
    terminal_wait_text(terminal, ">Torstein Sk");
    terminal_keys(terminal, "<F3>");
    terminal_wait_text(terminal, "! Torstein Skåltveit works for Legemiddelregisteret");
    terminal_text(terminal, "Spør om vaksiner");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "and number leave the house. Send it all the same?");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_no_text(terminal, "all the same?");
    assert_true(terminal_has_text(terminal, "Spør om vaksiner"));
    terminal_keys(terminal, "<Esc>y");
    terminal_wait_text(terminal, ">Torstein Sk");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_call_stays_to_be_read),
        cmocka_unit_test(what_holds_after_the_act_is_told),
        cmocka_unit_test(who_has_left_is_refused_before_typing),
        cmocka_unit_test(a_question_leaves_the_call_to_be_read),
        cmocka_unit_test(a_message_is_not_sent_by_mistake),
        cmocka_unit_test(what_leaves_the_house_is_asked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

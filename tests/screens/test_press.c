/*
 * The press and the day: whom to ring for journalists at any hour, gaps in words, and the figures
 * of the telephone day by day.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static void whom_to_ring_for_journalists(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 1, "┌ Press · Tue 10 Mar 10:12 *");
    terminal_wait_row(terminal, 2, "│Jens Halvor Tofte has press duty until Wed 15:30. *");
    terminal_wait_row(terminal, 5, "│1  00 00 75 90  Jens Halvor Tofte: can be rung, on duty *");
    terminal_wait_row(terminal, 6, "│2  00 00 23 99  Amina Farah: can be rung, backup *");
    terminal_wait_text(terminal,
                       "! Nobody has press duty from Fri 13 Mar 20:00 to Sat 14 Mar 08:00.");
    terminal_wait_text(terminal,
                       "Journalists reach the management through the press contacts only.");
    expect_golden(terminal, "press");
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, "clipboard: 00 00 75 90");
    g_autofree char *encoded = g_base64_encode((const guchar *)"00 00 75 90", 11);
    assert_non_null(strstr(terminal_osc(terminal, 52), encoded));
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void who_is_away_is_said_at_the_same_key(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "people", "away", "afa", "i dag 14");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 8, "│4 *Amina Farah: OUT until 14:00, backup *");
    terminal_keys(terminal, "p");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* The duty is told with a warning, and the backup stands first. */
static void who_is_away_on_duty_is_not_the_first_to_ring(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "people", "absence", "add", "jto", "--from", "2026-03-10", "--to",
                   "2026-03-11", "--code", "SYK");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 100, 30);
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 2,
                      "│Jens Halvor Tofte has press duty until Wed 15:30, but is noted as away "
                      "until Thu 09:00. *");
    terminal_wait_row(terminal, 5, "│1  00 00 23 99  Amina Farah: can be rung, backup *");
    terminal_wait_row(terminal, 8, "│4  00 00 75 90  Jens Halvor Tofte: OUT until Thu 09:00, on *");
    assert_false(terminal_has_text(terminal, "SYK"));
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, "clipboard: 00 00 23 99");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* Read out, the warning is within the line of braille too, and the first line has it in words. */
static void who_is_away_on_duty_is_read_out_so(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "people", "absence", "add", "jto", "--from", "2026-03-10", "--to",
                   "2026-03-11", "--code", "SYK");
    g_autofree char *ini = NULL;
    assert_true(g_file_get_contents(desk->config, &ini, NULL, NULL));
    g_autoptr(GString) text = g_string_new(ini);
    g_string_replace(text, "[screen]\n", "[screen]\naccessible = yes\n", 1);
    assert_true(g_file_set_contents(desk->config, text->str, -1, NULL));
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 100, 30);
    terminal_idle(terminal);
    terminal_keys(terminal, "p");
    terminal_wait_text(terminal, "Jens Halvor Tofte has press duty until Wed 15:30, but is noted");
    terminal_wait_text(terminal, "1 Farah A 00002399 can be rung, backup");
    terminal_wait_text(terminal, "4 Tofte J 00007590 OUT until Thu 09:00");
    assert_false(terminal_has_text(terminal, "SYK"));
    terminal_keys(terminal, "<Esc>");
    terminal_idle(terminal);
    desk_screen_quit(terminal);
}

static void the_press_is_reachable_when_it_is_closed(void **state)
{
    (void)state;
    static const char *const sunday[] = {"SKRANKE_NOW=2026-03-15T22:30+01:00", NULL};
    static const char *const gap[] = {"SKRANKE_NOW=2026-03-14T06:30+01:00", NULL};
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, sunday);
    terminal_wait_text(terminal, "1*Inquiries");
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 2,
                      "│! The information service is closed until Mon 09:00. For journalists:*");
    terminal_wait_row(terminal, 3, "│Amina Farah has press duty until Wed 15:30. *");
    terminal_wait_row(terminal, 6, "│1  00 00 75 90  Amina Farah: can be rung, on duty *");
    terminal_wait_text(terminal, "shared line: closed now");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
    g_autoptr(Terminal) early = desk_screen_start(desk, "kari", 80, 24, NULL, gap);
    terminal_wait_text(early, "1*Inquiries");
    terminal_keys(early, "p");
    terminal_wait_text(early, "Nobody has press duty now; next is Amina Farah from 08:00.");
    terminal_keys(early, "<Esc>");
    desk_screen_quit(early);
}

static void the_figures_of_a_day(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "call", "new", "--from", "Ola 912 34 567", "--for", "rod",
                   "--outcome", "transferred");
    desk_screen_do(desk, "per", "call", "new", "--from", "Pål", "--matter", "Åpningstid",
                   "--outcome", "answered");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "F");
    terminal_wait_row(terminal, 1, "┌ Figures · Tuesday 10 March 2026 · all operators *");
    terminal_wait_text(terminal, "Offered: 2");
    terminal_wait_text(terminal, "Answered on the spot: 1");
    terminal_keys(terminal, "m");
    terminal_wait_row(terminal, 1, "*only mine*");
    terminal_wait_text(terminal, "Offered: 1");
    terminal_wait_text(terminal, "Answered on the spot: 0");
    terminal_keys(terminal, "<Right>");
    terminal_wait_text(terminal, "This is today; later days have no figures yet.");
    terminal_keys(terminal, "<Left>");
    terminal_wait_row(terminal, 1, "*Monday 9 March 2026*");
    terminal_wait_text(terminal, "No call was recorded on this day.");
    terminal_keys(terminal, "<Left>");
    terminal_wait_row(terminal, 1, "*Sunday 8 March 2026*");
    terminal_keys(terminal, "<Right><Right>");
    terminal_wait_row(terminal, 1, "*Tuesday 10 March 2026*");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whom_to_ring_for_journalists),
        cmocka_unit_test(who_is_away_is_said_at_the_same_key),
        cmocka_unit_test(who_is_away_on_duty_is_not_the_first_to_ring),
        cmocka_unit_test(who_is_away_on_duty_is_read_out_so),
        cmocka_unit_test(the_press_is_reachable_when_it_is_closed),
        cmocka_unit_test(the_figures_of_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

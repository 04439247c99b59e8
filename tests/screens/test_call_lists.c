/*
 * What an operator reads while a caller waits: whom to give a journalist, one row a person, why
 * each is offered, and the lists, of which each is one key away from the others.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static guint rows_with(Terminal *terminal, const char *text)
{
    guint rows = 0;
    g_autofree char *screen = terminal_screen(terminal);
    for (const char *at = screen; (at = strstr(at, text)); at += strlen(text))
        rows++;
    return rows;
}

/* Row, card and sentence of whoever has press duty agree: one number, one until when. */
static void the_duty_is_the_same_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const evening[] = {"SKRANKE_NOW=2026-03-10T20:30+01:00", NULL};
    static const char *const day[] = {"SKRANKE_NOW=" DESK_SCREEN_NOW, NULL};
    const char *const *const times[] = {evening, day};
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, times[i]);
        terminal_wait_text(terminal, "1*Inquiries");
        terminal_keys(terminal, "<F2>");
        terminal_wait_text(terminal, "┌ Call ");
        terminal_text(terminal, "NRK");
        terminal_keys(terminal, "<Tab>");
        terminal_text(terminal, "anne hansen");
        terminal_wait_text(terminal, ">Anne Hansen");
        terminal_keys(terminal, "<C-o>");
        terminal_wait_text(terminal, "1  00 00 75 90  Jens Halvor Tofte");
        terminal_keys(terminal, "<CR>");
        terminal_wait_text(terminal, ">Jens Halvor Tofte");
        terminal_wait_text(terminal, "PRESS DUTY until Wed 15:30 00 00 75 90");
        terminal_wait_text(terminal, "Phone 00 00 75 90 (press duty)  00 00 28 72");
        terminal_wait_row(terminal, 1, "* PRESS *");
        assert_false(terminal_has_text(terminal, "OFF until"));
        assert_false(terminal_has_text(terminal, "IN until"));
        terminal_wait_text(terminal, "nb: Jens Halvor Tofte er ");
        terminal_keys(terminal, "<C-g>");
        terminal_wait_text(terminal, "1*Inquiries");
        desk_screen_quit(terminal);
    }
}

/* Found by its word; the management is asked for, and the duty is among who else to choose. */
static void a_press_call_is_marked_by_one_key(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "ågot lie");
    terminal_wait_text(terminal, ">");
    terminal_keys(terminal, "<C-o>");
    terminal_wait_text(terminal, "Ring, in this order:");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 1, "* PRESS *");
    terminal_wait_text(terminal, " Jens Halvor Tofte");
    terminal_wait_text(terminal, "00 00 75 90 on press duty");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "(Ctrl-O in a");
    terminal_keys(terminal, "<F9>");
    terminal_text(terminal, "press");
    terminal_wait_text(terminal, "Press call on/off (a journalist rings)");
    terminal_keys(terminal, "<BS><BS><BS><BS><BS>");
    terminal_text(terminal, "journalist");
    terminal_wait_text(terminal, ">       Press call on/off");
    terminal_keys(terminal, "<CR>");
    terminal_wait_no_text(terminal, " PRESS ");
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void a_person_has_one_row(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "levekår");
    terminal_wait_text(terminal, ">Silje Hansen");
    assert_int_equal(rows_with(terminal, "Silje Hansen  "), 1);
    assert_false(terminal_has_text(terminal, "more: type more of it"));
    terminal_wait_text(terminal, "OPEN until 15:00"); /* a section has no office hours */
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "hansen");
    terminal_wait_text(terminal, "Hansen");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "direktør");
    terminal_wait_text(terminal, "irektør"); /* the title that was found */
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* As many rows as there are lines for, and reasons with the width there is. */
static void a_wide_screen_is_used(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "prisindeks bolig");
    terminal_wait_text(terminal, ">");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "statistikk");
    terminal_idle(terminal);
    if (rows_with(terminal, " until ") <= 20) {
        g_autofree char *screen = terminal_screen(terminal);
        fail_msg("few rows are used\n%s", screen);
    }
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "espen k");
    terminal_wait_text(terminal, ">Espen Kristiansen");
    terminal_wait_text(terminal, "Construction cost index for road construction");
    terminal_wait_text(terminal, "OPEN until 15:00    00 00 10 19 shared line");
    assert_false(terminal_has_text(terminal, "answers for"));
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* Headings, whole words, whose call it is; from each of the four lists the others are one key. */
static void the_lists_lead_to_each_other(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "call", "new", "--from", "Ola 912 34 567", "--for", "silje hansen",
                   "--outcome", "given_up");
    desk_screen_do(desk, "per", "call", "new", "--from", "Pål Vik", "--matter", "Åpningstid");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 2, "│ Status *Time *Caller *For whom *Operator*");
    terminal_wait_text(terminal, "ended without a result 10:12 912 34 567, Ola Silje Hansen");
    terminal_wait_row(terminal, 4, "│>open *Pål Vik *per *");
    terminal_wait_row(terminal, 23, " Enter Open  F2 New call  u Undo  O Follow-ups  p Press *");
    assert_false(terminal_has_text(terminal, "Park"));
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 1, "┌ Press · *");
    terminal_keys(terminal, "F");
    terminal_wait_row(terminal, 1, "┌ Figures · *");
    terminal_keys(terminal, "O");
    terminal_wait_row(terminal, 1, "┌ Follow*");
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 1, "┌ Calls *");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "w is not used here; the bottom line shows the keys.");
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* What was said of one call does not stand above the next. */
static void a_call_begins_with_an_empty_message_line(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "Ola");
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "u undoes");
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 1, "┌ Press · *");
    terminal_wait_no_text(terminal, "u undoes");
    terminal_keys(terminal, "<Esc><F2>");
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_wait_no_text(terminal, "u undoes");
    terminal_keys(terminal, "<F9>");
    terminal_wait_text(terminal, "What to do with the call");
    assert_false(terminal_has_text(terminal, "Park the caller")); /* there is no telephone system */
    assert_false(terminal_has_text(terminal, "Ask first"));
    terminal_keys(terminal, "<Esc><C-g>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_duty_is_the_same_wherever_it_stands),
        cmocka_unit_test(a_press_call_is_marked_by_one_key),
        cmocka_unit_test(a_person_has_one_row),
        cmocka_unit_test(a_wide_screen_is_used),
        cmocka_unit_test(the_lists_lead_to_each_other),
        cmocka_unit_test(a_call_begins_with_an_empty_message_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

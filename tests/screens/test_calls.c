/*
 * Telephone calls on the screen, by hand: from F2 to logged with the keys counted, the person who
 * is out and who else, a message when nobody is free, several open calls, and that no word is lost.
 */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

/* How many keys beyond the text were pressed. */
static guint keys_pressed;

static void press(Terminal *terminal, const char *keys, guint count)
{
    terminal_keys(terminal, keys);
    keys_pressed += count;
}

/* The call as the database has it, on one line. */
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

static void a_call_is_transferred_in_three_keys(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "912 34 567");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_wait_text(terminal, "00 00 24 18");
    terminal_wait_text(terminal, "nb: Silje Hansen ");
    press(terminal, "<F5>", 1);
    terminal_wait_text(terminal, "Call 1: transferred to Silje Hansen.  u undoes");
    terminal_wait_text(terminal, "1*Inquiries");
    assert_int_equal(keys_pressed, 3);
    expect_call(desk, "1", "\"transferred\"");
    expect_call(desk, "1", "Silje Hansen");
    expect_call(desk, "1", "+4791234567");
    terminal_keys(terminal, "u"); /* and back again: it is open */
    terminal_wait_row(terminal, 0, "*Calls 1*");
    desk_screen_quit(terminal);
}

/* Hanne Christiansen is away: the sentence, who else by itself, and the other is given. */
static void whoever_is_out_has_others(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    keys_pressed = 0;
    press(terminal, "n", 1);
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "Kari Berg");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "hanne chr");
    terminal_wait_text(terminal, ">Hanne Christiansen");
    terminal_wait_text(terminal, "OUT until Fri 08:00");
    terminal_wait_text(terminal, "Who else (↓ selects):");
    terminal_wait_text(terminal, " Lars Øverbø");
    expect_golden(terminal, "call_out");
    press(terminal, "<Down>", 1);
    terminal_wait_text(terminal, ">Lars Øverbø");
    terminal_wait_text(terminal, " Hanne Christiansen"); /* whom they asked for stays */
    press(terminal, "<F7>", 1);
    terminal_wait_text(terminal, "Call 1: told when they are back, and of Lars Øverbø.  u undoes");
    assert_int_equal(keys_pressed, 4);
    expect_call(desk, "1", "\"informed\"");
    expect_call(desk, "1", "Hanne Christiansen");
    expect_call(desk, "1", "Lars Øverbø");
    desk_screen_quit(terminal);
}

static void the_sentence_is_in_the_language_of_the_caller(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "hanne chr");
    terminal_wait_text(terminal, "nb: Hanne Christiansen");
    terminal_keys(terminal, "<C-t>");
    terminal_wait_text(terminal, "nn: Hanne Christiansen");
    terminal_keys(terminal, "<C-t>");
    terminal_wait_text(terminal, "en: Hanne Christiansen");
    terminal_wait_text(terminal, "will be back Friday at 8:00; ");
    assert_true(terminal_has_text(terminal, "only for colleagues: official travel"));
    g_autofree char *screen = terminal_screen(terminal);
    const char *say = strstr(screen, "en: Hanne"), *end = say ? strchr(say, '\n') : NULL;
    assert_non_null(end);
    g_autofree char *sentence = g_strndup(say, (gsize)(end - say));
    assert_null(strstr(sentence, "travel")); /* never the reason */
    expect_golden(terminal, "call_wide");
    desk_screen_quit(terminal);
}

/* In the evening nobody is there: it is said in words, and the message form is one key away. */
static void nobody_is_free_and_a_message_is_taken(void **state)
{
    (void)state;
    static const char *const evening[] = {"SKRANKE_NOW=2026-03-10T19:30+01:00", NULL};
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, evening);
    terminal_wait_text(terminal, "1*Inquiries");
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_text(terminal, "912 34 567");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "silje han");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "Tall for Ås");
    terminal_wait_text(terminal, "! Who else: nobody is free – F3 writes a message");
    press(terminal, "<F3>", 1);
    terminal_wait_text(terminal, "┌ Message to Silje Hansen ");
    terminal_wait_text(terminal, "[please ring back]");
    terminal_wait_text(terminal, "sha@byraa.example");
    terminal_wait_text(terminal, "Tall for Ås");
    expect_golden(terminal, "call_message");
    press(terminal, "<C-s>", 1);
    terminal_wait_text(terminal,
                       "The message goes to Silje Hansen by e-mail (sha@byraa.example); it");
    terminal_wait_row(terminal, 0, "*Follow up 1*");
    assert_int_equal(keys_pressed, 5);
    expect_call(desk, "1", "\"message\"");
    g_autofree char *messages =
        desk_screen_run(desk, "kari", NULL, "--json", "message", "list", NULL);
    assert_non_null(strstr(messages, "Tall for Ås"));
    assert_non_null(strstr(messages, "Silje Hansen"));
    terminal_keys(terminal, "<F10>"); /* its mail is in the outbox */
    terminal_wait_text(terminal, "Leave the desk?");
    terminal_keys(terminal, "y");
    terminal_wait_exit(terminal, NULL);
}

static void it_becomes_an_inquiry(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_text(terminal, "Ola Vik 22 11 00 00");
    press(terminal, "<Tab><Tab>", 2);
    terminal_text(terminal, "Hvor mange elg felles i Hedmark?");
    press(terminal, "<F8>", 1);
    terminal_wait_text(terminal, "The call is inquiry 5 now, and yours.");
    assert_int_equal(keys_pressed, 4);
    terminal_wait_text(terminal, "2 Inquiry 5 · telephone · open · kari");
    expect_call(desk, "1", "\"inquiry\"");
    desk_screen_quit(terminal);
}

/* What the caller's number tells: calls before, and who was spoken to is offered first. */
static void a_caller_is_known_again(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_text(terminal, "Kari Berg 912 34 567");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "transferred to Silje Hansen");
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_text(terminal, "91234567, Kari Berg");
    terminal_wait_text(terminal, "Kari Berg");
    terminal_wait_text(terminal, "10:12 for Silje Hansen (transferred)");
    terminal_wait_row(terminal, 7, "│ Silje Hansen *spoken to before*");
    press(terminal, "<Down>", 1);
    terminal_wait_row(terminal, 7, "│>Silje Hansen *");
    press(terminal, "<F5>", 1);
    terminal_wait_text(terminal, "Call 2: transferred to Silje Hansen.");
    assert_int_equal(keys_pressed, 3);
    expect_call(desk, "2", "+4791234567");
    expect_call(desk, "2", "Kari Berg");
    desk_screen_quit(terminal);
}

static void several_are_open_and_put_aside(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "den første");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_text(terminal, "den andre");
    terminal_wait_text(terminal, "2 open calls (PgUp PgDn)");
    terminal_keys(terminal, "<PgUp>");
    terminal_wait_text(terminal, "den første");
    terminal_wait_text(terminal, "Call 1 of 2");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Call 1 stays open.  C lists the calls");
    terminal_wait_row(terminal, 0, "*Calls 2*");
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, ">open");
    terminal_wait_text(terminal, "den andre");
    terminal_keys(terminal, "<Down><CR>");
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "Call 2: answered on the spot.  u undoes");
    terminal_wait_row(terminal, 0, "*Calls 1*");
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "Ended today");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_keys(terminal, "<C-g>");
    terminal_wait_text(terminal, "Call 1: ended without a result.");
    terminal_wait_no_text(terminal, "Calls 1");
    desk_screen_quit(terminal);
}

/* A caller in the middle of an answer: the draft stays as it is. */
static void a_call_while_writing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, "Midt i en setn");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "noen");
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "answered on the spot");
    terminal_text(terminal, "ing.");
    terminal_wait_text(terminal, "Midt i en setning.");
    desk_screen_quit(terminal);
}

static bool is_kept(Terminal *terminal, void *data)
{
    (void)terminal;
    g_autofree char *shown = call_of(data, "1");
    return strstr(shown, "Utvalget til indeksen, æøå") != NULL;
}

/* Killed in the middle of a word: after two seconds it is there, and it is offered. */
static void what_is_typed_survives_a_kill(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab><Tab>");
    terminal_text(terminal, "Utvalget til indeksen, æøå");
    gint64 last_key = g_get_monotonic_time();
    terminal_wait(terminal, is_kept, desk, "the words in the database");
    assert_true(g_get_monotonic_time() - last_key < 3 * G_USEC_PER_SEC * patience());
    terminal_signal(terminal, SIGKILL);
    terminal_wait_exit(terminal, NULL);
    g_autoptr(Terminal) again = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(again, "1 call is open.  C shows it");
    terminal_keys(again, "C");
    terminal_wait_text(again, ">open");
    terminal_keys(again, "<CR>");
    terminal_wait_text(again, "Matter   Utvalget til indeksen, æøå");
    desk_screen_quit(again);
}

/* A simple question, and a caller who is rung back: the whole of it in a few keys. */
static void answered_and_rung_back_in_few_keys(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_wait_text(terminal, "A number shows who rang before; a name goes too.");
    press(terminal, "<Tab><Tab>", 2);
    terminal_text(terminal, "Åpningstid");
    press(terminal, "<F4>", 1);
    terminal_wait_text(terminal, "Call 1: answered on the spot.");
    assert_int_equal(keys_pressed, 4);
    keys_pressed = 0;
    press(terminal, "<F2>", 1);
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_text(terminal, "912 34 567 Kari Berg");
    press(terminal, "<Tab><Tab>", 2);
    terminal_text(terminal, "Lønnstall");
    press(terminal, "<C-r>", 1);
    terminal_wait_text(terminal, "Ring back when?");
    press(terminal, "<CR>", 1);
    terminal_wait_text(terminal, "Call 2: they will be rung back, 12:12 (O follows up).  u undoes");
    terminal_wait_row(terminal, 0, "*Follow up 1*");
    assert_int_equal(keys_pressed, 5);
    desk_screen_quit(terminal);
}

/* Who has left is found, with who has taken over, and nobody is put through to them. */
static void former_staff_have_a_successor(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "ingrid solheim");
    terminal_wait_text(terminal, ">Ingrid Solheim");
    terminal_wait_text(terminal, "nb: Ingrid Solheim har sluttet; Lars Øverbø har overtatt.");
    terminal_wait_text(terminal, "successor: Lars Øverbø, 00 00 26 50");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "has left");
    terminal_keys(terminal, "<Down>");
    terminal_wait_text(terminal, ">Lars Øverbø");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to Lars Øverbø.");
    desk_screen_quit(terminal);
}

static void external_producers_and_sound_alikes(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "torstein sk");
    terminal_wait_row(terminal, 7, "│>Torstein Skåltveit *");
    terminal_wait_text(terminal, "Legemiddelregisteret (not of ours)");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "hanne kristiansen");
    terminal_wait_row(terminal, 7, "│>Hanne Christiansen *sounds alike*");
    desk_screen_quit(terminal);
}

/* A journalist who asks for the management: refused in words, and the contact is three keys away.
 */
static void the_press_does_not_reach_the_management(void **state)
{
    (void)state;
    static const char *const night[] = {"SKRANKE_NOW=2026-03-15T22:30+01:00", NULL};
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, night);
    terminal_wait_text(terminal, "1*Inquiries");
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "ågot lie");
    terminal_wait_text(terminal, ">Ågot Liestøl");
    terminal_keys(terminal, "<F9>");
    terminal_text(terminal, "journalist rings");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "PRESS");
    terminal_wait_text(terminal, "nb: Pressespørsmål til ledelsen går til pressekontakten");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Press inquiries to the management go by the press contacts.");
    keys_pressed = 0;
    press(terminal, "<C-o>", 1);
    terminal_wait_text(terminal, "1  00 00 75 90  Amina Farah");
    press(terminal, "<CR>", 1);
    terminal_wait_text(terminal, ">Amina Farah");
    press(terminal, "<F5>", 1);
    terminal_wait_text(terminal, "Call 1: transferred to Amina Farah.");
    assert_int_equal(keys_pressed, 3);
    expect_call(desk, "1", "ågot lie");
    keys_pressed = 0; /* and from the desk, at night */
    press(terminal, "p", 1);
    terminal_wait_text(terminal, "Enter, 1-9 Into the call");
    press(terminal, "1", 1);
    terminal_wait_text(terminal, ">Amina Farah");
    press(terminal, "<F5>", 1);
    terminal_wait_text(terminal, "Call 2: transferred to Amina Farah.");
    assert_int_equal(keys_pressed, 3);
    expect_call(desk, "2", "\"press\":true");
    desk_screen_quit(terminal);
}

/* Everything that can be done is listed, and what cannot says why. */
static void without_a_telephone_system_the_reason_is_said(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><F5>");
    terminal_wait_text(terminal, "Choose for whom first.");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F6>");
    terminal_wait_text(terminal, "telephone system");
    terminal_keys(terminal, "<F9>");
    terminal_wait_text(terminal, "What to do with the call");
    terminal_text(terminal, "second number");
    terminal_wait_text(terminal, ">       Transfer to the second number");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "transferred to Silje Hansen");
    desk_screen_quit(terminal);
}

static void away_until_from_the_call(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, "IN until 16:00");
    terminal_keys(terminal, "<C-n>");
    terminal_wait_text(terminal, "Silje Hansen is away until");
    terminal_text(terminal, "14:30");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "OUT until 14:30");
    terminal_wait_text(terminal, "Who else (↓ selects):");
    terminal_keys(terminal, "<C-n><CR>"); /* here after all */
    terminal_wait_text(terminal, "IN until 16:00");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_transferred_in_three_keys),
        cmocka_unit_test(whoever_is_out_has_others),
        cmocka_unit_test(the_sentence_is_in_the_language_of_the_caller),
        cmocka_unit_test(nobody_is_free_and_a_message_is_taken),
        cmocka_unit_test(it_becomes_an_inquiry),
        cmocka_unit_test(a_caller_is_known_again),
        cmocka_unit_test(several_are_open_and_put_aside),
        cmocka_unit_test(a_call_while_writing),
        cmocka_unit_test(what_is_typed_survives_a_kill),
        cmocka_unit_test(answered_and_rung_back_in_few_keys),
        cmocka_unit_test(former_staff_have_a_successor),
        cmocka_unit_test(external_producers_and_sound_alikes),
        cmocka_unit_test(the_press_does_not_reach_the_management),
        cmocka_unit_test(without_a_telephone_system_the_reason_is_said),
        cmocka_unit_test(away_until_from_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

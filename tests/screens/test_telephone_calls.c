/*
 * A call beside the telephone system, from the operator's chair: F2 never leads away from the
 * caller in the ear, words are those of the call's way (on the way to whom, back from whom and
 * why), the caller is taken back by a key of its own, and who waits stands first in the header.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

#define CALLER "Channel: PJSIP/trunk-1\nCallerIDNum: 91234567\nCallerIDName: <unknown>\n"
#define LINKED "Uniqueid: 10.1\nLinkedid: 10.1\n"
#define JOIN                                                                                       \
    "Event: QueueCallerJoin\n" CALLER LINKED "Queue: sentralbord\nPosition: 1\nCount: 1\n\n"
#define RINGS                                                                                      \
    "Event: AgentCalled\n" CALLER LINKED "Queue: sentralbord\nInterface: $interface\n"             \
    "MemberName: kari\nDestChannel: $interface-2\nDestUniqueid: 10.2\nDestLinkedid: 10.1\n\n"
#define ANSWERED                                                                                   \
    "Event: AgentConnect\n" CALLER LINKED "Queue: sentralbord\nInterface: $interface\n"            \
    "MemberName: kari\nDestChannel: $interface-2\nDestUniqueid: 10.2\nDestLinkedid: 10.1\n"        \
    "HoldTime: 3\nRingTime: 2\n\n"
#define DIAL(event, status)                                                                        \
    "Event: " event "\n" CALLER LINKED "DestChannel: PJSIP/$target-3\nDestUniqueid: 10.3\n"        \
    "DestLinkedid: 10.1\nDialStatus: " status "\n\n"
#define BACK(reason)                                                                               \
    "Event: UserEvent\nUserEvent: SentralbordRetur\n" CALLER LINKED "Mal: $target\nGrunn: " reason \
    "\n\n"
#define IN_VAIN(reason) DIAL("DialEnd", reason) BACK(reason) JOIN RINGS
/* What an operator does on the list of calls (w: pause) is what the next block waits for. */
#define WHEN_PAUSED "@wait pause\n"

/* A desk of the bureau whose telephone system says this. */
static DeskScreen *desk_with(const char *recording, const char *screen)
{
    DeskScreen *desk = desk_screen_demo();
    g_autofree char *file = file_write(desk->box->folder, "recording.txt", recording, -1);
    g_autofree char *before = file_read(desk->config);
    g_autoptr(GString) ini = g_string_new(before);
    g_autofree char *section = g_strdup_printf("[screen]\n%s", screen);
    g_string_replace(ini, "[screen]\n", section, 1);
    g_string_append_printf(ini,
                           "[pbx]\ndriver = replay\nreplay_file = %s\n"
                           "extension = 2101\nqueue = sentralbord\n",
                           file);
    g_file_set_contents(desk->config, ini->str, -1, NULL);
    return desk;
}

static Terminal *open_call(const DeskScreen *desk)
{
    Terminal *terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Calls 1");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 1*talking*");
    return terminal;
}

static void choose_silje(Terminal *terminal)
{
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
}

/* Plays the next block of the recording: it waits for a pause. */
static void pause_by_command(Terminal *terminal)
{
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "┌ Calls ");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Pause: why");
    terminal_text(terminal, "lunsj");
    terminal_keys(terminal, "<CR>");
    terminal_wait_no_text(terminal, "Pause: why");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
}

/* Every operator presses what the line says, in bold, once more. */
static void f2_stays_in_the_call_that_rings(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS, "");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Ringing: 912 34 567 – F2");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 1*rings here*");
    terminal_wait_no_text(terminal, "– F2");
    terminal_wait_row(terminal, 0, "*RINGING*");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "This call rings: answer on the telephone.");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 1*rings here*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 0, "*RINGING – F2*"); /* elsewhere the key is told again */
    desk_screen_quit(terminal);
}

static void f2_asks_before_it_leaves_the_caller_in_the_ear(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED, "");
    g_autoptr(Terminal) terminal = open_call(desk);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "This caller is on the telephone. F2 again begins another call.");
    terminal_wait_row(terminal, 1, "*Call 1*talking*");
    choose_silje(terminal); /* another key: it is not the second F2 any more */
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "This caller is on the telephone.");
    terminal_wait_row(terminal, 1, "*Call 1*talking*");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 2*");
    desk_screen_quit(terminal);
}

/* A call of somebody who came back rings: the sentence, the names, and F2 that stays. */
static void who_comes_back_comes_from_somebody(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        JOIN RINGS ANSWERED "@wait transfer\n" DIAL("DialBegin", "") "@+0.3\n" IN_VAIN("NOANSWER"),
        "");
    g_autoptr(Terminal) terminal = open_call(desk);
    choose_silje(terminal);
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "912 34 567 is back from Silje Hansen: no answer.");
    terminal_wait_row(terminal, 1, "*Call 1*rings here*");
    terminal_wait_text(terminal, "nb: Silje Hansen svarer ikke akkurat nå; ");
    terminal_wait_text(terminal, "Who else (↓ selects):"); /* by itself */
    assert_false(terminal_has_text(terminal, "jeg setter deg over"));
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "This call rings: answer on the telephone.");
    terminal_keys(terminal, "<C-v>");
    terminal_wait_text(terminal, "912 34 567 came back from Silje Hansen, no answer: rings.");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void who_is_transferred_is_named(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk =
        desk_with(JOIN RINGS ANSWERED "@wait transfer\n" DIAL("DialBegin", "")
                      WHEN_PAUSED DIAL("DialEnd", "ANSWER"),
                  "");
    g_autoptr(Terminal) terminal = open_call(desk);
    choose_silje(terminal);
    terminal_keys(terminal, "<F5>");
    terminal_wait_row(terminal, 1, "*being transferred*");
    terminal_keys(terminal, "<C-v>");
    terminal_wait_text(terminal, "912 34 567 is on the way to Silje Hansen. Nobody is waiting.");
    assert_false(terminal_has_text(terminal, "Free."));
    terminal_keys(terminal, "<Esc>");
    pause_by_command(terminal);
    terminal_wait_text(terminal, "912 34 567 was transferred to Silje Hansen.");
    desk_screen_quit(terminal);
}

/* Esc means aside, also here: by reflex it would pull the caller out of the colleague's ear. */
static void escape_leaves_the_caller_on_their_way(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        JOIN RINGS ANSWERED "@wait transfer\n" DIAL("DialBegin", "") "@wait cancel\n" RINGS, "");
    g_autoptr(Terminal) terminal = open_call(desk);
    choose_silje(terminal);
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Transferring to Silje Hansen …  Ctrl-F takes the caller back");
    terminal_wait_row(terminal, 1, "*being transferred*");
    terminal_wait_row(terminal, 23, " Ctrl-F Take the caller back *Esc Aside");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Call 1 stays open");
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 4, "│>being transferred*912 34 567*");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 1, "*being transferred*");
    terminal_keys(terminal, "<C-f>");
    terminal_wait_row(terminal, 1, "*rings here*");
    desk_screen_quit(terminal);
}

static void who_waits_stands_first_in_the_header(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with("@+0.2\n" JOIN, "");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 0, " 1 caller waits │ *");
    desk_screen_quit(terminal);
}

/* Who does not see the title hears of whom they are back from, before they answer. */
static void what_is_said_tells_the_way_of_the_call(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        JOIN RINGS ANSWERED "@wait transfer\n" DIAL("DialBegin", "") "@+0.3\n" IN_VAIN("BUSY"),
        "accessible = yes\n");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    for (int i = 0; i < 50 && !terminal_has_text(terminal, "912 34 567: talking."); i++) {
        terminal_keys(terminal, "<C-v>"); /* nothing is drawn unasked */
        terminal_idle(terminal);
    }
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "Call 1");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, "> Hansen S");
    terminal_keys(terminal, "<F5><Esc>");
    terminal_wait_text(terminal, "Back from Silje Hansen, busy: 912 34 567 – F2");
    desk_screen_quit(terminal);
}

/* F2 a second too early: the empty form is the caller's once the telephone is answered. */
static void an_empty_call_is_the_one_that_is_answered(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        "@+2\n" JOIN RINGS "@+0.3\n" ANSWERED "@wait transfer\n" DIAL("DialBegin", ""), "");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 1 *");
    terminal_wait_text(terminal, "is the caller on the telephone now.");
    terminal_wait_row(terminal, 1, "*Call 2*talking*");
    terminal_wait_text(terminal, "912 34 567");
    terminal_wait_row(terminal, 0, "*Calls 1*");
    terminal_keys(terminal, "<Tab>");
    choose_silje(terminal);
    terminal_keys(terminal, "<F5>");
    terminal_wait_row(terminal, 1, "*being transferred*");
    desk_screen_quit(terminal);
}

/* Something stands in it already: nothing is claimed before it is known which caller it is. */
static void a_written_call_is_asked_about(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk =
        desk_with(WHEN_PAUSED JOIN RINGS ANSWERED "@wait transfer\n" DIAL("DialBegin", ""), "");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 1 *");
    terminal_keys(terminal, "<Tab>");
    choose_silje(terminal);
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Tall for Ås");
    terminal_keys(terminal, "<Esc>");
    pause_by_command(terminal);
    terminal_wait_row(terminal, 0, "*Calls 2*");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*Call 2*talking*");
    terminal_keys(terminal, "<PgUp>");
    terminal_wait_row(terminal, 1, "*Call 1 *");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal,
                       "The caller on the telephone is 912 34 567: is it this one? F5 again");
    terminal_wait_row(terminal, 1, "*Call 1 *");
    terminal_keys(terminal, "<F5>");
    terminal_wait_row(terminal, 1, "*Call 2*being transferred*");
    terminal_wait_text(terminal, "Tall for Ås");
    terminal_wait_row(terminal, 0, "*Calls 1*");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "call", "show", "2", NULL);
    assert_non_null(strstr(shown, "Tall for Ås"));
    assert_non_null(strstr(shown, "+4791234567"));
    assert_null(strstr(shown, "\"transferred\""));
    desk_screen_quit(terminal);
}

static void what_events_write_is_counted_without_a_key(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with("@+0.5\n" JOIN RINGS "@+0.5\n" ANSWERED, "");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 0, "*RINGING – F2*");
    terminal_wait_row(terminal, 0, " Calls 1 │*");
    desk_screen_quit(terminal);
}

/* Who it is, and not only that something is wrong with the week; the key is never cut. */
static void the_header_names_who_has_press_duty(void **state)
{
    (void)state;
    static const char *const saturday[] = {"SKRANKE_NOW=2026-03-14T05:00+01:00", NULL};
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) wide = desk_screen_open(desk, "kari", 200, 24);
    terminal_wait_row(wide, 0, "*│ Press duty: Tofte (p), gap Fri 20:00 │*│ open until 15:00 │*");
    desk_screen_quit(wide);
    g_autoptr(Terminal) narrow = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(narrow, 0, "* Press*: Tofte (p) │*open until 15:00 *kari*");
    desk_screen_quit(narrow);
    g_autoptr(Terminal) night = desk_screen_start(desk, "kari", 80, 24, NULL, saturday);
    terminal_wait_row(night, 0, "* Press*: NOBODY*(p) │*closed*kari*");
    desk_screen_quit(night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f2_stays_in_the_call_that_rings),
        cmocka_unit_test(f2_asks_before_it_leaves_the_caller_in_the_ear),
        cmocka_unit_test(who_comes_back_comes_from_somebody),
        cmocka_unit_test(who_is_transferred_is_named),
        cmocka_unit_test(escape_leaves_the_caller_on_their_way),
        cmocka_unit_test(who_waits_stands_first_in_the_header),
        cmocka_unit_test(what_is_said_tells_the_way_of_the_call),
        cmocka_unit_test(an_empty_call_is_the_one_that_is_answered),
        cmocka_unit_test(a_written_call_is_asked_about),
        cmocka_unit_test(what_events_write_is_counted_without_a_key),
        cmocka_unit_test(the_header_names_who_has_press_duty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The desk beside a telephone system, played from recordings: a caller rings and nothing moves, F2
 * opens the call, a transfer is done when the system's events say so, a call comes back with the
 * reason, waiting callers are listed.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

#define CALLER "Channel: PJSIP/trunk-1\nCallerIDNum: 91234567\nCallerIDName: Kari Berg\n"
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
#define BACK                                                                                       \
    "Event: UserEvent\nUserEvent: SentralbordRetur\n" CALLER LINKED                                \
    "Mal: $target\nGrunn: NOANSWER\n\n"

/* A desk of the bureau whose telephone system says this. */
static DeskScreen *desk_with(const char *recording)
{
    DeskScreen *desk = desk_screen_demo();
    g_autofree char *file = file_write(desk->box->folder, "recording.txt", recording, -1);
    g_autofree char *before = file_read(desk->config);
    g_autofree char *ini = g_strdup_printf("%s[pbx]\ndriver = replay\nreplay_file = %s\n"
                                           "extension = 2101\nqueue = sentralbord\n",
                                           before, file);
    g_file_set_contents(desk->config, ini, -1, NULL);
    return desk;
}

static void a_caller_rings_and_nothing_moves(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with("@+0.3\n" JOIN RINGS "@+2\n" ANSWERED);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "j");
    terminal_wait_row(terminal, 4, "│>*");
    terminal_wait_text(terminal, "Ringing: 912 34 567, Kari Berg – F2");
    assert_true(terminal_has_text(terminal, "RINGING – F2"));
    terminal_wait_row(terminal, 4, "│>*"); /* the selection is where it was */
    assert_true(terminal_has_text(terminal, "1*Inquiries"));
    terminal_wait_no_text(terminal, "Ringing:");
    terminal_wait_row(terminal, 4, "│>*");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_wait_text(terminal, "Kari Berg");
    terminal_wait_text(terminal, "talking");
    desk_screen_quit(terminal);
}

static void a_transfer_is_done_when_events_say_so(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED "@wait transfer\n" DIAL(
        "DialBegin", "") "@+0.5\n" DIAL("DialEnd", "ANSWER"));
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Calls 1");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Transferring to Silje Hansen");
    terminal_wait_text(terminal, "Kari Berg was transferred to");
    terminal_wait_text(terminal, "1*Inquiries");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "call", "show", "1", NULL);
    assert_non_null(strstr(shown, "\"transferred\""));
    assert_non_null(strstr(shown, "Silje Hansen"));
    desk_screen_quit(terminal);
}

static void a_call_comes_back_with_the_reason(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED "@wait transfer\n" DIAL(
        "DialBegin", "") "@+0.3\n" DIAL("DialEnd", "NOANSWER") BACK);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Calls 1");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Tall for Ås");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "! Came back: ");
    assert_true(terminal_has_text(terminal, "Tall for Ås")); /* what was noted is still there */
    desk_screen_quit(terminal);
}

#define OWN "Channel: $interface-2\n" LINKED
#define PARKED                                                                                     \
    "Event: ParkedCall\nParkeeChannel: PJSIP/trunk-1\nParkeeLinkedid: 10.1\n"                      \
    "ParkerDialString: $interface\nParkingSpace: 701\nParkingTimeout: 60\n\n"

/* The call that talks, on the screen, with Silje Hansen chosen. */
static Terminal *talking(const DeskScreen *desk)
{
    Terminal *terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Calls 1");
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    terminal_wait_text(terminal, "talking");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    return terminal;
}

/* F6 asks first, F6 again connects: two keys beside the name. */
static void ask_first_then_connect(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        JOIN RINGS ANSWERED "@wait consult\nEvent: Hold\n" OWN "\n" DIAL("DialBegin", "")
            DIAL("DialEnd", "ANSWER") "@wait complete\nEvent: Hangup\n" OWN "Cause: 16\n\n"
                                      "Event: AttendedTransfer\nResult: Success\n"
                                      "OrigTransfererChannel: $interface-2\n"
                                      "TransfereeChannel: PJSIP/trunk-1\n"
                                      "TransfereeLinkedid: 10.1\n\n");
    g_autoptr(Terminal) terminal = talking(desk);
    terminal_keys(terminal, "<F6>");
    terminal_wait_row(terminal, 1, "*the other answers: can be connected*");
    terminal_wait_row(terminal, 23, " F6 Connect them  Ctrl-F Take the caller back *");
    terminal_keys(terminal, "<F6>");
    terminal_wait_text(terminal, "1*Inquiries");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "call", "show", "1", NULL);
    assert_non_null(strstr(shown, "\"transferred\""));
    assert_non_null(strstr(shown, "Silje Hansen"));
    desk_screen_quit(terminal);
}

/* Ctrl-F while the other telephone rings: the caller is back, and the form stays. */
static void the_caller_is_taken_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        JOIN RINGS ANSWERED "@wait consult\nEvent: Hold\n" OWN
                            "\n" DIAL("DialBegin", "") "@wait cancel\nEvent: Unhold\n" OWN "\n");
    g_autoptr(Terminal) terminal = talking(desk);
    terminal_keys(terminal, "<F6>");
    terminal_wait_text(terminal, "Ctrl-F takes the caller back");
    terminal_wait_row(terminal, 1, "*consulting*");
    terminal_keys(terminal, "<C-f>");
    terminal_wait_row(terminal, 1, "*talking*");
    terminal_wait_text(terminal, ">Silje Hansen");
    desk_screen_quit(terminal);
}

static void a_caller_is_parked(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED "@wait park\n" PARKED);
    g_autoptr(Terminal) terminal = talking(desk);
    terminal_keys(terminal, "<C-p>");
    terminal_wait_row(terminal, 1, "*parked*");
    terminal_keys(terminal, "<Esc>");
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 4, "│>parked 701*912 34 567, Kari Berg*silje han*");
    terminal_wait_no_text(terminal, "Silje Hansen");     /* the whole frame is there */
    g_autofree char *screen = terminal_screen(terminal); /* what both know stands there once */
    const char *first = strstr(screen, "Kari Berg");
    assert_non_null(first);
    assert_null(strstr(first + 1, "Kari Berg"));
    terminal_wait_row(terminal, 0, "*Calls 1*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* One line of the list, with where it stands by the telephone system and what was written down; a
 * call by hand beside it. */
static void a_call_that_talks_stands_once_in_the_list(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED);
    g_autoptr(Terminal) terminal = talking(desk);
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Tall for Ås");
    terminal_keys(terminal, "<F2><F2>");
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_text(terminal, "en annen");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Call 2 stays open");
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 4, "│>talking*912 34 567, Kari Berg*Silje Hansen*Tall for Ås*");
    terminal_wait_row(terminal, 5, "│Open*");
    terminal_wait_row(terminal, 6, "│ open*en annen*");
    terminal_wait_row(terminal, 7, "│ *│");
    terminal_keys(terminal, "<CR>"); /* and it opens */
    terminal_wait_text(terminal, "┌ Call 1 ");
    desk_screen_quit(terminal);
}

static void a_pause_has_a_reason(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(
        "@wait pause\nEvent: QueueMemberPause\nQueue: sentralbord\nInterface: $interface\n"
        "Paused: 1\n\n@wait resume\nEvent: QueueMemberPause\nQueue: sentralbord\n"
        "Interface: $interface\nPaused: 0\n\n");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "PBX: connected");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Pause: why (lunch, meeting …)");
    terminal_text(terminal, "lunsj");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "No calls come to you until w again.");
    terminal_wait_row(terminal, 2, "*Paused*");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Calls come to you again.");
    terminal_wait_row(terminal, 2, "*Free*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* It came back, the operator is in another call: on top of the list, with why and what was noted.
 */
static void what_came_back_is_on_top(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN RINGS ANSWERED "@wait transfer\n" DIAL(
        "DialBegin", "") "@+1\n" DIAL("DialEnd", "NOANSWER") BACK);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Calls 1");
    terminal_keys(terminal, "<F2>");
    terminal_wait_row(terminal, 1, "*talking*");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Tall for Ås");
    terminal_keys(terminal, "<F2><F2>");
    terminal_wait_text(terminal, "┌ Call 2 ");
    terminal_text(terminal, "en annen");
    terminal_keys(terminal, "<PgUp>");
    terminal_wait_text(terminal, "Call 1 of 2");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "! Came back: ");
    assert_true(terminal_has_text(terminal, "Tall for Ås"));
    terminal_keys(terminal, "<Esc>");
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "┌ Calls ");
    terminal_wait_text(terminal, "came back");
    terminal_wait_text(terminal, "en annen");
    g_autofree char *screen = terminal_screen(terminal);
    const char *back = strstr(screen, "came back"), *other = strstr(screen, "en annen");
    assert_non_null(back);
    assert_non_null(other);
    assert_true(back < other);
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

/* Nothing listens there: said in the header and on the list, and calls go by hand. */
static void the_telephone_system_is_away(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autofree char *before = file_read(desk->config);
    g_autofree char *ini = g_strdup_printf("%s[pbx]\ndriver = asterisk\nurl = http://127.0.0.1:9\n"
                                           "user = skranke\npassword_command = echo hemmelig\n"
                                           "extension = 2101\nqueue = sentralbord\n",
                                           before);
    g_file_set_contents(desk->config, ini, -1, NULL);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_wait_row(terminal, 0, "*PBX: away since 10:12*");
    terminal_keys(terminal, "<F2><Tab>");
    terminal_text(terminal, "silje han");
    terminal_wait_text(terminal, ">Silje Hansen");
    terminal_keys(terminal, "<F5>");
    terminal_wait_text(terminal, "Call 1: transferred to Silje Hansen.");
    terminal_keys(terminal, "C");
    terminal_wait_row(terminal, 3, "│PBX: away since 10:12*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

static void who_waits_is_listed(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "PBX: connected");
    terminal_wait_row(terminal, 4, "│>waiting*912 34 567, Kari Berg*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "1*Inquiries");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_caller_rings_and_nothing_moves),
        cmocka_unit_test(a_transfer_is_done_when_events_say_so),
        cmocka_unit_test(a_call_comes_back_with_the_reason),
        cmocka_unit_test(ask_first_then_connect),
        cmocka_unit_test(the_caller_is_taken_back),
        cmocka_unit_test(a_caller_is_parked),
        cmocka_unit_test(a_call_that_talks_stands_once_in_the_list),
        cmocka_unit_test(a_pause_has_a_reason),
        cmocka_unit_test(what_came_back_is_on_top),
        cmocka_unit_test(the_telephone_system_is_away),
        cmocka_unit_test(who_waits_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

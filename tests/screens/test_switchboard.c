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

static void who_waits_is_listed(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_with(JOIN);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "PBX: connected");
    terminal_wait_row(terminal, 3, "│>waiting*912 34 567, Kari Berg*");
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
        cmocka_unit_test(who_waits_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

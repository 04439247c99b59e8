/*
 * Calls for those who hear the screen or feel it: whatever a key found or changed is said in the
 * one line where everything is said, who rings is said on demand, and no row is passed over unread.
 */
#include <string.h>

#include "accessible_screen.h"
#include "cleanup.h"
#include "testing.h"

/* ---- whom they ask for ---- */

static void who_else_is_a_person_a_line(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    desk_screen_do(desk, "kari", "people", "away", "sha", "13:30", "--code", "meeting");
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 40);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "For whom:");
    terminal_keys(terminal, "<Tab>silje h");
    terminal_wait_text(terminal, "Who else");
    terminal_keys(terminal, "<Tab>"); /* chosen: what to say is said */
    terminal_wait_row(terminal, 38, "nb: Silje Hansen *13.30*");
    terminal_keys(terminal, "<Down>"); /* on among who else */
    terminal_idle(terminal);
    wrong_begin();
    expect_cursor_on_mark(terminal, "who else");
    expect_nothing_wrong();
    accessible_leave(terminal);
}

/* The first arrow out of a field stops at the selected row, which was not read before. */
static void the_first_arrow_reads_the_selected_row(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
    accessible_keys(terminal, "<F2>");
    accessible_keys(terminal, "<Tab>hansen");
    terminal_wait_text(terminal, "> Hansen A");
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, "> Hansen A *");
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, "> Hansen * *");
    accessible_keys(terminal, "<Up>");
    expect_row_read(terminal, "> Hansen A *");
    accessible_escape(terminal, 1);
    accessible_keys(terminal, "shansen");
    terminal_wait_text(terminal, " found");
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, "> Hansen A *");
    accessible_escape(terminal, 2);
    accessible_keys(terminal, "<F9>reg");
    int row = 0, column = 0;
    g_autofree char *typed = row_at_cursor(terminal, &row, &column);
    g_autofree char *first = terminal_row(terminal, row + 1);
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, first);
    accessible_leave(terminal);
}

/* No line tells anything that no key reaches. */
static void what_is_found_or_not_is_said(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    desk_screen_do(desk, "kari", "call", "new", "--from", "Per Bø 23 45 67 89", "--matter", "Evje");
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 40);
    accessible_keys(terminal, "<F2>91234567<Tab>");
    terminal_wait_row(terminal, 38, "912 34 567, has not called before");
    accessible_keys(terminal, "xqzw<Tab>");
    terminal_wait_row(terminal, 38, "No match for \"xqzw\".");
    accessible_keys(terminal, "<S-Tab>q<Down>");
    terminal_wait_row(terminal, 38, "No match for \"xqzwq\".");
    wrong_begin();
    expect_cursor_in_field(terminal, "nobody found", "For whom: xqzwq");
    expect_nothing_wrong();
    accessible_keys(terminal, "<BS><BS><BS><BS><BS>hansen<Tab>");
    terminal_wait_row(terminal, 38, "3 matches: Anne Hansen IN until *. nb: Anne Hansen er *");
    accessible_keys(terminal, "<Tab>"); /* nothing is to be said: no old answer stays */
    terminal_wait_row(terminal, 38, "");
    accessible_keys(terminal, "<F2>23456789<Tab>");
    terminal_wait_row(terminal, 38, "23 45 67 89, Per Bø, 10:12 (open)");
    accessible_leave(terminal);
}

/* The lines below the people are read with the same arrows. */
static void the_card_is_read_behind_the_people(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
    accessible_keys(terminal, "<F2>");
    accessible_keys(terminal, "<Tab>anne hansen<Down>");
    expect_row_read(terminal, "> Hansen A *");
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, "> Name: Anne Hansen");
    accessible_keys(terminal, "<Down><Down>");
    expect_row_read(terminal, "> Status: IN until *");
    wrong_begin();
    expect_one_pane(terminal, "the card", false);
    accessible_keys(terminal, "<Up><Up><Up>");
    expect_row_read(terminal, "> Hansen A *");
    accessible_keys(terminal, "<Down>");
    accessible_keys(terminal, "<Tab>");
    expect_cursor_in_field(terminal, "after the card", "Matter:");
    expect_nothing_wrong();
    accessible_leave(terminal);
}

/* ---- keys that move no cursor ---- */

static void what_a_key_changed_is_said(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    desk_screen_do(desk, "kari", "people", "away", "sha", "13:30", "--code", "meeting");
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 40);
    accessible_keys(terminal, "<F2>Ola Ask<Tab>silje h");
    accessible_keys(terminal, "<C-t>");
    terminal_wait_row(terminal, 38, "nn: Silje Hansen *");
    accessible_keys(terminal, "<F3>");
    terminal_wait_row(terminal, 38, "Message to Silje Hansen*");
    accessible_escape(terminal, 1);
    accessible_keys(terminal, "<F9>journ<CR>");
    terminal_wait_row(terminal, 38, "PRESS. nn: *");
    accessible_keys(terminal, "<C-o>");
    terminal_wait_text(terminal, "Press duty in the coming week");
    expect_row_read(terminal, "> 1 Tofte J 00007590 *"); /* the first row is the first number */
    accessible_keys(terminal, "<Down>");
    expect_row_read(terminal, "> 2 *");
    accessible_keys(terminal, "1");
    terminal_wait_row(terminal, 38, "Call 1, 10:12, open. PRESS. Ola Ask. For Jens Halvor Tofte *");
    accessible_keys(terminal, "<Tab><F2>Ola Vik<Tab>espen k<F3>");
    terminal_wait_row(terminal, 38, "Message to Espen Kristiansen. * is away; *");
    accessible_leave(terminal);
}

static void another_call_says_which(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    desk_screen_do(desk, "kari", "call", "new", "--from", "Per Bø 23 45 67 89", "--matter", "Evje");
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 40);
    accessible_keys(terminal, "C");
    accessible_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 38, "Call 1, 10:12, open. Per Bø*. Evje.");
    accessible_keys(terminal, "<F2>Ola Ask<Tab>xqzw");
    accessible_keys(terminal, "<PgUp>");
    terminal_wait_row(terminal, 38, "Call 1 of 2. Call 1, 10:12, open. Per Bø*. Evje.");
    accessible_keys(terminal, "<PgUp>");
    terminal_wait_row(terminal, 38, "Call 2 of 2. Call 2, 10:12, open. Ola Ask. No match*");
    wrong_begin();
    expect_cursor_in_field(terminal, "turned to", "For whom: xqzw");
    expect_nothing_wrong();
    accessible_leave(terminal);
}

/* ---- on demand ---- */

static gsize bytes_now(Terminal *terminal)
{
    return terminal_bytes_since(terminal, 0);
}

static bool wrote_more(Terminal *terminal, void *mark)
{
    return terminal_bytes_since(terminal, *(gsize *)mark) > 0;
}

/* Calls first and in one line: of what it does not hold the same key says the rest. */
static void the_state_on_demand(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    accessible_some_calls(desk);
    g_autoptr(Terminal) wide = accessible_open(desk, 132, 30);
    terminal_keys(wide, "j<C-v>");
    terminal_wait_row(wide, 28,
                      "1 call is open. 10:12, open until 15:00. Follow up 2, late 0. "
                      "Overdue 12, today 12, new 41.");
    terminal_wait_cursor(wide, 28, 0);
    accessible_keys(wide, "j"); /* the next key, and the cursor is where it was */
    wrong_begin();
    expect_cursor_on_mark(wide, "queue");
    expect_nothing_wrong();
    g_autoptr(Terminal) narrow = accessible_open(desk, 80, 24);
    terminal_keys(narrow, "<C-v>");
    terminal_wait_row(narrow, 22, "1 call is open. 10:12, open until 15:00. Follow up 2, late 0.");
    terminal_keys(narrow, "<C-v>");
    terminal_wait_row(narrow, 22, "Overdue 12, today 12, new 41.");
    terminal_keys(narrow, "<C-v>");
    terminal_wait_row(narrow, 22, "1 call is open. *");
}

/* The state is no message: what was said before it is not lost to it. */
static void the_last_message_once_more(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    accessible_some_calls(desk);
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 30);
    accessible_keys(terminal, "j<C-v>");
    for (int i = 0; i < 2; i++) { /* the same again, and its bytes are written again */
        gsize before = terminal_output(terminal)->len, mark = bytes_now(terminal);
        terminal_keys(terminal, "<C-q>");
        terminal_wait(terminal, wrote_more, &mark, "the last message once more");
        terminal_idle(terminal);
        g_autofree char *written = written_since(terminal, before);
        if (!strstr(written, "1 call is open.  C shows it"))
            fail_msg("only this was written again: %s", written);
        terminal_wait_cursor(terminal, 28, 0);
    }
    accessible_keys(terminal, "C<C-v>"); /* also over a list, in a field and while writing */
    terminal_wait_cursor(terminal, 28, 0);
    accessible_keys(terminal, "<F2>");
    accessible_keys(terminal, "<Tab><C-v>");
    terminal_wait_cursor(terminal, 28, 0);
    terminal_text(terminal, "x");
    terminal_wait_text(terminal, "For whom: x");
    terminal_idle(terminal);
    wrong_begin();
    expect_cursor_in_field(terminal, "call", "For whom: x");
    expect_nothing_wrong();
}

/* What comes unasked takes the place of all that was said before, not of its last line. */
static void nothing_is_left_of_a_longer_message(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
    accessible_keys(terminal, "<F2>Ola Ask<Tab>hansen<Tab>");
    terminal_wait_row(terminal, 21, "3 matches: *");
    desk_screen_do(desk, "ola", "call", "end", "1", "answered");
    terminal_wait_text(terminal, "Esc leaves it.");
    terminal_wait_row(terminal, 21, "");
}

/* In a call its own state comes first: who rings, whom they ask for. */
static void the_state_of_a_call(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = accessible_open(desk, 132, 40);
    accessible_keys(terminal, "<F2>");
    terminal_text(terminal, "91234567 Ola Ask");
    accessible_keys(terminal, "<Tab>anne hansen<Tab>levekår<C-v>");
    terminal_wait_row(terminal, 38,
                      "Call 1, 10:12, open. 91234567 Ola Ask. For Anne Hansen IN until *. "
                      "levekår. *");
    accessible_leave(terminal);
}

/* ---- a caller ---- */

/* Somebody waits; when the operator has paused, the telephone rings all the same. */
static const char recording[] = "Event: QueueCallerJoin\n"
                                "Channel: PJSIP/trunk-1\n"
                                "CallerIDNum: 91234567\n"
                                "CallerIDName: Ola Ask\n"
                                "Uniqueid: 1700000000.1\n"
                                "Linkedid: 1700000000.1\n"
                                "Queue: $queue\n"
                                "Position: 1\n"
                                "Count: 1\n"
                                "\n"
                                "@wait pause\n"
                                "@+2\n"
                                "Event: AgentCalled\n"
                                "Channel: PJSIP/trunk-1\n"
                                "Linkedid: 1700000000.1\n"
                                "DestChannel: $interface-2\n"
                                "Queue: $queue\n"
                                "Interface: $interface\n"
                                "MemberName: Kari\n"
                                "\n";

static void a_caller_is_one_line_and_moves_nothing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autofree char *file = file_write(desk->box->folder, "recording.txt", recording, -1);
    g_autofree char *settings = g_strdup_printf(
        "[pbx]\ndriver = replay\nreplay_file = %s\nextension = 2101\nqueue = sentralbord\n", file);
    accessible_settings(desk, settings);
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
    accessible_ask(terminal, "Free. 1 waiting, longest 0 min."); /* in whole minutes */
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "0 min waiting");
    expect_in_braille_line(terminal, "Ola Ask", "> 912 34 567, Ola Ask 0 min waiting");
    terminal_keys(terminal, "w");
    terminal_wait_text(terminal, "Pause: why");
    terminal_text(terminal, "lunch\r");
    terminal_wait_text(terminal, "No calls come to you until w again.");
    terminal_idle(terminal);
    g_autoptr(GPtrArray) before = rows_of(terminal);
    int row = 0, column = 0, row_after = 0, column_after = 0;
    terminal_cursor(terminal, &row, &column, NULL);
    terminal_wait_text(terminal, "Ringing: 912 34 567, Ola Ask – F2");
    terminal_wait_cursor(terminal, row, column);
    terminal_cursor(terminal, &row_after, &column_after, NULL);
    assert_int_equal(row, row_after);
    assert_int_equal(column, column_after);
    g_autoptr(GPtrArray) after = rows_of(terminal);
    for (guint i = 0; i < before->len; i++)
        if (i != 22) /* the line where everything is said */
            assert_string_equal(before->pdata[i], after->pdata[i]);
    terminal_keys(terminal, "<C-q>");
    terminal_wait_cursor(terminal, 22, 0);
    accessible_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_else_is_a_person_a_line),
        cmocka_unit_test(the_first_arrow_reads_the_selected_row),
        cmocka_unit_test(what_is_found_or_not_is_said),
        cmocka_unit_test(the_card_is_read_behind_the_people),
        cmocka_unit_test(what_a_key_changed_is_said),
        cmocka_unit_test(another_call_says_which),
        cmocka_unit_test(the_state_on_demand),
        cmocka_unit_test(the_last_message_once_more),
        cmocka_unit_test(nothing_is_left_of_a_longer_message),
        cmocka_unit_test(the_state_of_a_call),
        cmocka_unit_test(a_caller_is_one_line_and_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The desk for those who hear the screen or feel it: in every view the hardware cursor stands on
 * the selected row and that row says so as text, nothing is drawn in block letters or side by side,
 * what decides is within a line of braille, and nothing is written while nothing is done. The rules
 * are those of users' bug reports; each stands beside its check.
 */
#include <stdarg.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

enum { BRAILLE_LINE = 40, IDLE_SECONDS = 5, MOST_STEPS = 5 };

/* ---- a desk with the accessible profile ---- */

static void append_settings(const DeskScreen *desk, const char *more)
{
    char *ini = NULL;
    assert_true(g_file_get_contents(desk->config, &ini, NULL, NULL));
    g_autofree char *given = ini;
    g_autofree char *whole = g_strconcat(given, more, NULL);
    assert_true(g_file_set_contents(desk->config, whole, -1, NULL));
}

static DeskScreen *accessible_desk(void)
{
    DeskScreen *desk = desk_screen_demo();
    g_autofree char *ini = NULL;
    assert_true(g_file_get_contents(desk->config, &ini, NULL, NULL));
    g_autoptr(GString) text = g_string_new(ini);
    g_string_replace(text, "[screen]\n", "[screen]\naccessible = yes\n", 1);
    assert_true(g_file_set_contents(desk->config, text->str, -1, NULL));
    return desk;
}

/* The first frame is whole when it returns: the next one is that of a key. */
static Terminal *open_desk(const DeskScreen *desk, int width, int height)
{
    Terminal *terminal = desk_screen_open(desk, "kari", width, height);
    terminal_idle(terminal);
    return terminal;
}

/* A call that waits, a message and a caller to be rung back. */
static void make_some_calls(const DeskScreen *desk)
{
    desk_screen_do(desk, "kari", "call", "new", "--from", "Ola Ask 22 86 45 00", "--matter",
                   "Tall for Evje");
    desk_screen_do(desk, "kari", "callback", "new", "23 45 67 89", "--caller", "Per Bø", "--matter",
                   "Tall for Evje");
    desk_screen_do(desk, "kari", "message", "new", "--to", "sha", "--from", "Liv Moe", "--number",
                   "91 23 45 67", "--text", "Ring om levekår");
}

/* ---- what is true of every view ---- */

/* All that is wrong is told at once. */
static GString *wrong;

static void G_GNUC_PRINTF(1, 2) complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(wrong, format, arguments);
    va_end(arguments);
    g_string_append_c(wrong, '\n');
}

static void expect_nothing_wrong(void)
{
    g_autofree char *all = g_string_free(g_steal_pointer(&wrong), FALSE);
    if (*all)
        fail_msg("\n%s", all);
}

static char *row_at_cursor(Terminal *terminal, int *row, int *column)
{
    bool visible = false;
    terminal_cursor(terminal, row, column, &visible);
    assert_true(visible); /* no civis: it broke nnn for blind people */
    return terminal_row(terminal, *row);
}

static bool is_block(gunichar sign)
{
    return sign >= 0x2500 && sign <= 0x259f;
}

/* Read as "left half block", or dropped: not on the screen, and not on the way to it. */
static void expect_no_blocks(Terminal *terminal, const char *view)
{
    const GString *output = terminal_output(terminal);
    for (gsize i = 0; i + 2 < output->len; i++) {
        const guchar *at = (const guchar *)output->str + i;
        if (at[0] == 0xe2 &&
            is_block((gunichar)((at[0] & 0xf) << 12 | (at[1] & 0x3f) << 6 | (at[2] & 0x3f)))) {
            complain("%s: a block letter was written", view);
            return;
        }
    }
    if (strstr(output->str, "\033(0"))
        complain("%s: line drawing letters were switched on", view);
}

/* One thing on the screen: the title of one pane at most, and no row that holds two items. */
static void expect_one_pane(Terminal *terminal, const char *view, bool written)
{
    static const char *const titles[] = {"1 Inquiries", "1*Inquiries", "2 Inquiry",
                                         "2*Inquiry",   "3 Directory", "3*Directory"};
    guint panes = 0;
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
        panes += terminal_has_text(terminal, titles[i]);
    if (panes > 1)
        complain("%s: %u panes are on the screen", view, panes);
    int columns = 0, rows = 0, selected = 0;
    terminal_size(terminal, &columns, &rows);
    for (int row = 0; row < rows; row++) {
        g_autofree char *text = terminal_row(terminal, row);
        selected += g_str_has_prefix(text, ">");
        if (g_str_has_prefix(text, ">") && strstr(text, "   "))
            complain("%s: two items in the row \"%s\"", view, text);
    }
    if (selected > 1 && !written) /* a quoted mail has marks of its own */
        complain("%s: %d rows are marked", view, selected);
}

/* Braille follows the cursor and not reverse video; the mark is what is read. */
static void expect_cursor_on_mark(Terminal *terminal, const char *view)
{
    int row = 0, column = 0;
    g_autofree char *text = row_at_cursor(terminal, &row, &column);
    if (column != 0 || (!g_str_has_prefix(text, "> ") && strcmp(text, ">") != 0))
        complain("%s: the cursor stands at %d,%d on \"%s\"", view, row, column, text);
}

/* In a field the cursor is where letters go, and what is asked for stands before it. */
static void expect_cursor_in_field(Terminal *terminal, const char *view, const char *label)
{
    int row = 0, column = 0;
    g_autofree char *text = row_at_cursor(terminal, &row, &column);
    if (!g_str_has_prefix(text, label) || column < (int)g_utf8_strlen(label, -1))
        complain("%s: the cursor stands at %d,%d on \"%s\"", view, row, column, text);
}

static void expect_in_braille_line(Terminal *terminal, const char *row_begins, const char *fact)
{
    int row = -1;
    if (!terminal_find(terminal, row_begins, &row, NULL))
        fail_msg("there is no row with \"%s\"", row_begins);
    g_autofree char *text = terminal_row(terminal, row);
    g_autofree char *line = g_utf8_substring(text, 0, MIN(BRAILLE_LINE, g_utf8_strlen(text, -1)));
    if (!strstr(line, fact))
        fail_msg("\"%s\" is not in \"%s\"", fact, line);
}

/* ---- the views ---- */

typedef struct {
    const char *keys, *until; /* until NULL: nothing new is waited for but a frame */
} Step;

typedef struct {
    const char *name;
    const char *field; /* the label before the caret; NULL: a row is selected; "": a text */
    int width;
    Step steps[MOST_STEPS];
} View;

static const View views[] = {
    {"queue", NULL, 132, {{"j", NULL}}},
    {"queue, filtered", "Filter:", 80, {{"/", "Type to filter"}, {"kpi", " of "}}},
    {"queue, below the filter",
     NULL,
     80,
     {{"/", "Type to filter"}, {"n", " of "}, {"<Down>", NULL}}},
    {"inquiry", NULL, 132, {{"<CR>", "2*Inquiry"}, {"j", NULL}}},
    {"answer", "", 132, {{"r", "2*Answer"}}},
    {"directory", NULL, 132, {{"3", "3*Directory"}, {"jj", NULL}}},
    {"directory, searched", "Search:", 80, {{"s", "Type to search"}, {"silje h", "1 found"}}},
    {"directory, below the search",
     NULL,
     80,
     {{"s", "Type to search"}, {"hans", " found"}, {"<Down>", NULL}}},
    {"card", NULL, 80, {{"3", "3*Directory"}, {"<CR>", "Name: "}}},
    {"away until",
     "Amina Farah is away until:",
     132,
     {{"3", "3*Directory"}, {"<C-n>", " is away until"}}},
    {"note about a person", "Note about", 80, {{"3", "3*Directory"}, {"i", "Note about "}}},
    {"call, caller", "Caller:", 132, {{"<F2>", "For whom"}}},
    {"call, for whom", "For whom:", 80, {{"<F2>", "For whom"}, {"<Tab>silje h", "> Hansen S"}}},
    {"call, below the field",
     NULL,
     132,
     {{"<F2>", "For whom"}, {"<Tab>hansen", "> "}, {"<Down>", NULL}}},
    {"call, matter",
     "Matter:",
     80,
     {{"<F2>", "For whom"}, {"<Tab>silje h", "> Hansen S"}, {"<Tab>levekår", "Matter: levekår"}}},
    {"all of a call", NULL, 132, {{"<F2>", "For whom"}, {"<F9>", "Enter Choose"}}},
    {"message to a colleague",
     "Text:",
     80,
     {{"<F2>", "For whom"}, {"<Tab>silje h", "> Hansen S"}, {"<F3>", "Message to"}}},
    {"calls", NULL, 80, {{"C", "Open"}}},
    {"an open call", "Caller:", 132, {{"C", "Open"}, {"<CR>", "For whom"}, {"<S-Tab>", NULL}}},
    {"follow-ups", NULL, 132, {{"O", "Follow-ups"}, {"j", NULL}}},
    {"a follow-up", NULL, 80, {{"O", "Follow-ups"}, {"<CR>", "Message "}}},
    {"press", NULL, 132, {{"p", "Ring, in this order"}, {"j", NULL}}},
    {"figures", NULL, 80, {{"F", "Figures"}}},
    {"all actions", NULL, 132, {{"<F9>", "Enter Choose"}}},
    {"actions, searched", "Search:", 80, {{"<F9>", "Enter Choose"}, {"pre", NULL}}},
    {"actions, below the search",
     NULL,
     80,
     {{"<F9>", "Enter Choose"}, {"pre", NULL}, {"<Down>", NULL}}},
    {"help", NULL, 132, {{"?", "Esc Back"}}},
    {"category", NULL, 80, {{"K", "Enter Choose"}}},
    {"registering", "", 132, {{"N", "Esc Back"}}},
    {"history", NULL, 80, {{"h", "Esc Back"}}},
};

static Terminal *open_view(const DeskScreen *desk, const View *view)
{
    Terminal *terminal = open_desk(desk, view->width, view->width > 80 ? 40 : 24);
    for (guint i = 0; i < MOST_STEPS && view->steps[i].keys; i++) {
        terminal_keys(terminal, view->steps[i].keys);
        if (view->steps[i].until)
            terminal_wait_text(terminal, view->steps[i].until);
        terminal_idle(terminal);
    }
    return terminal;
}

static void check_view(Terminal *terminal, const View *view)
{
    expect_no_blocks(terminal, view->name);
    expect_one_pane(terminal, view->name, view->field && !*view->field);
    if (!view->field)
        expect_cursor_on_mark(terminal, view->name);
    else if (*view->field)
        expect_cursor_in_field(terminal, view->name, view->field);
}

static gboolean time_is_up(gpointer up)
{
    *(bool *)up = true;
    return G_SOURCE_REMOVE;
}

/* The one fixed time of these tests: silence can only be waited for. */
static void wait_idle_seconds(void)
{
    bool up = false;
    g_timeout_add_seconds(IDLE_SECONDS, time_is_up, &up);
    while (!up)
        g_main_context_iteration(NULL, TRUE);
}

/* All desks stand in one database, and each of them changed it after the others had settled: what
 * others do is silent as well. */
static void every_view_and_then_silence(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    make_some_calls(desk);
    wrong = g_string_new(NULL);
    Terminal *terminals[G_N_ELEMENTS(views)];
    gsize marks[G_N_ELEMENTS(views)];
    for (guint i = 0; i < G_N_ELEMENTS(views); i++) {
        terminals[i] = open_view(desk, &views[i]);
        check_view(terminals[i], &views[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(views); i++) {
        terminal_idle(terminals[i]);
        marks[i] = terminal_bytes_since(terminals[i], 0);
    }
    wait_idle_seconds();
    for (guint i = 0; i < G_N_ELEMENTS(views); i++) {
        gsize more = terminal_bytes_since(terminals[i], marks[i]);
        if (more > 0)
            complain("%s: %" G_GSIZE_FORMAT " bytes while nothing was done", views[i].name, more);
        check_view(terminals[i], &views[i]);
        terminal_free(terminals[i]);
    }
    expect_nothing_wrong();
}

/* One after the other: Esc and a letter together are another key. */
static void escape(Terminal *terminal, int times)
{
    for (int i = 0; i < times; i++) {
        terminal_keys(terminal, "<Esc>");
        terminal_idle(terminal);
    }
}

/* From wherever one is. */
static void leave(Terminal *terminal)
{
    escape(terminal, 3);
    terminal_keys(terminal, "1");
    desk_screen_quit(terminal);
}

/* ---- what decides, within a line of braille ---- */

static void what_decides_is_within_a_line_of_braille(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    make_some_calls(desk);
    desk_screen_do(desk, "kari", "people", "away", "sha", "13:30", "--code", "meeting");
    g_autoptr(Terminal) terminal = open_desk(desk, 80, 24);
    terminal_keys(terminal, "s");
    terminal_text(terminal, "silje h");
    terminal_wait_text(terminal, "1 found");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "> Hansen S", "> Hansen S 00002418 MEETING-13:30 ");
    escape(terminal, 2);
    terminal_keys(terminal, "O");
    terminal_wait_text(terminal, "Follow-ups");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Hansen S", "Hansen S 91234567 Wed 15:00");
    expect_in_braille_line(terminal, "Per Bø", "> Per Bø 23456789 12:12");
    escape(terminal, 1);
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "Ola Ask");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Ola Ask", "> 22 86 45 00, Ola Ask 10:12 open");
    escape(terminal, 1);
    terminal_keys(terminal, "p");
    terminal_wait_text(terminal, "Ring, in this order");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Farah A", "2 Farah A 00002399 can be rung");
}

static void who_else_is_a_person_a_line(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    desk_screen_do(desk, "kari", "people", "away", "sha", "13:30", "--code", "meeting");
    g_autoptr(Terminal) terminal = open_desk(desk, 132, 40);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "For whom:");
    terminal_keys(terminal, "<Tab>silje h");
    terminal_wait_text(terminal, "Who else");
    terminal_keys(terminal, "<Tab>"); /* chosen: what to say is said */
    terminal_wait_row(terminal, 38, "nb: Silje Hansen *13.30*");
    terminal_keys(terminal, "<Down>"); /* on among who else */
    terminal_idle(terminal);
    wrong = g_string_new(NULL);
    expect_cursor_on_mark(terminal, "who else");
    expect_nothing_wrong();
    leave(terminal);
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

/* What was written since, as it went over the line. */
static char *written_since(Terminal *terminal, gsize length)
{
    const GString *output = terminal_output(terminal);
    return g_strndup(output->str + length, output->len - length);
}

static void state_and_last_message_on_demand(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    make_some_calls(desk);
    g_autoptr(Terminal) terminal = open_desk(desk, 132, 30);
    terminal_keys(terminal, "j<C-v>");
    terminal_wait_row(terminal, 28,
                      "10:12, open until 15:00. 1 call is open. Follow up 2, late 0. "
                      "Overdue 12, today 12, new 41.");
    terminal_wait_cursor(terminal, 28, 0);
    terminal_idle(terminal);
    for (int i = 0; i < 2; i++) { /* the same again, and its bytes are written again */
        gsize before = terminal_output(terminal)->len, mark = bytes_now(terminal);
        terminal_keys(terminal, "<C-q>");
        terminal_wait(terminal, wrote_more, &mark, "the last message once more");
        terminal_idle(terminal);
        g_autofree char *written = written_since(terminal, before);
        if (!strstr(written, "Follow up 2"))
            fail_msg("only this was written again: %s", written);
        terminal_wait_cursor(terminal, 28, 0);
    }
    terminal_keys(terminal, "j"); /* the next key, and the cursor is where it was */
    terminal_idle(terminal);
    wrong = g_string_new(NULL);
    expect_cursor_on_mark(terminal, "queue");
    terminal_keys(terminal, "C"); /* also over a list, in a field and while writing */
    terminal_wait_text(terminal, "Ola Ask");
    terminal_keys(terminal, "<C-v>");
    terminal_wait_cursor(terminal, 28, 0);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "For whom:");
    terminal_keys(terminal, "<Tab><C-v>");
    terminal_wait_cursor(terminal, 28, 0);
    terminal_text(terminal, "x");
    terminal_wait_text(terminal, "For whom: x");
    terminal_idle(terminal);
    expect_cursor_in_field(terminal, "call", "For whom: x");
    expect_nothing_wrong();
}

/* Screen readers speak what is written: of a step in a list the one line one comes to, whole. */
static void a_step_writes_the_line_one_comes_to(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = open_desk(desk, 80, 24);
    static const char *const texts[] = {"Petra Lindholm", "Folketal 1900", "Elgjakta i fjor"};
    for (guint i = 1; i < G_N_ELEMENTS(texts); i++) {
        terminal_idle(terminal);
        gsize before = terminal_output(terminal)->len;
        terminal_keys(terminal, "j");
        terminal_idle(terminal);
        g_autofree char *written = written_since(terminal, before);
        assert_non_null(strstr(written, texts[i]));
        assert_null(strstr(written, texts[i - 1]));
    }
    leave(terminal);
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

static GPtrArray *rows_of(Terminal *terminal)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    int columns = 0, count = 0;
    terminal_size(terminal, &columns, &count);
    for (int row = 0; row < count; row++)
        g_ptr_array_add(rows, terminal_row(terminal, row));
    return rows;
}

/* Who waits is not drawn unasked; it is asked for. */
static void ask_until(Terminal *terminal, const char *answer)
{
    for (int i = 0; i < 100 && !terminal_has_text(terminal, answer); i++) {
        terminal_keys(terminal, "<C-v>");
        terminal_idle(terminal);
    }
    terminal_wait_text(terminal, answer);
}

static void a_caller_is_one_line_and_moves_nothing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autofree char *file = file_write(desk->box->folder, "recording.txt", recording, -1);
    g_autofree char *settings = g_strdup_printf(
        "[pbx]\ndriver = replay\nreplay_file = %s\nextension = 2101\nqueue = sentralbord\n", file);
    append_settings(desk, settings);
    g_autoptr(Terminal) terminal = open_desk(desk, 80, 24);
    ask_until(terminal, "10:12. Free. 1 waiting, longest 0 min."); /* in whole minutes */
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
    leave(terminal);
}

/* ---- time passes ---- */

/* A minute turns on a clock that runs: nothing is drawn of it. */
static void a_minute_turns_in_silence(void **state)
{
    (void)state;
    static const char *const two_seconds_before[] = {
        "SKRANKE_NOW=2026-03-10T10:12:58+01:00 running", NULL};
    static const char *const keys[] = {"j", "3", "<F2>", "C", "O", "p", "<CR>"};
    g_autoptr(DeskScreen) desk = accessible_desk();
    make_some_calls(desk);
    Terminal *terminals[G_N_ELEMENTS(keys)];
    gsize marks[G_N_ELEMENTS(keys)], lengths[G_N_ELEMENTS(keys)];
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        terminals[i] = desk_screen_start(desk, "kari", 80, 24, NULL, two_seconds_before);
        terminal_wait_text(terminals[i], "1*Inquiries");
        terminal_idle(terminals[i]); /* the first frame is whole: the next is the key's */
        terminal_keys(terminals[i], keys[i]);
        terminal_idle(terminals[i]);
        marks[i] = terminal_bytes_since(terminals[i], 0);
        lengths[i] = terminal_output(terminals[i])->len;
    }
    wait_idle_seconds();
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (terminal_bytes_since(terminals[i], marks[i]) > 0) {
            g_autofree char *written = written_since(terminals[i], lengths[i]);
            fail_msg("after %s was written: %s", keys[i], written);
        }
        terminal_keys(terminals[i], "<C-v>"); /* the time has passed all the same */
        terminal_wait_text(terminals[i], "10:13, open");
        terminal_free(terminals[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_and_then_silence),
        cmocka_unit_test(what_decides_is_within_a_line_of_braille),
        cmocka_unit_test(who_else_is_a_person_a_line),
        cmocka_unit_test(state_and_last_message_on_demand),
        cmocka_unit_test(a_step_writes_the_line_one_comes_to),
        cmocka_unit_test(a_caller_is_one_line_and_moves_nothing),
        cmocka_unit_test(a_minute_turns_in_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

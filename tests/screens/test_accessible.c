/*
 * The desk for those who hear the screen or feel it: in every view the hardware cursor stands on
 * the selected row and that row says so as text, nothing is drawn in block letters or side by side,
 * what decides is within a line of braille, and nothing is written while nothing is done.
 */
#include <string.h>

#include "accessible_screen.h"
#include "cleanup.h"
#include "testing.h"

enum { IDLE_SECONDS = 5, MOST_STEPS = 5 };

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
    {"press", NULL, 132, {{"p", "Press duty in the coming week"}, {"j", NULL}}},
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
    Terminal *terminal = accessible_open(desk, view->width, view->width > 80 ? 40 : 24);
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
    accessible_some_calls(desk);
    wrong_begin();
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

/* ---- what decides, within a line of braille ---- */

static void what_decides_is_within_a_line_of_braille(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    accessible_some_calls(desk);
    desk_screen_do(desk, "kari", "people", "away", "sha", "13:30", "--code", "meeting");
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
    terminal_keys(terminal, "s");
    terminal_text(terminal, "silje h");
    terminal_wait_text(terminal, "1 found");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "> Hansen S", "> Hansen S 00002418 MEETING-13:30 ");
    accessible_escape(terminal, 2);
    terminal_keys(terminal, "O");
    terminal_wait_text(terminal, "Follow-ups");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Hansen S", "Hansen S 91234567 Wed 15:00");
    expect_in_braille_line(terminal, "Per Bø", "> Per Bø 23456789 12:12");
    accessible_escape(terminal, 1);
    terminal_keys(terminal, "C");
    terminal_wait_text(terminal, "Ola Ask");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Ola Ask", "> 22 86 45 00, Ola Ask 10:12 open");
    accessible_escape(terminal, 1);
    terminal_keys(terminal, "p");
    terminal_wait_text(terminal, "Press duty in the coming week");
    terminal_idle(terminal);
    expect_in_braille_line(terminal, "Farah A", "2 Farah A 00002399 can be rung");
}

/* Screen readers speak what is written: of a step in a list the one line one comes to, whole. */
static void a_step_writes_the_line_one_comes_to(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = accessible_desk();
    g_autoptr(Terminal) terminal = accessible_open(desk, 80, 24);
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
    accessible_leave(terminal);
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
    accessible_some_calls(desk);
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
        accessible_ask(terminals[i], "10:13, open"); /* the time has passed all the same */
        terminal_free(terminals[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_and_then_silence),
        cmocka_unit_test(what_decides_is_within_a_line_of_braille),
        cmocka_unit_test(a_step_writes_the_line_one_comes_to),
        cmocka_unit_test(a_minute_turns_in_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

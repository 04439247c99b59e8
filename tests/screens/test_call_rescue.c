/*
 * What is typed about calls while the database is away: in a file of its own for every call, also
 * of those begun in one second and of two desks of one operator, and in the database when it is
 * back or the desk is opened again.
 */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "servers.h"
#include "testing.h"

#define MATTER "Utvalget til indeksen, æøå"

/* All of this operator's calls, on one line. */
static char *calls_of(const DeskScreen *desk)
{
    return desk_screen_run(desk, "kari", NULL, "--json", "call", "list", NULL);
}

static guint times(const char *text, const char *part)
{
    guint count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

static void expect_once(const DeskScreen *desk, const char *text)
{
    g_autofree char *shown = calls_of(desk);
    if (times(shown, text) != 1)
        fail_msg("not just once: %s\n%s", text, shown);
}

typedef struct {
    RqliteServer *server;
    DeskScreen *desk;
} Away;

static Away away_new(void)
{
    const char *reason = NULL;
    Away away = {.server = rqlite_start(&reason)};
    if (!away.server)
        test_skip_with_reason(reason);
    away.desk = desk_screen_new_at(rqlite_uri(away.server));
    return away;
}

static void away_free(Away *away)
{
    desk_screen_free(away->desk);
    rqlite_stop(away->server);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Away, away_free)

/* While the database is asked, keys that write nothing are not kept: pressed again, as people do.
 */
static void press_again(Terminal *terminal, const char *key)
{
    static gint64 pressed_at;
    gint64 now = g_get_monotonic_time();
    if (terminal_has_text(terminal, "Waiting for the database") ||
        now - pressed_at < 2 * G_USEC_PER_SEC)
        return;
    pressed_at = now;
    terminal_keys(terminal, key);
}

static bool is_new_call(Terminal *terminal, void *before)
{
    if (terminal_has_text(terminal, "Caller   ") && !terminal_has_text(terminal, before))
        return true;
    press_again(terminal, "<F2>");
    return false;
}

/* before: what stands on the screen until the call is there. */
static void write_call(Terminal *terminal, const char *before, const char *caller,
                       const char *matter)
{
    g_autofree char *shown = g_strdup(before);
    terminal_wait_text(terminal, "DATABASE AWAY since 10:12");
    terminal_wait(terminal, is_new_call, shown, "a new call");
    terminal_text(terminal, caller);
    terminal_wait_text(terminal, caller);
    terminal_keys(terminal, "<Tab><Tab>");
    terminal_text(terminal, matter);
    terminal_keys(terminal, "<Tab>"); /* kept at once when the field is left */
    terminal_wait_text(terminal, matter);
    terminal_wait_text(terminal, "kept on this machine");
}

static void kill_desk(Terminal *terminal)
{
    terminal_signal(terminal, SIGKILL);
    terminal_wait_exit(terminal, NULL);
}

static bool is_kept(Terminal *terminal, void *desk)
{
    (void)terminal;
    g_autofree char *shown = calls_of(desk);
    return strstr(shown, MATTER) != NULL;
}

/* The database goes away in the middle of a call and comes back: not a letter is missing. */
static void nothing_is_lost_while_the_database_is_away(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) terminal = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    rqlite_kill(away.server);
    terminal_text(terminal, "Kari Berg");
    terminal_wait_row(terminal, 0, " DATABASE AWAY since 10:12*");
    terminal_keys(terminal, "<Tab><Tab>");
    terminal_text(terminal, MATTER);
    terminal_wait_text(terminal, MATTER);
    rqlite_restart(away.server);
    terminal_wait_no_text(terminal, "DATABASE AWAY");
    terminal_wait(terminal, is_kept, away.desk, "the words in the database");
    terminal_keys(terminal, "<F4>");
    terminal_wait_text(terminal, "Call 1: answered on the spot.");
    expect_once(away.desk, "Kari Berg");
    desk_screen_quit(terminal);
}

/* The desk is killed while the database is away: it is in a file of this machine, and in the
 * database when the desk is opened again. */
static void a_kill_while_the_database_is_away_loses_nothing(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) terminal = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_keys(terminal, "<F2>");
    terminal_wait_text(terminal, "┌ Call 1 ");
    rqlite_kill(away.server);
    terminal_text(terminal, "Kari Berg");
    terminal_wait_row(terminal, 0, " DATABASE AWAY since 10:12*");
    terminal_keys(terminal, "<Tab><Tab>");
    terminal_text(terminal, MATTER);
    terminal_keys(terminal, "<Tab>"); /* kept at once when the field is left */
    terminal_wait_text(terminal, MATTER);
    terminal_wait_text(terminal, "kept on this machine");
    terminal_signal(terminal, SIGKILL);
    terminal_wait_exit(terminal, NULL);
    rqlite_restart(away.server);
    g_autoptr(Terminal) again = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait_text(again, "1 call is open.  C shows it");
    expect_once(away.desk, MATTER);
    expect_once(away.desk, "Kari Berg");
    desk_screen_quit(again);
}

static bool is_turned_to(Terminal *terminal, void *matter)
{
    if (terminal_has_text(terminal, matter))
        return true;
    press_again(terminal, "<PgUp>");
    return false;
}

static void two_calls_of_one_second_have_a_file_each(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) terminal = desk_screen_open(away.desk, "kari", 100, 30);
    rqlite_kill(away.server);
    write_call(terminal, "Inquiries", "Åse Bjørnson", "Den første");
    write_call(terminal, "Den første", "Jim Smith", "Den andre");
    terminal_wait(terminal, is_turned_to, (char[]){"Den første"}, "the first call");
    kill_desk(terminal);
    rqlite_restart(away.server);
    g_autoptr(Terminal) again = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait_text(again, "2 calls are open.  C shows them");
    expect_once(away.desk, "Den første");
    expect_once(away.desk, "Den andre");
    expect_once(away.desk, "Jim Smith");
    desk_screen_quit(again);
}

/* Both are opened again: neither call is lost, none is there twice. */
static void two_desks_are_killed(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) one = desk_screen_open(away.desk, "kari", 100, 30);
    g_autoptr(Terminal) two = desk_screen_open(away.desk, "kari", 100, 30);
    rqlite_kill(away.server);
    write_call(one, "Inquiries", "Åse Bjørnson", "Fra den ene");
    write_call(two, "Inquiries", "Jim Smith", "Fra den andre");
    kill_desk(one);
    kill_desk(two);
    rqlite_restart(away.server);
    g_autoptr(Terminal) again = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait_text(again, "2 calls are open.  C shows them");
    g_autoptr(Terminal) third = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait_text(third, "2 calls are open.  C shows them");
    expect_once(away.desk, "Fra den ene");
    expect_once(away.desk, "Fra den andre");
    desk_screen_quit(again);
    desk_screen_quit(third);
}

/* The same call on two desks: what one wrote does not cover what the other did. */
static void one_call_on_two_desks_becomes_two(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) one = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_keys(one, "<F2>");
    terminal_wait_text(one, "┌ Call 1 ");
    terminal_text(one, "Åse Bjørnson");
    terminal_keys(one, "<Tab>");
    g_autoptr(Terminal) two = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_keys(two, "C<CR>");
    terminal_wait_text(two, "┌ Call 1 ");
    terminal_wait_text(two, "Caller   Åse Bjørnson");
    rqlite_kill(away.server);
    terminal_keys(one, "<Tab>");
    terminal_text(one, "Fra den ene");
    terminal_keys(one, "<Tab>");
    terminal_wait_text(one, "Fra den ene");
    terminal_wait_text(one, "kept on this machine");
    terminal_keys(two, "<Tab>");
    terminal_text(two, "Fra den andre");
    terminal_keys(two, "<Tab>");
    terminal_wait_text(two, "Fra den andre");
    terminal_wait_text(two, "kept on this machine");
    kill_desk(one);
    kill_desk(two);
    rqlite_restart(away.server);
    g_autoptr(Terminal) again = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait_text(again, "2 calls are open.  C shows them");
    expect_once(away.desk, "Fra den ene");
    expect_once(away.desk, "Fra den andre");
    desk_screen_quit(again);
}

/* What a desk that lives still holds is its own to bring in. */
static void a_living_desk_keeps_its_own(void **state)
{
    (void)state;
    g_auto(Away) away = away_new();
    g_autoptr(Terminal) one = desk_screen_open(away.desk, "kari", 100, 30);
    g_autoptr(Terminal) two = desk_screen_open(away.desk, "kari", 100, 30);
    rqlite_kill(away.server);
    write_call(one, "Inquiries", "Åse Bjørnson", MATTER);
    write_call(two, "Inquiries", "Jim Smith", "Fra den andre");
    kill_desk(two);
    rqlite_restart(away.server);
    g_autoptr(Terminal) again = desk_screen_open(away.desk, "kari", 100, 30);
    terminal_wait(one, is_kept, away.desk, "the words in the database");
    expect_once(away.desk, MATTER);
    expect_once(away.desk, "Fra den andre");
    desk_screen_quit(one);
    desk_screen_quit(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_while_the_database_is_away),
        cmocka_unit_test(a_kill_while_the_database_is_away_loses_nothing),
        cmocka_unit_test(two_calls_of_one_second_have_a_file_each),
        cmocka_unit_test(two_desks_are_killed),
        cmocka_unit_test(one_call_on_two_desks_becomes_two),
        cmocka_unit_test(a_living_desk_keeps_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A database that is away or held: the desk says so, goes on taking what is typed, keeps it on this
 * machine, and recovers by itself. On a real rqlite node, and on a file that another one holds.
 */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "servers.h"
#include "testing.h"

static const char before[] = "Skrevet med base.";
static const char meanwhile[] = " Skrevet uten, æøå.";
static const char both[] = "Skrevet med base. Skrevet uten, æøå.";

/* A desk over a node with the four inquiries; skips where rqlite is missing. */
static DeskScreen *desk_on_node(RqliteServer **server)
{
    const char *reason = NULL;
    *server = rqlite_start(&reason);
    if (!*server)
        test_skip_with_reason(reason);
    return desk_screen_new_at(rqlite_uri(*server));
}

static bool draft_holds(DeskScreen *desk, const char *text)
{
    g_autofree char *shown = desk_screen_run(desk, "kari", NULL, "draft", "show", "1", NULL);
    return strstr(shown, text) != NULL;
}

/* The texts that are kept in the state folder, as one; NULL for none. */
static char *kept(const DeskScreen *desk)
{
    g_autofree char *folder =
        g_build_filename(desk->box->folder, ".local", "state", "skranke", NULL);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_prefix(name, "draft-") && g_str_has_suffix(name, ".txt"))
            return file_read(path);
    }
    return NULL;
}

typedef struct {
    const DeskScreen *desk;
    const char *text; /* NULL: no file */
} Kept;

static bool is_kept(Terminal *terminal, void *data)
{
    (void)terminal;
    const Kept *expected = data;
    g_autofree char *text = kept(expected->desk);
    return expected->text ? text && strstr(text, expected->text) : !text;
}

static void wait_kept(Terminal *terminal, const DeskScreen *desk, const char *text)
{
    Kept expected = {desk, text};
    terminal_wait(terminal, is_kept, &expected, text ? text : "no file in the state folder");
}

static Terminal *write_before(DeskScreen *desk)
{
    Terminal *terminal = desk_screen_open(desk, "kari", 100, 30);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, before);
    terminal_wait_text(terminal, "draft saved 10:12");
    return terminal;
}

/* The whole way: away in the middle of an answer, and back. */
static void what_is_typed_while_it_is_away_is_saved_when_it_is_back(void **state)
{
    (void)state;
    g_autoptr(RqliteServer) server = NULL;
    g_autoptr(DeskScreen) desk = desk_on_node(&server);
    g_autoptr(Terminal) terminal = write_before(desk);
    rqlite_kill(server);
    terminal_text(terminal, meanwhile);
    terminal_wait_text(terminal, both);
    terminal_wait_row(terminal, 0, " DATABASE AWAY since 10:12*");
    wait_kept(terminal, desk, both);
    terminal_wait_text(terminal, "kept on this machine");
    terminal_text(terminal, " Og mer.");
    wait_kept(terminal, desk, "æøå. Og mer.");
    rqlite_restart(server);
    terminal_wait_no_text(terminal, "DATABASE AWAY");
    terminal_wait_text(terminal, "draft saved 10:12");
    wait_kept(terminal, desk, NULL);
    assert_true(draft_holds(desk, "æøå. Og mer."));
    desk_screen_quit(terminal);
}

/* Who moves about instead of writing sees the last screen; an act can be given up. */
static void the_last_screen_stays_readable_and_escape_gives_up(void **state)
{
    (void)state;
    g_autoptr(RqliteServer) server = NULL;
    g_autoptr(DeskScreen) desk = desk_on_node(&server);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 100, 30);
    terminal_wait_text(terminal, "hvor mange bor det");
    rqlite_kill(server);
    terminal_wait_row(terminal, 0, " DATABASE AWAY since 10:12*");
    terminal_keys(terminal, "j");
    terminal_wait_row(terminal, 4, "│>*Øyvind*");
    assert_true(terminal_has_text(terminal, "hvor mange bor det"));
    terminal_keys(terminal, "m");
    terminal_wait_text(terminal, "Waiting for the database, 0 s – Esc gives up for now");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "was given up. Try again");
    assert_true(terminal_has_text(terminal, "hvor mange bor det"));
    rqlite_restart(server);
    terminal_wait_no_text(terminal, "DATABASE AWAY");
    terminal_wait_text(terminal, "Når kommer de neste tallene?"); /* the selected one */
    terminal_keys(terminal, "m");
    terminal_wait_text(terminal, "Inquiry 2 is yours.");
    desk_screen_quit(terminal);
}

/* Left with Esc, and the desk killed: the text comes back as a draft both times. */
static void a_desk_that_died_meanwhile_offers_the_text(void **state)
{
    (void)state;
    g_autoptr(RqliteServer) server = NULL;
    g_autoptr(DeskScreen) desk = desk_on_node(&server);
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 100, 30);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    rqlite_kill(server);
    terminal_text(terminal, both);
    wait_kept(terminal, desk, both);
    terminal_signal(terminal, SIGKILL);
    terminal_wait_exit(terminal, NULL);
    rqlite_restart(server);
    g_autoptr(Terminal) again = desk_screen_open(desk, "kari", 100, 30);
    terminal_wait_text(again, "You have 1 draft, for inquiry 1. d shows it");
    assert_true(draft_holds(desk, both));
    terminal_keys(again, "d");
    terminal_wait_text(again, "┌ Drafts");
    terminal_keys(again, "<CR>");
    terminal_wait_text(again, both);
    wait_kept(again, desk, NULL);
    desk_screen_quit(again);
}

static void a_text_left_with_escape_becomes_a_draft(void **state)
{
    (void)state;
    g_autoptr(RqliteServer) server = NULL;
    g_autoptr(DeskScreen) desk = desk_on_node(&server);
    g_autoptr(Terminal) terminal = write_before(desk);
    rqlite_kill(server);
    terminal_text(terminal, meanwhile);
    terminal_wait_row(terminal, 0, " DATABASE AWAY since 10:12*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "The text is kept on this machine until the database is back.");
    rqlite_restart(server);
    terminal_wait_text(terminal, "The database is back.");
    assert_true(draft_holds(desk, both));
    wait_kept(terminal, desk, NULL);
    desk_screen_quit(terminal);
}

static bool file_is_there(void *path)
{
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* ---- a file that another program writes to ---- */

static void a_held_file_is_waited_for(void **state)
{
    (void)state;
    g_autofree char *sqlite3 = g_find_program_in_path("sqlite3");
    if (!sqlite3)
        test_skip_with_reason("the sqlite3 command is missing");
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    g_autofree char *held = g_build_filename(desk->box->folder, "held", NULL);
    g_autofree char *touch = g_strdup_printf(".shell touch %s && sleep 3", held);
    const char *const argv[] = {sqlite3, desk->box->database, "BEGIN IMMEDIATE", touch, "COMMIT",
                                NULL};
    Process *holder = process_start(&(ProcessOptions){.argv = argv});
    assert_true(wait_until(file_is_there, held, 5));
    terminal_keys(terminal, "m");
    terminal_wait_text(terminal, "Waiting for the database, 1 s – Esc gives up for now");
    terminal_wait_text(terminal, "Waiting for the database, 2 s");
    terminal_wait_text(terminal, "Inquiry 1 is yours.");
    assert_false(terminal_has_text(terminal, "DATABASE AWAY"));
    process_free(holder);
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_while_it_is_away_is_saved_when_it_is_back),
        cmocka_unit_test(the_last_screen_stays_readable_and_escape_gives_up),
        cmocka_unit_test(a_desk_that_died_meanwhile_offers_the_text),
        cmocka_unit_test(a_text_left_with_escape_becomes_a_draft),
        cmocka_unit_test(a_held_file_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

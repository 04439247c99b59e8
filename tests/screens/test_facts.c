/*
 * What belongs to an inquiry is recorded from the screen: a part split off, links, the survey and
 * what to say about it, the journal, the language; and the rules that refuse keep the text.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static void a_part_gets_its_own_deadline(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "E");
    terminal_wait_text(terminal, "Category of the part that is split off: 1");
    terminal_text(terminal, "access req");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Split off from inquiry 1");
    terminal_wait_text(terminal, "hvor mange bor det i Ålesund nå?"); /* to be cut down */
    terminal_keys(terminal, "<S-Tab><C-u>");
    terminal_text(terminal, "Innsyn i brevet");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "Inquiry 5 was split off from 1, with a deadline of its own.");
    terminal_wait_row(terminal, 7, "│ *5 4 work days *Innsyn i brevet*");
    terminal_wait_text(terminal, "split: 5");
    terminal_keys(terminal, "L");
    terminal_wait_text(terminal, "It is related to");
    terminal_text(terminal, "related to");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Number of the other inquiry");
    terminal_text(terminal, "3");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiry 1 is tied to 3.");
    terminal_wait_text(terminal, "related to 3");
    desk_screen_quit(terminal);
}

static void must_i_is_answered_at_once(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_demo();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "nsa", 80, 24);
    terminal_keys(terminal, "U");
    terminal_wait_text(terminal, "Survey: 41");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "[nb] Ja.");
    terminal_wait_text(terminal, "Contact:");
    terminal_keys(terminal, "<PgDn>");
    terminal_wait_text(terminal, "[en] Yes.");
    terminal_text(terminal, "onsdag kveld");
    terminal_keys(terminal, "<Tab><Right><C-s>");
    terminal_wait_text(terminal, "The survey of 41 is recorded.");
    terminal_wait_text(terminal, "Survey: ");
    g_autofree char *shown =
        desk_screen_run(desk, "nsa", NULL, "--json", "inquiry", "show", "41", NULL);
    assert_non_null(strstr(shown, "onsdag kveld"));
    terminal_keys(terminal, "u");
    terminal_wait_no_text(terminal, "Survey: ");
    desk_screen_quit(terminal);
}

static void a_message_is_journalled_by_hand(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "<CR>J");
    terminal_wait_text(terminal, "Journal · message of");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Reason");
    terminal_keys(terminal, "<CR>"); /* differs from the category: a reason is asked for */
    terminal_wait_no_text(terminal, "Reason (");
    terminal_wait_no_text(terminal, "· journalled");
    terminal_keys(terminal, "J<CR>");
    terminal_wait_text(terminal, "Reason (");
    terminal_text(terminal, "it is a case document");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "The message is journalled.");
    terminal_wait_text(terminal, "· journalled");
    g_autofree char *journal = desk_screen_run(desk, "kari", NULL, "journal", NULL);
    assert_non_null(strstr(journal, "Folketall"));
    desk_screen_quit(terminal);
}

static void the_language_is_chosen(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "jjl");
    terminal_wait_text(terminal, "Language of the inquirer: 3");
    terminal_text(terminal, "nyn");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "The language of inquiry 3 is set.");
    terminal_wait_text(terminal, "Inquiry 3 · e-mail · new · nobody · nn");
    desk_screen_quit(terminal);
}

/* Data are not sent to who asks for microdata: the rule says so, and the text stays. */
static void a_rule_refuses_and_the_text_stays(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "inquiry", "set", "1", "--category", "microdata");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "gr");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_paste(terminal, "1507 1801 2334 5512\n1508 1802 2335 5513\n1509 1803 2336 5514\n");
    terminal_wait_text(terminal, "1507 1801 2334 5512");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Microdata and datasets are not sent from here");
    terminal_wait_no_text(terminal, "Review:");
    terminal_wait_text(terminal, "1507 1801 2334 5512");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_gets_its_own_deadline),
        cmocka_unit_test(must_i_is_answered_at_once),
        cmocka_unit_test(a_message_is_journalled_by_hand),
        cmocka_unit_test(the_language_is_chosen),
        cmocka_unit_test(a_rule_refuses_and_the_text_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Who may see what: an operator without the role sees neither row nor count nor hit; every opening
 * leaves an event; identity numbers are masked until a reason was given.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

#define NUMBER "01810750045" /* of a test register (month + 80): belongs to nobody */

static guint count_of(const char *text, const char *part)
{
    guint count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static void the_hidden_leaves_no_trace(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "operator", "add", "ola", "--name", "Ola Vik");
    desk_screen_do(desk, "kari", "inquiry", "set", "1", "--category", "respondent_person");
    g_autoptr(Terminal) ola = desk_screen_open(desk, "ola", 80, 24);
    terminal_wait_row(ola, 0, " Overdue 0 · today 0 │ New 3 *");
    terminal_wait_row(ola, 1, "*1-3/3*");
    terminal_wait_row(ola, 3, "│>*Øyvind*");
    assert_false(terminal_has_text(ola, "Bjørnson"));
    terminal_keys(ola, "/");
    terminal_text(ola, "Ålesund");
    terminal_wait_text(ola, "0 of 3");
    terminal_keys(ola, "<Esc>Q");
    terminal_wait_text(ola, "Show only");
    assert_false(terminal_has_text(ola, "Respondent"));
    terminal_keys(ola, "<Esc>");
    desk_screen_quit(ola);
    g_autoptr(Terminal) kari = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(kari, 0, " Overdue * │ New 4 *");
    terminal_wait_text(kari, "Åse Bjørnson");
    desk_screen_quit(kari);
}

static void every_opening_is_remembered_once(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "inquiry", "set", "1", "--category", "respondent_person");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Inquiry 1 ·");
    terminal_keys(terminal, "<CR><F5>"); /* the same opening */
    terminal_wait_text(terminal, "2*Inquiry 1 ·");
    terminal_idle(terminal);
    g_autofree char *once = desk_screen_run(desk, "kari", NULL, "--json", "event", "list", NULL);
    assert_int_equal(count_of(once, "\"opened\""), 1);
    terminal_keys(terminal, "qj");
    terminal_wait_text(terminal, "Inquiry 2 ·");
    terminal_keys(terminal, "k");
    terminal_wait_text(terminal, "Inquiry 1 ·");
    terminal_idle(terminal);
    g_autofree char *twice = desk_screen_run(desk, "kari", NULL, "--json", "event", "list", NULL);
    assert_int_equal(count_of(twice, "\"opened\""), 2);
    desk_screen_quit(terminal);
}

static void identity_numbers_are_masked_until_a_reason_is_given(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_mail(desk, "fem", "Ny Person <ny@eksempel.example>", "Gjelder " NUMBER,
                     "Thu, 05 Mar 2026 08:00:00 +0100", NULL,
                     "Fødselsnummeret mitt er " NUMBER ".");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 3, "│>*Gjelder •••••••••••*");
    terminal_wait_text(terminal, "Fødselsnummeret mitt er •••••••••••.");
    terminal_keys(terminal, "R");
    terminal_wait_text(terminal, "Mail as it came");
    assert_false(terminal_has_text(terminal, NUMBER));
    terminal_keys(terminal, "<Esc>r");
    terminal_wait_text(terminal, "2*Answer to 5");
    assert_false(terminal_has_text(terminal, NUMBER));
    terminal_text(terminal, NUMBER); /* masked as it becomes one */
    terminal_wait_text(terminal, "•••••••••••");
    assert_false(terminal_has_text(terminal, NUMBER));
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "There are identity numbers in the text.");
    assert_false(terminal_has_text(terminal, NUMBER));
    terminal_keys(terminal, "s"); /* refused; the text is kept */
    terminal_wait_text(terminal, "Review: answer to 5");
    terminal_keys(terminal, "n");
    terminal_wait_text(terminal, "you have decided so");
    terminal_keys(terminal, "<Esc><Esc>");
    terminal_wait_text(terminal, "The draft is kept");
    terminal_keys(terminal, "I<CR>"); /* no reason, no numbers */
    terminal_wait_no_text(terminal, "Why the identity numbers");
    assert_false(terminal_has_text(terminal, NUMBER));
    terminal_keys(terminal, "I");
    terminal_text(terminal, "finding the case");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Fødselsnummeret mitt er " NUMBER ".");
    terminal_keys(terminal, "j");
    terminal_wait_text(terminal, "Inquiry 1 ·");
    terminal_keys(terminal, "k");
    terminal_wait_text(terminal, "Inquiry 5 ·");
    terminal_wait_text(terminal, "Fødselsnummeret mitt er •••••••••••.");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hidden_leaves_no_trace),
        cmocka_unit_test(every_opening_is_remembered_once),
        cmocka_unit_test(identity_numbers_are_masked_until_a_reason_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What does not come by e-mail is registered by hand: in few keys, with the category suggested
 * while one types; and it is answered where it came from.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

/* How many keys beyond the text were pressed. */
static guint keys_pressed;

static void press(Terminal *terminal, const char *keys, guint count)
{
    terminal_keys(terminal, keys);
    keys_pressed += count;
}

static void a_letter_takes_few_keys(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    keys_pressed = 0;
    press(terminal, "N", 1);
    terminal_wait_text(terminal, "Register by hand");
    press(terminal, "l", 1); /* a letter; goes on to the next field */
    terminal_text(terminal, "Ola Vik");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "Innsyn i saken om elg");
    press(terminal, "<Tab>", 1);
    terminal_text(terminal, "Jeg krever innsyn etter offentleglova i brevet.");
    terminal_wait_text(terminal, "Access request, suggested");
    expect_golden(terminal, "register");
    press(terminal, "<C-s>", 1);
    terminal_wait_text(terminal, "Inquiry 5 is registered (letter).");
    assert_true(keys_pressed <= 12);
    terminal_wait_text(terminal, "2 Inquiry 5 · letter · new · nobody");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "inquiry", "show", "5", NULL);
    assert_non_null(strstr(shown, "access_request"));
    assert_non_null(strstr(shown, "Ola Vik"));
    desk_screen_quit(terminal);
}

static void a_post_of_yesterday(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_keys(terminal, "Ns");
    terminal_text(terminal, "@elgjeger");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "Hvor mange elg?");
    terminal_keys(terminal, "<Tab><Tab>");
    terminal_text(terminal, "i morgen 9");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "\"i morgen 9\" has not come yet.");
    terminal_wait_text(terminal, "@elgjeger"); /* nothing of it is lost */
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "i går 14:00");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "is registered (social media).");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "inquiry", "show", "5", NULL);
    assert_non_null(strstr(shown, "2026-03-09T14:00:00+01:00"));
    desk_screen_quit(terminal);
}

static void what_was_typed_is_not_lost_by_esc(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "N<Esc>"); /* nothing typed: it goes */
    terminal_wait_no_text(terminal, "Register by hand");
    terminal_keys(terminal, "Nl");
    terminal_text(terminal, "Ola");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "Throw away what you have typed here?");
    terminal_keys(terminal, "<CR>"); /* no */
    terminal_wait_text(terminal, "Ola");
    terminal_wait_text(terminal, "Register by hand");
    terminal_keys(terminal, "<Esc>y");
    terminal_wait_no_text(terminal, "Register by hand");
    desk_screen_quit(terminal);
}

static void the_category_is_chosen_by_hand(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "Nt");
    terminal_text(terminal, "55 12 34 56");
    terminal_keys(terminal, "<C-k>");
    terminal_wait_text(terminal, "Search:");
    terminal_text(terminal, "licence");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Category: Licence and citation");
    terminal_keys(terminal, "<Tab>");
    terminal_text(terminal, "May I print it?");
    terminal_keys(terminal, "<C-s>");
    terminal_wait_text(terminal, "is registered (telephone).");
    terminal_wait_text(terminal, "Licence and citation");
    desk_screen_quit(terminal);
}

/* A letter is answered by letter: what is written is recorded and not mailed. */
static void an_answer_to_a_letter_is_recorded(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "inquiry", "new", "--channel", "letter", "--from", "Ola Vik",
                   "--subject", "Elg", "--text", "Hvor mange elg?");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "G");
    terminal_wait_text(terminal, "Inquiry 5 · letter");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 5");
    terminal_text(terminal, "30 000.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "This answer is recorded here and not mailed");
    terminal_keys(terminal, "c");
    terminal_wait_text(terminal, "The answer to 5 is recorded; it was not mailed.");
    terminal_wait_no_text(terminal, "Outbox");
    g_autofree char *shown =
        desk_screen_run(desk, "kari", NULL, "--json", "inquiry", "show", "5", NULL);
    assert_non_null(strstr(shown, "30 000."));
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_takes_few_keys),
        cmocka_unit_test(a_post_of_yesterday),
        cmocka_unit_test(what_was_typed_is_not_lost_by_esc),
        cmocka_unit_test(the_category_is_chosen_by_hand),
        cmocka_unit_test(an_answer_to_a_letter_is_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

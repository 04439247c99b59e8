/*
 * Two desks on one database: who writes is seen, and an inquiry is taken by one of them.
 */
#include <string.h>

#include "desk_screen.h"
#include "testing.h"

static void the_other_sees_who_writes(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) kari = desk_screen_open(desk, "kari", 80, 24);
    g_autoptr(Terminal) ola = desk_screen_open(desk, "ola", 80, 24);
    terminal_keys(kari, "r");
    terminal_wait_text(kari, "2*Answer to 1");
    terminal_text(kari, "Jeg svarer.");
    terminal_wait_text(ola, "kari is writing an answer (10:12)");
    terminal_wait_text(ola, "│> *   1 1 work day   Åse"); /* the mark in the queue */
    terminal_keys(ola, "r");                              /* and may write all the same, warned */
    terminal_wait_text(ola, "2*Answer to 1");
    terminal_text(ola, "Jeg også.");
    terminal_wait_text(ola, "draft saved");
    terminal_wait_text(kari, "│> *   1 1 work day   Åse");
    desk_screen_quit(ola);
    desk_screen_quit(kari);
}

typedef struct {
    Terminal *kari, *ola;
} Pair;

static int winners(const Pair *pair)
{
    return terminal_has_text(pair->kari, "Inquiry 1 is yours") +
           terminal_has_text(pair->ola, "Inquiry 1 is yours");
}

static bool both_know(Terminal *terminal, void *data)
{
    (void)terminal;
    const Pair *pair = data;
    int losers = terminal_has_text(pair->kari, "was taken by ola first") +
                 terminal_has_text(pair->ola, "was taken by kari first");
    return winners(pair) + losers == 2;
}

static void one_takes_it(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) kari = desk_screen_open(desk, "kari", 80, 24);
    g_autoptr(Terminal) ola = desk_screen_open(desk, "ola", 80, 24);
    Pair pair = {kari, ola};
    terminal_keys(kari, "m");
    terminal_keys(ola, "m");
    terminal_wait(kari, both_know, &pair, "one winner and one who is told");
    assert_int_equal(winners(&pair), 1);
    desk_screen_quit(ola);
    desk_screen_quit(kari);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_sees_who_writes),
        cmocka_unit_test(one_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

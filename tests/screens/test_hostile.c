/*
 * Mail that wants to steer the terminal: nothing of it reaches the terminal as a control, wherever
 * it is shown.
 */
#include <string.h>

#include "desk_screen.h"
#include "testing.h"

/* Each piece holds a control that the desk itself never sends. */
static const char hostile[] = "A\033[31337mB\033]0;PWNED\007C\302\2331337mD\rE\bF\342\200\256G"
                              "\342\200\215H\303\200\342\201\246I\357\273\277J\033]52;c;UFdO\007K";

static const char *const forbidden[] = {
    "\033[31337",   "\033]0;",      "PWNED\007",    "\302\233",       "\342\200\256",
    "\342\200\215", "\342\201\246", "\357\273\277", "\033]52;c;UFdO",
};

static void expect_harmless(Terminal *terminal)
{
    terminal_idle(terminal);
    const GString *output = terminal_output(terminal);
    for (gsize i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (memmem(output->str, output->len, forbidden[i], strlen(forbidden[i])))
            fail_msg("control %lu reached the terminal", (unsigned long)i);
}

static char *encoded(const char *text)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
    return g_strdup_printf("=?utf-8?B?%s?=", base64);
}

static DeskScreen *hostile_desk(void)
{
    DeskScreen *desk = desk_screen_new();
    g_autofree char *word = encoded(hostile);
    g_autofree char *from = g_strdup_printf("%s <vond@eksempel.example>", word);
    GString *body = g_string_new(hostile);
    g_string_append_c(body, '\n');
    for (int i = 0; i < 100 * 1000 / 10; i++)
        g_string_append(body, "lang linje");
    g_string_append(body, "\nslutt\n");
    g_autofree char *text = g_string_free(body, FALSE);
    g_autofree char *more = g_strdup_printf("Cc: %s <medvond@eksempel.example>\n"
                                            "Reply-To: %s <svar@eksempel.example>\n",
                                            word, word);
    desk_screen_mail(desk, "vond", from, word, "Sun, 08 Mar 2026 08:00:00 +0100", more, text);
    return desk;
}

static void it_is_only_text_in_queue_and_inquiry(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = hostile_desk();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 160, 48);
    terminal_wait_text(terminal, "2 Inquiry 5");
    terminal_wait_text(terminal, "31337mB"); /* it is shown, as text */
    expect_harmless(terminal);
    terminal_keys(terminal, "<CR>zG");
    terminal_wait_text(terminal, "│slutt");
    terminal_keys(terminal, "z1y");
    expect_harmless(terminal);
    terminal_keys(terminal, "jk"); /* and the screen is whole */
    terminal_wait_row(terminal, 3, "│>*5*31337mB*");
    desk_screen_quit(terminal);
}

static void nor_in_what_is_written_about_it(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = hostile_desk();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 5");
    expect_harmless(terminal);
    terminal_keys(terminal, "<PgDn><PgDn>");
    expect_harmless(terminal);
    terminal_text(terminal, "Svar");
    terminal_paste(terminal, hostile);
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: answer to 5");
    expect_harmless(terminal);
    terminal_keys(terminal, "<PgDn><PgDn>s");
    terminal_wait_text(terminal, "leaves in 10 s");
    terminal_keys(terminal, "<C-o>");
    terminal_wait_text(terminal, "┌ Outbox");
    expect_harmless(terminal);
    terminal_keys(terminal, "<Esc>h");
    terminal_wait_text(terminal, "History of 5");
    terminal_keys(terminal, "<Esc>R");
    terminal_wait_text(terminal, "┌ Mail as it came");
    expect_harmless(terminal);
    terminal_keys(terminal, "<Esc>/");
    terminal_paste(terminal, hostile);
    terminal_wait_text(terminal, "1 of 5");
    expect_harmless(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_only_text_in_queue_and_inquiry),
        cmocka_unit_test(nor_in_what_is_written_about_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

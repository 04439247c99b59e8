/*
 * The screens in bokmål, nynorsk and English: each in its own words, none with two languages.
 */
#include <string.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static const struct {
    const char *language;
    const char *title, *directory, *help, *keys;
} rows[] = {
    {"en", "Inquiries", "Directory", "Keys here", "Help"},
    {"nb", "Henvendelser", "Katalog", NULL, "Hjelp"},
    {"nn", "Førespurnader", "Katalog", NULL, "Hjelp"},
};

/* Words that stand on English screens only, and as words of their own. */
static const char *const english[] = {"Unfinished", "Received", "Subject",  "Owner",     "Inquiry",
                                      "Inquiries",  "nobody",   "Reply",    "Take",      "Close",
                                      "Directory",  "Search:",  "saved",    "Answer",    "Template",
                                      "found",      "Phone",    "waiting",  "Overdue",   "Due",
                                      "Forward",    "Category", "Register", "suggested", "Accept",
                                      "promised",   "usually",  "Channel",  "From",      "Purpose"};

static bool is_word_in(const char *screen, const char *word)
{
    for (const char *at = strstr(screen, word); at; at = strstr(at + 1, word))
        if ((at == screen || !g_ascii_isalpha(at[-1])) && !g_ascii_isalpha(at[strlen(word)]))
            return true;
    return false;
}

static void expect_not_mixed(Terminal *terminal, const char *language)
{
    terminal_idle(terminal);
    g_autofree char *screen = terminal_screen(terminal);
    for (gsize i = 0; strcmp(language, "en") != 0 && i < G_N_ELEMENTS(english); i++)
        if (is_word_in(screen, english[i]))
            fail_msg("\"%s\" on a screen in %s:\n%s", english[i], language, screen);
}

static DeskScreen *desk_in(const char *language)
{
    DeskScreen *desk = desk_screen_new();
    g_autofree char *ini = g_strdup_printf("[screen]\nlanguage = %s\n"
                                           "[mail]\nfrom = info@byraa.example\n"
                                           "[worker]\nstart_from_desk = no\n",
                                           language);
    g_free(desk->config);
    desk->config = file_write(desk->box->folder, "skranke.ini", ini, -1);
    return desk;
}

static void no_screen_is_mixed(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *language = rows[i].language;
        g_autofree char *catalogue =
            g_strdup_printf("%s/locale/%s/LC_MESSAGES/skranke.mo", SKRANKE_BUILD, language);
        if (strcmp(language, "en") != 0 && !g_file_test(catalogue, G_FILE_TEST_EXISTS)) {
            print_message("skipped %s: there is no %s\n", language, catalogue);
            continue;
        }
        g_autoptr(DeskScreen) desk = desk_in(language);
        g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 160, 48, NULL, NULL);
        terminal_wait_text(terminal, "Folketall i Ålesund");
        terminal_wait_text(terminal, rows[i].title);
        terminal_wait_text(terminal, rows[i].keys);
        expect_not_mixed(terminal, language);
        terminal_keys(terminal, "?");
        if (rows[i].help)
            terminal_wait_text(terminal, rows[i].help);
        expect_not_mixed(terminal, language);
        terminal_keys(terminal, "<Esc><F9>");
        expect_not_mixed(terminal, language);
        terminal_keys(terminal, "<Esc>");
        static const char *const forms[] = {"K", "D", "v", "S", "T", "N", "L", "U", "Q", "l", "J"};
        for (gsize k = 0; k < G_N_ELEMENTS(forms); k++) {
            terminal_idle(terminal);
            terminal_keys(terminal, forms[k]);
            expect_not_mixed(terminal, language);
            terminal_keys(terminal, "<Esc>");
        }
        terminal_keys(terminal, "r");
        terminal_wait_text(terminal, "Re: Folketall");
        expect_not_mixed(terminal, language);
        terminal_keys(terminal, "x<C-x>");
        expect_not_mixed(terminal, language);
        terminal_keys(terminal, "<Esc><Esc><F7>x");
        terminal_wait_text(terminal, rows[i].directory);
        expect_not_mixed(terminal, language);
        desk_screen_quit(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_screen_is_mixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

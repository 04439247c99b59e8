/*
 * The desk on a screen of its own: databases made once for each test program and copied.
 */
#include "desk_screen.h"

#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "testing.h"

static const char ini[] = "[screen]\nlanguage = en\n"
                          "[bureau]\nname = Testbyrå\n"
                          "[mail]\nfrom = info@byraa.example\n"
                          "[worker]\nstart_from_desk = no\n";

static const char *const frozen[] = {"SKRANKE_NOW=" DESK_SCREEN_NOW, "LANG=en_GB.UTF-8", NULL};

static DeskScreen *empty_box(void)
{
    DeskScreen *desk = g_new0(DeskScreen, 1);
    desk->box = sandbox_new();
    desk->config = file_write(desk->box->folder, "skranke.ini", ini, -1);
    return desk;
}

void desk_screen_free(DeskScreen *desk)
{
    if (!desk)
        return;
    sandbox_free(desk->box);
    g_free(desk->config);
    g_free(desk);
}

static char *run(const DeskScreen *desk, const char *login, const char *input, GPtrArray *arguments)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    const char *const global[] = {"--config", desk->config, "--as", login};
    for (gsize i = 0; i < G_N_ELEMENTS(global); i++)
        g_ptr_array_add(all, (void *)(uintptr_t)global[i]);
    g_ptr_array_extend(all, arguments, NULL, NULL);
    g_ptr_array_add(all, NULL);
    g_autoptr(ProcessResult) result =
        skranke_run_with(desk->box, input, frozen, (const char *const *)all->pdata);
    expect_status(result, 0);
    return g_strdup(result->output);
}

char *desk_screen_run(const DeskScreen *desk, const char *login, const char *input, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, input);
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (void *)(uintptr_t)argument);
    va_end(list);
    return run(desk, login, input, arguments);
}

void desk_screen_mail(const DeskScreen *desk, const char *id, const char *from, const char *subject,
                      const char *date, const char *more, const char *body)
{
    g_autofree char *mail =
        g_strdup_printf("From: %s\nTo: info@byraa.example\nSubject: %s\nDate: %s\n"
                        "Message-ID: <%s@eksempel.example>\n%sMIME-Version: 1.0\n"
                        "Content-Type: text/plain; charset=utf-8\n"
                        "Content-Transfer-Encoding: 8bit\n\n%s\n",
                        from, subject, date, id, more ? more : "", body);
    g_autofree char *name = g_strconcat(id, ".eml", NULL);
    g_autofree char *path = file_write(desk->box->folder, name, mail, -1);
    desk_screen_do(desk, "kari", "import", "mail", path);
}

static const struct {
    const char *id, *from, *subject, *date, *body;
} mails[] = {
    {"en", "Åse Bjørnson <ase@eksempel.example>", "Folketall i Ålesund",
     "Mon, 09 Mar 2026 08:29:00 +0100", "Hei,\nhvor mange bor det i Ålesund nå?\nHilsen Åse"},
    {"to", "Øyvind Håland <oyvind@eksempel.example>", "Konsumprisindeksen",
     "Mon, 09 Mar 2026 09:15:00 +0100", "Når kommer de neste tallene?\nØyvind"},
    {"tre", "Marit Kvam <marit@eksempel.example>", "Ledighet i Troms",
     "Mon, 09 Mar 2026 11:40:00 +0100", "Eg treng tal for alle kommunane.\nMarit"},
    {"fire", "Jim Smith <jim@sample.example>", "Exports of fish", "Tue, 10 Mar 2026 08:05:00 +0100",
     "How much fish do you export?\nJim"},
};

/* The database file that a box was made from, kept for the next box. */
static GHashTable *made;

static DeskScreen *copy_of(const char *kind, void (*fill)(const DeskScreen *desk))
{
    DeskScreen *desk = empty_box();
    if (!made)
        made = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);
    GBytes *bytes = g_hash_table_lookup(made, kind);
    if (!bytes) {
        fill(desk);
        char *contents = NULL;
        gsize length = 0;
        if (!g_file_get_contents(desk->box->database, &contents, &length, NULL))
            fail_msg("no database was made");
        g_hash_table_insert(made, (void *)(uintptr_t)kind, g_bytes_new_take(contents, length));
        return desk;
    }
    gsize length = 0;
    const char *contents = g_bytes_get_data(bytes, &length);
    g_file_set_contents(desk->box->database, contents, (gssize)length, NULL);
    return desk;
}

static void fill_with_four(const DeskScreen *desk)
{
    desk_screen_do(desk, "kari", "init");
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++)
        desk_screen_mail(desk, mails[i].id, mails[i].from, mails[i].subject, mails[i].date, NULL,
                         mails[i].body);
}

static void fill_with_bureau(const DeskScreen *desk)
{
    desk_screen_do(desk, "kari", "init", "--demo");
}

DeskScreen *desk_screen_new(void)
{
    return copy_of("four", fill_with_four);
}

DeskScreen *desk_screen_new_at(const char *uri)
{
    DeskScreen *desk = empty_box();
    g_free(desk->box->database);
    desk->box->database = g_strdup(uri);
    fill_with_four(desk);
    return desk;
}

DeskScreen *desk_screen_demo(void)
{
    return copy_of("bureau", fill_with_bureau);
}

Terminal *desk_screen_start(const DeskScreen *desk, const char *login, int width, int height,
                            const char *term, const char *const *environment)
{
    const char *const argv[] = {
        SKRANKE_BINARY, "--db", desk->box->database, "--config", desk->config, "--as", login, NULL};
    g_autoptr(GPtrArray) variables = g_ptr_array_new();
    for (gsize i = 0; frozen[i]; i++)
        g_ptr_array_add(variables, (void *)(uintptr_t)frozen[i]);
    for (gsize i = 0; environment && environment[i]; i++)
        g_ptr_array_add(variables, (void *)(uintptr_t)environment[i]);
    g_ptr_array_add(variables, NULL);
    return terminal_start(&(TerminalOptions){.argv = argv,
                                             .width = width,
                                             .height = height,
                                             .term = term,
                                             .environment = (const char *const *)variables->pdata,
                                             .home = desk->box->folder});
}

Terminal *desk_screen_open(const DeskScreen *desk, const char *login, int width, int height)
{
    Terminal *terminal = desk_screen_start(desk, login, width, height, NULL, NULL);
    terminal_wait_text(terminal, "1*Inquiries");
    return terminal;
}

void desk_screen_quit(Terminal *terminal)
{
    int status = -1;
    terminal_keys(terminal, "<F10>");
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
    expect_modes_reset(terminal);
}

/* Owns the desk in the accessible profile for tests, and what is true of every view of it. */
#include "accessible_screen.h"

#include <stdarg.h>
#include <string.h>

#include "cleanup.h"
#include "testing.h"

/* ---- a desk with the accessible profile ---- */

void accessible_settings(const DeskScreen *desk, const char *more)
{
    char *ini = NULL;
    assert_true(g_file_get_contents(desk->config, &ini, NULL, NULL));
    g_autofree char *given = ini;
    g_autofree char *whole = g_strconcat(given, more, NULL);
    assert_true(g_file_set_contents(desk->config, whole, -1, NULL));
}

DeskScreen *accessible_desk(void)
{
    DeskScreen *desk = desk_screen_demo();
    g_autofree char *ini = NULL;
    assert_true(g_file_get_contents(desk->config, &ini, NULL, NULL));
    g_autoptr(GString) text = g_string_new(ini);
    g_string_replace(text, "[screen]\n", "[screen]\naccessible = yes\n", 1);
    assert_true(g_file_set_contents(desk->config, text->str, -1, NULL));
    return desk;
}

Terminal *accessible_open(const DeskScreen *desk, int width, int height)
{
    Terminal *terminal = desk_screen_open(desk, "kari", width, height);
    terminal_idle(terminal);
    return terminal;
}

void accessible_some_calls(const DeskScreen *desk)
{
    desk_screen_do(desk, "kari", "call", "new", "--from", "Ola Ask 22 86 45 00", "--matter",
                   "Tall for Evje");
    desk_screen_do(desk, "kari", "callback", "new", "23 45 67 89", "--caller", "Per Bø", "--matter",
                   "Tall for Evje");
    desk_screen_do(desk, "kari", "message", "new", "--to", "sha", "--from", "Liv Moe", "--number",
                   "91 23 45 67", "--text", "Ring om levekår");
}

void accessible_ask(Terminal *terminal, const char *answer)
{
    for (int i = 0; i < 100 && !terminal_has_text(terminal, answer); i++)
        accessible_keys(terminal, "<C-v>");
    terminal_wait_text(terminal, answer);
}

void accessible_escape(Terminal *terminal, int times)
{
    for (int i = 0; i < times; i++) {
        terminal_keys(terminal, "<Esc>");
        terminal_idle(terminal);
    }
}

void accessible_leave(Terminal *terminal)
{
    accessible_escape(terminal, 3);
    terminal_keys(terminal, "1");
    desk_screen_quit(terminal);
}

/* ---- what is true of every view ---- */

/* All that is wrong is told at once. */
static GString *wrong;

void wrong_begin(void)
{
    wrong = g_string_new(NULL);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(wrong, format, arguments);
    va_end(arguments);
    g_string_append_c(wrong, '\n');
}

void expect_nothing_wrong(void)
{
    g_autofree char *all = g_string_free(g_steal_pointer(&wrong), FALSE);
    if (*all)
        fail_msg("\n%s", all);
}

char *row_at_cursor(Terminal *terminal, int *row, int *column)
{
    bool visible = false;
    terminal_cursor(terminal, row, column, &visible);
    assert_true(visible); /* no civis: it broke nnn for blind people */
    return terminal_row(terminal, *row);
}

static bool is_block(gunichar sign)
{
    return sign >= 0x2500 && sign <= 0x259f;
}

void expect_no_blocks(Terminal *terminal, const char *view)
{
    const GString *output = terminal_output(terminal);
    for (gsize i = 0; i + 2 < output->len; i++) {
        const guchar *at = (const guchar *)output->str + i;
        if (at[0] == 0xe2 &&
            is_block((gunichar)((at[0] & 0xf) << 12 | (at[1] & 0x3f) << 6 | (at[2] & 0x3f)))) {
            complain("%s: a block letter was written", view);
            return;
        }
    }
    if (strstr(output->str, "\033(0"))
        complain("%s: line drawing letters were switched on", view);
}

void expect_one_pane(Terminal *terminal, const char *view, bool written)
{
    static const char *const titles[] = {"1 Inquiries", "1*Inquiries", "2 Inquiry",
                                         "2*Inquiry",   "3 Directory", "3*Directory"};
    guint panes = 0;
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
        panes += terminal_has_text(terminal, titles[i]);
    if (panes > 1)
        complain("%s: %u panes are on the screen", view, panes);
    int columns = 0, rows = 0, selected = 0;
    terminal_size(terminal, &columns, &rows);
    for (int row = 0; row < rows; row++) {
        g_autofree char *text = terminal_row(terminal, row);
        selected += g_str_has_prefix(text, ">");
        if (g_str_has_prefix(text, ">") && strstr(text, "   "))
            complain("%s: two items in the row \"%s\"", view, text);
    }
    if (selected > 1 && !written) /* a quoted mail has marks of its own */
        complain("%s: %d rows are marked", view, selected);
}

void expect_cursor_on_mark(Terminal *terminal, const char *view)
{
    int row = 0, column = 0;
    g_autofree char *text = row_at_cursor(terminal, &row, &column);
    if (column != 0 || (!g_str_has_prefix(text, "> ") && strcmp(text, ">") != 0))
        complain("%s: the cursor stands at %d,%d on \"%s\"", view, row, column, text);
}

void expect_cursor_in_field(Terminal *terminal, const char *view, const char *label)
{
    int row = 0, column = 0;
    g_autofree char *text = row_at_cursor(terminal, &row, &column);
    if (!g_str_has_prefix(text, label) || column < (int)g_utf8_strlen(label, -1))
        complain("%s: the cursor stands at %d,%d on \"%s\"", view, row, column, text);
}

void expect_in_braille_line(Terminal *terminal, const char *row_begins, const char *fact)
{
    int row = -1;
    if (!terminal_find(terminal, row_begins, &row, NULL))
        fail_msg("there is no row with \"%s\"", row_begins);
    g_autofree char *text = terminal_row(terminal, row);
    g_autofree char *line = g_utf8_substring(text, 0, MIN(BRAILLE_LINE, g_utf8_strlen(text, -1)));
    if (!strstr(line, fact))
        fail_msg("\"%s\" is not in \"%s\"", fact, line);
}

/* ---- looking ---- */

char *written_since(Terminal *terminal, gsize length)
{
    const GString *output = terminal_output(terminal);
    return g_strndup(output->str + length, output->len - length);
}

GPtrArray *rows_of(Terminal *terminal)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    int columns = 0, count = 0;
    terminal_size(terminal, &columns, &count);
    for (int row = 0; row < count; row++)
        g_ptr_array_add(rows, terminal_row(terminal, row));
    return rows;
}

void accessible_keys(Terminal *terminal, const char *keys)
{
    terminal_keys(terminal, keys);
    terminal_idle(terminal);
}

void expect_row_read(Terminal *terminal, const char *glob)
{
    int row = 0, column = 0;
    g_autofree char *text = row_at_cursor(terminal, &row, &column);
    if (column != 0 || !g_pattern_match_simple(glob, text))
        fail_msg("the cursor stands at %d,%d on \"%s\", not on \"%s\"", row, column, text, glob);
}

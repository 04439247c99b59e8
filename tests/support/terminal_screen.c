/*
 * What can be seen: rows, cells, cursor, modes, bytes. Reads the emulator and the stream; sends
 * nothing to the program.
 */
#include <stdint.h>
#include <string.h>

#include "terminal_private.h"
#include "testing.h"

static VTermScreenCell cell_at(const Terminal *terminal, int row, int column)
{
    VTermScreenCell cell = {0};
    vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
    return cell;
}

/* The right half of a wide character carries no text of its own. */
static bool is_right_half(const VTermScreenCell *cell)
{
    return cell->chars[0] == (uint32_t)-1;
}

static void append_cell(const VTermScreenCell *cell, GString *text)
{
    if (is_right_half(cell))
        return;
    if (cell->chars[0] == 0)
        g_string_append_c(text, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        g_string_append_unichar(text, cell->chars[i]);
}

void screen_append_row(const Terminal *terminal, int row, GString *text)
{
    for (int column = 0; column < terminal->width; column++) {
        VTermScreenCell cell = cell_at(terminal, row, column);
        append_cell(&cell, text);
    }
}

static char *row_text(const Terminal *terminal, int row)
{
    GString *text = g_string_new(NULL);
    screen_append_row(terminal, row, text);
    return g_strchomp(g_string_free(text, FALSE));
}

char *terminal_row(Terminal *terminal, int row)
{
    terminal_pump(terminal, 0);
    return row_text(terminal, row);
}

char *terminal_screen(Terminal *terminal)
{
    terminal_pump(terminal, 0);
    GString *text = g_string_new(NULL);
    for (int row = 0; row < terminal->height; row++) {
        g_autofree char *line = row_text(terminal, row);
        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

/* The column of the cell that holds the byte at this offset of the row's text. */
static int column_of(const Terminal *terminal, int row, gsize offset)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int column = 0; column < terminal->width; column++) {
        VTermScreenCell cell = cell_at(terminal, row, column);
        append_cell(&cell, text);
        if (text->len > offset)
            return column;
    }
    return terminal->width - 1;
}

bool terminal_find(Terminal *terminal, const char *text, int *row, int *column)
{
    terminal_pump(terminal, 0);
    for (int at = 0; at < terminal->height; at++) {
        g_autoptr(GString) line = g_string_new(NULL);
        screen_append_row(terminal, at, line);
        const char *found = strstr(line->str, text);
        if (!found)
            continue;
        if (row)
            *row = at;
        if (column)
            *column = column_of(terminal, at, (gsize)(found - line->str));
        return true;
    }
    return false;
}

bool terminal_has_text(Terminal *terminal, const char *text)
{
    return terminal_find(terminal, text, NULL, NULL);
}

void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible)
{
    VTermPos position = {0, 0};
    terminal_pump(terminal, 0);
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->emulator), &position);
    if (row)
        *row = position.row;
    if (column)
        *column = position.col;
    if (visible)
        *visible = terminal->cursor_visible;
}

static int palette_number(const VTermColor *colour, bool is_default)
{
    if (is_default)
        return -1;
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : 256;
}

void terminal_colours(Terminal *terminal, int row, int column, int *foreground, int *background)
{
    VTermScreenCell cell = cell_at(terminal, row, column);
    *foreground = palette_number(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
    *background = palette_number(&cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
}

unsigned terminal_attribute(Terminal *terminal, int row, int column)
{
    terminal_pump(terminal, 0);
    VTermScreenCell cell = cell_at(terminal, row, column);
    int foreground = 0;
    int background = 0;
    terminal_colours(terminal, row, column, &foreground, &background);
    bool colour = foreground != -1 || background != -1;
    return (cell.attrs.bold ? TERMINAL_BOLD : 0U) |
           (cell.attrs.underline ? TERMINAL_UNDERLINE : 0U) |
           (cell.attrs.reverse ? TERMINAL_REVERSE : 0U) |
           (cell.attrs.italic ? TERMINAL_ITALIC : 0U) | (cell.attrs.blink ? TERMINAL_BLINK : 0U) |
           (colour ? TERMINAL_COLOUR : 0U);
}

void terminal_size(Terminal *terminal, int *width, int *height)
{
    *width = terminal->width;
    *height = terminal->height;
}

gsize terminal_bytes_since(Terminal *terminal, gsize mark)
{
    terminal_pump(terminal, 0);
    return terminal->stream.bytes - mark;
}

guint64 terminal_frame(Terminal *terminal)
{
    terminal_pump(terminal, 0);
    return terminal->stream.frame;
}

const char *terminal_osc(Terminal *terminal, int number)
{
    terminal_pump(terminal, 0);
    return g_hash_table_lookup(terminal->stream.osc, GINT_TO_POINTER(number));
}

bool terminal_mode(Terminal *terminal, int mode)
{
    terminal_pump(terminal, 0);
    return stream_mode(&terminal->stream, mode);
}

const GString *terminal_output(Terminal *terminal)
{
    terminal_pump(terminal, 0);
    return terminal->output;
}

static const struct {
    int mode;
    const char *meaning;
} modes_to_reset[] = {
    {1, "application cursor keys"}, {47, "alternate screen"},
    {1047, "alternate screen"},     {1049, "alternate screen"},
    {2004, "bracketed paste"},      {1000, "mouse"},
    {1002, "mouse drag"},           {1003, "mouse moves"},
    {1005, "UTF-8 mouse"},          {1006, "SGR mouse"},
    {1015, "urxvt mouse"},          {1004, "focus reports"},
    {2026, "synchronised output"},
};

static char *modes_left(Terminal *terminal)
{
    GString *left = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(modes_to_reset); i++)
        if (terminal_mode(terminal, modes_to_reset[i].mode))
            g_string_append_printf(left, " ?%d on (%s)", modes_to_reset[i].mode,
                                   modes_to_reset[i].meaning);
    if (!terminal_mode(terminal, 25))
        g_string_append(left, " ?25 off (cursor hidden)");
    return g_string_free(left, FALSE);
}

bool terminal_modes_reset(Terminal *terminal)
{
    g_autofree char *left = modes_left(terminal);
    return left[0] == '\0';
}

void expect_modes_reset_at(Terminal *terminal, const char *file, int line)
{
    g_autofree char *left = modes_left(terminal);
    if (left[0] == '\0')
        return;
    g_autofree char *why = g_strdup_printf("the terminal was not restored:%s", left);
    terminal_fail(terminal, why, file, line);
}

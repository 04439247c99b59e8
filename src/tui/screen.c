/* Owns the terminal; the only file that knows curses' drawing. Input stands in screen_input.c and
 * signals in screen_signals.c, over the same small private header. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "screen_private.h"

ScreenState screen_state;

static void write_terminal(const char *bytes)
{
    gsize left = strlen(bytes);
    while (left > 0 && !screen_state.offscreen) {
        ssize_t wrote = write(STDOUT_FILENO, bytes, left);
        if (wrote <= 0)
            return;
        bytes += wrote;
        left -= (gsize)wrote;
    }
}

/* ---- start and stop ---- */

static SCREEN *open_terminal(char **note)
{
    SCREEN *terminal = newterm(NULL, stdout, stdin);
    if (terminal)
        return terminal;
    const char *unknown = g_getenv("TERM");
    if (note)
        *note = g_strdup_printf(
            _("The terminal type \"%s\" is not known here; it is treated as xterm-256color."),
            unknown ? unknown : "");
    return newterm("xterm-256color", stdout, stdin);
}

/* TERM=dumb and printers cannot be told where a letter shall stand. */
static bool can_draw(void)
{
    char name[] = "cup";
    const char *place = tigetstr(name);
    return place && place != (const char *)-1;
}

static void set_pairs(Theme theme)
{
    short next = 1;
    for (guint i = 0; i < STYLE_COUNT; i++) {
        const Look *look = theme_look(theme, (Style)i);
        if (look->foreground < 0 || look->background < 0)
            continue;
        init_pair(next, look->foreground, look->background);
        screen_state.pair[i] = next++;
    }
}

static void set_colours(const ScreenOptions *options)
{
    const char *no_color = g_getenv("NO_COLOR");
    screen_state.theme = options->theme;
    memset(screen_state.pair, 0, sizeof screen_state.pair);
    if ((no_color && *no_color) || !has_colors())
        screen_state.theme = THEME_MONO;
    if (screen_state.theme == THEME_MONO)
        return;
    start_color();
    use_default_colors();
    set_pairs(screen_state.theme);
}

static void set_modes(void)
{
    raw();
    nonl();
    noecho();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    mouseinterval(0); /* a press is a click; nothing is waited for */
    leaveok(stdscr, FALSE);
    const char *delay = g_getenv("ESCDELAY");
    set_escdelay(delay && *delay ? atoi(delay) : 25);
}

static void modes_on(void)
{
    write_terminal("\033[?2004h");
    if (screen_state.options.mouse)
        mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

static void modes_off(void)
{
    mousemask(0, NULL);
    write_terminal("\033[?2004l");
}

void screen_use_mouse(bool on)
{
    screen_state.options.mouse = on;
    modes_off();
    modes_on();
}

bool screen_uses_mouse(void)
{
    return screen_state.options.mouse;
}

bool screen_start(const ScreenOptions *options, char **note, GError **error)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The desk needs a terminal for its input and output. Every act is also a "
                      "command: skranke --help"));
        return false;
    }
    screen_state.options = *options;
    screen_state.options.ascii = options->ascii || language_is_ascii();
    screen_signals_before();
    screen_state.terminal = open_terminal(note);
    if (!screen_state.terminal) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The terminal could not be opened. Install ncurses-base, or set TERM to a "
                      "type that is known here."));
        return false;
    }
    if (!can_draw()) {
        delscreen(screen_state.terminal);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The desk cannot be drawn on a terminal of the type \"%s\". Set TERM to the "
                      "right type, or use the commands: skranke --help"),
                    g_getenv("TERM"));
        return false;
    }
    screen_state.on = true;
    set_modes();
    set_colours(options);
    screen_input_start();
    screen_signals_start();
    modes_on();
    return true;
}

bool screen_start_offscreen(int rows, int columns, const ScreenOptions *options)
{
    g_autofree char *lines = g_strdup_printf("%d", rows);
    g_autofree char *width = g_strdup_printf("%d", columns);
    g_setenv("LINES", lines, TRUE);
    g_setenv("COLUMNS", width, TRUE);
    FILE *out = fopen("/dev/null", "w"), *in = fopen("/dev/null", "r");
    screen_state.offscreen = true;
    screen_state.options = *options;
    screen_state.out = out;
    screen_state.in = in;
    screen_state.terminal = newterm("xterm-256color", out, in);
    if (!screen_state.terminal)
        return false;
    resizeterm(rows, columns);
    screen_state.on = true;
    set_colours(options);
    return true;
}

void screen_stop(void)
{
    if (!screen_state.on)
        return;
    screen_state.on = false;
    if (!screen_state.offscreen) {
        screen_signals_stop();
        modes_off();
    }
    curs_set(1);
    endwin();
    delscreen(screen_state.terminal);
    screen_state.terminal = NULL;
    g_clear_pointer(&screen_state.shown, g_ptr_array_unref);
    if (screen_state.offscreen) {
        fclose(screen_state.out);
        fclose(screen_state.in);
    }
    memset(&screen_state, 0, sizeof screen_state);
}

bool screen_is_on(void)
{
    return screen_state.on;
}

void screen_leave(void)
{
    modes_off();
    def_prog_mode();
    endwin();
}

void screen_return(void)
{
    reset_prog_mode();
    set_modes();
    modes_on();
    screen_repaint();
    refresh();
}

void screen_suspend(void)
{
    screen_leave();
    screen_signals_stop_process();
    screen_return();
}

int screen_rows(void)
{
    return LINES;
}

int screen_columns(void)
{
    return COLS;
}

/* ---- drawing ---- */

static attr_t attributes_of(Style style)
{
    const Look *look = theme_look(screen_state.theme, style);
    attr_t attributes = A_NORMAL;
    attributes |= look->bold ? A_BOLD : 0;
    attributes |= look->reverse ? A_REVERSE : 0;
    attributes |= look->underline ? A_UNDERLINE : 0;
    attributes |= look->dim ? A_DIM : 0;
    return attributes;
}

static void use_style(Style style)
{
    if (screen_state.options.accessible && style == STYLE_SELECTED)
        style = STYLE_NORMAL; /* the mark says it; a line that only loses it is not written again */
    attr_set(attributes_of(style), screen_state.pair[style], NULL);
}

void screen_begin(void)
{
    if (screen_state.repaint)
        clearok(curscr, TRUE);
    screen_state.repaint = false;
    screen_state.cursor_row = screen_state.cursor_column = 0;
    screen_state.caret = false;
    erase();
}

/* Box drawing and block elements are read out as "left half block", or swallowed. */
static char *without_blocks(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar sign = g_utf8_get_char(at);
        g_string_append_unichar(plain, sign >= 0x2500 && sign <= 0x259f ? ' ' : sign);
    }
    return g_string_free(plain, FALSE);
}

int screen_text(int row, int column, int cells, Style style, const char *text)
{
    cells = MIN(cells, COLS - column);
    if (row < 0 || row >= LINES || column < 0 || cells <= 0)
        return 0;
    g_autofree char *plain =
        screen_state.options.accessible ? without_blocks(text) : g_strdup(text);
    g_autofree char *cut = safe_text_cut(plain, cells);
    g_autofree char *shown =
        screen_state.options.ascii ? safe_text_ascii(cut) : g_steal_pointer(&cut);
    use_style(style);
    mvaddstr(row, column, shown);
    attr_set(A_NORMAL, 0, NULL);
    return safe_text_cells(shown);
}

void screen_fill(Rect area, Style style)
{
    use_style(style);
    for (int row = MAX(0, area.row); row < MIN(LINES, area.row + area.height); row++)
        mvhline(row, area.column, ' ', MIN(area.width, COLS - area.column));
    attr_set(A_NORMAL, 0, NULL);
}

static char *repeated(const char *sign, int times)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < times; i++)
        g_string_append(text, sign);
    return g_string_free(text, FALSE);
}

static void draw_sides(Rect area, Style style)
{
    for (int row = area.row + 1; row < area.row + area.height - 1; row++) {
        screen_text(row, area.column, 1, style, "│");
        screen_text(row, area.column + area.width - 1, 1, style, "│");
    }
}

bool screen_is_accessible(void)
{
    return screen_state.options.accessible;
}

Rect screen_inside(Rect frame)
{
    bool accessible = screen_state.options.accessible;
    int side = accessible ? 0 : 1;
    return (Rect){.row = frame.row + 1,
                  .column = frame.column + side,
                  .height = MAX(0, frame.height - 1 - side),
                  .width = MAX(0, frame.width - 2 * side)};
}

/* The title as a line of words, the note behind it. */
static void draw_heading(Rect area, bool focus, const char *title, const char *note)
{
    g_autofree char *name = g_strstrip(g_strdup(title ? title : ""));
    g_autofree char *heading =
        g_strdup_printf("%s%s%s", name, *name && note && *note ? ". " : "", note ? note : "");
    screen_text(area.row, area.column, area.width, focus ? STYLE_TITLE_FOCUS : STYLE_TITLE,
                heading);
}

void screen_frame(Rect area, bool focus, const char *title, const char *note)
{
    if (area.height < 2 || area.width < 4)
        return;
    if (screen_state.options.accessible) {
        draw_heading(area, focus, title, note);
        return;
    }
    Style style = focus ? STYLE_BORDER_FOCUS : STYLE_BORDER;
    g_autofree char *line = repeated("─", area.width - 2);
    g_autofree char *top = g_strconcat("┌", line, "┐", NULL);
    g_autofree char *bottom = g_strconcat("└", line, "┘", NULL);
    screen_text(area.row, area.column, area.width, style, top);
    screen_text(area.row + area.height - 1, area.column, area.width, style, bottom);
    draw_sides(area, style);
    int used = 0;
    if (title)
        used = screen_text(area.row, area.column + 1, area.width - 2,
                           focus ? STYLE_TITLE_FOCUS : STYLE_TITLE, title);
    int note_cells = note ? safe_text_cells(note) : 0;
    if (note_cells > 0 && note_cells + 2 <= area.width - 2 - used) {
        g_autofree char *padded = g_strdup_printf(" %s ", note);
        screen_text(area.row, area.column + area.width - 3 - note_cells, note_cells + 2,
                    STYLE_TITLE, padded);
    }
}

void screen_cursor(int row, int column, bool caret)
{
    screen_state.cursor_row = row;
    screen_state.cursor_column = column;
    screen_state.caret = caret;
}

/* What stands in a row of a window. */
static char *row_text(WINDOW *window, int row)
{
    GString *text = g_string_new(NULL);
    for (int column = 0; column < COLS; column++) {
        cchar_t cell;
        wchar_t characters[CCHARW_MAX + 1] = {0};
        attr_t attributes = 0;
        short pair = 0;
        if (mvwin_wch(window, row, column, &cell) == ERR)
            break;
        getcchar(&cell, characters, &attributes, &pair, NULL);
        for (int i = 0; characters[i]; i++)
            g_string_append_unichar(text, (gunichar)characters[i]);
        if (g_unichar_iswide((gunichar)characters[0]))
            column++;
    }
    return g_string_free(text, FALSE);
}

/* Has more of a row changed than the mark it lost? */
static bool is_new(const char *now, const char *before)
{
    bool same_behind =
        *now && *before && g_str_equal(g_utf8_next_char(now), g_utf8_next_char(before));
    return !same_behind || (*now == '>' && *before != '>');
}

/* Screen readers speak what is written: the line one comes to, and lines that changed, are written
 * whole and not in the pieces that differ; a line where letters are typed only gets the letter. */
static void write_whole_lines(void)
{
    if (!screen_state.shown)
        screen_state.shown = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(screen_state.shown, LINES);
    for (int row = 0; row < LINES; row++) {
        g_autofree char *now = row_text(stdscr, row);
        char *before = screen_state.shown->pdata[row];
        bool typed_in = screen_state.caret && row == screen_state.cursor_row;
        bool come_to =
            !screen_state.caret && row == screen_state.cursor_row && row != screen_state.last_row;
        if (!typed_in && (come_to || (before && is_new(now, before))))
            wredrawln(stdscr, row, 1);
        g_free(before);
        screen_state.shown->pdata[row] = g_steal_pointer(&now);
    }
    screen_state.last_row = screen_state.cursor_row;
}

/* Tests wait for this count: it grows when a frame is on the screen and nothing more was typed. */
static void tell_frame(void)
{
    if (screen_state.offscreen || g_strcmp0(g_getenv("SKRANKE_TEST"), "1") != 0)
        return;
    g_autofree char *title = g_strdup_printf("\033]2;skranke frame=%u\007", ++screen_state.frames);
    write_terminal(title);
}

void screen_end(void)
{
    int visible = screen_state.caret || screen_state.options.cursor_visible ||
                  screen_state.options.accessible;
    if (visible != screen_state.cursor_shown || screen_state.frames_drawn++ == 0)
        curs_set(visible);
    screen_state.cursor_shown = visible;
    if (screen_state.options.accessible)
        write_whole_lines();
    move(CLAMP(screen_state.cursor_row, 0, LINES - 1),
         CLAMP(screen_state.cursor_column, 0, COLS - 1));
    wnoutrefresh(stdscr);
    screen_signals_hold_stop(true);
    doupdate();
    screen_signals_hold_stop(false);
    tell_frame();
}

void screen_repaint(void)
{
    screen_state.repaint = true;
}

void screen_say_again(int row)
{
    wredrawln(stdscr, row, 1);
}

void screen_copy(const char *text)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
    g_autofree char *sequence = g_strdup_printf("\033]52;c;%s\007", encoded);
    write_terminal(sequence);
}

char *screen_row(int row)
{
    return row_text(newscr, row);
}

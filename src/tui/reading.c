/* Owns where one is in a text. Draws through screen.h; knows no application. */
#include "skranke/tui/reading.h"

#include "skranke/base/language.h"

enum { MARK_CELLS = 2, FAR = 1000000 };

int reading_cells(int cells)
{
    return screen_is_accessible() ? MAX(1, cells - MARK_CELLS) : cells;
}

/* Where the text became shorter, or was moved out of. */
static void settle(Reading *reading, int count)
{
    if (screen_is_accessible()) {
        reading->line = CLAMP(reading->line, 0, MAX(0, count - 1));
        reading->top = CLAMP(reading->top, reading->line - reading->height + 1, reading->line);
    }
    reading->top = CLAMP(reading->top, 0, MAX(0, count - reading->height));
}

void reading_draw(Reading *reading, Rect place, guint count, ReadingLineFunc line,
                  gconstpointer lines, bool focus)
{
    reading->height = MAX(1, place.height);
    settle(reading, (int)count);
    bool marked = screen_is_accessible();
    int mark = marked ? MARK_CELLS : 0;
    for (int i = 0; i < reading->height && reading->top + i < (int)count; i++) {
        Style style = STYLE_NORMAL;
        const char *text = line(lines, (guint)(reading->top + i), &style);
        if (marked && reading->top + i == reading->line)
            screen_text(place.row + i, place.column, mark, STYLE_NORMAL, ">");
        screen_text(place.row + i, place.column + mark, place.width - mark, style, text);
    }
    int at = marked ? reading->line - reading->top : 0;
    if (focus)
        screen_cursor(place.row + at, place.column, false);
}

void reading_move(Reading *reading, int by)
{
    if (screen_is_accessible())
        reading->line = CLAMP(reading->line + by, 0, FAR);
    else
        reading->top = CLAMP(reading->top + by, 0, FAR);
}

bool reading_key(Reading *reading, KeyCode key)
{
    int page = MAX(1, reading->height - 1);
    const struct {
        KeyCode key;
        int by;
    } moves[] = {
        {DESK_KEY_DOWN, 1},
        {'j', 1},
        {DESK_KEY_UP, -1},
        {'k', -1},
        {DESK_KEY_PAGE_DOWN, page},
        {DESK_KEY_SPACE, page},
        {KEY_CTRL('D'), page},
        {DESK_KEY_PAGE_UP, -page},
        {KEY_CTRL('U'), -page},
        {DESK_KEY_HOME, -FAR},
        {'g', -FAR},
        {DESK_KEY_END, FAR},
        {'G', FAR},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (moves[i].key == key) {
            reading_move(reading, moves[i].by);
            return true;
        }
    return false;
}

char *reading_note(const Reading *reading, guint count)
{
    int all = (int)count;
    if (screen_is_accessible()) /* a heading that changes with every line would be read out too */
        return g_strdup_printf(ngettext("%d line", "%d lines", count), all);
    return g_strdup_printf("%d-%d/%d", MIN(reading->top + 1, all),
                           MIN(reading->top + reading->height, all), all);
}

/* Owns how written text stands in a rectangle: soft wrap, scrolling, and which keys edit. */
#include "skranke/tui/editor.h"

#include <string.h>

#include "skranke/base/safe_text.h"

#include "skranke/domain/identity_number.h"

#include "skranke/tui/edit_keys.h"

enum { TAB_CELLS = 4 };

/* A visual line: bytes [from, to) of the text; `next` is where the following one begins. */
typedef struct {
    gsize from, to, next;
} VisualLine;

Editor *editor_new(const char *text, gsize caret)
{
    Editor *editor = g_new0(Editor, 1);
    editor->buffer = text_buffer_new(text, caret);
    editor->wish = -1;
    editor->width = 72;
    editor->height = 10;
    return editor;
}

void editor_free(Editor *editor)
{
    if (!editor)
        return;
    text_buffer_free(editor->buffer);
    g_clear_pointer(&editor->lines, g_array_unref);
    g_clear_pointer(&editor->numbers, g_array_unref);
    g_free(editor);
}

static int cells_of(gunichar character)
{
    if (character == '\t')
        return TAB_CELLS;
    return MAX(0, safe_text_character_cells(character));
}

/* The visual line that begins at `from`, broken after the last space that fits. */
static VisualLine line_from(const char *text, gsize length, gsize from, int width)
{
    gsize at = from, space = 0;
    int cells = 0;
    while (at < length && text[at] != '\n') {
        gunichar character = g_utf8_get_char(text + at);
        cells += cells_of(character);
        bool hangs = character == ' ' && cells == width + 1; /* in the cell kept for the caret */
        if (cells > width && at > from && !hangs) {
            gsize end = space > from ? space : at;
            return (VisualLine){.from = from, .to = end, .next = end};
        }
        at = (gsize)(g_utf8_next_char(text + at) - text);
        if (character == ' ')
            space = at;
    }
    return (VisualLine){.from = from, .to = at, .next = at < length ? at + 1 : at};
}

static void lay_out(const Editor *editor, GArray *lines)
{
    const char *text = text_buffer_text(editor->buffer);
    gsize length = text_buffer_length(editor->buffer), from = 0;
    int width = MAX(1, editor->width - 1); /* the caret may stand behind the last character */
    for (;;) {
        VisualLine line = line_from(text, length, from, width);
        g_array_append_val(lines, line);
        if (line.next >= length && !(line.next > line.to && line.next == length))
            return;
        from = line.next;
    }
}

/* All visual lines, made once for each text and width; an empty last line stands where the text
 * ends with a line end. */
static const GArray *visual_lines(Editor *editor)
{
    guint revision = text_buffer_revision(editor->buffer);
    if (editor->lines && editor->lines_revision == revision && editor->lines_width == editor->width)
        return editor->lines;
    if (!editor->lines)
        editor->lines = g_array_new(FALSE, FALSE, sizeof(VisualLine));
    g_clear_pointer(&editor->numbers, g_array_unref);
    editor->numbers = identity_number_find(text_buffer_text(editor->buffer));
    g_array_set_size(editor->lines, 0);
    lay_out(editor, editor->lines);
    editor->lines_revision = revision;
    editor->lines_width = editor->width;
    return editor->lines;
}

static int column_of(const char *text, gsize from, gsize to)
{
    int cells = 0;
    for (const char *p = text + from; p < text + to; p = g_utf8_next_char(p))
        cells += cells_of(g_utf8_get_char(p));
    return cells;
}

static guint line_of(const GArray *lines, gsize caret)
{
    guint found = 0;
    for (guint i = 0; i < lines->len; i++)
        if (g_array_index(lines, VisualLine, i).from <= caret)
            found = i;
    return found;
}

void editor_place(Editor *editor, int *line, int *column, int *count)
{
    const GArray *lines = visual_lines(editor);
    gsize caret = text_buffer_caret(editor->buffer);
    guint at = line_of(lines, caret);
    *line = (int)at;
    *column = column_of(text_buffer_text(editor->buffer), g_array_index(lines, VisualLine, at).from,
                        caret);
    *count = (int)lines->len;
}

static void scroll_to(Editor *editor, int line, int count)
{
    if (line < editor->top)
        editor->top = line;
    if (line >= editor->top + editor->height)
        editor->top = line - editor->height + 1;
    editor->top = CLAMP(editor->top, 0, MAX(0, count - 1));
}

/* A part of the text with the digits of identity numbers as "•": as many cells as before. */
static char *masked_part(const Editor *editor, const VisualLine *line)
{
    const char *text = text_buffer_text(editor->buffer);
    GString *part = g_string_new(NULL);
    guint next = 0;
    for (gsize at = line->from; at < line->to; at++) {
        while (next < editor->numbers->len) {
            const IdentityNumber *number = &g_array_index(editor->numbers, IdentityNumber, next);
            if (at < number->start + number->length)
                break;
            next++;
        }
        bool inside = next < editor->numbers->len &&
                      at >= g_array_index(editor->numbers, IdentityNumber, next).start;
        if (inside && g_ascii_isdigit(text[at]) && !editor->revealed)
            g_string_append(part, "•");
        else
            g_string_append_c(part, text[at]);
    }
    return g_string_free(part, FALSE);
}

static void draw_line(const Editor *editor, const VisualLine *line, int row, Rect area)
{
    const char *text = text_buffer_text(editor->buffer);
    g_autofree char *part = masked_part(editor, line);
    g_auto(GStrv) pieces = g_strsplit(part, "\t", -1);
    g_autofree char *spaced = g_strjoinv("    ", pieces);
    g_autofree char *safe = safe_text_line(spaced, -1);
    gsize start = line->from;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    screen_text(row, area.column, area.width, text[start] == '>' ? STYLE_QUOTE : STYLE_NORMAL,
                safe);
}

void editor_draw(Editor *editor, Rect area, bool focus)
{
    editor->width = area.width;
    editor->height = MAX(1, area.height);
    const GArray *lines = visual_lines(editor);
    gsize caret = text_buffer_caret(editor->buffer);
    int at = (int)line_of(lines, caret);
    scroll_to(editor, at, (int)lines->len);
    for (int i = 0; i < area.height && editor->top + i < (int)lines->len; i++)
        draw_line(editor, &g_array_index(lines, VisualLine, editor->top + i), area.row + i, area);
    if (focus) {
        gsize from = g_array_index(lines, VisualLine, at).from;
        int column = column_of(text_buffer_text(editor->buffer), from, caret);
        screen_cursor(area.row + at - editor->top, area.column + MIN(column, area.width - 1), true);
    }
}

/* Moves the caret by visual lines, keeping the column a person began with. */
static void move_lines(Editor *editor, int by)
{
    const GArray *lines = visual_lines(editor);
    const char *text = text_buffer_text(editor->buffer);
    gsize caret = text_buffer_caret(editor->buffer);
    int at = (int)line_of(lines, caret);
    if (editor->wish < 0)
        editor->wish = column_of(text, g_array_index(lines, VisualLine, at).from, caret);
    int to = CLAMP(at + by, 0, (int)lines->len - 1);
    const VisualLine *line = &g_array_index(lines, VisualLine, to);
    gsize p = line->from;
    int cells = 0;
    while (p < line->to) {
        int more = cells_of(g_utf8_get_char(text + p));
        gsize next = (gsize)(g_utf8_next_char(text + p) - text);
        bool wraps_here = next == line->to && line->next == line->to;
        if (cells + more > editor->wish || wraps_here)
            break;
        cells += more;
        p = next;
    }
    text_buffer_set_caret(editor->buffer, p);
}

static bool vertical_key(Editor *editor, KeyCode key)
{
    switch (key) {
    case DESK_KEY_UP:
        move_lines(editor, -1);
        return true;
    case DESK_KEY_DOWN:
        move_lines(editor, 1);
        return true;
    case DESK_KEY_PAGE_UP:
        move_lines(editor, -MAX(1, editor->height - 1));
        return true;
    case DESK_KEY_PAGE_DOWN:
        move_lines(editor, MAX(1, editor->height - 1));
        return true;
    default:
        return false;
    }
}

bool editor_key(Editor *editor, KeyCode key)
{
    if (vertical_key(editor, key))
        return true;
    editor->wish = -1;
    if (key == DESK_KEY_ENTER || key == KEY_CTRL('J')) {
        text_buffer_insert(editor->buffer, "\n", false);
        return true;
    }
    return edit_key(editor->buffer, key);
}

bool editor_paste(Editor *editor, const char *text)
{
    editor->wish = -1;
    return text_buffer_insert(editor->buffer, text, true);
}

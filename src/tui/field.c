/* Owns a field of one line. */
#include "skranke/tui/field.h"

#include <string.h>

#include "skranke/base/safe_text.h"

#include "skranke/tui/edit_keys.h"
#include "skranke/tui/foreign_text.h"

Field *field_new(const char *text)
{
    Field *field = g_new0(Field, 1);
    field->buffer = text_buffer_new(text, strlen(text));
    return field;
}

void field_free(Field *field)
{
    if (!field)
        return;
    text_buffer_free(field->buffer);
    g_free(field);
}

const char *field_text(const Field *field)
{
    return text_buffer_text(field->buffer);
}

void field_set(Field *field, const char *text)
{
    text_buffer_replace(field->buffer, text);
    text_buffer_set_caret(field->buffer, strlen(text));
    field->first = 0;
}

/* The text behind the first `skip` cells; borrowed. */
static const char *behind(const char *text, int skip)
{
    while (*text && skip > 0) {
        skip -= safe_text_character_cells(g_utf8_get_char(text));
        text = g_utf8_next_char(text);
    }
    return text;
}

void field_draw(Field *field, int row, int column, int cells, bool focus)
{
    const char *text = field_text(field);
    g_autofree char *left = g_strndup(text, text_buffer_caret(field->buffer));
    g_autofree char *safe_left = safe_text_line(left, -1);
    g_autofree char *safe = foreign_line(text, field->revealed);
    int caret = safe_text_cells(safe_left);
    if (caret < field->first)
        field->first = caret;
    if (caret - field->first >= cells)
        field->first = caret - cells + 1;
    screen_fill((Rect){.row = row, .column = column, .height = 1, .width = cells},
                focus ? STYLE_FIELD : STYLE_NORMAL);
    screen_text(row, column, cells, focus ? STYLE_FIELD : STYLE_NORMAL, behind(safe, field->first));
    if (focus)
        screen_cursor(row, column + caret - field->first, true);
}

bool field_key(Field *field, KeyCode key)
{
    return edit_key(field->buffer, key);
}

bool field_paste(Field *field, const char *text)
{
    g_autofree char *line = g_strdelimit(g_strdup(text), "\n\t", ' ');
    return text_buffer_insert(field->buffer, g_strstrip(line), true);
}

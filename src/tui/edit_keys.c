/* Owns which keys edit a text: the same in a field and in the editor. */
#include "skranke/tui/edit_keys.h"

static const struct {
    KeyCode key;
    void (*act)(TextBuffer *buffer);
} buffer_keys[] = {
    {DESK_KEY_LEFT, text_buffer_left},
    {DESK_KEY_RIGHT, text_buffer_right},
    {DESK_KEY_CTRL_LEFT, text_buffer_word_left},
    {DESK_KEY_CTRL_RIGHT, text_buffer_word_right},
    {DESK_KEY_HOME, text_buffer_line_start},
    {DESK_KEY_END, text_buffer_line_end},
    {DESK_KEY_BACKSPACE, text_buffer_backspace},
    {DESK_KEY_DELETE, text_buffer_delete},
    {KEY_CTRL('W'), text_buffer_delete_word_before},
    {KEY_CTRL('U'), text_buffer_delete_to_line_start},
    {KEY_CTRL('K'), text_buffer_delete_to_line_end},
};

bool edit_key(TextBuffer *buffer, KeyCode key)
{
    for (guint i = 0; i < G_N_ELEMENTS(buffer_keys); i++)
        if (buffer_keys[i].key == key) {
            buffer_keys[i].act(buffer);
            return true;
        }
    if (key == KEY_CTRL('Z') || key == KEY_CTRL('Y')) {
        key == KEY_CTRL('Z') ? text_buffer_undo(buffer) : text_buffer_redo(buffer);
        return true;
    }
    if (!key_is_text(key))
        return false;
    char text[7] = {0};
    g_unichar_to_utf8(key_character(key), text);
    text_buffer_insert(buffer, text, false);
    return true;
}

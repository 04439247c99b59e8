/* Text being written: insert, delete, move, undo. Owned by its caller; knows no terminal. Positions
 * are byte offsets at character starts. */
#ifndef SKRANKE_TUI_TEXT_BUFFER_H
#define SKRANKE_TUI_TEXT_BUFFER_H

#include <glib.h>
#include <stdbool.h>

typedef struct TextBuffer TextBuffer;

TextBuffer *text_buffer_new(const char *text, gsize caret);
void text_buffer_free(TextBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextBuffer, text_buffer_free)

const char *text_buffer_text(const TextBuffer *buffer); /* borrowed until the next change */
gsize text_buffer_length(const TextBuffer *buffer);
gsize text_buffer_caret(const TextBuffer *buffer);
void text_buffer_set_caret(TextBuffer *buffer, gsize caret);
/* Grows with every change of the text (not of the caret). */
guint text_buffer_revision(const TextBuffer *buffer);

/* Replaces everything, as one undo step. */
void text_buffer_replace(TextBuffer *buffer, const char *text);
/* Typed characters join one undo step until a space, a newline or a move; `step` true makes it a
 * step of its own (paste, template). At most 1 MiB in all: returns false when it does not fit and
 * changes nothing. */
bool text_buffer_insert(TextBuffer *buffer, const char *text, bool step);
void text_buffer_backspace(TextBuffer *buffer);
void text_buffer_delete(TextBuffer *buffer);
void text_buffer_delete_word_before(TextBuffer *buffer);   /* Ctrl-W */
void text_buffer_delete_to_line_start(TextBuffer *buffer); /* Ctrl-U */
void text_buffer_delete_to_line_end(
    TextBuffer *buffer); /* Ctrl-K; at the end joins the next line */
bool text_buffer_undo(TextBuffer *buffer);
bool text_buffer_redo(TextBuffer *buffer);

/* Moves by what a person sees as one character (base with its marks). */
void text_buffer_left(TextBuffer *buffer);
void text_buffer_right(TextBuffer *buffer);
void text_buffer_word_left(TextBuffer *buffer);
void text_buffer_word_right(TextBuffer *buffer);
void text_buffer_line_start(TextBuffer *buffer);
void text_buffer_line_end(TextBuffer *buffer);

#endif

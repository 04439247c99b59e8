/* A field of one line: text, caret, sideways scrolling. */
#ifndef SKRANKE_TUI_FIELD_H
#define SKRANKE_TUI_FIELD_H

#include "skranke/tui/screen.h"
#include "skranke/tui/text_buffer.h"

typedef struct {
    TextBuffer *buffer; /* owned */
    int first;          /* cells scrolled away on the left */
    bool revealed;      /* shows identity numbers as they are */
} Field;

Field *field_new(const char *text);
void field_free(Field *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Field, field_free)

const char *field_text(const Field *field);
void field_set(Field *field, const char *text);
void field_draw(Field *field, int row, int column, int cells, bool focus);
/* Enter, Esc, Tab and arrows up and down are not the field's. */
bool field_key(Field *field, KeyCode key);
/* Line ends become spaces; one undo step. */
bool field_paste(Field *field, const char *text);

#endif

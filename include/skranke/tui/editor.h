/* A text buffer in a rectangle: soft wrap, scrolling, the caret, and the editing keys. */
#ifndef SKRANKE_TUI_EDITOR_H
#define SKRANKE_TUI_EDITOR_H

#include "skranke/tui/screen.h"
#include "skranke/tui/text_buffer.h"

typedef struct {
    TextBuffer *buffer; /* owned */
    int top;            /* first visual line shown */
    int wish;           /* column to keep when moving up and down, -1: none */
    int width, height;  /* of the last drawing */
    GArray *lines;      /* owned: the visual lines, valid at … */
    guint lines_revision;
    int lines_width;
    GArray *numbers; /* owned: national identity numbers in the text, as valid as the lines */
    bool revealed;   /* shows them as they are, else each digit as "•" */
} Editor;

Editor *editor_new(const char *text, gsize caret);
void editor_free(Editor *editor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Editor, editor_free)

/* Draws it and, when it has the focus, rests the cursor on the caret. Lines that begin with ">"
 * look like quotes. */
void editor_draw(Editor *editor, Rect area, bool focus);
/* True when the key was the editor's. */
bool editor_key(Editor *editor, KeyCode key);
/* False when it does not fit (1 MiB). */
bool editor_paste(Editor *editor, const char *text);

/* Visual line (from 0) and column of the caret at the last drawn width, and the number of visual
 * lines. */
void editor_place(Editor *editor, int *line, int *column, int *count);

#endif

/* The place in a text that is read: scrolled on the screen for the eye; line by line in the
 * accessible profile, where the line that is read carries the mark and the cursor. Knows nothing of
 * the text. */
#ifndef SKRANKE_TUI_READING_H
#define SKRANKE_TUI_READING_H

#include "skranke/tui/screen.h"

typedef struct {
    int top, height; /* the first line that is shown, and how many */
    int line;        /* the one that is read, in the accessible profile */
} Reading;

/* One line of the text: safe, borrowed; style may be changed from STYLE_NORMAL. */
typedef const char *(*ReadingLineFunc)(gconstpointer lines, guint place, Style *style);

/* The cells for the text in so many: the mark takes two in the accessible profile. */
int reading_cells(int cells);
/* Draws what of `count` lines fits, and rests the cursor when it has the focus. */
void reading_draw(Reading *reading, Rect place, guint count, ReadingLineFunc line,
                  gconstpointer lines, bool focus);
/* So many lines on; where that is outside the text is mended when it is drawn. */
void reading_move(Reading *reading, int by);
/* Arrows, j and k, pages, Space, Home and End; false: another key. */
bool reading_key(Reading *reading, KeyCode key);
/* "3-20/41", or "41 lines" where lines are read one by one; new text. */
char *reading_note(const Reading *reading, guint count);

#endif

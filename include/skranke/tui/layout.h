/* Where the panes stand at a given size: integer arithmetic, no terminal. UX.md rule 32. */
#ifndef SKRANKE_TUI_LAYOUT_H
#define SKRANKE_TUI_LAYOUT_H

#include "skranke/tui/screen.h"

typedef enum { PANE_QUEUE, PANE_INQUIRY, PANE_DIRECTORY, PANE_COUNT } PaneId;
typedef enum { LAYOUT_TOO_SMALL, LAYOUT_ONE_PANE, LAYOUT_TWO_PANES, LAYOUT_THREE_PANES } LayoutKind;
enum { LAYOUT_LEAST_COLUMNS = 60, LAYOUT_LEAST_ROWS = 16 };

typedef struct {
    LayoutKind kind;
    Rect header;           /* one line on top */
    Rect pane[PANE_COUNT]; /* with its border; height 0: not shown now */
    Rect message;          /* second last line */
    Rect keys;             /* last line */
} Layout;

/* >= 120 columns: queue left, inquiry and directory right. 80-119: queue over inquiry, sharing one
 * border line, and the pane that is read has the larger part; the directory takes the inquiry's
 * place while it has the focus. 60-79: the focused pane alone. writing: the reply editor is open
 * and wants more lines. alone: only the focused pane
 * (full screen, or the accessible profile). */
Layout layout_compute(int rows, int columns, PaneId focus, bool writing, bool alone);

#endif

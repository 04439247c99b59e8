/* Owns the geometry of the desk; knows no terminal. */
#include "skranke/tui/layout.h"

enum { WIDE_COLUMNS = 120, TWO_PANE_COLUMNS = 80 };

static Rect rect(int row, int column, int height, int width)
{
    return (Rect){.row = row, .column = column, .height = height, .width = width};
}

static void three_panes(Layout *layout, Rect body, bool writing)
{
    int left = body.width * 53 / 100;
    int right = body.width - left;
    int directory = writing ? body.height / 4 : body.height / 3;
    directory = CLAMP(directory, 5, 16);
    layout->pane[PANE_QUEUE] = rect(body.row, body.column, body.height, left);
    layout->pane[PANE_INQUIRY] = rect(body.row, body.column + left, body.height - directory, right);
    layout->pane[PANE_DIRECTORY] =
        rect(body.row + body.height - directory, body.column + left, directory, right);
}

static void two_panes(Layout *layout, Rect body, PaneId focus, bool writing)
{
    /* One line is the border of both, so that no line is lost. */
    int lines = body.height + 1;
    int queue = writing                 ? MAX(5, lines / 4)
                : focus == PANE_INQUIRY ? MAX(6, lines / 3)
                                        : lines * 55 / 100;
    PaneId below = focus == PANE_DIRECTORY ? PANE_DIRECTORY : PANE_INQUIRY;
    layout->pane[PANE_QUEUE] = rect(body.row, body.column, queue, body.width);
    layout->pane[below] = rect(body.row + queue - 1, body.column, lines - queue, body.width);
}

Layout layout_compute(int rows, int columns, PaneId focus, bool writing, bool alone)
{
    Layout layout = {.kind = LAYOUT_TOO_SMALL};
    if (rows < LAYOUT_LEAST_ROWS || columns < LAYOUT_LEAST_COLUMNS)
        return layout;
    layout.header = rect(0, 0, 1, columns);
    layout.message = rect(rows - 2, 0, 1, columns);
    layout.keys = rect(rows - 1, 0, 1, columns);
    Rect body = rect(1, 0, rows - 3, columns);
    if (alone || columns < TWO_PANE_COLUMNS) {
        layout.kind = LAYOUT_ONE_PANE;
        layout.pane[focus] = body;
    } else if (columns < WIDE_COLUMNS) {
        layout.kind = LAYOUT_TWO_PANES;
        two_panes(&layout, body, focus, writing);
    } else {
        layout.kind = LAYOUT_THREE_PANES;
        three_panes(&layout, body, writing);
    }
    return layout;
}

/* Columns of a list at a width: which fit, how wide, and a row as one line of cells. Pure. UX.md
 * rule 33. */
#ifndef SKRANKE_TUI_TABLE_H
#define SKRANKE_TUI_TABLE_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *title; /* N_() text */
    int least, most;   /* cells; most 0: takes what is left */
    int drop; /* order in which columns are left out when it is narrow: highest first, 0 never */
    int from; /* shown only where the line has this many cells, 0: always */
    bool right_aligned;
} TableColumn;

enum { TABLE_MOST_COLUMNS = 12 };
typedef struct {
    int width[TABLE_MOST_COLUMNS]; /* 0: left out */
    guint count;
} TableWidths;

/* The widths at `cells`, one space between columns. */
TableWidths table_widths(const TableColumn *columns, guint count, int cells);
/* One line: each text (safe) cut or filled to its column; new text of exactly the cells. */
char *table_line(const TableColumn *columns, const TableWidths *widths, const char *const *texts);
/* The line of titles, translated; new text. */
char *table_titles(const TableColumn *columns, const TableWidths *widths);

#endif

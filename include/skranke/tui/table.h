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
/* The same for a list whose widest texts are known, cells of each column (0: nothing stands in it):
 * no column is wider than what stands in it while another is cut. `least` bounds only what is left
 * out, `most` nothing; what nobody needs goes to the last column. */
TableWidths table_fit(const TableColumn *columns, guint count, const int *widest, int cells);
/* Makes `widest` as wide as these texts (safe). */
void table_widen(int *widest, const char *const *texts, guint count);
/* One line: each text (safe) cut or filled to its column; new text of exactly the cells. */
char *table_line(const TableColumn *columns, const TableWidths *widths, const char *const *texts);
/* The line of titles, translated; new text. */
char *table_titles(const TableColumn *columns, const TableWidths *widths);

#endif

/* Rows of a CSV file (RFC 4180 quoting, a header row, separator ; , | or tab found from the
 * header). */
#ifndef SKRANKE_BASE_CSV_H
#define SKRANKE_BASE_CSV_H

#include <glib.h>

typedef struct CsvTable CsvTable;

/* Reads a whole text (UTF-8, a byte order mark is skipped). Fails (FAILED) naming the line:
 * unclosed quote, or a row with more fields than the header; short rows are filled with "". At most
 * 1,000,000 rows. */
CsvTable *csv_parse(const char *text, gsize length, GError **error);
void csv_free(CsvTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvTable, csv_free)

guint csv_rows(const CsvTable *table);
/* The field of the column with this header (case-insensitive), trimmed; "" where there is no such
 * column. */
const char *csv_field(const CsvTable *table, guint row, const char *column);
gboolean csv_has_column(const CsvTable *table, const char *column);
/* The line of the file where the row starts, from 1. */
guint csv_line(const CsvTable *table, guint row);

/* The fields as a line that csv_parse reads back, "," between them, without its end; new text. Line
 * breaks in a field become spaces. What a spreadsheet would take for a formula gets an apostrophe
 * before it; a telephone number with + is none. */
char *csv_text(const char *const *fields, gsize count);

#endif

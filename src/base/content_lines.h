/* The lines that vCard and iCalendar share (RFC 6350 3.3, RFC 5545 3.1): folded lines joined, name,
 * parameters and value divided. Private to those two rooms. */
#ifndef SKRANKE_BASE_CONTENT_LINES_H
#define SKRANKE_BASE_CONTENT_LINES_H

#include <glib.h>

typedef struct {
    char *name;       /* upper case, "" where the line has no ":" */
    char *parameters; /* as they stand, without the first ";" */
    char *value;      /* as it stands, cut after `longest` bytes */
    guint line;       /* where it begins, from 1 */
} ContentLine;

/* Array of ContentLine *, owned, without empty lines. A byte order mark is skipped. USAGE names the
 * line: no UTF-8, or a NUL. */
GPtrArray *content_lines_read(const char *text, gsize length, gsize longest, GError **error);
/* The value of a parameter without quotes, "" where it is not there; new text. */
char *content_line_parameter(const ContentLine *line, const char *name);
/* Backslash escapes undone: \n, \, \; \\; new text. */
char *content_lines_unescape(const char *value);

#endif

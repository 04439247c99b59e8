/* Bounds on a raw mail before the parser sees it: what would cost it more than linear time, or its
 * stack, is left out of the parser's copy. The raw mail itself is never changed. */
#ifndef SKRANKE_MAIL_MIME_BOUNDS_H
#define SKRANKE_MAIL_MIME_BOUNDS_H

#include <glib.h>

#define MIME_PARTS 1000
#define MIME_DEPTH 50
#define MIME_HEADER_BYTES (32 * 1024)
#define MIME_HEADER_LINES 10000

typedef struct {
    const char *bytes; /* for the parser: the raw mail itself, or `copy` */
    gsize size;
    GByteArray *copy; /* NULL when nothing had to go */
    gboolean has_header, cut_parts, cut_headers;
} MimeBounds;

/* Looks at every line once. A byte order mark, blank lines and an mbox "From " line before the
 * header are skipped. Clear with mime_bounds_clear. */
void mime_bounds_take(MimeBounds *bounds, const char *bytes, gsize size);
void mime_bounds_clear(MimeBounds *bounds);

#endif

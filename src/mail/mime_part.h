/* One part of a mail: its decoded bytes, its text. */
#ifndef SKRANKE_MAIL_MIME_PART_H
#define SKRANKE_MAIL_MIME_PART_H

#include <gmime/gmime.h>

#define MIME_TEXT_BYTES (1024 * 1024)

typedef struct {
    const char *data; /* "" for an empty part, never NULL */
    gsize size;
    char *own;    /* what to free, NULL where data is the mail's own */
    gboolean cut; /* there was more than the limit */
} PartBytes;

/* The transfer encoding undone, at most `limit` encoded bytes read. Valid while the mail is. */
PartBytes mime_part_decode(GMimeObject *part, gsize limit);
void mime_part_clear(PartBytes *bytes);

/* "text/plain" in lower case; new text. */
char *mime_part_type(GMimeObject *part);

/* Bytes to UTF-8 with LF: declared charset, for HTML also its <meta>. New text. */
char *mime_part_text(GMimeObject *part, const PartBytes *bytes, gboolean html, gboolean *mended);

/* CRLF and CR become LF, in place. */
void mime_part_unify_line_ends(char *text);

gboolean mime_part_is_blank(const char *text);

#endif

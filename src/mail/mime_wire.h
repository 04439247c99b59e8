/* What every server takes on the wire: ASCII, CRLF, lines that are not too long. */
#ifndef SKRANKE_MAIL_MIME_WIRE_H
#define SKRANKE_MAIL_MIME_WIRE_H

#include <gmime/gmime.h>
#include <stdbool.h>

/* RFC 5322 2.1.1: a line has at most 998 characters before CRLF. */
#define MIME_WIRE_LINE 998

/* The same lines, each with CRLF at its end, whatever ended them; nothing is added at the end. */
GByteArray *mime_wire_lines(const char *bytes, gsize size);
/* Of the longest line, without its CRLF. */
gsize mime_wire_longest_line(const char *bytes, gsize size);
/* ASCII without NUL, CR and LF only together, no long line (RFC 5321 4.5.3.1.6). */
bool mime_wire_is_plain(const char *bytes, gsize size);
/* The object with its headers, CRLF, parameters by RFC 2231. */
GByteArray *mime_wire_bytes(GMimeObject *object);

#endif

/* Bytes to UTF-8 by the ladder: declared (WHATWG aliases; latin1 and us-ascii are tried as UTF-8 first, else read as windows-1252), else UTF-8 when
 * valid, else windows-1252. Never fails. */
#ifndef SKRANKE_MAIL_CHARSET_H
#define SKRANKE_MAIL_CHARSET_H

#include <glib.h>

/* declared may be NULL. mended is set when something could not be read as declared. New text, NFC, valid UTF-8, NUL as U+2400. */
char *charset_decode(const char *bytes, gsize size, const char *declared, gboolean *mended);

/* A header's value, RFC 2047 leniently (spaces inside, adjacent words joined before decoding, raw 8-bit by the ladder), one line. */
char *charset_decode_header(const char *value);

#endif

/* Bytes to UTF-8 by one ladder that never fails: what is declared (WHATWG aliases; Latin-1,
 * us-ascii and windows-1252 are tried as UTF-8 first, else read as windows-1252), else UTF-8 where
 * it is valid, else windows-1252. Results are NFC, with NUL as U+2400 and U+FFFD for what nobody
 * can read. */
#ifndef SKRANKE_MAIL_CHARSET_H
#define SKRANKE_MAIL_CHARSET_H

#include <glib.h>

/* declared may be NULL. *mended (may be NULL) becomes TRUE when something could not be read as it
 * was declared, and is left alone otherwise. New text. */
char *charset_decode(const char *bytes, gsize size, const char *declared, gboolean *mended);

/* A header's raw value as one line: unfolded, encoded words read leniently (RFC 2047; spaces
 * inside, neighbours joined before decoding, an unfinished one shown as it is), raw 8-bit by the
 * ladder. NULL gives "". Linear time. New text. */
char *charset_decode_header(const char *value);

/* Text that another library decoded: windows-1252 that was read as Latin-1 (C1 controls) mended,
 * encoded words left inside decoded, valid, NFC, one line. New text. */
char *charset_mend(const char *text);

#endif

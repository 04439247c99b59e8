/* Foreign text made harmless: the one sanitiser between mail, names, files, server errors and a
 * screen, a log, a title, the clipboard or a quoted reply. It changes display copies only; what is
 * stored stays as it came.
 *
 * Rules (measured in terminals that disagree about widths): invalid UTF-8 and C1 become U+FFFD; C0
 * become their pictures (U+2400+c, DEL U+2421); soft hyphen, zero-width and joining characters,
 * bidirectional controls, variation selectors, skin tones and tag characters are dropped; a
 * character without a width becomes U+FFFD; a combining mark with no base gets U+25CC, at most 4 a
 * base. */
#ifndef SKRANKE_BASE_SAFE_TEXT_H
#define SKRANKE_BASE_SAFE_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* One line: CR, LF, TAB and U+2028/9 become a space. length in bytes, -1 for NUL-terminated; NUL
 * bytes inside are shown, not the end. At most 4096 characters, then "…". New text, valid UTF-8. */
char *safe_text_line(const char *text, gssize length);

/* Several lines: LF stays, CRLF and CR become LF, TAB becomes spaces to the next multiple of 8. */
char *safe_text_block(const char *text, gssize length);

/* Valid UTF-8 in NFC for storing and searching: invalid bytes become U+FFFD, NUL U+2400; else as
 * is. */
char *safe_text_valid(const char *text, gssize length);

/* Width of safe text in cells. */
int safe_text_cells(const char *text);

/* Width of one character in cells: 0, 1 or 2. */
int safe_text_character_cells(gunichar character);

/* The first `cells` cells of safe text; where something was cut the last cell is "…". */
char *safe_text_cut(const char *text, int cells);

/* Like safe_text_cut, and filled with spaces on the right (on the left when right_aligned). */
char *safe_text_fit(const char *text, int cells, bool right_aligned);

/* Safe text wrapped at words into lines of at most `cells` cells; words longer are broken. LF ends
 * a line. Returns a GPtrArray of char *, owned by the caller. */
GPtrArray *safe_text_wrap(const char *text, int cells);

/* ASCII look-alike, one character for one cell (å → a, ─ → -, … → .), for terminals without UTF-8.
 */
char *safe_text_ascii(const char *text);

#endif

/* The language of the screens: bokmål (default), nynorsk, English, through gettext.
 *
 * Not the language of an inquiry: that is a field of the inquiry.
 *
 * A 64-bit number in a translated text is written "%" PRId64, never G_GINT64_FORMAT: xgettext reads
 * the text before the preprocessor does and knows only the macros of <inttypes.h>, so a text with
 * any other macro is cut short in the catalogue and never found at run time. */
#ifndef SKRANKE_BASE_LANGUAGE_H
#define SKRANKE_BASE_LANGUAGE_H

#include <glib.h>
#include <inttypes.h>
#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) (text)

typedef enum { LANGUAGE_BOKMAL, LANGUAGE_NYNORSK, LANGUAGE_ENGLISH } Language;

/* Sets the process locale (UTF-8 character handling, numbers in "C") and binds the translations.
 * setting: "nb", "nn", "en" or NULL; NULL follows LC_ALL/LC_MESSAGES/LANG (nn*, en*), else bokmål.
 * Where the environment has no UTF-8 locale, C.UTF-8 is used and language_is_ascii() becomes true.
 * May be called again to change the language. */
void language_start(const char *setting);

Language language_current(void);

/* "nb", "nn" or "en". */
const char *language_code(Language language);

/* Reads "nb", "nn", "en" ("no" is nb); anything else gives fallback. */
Language language_from_code(const char *code, Language fallback);

/* The one of three borrowed texts that is in the screen's language; bokmål where it is NULL or "".
 */
const char *language_pick(const char *nb, const char *nn, const char *en);

/* True when the terminal's own character set is not UTF-8: draw with ASCII only. */
gboolean language_is_ascii(void);

#endif

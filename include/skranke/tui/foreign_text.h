/* Text from outside as it may stand on a screen: harmless (base/safe_text.h), and with the digits
 * of national identity numbers as "•" until an operator has given a reason to see them. The one
 * place where both are done; every pane, list and form takes foreign text through it. Pure. */
#ifndef SKRANKE_TUI_FOREIGN_TEXT_H
#define SKRANKE_TUI_FOREIGN_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* One line, several lines; length in bytes, -1 for NUL-terminated. revealed: the numbers too. New
 * text, safe. */
char *foreign_line(const char *text, bool revealed);
char *foreign_block(const char *text, gssize length, bool revealed);

#endif

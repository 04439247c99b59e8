/* The desk on the screen. */
#ifndef SKRANKE_TUI_TUI_H
#define SKRANKE_TUI_TUI_H

#include "skranke/base/config.h"

/* Opens the desk on this database as this operator (NULL: the Unix account) and runs it until it is
 * left. Asks before making a database that is not there. Returns the exit status; errors are
 * printed. */
int tui_main(const char *uri, const char *login, const Config *config);

#endif

/* The global options of a command line. Private to the table of commands. */
#ifndef SKRANKE_CLI_GLOBALS_PRIVATE_H
#define SKRANKE_CLI_GLOBALS_PRIVATE_H

#include <glib.h>
#include <stdbool.h>

#define GLOBAL_USAGE                                                                               \
    N_("usage: skranke [--db URI] [--config FILE] [--as LOGIN] [--json] [COMMAND …]\n")

typedef struct {
    char *db, *config, *login;
    bool json, help, version;
    GPtrArray *rest; /* char *, borrowed: words and the command's own options */
} Globals;

/* False: an option needs a value; that was said. */
bool globals_read(int argc, char **argv, Globals *globals);
void globals_clear(Globals *globals);

/* Usage and help are said before anything is opened: in the language of the configuration all the
 * same. */
void globals_speak_early(int argc, char **argv);

#endif

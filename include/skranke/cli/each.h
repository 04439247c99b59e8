/* Acts on one or many inquiries: each on its own, a line each, and the worst exit status. */
#ifndef SKRANKE_CLI_EACH_H
#define SKRANKE_CLI_EACH_H

#include "skranke/cli/command.h"

/* Prints the inquiry as it stands after an act. One that went into a silo its operator does not see
 * is said to be gone from sight: the act was done all the same, and can be undone. Returns the
 * status. */
int each_print_after(CommandContext *context, gint64 id);

typedef bool (*EachAct)(Desk *desk, gint64 inquiry, gpointer wish, GError **error);

/* Acts on every number in order (words, NULL-terminated or the first count of them); errors go to
 * standard error, the others are done all the same. The status is the highest of all: 0 only when
 * everything was done. A word that is no number: usage, and nothing was done. */
int each_inquiry(CommandContext *context, char **words, guint count, EachAct act, gpointer wish);

/* How many words at the beginning are numbers of inquiries. */
guint each_numbers(char **words);

#endif

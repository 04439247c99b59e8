/* What a subcommand is told: its own options, its words, numbers, and longer texts from --text or
 * standard input. */
#ifndef SKRANKE_CLI_OPTIONS_H
#define SKRANKE_CLI_OPTIONS_H

#include "skranke/cli/command.h"

/* Reads the options of the entries (GOption; texts are newly allocated, free them). words gets what
 * is left, between least and most of them (-1: any number), NULL-terminated, g_strfreev. False when
 * the arguments make no sense: usage was printed, return 2. */
bool options_read(const CommandContext *context, int argc, char **argv, const GOptionEntry *entries,
                  int least, int most, char ***words);

/* A number of an inquiry, a message, …: digits only, above 0. False: usage was printed, return 2.
 */
bool options_number(const CommandContext *context, const char *text, gint64 *number);

/* Both for commands of exactly `count` words whose first is a number; false: usage was printed. */
bool options_read_number(const CommandContext *context, int argc, char **argv,
                         const GOptionEntry *entries, int count, char ***words, gint64 *number);

/* --from and --to of a list, in words (either may be NULL): without both from now on; without --to
 * there is no end, and *until is 0. False: usage was printed, return 2. */
bool options_span(const CommandContext *context, const char *from, const char *to, gint64 *since,
                  gint64 *until);

/* The text of --text where it was given, else standard input up to its end (16 MB at most), as
 * valid UTF-8. NULL with an error when it cannot be read. New text. */
char *options_text(const char *given, GError **error);

/* A file that is imported, whole; new bytes with a NUL behind them. NULL: NOT_FOUND, or FAILED
 * where it cannot be read. */
char *options_file(const char *path, gsize *size, GError **error);

#endif

/* The command contract: one table of subcommands, global options anywhere, exit statuses, --json. A
 * new subcommand is a file src/cli/command_<name>.c and a row in the table of commands.c. */
#ifndef SKRANKE_CLI_COMMAND_H
#define SKRANKE_CLI_COMMAND_H

#include "skranke/desk/desk.h"

typedef struct {
    char *database_uri; /* resolved */
    char *login;        /* --as, or NULL */
    bool json;
    Config *config;
    Desk *desk; /* opened for commands with COMMAND_NEEDS_DESK, else NULL */
} CommandContext;

typedef enum {
    COMMAND_NEEDS_NOTHING = 0,
    COMMAND_NEEDS_DESK = 1 << 0, /* open the database as the operator before run */
} CommandNeeds;

typedef struct {
    const char *words;   /* "inquiry take" */
    const char *usage;   /* "[ID | --next]" */
    const char *summary; /* N_() text */
    CommandNeeds needs;
    /* arguments after the words; returns the exit status. Prints errors with command_fail. */
    int (*run)(CommandContext *context, int argc, char **argv);
} Command;

/* NULL-terminated by words == NULL. */
extern const Command commands[];

/* Everything: reads global options, finds the command, opens what it needs, runs it. */
int commands_main(int argc, char **argv);

/* Prints "skranke: sentence" on standard error and returns the exit status of the error. */
int command_fail(const GError *error);
/* Usage of the command on standard error, exit status 2. */
int command_usage_error(const Command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif

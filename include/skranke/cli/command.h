/* The command contract: one table of subcommands, global options anywhere, exit statuses, --json. A
 * new subcommand is a function in a file src/cli/command_<family>.c, its prototype in
 * cli/families.h and a row in the table of commands.c. */
#ifndef SKRANKE_CLI_COMMAND_H
#define SKRANKE_CLI_COMMAND_H

#include "skranke/desk/desk.h"

typedef struct Command Command;

typedef struct {
    const Command *command; /* the one that runs */
    char *database_uri;     /* resolved */
    char *login;            /* --as, or NULL */
    bool json;
    Config *config;
    Desk *desk; /* opened for commands with COMMAND_NEEDS_DESK, else NULL */
    Db *db;     /* the desk's, or opened for COMMAND_NEEDS_DATABASE, else NULL */
} CommandContext;

typedef enum {
    COMMAND_NEEDS_NOTHING = 0,
    COMMAND_NEEDS_DESK,     /* opens the database as the operator before it runs */
    COMMAND_NEEDS_DATABASE, /* opens the database; who runs it is no operator (the worker's account)
                             */
} CommandNeeds;

struct Command {
    const char *words;   /* "inquiry take" */
    const char *usage;   /* "[ID | --next]" */
    const char *summary; /* N_() text */
    CommandNeeds needs;
    /* Arguments after the words, NULL-terminated; returns the exit status. Prints errors with
     * command_fail. */
    int (*run)(CommandContext *context, int argc, char **argv);
};

/* NULL-terminated by words == NULL. */
extern const Command commands[];

/* The desk on the screen, handed in by main: the two faces do not know each other. */
typedef int (*CommandDesk)(const char *uri, const char *login, const Config *config);

/* Everything: reads global options, finds the command, opens what it needs, runs it; without a
 * command, the desk. Returns the exit status of the process. */
int commands_main(int argc, char **argv, CommandDesk desk);

/* Prints "skranke: sentence" on standard error and returns the exit status of the error. */
int command_fail(const GError *error);
/* What is wrong and the usage of the command (NULL: of the program) on standard error; returns 2.
 */
int command_usage_error(const Command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif

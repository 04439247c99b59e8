/* Owns how a command is found, what it needs and the exit statuses; the table is command_table.c,
 * the global options are globals.c's. What a command does stands in its family's file. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/open.h"

#include "skranke/cli/families.h"
#include "skranke/cli/output.h"

#include "globals.h"

enum { EXIT_USAGE = SKRANKE_ERROR_USAGE, MOST_COMMAND_WORDS = 3 };

/* ---- what is said about commands ---- */

static void print_sentence(const char *sentence)
{
    g_autofree char *safe = safe_text_block(sentence, -1);
    fprintf(stderr, "skranke: %s\n", g_strchomp(safe));
}

int command_fail(const GError *error)
{
    if (!error)
        return SKRANKE_ERROR_FAILED;
    print_sentence(error->message);
    return skranke_error_exit_status(error);
}

static void print_usage(FILE *stream, const Command *command)
{
    fprintf(stream, _("usage: skranke %s %s\n"), command->words, command->usage);
}

static int words_width(void)
{
    gsize width = 0;
    for (const Command *command = commands; command->words; command++)
        width = MAX(width, strlen(command->words));
    return (int)width;
}

/* The commands that begin with this word (NULL: all). */
static void print_list(FILE *stream, const char *family)
{
    int width = words_width();
    for (const Command *command = commands; command->words; command++) {
        gsize length = family ? strlen(family) : 0;
        if (family &&
            (strncmp(command->words, family, length) != 0 || (command->words[length] | ' ') != ' '))
            continue;
        fprintf(stream, "  skranke %-*s %s\n", width, command->words, _(command->summary));
    }
}

static void print_help(FILE *stream, const char *family)
{
    fputs(_(GLOBAL_USAGE), stream);
    if (!family)
        fprintf(stream, "  skranke %-*s %s\n", words_width(), "", _("open the desk"));
    print_list(stream, family);
    fputs(_("Each command tells more with --help.\n"), stream);
}

int command_usage_error(const Command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    print_sentence(sentence);
    if (command)
        print_usage(stderr, command);
    return EXIT_USAGE;
}

/* ---- finding and running ---- */

/* The command whose words begin the rest; longest first. used gets how many words it has. */
static const Command *find_command(const GPtrArray *rest, guint *used)
{
    for (guint count = MOST_COMMAND_WORDS; count > 0; count--) {
        if (rest->len < count)
            continue;
        g_autoptr(GString) words = g_string_new(rest->pdata[0]);
        for (guint i = 1; i < count; i++)
            g_string_append_printf(words, " %s", (const char *)rest->pdata[i]);
        for (const Command *command = commands; command->words; command++)
            if (strcmp(command->words, words->str) == 0) {
                *used = count;
                return command;
            }
    }
    return NULL;
}

static bool is_family(const char *word)
{
    gsize length = strlen(word);
    for (const Command *command = commands; command->words; command++)
        if (strncmp(command->words, word, length) == 0 && command->words[length] == ' ')
            return true;
    return false;
}

static int unknown_command(const GPtrArray *rest)
{
    const char *first = rest->pdata[0];
    const char *family = is_family(first) ? first : NULL;
    if (*first == '-')
        command_usage_error(NULL, _("the option %s is not known"), first);
    else if (family && rest->len == 1)
        command_usage_error(NULL, _("\"%s\" needs another word"), first);
    else
        command_usage_error(NULL, _("there is no command \"%s%s%s\""), first, family ? " " : "",
                            family ? (const char *)rest->pdata[1] : "");
    print_help(stderr, family);
    return EXIT_USAGE;
}

/* A wrong time zone is a broken line like others: named, and the default is used. */
static void set_time_zone(const CommandContext *context)
{
    g_autoptr(GError) wrong = NULL;
    if (!time_text_set_zone(config_text(context->config, "bureau", "time_zone"), &wrong))
        print_sentence(wrong->message);
}

static void print_config_problems(const CommandContext *context)
{
    const GPtrArray *problems = config_problems(context->config);
    for (guint i = 0; i < problems->len; i++)
        print_sentence(problems->pdata[i]);
}

static bool open_database(CommandContext *context, GError **error)
{
    if (context->command->needs == COMMAND_NEEDS_DESK) {
        context->desk = desk_open(context->database_uri, context->login, context->config, error);
        context->db = context->desk ? context->desk->db : NULL;
    } else if (context->command->needs == COMMAND_NEEDS_DATABASE) {
        context->db = store_open(context->database_uri, error);
    }
    return context->command->needs == COMMAND_NEEDS_NOTHING || context->db;
}

static int run_command(CommandContext *context, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (context->command->run != command_check)
        print_config_problems(context);
    if (!open_database(context, &error))
        return command_fail(error);
    return output_finish(context->command->run(context, argc, argv));
}

static void context_clear(CommandContext *context)
{
    if (context->desk)
        desk_close(context->desk);
    else
        db_close(context->db);
    config_free(context->config);
    g_free(context->database_uri);
}

/* Runs the command (NULL: the desk) with what the global options say. */
static int run_with(const Globals *globals, const Command *command, guint used, CommandDesk desk)
{
    g_autoptr(GError) error = NULL;
    CommandContext context = {.command = command, .login = globals->login, .json = globals->json};
    int status;
    if (!clock_start(&error) || !(context.config = config_load(globals->config, &error))) {
        status = command_fail(error);
    } else {
        set_time_zone(&context);
        context.database_uri = desk_database_uri(globals->db, context.config);
        g_ptr_array_add(globals->rest, NULL);
        status = command ? run_command(&context, (int)(globals->rest->len - 1 - used),
                                       (char **)globals->rest->pdata + used)
                         : desk(context.database_uri, context.login, context.config);
    }
    context_clear(&context);
    return status;
}

static int help_or_version(const Globals *globals, const Command *command)
{
    if (globals->version) {
        puts("skranke " SKRANKE_VERSION);
    } else if (command) {
        print_usage(stdout, command);
        printf("  %s\n", _(command->summary));
    } else {
        const char *first = globals->rest->len ? globals->rest->pdata[0] : NULL;
        print_help(stdout, first && is_family(first) ? first : NULL);
    }
    return output_finish(0);
}

int commands_main(int argc, char **argv, CommandDesk desk)
{
    /* `skranke inquiry list | head` must not end a batch half-way. */
    signal(SIGPIPE, SIG_IGN);
    language_start(NULL);
    globals_speak_early(argc, argv);
    Globals globals = {.rest = g_ptr_array_new()};
    guint used = 0;
    int status = EXIT_USAGE;
    if (globals_read(argc, argv, &globals)) {
        const Command *command = find_command(globals.rest, &used);
        if (globals.help || globals.version)
            status = help_or_version(&globals, command);
        else if (!command && globals.rest->len > 0)
            status = unknown_command(globals.rest);
        else
            status = run_with(&globals, command, used, desk);
    }
    globals_clear(&globals);
    return status;
}

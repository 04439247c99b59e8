/* Owns the options that every command has: --db, --config, --as, --json, --help, --version; before,
 * between or after its words. */
#include "globals.h"

#include <stdio.h>
#include <string.h>

#include "skranke/base/config.h"
#include "skranke/base/language.h"

#include "skranke/cli/command.h"

void globals_clear(Globals *globals)
{
    g_free(globals->db);
    g_free(globals->config);
    g_free(globals->login);
    g_ptr_array_unref(globals->rest);
}

/* Reads "--name value" or "--name=value" at argv[*at]; 1: it was this one, 0: another, -1: the
 * value is missing. */
static int read_value(int argc, char **argv, int *at, const char *name, char **value)
{
    gsize length = strlen(name);
    const char *given = argv[*at];
    if (strncmp(given, name, length) != 0 || (given[length] != '\0' && given[length] != '='))
        return 0;
    if (given[length] == '\0' && *at + 1 >= argc)
        return -1;
    g_free(*value);
    *value = g_strdup(given[length] == '=' ? given + length + 1 : argv[++*at]);
    return 1;
}

static bool read_flag(const char *given, Globals *globals)
{
    if (strcmp(given, "--json") == 0)
        globals->json = true;
    else if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0)
        globals->help = true;
    else if (strcmp(given, "--version") == 0 || strcmp(given, "-V") == 0)
        globals->version = true;
    else
        return false;
    return true;
}

/* Usage and help are said before anything is opened: in the language of the configuration all the
 * same. One that cannot be read is complained of by the command, not here. */
void globals_speak_early(int argc, char **argv)
{
    g_autofree char *path = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        read_value(argc, argv, &i, "--config", &path);
    g_autoptr(Config) config = config_load(path, NULL);
    const char *language = config ? config_text(config, "screen", "language") : "auto";
    if (strcmp(language, "auto") != 0)
        language_start(language);
}

bool globals_read(int argc, char **argv, Globals *globals)
{
    const struct {
        const char *name;
        char **value;
    } options[] = {
        {"--db", &globals->db}, {"--config", &globals->config}, {"--as", &globals->login}};
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        int found = 0;
        ended = ended || strcmp(argv[i], "--") == 0;
        for (guint o = 0; !ended && !found && o < G_N_ELEMENTS(options); o++)
            found = read_value(argc, argv, &i, options[o].name, options[o].value);
        if (found < 0) {
            command_usage_error(NULL, _("%s needs a value"), argv[i]);
            fputs(_(GLOBAL_USAGE), stderr);
            return false;
        }
        if (!found && (ended || !read_flag(argv[i], globals)))
            g_ptr_array_add(globals->rest, argv[i]);
    }
    return true;
}

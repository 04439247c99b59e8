/* Owns how a subcommand reads what it is told. Global options are gone by then (commands.c). */
#include "skranke/cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/desk/import_time.h"

enum { MOST_TEXT = 16 * 1024 * 1024, PIECE = 64 * 1024 };

static bool parse(int argc, char **argv, const GOptionEntry *entries, char ***words, GError **error)
{
    char **rest = NULL;
    const GOptionEntry remaining[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, remaining, NULL);
    g_autoptr(GPtrArray) vector = g_ptr_array_new();
    g_ptr_array_add(vector, (gpointer)(guintptr) "skranke");
    for (int i = 0; i < argc; i++)
        g_ptr_array_add(vector, argv[i]);
    g_ptr_array_add(vector, NULL);
    int count = (int)vector->len - 1;
    char **arguments = (char **)vector->pdata;
    bool sound = g_option_context_parse(context, &count, &arguments, error);
    *words = rest ? rest : g_new0(char *, 1);
    return sound;
}

bool options_read(const CommandContext *context, int argc, char **argv, const GOptionEntry *entries,
                  int least, int most, char ***words)
{
    g_autoptr(GError) wrong = NULL;
    bool sound = parse(argc, argv, entries, words, &wrong);
    int count = (int)g_strv_length(*words);
    if (!sound && wrong->domain == G_CONVERT_ERROR)
        command_usage_error(context->command,
                            _("a word that was given is no text in UTF-8; write it again"));
    else if (!sound)
        command_usage_error(context->command, "%s", wrong->message);
    else if (count < least)
        command_usage_error(context->command, _("something is missing after \"%s\""),
                            context->command->words);
    else if (most >= 0 && count > most)
        command_usage_error(context->command, _("\"%s\" is one word too many"), (*words)[most]);
    else
        return true;
    g_clear_pointer(words, g_strfreev);
    return false;
}

bool options_number(const CommandContext *context, const char *text, gint64 *number)
{
    guint64 value = 0;
    if (g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL)) {
        *number = (gint64)value;
        return true;
    }
    command_usage_error(context->command, _("\"%s\" is not a number of an inquiry or answer"),
                        text);
    return false;
}

static bool read_all(GByteArray *bytes, GError **error)
{
    guint8 piece[PIECE];
    for (;;) {
        ssize_t size = read(STDIN_FILENO, piece, sizeof piece);
        if (size == 0)
            return true;
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 || bytes->len + (gsize)size > MOST_TEXT) {
            g_set_error(
                error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The text could not be read from standard input: %s. Nothing was changed."),
                g_strerror(size < 0 ? errno : EFBIG));
            return false;
        }
        g_byte_array_append(bytes, piece, (guint)size);
    }
}

bool options_read_number(const CommandContext *context, int argc, char **argv,
                         const GOptionEntry *entries, int count, char ***words, gint64 *number)
{
    return options_read(context, argc, argv, entries, count, count, words) &&
           options_number(context, (*words)[0], number);
}

bool options_span(const CommandContext *context, const char *from, const char *to, gint64 *since,
                  gint64 *until)
{
    gint64 now = clock_now(), end = 0;
    const char *first = from ? from : "today";
    g_autoptr(GError) error = NULL;
    *since = now;
    if ((from || to) && !import_time_span(first, to ? to : first, now, since, &end, &error)) {
        command_usage_error(context->command, "%s", error->message);
        return false;
    }
    *until = to ? end : 0;
    return true;
}

char *options_text(const char *given, GError **error)
{
    if (given)
        return safe_text_valid(given, -1);
    if (isatty(STDIN_FILENO))
        fputs(_("Write the text and end it with Ctrl-D on a line of its own.\n"), stderr);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (!read_all(bytes, error))
        return NULL;
    return safe_text_valid(bytes->len ? (const char *)bytes->data : "", (gssize)bytes->len);
}

char *options_file(const char *path, gsize *size, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *text = NULL;
    if (g_file_get_contents(path, &text, size, &failed))
        return text;
    bool absent = g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_set_error(error, SKRANKE_ERROR, absent ? SKRANKE_ERROR_NOT_FOUND : SKRANKE_ERROR_FAILED,
                _("%s could not be read: %s. Nothing was imported."), path, failed->message);
    return NULL;
}

/* Owns `skranke suggest`: what an inquiry would be taken for, without a database having to be
 * there. The statistics are those of the database where there is one. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/suggestion.h"

#include "skranke/store/open.h"
#include "skranke/store/people.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* Those of the database that was named or stands where it usually does; NULL without an error:
 * there is none. */
static GPtrArray *statistics_of_database(const CommandContext *context, GError **error)
{
    StoreKind kind = STORE_ABSENT;
    g_autoptr(GError) unread = NULL;
    if (!store_look(context->database_uri, &kind, &unread) || kind != STORE_OURS)
        return NULL;
    Db *db = store_open(context->database_uri, error);
    g_autoptr(PeopleDirectory) people = db ? people_load(db, 0, error) : NULL;
    db_close(db);
    return people && people->statistics->len > 0 ? g_steal_pointer(&people->statistics) : NULL;
}

static SuggestionIndex *open_index(const CommandContext *context, GError **error)
{
    GError *unusable = NULL;
    g_autoptr(GPtrArray) statistics = statistics_of_database(context, &unusable);
    if (unusable) {
        g_propagate_error(error, unusable);
        return NULL;
    }
    return suggestion_index_carried(NULL, statistics, error);
}

static bool read_channel(const char *word, Channel *channel)
{
    *channel = CHANNEL_EMAIL;
    for (guint i = 0; word && channel_words[i]; i++)
        if (strcmp(channel_words[i], word) == 0) {
            *channel = (Channel)i;
            return true;
        }
    return !word;
}

static void print_json(const Suggestion *suggestion)
{
    json_t *object = json_object();
    json_object_set_new(object, "category", output_text(suggestion->category));
    json_object_set_new(object, "statistic", output_text(suggestion->statistic));
    json_object_set_new(object, "subject", output_text(suggestion->subject));
    json_object_set_new(object, "sure", json_boolean(suggestion->sure));
    json_object_set_new(object, "why", output_text(suggestion->why));
    output_json(object);
}

static void print_suggestion(const CommandContext *context, const SuggestionIndex *index,
                             const SuggestionInput *input)
{
    g_autoptr(Suggestion) suggestion = suggestion_make(index, input);
    if (context->json) {
        print_json(suggestion);
        return;
    }
    output_line("%s%s", suggestion->category, suggestion->sure ? "" : " ?");
    if (*suggestion->statistic)
        output_line("%s (%s)", suggestion->statistic, suggestion->subject);
    output_block(suggestion->why, "  ");
}

/* ---- one object a line ---- */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* False with an error: the line is no object, or its channel is none. */
static bool suggest_line(const SuggestionIndex *index, const char *line, guint number,
                         GError **error)
{
    json_error_t wrong;
    json_t *object = json_loads(line, JSON_ALLOW_NUL, &wrong);
    SuggestionInput input = {.subject = text_of(object, "subject"),
                             .text = text_of(object, "text"),
                             .from_address = text_of(object, "from"),
                             .mailbox_address = text_of(object, "to"),
                             .attachment_names = text_of(object, "attachments")};
    bool sound = json_is_object(object) && read_channel(text_of(object, "channel"), &input.channel);
    if (sound) {
        g_autoptr(Suggestion) suggestion = suggestion_make(index, &input);
        print_json(suggestion);
    } else {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("Line %u is no JSON object with a known channel. The lines before it were "
                      "answered. Correct it and try again."),
                    number);
    }
    json_decref(object);
    return sound;
}

static int suggest_lines(const SuggestionIndex *index, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] && !output_is_closed(); i++)
        if (*g_strstrip(lines[i]) && !suggest_line(index, lines[i], i + 1, &error))
            return command_fail(error);
    return 0;
}

/* ---- the command ---- */

typedef struct {
    char *text, *channel, *subject, *from, *to;
    gboolean jsonl;
} Given;

static void given_clear(Given *given)
{
    g_free(given->text);
    g_free(given->channel);
    g_free(given->subject);
    g_free(given->from);
    g_free(given->to);
}

static int suggest(const CommandContext *context, const Given *given)
{
    g_autoptr(GError) error = NULL;
    SuggestionInput input = {
        .subject = given->subject, .from_address = given->from, .mailbox_address = given->to};
    if (!read_channel(given->channel, &input.channel))
        return command_usage_error(context->command, _("\"%s\" is no channel"), given->channel);
    g_autoptr(SuggestionIndex) index = open_index(context, &error);
    g_autofree char *text = index ? options_text(given->text, &error) : NULL;
    if (!text)
        return command_fail(error);
    if (given->jsonl)
        return suggest_lines(index, text);
    input.text = text;
    print_suggestion(context, index, &input);
    return 0;
}

int command_suggest(CommandContext *context, int argc, char **argv)
{
    Given given = {0};
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &given.text, NULL, NULL},
        {"channel", 0, 0, G_OPTION_ARG_STRING, &given.channel, NULL, NULL},
        {"subject", 0, 0, G_OPTION_ARG_STRING, &given.subject, NULL, NULL},
        {"from", 0, 0, G_OPTION_ARG_STRING, &given.from, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING, &given.to, NULL, NULL},
        {"jsonl", 0, 0, G_OPTION_ARG_NONE, &given.jsonl, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    int status = SKRANKE_ERROR_USAGE;
    if (options_read(context, argc, argv, entries, 0, 0, &words))
        status = suggest(context, &given);
    given_clear(&given);
    return status;
}

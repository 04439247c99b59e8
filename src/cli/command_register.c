/* Owns what is registered by hand: `inquiry new`, and `inquiry answered` for answers given
 * otherwise than by e-mail. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* It was registered in a silo that its writer may not look into. */
static int print_out_of_sight(const CommandContext *context, gint64 id)
{
    if (!context->json) {
        output_line(_("Registered as inquiry %" PRId64
                      ". Those who may see it have it in their queue; you do not."),
                    id);
        return 0;
    }
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(id));
    json_object_set_new(object, "seen", json_false());
    output_json(object);
    return 0;
}

/* ---- a new one ---- */

static int register_it(CommandContext *context, NewInquiry *given, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *body = options_text(text, &error);
    if (!body)
        return command_fail(error);
    given->text = body;
    gint64 id = act_register(context->desk, given, &error);
    if (!id)
        return command_fail(error);
    g_autoptr(Inquiry) inquiry = inquiries_get(context->db, id, NULL);
    if (!inquiry)
        return print_out_of_sight(context, id);
    if (context->json)
        output_json(describe_inquiry(context->desk, inquiry, clock_now()));
    else
        output_line(_("Registered as inquiry %" PRId64 "."), id);
    return 0;
}

int command_inquiry_new(CommandContext *context, int argc, char **argv)
{
    g_autofree char *channel = NULL, *from = NULL, *subject = NULL, *received = NULL,
                    *language = NULL, *text = NULL, *category = NULL, *statistic = NULL;
    const GOptionEntry entries[] = {
        {"channel", 0, 0, G_OPTION_ARG_STRING, &channel, NULL, NULL},
        {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
        {"subject", 0, 0, G_OPTION_ARG_STRING, &subject, NULL, NULL},
        {"received", 0, 0, G_OPTION_ARG_STRING, &received, NULL, NULL},
        {"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
        {"category", 0, 0, G_OPTION_ARG_STRING, &category, NULL, NULL},
        {"statistic", 0, 0, G_OPTION_ARG_STRING, &statistic, NULL, NULL},
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    NewInquiry given = {.from = from,
                        .subject = subject,
                        .language = language,
                        .category = category,
                        .statistic = statistic};
    if (!channel)
        return command_usage_error(context->command, _("--channel is missing"));
    if (!channel_from_word(channel, &given.channel))
        return command_usage_error(context->command, _("\"%s\" is no channel"), channel);
    if (received && !time_text_parse(received, &given.received_at, &error))
        return command_usage_error(context->command, "%s", error->message);
    return register_it(context, &given, text);
}

/* The desk's sentences leave it to whoever holds the text to say where it is. */
static int fail_unrecorded(const char *text, const GError *error)
{
    int status = command_fail(error);
    if (!g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE) &&
        text[strspn(text, " \t\r\n")] != '\0')
        fputs(_("skranke: nothing was recorded and the text was not kept; give it again with the "
                "next try\n"),
              stderr);
    return status;
}

int command_inquiry_answered(CommandContext *context, int argc, char **argv)
{
    g_autofree char *channel_word = NULL, *text = NULL;
    gboolean close = FALSE;
    const GOptionEntry entries[] = {
        {"channel", 0, 0, G_OPTION_ARG_STRING, &channel_word, NULL, NULL},
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL},
        {"close", 0, 0, G_OPTION_ARG_NONE, &close, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    Channel channel = CHANNEL_LETTER;
    if (channel_word && !channel_from_word(channel_word, &channel))
        return command_usage_error(context->command, _("\"%s\" is no channel"), channel_word);
    g_autofree char *body = options_text(text, &error);
    if (!body)
        return command_fail(error);
    RecordedAnswer answer = {
        .text = body, .channel = channel_word ? &channel : NULL, .close = close};
    if (!act_answered(context->desk, id, &answer, &error))
        return fail_unrecorded(body, error);
    g_autoptr(Inquiry) inquiry = inquiries_get(context->db, id, &error);
    if (!inquiry)
        return command_fail(error);
    if (context->json)
        output_json(describe_inquiry(context->desk, inquiry, clock_now()));
    else
        output_line(_("The answer to inquiry %" PRId64 " is recorded."), id);
    return 0;
}

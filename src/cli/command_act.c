/* Owns the commands that do something with one inquiry. The acts themselves stand in src/desk. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* Shows the inquiry as it stands after the act. */
static int show_after(CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(context->db, id, &error);
    if (!inquiry)
        return command_fail(error);
    if (context->json)
        output_json(describe_inquiry(inquiry, clock_now()));
    else
        describe_inquiry_line(inquiry, clock_now());
    return 0;
}

static int act_on_one(CommandContext *context, int argc, char **argv,
                      bool (*act)(Desk *, gint64, GError **))
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    return act(context->desk, id, &error) ? show_after(context, id) : command_fail(error);
}

int command_inquiry_release(CommandContext *context, int argc, char **argv)
{
    return act_on_one(context, argc, argv, act_release);
}

int command_inquiry_close(CommandContext *context, int argc, char **argv)
{
    return act_on_one(context, argc, argv, act_close);
}

int command_inquiry_reopen(CommandContext *context, int argc, char **argv)
{
    return act_on_one(context, argc, argv, act_reopen);
}

int command_inquiry_take(CommandContext *context, int argc, char **argv)
{
    gboolean next = FALSE;
    const GOptionEntry entries[] = {{"next", 0, 0, G_OPTION_ARG_NONE, &next, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, entries, 0, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if ((words[0] != NULL) == (next == TRUE))
        return command_usage_error(context->command, _("give a number or --next"));
    if (words[0] && !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    bool taken = next ? (id = act_take_next(context->desk, &error)) != 0
                      : act_take(context->desk, id, &error);
    return taken ? show_after(context, id) : command_fail(error);
}

int command_inquiry_assign(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, NULL, 2, 2, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    return act_assign(context->desk, id, words[1], &error) ? show_after(context, id)
                                                           : command_fail(error);
}

int command_inquiry_note(CommandContext *context, int argc, char **argv)
{
    g_autofree char *given = NULL;
    const GOptionEntry entries[] = {{"text", 0, 0, G_OPTION_ARG_STRING, &given, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, entries, 1, 1, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *text = options_text(given, &error);
    return text && act_note(context->desk, id, text, &error) ? show_after(context, id)
                                                             : command_fail(error);
}

int command_inquiry_set(CommandContext *context, int argc, char **argv)
{
    g_autofree char *language = NULL, *subject = NULL, *state = NULL;
    const GOptionEntry entries[] = {{"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
                                    {"subject", 0, 0, G_OPTION_ARG_STRING, &subject, NULL, NULL},
                                    {"state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, entries, 1, 1, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    if (!language && !subject && !state)
        return command_usage_error(context->command, _("say what to set"));
    InquiryChange change = {.language = language, .subject = subject, .state = state};
    return act_set(context->desk, id, &change, &error) ? show_after(context, id)
                                                       : command_fail(error);
}

int command_undo(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (!act_undo(context->desk, &done, &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:s}", "undone", done));
    else
        output_line("%s", done);
    return 0;
}

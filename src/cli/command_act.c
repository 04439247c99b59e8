/* Owns the commands that take, give, close and open inquiries. The acts themselves stand in
 * src/desk; how an inquiry is sorted is command_sorting.c's. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/desk/acts.h"

#include "skranke/cli/each.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* An act that needs nothing but the number, as each_inquiry calls it. */
typedef struct {
    bool (*act)(Desk *desk, gint64 inquiry, GError **error);
} PlainAct;

static bool act_plainly(Desk *desk, gint64 id, gpointer wish, GError **error)
{
    return ((const PlainAct *)wish)->act(desk, id, error);
}

static int act_on_all(CommandContext *context, int argc, char **argv, PlainAct plain)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    return each_inquiry(context, words, g_strv_length(words), act_plainly, &plain);
}

int command_inquiry_release(CommandContext *context, int argc, char **argv)
{
    return act_on_all(context, argc, argv, (PlainAct){act_release});
}

int command_inquiry_close(CommandContext *context, int argc, char **argv)
{
    return act_on_all(context, argc, argv, (PlainAct){act_close});
}

int command_inquiry_reopen(CommandContext *context, int argc, char **argv)
{
    return act_on_all(context, argc, argv, (PlainAct){act_reopen});
}

static int take_next(CommandContext *context)
{
    g_autoptr(GError) error = NULL;
    gint64 id = act_take_next(context->desk, &error);
    return id ? each_print_after(context, id) : command_fail(error);
}

int command_inquiry_take(CommandContext *context, int argc, char **argv)
{
    gboolean next = FALSE;
    const GOptionEntry entries[] = {{"next", 0, 0, G_OPTION_ARG_NONE, &next, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    PlainAct take = {act_take};
    if (!options_read(context, argc, argv, entries, 0, -1, &words))
        return SKRANKE_ERROR_USAGE;
    if ((words[0] != NULL) == (next == TRUE))
        return command_usage_error(context->command, _("give a number or --next"));
    return next ? take_next(context)
                : each_inquiry(context, words, g_strv_length(words), act_plainly, &take);
}

static bool assign(Desk *desk, gint64 id, gpointer login, GError **error)
{
    return act_assign(desk, id, login, error);
}

/* The last word is the login. */
int command_inquiry_assign(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 2, -1, &words))
        return SKRANKE_ERROR_USAGE;
    guint ids = g_strv_length(words) - 1;
    return each_inquiry(context, words, ids, assign, words[ids]);
}

int command_inquiry_note(CommandContext *context, int argc, char **argv)
{
    g_autofree char *given = NULL;
    const GOptionEntry entries[] = {{"text", 0, 0, G_OPTION_ARG_STRING, &given, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *text = options_text(given, &error);
    return text && act_note(context->desk, id, text, &error) ? each_print_after(context, id)
                                                             : command_fail(error);
}

int command_undo(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    gboolean before = FALSE;
    const GOptionEntry entries[] = {{"before", 0, 0, G_OPTION_ARG_NONE, &before, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    bool ok = before ? act_undo_before(context->desk, &done, &error)
                     : act_undo(context->desk, &done, &error);
    if (!ok)
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:s}", "undone", done));
    else
        output_line("%s", done);
    return 0;
}

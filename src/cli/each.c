/* Owns acting on several inquiries with one command. The acts are the desk's. */
#include "skranke/cli/each.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

static int print_out_of_sight(const CommandContext *context, gint64 id)
{
    if (context->json)
        output_json(json_pack("{s:I, s:b}", "id", (json_int_t)id, "seen", 0));
    else
        output_line(_("Done. Inquiry %" PRId64 " is now where you do not see it; \"skranke undo\" "
                      "takes it back."),
                    id);
    return 0;
}

int each_print_after(CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(context->db, id, &error);
    if (!inquiry)
        return g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND)
                   ? print_out_of_sight(context, id)
                   : command_fail(error);
    if (context->json)
        output_json(describe_inquiry(context->desk, inquiry, clock_now()));
    else
        describe_inquiry_line(context->desk, inquiry, clock_now());
    return 0;
}

static int act_on(CommandContext *context, gint64 id, EachAct act, gpointer wish)
{
    g_autoptr(GError) error = NULL;
    return act(context->desk, id, wish, &error) ? each_print_after(context, id)
                                                : command_fail(error);
}

int each_inquiry(CommandContext *context, char **words, guint count, EachAct act, gpointer wish)
{
    g_autofree gint64 *ids = g_new0(gint64, count + 1);
    for (guint i = 0; i < count; i++)
        if (!options_number(context, words[i], &ids[i]))
            return SKRANKE_ERROR_USAGE;
    int worst = 0;
    for (guint i = 0; i < count; i++) {
        int status = act_on(context, ids[i], act, wish);
        worst = MAX(worst, status);
    }
    return worst;
}

guint each_numbers(char **words)
{
    guint count = 0;
    while (words[count] && *words[count] &&
           strspn(words[count], "0123456789") == strlen(words[count]))
        count++;
    return count;
}

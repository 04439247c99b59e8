/* Owns the commands about callers to be rung back: new, list, try, give-up. When one is due is
 * desk/call_backs.c's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/desk/phone_messages.h"
#include "skranke/desk/sorting.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { MOST_LISTED = 10000 };

/* ---- as JSON and as lines ---- */

static bool waits(const CallBack *call_back)
{
    return call_back->state == CALL_BACK_UNHANDLED || call_back->state == CALL_BACK_TRIED;
}

static json_t *describe_call_back(const CallBack *call_back, gint64 now)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(call_back->id));
    json_object_set_new(object, "state", json_string(call_back_state_words[call_back->state]));
    json_object_set_new(object, "number", output_text(call_back->number));
    json_object_set_new(object, "caller", describe_masked(call_back->caller, false));
    json_object_set_new(object, "matter", describe_masked(call_back->matter, false));
    json_object_set_new(object, "at", output_time(call_back->at));
    json_object_set_new(object, "by", output_text(call_back->operator_name));
    json_object_set_new(object, "due", output_time(call_back->due_at));
    json_object_set_new(object, "overdue",
                        json_boolean(waits(call_back) && call_back->due_at <= now));
    json_object_set_new(object, "tries", json_integer(call_back->tries));
    json_object_set_new(object, "tried", output_time(call_back->tried_at));
    json_object_set_new(object, "result", output_text(call_back->tried_result));
    json_object_set_new(object, "note", describe_masked(call_back->tried_note, false));
    json_object_set_new(object, "settled", output_time(call_back->settled_at));
    json_object_set_new(object, "call", output_number(call_back->call));
    json_object_set_new(object, "inquiry", output_number(call_back->inquiry));
    return object;
}

static char *tries_text(const CallBack *call_back, gint64 now)
{
    if (call_back->tries == 0)
        return g_strdup("");
    g_autofree char *when = time_text_short(call_back->tried_at, now);
    const char *result = "";
    for (int i = 0; call_back_result_words[i]; i++)
        if (strcmp(call_back_result_words[i], call_back->tried_result) == 0)
            result = call_back_result_text((CallBackResult)i);
    return g_strdup_printf(_("; tries: %" PRId64 ", last %s: %s"), call_back->tries, when, result);
}

static const char *state_text(const CallBack *call_back, gint64 now)
{
    static const char *const texts[] = {N_("not rung yet"), N_("tried"), N_("done"),
                                        N_("given up")};
    return waits(call_back) && call_back->due_at <= now ? _("overdue") : _(texts[call_back->state]);
}

static void print_line(const CallBack *call_back, gint64 now)
{
    g_autofree char *due = time_text_short(call_back->due_at, now);
    g_autofree char *number = phone_number_text(call_back->number);
    g_autofree char *tries = tries_text(call_back, now);
    g_autofree char *caller = describe_mask(call_back->caller, false);
    g_autofree char *matter = describe_mask(call_back->matter, false);
    output_line("%" PRId64 "  %s  %s  %s%s%s%s%s%s", call_back->id, number, due,
                state_text(call_back, now), *caller ? ", " : "", caller, *matter ? ": " : "",
                matter, tries);
}

static void print_one(const CommandContext *context, const CallBack *call_back)
{
    gint64 now = clock_now();
    if (context->json)
        output_json(describe_call_back(call_back, now));
    else
        print_line(call_back, now);
}

static int print_after(CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CallBack) call_back = call_backs_get(context->db, id, &error);
    if (!call_back)
        return command_fail(error);
    print_one(context, call_back);
    return 0;
}

/* ---- the commands ---- */

int command_callback_new(CommandContext *context, int argc, char **argv)
{
    g_autofree char *caller = NULL, *matter = NULL, *due = NULL;
    gint64 call = 0, due_at = 0;
    const GOptionEntry entries[] = {{"caller", 0, 0, G_OPTION_ARG_STRING, &caller, NULL, NULL},
                                    {"matter", 0, 0, G_OPTION_ARG_STRING, &matter, NULL, NULL},
                                    {"call", 0, 0, G_OPTION_ARG_INT64, &call, NULL, NULL},
                                    {"due", 0, 0, G_OPTION_ARG_STRING, &due, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *number = g_strjoinv(" ", words);
    if (*number == '\0' && !call)
        return command_usage_error(context->command, _("which number?"));
    if (due && !sorting_parse_moment(context->desk, due, &due_at, &error))
        return command_usage_error(context->command, "%s", error->message);
    gint64 id = call_back_add(context->desk, call, number, caller, matter, due_at, &error);
    return id ? print_after(context, id) : command_fail(error);
}

int command_callback_list(CommandContext *context, int argc, char **argv)
{
    gboolean all = FALSE;
    const GOptionEntry entries[] = {{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) call_backs = call_backs_list(context->db, !all, MOST_LISTED, &error);
    if (!call_backs)
        return command_fail(error);
    for (guint i = 0; i < call_backs->len && !output_is_closed(); i++)
        print_one(context, call_backs->pdata[i]);
    return 0;
}

static bool read_result(const char *word, CallBackResult *result)
{
    for (int i = 0; call_back_result_words[i]; i++)
        if (strcmp(call_back_result_words[i], word) == 0) {
            *result = (CallBackResult)i;
            return true;
        }
    return false;
}

int command_callback_try(CommandContext *context, int argc, char **argv)
{
    g_autofree char *note = NULL;
    const GOptionEntry entries[] = {{"note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    CallBackResult result = RESULT_SPOKE;
    if (!options_read_number(context, argc, argv, entries, 2, &words, &id))
        return SKRANKE_ERROR_USAGE;
    if (!read_result(words[1], &result))
        return command_usage_error(context->command, _("\"%.40s\" is no result of a call"),
                                   words[1]);
    return call_back_try(context->desk, id, result, note ? note : "", &error)
               ? print_after(context, id)
               : command_fail(error);
}

int command_callback_give_up(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    return call_back_give_up(context->desk, id, &error) ? print_after(context, id)
                                                        : command_fail(error);
}

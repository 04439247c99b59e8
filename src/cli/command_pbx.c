/* Owns the commands about the telephone system: check connects, asks and says what is there; watch
 * prints calls as they change. Neither writes to the database: that is the desk's. */
#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/services/pbx.h"

#include "skranke/desk/telephone.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { PATIENCE_SECONDS = 12, LINE_MS = 2000, INSPECT_MS = 8000, TICK_MS = 20, MINUTE = 60 };

typedef struct {
    const CommandContext *context;
    Pbx *pbx;
    bool over;
} Watch;

static gboolean end_loop(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

static gboolean tick(gpointer data)
{
    (void)data;
    return G_SOURCE_CONTINUE;
}

/* Runs the main loop until done says so, or the time is over. */
static void run_until(bool (*done)(const Pbx *pbx), const Pbx *pbx, guint milliseconds)
{
    bool late = false;
    guint end = g_timeout_add(milliseconds, end_loop, &late);
    guint ticks = g_timeout_add(TICK_MS, tick, NULL);
    while (!late && !done(pbx))
        g_main_context_iteration(NULL, TRUE);
    if (!late)
        g_source_remove(end);
    g_source_remove(ticks);
}

/* ---- check ---------------------------------------------------------------------------------- */

static void hear_nothing(const PbxCall *call, gpointer user)
{
    (void)call;
    (void)user;
}

static void hear_no_failure(const char *sentence, gpointer user)
{
    (void)sentence;
    (void)user;
}

static const PbxListener silent = {hear_nothing, hear_no_failure};

static bool is_decided(const Pbx *pbx)
{
    return pbx_connection(pbx) == PBX_CONNECTED || pbx_connection(pbx) == PBX_AWAY ||
           pbx_connection(pbx) == PBX_OFF;
}

static bool own_line_is_known(const Pbx *pbx)
{
    return pbx_line((Pbx *)(guintptr)pbx, pbx_extension(pbx)).at != 0;
}

/* What is found in a few seconds. */
typedef struct {
    gint64 milliseconds;
    guint waiting;
    gint64 longest; /* seconds */
    const char *trouble;
    Line own;
    bool good;
} Found;

static void count_waiting(const Pbx *pbx, Found *found)
{
    g_autoptr(GPtrArray) calls = pbx_calls(pbx);
    for (guint i = 0; i < calls->len; i++) {
        const PbxCall *call = calls->pdata[i];
        if (call->state != PBX_WAITING && call->state != PBX_RETURNED)
            continue;
        found->waiting++;
        found->longest = MAX(found->longest, clock_now() - call->began_at);
    }
}

static Found look(Pbx *pbx)
{
    Found found = {.good = true};
    gint64 began = clock_monotonic_ms();
    run_until(is_decided, pbx, PATIENCE_SECONDS * 1000);
    found.milliseconds = clock_monotonic_ms() - began;
    if (pbx_connection(pbx) == PBX_CONNECTED && *pbx_extension(pbx) != '\0')
        run_until(own_line_is_known, pbx, LINE_MS);
    found.own = pbx_line(pbx, pbx_extension(pbx));
    found.trouble = pbx_trouble(pbx);
    if (pbx_connection(pbx) == PBX_CONNECTING)
        found.trouble = _("The telephone system did not answer within 12 seconds.");
    count_waiting(pbx, &found);
    found.good = *found.trouble == '\0';
    return found;
}

/* What is missing, each with the line to add. */
static const GPtrArray *inspect(Pbx *pbx, Found *found)
{
    pbx_inspect(pbx);
    if (pbx_connection(pbx) == PBX_CONNECTED)
        run_until(pbx_is_inspected, pbx, INSPECT_MS);
    const GPtrArray *findings = pbx_findings(pbx);
    found->good = found->good && findings->len == 0;
    return findings;
}

static json_t *findings_json(const Pbx *pbx)
{
    const GPtrArray *findings = pbx_findings(pbx);
    json_t *list = json_array();
    for (guint i = 0; i < findings->len; i++)
        json_array_append_new(list, output_text(findings->pdata[i]));
    return list;
}

static void print_found_json(const CommandContext *context, const Pbx *pbx, const Found *found)
{
    static const char *const connections[] = {"off", "connecting", "connected", "away"};
    output_json(json_pack("{s:o, s:s, s:b, s:o, s:o, s:I, s:o, s:I, s:o, s:b, s:b, s:s}", "driver",
                          output_text(config_text(context->config, "pbx", "driver")), "connection",
                          connections[pbx_connection(pbx)], "ok", found->good, "trouble",
                          output_text(found->trouble), "missing", findings_json(pbx),
                          "milliseconds", (json_int_t)found->milliseconds, "queue",
                          output_text(config_text(context->config, "pbx", "queue")), "waiting",
                          (json_int_t)found->waiting, "extension", output_text(pbx_extension(pbx)),
                          "member", pbx_is_member(pbx), "paused", pbx_is_paused(pbx), "line",
                          line_state_words[found->own.state]));
}

static char *found_text(const CommandContext *context, const Pbx *pbx, const Found *found)
{
    const char *queue = config_text(context->config, "pbx", "queue");
    if (pbx_connection(pbx) == PBX_OFF)
        return g_strdup(_("none; calls are noted by hand"));
    if (pbx_connection(pbx) != PBX_CONNECTED)
        return g_strdup(found->trouble);
    g_autofree char *calls = g_strdup_printf(
        _("connected in %" PRId64 " ms; queue %s: %u waiting, longest %" PRId64 " min"),
        found->milliseconds, *queue != '\0' ? queue : "?", found->waiting, found->longest / MINUTE);
    const char *member = pbx_is_paused(pbx)   ? _("paused")
                         : pbx_is_member(pbx) ? _("in the queue")
                                              : _("not in the queue: no caller comes to it");
    const char *extension = pbx_extension(pbx);
    g_autofree char *own = *extension != '\0'
                               ? g_strdup_printf(_("; your telephone %s: %s"), extension, member)
                               : g_strdup("");
    return g_strconcat(calls, own, *found->trouble != '\0' ? ". " : "", found->trouble, NULL);
}

bool command_pbx_summary(const CommandContext *context, char **text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Pbx) pbx = pbx_open(context->config, "", &silent, NULL, &error);
    if (pbx == NULL) {
        *text = g_strdup(error->message);
        return false;
    }
    Found found = look(pbx);
    *text = found_text(context, pbx, &found);
    return found.good;
}

int command_pbx_check(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    g_autofree char *extension = telephone_own_number(context->desk);
    g_autoptr(Pbx) pbx = pbx_open(context->config, extension, &silent, NULL, &error);
    if (pbx == NULL)
        return command_fail(error);
    Found found = look(pbx);
    const GPtrArray *findings = inspect(pbx, &found);
    g_autofree char *text = found_text(context, pbx, &found);
    if (context->json)
        print_found_json(context, pbx, &found);
    else
        output_line(_("Telephone system: %s"), text);
    for (guint i = 0; !context->json && i < findings->len; i++)
        output_line("- %s", (const char *)findings->pdata[i]);
    return found.good ? 0 : SKRANKE_ERROR_FAILED;
}

/* ---- watch ---------------------------------------------------------------------------------- */

static void print_call_json(const PbxCall *call)
{
    output_json(json_pack(
        "{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "at",
        output_time(call->changed_at), "id", call->id, "state", pbx_state_words[call->state],
        "number", output_text(call->number), "name", output_text(call->name), "queue",
        output_text(call->queue), "position", output_number(call->position), "began",
        output_time(call->began_at), "answered", output_time(call->answered_at), "target",
        output_text(call->target), "reason", output_text(pbx_reason_words[call->reason]),
        "parked_until", output_time(call->parked_until), "operator", output_text(call->operator_)));
}

static void print_call(const PbxCall *call)
{
    g_autofree char *clock = time_text_clock(call->changed_at);
    const char *who = *call->name != '\0'     ? call->name
                      : *call->number != '\0' ? call->number
                                              : _("hidden number");
    output_line("%s %s: %s%s%s%s%s%s%s", clock, who, pbx_state_text(call->state),
                *call->target != '\0' ? " → " : "", call->target,
                call->reason != PBX_REASON_NONE ? " (" : "", pbx_reason_text(call->reason),
                call->reason != PBX_REASON_NONE ? ")" : "", "");
}

static void print_connection(const Watch *watch)
{
    g_autofree char *text = pbx_connection_text(watch->pbx);
    const char *trouble = pbx_trouble(watch->pbx);
    if (watch->context->json)
        output_json(json_pack("{s:o, s:o, s:o, s:b}", "at", output_time(clock_now()), "connection",
                              output_text(text), "trouble", output_text(trouble), "paused",
                              pbx_is_paused(watch->pbx)));
    else
        output_line("%s%s%s", text, *trouble != '\0' ? ". " : "", trouble);
}

static void on_changed(const PbxCall *call, gpointer user)
{
    Watch *watch = user;
    if (watch->pbx == NULL)
        return;
    if (call == NULL)
        print_connection(watch);
    else if (watch->context->json)
        print_call_json(call);
    else
        print_call(call);
    watch->over = watch->over || output_finish(0) != 0 || output_is_closed();
}

static void on_failed(const char *sentence, gpointer user)
{
    Watch *watch = user;
    if (watch->context->json)
        output_json(json_pack("{s:o, s:o}", "at", output_time(clock_now()), "failed",
                              output_text(sentence)));
    else
        output_line("%s", sentence);
}

static gboolean on_interrupt(gpointer data)
{
    ((Watch *)data)->over = true;
    return G_SOURCE_CONTINUE;
}

static void run_watch(Watch *watch, int seconds)
{
    bool late = false;
    guint end = seconds > 0 ? g_timeout_add_seconds((guint)seconds, end_loop, &late) : 0;
    guint interrupt = g_unix_signal_add(SIGINT, on_interrupt, watch);
    while (!late && !watch->over)
        g_main_context_iteration(NULL, TRUE);
    if (!late && end != 0)
        g_source_remove(end);
    g_source_remove(interrupt);
}

int command_pbx_watch(CommandContext *context, int argc, char **argv)
{
    static const PbxListener listener = {on_changed, on_failed};
    int seconds = 0;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {{"seconds", 0, 0, G_OPTION_ARG_INT, &seconds, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (seconds < 0)
        return command_usage_error(context->command, _("\"%d\" is no number of seconds"), seconds);
    g_autoptr(GError) error = NULL;
    g_autofree char *extension = telephone_own_number(context->desk);
    Watch watch = {.context = context};
    g_autoptr(Pbx) pbx = pbx_open(context->config, extension, &listener, &watch, &error);
    if (pbx == NULL)
        return command_fail(error);
    watch.pbx = pbx;
    if (pbx_connection(pbx) == PBX_OFF) {
        output_line("%s", _("There is no telephone system: [pbx] driver is none."));
        return 0;
    }
    run_watch(&watch, seconds);
    watch.pbx = NULL; /* what closing tells is not printed */
    return output_finish(0);
}

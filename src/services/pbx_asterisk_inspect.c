/* Owns the questions by which an administrator learns what Asterisk's configuration lacks: rights
 * of the manager user, contexts, the hint, the queue. Moves and rings nobody; the one event it
 * provokes is its own. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_asterisk.h"

enum { PROBE_MS = 3000 };

/* As docs/pbx.md has it. */
#define RETURN_LINE                                                                                \
    "same => n,UserEvent(SentralbordRetur,Mal: ${SBMAL},Grunn: ${DIALSTATUS},Arsak: "              \
    "${HANGUPCAUSE})"

/* ---- findings ------------------------------------------------------------------------------- */

/* A name of the system's, in a sentence that ends with the line to add. */
static void found(Pbx *pbx, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void found(Pbx *pbx, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(pbx->findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* ---- rights to write, modules --------------------------------------------------------------- */

/* An action that only those see who may do it. */
static const struct {
    const char *action, *right;
} rights[] = {
    {"Redirect", "call"},       {"QueuePause", "agent"},
    {"Originate", "originate"}, {"CoreShowChannels", "reporting"},
    {"UserEvent", "user"},
};

static bool is_listed(const PbxBlock *block, const char *action)
{
    return *pbx_block_get(block, action) != '\0';
}

static void on_commands(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    const PbxBlock *block = blocks->pdata[0];
    Pbx *pbx = asterisk->pbx;
    GString *missing = g_string_new(NULL);
    (void)ask;
    pbx->inspecting--;
    for (guint i = 0; asterisk_accepted(blocks) && i < G_N_ELEMENTS(rights); i++)
        if (!is_listed(block, rights[i].action))
            g_string_append_printf(missing, "%s%s", missing->len > 0 ? ", " : "", rights[i].right);
    if (missing->len > 0)
        found(pbx,
              _("The manager user lacks the right to write: %s. In manager.conf, section [%s]: "
                "write = call,agent,originate,reporting,user"),
              missing->str, asterisk->user);
    if (asterisk_accepted(blocks) && is_listed(block, "Redirect") && !is_listed(block, "Park"))
        found(pbx, _("Nobody can be parked. In modules.conf: load = res_parking.so"));
    g_string_free(missing, TRUE);
}

/* ---- contexts ------------------------------------------------------------------------------- */

static bool brings_back(const GPtrArray *blocks)
{
    for (guint i = 1; i < blocks->len; i++)
        if (pbx_block_is(blocks->pdata[i], "Application", "UserEvent") &&
            g_str_has_prefix(pbx_block_get(blocks->pdata[i], "AppData"), "SentralbordRetur"))
            return true;
    return false;
}

static void on_context(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    Pbx *pbx = asterisk->pbx;
    const char *context = pbx->names.context;
    (void)ask;
    pbx->inspecting--;
    /* Without the right to look it has been said already, and nothing is known of the context. */
    if (asterisk_denied(blocks))
        return;
    if (!asterisk_accepted(blocks))
        found(pbx,
              _("There is no dialplan context %s. In extensions.conf: [%s], as docs/pbx.md "
                "has it"),
              context, context);
    else if (!brings_back(blocks))
        found(pbx,
              _("The context %s does not say why a caller comes back. In extensions.conf, section "
                "[%s]: %s"),
              context, context, RETURN_LINE);
}

static void on_own_number(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    const PbxNames *names = &asterisk->pbx->names;
    (void)ask;
    asterisk->pbx->inspecting--;
    if (!asterisk_denied(blocks) && !asterisk_accepted(blocks))
        found(asterisk->pbx,
              _("The number %s cannot be rung. In extensions.conf, section [%s]: exten => "
                "%s,1,Dial(%s,25,tT)"),
              names->extension, names->internal_context, names->extension, names->interface);
}

/* ---- this desk ------------------------------------------------------------------------------ */

static void on_hint(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    const PbxNames *names = &asterisk->pbx->names;
    (void)ask;
    asterisk->pbx->inspecting--;
    if (asterisk_accepted(blocks) && pbx_block_number(blocks->pdata[0], "Status", 0) < 0)
        found(asterisk->pbx,
              _("The number %s has no hint. In extensions.conf, section [%s]: exten => %s,hint,%s"),
              names->extension, names->internal_context, names->extension, names->interface);
}

static void look_at_queue(Pbx *pbx)
{
    const PbxNames *names = &pbx->names;
    if (*names->queue == '\0')
        found(pbx, _("No queue is named. In skranke.ini, section [pbx]: queue = sentralbord"));
    else if (!pbx_calls_has_queue(pbx->calls))
        found(pbx, _("There is no queue %s. In queues.conf: [%s]"), names->queue, names->queue);
    else if (*names->interface != '\0' && !pbx_calls_is_member(pbx->calls))
        found(pbx, _("%s is no member of the queue. In queues.conf, section [%s]: member => %s"),
              names->interface, names->queue, names->interface);
    if (*names->extension == '\0')
        found(pbx, _("The number of this telephone is not known. In skranke.ini, section [pbx]: "
                     "extension = 2101"));
}

/* ---- do events come? ------------------------------------------------------------------------ */

static gboolean on_probe_time(gpointer data)
{
    Asterisk *asterisk = data;
    Pbx *pbx = asterisk->pbx;
    asterisk->probe = 0;
    if (!pbx->probing)
        return G_SOURCE_REMOVE;
    pbx->probing = false;
    pbx->inspecting--;
    found(pbx, _("No event comes. In manager.conf, section [%s]: read = call,agent,user"),
          asterisk->user);
    return G_SOURCE_REMOVE;
}

static void on_probed(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    Pbx *pbx = asterisk->pbx;
    (void)ask;
    if (asterisk_accepted(blocks) || !pbx->probing)
        return;
    /* Not allowed to provoke one: whether events come stays open. */
    pbx->probing = false;
    pbx->inspecting--;
}

static void probe(Asterisk *asterisk)
{
    asterisk->pbx->probing = true;
    asterisk->pbx->inspecting++;
    g_clear_handle_id(&asterisk->probe, g_source_remove);
    asterisk->probe = g_timeout_add((guint)(PROBE_MS / asterisk->hurry), on_probe_time, asterisk);
    asterisk_send(asterisk, on_probed, NULL, "UserEvent", "UserEvent", PBX_PROBE, NULL);
}

void asterisk_inspect(Pbx *pbx)
{
    Asterisk *asterisk = pbx->own;
    look_at_queue(pbx);
    pbx->inspecting++;
    asterisk_send(asterisk, on_commands, NULL, "ListCommands", NULL);
    pbx->inspecting++;
    asterisk_send(asterisk, on_context, NULL, "ShowDialPlan", "Context", pbx->names.context, NULL);
    if (*pbx->names.extension != '\0') {
        /* Never the whole of that context: it may hold thousands of numbers. */
        pbx->inspecting++;
        asterisk_send(asterisk, on_own_number, NULL, "ShowDialPlan", "Context",
                      pbx->names.internal_context, "Extension", pbx->names.extension, NULL);
        pbx->inspecting++;
        asterisk_send(asterisk, on_hint, NULL, "ExtensionState", "Context",
                      pbx->names.internal_context, "Exten", pbx->names.extension, NULL);
    }
    probe(asterisk);
}

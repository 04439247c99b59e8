/* Owns what Asterisk is asked to do. Callers are moved only into the context of the settings, which
 * brings them back where nobody answers; never to a number that the system does not know; and never
 * connected to somebody who has not answered. What comes of it, events say. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_asterisk.h"

#define PARKED_MS "60000"

/* ---- what was not done ---------------------------------------------------------------------- */

static void fail(Asterisk *asterisk, const char *format, const char *value)
{
    g_autofree char *sentence = g_strdup_printf(format, value);
    pbx_tell_failed(asterisk->pbx, sentence);
}

/* The answer to an act: success says nothing, a refusal says that nothing was done. */
static void on_asked(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    if (asterisk_accepted(blocks))
        return;
    if (*ask->call != '\0')
        pbx_calls_not_done(asterisk->pbx->calls, ask->call);
    if (asterisk_denied(blocks)) {
        pbx_tell_failed(asterisk->pbx,
                        _("The telephone system did not allow it; nothing was done. Try again; if "
                          "it stays so, its manager user lacks a right."));
        return;
    }
    fail(asterisk, _("The telephone system did not do it: %s. Nothing was done."),
         pbx_block_get(blocks->pdata[0], "Message"));
}

/* ---- acts ----------------------------------------------------------------------------------- */

static void asked(Asterisk *asterisk, const Ask *ask)
{
    if (ask->call != NULL)
        pbx_calls_asked(asterisk->pbx->calls, ask->call, ask->act, ask->number, pbx_moment());
    pbx_set_clock(asterisk->pbx);
}

static void redirect(Asterisk *asterisk, const Ask *ask, const char *number)
{
    Pbx *pbx = asterisk->pbx;
    g_autofree char *caller = g_strdup(pbx_calls_caller_channel(pbx->calls, ask->call));
    asked(asterisk, ask);
    asterisk_send(asterisk, on_asked, ask, "Redirect", "Channel", caller, "Context",
                  pbx->names.context, "Exten", number, "Priority", "1", NULL);
}

/* Asks on the operator's leg, as its keys would. */
static void consult(Asterisk *asterisk, const Ask *ask)
{
    Pbx *pbx = asterisk->pbx;
    g_autofree char *own = g_strdup(pbx_calls_own_channel(pbx->calls, ask->call));
    asked(asterisk, ask);
    asterisk_send(asterisk, on_asked, ask, "Atxfer", "Channel", own, "Context",
                  pbx->names.internal_context, "Exten", ask->number, NULL);
}

/* What the system says of the number; the call may have gone on meanwhile. */
static void on_checked(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    const PbxCall *call = pbx_call(asterisk->pbx, ask->call);
    gint64 status = pbx_block_number(blocks->pdata[0], "Status", 0);
    const char *why = call == NULL ? _("The caller is gone; nobody was rung.")
                                   : pbx_refusal(asterisk->pbx, ask->act, call, ask->number);
    if (!asterisk_accepted(blocks))
        on_asked(asterisk, ask, blocks);
    else if (why != NULL)
        pbx_tell_failed(asterisk->pbx, why);
    else if (status < 0)
        fail(asterisk, _("There is no number %s. The caller is still with you."), ask->number);
    else if (status == 4)
        fail(asterisk, _("The telephone %s is switched off. The caller is still with you."),
             ask->number);
    else if (ask->act == PBX_TRANSFER)
        redirect(asterisk, ask, ask->number);
    else
        consult(asterisk, ask);
}

/* Numbers inside the house are asked about first; of others nothing is known. */
static void reach(Asterisk *asterisk, const Ask *ask)
{
    if (pbx_is_internal(ask->number))
        asterisk_send(asterisk, on_checked, ask, "ExtensionState", "Context",
                      asterisk->pbx->names.internal_context, "Exten", ask->number, NULL);
    else if (ask->act == PBX_TRANSFER)
        redirect(asterisk, ask, ask->number);
    else
        consult(asterisk, ask);
}

static void to_own(Asterisk *asterisk, const Ask *ask)
{
    redirect(asterisk, ask, asterisk->pbx->names.extension);
}

static void complete(Asterisk *asterisk, const Ask *ask)
{
    g_autofree char *own = g_strdup(pbx_calls_own_channel(asterisk->pbx->calls, ask->call));
    asked(asterisk, ask);
    asterisk_send(asterisk, on_asked, ask, "Hangup", "Channel", own, "Cause", "16", NULL);
}

static void cancel(Asterisk *asterisk, const Ask *ask)
{
    const PbxCall *call = pbx_call(asterisk->pbx, ask->call);
    if (call->state == PBX_TRANSFERRING) {
        to_own(asterisk, ask);
        return;
    }
    g_autofree char *own = g_strdup(pbx_calls_own_channel(asterisk->pbx->calls, ask->call));
    asked(asterisk, ask);
    asterisk_send(asterisk, on_asked, ask, "CancelAtxfer", "Channel", own, NULL);
}

static void park(Asterisk *asterisk, const Ask *ask)
{
    PbxCalls *calls = asterisk->pbx->calls;
    g_autofree char *caller = g_strdup(pbx_calls_caller_channel(calls, ask->call));
    g_autofree char *own = g_strdup(pbx_calls_own_channel(calls, ask->call));
    asked(asterisk, ask);
    asterisk_send(asterisk, on_asked, ask, "Park", "Channel", caller, "TimeoutChannel", own,
                  "Timeout", PARKED_MS, "Parkinglot", "default", NULL);
}

static void pause_queue(Asterisk *asterisk, const Ask *ask)
{
    const PbxNames *names = &asterisk->pbx->names;
    asterisk_send(asterisk, on_asked, ask, "QueuePause", "Queue", names->queue, "Interface",
                  names->interface, "Paused", ask->act == PBX_PAUSE ? "true" : "false", "Reason",
                  ask->number, NULL);
}

static void dial(Asterisk *asterisk, const Ask *ask)
{
    const PbxNames *names = &asterisk->pbx->names;
    asterisk_send(asterisk, on_asked, ask, "Originate", "Channel", names->interface, "Context",
                  names->internal_context, "Exten", ask->number, "Priority", "1", "CallerID",
                  names->extension, "Timeout", "30000", "Async", "true", NULL);
}

/* Is a request about this call under way? Until it is answered nothing else is asked. */
static bool is_under_way(const Asterisk *asterisk, const char *call)
{
    for (guint i = 0; i < asterisk->asks->len; i++)
        if (strcmp(((const Ask *)asterisk->asks->pdata[i])->call, call) == 0)
            return true;
    return false;
}

void asterisk_act(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number)
{
    static void (*const how[])(Asterisk * asterisk, const Ask *ask) = {
        [PBX_TAKE] = to_own,       [PBX_TRANSFER] = reach,    [PBX_CONSULT] = reach,
        [PBX_COMPLETE] = complete, [PBX_CANCEL] = cancel,     [PBX_PARK] = park,
        [PBX_UNPARK] = to_own,     [PBX_PAUSE] = pause_queue, [PBX_RESUME] = pause_queue,
        [PBX_DIAL] = dial,
    };
    Asterisk *asterisk = pbx->own;
    g_autofree char *id = g_strdup(call != NULL ? call->id : NULL);
    g_autofree char *given = g_strdup(number);
    const Ask ask = {.act = act, .call = id, .number = given};
    if (id == NULL || !is_under_way(asterisk, id))
        how[act](asterisk, &ask);
    else
        pbx_tell_failed(pbx, _("Something is under way with this caller already: wait a moment."));
}

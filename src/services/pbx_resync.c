/* Owns what the lists of the telephone system replace after a connection was made (anew): calls
 * that are there go on as they are there, those that are gone ended while nobody looked. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_records.h"

static void leg_free(gpointer data)
{
    Leg *leg = data;
    g_free(leg->channel);
    g_free(leg->unique);
    g_free(leg->linked);
    g_free(leg->bridge);
    g_free(leg->number);
    g_free(leg->name);
    g_free(leg);
}

void pbx_calls_resync_begin(PbxCalls *calls)
{
    GHashTableIter iterator;
    gpointer value;
    g_clear_pointer(&calls->legs, g_ptr_array_unref);
    calls->legs = g_ptr_array_new_with_free_func(leg_free);
    calls->has_queue = calls->member = calls->paused = false;
    g_hash_table_remove_all(calls->free);
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Record *record = value;
        record->in_queue = record->in_lot = record->leaving = false;
    }
}

/* ---- the lists ------------------------------------------------------------------------------ */

void resync_queue(PbxCalls *calls, const PbxBlock *block)
{
    calls->has_queue = calls->has_queue || is_own_queue(calls, block);
}

void resync_channel(PbxCalls *calls, const PbxBlock *block)
{
    if (calls->legs == NULL)
        return;
    Leg *leg = g_new0(Leg, 1);
    leg->channel = g_strdup(pbx_block_get(block, "Channel"));
    leg->unique = g_strdup(pbx_block_get(block, "Uniqueid"));
    leg->linked = g_strdup(pbx_block_get(block, "Linkedid"));
    leg->bridge = g_strdup(pbx_block_get(block, "BridgeId"));
    leg->number = g_strdup(pbx_block_get(block, "CallerIDNum"));
    leg->name = g_strdup(pbx_block_get(block, "CallerIDName"));
    leg->ringing = pbx_block_is(block, "ChannelStateDesc", "Ringing");
    leg->up = pbx_block_is(block, "ChannelStateDesc", "Up");
    g_ptr_array_add(calls->legs, leg);
}

static const Leg *leg_of(const PbxCalls *calls, const char *channel)
{
    for (guint i = 0; calls->legs != NULL && i < calls->legs->len; i++) {
        const Leg *leg = calls->legs->pdata[i];
        if (strcmp(leg->channel, channel) == 0)
            return leg;
    }
    return NULL;
}

/* A queue entry does not say which call it is: its leg does. */
void resync_entry(PbxCalls *calls, const PbxBlock *block)
{
    const char *channel = pbx_block_get(block, "Channel");
    const Leg *leg = leg_of(calls, channel);
    const char *id =
        leg != NULL && *leg->linked != '\0' ? leg->linked : pbx_block_get(block, "Uniqueid");
    if (!is_own_queue(calls, block) || *id == '\0')
        return;
    Record *record = record_of_channel(calls, channel);
    if (record == NULL)
        record = record_find(calls, id);
    bool fresh = record == NULL;
    if (fresh)
        record = record_add(calls, id, channel, pbx_block_get(block, "CallerIDNum"),
                            pbx_block_get(block, "CallerIDName"));
    gint64 wait = CLAMP(pbx_block_number(block, "Wait", 0), 0, calls->moment.now);
    record_text(&record->told.queue, pbx_block_get(block, "Queue"));
    record->told.position = (int)CLAMP(pbx_block_number(block, "Position", 0), 0, G_MAXINT16);
    record->in_queue = true;
    if (fresh)
        record->told.began_at = calls->moment.now - wait;
}

/* ---- putting it together -------------------------------------------------------------------- */

/* The leg that is connected to this one; own: only this desk's. */
static const Leg *connected(const PbxCalls *calls, const Leg *leg, bool own)
{
    for (guint i = 0; *leg->bridge != '\0' && i < calls->legs->len; i++) {
        const Leg *other = calls->legs->pdata[i];
        if (other != leg && strcmp(other->bridge, leg->bridge) == 0 &&
            is_own(calls, other->channel) == own)
            return other;
    }
    return NULL;
}

/* This desk's leg in the call, where it rings. */
static const Leg *ringing_own(const PbxCalls *calls, const Record *record)
{
    for (guint i = 0; i < calls->legs->len; i++) {
        const Leg *leg = calls->legs->pdata[i];
        if (leg->ringing && is_own(calls, leg->channel) &&
            strcmp(leg->linked, record->told.id) == 0)
            return leg;
    }
    return NULL;
}

/* This desk's leg in the call where it is connected to somebody else while the caller is held. */
static const Leg *consulting_own(const PbxCalls *calls, const Record *record, const Leg *caller)
{
    for (guint i = 0; i < calls->legs->len; i++) {
        const Leg *leg = calls->legs->pdata[i];
        if (leg != caller && leg->up && is_own(calls, leg->channel) && *leg->bridge != '\0' &&
            *caller->bridge != '\0' && strcmp(leg->linked, record->told.id) == 0 &&
            strcmp(leg->bridge, caller->bridge) != 0)
            return leg;
    }
    return NULL;
}

static void consults(PbxCalls *calls, Record *record, const Leg *own)
{
    const Leg *other = connected(calls, own, false);
    bool ready = other != NULL && other->up;
    record_settle(record);
    record->mine = true;
    record->act = PBX_CONSULT;
    if (record->told.answered_at == 0)
        record->told.answered_at = calls->moment.now;
    if (*record->told.target == '\0' && other != NULL)
        record_text(&record->told.target, other->number);
    record_text(&record->own_channel, own->channel);
    record_text(&record->other_channel, other != NULL ? other->channel : "");
    if (!ready)
        record_wait(calls, record, RINGS_MS);
    record_state(calls, record, ready ? PBX_READY : PBX_CONSULTING);
}

static bool is_under_way(const Record *record)
{
    return record->told.state == PBX_TRANSFERRING || record->told.state == PBX_UNKNOWN;
}

static void queued_again(PbxCalls *calls, Record *record)
{
    record_text(&record->own_channel, "");
    if (record->mine || record->over || is_under_way(record))
        record_returned(calls, record, PBX_REASON_NONE);
    else if (record->told.state != PBX_RETURNED)
        record_state(calls, record, PBX_WAITING);
}

/* The call is there: what it is doing now. */
static void reconcile(PbxCalls *calls, Record *record, const Leg *leg)
{
    const Leg *own = connected(calls, leg, true), *other = connected(calls, leg, false);
    const Leg *ringing = ringing_own(calls, record);
    const Leg *consulting = consulting_own(calls, record, leg);
    bool spoken_to = record->told.state == PBX_TALKING || record->told.state == PBX_CONSULTING ||
                     record->told.state == PBX_READY;
    if (ringing != NULL) {
        record_text(&record->own_channel, ringing->channel);
        record_state(calls, record, PBX_RINGING);
    } else if (record->in_queue) {
        queued_again(calls, record);
    } else if (own != NULL) {
        record_talks(calls, record, own->channel);
    } else if (record->in_lot || record->over) {
        ;
    } else if (consulting != NULL && other == NULL) {
        consults(calls, record, consulting);
    } else if (other != NULL && is_under_way(record)) {
        g_autofree char *target = g_strdup(record->told.target);
        record_done(calls, record, *target != '\0' ? target : "?");
    } else if (other != NULL) {
        record_elsewhere(calls, record, *other->number != '\0' ? other->number : other->channel);
    } else if (record->told.state == PBX_TRANSFERRING ||
               (record->told.state == PBX_UNKNOWN && record->asked)) {
        record_wait(calls, record, SOON_MS);
    } else if (spoken_to || record->told.state == PBX_PARKED) {
        record_state(calls, record, PBX_UNKNOWN);
    } else {
        record_elsewhere(calls, record, record->told.operator_);
    }
}

/* It ended while nobody looked. What is known decides; what is not known is said. */
static void vanished(PbxCalls *calls, Record *record)
{
    PbxState state = record->told.state;
    if (!record->over && state != PBX_ELSEWHERE) {
        record_state(calls, record, PBX_UNKNOWN);
        if (state == PBX_WAITING || state == PBX_RINGING || state == PBX_RETURNED ||
            state == PBX_PARKED)
            record_lost(calls, record, PBX_REASON_NONE);
        else if (state == PBX_TALKING || state == PBX_CONSULTING || state == PBX_READY)
            record_done(calls, record, "");
        calls_failed(calls, record,
                     _("%s is gone since the telephone system was away: what became of the call is "
                       "not known."));
    }
    record_remove(calls, record);
}

/* Somebody whom this desk was speaking to already when it began to listen. */
static void find_own_call(PbxCalls *calls, const Leg *own)
{
    const Leg *caller = NULL;
    if (!is_own(calls, own->channel) || strcmp(own->unique, own->linked) == 0 ||
        *own->linked == '\0' || record_find(calls, own->linked) != NULL)
        return;
    for (guint i = 0; i < calls->legs->len; i++) {
        const Leg *leg = calls->legs->pdata[i];
        if (strcmp(leg->unique, own->linked) == 0)
            caller = leg;
    }
    if (caller != NULL)
        record_add(calls, own->linked, caller->channel, caller->number, caller->name);
}

void pbx_calls_resync_end(PbxCalls *calls, PbxMoment moment)
{
    calls->moment = moment;
    if (calls->legs == NULL)
        return;
    for (guint i = 0; i < calls->legs->len; i++)
        find_own_call(calls, calls->legs->pdata[i]);
    g_autoptr(GPtrArray) all = records_of_all(calls);
    for (guint i = 0; i < all->len; i++) {
        Record *record = all->pdata[i];
        const Leg *leg = leg_of(calls, record->channel);
        if (leg != NULL)
            reconcile(calls, record, leg);
        else
            vanished(calls, record);
    }
    g_clear_pointer(&calls->legs, g_ptr_array_unref);
}

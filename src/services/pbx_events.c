/* Owns what each event of the telephone system means for a call. Believes events only: a call is
 * transferred when the other has answered, lost when the caller's leg is gone.
 *
 * The caller's leg and the id stay the same from queue to transfer and back. */
#include <string.h>

#include "pbx_records.h"

/* ---- which call ----------------------------------------------------------------------------- */

Record *record_of_block(const PbxCalls *calls, const PbxBlock *block)
{
    static const char *const ids[] = {"Linkedid",           "TransfereeLinkedid",
                                      "ParkeeLinkedid",     "OrigTransfererLinkedid",
                                      "TransfererLinkedid", "SecondTransfererLinkedid",
                                      "DestLinkedid"};
    static const char *const legs[] = {"Channel",           "TransfereeChannel",
                                       "ParkeeChannel",     "OrigTransfererChannel",
                                       "TransfererChannel", "SecondTransfererChannel"};
    Record *record = NULL;
    for (guint i = 0; record == NULL && i < G_N_ELEMENTS(ids); i++)
        record = record_find(calls, pbx_block_get(block, ids[i]));
    for (guint i = 0; record == NULL && i < G_N_ELEMENTS(legs); i++)
        record = record_of_channel(calls, pbx_block_get(block, legs[i]));
    return record;
}

/* The one of the block's caller, made where it is not known yet. NULL: the block names none. */
Record *record_of_caller(PbxCalls *calls, const PbxBlock *block)
{
    const char *id = pbx_block_get(block, "Linkedid");
    Record *record = record_of_block(calls, block);
    if (record == NULL && *id == '\0')
        id = pbx_block_get(block, "Uniqueid");
    if (record == NULL && *id != '\0')
        record =
            record_add(calls, id, pbx_block_get(block, "Channel"),
                       pbx_block_get(block, "CallerIDNum"), pbx_block_get(block, "CallerIDName"));
    return record;
}

/* Is it the caller who is put through, and not somebody who is asked about them? */
bool is_of_caller(const Record *record, const PbxBlock *block)
{
    return strcmp(pbx_block_get(block, "Channel"), record->channel) == 0;
}

/* ---- the queue ------------------------------------------------------------------------------ */

/* Others in the same queue move up or down. */
static void shift_positions(PbxCalls *calls, const Record *moved, int from, int step)
{
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Record *record = value;
        if (record != moved && record->told.position >= from && record->told.position > 0 &&
            strcmp(record->told.queue, moved->told.queue) == 0)
            record->told.position = MAX(1, record->told.position + step);
    }
}

static void on_join(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = is_own_queue(calls, block) ? record_of_caller(calls, block) : NULL;
    if (record == NULL)
        return;
    bool back = record->mine || record->over || record->told.state == PBX_TRANSFERRING;
    record_text(&record->told.queue, pbx_block_get(block, "Queue"));
    record->told.position = (int)CLAMP(pbx_block_number(block, "Position", 0), 0, G_MAXINT16);
    shift_positions(calls, record, record->told.position, 1);
    record->abandoned = false;
    if (back)
        record_returned(calls, record, PBX_REASON_NONE);
    else if (record->told.state != PBX_RETURNED)
        record_state(calls, record, PBX_WAITING);
}

/* Rings no longer here: back to where it was. One who came back and rang here (out of the lot,
 * say) is still one who came back. */
void record_stops_ringing(PbxCalls *calls, Record *record)
{
    bool back = record->told.reason != PBX_REASON_NONE;
    record_text(&record->own_channel, "");
    if (record->told.state != PBX_RINGING)
        return;
    if (back)
        record_state(calls, record, PBX_RETURNED);
    else if (record->told.position == 0)
        record_elsewhere(calls, record, "");
    else
        record_state(calls, record, PBX_WAITING);
}

void record_rings(PbxCalls *calls, Record *record, const char *own_channel)
{
    if (record->told.state == PBX_TALKING || record->told.state == PBX_CONSULTING ||
        record->told.state == PBX_READY)
        return;
    record->over = false;
    record->told.parked_until = 0;
    record_text(&record->own_channel, own_channel);
    /* What was asked for comes about when it is answered; how long it rings is the dialplan's. */
    if (record->asked)
        record_wait(calls, record, RINGS_MS);
    record_state(calls, record, PBX_RINGING);
}

bool rings_own(const PbxCalls *calls, const PbxBlock *block)
{
    return is_own(calls, pbx_block_get(block, "Interface")) ||
           is_own(calls, pbx_block_get(block, "DestChannel"));
}

static void on_called(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = rings_own(calls, block) ? record_of_caller(calls, block) : NULL;
    if (record != NULL)
        record_rings(calls, record, pbx_block_get(block, "DestChannel"));
}

static void on_ring_no_answer(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = rings_own(calls, block) ? record_of_block(calls, block) : NULL;
    if (record != NULL)
        record_stops_ringing(calls, record);
}

/* Has the operator answered on this leg already? DialEnd tells it before the queue does. */
static bool is_answered_on(const Record *record, const char *leg)
{
    PbxState state = record->told.state;
    return *leg != '\0' && strcmp(record->own_channel, leg) == 0 &&
           (state == PBX_TALKING || state == PBX_CONSULTING || state == PBX_READY ||
            state == PBX_TRANSFERRING || state == PBX_UNKNOWN);
}

static void on_connect(PbxCalls *calls, const PbxBlock *block)
{
    const char *name = pbx_block_get(block, "MemberName");
    const char *interface = pbx_block_get(block, "Interface");
    const char *number = pbx_block_get(block, "DestCallerIDNum");
    Record *record = record_of_block(calls, block);
    if (record == NULL && rings_own(calls, block))
        record = record_of_caller(calls, block);
    if (record == NULL || is_answered_on(record, pbx_block_get(block, "DestChannel")))
        return;
    if (rings_own(calls, block))
        record_talks(calls, record, pbx_block_get(block, "DestChannel"));
    else if (*name != '\0' && strcmp(name, interface) != 0)
        record_elsewhere(calls, record, name);
    else
        /* A member without a name is the one whom DialEnd has told of already, by the number. */
        record_elsewhere(calls, record, *number != '\0' ? number : interface);
}

/* The operator handed the caller on with the telephone's own keys. */
static void on_complete(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record == NULL || record->told.state != PBX_TALKING || record->asked ||
        !pbx_block_is(block, "Reason", "transfer"))
        return;
    record->act = PBX_TRANSFER;
    record_wait(calls, record, SOON_MS);
    record_state(calls, record, PBX_TRANSFERRING);
}

static void on_leave(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record == NULL || record->told.position == 0)
        return;
    shift_positions(calls, record, record->told.position, -1);
    record->told.position = 0;
    bool waits = record->told.state == PBX_WAITING || record->told.state == PBX_RETURNED;
    if (waits && !record->asked && !record->abandoned)
        record_elsewhere(calls, record, "");
}

/* Also sent for whoever is taken out of the queue by hand, by this desk or another: only the end of
 * the caller's leg says that they gave up. */
static void on_abandon(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record != NULL)
        record->abandoned = !record->asked;
}

/* ---- parking -------------------------------------------------------------------------------- */

static void on_parked(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    bool ours = is_own(calls, pbx_block_get(block, "ParkerDialString"));
    const char *id = pbx_block_get(block, "ParkeeLinkedid");
    if (record == NULL && ours && *id != '\0')
        record = record_add(calls, id, pbx_block_get(block, "ParkeeChannel"),
                            pbx_block_get(block, "ParkeeCallerIDNum"),
                            pbx_block_get(block, "ParkeeCallerIDName"));
    if (record == NULL || (!ours && !record->mine))
        return;
    record_settle(record);
    record->mine = record->in_lot = true;
    record->told.parked_until =
        calls->moment.now + CLAMP(pbx_block_number(block, "ParkingTimeout", 0), 0, G_MAXINT32);
    record_text(&record->own_channel, "");
    record_text(&record->told.target, pbx_block_get(block, "ParkingSpace"));
    record_state(calls, record, PBX_PARKED);
}

static void on_park_timeout(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record != NULL && record->told.state == PBX_PARKED)
        record_returned(calls, record, PBX_REASON_NO_ANSWER);
}

static void on_unparked(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    const char *leg = pbx_block_get(block, "RetrieverChannel");
    g_autofree char *number = g_strdup(pbx_block_get(block, "RetrieverCallerIDNum"));
    if (record == NULL || record->told.state != PBX_PARKED || record->asked)
        return;
    if (is_own(calls, leg))
        record_talks(calls, record, leg);
    else
        record_done(calls, record, *number != '\0' ? number : "?");
}

/* ---- dispatch ------------------------------------------------------------------------------- */

static const struct {
    const char *event;
    void (*take)(PbxCalls *calls, const PbxBlock *block);
} takers[] = {
    {"QueueCallerJoin", on_join},
    {"QueueCallerLeave", on_leave},
    {"QueueCallerAbandon", on_abandon},
    {"AgentCalled", on_called},
    {"AgentRingNoAnswer", on_ring_no_answer},
    {"AgentConnect", on_connect},
    {"AgentComplete", on_complete},
    {"DialBegin", hand_dial_begin},
    {"DialEnd", hand_dial_end},
    {"Hold", hand_hold},
    {"Unhold", hand_unhold},
    {"BlindTransfer", hand_blind_transfer},
    {"AttendedTransfer", hand_attended_transfer},
    {"UserEvent", hand_user_event},
    {"ParkedCall", on_parked},
    {"ParkedCallTimeOut", on_park_timeout},
    {"UnParkedCall", on_unparked},
    {"HangupRequest", hand_hangup_request},
    {"Hangup", hand_hangup},
    {"ExtensionStatus", lines_extension},
    {"QueueMember", lines_member},
    {"QueueMemberStatus", lines_member},
    {"QueueMemberPause", lines_member},
    {"QueueMemberPaused", lines_member},
    {"QueueMemberAdded", lines_member},
    {"QueueMemberRemoved", lines_member},
    {"OriginateResponse", lines_originated},
    {"QueueParams", resync_queue},
    {"QueueEntry", resync_entry},
    {"CoreShowChannel", resync_channel},
};

/* What Asterisk does with the other legs of a caller who has hung up is no news of them: telephones
 * stop ringing, whoever was held for them is taken back. */
static bool is_aftermath(const PbxCalls *calls, const PbxBlock *block)
{
    static const char *const still[] = {"Hangup", "QueueCallerAbandon", "QueueCallerLeave", NULL};
    const Record *record = record_of_block(calls, block);
    if (record == NULL || !record->leaving)
        return false;
    return !is_of_caller(record, block) || !g_strv_contains(still, pbx_block_get(block, "Event"));
}

void pbx_calls_take(PbxCalls *calls, const PbxBlock *block, PbxMoment moment)
{
    const char *event = pbx_block_get(block, "Event");
    calls->moment = moment;
    if (is_aftermath(calls, block))
        return;
    for (guint i = 0; i < G_N_ELEMENTS(takers); i++)
        if (g_ascii_strcasecmp(takers[i].event, event) == 0)
            takers[i].take(calls, block);
    /* The answer to ExtensionState is no event, and says the same. */
    if (*event == '\0' && pbx_block_is(block, "Response", "Success") &&
        *pbx_block_get(block, "Exten") != '\0')
        lines_extension(calls, block);
}

/* Owns what ringing somebody, asking them, handing over and hanging up mean for a call: a transfer
 * is done when the other has answered, a consultation can be completed only then. The queue is
 * pbx_events.c's. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_records.h"

/* ---- words ---------------------------------------------------------------------------------- */

/* How ringing somebody ended, and what the dialplan says when it brings a caller back. */
static const struct {
    const char *word;
    PbxReason reason;
} reasons[] = {
    {"NOANSWER", PBX_REASON_NO_ANSWER},         {"BUSY", PBX_REASON_BUSY},
    {"CONGESTION", PBX_REASON_UNREACHABLE},     {"CHANUNAVAIL", PBX_REASON_UNREACHABLE},
    {"UKJENT", PBX_REASON_NO_SUCH_NUMBER},      {"UNKNOWN", PBX_REASON_NO_SUCH_NUMBER},
    {"DONTCALL", PBX_REASON_REJECTED},          {"TORTURE", PBX_REASON_REJECTED},
    {"INVALIDARGS", PBX_REASON_NO_SUCH_NUMBER}, {"REJECTED", PBX_REASON_REJECTED},
};

static PbxReason reason_of(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (g_ascii_strcasecmp(reasons[i].word, word) == 0)
            return reasons[i].reason;
    return PBX_REASON_NONE;
}

/* Causes of Q.850 with which a leg ends. */
static PbxReason reason_of_cause(gint64 cause)
{
    static const struct {
        gint64 cause;
        PbxReason reason;
    } causes[] = {
        {1, PBX_REASON_NO_SUCH_NUMBER},  {3, PBX_REASON_NO_SUCH_NUMBER},
        {28, PBX_REASON_NO_SUCH_NUMBER}, {17, PBX_REASON_BUSY},
        {18, PBX_REASON_NO_ANSWER},      {19, PBX_REASON_NO_ANSWER},
        {21, PBX_REASON_REJECTED},       {20, PBX_REASON_UNREACHABLE},
        {27, PBX_REASON_UNREACHABLE},    {34, PBX_REASON_UNREACHABLE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(causes); i++)
        if (causes[i].cause == cause)
            return causes[i].reason;
    return PBX_REASON_NONE;
}

/* Whoever rejected it is told as unreachable or busy by the dialplan, which knows no better. */
static void learn_reason(Record *record, PbxReason reason)
{
    if (reason != PBX_REASON_NONE && record->told.reason != PBX_REASON_REJECTED)
        record->told.reason = reason;
}

static bool is_answer(const PbxBlock *block)
{
    return pbx_block_is(block, "DialStatus", "ANSWER");
}

/* ---- ringing somebody ----------------------------------------------------------------------- */

static bool is_transferred(const Record *record)
{
    return record->told.state == PBX_TRANSFERRING ||
           (record->told.state == PBX_UNKNOWN && record->asked && record->act == PBX_TRANSFER);
}

static bool is_consulted(const Record *record)
{
    return record->told.state == PBX_CONSULTING ||
           (record->asked && record->act == PBX_CONSULT && record->told.state != PBX_READY);
}

/* The telephone was put down while the one who was asked still rang, and they have not answered
 * since. */
static bool is_connected_early(const Record *record)
{
    PbxState state = record->told.state;
    return record->mine && record->act == PBX_TRANSFER && record->before == PBX_CONSULTING &&
           (state == PBX_TRANSFERRING || state == PBX_UNKNOWN || state == PBX_RETURNED ||
            state == PBX_RINGING);
}

/* Done when the other answers. Who does not is no end: the operator is called back, then the other
 * is rung once more, and so on. */
static void connect_early(PbxCalls *calls, Record *record, const char *target)
{
    if (*record->told.target == '\0' || record->told.state == PBX_TALKING)
        record_text(&record->told.target, target);
    record->asked = true;
    record->act = PBX_TRANSFER;
    record->before = PBX_CONSULTING;
    record->told.reason = PBX_REASON_NONE;
    record_wait(calls, record, RINGS_MS);
    record_state(calls, record, PBX_TRANSFERRING);
}

/* This desk is called back about it, once the other rings no more: nobody's leg rings, under an id
 * of its own. */
static bool is_call_back(const PbxCalls *calls, const Record *record, const PbxBlock *block)
{
    return *pbx_block_get(block, "Channel") == '\0' && rings_own(calls, block) &&
           is_connected_early(record) && record->ringing == 0;
}

static Record *called_back(const PbxCalls *calls, const PbxBlock *block)
{
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        if (is_call_back(calls, value, block))
            return value;
    return NULL;
}

static void call_back(PbxCalls *calls, Record *record, const PbxBlock *block)
{
    bool known = record->told.reason != PBX_REASON_NONE;
    if (record->told.state != PBX_RETURNED)
        record_returned(calls, record, known ? record->told.reason : PBX_REASON_NO_ANSWER);
    record_rings(calls, record, pbx_block_get(block, "DestChannel"));
}

/* Somebody is rung for a consultation under an id of its own: known by the number. */
static Record *consulting(const PbxCalls *calls, const PbxBlock *block)
{
    const char *leg = pbx_block_get(block, "DestChannel");
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Record *record = value;
        gsize length = strlen(record->told.target);
        const char *slash = strchr(leg, '/');
        if ((is_consulted(record) || is_connected_early(record)) && length > 0 && slash != NULL &&
            strncmp(slash + 1, record->told.target, length) == 0 &&
            (slash[1 + length] == '-' || slash[1 + length] == '@'))
            return record;
    }
    return NULL;
}

static Record *record_of_dial(PbxCalls *calls, const PbxBlock *block)
{
    const char *channel = pbx_block_get(block, "Channel");
    Record *record = record_of_block(calls, block);
    if (record == NULL)
        record = called_back(calls, block);
    if (record == NULL)
        record = consulting(calls, block);
    /* Somebody rings this desk's telephone directly, past the queue. */
    if (record == NULL && rings_own(calls, block) && *channel != '\0' && !is_own(calls, channel) &&
        pbx_block_is(block, "Event", "DialBegin"))
        record = record_of_caller(calls, block);
    return record;
}

void hand_dial_begin(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_dial(calls, block);
    if (record == NULL)
        return;
    if (rings_own(calls, block)) {
        if (is_of_caller(record, block))
            record_rings(calls, record, pbx_block_get(block, "DestChannel"));
        else if (is_call_back(calls, record, block))
            call_back(calls, record, block);
        return;
    }
    if (is_connected_early(record) && record->told.state == PBX_RETURNED)
        connect_early(calls, record, "");
    /* Asked by the telephone's own keys: only that somebody rings. */
    if (record->told.state == PBX_TALKING && !record->asked && !is_of_caller(record, block))
        record->ringing++;
    if (!is_transferred(record) && !is_consulted(record))
        return;
    if (*record->other_channel == '\0')
        record_text(&record->other_channel, pbx_block_get(block, "DestChannel"));
    record->dialled = true;
    record->ringing++;
    record_wait(calls, record, RINGS_MS);
}

static void own_dial_end(PbxCalls *calls, Record *record, const PbxBlock *block)
{
    if (!is_of_caller(record, block) && !is_call_back(calls, record, block))
        return;
    if (is_answer(block)) {
        record_talks(calls, record, pbx_block_get(block, "DestChannel"));
        return;
    }
    if (!record->asked) {
        record_stops_ringing(calls, record);
        return;
    }
    /* On the way back to the queue, as the dialplan will say. */
    record_text(&record->own_channel, "");
    record_wait(calls, record, SOON_MS);
    record_state(calls, record, PBX_TRANSFERRING);
    calls_failed(calls, record, _("Your telephone did not answer: %s goes back to the queue."));
}

/* Who it is as the system knows them: a number, else their leg. */
static const char *answerer(const PbxBlock *block)
{
    const char *number = pbx_block_get(block, "DestCallerIDNum");
    return *number != '\0' ? number : pbx_block_get(block, "DestChannel");
}

static void other_answered(PbxCalls *calls, Record *record, const PbxBlock *block)
{
    /* One who is parked as well: another desk fetched them. */
    bool waits = record->told.state == PBX_WAITING || record->told.state == PBX_RINGING ||
                 record->told.state == PBX_RETURNED || record->told.state == PBX_PARKED;
    if (record->told.state == PBX_CONSULTING) {
        bool asked = record->asked && record->act == PBX_CANCEL;
        record_text(&record->other_channel, pbx_block_get(block, "DestChannel"));
        if (asked)
            return;
        record_settle(record);
        record_state(calls, record, PBX_READY);
    } else if (is_transferred(record) && record->act == PBX_TRANSFER) {
        g_autofree char *target = g_strdup(record->told.target);
        record_done(calls, record, *target != '\0' ? target : answerer(block));
    } else if (waits && !record->asked && is_of_caller(record, block)) {
        record_elsewhere(calls, record, answerer(block));
    }
}

/* The consultation came to nothing; the caller is still there. */
static void consult_failed(PbxCalls *calls, Record *record)
{
    bool taken_back = record->asked && record->act == PBX_CANCEL;
    record_settle(record);
    record_text(&record->other_channel, "");
    record_state(calls, record, PBX_TALKING);
    if (!taken_back)
        calls_failed(calls, record, _("Nobody could be asked. %s is still with you."));
}

static void other_not_answered(PbxCalls *calls, Record *record, const PbxBlock *block)
{
    PbxReason reason = reason_of(pbx_block_get(block, "DialStatus"));
    if (!is_transferred(record) && !is_consulted(record))
        return;
    learn_reason(record, reason);
    if (record->ringing > 0)
        record->ringing--;
    if (record->ringing > 0)
        return;
    if (is_consulted(record))
        consult_failed(calls, record);
    else
        record_wait(calls, record, SOON_MS);
}

void hand_dial_end(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_dial(calls, block);
    if (record == NULL)
        return;
    if (record->told.state == PBX_TALKING && !record->asked && record->ringing > 0)
        record->ringing--;
    if (rings_own(calls, block))
        own_dial_end(calls, record, block);
    else if (is_answer(block))
        other_answered(calls, record, block);
    else
        other_not_answered(calls, record, block);
}

/* ---- holding and handing over --------------------------------------------------------------- */

void hand_hold(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record == NULL || !is_consulted(record) || record->told.state == PBX_CONSULTING)
        return;
    record_wait(calls, record, RINGS_MS);
    record_state(calls, record, PBX_CONSULTING);
}

void hand_unhold(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    if (record == NULL)
        return;
    /* Also of one who had answered and hung up: told before the end of their leg or after it. */
    if ((is_consulted(record) && record->told.state != PBX_TALKING) ||
        record->told.state == PBX_READY)
        consult_failed(calls, record);
}

void hand_blind_transfer(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    bool handed_on = record != NULL && (record->told.state == PBX_TALKING ||
                                        (record->told.state == PBX_TRANSFERRING && !record->asked));
    if (!handed_on || record->over || !pbx_block_is(block, "Result", "Success"))
        return;
    record_settle(record);
    record->asked = true;
    record->act = PBX_TRANSFER;
    record->before = PBX_TALKING;
    record->told.reason = PBX_REASON_NONE;
    record_text(&record->told.target, pbx_block_get(block, "Extension"));
    record_wait(calls, record, SOON_MS);
    record_state(calls, record, PBX_TRANSFERRING);
}

/* The telephone was put down while the other still rang: connected to a telephone that rings. Told
 * before the hangup of this desk's leg or after it. */
static bool is_put_down_early(const Record *record, const PbxBlock *block)
{
    const char *leg = pbx_block_get(block, "TransferTargetChannelStateDesc");
    bool rings = *leg != '\0' && g_ascii_strcasecmp(leg, "Up") != 0;
    bool put_down =
        record->asked && record->act == PBX_TRANSFER && record->before == PBX_CONSULTING;
    bool unnamed = *pbx_block_get(block, "TransferTargetChannel") == '\0' && record->ringing > 0;
    return record->mine && (rings || put_down || unnamed || record->told.state == PBX_CONSULTING);
}

/* To whom the caller was handed: the block does not always name their leg, but then the one they
 * were asked on. */
static const char *handed_to(const Record *record, const PbxBlock *block)
{
    const char *target = pbx_block_get(block, "TransferTargetCallerIDNum");
    const char *asked = pbx_block_get(block, "SecondTransfererConnectedLineNum");
    return *target != '\0' || strcmp(asked, record->told.number) == 0 ? target : asked;
}

void hand_attended_transfer(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = record_of_block(calls, block);
    const char *target = record != NULL ? handed_to(record, block) : "";
    const char *leg = pbx_block_get(block, "TransferTargetChannel");
    /* Fails as well where the caller has hung up: their leg's end says so. */
    bool empty = pbx_block_number(block, "OrigBridgeNumChannels", 1) == 0;
    if (record == NULL || record->over || (empty && !pbx_block_is(block, "Result", "Success")))
        return;
    if (!pbx_block_is(block, "Result", "Success")) {
        record_settle(record);
        record_state(calls, record, PBX_UNKNOWN);
        calls_failed(calls, record, _("%s was not connected: look at the telephone."));
    } else if (!record->mine && is_own(calls, leg)) {
        record_text(&record->channel, pbx_block_get(block, "TransfereeChannel"));
        record_talks(calls, record, leg);
    } else if (is_put_down_early(record, block)) {
        connect_early(calls, record, target);
    } else if (record->mine) {
        /* One that is spoken to has no target but a former one: the telephone's own keys did it. */
        bool stale = *record->told.target == '\0' || record->told.state == PBX_TALKING;
        g_autofree char *known = g_strdup(stale ? target : record->told.target);
        record_done(calls, record, *known != '\0' ? known : "?");
    }
}

/* Who rejects it is told as out of reach: the cause of Q.850 beside it knows better. */
static PbxReason reason_of_return(const PbxBlock *block)
{
    PbxReason reason = reason_of(pbx_block_get(block, "Grunn"));
    PbxReason cause = reason_of_cause(pbx_block_number(block, "Arsak", 0));
    return reason == PBX_REASON_UNREACHABLE && cause == PBX_REASON_REJECTED ? cause : reason;
}

/* The dialplan says that it brings a caller back, and why (docs/pbx.md). */
void hand_user_event(PbxCalls *calls, const PbxBlock *block)
{
    Record *record = pbx_block_is(block, "UserEvent", "SentralbordRetur")
                         ? record_of_caller(calls, block)
                         : NULL;
    const char *target = record != NULL ? pbx_block_get(block, "Mal") : "";
    if (record == NULL)
        return;
    if (*target != '\0')
        record_text(&record->told.target, target);
    learn_reason(record, reason_of_return(block));
    record_returned(calls, record, record->told.reason);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void caller_gone(PbxCalls *calls, Record *record, gint64 cause)
{
    PbxState state = record->told.state;
    bool handed_over = record->act == PBX_TRANSFER || record->act == PBX_COMPLETE;
    PbxReason by_cause = reason_of_cause(cause);
    if (record->over)
        ;
    else if (state == PBX_TRANSFERRING || (state == PBX_UNKNOWN && record->asked && handed_over))
        record_lost(calls, record,
                    record->told.reason != PBX_REASON_NONE ? record->told.reason
                    : by_cause != PBX_REASON_NONE          ? by_cause
                    : record->dialled                      ? PBX_REASON_HUNG_UP
                                                           : PBX_REASON_UNREACHABLE);
    else if (state == PBX_RETURNED || state == PBX_PARKED || state == PBX_WAITING ||
             (state == PBX_RINGING && record->told.answered_at == 0) ||
             (state == PBX_RINGING && record->told.reason != PBX_REASON_NONE) ||
             (record->told.answered_at == 0 && *record->told.operator_ == '\0'))
        record_lost(calls, record, PBX_REASON_HUNG_UP);
    else
        record_done(calls, record, "");
    record_remove(calls, record);
}

/* This desk's telephone was put down. */
static void own_gone(PbxCalls *calls, Record *record)
{
    PbxState state = record->told.state;
    record_text(&record->own_channel, "");
    if (state == PBX_RINGING) {
        record_stops_ringing(calls, record);
    } else if (state == PBX_READY || (state == PBX_CONSULTING && record->act != PBX_CANCEL)) {
        /* Which connects the two: once the other has answered, or when they do. */
        record->asked = true;
        record->before = state;
        record->act = state == PBX_READY ? PBX_COMPLETE : PBX_TRANSFER;
        record_wait(calls, record, state == PBX_READY ? SOON_MS : RINGS_MS);
        record_state(calls, record, PBX_TRANSFERRING);
    } else if (state == PBX_TALKING && !record->asked) {
        record_wait(calls, record, SOON_MS);
    }
}

/* Comes before anything is made of it: who hung up, and in time who rejects. */
void hand_hangup_request(PbxCalls *calls, const PbxBlock *block)
{
    const char *leg = pbx_block_get(block, "Channel");
    Record *record = record_of_channel(calls, leg);
    if (record == NULL)
        return;
    if (strcmp(record->channel, leg) == 0)
        record->leaving = record->abandoned = true;
    else if (strcmp(record->other_channel, leg) == 0 && is_transferred(record) &&
             reason_of_cause(pbx_block_number(block, "Cause", 0)) == PBX_REASON_REJECTED)
        record->told.reason = PBX_REASON_REJECTED;
}

void hand_hangup(PbxCalls *calls, const PbxBlock *block)
{
    const char *leg = pbx_block_get(block, "Channel");
    Record *record = record_of_channel(calls, leg);
    if (record == NULL)
        return;
    if (strcmp(record->channel, leg) == 0)
        caller_gone(calls, record, pbx_block_number(block, "Cause", 0));
    else if (strcmp(record->own_channel, leg) == 0)
        own_gone(calls, record);
    else if (record->told.state == PBX_READY)
        consult_failed(calls, record);
    else if (is_transferred(record) &&
             reason_of_cause(pbx_block_number(block, "Cause", 0)) == PBX_REASON_REJECTED)
        record->told.reason = PBX_REASON_REJECTED;
}

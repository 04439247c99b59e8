/*
 * The steps in which a caller comes, is answered, transferred, taken, or rung back.
 */
#include "rig.h"

/* ---- the queue ------------------------------------------------------------------------------ */

static void answered(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
    TRY(rig_talks(rig, rig->own, 0, SOON));
    /* And where the operator puts the telephone down first. */
    rig_rest(rig);
    TRY(rig_talk(rig));
    handset_hang_up(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
}

static void past_the_queue(Rig *rig)
{
    handset_call(rig->caller, "2101");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "ringing"));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
    rig_rest(rig);
    handset_call(rig->caller, "2101");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "ringing lost(hung_up)"));
}

/* Whom the operator calls is no caller. */
static void calls_somebody(Rig *rig)
{
    handset_call(rig->own, "2102");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_talks(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, 0, ""));
}

static void comes_and_goes(Rig *rig)
{
    answered(rig);
    rig_rest(rig);
    past_the_queue(rig);
    rig_rest(rig);
    calls_somebody(rig);
}

static void declined(Rig *rig)
{
    handset_call(rig->caller, "100");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_refuse(rig->own, HANDSET_REJECTS);
    TRY(rig_told(rig, &rig->desk, SOON, "waiting ringing waiting"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "ringing"));
    handset_refuse(rig->own, HANDSET_IS_BUSY);
    TRY(rig_told(rig, &rig->desk, SOON, "waiting"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "ringing talking"));
}

static void rings_out(Rig *rig)
{
    handset_call(rig->caller, "100");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_rings(rig, rig->own, 0, RINGING_OUT));
    TRY(rig_told(rig, &rig->desk, SOON, "waiting ringing waiting"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
}

static void gives_up(Rig *rig)
{
    rig_desk_open(rig, &rig->beside, "2103", rig->http_port, "");
    handset_call(rig->caller, "100");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "waiting ringing lost(hung_up)"));
    TRY(rig_told(rig, &rig->beside, SOON, "waiting lost(hung_up)"));
}

static void declined_and_gives_up(Rig *rig)
{
    declined(rig);
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
    rig_rest(rig);
    rings_out(rig);
}

/* ---- transfers ------------------------------------------------------------------------------ */

static bool transfer(Rig *rig)
{
    return rig_talk(rig) && rig_act(rig, &rig->desk, PBX_TRANSFER, "2102");
}

static void transfer_answered(Rig *rig)
{
    TRY(transfer(rig));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring"));
    TRY(rig_talks(rig, rig->own, 0, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
    handset_hang_up(rig->other);
    TRY(rig_talks(rig, rig->caller, 0, SOON));
    TRY(rig_told(rig, &rig->desk, 0, ""));
}

static void comes_back(Rig *rig, const char *course)
{
    TRY(transfer(rig));
    TRY(rig_rings(rig, rig->own, 1, RINGING_OUT));
    TRY(rig_told(rig, &rig->desk, SOON, course));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
    rig_rest(rig);
}

static void transfer_not_answered(Rig *rig)
{
    comes_back(rig, "transferring returned(no_answer) ringing");
    handset_set_manner(rig->other, HANDSET_IS_BUSY);
    comes_back(rig, "transferring returned(busy) ringing");
    handset_set_manner(rig->other, HANDSET_REJECTS);
    comes_back(rig, "transferring returned(rejected) ringing");
}

static bool is_off(gconstpointer pbx)
{
    return pbx_line((Pbx *)(guintptr)pbx, "2102").state == LINE_OFF;
}

static void transfer_impossible(Rig *rig)
{
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2199"));
    TRY(rig_said(rig, &rig->desk, SOON, "2199"));
    handset_switch(rig->other, false);
    TRY(rig_until(rig, SOON, "2102 to be off", is_off, rig->desk.pbx));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_said(rig, &rig->desk, SOON, "switched off"));
    TRY(rig_act(rig, &rig->desk, PBX_CONSULT, "2199"));
    TRY(rig_said(rig, &rig->desk, SOON, "2199"));
    TRY(rig_told(rig, &rig->desk, 0, ""));
    TRY(rig_talks(rig, rig->own, 1, 0));
}

/* Of a number outside the house nothing is known before; here no pattern leads to it. */
static void nowhere(Rig *rig)
{
    transfer_impossible(rig);
    rig_rest(rig);
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "22 11 00 00"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring returned(no_such_number) ringing"));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_act(rig, &rig->desk, PBX_CONSULT, "22 11 00 00"));
    TRY(rig_said(rig, &rig->desk, RINGING_OUT, "Nobody could be asked"));
    TRY(rig_told(rig, &rig->desk, SOON, "consulting talking"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
}

static void transfer_given_up(Rig *rig)
{
    TRY(transfer(rig));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring lost(hung_up)"));
    TRY(rig_rings(rig, rig->other, 0, SOON));
}

static bool can_cancel(gconstpointer data)
{
    const RigDesk *desk = data;
    return desk->ids->len > 0 &&
           pbx_refusal(desk->pbx, PBX_CANCEL, pbx_call(desk->pbx, desk->ids->pdata[0]), "") == NULL;
}

static bool take_back(Rig *rig)
{
    return transfer(rig) && rig_rings(rig, rig->other, 1, SOON) &&
           rig_until(rig, SOON, "that it can be taken back", can_cancel, &rig->desk) &&
           rig_act(rig, &rig->desk, PBX_CANCEL, "") && rig_rings(rig, rig->own, 1, SOON) &&
           rig_rings(rig, rig->other, 0, SOON) &&
           rig_told(rig, &rig->desk, SOON, "transferring ringing");
}

static void transfer_taken_back(Rig *rig)
{
    TRY(take_back(rig));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
    rig_rest(rig);
    /* And then declined: the caller is in the queue. */
    TRY(take_back(rig));
    handset_refuse(rig->own, HANDSET_IS_BUSY);
    TRY(rig_said(rig, &rig->desk, SOON, "Your telephone did not answer"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring returned(busy) ringing"));
}

/* ---- taking, pausing, ringing out ----------------------------------------------------------- */

static bool is_paused(gconstpointer pbx)
{
    return pbx_is_paused(pbx);
}

static bool is_free(gconstpointer pbx)
{
    return !pbx_is_paused(pbx);
}

static void taken(Rig *rig)
{
    TRY(rig_act(rig, &rig->desk, PBX_PAUSE, "lunsj"));
    TRY(rig_until(rig, SOON, "the pause", is_paused, rig->desk.pbx));
    handset_call(rig->caller, "100");
    TRY(rig_told(rig, &rig->desk, SOON, "waiting"));
    TRY(rig_act(rig, &rig->desk, PBX_TAKE, ""));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "ringing talking"));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
}

static void take_one(Rig *rig)
{
    taken(rig);
    rig_act(rig, &rig->desk, PBX_RESUME, "");
    rig_until(rig, SOON, "the end of the pause", is_free, rig->desk.pbx);
}

/* Both telephones ring; the other answers. */
static bool ring_both(Rig *rig)
{
    handset_call(rig->caller, "100");
    if (!rig_rings(rig, rig->third, 1, SOON) || !rig_rings(rig, rig->own, 1, SOON))
        return false;
    handset_answer(rig->third);
    if (!rig_told(rig, &rig->beside, SOON, "waiting ringing talking") ||
        !rig_told(rig, &rig->desk, SOON, "waiting ringing elsewhere") ||
        !rig_rings(rig, rig->own, 0, SOON))
        return false;
    handset_hang_up(rig->third);
    return rig_told(rig, &rig->beside, SOON, "done") && rig_told(rig, &rig->desk, SOON, "done");
}

static bool is_last(gconstpointer pbx)
{
    return pbx_is_last(pbx);
}

static bool is_not_last(gconstpointer pbx)
{
    return !pbx_is_last(pbx);
}

static bool is_member(gconstpointer pbx)
{
    return pbx_is_member(pbx);
}

static void pauses(Rig *rig)
{
    TRY(rig_until(rig, SOON, "the only one in the queue", is_last, rig->desk.pbx));
    rig_desk_open(rig, &rig->beside, "2103", rig->http_port, "");
    g_free(rig_cli(rig, "queue add member PJSIP/2103 to sentralbord"));
    TRY(rig_until(rig, SOON, "the other desk in the queue", is_member, rig->beside.pbx));
    TRY(rig_until(rig, SOON, "no longer the only one", is_not_last, rig->desk.pbx));
    TRY(ring_both(rig));
    TRY(rig_act(rig, &rig->desk, PBX_PAUSE, "lunsj"));
    TRY(rig_until(rig, SOON, "the pause", is_paused, rig->desk.pbx));
    TRY(rig_until(rig, SOON, "the other desk the only one", is_last, rig->beside.pbx));
    if (pbx_is_paused(rig->beside.pbx))
        rig_fail(rig, "the other desk is paused as well");
    handset_call(rig->caller, "100");
    TRY(rig_rings(rig, rig->third, 1, SOON));
    TRY(rig_rings(rig, rig->own, 0, 0));
    handset_answer(rig->third);
    TRY(rig_told(rig, &rig->beside, SOON, "2:waiting 2:ringing 2:talking"));
    TRY(rig_told(rig, &rig->desk, SOON, "2:waiting 2:elsewhere"));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->beside, SOON, "2:done"));
}

static void pause_and_resume(Rig *rig)
{
    pauses(rig);
    g_free(rig_cli(rig, "queue remove member PJSIP/2103 from sentralbord"));
    rig_act(rig, &rig->desk, PBX_RESUME, "");
    rig_until(rig, SOON, "the end of the pause", is_free, rig->desk.pbx);
}

static void ring_out(Rig *rig)
{
    TRY(rig_act(rig, &rig->desk, PBX_DIAL, "2102"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_rings(rig, rig->other, 0, 0));
    handset_answer(rig->own);
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_talks(rig, rig->other, 1, SOON));
    TRY(rig_told(rig, &rig->desk, 0, ""));
    rig_rest(rig);
    TRY(rig_act(rig, &rig->desk, PBX_DIAL, "2102"));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_refuse(rig->own, HANDSET_REJECTS);
    TRY(rig_said(rig, &rig->desk, SOON, "nobody was rung"));
}

/* ---- the telephone's own keys --------------------------------------------------------------- */

static bool is_busy(gconstpointer pbx)
{
    return pbx_line((Pbx *)(guintptr)pbx, "2102").state == LINE_BUSY;
}

static void refers(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_hand_over(rig->own, "2102");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring"));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
}

static void refers_with_replaces(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_hold(rig->own);
    handset_call(rig->own, "2102");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_talks(rig, rig->own, 2, SOON));
    handset_hand_over(rig->own, "2102");
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
}

static void consults_by_keys(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_press(rig->own, "*22102");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_until(rig, SOON, "2102 to be busy", is_busy, rig->desk.pbx));
    handset_hang_up(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
}

static void put_down_early_by_keys(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_press(rig->own, "*22102");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_hang_up(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring"));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
}

static void own_keys(Rig *rig)
{
    refers(rig);
    rig_rest(rig);
    refers_with_replaces(rig);
    rig_rest(rig);
    consults_by_keys(rig);
    rig_rest(rig);
    put_down_early_by_keys(rig);
}

const RigStep steps_of_calls[] = {
    {4, "a call waits, rings, is answered", comes_and_goes},
    {5, "declined on the telephone; not answered", declined_and_gives_up},
    {6, "the caller hangs up while it rings, two desks", gives_up},
    {7, "transfer, answered", transfer_answered},
    {8, "transfer: not answered, busy, rejected", transfer_not_answered},
    {9, "transfer to a number without a hint, switched off, outside", nowhere},
    {10, "transfer, the caller hangs up while it rings", transfer_given_up},
    {17, "take back a transfer", transfer_taken_back},
    {18, "take a waiting caller", take_one},
    {20, "the telephone's own keys", own_keys},
    {21, "pause and resume, the only one in the queue", pause_and_resume},
    {22, "ring somebody back", ring_out},
    {0, NULL, NULL},
};

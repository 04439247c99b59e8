/*
 * The world of pbx_world.h.
 */
#include "pbx_world.h"

#include <string.h>

#include "testing.h"

/* This desk's leg when Asterisk calls it back. */
#define OWN_AGAIN "PJSIP/2101-00000009"

#define OF_CALL                                                                                    \
    "Channel: " CALLER "\nLinkedid: 1.1\nUniqueid: 1.1\nCallerIDNum: 91234567\n"                   \
    "CallerIDName: <unknown>\nQueue: sentralbord\n"

static const struct {
    const char *word, *block;
} events[] = {
    {"join", "Event: QueueCallerJoin\n" OF_CALL "Position: 1\nCount: 1\n"},
    {"join elsewhere", "Event: QueueCallerJoin\nChannel: X\nLinkedid: 9.9\nQueue: annen\n"},
    {"leave", "Event: QueueCallerLeave\n" OF_CALL "Position: 1\nCount: 0\n"},
    {"abandon", "Event: QueueCallerAbandon\n" OF_CALL "Position: 1\n"},
    {"called", "Event: AgentCalled\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n"},
    {"called other",
     "Event: AgentCalled\n" OF_CALL "DestChannel: " OTHER "\nInterface: PJSIP/2102\n"},
    {"no answer",
     "Event: AgentRingNoAnswer\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n"},
    {"connect", "Event: AgentConnect\n" OF_CALL "DestChannel: " OWN
                "\nInterface: PJSIP/2101\nMemberName: Nina\nHoldTime: 4\n"},
    {"connect other", "Event: AgentConnect\n" OF_CALL "DestChannel: " OTHER
                      "\nInterface: PJSIP/2102\nMemberName: Ola\n"},
    {"no answer other",
     "Event: AgentRingNoAnswer\n" OF_CALL "DestChannel: " OTHER "\nInterface: PJSIP/2102\n"},
    {"other unavailable",
     "Event: DialEnd\n" OF_CALL "DestChannel: " OTHER "\nDialStatus: CHANUNAVAIL\n"},
    {"other rejects", "Event: Hangup\nChannel: " OTHER "\nLinkedid: 1.1\nCause: 21\n"},
    {"return unavailable",
     "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL "Mal: 2102\nGrunn: CHANUNAVAIL\n"},
    {"own cancelled", "Event: DialEnd\n" OF_CALL "DestChannel: " OWN "\nDialStatus: CANCEL\n"},
    {"lot left", "Event: ParkedCallGiveUp\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
                 "ParkingSpace: 701\n"},
    {"attended by legs", "Event: AttendedTransfer\nResult: Success\nOrigTransfererChannel: " OWN
                         "\nOrigTransfererLinkedid: 1.1\nSecondTransfererChannel: " OWN
                         "\nTransferTargetChannel: " OTHER "\nIsExternal: No\nDestType: Bridge\n"},
    {"complete transfer", "Event: AgentComplete\n" OF_CALL "Reason: transfer\n"},
    {"hold", "Event: Hold\nChannel: " OWN "\nLinkedid: 1.1\n"},
    {"unhold", "Event: Unhold\nChannel: " OWN "\nLinkedid: 1.1\n"},
    {"dial own", "Event: DialBegin\n" OF_CALL "DestChannel: " OWN "\n"},
    {"own answers", "Event: DialEnd\n" OF_CALL "DestChannel: " OWN "\nDialStatus: ANSWER\n"},
    {"own silent", "Event: DialEnd\n" OF_CALL "DestChannel: " OWN "\nDialStatus: NOANSWER\n"},
    {"dial other", "Event: DialBegin\n" OF_CALL "DestChannel: " OTHER "\n"},
    {"other answers", "Event: DialEnd\n" OF_CALL "DestChannel: " OTHER "\nDialStatus: ANSWER\n"},
    {"other silent", "Event: DialEnd\n" OF_CALL "DestChannel: " OTHER "\nDialStatus: NOANSWER\n"},
    {"other busy", "Event: DialEnd\n" OF_CALL "DestChannel: " OTHER "\nDialStatus: BUSY\n"},
    {"other cancelled", "Event: DialEnd\n" OF_CALL "DestChannel: " OTHER "\nDialStatus: CANCEL\n"},
    {"dial asked", "Event: DialBegin\nChannel: Local/2102@internal-1;2\nLinkedid: 7.7\n"
                   "DestChannel: " OTHER "\n"},
    {"asked answers", "Event: DialEnd\nChannel: Local/2102@internal-1;2\nLinkedid: 7.7\n"
                      "DestChannel: " OTHER "\nDialStatus: ANSWER\n"},
    {"attended", "Event: AttendedTransfer\nResult: Success\nOrigTransfererChannel: " OWN
                 "\nTransfereeChannel: " CALLER "\nTransfereeLinkedid: 1.1\n"
                 "TransferTargetCallerIDNum: 2102\n"},
    {"attended rings",
     "Event: AttendedTransfer\nResult: Success\nOrigTransfererChannel: " OWN
     "\nTransfereeChannel: " CALLER "\nTransfereeLinkedid: 1.1\n"
     "TransferTargetChannel: Local/2102@internal-1;1\n"
     "TransferTargetChannelStateDesc: Ringing\nTransferTargetCallerIDNum: 2102\n"},
    {"attended to somebody", "Event: AttendedTransfer\nResult: Success\nOrigTransfererChannel: " OWN
                             "\nTransfereeChannel: " CALLER "\nTransfereeLinkedid: 1.1\n"
                             "SecondTransfererConnectedLineNum: 2102\n"},
    {"rings of this call", "Event: DialBegin\nChannel: Local/2102@internal-1;2\nLinkedid: 1.1\n"
                           "DestChannel: " OTHER "\n"},
    {"attended to nobody", "Event: AttendedTransfer\nResult: Fail\nOrigTransfererChannel: " OWN
                           "\nOrigTransfererLinkedid: 1.1\nOrigBridgeNumChannels: 0\n"},
    {"other refuses", "Event: HangupRequest\nChannel: " OTHER "\nLinkedid: 1.1\nCause: 21\n"},
    {"caller leaves", "Event: HangupRequest\n" OF_CALL "Cause: 16\n"},
    {"called back", "Event: DialBegin\nDestChannel: " OWN_AGAIN "\nDestLinkedid: 10.10\n"},
    {"answers the call back",
     "Event: DialEnd\nDestChannel: " OWN_AGAIN "\nDestLinkedid: 10.10\nDialStatus: ANSWER\n"},
    {"own again hangup", "Event: Hangup\nChannel: " OWN_AGAIN "\nLinkedid: 10.10\nCause: 0\n"},
    {"attended failed", "Event: AttendedTransfer\nResult: Fail\nTransfereeLinkedid: 1.1\n"},
    {"blind", "Event: BlindTransfer\nResult: Success\nTransfererChannel: " OWN
              "\nTransfereeChannel: " CALLER "\nTransfereeLinkedid: 1.1\nExtension: 9999\n"},
    {"return", "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL
               "Linkedid: 1.1\nMal: 2102\nGrunn: NOANSWER\n"},
    {"return unknown",
     "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL "Mal: 9999\nGrunn: UKJENT\n"},
    {"parked", "Event: ParkedCall\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
               "ParkerDialString: PJSIP/2101\nParkingSpace: 701\nParkingTimeout: 60\n"},
    {"park timeout", "Event: ParkedCallTimeOut\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
                     "ParkingSpace: 701\n"},
    {"unparked", "Event: UnParkedCall\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
                 "RetrieverChannel: " OTHER "\nRetrieverCallerIDNum: 2102\n"},
    {"hangup", "Event: Hangup\nChannel: " CALLER "\nLinkedid: 1.1\nCause: 16\n"},
    {"hangup unknown", "Event: Hangup\nChannel: " CALLER "\nLinkedid: 1.1\nCause: 1\n"},
    {"own hangup", "Event: Hangup\nChannel: " OWN "\nLinkedid: 1.1\nCause: 16\n"},
    {"other hangup", "Event: Hangup\nChannel: " OTHER "\nLinkedid: 1.1\nCause: 16\n"},
};

static PbxNames names = {.queue = (char *)"sentralbord",
                         .extension = (char *)"2101",
                         .interface = (char *)"PJSIP/2101",
                         .context = (char *)"ut",
                         .internal_context = (char *)"internal",
                         .outside_prefix = (char *)""};

static void on_changed(const PbxCall *call, gpointer user)
{
    World *world = user;
    if (call == NULL)
        return;
    world->told++;
    world->last = call->state;
    world->reason = call->reason;
    g_free(world->target);
    world->target = g_strdup(call->target);
    world->lost += call->state == PBX_LOST ? 1 : 0;
    world->done += call->state == PBX_DONE ? 1 : 0;
}

static void on_failed(const char *sentence, gpointer user)
{
    assert_non_null(sentence);
    ((World *)user)->failed++;
}

void world_start(World *world)
{
    static const PbxListener listener = {on_changed, on_failed};
    *world = (World){.moment = {1000000, 5000}, .target = g_strdup("")};
    world->calls = pbx_calls_new(&names, &listener, world);
}

void world_end(World *world)
{
    pbx_calls_free(world->calls);
    g_free(world->target);
}

void world_take(World *world, const char *text)
{
    g_autofree char *whole = g_strconcat(text, "\n", NULL);
    g_autoptr(GPtrArray) blocks = pbx_blocks_read(whole, strlen(whole));
    assert_true(blocks->len > 0);
    for (guint i = 0; i < blocks->len; i++)
        pbx_calls_take(world->calls, blocks->pdata[i], world->moment);
}

static void ask(World *world, const char *words)
{
    static const char *const acts[] = {"take",   "transfer", "consult", "complete",
                                       "cancel", "park",     "unpark"};
    g_auto(GStrv) parts = g_strsplit(words, " ", 2);
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i], parts[0]) == 0)
            pbx_calls_asked(world->calls, "1.1", (PbxAct)i, parts[1] != NULL ? parts[1] : "",
                            world->moment);
}

void world_step(World *world, const char *words)
{
    if (*words == '?') {
        ask(world, words + 1);
    } else if (*words == '!') {
        gint64 seconds = g_ascii_strtoll(words + 1, NULL, 10);
        world->moment.now += seconds;
        world->moment.ms += seconds * 1000;
        pbx_calls_tick(world->calls, world->moment);
    } else {
        for (guint i = 0; i < G_N_ELEMENTS(events); i++)
            if (strcmp(events[i].word, words) == 0) {
                world_take(world, events[i].block);
                return;
            }
        fail_msg("no such step: %s", words);
    }
}

void world_steps(World *world, const char *words)
{
    g_auto(GStrv) steps = g_strsplit(words, ",", -1);
    for (guint i = 0; steps[i] != NULL; i++)
        if (*steps[i] != '\0')
            world_step(world, steps[i]);
}

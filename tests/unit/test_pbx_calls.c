/* The state machine of calls: sequences of events as a real Asterisk 22 sends them, also those in
 * which it says "Success" and drops the caller. Each row is a step, and what the call is after it.
 *
 * Steps: "join", "ring" … are events of the table below; "?transfer 2102" is asked for; "!20" lets
 * seconds go by. */
#include <string.h>

#include "skranke/base/language.h"

#include "../../src/services/pbx_calls.h"
#include "testing.h"

#define CALLER "PJSIP/trunk-00000001"
#define OWN "PJSIP/2101-00000002"
#define OTHER "PJSIP/2102-00000003"
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

/* ---- the desk of the tests ------------------------------------------------------------------ */

typedef struct {
    PbxCalls *calls;
    PbxMoment moment;
    PbxState last; /* told last */
    PbxReason reason;
    char *target;
    guint told, lost, done, failed;
} World;

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

static void world_start(World *world)
{
    static const PbxListener listener = {on_changed, on_failed};
    *world = (World){.moment = {1000000, 5000}, .target = g_strdup("")};
    world->calls = pbx_calls_new(&names, &listener, world);
}

static void world_end(World *world)
{
    pbx_calls_free(world->calls);
    g_free(world->target);
}

static void take(World *world, const char *text)
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

static void step(World *world, const char *words)
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
                take(world, events[i].block);
                return;
            }
        fail_msg("no such step: %s", words);
    }
}

/* ---- sequences ------------------------------------------------------------------------------ */

typedef struct {
    const char *words;
    const char *steps; /* with commas between */
    const char *ends;  /* the state told last */
    PbxReason reason;
    const char *target;
    guint lost, failed;
} Sequence;

#define TALKS "join,called,dial own,own answers,leave,connect"

static const Sequence sequences[] = {
    {"waits", "join", "waiting", PBX_REASON_NONE, "", 0, 0},
    {"another queue is not ours", "join,join elsewhere", "waiting", PBX_REASON_NONE, "", 0, 0},
    {"rings", "join,called", "ringing", PBX_REASON_NONE, "", 0, 0},
    {"rings at another", "join,called other,dial other", "waiting", PBX_REASON_NONE, "", 0, 0},
    {"rings and stops", "join,called,no answer", "waiting", PBX_REASON_NONE, "", 0, 0},
    {"talks", TALKS, "talking", PBX_REASON_NONE, "", 0, 0},
    {"another talks", "join,called other,leave,connect other", "elsewhere", PBX_REASON_NONE, "", 0,
     0},
    {"another was faster", "join,called,called other,leave,connect other", "elsewhere",
     PBX_REASON_NONE, "", 0, 0},
    {"rings at two, the other declines",
     "join,called,called other,dial own,dial other,other busy,no answer other", "ringing",
     PBX_REASON_NONE, "", 0, 0},
    {"rings at two, we decline and the caller stays",
     "join,called,called other,dial own,dial other,own silent,own hangup,no answer", "waiting",
     PBX_REASON_NONE, "", 0, 0},
    {"declined, rings again, answered",
     "join,called,dial own,own silent,no answer,called,dial own,own answers,leave,connect",
     "talking", PBX_REASON_NONE, "", 0, 0},
    {"rings at two, another answers, then everything about ours",
     "join,called,called other,dial own,dial other,other answers,own cancelled,own hangup,leave,"
     "connect other",
     "elsewhere", PBX_REASON_NONE, "", 0, 0},
    {"hangs up while it rings at two",
     "join,called,called other,dial own,dial other,own cancelled,other cancelled,abandon,leave,"
     "own hangup,hangup",
     "lost", PBX_REASON_HUNG_UP, "", 1, 0},
    {"taken by another desk", "join,abandon,leave,dial other,other answers", "elsewhere",
     PBX_REASON_NONE, "", 0, 0},
    {"taken by another desk, and over", "join,abandon,leave,dial other,other answers,hangup",
     "done", PBX_REASON_NONE, "", 0, 0},
    {"gives up", "join,called,abandon,leave,hangup", "lost", PBX_REASON_HUNG_UP, "", 1, 0},
    {"gives up before it rings", "join,abandon,leave,hangup", "lost", PBX_REASON_HUNG_UP, "", 1, 0},
    {"abandon alone is no loss", "join,abandon,leave", "waiting", PBX_REASON_NONE, "", 0, 0},
    {"talked and over", TALKS ",own hangup,hangup", "done", PBX_REASON_NONE, "", 0, 0},
    {"another talked and over", "join,called other,leave,connect other,hangup", "done",
     PBX_REASON_NONE, "", 0, 0},
    {"rings directly", "dial own", "ringing", PBX_REASON_NONE, "", 0, 0},
    {"rings directly, gives up", "dial own,own silent,hangup", "lost", PBX_REASON_HUNG_UP, "", 1,
     0},

    {"taken by hand", "join,?take,abandon,leave,dial own,own answers", "talking", PBX_REASON_NONE,
     "", 0, 0},
    {"taken by hand, own telephone silent",
     "join,?take,abandon,leave,dial own,own silent,return,join", "returned", PBX_REASON_NO_ANSWER,
     "2102", 0, 1},
    {"taken by hand, but gives up", "join,?take,abandon,leave,hangup", "lost", PBX_REASON_HUNG_UP,
     "", 1, 0},

    {"transfer asked only", TALKS ",?transfer 2102", "transferring", PBX_REASON_NONE, "2102", 0, 0},
    {"transfer rings", TALKS ",?transfer 2102,own hangup,dial other", "transferring",
     PBX_REASON_NONE, "2102", 0, 0},
    {"transfer answered", TALKS ",?transfer 2102,own hangup,dial other,other answers", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"transfer answered, then over once", TALKS ",?transfer 2102,dial other,other answers,hangup",
     "done", PBX_REASON_NONE, "2102", 0, 0},
    {"transfer comes back", TALKS ",?transfer 2102,own hangup,dial other,other silent,return,join",
     "returned", PBX_REASON_NO_ANSWER, "2102", 0, 0},
    {"transfer rejected, as Asterisk tells it",
     TALKS ",?transfer 2102,own hangup,dial other,other rejects,other unavailable,"
           "return unavailable,join",
     "returned", PBX_REASON_REJECTED, "2102", 0, 0},
    {"transfer out of reach",
     TALKS ",?transfer 2102,own hangup,dial other,other unavailable,return unavailable,join",
     "returned", PBX_REASON_UNREACHABLE, "2102", 0, 0},
    {"rejected once, not answered the second time",
     TALKS ",?transfer 2102,dial other,other rejects,return unavailable,join,called,dial own,"
           "own answers,?transfer 2102,dial other,other silent,return,join",
     "returned", PBX_REASON_NO_ANSWER, "2102", 0, 0},
    {"transfer busy, back without a word",
     TALKS ",?transfer 2102,own hangup,dial other,other busy,join", "returned", PBX_REASON_BUSY,
     "2102", 0, 0},
    {"transfer to nobody", TALKS ",?transfer 9999,own hangup,return unknown,join", "returned",
     PBX_REASON_NO_SUCH_NUMBER, "9999", 0, 0},
    {"success, then dropped", TALKS ",?transfer 9999,own hangup,hangup unknown", "lost",
     PBX_REASON_NO_SUCH_NUMBER, "9999", 1, 0},
    {"success, then dropped without a word", TALKS ",?transfer 9999,own hangup,hangup", "lost",
     PBX_REASON_UNREACHABLE, "9999", 1, 0},
    {"hangs up while it rings", TALKS ",?transfer 2102,dial other,other cancelled,hangup", "lost",
     PBX_REASON_HUNG_UP, "2102", 1, 0},
    {"no word for 19 s", TALKS ",?transfer 2102,own hangup,!19", "transferring", PBX_REASON_NONE,
     "2102", 0, 0},
    {"no word for 20 s", TALKS ",?transfer 2102,own hangup,!20", "unknown", PBX_REASON_NONE, "2102",
     0, 0},
    {"a late word", TALKS ",?transfer 2102,!20,dial other,other answers", "done", PBX_REASON_NONE,
     "2102", 0, 0},
    {"rings longer than 20 s", TALKS ",?transfer 2102,dial other,!25", "transferring",
     PBX_REASON_NONE, "2102", 0, 0},
    {"two telephones ring, one is busy",
     TALKS ",?transfer 2102,dial other,dial other,other busy,other answers", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"back, and talked to again",
     TALKS ",?transfer 2102,own hangup,other silent,return,join,called,dial own,own answers",
     "talking", PBX_REASON_NO_ANSWER, "", 0, 0},
    {"back, and rings here again", TALKS ",?transfer 9999,own hangup,return unknown,join,called",
     "ringing", PBX_REASON_NO_SUCH_NUMBER, "9999", 0, 0},
    {"back, and another operator answers",
     TALKS ",?transfer 2102,own hangup,return,join,called other,leave,connect other", "elsewhere",
     PBX_REASON_NO_ANSWER, "2102", 0, 0},
    {"back, and gives up", TALKS ",?transfer 2102,own hangup,return,join,abandon,leave,hangup",
     "lost", PBX_REASON_HUNG_UP, "2102", 1, 0},
    {"back after it was done", TALKS ",?transfer 2102,dial other,other answers,join", "returned",
     PBX_REASON_NONE, "2102", 0, 0},
    {"taken back while it rings",
     TALKS ",?transfer 2102,own hangup,dial other,?cancel,other cancelled,dial own,own answers",
     "talking", PBX_REASON_NONE, "", 0, 0},

    {"blind by the telephone, to nobody", TALKS ",blind,complete transfer,own hangup,hangup",
     "lost", PBX_REASON_UNREACHABLE, "9999", 1, 0},
    {"blind by the telephone", TALKS ",complete transfer,blind,dial other,other answers", "done",
     PBX_REASON_NONE, "9999", 0, 0},

    {"consult asked only", TALKS ",?consult 2102", "talking", PBX_REASON_NONE, "2102", 0, 0},
    {"consult holds", TALKS ",?consult 2102,hold", "consulting", PBX_REASON_NONE, "2102", 0, 0},
    {"consult answered", TALKS ",?consult 2102,hold,dial other,other answers", "ready",
     PBX_REASON_NONE, "2102", 0, 0},
    {"consult answered under an id of its own",
     TALKS ",?consult 2102,hold,dial asked,asked answers", "ready", PBX_REASON_NONE, "2102", 0, 0},
    {"consult: queued, and nothing happens", TALKS ",?consult 2102,!20", "unknown", PBX_REASON_NONE,
     "2102", 0, 0},
    {"consult: hold, unhold without an answer", TALKS ",?consult 2102,hold,unhold", "talking",
     PBX_REASON_NONE, "2102", 0, 1},
    {"consult: no answer", TALKS ",?consult 2102,hold,dial other,other silent,unhold", "talking",
     PBX_REASON_NO_ANSWER, "2102", 0, 1},
    {"consult taken back", TALKS ",?consult 2102,hold,dial other,?cancel,other cancelled,unhold",
     "talking", PBX_REASON_NONE, "2102", 0, 0},
    {"consult: a late hold", TALKS ",?consult 2102,!20,hold,dial other,other answers", "ready",
     PBX_REASON_NONE, "2102", 0, 0},
    {"consult: nothing happens, the telephone is put down, the caller is dropped",
     TALKS ",?consult 2102,!20,own hangup,hangup", "done", PBX_REASON_NONE, "", 0, 0},
    {"consult: the caller hangs up meanwhile", TALKS ",?consult 2102,hold,dial other,hangup",
     "done", PBX_REASON_NONE, "", 0, 0},
    {"ready, the caller hangs up", TALKS ",?consult 2102,hold,dial other,other answers,hangup",
     "done", PBX_REASON_NONE, "", 0, 0},
    {"put down while the other rings",
     TALKS ",?consult 2102,hold,dial other,own hangup,unhold,attended", "transferring",
     PBX_REASON_NONE, "2102", 0, 0},
    {"put down while the other rings, who then answers",
     TALKS ",?consult 2102,hold,dial other,own hangup,attended,other answers", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"put down while the other rings, who does not answer",
     TALKS ",?consult 2102,hold,dial other,own hangup,attended,other silent,hangup", "lost",
     PBX_REASON_NO_ANSWER, "2102", 1, 0},
    {"ready, the other hangs up", TALKS ",?consult 2102,hold,other answers,other hangup,unhold",
     "talking", PBX_REASON_NONE, "2102", 0, 1},
    {"complete asked only", TALKS ",?consult 2102,hold,other answers,?complete,own hangup",
     "transferring", PBX_REASON_NONE, "2102", 0, 0},
    {"completed", TALKS ",?consult 2102,hold,other answers,?complete,own hangup,unhold,attended",
     "done", PBX_REASON_NONE, "2102", 0, 0},
    {"completed by putting the telephone down",
     TALKS ",?consult 2102,hold,other answers,own hangup,attended", "done", PBX_REASON_NONE, "2102",
     0, 0},
    {"complete says success, the caller is dropped",
     TALKS ",?consult 2102,hold,other answers,?complete,own hangup,hangup", "lost",
     PBX_REASON_UNREACHABLE, "2102", 1, 0},
    {"completed, told by the operator's leg only",
     TALKS ",?consult 2102,hold,other answers,?complete,attended by legs,own hangup", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"not connected", TALKS ",?consult 2102,hold,other answers,?complete,attended failed",
     "unknown", PBX_REASON_NONE, "2102", 0, 1},

    {"parked", TALKS ",?park,own hangup,parked", "parked", PBX_REASON_NONE, "701", 0, 0},
    {"parked too long", TALKS ",?park,parked,park timeout", "returned", PBX_REASON_NO_ANSWER, "701",
     0, 0},
    {"parked too long, rings here, answered",
     TALKS ",?park,own hangup,parked,park timeout,dial own,own answers", "talking",
     PBX_REASON_NO_ANSWER, "", 0, 0},
    {"parked too long, rings here, nobody answers, gives up",
     TALKS ",?park,own hangup,parked,park timeout,dial own,own silent,hangup", "lost",
     PBX_REASON_HUNG_UP, "701", 1, 0},
    {"parked, gives up as Asterisk tells it", TALKS ",?park,parked,lot left,hangup", "lost",
     PBX_REASON_HUNG_UP, "701", 1, 0},
    {"parked, another desk fetches them",
     TALKS ",?park,parked,lot left,dial other,other answers,hangup", "done", PBX_REASON_NONE, "", 0,
     0},
    {"parked, gives up", TALKS ",?park,parked,hangup", "lost", PBX_REASON_HUNG_UP, "701", 1, 0},
    {"fetched by a colleague", TALKS ",?park,parked,unparked", "done", PBX_REASON_NONE, "2102", 0,
     0},
    {"fetched", TALKS ",?park,parked,?unpark,dial own,own answers", "talking", PBX_REASON_NONE, "",
     0, 0},
    {"sent on from the lot, which they leave",
     TALKS ",?park,parked,?transfer 2102,lot left,dial other,other answers", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"sent on from the lot", TALKS ",?park,parked,?transfer 2102,dial other,other answers", "done",
     PBX_REASON_NONE, "2102", 0, 0},
};

static void test_sequences(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(sequences); i++) {
        const Sequence *sequence = &sequences[i];
        World world;
        world_start(&world);
        g_auto(GStrv) steps = g_strsplit(sequence->steps, ",", -1);
        for (guint j = 0; steps[j] != NULL; j++)
            step(&world, steps[j]);
        const PbxCall *call = pbx_calls_find(world.calls, "1.1");
        const char *target = call != NULL ? call->target : world.target;
        if (strcmp(pbx_state_words[world.last], sequence->ends) != 0 ||
            world.reason != sequence->reason || strcmp(target, sequence->target) != 0 ||
            world.lost != sequence->lost || world.failed != sequence->failed)
            fail_msg("%s: %s, reason %d, target %s, lost %u, failed %u", sequence->words,
                     pbx_state_words[world.last], (int)world.reason, target, world.lost,
                     world.failed);
        assert_in_range(world.done + world.lost, 0, 1);
        world_end(&world);
    }
}

/* ---- what is shown -------------------------------------------------------------------------- */

static void join(World *world, const char *id, int position, gint64 at)
{
    world->moment.now = at;
    g_autofree char *text = g_strdup_printf(
        "Event: QueueCallerJoin\nChannel: PJSIP/trunk-%s\nLinkedid: %s\nQueue: sentralbord\n"
        "Position: %d\n",
        id, id, position);
    take(world, text);
}

static void test_longest_waiting_first_and_returned_on_top(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    join(&world, "5.1", 1, 100);
    join(&world, "4.1", 2, 200);
    join(&world, "3.1", 3, 300);
    take(&world, "Event: QueueCallerAbandon\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    take(&world, "Event: QueueCallerLeave\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    take(&world, "Event: Hangup\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    take(&world, "Event: UserEvent\nUserEvent: SentralbordRetur\nChannel: PJSIP/trunk-1.9\n"
                 "Linkedid: 1.9\nMal: 2102\nGrunn: BUSY\n");
    g_autoptr(GPtrArray) list = pbx_calls_list(world.calls);
    assert_int_equal(list->len, 3);
    assert_string_equal(((const PbxCall *)list->pdata[0])->id, "1.9");
    assert_string_equal(((const PbxCall *)list->pdata[1])->id, "4.1");
    assert_string_equal(((const PbxCall *)list->pdata[2])->id, "3.1");
    assert_int_equal(((const PbxCall *)list->pdata[1])->position, 1);
    assert_int_equal(((const PbxCall *)list->pdata[2])->position, 2);
    world_end(&world);
}

static void test_times_and_caller(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    step(&world, "join");
    step(&world, "!7");
    step(&world, "called");
    step(&world, "connect");
    const PbxCall *call = pbx_calls_current(world.calls);
    assert_non_null(call);
    assert_string_equal(call->number, "91234567");
    assert_string_equal(call->name, "");
    assert_string_equal(call->queue, "sentralbord");
    assert_int_equal(call->began_at, 1000000);
    assert_int_equal(call->answered_at, 1000007);
    assert_int_equal(call->position, 0);
    assert_string_equal(pbx_calls_caller_channel(world.calls, "1.1"), CALLER);
    assert_string_equal(pbx_calls_own_channel(world.calls, "1.1"), OWN);
    step(&world, "?park");
    step(&world, "parked");
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->parked_until, 1000067);
    world_end(&world);
}

static void test_a_refused_act_changes_nothing(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    g_auto(GStrv) steps = g_strsplit(TALKS ",?transfer 2102", ",", -1);
    for (guint j = 0; steps[j] != NULL; j++)
        step(&world, steps[j]);
    pbx_calls_not_done(world.calls, "1.1");
    assert_int_equal(world.last, PBX_TALKING);
    assert_false(pbx_calls_is_asked(world.calls, "1.1"));
    assert_int_equal(pbx_calls_tick(world.calls, world.moment), 0);
    world_end(&world);
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *block;
        LineState state;
    } rows[] = {
        {"Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 0\n", LINE_FREE},
        {"Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 1\n", LINE_BUSY},
        {"Event: ExtensionStatus\nExten: 2102\nContext: other\nStatus: 0\n", LINE_BUSY},
        {"Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 8\n", LINE_RINGING},
        {"Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 4\n", LINE_OFF},
        {"Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: -1\n", LINE_UNKNOWN},
        {"Response: Success\nMessage: Extension Status\nExten: 2102\nContext: internal\n"
         "Status: 16\n",
         LINE_BUSY},
        {"Event: QueueMemberStatus\nQueue: x\nInterface: PJSIP/2102\nStatus: 1\n", LINE_FREE},
    };
    World world;
    world_start(&world);
    assert_int_equal(pbx_calls_line(world.calls, "2102").at, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        take(&world, rows[i].block);
        assert_int_equal(pbx_calls_line(world.calls, "2102").state, rows[i].state);
    }
    assert_int_equal(pbx_calls_line(world.calls, "2102").at, 1000000);
    world_end(&world);
}

static void test_pause(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    take(&world, "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 1\n"
                 "PausedReason: lunsj\n");
    assert_true(pbx_calls_paused(world.calls));
    take(&world, "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2102\nPaused: 0\n");
    assert_true(pbx_calls_paused(world.calls));
    take(&world, "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 0\n");
    assert_false(pbx_calls_paused(world.calls));
    world_end(&world);
}

/* ---- two calls, and the others in the queue ------------------------------------------------- */

/* Our second leg and the second caller; everything else is as of the first. */
static void second(World *world, const char *event, const char *more)
{
    g_autofree char *text = g_strdup_printf(
        "Event: %s\nChannel: PJSIP/trunk-00000009\nLinkedid: 2.2\nUniqueid: 2.2\nQueue: "
        "sentralbord\nPosition: 1\nInterface: PJSIP/2101\nDestChannel: PJSIP/2101-0000000a\n%s",
        event, more);
    take(world, text);
}

static void test_two_calls_at_one_operator(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    g_auto(GStrv) steps = g_strsplit(TALKS, ",", -1);
    for (guint j = 0; steps[j] != NULL; j++)
        step(&world, steps[j]);
    second(&world, "QueueCallerJoin", "");
    second(&world, "AgentCalled", "");
    second(&world, "DialBegin", "");
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->state, PBX_TALKING);
    assert_int_equal(pbx_calls_find(world.calls, "2.2")->state, PBX_RINGING);
    assert_string_equal(pbx_calls_current(world.calls)->id, "1.1");
    step(&world, "?transfer 2102");
    step(&world, "own hangup");
    second(&world, "DialEnd", "DialStatus: ANSWER\n");
    second(&world, "AgentConnect", "");
    assert_string_equal(pbx_calls_current(world.calls)->id, "2.2");
    assert_string_equal(pbx_calls_own_channel(world.calls, "2.2"), "PJSIP/2101-0000000a");
    step(&world, "dial other");
    step(&world, "other answers");
    assert_null(pbx_calls_find(world.calls, "1.1"));
    assert_int_equal(pbx_calls_find(world.calls, "2.2")->state, PBX_TALKING);
    assert_int_equal(world.lost, 0);
    world_end(&world);
}

static void test_the_last_one_in_the_queue(void **state)
{
    (void)state;
    static const struct {
        const char *block;
        bool last;
    } rows[] = {
        {"Event: QueueMember\nQueue: sentralbord\nLocation: PJSIP/2102\nStatus: 1\nPaused: 0\n",
         false},
        {"Event: QueueMember\nQueue: sentralbord\nLocation: PJSIP/2101\nStatus: 1\nPaused: 0\n",
         false},
        {"Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2102\nStatus: 1\n"
         "Paused: 1\n",
         true},
        {"Event: QueueMemberAdded\nQueue: sentralbord\nInterface: Local/2103@x/n\n"
         "StateInterface: PJSIP/2103\nStatus: 1\nPaused: 0\n",
         false},
        {"Event: QueueMemberStatus\nQueue: sentralbord\nInterface: Local/2103@x/n\nStatus: 5\n"
         "Paused: 0\n",
         true},
        {"Event: QueueMemberPause\nQueue: annen\nInterface: PJSIP/2102\nStatus: 1\nPaused: 0\n",
         true},
        {"Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2102\nStatus: 2\n"
         "Paused: 0\n",
         false},
        {"Event: QueueMemberRemoved\nQueue: sentralbord\nInterface: PJSIP/2102\nStatus: 1\n"
         "Paused: 0\n",
         true},
        {"Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nStatus: 1\n"
         "Paused: 1\n",
         false},
    };
    World world;
    world_start(&world);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        take(&world, rows[i].block);
        if (pbx_calls_is_last(world.calls) != rows[i].last)
            fail_msg("row %u", i);
    }
    world_end(&world);
}

/* ---- after a break -------------------------------------------------------------------------- */

typedef struct {
    const char *words, *steps; /* before the break */
    const char *lists;
    const char *ends;
    guint lost, done;
} Resync;

#define LEG(channel, unique, linked, bridge, state)                                                \
    "Event: CoreShowChannel\nChannel: " channel "\nUniqueid: " unique "\nLinkedid: " linked        \
    "\nBridgeId: " bridge "\nChannelStateDesc: " state "\nCallerIDNum: 91234567\n\n"
#define ENTRY                                                                                      \
    "Event: QueueEntry\nQueue: sentralbord\nPosition: 1\nChannel: " CALLER                         \
    "\nUniqueid: 1.1\nCallerIDNum: unknown\nWait: 33\n\n"

#define LOCAL "Local/2102@internal-00000001;1"
#define LOT                                                                                        \
    "Event: ParkedCall\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\nParkerDialString: "        \
    "PJSIP/2101\nParkingSpace: 701\nParkingTimeout: 20\n\n"

static const Resync resyncs[] = {
    {"found waiting", "", LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY, "waiting", 0, 0},
    {"found talking", "", LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OWN, "1.2", "1.1", "b", "Up"),
     "talking", 0, 0},
    {"found ringing", "",
     LEG(CALLER, "1.1", "1.1", "", "Up") LEG(OWN, "1.2", "1.1", "", "Ringing") ENTRY, "ringing", 0,
     0},
    {"answered meanwhile", "join,called",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OWN, "1.2", "1.1", "b", "Up"), "talking", 0, 0},
    {"a colleague answered meanwhile", "join,called",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OTHER, "1.3", "1.1", "b", "Up"), "elsewhere", 0, 0},
    {"transfer answered meanwhile", TALKS ",?transfer 2102",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OTHER, "1.3", "1.1", "b", "Up"), "done", 0, 1},
    {"back in the queue", TALKS ",?transfer 2102", LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY,
     "returned", 0, 0},
    {"still ringing at the other", TALKS ",?transfer 2102",
     LEG(CALLER, "1.1", "1.1", "", "Up") LEG(OTHER, "1.3", "1.1", "", "Ringing"), "transferring", 0,
     0},
    {"still not known", TALKS ",?transfer 2102,!20", LEG(CALLER, "1.1", "1.1", "", "Up"), "unknown",
     0, 0},
    {"being consulted", TALKS ",?consult 2102,hold,dial other",
     LEG(CALLER, "1.1", "1.1", "a", "Up") LEG(OWN, "1.2", "1.1", "b", "Up")
         LEG(LOCAL, "1.3", "1.1", "b", "Ringing"),
     "consulting", 0, 0},
    {"the one asked answered meanwhile", TALKS ",?consult 2102,hold,dial other",
     LEG(CALLER, "1.1", "1.1", "a", "Up") LEG(OWN, "1.2", "1.1", "b", "Up")
         LEG(OTHER, "1.3", "1.1", "b", "Up"),
     "ready", 0, 0},
    {"found consulting", "",
     LEG(CALLER, "1.1", "1.1", "a", "Up") LEG(OWN, "1.2", "1.1", "b", "Up")
         LEG(LOCAL, "1.3", "1.1", "b", "Ringing"),
     "consulting", 0, 0},
    {"consultation over meanwhile", TALKS ",?consult 2102,hold,dial other,other answers",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OWN, "1.2", "1.1", "b", "Up"), "talking", 0, 0},
    {"completed meanwhile", TALKS ",?consult 2102,hold,other answers,?complete",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OTHER, "1.3", "1.1", "b", "Up"), "done", 0, 1},
    {"rang, and rings no longer", "join,called", LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY,
     "waiting", 0, 0},
    {"still back", TALKS ",?transfer 2102,return,join", LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY,
     "returned", 0, 0},
    {"still parked", TALKS ",?park,parked", LEG(CALLER, "1.1", "1.1", "lot", "Up") LOT, "parked", 0,
     0},
    {"out of the lot meanwhile", TALKS ",?park,parked",
     LEG(CALLER, "1.1", "1.1", "b", "Up") LEG(OTHER, "1.3", "1.1", "b", "Up"), "elsewhere", 0, 0},
    {"gave up in the lot", TALKS ",?park,parked", "", "lost", 1, 0},
    {"gave up meanwhile", "join", "", "lost", 1, 0},
    {"talk ended meanwhile", TALKS, "", "done", 0, 1},
    {"nobody knows", TALKS ",?transfer 2102", "", "unknown", 0, 0},
};

static void test_resync(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(resyncs); i++) {
        const Resync *resync = &resyncs[i];
        World world;
        world_start(&world);
        g_auto(GStrv) steps = g_strsplit(resync->steps, ",", -1);
        for (guint j = 0; steps[j] != NULL; j++)
            if (*steps[j] != '\0')
                step(&world, steps[j]);
        pbx_calls_resync_begin(world.calls);
        if (*resync->lists != '\0')
            take(&world, resync->lists);
        pbx_calls_resync_end(world.calls, world.moment);
        if (strcmp(pbx_state_words[world.last], resync->ends) != 0 || world.lost != resync->lost ||
            world.done != resync->done)
            fail_msg("%s: %s, lost %u, done %u", resync->words, pbx_state_words[world.last],
                     world.lost, world.done);
        if (*resync->lists == '\0')
            assert_null(pbx_calls_find(world.calls, "1.1"));
        world_end(&world);
    }
}

static void test_waiting_since_before(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    pbx_calls_resync_begin(world.calls);
    take(&world, LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY);
    pbx_calls_resync_end(world.calls, world.moment);
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->began_at, 1000000 - 33);
    world_end(&world);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_longest_waiting_first_and_returned_on_top),
        cmocka_unit_test(test_times_and_caller),
        cmocka_unit_test(test_a_refused_act_changes_nothing),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_two_calls_at_one_operator),
        cmocka_unit_test(test_the_last_one_in_the_queue),
        cmocka_unit_test(test_resync),
        cmocka_unit_test(test_waiting_since_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

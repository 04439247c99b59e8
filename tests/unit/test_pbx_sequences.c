/* The state machine of calls: sequences of events as a real Asterisk 22 sends them, also those in
 * which it says "Success" and drops the caller. Each row is a sequence (support/pbx_world.h), and
 * what the call is after it. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_world.h"
#include "testing.h"

typedef struct {
    const char *words;
    const char *steps; /* with commas between */
    const char *ends;  /* the state told last */
    PbxReason reason;
    const char *target;
    guint lost, failed;
} Sequence;

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
    {"put down early, told before the end of the leg",
     TALKS ",?consult 2102,hold,dial asked,attended rings", "transferring", PBX_REASON_NONE, "2102",
     0, 0},
    {"put down early, told before the end of the leg, answered",
     TALKS ",?consult 2102,hold,dial asked,attended rings,asked answers,own hangup,hangup", "done",
     PBX_REASON_NONE, "2102", 0, 0},
    {"put down early by the telephone's own keys",
     TALKS ",hold,dial asked,attended rings,complete transfer", "transferring", PBX_REASON_NONE,
     "2102", 0, 0},
    {"put down early, the caller hangs up",
     TALKS ",?consult 2102,hold,dial other,attended rings,hangup", "lost", PBX_REASON_HUNG_UP,
     "2102", 1, 0},
    {"put down early, and our telephone rings for something else",
     TALKS ",?consult 2102,hold,dial other,attended rings,called back", "transferring",
     PBX_REASON_NONE, "2102", 0, 0},
    {"put down early by own keys, to whom is not said",
     TALKS ",hold,rings of this call,attended to somebody", "transferring", PBX_REASON_NONE, "2102",
     0, 0},
    {"by own keys, answered, to whom is not said",
     TALKS ",hold,rings of this call,other answers,attended to somebody", "done", PBX_REASON_NONE,
     "2102", 0, 0},
    {"asked before the queue tells of the answer",
     "join,called,dial own,own answers,?consult 2102,leave,connect,hold", "consulting",
     PBX_REASON_NONE, "2102", 0, 0},
    {"transferred before the queue tells of the answer",
     "join,called,dial own,own answers,?transfer 2102,leave,connect", "transferring",
     PBX_REASON_NONE, "2102", 0, 0},
    {"put down early, rejected, called back",
     TALKS ",?consult 2102,hold,dial other,attended rings,other refuses,other silent,called back",
     "ringing", PBX_REASON_REJECTED, "2102", 0, 0},
    {"put down early, called back, answered",
     TALKS ",?consult 2102,hold,dial other,attended rings,other cancelled,called back,answers the "
           "call back,own hangup",
     "talking", PBX_REASON_NO_ANSWER, "", 0, 0},
    {"put down early, called back in vain",
     TALKS ",?consult 2102,hold,dial other,attended rings,other cancelled,called back,own again "
           "hangup",
     "returned", PBX_REASON_NO_ANSWER, "2102", 0, 0},
    {"put down early, called back in vain, rung again and answered",
     TALKS ",?consult 2102,hold,dial other,attended rings,other cancelled,called back,own again "
           "hangup,dial asked,asked answers",
     "done", PBX_REASON_NONE, "2102", 0, 0},
    {"waits, hangs up: what follows is no news",
     "join,called,dial own,caller leaves,own cancelled,abandon,leave,own hangup,hangup", "lost",
     PBX_REASON_HUNG_UP, "", 1, 0},
    {"ready, the caller hangs up, the other legs end first",
     TALKS ",?consult 2102,hold,dial other,other answers,caller leaves,unhold,own hangup,hangup",
     "done", PBX_REASON_NONE, "", 0, 0},
    {"ready, the caller hangs up, and connecting fails",
     TALKS ",?consult 2102,hold,dial other,other answers,attended to nobody,hangup", "done",
     PBX_REASON_NONE, "", 0, 0},
    {"ready, the other hangs up, told last",
     TALKS ",?consult 2102,hold,dial other,other answers,unhold,other hangup", "talking",
     PBX_REASON_NONE, "2102", 0, 1},
    {"taken back, and our telephone declines",
     TALKS ",?transfer 2102,dial other,?cancel,other cancelled,dial own,own silent", "transferring",
     PBX_REASON_NONE, "2102", 0, 1},
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
        world_steps(&world, sequence->steps);
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

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

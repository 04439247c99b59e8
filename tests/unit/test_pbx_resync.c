/* Calls after a break in the connection: what the lists of the telephone system say of them now,
 * and what became of those that are on none. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_world.h"
#include "testing.h"

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
        world_steps(&world, resync->steps);
        pbx_calls_resync_begin(world.calls);
        if (*resync->lists != '\0')
            world_take(&world, resync->lists);
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
    world_take(&world, LEG(CALLER, "1.1", "1.1", "", "Up") ENTRY);
    pbx_calls_resync_end(world.calls, world.moment);
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->began_at, 1000000 - 33);
    world_end(&world);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resync),
        cmocka_unit_test(test_waiting_since_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

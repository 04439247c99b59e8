/* What is shown of calls: their order, times and callers, lines, pauses, two calls at one operator
 * and who is the last one in the queue. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_world.h"
#include "testing.h"

static void join(World *world, const char *id, int position, gint64 at)
{
    world->moment.now = at;
    g_autofree char *text = g_strdup_printf(
        "Event: QueueCallerJoin\nChannel: PJSIP/trunk-%s\nLinkedid: %s\nQueue: sentralbord\n"
        "Position: %d\n",
        id, id, position);
    world_take(world, text);
}

static void test_longest_waiting_first_and_returned_on_top(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    join(&world, "5.1", 1, 100);
    join(&world, "4.1", 2, 200);
    join(&world, "3.1", 3, 300);
    world_take(&world, "Event: QueueCallerAbandon\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    world_take(&world, "Event: QueueCallerLeave\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    world_take(&world, "Event: Hangup\nChannel: PJSIP/trunk-5.1\nLinkedid: 5.1\n");
    world_take(&world, "Event: UserEvent\nUserEvent: SentralbordRetur\nChannel: PJSIP/trunk-1.9\n"
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
    world_step(&world, "join");
    world_step(&world, "!7");
    world_step(&world, "called");
    world_step(&world, "connect");
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
    world_step(&world, "?park");
    world_step(&world, "parked");
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->parked_until, 1000067);
    world_end(&world);
}

static void test_a_refused_act_changes_nothing(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    world_steps(&world, TALKS ",?transfer 2102");
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
        world_take(&world, rows[i].block);
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
    world_take(&world,
               "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 1\n"
               "PausedReason: lunsj\n");
    assert_true(pbx_calls_paused(world.calls));
    world_take(&world,
               "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2102\nPaused: 0\n");
    assert_true(pbx_calls_paused(world.calls));
    world_take(&world,
               "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 0\n");
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
    world_take(world, text);
}

static void test_two_calls_at_one_operator(void **state)
{
    (void)state;
    World world;
    world_start(&world);
    world_steps(&world, TALKS);
    second(&world, "QueueCallerJoin", "");
    second(&world, "AgentCalled", "");
    second(&world, "DialBegin", "");
    assert_int_equal(pbx_calls_find(world.calls, "1.1")->state, PBX_TALKING);
    assert_int_equal(pbx_calls_find(world.calls, "2.2")->state, PBX_RINGING);
    assert_string_equal(pbx_calls_current(world.calls)->id, "1.1");
    world_step(&world, "?transfer 2102");
    world_step(&world, "own hangup");
    second(&world, "DialEnd", "DialStatus: ANSWER\n");
    second(&world, "AgentConnect", "");
    assert_string_equal(pbx_calls_current(world.calls)->id, "2.2");
    assert_string_equal(pbx_calls_own_channel(world.calls, "2.2"), "PJSIP/2101-0000000a");
    world_step(&world, "dial other");
    world_step(&world, "other answers");
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
        world_take(&world, rows[i].block);
        if (pbx_calls_is_last(world.calls) != rows[i].last)
            fail_msg("row %u", i);
    }
    world_end(&world);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_longest_waiting_first_and_returned_on_top),
        cmocka_unit_test(test_times_and_caller),
        cmocka_unit_test(test_a_refused_act_changes_nothing),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_two_calls_at_one_operator),
        cmocka_unit_test(test_the_last_one_in_the_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The driver of Asterisk and a telephone system that lies, hangs, forgets and disappears.
 */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "cleanup.h"
#include "pbx_desk.h"
#include "testing.h"

/* ---- a system that lies --------------------------------------------------------------------- */

static void test_success_and_the_caller_is_dropped(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_then(desk->server, "Redirect", OWN_HANGUP HANGUP);
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_told, "lost");
    assert_null(strstr(desk->told->str, "done"));
}

static void test_success_and_nothing_happens(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_told, "transferring");
    pbx_desk_until(desk, pbx_has_come, "Redirect");
    /* Twenty seconds are the state machine's own test; here: the answer alone changes nothing. */
    rawman_event(desk->server, "Event: Hold\nLinkedid: 9.9\n\n");
    rawman_event(desk->server, DIAL("DialBegin", OTHER, "") DIAL("DialEnd", OTHER, "NOANSWER"));
    rawman_event(desk->server, "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL
                               "Linkedid: 1.1\nMal: 2102\nGrunn: NOANSWER\n\n" JOIN);
    pbx_desk_until(desk, pbx_has_told, "returned");
    assert_int_equal(pbx_call(desk->pbx, "1.1")->reason, PBX_REASON_NO_ANSWER);
    assert_null(strstr(desk->told->str, "done"));
}

static void test_an_act_that_is_refused(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_answer(desk->server, "Redirect", "Response: Error\nMessage: Channel does not exist\n\n");
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_failed, "Channel does not exist");
    assert_true(pbx_has_told(desk, "talking"));
}

static void test_an_act_without_the_right(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_answer(desk->server, "Redirect", "Response: Error\nMessage: Permission denied\n\n");
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_failed, "right");
    assert_true(pbx_has_told(desk, "talking"));
    pbx_desk_until(desk, pbx_is_connected, "the session that lives");
    assert_int_equal(rawman_count(desk->server, "Login"), 1);
}

static void test_a_wrong_secret_with_a_cookie(void **state)
{
    PbxDesk *desk = *state;
    rawman_answer(desk->server, "Login", "Response: Error\nMessage: Authentication failed\n\n");
    pbx_desk_open(desk);
    pbx_desk_until(desk, pbx_is_away, "the refusal");
    assert_non_null(strstr(pbx_trouble(desk->pbx), "login"));
    assert_int_equal(rawman_count(desk->server, "WaitEvent"), 0);
    g_autofree char *text = pbx_connection_text(desk->pbx);
    assert_non_null(strstr(text, "PBX: away since "));
    pbx_desk_refuses(desk, PBX_DIAL, "2102");
}

static void test_no_such_queue(void **state)
{
    PbxDesk *desk = *state;
    rawman_list(desk->server, "QueueStatus", "");
    pbx_desk_open(desk);
    pbx_desk_until(desk, pbx_is_connected, "the connection");
    assert_non_null(strstr(pbx_trouble(desk->pbx), "queue"));
}

/* ---- a system that forgets, hangs and disappears -------------------------------------------- */

static void test_a_session_that_ended(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_list(desk->server, "CoreShowChannels",
                "Event: CoreShowChannel\nChannel: " CALLER "\nUniqueid: 1.1\nLinkedid: 1.1\n"
                "BridgeId: b\n\nEvent: CoreShowChannel\nChannel: " OWN
                "\nUniqueid: 1.2\nLinkedid: 1.1\nBridgeId: b\n\n");
    rawman_expire(desk->server);
    pbx_desk_until(desk, pbx_has_come_twice, "Login");
    pbx_desk_until(desk, pbx_is_connected, "the new session");
    assert_true(pbx_has_told(desk, "talking"));
    rawman_event(desk->server, HANGUP);
    pbx_desk_until(desk, pbx_has_told, "done");
}

static void test_gone_and_back(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_connect(desk);
    rawman_event(desk->server, JOIN);
    pbx_desk_until(desk, pbx_has_told, "waiting");
    rawman_down(desk->server);
    pbx_desk_until(desk, pbx_is_away, "being away");
    assert_int_equal(pbx_call(desk->pbx, "1.1")->state, PBX_WAITING);
    pbx_desk_refuses(desk, PBX_TAKE, "");
    rawman_up(desk->server);
    pbx_desk_until(desk, pbx_is_connected, "coming back");
    assert_true(g_str_has_suffix(desk->told->str, "waiting\nunknown\nlost\n"));
    assert_true(pbx_has_failed(desk, "gone since"));
    g_autofree char *text = pbx_connection_text(desk->pbx);
    assert_string_equal(text, "PBX: connected");
}

static void test_gone_while_it_was_asked(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_answer(desk->server, "Redirect", RAWMAN_CUT);
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_failed, "went away while it was asked");
    assert_true(pbx_has_told(desk, "unknown"));
}

static void test_hanging_on_an_act(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_answer(desk->server, "Redirect", RAWMAN_HANG);
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_failed, "went away while it was asked");
    assert_true(pbx_has_told(desk, "unknown"));
    pbx_desk_until(desk, pbx_is_connected, "coming back");
}

static void test_hanging_on_the_long_poll(void **state)
{
    PbxDesk *desk = *state;
    rawman_answer(desk->server, "WaitEvent", RAWMAN_HANG);
    pbx_desk_open(desk);
    pbx_desk_until(desk, pbx_is_away, "giving up");
    pbx_desk_until(desk, pbx_is_connected, "coming back");
}

static void test_garbage_and_half_answers(void **state)
{
    PbxDesk *desk = *state;
    static const char *const answers[] = {RAWMAN_GARBAGE, RAWMAN_CUT, "", "Response: Maybe\n\n"};
    pbx_desk_connect(desk);
    for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
        rawman_answer(desk->server, "WaitEvent", answers[i]);
        /* Ends the poll that is under way. */
        rawman_event(desk->server, "Event: FullyBooted\n\n");
        pbx_desk_until(desk, pbx_is_away, "giving up");
        pbx_desk_until(desk, pbx_is_connected, "coming back");
    }
    rawman_event(desk->server, JOIN);
    pbx_desk_until(desk, pbx_has_told, "waiting");
}

static void test_events_that_end_in_the_middle(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_connect(desk);
    rawman_answer(desk->server, "WaitEvent",
                  "Response: Success\nMessage: x\n\n" JOIN "Event: AgentCal");
    rawman_event(desk->server, "Event: FullyBooted\n\n");
    pbx_desk_until(desk, pbx_has_come_twice, "QueueStatus");
    pbx_desk_until(desk, pbx_is_connected, "the lists");
    assert_non_null(strstr(desk->told->str, "waiting\n"));
    assert_int_equal(rawman_count(desk->server, "Login"), 1);
}

static void test_polls_that_end_at_once(void **state)
{
    PbxDesk *desk = *state;
    for (guint i = 0; i < 3; i++)
        rawman_answer(desk->server, "WaitEvent",
                      "Response: Success\nMessage: x\n\nEvent: WaitEventComplete\n\n");
    gint64 began = g_get_monotonic_time();
    pbx_desk_connect(desk);
    assert_int_equal(rawman_count(desk->server, "WaitEvent"), 4);
    assert_true(g_get_monotonic_time() - began >= 3 * 200 * 1000);
}

int main(void)
{
    g_setenv("SKRANKE_PBX_HURRY", "20", TRUE);
    language_start("en");
    const struct CMUnitTest tests[] = {
        with_desk(test_success_and_the_caller_is_dropped),
        with_desk(test_success_and_nothing_happens),
        with_desk(test_an_act_that_is_refused),
        with_desk(test_an_act_without_the_right),
        with_desk(test_a_wrong_secret_with_a_cookie),
        with_desk(test_no_such_queue),
        with_desk(test_a_session_that_ended),
        with_desk(test_gone_and_back),
        with_desk(test_gone_while_it_was_asked),
        with_desk(test_hanging_on_an_act),
        with_desk(test_hanging_on_the_long_poll),
        with_desk(test_garbage_and_half_answers),
        with_desk(test_events_that_end_in_the_middle),
        with_desk(test_polls_that_end_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The driver of Asterisk against a stand-in for its manager over HTTP: a call from ring to
 * transfer, settings, and recordings. What goes wrong is test_pbx_troubles.c's.
 */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "cleanup.h"
#include "pbx_desk.h"
#include "testing.h"

/* ---- as it should be ------------------------------------------------------------------------ */

static void test_a_call_is_transferred(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    assert_string_equal(desk->told->str, "waiting\nringing\ntalking\n");
    rawman_then(desk->server, "Redirect", OWN_HANGUP DIAL("DialBegin", OTHER, ""));
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_told, "transferring");
    rawman_event(desk->server, DIAL("DialEnd", OTHER, "ANSWER"));
    pbx_desk_until(desk, pbx_has_told, "done");
    pbx_desk_last_was(desk, "Redirect",
                      "Redirect Channel=" CALLER " Context=ut Exten=2102 Priority=1");
    pbx_desk_last_was(desk, "ExtensionState", "ExtensionState Context=internal Exten=2102");
    assert_string_equal(desk->failed->str, "");
    pbx_desk_is_sound(desk);
}

static void test_numbers_outside_get_what_goes_before(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    pbx_desk_act(desk, PBX_TRANSFER, "+47 912 34 568");
    pbx_desk_until(desk, pbx_has_come, "Redirect");
    pbx_desk_last_was(desk, "Redirect",
                      "Redirect Channel=" CALLER " Context=ut Exten=091234568 Priority=1");
    assert_int_equal(rawman_count(desk->server, "ExtensionState"), 0);
}

static void test_what_is_checked_before_a_transfer(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    pbx_desk_act(desk, PBX_TRANSFER, "9999");
    pbx_desk_until(desk, pbx_has_failed, "9999");
    pbx_desk_act(desk, PBX_CONSULT, "2104");
    pbx_desk_until(desk, pbx_has_failed, "2104");
    pbx_desk_refuses(desk, PBX_TRANSFER, "2101");
    pbx_desk_refuses(desk, PBX_TRANSFER, "Kari");
    pbx_desk_refuses(desk, PBX_TRANSFER, "2102\r\nAction: Originate");
    pbx_desk_refuses(desk, PBX_COMPLETE, "");
    pbx_desk_refuses(desk, PBX_UNPARK, "");
    assert_int_equal(rawman_count(desk->server, "Redirect"), 0);
    assert_int_equal(rawman_count(desk->server, "Atxfer"), 0);
    assert_true(pbx_has_told(desk, "talking"));
}

static void test_consult_and_complete(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    pbx_desk_act(desk, PBX_CONSULT, "2102");
    pbx_desk_until(desk, pbx_has_come, "Atxfer");
    pbx_desk_last_was(desk, "Atxfer", "Atxfer Channel=" OWN " Context=internal Exten=2102");
    rawman_event(desk->server, HOLD("Hold"));
    pbx_desk_until(desk, pbx_has_told, "consulting");
    pbx_desk_refuses(desk, PBX_COMPLETE, "");
    rawman_event(desk->server, DIAL("DialBegin", OTHER, "") DIAL("DialEnd", OTHER, "ANSWER"));
    pbx_desk_until(desk, pbx_has_told, "ready");
    pbx_desk_act(desk, PBX_COMPLETE, "");
    pbx_desk_until(desk, pbx_has_come, "Hangup");
    pbx_desk_last_was(desk, "Hangup", "Hangup Cause=16 Channel=" OWN);
    pbx_desk_until(desk, pbx_has_told, "transferring");
    rawman_event(desk->server,
                 "Event: AttendedTransfer\nResult: Success\nTransfereeLinkedid: 1.1\n\n");
    pbx_desk_until(desk, pbx_has_told, "done");
    pbx_desk_is_sound(desk);
}

static void test_consult_taken_back(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    pbx_desk_act(desk, PBX_CONSULT, "2102");
    pbx_desk_until(desk, pbx_has_come, "Atxfer");
    rawman_event(desk->server, HOLD("Hold"));
    pbx_desk_until(desk, pbx_has_told, "consulting");
    rawman_then(desk->server, "CancelAtxfer", HOLD("Unhold"));
    pbx_desk_act(desk, PBX_CANCEL, "");
    pbx_desk_until(desk, pbx_has_told, "talking");
    pbx_desk_last_was(desk, "CancelAtxfer", "CancelAtxfer Channel=" OWN);
    assert_string_equal(desk->failed->str, "");
}

/* Asks again until the answer to the transfer has come: before, nothing else is taken. */
static bool is_taken_back(PbxDesk *desk, const char *what)
{
    (void)what;
    if (rawman_count(desk->server, "Redirect") < 2)
        pbx_act(desk->pbx, PBX_CANCEL, pbx_call(desk->pbx, "1.1"), "", NULL);
    return rawman_count(desk->server, "Redirect") >= 2;
}

static void test_taken_back_while_it_rings(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_talk(desk);
    rawman_then(desk->server, "Redirect", DIAL("DialBegin", OTHER, ""));
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_told, "transferring");
    rawman_then(desk->server, "Redirect",
                DIAL("DialEnd", OTHER, "CANCEL") DIAL("DialBegin", OWN, "")
                    DIAL("DialEnd", OWN, "ANSWER"));
    pbx_desk_until(desk, is_taken_back, "the second Redirect");
    pbx_desk_until(desk, pbx_has_told, "talking");
    pbx_desk_last_was(desk, "Redirect",
                      "Redirect Channel=" CALLER " Context=ut Exten=2101 Priority=1");
}

static void test_taking_parking_pausing_ringing_out(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_connect(desk);
    rawman_event(desk->server, JOIN);
    pbx_desk_until(desk, pbx_has_told, "waiting");
    rawman_then(desk->server, "Redirect",
                "Event: QueueCallerAbandon\n" OF_CALL "\nEvent: QueueCallerLeave\n" OF_CALL
                "\n" DIAL("DialBegin", OWN, "") DIAL("DialEnd", OWN, "ANSWER"));
    pbx_desk_act(desk, PBX_TAKE, "");
    pbx_desk_until(desk, pbx_has_told, "talking");
    rawman_then(desk->server, "Park",
                "Event: ParkedCall\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
                "ParkerDialString: PJSIP/2101\nParkingSpace: 701\nParkingTimeout: 60\n\n");
    pbx_desk_act(desk, PBX_PARK, "");
    pbx_desk_until(desk, pbx_has_told, "parked");
    assert_string_equal(pbx_call(desk->pbx, "1.1")->target, "701");
    rawman_then(
        desk->server, "QueuePause",
        "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 1\n\n");
    pbx_desk_act(desk, PBX_PAUSE, "lunsj\r\nAction: Hangup");
    pbx_desk_until(desk, pbx_desk_is_paused, "paused");
    pbx_desk_last_was(desk, "QueuePause",
                      "QueuePause Interface=PJSIP/2101 Paused=true Queue=sentralbord "
                      "Reason=lunsjAction: Hangup");
    pbx_desk_act(desk, PBX_DIAL, "912 34 567");
    pbx_desk_until(desk, pbx_has_come, "Originate");
    pbx_desk_last_was(desk, "Originate",
                      "Originate Async=true CallerID=2101 Channel=PJSIP/2101 Context=internal "
                      "Exten=091234567 Priority=1 Timeout=30000");
    assert_string_equal(desk->failed->str, "");
    pbx_desk_is_sound(desk);
}

static void test_lines_are_watched(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_connect(desk);
    pbx_desk_until(desk, pbx_line_is, "free");
    rawman_event(desk->server,
                 "Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 1\n\n");
    pbx_desk_until(desk, pbx_line_is, "busy");
    assert_int_equal(rawman_count(desk->server, "ExtensionState"), 1);
    assert_int_equal(pbx_line(desk->pbx, "91234567").state, LINE_UNKNOWN);
}

static void test_a_burst(void **state)
{
    PbxDesk *desk = *state;
    pbx_desk_connect(desk);
    GString *burst = g_string_new(NULL);
    for (guint i = 0; burst->len < 60 * 1024; i++)
        g_string_append_printf(burst,
                               "Event: QueueCallerJoin\nChannel: X/%u\nLinkedid: 8.%u\n"
                               "Queue: sentralbord\nPosition: %u\n\n",
                               i, i, i + 1);
    g_string_append(burst, JOIN CALLED);
    rawman_event(desk->server, burst->str);
    g_string_free(burst, TRUE);
    pbx_desk_until(desk, pbx_has_told, "ringing");
    assert_string_equal(pbx_current(desk->pbx)->id, "1.1");
}

static void test_found_waiting_at_the_start(void **state)
{
    PbxDesk *desk = *state;
    rawman_list(desk->server, "CoreShowChannels",
                "Event: CoreShowChannel\nChannel: " CALLER "\nUniqueid: 1.1\nLinkedid: 1.1\n\n");
    rawman_list(desk->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueEntry\nQueue: sentralbord\n"
                "Position: 1\nChannel: " CALLER "\nUniqueid: 1.1\nCallerIDNum: unknown\nWait: "
                "33\n\n");
    pbx_desk_connect(desk);
    const PbxCall *call = pbx_call(desk->pbx, "1.1");
    assert_non_null(call);
    assert_int_equal(call->state, PBX_WAITING);
    assert_string_equal(call->number, "");
    assert_false(pbx_is_member(desk->pbx));
}

/* ---- settings that cannot work -------------------------------------------------------------- */

static void test_settings_that_are_refused(void **state)
{
    PbxDesk *desk = *state;
    static const struct {
        const char *more, *word;
    } rows[] = {
        {"url = http://pbx.example.org:8088\n", "https"},
        {"url = https://user:pw@pbx.example.org\n", "login"},
        {"url = ftp://127.0.0.1\n", "https"},
        {"context = ut&action=Hangup\n", "context"},
        {"internal_context = a b\n", "internal_context"},
        {"extension = 21O1\n", "21O1"},
        {"password_file = /etc/passwd\n", "/etc/passwd"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Config) config =
            pbx_desk_settings(desk->folder, rawman_port(desk->server), rows[i].more);
        g_autoptr(GError) error = NULL;
        assert_null(pbx_open(config, "", &pbx_desk_listener, desk, &error));
        assert_non_null(error);
        if (strstr(error->message, rows[i].word) == NULL)
            fail_msg("%s: %s", rows[i].more, error->message);
    }
    assert_int_equal(rawman_count(desk->server, ""), 0);
}

static void test_none_is_off_for_good(void **state)
{
    PbxDesk *desk = *state;
    g_autofree char *path = file_write(desk->folder, "none.ini", "[pbx]\ndriver = none\n", -1);
    g_autoptr(Config) config = config_load(path, NULL);
    g_autoptr(Pbx) pbx = pbx_open(config, "2101", &pbx_desk_listener, desk, NULL);
    assert_int_equal(pbx_connection(pbx), PBX_OFF);
    g_autofree char *text = pbx_connection_text(pbx);
    assert_string_equal(text, "");
    assert_non_null(pbx_refusal(pbx, PBX_DIAL, NULL, "2102"));
    assert_int_equal(pbx_line(pbx, "2102").state, LINE_UNKNOWN);
}

/* ---- recordings ----------------------------------------------------------------------------- */

static void play(PbxDesk *desk, const char *recording)
{
    g_autofree char *file = file_write(desk->folder, "recording.txt", recording, -1);
    g_autofree char *ini = g_strdup_printf(
        "[pbx]\ndriver = replay\nreplay_file = %s\nextension = 2101\nqueue = sentralbord\n", file);
    g_autofree char *path = file_write(desk->folder, "replay.ini", ini, -1);
    config_free(desk->config);
    desk->config = config_load(path, NULL);
    g_autoptr(GError) error = NULL;
    desk->pbx = pbx_open(desk->config, "", &pbx_desk_listener, desk, &error);
    if (desk->pbx == NULL)
        g_string_append(desk->failed, error->message);
}

static void test_a_recording(void **state)
{
    PbxDesk *desk = *state;
    play(desk, "# a caller\n" JOIN "@+0.05\n" CALLED CONNECT
               "@wait transfer\n" DIAL("DialBegin", "PJSIP/$target-3", "")
                   DIAL("DialEnd", "PJSIP/$target-3", "ANSWER"));
    pbx_desk_until(desk, pbx_has_told, "talking");
    pbx_desk_act(desk, PBX_TRANSFER, "2102");
    pbx_desk_until(desk, pbx_has_told, "done");
    assert_string_equal(desk->told->str, "waiting\nringing\ntalking\ntransferring\ndone\n");
}

static void test_a_recording_that_is_broken(void **state)
{
    PbxDesk *desk = *state;
    play(desk, "Event: X\n\n@wait dance\n");
    assert_null(desk->pbx);
    assert_non_null(strstr(desk->failed->str, "line 3"));
}

int main(void)
{
    g_setenv("SKRANKE_PBX_HURRY", "20", TRUE);
    language_start("en");
    const struct CMUnitTest tests[] = {
        with_desk(test_a_call_is_transferred),
        with_desk(test_numbers_outside_get_what_goes_before),
        with_desk(test_what_is_checked_before_a_transfer),
        with_desk(test_consult_and_complete),
        with_desk(test_consult_taken_back),
        with_desk(test_taken_back_while_it_rings),
        with_desk(test_taking_parking_pausing_ringing_out),
        with_desk(test_lines_are_watched),
        with_desk(test_a_burst),
        with_desk(test_found_waiting_at_the_start),
        with_desk(test_settings_that_are_refused),
        with_desk(test_none_is_off_for_good),
        with_desk(test_a_recording),
        with_desk(test_a_recording_that_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The driver of Asterisk against a stand-in for its manager over HTTP: a call from ring to
 * transfer, and a telephone system that lies, hangs, forgets and disappears.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/services/pbx.h"

#include "cleanup.h"
#include "rawman.h"
#include "testing.h"

#define CALLER "PJSIP/trunk-00000001"
#define OWN "PJSIP/2101-00000002"
#define OTHER "PJSIP/2102-00000003"
#define OF_CALL                                                                                    \
    "Channel: " CALLER "\nLinkedid: 1.1\nUniqueid: 1.1\nCallerIDNum: 91234567\nQueue: "            \
    "sentralbord\n"
#define JOIN "Event: QueueCallerJoin\n" OF_CALL "Position: 1\n\n"
#define CALLED "Event: AgentCalled\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define CONNECT "Event: AgentConnect\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define HANGUP "Event: Hangup\nChannel: " CALLER "\nLinkedid: 1.1\nCause: 16\n\n"
#define OWN_HANGUP "Event: Hangup\nChannel: " OWN "\nLinkedid: 1.1\nCause: 16\n\n"
#define DIAL(event, leg, status)                                                                   \
    "Event: " event "\n" OF_CALL "DestChannel: " leg "\nDialStatus: " status "\n\n"

/* ---- a desk --------------------------------------------------------------------------------- */

typedef struct {
    Rawman *server;
    char *folder;
    Config *config;
    Pbx *pbx;
    GString *told;   /* states of the call, a word a line */
    GString *failed; /* sentences, a line each */
} World;

static void on_changed(const PbxCall *call, gpointer user)
{
    World *world = user;
    if (call != NULL)
        g_string_append_printf(world->told, "%s\n", pbx_state_words[call->state]);
}

static void on_failed(const char *sentence, gpointer user)
{
    World *world = user;
    g_string_append_printf(world->failed, "%s\n", sentence);
}

static Config *settings(const char *folder, int port, const char *more)
{
    g_autofree char *secret = file_write(folder, "secret", "hemmelig\n", -1);
    assert_int_equal(g_chmod(secret, 0600), 0);
    g_autofree char *ini = g_strdup_printf(
        "[pbx]\ndriver = asterisk\nurl = http://127.0.0.1:%d\nuser = skranke\npassword_file = "
        "%s\nqueue = sentralbord\nextension = 2101\ncontext = ut\ninternal_context = internal\n"
        "outside_prefix = 0\n%s",
        port, secret, more);
    g_autofree char *path = file_write(folder, "skranke.ini", ini, -1);
    return config_load(path, NULL);
}

static int start(void **state)
{
    World *world = g_new0(World, 1);
    world->server = rawman_start();
    world->folder = temp_folder_make("pbx");
    world->config = settings(world->folder, rawman_port(world->server), "");
    world->told = g_string_new(NULL);
    world->failed = g_string_new(NULL);
    rawman_list(world->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueMember\nQueue: sentralbord\n"
                "Location: PJSIP/2101\nStatus: 1\nPaused: 0\n\n");
    rawman_line(world->server, "2102", 0);
    rawman_line(world->server, "2104", 4);
    *state = world;
    return 0;
}

static int stop(void **state)
{
    World *world = *state;
    pbx_close(world->pbx);
    rawman_stop(world->server);
    config_free(world->config);
    temp_folder_remove(world->folder);
    g_string_free(world->told, TRUE);
    g_string_free(world->failed, TRUE);
    g_free(world);
    return 0;
}

/* ---- waiting -------------------------------------------------------------------------------- */

typedef bool (*Condition)(World *world, const char *what);

static void until(World *world, Condition holds, const char *what)
{
    gint64 deadline = deadline_after(10);
    while (!holds(world, what)) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("waited in vain for %s; told:\n%sfailed:\n%s", what, world->told->str,
                     world->failed->str);
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
}

static bool has_told(World *world, const char *what)
{
    g_autofree char *line = g_strconcat(what, "\n", NULL);
    return g_str_has_suffix(world->told->str, line);
}

static bool has_failed(World *world, const char *what)
{
    return strstr(world->failed->str, what) != NULL;
}

static bool is_connected(World *world, const char *what)
{
    (void)what;
    return pbx_connection(world->pbx) == PBX_CONNECTED && rawman_is_polled(world->server);
}

static bool is_away(World *world, const char *what)
{
    (void)what;
    return pbx_connection(world->pbx) == PBX_AWAY;
}

static bool came(World *world, const char *what)
{
    return rawman_count(world->server, what) > 0;
}

static bool came_twice(World *world, const char *what)
{
    return rawman_count(world->server, what) > 1;
}

static bool is_paused(World *world, const char *what)
{
    return pbx_is_paused(world->pbx) == (strcmp(what, "paused") == 0);
}

static bool line_is(World *world, const char *what)
{
    return strcmp(line_state_words[pbx_line(world->pbx, "2102").state], what) == 0;
}

static void open_desk(World *world)
{
    static const PbxListener listener = {on_changed, on_failed};
    g_autoptr(GError) error = NULL;
    world->pbx = pbx_open(world->config, "", &listener, world, &error);
    if (world->pbx == NULL)
        fail_msg("%s", error->message);
}

static void connect_desk(World *world)
{
    open_desk(world);
    until(world, is_connected, "the connection");
    assert_string_equal(pbx_trouble(world->pbx), "");
}

static void talk(World *world)
{
    connect_desk(world);
    rawman_event(world->server, JOIN CALLED CONNECT);
    until(world, has_told, "talking");
}

static void act(World *world, PbxAct what, const char *number)
{
    g_autoptr(GError) error = NULL;
    if (!pbx_act(world->pbx, what, pbx_call(world->pbx, "1.1"), number, &error))
        fail_msg("%s", error->message);
}

static void refused(World *world, PbxAct what, const char *number)
{
    g_autoptr(GError) error = NULL;
    assert_false(pbx_act(world->pbx, what, pbx_call(world->pbx, "1.1"), number, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED));
}

static void assert_last(World *world, const char *action, const char *expected)
{
    g_autofree char *last = rawman_last(world->server, action);
    assert_string_equal(last, expected);
}

static void assert_sound(World *world)
{
    g_autofree char *complaints = rawman_complaints(world->server);
    assert_string_equal(complaints, "");
    assert_int_equal(rawman_kicked(world->server), 0);
}

/* ---- as it should be ------------------------------------------------------------------------ */

static void test_a_call_is_transferred(void **state)
{
    World *world = *state;
    talk(world);
    assert_string_equal(world->told->str, "waiting\nringing\ntalking\n");
    rawman_then(world->server, "Redirect", OWN_HANGUP DIAL("DialBegin", OTHER, ""));
    act(world, PBX_TRANSFER, "2102");
    until(world, has_told, "transferring");
    rawman_event(world->server, DIAL("DialEnd", OTHER, "ANSWER"));
    until(world, has_told, "done");
    assert_last(world, "Redirect", "Redirect Channel=" CALLER " Context=ut Exten=2102 Priority=1");
    assert_last(world, "ExtensionState", "ExtensionState Context=internal Exten=2102");
    assert_string_equal(world->failed->str, "");
    assert_sound(world);
}

static void test_numbers_outside_get_what_goes_before(void **state)
{
    World *world = *state;
    talk(world);
    act(world, PBX_TRANSFER, "+47 912 34 568");
    until(world, came, "Redirect");
    assert_last(world, "Redirect",
                "Redirect Channel=" CALLER " Context=ut Exten=091234568 Priority=1");
    assert_int_equal(rawman_count(world->server, "ExtensionState"), 0);
}

static void test_what_is_checked_before_a_transfer(void **state)
{
    World *world = *state;
    talk(world);
    act(world, PBX_TRANSFER, "9999");
    until(world, has_failed, "9999");
    act(world, PBX_CONSULT, "2104");
    until(world, has_failed, "2104");
    refused(world, PBX_TRANSFER, "2101");
    refused(world, PBX_TRANSFER, "Kari");
    refused(world, PBX_TRANSFER, "2102\r\nAction: Originate");
    refused(world, PBX_COMPLETE, "");
    refused(world, PBX_UNPARK, "");
    assert_int_equal(rawman_count(world->server, "Redirect"), 0);
    assert_int_equal(rawman_count(world->server, "Atxfer"), 0);
    assert_true(has_told(world, "talking"));
}

static void test_consult_and_complete(void **state)
{
    World *world = *state;
    talk(world);
    act(world, PBX_CONSULT, "2102");
    until(world, came, "Atxfer");
    assert_last(world, "Atxfer", "Atxfer Channel=" OWN " Context=internal Exten=2102");
    rawman_event(world->server, "Event: Hold\n" OF_CALL "\n");
    until(world, has_told, "consulting");
    refused(world, PBX_COMPLETE, "");
    rawman_event(world->server, DIAL("DialBegin", OTHER, "") DIAL("DialEnd", OTHER, "ANSWER"));
    until(world, has_told, "ready");
    act(world, PBX_COMPLETE, "");
    until(world, came, "Hangup");
    assert_last(world, "Hangup", "Hangup Cause=16 Channel=" OWN);
    until(world, has_told, "transferring");
    rawman_event(world->server,
                 "Event: AttendedTransfer\nResult: Success\nTransfereeLinkedid: 1.1\n\n");
    until(world, has_told, "done");
    assert_sound(world);
}

static void test_consult_taken_back(void **state)
{
    World *world = *state;
    talk(world);
    act(world, PBX_CONSULT, "2102");
    until(world, came, "Atxfer");
    rawman_event(world->server, "Event: Hold\n" OF_CALL "\n");
    until(world, has_told, "consulting");
    rawman_then(world->server, "CancelAtxfer", "Event: Unhold\n" OF_CALL "\n");
    act(world, PBX_CANCEL, "");
    until(world, has_told, "talking");
    assert_last(world, "CancelAtxfer", "CancelAtxfer Channel=" OWN);
    assert_string_equal(world->failed->str, "");
}

/* Asks again until the answer to the transfer has come: before, nothing else is taken. */
static bool is_taken_back(World *world, const char *what)
{
    (void)what;
    if (rawman_count(world->server, "Redirect") < 2)
        pbx_act(world->pbx, PBX_CANCEL, pbx_call(world->pbx, "1.1"), "", NULL);
    return rawman_count(world->server, "Redirect") >= 2;
}

static void test_taken_back_while_it_rings(void **state)
{
    World *world = *state;
    talk(world);
    rawman_then(world->server, "Redirect", DIAL("DialBegin", OTHER, ""));
    act(world, PBX_TRANSFER, "2102");
    until(world, has_told, "transferring");
    rawman_then(world->server, "Redirect",
                DIAL("DialEnd", OTHER, "CANCEL") DIAL("DialBegin", OWN, "")
                    DIAL("DialEnd", OWN, "ANSWER"));
    until(world, is_taken_back, "the second Redirect");
    until(world, has_told, "talking");
    assert_last(world, "Redirect", "Redirect Channel=" CALLER " Context=ut Exten=2101 Priority=1");
}

static void test_taking_parking_pausing_ringing_out(void **state)
{
    World *world = *state;
    connect_desk(world);
    rawman_event(world->server, JOIN);
    until(world, has_told, "waiting");
    rawman_then(world->server, "Redirect",
                "Event: QueueCallerAbandon\n" OF_CALL "\nEvent: QueueCallerLeave\n" OF_CALL
                "\n" DIAL("DialBegin", OWN, "") DIAL("DialEnd", OWN, "ANSWER"));
    act(world, PBX_TAKE, "");
    until(world, has_told, "talking");
    rawman_then(world->server, "Park",
                "Event: ParkedCall\nParkeeChannel: " CALLER "\nParkeeLinkedid: 1.1\n"
                "ParkerDialString: PJSIP/2101\nParkingSpace: 701\nParkingTimeout: 60\n\n");
    act(world, PBX_PARK, "");
    until(world, has_told, "parked");
    assert_string_equal(pbx_call(world->pbx, "1.1")->target, "701");
    rawman_then(
        world->server, "QueuePause",
        "Event: QueueMemberPause\nQueue: sentralbord\nInterface: PJSIP/2101\nPaused: 1\n\n");
    act(world, PBX_PAUSE, "lunsj\r\nAction: Hangup");
    until(world, is_paused, "paused");
    assert_last(world, "QueuePause",
                "QueuePause Interface=PJSIP/2101 Paused=true Queue=sentralbord "
                "Reason=lunsjAction: Hangup");
    act(world, PBX_DIAL, "912 34 567");
    until(world, came, "Originate");
    assert_last(world, "Originate",
                "Originate Async=true CallerID=2101 Channel=PJSIP/2101 Context=internal "
                "Exten=091234567 Priority=1 Timeout=30000");
    assert_string_equal(world->failed->str, "");
    assert_sound(world);
}

static void test_lines_are_watched(void **state)
{
    World *world = *state;
    connect_desk(world);
    until(world, line_is, "free");
    rawman_event(world->server,
                 "Event: ExtensionStatus\nExten: 2102\nContext: internal\nStatus: 1\n\n");
    until(world, line_is, "busy");
    assert_int_equal(rawman_count(world->server, "ExtensionState"), 1);
    assert_int_equal(pbx_line(world->pbx, "91234567").state, LINE_UNKNOWN);
}

static void test_a_burst(void **state)
{
    World *world = *state;
    connect_desk(world);
    GString *burst = g_string_new(NULL);
    for (guint i = 0; burst->len < 60 * 1024; i++)
        g_string_append_printf(burst,
                               "Event: QueueCallerJoin\nChannel: X/%u\nLinkedid: 8.%u\n"
                               "Queue: sentralbord\nPosition: %u\n\n",
                               i, i, i + 1);
    g_string_append(burst, JOIN CALLED);
    rawman_event(world->server, burst->str);
    g_string_free(burst, TRUE);
    until(world, has_told, "ringing");
    assert_string_equal(pbx_current(world->pbx)->id, "1.1");
}

static void test_found_waiting_at_the_start(void **state)
{
    World *world = *state;
    rawman_list(world->server, "CoreShowChannels",
                "Event: CoreShowChannel\nChannel: " CALLER "\nUniqueid: 1.1\nLinkedid: 1.1\n\n");
    rawman_list(world->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueEntry\nQueue: sentralbord\n"
                "Position: 1\nChannel: " CALLER "\nUniqueid: 1.1\nCallerIDNum: unknown\nWait: "
                "33\n\n");
    connect_desk(world);
    const PbxCall *call = pbx_call(world->pbx, "1.1");
    assert_non_null(call);
    assert_int_equal(call->state, PBX_WAITING);
    assert_string_equal(call->number, "");
    assert_false(pbx_is_member(world->pbx));
}

/* ---- a system that lies --------------------------------------------------------------------- */

static void test_success_and_the_caller_is_dropped(void **state)
{
    World *world = *state;
    talk(world);
    rawman_then(world->server, "Redirect", OWN_HANGUP HANGUP);
    act(world, PBX_TRANSFER, "2102");
    until(world, has_told, "lost");
    assert_null(strstr(world->told->str, "done"));
}

static void test_success_and_nothing_happens(void **state)
{
    World *world = *state;
    talk(world);
    act(world, PBX_TRANSFER, "2102");
    until(world, has_told, "transferring");
    until(world, came, "Redirect");
    /* Twenty seconds are the state machine's own test; here: the answer alone changes nothing. */
    rawman_event(world->server, "Event: Hold\nLinkedid: 9.9\n\n");
    rawman_event(world->server, DIAL("DialBegin", OTHER, "") DIAL("DialEnd", OTHER, "NOANSWER"));
    rawman_event(world->server, "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL
                                "Linkedid: 1.1\nMal: 2102\nGrunn: NOANSWER\n\n" JOIN);
    until(world, has_told, "returned");
    assert_int_equal(pbx_call(world->pbx, "1.1")->reason, PBX_REASON_NO_ANSWER);
    assert_null(strstr(world->told->str, "done"));
}

static void test_an_act_that_is_refused(void **state)
{
    World *world = *state;
    talk(world);
    rawman_answer(world->server, "Redirect",
                  "Response: Error\nMessage: Channel does not exist\n\n");
    act(world, PBX_TRANSFER, "2102");
    until(world, has_failed, "Channel does not exist");
    assert_true(has_told(world, "talking"));
}

static void test_an_act_without_the_right(void **state)
{
    World *world = *state;
    talk(world);
    rawman_answer(world->server, "Redirect", "Response: Error\nMessage: Permission denied\n\n");
    act(world, PBX_TRANSFER, "2102");
    until(world, has_failed, "right");
    assert_true(has_told(world, "talking"));
    until(world, is_connected, "the session that lives");
    assert_int_equal(rawman_count(world->server, "Login"), 1);
}

static void test_a_wrong_secret_with_a_cookie(void **state)
{
    World *world = *state;
    rawman_answer(world->server, "Login", "Response: Error\nMessage: Authentication failed\n\n");
    open_desk(world);
    until(world, is_away, "the refusal");
    assert_non_null(strstr(pbx_trouble(world->pbx), "login"));
    assert_int_equal(rawman_count(world->server, "WaitEvent"), 0);
    g_autofree char *text = pbx_connection_text(world->pbx);
    assert_non_null(strstr(text, "PBX: away since "));
    refused(world, PBX_DIAL, "2102");
}

static void test_no_such_queue(void **state)
{
    World *world = *state;
    rawman_list(world->server, "QueueStatus", "");
    open_desk(world);
    until(world, is_connected, "the connection");
    assert_non_null(strstr(pbx_trouble(world->pbx), "queue"));
}

/* ---- a system that forgets, hangs and disappears -------------------------------------------- */

static void test_a_session_that_ended(void **state)
{
    World *world = *state;
    talk(world);
    rawman_list(world->server, "CoreShowChannels",
                "Event: CoreShowChannel\nChannel: " CALLER "\nUniqueid: 1.1\nLinkedid: 1.1\n"
                "BridgeId: b\n\nEvent: CoreShowChannel\nChannel: " OWN
                "\nUniqueid: 1.2\nLinkedid: 1.1\nBridgeId: b\n\n");
    rawman_expire(world->server);
    until(world, came_twice, "Login");
    until(world, is_connected, "the new session");
    assert_true(has_told(world, "talking"));
    rawman_event(world->server, HANGUP);
    until(world, has_told, "done");
}

static void test_gone_and_back(void **state)
{
    World *world = *state;
    connect_desk(world);
    rawman_event(world->server, JOIN);
    until(world, has_told, "waiting");
    rawman_down(world->server);
    until(world, is_away, "being away");
    assert_int_equal(pbx_call(world->pbx, "1.1")->state, PBX_WAITING);
    refused(world, PBX_TAKE, "");
    rawman_up(world->server);
    until(world, is_connected, "coming back");
    assert_true(g_str_has_suffix(world->told->str, "waiting\nunknown\nlost\n"));
    assert_true(has_failed(world, "gone since"));
    g_autofree char *text = pbx_connection_text(world->pbx);
    assert_string_equal(text, "PBX: connected");
}

static void test_gone_while_it_was_asked(void **state)
{
    World *world = *state;
    talk(world);
    rawman_answer(world->server, "Redirect", RAWMAN_CUT);
    act(world, PBX_TRANSFER, "2102");
    until(world, has_failed, "went away while it was asked");
    assert_true(has_told(world, "unknown"));
}

static void test_hanging_on_an_act(void **state)
{
    World *world = *state;
    talk(world);
    rawman_answer(world->server, "Redirect", RAWMAN_HANG);
    act(world, PBX_TRANSFER, "2102");
    until(world, has_failed, "went away while it was asked");
    assert_true(has_told(world, "unknown"));
    until(world, is_connected, "coming back");
}

static void test_hanging_on_the_long_poll(void **state)
{
    World *world = *state;
    rawman_answer(world->server, "WaitEvent", RAWMAN_HANG);
    open_desk(world);
    until(world, is_away, "giving up");
    until(world, is_connected, "coming back");
}

static void test_garbage_and_half_answers(void **state)
{
    World *world = *state;
    static const char *const answers[] = {RAWMAN_GARBAGE, RAWMAN_CUT, "", "Response: Maybe\n\n"};
    connect_desk(world);
    for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
        rawman_answer(world->server, "WaitEvent", answers[i]);
        /* Ends the poll that is under way. */
        rawman_event(world->server, "Event: FullyBooted\n\n");
        until(world, is_away, "giving up");
        until(world, is_connected, "coming back");
    }
    rawman_event(world->server, JOIN);
    until(world, has_told, "waiting");
}

static void test_events_that_end_in_the_middle(void **state)
{
    World *world = *state;
    connect_desk(world);
    rawman_answer(world->server, "WaitEvent",
                  "Response: Success\nMessage: x\n\n" JOIN "Event: AgentCal");
    rawman_event(world->server, "Event: FullyBooted\n\n");
    until(world, came_twice, "QueueStatus");
    until(world, is_connected, "the lists");
    assert_non_null(strstr(world->told->str, "waiting\n"));
    assert_int_equal(rawman_count(world->server, "Login"), 1);
}

static void test_polls_that_end_at_once(void **state)
{
    World *world = *state;
    for (guint i = 0; i < 3; i++)
        rawman_answer(world->server, "WaitEvent",
                      "Response: Success\nMessage: x\n\nEvent: WaitEventComplete\n\n");
    gint64 began = g_get_monotonic_time();
    connect_desk(world);
    assert_int_equal(rawman_count(world->server, "WaitEvent"), 4);
    assert_true(g_get_monotonic_time() - began >= 3 * 200 * 1000);
}

/* ---- settings that cannot work -------------------------------------------------------------- */

static void test_settings_that_are_refused(void **state)
{
    World *world = *state;
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
    static const PbxListener listener = {on_changed, on_failed};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Config) config =
            settings(world->folder, rawman_port(world->server), rows[i].more);
        g_autoptr(GError) error = NULL;
        assert_null(pbx_open(config, "", &listener, world, &error));
        assert_non_null(error);
        if (strstr(error->message, rows[i].word) == NULL)
            fail_msg("%s: %s", rows[i].more, error->message);
    }
    assert_int_equal(rawman_count(world->server, ""), 0);
}

static void test_none_is_off_for_good(void **state)
{
    World *world = *state;
    static const PbxListener listener = {on_changed, on_failed};
    g_autofree char *path = file_write(world->folder, "none.ini", "[pbx]\ndriver = none\n", -1);
    g_autoptr(Config) config = config_load(path, NULL);
    g_autoptr(Pbx) pbx = pbx_open(config, "2101", &listener, world, NULL);
    assert_int_equal(pbx_connection(pbx), PBX_OFF);
    g_autofree char *text = pbx_connection_text(pbx);
    assert_string_equal(text, "");
    assert_non_null(pbx_refusal(pbx, PBX_DIAL, NULL, "2102"));
    assert_int_equal(pbx_line(pbx, "2102").state, LINE_UNKNOWN);
}

/* ---- recordings ----------------------------------------------------------------------------- */

static void play(World *world, const char *recording)
{
    static const PbxListener listener = {on_changed, on_failed};
    g_autofree char *file = file_write(world->folder, "recording.txt", recording, -1);
    g_autofree char *ini = g_strdup_printf(
        "[pbx]\ndriver = replay\nreplay_file = %s\nextension = 2101\nqueue = sentralbord\n", file);
    g_autofree char *path = file_write(world->folder, "replay.ini", ini, -1);
    config_free(world->config);
    world->config = config_load(path, NULL);
    g_autoptr(GError) error = NULL;
    world->pbx = pbx_open(world->config, "", &listener, world, &error);
    if (world->pbx == NULL)
        g_string_append(world->failed, error->message);
}

static void test_a_recording(void **state)
{
    World *world = *state;
    play(world, "# a caller\n" JOIN "@+0.05\n" CALLED CONNECT
                "@wait transfer\n" DIAL("DialBegin", "PJSIP/$target-3", "")
                    DIAL("DialEnd", "PJSIP/$target-3", "ANSWER"));
    until(world, has_told, "talking");
    act(world, PBX_TRANSFER, "2102");
    until(world, has_told, "done");
    assert_string_equal(world->told->str, "waiting\nringing\ntalking\ntransferring\ndone\n");
}

static void test_a_recording_that_is_broken(void **state)
{
    World *world = *state;
    play(world, "Event: X\n\n@wait dance\n");
    assert_null(world->pbx);
    assert_non_null(strstr(world->failed->str, "line 3"));
}

#define with_desk(test) cmocka_unit_test_setup_teardown(test, start, stop)

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
        with_desk(test_settings_that_are_refused),
        with_desk(test_none_is_off_for_good),
        with_desk(test_a_recording),
        with_desk(test_a_recording_that_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

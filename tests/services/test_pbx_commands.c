/*
 * The commands about the telephone system, run as they are, against a stand-in for Asterisk's
 * manager and with a recording.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "cleanup.h"
#include "process.h"
#include "rawman.h"
#include "testing.h"

typedef struct {
    Sandbox *sandbox;
    Rawman *server;
    char *ini;
} World;

/* Of the context into which callers are transferred. */
#define CONTEXT                                                                                    \
    "Event: ListDialplan\nContext: sentralbord-ut\nExtension: _X.\nPriority: 7\n"                  \
    "Application: UserEvent\nAppData: SentralbordRetur,Mal: ${SBMAL},Grunn: ${DIALSTATUS},Arsak: " \
    "${HANGUPCAUSE}\n\n"

#define NUMBER                                                                                     \
    "Event: ListDialplan\nContext: internal\nExtension: 2101\nPriority: 1\nApplication: Dial\n"    \
    "AppData: PJSIP/2101,25,tT\n\n"

static int start(void **state)
{
    World *world = g_new0(World, 1);
    world->sandbox = sandbox_new();
    world->server = rawman_start();
    g_autofree char *secret = file_write(world->sandbox->folder, "secret", "hemmelig\n", -1);
    assert_int_equal(g_chmod(secret, 0600), 0);
    g_autofree char *ini =
        g_strdup_printf("[screen]\nlanguage = en\n[pbx]\ndriver = asterisk\nurl = "
                        "http://127.0.0.1:%d\nuser = skranke\n"
                        "password_file = %s\nqueue = sentralbord\nextension = 2101\n",
                        rawman_port(world->server), secret);
    world->ini = file_write(world->sandbox->folder, "pbx.ini", ini, -1);
    rawman_list(world->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueMember\nQueue: sentralbord\n"
                "Location: PJSIP/2101\nStatus: 1\nPaused: 0\n\n");
    rawman_list(world->server, "ShowDialPlan sentralbord-ut", CONTEXT);
    rawman_list(world->server, "ShowDialPlan internal", NUMBER);
    rawman_line(world->server, "2101", 0);
    g_autoptr(ProcessResult) made = skranke_run(world->sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    *state = world;
    return 0;
}

static int stop(void **state)
{
    World *world = *state;
    rawman_stop(world->server);
    sandbox_free(world->sandbox);
    g_free(world->ini);
    g_free(world);
    return 0;
}

#define skranke(world, ...)                                                                        \
    skranke_run((world)->sandbox, NULL, "--config", (world)->ini, __VA_ARGS__, NULL)

static void test_check(void **state)
{
    World *world = *state;
    g_autoptr(ProcessResult) result = skranke(world, "pbx", "check", "--json");
    expect_status(result, 0);
    assert_non_null(strstr(result->output, "\"connection\":\"connected\""));
    assert_non_null(strstr(result->output, "\"missing\":[]"));
    assert_non_null(strstr(result->output, "\"member\":true"));
    assert_non_null(strstr(result->output, "\"line\":\"free\""));
    g_autoptr(ProcessResult) all = skranke(world, "check", "--json");
    assert_non_null(strstr(all->output, "\"what\":\"telephone\",\"ok\":true"));
    g_autofree char *complaints = rawman_complaints(world->server);
    assert_string_equal(complaints, "");
}

static void test_check_says_what_is_wrong(void **state)
{
    World *world = *state;
    rawman_answer(world->server, "Login", "Response: Error\nMessage: Authentication failed\n\n");
    g_autoptr(ProcessResult) refused = skranke(world, "pbx", "check", "--json");
    expect_status(refused, 1);
    assert_non_null(strstr(refused->output, "\"ok\":false"));
    assert_null(strstr(refused->output, "hemmelig"));
    assert_null(strstr(refused->errors, "hemmelig"));
    rawman_down(world->server);
    g_autoptr(ProcessResult) gone = skranke(world, "pbx", "check", "--json");
    expect_status(gone, 1);
    assert_non_null(strstr(gone->output, "\"connection\":\"away\""));
}

/* What an administrator forgets: each is named with the line to add, and nobody is rung for it. */
static void test_check_names_the_line_that_is_missing(void **state)
{
    World *world = *state;
    static const char *const lines[] = {
        "agent, originate. In manager.conf, section [skranke]: write = "
        "call,agent,originate,reporting,user",
        "In modules.conf: load = res_parking.so",
        "PJSIP/2101 is no member of the queue. In queues.conf, section [sentralbord]: member => "
        "PJSIP/2101",
        "In extensions.conf, section [internal]: exten => 2101,hint,PJSIP/2101",
        "same => n,UserEvent(SentralbordRetur,Mal: ${SBMAL},Grunn: ${DIALSTATUS},Arsak: "
        "${HANGUPCAUSE})",
        "exten => 2101,1,Dial(PJSIP/2101,25,tT)",
        "In manager.conf, section [skranke]: read = call,agent,user",
    };
    rawman_list(world->server, "ListCommands",
                "Redirect: x (Priv: call,all)\nCoreShowChannels: x (Priv: reporting,all)\n"
                "UserEvent: x (Priv: user,all)\n");
    rawman_list(world->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueMember\nQueue: sentralbord\n"
                "Location: PJSIP/2102\nStatus: 1\nPaused: 0\n\n");
    rawman_line(world->server, "2101", -1);
    rawman_list(world->server, "ShowDialPlan sentralbord-ut", "");
    rawman_list(world->server, "ShowDialPlan internal", NULL);
    rawman_answer(world->server, "UserEvent", "Response: Success\nMessage: Event Sent\n\n");
    g_autoptr(ProcessResult) result = skranke(world, "pbx", "check");
    expect_status(result, 1);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (strstr(result->output, lines[i]) == NULL)
            fail_msg("lacks \"%s\":\n%s", lines[i], result->output);
    assert_null(strstr(result->output, "hemmelig"));
    static const char *const acts[] = {"Redirect", "Originate", "QueuePause", "Hangup", "Atxfer"};
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        assert_int_equal(rawman_count(world->server, acts[i]), 0);
}

static void test_check_names_a_queue_that_is_missing(void **state)
{
    World *world = *state;
    rawman_list(world->server, "QueueStatus", "");
    g_autoptr(ProcessResult) result = skranke(world, "pbx", "check", "--json");
    expect_status(result, 1);
    assert_non_null(strstr(result->output, "\"missing\":[\"There is no queue sentralbord. In "
                                           "queues.conf: [sentralbord]\"]"));
}

static void assert_no_secret(const char *text, gsize length)
{
    for (gsize i = 0; i + strlen("hemmelig") <= length; i++)
        assert_int_not_equal(memcmp(text + i, "hemmelig", strlen("hemmelig")), 0);
}

/* Whatever goes wrong: not in what is printed, not in the log, not in the database. */
static void test_the_secret_is_nowhere(void **state)
{
    World *world = *state;
    static const char *const answers[] = {
        RAWMAN_CUT, RAWMAN_GARBAGE, "Response: Error\nMessage: Authentication failed\n\n", ""};
    for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
        rawman_answer(world->server, "Login", answers[i]);
        g_autoptr(ProcessResult) result = skranke(world, "pbx", "watch", "--seconds", "1");
        assert_no_secret(result->output, strlen(result->output));
        assert_no_secret(result->errors, strlen(result->errors));
    }
    g_autofree char *command =
        g_strdup_printf("grep -rlaF hemmelig '%s' | grep -v '/secret$'", world->sandbox->folder);
    const char *const argv[] = {"sh", "-c", command, NULL};
    g_autoptr(ProcessResult) found = process_run(&(ProcessOptions){.argv = argv});
    assert_string_equal(found->output, "");
}

static void test_watch(void **state)
{
    World *world = *state;
    rawman_then(world->server, "QueueStatus",
                "Event: QueueCallerJoin\nChannel: PJSIP/t-1\nLinkedid: 1.1\nCallerIDNum: "
                "91234567\nCallerIDName: Åse\x1b[2J\nQueue: sentralbord\nPosition: 1\n\n");
    g_autoptr(ProcessResult) result = skranke(world, "pbx", "watch", "--seconds", "1", "--json");
    expect_status(result, 0);
    assert_non_null(strstr(result->output, "\"state\":\"waiting\",\"number\":\"91234567\""));
    assert_null(strchr(result->output, '\x1b'));
    g_autoptr(ProcessResult) negative = skranke(world, "pbx", "watch", "--seconds", "-1");
    expect_status(negative, 2);
}

static void test_watching_the_recording_for_training(void **state)
{
    World *world = *state;
    g_autofree char *ini = g_strdup_printf(
        "[screen]\nlanguage = en\n[pbx]\ndriver = replay\nreplay_file = %s/data/demo/"
        "pbx-replay.txt\nextension = 2101\nqueue = q\n",
        SKRANKE_SOURCE);
    g_free(world->ini);
    world->ini = file_write(world->sandbox->folder, "replay.ini", ini, -1);
    g_autoptr(ProcessResult) result = skranke(world, "pbx", "watch", "--seconds", "3", "--json");
    expect_status(result, 0);
    assert_non_null(strstr(result->output, "\"state\":\"waiting\",\"number\":\"91234567\""));
}

static void test_none(void **state)
{
    World *world = *state;
    g_autoptr(ProcessResult) check = skranke_run(world->sandbox, NULL, "pbx", "check", NULL);
    expect_status(check, 0);
    g_autoptr(ProcessResult) watch = skranke_run(world->sandbox, NULL, "pbx", "watch", NULL);
    expect_status(watch, 0);
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(test_check),
        with_world(test_check_says_what_is_wrong),
        with_world(test_check_names_the_line_that_is_missing),
        with_world(test_check_names_a_queue_that_is_missing),
        with_world(test_the_secret_is_nowhere),
        with_world(test_watch),
        with_world(test_watching_the_recording_for_training),
        with_world(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

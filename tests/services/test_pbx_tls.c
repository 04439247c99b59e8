/*
 * The driver of Asterisk over https: with an authority of one's own it connects and hears events;
 * with a certificate that nobody vouches for it says so in words, and the secret has not been sent.
 *
 * TLS is openssl's s_server, its standard input and output one connection to the stand-in: it
 * serves one connection, which is enough for login, lists and the long poll after one another.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/language.h"

#include "skranke/services/pbx.h"

#include "cleanup.h"
#include "rawman.h"
#include "servers_private.h"
#include "testing.h"

typedef struct {
    Rawman *server;
    GSubprocess *front;
    int port;
    char *folder;
    Config *config;
    Pbx *pbx;
    bool waiting; /* a caller was told of */
} World;

static void on_changed(const PbxCall *call, gpointer user)
{
    ((World *)user)->waiting |= call != NULL && call->state == PBX_WAITING;
}

static void on_failed(const char *sentence, gpointer user)
{
    (void)user;
    fail_msg("%s", sentence);
}

/* A connection to the stand-in, as a file descriptor. */
static int connection(const Rawman *server)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GSocketConnection) made = g_socket_client_connect_to_host(
        client, "127.0.0.1", (guint16)rawman_port(server), NULL, &error);
    if (made == NULL)
        fail_msg("%s", error->message);
    return dup(g_socket_get_fd(g_socket_connection_get_socket(made)));
}

static void start_front(World *world, const Certificates *files)
{
    close(server_listen(&world->port));
    g_autofree char *address = g_strdup_printf("127.0.0.1:%d", world->port);
    const char *const argv[] = {
        "openssl",          "s_server", "-quiet",   "-accept",  address, "-cert",
        files->certificate, "-key",     files->key, "-naccept", "1",     NULL};
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autoptr(GError) error = NULL;
    int socket = connection(world->server);
    g_subprocess_launcher_take_stdin_fd(launcher, dup(socket));
    g_subprocess_launcher_take_stdout_fd(launcher, socket);
    world->front = g_subprocess_launcher_spawnv(launcher, argv, &error);
    if (world->front == NULL)
        fail_msg("%s", error->message);
}

static int start(void **state)
{
    World *world = g_new0(World, 1);
    world->server = rawman_start();
    world->folder = temp_folder_make("pbx-tls");
    rawman_list(world->server, "QueueStatus", "Event: QueueParams\nQueue: sentralbord\n\n");
    *state = world;
    return 0;
}

static int stop(void **state)
{
    World *world = *state;
    pbx_close(world->pbx);
    config_free(world->config);
    if (world->front != NULL) {
        g_subprocess_force_exit(world->front);
        g_subprocess_wait(world->front, NULL, NULL);
        g_clear_object(&world->front);
    }
    rawman_stop(world->server);
    temp_folder_remove(world->folder);
    g_free(world);
    return 0;
}

static void open_desk(World *world, const char *host, const char *authority)
{
    static const PbxListener listener = {on_changed, on_failed};
    g_autofree char *secret = file_write(world->folder, "secret", "hemmelig\n", -1);
    assert_int_equal(g_chmod(secret, 0600), 0);
    g_autofree char *ini =
        g_strdup_printf("[pbx]\ndriver = asterisk\nurl = https://%s:%d\nca_file = %s\nuser = "
                        "skranke\npassword_file = %s\nqueue = sentralbord\nextension = 2101\n",
                        host, world->port, authority, secret);
    g_autofree char *path = file_write(world->folder, "skranke.ini", ini, -1);
    g_autoptr(GError) error = NULL;
    world->config = config_load(path, NULL);
    world->pbx = pbx_open(world->config, "", &listener, world, &error);
    if (world->pbx == NULL)
        fail_msg("%s", error->message);
}

static bool is_connected(const World *world)
{
    return pbx_connection(world->pbx) == PBX_CONNECTED && rawman_is_polled(world->server);
}

static bool is_away(const World *world)
{
    return pbx_connection(world->pbx) == PBX_AWAY;
}

static bool is_waiting(const World *world)
{
    return world->waiting;
}

/* The front listens a moment after it was started: until then the desk tries again by itself. */
static void until(const World *world, bool (*holds)(const World *world))
{
    gint64 deadline = deadline_after(10);
    while (!holds(world)) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("waited in vain; %s", pbx_trouble(world->pbx));
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
}

static bool names_the_certificate(const World *world)
{
    return is_away(world) && strstr(pbx_trouble(world->pbx), "certificate") != NULL;
}

static void test_events_over_tls(void **state)
{
    World *world = *state;
    const char *reason = NULL;
    const Certificates *files = certificates(&reason);
    if (files == NULL)
        test_skip_with_reason(reason);
    start_front(world, files);
    open_desk(world, "localhost", files->authority);
    until(world, is_connected);
    assert_string_equal(pbx_trouble(world->pbx), "");
    rawman_event(world->server, "Event: QueueCallerJoin\nChannel: PJSIP/t-1\nLinkedid: 1.1\n"
                                "CallerIDNum: 91234567\nQueue: sentralbord\nPosition: 1\n\n");
    until(world, is_waiting);
    g_autofree char *complaints = rawman_complaints(world->server);
    assert_string_equal(complaints, "");
}

static void test_a_certificate_nobody_vouches_for(void **state)
{
    World *world = *state;
    const char *reason = NULL;
    const Certificates *files = certificates(&reason);
    if (files == NULL)
        test_skip_with_reason(reason);
    start_front(world, files);
    open_desk(world, "localhost", "");
    until(world, names_the_certificate);
    assert_int_equal(rawman_count(world->server, ""), 0);
    assert_null(strstr(pbx_trouble(world->pbx), "hemmelig"));
}

#define with_front(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    g_setenv("SKRANKE_PBX_HURRY", "20", TRUE);
    language_start("en");
    const struct CMUnitTest tests[] = {
        with_front(test_events_over_tls),
        with_front(test_a_certificate_nobody_vouches_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

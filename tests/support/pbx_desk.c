#include "pbx_desk.h"

#include <glib/gstdio.h>
#include <string.h>

#include "skranke/base/error.h"

#include "cleanup.h"
#include "testing.h"

static void on_changed(const PbxCall *call, gpointer user)
{
    PbxDesk *desk = user;
    if (call != NULL)
        g_string_append_printf(desk->told, "%s\n", pbx_state_words[call->state]);
}

static void on_failed(const char *sentence, gpointer user)
{
    PbxDesk *desk = user;
    g_string_append_printf(desk->failed, "%s\n", sentence);
}

const PbxListener pbx_desk_listener = {on_changed, on_failed};

Config *pbx_desk_settings(const char *folder, int port, const char *more)
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

int pbx_desk_start(void **state)
{
    PbxDesk *desk = g_new0(PbxDesk, 1);
    desk->server = rawman_start();
    desk->folder = temp_folder_make("pbx");
    desk->config = pbx_desk_settings(desk->folder, rawman_port(desk->server), "");
    desk->told = g_string_new(NULL);
    desk->failed = g_string_new(NULL);
    rawman_list(desk->server, "QueueStatus",
                "Event: QueueParams\nQueue: sentralbord\n\nEvent: QueueMember\nQueue: sentralbord\n"
                "Location: PJSIP/2101\nStatus: 1\nPaused: 0\n\n");
    rawman_line(desk->server, "2102", 0);
    rawman_line(desk->server, "2104", 4);
    *state = desk;
    return 0;
}

int pbx_desk_stop(void **state)
{
    PbxDesk *desk = *state;
    pbx_close(desk->pbx);
    rawman_stop(desk->server);
    config_free(desk->config);
    temp_folder_remove(desk->folder);
    g_string_free(desk->told, TRUE);
    g_string_free(desk->failed, TRUE);
    g_free(desk);
    return 0;
}

/* ---- waiting -------------------------------------------------------------------------------- */

void pbx_desk_until(PbxDesk *desk, PbxCondition holds, const char *what)
{
    gint64 deadline = deadline_after(10);
    while (!holds(desk, what)) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("waited in vain for %s; told:\n%sfailed:\n%s", what, desk->told->str,
                     desk->failed->str);
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
}

bool pbx_has_told(PbxDesk *desk, const char *what)
{
    g_autofree char *line = g_strconcat(what, "\n", NULL);
    return g_str_has_suffix(desk->told->str, line);
}

bool pbx_has_failed(PbxDesk *desk, const char *what)
{
    return strstr(desk->failed->str, what) != NULL;
}

bool pbx_is_connected(PbxDesk *desk, const char *what)
{
    (void)what;
    return pbx_connection(desk->pbx) == PBX_CONNECTED && rawman_is_polled(desk->server);
}

bool pbx_is_away(PbxDesk *desk, const char *what)
{
    (void)what;
    return pbx_connection(desk->pbx) == PBX_AWAY;
}

bool pbx_has_come(PbxDesk *desk, const char *what)
{
    return rawman_count(desk->server, what) > 0;
}

bool pbx_has_come_twice(PbxDesk *desk, const char *what)
{
    return rawman_count(desk->server, what) > 1;
}

bool pbx_desk_is_paused(PbxDesk *desk, const char *what)
{
    return pbx_is_paused(desk->pbx) == (strcmp(what, "paused") == 0);
}

bool pbx_line_is(PbxDesk *desk, const char *what)
{
    return strcmp(line_state_words[pbx_line(desk->pbx, "2102").state], what) == 0;
}

void pbx_desk_open(PbxDesk *desk)
{
    g_autoptr(GError) error = NULL;
    desk->pbx = pbx_open(desk->config, "", &pbx_desk_listener, desk, &error);
    if (desk->pbx == NULL)
        fail_msg("%s", error->message);
}

void pbx_desk_connect(PbxDesk *desk)
{
    pbx_desk_open(desk);
    pbx_desk_until(desk, pbx_is_connected, "the connection");
    assert_string_equal(pbx_trouble(desk->pbx), "");
}

void pbx_desk_talk(PbxDesk *desk)
{
    pbx_desk_connect(desk);
    rawman_event(desk->server, JOIN CALLED CONNECT);
    pbx_desk_until(desk, pbx_has_told, "talking");
}

void pbx_desk_act(PbxDesk *desk, PbxAct what, const char *number)
{
    g_autoptr(GError) error = NULL;
    if (!pbx_act(desk->pbx, what, pbx_call(desk->pbx, "1.1"), number, &error))
        fail_msg("%s", error->message);
}

void pbx_desk_refuses(PbxDesk *desk, PbxAct what, const char *number)
{
    g_autoptr(GError) error = NULL;
    assert_false(pbx_act(desk->pbx, what, pbx_call(desk->pbx, "1.1"), number, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED));
}

void pbx_desk_last_was(PbxDesk *desk, const char *action, const char *expected)
{
    g_autofree char *last = rawman_last(desk->server, action);
    assert_string_equal(last, expected);
}

void pbx_desk_is_sound(PbxDesk *desk)
{
    g_autofree char *complaints = rawman_complaints(desk->server);
    assert_string_equal(complaints, "");
    assert_int_equal(rawman_kicked(desk->server), 0);
}

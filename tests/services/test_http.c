/*
 * The HTTP request against a small server on 127.0.0.1 that answers by path: bodies, logins, caps,
 * deadlines, redirects, and giving up.
 */
#include <gio/gio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/net/http.h"

#include "servers.h"
#include "testing.h"

/* ---- the server ----------------------------------------------------------------------------- */

static GMutex turn;
static GCond let_go;
static bool stalling = true;

/* Never answers until the test ends. */
static void stall(void)
{
    g_mutex_lock(&turn);
    while (stalling)
        g_cond_wait(&let_go, &turn);
    g_mutex_unlock(&turn);
}

static char *answer_to(const char *request)
{
    static const char OK[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    if (strstr(request, " /redirect "))
        return g_strdup("HTTP/1.1 301 Moved\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n");
    if (strstr(request, " /loop "))
        return g_strdup("HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n");
    if (strstr(request, " /file "))
        return g_strdup(
            "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
    if (strstr(request, " /missing "))
        return g_strdup("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
    if (strstr(request, " /large ")) {
        g_autofree char *body = g_strnfill(5000, 'x');
        return g_strdup_printf("%sContent-Length: 5000\r\n\r\n%s", OK, body);
    }
    return g_strdup_printf("%sContent-Length: %zu\r\n\r\n%s", OK, strlen(request), request);
}

/* One request with its body (sent with the head, or right after it). */
static char *read_request(GInputStream *input)
{
    GString *text = g_string_new(NULL);
    while (true) {
        char part[4096];
        gssize size = g_input_stream_read(input, part, sizeof part, NULL, NULL);
        if (size <= 0)
            break;
        g_string_append_len(text, part, size);
        const char *end = strstr(text->str, "\r\n\r\n");
        const char *length = strstr(text->str, "Content-Length: ");
        gsize body = length != NULL ? (gsize)g_ascii_strtoull(length + 16, NULL, 10) : 0;
        if (end != NULL && text->len >= (gsize)(end + 4 - text->str) + body)
            break;
    }
    return g_string_free(text, FALSE);
}

static gboolean serve(GThreadedSocketService *service, GSocketConnection *connection,
                      GObject *source, gpointer data)
{
    (void)service;
    (void)source;
    (void)data;
    while (true) {
        g_autofree char *request =
            read_request(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
        if (*request == '\0')
            return TRUE;
        if (strstr(request, " /stall "))
            stall();
        g_autofree char *answer = answer_to(request);
        if (!g_output_stream_write_all(g_io_stream_get_output_stream(G_IO_STREAM(connection)),
                                       answer, strlen(answer), NULL, NULL, NULL))
            return TRUE;
    }
}

static GMainContext *context;
static GMainLoop *loop;
static GThread *thread;
static int port;

static gpointer run_server(gpointer data)
{
    g_main_context_push_thread_default(context);
    g_autoptr(GSocketService) service = g_threaded_socket_service_new(8);
    port = g_socket_listener_add_any_inet_port(G_SOCKET_LISTENER(service), NULL, NULL);
    g_signal_connect(service, "run", G_CALLBACK(serve), NULL);
    g_async_queue_push(data, GINT_TO_POINTER(1));
    g_main_loop_run(loop);
    g_socket_service_stop(service);
    g_main_context_pop_thread_default(context);
    return NULL;
}

static int start(void **state)
{
    g_autoptr(GAsyncQueue) ready = g_async_queue_new();
    context = g_main_context_new();
    loop = g_main_loop_new(context, FALSE);
    thread = g_thread_new("server", run_server, ready);
    g_async_queue_pop(ready);
    *state = http_new();
    return 0;
}

static int stop(void **state)
{
    http_free(*state);
    g_mutex_lock(&turn);
    stalling = false;
    g_cond_broadcast(&let_go);
    g_mutex_unlock(&turn);
    g_main_loop_quit(loop);
    g_thread_join(thread);
    g_main_loop_unref(loop);
    g_main_context_unref(context);
    return 0;
}

/* ---- the cases ------------------------------------------------------------------------------ */

static bool ask(void **state, const char *path, HttpRequest request, HttpAnswer *answer,
                GError **error)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d%s", port, path);
    request.url = url;
    request.direct = true;
    return http_request(*state, &request, answer, error);
}

static void expect_failure(void **state, const char *path, HttpRequest request, int code)
{
    HttpAnswer answer;
    g_autoptr(GError) error = NULL;
    assert_false(ask(state, path, request, &answer, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, code));
    assert_non_null(strstr(error->message, "127.0.0.1"));
    http_answer_clear(&answer);
}

static void expect_echo(void **state, const char *path, HttpRequest request, const char *fragment)
{
    HttpAnswer answer;
    g_autoptr(GError) error = NULL;
    assert_true(ask(state, path, request, &answer, &error));
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_size, strlen(answer.body));
    if (strstr(answer.body, fragment) == NULL)
        fail_msg("%s", answer.body);
    http_answer_clear(&answer);
}

static void test_what_is_sent(void **state)
{
    const char *const headers[] = {"X-Desk: seven", NULL};
    expect_echo(state, "/echo", (HttpRequest){0}, "GET /echo HTTP/1.1");
    expect_echo(state, "/echo", (HttpRequest){.headers = headers}, "X-Desk: seven");
    expect_echo(state, "/echo", (HttpRequest){.user = "kari", .password = "hemmelig"},
                "Authorization: Basic a2FyaTpoZW1tZWxpZw==");
    expect_echo(state, "/echo", (HttpRequest){.body = "{\"a\":1}", .body_size = 7},
                "Content-Type: application/json");
    expect_echo(state, "/redirect", (HttpRequest){.body = "{\"a\":1}", .body_size = 7},
                "{\"a\":1}");
}

static void test_any_status_is_an_answer(void **state)
{
    HttpAnswer answer;
    assert_true(ask(state, "/missing", (HttpRequest){0}, &answer, NULL));
    assert_int_equal(answer.status, 404);
    assert_string_equal(answer.body, "gone");
    http_answer_clear(&answer);
}

static void test_limits(void **state)
{
    expect_failure(state, "/large", (HttpRequest){.most_bytes = 4999}, SKRANKE_ERROR_FAILED);
    expect_echo(state, "/large", (HttpRequest){.most_bytes = 5000}, "xxx");
    expect_failure(state, "/loop", (HttpRequest){0}, SKRANKE_ERROR_FAILED);
    expect_failure(state, "/file", (HttpRequest){0}, SKRANKE_ERROR_FAILED);
}

static void test_a_deadline(void **state)
{
    gint64 started = clock_monotonic_ms();
    expect_failure(state, "/stall", (HttpRequest){.deadline_ms = 300}, SKRANKE_ERROR_UNAVAILABLE);
    assert_in_range(clock_monotonic_ms() - started, 290, 5000);
}

static bool stop_at_second(gint64 waited_ms, gpointer user)
{
    int *calls = user;
    assert_true(waited_ms >= 100);
    return ++*calls < 2;
}

static void test_giving_up(void **state)
{
    int calls = 0;
    HttpAnswer answer;
    g_autoptr(GError) error = NULL;
    assert_false(ask(state, "/stall", (HttpRequest){.hook = stop_at_second, .hook_user = &calls},
                     &answer, &error));
    assert_true(answer.given_up);
    assert_int_equal(calls, 2);
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE));
    expect_echo(state, "/echo", (HttpRequest){0}, "GET"); /* and goes on */
}

static void test_nobody_there(void **state)
{
    HttpAnswer answer;
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/", server_free_port());
    HttpRequest request = {.url = url, .direct = true};
    assert_false(http_request(*state, &request, &answer, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE));
}

int main(void)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_what_is_sent), cmocka_unit_test(test_any_status_is_an_answer),
        cmocka_unit_test(test_limits),       cmocka_unit_test(test_a_deadline),
        cmocka_unit_test(test_giving_up),    cmocka_unit_test(test_nobody_there),
    };
    return cmocka_run_group_tests_name("http", CASES, start, stop);
}

/*
 * Requests beside each other on the main loop, against the stand-in for Asterisk's manager: a long
 * one and short ones, the cookie they share, giving up, and a pool that is freed while it tells.
 */
#include <string.h>

#include "skranke/net/http_pool.h"

#include "cleanup.h"
#include "rawman.h"
#include "testing.h"

typedef struct {
    HttpPool *pool;
    GString *bodies;
    guint done, failed;
    bool free_pool;
} World;

static void on_done(HttpAnswer *answer, const GError *error, gpointer user)
{
    World *world = user;
    world->done++;
    world->failed += error != NULL ? 1 : 0;
    if (error == NULL)
        g_string_append(world->bodies, answer->body);
    if (world->free_pool)
        g_clear_pointer(&world->pool, http_pool_free);
}

static guint ask(World *world, const Rawman *server, const char *body, gint64 deadline_ms)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/rawman", rawman_port(server));
    g_autofree char *copy = g_strdup(body);
    const HttpRequest request = {.url = url,
                                 .content_type = "application/x-www-form-urlencoded",
                                 .body = copy,
                                 .body_size = strlen(copy),
                                 .deadline_ms = deadline_ms,
                                 .direct = true};
    return http_pool_start(world->pool, &request, on_done, world);
}

static void until_done(World *world, guint done)
{
    gint64 deadline = deadline_after(10);
    while (world->done < done) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("%u of %u are done", world->done, done);
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
}

#define LOGIN "action=Login&username=skranke&secret=hemmelig"

static void test_a_long_one_and_short_ones(void **state)
{
    (void)state;
    g_autoptr(Rawman) server = rawman_start();
    World world = {.pool = http_pool_new(NULL), .bodies = g_string_new(NULL)};
    ask(&world, server, LOGIN, 0);
    until_done(&world, 1);
    guint poll = ask(&world, server, "action=WaitEvent&Timeout=50", 70000);
    ask(&world, server, "action=CoreShowChannels", 0);
    ask(&world, server, "action=ParkedCalls", 0);
    until_done(&world, 3);
    assert_null(strstr(world.bodies->str, "Permission denied"));
    rawman_event(server, "Event: Hold\n\n");
    until_done(&world, 4);
    assert_non_null(strstr(world.bodies->str, "Event: Hold"));
    http_pool_cancel(world.pool, poll); /* it is over: nothing */
    http_pool_forget_cookies(world.pool);
    ask(&world, server, "action=CoreShowChannels", 0);
    until_done(&world, 5);
    assert_non_null(strstr(world.bodies->str, "Permission denied"));
    assert_int_equal(world.failed, 0);
    http_pool_free(world.pool);
    g_string_free(world.bodies, TRUE);
}

static void test_giving_up(void **state)
{
    (void)state;
    g_autoptr(Rawman) server = rawman_start();
    World world = {.pool = http_pool_new(NULL), .bodies = g_string_new(NULL)};
    rawman_answer(server, "Login", RAWMAN_HANG);
    rawman_answer(server, "Login", RAWMAN_HANG);
    guint first = ask(&world, server, LOGIN, 0);
    ask(&world, server, LOGIN, 200);
    until_done(&world, 1);
    assert_int_equal(world.failed, 1);
    /* What is given up tells nothing; the next one is answered. */
    http_pool_cancel(world.pool, first);
    ask(&world, server, LOGIN, 0);
    until_done(&world, 2);
    assert_int_equal(world.failed, 1);
    http_pool_free(world.pool);
    g_string_free(world.bodies, TRUE);
}

static void test_freed_while_it_tells(void **state)
{
    (void)state;
    g_autoptr(Rawman) server = rawman_start();
    World world = {.pool = http_pool_new(NULL), .bodies = g_string_new(NULL), .free_pool = true};
    rawman_answer(server, "ParkedCalls", RAWMAN_HANG);
    ask(&world, server, "action=ParkedCalls", 0);
    ask(&world, server, LOGIN, 0);
    until_done(&world, 1);
    assert_null(world.pool);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    assert_int_equal(world.done, 1);
    g_string_free(world.bodies, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_one_and_short_ones),
        cmocka_unit_test(test_giving_up),
        cmocka_unit_test(test_freed_while_it_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The lease: one holder, renewed, given back, over by time, and over at once when its holder died.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/error.h"

#include "skranke/store/lease.h"
#include "skranke/store/open.h"

#include "cleanup.h"
#include "process.h"
#include "store_world.h"
#include "testing.h"

enum { NOW = 1000000, LIFE = 60 };

/* Another program: takes the lease and holds it until it is killed. */
static int hold(const char *uri)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(uri, &error);
    if (db == NULL || !lease_take(db, "worker", NOW, LIFE, "reading", &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    while (true)
        pause();
}

static bool is_held(void *data)
{
    LeaseState lease;
    g_autoptr(GError) error = NULL;
    lease_state(data, "worker", NOW, &lease, &error);
    assert_no_error(error);
    bool held = *lease.holder != '\0';
    lease_state_clear(&lease);
    return held;
}

static Process *other_holder(const StoreWorld *world)
{
    g_autofree char *program = test_program();
    const char *const argv[] = {program, "hold", world->uri, NULL};
    Process *process = process_start(&(ProcessOptions){.argv = argv, .seconds = 60});
    assert_true(wait_until(is_held, world->db, 20));
    return process;
}

static void release(Db *db)
{
    g_autoptr(GError) error = NULL;
    assert_true(lease_release(db, "worker", &error));
    assert_false(is_held(db));
}

static void test_nobody_holds_it_at_first(void **state)
{
    StoreWorld *world = store_world(state);
    assert_false(is_held(world->db));
    release(world->db); /* not held: no error */
}

static void test_it_is_taken_renewed_and_given_back(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(GError) error = NULL;
    assert_true(lease_take(world->db, "worker", NOW, LIFE, "one", &error));
    assert_true(lease_take(world->db, "worker", NOW + 30, LIFE, "two", &error));
    LeaseState lease;
    assert_true(lease_state(world->db, "worker", NOW + 30, &lease, &error));
    g_autofree char *process = g_strdup_printf(":%d", (int)getpid());
    assert_true(g_str_has_suffix(lease.holder, process));
    assert_int_equal(lease.until, NOW + 30 + LIFE);
    assert_string_equal(lease.report, "two");
    lease_state_clear(&lease);
    release(world->db);
}

static void test_another_has_to_wait(void **state)
{
    StoreWorld *world = store_world(state);
    Process *other = other_holder(world);
    g_autofree char *name = g_strdup_printf(":%d", (int)process_id(other));
    g_autoptr(GError) error = NULL;
    assert_false(lease_take(world->db, "worker", NOW + LIFE - 1, LIFE, "", &error));
    assert_non_null(strstr(error->message, name));
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    /* Its time over, it is anybody's, although the other still lives. */
    assert_true(lease_take(world->db, "worker", NOW + LIFE, LIFE, "", &error));
    process_free(other);
    release(world->db);
}

static void test_a_dead_holder_holds_nothing(void **state)
{
    StoreWorld *world = store_world(state);
    Process *other = other_holder(world);
    process_signal(other, SIGKILL);
    assert_true(process_ended(other, 10));
    process_free(other);
    g_autoptr(GError) error = NULL;
    assert_false(is_held(world->db));
    lease_take(world->db, "worker", NOW + 1, LIFE, "", &error);
    assert_no_error(error);
    release(world->db);
}

/* Killed, but whoever started it has not asked how it ended (a container's first process never
 * does). */
static void test_a_zombie_holds_nothing(void **state)
{
    StoreWorld *world = store_world(state);
    Process *other = other_holder(world);
    assert_true(is_held(world->db));
    process_signal(other, SIGKILL);
    gint64 until = g_get_monotonic_time() + (gint64)(10 * patience() * G_USEC_PER_SEC);
    while (is_held(world->db) && g_get_monotonic_time() < until)
        g_usleep(1000);
    assert_false(is_held(world->db));
    assert_true(process_ended(other, 10));
    process_free(other);
}

/* A holder on another machine cannot be seen, so only time ends its lease. */
static void test_a_far_holder_is_believed(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "INSERT INTO lease (name, holder, until) VALUES (?, ?, ?) ON CONFLICT (name) "
                 "DO UPDATE SET holder = excluded.holder, until = excluded.until",
                 "ssi", "worker", "far:999999:abc@another-boot/pid:[1]", (gint64)NOW + LIFE);
    assert_true(db_batch_apply(world->db, batch, &error));
    assert_false(lease_take(world->db, "worker", NOW, LIFE, "", &error));
    assert_non_null(strstr(error->message, "far:999999"));
    assert_null(strstr(error->message, "another-boot"));
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    assert_true(lease_take(world->db, "worker", NOW + LIFE, LIFE, "", &error));
    release(world->db);
}

int main(int count, char **words)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_nobody_holds_it_at_first),
        cmocka_unit_test(test_it_is_taken_renewed_and_given_back),
        cmocka_unit_test(test_another_has_to_wait),
        cmocka_unit_test(test_a_dead_holder_holds_nothing),
        cmocka_unit_test(test_a_zombie_holds_nothing),
        cmocka_unit_test(test_a_far_holder_is_believed),
    };
    if (count == 3)
        return hold(words[2]);
    return store_world_run_both(CASES);
}

/*
 * Several programs at one database: nobody gets what another has, nothing acknowledged is lost, and
 * a database that is away is said to be away in time. The test program starts itself again as a
 * rival: `test_store_rivals claim|write|append URI NAME`.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/open.h"

#include "cleanup.h"
#include "process.h"
#include "store_world.h"
#include "testing.h"

enum { CLAIMERS = 20, INQUIRIES_ON_FILE = 400, INQUIRIES_ON_RQLITE = 60 };

/* ---- the rivals' side ----------------------------------------------------------------------- */

static int fail_rival(const GError *error)
{
    fprintf(stderr, "%s\n", error != NULL ? error->message : "?");
    return 1;
}

/* Takes the oldest free inquiry until none is left; says each one it got. */
static int claim_all(Db *db, gint64 operator_id)
{
    while (true) {
        g_autoptr(GError) error = NULL;
        gint64 id = db_query_integer(db, 0, &error,
                                     "SELECT id FROM inquiry WHERE state = 'new' AND owner IS NULL "
                                     "ORDER BY received_at, id LIMIT 1",
                                     "");
        if (error != NULL)
            return fail_rival(error);
        if (id == 0)
            return 0;
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        db_batch_add(batch,
                     "UPDATE inquiry SET owner = ?, state = 'open' WHERE id = ? AND owner IS NULL",
                     "ii", operator_id, id);
        db_batch_expect(batch, 1);
        if (db_batch_apply(db, batch, &error))
            printf("%d\n", (int)id);
        else if (!g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
            return fail_rival(error);
    }
}

/* Writes rows, and says a row's number only when it is acknowledged. count 0: until killed. */
static int write_rows(Db *db, const char *name, int count)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 0; count == 0 || i < count; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("%s-%d", name, i);
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        db_batch_add(batch, "INSERT INTO work (text) VALUES (?)", "s", text);
        if (!db_batch_apply(db, batch, &error))
            return fail_rival(error);
        printf("%s\n", text);
    }
    return 0;
}

static int rival(const char *role, const char *uri, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(uri, &error);
    if (db == NULL)
        return fail_rival(error);
    if (g_str_equal(role, "claim"))
        return claim_all(db, atoi(name));
    return write_rows(db, name, g_str_equal(role, "write") ? 150 : 0);
}

/* ---- the test's side ------------------------------------------------------------------------ */

static Process *start_rival(const StoreWorld *world, const char *role, int number)
{
    g_autofree char *program = test_program();
    g_autofree char *name = g_strdup_printf("%d", number);
    const char *const argv[] = {program, role, world->uri, name, NULL};
    return process_start(&(ProcessOptions){.argv = argv, .seconds = 120});
}

static void add_inquiries(Db *db, int count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (gint64 i = 1; i <= CLAIMERS; i++) {
        g_autofree char *login = g_strdup_printf("operator%d", (int)i);
        db_batch_add(batch,
                     "INSERT INTO operator (id, login, name, role, created_at) "
                     "VALUES (?, ?, '', 'operator', 0)",
                     "is", i, login);
    }
    for (gint64 i = 0; i < count; i++)
        db_batch_add(batch,
                     "INSERT INTO inquiry (state, channel, subject, received_at, last_message_at, "
                     "changed_at) VALUES ('new', 'email', 'x', ?, 0, 0)",
                     "i", i);
    db_batch_apply(db, batch, &error);
    assert_no_error(error);
}

static void test_nobody_gets_what_another_has(void **state)
{
    StoreWorld *world = store_world(state);
    int count = world->server != NULL ? INQUIRIES_ON_RQLITE : INQUIRIES_ON_FILE;
    Process *rivals[CLAIMERS];
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    add_inquiries(world->db, count);
    for (int i = 0; i < CLAIMERS; i++)
        rivals[i] = start_rival(world, "claim", i + 1);
    for (int i = 0; i < CLAIMERS; i++) {
        g_autoptr(ProcessResult) result = process_finish(rivals[i]);
        expect_status(result, 0);
        g_auto(GStrv) ids = g_strsplit(g_strchomp(result->output), "\n", -1);
        for (guint k = 0; ids[k] != NULL && *ids[k] != '\0'; k++)
            assert_true(g_hash_table_add(seen, g_strdup(ids[k]))); /* false: taken twice */
    }
    assert_int_equal(g_hash_table_size(seen), count);
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM inquiry WHERE owner > 0"),
                     count);
    assert_int_equal(
        store_world_count(world->db, "SELECT sum(count) FROM inquiry_tally WHERE state = 'open'"),
        count);
}

/* Every acknowledged row is there, once. */
static void expect_written(Db *db, const ProcessResult *result, int *acknowledged)
{
    g_autoptr(GError) error = NULL;
    const char *end = strrchr(result->output, '\n'); /* a line cut by the kill says nothing */
    g_autofree char *whole =
        g_strndup(result->output, end != NULL ? (gsize)(end - result->output) : 0);
    g_auto(GStrv) texts = g_strsplit(whole, "\n", -1);
    for (guint i = 0; texts[i] != NULL && *texts[i] != '\0'; i++, (*acknowledged)++)
        assert_int_equal(db_query_integer(db, 0, &error, "SELECT count(*) FROM work WHERE text = ?",
                                          "s", texts[i]),
                         1);
    assert_no_error(error);
}

typedef struct {
    Db *db;
    gint64 rows;
} Progress;

static bool has_progressed(void *data)
{
    Progress *progress = data;
    return store_world_count(progress->db, "SELECT count(*) FROM work") >= progress->rows;
}

static void make_work(Db *db)
{
    store_world_script(db, "DROP TABLE IF EXISTS work");
    store_world_script(db, "CREATE TABLE work (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
}

static void test_killed_writers_lose_nothing_acknowledged(void **state)
{
    enum { ROUNDS = 5, WRITERS = 4 };
    StoreWorld *world = store_world(state);
    int acknowledged = 0;
    make_work(world->db);
    for (int round = 0; round < ROUNDS; round++) {
        Process *writers[WRITERS];
        for (int i = 0; i < WRITERS; i++)
            writers[i] = start_rival(world, "append", round * WRITERS + i);
        Progress progress = {world->db, acknowledged + 20};
        assert_true(wait_until(has_progressed, &progress, 30));
        for (int i = 0; i < WRITERS; i++)
            process_signal(writers[i], SIGKILL);
        for (int i = 0; i < WRITERS; i++) {
            g_autoptr(ProcessResult) result = process_finish(writers[i]);
            expect_written(world->db, result, &acknowledged);
        }
    }
    assert_in_range(acknowledged, ROUNDS, G_MAXINT);
    if (world->server == NULL) {
        g_autoptr(DbRows) check = db_query(world->db, NULL, "PRAGMA integrity_check", "");
        assert_string_equal(db_rows_text(check, 0, 0), "ok");
    }
    g_autoptr(DbRows) twice =
        db_query(world->db, NULL, "SELECT text FROM work GROUP BY text HAVING count(*) > 1", "");
    assert_int_equal(db_rows_count(twice), 0);
}

static void test_a_killed_server_settles(void **state)
{
    StoreWorld *world = store_world(state);
    if (world->server == NULL)
        test_skip_with_reason("a file has no server");
    make_work(world->db);
    Process *writer = start_rival(world, "write", 1);
    for (int kill = 1; kill <= 3; kill++) {
        Progress progress = {world->db, 25 * kill};
        assert_true(wait_until(has_progressed, &progress, 30));
        rqlite_kill(world->server);
        rqlite_restart(world->server);
    }
    g_autoptr(ProcessResult) result = process_finish(writer);
    expect_status(result, 0);
    int acknowledged = 0;
    expect_written(world->db, result, &acknowledged);
    assert_int_equal(acknowledged, 150);
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM work"), 150);
}

/* ---- away ----------------------------------------------------------------------------------- */

/* A database that does not let us in: another connection holds the lock, or the node is dead. */
static sqlite3 *take_away(StoreWorld *world)
{
    sqlite3 *other = NULL;
    if (world->server != NULL) {
        rqlite_kill(world->server);
        return NULL;
    }
    assert_int_equal(sqlite3_open(world->uri, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

static void bring_back(StoreWorld *world, sqlite3 *other)
{
    sqlite3_close(other);
    if (world->server != NULL)
        rqlite_restart(world->server);
}

static DbBatch *some_work(void)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO work (text) VALUES (?)", "s", "late");
    return batch;
}

static void test_away_is_said_in_time(void **state)
{
    StoreWorld *world = store_world(state);
    make_work(world->db);
    g_autoptr(DbBatch) batch = some_work();
    db_set_deadline(world->db, 400);
    sqlite3 *other = take_away(world);
    g_autoptr(GError) error = NULL;
    gint64 started = clock_monotonic_ms();
    bool done = db_batch_apply(world->db, batch, &error);
    gint64 waited = clock_monotonic_ms() - started;
    bring_back(world, other);
    db_set_deadline(world->db, 0);
    assert_false(done);
    assert_error(error, SKRANKE_ERROR_UNAVAILABLE);
    assert_in_range(waited, 390, 5000);
    /* The same batch, later, is done once. */
    assert_true(db_batch_apply(world->db, batch, &error));
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM work"), 1);
}

static bool stop_at_third(gint64 waited_ms, gpointer user)
{
    int *calls = user;
    assert_true(waited_ms >= 100);
    return ++*calls < 3;
}

static void test_the_operator_may_give_up(void **state)
{
    StoreWorld *world = store_world(state);
    make_work(world->db);
    g_autoptr(DbBatch) batch = some_work();
    int calls = 0;
    db_set_wait_hook(world->db, stop_at_third, &calls);
    sqlite3 *other = take_away(world);
    g_autoptr(GError) error = NULL;
    gint64 started = clock_monotonic_ms();
    bool done = db_batch_apply(world->db, batch, &error);
    gint64 waited = clock_monotonic_ms() - started;
    db_set_wait_hook(world->db, NULL, NULL);
    bring_back(world, other);
    assert_false(done);
    assert_error(error, SKRANKE_ERROR_UNAVAILABLE);
    assert_int_equal(calls, 3);
    assert_in_range(waited, 300, 3000);
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM work"), 0);
}

typedef struct {
    StoreWorld *world;
    sqlite3 *other;
} Away;

static bool bring_back_at_once(gint64 waited_ms, gpointer user)
{
    Away *away = user;
    (void)waited_ms;
    if (away->world != NULL)
        bring_back(away->world, away->other);
    away->world = NULL;
    return true;
}

static void test_waiting_ends_when_it_is_back(void **state)
{
    StoreWorld *world = store_world(state);
    make_work(world->db);
    g_autoptr(DbBatch) batch = some_work();
    Away away = {world, take_away(world)};
    db_set_wait_hook(world->db, bring_back_at_once, &away);
    g_autoptr(GError) error = NULL;
    bool done = db_batch_apply(world->db, batch, &error);
    db_set_wait_hook(world->db, NULL, NULL);
    assert_no_error(error);
    assert_true(done);
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM work"), 1);
}

static bool stop_now(gint64 waited_ms, gpointer user)
{
    (void)waited_ms;
    (void)user;
    return false;
}

static void test_a_long_statement_can_be_stopped(void **state)
{
    StoreWorld *world = store_world(state);
    if (world->server != NULL)
        test_skip_with_reason("rqlite's own statements cannot be stopped from here");
    g_autoptr(GError) error = NULL;
    db_set_wait_hook(world->db, stop_now, NULL);
    DbRows *rows = db_query(world->db, &error,
                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            "SELECT count(*) FROM n",
                            "");
    db_set_wait_hook(world->db, NULL, NULL);
    assert_null(rows);
    assert_error(error, SKRANKE_ERROR_UNAVAILABLE);
}

static void test_a_dead_host_is_passed_over(void **state)
{
    StoreWorld *world = store_world(state);
    if (world->server == NULL)
        test_skip_with_reason("a file has no hosts");
    g_autofree char *uri = g_strdup_printf("rqlite://127.0.0.1:%d,127.0.0.1:%d", server_free_port(),
                                           rqlite_port(world->server));
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(uri, &error);
    assert_no_error(error);
    assert_true(db_change_mark(db) >= 0);
    assert_null(db_connect("rqlite://", &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
    g_autoptr(Db) secret = db_connect("rqlite://me:word@127.0.0.1:1", &error);
    assert_no_error(error);
    assert_string_equal(db_uri(secret), "rqlite://me@127.0.0.1:1");
    assert_int_equal(db_change_mark(secret), -1);
}

int main(int count, char **words)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_nobody_gets_what_another_has),
        cmocka_unit_test(test_killed_writers_lose_nothing_acknowledged),
        cmocka_unit_test(test_a_killed_server_settles),
        cmocka_unit_test(test_away_is_said_in_time),
        cmocka_unit_test(test_the_operator_may_give_up),
        cmocka_unit_test(test_waiting_ends_when_it_is_back),
        cmocka_unit_test(test_a_long_statement_can_be_stopped),
        cmocka_unit_test(test_a_dead_host_is_passed_over),
    };
    if (count == 4)
        return rival(words[1], words[2], words[3]);
    return store_world_run_both(CASES);
}

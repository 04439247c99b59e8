/*
 * Schema steps: how they are split, that a fresh database equals an upgraded one, that two programs
 * upgrading at once do it once, and that a failed step leaves what was before.
 */
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/error.h"

#include "skranke/store/carrier.h"
#include "skranke/store/migrate.h"
#include "skranke/store/open.h"

#include "cleanup.h"
#include "process.h"
#include "store_world.h"
#include "testing.h"

static void test_steps_are_split(void **state)
{
    static const char TEXT[] = "-- a comment; with a semicolon\n"
                               "CREATE TABLE a (x TEXT DEFAULT ';--'); /* another; */\n"
                               "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
                               "    UPDATE a SET x = CASE WHEN 1 THEN 'END;' ELSE '' END;\n"
                               "    DELETE FROM a; END;\n"
                               "create temp trigger u after insert on a begin select 1; end;\n"
                               ";;\n"
                               "CREATE INDEX \"odd;name\" ON a (x)";
    (void)state;
    g_auto(GStrv) parts = migrate_split(TEXT);
    assert_int_equal(g_strv_length(parts), 4);
    assert_string_equal(parts[0], "CREATE TABLE a (x TEXT DEFAULT ';--')");
    assert_true(g_str_has_prefix(parts[1], "CREATE TRIGGER t"));
    assert_true(g_str_has_suffix(parts[1], "DELETE FROM a; END"));
    assert_true(g_str_has_prefix(parts[2], "create temp trigger u"));
    assert_string_equal(parts[3], "CREATE INDEX \"odd;name\" ON a (x)");
}

static void test_unfinished_texts_end(void **state)
{
    static const char *const TEXTS[] = {"",   ";", "--", "/*", "SELECT 'x", "CREATE TRIGGER",
                                        "\"", "-"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_auto(GStrv) parts = migrate_split(TEXTS[i]);
        assert_in_range(g_strv_length(parts), 0, 1);
    }
}

/* Everything the schema says, and the version's row. */
static char *schema_of(Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(
        db, &error, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2, 3", "");
    assert_no_error(error);
    GString *text = g_string_new(NULL);
    for (guint row = 0; row < db_rows_count(rows); row++)
        for (guint column = 0; column < 4; column++)
            g_string_append_printf(text, "%s\n", db_rows_text(rows, row, column));
    return g_string_free(text, FALSE);
}

static Db *empty_file(const char *folder, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = file_write(folder, name, "", 0);
    Db *db = db_connect(path, &error);
    assert_no_error(error);
    return db;
}

/* Every version there ever was, upgraded one step at a time, must give what a fresh one is. */
static void test_fresh_equals_upgraded(void **state)
{
    (void)state;
    char *folder = temp_folder_make("migrate");
    g_autoptr(GError) error = NULL;
    g_autofree char *fresh_path = g_build_filename(folder, "fresh.db", NULL);
    assert_true(store_create(fresh_path, &error));
    g_autoptr(Db) fresh = store_open(fresh_path, &error);
    assert_no_error(error);
    g_autofree char *expected = schema_of(fresh);
    for (int old = 1; old <= migrate_newest(); old++) {
        g_autofree char *name = g_strdup_printf("old%d.db", old);
        g_autoptr(Db) db = empty_file(folder, name);
        assert_true(migrate_run(db, 0, old, &error));
        assert_int_equal(migrate_version(db, &error), old);
        assert_true(migrate_run(db, old, migrate_newest(), &error));
        g_autofree char *schema = schema_of(db);
        assert_string_equal(schema, expected);
        assert_int_equal(store_world_count(db, "PRAGMA user_version"), migrate_newest());
        assert_int_equal(store_world_count(db, "PRAGMA application_id"), DB_APPLICATION_ID);
    }
    temp_folder_remove(folder);
}

static void test_every_carried_step_is_numbered(void **state)
{
    (void)state;
    g_auto(GStrv) names = data_file_list("schema");
    assert_int_equal(g_strv_length(names), migrate_newest());
    for (int step = 1; step <= migrate_newest(); step++) {
        g_autofree char *name = g_strdup_printf("%03d.sql", step);
        assert_string_equal(names[step - 1], name);
    }
}

/* ---- on both carriers ----------------------------------------------------------------------- */

static int next_version(Db *db)
{
    return migrate_version(db, NULL) + 1;
}

static void test_a_step_is_done_once(void **state)
{
    StoreWorld *world = store_world(state);
    int next = next_version(world->db);
    g_autoptr(GError) error = NULL;
    g_autofree char *step = g_strdup_printf(
        "CREATE TABLE step%d (x TEXT) STRICT; INSERT INTO step%d VALUES ('a');", next, next);
    assert_true(migrate_apply(world->db, next, step, &error));
    assert_int_equal(migrate_version(world->db, NULL), next);
    assert_false(migrate_apply(world->db, next, step, &error));
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    assert_false(migrate_apply(world->db, next + 5, "CREATE TABLE never (x TEXT);", &error));
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(migrate_version(world->db, NULL), next);
}

static void test_a_broken_step_leaves_what_was(void **state)
{
    StoreWorld *world = store_world(state);
    int version = migrate_version(world->db, NULL);
    g_autofree char *before = schema_of(world->db);
    g_autoptr(GError) error = NULL;
    assert_false(migrate_apply(world->db, version + 1,
                               "CREATE TABLE half (x TEXT) STRICT; CREATE TABLE setting (x TEXT);",
                               &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
    g_autofree char *after = schema_of(world->db);
    assert_string_equal(after, before);
    assert_int_equal(migrate_version(world->db, NULL), version);
}

static void test_an_additive_step_lets_old_programs_write(void **state)
{
    StoreWorld *world = store_world(state);
    int next = next_version(world->db);
    g_autoptr(GError) error = NULL;
    assert_true(migrate_apply(world->db, next, "SELECT 1;", &error));
    assert_false(store_still_readable(world->db, &error));
    assert_error(error, SKRANKE_ERROR_REFUSED);
    assert_true(migrate_apply(world->db, next + 1,
                              "UPDATE compatibility SET oldest_reader = 1, oldest_writer = 1;",
                              &error));
    assert_true(store_still_readable(world->db, &error));
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO setting (name, value) VALUES (?, ?)", "ss", "a", "b");
    assert_true(db_batch_apply(world->db, batch, &error));
}

/* ---- several programs ----------------------------------------------------------------------- */

enum { UPGRADERS = 6 };

/* In another program: opens, which upgrades; exit 0 when it could. */
static int open_once(const char *uri)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(uri, &error);
    if (error != NULL)
        print_error("%s\n", error->message);
    return db != NULL && migrate_version(db, NULL) == 5 ? 0 : 1;
}

static void test_two_programs_upgrade_once(void **state)
{
    StoreWorld *world = store_world(state);
    g_autofree char *program = test_program();
    g_autofree char *steps = g_strconcat("SKRANKE_TEST_SCHEMA=", world->folder, NULL);
    g_free(file_write(world->folder, "004.sql",
                      "CREATE TABLE second (x INTEGER) STRICT; INSERT INTO second VALUES (1);",
                      -1));
    g_free(file_write(world->folder, "005.sql", "INSERT INTO second VALUES (2);", -1));
    const char *const argv[] = {program, "open", world->uri, NULL};
    const char *const environment[] = {steps, NULL};
    Process *upgraders[UPGRADERS];
    for (int i = 0; i < UPGRADERS; i++)
        upgraders[i] = process_start(
            &(ProcessOptions){.argv = argv, .environment = environment, .seconds = 60});
    for (int i = 0; i < UPGRADERS; i++) {
        g_autoptr(ProcessResult) result = process_finish(upgraders[i]);
        expect_status(result, 0);
    }
    assert_int_equal(store_world_count(world->db, "SELECT count(*) FROM second"), 2);
    assert_int_equal(migrate_version(world->db, NULL), 5);
    /* This program, which knows three versions only, may not write any more, nor open it again. */
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO setting (name, value) VALUES (?, ?)", "ss", "c", "d");
    assert_false(db_batch_apply(world->db, batch, &error));
    assert_error(error, SKRANKE_ERROR_REFUSED);
    assert_null(store_open(world->uri, &error));
    assert_non_null(strstr(error->message, "5"));
    assert_non_null(strstr(error->message, "3"));
    assert_error(error, SKRANKE_ERROR_REFUSED);
    if (world->server != NULL)
        return;
    g_autofree char *copy = g_strconcat(world->uri, ".before-v5", NULL);
    g_autoptr(Db) before = db_connect(copy, &error);
    assert_no_error(error);
    assert_int_equal(migrate_version(before, NULL), 3);
}

int main(int count, char **words)
{
    static const struct CMUnitTest SPLITTING[] = {
        cmocka_unit_test(test_steps_are_split),
        cmocka_unit_test(test_unfinished_texts_end),
        cmocka_unit_test(test_fresh_equals_upgraded),
        cmocka_unit_test(test_every_carried_step_is_numbered),
    };
    static const struct CMUnitTest UPGRADING[] = {cmocka_unit_test(test_two_programs_upgrade_once)};
    static const struct CMUnitTest STEPS[] = {
        cmocka_unit_test(test_a_step_is_done_once),
        cmocka_unit_test(test_a_broken_step_leaves_what_was),
        cmocka_unit_test(test_an_additive_step_lets_old_programs_write),
    };
    if (count == 3)
        return open_once(words[2]);
    return cmocka_run_group_tests_name("steps", SPLITTING, NULL, NULL) +
           store_world_run_both(UPGRADING) + store_world_run_both(STEPS);
}

/*
 * What every carrier must do alike: each case runs on a file and on rqlite.
 */
#include <math.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/identity.h"

#include "skranke/store/carrier.h"
#include "skranke/store/content.h"
#include "skranke/store/db.h"

#include "store_world.h"
#include "testing.h"

/* ---- a table of every type ------------------------------------------------------------------ */

static Db *with_trial(void **state)
{
    StoreWorld *world = store_world(state);
    store_world_script(world->db, "DROP TABLE IF EXISTS trial");
    store_world_script(world->db,
                       "CREATE TABLE trial (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, "
                       "n INTEGER, r REAL, b BLOB, u TEXT UNIQUE) STRICT");
    return world->db;
}

static void apply(Db *db, DbBatch *batch)
{
    g_autoptr(GError) error = NULL;
    db_batch_apply(db, batch, &error);
    assert_no_error(error);
}

static DbRows *all_trial(Db *db)
{
    g_autoptr(GError) error = NULL;
    DbRows *rows = db_query(db, &error, "SELECT id, a, n, r, b FROM trial ORDER BY id", "");
    assert_no_error(error);
    return rows;
}

#define INSERT_ALL "INSERT INTO trial (a, n, r, b) VALUES (?, ?, ?, ?)"

static void test_integers_keep_every_digit(void **state)
{
    static const gint64 NUMBERS[] = {0, 1, -1, G_MAXINT64, G_MININT64, 9007199254740993};
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        db_batch_add(batch, "INSERT INTO trial (n) VALUES (?)", "i", NUMBERS[i]);
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    assert_int_equal(db_rows_count(rows), G_N_ELEMENTS(NUMBERS));
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        assert_true(db_rows_integer(rows, i, 2) == NUMBERS[i]);
}

static void test_reals_come_back(void **state)
{
    static const double NUMBERS[] = {0.0, 2.0, -0.5, 1e300, 0.1, 1234567890.25};
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        db_batch_add(batch, "INSERT INTO trial (r) VALUES (?)", "d", NUMBERS[i]);
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        assert_true(db_rows_real(rows, i, 3) == NUMBERS[i]);
}

static void test_texts_come_back(void **state)
{
    static const char *const TEXTS[] = {"", "ærlig æøå ÆØÅ 😀",
                                        "line\r\nline\ttab \"quoted\" 'single' ?",
                                        "\x01\x1b[31m\x7f", "{\"json\": [1, null]}"};
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", TEXTS[i]);
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        assert_string_equal(db_rows_text(rows, i, 1), TEXTS[i]);
        assert_false(db_rows_is_null(rows, i, 1));
    }
}

static void test_a_text_may_hold_nul(void **state)
{
    static const char TEXT[] = "a\0b\0";
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "t", TEXT, sizeof TEXT - 1);
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    gsize size = 0;
    assert_memory_equal(db_rows_blob(rows, 0, 1, &size), TEXT, sizeof TEXT - 1);
    assert_int_equal(size, sizeof TEXT - 1);
}

static void test_broken_utf8_is_mended(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "bl\xe5t");
    apply(db, batch);
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(db, &error, "SELECT a FROM trial WHERE a = ?", "s", "bl\xe5t");
    assert_no_error(error);
    assert_int_equal(db_rows_count(rows), 1);
    assert_string_equal(db_rows_text(rows, 0, 0), "bl\uFFFDt");
}

static void test_nothing_is_nothing(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, INSERT_ALL, "sodb", NULL, (gint64)0, (double)NAN, NULL);
    db_batch_add(batch, INSERT_ALL, "nnnn");
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    for (guint row = 0; row < 2; row++)
        for (guint column = 1; column < 5; column++)
            assert_true(db_rows_is_null(rows, row, column));
    assert_string_equal(db_rows_text(rows, 0, 1), "");
    assert_int_equal(db_rows_integer(rows, 0, 2), 0);
}

static void test_blobs_of_all_bytes(void **state)
{
    guchar bytes[256];
    for (guint i = 0; i < 256; i++)
        bytes[i] = (guchar)i;
    Db *db = with_trial(state);
    g_autoptr(GBytes) all = g_bytes_new(bytes, sizeof bytes);
    g_autoptr(GBytes) none = g_bytes_new(NULL, 0);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, INSERT_ALL, "sidb", "the '?' of a text", (gint64)7, 0.5, all);
    db_batch_add(batch, INSERT_ALL, "sidb", "?", (gint64)8, 0.5, none);
    apply(db, batch);
    g_autoptr(DbRows) rows = all_trial(db);
    gsize size = 0;
    assert_memory_equal(db_rows_blob(rows, 0, 4, &size), bytes, sizeof bytes);
    assert_int_equal(size, sizeof bytes);
    assert_int_equal(db_rows_integer(rows, 0, 2), 7);
    db_rows_blob(rows, 1, 4, &size);
    assert_int_equal(size, 0);
    assert_false(db_rows_is_null(rows, 1, 4));
}

static void test_eight_megabytes_in_pieces(void **state)
{
    enum { SIZE = 8 * 1024 * 1024 + 17 };
    StoreWorld *world = store_world(state);
    g_autofree guchar *bytes = g_malloc(SIZE);
    for (guint i = 0; i < SIZE; i++)
        bytes[i] = (guchar)((i * 2654435761u) >> 24);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *hash = content_add(batch, bytes, SIZE);
    g_autofree char *again = content_add(batch, bytes, SIZE); /* stored once */
    assert_string_equal(hash, again);
    apply(world->db, batch);
    g_autoptr(GError) error = NULL;
    gint64 id = db_query_integer(world->db, 0, &error, "SELECT id FROM content WHERE sha256 = ?",
                                 "s", hash);
    g_autoptr(GBytes) back = content_read(world->db, id, &error);
    assert_no_error(error);
    assert_int_equal(g_bytes_get_size(back), SIZE);
    assert_memory_equal(g_bytes_get_data(back, NULL), bytes, SIZE);
    assert_int_equal(db_query_integer(world->db, 0, NULL,
                                      "SELECT count(*) FROM content_piece WHERE content = ?", "i",
                                      id),
                     9);
    assert_null(content_read(world->db, 987654321, &error));
    assert_error(error, SKRANKE_ERROR_NOT_FOUND);
}

static void test_content_that_was_changed_is_noticed(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *hash = content_add(batch, "the right bytes", 15);
    g_autofree char *empty = content_add(batch, "", 0);
    apply(world->db, batch);
    gint64 id =
        db_query_integer(world->db, 0, NULL, "SELECT id FROM content WHERE sha256 = ?", "s", hash);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) nothing = content_read(
        world->db,
        db_query_integer(world->db, 0, NULL, "SELECT id FROM content WHERE sha256 = ?", "s", empty),
        &error);
    assert_no_error(error);
    assert_int_equal(g_bytes_get_size(nothing), 0);
    g_autoptr(GBytes) other = g_bytes_new_static("the wrong bytes", 15);
    g_autoptr(DbBatch) damage = db_batch_new(NULL);
    db_batch_add(damage, "UPDATE content_piece SET bytes = ? WHERE content = ?", "bi", other, id);
    apply(world->db, damage);
    assert_null(content_read(world->db, id, &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
}

/* ---- batches -------------------------------------------------------------------------------- */

static void test_an_expectation_undoes_everything(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "first");
    db_batch_expect(batch, 1);
    db_batch_add(batch, "UPDATE trial SET a = ? WHERE id = ?", "si", "x", (gint64)99);
    db_batch_expect(batch, 1);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "last");
    g_autoptr(GError) error = NULL;
    assert_false(db_batch_apply(db, batch, &error));
    assert_error(error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 0);
    /* The operation was rolled back too: the same batch is tried afresh. */
    store_world_script(db, "INSERT INTO trial (id, a) VALUES (99, 'there now')");
    apply(db, batch);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 3);
}

static void test_expecting_none(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE trial SET a = ? WHERE id = ?", "si", "x", (gint64)99);
    db_batch_expect(batch, 0);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?), (?)", "ss", "one", "two");
    db_batch_expect(batch, 2);
    apply(db, batch);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 2);
}

static void test_an_operation_is_done_once(void **state)
{
    Db *db = with_trial(state);
    g_autofree char *operation = identity_new();
    for (int time = 0; time < 3; time++) {
        g_autoptr(DbBatch) batch = db_batch_new(operation);
        db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "once");
        db_batch_keep(batch);
        apply(db, batch);
        assert_int_equal(db_batch_result(batch), 1);
        apply(db, batch);
        assert_int_equal(db_batch_result(batch), 1);
    }
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 1);
}

static void test_the_kept_row_is_the_statements(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "one");
    db_batch_expect(batch, 1);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "two");
    db_batch_expect(batch, 1);
    db_batch_keep(batch);
    db_batch_add(batch,
                 "INSERT INTO trial (a, n) VALUES (?, (SELECT result FROM operation WHERE id = ?))",
                 "ss", "three", db_batch_operation(batch));
    db_batch_expect(batch, 1);
    apply(db, batch);
    assert_int_equal(db_batch_result(batch), 2);
    assert_int_equal(store_world_count(db, "SELECT n FROM trial WHERE a = 'three'"), 2);
}

static void test_keeping_where_nothing_was_inserted(void **state)
{
    Db *db = with_trial(state);
    store_world_script(db, "INSERT INTO trial (u) VALUES ('taken')");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (u) VALUES (?) ON CONFLICT DO NOTHING", "s", "taken");
    db_batch_keep(batch);
    apply(db, batch);
    assert_int_equal(db_batch_result(batch), 0);
}

static void test_another_uniqueness_is_a_failure(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (u) VALUES (?)", "s", "same");
    db_batch_add(batch, "INSERT INTO trial (u) VALUES (?)", "s", "same");
    g_autoptr(GError) error = NULL;
    assert_false(db_batch_apply(db, batch, &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 0);
}

static void test_foreign_keys_hold(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO absence (person, from_at, until_at, code) VALUES (?, 0, 1, ?)",
                 "is", (gint64)4711, "F");
    g_autoptr(GError) error = NULL;
    assert_false(db_batch_apply(world->db, batch, &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
}

static void test_a_large_batch(void **state)
{
    Db *db = with_trial(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (gint64 i = 0; i < 3000; i++)
        db_batch_add(batch, "INSERT INTO trial (n, a) VALUES (?, ?)", "is", i, "text");
    assert_int_equal(db_batch_length(batch), 3000);
    apply(db, batch);
    assert_int_equal(store_world_count(db, "SELECT sum(n) FROM trial"), 2999 * 3000 / 2);
}

static void test_a_newer_schema_stops_writing(void **state)
{
    Db *db = with_trial(state);
    store_world_script(db, "UPDATE compatibility SET oldest_writer = 99");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (a) VALUES (?)", "s", "no");
    g_autoptr(GError) error = NULL;
    bool done = db_batch_apply(db, batch, &error);
    store_world_script(db, "UPDATE compatibility SET oldest_writer = 1");
    assert_false(done);
    assert_error(error, SKRANKE_ERROR_REFUSED);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 0);
}

/* ---- asking --------------------------------------------------------------------------------- */

static void test_mistakes_are_told(void **state)
{
    static const char *const BROKEN[] = {"SELECT nope FROM nowhere", "SELECT", "SELECT ?"};
    StoreWorld *world = store_world(state);
    for (guint i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(db_query(world->db, &error, BROKEN[i], ""));
        assert_error(error, SKRANKE_ERROR_FAILED);
    }
    g_autoptr(GError) error = NULL;
    assert_int_equal(db_query_integer(world->db, -7, &error, "SELECT nope", ""), -7);
    assert_error(error, SKRANKE_ERROR_FAILED);
    assert_int_equal(db_query_integer(world->db, -7, &error, "SELECT 1 WHERE 0", ""), -7);
    assert_no_error(error);
}

static void test_words_are_found(void **state)
{
    Db *db = store_world(state)->db;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO search (rowid, words) VALUES (?, ?)", "is", (gint64)41,
                 "får råd om konsumprisindeksen");
    db_batch_add(batch, "INSERT INTO search (rowid, words) VALUES (?, ?)", "is", (gint64)42,
                 "far rad om noe annet");
    apply(db, batch);
    const char *find = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 5";
    g_autoptr(DbRows) rows = db_query(db, NULL, find, "s", "\"får\"");
    assert_int_equal(db_rows_count(rows), 1);
    assert_int_equal(db_rows_integer(rows, 0, 0), 41);
    g_autoptr(DbBatch) removal = db_batch_new(NULL);
    db_batch_add(removal, "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", "is",
                 (gint64)41, "får råd om konsumprisindeksen");
    apply(db, removal);
    g_autoptr(DbRows) left = db_query(db, NULL, find, "s", "\"om\"");
    assert_int_equal(db_rows_count(left), 1);
    assert_int_equal(db_rows_integer(left, 0, 0), 42);
}

static void test_triggers_count(void **state)
{
    Db *db = store_world(state)->db;
    const char *open = "SELECT count FROM inquiry_tally WHERE state = 'open' AND owner = 0";
    const char *fresh = "SELECT count FROM inquiry_tally WHERE state = 'new' AND owner = 0";
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (int i = 0; i < 3; i++)
        db_batch_add(batch,
                     "INSERT INTO inquiry (state, channel, subject, received_at, last_message_at, "
                     "changed_at) VALUES ('new', 'email', ?, 0, 0, 0)",
                     "s", "count");
    db_batch_keep(batch);
    apply(db, batch);
    assert_int_equal(store_world_count(db, fresh), 3);
    g_autoptr(DbBatch) change = db_batch_new(NULL);
    db_batch_add(change, "UPDATE inquiry SET state = 'open' WHERE id = ?", "i",
                 db_batch_result(batch));
    db_batch_expect(change, 1); /* what a trigger changes does not count */
    apply(db, change);
    assert_int_equal(store_world_count(db, fresh), 2);
    assert_int_equal(store_world_count(db, open), 1);
}

typedef enum { COLOUR_RED, COLOUR_BLUE } Colour;
typedef struct {
    gint64 id;
    char *name;
    bool flag;
    Colour colour;
} Thing;

static void test_rows_become_records(void **state)
{
    static const char *const COLOURS[] = {"red", "blue", NULL};
    static const DbField FIELDS[] = {DB_INT64(Thing, id), DB_TEXT(Thing, name),
                                     DB_BOOL(Thing, flag), DB_ENUM(Thing, colour, COLOURS)};
    Db *db = store_world(state)->db;
    g_autoptr(DbRows) rows =
        db_query(db, NULL, "SELECT 5, 'Ås', 1, 'blue' UNION ALL SELECT 6, NULL, 0, 'unknown'", "");
    Thing things[2];
    for (guint i = 0; i < 2; i++)
        db_rows_read(rows, i, FIELDS, G_N_ELEMENTS(FIELDS), &things[i]);
    assert_int_equal(things[0].id, 5);
    assert_string_equal(things[0].name, "Ås");
    assert_true(things[0].flag);
    assert_int_equal(things[0].colour, COLOUR_BLUE);
    assert_string_equal(things[1].name, "");
    assert_int_equal(things[1].colour, COLOUR_RED);
    g_free(things[0].name);
    g_free(things[1].name);
}

/* ---- noticing and copying ------------------------------------------------------------------- */

static void add_event(Db *db)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO event (at, kind) VALUES (?, ?)", "is", (gint64)1, "changed");
    apply(db, batch);
}

static void test_changes_are_noticed(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(Db) other = db_connect(world->uri, NULL);
    assert_non_null(other);
    gint64 before = db_change_mark(world->db);
    assert_true(before >= 0);
    assert_true(db_change_mark(world->db) == before);
    add_event(other);
    gint64 theirs = db_change_mark(world->db);
    assert_true(theirs != before);
    add_event(world->db);
    assert_true(db_change_mark(world->db) != theirs);
}

static void test_a_copy_is_whole(void **state)
{
    StoreWorld *world = store_world(state);
    add_event(world->db);
    g_autofree char *path = g_build_filename(world->folder, "copy.db", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(db_copy(world->db, path, &error));
    assert_false(db_copy(world->db, path, &error)); /* never over something */
    assert_error(error, SKRANKE_ERROR_REFUSED);
    g_autoptr(Db) copy = db_connect(path, &error);
    assert_no_error(error);
    assert_int_equal(store_world_count(copy, "SELECT count(*) FROM event"),
                     store_world_count(world->db, "SELECT count(*) FROM event"));
    g_autofree char *nowhere = g_build_filename(world->folder, "no", "such", "folder", NULL);
    assert_false(db_copy(world->db, nowhere, &error));
    assert_error(error, SKRANKE_ERROR_FAILED);
}

int main(void)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_integers_keep_every_digit),
        cmocka_unit_test(test_reals_come_back),
        cmocka_unit_test(test_texts_come_back),
        cmocka_unit_test(test_a_text_may_hold_nul),
        cmocka_unit_test(test_broken_utf8_is_mended),
        cmocka_unit_test(test_nothing_is_nothing),
        cmocka_unit_test(test_blobs_of_all_bytes),
        cmocka_unit_test(test_eight_megabytes_in_pieces),
        cmocka_unit_test(test_content_that_was_changed_is_noticed),
        cmocka_unit_test(test_an_expectation_undoes_everything),
        cmocka_unit_test(test_expecting_none),
        cmocka_unit_test(test_an_operation_is_done_once),
        cmocka_unit_test(test_the_kept_row_is_the_statements),
        cmocka_unit_test(test_keeping_where_nothing_was_inserted),
        cmocka_unit_test(test_another_uniqueness_is_a_failure),
        cmocka_unit_test(test_foreign_keys_hold),
        cmocka_unit_test(test_a_large_batch),
        cmocka_unit_test(test_a_newer_schema_stops_writing),
        cmocka_unit_test(test_mistakes_are_told),
        cmocka_unit_test(test_words_are_found),
        cmocka_unit_test(test_triggers_count),
        cmocka_unit_test(test_rows_become_records),
        cmocka_unit_test(test_changes_are_noticed),
        cmocka_unit_test(test_a_copy_is_whole),
    };
    return store_world_run_both(CASES);
}

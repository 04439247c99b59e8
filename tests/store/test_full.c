/* A full disk is nobody's fault: what is written waits, and no single mail is put aside for it. */
#include "skranke/base/error.h"

#include "skranke/store/db.h"

#include "store_world.h"
#include "testing.h"

static void test_a_full_disk_is_away_and_not_a_failure(void **state)
{
    Db *db = store_world(state)->db;
    g_autoptr(GError) error = NULL;
    store_world_script(db, "CREATE TABLE trial (b BLOB) STRICT");
    /* SQLite takes the pages there are for the least it may be told. */
    db_query_integer(db, 0, &error, "PRAGMA max_page_count = 1", "");
    assert_no_error(error);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO trial (b) VALUES (zeroblob(1000000))", "");
    assert_false(db_batch_apply(db, batch, &error));
    assert_error(error, SKRANKE_ERROR_UNAVAILABLE);
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 0);

    /* The same batch goes on when there is room again. */
    db_query_integer(db, 0, &error, "PRAGMA max_page_count = 100000", "");
    assert_true(db_batch_apply(db, batch, &error));
    assert_int_equal(store_world_count(db, "SELECT count(*) FROM trial"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_disk_is_away_and_not_a_failure),
    };
    return cmocka_run_group_tests_name("file", tests, store_world_on_file, store_world_end);
}

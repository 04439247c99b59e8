/*
 * A fresh database on either carrier, shared by the cases of one group, and what store tests keep
 * saying. Knows the doors of the store, not its rooms.
 */
#pragma once

#include "skranke/store/db.h"

#include "servers.h"

typedef struct {
    char *folder;         /**< a temp folder of the group */
    char *uri;            /**< of the database */
    RqliteServer *server; /**< NULL for a file */
    const char *missing;  /**< why there is no rqlite here, or NULL */
    Db *db;               /**< opened by store_open */
} StoreWorld;

/** Group set-up: a created and opened database on a file, or on an rqlite node of its own. */
int store_world_on_file(void **state);
int store_world_on_rqlite(void **state);
/** Group teardown. */
int store_world_end(void **state);

/** The world of the group; skips the test where rqlite is missing. */
StoreWorld *store_world(void **state);

/** Runs the cases once on each carrier; the sum of failures. */
#define store_world_run_both(cases)                                                                \
    (cmocka_run_group_tests_name("file", cases, store_world_on_file, store_world_end) +            \
     cmocka_run_group_tests_name("rqlite", cases, store_world_on_rqlite, store_world_end))

/** Fails the test with the error's sentence unless it is NULL. */
#define assert_no_error(error)                                                                     \
    do {                                                                                           \
        if ((error) != NULL)                                                                       \
            fail_msg("%s", (error)->message);                                                      \
    } while (0)

/** Fails unless error has the code; clears it. */
#define assert_error(error, expected)                                                              \
    do {                                                                                           \
        if ((error) == NULL)                                                                       \
            fail_msg("no error where %s was expected", #expected);                                 \
        if (!g_error_matches(error, SKRANKE_ERROR, expected))                                      \
            fail_msg("%d instead of %s: %s", (error)->code, #expected, (error)->message);          \
        g_clear_error(&(error));                                                                   \
    } while (0)

/** The only integer of a query without parameters; fails the test on error. */
gint64 store_world_count(Db *db, const char *sql);

/** Schema statements of a test, applied atomically; fails the test on error. */
void store_world_script(Db *db, const char *statement);

/** The path of the running test program, to be started again in another role. */
char *test_program(void);

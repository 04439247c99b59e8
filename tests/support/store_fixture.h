/*
 * A database for each test of the store: a new file, or one rqlite node that is emptied between the
 * tests. Each test runs on both; its state is a StoreFixture.
 */
#pragma once

#include "skranke/domain/message.h"

#include "skranke/store/db.h"

#include "testing.h"

/** What a test gets as its state. */
typedef struct {
    Db *db;
    char *folder; /**< of the file, NULL for rqlite */
    gint64 kari;  /**< two operators that are always there: "kari", administrator … */
    gint64 ola;   /**< … and "ola" */
} StoreFixture;

typedef struct {
    const char *name;
    void (*test)(void **state);
} StoreTest;
#define store_test(test)                                                                           \
    {                                                                                              \
#test, test                                                                                \
    }

/** Runs every test on a file and then on rqlite (skipped with the reason where it cannot run);
 * returns what main returns. */
int store_fixture_run(const StoreTest *tests, gsize count);
#define run_on_both_carriers(tests) store_fixture_run(tests, G_N_ELEMENTS(tests))

/** The moment that all store tests call now: 2026-03-10T10:12 in Oslo. */
#define FIXTURE_NOW G_GINT64_CONSTANT(1773133920)

/** Applies the batch and frees it; fails the test with the error's message. */
void fixture_apply(StoreFixture *fixture, DbBatch *batch);
/** Applies the batch, frees it, and fails the test unless it fails with this code. */
void fixture_apply_fails(StoreFixture *fixture, DbBatch *batch, int code);
/** Fails the test when there is an error. */
#define assert_no_error(error)                                                                     \
    do {                                                                                           \
        if (error)                                                                                 \
            fail_msg("%s", (error)->message);                                                      \
    } while (0)

/** Adds an inquiry by e-mail with one message; subject and text are "subject" and "text", the rest
 * is made up from them. Returns its number. */
gint64 fixture_inquiry(StoreFixture *fixture, const char *state, gint64 owner, gint64 received_at,
                       const char *subject, const char *text);

/** An incoming message with these texts. Free it with message_free. */
Message *fixture_message(const char *from_address, const char *subject, const char *text,
                         const char *message_id);

/** The first cell of a query without parameters. */
gint64 fixture_number(StoreFixture *fixture, const char *sql);

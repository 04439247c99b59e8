/*
 * An operator at the counter for tests of the desk: a Desk over the database of a store fixture.
 */
#pragma once

#include "skranke/desk/desk.h"

#include "store_fixture.h"

/** A Desk for this operator of the fixture, with an ini that has a sender address. Free it with
 * desk_fixture_free, which leaves the fixture's database open. */
Desk *desk_fixture(StoreFixture *fixture, gint64 operator_id);
void desk_fixture_free(Desk *desk);

/** SKRANKE_NOW is FIXTURE_NOW from here on; call in main. */
void desk_fixture_freeze_clock(void);

/** Fails the test unless the act failed with this code; clears the error. */
#define assert_refused(done, error, expected)                                                      \
    do {                                                                                           \
        if (done)                                                                                  \
            fail_msg("done instead of %s", #expected);                                             \
        if (!g_error_matches(error, SKRANKE_ERROR, expected))                                      \
            fail_msg("not %s: %s", #expected, (error) ? (error)->message : "no error");            \
        g_clear_error(&(error));                                                                   \
    } while (0)
/** Fails the test with the error's sentence unless it was done. */
#define assert_done(done, error)                                                                   \
    do {                                                                                           \
        if (!(done))                                                                               \
            fail_msg("%s", (error) ? (error)->message : "failed without an error");                \
    } while (0)

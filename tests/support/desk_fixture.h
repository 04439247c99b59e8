/*
 * An operator at the counter for tests of the desk: a Desk over the database of a store fixture.
 */
#pragma once

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"

#include "skranke/desk/desk.h"

#include "store_fixture.h"

/** A Desk for this operator of the fixture, with an ini that has a sender address. Free it with
 * desk_fixture_free, which leaves the fixture's database open. */
Desk *desk_fixture(StoreFixture *fixture, gint64 operator_id);
void desk_fixture_free(Desk *desk);

/** SKRANKE_NOW is FIXTURE_NOW from here on; call in main. */
void desk_fixture_freeze_clock(void);

/** What `skranke import KIND` does with this text at FIXTURE_NOW; the test fails with the first
 * line that is refused. */
void fixture_import(Db *db, const char *kind, const char *csv);

/** The inquiry as it is; fails the test where it cannot be read. */
Inquiry *desk_inquiry(Desk *desk, gint64 id);
/** A new inquiry that came an hour before FIXTURE_NOW, with this category chosen; its id. */
gint64 desk_sorted_inquiry(StoreFixture *fixture, Desk *desk, const char *category);
/** The newest event of an inquiry; the test fails where there is none. Free it. */
Event *desk_newest_event(Desk *desk, gint64 id);
/** Fails the test unless the newest event of the inquiry is of this kind and says this in what is
 * after it (NULL: anything). */
void desk_expect_event(Desk *desk, gint64 id, EventKind kind, const char *said);

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

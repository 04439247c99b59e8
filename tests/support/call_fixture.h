/*
 * People who are asked for and calls for them, for tests of the desk.
 */
#pragma once

#include "skranke/desk/calls.h"

#include "desk_fixture.h"

/** Adds somebody of section 240 (subject) or 100 (management); returns the number. */
gint64 call_fixture_person(StoreFixture *fixture, const char *initials, const char *name,
                           const char *section, const char *hours);
/** Begins a call of this caller; returns its number. */
gint64 call_fixture_begin(Desk *desk, const char *caller);
/** Ends it so. */
void call_fixture_end(Desk *desk, gint64 id, CallEnd how);

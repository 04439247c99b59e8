/*
 * Inquiries that somebody has chosen a category for, as the desk does it: the record and what
 * follows in the journal in one batch.
 */
#pragma once

#include "skranke/desk/journal.h"

#include "desk_fixture.h"

/** Chooses the category of an inquiry. */
void journal_choose(Desk *desk, gint64 id, const char *code, CategoryChooser by);

/** A new inquiry with one message from outside, its category chosen by the operator; its number. */
gint64 journal_inquiry(StoreFixture *fixture, Desk *desk, const char *subject, const char *code);

/** An answer of ola's to "Avisa Nordlys" in this state of delivery; its number. */
gint64 journal_answer(StoreFixture *fixture, gint64 inquiry, Delivery delivery);

/** The entries of an inquiry; the caller owns them. */
GPtrArray *journal_entries_now(StoreFixture *fixture, gint64 inquiry);

/** Fails the test unless the message has this decision and this reason by hand. */
void expect_journal_decision(StoreFixture *fixture, gint64 message, const char *decision,
                             const char *reason);

/*
 * The counter of tests of messages to colleagues: a desk, the directory, and what is done there.
 * The moment is Tuesday 2026-03-10 10:12; the counter is open 9 to 15.
 */
#pragma once

#include "skranke/store/messages.h"
#include "skranke/store/phone_messages.h"

#include "skranke/desk/phone_messages.h"

#include "desk_fixture.h"

/** A number of the synthetic series: nobody's. */
#define IDENTITY "13527210091"
#define NUMBER "+4791234567"

typedef struct {
    Desk *desk;
    Directory *directory;
} Counter;

/** A day of March 2026 at a full hour. */
gint64 counter_at(int day, int hour);
/** Five colleagues of three sections; Kari Nordmann is away for three days. */
Counter counter_begin(StoreFixture *fixture);
void counter_end(Counter *counter);
gint64 counter_person(const Counter *counter, const char *initials);
/** What Per Ring (912 34 567) says to this person, with an identity number in it. */
NewPhoneMessage counter_message_to(const Counter *counter, const char *initials);
/** Each fails the test where it does not go. What they give is the caller's. */
gint64 counter_take(const Counter *counter, const NewPhoneMessage *given);
PhoneMessage *counter_look(const Counter *counter, gint64 id);
Inquiry *counter_inquiry_of(const Counter *counter, gint64 message);
void assert_holds(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);
FollowUpCounts counter_counts_at(const Counter *counter, gint64 now);
/** The newest mail out of an inquiry. */
Message *counter_mail_of(const Counter *counter, gint64 inquiry);
/** A call of Per Ring for Ed Young about the price index; its number. */
gint64 counter_ring(const Counter *counter);

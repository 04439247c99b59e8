/* Inquiries: lists for the queue, one record, and the statements that change them. */
#ifndef SKRANKE_STORE_INQUIRIES_H
#define SKRANKE_STORE_INQUIRIES_H

#include "skranke/domain/inquiry.h"

#include "skranke/store/db.h"

/* Which inquiries a list shows. */
typedef enum {
    QUEUE_UNFINISHED,
    QUEUE_MINE,
    QUEUE_NEW,
    QUEUE_WAITING,
    QUEUE_CLOSED,
    QUEUE_ALL,
    QUEUE_VIEW_COUNT
} QueueView;

typedef struct {
    QueueView view;
    gint64 operator_id; /* for QUEUE_MINE and for `writing` of others */
    const char *
        filter; /* words as typed, or NULL; without a word in it ("", "-", one letter): no filter */
    gint64 now;
    const char *category; /* only this one, NULL: any */
    const char *tag;      /* only with this tag, NULL: any */
    gint64 due_before;    /* only where the watched clock is too late by this moment, 0: any */
} QueueQuery;

/* One page in queue order. Unfinished, mine, new, waiting: by key, the nearest clock first
 * (inquiry->queue_at); closed, all: newest receipt first (received_at is the key). after_*: key and
 * number of the last row of the page before (0, 0: from the start). A filter (words, or a number,
 * also as #4711) looks in subject, sender, text and number; it looks at the newest 2,000 hits.
 * Array of Inquiry *, owned. */
GPtrArray *inquiries_page(Db *db, const QueueQuery *query, gint64 after_key, gint64 after_id,
                          guint limit, GError **error);
/* The rows before a row, nearest first (for scrolling up); before 0, 0: the end of the list, last
 * row first. */
GPtrArray *inquiries_page_before(Db *db, const QueueQuery *query, gint64 before_key,
                                 gint64 before_id, guint limit, GError **error);
/* The key of a row in the order of a view. */
gint64 inquiries_key(QueueView view, const Inquiry *inquiry);

/* How many the list has in all (exact from maintained counts; with a filter counted up to 2,000),
 * and where a row stands in it (from 0; -1: not in it; exact up to 10,000 rows, else -2). */
gint64 inquiries_count(Db *db, const QueueQuery *query, GError **error);
gint64 inquiries_position(Db *db, const QueueQuery *query, gint64 key, gint64 id, GError **error);

/* More than this many are not counted one by one. */
#define QUEUE_MOST_DUE 5000
typedef struct {
    gint64 new_, open, waiting, closed, mine;
    gint64 overdue, today; /* whose watched clock is too late now, or will be when today ends */
} QueueCounts;
/* today_ends: the next local midnight. */
bool inquiries_counts(Db *db, gint64 operator_id, gint64 now, gint64 today_ends,
                      QueueCounts *counts, GError **error);

/* One; NOT_FOUND with a sentence naming the number. */
Inquiry *inquiries_get(Db *db, gint64 id, GError **error);
/* The inquiry `--next` would take: the new one nobody owns that is due first; NULL without error
 * where there is none. */
Inquiry *inquiries_next(Db *db, GError **error);

/* Numbers of those whose snooze is over at a moment, at most limit; array of gint64. */
GArray *inquiries_snoozed_until(Db *db, gint64 now, guint limit, GError **error);

/* ---- statements for batches ---- */
/* Each raises revision and changed_at; expectation: the row is as the caller saw it. */

/* Adds an inquiry; its id is (SELECT max(id) FROM inquiry) in the same batch. Uses state, channel,
 * category, language, subject, from_*, owner, received_at, target_on, limit_on. mailbox 0: none.
 * category_by, statistic, started_at, answered_at, wanted_at, survey and the clocks too. Its first
 * message, which comes in the same batch, is counted here already: no inquiries_message_* for that
 * one. */
void inquiries_add(DbBatch *batch, const Inquiry *inquiry, gint64 mailbox, gint64 now);
/* owner NULL -> operator and state new -> open; expects one row: the one winner. */
void inquiries_take(DbBatch *batch, gint64 id, gint64 operator_id, gint64 now);
/* Sets owner and state where the revision is still the one seen; expects one row. */
void inquiries_set(DbBatch *batch, gint64 id, gint64 revision_seen, gint64 owner,
                   InquiryState state, gint64 now);
/* Everything of the record that acts change (owner, state, category, language, what stops and moves
 * its clocks, decision, survey) and the clocks as they were computed (domain/clocks.h), where the
 * revision is still the record's; expects one row. Never subject, sender or receipt. */
void inquiries_put(DbBatch *batch, const Inquiry *inquiry, gint64 now);
/* The clocks only, whatever the revision and without a new one: what came in or has passed moved
 * them, nobody decided. */
void inquiries_put_clocks(DbBatch *batch, const Inquiry *inquiry);
/* Puts it on top of the queue or not; its key comes with the clocks. */
void inquiries_set_bumped(DbBatch *batch, gint64 id, bool bumped);
void inquiries_set_language(DbBatch *batch, gint64 id, const char *language, gint64 now);
/* Where the subject is still the one seen; expects one row. The inquiry is found by the new words
 * from then on. Asks the database for the first message; false: it could not. */
bool inquiries_set_subject(Db *db, DbBatch *batch, const Inquiry *inquiry, const char *subject,
                           gint64 now, GError **error);
/* A customer's message came: reopens closed and waiting ones (open when owned, else new), counts
 * it, moves last_message_at. */
void inquiries_message_came(DbBatch *batch, gint64 id, gint64 at, gint64 now);
/* An answer or note was added: message_count and changed_at. id EVENT_LATEST (-1): the inquiry
 * added last. */
void inquiries_message_added(DbBatch *batch, gint64 id, gint64 at, gint64 now);
/* The state an answer's fate asks for (refused: reopen), whatever the revision. */
void inquiries_force_state(DbBatch *batch, gint64 id, InquiryState state, gint64 now);

#endif

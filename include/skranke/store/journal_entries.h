/* The public journal's facts as they are recorded: the sequence of a year, without gaps, because a
 * number is given in the batch that uses it and a row is never removed.
 *
 * Which messages are journalled is domain/journal.h's to say; here stands how that is carried out,
 * once for the desk and for the worker. */
#ifndef SKRANKE_STORE_JOURNAL_ENTRIES_H
#define SKRANKE_STORE_JOURNAL_ENTRIES_H

#include "skranke/domain/inquiry.h"
#include "skranke/domain/journal.h"

#include "skranke/store/db.h"

/* ---- reading ---- */

typedef struct {
    gint64 year;                     /* 0: all */
    const char *from, *to;           /* journal dates, "2026-03-10", both included; NULL: any */
    gint64 after_year, after_number; /* the last one of the page before; 0, 0: from the start */
} JournalQuery;
/* Oldest first, at most limit, void ones too; screened by sight; array of JournalEntry *, owned. */
GPtrArray *journal_entries_list(Db *db, const JournalQuery *query, guint limit, GError **error);
GPtrArray *journal_entries_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* The one of these (array of JournalEntry *) that stands for a message, or NULL; borrowed. */
const JournalEntry *journal_entries_standing(const GPtrArray *entries, gint64 message);

typedef struct {
    gint64 year, entries, voided, highest;
    bool whole; /* numbers 1 … highest, each once */
} JournalYear;
/* Every year there is, oldest first; GArray of JournalYear. Not screened: numbers only. */
GArray *journal_entries_years(Db *db, GError **error);
/* The first number of a year that is missing, 0 none, -1 on error. */
gint64 journal_entries_gap(Db *db, gint64 year, GError **error);
/* Messages (at most limit, oldest first) whose decision and journal differ: decided yes without a
 * standing entry though dispatched, or a standing entry where the decision is another; array of
 * gint64. Not screened: numbers only. */
GArray *journal_entries_astray(Db *db, guint limit, GError **error);

/* ---- following the category ---- */

/* What is known of the inquiry a message belongs to, as it will stand when the batch is done. */
typedef struct {
    const Inquiry *inquiry;   /* id 0: the one added last in the batch */
    const Category *category; /* of the inquiry; NULL: none */
    const char *handler;      /* whose case it is, "" nobody's yet */
    gint64 now;
    gint64 operator_id; /* 0: the worker */
    /* The inquiry was read before and is not changed in this batch: an entry is made only where its
     * category still is the same. */
    bool as_seen;
} JournalCase;

/* The rule that desk and mail share. Follows the category for one message (id 0: the one added last
 * in the batch) that nobody has decided on by hand: yes makes an entry with its event, no makes one
 * that stands void, assess leaves it. A suggestion that nobody has accepted decides nothing. What
 * leaves the house is entered when it is dispatched, with what was decided before; what is entered
 * already is screened as the category asks. entries: of the inquiry, NULL: none. */
void journal_entries_follow_message(DbBatch *batch, const JournalCase *journal_case,
                                    const Message *message, const GPtrArray *entries);

/* The same for a message that has just come in (added last in the batch), of an inquiry there or
 * added in the batch as well (id 0). */
void journal_entries_follow_received(DbBatch *batch, const Inquiry *inquiry,
                                     const Category *category, const Message *message, gint64 now);

/* The entry of a message, with the public facts its category allows; NULL where there is no
 * category or it may not stand in the journal: *problem (may be NULL) gets why, new text. */
JournalEntry *journal_entries_make(const JournalCase *journal_case, const Message *message,
                                   char **problem);
/* Has it come in, or gone out? What is held, waits or was refused has not. */
bool journal_entries_is_dispatched(const Message *message);

/* ---- statements ---- */

/* The next number of the entry's year, and the message's decision yes; the unit is the setting
 * "journal.unit", "" the bureau itself; reason "" is the category's.
 * inquiry, message EVENT_LATEST: the one added last. Does nothing where the message stands in the
 * journal; with a category (may be NULL), where the inquiry has another one by now. */
void journal_entries_add(DbBatch *batch, gint64 inquiry, gint64 message, const JournalEntry *entry,
                         const char *reason, const char *category);
/* The entry stays, void, with its reason. Expects one row. */
void journal_entries_void(DbBatch *batch, gint64 message, const char *reason, gint64 now);
/* The decision of a message (EVENT_LATEST: the one added last) without an entry: "", "no",
 * "assess", or "yes" for what is not dispatched yet; reason "" is the category's. */
void journal_entries_decide(DbBatch *batch, gint64 message, const char *decision,
                            const char *reason);
/* CONFLICT where the decision of the message is not this one any more. */
void journal_entries_expect(DbBatch *batch, gint64 message, const char *decision);
/* What the public sees of every entry of the message, void ones too, becomes that of this entry. */
void journal_entries_screen(DbBatch *batch, gint64 inquiry, gint64 message,
                            const JournalEntry *entry);

#endif

/* The public journal's facts as they are recorded: the sequence of a year, without gaps, because a
 * number is given in the batch that uses it and a row is never removed. */
#ifndef SKRANKE_STORE_JOURNAL_ENTRIES_H
#define SKRANKE_STORE_JOURNAL_ENTRIES_H

#include "skranke/domain/journal.h"

#include "skranke/store/db.h"

typedef struct {
    gint64 id, year, number, inquiry, message;
    JournalEntry *entry; /* domain/journal.h */
    gint64 void_at;      /* 0: it stands */
    char *void_reason;
} JournalRow;
void journal_row_free(JournalRow *row);

/* Of a year (0: all) after a number, oldest first, at most limit; screened by sight. */
GPtrArray *journal_entries_list(Db *db, gint64 year, gint64 after, guint limit, GError **error);
GPtrArray *journal_entries_of_inquiry(Db *db, gint64 inquiry, GError **error);

typedef struct {
    gint64 year, entries, voided, highest;
    bool whole; /* numbers 1 … highest, each once */
} JournalYear;
/* Every year there is; GArray of JournalYear. Not screened: numbers only. */
GArray *journal_entries_years(Db *db, GError **error);

/* ---- statements ---- */
/* The next number of the year; message EVENT_LATEST: the one added last, inquiry likewise. Sets the
 * message's decision to yes. Does nothing where the message stands in the journal. */
void journal_entries_add(DbBatch *batch, gint64 inquiry, gint64 message, const JournalEntry *entry);
/* The entry stays, void, with its reason; the message's decision becomes no. Expects one row. */
void journal_entries_void(DbBatch *batch, gint64 message, const char *reason, gint64 now);
/* The decision of a message without an entry: "no" or "assess"; reason "" is the category's. */
void journal_entries_decide(DbBatch *batch, gint64 message, const char *decision,
                            const char *reason);

#endif

/* How an act changes an inquiry: the record as it is seen, the record as it shall be, and one batch
 * that puts it, moves its clocks, keeps its pauses and leaves an event that says what was before.
 *
 * An act is: change_begin, set fields of change->after, add statements of its own to change->batch,
 * change_end. Undo restores the fields that the event names. */
#ifndef SKRANKE_DESK_CHANGE_H
#define SKRANKE_DESK_CHANGE_H

#include "skranke/domain/inquiry.h"

#include "skranke/store/events.h"

#include "skranke/desk/desk.h"

typedef struct {
    Inquiry *before, *after; /* owned; set fields of after with change_set_text */
    GArray *pauses;          /* of ClockPause */
    DbBatch *batch;          /* owned */
    gint64 now;
    gint64 undoes_at; /* when the act happened that this one undoes; 0: it undoes none */
} Change;

/* Reads the inquiry (NOT_FOUND also for one that may not be seen). */
Change *change_begin(Desk *desk, gint64 inquiry, GError **error);
void change_free(Change *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Change, change_free)

/* Frees the text and copies the new one (NULL: ""). */
void change_set_text(char **field, const char *text);

/* Whoever answers, decides, closes or forwards what was only suggested has accepted the suggestion:
 * the category is the operator's from here on, and the journal follows in the same batch. Call it
 * before change_put; what nobody suggested stays so. Undo restores it as it does any field, and
 * lets the journal follow. */
bool change_settle_category(Desk *desk, Change *change, GError **error);
/* The way back: where the category or who chose it differs, the journal follows it back; but for
 * one message that the batch takes back itself (0: none). */
bool change_unsettle_journal(Desk *desk, Change *change, gint64 message, GError **error);

/* Computes the clocks of `after`, begins or ends the pause its state asks for (what is undone takes
 * its own beginning or end of a pause back), puts it where the
 * revision is as it was read, adds the event with what differs, and applies the batch. CONFLICT
 * names who was first. */
bool change_end(Desk *desk, Change *change, EventKind kind, GError **error);
/* The same as statements only: for acts whose event also names a message (0 none, EVENT_LATEST the
 * one added last in the batch) or that apply the batch themselves. `more`: a JSON object of further
 * facts for the event's `after`, or NULL. */
void change_add(Desk *desk, Change *change, EventKind kind, gint64 message, const char *more);
/* The two halves of change_add: the record with its clocks and pauses, and the event. more_was,
 * more_is: JSON objects of further facts, or NULL. */
void change_put(Desk *desk, Change *change);
void change_event(Desk *desk, Change *change, EventKind kind, gint64 message, const char *more_was,
                  const char *more_is);
/* Applies; a CONFLICT names who was first. */
bool change_apply(Desk *desk, Change *change, GError **error);

/* What differs, as JSON of the event's before and after: {"state":"open"}; only fields of the
 * table in change.c. New texts. */
void change_facts(const Inquiry *before, const Inquiry *after, char **was, char **is);
/* Is any field of that table not as it was? */
bool change_differs(const Change *change);
/* Sets the fields that a fact names; false when it names none. */
bool change_restore(Inquiry *inquiry, const char *fact);
/* Takes an act back on an inquiry that has been changed since: each field that still is as the act
 * left it becomes as it was before. */
void change_take_back(Inquiry *inquiry, const char *was, const char *is);

#endif

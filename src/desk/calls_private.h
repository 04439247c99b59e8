/* What the rooms of calls share: one way to change a call. Private to src/desk. */
#ifndef SKRANKE_DESK_CALLS_PRIVATE_H
#define SKRANKE_DESK_CALLS_PRIVATE_H

#include "skranke/desk/calls.h"

/* Changes `after`, which begins as `call`, by what is wished; false with an error: nothing is done.
 */
typedef bool (*CallStep)(Desk *desk, const Call *call, Call *after, gconstpointer wish,
                         GError **error);

/* Reads the call, takes the step and keeps what differs, with its event; again where somebody else
 * wrote meanwhile. undone: the event it undoes (then UNDONE is the event), NULL: none. */
typedef struct {
    EventKind kind;
    CallStep step;
    gconstpointer wish;
    const Event *undone;
} CallChange;
enum { CALL_TRIES = 5 };
bool call_change(Desk *desk, gint64 id, const CallChange *change, GError **error);

/* One that may be seen: NOT_FOUND else. */
Call *call_seen(Desk *desk, gint64 id, GError **error);

/* The row and its event into a batch; false where nothing differs. */
bool call_put(Desk *desk, DbBatch *batch, const Call *before, const Call *after, EventKind kind,
              gint64 now);

/* The row that an undone end leaves, and UNDONE. */
void call_put_undone(Desk *desk, DbBatch *batch, const Call *before, const Call *after,
                     const Event *undone, gint64 now);

/* What undoing a message (MESSAGE_TAKEN) makes of its call, into the batch that withdraws it: it is
 * open again where nobody changed it since, and no longer in the message's inquiry. CONFLICT where
 * that has become its outcome. */
bool call_undo_message(Desk *desk, DbBatch *batch, const Event *message, gint64 now,
                       GError **error);

/* What undoing a promise to ring back (CALL_BACK_PROMISED) makes of the call that it ended, into
 * that batch: open again where nobody changed it since. */
bool call_undo_promise(Desk *desk, DbBatch *batch, const Event *promised, gint64 now,
                       GError **error);

/* CONFLICT with who ended it and how, where it is ended. */
bool call_is_open(const Call *call, GError **error);

/* To whom a transfer goes: as given, else to the person asked for; 0: to no person. */
gint64 call_target(const Call *call, const CallEnd *end);
/* NOT_FOUND: has left the house, or what was written is no section, line or number. */
bool call_target_is_there(const Directory *directory, const Call *call, const CallEnd *end,
                          GError **error);
/* REFUSED: a journalist would come to the management. */
bool call_press_may(const Desk *desk, const Directory *directory, const Call *call,
                    const CallEnd *end, GError **error);

#endif

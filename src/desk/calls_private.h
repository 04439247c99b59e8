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
bool call_change(Desk *desk, gint64 id, const CallChange *change, GError **error);

/* One that may be seen: NOT_FOUND else. */
Call *call_seen(Desk *desk, gint64 id, GError **error);

/* The row and its event into a batch; false where nothing differs. */
bool call_put(Desk *desk, DbBatch *batch, const Call *before, const Call *after, EventKind kind,
              gint64 now);

/* CONFLICT with who ended it and how, where it is ended. */
bool call_is_open(const Call *call, GError **error);

#endif

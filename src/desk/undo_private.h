/* What undo of different rooms shares. Private to src/desk. */
#ifndef SKRANKE_DESK_UNDO_PRIVATE_H
#define SKRANKE_DESK_UNDO_PRIVATE_H

#include "skranke/desk/change.h"

/* True with a CONFLICT that names who and with what, where somebody else has changed the inquiry
 * since. What I did myself since is no hindrance: the newest is undone first. */
bool undo_others_changed(Desk *desk, const Event *event, const Inquiry *inquiry, GError **error);

/* The fields as they were before the act; on what has been changed since, as far as they are as the
 * act left them. False when there is nothing to give back. */
bool undo_give_back(Change *change, const Event *event);

#endif

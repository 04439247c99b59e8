/* What a change of the rules goes through: unfinished inquiries by number, so many at a time, with
 * what their clocks depend on. Stopped anywhere, it can begin again. */
#ifndef SKRANKE_STORE_REWORK_H
#define SKRANKE_STORE_REWORK_H

#include "skranke/domain/inquiry.h"

#include "skranke/store/db.h"

/* Not closed, with a greater number, by number; array of Inquiry *, owned. Screened by sight, as
 * everything. */
GPtrArray *rework_after(Db *db, gint64 after, guint limit, GError **error);

/* The pauses of unfinished inquiries with numbers from .. to: a table gint64 * -> GArray of
 * ClockPause since their clocks started; those without one are not in it. */
GHashTable *rework_pauses(Db *db, gint64 from, gint64 to, GError **error);

/* Did nobody write what began the inquiry, so that the intake gave it no category? (The event of
 * its receipt says "automatic".) 1 or 0, -1 on error. */
int rework_is_automatic(Db *db, gint64 inquiry, GError **error);

/* Statement: expects that the inquiry still is as it was read; puts nothing. The clocks that follow
 * in the batch are then those of what stands there. */
void rework_expect(DbBatch *batch, const Inquiry *inquiry);

#endif

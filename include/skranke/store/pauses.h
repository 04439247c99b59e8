/* Times in which an inquiry waited for its inquirer. */
#ifndef SKRANKE_STORE_PAUSES_H
#define SKRANKE_STORE_PAUSES_H

#include "skranke/domain/clocks.h"

#include "skranke/store/db.h"

/* Of one inquiry, oldest first, those that began at `since` or later; array of ClockPause. */
GArray *pauses_of_inquiry(Db *db, gint64 inquiry, gint64 since, GError **error);

/* ---- statements ---- */
/* Begins one, unless one is running. */
void pauses_begin(DbBatch *batch, gint64 inquiry, gint64 at);
/* Ends the one that is running, if there is one. */
void pauses_end(DbBatch *batch, gint64 inquiry, gint64 at);
/* What undoes an act: the newest one, which the act ended at this moment, goes on; and the running
 * one, which it began at this moment, never was. */
void pauses_resume(DbBatch *batch, gint64 inquiry, gint64 ended_at);
void pauses_forget(DbBatch *batch, gint64 inquiry, gint64 begun_at);

#endif

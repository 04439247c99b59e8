/* When the bureau is open: the shared exceptions of the calendar, the usual hours, and whether the
 * eves are working days. All desks on one database count the same days. */
#ifndef SKRANKE_STORE_BUREAU_DAYS_H
#define SKRANKE_STORE_BUREAU_DAYS_H

#include "skranke/domain/opening.h"

#include "skranke/store/db.h"

/* The calendar and the week of `opening`; what the database does not say is as usual. The calendar
 * is owned by the caller; opening->calendar is it. A broken value in the database is passed over
 * with a warning in the log. */
Calendar *bureau_days_load(Db *db, Opening *opening, GError **error);

/* ---- statements ---- */
void bureau_days_put(DbBatch *batch, const CalendarException *exception);
void bureau_days_remove(DbBatch *batch, Day day);
void bureau_days_set_eves(DbBatch *batch, bool working_days);
/* hours: as domain/hours.h reads them. */
void bureau_days_set_hours(DbBatch *batch, const char *hours);

#endif

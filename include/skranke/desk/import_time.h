/* Times in files of absences: ISO 8601, or relative to a moment: "today", "today+4", "today-1
 * 10:00". */
#ifndef SKRANKE_DESK_IMPORT_TIME_H
#define SKRANKE_DESK_IMPORT_TIME_H

#include <glib.h>
#include <stdbool.h>

/* A span of time in the bureau's zone: two days without a time are both meant inclusive (until the
 * midnight after the second); with a time they are exact. until_at is exclusive and later than
 * from_at. Fails (USAGE) with a sentence naming what was not understood. */
bool import_time_span(const char *from, const char *to, gint64 now, gint64 *from_at,
                      gint64 *until_at, GError **error);

#endif

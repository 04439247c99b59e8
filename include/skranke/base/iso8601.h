/* Reading ISO 8601 times without asking what time it is: the part that clock and time_text share.
 */
#ifndef SKRANKE_BASE_ISO8601_H
#define SKRANKE_BASE_ISO8601_H

#include <glib.h>
#include <stdbool.h>

/* Reads "2026-03-10", "2026-03-10T10:12", "2026-03-10 10:12:30", each with an optional Z, +01,
 * +0100 or +01:00 after the time; fractions of a second are ignored. A time without an offset is in
 * `zone`; with zone NULL the offset is required. *at gets seconds UTC. False when the text is not
 * such a time (ISO 8601-1:2019, extended format); *at is then untouched. */
bool iso8601_parse(const char *text, GTimeZone *zone, gint64 *at);

#endif

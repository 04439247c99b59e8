/* The time. Everything that needs "now" asks here, so that SKRANKE_NOW can freeze it.
 *
 * Times are seconds UTC since 1970 in a gint64. Rules in src/domain never ask: they are told. */
#ifndef SKRANKE_BASE_CLOCK_H
#define SKRANKE_BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>

/* Reads SKRANKE_NOW (ISO 8601 with offset) once; call first in main. " running" behind it: the
 * clock begins there and runs, for training with recordings and for tests of what time brings.
 * Fails (USAGE) when the variable is set and not a time; the clock is then the real one. */
bool clock_start(GError **error);

/* Now, in seconds UTC; the frozen moment, or one that runs on from it, when SKRANKE_NOW is set. */
gint64 clock_now(void);

/* True while SKRANKE_NOW decides what time it is. */
bool clock_is_frozen(void);

/* Milliseconds of a clock that only runs forward and is never frozen; for deadlines and waits. */
gint64 clock_monotonic_ms(void);

#endif

/* Owns "now": the system's clock, or the moment that SKRANKE_NOW freezes or begins at. It knows no
 * time zone and no format beyond the ISO 8601 text of that variable. */
#include "skranke/base/clock.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"

#define RUNNING " running" /* behind the moment: it only begins there */

static bool frozen;
static gint64 frozen_at;
static gint64 runs_since; /* monotonic microseconds, 0: it stands still */

bool clock_start(GError **error)
{
    const char *text = g_getenv("SKRANKE_NOW");
    frozen = false;
    if (!text || *text == '\0')
        return true;
    bool runs = g_str_has_suffix(text, RUNNING);
    g_autofree char *moment = g_strndup(text, strlen(text) - (runs ? strlen(RUNNING) : 0));
    runs_since = runs ? g_get_monotonic_time() : 0;
    if (!iso8601_parse(moment, NULL, &frozen_at)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("SKRANKE_NOW is \"%.60s\", which is not a time with an offset. Nothing was "
                      "done. Write it like 2026-03-10T10:12+01:00, or unset it."),
                    text);
        return false;
    }
    frozen = true;
    return true;
}

gint64 clock_now(void)
{
    if (!frozen)
        return g_get_real_time() / G_USEC_PER_SEC;
    gint64 run = runs_since ? g_get_monotonic_time() - runs_since : 0;
    return frozen_at + run / G_USEC_PER_SEC;
}

bool clock_is_frozen(void)
{
    return frozen;
}

gint64 clock_monotonic_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

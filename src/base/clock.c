/* Owns "now": the system's clock, or the moment that SKRANKE_NOW freezes. It knows no time zone and
 * no format beyond the ISO 8601 text of that variable. */
#include "skranke/base/clock.h"

#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"

static bool frozen;
static gint64 frozen_at;

bool clock_start(GError **error)
{
    const char *text = g_getenv("SKRANKE_NOW");
    frozen = false;
    if (!text || *text == '\0')
        return true;
    if (!iso8601_parse(text, NULL, &frozen_at)) {
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
    return frozen ? frozen_at : g_get_real_time() / G_USEC_PER_SEC;
}

bool clock_is_frozen(void)
{
    return frozen;
}

gint64 clock_monotonic_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

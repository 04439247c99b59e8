/* Owns what is forgotten of calls: after some time nobody needs to know who rang. */
#include "skranke/base/clock.h"

#include "skranke/domain/day.h"

#include "skranke/store/settings.h"

#include "skranke/desk/calls.h"

#define LAST_DAY "calls.blanked_on"

enum { DAY = 24 * 60 * 60 };

static void add_event(Desk *desk, DbBatch *batch, gint64 now, gint64 count)
{
    g_autofree char *after = g_strdup_printf("{\"calls\":%" G_GINT64_FORMAT "}", count);
    events_add(batch, now, desk->operator_->id, EVENT_CALLS_BLANKED, 0, 0, "", after);
}

bool calls_forget(Desk *desk, GError **error)
{
    gint64 days = config_integer(desk->config, "pbx", "delete_numbers_days");
    gint64 now = clock_now(), before = now - days * DAY;
    if (days == 0)
        return true;
    g_autofree char *today = day_iso(day_of_moment(now, NULL));
    g_autofree char *last = settings_get(desk->db, LAST_DAY, error);
    if (!last)
        return false;
    if (g_str_equal(last, today))
        return true;
    g_autoptr(GError) failed = NULL;
    gint64 count = calls_count_named(desk->db, before, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, LAST_DAY, today);
    if (count > 0) {
        calls_blank(batch, before);
        add_event(desk, batch, now, count);
    }
    return db_batch_apply(desk->db, batch, error);
}

/* Owns what is forgotten of calls, messages and call-backs: after some time nobody needs to know
 * who rang. */
#include "skranke/base/clock.h"

#include "skranke/domain/day.h"

#include "skranke/store/phone_messages.h"
#include "skranke/store/settings.h"

#include "skranke/desk/calls.h"

#define LAST_DAY "calls.blanked_on"

enum { DAY = 24 * 60 * 60 };

/* What still names somebody, and how it is blanked. */
static const struct {
    const char *name;
    gint64 (*count)(Db *db, gint64 before, GError **error);
    void (*blank)(DbBatch *batch, gint64 before);
} forgotten[] = {
    {"calls", calls_count_named, calls_blank},
    {"messages", phone_messages_count_named, phone_messages_blank},
    {"call_backs", call_backs_count_named, call_backs_blank},
};

static void append_count(GString *facts, const char *name, gint64 count)
{
    g_string_append_printf(facts, "%s\"%s\":%" G_GINT64_FORMAT, facts->len ? "," : "", name, count);
}

static bool blank_all(Desk *desk, DbBatch *batch, gint64 before, gint64 now, GError **error)
{
    g_autoptr(GString) facts = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(forgotten); i++) {
        g_autoptr(GError) failed = NULL;
        gint64 count = forgotten[i].count(desk->db, before, &failed);
        if (failed) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        if (count == 0)
            continue;
        forgotten[i].blank(batch, before);
        append_count(facts, forgotten[i].name, count);
    }
    g_autofree char *after = g_strdup_printf("{%s}", facts->str);
    if (facts->len > 0)
        events_add(batch, now, desk->operator_->id, EVENT_CALLS_BLANKED, 0, 0, "", after);
    return true;
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
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, LAST_DAY, today);
    return blank_all(desk, batch, before, now, error) && db_batch_apply(desk->db, batch, error);
}

/* Owns what is forgotten of calls, messages and call-backs: after some time nobody needs to know
 * who rang. When that is looked for is the worker's and the desk's. */
#include "skranke/base/error.h"

#include "skranke/domain/day.h"

#include "skranke/store/calls.h"
#include "skranke/store/events.h"
#include "skranke/store/phone_messages.h"
#include "skranke/store/settings.h"

#define LAST_DAY "calls.blanked_on"

enum { DAY_SECONDS = 24 * 60 * 60 };

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

/* Adds the statements to the batch, and to the facts how many of what, "" none. */
static bool blank_all(Db *db, DbBatch *batch, gint64 before, GString *facts, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(forgotten); i++) {
        g_autoptr(GError) failed = NULL;
        gint64 count = forgotten[i].count(db, before, &failed);
        if (failed) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        if (count == 0)
            continue;
        forgotten[i].blank(batch, before);
        g_string_append_printf(facts, "%s\"%s\":%" G_GINT64_FORMAT, facts->len ? "," : "",
                               forgotten[i].name, count);
    }
    return true;
}

bool calls_forget(Db *db, gint64 days, gint64 now, gint64 operator_id, GError **error)
{
    if (days == 0)
        return true;
    g_autofree char *today = day_iso(day_of_moment(now, NULL));
    g_autofree char *last = settings_get(db, LAST_DAY, error);
    if (!last)
        return false;
    if (g_str_equal(last, today))
        return true;
    g_autoptr(GError) failed = NULL;
    g_autoptr(GString) facts = g_string_new(NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put_new(batch, LAST_DAY, today);
    if (!blank_all(db, batch, now - days * DAY_SECONDS, facts, error))
        return false;
    g_autofree char *after = g_strdup_printf("{%s}", facts->str);
    if (facts->len > 0)
        events_add(batch, now, operator_id, EVENT_CALLS_BLANKED, 0, 0, "", after);
    /* Another desk or the worker was first today: it is done. */
    if (db_batch_apply(db, batch, &failed) ||
        g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return true;
    g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

/* The bureau's own days and hours in the database. Which days are working days is the calendar's
 * rule. */
#include "skranke/store/bureau_days.h"

#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/store/settings.h"

#define EVES "calendar.eves_count_as_working_day"
#define HOURS "opening.hours"

static void read_exceptions(const DbRows *rows, Calendar *calendar)
{
    for (guint row = 0; row < db_rows_count(rows); row++) {
        g_autoptr(GError) broken = NULL;
        const char *text = db_rows_text(rows, row, 0);
        Day day = 0;
        if (!day_parse(text, &day) ||
            !calendar_add_exception(calendar, day, db_rows_integer(rows, row, 1) != 0,
                                    (int)db_rows_integer(rows, row, 2),
                                    (int)db_rows_integer(rows, row, 3), db_rows_text(rows, row, 4),
                                    &broken))
            log_line(LOG_WARNING, _("The day %s in the bureau's calendar was passed over: %s"),
                     text, broken ? broken->message : _("it is no date"));
    }
}

static void read_hours(const char *text, Opening *opening)
{
    g_autoptr(GError) broken = NULL;
    if (*text && !hours_parse(text, &opening->week, &broken))
        log_line(LOG_WARNING, _("The opening hours \"%s\" were passed over: %s"), text,
                 broken->message);
}

Calendar *bureau_days_load(Db *db, Opening *opening, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        db, error, "SELECT day, closed, opens, closes, reason FROM calendar_exception ORDER BY day",
        "");
    g_autofree char *eves = rows ? settings_get(db, EVES, error) : NULL;
    g_autofree char *hours = eves ? settings_get(db, HOURS, error) : NULL;
    if (!hours)
        return NULL;
    Calendar *calendar = calendar_new();
    calendar->eves_count_as_working_day = !g_str_equal(eves, "no");
    read_exceptions(rows, calendar);
    *opening = opening_usual(calendar);
    read_hours(hours, opening);
    return calendar;
}

void bureau_days_put(DbBatch *batch, const CalendarException *exception)
{
    g_autofree char *day = day_iso(exception->day);
    db_batch_add(batch,
                 "INSERT INTO calendar_exception (day, closed, opens, closes, reason) "
                 "VALUES (?, ?, ?, ?, ifnull(?, '')) ON CONFLICT (day) DO UPDATE SET "
                 "closed = excluded.closed, opens = excluded.opens, closes = excluded.closes, "
                 "reason = excluded.reason",
                 "siiis", day, (gint64)exception->closed, (gint64)exception->opens,
                 (gint64)exception->closes, exception->reason);
}

void bureau_days_remove(DbBatch *batch, Day day)
{
    g_autofree char *text = day_iso(day);
    db_batch_add(batch, "DELETE FROM calendar_exception WHERE day = ?", "s", text);
}

void bureau_days_set_eves(DbBatch *batch, bool working_days)
{
    settings_put(batch, EVES, working_days ? "yes" : "no");
}

void bureau_days_set_hours(DbBatch *batch, const char *hours)
{
    settings_put(batch, HOURS, hours);
}

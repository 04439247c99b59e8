/* Owns what an administrator changes: categories, the bureau's days and hours, who may see what.
 * Each change is one batch with a new mark, which tells every desk to read the rules again, and an
 * event with what was before; then all clocks are computed anew (rules_recompute.c). */
#include "skranke/desk/rules.h"

#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"

#include "skranke/domain/category_columns.h"

#include "skranke/store/bureau_days.h"
#include "skranke/store/categories.h"
#include "skranke/store/events.h"
#include "skranke/store/settings.h"

#include "skranke/desk/fact.h"

#include "rules_private.h"

static bool is_administrator(const Desk *desk, GError **error)
{
    if (desk->operator_->role == ROLE_ADMINISTRATOR)
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                        _("Only an administrator can change the rules and who may see what. "
                          "Nothing was changed."));
    return false;
}

static void add_event(Desk *desk, DbBatch *batch, const char *before, const char *after)
{
    events_add(batch, clock_now(), desk->operator_->id, EVENT_RULES_CHANGED, 0, 0, before, after);
}

/* Applies what an act has put into its batch; an empty one changes nothing. */
static bool put(Desk *desk, DbBatch *batch, const char *why, gint64 *moved, GError **error)
{
    gint64 count = 0;
    if (db_batch_length(batch) > 0) {
        g_autofree char *mark = identity_new();
        settings_put(batch, RULES_MARK, mark);
        count = db_batch_apply(desk->db, batch, error) ? rules_recompute(desk, why, error) : -1;
    }
    if (moved)
        *moved = MAX(count, 0);
    return count >= 0;
}

/* ---- categories ---- */

static char *dump(json_t *object)
{
    char *dumped = json_dumps(object, JSON_COMPACT);
    char *text = g_strdup(dumped);
    free(dumped);
    json_decref(object);
    return text;
}

/* The columns in which two differ, of one of them; old NULL: all. NULL: they are alike. */
static char *difference(const Category *of, const Category *other)
{
    json_t *object = json_object();
    for (guint i = 1; of && category_columns[i]; i++) {
        g_autofree char *mine = category_column(of, category_columns[i]);
        g_autofree char *yours = other ? category_column(other, category_columns[i]) : NULL;
        if (g_strcmp0(mine, yours) != 0)
            json_object_set_new(object, category_columns[i], json_string(mine));
    }
    if (json_object_size(object) == 0) {
        json_decref(object);
        return NULL;
    }
    json_object_set_new(object, "category", json_string(of->code));
    return dump(object);
}

/* Puts those that are not as they were. Those that are in no new table stay as they are: inquiries
 * have them. */
static void add_categories(Desk *desk, DbBatch *batch, const GPtrArray *old, const GPtrArray *fresh)
{
    for (guint i = 0; i < fresh->len; i++) {
        const Category *is = fresh->pdata[i];
        const Category *was = category_find(old, is->code);
        g_autofree char *after = difference(is, was);
        g_autofree char *before = difference(was, is);
        if (!after)
            continue;
        categories_put(batch, is, (gint64)i + 1);
        add_event(desk, batch, before, after);
    }
}

bool rules_set_category(Desk *desk, const char *code, const char *column, const char *value,
                        gint64 *moved, GError **error)
{
    const Rulebook *book = is_administrator(desk, error) ? rules_book(desk, error) : NULL;
    const Category *old = book ? rulebook_need_category(book, code, error) : NULL;
    g_autoptr(GPtrArray) carried = old ? category_carried(error) : NULL;
    g_autoptr(GPtrArray) fresh =
        carried ? category_table_with(book->categories, old->code, column, value, error) : NULL;
    if (!fresh)
        return false;
    for (guint i = 0; i < fresh->len; i++) {
        Category *category = fresh->pdata[i];
        if (g_str_equal(category->code, old->code))
            category_settle_promises(category, carried, g_strcmp0(column, "limit") != 0);
    }
    g_autofree char *why = g_strdup_printf("%s %s", old->code, column);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_categories(desk, batch, book->categories, fresh);
    return put(desk, batch, why, moved, error);
}

bool rules_import_categories(Desk *desk, const char *text, gsize length, gint64 *moved,
                             GError **error)
{
    const Rulebook *book = is_administrator(desk, error) ? rules_book(desk, error) : NULL;
    g_autoptr(GPtrArray) carried = book ? category_carried(error) : NULL;
    g_autoptr(GPtrArray) fresh = carried ? category_read_table(text, length, error) : NULL;
    if (!fresh)
        return false;
    if (fresh->len == 0) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                            _("There is no category in the table. Nothing was changed."));
        return false;
    }
    for (guint i = 0; i < fresh->len; i++)
        category_settle_promises(fresh->pdata[i], carried, true);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_categories(desk, batch, book->categories, fresh);
    return put(desk, batch, "categories", moved, error);
}

/* ---- days and hours ---- */

/* "closed", "09:00-12:00" or "usual", with the reason. */
static char *day_fact(Day day, const CalendarException *exception)
{
    g_autofree char *date = day_iso(day);
    g_autofree char *opens = exception ? day_minute_text(exception->opens) : NULL;
    g_autofree char *closes = exception ? day_minute_text(exception->closes) : NULL;
    g_autofree char *span = g_strdup_printf("%s-%s", opens, closes);
    const char *hours = !exception ? "usual" : exception->closed ? "closed" : span;
    return fact_of_texts("day", date, "hours", hours, "reason", exception ? exception->reason : "",
                         NULL);
}

/* exception NULL: as usual again. */
static bool change_day(Desk *desk, Day day, const CalendarException *exception, gint64 *moved,
                       GError **error)
{
    const Rulebook *book = is_administrator(desk, error) ? rules_book(desk, error) : NULL;
    if (!book)
        return false;
    g_autofree char *before = day_fact(day, calendar_exception(book->calendar, day));
    g_autofree char *after = day_fact(day, exception);
    g_autofree char *date = day_iso(day);
    g_autofree char *why = g_strdup_printf("calendar %s", date);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (!g_str_equal(before, after)) {
        if (exception)
            bureau_days_put(batch, exception);
        else
            bureau_days_remove(batch, day);
        add_event(desk, batch, before, after);
    }
    return put(desk, batch, why, moved, error);
}

bool rules_set_day(Desk *desk, const CalendarException *exception, gint64 *moved, GError **error)
{
    g_autoptr(Calendar) sound = calendar_new();
    return calendar_add_exception(sound, exception->day, exception->closed, exception->opens,
                                  exception->closes, exception->reason, error) &&
           change_day(desk, exception->day, calendar_exception(sound, exception->day), moved,
                      error);
}

bool rules_remove_day(Desk *desk, Day day, gint64 *moved, GError **error)
{
    return change_day(desk, day, NULL, moved, error);
}

bool rules_set_eves(Desk *desk, bool working_days, gint64 *moved, GError **error)
{
    static const char *const facts[] = {"{\"eves_count_as_working_day\":\"no\"}",
                                        "{\"eves_count_as_working_day\":\"yes\"}"};
    const Rulebook *book = is_administrator(desk, error) ? rules_book(desk, error) : NULL;
    if (!book)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (book->calendar->eves_count_as_working_day != working_days) {
        bureau_days_set_eves(batch, working_days);
        add_event(desk, batch, facts[!working_days], facts[working_days]);
    }
    return put(desk, batch, "calendar eves", moved, error);
}

static bool is_ever_open(const Hours *hours, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(hours->day); i++)
        if (hours->day[i].until > hours->day[i].from)
            return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("The counter would never be open; nothing was changed. Give its hours, "
                          "such as \"ma-fr 09:00-15:00\"."));
    return false;
}

bool rules_set_hours(Desk *desk, const char *hours, gint64 *moved, GError **error)
{
    const Rulebook *book = is_administrator(desk, error) ? rules_book(desk, error) : NULL;
    Hours week;
    if (!book || !hours_parse(hours, &week, error) || !is_ever_open(&week, error))
        return false;
    g_autofree char *was = hours_text(&book->opening.week);
    g_autofree char *is = hours_text(&week);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (!g_str_equal(was, is)) {
        g_autofree char *before = fact_of_texts("opening_hours", was, NULL);
        g_autofree char *after = fact_of_texts("opening_hours", is, NULL);
        bureau_days_set_hours(batch, is);
        add_event(desk, batch, before, after);
    }
    return put(desk, batch, "opening hours", moved, error);
}

/* ---- who may see what ---- */

static char *grants_fact(const char *login, const char *silos, bool press_contact)
{
    return fact_of_texts("login", login, "silos", silos, "press_contact",
                         press_contact ? "yes" : "no", NULL);
}

bool rules_set_operator(Desk *desk, const char *login, const char *silos, const bool *press_contact,
                        GError **error)
{
    ScreeningGrant grant = screening_nothing();
    if (!is_administrator(desk, error) || (silos && !screening_parse(silos, &grant, error)))
        return false;
    g_autoptr(Operator) operator_ = operators_find(desk->db, login, error);
    if (!operator_)
        return false;
    g_autofree char *granted = silos ? screening_word(grant) : g_strdup(operator_->silos);
    bool contact = press_contact ? *press_contact : operator_->press_contact;
    g_autofree char *before = grants_fact(login, operator_->silos, operator_->press_contact);
    g_autofree char *after = grants_fact(login, granted, contact);
    if (g_str_equal(before, after))
        return true;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    operators_set_grants(batch, operator_->id, granted, contact);
    events_add(batch, clock_now(), desk->operator_->id, EVENT_GRANTED, 0, 0, before, after);
    /* Every desk looks again when it next asks for the rules; ours does now. */
    return rules_mark_anew(desk, batch, error) && db_batch_apply(desk->db, batch, error) &&
           rules_book(desk, error);
}

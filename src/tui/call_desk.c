/* Owns what the desk knows of telephone calls while no form is open: the telephone system's news,
 * what rings, the counts of the header, the keeping of what is typed. Never moves the focus. */
#include "skranke/tui/call_desk.h"

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/domain/phone_number.h"

#include "skranke/desk/rosters.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/rescue.h"

enum { LIST_EVERY_MS = 1000 };

static void sheet_destroy(gpointer sheet)
{
    call_sheet_free(sheet);
}

CallSheet *call_desk_sheet(const App *app, gint64 call)
{
    for (guint i = 0; i < app->calls.sheets->len; i++) {
        CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        if (sheet->id == call)
            return sheet;
    }
    return NULL;
}

/* ---- news of the telephone system ---- */

/* What was ended (by an event, at another desk) goes from the screen, unless words would be lost:
 * then keeping them finds out. */
static void read_sheet(App *app, CallSheet *sheet, bool say)
{
    Call *call = calls_get(app->desk->db, sheet->id, NULL);
    if (!call)
        return;
    if (call->ended_at && sheet->changed_at == 0) {
        if (say)
            app_say(app, SAY_INFO, _("Call %" PRId64 ": %s"), call->id,
                    call_outcome_text(call->outcome));
        call_form_ended(app, sheet);
        call_free(call);
        return;
    }
    call_free(sheet->call);
    sheet->call = call;
}

static bool still_rings(const App *app)
{
    const PbxCall *current =
        app->calls.telephone ? pbx_current(telephone_pbx(app->calls.telephone)) : NULL;
    return current && current->state == PBX_RINGING;
}

/* Number and name as far as they are known, and whom they asked for last; new text. */
static char *ringing_text(App *app, const PbxCall *line)
{
    g_autofree char *number = phone_number_normalise(line->number);
    g_autofree char *shown = phone_number_text(number);
    if (!app->down_since)
        directory_ensure(app);
    g_autoptr(CallerFacts) facts =
        *number && app->directory.directory && !app->down_since
            ? caller_facts(app->desk, app->directory.directory, number, NULL)
            : NULL;
    const char *name = *line->name ? line->name : facts ? facts->name : "";
    GString *text = g_string_new(*shown ? shown : *name ? "" : _("hidden number"));
    if (*name)
        g_string_append_printf(text, "%s%s", text->len ? ", " : "", name);
    const Person *last = facts && facts->reached->len ? g_ptr_array_index(facts->reached, 0) : NULL;
    if (last)
        g_string_append_printf(text, _(" (spoke to %s last)"), last->name);
    g_autofree char *caller = g_string_free(text, FALSE);
    return g_strdup_printf(_("Ringing: %s – F2"), caller);
}

static void set_ringing(App *app, const PbxCall *line)
{
    if (line->state == PBX_RINGING) {
        g_autofree char *text = ringing_text(app, line);
        g_free(app->calls.ringing);
        app->calls.ringing = foreign_line(text, false);
    } else if (!still_rings(app)) {
        g_clear_pointer(&app->calls.ringing, g_free);
    }
}

static void on_changed(gint64 call, const PbxCall *line, const char *sentence, gpointer user)
{
    App *app = user;
    app->dirty = app->announced = true;
    if (line)
        set_ringing(app, line);
    if (*sentence && (!line || line->state != PBX_RINGING))
        app_say(app, SAY_INFO, "%s", sentence);
    CallSheet *sheet = call ? call_desk_sheet(app, call) : NULL;
    if (sheet && app->down_since == 0)
        read_sheet(app, sheet, !*sentence);
    call_desk_refresh_forms(app);
}

static void on_failed(const char *sentence, gpointer user)
{
    app_say(user, SAY_ERROR, "%s", sentence);
}

/* ---- begin and end ---- */

void call_desk_start(App *app)
{
    static const TelephoneListener listener = {.changed = on_changed, .failed = on_failed};
    g_autoptr(GError) error = NULL;
    app->calls.telephone = telephone_open(app->desk, &listener, app, &error);
    if (!app->calls.telephone)
        app_say(app, SAY_ERROR, "%s", error ? error->message : "");
}

void call_desk_clear(App *app)
{
    g_clear_pointer(&app->calls.telephone, telephone_close);
    g_clear_pointer(&app->calls.sheets, g_ptr_array_unref);
    g_clear_pointer(&app->calls.ringing, g_free);
    g_clear_pointer(&app->calls.roster_warning, g_free);
    rescue_close_calls(app);
}

void call_desk_offer(App *app)
{
    if (app->calls.open == 0)
        return;
    app_say(app, SAY_INFO,
            ngettext("%u call is open.  C shows it", "%u calls are open.  C shows them",
                     app->calls.open),
            app->calls.open);
}

/* ---- reading ---- */

static void read_counts(App *app)
{
    CallDesk *calls = &app->calls;
    Db *db = app->desk->db;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) open = calls_open(db, app->desk->operator_->id, &error);
    if (open)
        calls->open = open->len;
    else
        log_line(LOG_WARNING, "%s", error->message);
    follow_up_counts(db, clock_now(), &calls->follow_ups, NULL);
    g_free(calls->roster_warning);
    calls->roster_warning = roster_warning(app->desk->db, ROSTER_PRESS, clock_now(), NULL);
}

void call_desk_read(App *app)
{
    if (!app->calls.sheets)
        app->calls.sheets = g_ptr_array_new_with_free_func(sheet_destroy);
    read_counts(app);
    for (guint i = app->calls.sheets->len; i-- > 0;) {
        CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        if (sheet->id)
            read_sheet(app, sheet, true);
    }
}

void call_desk_refresh_forms(App *app)
{
    for (guint i = 0; i < app->forms->len; i++) {
        Form *form = g_ptr_array_index(app->forms, i);
        if (form->operations->refresh)
            form->operations->refresh(form, app);
    }
}

/* Waits on a list go on by themselves; in the accessible profile only with keys and events. */
static void refresh_waits(App *app)
{
    gint64 now = clock_monotonic_ms();
    bool on =
        app->calls.telephone && pbx_connection(telephone_pbx(app->calls.telephone)) != PBX_OFF;
    if (!on || !app_top_form(app) || config_flag(app->config, "screen", "accessible") ||
        now - app->calls.listed_at < LIST_EVERY_MS)
        return;
    app->calls.listed_at = now;
    call_desk_refresh_forms(app);
}

void call_desk_tick(App *app)
{
    for (guint i = 0; app->calls.sheets && i < app->calls.sheets->len; i++)
        call_sheet_keep(app, g_ptr_array_index(app->calls.sheets, i), false);
    refresh_waits(app);
}

void call_desk_rescue(App *app)
{
    for (guint i = 0; app->calls.sheets && i < app->calls.sheets->len; i++)
        call_sheet_rescue(app, g_ptr_array_index(app->calls.sheets, i));
}

void call_desk_keep_all(App *app)
{
    for (guint i = 0; app->calls.sheets && i < app->calls.sheets->len; i++)
        call_sheet_keep(app, g_ptr_array_index(app->calls.sheets, i), true);
}

/* ---- the header ---- */

char *call_desk_calls_part(const App *app)
{
    if (app->calls.ringing)
        return g_strdup(_("RINGING – F2"));
    return app->calls.open ? g_strdup_printf(_("Calls %u"), app->calls.open) : g_strdup("");
}

char *call_desk_follow_ups_part(const App *app)
{
    const FollowUpCounts *counts = &app->calls.follow_ups;
    gint64 all = counts->messages + counts->call_backs;
    gint64 due = counts->messages_due + counts->call_backs_due;
    if (all == 0)
        return g_strdup("");
    return due ? g_strdup_printf(_("Follow up %" PRId64 ", %" PRId64 " DUE"), all, due)
               : g_strdup_printf(_("Follow up %" PRId64), all);
}

char *call_desk_telephone_part(const App *app)
{
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    bool away = pbx && pbx_connection(pbx) == PBX_AWAY;
    return away ? pbx_connection_text(pbx) : g_strdup("");
}

char *call_desk_roster_part(const App *app)
{
    const Operator *operator_ = app->desk->operator_;
    bool told = operator_->press_contact || operator_->role == ROLE_ADMINISTRATOR;
    bool gap = app->calls.roster_warning && *app->calls.roster_warning;
    return g_strdup(told && gap ? _("Press duty: GAP (p)") : "");
}

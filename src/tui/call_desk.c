/* Owns what the desk knows of telephone calls while no form is open: the telephone system's news,
 * what rings, the counts of the header, the keeping of what is typed. Never moves the focus. */
#include "skranke/tui/call_desk.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/rescue.h"

enum { LIST_EVERY_MS = 1000, FAMILY_CELLS = 16 };

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
    bool over = call->ended_at && sheet->changed_at == 0;
    if (over && !call_form_holds(app, sheet, call)) {
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

static const PbxCall *rings_now(const App *app)
{
    return app->calls.telephone ? telephone_rings(app->calls.telephone) : NULL;
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
    return telephone_rings_text(app->calls.telephone, line, caller);
}

/* Who rings is looked up once, and not with every event of other calls. */
static void set_ringing(App *app)
{
    CallDesk *calls = &app->calls;
    const PbxCall *line = rings_now(app);
    g_autofree char *key = line ? g_strdup_printf("%d %s", (int)line->reason, line->id) : NULL;
    if (g_strcmp0(key, calls->ringing_key) == 0)
        return;
    g_autofree char *text = line ? ringing_text(app, line) : NULL;
    g_free(calls->ringing);
    calls->ringing = text ? foreign_line(text, false) : NULL;
    g_free(calls->ringing_key);
    calls->ringing_key = g_steal_pointer(&key);
}

static void read_calls(App *app)
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
}

static void on_changed(gint64 call, const PbxCall *line, const char *sentence, gpointer user)
{
    App *app = user;
    app->dirty = app->announced = true;
    if (line)
        set_ringing(app);
    if (line && line->state == PBX_TALKING && call && !call_desk_sheet(app, call))
        call_adopt_answered(app, call);
    if (*sentence && (!line || line->state != PBX_RINGING))
        app_say(app, SAY_INFO, "%s", sentence);
    CallSheet *sheet = call ? call_desk_sheet(app, call) : NULL;
    if (sheet && app->down_since == 0)
        read_sheet(app, sheet, !*sentence);
    if (call && app->down_since == 0)
        read_calls(app); /* what the event wrote is this desk's own: no change mark tells of it */
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
    g_clear_pointer(&app->calls.ringing_key, g_free);
    roster_now_clear(&app->calls.press);
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
    read_calls(app);
    roster_now(app->desk->db, ROSTER_PRESS, clock_now(), &app->calls.press, NULL);
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

/* ---- who came back ---- */

void call_desk_note_tried(const App *app, CallSheet *sheet)
{
    PbxReason reason = PBX_REASON_NONE;
    gint64 rung = app->calls.telephone && sheet->id
                      ? telephone_came_back_from(app->calls.telephone, sheet->id, &reason)
                      : 0;
    SayingTried tried = reason == PBX_REASON_BUSY ? TRIED_BUSY : TRIED_NO_ANSWER;
    if (rung == 0 || reason == PBX_REASON_HUNG_UP)
        tried = TRIED_NOT;
    if (rung != sheet->rung || tried != sheet->tried)
        sheet->looked_at = 0;
    sheet->rung = rung;
    sheet->tried = tried;
}

/* ---- a key once more ---- */

bool call_desk_once_more(App *app, gint64 call, KeyCode key)
{
    CallDesk *calls = &app->calls;
    bool again = calls->once_more == call && calls->once_more_key == key;
    calls->once_more = again ? 0 : call;
    calls->once_more_key = key;
    return again;
}

void call_desk_other_key(App *app, KeyCode key)
{
    if (key != app->calls.once_more_key)
        app->calls.once_more = 0;
}

/* How the call on the screen stands with the telephone system. */
static PbxState shown_state(const App *app, const CallSheet *shown)
{
    const PbxCall *line = shown && shown->id && app->calls.telephone
                              ? telephone_line_of(app->calls.telephone, shown->id)
                              : NULL;
    return line ? line->state : PBX_DONE;
}

bool call_desk_stays(App *app, const CallSheet *shown)
{
    PbxState state = shown_state(app, shown);
    if (state == PBX_RINGING)
        app_say(app, SAY_INFO, _("This call rings: answer on the telephone."));
    else if (state == PBX_TALKING && !call_desk_once_more(app, shown->id, DESK_KEY_F2))
        app_say(app, SAY_INFO, _("This caller is on the telephone. F2 again begins another call."));
    else
        return false;
    return true;
}

/* ---- the header ---- */

char *call_desk_ringing_line(const App *app)
{
    const char *text = app->calls.ringing;
    bool shown = shown_state(app, call_form_sheet(app)) == PBX_RINGING;
    if (!text || shown)
        return g_strdup(text);
    /* TRANSLATORS: "Ringing: 912 34 567", and the key that opens it. */
    return g_strdup_printf(_("%s – F2"), text);
}

char *call_desk_waiting_part(const App *app)
{
    gint64 since = 0;
    guint waiting = app->calls.telephone ? telephone_waiting(app->calls.telephone, &since) : 0;
    return waiting
               ? g_strdup_printf(ngettext("%u caller waits", "%u callers wait", waiting), waiting)
               : g_strdup("");
}

char *call_desk_calls_part(const App *app)
{
    bool shown = shown_state(app, call_form_sheet(app)) == PBX_RINGING;
    if (app->calls.ringing)
        return g_strdup(shown ? _("RINGING") : _("RINGING – F2"));
    return app->calls.open ? g_strdup_printf(_("Calls %u"), app->calls.open) : g_strdup("");
}

void call_desk_follow_ups_part(const App *app, char **ways)
{
    const FollowUpCounts *counts = &app->calls.follow_ups;
    gint64 all = counts->messages + counts->call_backs;
    gint64 due = counts->messages_due + counts->call_backs_due;
    if (all == 0)
        return;
    if (due) /* TRANSLATORS: messages and call-backs; O is the key. */
        ways[0] = g_strdup_printf(_("%" PRId64 " DUE (O)"), due);
    ways[due ? 1 : 0] = due ? g_strdup_printf(_("Follow up %" PRId64 ", %" PRId64 " DUE"), all, due)
                            : g_strdup_printf(_("Follow up %" PRId64), all);
}

char *call_desk_telephone_part(const App *app)
{
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    bool away = pbx && pbx_connection(pbx) == PBX_AWAY;
    return away ? pbx_connection_text(pbx) : g_strdup("");
}

/* "Tofte" of "Jens Halvor Tofte": there is no room for more. */
static char *family_name(const char *name)
{
    const char *space = strrchr(name, ' ');
    g_autofree char *safe = safe_text_line(space ? space + 1 : name, -1);
    return safe_text_cut(safe, FAMILY_CELLS);
}

void call_desk_roster_part(const App *app, char **ways)
{
    const Operator *operator_ = app->desk->operator_;
    const RosterNow *press = &app->calls.press;
    bool told = operator_->press_contact || operator_->role == ROLE_ADMINISTRATOR;
    if (!told || !press->used)
        return;
    if (!press->name) {
        ways[0] = g_strdup(_("Press: NOBODY (p)"));
        ways[1] = g_strdup(_("Press duty: NOBODY NOW (p)"));
        return;
    }
    g_autofree char *name = family_name(press->name);
    ways[0] = g_strdup_printf(_("Press: %s (p)"), name);
    ways[1] = g_strdup_printf(_("Press duty: %s (p)"), name);
    if (press->gap_at) {
        g_autofree char *gap = time_text_short(press->gap_at, clock_now());
        /* TRANSLATORS: who has press duty now, and when nobody will have it. */
        ways[2] = g_strdup_printf(_("Press duty: %s (p), gap %s"), name, gap);
    }
}

/* Owns the list of calls: who waits at the telephone system, what is open, what was ended today;
 * and the figures of a day. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"
#include "skranke/domain/phone_number.h"

#include "skranke/tui/app.h"
#include "skranke/tui/list_form.h"
#include "skranke/tui/person_text.h"

enum { LONG_WAIT = 30, MOST_ENDED = 200 };
enum { COLUMN_STATE, COLUMN_TIME, COLUMN_CALLER, COLUMN_WHOM, COLUMN_MATTER, COLUMN_WHO, COLUMNS };

static const TableColumn columns[COLUMNS] = {
    [COLUMN_STATE] = {.title = N_("Status"), .least = 12},
    [COLUMN_TIME] = {.title = N_("Time"), .least = 5},
    [COLUMN_CALLER] = {.title = N_("Caller"), .least = 14},
    [COLUMN_WHOM] = {.title = N_("For whom"), .least = 12},
    [COLUMN_MATTER] = {.title = N_("Matter"), .least = 8, .drop = 2},
    [COLUMN_WHO] = {.title = N_("Operator"), .least = 8, .drop = 1},
};

/* Who rings, since when, how it stands: within a line of braille. */
static const RowFact facts[] = {{COLUMN_CALLER, true}, {COLUMN_TIME, true},    {COLUMN_STATE, true},
                                {COLUMN_WHOM, false},  {COLUMN_MATTER, false}, {COLUMN_WHO, false}};

/* ---- filling ---- */

/* Seconds while they matter, whole minutes after that, and for those who are read to; a long wait
 * is marked as text. */
static char *wait_text(gint64 seconds)
{
    const char *mark = seconds > LONG_WAIT ? "! " : "";
    if (screen_is_accessible())
        return g_strdup_printf(_("%s%d min"), mark, (int)(MAX(0, seconds) / 60));
    return seconds < 60 ? g_strdup_printf(_("%s%d s"), mark, (int)MAX(0, seconds))
                        : g_strdup_printf(_("%s%d min"), mark, (int)(seconds / 60));
}

static char *caller_text(const char *number, const char *name)
{
    g_autofree char *shown = phone_number_text(number);
    bool named = *name && !strstr(name, shown) && !g_str_equal(name, number);
    if (!*shown || (*name && !named))
        return g_strdup(*name ? name : _("hidden number"));
    return g_strdup_printf("%s%s%s", shown, named ? ", " : "", named ? name : "");
}

static const char *whom_text(const Call *call)
{
    return call->reached ? call->reached_name : call->person ? call->person_name : call->asked_for;
}

/* Came back: the caller has waited already. */
static bool is_back(const Call *call)
{
    return *call->returned && !call->ended_at;
}

/* What both know of one call: where it stands is the telephone system's, and what the caller wants
 * the database's. The number it is parked at, or on its way to, stands with the state where the
 * person asked for takes its place. */
static void add_line(ListForm *form, const PbxCall *line, const Call *call)
{
    gint64 since =
        line->state == PBX_WAITING || !line->changed_at ? line->began_at : line->changed_at;
    g_autofree char *normalised = phone_number_normalise(line->number);
    const char *number = call && *call->number ? call->number : normalised;
    g_autofree char *caller =
        caller_text(number, call && *call->caller ? call->caller : line->name);
    g_autofree char *wait = wait_text(clock_now() - since);
    const char *whom = call ? whom_text(call) : "", *why = pbx_reason_text(line->reason);
    const char *matter = call ? call->matter : "", *state = pbx_state_text(line->state);
    bool elsewhere = *whom && *line->target && line->state != PBX_RETURNED;
    g_autofree char *where =
        elsewhere ? g_strdup_printf("%s %s", state, line->target) : g_strdup(state);
    g_autofree char *about =
        *why && *matter ? g_strdup_printf("%s; %s", why, matter) : g_strconcat(why, matter, NULL);
    const char *const texts[COLUMNS] = {where,  wait,
                                        caller, *whom ? whom : line->target,
                                        about,  call ? call->operator_name : line->operator_};
    list_form_add(form, texts, line->id, 0);
}

static const Call *call_with(const GPtrArray *calls, const char *linked_id)
{
    for (guint i = 0; calls && i < calls->len; i++) {
        const Call *call = g_ptr_array_index(calls, i);
        if (g_str_equal(call->linked_id, linked_id))
            return call;
    }
    return NULL;
}

static bool has_system(const App *app)
{
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    return pbx && pbx_connection(pbx) != PBX_OFF;
}

/* The calls of the telephone system now, of const PbxCall *; NULL: there is none. */
static GPtrArray *lines_now(const App *app)
{
    return has_system(app) ? pbx_calls(telephone_pbx(app->calls.telephone)) : NULL;
}

static void add_lines(ListForm *form, const App *app, const GPtrArray *lines, const GPtrArray *mine,
                      const GPtrArray *today)
{
    if (!lines)
        return;
    const Pbx *pbx = telephone_pbx(app->calls.telephone);
    g_autofree char *connection = pbx_connection_text(pbx);
    g_autofree char *state = telephone_state_text(app->calls.telephone, clock_now());
    g_autofree char *heading = g_strdup_printf("%s. %s", connection, state);
    list_form_heading(form, heading, pbx_connection(pbx) != PBX_CONNECTED);
    for (guint i = 0; i < lines->len; i++) {
        const PbxCall *line = g_ptr_array_index(lines, i);
        const Call *own = call_with(mine, line->id);
        add_line(form, line, own ? own : call_with(today, line->id));
    }
}

/* It stands above as a line of the telephone system. */
static bool is_line(const GPtrArray *lines, const Call *call)
{
    for (guint i = 0; lines && i < lines->len; i++)
        if (g_str_equal(((const PbxCall *)g_ptr_array_index(lines, i))->id, call->linked_id))
            return true;
    return false;
}

/* With who was named to the caller beside them; new text. */
static char *whom_and_other(const Call *call)
{
    const char *whom = whom_text(call);
    return *call->other_name ? g_strdup_printf("%s (%s)", whom, call->other_name) : g_strdup(whom);
}

static void add_call(ListForm *form, const Call *call)
{
    g_autofree char *whom = whom_and_other(call);
    g_autofree char *caller = caller_text(call->number, call->caller);
    g_autofree char *when = time_text_short(call->began_at, clock_now());
    bool back = is_back(call), known = *call->number || *call->caller;
    const char *nobody = screen_is_accessible() ? _("unknown caller") : "";
    const char *const texts[COLUMNS] = {back ? _("came back") : call_outcome_text(call->outcome),
                                        when,
                                        known ? caller : nobody,
                                        whom,
                                        back ? person_return_text(call->returned) : call->matter,
                                        call->operator_name};
    /* By its name at the telephone system, so that it stays the selected one when its line goes. */
    const char *line = *call->linked_id ? call->linked_id : NULL;
    list_form_add(form, texts, line, line ? 0 : call->id);
}

/* This operator's own first, those who came back on top, each oldest first. */
static void add_own(ListForm *form, const GPtrArray *mine, const GPtrArray *lines)
{
    guint own = 0;
    for (int back = 1; back >= 0; back--)
        for (guint i = 0; i < mine->len; i++) {
            const Call *call = g_ptr_array_index(mine, i);
            if (is_line(lines, call) || is_back(call) != (back == 1))
                continue;
            if (own++ == 0)
                list_form_heading(form, _("Open"), false);
            add_call(form, call);
        }
}

/* Those that ring are not among them: who hears the telephone system has them as lines. */
static void add_others(ListForm *form, const App *app, const GPtrArray *today,
                       const GPtrArray *lines)
{
    guint others = 0;
    for (guint i = today->len; i-- > 0;) {
        const Call *call = g_ptr_array_index(today, i);
        bool rings = call->operator_id == 0 && *call->linked_id;
        if (call->ended_at || rings || call->operator_id == app->desk->operator_->id ||
            is_line(lines, call))
            continue;
        if (others++ == 0)
            list_form_heading(form, _("Open at other desks"), false);
        add_call(form, call);
    }
}

static void add_ended(ListForm *form, const GPtrArray *today, const GPtrArray *lines)
{
    guint ended = 0;
    for (guint i = 0; i < today->len; i++) {
        const Call *call = g_ptr_array_index(today, i);
        if (!call->ended_at || is_line(lines, call))
            continue;
        if (ended++ == 0)
            list_form_heading(form, _("Ended today"), false);
        add_call(form, call);
    }
}

static void fill(ListForm *form, App *app)
{
    g_autoptr(GError) error = NULL;
    Day day = day_of_moment(clock_now(), NULL);
    g_autoptr(GPtrArray) mine = calls_open(app->desk->db, app->desk->operator_->id, &error);
    g_autoptr(GPtrArray) today = mine ? calls_between(app->desk->db, day_moment(day, 0),
                                                      day_moment(day + 1, 0), MOST_ENDED, &error)
                                      : NULL;
    g_autoptr(GPtrArray) lines = lines_now(app);
    add_lines(form, app, lines, mine, today);
    if (!today) {
        app_complain(app, error);
        return;
    }
    add_own(form, mine, lines);
    add_others(form, app, today, lines);
    add_ended(form, today, lines);
}

/* ---- keys ---- */

static void add_fact(GString *text, const char *label, const char *fact)
{
    if (fact && *fact)
        g_string_append_printf(text, "%s %s\n", label, fact);
}

static char *moment_text(gint64 at)
{
    return at ? time_text_full(at) : g_strdup("");
}

static void read_call(App *app, const Call *call)
{
    GString *text = g_string_new(NULL);
    g_autofree char *began = moment_text(call->began_at), *ended = moment_text(call->ended_at);
    g_autofree char *told = moment_text(call->told_back_at);
    g_autofree char *number = phone_number_text(call->number);
    g_autofree char *inquiry =
        call->inquiry ? g_strdup_printf("%" G_GINT64_FORMAT, call->inquiry) : g_strdup("");
    add_fact(text, _("Outcome:"), call_outcome_text(call->outcome));
    add_fact(text, _("Began:"), began);
    add_fact(text, _("Ended:"), ended);
    add_fact(text, _("Number:"), number);
    add_fact(text, _("Caller:"), call->caller);
    add_fact(text, _("For whom:"), *call->person_name ? call->person_name : call->asked_for);
    add_fact(text, _("Matter:"), call->matter);
    add_fact(text, _("Spoke to:"), call->reached_name);
    add_fact(text, _("Told back:"), told);
    add_fact(text, _("Given instead:"), call->other_name);
    add_fact(text, _("Inquiry:"), inquiry);
    add_fact(text, _("Operator:"), call->operator_name);
    g_autofree char *whole = g_string_free(text, FALSE);
    g_autofree char *title = g_strdup_printf(_("Call %" PRId64), call->id);
    app_push_form(app, reader_new(title, whole));
}

static void open_call(App *app, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Call) call = calls_get(app->desk->db, id, &error);
    if (!call) {
        app_complain(app, error);
    } else if (call->ended_at) {
        read_call(app, call);
    } else {
        app_pop_form(app);
        call_form_open(app, id);
    }
}

/* A line of the telephone system as the call in the database that it is, 0: none yet. */
static gint64 call_of_line(App *app, const char *line)
{
    g_autoptr(Call) call = calls_of_linked_id(app->desk->db, line, NULL);
    return call ? call->id : 0;
}

static void ask(App *app, PbxAct act, gint64 call, const char *text, const char *sentence)
{
    if (!app->calls.telephone) {
        app_say(app, SAY_ERROR, _("There is no telephone system; use the telephone."));
        return;
    }
    g_autoptr(GError) error = NULL;
    bool ok = telephone_act(app->calls.telephone, act, call, text, &error);
    app_did(app, ok, error, sentence);
}

static void take(App *app, const PbxCall *line)
{
    g_autoptr(GError) error = NULL;
    bool ok = pbx_act(telephone_pbx(app->calls.telephone), PBX_TAKE, line, NULL, &error);
    app_did(app, ok, error, _("Asked for this caller: answer on the telephone, then F2."));
}

static void open_line(App *app, const char *id)
{
    const PbxCall *line =
        app->calls.telephone ? pbx_call(telephone_pbx(app->calls.telephone), id) : NULL;
    gint64 call = call_of_line(app, id);
    if (line && line->state == PBX_WAITING)
        take(app, line);
    else if (line && line->state == PBX_PARKED && call)
        ask(app, PBX_UNPARK, call, NULL, _("Taking the caller back …"));
    else if (call)
        open_call(app, call);
    else
        app_say(app, SAY_ERROR, _("This call is at another desk."));
}

static void paused(App *app, const char *reason, gint64 value)
{
    (void)value;
    ask(app, PBX_PAUSE, 0, reason, _("No calls come to you until w again."));
}

static void pause_or_resume(App *app)
{
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    const char *question = pbx && pbx_is_last(pbx)
                               ? _("You are the last one in the queue. Pause all the same: why?")
                               : _("Pause: why (lunch, meeting …)");
    if (pbx && pbx_is_paused(pbx))
        ask(app, PBX_RESUME, 0, NULL, _("Calls come to you again."));
    else
        app_push_form(app, prompt_new(question, "", paused, 0));
}

static void not_used(App *app, KeyCode key)
{
    g_autofree char *word = key_text(key);
    app_say(app, SAY_INFO, _("%s is not used here; the bottom line shows the keys."), word);
}

static void list_key(ListForm *form, App *app, KeyCode key)
{
    const char *word = NULL;
    gint64 value = 0;
    bool any = list_form_selected(form, &word, &value);
    if (key == DESK_KEY_ENTER && any)
        word ? open_line(app, word) : open_call(app, value);
    else if (key == KEY_CTRL('P') && any && has_system(app))
        ask(app, PBX_PARK, word ? call_of_line(app, word) : value, NULL, _("Parking the caller …"));
    else if (key == 'w' && has_system(app))
        pause_or_resume(app);
    else if (key == 'n')
        do_call(app);
    else if (key == 'u')
        do_undo(app);
    else
        not_used(app, key);
}

#define LIST_OPERATIONS(keys_)                                                                     \
    {                                                                                              \
        .keys = keys_, .columns = columns, .count = COLUMNS, .facts = facts,                       \
        .fact_count = G_N_ELEMENTS(facts), .fill = fill, .key = list_key,                          \
        .empty = N_("No calls today. F2 begins one.")                                              \
    }

/* The telephone's keys stand there where there is a telephone system. */
static const ListOperations by_hand = LIST_OPERATIONS(
    N_("Enter Open  F2 New call  u Undo  O Follow-ups  p Press  F Figures  Esc Back"));
static const ListOperations with_telephone = LIST_OPERATIONS(
    N_("Enter Open, take  F2 New call  w Pause  u Undo  Ctrl-P Park  O Follow-ups  p Press  "
       "F Figures  Esc Back"));

void do_calls(App *app)
{
    const ListOperations *operations = has_system(app) ? &with_telephone : &by_hand;
    Form *form = list_form_base(list_form_new(app, operations, _("Calls")));
    form->own_key = 'C';
    app_push_form(app, form);
}

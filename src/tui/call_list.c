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
    [COLUMN_STATE] = {.title = "", .least = 15, .most = 24},
    [COLUMN_TIME] = {.title = "", .least = 8, .most = 11},
    [COLUMN_CALLER] = {.title = "", .least = 21, .most = 34},
    [COLUMN_WHOM] = {.title = "", .least = 15, .most = 28},
    [COLUMN_MATTER] = {.title = "", .least = 12, .drop = 1},
    [COLUMN_WHO] = {.title = "", .least = 10, .most = 18, .drop = 2, .from = 100},
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

static void add_line(ListForm *form, const PbxCall *line)
{
    gint64 since =
        line->state == PBX_WAITING || !line->changed_at ? line->began_at : line->changed_at;
    g_autofree char *number = phone_number_normalise(line->number);
    g_autofree char *caller = caller_text(number, line->name);
    g_autofree char *wait = wait_text(clock_now() - since);
    const char *const texts[COLUMNS] = {
        pbx_state_text(line->state),   wait,           caller, line->target,
        pbx_reason_text(line->reason), line->operator_};
    list_form_add(form, texts, line->id, 0);
}

static void add_lines(ListForm *form, const App *app)
{
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    if (!pbx || pbx_connection(pbx) == PBX_OFF)
        return;
    g_autofree char *connection = pbx_connection_text(pbx);
    g_autofree char *state = telephone_state_text(app->calls.telephone, clock_now());
    g_autofree char *heading = g_strdup_printf("%s. %s", connection, state);
    list_form_heading(form, heading, pbx_connection(pbx) != PBX_CONNECTED);
    g_autoptr(GPtrArray) lines = pbx_calls(pbx);
    for (guint i = 0; i < lines->len; i++)
        add_line(form, g_ptr_array_index(lines, i));
}

/* Came back: the caller has waited already. */
static bool is_back(const Call *call)
{
    return *call->returned && !call->ended_at;
}

static void add_call(ListForm *form, const Call *call)
{
    g_autofree char *caller = caller_text(call->number, call->caller);
    g_autofree char *when = time_text_short(call->began_at, clock_now());
    bool back = *call->returned && !call->ended_at, known = *call->number || *call->caller;
    const char *nobody = screen_is_accessible() ? _("unknown caller") : "";
    const char *whom = call->reached  ? call->reached_name
                       : call->person ? call->person_name
                                      : call->asked_for;
    const char *const texts[COLUMNS] = {back ? _("came back") : call_outcome_text(call->outcome),
                                        when,
                                        known ? caller : nobody,
                                        whom,
                                        back ? person_return_text(call->returned) : call->matter,
                                        call->operator_name};
    list_form_add(form, texts, NULL, call->id);
}

/* This operator's own first, those who came back on top, each oldest first. */
static void add_open(ListForm *form, const App *app, const GPtrArray *mine, const GPtrArray *today)
{
    if (mine->len)
        list_form_heading(form, _("Open"), false);
    for (int back = 1; back >= 0; back--)
        for (guint i = 0; i < mine->len; i++)
            if (is_back(g_ptr_array_index(mine, i)) == (back == 1))
                add_call(form, g_ptr_array_index(mine, i));
    guint others = 0;
    for (guint i = today->len; i-- > 0;) {
        const Call *call = g_ptr_array_index(today, i);
        bool rings = call->operator_id == 0 && *call->linked_id; /* it stands above as a line */
        if (call->ended_at || rings || call->operator_id == app->desk->operator_->id)
            continue;
        if (others++ == 0)
            list_form_heading(form, _("Open at other desks"), false);
        add_call(form, call);
    }
}

static void add_ended(ListForm *form, const GPtrArray *today)
{
    guint ended = 0;
    for (guint i = 0; i < today->len; i++) {
        const Call *call = g_ptr_array_index(today, i);
        if (!call->ended_at)
            continue;
        if (ended++ == 0)
            list_form_heading(form, _("Ended today"), false);
        add_call(form, call);
    }
}

static void fill(ListForm *form, App *app)
{
    add_lines(form, app);
    g_autoptr(GError) error = NULL;
    Day day = day_of_moment(clock_now(), NULL);
    g_autoptr(GPtrArray) mine = calls_open(app->desk->db, app->desk->operator_->id, &error);
    g_autoptr(GPtrArray) today = mine ? calls_between(app->desk->db, day_moment(day, 0),
                                                      day_moment(day + 1, 0), MOST_ENDED, &error)
                                      : NULL;
    if (!today) {
        app_complain(app, error);
        return;
    }
    add_open(form, app, mine, today);
    add_ended(form, today);
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
    const PbxCall *line = pbx_call(telephone_pbx(app->calls.telephone), id);
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

static void list_key(ListForm *form, App *app, KeyCode key)
{
    const char *word = NULL;
    gint64 value = 0;
    bool any = list_form_selected(form, &word, &value);
    if (key == DESK_KEY_ENTER && any)
        word ? open_line(app, word) : open_call(app, value);
    else if (key == 'p' && any)
        ask(app, PBX_PARK, word ? call_of_line(app, word) : value, NULL, _("Parking the caller …"));
    else if (key == 'w')
        pause_or_resume(app);
    else if (key == 'n')
        do_call(app);
    else if (key == 'u')
        do_undo(app);
}

static const ListOperations operations = {
    .keys = N_("Enter Open, take  F2 New call  p Park  w Pause  u Undo  ↑↓ Select  Esc Back"),
    .columns = columns,
    .count = COLUMNS,
    .facts = facts,
    .fact_count = G_N_ELEMENTS(facts),
    .fill = fill,
    .key = list_key,
    .empty = N_("No calls today. F2 begins one.")};

void do_calls(App *app)
{
    app_push_form(app, list_form_base(list_form_new(app, &operations, _("Calls"))));
}

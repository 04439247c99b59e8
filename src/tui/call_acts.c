/* Owns what can be done with a call, one row an act: its key, its word, why it cannot be done just
 * now. The rules are those of src/desk; here they are only asked for. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/phone_messages.h"

#include "skranke/tui/app.h"

#include "call_private.h"

/* A row of what can be done. */
typedef struct {
    KeyCode key;       /* KEY_NONE_: from the list of F9 only */
    const char *label; /* N_() */
    /* NULL: always; else why it cannot be done now, translated, NULL when it can. */
    const char *(*refusal)(const App *app, const CallSheet *sheet);
    void (*run)(App *app, CallSheet *sheet);
} CallAct;

const PbxCall *call_sheet_line(const App *app, const CallSheet *sheet)
{
    bool asked = app->calls.telephone && sheet->id;
    return asked ? telephone_line_of(app->calls.telephone, sheet->id) : NULL;
}

/* ---- why not ---- */

static const char *needs_whom(const App *app, const CallSheet *sheet)
{
    (void)app;
    CallTarget target = call_sheet_target(sheet);
    return target.person || target.section ? NULL : _("Choose for whom first.");
}

static const char *needs_person(const App *app, const CallSheet *sheet)
{
    (void)app;
    return call_sheet_target(sheet).person ? NULL : _("Choose a person first.");
}

static const char *needs_asked(const App *app, const CallSheet *sheet)
{
    (void)app;
    return call_sheet_asked(sheet) ? NULL : _("Choose for whom first.");
}

static const char *needs_second_number(const App *app, const CallSheet *sheet)
{
    const Person *person = call_sheet_target(sheet).person;
    if (!person)
        return needs_person(app, sheet);
    return *person->mobile ? NULL : _("There is no second number.");
}

static const char *needs_number(const App *app, const CallSheet *sheet)
{
    (void)app;
    bool known = sheet->facts_number && *sheet->facts_number;
    return known ? NULL : _("There is no number to ring back.");
}

/* To a journalist whoever has press duty is reached by the duty's number. */
static const char *target_number(const CallSheet *sheet)
{
    CallTarget target = call_sheet_target(sheet);
    const Other *other = call_sheet_other(sheet);
    if (other)
        return other_phone(other);
    return target.person    ? who_else_phone(target.person, &sheet->presence, sheet->press)
           : target.section ? target.section->phone
                            : NULL;
}

static const char *refusal_of(const App *app, const CallSheet *sheet, PbxAct act)
{
    if (!app->calls.telephone)
        return _("There is no telephone system; use the telephone.");
    return pbx_refusal(telephone_pbx(app->calls.telephone), act, call_sheet_line(app, sheet),
                       target_number(sheet));
}

/* Somebody was asked first: the same key connects. */
static bool is_consulting(const App *app, const CallSheet *sheet)
{
    const PbxCall *line = call_sheet_line(app, sheet);
    return line && (line->state == PBX_READY || line->state == PBX_CONSULTING);
}

static const char *consult_refusal(const App *app, const CallSheet *sheet)
{
    if (is_consulting(app, sheet))
        return refusal_of(app, sheet, PBX_COMPLETE);
    const char *whom = needs_whom(app, sheet);
    return whom ? whom : refusal_of(app, sheet, PBX_CONSULT);
}

static const char *cancel_refusal(const App *app, const CallSheet *sheet)
{
    return refusal_of(app, sheet, PBX_CANCEL);
}

static const char *park_refusal(const App *app, const CallSheet *sheet)
{
    return refusal_of(app, sheet, PBX_PARK);
}

/* ---- ending ---- */

/* Whom an act names nobody of was asked for as it is typed, unless one was selected, or only one
 * can be meant: not whoever was found first. */
static void settle_if_selected(App *app, CallSheet *sheet)
{
    const DirectoryEntry *entry = call_sheet_look(app, sheet) ? call_sheet_entry(sheet) : NULL;
    bool only = entry && sheet->hits->len == 1 && *field_text(sheet->field[SHEET_FOR]);
    if (sheet->walked || only)
        call_form_settle(app, sheet, false);
}

/* How it ended, with the name of whoever was reached. */
static char *end_sentence(App *app, gint64 id, CallOutcome outcome)
{
    g_autoptr(Call) call = calls_get(app->desk->db, id, NULL);
    g_autofree char *how =
        call && call->ended_at ? call_end_text(call) : g_strdup(call_outcome_text(outcome));
    return g_strdup_printf(_("Call %" PRId64 ": %s.  u undoes"), id, how);
}

static void finish(App *app, CallSheet *sheet, CallEnd end)
{
    g_autoptr(GError) error = NULL;
    if (!call_sheet_keep(app, sheet, true))
        return;
    if (!call_end(app->desk, sheet->id, &end, &error)) {
        app_complain(app, error);
        return;
    }
    g_autofree char *done = end_sentence(app, sheet->id, end.outcome);
    call_form_ended(app, sheet);
    app_did(app, true, NULL, done);
}

static void run_answered(App *app, CallSheet *sheet)
{
    settle_if_selected(app, sheet);
    finish(app, sheet, (CallEnd){.outcome = CALL_ANSWERED});
}

static void run_no_result(App *app, CallSheet *sheet)
{
    settle_if_selected(app, sheet);
    finish(app, sheet, (CallEnd){.outcome = CALL_GIVEN_UP});
}

static void run_informed(App *app, CallSheet *sheet)
{
    call_form_settle(app, sheet, true);
    const Other *other = call_sheet_other(sheet);
    const Person *instead = other                 ? other->person
                            : sheet->asked_before ? call_sheet_asked(sheet)
                                                  : NULL;
    bool named = instead && instead->id != sheet->asked_before;
    finish(
        app, sheet,
        (CallEnd){.outcome = CALL_INFORMED, .told_back = true, .other = named ? instead->id : 0});
}

/* Selected, or where it is not in this view of the queue shown all the same. */
static void show_inquiry(App *app, gint64 inquiry)
{
    if (queue_model_select(app->queue, inquiry, NULL)) {
        inquiry_show_soon(app, inquiry);
        return;
    }
    g_autoptr(Inquiry) seen = app->writer ? NULL : inquiries_get(app->desk->db, inquiry, NULL);
    if (!seen)
        return;
    inquiry_show(app, inquiry, false);
    app_focus(app, PANE_INQUIRY);
}

static void run_inquiry(App *app, CallSheet *sheet)
{
    g_autoptr(GError) error = NULL;
    settle_if_selected(app, sheet);
    if (!call_sheet_keep(app, sheet, true))
        return;
    g_autofree char *matter = g_strdup(field_text(sheet->field[SHEET_MATTER]));
    gint64 inquiry = call_to_inquiry(app->desk, sheet->id, matter, true, &error);
    if (!inquiry) {
        app_complain(app, error);
        return;
    }
    call_form_ended(app, sheet);
    g_autofree char *done =
        g_strdup_printf(_("The call is inquiry %" PRId64 " now, and yours."), inquiry);
    app_did(app, true, NULL, done);
    show_inquiry(app, inquiry);
}

/* ---- the telephone ---- */

static void act(App *app, CallSheet *sheet, PbxAct what, const char *number, const char *sentence)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *copy = g_strdup(number); /* of the directory, which may be read again */
    if (!call_sheet_keep(app, sheet, true))
        return;
    bool ok = telephone_act(app->calls.telephone, what, sheet->id, copy, &error);
    app_did(app, ok, error, sentence);
}

/* A shared line has no person: its name stands in the call. */
static void transfer_to_line(App *app, CallSheet *sheet, const Section *section)
{
    g_autofree char *name = g_strdup(section_name(section));
    if (call_sheet_line(app, sheet)) {
        g_autofree char *done = g_strdup_printf(_("Transferring to %s …"), name);
        act(app, sheet, PBX_TRANSFER, section->phone, done);
    } else {
        finish(app, sheet, (CallEnd){.outcome = CALL_TRANSFERRED, .to_text = name});
    }
}

static void say_transferred(App *app, CallSheet *sheet, const char *name)
{
    g_autoptr(Call) call = calls_get(app->desk->db, sheet->id, NULL);
    bool over = call && call->ended_at;
    g_autofree char *done =
        over ? end_sentence(app, sheet->id, CALL_TRANSFERRED)
             : g_strdup_printf(_("Transferring to %s …  Ctrl-F takes the caller back"), name);
    if (over)
        call_form_ended(app, sheet);
    app_did(app, true, NULL, done);
}

/* Nobody is put through to somebody who is away before that was said, once. */
static bool is_warned_of(App *app, CallSheet *sheet, const Person *person)
{
    g_autofree char *question = sheet->warned == person->id || !sheet->call
                                    ? NULL
                                    : call_transfer_question(app->desk, app->directory.directory,
                                                             sheet->call, person->id, clock_now());
    if (!question)
        return true;
    sheet->warned = person->id;
    bool others = sheet->others && sheet->others->others->len > 0;
    app_say(app, SAY_ERROR,
            others ? _("%s F5 again transfers anyway, ↓ who else")
                   : _("%s F5 again transfers anyway, F3 message"),
            question);
    return false;
}

static void transfer(App *app, CallSheet *sheet, bool mobile)
{
    g_autoptr(GError) error = NULL;
    call_form_settle(app, sheet, true);
    if (!call_sheet_keep(app, sheet, true) || !call_sheet_look(app, sheet))
        return;
    CallTarget target = call_sheet_target(sheet);
    if (target.person && !mobile && !is_warned_of(app, sheet, target.person))
        return;
    if (!target.person) {
        transfer_to_line(app, sheet, target.section);
    } else if (!app->calls.telephone) {
        finish(app, sheet, (CallEnd){.outcome = CALL_TRANSFERRED, .reached = target.person->id});
    } else {
        g_autofree char *name = g_strdup(target.person->name);
        if (telephone_transfer(app->calls.telephone, sheet->id, target.person, mobile, &error))
            say_transferred(app, sheet, name);
        else
            app_complain(app, error);
    }
}

static void run_transfer(App *app, CallSheet *sheet)
{
    transfer(app, sheet, false);
}

static void run_transfer_mobile(App *app, CallSheet *sheet)
{
    transfer(app, sheet, true);
}

static void run_consult(App *app, CallSheet *sheet)
{
    if (is_consulting(app, sheet))
        act(app, sheet, PBX_COMPLETE, NULL, _("Connecting both …"));
    else
        act(app, sheet, PBX_CONSULT, target_number(sheet),
            _("Asking first …  F6 again connects, Ctrl-F takes the caller back"));
}

static void run_cancel(App *app, CallSheet *sheet)
{
    act(app, sheet, PBX_CANCEL, NULL, _("Taking the caller back …"));
}

static void run_park(App *app, CallSheet *sheet)
{
    act(app, sheet, PBX_PARK, NULL, _("Parking the caller …"));
}

/* ---- beside the call ---- */

static void run_message(App *app, CallSheet *sheet)
{
    call_form_settle(app, sheet, true);
    if (call_sheet_keep(app, sheet, true) && call_sheet_look(app, sheet))
        message_form_open(app, sheet);
}

static void ask_when(App *app, gint64 call, const char *text);

static void promise_call_back(App *app, const char *when, gint64 call)
{
    g_autoptr(GError) error = NULL;
    gint64 id = call_back_promise(app->desk, call, when, &error);
    CallSheet *sheet = call_desk_sheet(app, call);
    if (!id) { /* what was typed stays, to be mended */
        app_complain(app, error);
        if (sheet && !call_sheet_is_over(sheet))
            ask_when(app, call, when);
        return;
    }
    if (sheet)
        call_form_ended(app, sheet);
    g_autoptr(CallBack) call_back = call_backs_get(app->desk->db, id, NULL);
    g_autofree char *due =
        call_back ? time_text_short(call_back->due_at, clock_now()) : g_strdup("");
    g_autofree char *done = g_strdup_printf(
        _("Call %" PRId64 ": they will be rung back, %s (O follows up).  u undoes"), call, due);
    app_did(app, true, NULL, done);
}

static void ask_when(App *app, gint64 call, const char *text)
{
    app_push_form(app,
                  prompt_new(_("Ring back when? (14:30, tomorrow 9; empty: in two open hours)"),
                             text, promise_call_back, call));
}

static void run_call_back(App *app, CallSheet *sheet)
{
    settle_if_selected(app, sheet);
    if (call_sheet_keep(app, sheet, true))
        ask_when(app, sheet->id, "");
}

static void run_away(App *app, CallSheet *sheet)
{
    gint64 person = call_sheet_target(sheet).person->id;
    call_form_settle(app, sheet, false);
    away_form_open(app, person);
}

static void run_note(App *app, CallSheet *sheet)
{
    note_form_open(app, call_sheet_target(sheet).person->id);
}

/* Whoever is taken from there stands in for whom they asked for. */
static void run_press(App *app, CallSheet *sheet)
{
    call_form_settle(app, sheet, false);
    if (!sheet->asked_before && !sheet->guessed)
        sheet->asked_before = sheet->asked;
    call_sheet_set_press(app, sheet, true);
    call_sheet_keep(app, sheet, true);
    do_press(app);
}

static void run_journalist(App *app, CallSheet *sheet)
{
    call_sheet_set_press(app, sheet, !sheet->press);
    call_sheet_keep(app, sheet, true);
    call_say_press(app, sheet);
}

static void run_list(App *app, CallSheet *sheet)
{
    call_sheet_keep(app, sheet, true);
    do_calls(app);
}

static const CallAct acts[] = {
    {DESK_KEY_F3, N_("Message to the selected one"), needs_whom, run_message},
    {DESK_KEY_F4, N_("Answered on the spot"), NULL, run_answered},
    {DESK_KEY_F5, N_("Transfer to the selected one"), needs_whom, run_transfer},
    {DESK_KEY_F6, N_("Ask first, then connect"), consult_refusal, run_consult},
    {DESK_KEY_F7, N_("Told when they are back, and who else if selected"), needs_asked,
     run_informed},
    {DESK_KEY_F8, N_("Becomes an inquiry of mine"), NULL, run_inquiry},
    {KEY_NONE_, N_("Transfer to the second number"), needs_second_number, run_transfer_mobile},
    {KEY_CTRL('R'), N_("They will be rung back"), needs_number, run_call_back},
    {KEY_CTRL('N'), N_("The selected one is away until …"), needs_person, run_away},
    {KEY_NONE_, N_("A note about the selected one"), needs_person, run_note},
    {KEY_NONE_, N_("Press call on/off (a journalist rings)"), NULL, run_journalist},
    {KEY_CTRL('O'), N_("Press: a journalist rings; who has press duty"), NULL, run_press},
    {KEY_CTRL('F'), N_("Take the caller back"), cancel_refusal, run_cancel},
    {KEY_CTRL('P'), N_("Park the caller"), park_refusal, run_park},
    {KEY_CTRL('G'), N_("Ends without a result"), NULL, run_no_result},
    {KEY_NONE_, N_("The list of calls"), NULL, run_list},
};

/* The name went into the line below: a trap for quick fingers. */
static bool is_in_wrong_line(CallSheet *sheet)
{
    bool wrong = !*field_text(sheet->field[SHEET_FOR]) && *field_text(sheet->field[SHEET_MATTER]);
    if (wrong)
        sheet->place = SHEET_FOR;
    return wrong;
}

static void say_why_not(App *app, CallSheet *sheet, const CallAct *chosen, const char *refusal)
{
    bool needs_one = chosen->refusal == needs_whom || chosen->refusal == needs_asked;
    if (needs_one && is_in_wrong_line(sheet))
        app_say(app, SAY_ERROR, _("Write whom in \"%s\"."), _("For whom"));
    else
        app_say(app, SAY_ERROR, "%s", refusal);
}

/* Puts the caller through, or asks for it. */
static bool leads_on(const CallAct *act)
{
    return act->run == run_transfer || act->run == run_consult || act->run == run_transfer_mobile;
}

static void run(App *app, CallSheet *sheet, const CallAct *chosen)
{
    if (leads_on(chosen) && call_asks_which(app, sheet, chosen->key ? chosen->key : DESK_KEY_F9))
        return;
    bool there = call_sheet_look(app, sheet);
    const char *refusal = there && chosen->refusal ? chosen->refusal(app, sheet) : NULL;
    if (!there)
        app_say(app, SAY_ERROR, _("The directory cannot be read just now."));
    else if (refusal)
        say_why_not(app, sheet, chosen, refusal);
    else
        chosen->run(app, sheet);
}

bool call_act_by_key(App *app, CallSheet *sheet, KeyCode key)
{
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        if (acts[i].key != KEY_NONE_ && acts[i].key == key) {
            run(app, sheet, &acts[i]);
            return true;
        }
    return false;
}

static void act_chosen(App *app, gint64 value)
{
    CallSheet *sheet = call_form_sheet(app);
    if (sheet && !call_sheet_is_over(sheet))
        run(app, sheet, &acts[value]);
}

/* Without a telephone system its acts are no acts; one that is away is told of with the act. */
static bool is_possible(const App *app, const CallAct *one)
{
    bool needs_system = one->refusal == consult_refusal || one->refusal == cancel_refusal ||
                        one->refusal == park_refusal;
    const Pbx *pbx = app->calls.telephone ? telephone_pbx(app->calls.telephone) : NULL;
    return !needs_system || (pbx && pbx_connection(pbx) != PBX_OFF);
}

void call_acts_open(App *app, CallSheet *sheet)
{
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (!is_possible(app, &acts[i]))
            continue;
        g_autofree char *key = acts[i].key ? key_text(acts[i].key) : g_strdup("");
        g_autofree char *column = safe_text_fit(key, 7, false);
        g_autofree char *line = g_strconcat(column, _(acts[i].label), NULL);
        PickerItem *item = picker_item_new(line, NULL, i);
        item->refusal = g_strdup(acts[i].refusal ? acts[i].refusal(app, sheet) : NULL);
        g_ptr_array_add(items, item);
    }
    app_push_form(app, picker_new(_("What to do with the call"), items, act_chosen, NULL));
}

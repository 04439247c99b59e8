/* Owns the form of a telephone call: which call it shows and which key goes where. What it shows is
 * call_draw.c, what can be done with a call call_acts.c. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/tui/app.h"

#include "call_private.h"

typedef struct {
    Form form;
    CallSheet *sheet; /* borrowed from the call desk */
    const char *keys; /* N_(), as the call stood when it was drawn */
} CallForm;

static const FormOperations operations;

CallSheet *call_form_sheet(const App *app)
{
    Form *top = app_top_form(app);
    return top && top->operations == &operations ? ((CallForm *)top)->sheet : NULL;
}

/* ---- which call ---- */

static CallSheet *read_sheet(App *app, gint64 call)
{
    CallSheet *sheet = call_desk_sheet(app, call);
    if (sheet)
        return sheet;
    g_autoptr(GError) error = NULL;
    g_autoptr(Call) record = calls_get(app->desk->db, call, &error);
    if (!record) {
        app_complain(app, error);
        return NULL;
    }
    if (record->ended_at) {
        app_say(app, SAY_ERROR, _("Call %" PRId64 " was ended (%s)."), call,
                call_outcome_text(record->outcome));
        return NULL;
    }
    sheet = call_sheet_new(g_steal_pointer(&record));
    g_ptr_array_add(app->calls.sheets, sheet);
    return sheet;
}

/* With a caller on the line of the telephone system one can ask first; while somebody is asked only
 * two keys matter. */
static const char *keys_of(const App *app, const CallSheet *sheet)
{
    const PbxCall *line = call_sheet_line(app, sheet);
    PbxState state = line ? line->state : PBX_DONE;
    if (call_sheet_is_over(sheet))
        return N_("F2 Another call  Esc Back");
    if (state == PBX_READY)
        return N_("F6 Connect them  Ctrl-F Take the caller back  F9 All  Esc Aside");
    if (state == PBX_CONSULTING || state == PBX_TRANSFERRING)
        return N_("Ctrl-F Take the caller back  F9 All  F2 Another call  Esc Aside");
    if (state == PBX_TALKING)
        return N_("F9 All  F5 Transfer  F6 Ask first  F3 Message  F4 Answered  F7 Told  Esc Aside");
    return N_("F9 All  F3 Message  F5 Transfer  F4 Answered  F7 Told  F8 Inquiry  Esc Aside");
}

/* A form on top shows it; else one is pushed over what lies there. */
static void show(App *app, CallSheet *sheet)
{
    Form *top = app_top_form(app);
    if (top && top->operations == &operations) {
        CallSheet *before = ((CallForm *)top)->sheet;
        ((CallForm *)top)->sheet = sheet;
        if (before != sheet && call_sheet_is_over(before))
            g_ptr_array_remove(app->calls.sheets, before);
    } else {
        CallForm *form = g_new0(CallForm, 1);
        form->form.operations = &operations;
        form->keys = keys_of(app, sheet);
        form->sheet = sheet;
        app_push_form(app, &form->form);
    }
    call_sheet_look(app, sheet);
    call_sheet_learn(app, sheet, true);
    app->dirty = true;
}

bool call_form_open(App *app, gint64 call)
{
    CallSheet *before = call_form_sheet(app);
    if (before)
        call_sheet_keep(app, before, true);
    CallSheet *sheet = read_sheet(app, call);
    if (sheet) {
        show(app, sheet);
        call_say_shown(app, sheet, "");
    }
    return sheet != NULL;
}

/* One that was opened and not written in is used before another is begun. */
static CallSheet *empty_sheet(App *app)
{
    for (guint i = 0; i < app->calls.sheets->len; i++) {
        CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        if (call_sheet_is_empty(sheet) && (!sheet->call || !*sheet->call->linked_id))
            return sheet;
    }
    CallSheet *sheet = call_sheet_new(NULL);
    g_ptr_array_add(app->calls.sheets, sheet);
    return sheet;
}

/* The call that rings at this operator, unless it is on the screen already; 0: none. */
static gint64 ringing(App *app, const CallSheet *shown)
{
    if (!app->calls.telephone || app->down_since)
        return 0;
    g_autoptr(GError) error = NULL;
    gint64 call = telephone_ringing(app->calls.telephone, shown ? shown->id : 0, &error);
    if (error)
        app_complain(app, error);
    return call;
}

void do_call(App *app)
{
    CallSheet *before = call_form_sheet(app);
    if (before)
        call_sheet_keep(app, before, true);
    gint64 rings = ringing(app, before);
    if (rings && (call_adopt(app, before, rings) || call_form_open(app, rings)))
        return;
    if (before && call_desk_stays(app, before))
        return;
    CallSheet *sheet = empty_sheet(app);
    show(app, sheet);
    call_sheet_keep(app, sheet, true);
    app_refresh(app, app->down_since == 0);
}

/* ---- ended elsewhere ---- */

static bool is_shown(const App *app, const CallSheet *sheet)
{
    for (guint i = 0; i < app->forms->len; i++) {
        const Form *form = g_ptr_array_index(app->forms, i);
        if (form->operations == &operations && ((const CallForm *)form)->sheet == sheet)
            return true;
    }
    return false;
}

static void say_over(App *app, const Call *ended)
{
    g_autofree char *line = call_ended_text(app->desk, ended);
    app_say(app, SAY_ERROR, _("%s Esc leaves it."), line);
}

/* What the telephone system ends for this operator is no surprise to them. */
bool call_form_holds(App *app, const CallSheet *sheet, const Call *ended)
{
    if (call_sheet_is_over(sheet))
        return true;
    bool by_telephone = *ended->linked_id &&
                        calls_ended_by(app->desk->db, ended->id, NULL) == app->desk->operator_->id;
    if (!is_shown(app, sheet) || by_telephone)
        return false;
    say_over(app, ended);
    return true;
}

char *call_form_whose(const App *app, const CallSheet *sheet)
{
    const Call *call = sheet->call;
    if (call_sheet_is_over(sheet))
        return g_strdup(_("ENDED"));
    bool others = call && call->operator_id && call->operator_id != app->desk->operator_->id;
    return others ? g_strdup_printf(_("at the desk of %s"), call->operator_name) : g_strdup("");
}

/* ---- leaving ---- */

static bool form_goes(App *app, const CallSheet *sheet)
{
    for (guint i = app->forms->len; i-- > 0;) {
        Form *form = g_ptr_array_index(app->forms, i);
        if (form->operations == &operations && ((CallForm *)form)->sheet == sheet) {
            g_ptr_array_add(app->closed_forms, g_ptr_array_steal_index(app->forms, i));
            return true;
        }
    }
    return false;
}

void call_form_ended(App *app, CallSheet *sheet)
{
    while (form_goes(app, sheet))
        app->dirty = true;
    g_ptr_array_remove(app->calls.sheets, sheet);
}

/* Nothing was written, and nobody is on the line: it was no call. */
static bool drop_empty(App *app, CallSheet *sheet)
{
    bool on_line = sheet->call && *sheet->call->linked_id;
    if (!call_sheet_is_empty(sheet) || on_line || (sheet->id && app->down_since))
        return false;
    g_autoptr(GError) error = NULL;
    if (sheet->id && !call_drop(app->desk, sheet->id, &error))
        return false;
    call_form_ended(app, sheet);
    app_refresh(app, app->down_since == 0);
    app_say(app, SAY_INFO, _("The empty call is dropped."));
    return true;
}

static void put_aside(App *app, CallSheet *sheet)
{
    if (drop_empty(app, sheet))
        return;
    call_sheet_keep(app, sheet, true);
    gint64 id = sheet->id;
    app_pop_form(app);
    app_refresh(app, app->down_since == 0); /* the sheet may be gone now */
    if (id)
        app_say(app, SAY_INFO, _("Call %" PRId64 " stays open.  C lists the calls"), id);
}

/* ---- the other open calls ---- */

typedef struct {
    gint64 id;        /* 0: not in the database yet */
    CallSheet *sheet; /* NULL: not on the screen yet; borrowed */
} OpenCall;

static bool holds(const GArray *calls, gint64 id)
{
    for (guint i = 0; id && i < calls->len; i++)
        if (g_array_index(calls, OpenCall, i).id == id)
            return true;
    return false;
}

/* This operator's open calls in their order, of OpenCall. */
static GArray *open_calls(App *app)
{
    GArray *calls = g_array_new(FALSE, FALSE, sizeof(OpenCall));
    g_autoptr(GPtrArray) open =
        app->down_since ? NULL : calls_open(app->desk->db, app->desk->operator_->id, NULL);
    for (guint i = 0; open && i < open->len; i++) {
        gint64 id = ((const Call *)g_ptr_array_index(open, i))->id;
        OpenCall call = {.id = id, .sheet = call_desk_sheet(app, id)};
        g_array_append_val(calls, call);
    }
    for (guint i = 0; i < app->calls.sheets->len; i++) {
        CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        OpenCall call = {.id = sheet->id, .sheet = sheet};
        if (!holds(calls, sheet->id))
            g_array_append_val(calls, call);
    }
    return calls;
}

static void turn(App *app, CallSheet *sheet, int by)
{
    call_sheet_keep(app, sheet, true);
    g_autoptr(GArray) calls = open_calls(app);
    guint place = 0;
    for (guint i = 0; i < calls->len; i++)
        if (g_array_index(calls, OpenCall, i).sheet == sheet)
            place = i;
    if (calls->len < 2) {
        app_say(app, SAY_INFO, _("No other call is open. F2 begins one."));
        return;
    }
    guint next = (place + (by > 0 ? 1 : calls->len - 1)) % calls->len;
    const OpenCall *call = &g_array_index(calls, OpenCall, next);
    CallSheet *other = call->sheet ? call->sheet : read_sheet(app, call->id);
    if (!other)
        return;
    show(app, other);
    app->walking = false; /* between calls, not in a list: the cursor is in the field */
    g_autofree char *which = g_strdup_printf(_("Call %u of %u"), next + 1, calls->len);
    if (screen_is_accessible())
        call_say_shown(app, other, which);
    else
        app_say(app, SAY_INFO, "%s", which);
}

/* ---- keys ---- */

void call_form_settle(App *app, CallSheet *sheet, bool named)
{
    bool before = sheet->settled;
    call_sheet_settle(app, sheet);
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    if (named)
        sheet->guessed = false;
    else if (!before && sheet->settled)
        sheet->guessed = !sheet->walked && entry && entry->kind == ENTRY_STATISTIC;
}

static void go_to(App *app, CallSheet *sheet, SheetPlace place)
{
    if (screen_is_accessible())
        app_say_nothing(app);
    if (sheet->place == SHEET_FOR && place != SHEET_FOR) {
        guint found = sheet->hits ? sheet->hits->len : 0;
        call_form_settle(app, sheet, false);
        call_sheet_look(app, sheet);
        call_say_found(app, sheet, found);
    }
    if (sheet->place == SHEET_CALLER) {
        call_sheet_learn(app, sheet, true);
        call_say_caller(app, sheet);
    }
    sheet->place = place;
    call_sheet_look(app, sheet);
    call_sheet_keep(app, sheet, true);
}

/* Another text for whom: what was chosen is open again, and so is whom they asked for. */
static void typed(App *app, CallSheet *sheet)
{
    call_sheet_typed(app, sheet);
    if (sheet->place == SHEET_FOR && !sheet->settled) {
        sheet->walked = sheet->guessed = false;
        sheet->asked_before = 0;
    }
}

static void edit(App *app, CallSheet *sheet, KeyCode key)
{
    if (!field_key(sheet->field[sheet->place], key)) {
        g_autofree char *word = key_text(key);
        app_say(app, SAY_INFO, _("%s is not used here. F9 lists what can be done."), word);
        return;
    }
    typed(app, sheet);
    call_sheet_keep(app, sheet, false);
}

/* Behind the last of the people the arrows read the card; back above its first line. */
static bool walk_card(const App *app, CallSheet *sheet, int by)
{
    int others = sheet->others ? (int)sheet->others->others->len : 0;
    bool last = others > 0 ? sheet->other == others - 1 : sheet->hit + 1 == (int)sheet->hits->len;
    if (!screen_is_accessible() || (sheet->card == 0 && (by < 0 || !last || app_enters_list(app))))
        return false;
    sheet->card = CLAMP(sheet->card + by, 0, sheet->card_lines);
    return true;
}

/* From the caller's line the list of people is where the arrows lead first. */
static void walk(App *app, CallSheet *sheet, int by)
{
    if (sheet->place == SHEET_CALLER && by < 0)
        return;
    if (sheet->place == SHEET_CALLER)
        go_to(app, sheet, SHEET_FOR);
    bool entry = call_sheet_entry(sheet) != NULL;
    if (entry && walk_card(app, sheet, by))
        return;
    if (!entry || !app_enters_list(app))
        call_sheet_move(sheet, by);
    sheet->walked = true;
    call_sheet_look(app, sheet);
    if (!call_sheet_entry(sheet))
        call_say_found(app, sheet, 0);
}

static void next_language(App *app, CallSheet *sheet)
{
    sheet->language = (Language)((sheet->language + 1) % (LANGUAGE_ENGLISH + 1));
    sheet->looked_at = 0;
    call_sheet_look(app, sheet);
    call_say_sentence(app, sheet);
}

/* Moving between fields, people and calls; false: another key. */
static bool moving_key(App *app, CallSheet *sheet, KeyCode key)
{
    SheetPlace next = (SheetPlace)((sheet->place + 1) % SHEET_PLACES);
    SheetPlace before = (SheetPlace)((sheet->place + SHEET_PLACES - 1) % SHEET_PLACES);
    if (key == DESK_KEY_TAB)
        go_to(app, sheet, next);
    else if (key == DESK_KEY_ENTER)
        go_to(app, sheet, sheet->place == SHEET_MATTER ? SHEET_MATTER : next);
    else if (key == DESK_KEY_BACKTAB)
        go_to(app, sheet, before);
    else if (key == DESK_KEY_DOWN || key == DESK_KEY_UP)
        walk(app, sheet, key == DESK_KEY_DOWN ? 1 : -1);
    else if (key == DESK_KEY_PAGE_DOWN || key == DESK_KEY_PAGE_UP)
        turn(app, sheet, key == DESK_KEY_PAGE_DOWN ? 1 : -1);
    else
        return false;
    return true;
}

/* It is only looked at; nothing that is pressed goes anywhere. */
static void key_when_over(App *app, CallSheet *sheet, KeyCode key)
{
    if (key == DESK_KEY_F10) {
        do_quit(app);
    } else if (key == DESK_KEY_ESCAPE) {
        call_form_ended(app, sheet);
        app_refresh(app, app->down_since == 0);
    } else {
        say_over(app, sheet->call);
    }
}

static void form_key(Form *base, App *app, KeyCode key)
{
    CallSheet *sheet = ((CallForm *)base)->sheet;
    if (call_sheet_is_over(sheet)) {
        key_when_over(app, sheet, key);
        return;
    }
    if (key != DESK_KEY_F5)
        sheet->warned = 0;
    if (key != DESK_KEY_DOWN && key != DESK_KEY_UP)
        sheet->card = 0;
    call_desk_other_key(app, key);
    call_sheet_look(app, sheet);
    if (moving_key(app, sheet, key))
        return;
    if (key == DESK_KEY_F9 || key == DESK_KEY_F1)
        call_acts_open(app, sheet);
    else if (key == DESK_KEY_F10)
        do_quit(app);
    else if (key == KEY_CTRL('T'))
        next_language(app, sheet);
    else if (key == DESK_KEY_ESCAPE)
        put_aside(app, sheet);
    else if (!call_act_by_key(app, sheet, key))
        edit(app, sheet, key);
}

static void form_paste(Form *base, App *app, const char *text)
{
    CallSheet *sheet = ((CallForm *)base)->sheet;
    if (call_sheet_is_over(sheet)) {
        say_over(app, sheet->call);
        return;
    }
    if (!field_paste(sheet->field[sheet->place], text))
        app_say(app, SAY_ERROR, _("That cannot be pasted here."));
    typed(app, sheet);
    call_sheet_keep(app, sheet, false);
}

/* Only the text: lists and database come when the wait is over. */
static void form_typed_meanwhile(Form *base, App *app, const Input *input)
{
    (void)app;
    const CallSheet *sheet = ((const CallForm *)base)->sheet;
    Field *field = sheet->field[sheet->place];
    if (call_sheet_is_over(sheet))
        return;
    if (input->kind == INPUT_PASTE)
        field_paste(field, input->text);
    else if (key_is_text(input->key) || input->key == DESK_KEY_BACKSPACE)
        field_key(field, input->key);
}

static void form_draw(Form *base, App *app, Rect area)
{
    CallForm *form = (CallForm *)base;
    form->keys = keys_of(app, form->sheet);
    call_sheet_draw(app, form->sheet, area);
}

static const char *form_keys(const Form *base)
{
    return _(((const CallForm *)base)->keys);
}

static void form_refresh(Form *base, App *app)
{
    call_sheet_look(app, ((CallForm *)base)->sheet);
}

static void form_free(Form *base)
{
    g_free(base);
}

static const FormOperations operations = {.draw = form_draw,
                                          .key = form_key,
                                          .paste = form_paste,
                                          .keys = form_keys,
                                          .refresh = form_refresh,
                                          .typed_meanwhile = form_typed_meanwhile,
                                          .free = form_free};

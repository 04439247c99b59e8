/* Owns the meeting of a call that was opened by hand and of the caller on the telephone: F2 a
 * second too early, and the form is not of the call in the ear. A form in which nothing is written
 * becomes that call; of one that has words it is asked before the caller is put through. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"

#include "skranke/tui/app.h"

#include "call_private.h"

static bool is_by_hand(const CallSheet *sheet)
{
    return !sheet->call || (!*sheet->call->linked_id && sheet->call->ended_at == 0);
}

static bool is_waiting(const CallSheet *sheet)
{
    return is_by_hand(sheet) && call_sheet_is_empty(sheet);
}

/* The one that was begun by hand goes: what stood in it stands in the caller's call now. */
static void leave_behind(App *app, gint64 call)
{
    static const CallFacts nothing = {
        .caller = "", .asked_for = "", .matter = "", .person = 0, .press = 0};
    g_autoptr(GError) error = NULL;
    if (call != 0 &&
        (!call_keep(app->desk, call, &nothing, &error) || !call_drop(app->desk, call, &error)))
        app_complain(app, error);
}

/* The sheet becomes that of the caller's call, which is taken; what is typed goes with it. */
static void take_over(App *app, CallSheet *sheet, Call *call)
{
    gint64 before = sheet->id;
    call_free(sheet->call);
    sheet->call = call;
    sheet->id = call->id;
    sheet->began_at = call->began_at;
    if (!*field_text(sheet->field[SHEET_CALLER]))
        field_set(sheet->field[SHEET_CALLER], call->caller);
    sheet->kept_person = -1; /* nothing of it stands there */
    sheet->looked_at = 0;
    if (call_sheet_keep(app, sheet, true))
        leave_behind(app, before);
    call_sheet_look(app, sheet);
    call_sheet_learn(app, sheet, true);
    app_refresh(app, app->down_since == 0);
}

bool call_adopt(App *app, CallSheet *sheet, gint64 call)
{
    if (!sheet || !is_waiting(sheet) || call_desk_sheet(app, call) || app->down_since)
        return false;
    Call *record = calls_get(app->desk->db, call, NULL);
    if (!record || record->ended_at) {
        call_free(record);
        return false;
    }
    take_over(app, sheet, record);
    return true;
}

void call_adopt_answered(App *app, gint64 call)
{
    CallSheet *waiting = NULL;
    guint count = 0;
    for (guint i = 0; app->calls.sheets && i < app->calls.sheets->len; i++) {
        CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        if (is_waiting(sheet) && ++count == 1)
            waiting = sheet;
    }
    if (count != 1 || !call_adopt(app, waiting, call))
        return;
    app_say(app, SAY_INFO, _("Call %" PRId64 " is the caller on the telephone now."), call);
}

/* ---- which caller? ---- */

static const PbxCall *talking_to(const App *app)
{
    const PbxCall *line =
        app->calls.telephone ? pbx_current(telephone_pbx(app->calls.telephone)) : NULL;
    return line && line->state == PBX_TALKING ? line : NULL;
}

static char *caller_of(const PbxCall *line)
{
    g_autofree char *number = phone_number_normalise(line->number);
    g_autofree char *shown = phone_number_text(number);
    return g_strdup(*shown ? shown : *line->name ? line->name : _("hidden number"));
}

/* Somebody has written in it already: the caller in the ear is that one. */
static bool is_written_in(const CallSheet *sheet)
{
    return *field_text(sheet->field[SHEET_FOR]) || *field_text(sheet->field[SHEET_MATTER]) ||
           sheet->asked != 0;
}

/* The call in the ear, read; NULL: said why not. Its own form, with nothing in it, goes. */
static Call *read_in_ear(App *app, gint64 call, CallSheet *own)
{
    g_autoptr(GError) error = NULL;
    Call *record = calls_get(app->desk->db, call, &error);
    if (!record)
        app_complain(app, error);
    else if (own)
        call_form_ended(app, own);
    return record;
}

bool call_asks_which(App *app, CallSheet *sheet, KeyCode key)
{
    const PbxCall *line = talking_to(app);
    if (!line || !is_by_hand(sheet) || app->down_since)
        return false;
    g_autofree char *caller = caller_of(line), *word = key_text(key);
    gint64 call = telephone_ringing(app->calls.telephone, 0, NULL);
    CallSheet *own = call ? call_desk_sheet(app, call) : NULL;
    bool other = own && is_written_in(own);
    if (call == 0)
        return false;
    if (call_desk_once_more(app, sheet->id, key)) {
        Call *record = other ? NULL : read_in_ear(app, call, own);
        if (record)
            take_over(app, sheet, record);
        return !other && !record;
    }
    if (other)
        app_say(app, SAY_ERROR,
                _("The caller on the telephone is %s, in call %" PRId64
                  ". %s again notes this one by hand."),
                caller, call, word);
    else
        app_say(app, SAY_ERROR, _("The caller on the telephone is %s: is it this one? %s again"),
                caller, word);
    return true;
}

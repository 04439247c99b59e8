/* Owns the way of what is typed about a call into the database: a second after the first key that
 * is not there yet, at every change of field, and before anything is done with the call. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/rescue.h"

enum { KEEP_AFTER_MS = 1000, TRY_AGAIN_MS = 5000, KEEP_DEADLINE_MS = 5000 };

static guint revision(const CallSheet *sheet)
{
    guint sum = 0;
    for (guint i = 0; i < SHEET_PLACES; i++)
        sum += text_buffer_revision(sheet->field[i]->buffer);
    return sum;
}

bool call_sheet_is_empty(const CallSheet *sheet)
{
    for (guint i = 0; i < SHEET_PLACES; i++)
        if (*field_text(sheet->field[i]))
            return false;
    return sheet->asked == 0 && !sheet->press;
}

/* With words that are not kept yet it is not: they become a new call. */
bool call_sheet_is_over(const CallSheet *sheet)
{
    return sheet->call && sheet->call->ended_at != 0 && sheet->changed_at == 0;
}

/* Whom the caller asked for, 0: nobody (yet): kept once it was chosen, not while the list is still
 * searched. */
static gint64 asked_of(const CallSheet *sheet)
{
    if (sheet->asked_before)
        return sheet->asked_before;
    return sheet->settled && !sheet->guessed ? sheet->asked : 0;
}

/* Copies: while the database is waited for, typing goes on in the fields themselves. */
static bool begin(App *app, CallSheet *sheet, GError **error)
{
    if (sheet->id)
        return true;
    g_autofree char *caller = g_strdup(field_text(sheet->field[SHEET_CALLER]));
    NewCall given = {.caller = caller, .direction = CALL_IN, .began_at = sheet->began_at};
    sheet->id = call_begin(app->desk, &given, error);
    return sheet->id != 0;
}

static bool keep(App *app, CallSheet *sheet, gint64 person, GError **error)
{
    const DirectoryEntry *entry = sheet->settled ? call_sheet_entry(sheet) : NULL;
    bool statistic = entry && entry->kind == ENTRY_STATISTIC;
    g_autofree char *about = statistic ? g_strdup(entry->statistic->short_name) : NULL;
    g_autofree char *caller = g_strdup(field_text(sheet->field[SHEET_CALLER]));
    g_autofree char *asked_for = g_strdup(field_text(sheet->field[SHEET_FOR]));
    g_autofree char *matter = g_strdup(field_text(sheet->field[SHEET_MATTER]));
    CallFacts facts = {.caller = caller,
                       .asked_for = asked_for,
                       .matter = matter,
                       .person = person,
                       .statistic = about,
                       .press = sheet->press};
    return call_keep(app->desk, sheet->id, &facts, error);
}

/* Ended elsewhere while this was being written: what was typed is not thrown away. */
static void keep_as_new(App *app, CallSheet *sheet)
{
    app_say(app, SAY_ERROR,
            _("Call %" PRId64 " was ended elsewhere; what you typed is kept as a new call."),
            sheet->id);
    g_clear_pointer(&sheet->call, call_free);
    sheet->id = 0;
    sheet->changed_at = 0;
}

static void read_back(App *app, CallSheet *sheet)
{
    Call *call = calls_get(app->desk->db, sheet->id, NULL);
    if (!call)
        return;
    call_free(sheet->call);
    sheet->call = call;
}

static bool put(App *app, CallSheet *sheet, guint current, gint64 person)
{
    bool press = sheet->press;
    g_autoptr(GError) error = NULL;
    db_set_deadline(app->desk->db, KEEP_DEADLINE_MS);
    bool kept = begin(app, sheet, &error) && keep(app, sheet, person, &error);
    if (kept)
        read_back(app, sheet);
    db_set_deadline(app->desk->db, 0);
    if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        keep_as_new(app, sheet);
        return false;
    }
    if (!kept) {
        sheet->changed_at = clock_monotonic_ms() + TRY_AGAIN_MS;
        app_complain(app, error);
        if (app->down_since)
            rescue_keep_call(app, sheet);
        return false;
    }
    sheet->kept_revision = current;
    sheet->kept_person = person;
    sheet->kept_press = press;
    sheet->changed_at = 0;
    rescue_forget_call(sheet);
    app->change_mark = db_change_mark(app->desk->db);
    app->dirty = true;
    return true;
}

static bool is_kept(const CallSheet *sheet)
{
    gint64 person = asked_of(sheet);
    return sheet->id && revision(sheet) == sheet->kept_revision && person == sheet->kept_person &&
           sheet->press == sheet->kept_press;
}

void call_sheet_rescue(App *app, CallSheet *sheet)
{
    if (!is_kept(sheet) && !call_sheet_is_empty(sheet) && !call_sheet_is_over(sheet))
        rescue_keep_call(app, sheet);
}

bool call_sheet_keep(App *app, CallSheet *sheet, bool now)
{
    guint current = revision(sheet);
    gint64 person = asked_of(sheet);
    if (is_kept(sheet) || call_sheet_is_over(sheet))
        return true;
    gint64 clock = clock_monotonic_ms();
    if (sheet->changed_at == 0)
        sheet->changed_at = clock;
    if (app->down_since)
        rescue_keep_call(app, sheet);
    if (app->down_since || (!now && clock - sheet->changed_at < KEEP_AFTER_MS))
        return false;
    return put(app, sheet, current, person);
}

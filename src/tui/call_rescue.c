/* Owns the files of the state folder that keep what is typed about a call while the database is
 * away, and their way back into it. Knows no form. */
#include <glib/gstdio.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/rescue.h"

#define GROUP "call"

static char *path_of(const App *app, const CallSheet *sheet)
{
    g_autofree char *first = rescue_beginning(app, "call");
    g_autofree char *name = g_strdup_printf("%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".txt",
                                            first, sheet->id, sheet->began_at);
    return paths_state_file(name);
}

static const char *const words[SHEET_PLACES] = {"caller", "for_whom", "matter"};

void rescue_keep_call(App *app, CallSheet *sheet, guint revision)
{
    if (sheet->rescue && sheet->rescued_revision == revision)
        return;
    g_autoptr(GKeyFile) file = g_key_file_new();
    for (guint i = 0; i < SHEET_PLACES; i++)
        g_key_file_set_string(file, GROUP, words[i], field_text(sheet->field[i]));
    g_key_file_set_int64(file, GROUP, "number", sheet->id);
    g_key_file_set_int64(file, GROUP, "began_at", sheet->began_at);
    g_key_file_set_int64(file, GROUP, "person", sheet->settled ? sheet->asked : 0);
    g_key_file_set_boolean(file, GROUP, "press", sheet->press);
    if (!sheet->rescue)
        sheet->rescue = path_of(app, sheet);
    g_autofree char *text = g_key_file_to_data(file, NULL, NULL);
    g_autoptr(GError) error = NULL;
    if (g_file_set_contents_full(sheet->rescue, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
        sheet->rescued_revision = revision;
    else
        app_say(app, SAY_ERROR, _("What you type about the call could not be kept anywhere: %s"),
                error->message);
}

void rescue_forget_call(CallSheet *sheet)
{
    if (sheet->rescue)
        g_unlink(sheet->rescue);
    g_clear_pointer(&sheet->rescue, g_free);
}

/* ---- back into the database ---- */

static bool is_on_screen(const App *app, const char *path)
{
    for (guint i = 0; app->calls.sheets && i < app->calls.sheets->len; i++) {
        const CallSheet *sheet = g_ptr_array_index(app->calls.sheets, i);
        if (g_strcmp0(sheet->rescue, path) == 0)
            return true;
    }
    return false;
}

static bool keep(App *app, gint64 call, gint64 began_at, const CallFacts *facts, GError **error)
{
    if (call && call_keep(app->desk, call, facts, error))
        return true;
    bool gone = call && (g_error_matches(*error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) ||
                         g_error_matches(*error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    if (call && !gone)
        return false;
    g_clear_error(error);
    NewCall given = {.caller = facts->caller, .direction = CALL_IN, .began_at = began_at};
    gint64 new_one = call_begin(app->desk, &given, error);
    return new_one && call_keep(app->desk, new_one, facts, error);
}

static bool bring_in(App *app, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &error)) {
        log_line(LOG_WARNING, "%s: %s", path, error->message);
        return false;
    }
    g_autofree char *caller = g_key_file_get_string(file, GROUP, words[SHEET_CALLER], NULL);
    g_autofree char *asked_for = g_key_file_get_string(file, GROUP, words[SHEET_FOR], NULL);
    g_autofree char *matter = g_key_file_get_string(file, GROUP, words[SHEET_MATTER], NULL);
    CallFacts facts = {.caller = caller ? caller : "",
                       .asked_for = asked_for,
                       .matter = matter,
                       .person = g_key_file_get_int64(file, GROUP, "person", NULL),
                       .press = g_key_file_get_boolean(file, GROUP, "press", NULL)};
    if (keep(app, g_key_file_get_int64(file, GROUP, "number", NULL),
             g_key_file_get_int64(file, GROUP, "began_at", NULL), &facts, &error)) {
        g_unlink(path);
        return true;
    }
    log_line(LOG_WARNING, "what was typed about a call stays in %s: %s", path, error->message);
    return false;
}

bool rescue_bring_in_calls(App *app)
{
    g_autofree char *first = rescue_beginning(app, "call");
    g_autofree char *any = paths_state_file("call");
    g_autofree char *folder = g_path_get_dirname(any);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    bool brought = false;
    for (const char *name; files && (name = g_dir_read_name(files));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_prefix(name, first) && g_str_has_suffix(name, ".txt") &&
            !is_on_screen(app, path))
            brought = bring_in(app, path) || brought;
    }
    return brought;
}

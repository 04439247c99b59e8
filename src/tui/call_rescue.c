/* Owns the files of the state folder that keep what is typed about a call while the database is
 * away, and their way back into it. Knows no form.
 *
 * A call has a file of its own, named after the process of its desk: two calls begun in one second
 * share nothing, and neither do two desks of one operator. A desk holds a lock while it lives;
 * another brings in what it left only when the system has let go of the lock. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/rescue.h"

#define GROUP "call"
#define END ".txt"

static const char *const words[SHEET_PLACES] = {"caller", "for_whom", "matter"};
/* What the database had when it went away, so that nothing written there since is covered. */
static const char *const words_before[SHEET_PLACES] = {"caller_before", "for_whom_before",
                                                       "matter_before"};

/* ---- whose files ---- */

/* What the files of this desk begin with, but for their folder. */
static char *own_beginning(const App *app)
{
    g_autofree char *first = rescue_beginning(app, "call");
    char *own = g_strconcat(first, identity_process(), "-", NULL);
    return g_strdelimit(own, ":/", '_');
}

/* The part of a file's name that all files of its desk have. */
static char *desk_of(const char *name)
{
    const char *last = strrchr(name, '-');
    return g_strndup(name, last ? (gsize)(last - name) + 1 : 0);
}

/* NULL: another process holds it, or it cannot be made. */
static FILE *lock_taken(const char *desk)
{
    g_autofree char *name = g_strconcat(desk, "lock", NULL);
    g_autofree char *path = paths_state_file(name);
    FILE *lock = fopen(path, "we"); /* e: no child keeps it */
    if (lock && flock(fileno(lock), LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (!lock || errno != EWOULDBLOCK)
        log_line(LOG_WARNING, "%s: %s", path, g_strerror(errno));
    if (lock)
        fclose(lock);
    return NULL;
}

static void lock_released(const char *desk, FILE *lock)
{
    g_autofree char *name = g_strconcat(desk, "lock", NULL);
    g_autofree char *path = paths_state_file(name);
    g_unlink(path);
    fclose(lock);
}

/* ---- keeping ---- */

static char *new_path(App *app)
{
    g_autofree char *own = own_beginning(app);
    if (!app->calls.rescue_lock)
        app->calls.rescue_lock = lock_taken(own);
    g_autofree char *name = g_strdup_printf("%s%u" END, own, ++app->calls.rescues);
    return paths_state_file(name);
}

static char *written(const CallSheet *sheet)
{
    const Call *call = sheet->call;
    const char *const before[SHEET_PLACES] = {call ? call->caller : "", call ? call->asked_for : "",
                                              call ? call->matter : ""};
    g_autoptr(GKeyFile) file = g_key_file_new();
    for (guint i = 0; i < SHEET_PLACES; i++) {
        g_key_file_set_string(file, GROUP, words[i], field_text(sheet->field[i]));
        g_key_file_set_string(file, GROUP, words_before[i], before[i]);
    }
    g_key_file_set_int64(file, GROUP, "number", sheet->id);
    g_key_file_set_int64(file, GROUP, "began_at", sheet->began_at);
    g_key_file_set_int64(file, GROUP, "person", sheet->settled ? sheet->asked : 0);
    g_key_file_set_boolean(file, GROUP, "press", sheet->press);
    return g_key_file_to_data(file, NULL, NULL);
}

void rescue_keep_call(App *app, CallSheet *sheet)
{
    g_autofree char *text = written(sheet);
    if (g_strcmp0(text, sheet->rescued) == 0)
        return;
    if (!sheet->rescue)
        sheet->rescue = new_path(app);
    g_autoptr(GError) error = NULL;
    if (!g_file_set_contents_full(sheet->rescue, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                  &error)) {
        app_say(app, SAY_ERROR, _("What you type about the call could not be kept anywhere: %s"),
                error->message);
        return;
    }
    g_free(sheet->rescued);
    sheet->rescued = g_steal_pointer(&text);
    app->dirty = true; /* its title says so */
}

bool rescue_has_call(const CallSheet *sheet)
{
    g_autofree char *text = sheet->rescued ? written(sheet) : NULL;
    return text && g_str_equal(text, sheet->rescued);
}

void rescue_forget_call(CallSheet *sheet)
{
    if (sheet->rescue)
        g_unlink(sheet->rescue);
    g_clear_pointer(&sheet->rescue, g_free);
    g_clear_pointer(&sheet->rescued, g_free);
}

void rescue_close_calls(App *app)
{
    g_autofree char *own = own_beginning(app);
    if (app->calls.rescue_lock)
        lock_released(own, app->calls.rescue_lock);
    app->calls.rescue_lock = NULL;
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

/* Does the call say what it said when it was last read, or what it is to say now? If not, somebody
 * has written there since: another desk of the same operator, which was killed as this one. */
static bool says_nothing_else(const Call *call, GKeyFile *file)
{
    const char *const now[SHEET_PLACES] = {call->caller, call->asked_for, call->matter};
    for (guint i = 0; i < SHEET_PLACES; i++) {
        g_autofree char *before = g_key_file_get_string(file, GROUP, words_before[i], NULL);
        g_autofree char *text = g_key_file_get_string(file, GROUP, words[i], NULL);
        if (g_strcmp0(now[i], before) != 0 && g_strcmp0(now[i], text) != 0)
            return false;
    }
    return true;
}

/* The call that the file is about, 0: a new one is begun; -1: the database is away. */
static gint64 call_of(App *app, GKeyFile *file, GError **error)
{
    gint64 id = g_key_file_get_int64(file, GROUP, "number", NULL);
    g_autoptr(GError) wrong = NULL;
    g_autoptr(Call) call = id ? calls_get(app->desk->db, id, &wrong) : NULL;
    if (wrong && !g_error_matches(wrong, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return -1;
    }
    return call && !call->ended_at && says_nothing_else(call, file) ? id : 0;
}

static bool keep(App *app, GKeyFile *file, const CallFacts *facts, GError **error)
{
    gint64 call = call_of(app, file, error);
    if (call > 0)
        return call_keep(app->desk, call, facts, error);
    NewCall given = {.caller = facts->caller,
                     .direction = CALL_IN,
                     .began_at = g_key_file_get_int64(file, GROUP, "began_at", NULL)};
    call = call == 0 ? call_begin(app->desk, &given, error) : 0;
    return call > 0 && call_keep(app->desk, call, facts, error);
}

static bool bring_in(App *app, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &error)) {
        if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) /* else another desk did */
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
    if (keep(app, file, &facts, &error)) {
        g_unlink(path);
        return true;
    }
    log_line(LOG_WARNING, "what was typed about a call stays in %s: %s", path, error->message);
    return false;
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of this operator's files, desk by desk. */
static GPtrArray *names_of_files(const App *app, const char *folder)
{
    g_autofree char *first = rescue_beginning(app, "call");
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; files && (name = g_dir_read_name(files));)
        if (g_str_has_prefix(name, first) && g_str_has_suffix(name, END))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    return names;
}

bool rescue_bring_in_calls(App *app)
{
    g_autofree char *any = paths_state_file("call");
    g_autofree char *folder = g_path_get_dirname(any);
    g_autofree char *own = own_beginning(app);
    g_autofree char *locked = g_strdup("");
    g_autoptr(GPtrArray) names = names_of_files(app, folder);
    FILE *lock = NULL;
    bool brought = false;
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
        g_autofree char *desk = desk_of(g_ptr_array_index(names, i));
        bool ours = g_str_equal(desk, own);
        if (!ours && !g_str_equal(desk, locked)) {
            if (lock)
                lock_released(locked, lock);
            lock = lock_taken(desk);
            g_free(locked);
            locked = g_strdup(desk);
        }
        if (ours ? !is_on_screen(app, path) : lock != NULL)
            brought = bring_in(app, path) || brought;
    }
    if (lock)
        lock_released(locked, lock);
    return brought;
}

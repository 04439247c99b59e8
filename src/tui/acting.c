/* Owns the marks and what an act is done to. Knows no act. */
#include "skranke/tui/acting.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"

#include "skranke/tui/app.h"

/* ---- marks ---- */

bool marks_has(const App *app, gint64 inquiry)
{
    return g_hash_table_contains(app->marked, &inquiry);
}

bool marks_clear(App *app)
{
    bool any = g_hash_table_size(app->marked) > 0;
    g_hash_table_remove_all(app->marked);
    app->dirty = app->dirty || any;
    return any;
}

void do_mark(App *app)
{
    gint64 id = app_inquiry(app);
    if (!g_hash_table_remove(app->marked, &id))
        g_hash_table_add(app->marked, g_memdup2(&id, sizeof id));
    g_autoptr(GError) error = NULL;
    if (!queue_model_move(app->queue, 1, &error))
        app_complain(app, error);
    const Inquiry *selected = queue_model_selected(app->queue);
    inquiry_show_soon(app, selected ? selected->id : 0);
}

void do_unmark(App *app)
{
    if (!marks_clear(app))
        app_say(app, SAY_INFO, _("Nothing is marked. Space marks."));
}

/* ---- what is acted on ---- */

void acting_clear(Acting *acting)
{
    g_clear_pointer(&acting->on, g_array_unref);
    g_clear_pointer(&acting->choices, g_ptr_array_unref);
    g_clear_pointer(&acting->chosen, g_free);
}

void acting_begin_one(App *app)
{
    gint64 id = app_inquiry(app);
    acting_clear(&app->acting);
    app->acting.on = g_array_new(FALSE, FALSE, sizeof(gint64));
    app->acting.choices = g_ptr_array_new_with_free_func(g_free);
    g_array_append_val(app->acting.on, id);
}

static int by_number(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return left < right ? -1 : left > right;
}

void acting_begin(App *app)
{
    acting_begin_one(app);
    if (app->focus != PANE_QUEUE || g_hash_table_size(app->marked) == 0)
        return;
    g_array_set_size(app->acting.on, 0);
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, app->marked);
    while (g_hash_table_iter_next(&iterator, &key, NULL))
        g_array_append_val(app->acting.on, *(gint64 *)key);
    g_array_sort(app->acting.on, by_number);
}

gint64 acting_one(const App *app)
{
    return app->acting.on->len ? g_array_index(app->acting.on, gint64, 0) : 0;
}

char *acting_title(const App *app, const char *what)
{
    guint count = app->acting.on->len;
    g_autofree char *which =
        count == 1 ? g_strdup_printf("%" G_GINT64_FORMAT, acting_one(app))
                   : g_strdup_printf(ngettext("%u inquiry", "%u inquiries", count), count);
    return g_strdup_printf("%s: %s", what, which);
}

gint64 acting_add_choice(App *app, const char *text)
{
    g_ptr_array_add(app->acting.choices, g_strdup(text));
    return app->acting.choices->len - 1;
}

const char *acting_choice(const App *app, gint64 value)
{
    return g_ptr_array_index(app->acting.choices, value);
}

void acting_set_chosen(App *app, const char *text)
{
    char *copy = g_strdup(text);
    g_free(app->acting.chosen);
    app->acting.chosen = copy;
}

/* ---- doing ---- */

/* How many events of ours that may be undone came since: an act that changed nothing has none. */
static guint undoable_since(App *app, gint64 event, gint64 inquiry)
{
    guint count = 0;
    g_autoptr(GPtrArray) news = event < 0 ? NULL : events_after(app->desk->db, event, 200, NULL);
    for (guint i = 0; news && i < news->len; i++) {
        const Event *candidate = g_ptr_array_index(news, i);
        count += candidate->inquiry == inquiry && event_kind_may_undo(candidate->kind) &&
                 candidate->operator_id == app->desk->operator_->id;
    }
    return count;
}

static void run_one(App *app, ActingFunc act, const ActingWords *words)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = acting_one(app);
    bool ok = act(app, inquiry, &error);
    g_autofree char *done = g_strdup_printf(_(words->one), inquiry);
    app_did(app, ok, error, done);
}

/* Refused ones stay marked, so that one sees which they were. */
static void run_many(App *app, ActingFunc act, const ActingWords *words)
{
    guint done = 0, refused = 0, events = 0;
    g_autofree char *why = NULL;
    for (guint i = 0; i < app->acting.on->len; i++) {
        g_autoptr(GError) error = NULL;
        gint64 inquiry = g_array_index(app->acting.on, gint64, i);
        gint64 newest = events_newest(app->desk->db, NULL);
        if (act(app, inquiry, &error)) {
            done++;
            events += undoable_since(app, newest, inquiry);
            g_hash_table_remove(app->marked, &inquiry);
            continue;
        }
        refused++;
        if (!why)
            why = g_strdup(error ? error->message : "");
        if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
            break;
    }
    app_refresh(app, true);
    app->undo_at_once = events;
    g_autofree char *count = g_strdup_printf(_(words->many), done);
    if (refused)
        app_say(app, SAY_ERROR, _("%s, %u refused: %s"), count, refused, why);
    else
        app_say(app, SAY_INFO, _("%s.  u undoes"), count);
}

void acting_run(App *app, ActingFunc act, const ActingWords *words)
{
    if (app->acting.on->len == 1)
        run_one(app, act, words);
    else
        run_many(app, act, words);
}

/* Owns the run of the desk: opening, the main loop with keys, ticks and signals, and the way out.
 */
#include "skranke/tui/tui.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "skranke/store/events.h"
#include "skranke/store/open.h"

#include "skranke/tui/app.h"
#include "skranke/tui/rescue.h"

enum { TICK_MS = 250, WAIT_SHOWN_MS = 300, WAIT_PAINT_MS = 500, WAIT_RESCUED_MS = 1000 };

/* ---- the wait hook: a slow database keeps the screen alive ---- */

/* Nothing that is typed during a wait is lost: short waits, which nobody sees, keep it for
 * afterwards. While a wait is shown only a text goes on being written; the act that waits may hold
 * the writer or a form, so everything else is left alone. The database must not be asked here. */
static void take_while_waiting(App *app, const Input *input, bool shown)
{
    bool typed = input->kind == INPUT_KEY || input->kind == INPUT_PASTE;
    bool writing = app->writer && app_scope(app) == SCOPE_WRITING && !app_top_form(app);
    bool edits =
        key_is_text(input->key) || input->key == DESK_KEY_ENTER || input->key == DESK_KEY_BACKSPACE;
    if (!shown || !typed) {
        Input *kept = g_new(Input, 1);
        *kept = *input;
        kept->text = g_strdup(input->text);
        g_queue_push_tail(app->early, kept);
    } else if (writing && input->kind == INPUT_PASTE) {
        writer_paste(app, input->text);
    } else if (writing && edits) {
        writer_key(app->writer, input->key);
    } else if (app_top_form(app) && app_top_form(app)->operations->typed_meanwhile) {
        app_top_form(app)->operations->typed_meanwhile(app_top_form(app), app, input);
    }
}

static bool while_waiting(gint64 waited_ms, gpointer user)
{
    App *app = user;
    if (!screen_is_on())
        return true;
    bool give_up = false, shown = app->waited_ms > 0;
    for (Input input = screen_read(); input.kind != INPUT_NONE; input = screen_read()) {
        give_up = give_up || (shown && input.kind == INPUT_KEY && input.key == DESK_KEY_ESCAPE);
        take_while_waiting(app, &input, shown);
        g_free(input.text);
    }
    if (waited_ms >= WAIT_SHOWN_MS && (!shown || waited_ms - app->waited_ms >= WAIT_PAINT_MS)) {
        app->waited_ms = waited_ms;
        if (waited_ms >= WAIT_RESCUED_MS) { /* nothing that is typed depends on how the wait ends */
            writer_rescue(app);
            call_desk_rescue(app);
        }
        app_draw(app);
    }
    return !give_up;
}

/* ---- the loop ---- */

static void draw_if_due(App *app)
{
    find_apply(app);
    app->dirty = app->dirty || app->waited_ms > 0;
    app->waited_ms = 0;
    if (app->dirty || app->announced)
        app_draw(app);
}

/* What came during a wait comes first. */
static Input next_input(App *app)
{
    g_autofree Input *kept = g_queue_pop_head(app->early);
    return kept ? *kept : screen_read();
}

static void take_input(App *app)
{
    for (Input input = next_input(app); input.kind != INPUT_NONE; input = next_input(app)) {
        app_input(app, &input);
        app->waited_ms = 0;
        g_free(input.text);
    }
}

static gboolean on_input(gint descriptor, GIOCondition condition, gpointer user)
{
    (void)descriptor;
    App *app = user;
    if (condition & (G_IO_HUP | G_IO_ERR)) {
        app_quit(app);
        return G_SOURCE_REMOVE;
    }
    take_input(app);
    draw_if_due(app);
    return G_SOURCE_CONTINUE;
}

static gboolean on_tick(gpointer user)
{
    App *app = user;
    app_tick(app);
    take_input(app);
    draw_if_due(app);
    return G_SOURCE_CONTINUE;
}

static gboolean on_end_signal(gpointer user)
{
    app_quit(user);
    return G_SOURCE_CONTINUE;
}

static void run(App *app)
{
    app->loop = g_main_loop_new(NULL, FALSE);
    g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, app);
    g_unix_fd_add(screen_wake_descriptor(), G_IO_IN, on_input, app);
    g_timeout_add(TICK_MS, on_tick, app);
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
    for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
        g_unix_signal_add(signals[i], on_end_signal, app);
    app->dirty = true;
    draw_if_due(app);
    g_main_loop_run(app->loop);
    g_main_loop_unref(app->loop);
}

/* ---- opening and closing ---- */

static void form_destroy(gpointer data)
{
    Form *form = data;
    form->operations->free(form);
}

static void input_destroy(gpointer data)
{
    Input *input = data;
    g_free(input->text);
    g_free(input);
}

static void app_clear(App *app)
{
    worker_child_stop(app);
    g_clear_pointer(&app->writer, writer_free);
    g_clear_pointer(&app->forms, g_ptr_array_unref);
    g_clear_pointer(&app->closed_forms, g_ptr_array_unref);
    call_desk_clear(app);
    queue_model_free(app->queue);
    field_free(app->filter);
    inquiry_view_clear(&app->inquiry);
    directory_free(app->directory.directory);
    field_free(app->directory.search);
    g_clear_pointer(&app->directory.entries, g_ptr_array_unref);
    g_clear_pointer(&app->said, g_ptr_array_unref);
    g_queue_free_full(app->early, input_destroy);
    g_clear_pointer(&app->marked, g_hash_table_unref);
    acting_clear(&app->acting);
    g_free(app->message);
    g_free(app->ring_said);
    g_free(app->worker_report);
    g_free(app->uri);
    desk_close(app->desk);
}

/* Offers what was being written when the desk was left or killed. */
static void offer_drafts(App *app)
{
    g_autoptr(GPtrArray) drafts = drafts_of_operator(app->desk->db, app->desk->operator_->id, NULL);
    if (!drafts || drafts->len == 0)
        return;
    const Draft *newest = g_ptr_array_index(drafts, 0);
    app_say(app, SAY_INFO,
            ngettext("You have %u draft, for inquiry %" PRId64 ". d shows it",
                     "You have %u drafts, the newest for inquiry %" PRId64 ". d shows them",
                     drafts->len),
            drafts->len, newest->inquiry);
}

static void app_fill(App *app, Desk *desk, const char *uri, const Config *config)
{
    app->desk = desk;
    app->config = config;
    app->uri = g_strdup(uri);
    app->forms = g_ptr_array_new_with_free_func(form_destroy);
    app->closed_forms = g_ptr_array_new_with_free_func(form_destroy);
    app->said = g_ptr_array_new_with_free_func(g_free);
    app->marked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    app->early = g_queue_new();
    app->queue = queue_model_new(desk->db, desk->operator_->id);
    app->filter = field_new("");
    app->newest_event = MAX(0, events_newest(desk->db, NULL));
    app_refresh(app, true);
    const Inquiry *selected = queue_model_selected(app->queue);
    inquiry_show(app, selected ? selected->id : 0, false);
    queue_model_seen(app->queue);
}

/* What the configuration and the terminal had to say; the last one stays on the screen, all are in
 * the messages. */
static void say_troubles(App *app, const char *note)
{
    rescue_bring_in(app);
    if (rescue_bring_in_calls(app))
        call_desk_read(app);
    offer_drafts(app);
    call_desk_offer(app);
    call_desk_start(app);
    const GPtrArray *problems = config_problems(app->config);
    for (guint i = 0; i < problems->len; i++)
        app_say(app, SAY_ERROR, "%s", (const char *)g_ptr_array_index(problems, i));
    if (note)
        app_say(app, SAY_ERROR, "%s", note);
}

/* A database that is not there is made only when a person says so. */
static bool make_database(const char *uri, GError **error)
{
    StoreKind kind = STORE_OURS;
    if (!store_look(uri, &kind, error))
        return false;
    if (kind != STORE_ABSENT || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return true; /* store_open says what is wrong */
    printf(_("There is no database at %s yet.\nMake a new, empty one? (To look around first: "
             "skranke init --demo) [y/n] "),
           uri);
    fflush(stdout);
    char answer[16] = {0};
    if (!fgets(answer, sizeof answer, stdin))
        answer[0] = 'n';
    gunichar first = g_unichar_tolower(g_utf8_get_char_validated(answer, -1));
    if (first != 'y' && first != g_unichar_tolower(g_utf8_get_char(_("yes")))) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("No database was made. --db or SKRANKE_DB names another."));
        return false;
    }
    return store_create(uri, error);
}

static ScreenOptions screen_options(const Config *config)
{
    return (ScreenOptions){.theme = theme_from_word(config_text(config, "screen", "theme")),
                           .ascii = config_flag(config, "screen", "ascii"),
                           .cursor_visible =
                               strcmp(config_text(config, "screen", "cursor"), "visible") == 0,
                           .mouse = config_flag(config, "screen", "mouse"),
                           .accessible = config_flag(config, "screen", "accessible")};
}

static int fail(const GError *error)
{
    fprintf(stderr, "skranke: %s\n", error->message);
    return skranke_error_exit_status(error);
}

int tui_main(const char *uri, const char *login, const Config *config)
{
    g_autoptr(GError) error = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        ScreenOptions none = {0};
        screen_start(&none, NULL, &error); /* only to say it the same way */
        return fail(error);
    }
    if (!make_database(uri, &error))
        return fail(error);
    Desk *desk = desk_open(uri, login, config, &error);
    if (!desk)
        return fail(error);
    g_autofree char *log = paths_state_file("skranke.log");
    log_start(log, LOG_INFO);
    ScreenOptions options = screen_options(config);
    g_autofree char *note = NULL;
    if (!screen_start(&options, &note, &error)) {
        desk_close(desk);
        return fail(error);
    }
    App app = {0};
    app_fill(&app, desk, uri, config);
    db_set_wait_hook(desk->db, while_waiting, &app);
    say_troubles(&app, note);
    run(&app);
    screen_stop();
    app_clear(&app);
    return app.exit_status;
}

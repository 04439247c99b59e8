/* Owns the desk's state: what is said, which form is on top, where keys go, what is read again. */
#include "skranke/tui/app.h"

#include <stdarg.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"
#include "skranke/domain/worker_report.h"

#include "skranke/store/events.h"
#include "skranke/store/lease.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/forwarding.h"
#include "skranke/desk/rules.h"

#include "skranke/tui/foreign_text.h"
#include "skranke/tui/rescue.h"

enum {
    ASK_AGAIN_MS = 2000,     /* while the database is away */
    ASK_NETWORK_MS = 1000,   /* over a network ... */
    ASK_PART = 10,           /* ... at most this part of the time is spent on asking */
    AWAY_DEADLINE_MS = 3000, /* how long an act waits for a database that is known to be away */
    READ_DEADLINE_MS = 5000,
};

/* ---- saying ---- */

static void notice_away(App *app)
{
    if (app->down_since)
        return;
    app->down_since = clock_now();
    app->ask_again = clock_monotonic_ms() + ASK_AGAIN_MS;
    app->dirty = true;
    db_set_deadline(app->desk->db, AWAY_DEADLINE_MS);
    writer_rescue(app);
    if (screen_is_accessible()) /* the header, where others see it, is not read out */
        app_say(app, SAY_ERROR, _("The database is away; what you write is kept."));
}

static void notice_back(App *app)
{
    if (app->down_since == 0)
        return;
    app->down_since = 0;
    db_set_deadline(app->desk->db, 0);
    rescue_bring_in(app);
    rescue_bring_in_calls(app);
    app_say(app, SAY_INFO, _("The database is back."));
}

void app_complain(App *app, const GError *error)
{
    if (!error)
        return;
    if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
        notice_away(app);
    log_line(LOG_WARNING, "%s", error->message);
    app_say(app, SAY_ERROR, "%s", error->message);
}

bool app_did(App *app, bool ok, const GError *error, const char *sentence)
{
    if (!ok) {
        app_complain(app, error);
        app_refresh(app, true);
        return false;
    }
    app_refresh(app, true);
    app->undo_at_once = 0;
    if (sentence)
        app_say(app, SAY_INFO, "%s", sentence);
    return true;
}

/* ---- forms ---- */

void app_push_form(App *app, Form *form)
{
    g_ptr_array_add(app->forms, form);
    app_message_is_past(app);
    app->dirty = true;
}

void app_pop_form(App *app)
{
    if (app->forms->len == 0)
        return;
    Form *form = g_ptr_array_steal_index(app->forms, app->forms->len - 1);
    g_ptr_array_add(app->closed_forms, form);
    app->dirty = true;
}

Form *app_top_form(const App *app)
{
    return app->forms->len ? g_ptr_array_index(app->forms, app->forms->len - 1) : NULL;
}

/* ---- where things are ---- */

void app_focus(App *app, PaneId pane)
{
    find_apply(app);
    app->filtering = app->directory.searching = false;
    if (pane == PANE_DIRECTORY && app->focus != PANE_DIRECTORY)
        app->before_directory = app->focus;
    app->focus = pane;
    if (pane == PANE_DIRECTORY)
        directory_ensure(app);
    app->dirty = true;
}

guint app_scope(const App *app)
{
    if (app->focus == PANE_INQUIRY && app->writer)
        return SCOPE_WRITING;
    static const guint scopes[PANE_COUNT] = {[PANE_QUEUE] = SCOPE_QUEUE,
                                             [PANE_INQUIRY] = SCOPE_INQUIRY,
                                             [PANE_DIRECTORY] = SCOPE_DIRECTORY};
    return SCOPE_EVERYWHERE | scopes[app->focus];
}

gint64 app_inquiry(const App *app)
{
    if (app->focus == PANE_INQUIRY && app->inquiry.id)
        return app->inquiry.id;
    const Inquiry *selected = queue_model_selected(app->queue);
    return selected ? selected->id : 0;
}

const Inquiry *app_record(const App *app)
{
    if (app->focus == PANE_INQUIRY && app->inquiry.id)
        return app->inquiry.inquiry;
    return queue_model_selected(app->queue);
}

const Opening *app_opening(const App *app)
{
    return app->desk->rulebook ? &app->desk->rulebook->opening : NULL;
}

const char *app_category_name(const App *app, const char *code)
{
    const Category *category =
        app->desk->rulebook ? rulebook_category(app->desk->rulebook, code) : NULL;
    return category ? category_name(category) : code;
}

const char *app_refusal(const App *app, ActionId id)
{
    if (!(actions[id].scope & app_scope(app)))
        return app_scope(app) == SCOPE_WRITING
                   ? _("Not while you write. Esc goes back; the draft is kept.")
                   : _("Not in this pane.");
    if ((actions[id].needs & NEEDS_INQUIRY) && app_inquiry(app) == 0)
        return _("Select an inquiry first.");
    if ((actions[id].needs & NEEDS_PERSON) && !directory_selected(app))
        return _("Find a person in the directory first (F7).");
    const Inquiry *record = app_record(app);
    bool several = app->focus == PANE_QUEUE && g_hash_table_size(app->marked) > 0;
    if ((actions[id].needs & NEEDS_SUGGESTION) && !several &&
        record->category_by != CHOSEN_BY_SUGGESTION)
        return _("The category was chosen already. K changes it.");
    if ((actions[id].needs & NEEDS_ACCESS_REQUEST) && record->silo != CATEGORY_ACCESS)
        return _("Only access requests are decided. K changes the category.");
    return NULL;
}

void app_run_action(App *app, ActionId id)
{
    if (app->focus == PANE_DIRECTORY)
        directory_ensure(app); /* it may have changed since it was drawn */
    const char *refusal = app_refusal(app, id);
    if (refusal)
        app_say(app, SAY_ERROR, "%s", refusal);
    else
        actions[id].run(app);
    app->dirty = true;
}

void app_quit(App *app)
{
    writer_save(app, true);
    call_desk_keep_all(app);
    g_main_loop_quit(app->loop);
}

/* ---- keys ---- */

static void pane_key(App *app, KeyCode key)
{
    if (find_key(app, key))
        return;
    ActionId id = action_of_key(key, app_scope(app));
    if (id != ACTION_COUNT) {
        app_run_action(app, id);
        return;
    }
    if (app_scope(app) == SCOPE_WRITING && writer_key(app->writer, key))
        return;
    g_autofree char *word = key_text(key);
    app_say(app, SAY_INFO, _("%s is not used here. ? shows the keys."), word);
}

/* From each of the lists over the panes the others are one key away; its own key closes it. */
static bool list_key(App *app, const Form *form, KeyCode key)
{
    static const struct {
        KeyCode key;
        void (*open)(App *app);
    } lists[] = {{'C', do_calls}, {'O', do_follow_ups}, {'p', do_press}, {'F', do_figures}};
    for (guint i = 0; form->own_key && i < G_N_ELEMENTS(lists); i++) {
        if (lists[i].key != key)
            continue;
        bool itself = form->own_key == key; /* the form is freed when the key has been handled */
        app_pop_form(app);
        if (!itself)
            lists[i].open(app);
        return true;
    }
    return false;
}

static bool is_walking(KeyCode key)
{
    return key == DESK_KEY_DOWN || key == DESK_KEY_UP || key == DESK_KEY_PAGE_DOWN ||
           key == DESK_KEY_PAGE_UP;
}

/* What was said of another call does not stand above this one. */
static void answer(App *app)
{
    app_message_is_past(app);
    do_call(app);
}

static void key_came(App *app, KeyCode key)
{
    if (app->layout.kind != LAYOUT_TOO_SMALL && app_saying_key(app, key))
        return;
    app->entering = is_walking(key) && !app->walking;
    app->walking = is_walking(key);
    app_message_key_came(app);
    Form *form = app_top_form(app);
    if (app->layout.kind == LAYOUT_TOO_SMALL && key != KEY_CTRL('L'))
        return; /* what cannot be seen takes no keys */
    if (key == KEY_CTRL('L'))
        screen_repaint();
    else if (key == DESK_KEY_F2) /* a caller comes first, whatever lies over the panes */
        answer(app);
    else if (form && list_key(app, form, key))
        return;
    else if (form)
        form->operations->key(form, app, key);
    else
        pane_key(app, key);
}

static void paste_came(App *app, const char *text)
{
    Form *form = app_top_form(app);
    if (form && form->operations->paste)
        form->operations->paste(form, app, text);
    else if (!form && app->filtering)
        field_paste(app->filter, text);
    else if (!form && app->directory.searching)
        field_paste(app->directory.search, text);
    else if (!form && app_scope(app) == SCOPE_WRITING)
        writer_paste(app, text);
    else
        app_say(app, SAY_ERROR,
                _("Pasted text was not taken: keys are commands here. Open an answer (r) or a "
                  "field first."));
    if (!form && app->filtering)
        find_key(app, KEY_NONE_);
    if (!form && app->directory.searching)
        directory_search(app);
}

/* A click gives the focus and selects; it never does anything. */
static void click_came(App *app, int row, int column)
{
    for (PaneId pane = 0; pane < PANE_COUNT && !app_top_form(app); pane++) {
        Rect frame = screen_inside(app->layout.pane[pane]);
        if (row < frame.row || row >= frame.row + frame.height || column < frame.column ||
            column >= frame.column + frame.width)
            continue;
        if (app->focus != pane)
            app_focus(app, pane);
        if (pane == PANE_QUEUE)
            queue_click(app, row);
        else if (pane == PANE_DIRECTORY)
            directory_click(app, row);
        return;
    }
}

void app_input(App *app, const Input *input)
{
    app->dirty = true;
    app->at_message = false;
    app_drop_old_message(app);
    switch (input->kind) {
    case INPUT_KEY:
        key_came(app, input->key);
        break;
    case INPUT_PASTE:
        paste_came(app, input->text);
        break;
    case INPUT_SUSPEND:
        do_suspend(app);
        break;
    case INPUT_CLICK:
        click_came(app, input->row, input->column);
        break;
    default:
        break;
    }
    g_ptr_array_set_size(app->closed_forms, 0);
}

/* ---- reading again ---- */

static void read_counts(App *app)
{
    gint64 now = clock_now();
    gint64 today_ends = day_moment(day_of_moment(now, NULL) + 1, 0);
    inquiries_counts(app->desk->db, app->desk->operator_->id, now, today_ends, &app->counts, NULL);
    outbox_counts(app->desk->db, &app->outbox, NULL);
    LeaseState lease = {0};
    if (lease_state(app->desk->db, "worker", clock_now(), &lease, NULL)) {
        g_free(app->worker_report);
        WorkerReport report;
        bool known = *lease.holder && worker_report_unpack(lease.report, &report);
        app->worker_report = known ? worker_report_text(&report) : g_strdup("");
    }
    lease_state_clear(&lease);
}

/* What others did to what is shown; directory changes make it read anew. */
static void look_at_events(App *app)
{
    g_autoptr(GPtrArray) news = events_after(app->desk->db, app->newest_event, 200, NULL);
    for (guint i = 0; news && i < news->len; i++) {
        const Event *event = g_ptr_array_index(news, i);
        app->newest_event = event->id;
        if (event_changes_directory(event))
            directory_forget(app);
    }
}

static void say_lost(App *app, gint64 lost)
{
    const Inquiry *now = queue_model_selected(app->queue);
    if (now)
        app_say(app, SAY_INFO,
                _("Inquiry %" PRId64 " is no longer in this view; %" PRId64 " is selected."), lost,
                now->id);
    else
        app_say(app, SAY_INFO, _("Inquiry %" PRId64 " is no longer in this view."), lost);
}

static void refresh_queue(App *app)
{
    g_autoptr(GError) error = NULL;
    if (!queue_model_refresh(app->queue, clock_now(), &error)) {
        app_complain(app, error);
        return;
    }
    notice_back(app);
    gint64 lost = queue_model_lost(app->queue);
    if (lost)
        say_lost(app, lost);
}

/* A network is not asked so often that the desk would be slow of it. */
static gint64 ask_change_mark(App *app)
{
    gint64 before = clock_monotonic_ms();
    gint64 mark = db_change_mark(app->desk->db);
    gint64 after = clock_monotonic_ms();
    if (!db_is_file(app->desk->db))
        app->ask_again = after + MAX(ASK_NETWORK_MS, ASK_PART * (after - before));
    return mark;
}

/* What time brings: put-off ones and silent sections come back. */
static void wake(App *app)
{
    g_autoptr(GError) error = NULL;
    int woke = forwarding_sweep(app->desk, &error);
    app->minute = clock_now() / 60;
    if (woke < 0 || !desk_tidy(app->desk, &error))
        log_line(LOG_WARNING, "%s", error ? error->message : "");
    if (woke > 0)
        app_say(app, SAY_INFO, ngettext("%d came back", "%d came back", (gulong)woke), woke);
}

static void read_again(App *app)
{
    rules_book(app->desk, NULL);
    wake(app);
    refresh_queue(app);
    if (app->down_since)
        return;
    read_counts(app);
    look_at_events(app);
    call_desk_read(app);
    if (app->inquiry.id)
        inquiry_show(app, app->inquiry.id, true);
    if (app->focus == PANE_QUEUE) {
        const Inquiry *selected = queue_model_selected(app->queue);
        inquiry_show_soon(app, selected ? selected->id : 0);
    }
    call_desk_refresh_forms(app);
}

void app_refresh(App *app, bool force)
{
    if (!force && clock_monotonic_ms() < app->ask_again)
        return;
    gint64 mark = ask_change_mark(app);
    if (mark < 0) {
        notice_away(app);
        app->ask_again = clock_monotonic_ms() + ASK_AGAIN_MS;
        return;
    }
    if (!force && mark == app->change_mark && app->down_since == 0)
        return;
    app->dirty = true;
    db_set_deadline(app->desk->db, app->down_since ? AWAY_DEADLINE_MS : READ_DEADLINE_MS);
    read_again(app);
    db_set_deadline(app->desk->db, app->down_since ? AWAY_DEADLINE_MS : 0);
    app->change_mark = mark; /* our own reading changes nothing; what came meanwhile is read next */
}

void app_tick(App *app)
{
    gint64 now = clock_monotonic_ms();
    bool quiet = screen_is_accessible(), shown = false;
    if (!quiet)
        app_drop_old_message(app);
    if (app->inquiry.wanted != INQUIRY_NOT_WANTED && app->down_since == 0 &&
        now >= app->inquiry.wanted_at) {
        inquiry_show(app, app->inquiry.wanted, false);
        shown = app->focus == PANE_INQUIRY;
    }
    writer_save(app, false);
    call_desk_tick(app);
    bool turned = app->minute != clock_now() / 60;
    app->dirty = app->dirty || turned;
    app_refresh(app,
                turned && app->down_since == 0); /* what is left of a deadline is other words */
    if (quiet) { /* what is new is drawn with the next key; only what is said is drawn unasked */
        app_announce_ringing(app);
        app->dirty = shown;
    }
    worker_child_tick(app);
}

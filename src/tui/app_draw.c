/* Owns the frame: header, panes where the layout puts them, the message line, the key bar. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"

/* Adds " │ text" while it fits. */
static void add_part(GString *line, int cells, const char *text)
{
    if (!*text || safe_text_cells(line->str) + 3 + safe_text_cells(text) > cells)
        return;
    g_string_append_printf(line, "%s%s", line->len ? " │ " : " ", text);
}

static char *outbox_part(const App *app)
{
    if (app->outbox.refused)
        return g_strdup_printf(_("Outbox %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " REFUSED"),
                               app->outbox.waiting, app->outbox.refused);
    return app->outbox.waiting ? g_strdup_printf(_("Outbox %" G_GINT64_FORMAT), app->outbox.waiting)
                               : g_strdup("");
}

static char *state_part(const App *app)
{
    if (app->down_since) {
        g_autofree char *since = time_text_clock(app->down_since);
        return g_strdup_printf(_("DATABASE AWAY since %s"), since);
    }
    return g_strdup(app->worker_report && *app->worker_report ? app->worker_report
                                                              : _("mail: nobody fetches"));
}

static void draw_header(const App *app, Rect place)
{
    GString *line = g_string_new(NULL);
    g_autofree char *when = time_text_header(clock_now());
    g_autofree char *who = safe_text_line(app->desk->operator_->login, -1);
    g_autofree char *right = g_strdup_printf("%s │ %s ", who, when);
    int cells = place.width - safe_text_cells(right) - 1;
    g_autofree char *queue =
        g_strdup_printf(_("New %" G_GINT64_FORMAT " · open %" G_GINT64_FORMAT
                          " · waiting %" G_GINT64_FORMAT " · mine %" G_GINT64_FORMAT),
                        app->counts.new_, app->counts.open, app->counts.waiting, app->counts.mine);
    g_autofree char *outbox = outbox_part(app), *state = state_part(app);
    add_part(line, cells, "Skranke");
    if (app->down_since)
        add_part(line, cells, state);
    add_part(line, cells, queue);
    add_part(line, cells, outbox);
    if (!app->down_since)
        add_part(line, cells, state);
    g_autofree char *left = g_string_free(line, FALSE);
    g_autofree char *fitted = safe_text_fit(left, MAX(0, cells + 1), false);
    g_autofree char *whole = g_strconcat(fitted, right, NULL);
    screen_text(place.row, place.column, place.width, app->down_since ? STYLE_ERROR : STYLE_HEADER,
                whole);
}

static void draw_panes(App *app)
{
    static void (*const draw[PANE_COUNT])(App *, Rect,
                                          bool) = {[PANE_QUEUE] = queue_pane_draw,
                                                   [PANE_INQUIRY] = inquiry_pane_draw,
                                                   [PANE_DIRECTORY] = directory_pane_draw};
    bool form = app_top_form(app) != NULL;
    for (PaneId pane = 0; pane < PANE_COUNT; pane++) {
        Rect frame = app->layout.pane[pane];
        bool focus = pane == app->focus && !form;
        if (frame.height < 3)
            continue;
        if (pane == PANE_INQUIRY && app->writer)
            writer_draw(app, frame, focus);
        else
            draw[pane](app, frame, focus);
    }
}

static void draw_message(const App *app, Rect place)
{
    if (app->waited_ms > 0) {
        g_autofree char *wait = g_strdup_printf(
            _("Waiting for the database, %" G_GINT64_FORMAT " s – Esc gives up for now"),
            app->waited_ms / 1000);
        screen_text(place.row, place.column, place.width, STYLE_ERROR, wait);
    } else if (app->message) {
        g_autofree char *padded = g_strconcat(" ", app->message, NULL);
        screen_text(place.row, place.column, place.width,
                    app->message_kind == SAY_ERROR ? STYLE_ERROR : STYLE_MESSAGE, padded);
    }
}

/* Key and label, while both fit whole. */
static int draw_key(Rect place, int column, const char *key, const char *label)
{
    int cells = safe_text_cells(key) + 1 + safe_text_cells(label) + 2;
    if (column + cells > place.column + place.width)
        return column;
    column += screen_text(place.row, column, place.width, STYLE_KEY, key);
    column += 1 + screen_text(place.row, column + 1, place.width, STYLE_KEY_LABEL, label);
    return column + 2;
}

static void draw_keys(const App *app, Rect place)
{
    Form *form = app_top_form(app);
    if (form) {
        screen_text(place.row, place.column + 1, place.width - 1, STYLE_KEY_LABEL,
                    form->operations->keys(form));
        return;
    }
    int column = place.column + 1;
    for (int priority = 1; priority <= (int)ACTION_COUNT; priority++)
        for (ActionId id = 0; id < ACTION_COUNT; id++) {
            if (actions[id].bar != priority || !(actions[id].scope & app_scope(app)))
                continue;
            if (app_scope(app) == SCOPE_WRITING && actions[id].scope != SCOPE_WRITING &&
                priority > 1)
                continue;
            g_autofree char *key = action_first_key(id);
            column = draw_key(place, column, key, _(actions[id].label));
        }
}

static void draw_too_small(void)
{
    g_autofree char *text =
        g_strdup_printf(_("Skranke needs %d×%d"), LAYOUT_LEAST_COLUMNS, LAYOUT_LEAST_ROWS);
    int cells = safe_text_cells(text);
    screen_text(screen_rows() / 2, MAX(0, (screen_columns() - cells) / 2), screen_columns(),
                STYLE_NORMAL, text);
}

void app_draw(App *app)
{
    bool writing = app->writer && app->focus == PANE_INQUIRY;
    app->layout = layout_compute(screen_rows(), screen_columns(), app->focus, writing, app->zoom);
    screen_begin();
    if (app->layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small();
        screen_end();
        return;
    }
    draw_header(app, app->layout.header);
    draw_panes(app);
    Form *form = app_top_form(app);
    Rect body = {.row = 1, .column = 0, .height = screen_rows() - 3, .width = screen_columns()};
    if (form)
        form->operations->draw(form, app, body);
    draw_message(app, app->layout.message);
    draw_keys(app, app->layout.keys);
    screen_end();
    app->dirty = false;
}

/* Owns the frame: header, panes where the layout puts them, the message line, the key bar. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"

enum { MESSAGE_LINES = 5 };

/* Two panes over each other share a line: its ends join both. */
static void draw_joint(const Layout *layout)
{
    Rect above = layout->pane[PANE_QUEUE];
    if (layout->kind != LAYOUT_TWO_PANES)
        return;
    int row = above.row + above.height - 1;
    screen_text(row, above.column, 1, STYLE_BORDER, "├");
    screen_text(row, above.column + above.width - 1, 1, STYLE_BORDER, "┤");
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
    draw_joint(&app->layout);
}

/* What is too long for the line grows upwards: nothing that is said is cut. */
static void draw_long_message(App *app, Rect place, Style style)
{
    g_autoptr(GPtrArray) lines = safe_text_wrap(app->message, place.width - 2);
    int count = MIN((int)lines->len, MESSAGE_LINES);
    app->message_rows = count;
    for (int i = 0; i < count; i++) {
        Rect line = {place.row - count + 1 + i, place.column, 1, place.width};
        g_autofree char *padded =
            g_strconcat(screen_is_accessible() ? "" : " ", g_ptr_array_index(lines, i), NULL);
        screen_fill(line, count > 1 ? style : STYLE_NORMAL);
        screen_text(line.row, line.column, line.width, style, padded);
        if (app->at_message)
            screen_say_again(line.row);
    }
    if (app->at_message)
        screen_cursor(place.row - count + 1, place.column, false);
}

static void draw_message(App *app, Rect place)
{
    app->message_rows = 1;
    if (app->waited_ms > 0 && screen_is_accessible()) {
        screen_text(place.row, place.column, place.width, STYLE_ERROR,
                    _("Waiting for the database – Esc gives up for now"));
    } else if (app->waited_ms > 0) {
        g_autofree char *wait =
            g_strdup_printf(_("Waiting for the database, %" PRId64 " s – Esc gives up for now"),
                            app->waited_ms / 1000);
        screen_text(place.row, place.column, place.width, STYLE_ERROR, wait);
    } else if (app->message) {
        draw_long_message(app, place, app->message_kind == SAY_ERROR ? STYLE_ERROR : STYLE_MESSAGE);
    } else if (app->calls.ringing) {
        g_autofree char *ringing = call_desk_ringing_line(app);
        g_autofree char *line = g_strconcat(" ", ringing, NULL);
        screen_text(place.row, place.column, place.width, STYLE_NEW, line);
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

/* The keys of the form or line that takes what is typed; NULL: the actions' own. */
static const char *keys_of_what_is_typed(const App *app)
{
    const Form *form = app_top_form(app);
    if (form)
        return form->operations->keys(form);
    if (app->focus == PANE_QUEUE && app->filtering)
        return _("Type to filter  ↑↓ Select  Enter Keep the filter  Esc Show all again");
    if (app->focus == PANE_DIRECTORY && app->directory.searching)
        return _("Type to search  ↑↓ Select  Enter To the list  Esc Clear, then back");
    return NULL;
}

/* A key that only some inquiries have a use for stands there for those. */
static bool bar_wants(const App *app, ActionId id)
{
    return !(actions[id].needs & (NEEDS_SUGGESTION | NEEDS_ACCESS_REQUEST)) ||
           app_refusal(app, id) == NULL;
}

/* The keys of a form without those that do not fit whole; the last, the way back, stays. */
static char *whole_keys(const char *line, int width)
{
    g_auto(GStrv) keys = g_strsplit(line, "  ", -1);
    guint count = g_strv_length(keys);
    g_autofree char *whole = g_strdup(line);
    while (count > 1 && safe_text_cells(whole) > width) {
        g_free(keys[count - 2]);
        keys[count - 2] = keys[count - 1];
        keys[--count] = NULL;
        g_free(whole);
        whole = g_strjoinv("  ", keys);
    }
    return g_steal_pointer(&whole);
}

static void draw_keys(const App *app, Rect place)
{
    const char *line = keys_of_what_is_typed(app);
    if (line) {
        g_autofree char *whole = whole_keys(line, place.width - 1);
        screen_text(place.row, place.column + 1, place.width - 1, STYLE_KEY_LABEL, whole);
        return;
    }
    int column = place.column + 1;
    for (int priority = 1; priority <= (int)ACTION_COUNT; priority++)
        for (ActionId id = 0; id < ACTION_COUNT; id++) {
            if (actions[id].bar != priority || !(actions[id].scope & app_scope(app)))
                continue;
            if (!bar_wants(app, id))
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

/* Something was said while no key came: one line, and nothing else moves but what is left of a
 * longer message, which would be read as the beginning of this one; say_again has it all. */
static void draw_announcement(App *app)
{
    Rect place = app->layout.message, rows = place;
    rows.height = MAX(1, app->message_rows); /* what was said before goes whole */
    rows.row -= rows.height - 1;
    screen_fill(rows, STYLE_NORMAL);
    app->message_rows = 1;
    if (app->message && app->waited_ms == 0)
        screen_text(place.row, place.column, place.width, STYLE_MESSAGE, app->message);
    else
        draw_message(app, place);
    screen_end();
    app->announced = false;
}

void app_draw(App *app)
{
    bool first = app->layout.kind == LAYOUT_TOO_SMALL;
    if (screen_is_accessible() && app->announced && !app->dirty && !first) {
        draw_announcement(app);
        return;
    }
    bool writing = app->writer && app->focus == PANE_INQUIRY;
    app->layout = layout_compute(screen_rows(), screen_columns(), app->focus, writing,
                                 app->zoom || screen_is_accessible());
    screen_begin();
    if (app->layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small();
        screen_end();
        return;
    }
    header_draw(app, app->layout.header);
    draw_panes(app);
    Form *form = app_top_form(app);
    Rect body = {.row = 1, .column = 0, .height = screen_rows() - 3, .width = screen_columns()};
    if (form)
        form->operations->draw(form, app, body);
    draw_message(app, app->layout.message);
    draw_keys(app, app->layout.keys);
    screen_end();
    app->dirty = app->announced = false;
}

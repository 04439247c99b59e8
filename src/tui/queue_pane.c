/* Owns how the queue looks: its title with view, filter and counts, its columns, its empty states.
 */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/table.h"

enum {
    COLUMN_MARK,
    COLUMN_NUMBER,
    COLUMN_RECEIVED,
    COLUMN_FROM,
    COLUMN_SUBJECT,
    COLUMN_CHANNEL,
    COLUMN_OWNER,
    COLUMN_STATE,
    COLUMNS
};

static const TableColumn columns[COLUMNS] = {
    [COLUMN_MARK] = {.title = "", .least = 2, .most = 2},
    [COLUMN_NUMBER] = {.title = N_("No."), .least = 3, .most = 3, .right_aligned = true},
    [COLUMN_RECEIVED] =
        {.title = N_("Received"), .least = 11, .most = 11, .drop = 1, .right_aligned = true},
    [COLUMN_FROM] = {.title = N_("From"), .least = 11, .most = 28},
    [COLUMN_SUBJECT] = {.title = N_("Subject"), .least = 24},
    [COLUMN_CHANNEL] = {.title = N_("Channel"), .least = 9, .most = 14, .drop = 3, .from = 96},
    [COLUMN_OWNER] = {.title = N_("Owner"), .least = 6, .most = 8, .drop = 2},
    [COLUMN_STATE] = {.title = N_("St"), .least = 2, .most = 2},
};

/* The columns with room for the longest number that can be shown. */
static void columns_for(const App *app, TableColumn *fitted)
{
    gint64 longest = 0;
    const Inquiry *inquiry;
    for (int i = 0; (inquiry = queue_model_line(app->queue, i)); i++)
        longest = MAX(longest, inquiry->id);
    int digits = 1;
    for (; longest >= 10; longest /= 10)
        digits++;
    memcpy(fitted, columns, sizeof columns);
    fitted[COLUMN_NUMBER].least = fitted[COLUMN_NUMBER].most = MAX(3, digits);
}

static const char *const view_names[QUEUE_VIEW_COUNT] = {
    [QUEUE_UNFINISHED] = N_("Unfinished"), [QUEUE_MINE] = N_("Mine"),     [QUEUE_NEW] = N_("New"),
    [QUEUE_WAITING] = N_("Waiting"),       [QUEUE_CLOSED] = N_("Closed"), [QUEUE_ALL] = N_("All"),
};

static void draw_row(App *app, const Inquiry *inquiry, Rect place, const TableColumn *fitted,
                     const TableWidths *widths, bool selected, bool focus)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, inquiry->id);
    g_autofree char *received = time_text_short(inquiry->received_at, clock_now());
    g_autofree char *from = safe_text_line(inquiry_sender(inquiry), -1);
    g_autofree char *subject =
        safe_text_line(*inquiry->subject ? inquiry->subject : _("(no subject)"), -1);
    g_autofree char *owner = safe_text_line(inquiry->owner ? inquiry->owner_login : "–", -1);
    bool being_written = inquiry->writing && *inquiry->writing;
    const char *const texts[COLUMNS] = {
        [COLUMN_MARK] = being_written ? (selected ? ">*" : " *")
                        : selected    ? ">"
                                      : " ",
        [COLUMN_NUMBER] = number,
        [COLUMN_RECEIVED] = received,
        [COLUMN_FROM] = from,
        [COLUMN_SUBJECT] = subject,
        [COLUMN_CHANNEL] = channel_text(inquiry->channel),
        [COLUMN_OWNER] = owner,
        [COLUMN_STATE] = inquiry_state_mark(inquiry->state),
    };
    g_autofree char *line = table_line(fitted, widths, texts);
    Style style = selected ? (focus ? STYLE_SELECTED : STYLE_SELECTED_ELSEWHERE)
                  : inquiry->state == INQUIRY_NEW              ? STYLE_NEW
                  : inquiry->owner == app->desk->operator_->id ? STYLE_NORMAL
                                                               : STYLE_FADED;
    screen_text(place.row, place.column, place.width, style, line);
}

/* Why nothing is listed, and the next key. */
static char *empty_text(const App *app)
{
    const char *filter = queue_model_filter(app->queue);
    if (*filter) {
        g_autofree char *safe = safe_text_line(filter, -1);
        return g_strdup_printf(_("Nothing matches \"%s\". Esc shows all again."), safe);
    }
    static const char *const texts[QUEUE_VIEW_COUNT] = {
        [QUEUE_UNFINISHED] = N_("Nothing is waiting for an answer. w shows other views."),
        [QUEUE_MINE] = N_("You have no inquiries. M takes the next one; w shows other views."),
        [QUEUE_NEW] = N_("No new inquiries. w shows other views."),
        [QUEUE_WAITING] = N_("No inquiry waits for the customer. w shows other views."),
        [QUEUE_CLOSED] = N_("No inquiry is closed yet. w shows other views."),
        [QUEUE_ALL] =
            N_("There are no inquiries yet. They come by e-mail (skranke check says how it goes)."),
    };
    return g_strdup(_(texts[queue_model_view(app->queue)]));
}

static char *title_text(const App *app)
{
    const char *view = _(view_names[queue_model_view(app->queue)]);
    return g_strdup_printf("1%s%s: %s ", app->focus == PANE_QUEUE ? "*" : " ", _("Inquiries"),
                           view);
}

static char *note_text(const App *app, int rows)
{
    gint64 total = queue_model_total(app->queue), place = queue_model_place(app->queue);
    GString *note = g_string_new(NULL);
    if (queue_model_fresh(app->queue) > 0)
        g_string_append_printf(note, _("%" PRId64 " came in · "), queue_model_fresh(app->queue));
    if (place > 0)
        g_string_append_printf(note, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                               place, MIN(place + rows - 1, MAX(total, place)), MAX(total, place));
    else
        g_string_append_printf(note, "%" G_GINT64_FORMAT, total);
    g_autofree char *raw = g_string_free(note, FALSE);
    return safe_text_line(raw, -1);
}

static void draw_filter(App *app, Rect inside)
{
    int cells = screen_text(inside.row, inside.column, inside.width, STYLE_LABEL, _("Filter:"));
    gint64 total = queue_model_total(app->queue),
           all = app->counts.new_ + app->counts.open + app->counts.waiting;
    g_autofree char *count = queue_model_view(app->queue) == QUEUE_UNFINISHED
                                 ? g_strdup_printf(_("%" PRId64 " of %" PRId64), total, all)
                                 : g_strdup_printf("%" G_GINT64_FORMAT, total);
    int width = inside.width - cells - 2 - safe_text_cells(count);
    field_draw(app->filter, inside.row, inside.column + cells + 1, MAX(4, width), app->filtering);
    screen_text(inside.row, inside.column + inside.width - safe_text_cells(count), inside.width,
                STYLE_NORMAL, count);
}

static bool has_filter_line(const App *app)
{
    return app->filtering || *queue_model_filter(app->queue);
}

void queue_click(App *app, int row)
{
    Rect inside = layout_inside(app->layout.pane[PANE_QUEUE]);
    int line = row - inside.row - 1 - (has_filter_line(app) ? 1 : 0);
    g_autoptr(GError) error = NULL;
    if (line < 0 || !queue_model_line(app->queue, line))
        return;
    int by = line - queue_model_selected_line(app->queue);
    if (!queue_model_move(app->queue, by, &error))
        app_complain(app, error);
    inquiry_show_soon(app, queue_model_selected(app->queue)->id);
}

void queue_pane_draw(App *app, Rect frame, bool focus)
{
    Rect inside = layout_inside(frame);
    bool filter_line = has_filter_line(app);
    int top_lines = 1 + (filter_line ? 1 : 0);
    int rows = MAX(0, inside.height - top_lines);
    queue_model_set_height(app->queue, MAX(1, rows));
    g_autofree char *title = title_text(app);
    g_autofree char *note = note_text(app, rows);
    screen_frame(frame, focus, title, note);
    TableColumn fitted[COLUMNS];
    columns_for(app, fitted);
    TableWidths widths = table_widths(fitted, COLUMNS, inside.width);
    g_autofree char *titles = table_titles(fitted, &widths);
    screen_text(inside.row + top_lines - 1, inside.column, inside.width, STYLE_COLUMN, titles);
    int selected = queue_model_selected_line(app->queue);
    for (int i = 0; i < rows; i++) {
        const Inquiry *inquiry = queue_model_line(app->queue, i);
        Rect place = {.row = inside.row + top_lines + i,
                      .column = inside.column,
                      .height = 1,
                      .width = inside.width};
        if (inquiry)
            draw_row(app, inquiry, place, fitted, &widths, i == selected, focus);
    }
    if (selected < 0) {
        g_autofree char *empty = empty_text(app);
        screen_text(inside.row + top_lines, inside.column + 1, inside.width - 1, STYLE_NORMAL,
                    empty);
    }
    if (focus)
        screen_cursor(inside.row + top_lines + MAX(0, selected), inside.column, false);
    if (filter_line)
        draw_filter(
            app,
            (Rect){.row = inside.row, .column = inside.column, .height = 1, .width = inside.width});
}

/* Owns the inquiry as it is read: loading it, its thread as lines, scrolling, who else writes. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/drafts.h"
#include "skranke/store/messages.h"

#include "skranke/desk/reading.h"

#include "skranke/tui/inquiry_head.h"
#include "skranke/tui/thread_text.h"

enum { REST_MS = 120, WRITING_SECONDS = 600 };

void inquiry_view_clear(InquiryView *view)
{
    g_clear_pointer(&view->inquiry, inquiry_free);
    g_clear_pointer(&view->messages, g_ptr_array_unref);
    g_clear_pointer(&view->lines, g_ptr_array_unref);
    g_clear_pointer(&view->first_of, g_array_unref);
    g_clear_pointer(&view->others, g_free);
    g_clear_pointer(&view->more, g_free);
    g_clear_pointer(&view->statistic, g_free);
    view->id = 0;
    view->width = 0;
}

/* "Kari Vik skriver svar (09:40)" for the others; "" for none. */
static char *others_text(App *app, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) writers = drafts_others(app->desk->db, id, app->desk->operator_->id,
                                                 clock_now() - WRITING_SECONDS, error);
    GString *text = g_string_new(NULL);
    for (guint i = 0; writers && i < writers->len; i++) {
        const DraftWriter *writer = g_ptr_array_index(writers, i);
        g_autofree char *at = time_text_clock(writer->at);
        g_autofree char *name = safe_text_line(writer->name, -1);
        g_string_append_printf(text, "%s%s", i ? ", " : "", "");
        g_string_append_printf(text, _("%s is writing an answer (%s)"), name, at);
    }
    return g_string_free(text, FALSE);
}

void inquiry_show(App *app, gint64 id, bool keep_place)
{
    InquiryView *view = &app->inquiry;
    Reading reading = keep_place && view->id == id ? view->reading : (Reading){0};
    view->wanted = INQUIRY_NOT_WANTED;
    app->dirty = true;
    g_autoptr(GError) error = NULL;
    /* All is read before anything is let go: while the database is waited for, the old is drawn. */
    g_autoptr(Inquiry) inquiry = id ? inquiries_get(app->desk->db, id, &error) : NULL;
    g_autoptr(GPtrArray) messages = inquiry ? messages_of_inquiry(app->desk->db, id, &error) : NULL;
    g_autofree char *others = messages ? others_text(app, id, NULL) : NULL;
    g_autofree char *more = messages ? inquiry_head_more(app, inquiry) : NULL;
    g_autofree char *statistic = messages ? inquiry_head_statistic(app, inquiry) : NULL;
    if (!messages && id) {
        app_complain(app, error);
        if (view->id == id || app->down_since)
            return; /* what was read before stays readable */
    }
    if (inquiry && view->id != id && !reading_opened(app->desk, inquiry, &error))
        app_complain(app, error);
    if (view->revealed != id)
        view->revealed = 0;
    inquiry_view_clear(view);
    if (!messages)
        return;
    view->id = id;
    view->inquiry = g_steal_pointer(&inquiry);
    view->messages = g_steal_pointer(&messages);
    view->others = g_steal_pointer(&others);
    view->more = g_steal_pointer(&more);
    view->statistic = g_steal_pointer(&statistic);
    view->reading = reading;
}

void inquiry_show_soon(App *app, gint64 id)
{
    /* While an answer is written its inquiry stays: templates and the quoted question are its own.
     */
    if (app->inquiry.id == id || app->writer) {
        app->inquiry.wanted = INQUIRY_NOT_WANTED;
        return;
    }
    app->inquiry.wanted = id;
    app->inquiry.wanted_at = clock_monotonic_ms() + REST_MS;
}

void inquiry_scroll(App *app, int by)
{
    InquiryView *view = &app->inquiry;
    reading_move(&view->reading, by);
    int last = view->lines ? (int)view->lines->len - 1 : 0;
    if (!screen_is_accessible())
        last = MAX(0, last + 1 - view->reading.height);
    view->reading.line = MIN(view->reading.line, MAX(0, last));
    view->reading.top = MIN(view->reading.top, MAX(0, last));
}

int inquiry_line(const App *app)
{
    const Reading *reading = &app->inquiry.reading;
    return screen_is_accessible() ? reading->line : reading->top;
}

static char *title_text(const App *app)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    const char *mark = app->focus == PANE_INQUIRY ? "*" : " ";
    if (!inquiry)
        return g_strdup_printf("2%s%s ", mark, _("Inquiry"));
    g_autofree char *owner = safe_text_line(inquiry->owner ? inquiry->owner_name : _("nobody"), -1);
    bool known = inquiry->language && *inquiry->language;
    return g_strdup_printf("2%s%s %" G_GINT64_FORMAT " · %s · %s · %s%s%s ", mark, _("Inquiry"),
                           inquiry->id, channel_text(inquiry->channel),
                           inquiry_state_text(inquiry->state), owner, known ? " · " : "",
                           known ? inquiry->language : "");
}

static void lay_out(App *app, Rect inside)
{
    InquiryView *view = &app->inquiry;
    int cells = reading_cells(inside.width);
    if (view->lines && view->width == cells)
        return;
    g_clear_pointer(&view->lines, g_ptr_array_unref);
    g_clear_pointer(&view->first_of, g_array_unref);
    view->lines = thread_lines(view->inquiry, view->messages, cells, clock_now(),
                               view->revealed == view->id, &view->first_of);
    view->width = cells;
}

static char *note_text(const InquiryView *view)
{
    guint count = view->lines->len;
    if (screen_is_accessible())
        return reading_note(&view->reading, count);
    int first = view->reading.top, last = MIN(first + view->reading.height, (int)count);
    return g_strdup_printf(_("line %d-%d/%u"), first + 1, last, count);
}

static const char *line_of(gconstpointer lines, guint place, Style *style)
{
    const ThreadLine *line = g_ptr_array_index((const GPtrArray *)lines, place);
    *style = line->style;
    return line->text;
}

void inquiry_pane_draw(App *app, Rect frame, bool focus)
{
    InquiryView *view = &app->inquiry;
    Rect inside = screen_inside(frame);
    g_autofree char *title = title_text(app);
    if (!view->inquiry) {
        screen_frame(frame, focus, title, NULL);
        screen_text(inside.row, inside.column + 1, inside.width - 1, STYLE_NORMAL,
                    _("No inquiry is selected."));
        if (focus)
            screen_cursor(inside.row, inside.column, false);
        return;
    }
    lay_out(app, inside);
    int others = view->others && *view->others ? 1 : 0;
    int head = inquiry_head_draw(app, inside) + others;
    Rect text = {.row = inside.row + head,
                 .column = inside.column,
                 .height = MAX(1, inside.height - head),
                 .width = inside.width};
    reading_draw(&view->reading, text, view->lines->len, line_of, view->lines, focus);
    g_autofree char *note = note_text(view);
    screen_frame(frame, focus, title, note);
    if (others)
        screen_text(inside.row + head - 1, inside.column, inside.width, STYLE_NEW, view->others);
}

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
    int top = keep_place && view->id == id ? view->top : 0;
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
    view->top = top;
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
    int last = view->lines ? MAX(0, (int)view->lines->len - view->height) : 0;
    view->top = CLAMP(view->top + by, 0, last);
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
    if (view->lines && view->width == inside.width)
        return;
    g_clear_pointer(&view->lines, g_ptr_array_unref);
    g_clear_pointer(&view->first_of, g_array_unref);
    view->lines = thread_lines(view->inquiry, view->messages, inside.width, clock_now(),
                               view->revealed == view->id, &view->first_of);
    view->width = inside.width;
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
    view->height = MAX(1, inside.height - head);
    inquiry_scroll(app, 0);
    int last = MIN(view->top + view->height, (int)view->lines->len);
    g_autofree char *note =
        g_strdup_printf(_("line %d-%d/%u"), view->top + 1, last, view->lines->len);
    screen_frame(frame, focus, title, note);
    if (others)
        screen_text(inside.row + head - 1, inside.column, inside.width, STYLE_NEW, view->others);
    for (int i = 0; i < view->height && view->top + i < (int)view->lines->len; i++) {
        const ThreadLine *line = g_ptr_array_index(view->lines, view->top + i);
        screen_text(inside.row + head + i, inside.column, inside.width, line->style, line->text);
    }
    if (focus)
        screen_cursor(inside.row + head, inside.column, false);
}

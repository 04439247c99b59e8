/* Owns the review: what will be sent, to whom, what to be careful about, what came in meanwhile.
 * Only a deliberate key sends. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/reply.h"

#include "skranke/tui/app.h"

typedef struct {
    Form form;
    AnswerReview *review;
    GPtrArray *lines; /* of char *, at width */
    int width, top, height;
} ReviewForm;

static void add_wrapped(GPtrArray *lines, const char *prefix, const char *text, int width)
{
    g_autofree char *both = g_strconcat(prefix, text, NULL);
    g_autofree char *safe = safe_text_block(both, -1);
    g_autoptr(GPtrArray) wrapped = safe_text_wrap(safe, width);
    for (guint i = 0; i < wrapped->len; i++)
        g_ptr_array_add(lines, g_strdup(g_ptr_array_index(wrapped, i)));
    if (wrapped->len == 0)
        g_ptr_array_add(lines, g_strdup(""));
}

static void add_news(GPtrArray *lines, const AnswerReview *review, int width)
{
    if (review->news->len == 0)
        return;
    add_wrapped(lines, "", _("! The inquiry got new messages while you wrote:"), width);
    for (guint i = 0; i < review->news->len; i++) {
        const Message *message = g_ptr_array_index(review->news, i);
        g_autofree char *at = time_text_clock(message->at);
        g_autofree char *own = reply_own_text(message->text);
        g_autofree char *line = g_strdup_printf("%s %s: %s", at, message->from_name, own);
        add_wrapped(lines, "  ", line, width);
    }
    g_ptr_array_add(lines, g_strdup(""));
}

static GPtrArray *review_lines(const App *app, const AnswerReview *review, int width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    add_news(lines, review, width);
    for (guint i = 0; i < review->warnings->len; i++)
        add_wrapped(lines, "! ", g_ptr_array_index(review->warnings, i), width);
    if (review->owner_elsewhere && *review->owner_elsewhere) {
        g_autofree char *owner =
            g_strdup_printf(_("The inquiry belongs to %s."), review->owner_elsewhere);
        add_wrapped(lines, "! ", owner, width);
    }
    add_wrapped(lines, _("To: "), review->to, width);
    if (*review->cc)
        add_wrapped(lines, _("Cc: "), review->cc, width);
    add_wrapped(lines, _("Subject: "), review->subject, width);
    g_ptr_array_add(lines, g_strdup(""));
    add_wrapped(lines, "", app->writer->draft->text, width);
    return lines;
}

static void review_draw(Form *form, App *app, Rect area)
{
    ReviewForm *self = (ReviewForm *)form;
    screen_fill(area, STYLE_NORMAL);
    Rect inside = layout_inside(area);
    if (self->width != inside.width) {
        g_clear_pointer(&self->lines, g_ptr_array_unref);
        self->lines = review_lines(app, self->review, inside.width);
        self->width = inside.width;
    }
    self->height = inside.height;
    self->top = CLAMP(self->top, 0, MAX(0, (int)self->lines->len - inside.height));
    g_autofree char *title = g_strdup_printf(_(" Review: answer to %" PRId64 " "),
                                             app->writer ? app->writer->draft->inquiry : 0);
    g_autofree char *note =
        g_strdup_printf("%d-%d/%u", self->top + 1,
                        MIN(self->top + inside.height, (int)self->lines->len), self->lines->len);
    screen_frame(area, true, title, note);
    for (int i = 0; i < inside.height && self->top + i < (int)self->lines->len; i++) {
        const char *line = g_ptr_array_index(self->lines, self->top + i);
        screen_text(inside.row + i, inside.column, inside.width,
                    line[0] == '!' ? STYLE_NEW : STYLE_NORMAL, line);
    }
    screen_cursor(inside.row, inside.column, false);
}

/* Something came in while the review was read: it is shown before anything is sent. */
static void show_news(App *app, const GError *error)
{
    app_pop_form(app);
    app_refresh(app, true);
    writer_review(app);
    app_complain(app, error);
}

static void send_it(const ReviewForm *self, App *app, bool close)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = app->writer->draft->inquiry;
    bool seen = self->review->news->len > 0;
    gint64 message = answer_send(app->desk, app->writer->draft, close, seen, &error);
    if (!message) {
        if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
            show_news(app, error);
        else
            app_complain(app, error);
        return;
    }
    app_pop_form(app);
    writer_done(app);
    app_refresh(app, true);
    app_focus(app, PANE_QUEUE);
    gint64 hold = config_integer(app->config, "mail", "hold_seconds");
    app_say(app, SAY_INFO, _("The answer to %" PRId64 " leaves in %" PRId64 " s.  u takes it back"),
            inquiry, hold);
}

static void review_key(Form *form, App *app, KeyCode key)
{
    ReviewForm *self = (ReviewForm *)form;
    int page = MAX(1, self->height - 1);
    switch (key) {
    case DESK_KEY_ESCAPE:
    case 'q':
        app_pop_form(app);
        break;
    case KEY_CTRL('X'):
    case 's':
        send_it(self, app, false);
        break;
    case 'c':
        send_it(self, app, true);
        break;
    case DESK_KEY_DOWN:
    case 'j':
        self->top++;
        break;
    case DESK_KEY_UP:
    case 'k':
        self->top--;
        break;
    case DESK_KEY_PAGE_DOWN:
    case DESK_KEY_SPACE:
        self->top += page;
        break;
    case DESK_KEY_PAGE_UP:
        self->top -= page;
        break;
    default:
        app_say(app, SAY_INFO, _("s sends, c sends and closes, Esc goes back to the text."));
    }
}

static const char *review_keys(const Form *form)
{
    (void)form;
    return _("s Send  c Send and close  ↑↓ Read  Esc Back to the text");
}

static void review_free(Form *form)
{
    ReviewForm *self = (ReviewForm *)form;
    answer_review_free(self->review);
    g_clear_pointer(&self->lines, g_ptr_array_unref);
    g_free(self);
}

static const FormOperations operations = {
    .draw = review_draw, .key = review_key, .keys = review_keys, .free = review_free};

void writer_review(App *app)
{
    g_autoptr(GError) error = NULL;
    AnswerReview *review = answer_review(app->desk, app->writer->draft, &error);
    if (!review) {
        app_complain(app, error);
        return;
    }
    ReviewForm *form = g_new0(ReviewForm, 1);
    form->form.operations = &operations;
    form->review = review;
    app_push_form(app, &form->form);
}

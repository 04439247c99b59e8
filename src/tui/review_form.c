/* Owns the review: what will be sent or recorded, to whom, as what, what to be careful about, what
 * came in meanwhile. Only a deliberate key sends. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/reply.h"

#include "skranke/desk/acts.h"

#include "skranke/tui/app.h"
#include "skranke/tui/clock_words.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/sheet_form.h"

typedef struct {
    AnswerReview *review; /* NULL: recorded, not mailed */
    bool numbers;         /* the decision to let identity numbers leave */
} ReviewData;

static bool is_revealed(const App *app)
{
    return app->inquiry.revealed == app->writer->draft->inquiry;
}

static void add_line(const App *app, GString *text, const char *prefix, const char *line)
{
    g_autofree char *safe = foreign_block(line, -1, is_revealed(app));
    g_string_append_printf(text, "%s%s\n", prefix, safe);
}

/* ---- what it is, and what that does to the clocks ---- */

static const Category *category_of(const App *app)
{
    const Rulebook *book = app->desk->rulebook;
    return book && app->inquiry.inquiry ? clocks_category(book->categories, app->inquiry.inquiry)
                                        : NULL;
}

/* What goes on while the inquirer is asked, by who set it. */
static const char *running_words(const Category *category)
{
    static const char *const texts[] = {
        [CATEGORY_BY_LOCAL] =
            N_("Question to the inquirer: the bureau's own aim goes on meanwhile."),
        [CATEGORY_BY_DOCUMENT] =
            N_("Question to the inquirer: the promised deadline goes on meanwhile."),
        [CATEGORY_BY_LAW] = N_("Question to the inquirer: the deadline of the law goes on."),
    };
    const CategoryRule *rule = !category                               ? NULL
                               : category->limit.kind != CATEGORY_NONE ? &category->limit
                                                                       : &category->target;
    return rule && rule->kind != CATEGORY_NONE
               ? _(texts[rule->by])
               : _("Question to the inquirer: no deadline runs here.");
}

static const char *purpose_words(const App *app, MessagePurpose purpose)
{
    const Category *category = category_of(app);
    if (purpose == PURPOSE_HOLDING)
        return _("Holding reply: the answer is still due when it was; the inquiry stays open.");
    if (purpose != PURPOSE_QUESTION)
        return _("Answer: stops the deadline.");
    return category && category->pauses && !category_is_statutory(category)
               ? _("Question to the inquirer: our deadline waits until the inquirer answers.")
               : running_words(category);
}

static void add_news(const App *app, GString *text, const AnswerReview *review)
{
    if (review->news->len == 0)
        return;
    g_string_append_printf(text, "%s\n", _("! The inquiry got new messages while you wrote:"));
    for (guint i = 0; i < review->news->len; i++) {
        const Message *message = g_ptr_array_index(review->news, i);
        g_autofree char *at = time_text_clock(message->at);
        g_autofree char *own = reply_own_text(message->text);
        g_autofree char *line = g_strdup_printf("%s %s: %s", at, message->from_name, own);
        add_line(app, text, "  ", line);
    }
    g_string_append_c(text, '\n');
}

/* "[when the answer can be expected]" of a template; what is quoted does not count. */
static bool has_open_places(const char *text)
{
    return g_regex_match_simple("^(?!>).*\\[\\p{L}[^\\]\n]*\\]", text, G_REGEX_MULTILINE, 0);
}

static void add_cares(const App *app, GString *text, const ReviewData *data)
{
    const AnswerReview *review = data->review;
    for (guint i = 0; i < review->warnings->len; i++)
        add_line(app, text, "! ", g_ptr_array_index(review->warnings, i));
    if (review->owner_elsewhere && *review->owner_elsewhere) {
        g_autofree char *owner =
            g_strdup_printf(_("The inquiry belongs to %s."), review->owner_elsewhere);
        add_line(app, text, "! ", owner);
    }
    if (has_open_places(app->writer->draft->text))
        add_line(app, text, "! ", _("A place in [brackets] is not filled in yet."));
    if (review->identity_numbers > 0)
        add_line(app, text, "! ",
                 data->numbers
                     ? _("Identity numbers in the text leave with it: you have decided so (n).")
                     : _("There are identity numbers in the text. They do not leave unless you "
                         "decide so (n)."));
}

static void add_mail(const App *app, GString *text, const ReviewData *data)
{
    const AnswerReview *review = data->review;
    add_news(app, text, review);
    add_cares(app, text, data);
    add_line(app, text, "", purpose_words(app, app->writer->draft->purpose));
    add_line(app, text, _("To: "), review->to);
    if (*review->cc)
        add_line(app, text, _("Cc: "), review->cc);
    add_line(app, text, _("Subject: "), review->subject);
}

static void add_record(const App *app, GString *text)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    g_autofree char *how = g_strdup_printf(
        _("This answer is recorded here and not mailed: you give it by %s yourself."),
        channel_text(inquiry->channel));
    add_line(app, text, "! ", how);
    add_line(app, text, "", purpose_words(app, PURPOSE_ANSWER));
    if (*app->writer->draft->recipients)
        add_line(app, text, "", _("e sends it by e-mail instead."));
}

/* Only an answer closes. */
static const char *mail_keys(MessagePurpose purpose)
{
    return purpose == PURPOSE_QUESTION || purpose == PURPOSE_HOLDING
               ? N_("s Send  p Purpose  ↑↓ Read  Esc Back to the text")
               : N_("s Send  c Send and close  p Purpose  ↑↓ Read  Esc Back to the text");
}

static const char *title_words(MessagePurpose purpose)
{
    return purpose == PURPOSE_QUESTION  ? _("Review: question on %" PRId64)
           : purpose == PURPOSE_HOLDING ? _("Review: holding reply to %" PRId64)
                                        : _("Review: answer to %" PRId64);
}

static void write_sheet(const App *app, SheetForm *form)
{
    const ReviewData *data = sheet_form_data(form);
    MessagePurpose purpose = data->review ? app->writer->draft->purpose : PURPOSE_ANSWER;
    g_autofree char *title = g_strdup_printf(title_words(purpose), app->writer->draft->inquiry);
    sheet_form_set_title(form, title);
    if (data->review)
        sheet_form_set_keys(form, mail_keys(purpose));
    GString *text = g_string_new(NULL);
    if (data->review)
        add_mail(app, text, data);
    else
        add_record(app, text);
    g_string_append_c(text, '\n');
    add_line(app, text, "", app->writer->draft->text);
    g_autofree char *whole = g_string_free(text, FALSE);
    sheet_form_set(form, whole);
}

/* ---- sending ---- */

/* Something came in while the review was read: it is shown before anything is sent. */
static void show_news(App *app, const GError *error)
{
    app_pop_form(app);
    app_refresh(app, true);
    writer_review(app);
    app_complain(app, error);
}

static void sent(App *app, gint64 inquiry, const char *format, gint64 seconds)
{
    app_pop_form(app);
    writer_done(app);
    app_refresh(app, true);
    app->undo_at_once = 0;
    app_focus(app, PANE_QUEUE);
    app_say(app, SAY_INFO, format, inquiry, seconds);
}

static const char *leaves_words(MessagePurpose purpose)
{
    if (purpose == PURPOSE_QUESTION)
        return _("The question on %" PRId64 " leaves in %" PRId64 " s.  u takes it back");
    if (purpose == PURPOSE_HOLDING)
        return _("The holding reply to %" PRId64 " leaves in %" PRId64 " s.  u takes it back");
    return _("The answer to %" PRId64 " leaves in %" PRId64 " s.  u takes it back");
}

static void send_mail(const ReviewData *data, App *app, bool close)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = app->writer->draft->inquiry;
    AnswerOptions options = {.close = close,
                             .seen_news = data->review->news->len > 0,
                             .hold_seconds = -1,
                             .identity_numbers = data->numbers};
    MessagePurpose purpose = app->writer->draft->purpose;
    if (answer_send_with(app->desk, app->writer->draft, &options, &error)) {
        sent(app, inquiry, leaves_words(purpose),
             config_integer(app->config, "mail", "hold_seconds"));
        return;
    }
    if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        show_news(app, error);
    else
        app_complain(app, error);
}

static void record(App *app, bool close)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = app->writer->draft->inquiry;
    RecordedAnswer answer = {.text = app->writer->draft->text, .close = close};
    if (!act_answered(app->desk, inquiry, &answer, &error)) {
        app_complain(app, error);
        return;
    }
    sent(app, inquiry, _("The answer to %" PRId64 " is recorded; it was not mailed."), 0);
}

static void send_it(const ReviewData *data, App *app, bool close)
{
    if (data->review)
        send_mail(data, app, close);
    else
        record(app, close);
}

/* ---- keys ---- */

/* Answer, question to the inquirer, holding reply, answer … */
static void next_purpose(SheetForm *form, App *app)
{
    ReviewData *data = sheet_form_data(form);
    MessagePurpose now = app->writer->draft->purpose;
    writer_set_purpose(app, now == PURPOSE_QUESTION  ? PURPOSE_HOLDING
                            : now == PURPOSE_HOLDING ? PURPOSE_ANSWER
                                                     : PURPOSE_QUESTION);
    if (data->review)
        write_sheet(app, form);
}

static void review_key(SheetForm *form, App *app, KeyCode key)
{
    ReviewData *data = sheet_form_data(form);
    if (key == KEY_CTRL('X') || key == 's' || key == 'c') {
        send_it(data, app, key == 'c');
    } else if (key == 'p' && data->review) {
        next_purpose(form, app);
    } else if (key == 'n' && data->review && data->review->identity_numbers > 0) {
        data->numbers = !data->numbers;
        write_sheet(app, form);
    } else if (key == 'e' && !data->review && *app->writer->draft->recipients) {
        g_autoptr(GError) error = NULL;
        data->review = answer_review(app->desk, app->writer->draft, &error);
        app_complain(app, error);
        write_sheet(app, form);
    } else {
        app_say(app, SAY_INFO,
                _("s sends, c sends and closes, p says what it is, Esc goes back to the text."));
    }
}

static void data_free(gpointer pointer)
{
    ReviewData *data = pointer;
    answer_review_free(data->review);
    g_free(data);
}

static const SheetOperations operations = {
    .keys = N_("s Send  c Send and close  p Purpose  ↑↓ Read  Esc Back to the text"),
    .key = review_key,
    .free_data = data_free};
static const SheetOperations record_operations = {
    .keys = N_("s Record  c Record and close  ↑↓ Read  Esc Back to the text"),
    .key = review_key,
    .free_data = data_free};

/* What came by letter, on the telephone, on social media or in a chat is answered there. */
static bool is_answered_elsewhere(const App *app)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    if (!inquiry || inquiry->id != app->writer->draft->inquiry)
        return false;
    return inquiry->channel == CHANNEL_LETTER || inquiry->channel == CHANNEL_PHONE ||
           inquiry->channel == CHANNEL_SOCIAL_MEDIA || inquiry->channel == CHANNEL_CHAT;
}

void writer_review(App *app)
{
    g_autoptr(GError) error = NULL;
    bool mailed = !is_answered_elsewhere(app);
    AnswerReview *review = mailed ? answer_review(app->desk, app->writer->draft, &error) : NULL;
    if (mailed && !review) {
        app_complain(app, error);
        return;
    }
    ReviewData *data = g_new0(ReviewData, 1);
    data->review = review;
    SheetForm *form = sheet_form_new(mailed ? &operations : &record_operations, data, "");
    write_sheet(app, form);
    app_push_form(app, sheet_form_base(form));
}

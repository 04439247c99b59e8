/* Owns the head of the inquiry pane. What the clocks say is clock_words.c's. */
#include "skranke/tui/inquiry_head.h"

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/links.h"
#include "skranke/store/people.h"
#include "skranke/store/surveys.h"

#include "skranke/tui/clock_words.h"
#include "skranke/tui/foreign_text.h"

enum { LOW_PANE = 14, MOST_WRAPPED = 2 };

/* ---- what else belongs to it ---- */

static void add_part(GString *line, const char *part)
{
    if (part && *part)
        g_string_append_printf(line, "%s%s", line->len ? " · " : "", part);
}

static void add_waiting(App *app, GString *line, const Inquiry *inquiry)
{
    if (inquiry->forwarded_to && *inquiry->forwarded_to) {
        g_autofree char *due = time_text_header(inquiry->forward_due_at - 1);
        const Section *section = directory_section_named(app, inquiry->forwarded_to);
        g_autofree char *part =
            g_strdup_printf(_("With %s, who should answer by %s (v)"),
                            section ? section_name(section) : inquiry->forwarded_to, due);
        add_part(line, part);
    }
    if (inquiry->snoozed_until > 0) {
        g_autofree char *until = time_text_header(inquiry->snoozed_until);
        g_autofree char *part = g_strdup_printf(_("Put off until %s"), until);
        add_part(line, part);
    }
    if (inquiry->bumped)
        add_part(line, _("Bumped up"));
}

static void add_decision(GString *line, const Inquiry *inquiry)
{
    const char *text = refusal_decision_text(inquiry->decision);
    const char *basis = inquiry->decision_basis;
    if (!*text)
        return;
    g_autofree char *part = basis && *basis ? g_strdup_printf("%s (%s)", text, basis) : NULL;
    add_part(line, part ? part : text);
}

static void add_survey(App *app, GString *line, const Inquiry *inquiry)
{
    if (!inquiry->survey || !*inquiry->survey)
        return;
    g_autoptr(Survey) survey = surveys_get(app->desk->db, inquiry->survey, NULL);
    const char *must = !survey ? "" : survey->mandatory ? _(", mandatory") : _(", voluntary");
    g_autofree char *part = g_strdup_printf(_("Survey: %s%s (U)"),
                                            survey ? survey_name(survey) : inquiry->survey, must);
    add_part(line, part);
    SurveyMode mode = SURVEY_MODE_NONE;
    survey_mode_from_word(inquiry->wished_mode ? inquiry->wished_mode : "", &mode);
    g_autofree char *wish =
        survey_wish_text(inquiry->wished_time ? inquiry->wished_time : "", mode);
    add_part(line, wish);
}

static void add_tags(App *app, GString *line, gint64 inquiry)
{
    g_autoptr(GPtrArray) tags = tags_of_inquiry(app->desk->db, inquiry, NULL);
    for (guint i = 0; tags && i < tags->len; i++) {
        g_autofree char *part = g_strconcat("#", g_ptr_array_index(tags, i), NULL);
        add_part(line, part);
    }
    g_autoptr(GPtrArray) links = links_of_inquiry(app->desk->db, inquiry, NULL);
    for (guint i = 0; links && i < links->len; i++) {
        g_autofree char *part = link_text(g_ptr_array_index(links, i));
        add_part(line, part);
    }
}

char *inquiry_head_more(App *app, const Inquiry *inquiry)
{
    GString *line = g_string_new(NULL);
    add_waiting(app, line, inquiry);
    add_decision(line, inquiry);
    add_survey(app, line, inquiry);
    add_tags(app, line, inquiry->id);
    return g_string_free(line, FALSE);
}

char *inquiry_head_statistic(App *app, const Inquiry *inquiry)
{
    const char *short_name = inquiry->statistic ? inquiry->statistic : "";
    g_autoptr(GPtrArray) statistics = *short_name ? people_statistics(app->desk->db, NULL) : NULL;
    for (guint i = 0; statistics && i < statistics->len; i++) {
        const Statistic *statistic = g_ptr_array_index(statistics, i);
        if (g_strcmp0(statistic->short_name, short_name) == 0)
            return g_strdup(statistic_name(statistic));
    }
    return g_strdup(short_name);
}

/* ---- the lines ---- */

static bool is_suggested(const Inquiry *inquiry)
{
    return inquiry->category_by == CHOSEN_BY_SUGGESTION && *inquiry->category;
}

static char *received_text(const Inquiry *inquiry)
{
    g_autofree char *at = time_text_short(inquiry->received_at, clock_now());
    return g_strdup_printf(_("Received: %s"), at);
}

/* From whom, and when unless that is read as a line of its own. */
static char *first_line(const App *app, bool revealed, int width)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    g_autofree char *sender = address_display(inquiry->from_name, inquiry->from_address);
    g_autofree char *safe = foreign_line(*sender ? sender : inquiry_sender(inquiry), revealed);
    g_autofree char *received = received_text(inquiry);
    g_autofree char *from = g_strdup_printf(_("From: %s"), safe);
    if (screen_is_accessible())
        return g_steal_pointer(&from);
    int right = safe_text_cells(received);
    g_autofree char *left = safe_text_fit(from, MAX(8, width - right - 2), false);
    return g_strdup_printf("%s  %s", left, received);
}

static char *subject_line(const App *app, bool revealed)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    g_autofree char *subject =
        foreign_line(*inquiry->subject ? inquiry->subject : _("(no subject)"), revealed);
    return g_strdup_printf(_("Subject: %s"), subject);
}

/* "Simple question on statistics – suggested: A accepts, K changes · Consumer price index" */
static char *category_line(const App *app)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    const char *statistic = app->inquiry.statistic;
    if (!*inquiry->category)
        return g_strdup(_("No category yet: K chooses one"));
    return g_strdup_printf("%s%s%s%s%s", screen_is_accessible() ? _("Category: ") : "",
                           app_category_name(app, inquiry->category),
                           is_suggested(inquiry) ? _(" – suggested: A accepts, K changes") : "",
                           statistic && *statistic ? " · " : "", statistic ? statistic : "");
}

static char *clocks_line(const App *app)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    const Rulebook *book = app->desk->rulebook;
    const Category *category = book ? clocks_category(book->categories, inquiry) : NULL;
    g_autofree char *left = clock_words_left(inquiry, clock_now(), app_opening(app));
    g_autofree char *both = clock_words_both(inquiry, category);
    bool labelled = screen_is_accessible() && (*left || *both);
    /* TRANSLATORS: stands before what is left of a deadline. */
    return g_strdup_printf("%s%s%s%s", labelled ? _("Due: ") : "", left, *left && *both ? ": " : "",
                           both);
}

static int draw_wrapped(const char *text, Rect inside, int row, int most, Style style)
{
    g_autofree char *safe = foreign_line(text, false);
    if (!*safe)
        return row;
    if (most == 1) {
        g_autofree char *cut = safe_text_cut(safe, inside.width);
        screen_text(row, inside.column, inside.width, style, cut);
        return row + 1;
    }
    g_autoptr(GPtrArray) lines = safe_text_wrap(safe, inside.width);
    for (int i = 0; i < most && i < (int)lines->len; i++) {
        bool cut = i + 1 == most && (int)lines->len > most;
        g_autofree char *line = cut ? g_strconcat(g_ptr_array_index(lines, i), " …", NULL)
                                    : g_strdup(g_ptr_array_index(lines, i));
        g_autofree char *fitted = safe_text_cut(line, inside.width);
        screen_text(row++, inside.column, inside.width, style, fitted);
    }
    return row;
}

/* What it is and what else belongs to it. In a low pane on one line where the keys that a suggested
 * category waits for are not cut away; who has it is asked for before what it is. */
static int draw_category(const App *app, Rect inside, int row, bool low)
{
    const InquiryView *view = &app->inquiry;
    g_autofree char *category = category_line(app);
    bool more = view->more && *view->more;
    g_autofree char *both = more ? g_strconcat(view->more, " · ", category, NULL) : NULL;
    bool joined =
        low && more && (!is_suggested(view->inquiry) || safe_text_cells(both) <= inside.width);
    if (joined)
        return draw_wrapped(both, inside, row, 1, STYLE_NORMAL);
    if (low && more)
        row = draw_wrapped(view->more, inside, row, 1, STYLE_NORMAL);
    return draw_wrapped(category, inside, row, 1, STYLE_NORMAL);
}

int inquiry_head_draw(const App *app, Rect inside)
{
    const InquiryView *view = &app->inquiry;
    bool revealed = view->revealed == view->id, low = inside.height < LOW_PANE;
    g_autofree char *first = first_line(app, revealed, inside.width);
    g_autofree char *subject = subject_line(app, revealed);
    g_autofree char *clocks = clocks_line(app);
    int row = inside.row;
    row = draw_wrapped(first, inside, row, 1, STYLE_LABEL);
    row = draw_wrapped(subject, inside, row, 1, STYLE_LABEL);
    g_autofree char *received = screen_is_accessible() ? received_text(view->inquiry) : NULL;
    if (received)
        row = draw_wrapped(received, inside, row, 1, STYLE_LABEL);
    Style due = clock_words_overdue(view->inquiry, clock_now()) ? STYLE_OVERDUE : STYLE_LABEL;
    row = draw_category(app, inside, row, low);
    bool brief = low && view->inquiry->wanted_at == 0; /* what a journalist needs is never cut */
    row = draw_wrapped(clocks, inside, row, brief ? 1 : MOST_WRAPPED, due);
    if (!low && view->more && *view->more)
        row = draw_wrapped(view->more, inside, row, MOST_WRAPPED, STYLE_NORMAL);
    return row - inside.row;
}

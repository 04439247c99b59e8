/* Owns two forms that record what belongs to an inquiry: the part that is split off, and the survey
 * with what to say about it and what the person wishes. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/surveys.h"

#include "skranke/desk/sorting.h"

#include "skranke/tui/app.h"
#include "skranke/tui/entry_form.h"
#include "skranke/tui/foreign_text.h"

/* ---- split ---- */

typedef struct {
    gint64 inquiry;
    char *category;
    guint subject, text; /* places */
} SplitData;

static void split_free(gpointer pointer)
{
    SplitData *data = pointer;
    g_free(data->category);
    g_free(data);
}

static void split_done(EntryForm *form, App *app)
{
    const SplitData *data = entry_form_data(form);
    g_autoptr(GError) error = NULL;
    SplitPart part = {.category = data->category,
                      .subject = entry_form_text(form, data->subject),
                      .text = entry_form_text(form, data->text)};
    gint64 first = data->inquiry, id = sorting_split(app->desk, first, &part, &error);
    if (id == 0) {
        app_complain(app, error);
        return;
    }
    app_pop_form(app);
    g_autofree char *done = g_strdup_printf(
        _("Inquiry %" PRId64 " was split off from %" PRId64 ", with a deadline of its own."), id,
        first);
    app_did(app, true, NULL, done);
}

static void draw_split(EntryForm *form, App *app, Rect place)
{
    const SplitData *data = entry_form_data(form);
    g_autofree char *line = g_strdup_printf(_("Category: %s. Leave only what this part asks."),
                                            app_category_name(app, data->category));
    screen_text(place.row, place.column, place.width, STYLE_LABEL, line);
}

static const EntryOperations split_operations = {.go = KEY_CTRL('S'),
                                                 .keys =
                                                     N_("Ctrl-S Split  Tab Next field  Esc Back"),
                                                 .done = split_done,
                                                 .draw_more = draw_split,
                                                 .more_lines = 1,
                                                 .free_data = split_free};

void split_form_open(App *app, const char *category)
{
    gint64 inquiry = acting_one(app);
    if (app->inquiry.id != inquiry)
        inquiry_show(app, inquiry, false);
    if (app->inquiry.id != inquiry || !app->inquiry.inquiry)
        return;
    const Inquiry *record = app->inquiry.inquiry;
    const GPtrArray *messages = app->inquiry.messages;
    const Message *first = messages->len ? g_ptr_array_index(messages, 0) : NULL;
    /* Out of a closed silo nothing is carried along unseen: the part is written. */
    const char *text = first && record->silo == CATEGORY_OPEN ? first->text : "";
    SplitData *data = g_new0(SplitData, 1);
    data->inquiry = inquiry;
    data->category = g_strdup(category);
    g_autofree char *title = g_strdup_printf(_("Split off from inquiry %" PRId64), inquiry);
    EntryForm *form = entry_form_new(&split_operations, data, title);
    data->subject = entry_form_add_line(form, _("Subject"), record->subject);
    data->text = entry_form_add_text(form, _("Text"), text ? text : "");
    entry_form_go_to(form, data->text);
    entry_form_reveal(form, app->inquiry.revealed == inquiry);
    app_push_form(app, entry_form_base(form));
}

/* ---- survey ---- */

typedef struct {
    gint64 inquiry;
    Survey *survey;
    char *language;   /* the inquirer's, "" */
    guint time, mode; /* places */
    int top, height;  /* of what is read below */
} SurveyData;

static void survey_data_free(gpointer pointer)
{
    SurveyData *data = pointer;
    survey_free(data->survey);
    g_free(data->language);
    g_free(data);
}

static void survey_done(EntryForm *form, App *app)
{
    const SurveyData *data = entry_form_data(form);
    g_autoptr(GError) error = NULL;
    gint64 inquiry = data->inquiry;
    bool ok = sorting_set_survey(app->desk, inquiry, data->survey->code,
                                 entry_form_text(form, data->time),
                                 survey_mode_words[entry_form_choice(form, data->mode)], &error);
    if (!ok) {
        app_complain(app, error);
        return;
    }
    app_pop_form(app);
    g_autofree char *done =
        g_strdup_printf(_("The survey of %" PRId64 " is recorded.  u undoes"), inquiry);
    app_did(app, true, NULL, done);
}

static void add_fact(GString *text, const char *label, const char *value)
{
    if (value && *value)
        g_string_append_printf(text, "%s %s\n", label, value);
}

char *facts_day_text(const char *iso, bool brief)
{
    Day day = 0;
    if (!iso || !day_parse(iso, &day))
        return g_strdup(iso ? iso : "");
    bool this_year = day_date(day).year == day_date(day_of_moment(clock_now(), NULL)).year;
    return brief && this_year ? day_short_text(day) : day_text(day);
}

/* What to say in the inquirer's own language, or in the others. */
static void add_answers(GString *text, const SurveyData *data, bool own)
{
    static const char *const languages[] = {"nb", "nn", "en"};
    Day today = day_of_moment(clock_now(), NULL);
    const char *first = languages[0]; /* where it is not known */
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_strcmp0(languages[i], data->language) == 0)
            first = languages[i];
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        if ((languages[i] == first) != own)
            continue;
        g_autofree char *answer = survey_answer(data->survey, languages[i], today);
        g_string_append_printf(text, "[%s] %s\n", languages[i], answer);
    }
}

static char *survey_text(const SurveyData *data)
{
    const Survey *survey = data->survey;
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%s – %s\n", survey_name(survey),
                           survey->mandatory ? _("MANDATORY") : _("VOLUNTARY"));
    add_answers(text, data, true);
    add_fact(text, _("Legal reference:"), survey->legal_reference);
    g_autofree char *deadline = facts_day_text(survey->deadline_on, false);
    add_fact(text, _("Deadline:"), deadline);
    add_fact(text, _("Reminders:"), survey->reminders);
    add_fact(text, _("What:"), survey_what(survey));
    add_fact(text, _("For whom:"), survey->whom);
    add_fact(text, _("How:"), survey->how);
    add_fact(text, _("Contact:"), survey->contact);
    add_fact(text, _("Phone:"), survey->phone);
    add_fact(text, _("E-mail:"), survey->email);
    add_fact(text, _("Note:"), survey->note);
    add_answers(text, data, false);
    g_autofree char *raw = g_string_free(text, FALSE);
    return safe_text_block(raw, -1);
}

static void draw_survey(EntryForm *form, App *app, Rect place)
{
    (void)app;
    SurveyData *data = entry_form_data(form);
    g_autofree char *text = survey_text(data);
    g_autoptr(GPtrArray) lines = safe_text_wrap(text, place.width);
    data->height = MAX(1, place.height - 1);
    data->top = CLAMP(data->top, 0, MAX(0, (int)lines->len - data->height));
    for (int i = 0; i < data->height && data->top + i < (int)lines->len; i++) {
        bool cut = i + 1 == data->height && data->top + i + 1 < (int)lines->len;
        screen_text(place.row + 1 + i, place.column, place.width, STYLE_NORMAL,
                    cut ? "…" : g_ptr_array_index(lines, (guint)(data->top + i)));
    }
}

static bool survey_key(EntryForm *form, App *app, KeyCode key)
{
    (void)app;
    SurveyData *data = entry_form_data(form);
    if (key != DESK_KEY_PAGE_DOWN && key != DESK_KEY_PAGE_UP)
        return false;
    int page = MAX(1, data->height - 2); /* the line that "…" stood for is not skipped */
    data->top = MAX(0, data->top + (key == DESK_KEY_PAGE_DOWN ? page : -page));
    return true;
}

static const EntryOperations survey_operations = {
    .go = KEY_CTRL('S'),
    .keys = N_("Ctrl-S Record it  PgDn PgUp Read  Tab Next field  Esc Back"),
    .done = survey_done,
    .key = survey_key,
    .draw_more = draw_survey,
    .free_data = survey_data_free};

static guint mode_of(const char *word)
{
    SurveyMode mode = SURVEY_MODE_NONE;
    survey_mode_from_word(word ? word : "", &mode);
    return mode;
}

void survey_form_open(App *app, const char *code)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = acting_one(app);
    Survey *survey = surveys_get(app->desk->db, code, &error);
    g_autoptr(Inquiry) record = survey ? inquiries_get(app->desk->db, inquiry, &error) : NULL;
    if (!record) {
        survey_free(survey);
        app_complain(app, error);
        return;
    }
    const char *modes[SURVEY_MODE_COUNT + 1] = {_("not said")};
    for (SurveyMode mode = SURVEY_MODE_NONE + 1; mode < SURVEY_MODE_COUNT; mode++)
        modes[mode] = survey_mode_text(mode);
    SurveyData *data = g_new0(SurveyData, 1);
    data->inquiry = inquiry;
    data->survey = survey;
    data->language = g_strdup(record->language);
    g_autofree char *title = g_strdup_printf(_("Survey of inquiry %" PRId64), inquiry);
    EntryForm *form = entry_form_new(&survey_operations, data, title);
    data->time = entry_form_add_line(form, _("Wished time"), record->wished_time);
    data->mode = entry_form_add_choice(form, _("Wished way"), modes, mode_of(record->wished_mode));
    app_push_form(app, entry_form_base(form));
}

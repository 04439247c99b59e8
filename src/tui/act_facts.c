/* Owns the actions that record what belongs to an inquiry: links, a part split off, the decision on
 * an access request, its survey, what is journalled, and the reason for seeing identity numbers. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/category.h"

#include "skranke/store/links.h"
#include "skranke/store/surveys.h"

#include "skranke/desk/journal.h"
#include "skranke/desk/reading.h"
#include "skranke/desk/sorting.h"

#include "skranke/tui/app.h"

/* ---- links ---- */

static const char *const link_questions[] = {
    [LINK_SPLIT_FROM] = NULL, /* made by splitting only */
    [LINK_DUPLICATE_OF] = N_("It is the same as …"),
    [LINK_FOLLOWS] = N_("It follows …"),
    [LINK_SAME_ORDER] = NULL, /* made by orders only */
    [LINK_RELATED] = N_("It is related to …"),
};

static void change_link(App *app, gint64 other, LinkKind kind, bool add)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = acting_one(app);
    bool ok = sorting_link(app->desk, inquiry, other, kind, add, &error);
    g_autofree char *done =
        g_strdup_printf(add ? _("Inquiry %" PRId64 " is tied to %" PRId64 ".  u undoes")
                            : _("Inquiry %" PRId64 " is no longer tied to %" PRId64 ".  u undoes"),
                        inquiry, other);
    app_did(app, ok, error, done);
}

static void link_number(App *app, const char *text, gint64 kind)
{
    gint64 other = g_ascii_strtoll(text + (*text == '#'), NULL, 10);
    if (other <= 0)
        app_say(app, SAY_ERROR, _("Type the number of the other inquiry."));
    else
        change_link(app, other, (LinkKind)kind, true);
}

/* A value below 0 removes a link that is there; its words are the choice "kind number". */
static void link_chosen(App *app, gint64 value)
{
    if (value >= 0) {
        app_push_form(app, prompt_new(_("Number of the other inquiry"), "", link_number, value));
        return;
    }
    g_auto(GStrv) words = g_strsplit(acting_choice(app, -1 - value), " ", 2);
    LinkKind kind = (LinkKind)g_ascii_strtoll(words[0], NULL, 10);
    change_link(app, g_ascii_strtoll(words[1], NULL, 10), kind, false);
}

static void add_links(App *app, GPtrArray *items, const GPtrArray *links)
{
    for (guint i = 0; i < links->len; i++) {
        const Link *link = g_ptr_array_index(links, i);
        g_autofree char *words = link_text(link);
        g_autofree char *line = g_strdup_printf("%s  %s", words, link->subject);
        g_autofree char *choice = g_strdup_printf("%d %" G_GINT64_FORMAT, (int)link->kind,
                                                  link->back ? link->inquiry : link->other);
        PickerItem *item =
            picker_item_new(line, _("Enter removes it"), -1 - acting_add_choice(app, choice));
        if (link->back)
            item->refusal = g_strdup(_("Remove it from the other inquiry."));
        g_ptr_array_add(items, item);
    }
}

void do_link(App *app)
{
    acting_begin_one(app);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) links = links_of_inquiry(app->desk->db, acting_one(app), &error);
    if (!links) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (LinkKind kind = 0; kind < LINK_KIND_COUNT; kind++)
        if (link_questions[kind])
            g_ptr_array_add(items, picker_item_new(_(link_questions[kind]), NULL, kind));
    add_links(app, items, links);
    g_autofree char *title = acting_title(app, _("Links"));
    app_push_form(app, picker_new(title, items, link_chosen, NULL));
}

/* ---- split ---- */

static void split_chosen(App *app, gint64 value)
{
    split_form_open(app, acting_choice(app, value));
}

void do_split(App *app)
{
    acting_begin_one(app);
    g_autofree char *title = acting_title(app, _("Category of the part that is split off"));
    category_picker(app, title, NULL, split_chosen);
}

/* ---- the decision on an access request ---- */

static void decide(App *app, const char *decision, const char *basis)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = acting_one(app);
    bool ok = sorting_decide(app->desk, inquiry, decision, basis, &error);
    g_autofree char *done =
        g_strdup_printf(_("The decision on %" PRId64 " is recorded.  u undoes"), inquiry);
    app_did(app, ok, error, done);
}

static void basis_typed(App *app, const char *basis, gint64 value)
{
    decide(app, acting_choice(app, value), basis);
}

static void decision_chosen(App *app, gint64 value)
{
    app_push_form(app, prompt_new(_("Legal basis (offentleglova § …); may be empty when granted"),
                                  "", basis_typed, value));
}

void do_decide(App *app)
{
    static const struct {
        const char *word, *text;
    } decisions[] = {{"granted", N_("Granted")},
                     {"partly", N_("Granted in part")},
                     {"refused", N_("Refused")},
                     {"passed_on", N_("Passed on to another body")},
                     {"withdrawn", N_("Withdrawn by the inquirer")}};
    acting_begin_one(app);
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < G_N_ELEMENTS(decisions); i++)
        g_ptr_array_add(items, picker_item_new(_(decisions[i].text), NULL,
                                               acting_add_choice(app, decisions[i].word)));
    g_autofree char *title = acting_title(app, _("Decision"));
    app_push_form(app, picker_new(title, items, decision_chosen, NULL));
}

/* ---- the survey ---- */

static void survey_chosen(App *app, gint64 value)
{
    survey_form_open(app, acting_choice(app, value));
}

static char *survey_note(const Survey *survey)
{
    const char *must = survey->mandatory ? _("mandatory") : _("voluntary");
    g_autofree char *deadline = facts_day_text(survey->deadline_on, true);
    return *deadline ? g_strdup_printf(_("%s, until %s"), must, deadline) : g_strdup(must);
}

void do_survey(App *app)
{
    acting_begin_one(app);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) surveys = surveys_load(app->desk->db, &error);
    if (!surveys) {
        app_complain(app, error);
        return;
    }
    const Inquiry *record = app_record(app);
    GPtrArray *items = picker_items_new();
    for (guint round = 0; round < 2; round++) /* the one it is about first */
        for (guint i = 0; i < surveys->len; i++) {
            const Survey *survey = g_ptr_array_index(surveys, i);
            bool own = record && g_strcmp0(record->survey, survey->code) == 0;
            g_autofree char *note = survey_note(survey);
            if (own == (round == 0))
                g_ptr_array_add(items, picker_item_new(survey_name(survey), note,
                                                       acting_add_choice(app, survey->code)));
        }
    g_autofree char *title = acting_title(app, _("Survey"));
    app_push_form(app, picker_new(title, items, survey_chosen, _("There are no surveys.")));
}

/* ---- the journal ---- */

/* The message at the top of the pane, 0: none. */
static const Message *message_in_view(const App *app)
{
    const InquiryView *view = &app->inquiry;
    const Message *found = NULL;
    for (guint i = 0; view->messages && i < view->messages->len; i++)
        if (!found || !view->first_of || i >= view->first_of->len ||
            g_array_index(view->first_of, int, i) <= inquiry_line(app))
            found = g_ptr_array_index(view->messages, i);
    return found;
}

static void journal_reason(App *app, const char *reason, gint64 value)
{
    g_autoptr(GError) error = NULL;
    gint64 message = g_ascii_strtoll(app->acting.chosen, NULL, 10);
    bool ok = journal_set(app->desk, message, value == 1, reason, &error);
    app_did(app, ok, error,
            value == 1 ? _("The message is journalled.") : _("The message is not journalled."));
}

static void journal_chosen(App *app, gint64 value)
{
    app_push_form(app, prompt_new(_("Reason (may be empty where the category says the same)"), "",
                                  journal_reason, value));
}

static const char *journal_state(const Message *message)
{
    if (g_strcmp0(message->journal, category_journal_words[CATEGORY_JOURNAL_YES]) == 0)
        return _("journalled now");
    if (g_strcmp0(message->journal, category_journal_words[CATEGORY_JOURNAL_NO]) == 0)
        return _("not journalled now");
    return _("not decided yet");
}

void do_journal(App *app)
{
    acting_begin_one(app);
    if (app->inquiry.id != acting_one(app))
        inquiry_show(app, acting_one(app), false);
    const Message *message = message_in_view(app);
    if (!message) {
        app_say(app, SAY_ERROR, _("The inquiry has no message."));
        return;
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, message->id);
    acting_set_chosen(app, number);
    g_autofree char *at = time_text_short(message->at, clock_now());
    g_autofree char *title =
        g_strdup_printf(_("Journal · message of %s · %s"), at, journal_state(message));
    GPtrArray *items = picker_items_new();
    g_ptr_array_add(items, picker_item_new(_("Yes, it is journalled"), NULL, 1));
    g_ptr_array_add(items, picker_item_new(_("No, it is not journalled"), NULL, 0));
    app_push_form(app, picker_new(title, items, journal_chosen, NULL));
}

/* ---- identity numbers ---- */

static void reveal_reason(App *app, const char *reason, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    if (!reading_reveal(app->desk, inquiry, reason, &error)) {
        app_complain(app, error);
        return;
    }
    if (app->inquiry.id != inquiry)
        inquiry_show(app, inquiry, false);
    app->inquiry.revealed = inquiry;
    inquiry_show(app, inquiry, true);
    app_say(app, SAY_INFO,
            _("The identity numbers of %" PRId64 " are shown until another inquiry is."), inquiry);
}

void do_reveal(App *app)
{
    app_push_form(app, prompt_new(_("Why the identity numbers must be seen (this is recorded)"), "",
                                  reveal_reason, app_inquiry(app)));
}

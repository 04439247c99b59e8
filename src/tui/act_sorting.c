/* Owns the actions that sort an inquiry: category, statistic, language, when it comes back, what
 * comes first, tags. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/links.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/reading.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "skranke/tui/app.h"
#include "skranke/tui/clock_words.h"

/* ---- the category ---- */

static bool accept(App *app, gint64 inquiry, GError **error)
{
    return sorting_accept(app->desk, inquiry, error);
}

void do_accept(App *app)
{
    static const ActingWords words = {
        N_("The suggested category of inquiry %" PRId64 " is accepted.  u undoes"),
        N_("%u accepted")};
    acting_begin(app);
    acting_run(app, accept, &words);
}

static bool set_category(App *app, gint64 inquiry, GError **error)
{
    return sorting_set_category(app->desk, inquiry, app->acting.chosen, NULL, error);
}

static const ActingWords category_words = {N_("Inquiry %" PRId64 " has a new category.  u undoes"),
                                           N_("%u sorted")};

/* What is chosen is the code, a line break, and why. */
static bool set_category_because(App *app, gint64 inquiry, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(app->acting.chosen, "\n", 2);
    return sorting_set_category_because(app->desk, inquiry, parts[0], NULL, parts[1], error);
}

static void category_reason(App *app, const char *reason, gint64 value)
{
    g_autofree char *both = g_strconcat(acting_choice(app, value), "\n", reason, NULL);
    acting_set_chosen(app, both);
    acting_run(app, set_category_because, &category_words);
}

static bool needs_reason(App *app, const char *code)
{
    for (guint i = 0; i < app->acting.on->len; i++)
        if (sorting_needs_reason(app->desk, g_array_index(app->acting.on, gint64, i), code))
            return true;
    return false;
}

static void category_chosen(App *app, gint64 value)
{
    const char *code = acting_choice(app, value);
    if (needs_reason(app, code)) {
        app_push_form(
            app, prompt_new(_("Others may read it then, because"), "", category_reason, value));
        return;
    }
    acting_set_chosen(app, code);
    acting_run(app, set_category, &category_words);
}

void category_picker(App *app, const char *title, const char *now, PickerFunc chosen)
{
    g_autoptr(GError) error = NULL;
    const Rulebook *book = rules_book(app->desk, &error);
    if (!book) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    gint64 start = -1;
    for (guint i = 0; i < book->categories->len; i++) {
        const Category *category = g_ptr_array_index(book->categories, i);
        g_autofree char *promise = clock_words_promise(category);
        gint64 value = acting_add_choice(app, category->code);
        start = g_strcmp0(category->code, now) == 0 ? value : start;
        g_ptr_array_add(items, picker_item_new(category_name(category), promise, value));
    }
    Form *picker = picker_new(title, items, chosen, NULL);
    picker_start_at(picker, start);
    app_push_form(app, picker);
}

/* Enter alone changes nothing of one inquiry: its own category is selected first. */
void do_category(App *app)
{
    acting_begin(app);
    const Inquiry *record = app->acting.on->len == 1 ? app_record(app) : NULL;
    g_autofree char *now = g_strdup(record ? record->category : NULL);
    g_autofree char *title = acting_title(app, _("Category"));
    category_picker(app, title, now, category_chosen);
}

void do_why(App *app)
{
    g_autoptr(GError) error = NULL;
    gint64 id = app_inquiry(app);
    g_autofree char *text = reading_explain(app->desk, id, &error);
    if (!text) {
        app_complain(app, error);
        return;
    }
    g_autofree char *title = g_strdup_printf(_("Why %" PRId64 " is due then"), id);
    app_push_form(app, reader_new(title, text));
}

/* ---- the statistic ---- */

static bool set_statistic(App *app, gint64 inquiry, GError **error)
{
    g_autoptr(Inquiry) record = inquiries_get(app->desk->db, inquiry, error);
    return record &&
           sorting_set_category(app->desk, inquiry, record->category, app->acting.chosen, error);
}

static void statistic_chosen(App *app, gint64 value)
{
    static const ActingWords words = {N_("The statistic of inquiry %" PRId64 " is set.  u undoes"),
                                      N_("%u set")};
    acting_set_chosen(app, acting_choice(app, value));
    acting_run(app, set_statistic, &words);
}

void do_statistic(App *app)
{
    acting_begin(app);
    directory_ensure(app);
    if (!app->directory.directory)
        return;
    const GPtrArray *statistics = directory_people(app->directory.directory)->statistics;
    GPtrArray *items = picker_items_new();
    g_ptr_array_add(items, picker_item_new(_("none"), NULL, acting_add_choice(app, "")));
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = g_ptr_array_index(statistics, i);
        gint64 value = acting_add_choice(app, statistic->short_name);
        g_ptr_array_add(items,
                        picker_item_new(statistic_name(statistic), statistic->short_name, value));
    }
    g_autofree char *title = acting_title(app, _("Statistic"));
    app_push_form(app, picker_new(title, items, statistic_chosen, NULL));
}

/* ---- the language ---- */

static bool set_language(App *app, gint64 inquiry, GError **error)
{
    InquiryChange change = {.language = app->acting.chosen};
    return act_set(app->desk, inquiry, &change, error);
}

static void language_chosen(App *app, gint64 value)
{
    static const ActingWords words = {N_("The language of inquiry %" PRId64 " is set.  u undoes"),
                                      N_("%u set")};
    acting_set_chosen(app, acting_choice(app, value));
    acting_run(app, set_language, &words);
}

void do_language(App *app)
{
    static const struct {
        const char *code, *name;
    } languages[] = {
        {"nb", "Bokmål"}, {"nn", "Nynorsk"}, {"en", "English"}, {"other", N_("other")}};
    acting_begin(app);
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        g_ptr_array_add(items, picker_item_new(_(languages[i].name), NULL,
                                               acting_add_choice(app, languages[i].code)));
    g_autofree char *title = acting_title(app, _("Language of the inquirer"));
    app_push_form(app, picker_new(title, items, language_chosen, NULL));
}

/* ---- put off ---- */

static bool snooze(App *app, gint64 inquiry, GError **error)
{
    gint64 until = g_ascii_strtoll(app->acting.chosen, NULL, 10);
    return sorting_snooze(app->desk, inquiry, until, error);
}

static void snooze_until(App *app, gint64 until)
{
    static const ActingWords put_off = {
        N_("Inquiry %" PRId64 " is put off; its deadline goes on.  u undoes"), N_("%u put off")};
    static const ActingWords woken = {N_("Inquiry %" PRId64 " is back.  u undoes"), N_("%u back")};
    g_autofree char *moment = g_strdup_printf("%" G_GINT64_FORMAT, until);
    acting_set_chosen(app, moment);
    acting_run(app, snooze, until ? &put_off : &woken);
}

static void snooze_typed(App *app, const char *text, gint64 value)
{
    (void)value;
    g_autoptr(GError) error = NULL;
    gint64 until = 0;
    if (sorting_parse_moment(app->desk, text, &until, &error))
        snooze_until(app, until);
    else
        app_complain(app, error);
}

static char *snooze_preview(App *app, const char *typed)
{
    gint64 until = 0;
    if (!sorting_parse_moment(app->desk, typed, &until, NULL))
        return NULL;
    g_autofree char *moment = time_text_header(until);
    return g_strdup_printf(_("Until %s"), moment);
}

/* Moments that are chosen often: as they could be typed, and as they are shown. */
static const struct {
    const char *typed, *label;
} near_moments[] = {
    {"today 14:00", N_("Today 14:00")},       {"tomorrow", N_("Tomorrow, when we open")},
    {"tomorrow 12:00", N_("Tomorrow 12:00")}, {"monday", N_("Monday, when we open")},
    {"+5", N_("In five working days")},       {"+10", N_("In ten working days")},
};

static void add_moment(App *app, GPtrArray *items, guint i)
{
    gint64 at = 0;
    if (!sorting_parse_moment(app->desk, near_moments[i].typed, &at, NULL) || at <= clock_now())
        return;
    g_autofree char *moment = time_text_header(at);
    g_ptr_array_add(items, picker_item_new(_(near_moments[i].label), moment, at));
}

void do_snooze(App *app)
{
    acting_begin(app);
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < G_N_ELEMENTS(near_moments); i++)
        add_moment(app, items, i);
    g_ptr_array_add(items, picker_item_new(_("Not any longer: bring it back now"), NULL, 0));
    g_autofree char *title = acting_title(app, _("Put off until (type: tomorrow 9, friday, +3)"));
    Form *picker = picker_new(title, items, snooze_until, NULL);
    picker_take_text(picker, snooze_preview, snooze_typed);
    app_push_form(app, picker);
}

/* ---- when the inquirer needs it ---- */

static void wanted_typed(App *app, const char *text, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    gint64 at = 0;
    bool ok = (!*text || sorting_parse_wanted(app->desk, text, &at, &error)) &&
              sorting_set_wanted(app->desk, inquiry, at, &error);
    g_autofree char *done = g_strdup_printf(
        _("What the inquirer of %" PRId64 " needs it by is recorded.  u undoes"), inquiry);
    app_did(app, ok, error, done);
}

void do_wanted(App *app)
{
    app_push_form(app,
                  prompt_new(_("The inquirer needs it by (today 14:00, friday; empty: not said)"),
                             "", wanted_typed, app_inquiry(app)));
}

/* ---- on top of the queue ---- */

static void bump_reason(App *app, const char *reason, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) record = inquiries_get(app->desk->db, inquiry, &error);
    bool up = record && !record->bumped;
    bool ok = record && sorting_bump(app->desk, inquiry, up, reason, &error);
    g_autofree char *done =
        g_strdup_printf(up ? _("Inquiry %" PRId64 " stands on top of the queue.  u undoes")
                           : _("Inquiry %" PRId64 " stands where its deadline says.  u undoes"),
                        inquiry);
    app_did(app, ok, error, done);
}

void do_bump(App *app)
{
    const Inquiry *record = app_record(app);
    const char *title = record && record->bumped
                            ? _("Back to where its deadline says, because")
                            : _("On top of the queue, because (not for who asks: all are equal)");
    app_push_form(app, prompt_new(title, "", bump_reason, app_inquiry(app)));
}

/* ---- tags ---- */

static bool change_tag(App *app, gint64 inquiry, GError **error)
{
    bool add = app->acting.chosen[0] == '+';
    return sorting_tag(app->desk, inquiry, app->acting.chosen + 1, add, error);
}

static void tag_chosen(App *app, gint64 value)
{
    static const ActingWords words = {N_("The tags of inquiry %" PRId64 " are changed.  u undoes"),
                                      N_("%u changed")};
    acting_set_chosen(app, acting_choice(app, value));
    acting_run(app, change_tag, &words);
}

static void tag_typed(App *app, const char *text, gint64 value)
{
    (void)value;
    g_autofree char *added = g_strconcat("+", text, NULL);
    tag_chosen(app, acting_add_choice(app, added));
}

static char *tag_preview(App *app, const char *typed)
{
    (void)app;
    return g_strdup_printf(_("Add the tag \"%s\""), typed);
}

static bool holds(const GPtrArray *tags, const char *tag)
{
    return tags && g_ptr_array_find_with_equal_func((GPtrArray *)tags, tag, g_str_equal, NULL);
}

void do_tag(App *app)
{
    acting_begin(app);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = tags_all(app->desk->db, &error);
    g_autoptr(GPtrArray) own = all && app->acting.on->len == 1
                                   ? tags_of_inquiry(app->desk->db, acting_one(app), &error)
                                   : NULL;
    if (!all || error) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < all->len; i++) {
        const char *tag = g_ptr_array_index(all, i);
        bool there = holds(own, tag);
        g_autofree char *choice = g_strconcat(there ? "-" : "+", tag, NULL);
        g_ptr_array_add(items, picker_item_new(tag, there ? _("Enter removes it") : "",
                                               acting_add_choice(app, choice)));
    }
    g_autofree char *title = acting_title(app, _("Tags"));
    Form *picker = picker_new(title, items, tag_chosen, _("No tags yet. Type one; Enter adds it."));
    picker_take_text(picker, tag_preview, tag_typed);
    app_push_form(app, picker);
}

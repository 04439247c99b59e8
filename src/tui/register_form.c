/* Owns the form that registers by hand what did not come by e-mail: few keys, the category
 * suggested while one types. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/sorting.h"
#include "skranke/desk/suggesting.h"

#include "skranke/tui/app.h"
#include "skranke/tui/clock_words.h"
#include "skranke/tui/entry_form.h"
#include "skranke/tui/foreign_text.h"

enum { MORE_LINES = 4, HALF_A_YEAR = 182 * 24 * 3600 };

typedef struct {
    guint channel, from, subject, received, text; /* places */
    char *category;                               /* chosen by hand, NULL: the suggestion's */
    Suggestion *suggestion;                       /* for the texts at … */
    guint suggested_at;
} RegisterData;

/* The order in which they come over a counter. */
static const Channel by_hand[] = {CHANNEL_LETTER, CHANNEL_PHONE, CHANNEL_SOCIAL_MEDIA,
                                  CHANNEL_CHAT};

static void data_free(gpointer pointer)
{
    RegisterData *data = pointer;
    g_free(data->category);
    suggestion_free(data->suggestion);
    g_free(data);
}

/* ---- when it was received ---- */

/* The rest behind "i går", "yesterday" …; NULL: the text does not begin so. */
static const char *after_yesterday(const char *text)
{
    static const char *const words[] = {"i går", "igår", "i gaar", "yesterday"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(text, words[i]))
            return text + strlen(words[i]);
    return NULL;
}

static gint64 day_before(gint64 at)
{
    int minute = 0;
    Day day = day_of_moment(at, &minute);
    return day_moment(day - 1, minute);
}

/* "", "now", "yesterday 14:00", "9.3. 10:00", ISO: a moment that has passed. */
static bool received_at(App *app, const char *typed, gint64 *at, GError **error)
{
    g_autofree char *folded = g_utf8_strdown(typed, -1);
    const char *text = g_strstrip(folded), *rest = after_yesterday(text);
    *at = 0;
    if (!*text || time_text_parse(text, at, NULL)) {
        /* now, or as it stands */
    } else if (rest) {
        const char *time = rest + strspn(rest, " ");
        g_autofree char *today = g_strconcat("today ", *time ? time : "12:00", NULL);
        if (!sorting_parse_moment(app->desk, today, at, error))
            return false;
        *at = day_before(*at);
    } else if (!sorting_parse_moment(app->desk, text, at, error)) {
        return false;
    }
    gint64 now = clock_now();
    if (*at - now > HALF_A_YEAR) { /* "9.12." in January was last year */
        LocalTime local = time_text_local(*at);
        *at = time_text_from_local(local.year - 1, local.month, local.day, local.minute_of_day);
    }
    if (*at <= now)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%s\" has not come yet. Nothing was registered; your text is still here."),
                typed);
    return false;
}

/* ---- the suggestion ---- */

static const Suggestion *suggestion_now(EntryForm *form, App *app)
{
    RegisterData *data = entry_form_data(form);
    guint revision = entry_form_revision(form) + entry_form_choice(form, data->channel);
    if (data->suggestion && data->suggested_at == revision)
        return data->suggestion;
    SuggestionInput input = {.channel = by_hand[entry_form_choice(form, data->channel)],
                             .subject = entry_form_text(form, data->subject),
                             .text = entry_form_text(form, data->text),
                             .from_address = entry_form_text(form, data->from)};
    g_clear_pointer(&data->suggestion, suggestion_free);
    data->suggestion = suggesting_text(app->desk, &input, NULL);
    data->suggested_at = revision;
    return data->suggestion;
}

static void draw_category(EntryForm *form, App *app, Rect place)
{
    const RegisterData *data = entry_form_data(form);
    bool waits = app->waited_ms > 0; /* the database is busy with something else */
    const Suggestion *suggestion = waits ? data->suggestion : suggestion_now(form, app);
    const char *code = data->category ? data->category : suggestion ? suggestion->category : "";
    const Category *category =
        app->desk->rulebook ? rulebook_category(app->desk->rulebook, code) : NULL;
    g_autofree char *promise = category ? clock_words_promise(category) : g_strdup("");
    g_autofree char *line = g_strdup_printf("%s %s%s", _("Category:"), app_category_name(app, code),
                                            data->category ? "" : _(", suggested"));
    screen_text(place.row, place.column, place.width, STYLE_LABEL, line);
    screen_text(place.row + 1, place.column, place.width, STYLE_LABEL, promise);
    if (!data->category && suggestion) {
        g_autofree char *why = foreign_line(suggestion->why, false);
        screen_text(place.row + 2, place.column, place.width, STYLE_NORMAL, why);
    }
    if (place.height > 3)
        screen_text(place.row + 3, place.column, place.width, STYLE_NORMAL,
                    _("Received: empty is now; also \"yesterday 14:00\", \"9.3.\""));
}

/* ---- doing ---- */

static void register_done(EntryForm *form, App *app)
{
    const RegisterData *data = entry_form_data(form);
    g_autoptr(GError) error = NULL;
    gint64 at = 0;
    if (!received_at(app, entry_form_text(form, data->received), &at, &error)) {
        app_complain(app, error);
        entry_form_go_to(form, data->received);
        return;
    }
    NewInquiry given = {.channel = by_hand[entry_form_choice(form, data->channel)],
                        .from = entry_form_text(form, data->from),
                        .subject = entry_form_text(form, data->subject),
                        .text = entry_form_text(form, data->text),
                        .received_at = at,
                        .category = data->category};
    gint64 id = act_register(app->desk, &given, &error);
    if (id == 0) {
        app_complain(app, error);
        return;
    }
    app_pop_form(app);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is registered (%s)."), id,
                                            channel_text(given.channel));
    app_did(app, true, NULL, done);
    if (queue_model_select(app->queue, id, NULL))
        inquiry_show_soon(app, id);
}

static const EntryOperations operations;

static void category_chosen(App *app, gint64 value)
{
    EntryForm *form = entry_form_on_top(app, &operations);
    RegisterData *data = form ? entry_form_data(form) : NULL;
    if (!data)
        return;
    g_free(data->category);
    data->category = g_strdup(acting_choice(app, value));
}

static bool register_key(EntryForm *form, App *app, KeyCode key)
{
    const RegisterData *data = entry_form_data(form);
    if (key != KEY_CTRL('K'))
        return false;
    const char *now = data->category     ? data->category
                      : data->suggestion ? data->suggestion->category
                                         : NULL;
    acting_begin_one(app);
    category_picker(app, _("Category"), now, category_chosen);
    return true;
}

static const EntryOperations operations = {
    .go = KEY_CTRL('S'),
    .keys = N_("Ctrl-S Register  Tab Next field  Ctrl-K Category  Esc Back"),
    .done = register_done,
    .key = register_key,
    .draw_more = draw_category,
    .more_lines = MORE_LINES,
    .free_data = data_free};

void do_register(App *app)
{
    RegisterData *data = g_new0(RegisterData, 1);
    const char *choices[G_N_ELEMENTS(by_hand) + 1] = {0};
    for (guint i = 0; i < G_N_ELEMENTS(by_hand); i++)
        choices[i] = channel_text(by_hand[i]);
    EntryForm *form = entry_form_new(&operations, data, _("Register by hand"));
    data->channel = entry_form_add_choice(form, _("Channel"), choices, 0);
    data->from = entry_form_add_line(form, _("From"), "");
    data->subject = entry_form_add_line(form, _("Subject"), "");
    data->text = entry_form_add_text(form, _("Text"), "");
    data->received = entry_form_add_line(form, _("Received"), "");
    entry_form_reveal(form, true);
    app_push_form(app, entry_form_base(form));
}

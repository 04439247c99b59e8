/* Owns the form that sends an inquiry on: to whom, with which words, until when; and its review,
 * where only a deliberate key sends. */
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/forwarding.h"

#include "skranke/tui/app.h"
#include "skranke/tui/entry_form.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/sheet_form.h"

enum { MOST_FOUND = 40, MORE_LINES = 8 };

typedef struct {
    char *text, *note;
    char *section, *person; /* one of them, the other NULL */
} Receiver;

typedef struct {
    gint64 inquiry;
    GPtrArray *found; /* of Receiver * */
    char *looked_for; /* what they were found by, NULL: not looked yet */
    guint selected, top;
    guint to, words, summary, tell, days; /* places; summary 0: there is none */
    bool numbers;                         /* the decision to let identity numbers leave */
} ForwardData;

static void receiver_free(gpointer data)
{
    Receiver *receiver = data;
    g_free(receiver->text);
    g_free(receiver->note);
    g_free(receiver->section);
    g_free(receiver->person);
    g_free(receiver);
}

static void data_free(gpointer pointer)
{
    ForwardData *data = pointer;
    g_clear_pointer(&data->found, g_ptr_array_unref);
    g_free(data->looked_for);
    g_free(data);
}

/* ---- to whom ---- */

static void add_section(ForwardData *data, const Section *section, const char *why)
{
    for (guint i = 0; i < data->found->len; i++)
        if (g_strcmp0(((Receiver *)g_ptr_array_index(data->found, i))->section, section->code) == 0)
            return;
    Receiver *receiver = g_new0(Receiver, 1);
    g_autofree char *text = g_strdup_printf("%s  %s", section->code, section_name(section));
    receiver->text = safe_text_line(text, -1);
    receiver->note = safe_text_line(why && *why ? why : section->email, -1);
    receiver->section = g_strdup(section->code);
    g_ptr_array_add(data->found, receiver);
}

static void add_person(ForwardData *data, const DirectoryEntry *entry)
{
    const Person *person = entry->person;
    Receiver *receiver = g_new0(Receiver, 1);
    g_autofree char *text =
        g_strdup_printf("%s  %s%s%s", person->initials, person->name, entry->section ? ", " : "",
                        entry->section ? section_name(entry->section) : "");
    receiver->text = safe_text_line(text, -1);
    receiver->note = safe_text_line(person->email, -1);
    receiver->person = *person->initials ? g_strdup(person->initials)
                                         : g_strdup_printf("%" G_GINT64_FORMAT, person->id);
    g_ptr_array_add(data->found, receiver);
}

/* All sections, the likeliest first. */
static void add_proposed(App *app, ForwardData *data)
{
    g_autoptr(GPtrArray) proposed =
        forwarding_sections(app->desk, app->directory.directory, data->inquiry, NULL);
    for (guint i = 0; proposed && i < proposed->len; i++)
        add_section(data, g_ptr_array_index(proposed, i), NULL);
}

/* A statistic stands for the section that answers for it. */
static void add_typed(App *app, ForwardData *data, const char *typed)
{
    g_autoptr(GPtrArray) entries = directory_find(app->directory.directory, typed, MOST_FOUND);
    for (guint i = 0; i < entries->len; i++) {
        const DirectoryEntry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == ENTRY_PERSON)
            add_person(data, entry);
        else if (entry->section)
            add_section(data, entry->section,
                        entry->statistic ? statistic_name(entry->statistic) : NULL);
    }
}

/* The directory may be read anew at any time, so what is found is copied. */
static void look(EntryForm *form, App *app)
{
    ForwardData *data = entry_form_data(form);
    const char *typed = entry_form_text(form, data->to);
    if (g_strcmp0(data->looked_for, typed) == 0)
        return;
    directory_ensure(app);
    if (!app->directory.directory)
        return;
    g_free(data->looked_for);
    data->looked_for = g_strdup(typed);
    g_ptr_array_set_size(data->found, 0);
    data->selected = data->top = 0;
    if (*typed)
        add_typed(app, data, typed);
    else
        add_proposed(app, data);
}

static void draw_found(EntryForm *form, App *app, Rect place)
{
    ForwardData *data = entry_form_data(form);
    look(form, app);
    screen_text(place.row, place.column, place.width, STYLE_COLUMN,
                _("To: a name, a section or a statistic; ↑↓ selects. Days: empty is as usual."));
    guint height = (guint)MAX(1, place.height - 1);
    data->top = CLAMP(data->top, data->selected >= height ? data->selected - height + 1 : 0,
                      data->selected);
    for (guint i = 0; i < height && data->top + i < data->found->len; i++) {
        const Receiver *receiver = g_ptr_array_index(data->found, data->top + i);
        bool selected = data->top + i == data->selected;
        int note = MIN(safe_text_cells(receiver->note), place.width / 3);
        g_autofree char *left = safe_text_fit(receiver->text, place.width - note - 3, false);
        g_autofree char *right = safe_text_fit(receiver->note, note, true);
        g_autofree char *line = g_strdup_printf("%s %s %s", selected ? ">" : " ", left, right);
        screen_text(place.row + 1 + (int)i, place.column, place.width,
                    selected ? STYLE_SELECTED : STYLE_NORMAL, line);
    }
    if (data->found->len == 0)
        screen_text(place.row + 1, place.column + 1, place.width - 1, STYLE_NORMAL,
                    _("Nobody in the directory matches that."));
}

static bool forward_key(EntryForm *form, App *app, KeyCode key)
{
    ForwardData *data = entry_form_data(form);
    look(form, app);
    bool up = key == DESK_KEY_UP, down = key == DESK_KEY_DOWN;
    if (entry_form_place(form) != data->to || (!up && !down))
        return false;
    if (up && data->selected > 0)
        data->selected--;
    if (down && data->selected + 1 < data->found->len)
        data->selected++;
    return true;
}

/* ---- the review ---- */

typedef struct {
    EntryForm *entry; /* below it, lives longer */
    gint64 inquiry;
} ReviewData;

static ForwardWish wish_of(const EntryForm *form)
{
    const ForwardData *data = entry_form_data(form);
    const Receiver *receiver = g_ptr_array_index(data->found, data->selected);
    const char *summary = data->summary ? entry_form_text(form, data->summary) : NULL;
    return (ForwardWish){.section = receiver->section,
                         .person = receiver->person,
                         .comment = entry_form_text(form, data->words),
                         .summary = summary && *summary ? summary : NULL,
                         .quiet = entry_form_choice(form, data->tell) == 1,
                         .identity_numbers = data->numbers,
                         .answer_days = (int)CLAMP(
                             g_ascii_strtoll(entry_form_text(form, data->days), NULL, 10), 0, 999)};
}

static char *review_text(const ForwardReview *review, bool numbers, bool revealed)
{
    GString *text = g_string_new(NULL);
    g_autofree char *due = time_text_header(review->due_at - 1);
    for (guint i = 0; i < review->warnings->len; i++)
        g_string_append_printf(text, "! %s\n",
                               (const char *)g_ptr_array_index(review->warnings, i));
    if (numbers)
        g_string_append_printf(text, "! %s\n", _("Identity numbers leave with it (n)."));
    g_string_append_printf(text, _("To: %s <%s>\nWithout an answer it comes back %s.\n"),
                           review->to_name, review->to_address, due);
    g_string_append_printf(text, _("Subject: %s\n\n%s\n"), review->subject, review->text);
    if (*review->notice)
        g_string_append_printf(text, _("\n── The inquirer is told ──\nSubject: %s\n\n%s\n"),
                               review->notice_subject, review->notice);
    else
        g_string_append_printf(text, "\n── %s ──\n", _("The inquirer is not told"));
    g_autofree char *raw = g_string_free(text, FALSE);
    return foreign_block(raw, -1, revealed);
}

static bool write_review(SheetForm *sheet, App *app)
{
    const ReviewData *data = sheet_form_data(sheet);
    const ForwardData *forward = entry_form_data(data->entry);
    ForwardWish wish = wish_of(data->entry);
    g_autoptr(GError) error = NULL;
    g_autoptr(ForwardReview) review = forwarding_review(app->desk, data->inquiry, &wish, &error);
    if (!review) {
        app_complain(app, error);
        return false;
    }
    g_autofree char *text =
        review_text(review, forward->numbers, app->inquiry.revealed == data->inquiry);
    sheet_form_set(sheet, text);
    return true;
}

static void send_it(SheetForm *sheet, App *app)
{
    const ReviewData *data = sheet_form_data(sheet);
    ForwardWish wish = wish_of(data->entry);
    g_autoptr(GError) error = NULL;
    gint64 inquiry = data->inquiry;
    if (!forwarding_send(app->desk, inquiry, &wish, &error)) {
        app_complain(app, error);
        return;
    }
    app_pop_form(app);
    app_pop_form(app);
    g_autofree char *done = g_strdup_printf(
        _("Inquiry %" PRId64 " is forwarded; the mail leaves in %" PRId64 " s.  u takes it back"),
        inquiry, config_integer(app->config, "mail", "hold_seconds"));
    app_did(app, true, NULL, done);
}

static void review_key(SheetForm *sheet, App *app, KeyCode key)
{
    const ReviewData *data = sheet_form_data(sheet);
    ForwardData *forward = entry_form_data(data->entry);
    if (key == KEY_CTRL('X')) {
        send_it(sheet, app);
    } else if (key == 'n') {
        forward->numbers = !forward->numbers;
        write_review(sheet, app);
    } else {
        app_say(app, SAY_INFO, _("Ctrl-X sends, Esc goes back to the form."));
    }
}

static const SheetOperations review_operations = {
    .keys = N_("Ctrl-X Send  n Let identity numbers leave  ↑↓ Read  Esc Back"),
    .key = review_key,
    .free_data = g_free};

static void forward_done(EntryForm *form, App *app)
{
    ForwardData *data = entry_form_data(form);
    look(form, app);
    if (data->found->len == 0) {
        app_say(app, SAY_ERROR, _("Choose to whom it goes first."));
        entry_form_go_to(form, data->to);
        return;
    }
    ReviewData *review = g_new0(ReviewData, 1);
    review->entry = form;
    review->inquiry = data->inquiry;
    g_autofree char *title = g_strdup_printf(_("Review: forward inquiry %" PRId64), data->inquiry);
    SheetForm *sheet = sheet_form_new(&review_operations, review, title);
    app_push_form(app, sheet_form_base(sheet));
    if (!write_review(sheet, app))
        app_pop_form(app);
}

static const EntryOperations operations = {
    .go = KEY_CTRL('X'),
    .keys = N_("Ctrl-X Review  ↑↓ Select  Tab Next field  Esc Back"),
    .done = forward_done,
    .key = forward_key,
    .draw_more = draw_found,
    .more_lines = MORE_LINES,
    .free_data = data_free};

void forward_form_open(App *app)
{
    gint64 inquiry = acting_one(app);
    if (app->inquiry.id != inquiry)
        inquiry_show(app, inquiry, false);
    const Inquiry *record = app->inquiry.inquiry;
    if (!record || record->id != inquiry)
        return;
    ForwardData *data = g_new0(ForwardData, 1);
    data->inquiry = inquiry;
    data->found = g_ptr_array_new_with_free_func(receiver_free);
    g_autofree char *title = g_strdup_printf(_("Forward inquiry %" PRId64), inquiry);
    EntryForm *form = entry_form_new(&operations, data, title);
    data->to = entry_form_add_line(form, _("To"), "");
    data->words = entry_form_add_text(form, _("Our words"), "");
    if (record->silo == CATEGORY_RESPONDENTS)
        data->summary = entry_form_add_text(form, _("Summary"), "");
    const char *const tell[] = {_("yes"), _("no"), NULL};
    data->tell = entry_form_add_choice(form, _("Tell the inquirer"), tell, 0);
    data->days = entry_form_add_line(form, _("Answer in (days)"), "");
    app_push_form(app, entry_form_base(form));
}

/* Owns the message to a colleague about a caller, filled in from the call; and the small lines to
 * fill in about a person: away until, a note. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/desk/phone_messages.h"
#include "skranke/desk/rosters.h"
#include "skranke/desk/staff.h"

#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/entry_form.h"
#include "skranke/tui/foreign_text.h"

#include "call_private.h"

enum { MORE_LINES = 5 };

typedef struct {
    gint64 call, person;
    char *section; /* NULL: to the person */
    guint caller, number, wish, wanted, text;
    PhoneMessageReview *review; /* when it was opened; NULL: none */
} MessageData;

static void data_free(gpointer data)
{
    MessageData *message = data;
    g_free(message->section);
    phone_message_review_free(message->review);
    g_free(message);
}

static NewPhoneMessage given_by(const EntryForm *form)
{
    const MessageData *data = entry_form_data(form);
    return (NewPhoneMessage){.call = data->call,
                             .person = data->person,
                             .section = data->section,
                             .caller = entry_form_text(form, data->caller),
                             .number = entry_form_text(form, data->number),
                             .wish = (PhoneWish)entry_form_choice(form, data->wish),
                             .wanted = entry_form_text(form, data->wanted),
                             .text = entry_form_text(form, data->text)};
}

/* To whom it goes and by what. */
static char *done_text(const PhoneMessageReview *review)
{
    g_autofree char *due = time_text_short(review->due_at, clock_now());
    if (!*review->to_address)
        return g_strdup_printf(_("No mail goes to %s: tell them in another way. It stands under O, "
                                 "due %s.  u undoes"),
                               review->to_name, due);
    return g_strdup_printf(
        _("The message goes to %s by e-mail (%s); it stands under O, due %s.  u undoes"),
        review->to_name, review->to_address, due);
}

static void send(App *app, EntryForm *form)
{
    g_autoptr(GError) error = NULL;
    const MessageData *data = entry_form_data(form);
    NewPhoneMessage given = given_by(form);
    gint64 call = data->call;
    directory_ensure(app);
    if (phone_message_send(app->desk, app->directory.directory, &given, &error) == 0) {
        app_complain(app, error);
        return;
    }
    g_autofree char *raw = done_text(data->review);
    g_autofree char *done = foreign_line(raw, false);
    app_pop_form(app);
    CallSheet *sheet = call_desk_sheet(app, call);
    if (sheet)
        call_form_ended(app, sheet);
    app_did(app, true, NULL, done);
}

static bool review_again(App *app, EntryForm *form)
{
    g_autoptr(GError) error = NULL;
    MessageData *data = entry_form_data(form);
    NewPhoneMessage given = given_by(form);
    directory_ensure(app);
    PhoneMessageReview *review =
        phone_message_review(app->desk, app->directory.directory, &given, &error);
    if (!review) {
        app_complain(app, error);
        return false;
    }
    phone_message_review_free(data->review);
    data->review = review;
    return true;
}

static void agreed(App *app, gint64 value);

static void message_done(EntryForm *form, App *app)
{
    if (!review_again(app, form))
        return;
    const MessageData *data = entry_form_data(form);
    if (data->review->asks->len == 0) {
        send(app, form);
        return;
    }
    GString *question = g_string_new(NULL);
    for (guint i = 0; i < data->review->asks->len; i++)
        g_string_append_printf(question, "%s ", (const char *)data->review->asks->pdata[i]);
    g_string_append(question, _("Send it all the same?"));
    app_push_form(app, question_new(question->str, agreed, 0));
    g_string_free(question, TRUE);
}

/* To whom it goes, and what to be careful about. */
static void draw_review(EntryForm *form, App *app, Rect place)
{
    (void)app;
    const PhoneMessageReview *review = ((const MessageData *)entry_form_data(form))->review;
    if (!review)
        return;
    g_autofree char *raw =
        g_strdup_printf("%s %s %s", _("To:"), review->to_name, review->to_address);
    g_autofree char *to = foreign_line(raw, false);
    screen_text(place.row, place.column, place.width, STYLE_LABEL, to);
    for (guint i = 0; i < review->warnings->len && (int)i + 1 < place.height; i++) {
        g_autofree char *warning =
            g_strdup_printf("! %s", (const char *)g_ptr_array_index(review->warnings, i));
        g_autofree char *safe = foreign_line(warning, false);
        screen_text(place.row + 1 + (int)i, place.column, place.width, STYLE_NEW, safe);
    }
}

static const EntryOperations operations = {
    .go = KEY_CTRL('S'),
    .keys = N_("Ctrl-S Send  Tab Next field  F2 Another call  Esc Back"),
    .done = message_done,
    .draw_more = draw_review,
    .more_lines = MORE_LINES,
    .free_data = data_free};

static void agreed(App *app, gint64 value)
{
    (void)value;
    EntryForm *form = entry_form_on_top(app, &operations);
    if (form)
        send(app, form);
}

static void fill_in(EntryForm *form, const CallSheet *sheet)
{
    MessageData *data = entry_form_data(form);
    const char *choices[WISH_COUNT + 1] = {0};
    for (guint i = 0; i < WISH_COUNT; i++)
        choices[i] = phone_wish_text((PhoneWish)i);
    g_autofree char *number = phone_number_text(sheet->facts_number ? sheet->facts_number : "");
    const char *known = sheet->facts ? sheet->facts->name : "";
    const char *typed = field_text(sheet->field[SHEET_CALLER]);
    g_autofree char *caller = NULL, *typed_number = NULL;
    call_read_caller(typed, &caller, &typed_number);
    const char *name = *caller ? caller : known;
    data->caller = entry_form_add_line(form, _("Caller"), name);
    data->number = entry_form_add_line(form, _("Number"), number);
    data->wish = entry_form_add_choice(form, _("Wish"), choices,
                                       *number ? WISH_CALL_BACK : WISH_CALLS_AGAIN);
    data->wanted = entry_form_add_line(form, _("When"), "");
    data->text = entry_form_add_text(form, _("Text"), field_text(sheet->field[SHEET_MATTER]));
    entry_form_reveal(form, true);
    entry_form_go_to(form, data->text);
}

void message_form_open(App *app, CallSheet *sheet)
{
    CallTarget target = call_sheet_target(sheet);
    MessageData *data = g_new0(MessageData, 1);
    data->call = sheet->id;
    data->person = target.person ? target.person->id : 0;
    data->section = target.person ? NULL : g_strdup(target.section->code);
    g_autofree char *title = g_strdup_printf(
        _("Message to %s"), target.person ? target.person->name : section_name(target.section));
    EntryForm *form = entry_form_new(&operations, data, title);
    fill_in(form, sheet);
    app_push_form(app, entry_form_base(form));
    if (review_again(app, form))
        call_say_form(app, title, data->review->warnings);
}

/* ---- a person ---- */

static const char *name_of(const App *app, gint64 person)
{
    const Directory *directory = app->directory.directory;
    const Person *found =
        directory ? people_directory_person(directory_people(directory), person) : NULL;
    return found ? found->name : "";
}

/* Only about those who work here: refused before anything is typed. */
static bool works_here(App *app, gint64 person)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = g_strdup_printf("%" PRId64, person);
    bool found = staff_person(app->desk, number, &error) != 0;
    if (!found)
        app_complain(app, error);
    return found;
}

static void is_here(App *app, gint64 person, const char *name)
{
    g_autoptr(GError) error = NULL;
    gint64 until = 0;
    bool ok = staff_here(app->desk, person, &until, &error);
    g_autofree char *noted =
        ok && until ? staff_noted_from(app->desk, person, until) : g_strdup("");
    g_autofree char *done =
        !until   ? g_strdup_printf(_("The mark about %s is gone.  u undoes"), name)
        : *noted ? g_strdup_printf(_("%s is here today, and then away %s.  u undoes"), name, noted)
                 : g_strdup_printf(_("%s is here today.  u undoes"), name);
    app_did(app, ok, error, done);
}

/* What holds after the act, which an absence may make longer than what was said. */
static char *away_text(App *app, gint64 person, const char *name, gint64 until)
{
    g_autofree char *at = time_text_header(until);
    g_autofree char *noted = staff_noted_from(app->desk, person, until);
    if (!*noted)
        return g_strdup_printf(_("%s is away until %s.  u undoes"), name, at);
    return g_strdup_printf(
        _("%s is away until %s, and then %s. Ctrl-N with nothing typed: is here.  u undoes"), name,
        at, noted);
}

static void ask_away(App *app, const char *text, gint64 person);

static void away_until(App *app, const char *text, gint64 person)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup(name_of(app, person));
    if (!*text) {
        is_here(app, person, name);
        return;
    }
    gint64 until = staff_mark(app->desk, person, MARK_OUT, text, "", "", &error);
    if (until == 0) { /* what was typed stays, to be mended */
        ask_away(app, text, person);
        app_complain(app, error);
        return;
    }
    g_autofree char *done = away_text(app, person, name, until);
    app_did(app, true, NULL, done);
    g_autofree char *warning = roster_duty_warning(app->desk->db, person, clock_now(), until);
    g_autofree char *safe = foreign_line(warning, false);
    if (*safe)
        app_say(app, SAY_ERROR, "%s", safe);
}

static void ask_away(App *app, const char *text, gint64 person)
{
    g_autofree char *title = g_strdup_printf(_("%s is away until"), name_of(app, person));
    app_push_form(
        app,
        prompt_with_hint(title, _("14:30, half an hour, tomorrow, monday 9, 16.3.; empty: is here"),
                         text, away_until, person));
}

void away_form_open(App *app, gint64 person)
{
    if (works_here(app, person))
        ask_away(app, "", person);
}

static void note_typed(App *app, const char *text, gint64 person)
{
    g_autoptr(GError) error = NULL;
    bool ok = staff_note_add(app->desk, person, text, &error);
    app_did(app, ok, error, _("The note stands on the card."));
}

void note_form_open(App *app, gint64 person)
{
    if (!works_here(app, person))
        return;
    g_autofree char *title =
        g_strdup_printf(_("Note about %s, for colleagues at the desk"), name_of(app, person));
    app_push_form(app, prompt_new(title, "", note_typed, person));
}

/* ---- the same from the directory ---- */

void do_away(App *app)
{
    const Person *person = directory_selected(app)->person;
    if (person)
        away_form_open(app, person->id);
}

void do_person_note(App *app)
{
    const Person *person = directory_selected(app)->person;
    if (person)
        note_form_open(app, person->id);
}

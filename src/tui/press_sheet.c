/* Owns the sheet for the press: whom to ring now, the rule about the management, the duties of the
 * coming week and its gaps. Who stands in which order is desk/rosters.h's to say. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/desk/rosters.h"

#include "skranke/tui/accessible_row.h"
#include "skranke/tui/app.h"
#include "skranke/tui/call_sheet.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/sheet_form.h"

#include "call_private.h"

typedef struct {
    char *number;        /* of the first who has one, "" */
    GPtrArray *contacts; /* of Choice *, in the order of the sheet */
} PressData;

/* Names what the directory, which may be read again, calls a contact. */
typedef struct {
    gint64 person; /* 0: the section's shared line */
    char *section;
} Choice;

static void choice_free(gpointer pointer)
{
    Choice *choice = pointer;
    g_free(choice->section);
    g_free(choice);
}

static void data_free(gpointer pointer)
{
    PressData *data = pointer;
    g_free(data->number);
    g_ptr_array_unref(data->contacts);
    g_free(data);
}

/* ---- now ---- */

/* Outside opening hours that comes first: what the caller is told, and who is there all the same.
 */
static void append_state(GString *text, const Directory *directory, gint64 now)
{
    const Opening *opening = directory_opening(directory);
    g_autofree char *duty = roster_press_text(directory, now);
    g_autofree char *safe = foreign_line(duty, false);
    if (!opening_is_open(opening, now)) {
        g_autofree char *closed = opening_text(opening, now);
        /* TRANSLATORS: %s is "closed until Mon 09:00". */
        g_string_append_printf(text, _("! The information service is %s. For journalists:\n"),
                               closed);
    }
    g_string_append_printf(text, "%s\n", safe);
}

/* "can be rung", or how it is with them: "IN A MEETING until 11:30" */
static char *free_text(const Directory *directory, const PressContact *contact, gint64 now)
{
    if (!contact->person)
        return g_strdup(contact->free ? _("open now") : _("closed now"));
    if (contact->free)
        return g_strdup(_("can be rung"));
    Presence presence = directory_presence(directory, contact->person, now);
    return presence_text(&presence, now);
}

/* Who, by which number and how it is with them: within a line of braille. */
static void append_read_out(GString *text, guint place, const PressContact *contact,
                            const char *how)
{
    const char *whole = contact->person ? contact->person->name : section_name(contact->section);
    g_autofree char *short_ = contact->person ? accessible_name(whole) : g_strdup(whole);
    g_autofree char *name = foreign_line(short_, false);
    g_autofree char *digits = accessible_number(contact->phone);
    g_autofree char *number = foreign_line(*digits ? digits : _("no number"), false);
    g_autofree char *why = foreign_line(contact->person ? contact->why : "", false);
    g_string_append_printf(text, "%u %s %s %s%s%s\n", place, name, number, how, *why ? ", " : "",
                           why);
}

/* The number first: it is what is wanted while a journalist waits. */
static void append_contact(GString *text, guint place, const PressContact *contact, int cells,
                           const char *how)
{
    if (screen_is_accessible()) {
        append_read_out(text, place, contact, how);
        return;
    }
    g_autofree char *phone = foreign_line(*contact->phone ? contact->phone : _("no number"), false);
    g_autofree char *column = safe_text_fit(phone, cells, false);
    g_autofree char *name = foreign_line(
        contact->person ? contact->person->name : section_name(contact->section), false);
    g_autofree char *why = foreign_line(contact->why, false);
    g_string_append_printf(text, "%u  %s  ", place, column);
    if (contact->person)
        g_string_append_printf(text, "%s: %s, %s\n", name, how, why);
    else
        g_string_append_printf(text, _("%s, shared line: %s\n"), name, how);
}

static void append_contacts(GString *text, const Directory *directory, const GPtrArray *contacts,
                            gint64 now)
{
    int cells = 0;
    for (guint i = 0; i < contacts->len; i++) {
        const PressContact *contact = g_ptr_array_index(contacts, i);
        g_autofree char *phone = foreign_line(contact->phone, false);
        cells = MAX(cells, safe_text_cells(phone));
        if (!*contact->phone)
            cells = MAX(cells, safe_text_cells(_("no number")));
    }
    if (!screen_is_accessible())
        g_string_append_printf(text, "\n%s\n", _("Ring, in this order:"));
    for (guint i = 0; i < contacts->len; i++) {
        const PressContact *contact = g_ptr_array_index(contacts, i);
        g_autofree char *how = free_text(directory, contact, now);
        append_contact(text, i + 1, contact, cells, how);
    }
    if (contacts->len == 0)
        g_string_append(text, _("! Nobody: no duty holds now, and no press contact is in.\n"));
}

/* ---- the coming week ---- */

static char *name_of(const PeopleDirectory *people, gint64 id)
{
    const Person *person = id > 0 ? people_directory_person(people, id) : NULL;
    return foreign_line(person ? person->name : "", false);
}

/* The weekday is enough within a week. */
static char *moment_text(gint64 at, gint64 now)
{
    bool near = day_of_moment(at, NULL) - day_of_moment(now, NULL) < ROSTER_WARNED_DAYS;
    return near ? time_text_short(at, now) : time_text_header(at);
}

static char *span_text(const Duty *duty, gint64 now)
{
    g_autofree char *from = moment_text(duty->from_at, now);
    g_autofree char *until = moment_text(duty->until_at, now);
    return g_strdup_printf("%s – %s", duty->from_at <= now ? _("now") : from, until);
}

static void append_duty(GString *text, const PeopleDirectory *people, const Duty *duty, int cells,
                        gint64 now)
{
    g_autofree char *span = span_text(duty, now);
    g_autofree char *column = safe_text_fit(span, cells, false);
    g_autofree char *person = name_of(people, duty->person);
    g_autofree char *backup = name_of(people, duty->backup);
    g_string_append_printf(text, "%s  %s", column, person);
    if (*backup)
        g_string_append_printf(text, _(", backup %s"), backup);
    g_string_append_c(text, '\n');
}

static gint64 week_later(gint64 now)
{
    int minute = 0;
    Day day = day_of_moment(now, &minute);
    return day_moment(day + ROSTER_WARNED_DAYS, minute);
}

/* Of the press, from now on; array of const Duty *, owned. */
static GPtrArray *duties_of_week(const PeopleDirectory *people, gint64 now)
{
    GPtrArray *duties = g_ptr_array_new();
    for (guint i = 0; i < people->duties->len; i++) {
        Duty *duty = g_ptr_array_index(people->duties, i);
        if (strcmp(duty->roster, ROSTER_PRESS) == 0 && duty->until_at > now &&
            duty->from_at < week_later(now))
            g_ptr_array_add(duties, duty);
    }
    return duties;
}

static void append_duties(GString *text, const PeopleDirectory *people, gint64 now)
{
    g_autoptr(GPtrArray) duties = duties_of_week(people, now);
    int cells = 0;
    for (guint i = 0; i < duties->len; i++) {
        g_autofree char *span = span_text(g_ptr_array_index(duties, i), now);
        cells = MAX(cells, safe_text_cells(span));
    }
    g_string_append_printf(text, "\n%s\n", _("Press duty in the coming week:"));
    for (guint i = 0; i < duties->len; i++)
        append_duty(text, people, g_ptr_array_index(duties, i), cells, now);
    if (duties->len == 0)
        g_string_append_printf(text, "%s\n", _("No duties are planned."));
}

static void append_gaps(GString *text, const char *warning)
{
    g_auto(GStrv) lines = g_strsplit(warning, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (*lines[i])
            g_string_append_printf(text, "! %s\n", lines[i]);
}

/* ---- the sheet ---- */

static void keep_first_number(PressData *data, const GPtrArray *contacts)
{
    g_free(data->number);
    data->number = NULL;
    for (guint i = 0; i < contacts->len && !data->number; i++) {
        const PressContact *contact = g_ptr_array_index(contacts, i);
        data->number = *contact->phone ? foreign_line(contact->phone, false) : NULL;
    }
    if (!data->number)
        data->number = g_strdup("");
}

static void keep_choices(PressData *data, const GPtrArray *contacts)
{
    g_ptr_array_set_size(data->contacts, 0);
    for (guint i = 0; i < contacts->len; i++) {
        const PressContact *contact = g_ptr_array_index(contacts, i);
        Choice *choice = g_new0(Choice, 1);
        choice->person = contact->person ? contact->person->id : 0;
        choice->section = contact->person ? NULL : g_strdup(contact->section->code);
        g_ptr_array_add(data->contacts, choice);
    }
}

static bool fill(SheetForm *form, App *app, GError **error)
{
    gint64 now = clock_now();
    const Directory *directory = app->directory.directory;
    g_autofree char *warning = roster_warning(app->desk->db, ROSTER_PRESS, now, error);
    if (!warning)
        return false;
    g_autoptr(GPtrArray) contacts = roster_press_contacts(directory, now);
    g_autoptr(GString) text = g_string_new(NULL);
    if (screen_is_accessible()) { /* the first line that is read is the first number */
        append_contacts(text, directory, contacts, now);
        append_state(text, directory, now);
    } else {
        append_state(text, directory, now);
        append_contacts(text, directory, contacts, now);
    }
    append_duties(text, directory_people(directory), now);
    append_gaps(text, warning);
    g_string_append_printf(text, "\n%s\n",
                           _("Journalists reach the management through the press contacts only."));
    g_autofree char *at = time_text_header(now);
    g_autofree char *title = g_strdup_printf(_("Press · %s"), at);
    keep_first_number(sheet_form_data(form), contacts);
    keep_choices(sheet_form_data(form), contacts);
    sheet_form_set_title(form, title);
    sheet_form_set(form, text->str);
    return true;
}

/* A journalist waits: the contact comes into the call below, else into the one that rings or a new
 * one; F5 puts them through. */
static void into_call(App *app, const PressData *data, guint place)
{
    if (place >= data->contacts->len) {
        app_say(app, SAY_ERROR, _("There is no such line."));
        return;
    }
    const Choice *choice = g_ptr_array_index(data->contacts, place);
    app_pop_form(app); /* its memory lives until the key has been handled */
    if (!call_form_sheet(app))
        do_call(app);
    CallSheet *sheet = call_form_sheet(app);
    if (!sheet)
        return;
    call_sheet_set_press(app, sheet, true);
    call_sheet_choose(app, sheet, choice->person, choice->section);
    call_sheet_keep(app, sheet, true);
    call_say_shown(app, sheet, "");
}

static void press_key(SheetForm *form, App *app, KeyCode key)
{
    const PressData *data = sheet_form_data(form);
    g_autoptr(GError) error = NULL;
    if (key == DESK_KEY_ENTER || (key >= '1' && key <= '9')) {
        into_call(app, data, key == DESK_KEY_ENTER ? 0 : (guint)(key - '1'));
    } else if (key == DESK_KEY_F5 || key == KEY_CTRL('R')) {
        directory_ensure(app);
        if (app->directory.directory && !fill(form, app, &error))
            app_complain(app, error);
    } else if (key == 'y' && *data->number) {
        screen_copy(data->number);
        app_say(app, SAY_INFO, _("Copied to the clipboard: %s"), data->number);
    } else if (key == 'y') {
        app_say(app, SAY_ERROR, "%s", _("There is no number to copy."));
    }
}

static const SheetOperations press_operations = {
    .keys =
        N_("Enter, 1-9 Into the call  y Copy the first number  F5 Refresh  C Calls  O Follow-ups  "
           "F Figures  Esc Back"),
    .key = press_key,
    .free_data = data_free};

void do_press(App *app)
{
    directory_ensure(app);
    if (!app->directory.directory)
        return;
    PressData *data = g_new0(PressData, 1);
    data->number = g_strdup("");
    data->contacts = g_ptr_array_new_with_free_func(choice_free);
    SheetForm *form = sheet_form_new(&press_operations, data, _("Press"));
    g_autoptr(GError) error = NULL;
    sheet_form_base(form)->own_key = 'p';
    app_push_form(app, sheet_form_base(form));
    if (fill(form, app, &error))
        return;
    app_complain(app, error);
    app_pop_form(app);
}

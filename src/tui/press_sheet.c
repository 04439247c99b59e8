/* Owns the sheet for the press: whom to ring now, the rule about the management, the duties of the
 * coming week and its gaps. Who stands in which order is desk/rosters.h's to say. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/desk/rosters.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/sheet_form.h"

typedef struct {
    char *number; /* of the first who has one, "" */
} PressData;

static void data_free(gpointer pointer)
{
    PressData *data = pointer;
    g_free(data->number);
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
    gint64 next = opening_next(opening, now);
    g_autofree char *when = next > 0 ? time_text_short(next, now) : NULL;
    if (opening_is_open(opening, now))
        g_string_append_printf(text, "%s\n", safe);
    else if (when)
        g_string_append_printf(text, _("! The information service is closed until %s. %s\n"), when,
                               safe);
    else
        g_string_append_printf(text, _("! The information service is closed. %s\n"), safe);
}

/* "can be rung", or how it is with them: "IN A MEETING until 11:30" */
static char *free_text(const Directory *directory, const PressContact *contact, gint64 now)
{
    if (contact->free)
        return g_strdup(contact->person ? _("can be rung") : _("open"));
    if (!contact->person)
        return opening_text(directory_opening(directory), now);
    Presence presence = directory_presence(directory, contact->person, now);
    return presence_text(&presence, now);
}

/* The number first: it is what is wanted while a journalist waits. */
static void append_contact(GString *text, guint place, const PressContact *contact, int cells,
                           const char *how)
{
    g_autofree char *phone = foreign_line(*contact->phone ? contact->phone : _("no number"), false);
    g_autofree char *column = safe_text_fit(phone, cells, false);
    g_autofree char *name = foreign_line(
        contact->person ? contact->person->name : section_name(contact->section), false);
    g_autofree char *why = foreign_line(contact->why, false);
    g_string_append_printf(text, "%u  %s  %s: %s, %s\n", place, column, name, how, why);
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

static void append_duty(GString *text, const PeopleDirectory *people, const Duty *duty, gint64 now)
{
    g_autofree char *from =
        duty->from_at <= now ? g_strdup(_("now")) : time_text_header(duty->from_at);
    g_autofree char *longest = time_text_header(duty->until_at);
    g_autofree char *column =
        safe_text_fit(from, MAX(safe_text_cells(longest), safe_text_cells(from)), false);
    g_autofree char *person = name_of(people, duty->person);
    g_autofree char *backup = name_of(people, duty->backup);
    g_string_append_printf(text, "%s  %s", column, person);
    if (*backup)
        g_string_append_printf(text, _(", backup %s"), backup);
    g_string_append_printf(text, _(", until %s\n"), longest);
}

static gint64 week_later(gint64 now)
{
    int minute = 0;
    Day day = day_of_moment(now, &minute);
    return day_moment(day + ROSTER_WARNED_DAYS, minute);
}

static bool append_week(GString *text, App *app, gint64 now, GError **error)
{
    const PeopleDirectory *people = directory_people(app->directory.directory);
    g_autofree char *warning = roster_warning(app->desk->db, ROSTER_PRESS, now, error);
    if (!warning)
        return false;
    g_string_append_printf(text, "\n%s\n", _("The coming week:"));
    guint shown = 0;
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = g_ptr_array_index(people->duties, i);
        if (strcmp(duty->roster, ROSTER_PRESS) != 0 || duty->until_at <= now ||
            duty->from_at >= week_later(now))
            continue;
        append_duty(text, people, duty, now);
        shown++;
    }
    if (shown == 0)
        g_string_append(text, _("No duties are planned.\n"));
    g_auto(GStrv) lines = g_strsplit(warning, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (*lines[i])
            g_string_append_printf(text, "! %s\n", lines[i]);
    return true;
}

/* ---- the sheet ---- */

static bool fill(SheetForm *form, App *app, GError **error)
{
    PressData *data = sheet_form_data(form);
    gint64 now = clock_now();
    const Directory *directory = app->directory.directory;
    g_autoptr(GPtrArray) contacts = roster_press_contacts(directory, now);
    g_autofree char *at = time_text_header(now);
    g_autofree char *title = g_strdup_printf(_("Press, %s"), at);
    g_autoptr(GString) text = g_string_new(NULL);
    append_state(text, directory, now);
    append_contacts(text, directory, contacts, now);
    g_string_append_printf(text, "\n%s\n",
                           _("Journalists reach the management through the press contacts only."));
    if (!append_week(text, app, now, error))
        return false;
    g_free(data->number);
    data->number = g_strdup("");
    for (guint i = contacts->len; i-- > 0;) {
        const PressContact *contact = g_ptr_array_index(contacts, i);
        if (!*contact->phone)
            continue;
        g_free(data->number);
        data->number = foreign_line(contact->phone, false);
    }
    sheet_form_set_title(form, title);
    sheet_form_set(form, text->str);
    return true;
}

static void press_key(SheetForm *form, App *app, KeyCode key)
{
    const PressData *data = sheet_form_data(form);
    g_autoptr(GError) error = NULL;
    if (key == 'p') {
        app_pop_form(app);
    } else if (key == DESK_KEY_F5 || key == KEY_CTRL('R')) {
        directory_ensure(app);
        if (app->directory.directory && !fill(form, app, &error))
            app_complain(app, error);
    } else if (key == 'y' && *data->number) {
        screen_copy(data->number);
        app_say(app, SAY_INFO,
                _("Sent to the terminal's clipboard: %s (in tmux: set -g set-clipboard on)"),
                data->number);
    } else if (key == 'y') {
        app_say(app, SAY_ERROR, "%s", _("There is no number to copy."));
    }
}

static const SheetOperations press_operations = {
    .keys = N_("y Copy the first number  ↑↓ Read  F5 Read again  Esc Back"),
    .key = press_key,
    .free_data = data_free};

void do_press(App *app)
{
    directory_ensure(app);
    if (!app->directory.directory)
        return;
    PressData *data = g_new0(PressData, 1);
    data->number = g_strdup("");
    SheetForm *form = sheet_form_new(&press_operations, data, _("Press"));
    g_autoptr(GError) error = NULL;
    app_push_form(app, sheet_form_base(form));
    if (fill(form, app, &error))
        return;
    app_complain(app, error);
    app_pop_form(app);
}

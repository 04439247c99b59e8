/* Owns who is on duty for journalists and how duties come and go. What a duty makes of a person's
 * presence is domain/presence.c's, where nobody is on duty rosters_gaps.c's. */
#include "skranke/desk/rosters.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/import_time.h"

#include "rosters_private.h"
#include "staff_private.h"

enum { ROSTER_BYTES = 40, PHONE_BYTES = 40, NOTE_BYTES = 500 };

const char *const press_contact_words[] = {"duty", "backup", "contact", "line", "next", NULL};

/* ---- whom to ring ---- */

/* The weekday is enough within a week. */
static char *when_text(gint64 at, gint64 now)
{
    bool near = day_of_moment(at, NULL) - day_of_moment(now, NULL) < ROSTER_WARNED_DAYS;
    return near ? time_text_short(at, now) : time_text_header(at);
}

static void press_contact_free(gpointer data)
{
    PressContact *contact = data;
    g_free(contact->why);
    g_free(contact->warning);
    g_free(contact);
}

static bool is_there(const GPtrArray *contacts, const Person *person)
{
    for (guint i = 0; i < contacts->len; i++)
        if (((const PressContact *)contacts->pdata[i])->person == person)
            return true;
    return false;
}

/* On duty one may be rung unless an operator was told otherwise, or an absence was said. */
static bool can_be_rung(const Presence *presence)
{
    return presence->status == PRESENCE_CLOSED || presence_is_free(presence);
}

/* The reason stays inside. */
static char *warning_of(const Presence *presence, gint64 now)
{
    if (can_be_rung(presence))
        return g_strdup("");
    if (presence->back_at == 0)
        return g_strdup(_("noted as away"));
    bool busy = presence_shown(presence) == PRESENCE_BUSY && !presence->goes_out;
    g_autofree char *back = when_text(presence->back_at, now);
    return g_strdup_printf(busy ? _("noted as busy until %s") : _("noted as away until %s"), back);
}

static bool is_at_desk(const Directory *directory, const Person *person, gint64 now)
{
    Presence presence = directory_presence(directory, person, now);
    return presence.status == PRESENCE_IN && !presence.phone_open;
}

/* A number that may be given away. */
static const char *phone_shown(const Person *person)
{
    const char *mobile = person->mobile_shown ? person->mobile : "";
    return *mobile ? mobile : person->phone;
}

/* The duty's own number; else at night the second one, which the operator rings where it may not be
 * given away: a desk answers nobody then. */
static const char *phone_of_duty(const Directory *directory, const Duty *duty, const Person *person,
                                 gint64 now, bool *hidden)
{
    *hidden = false;
    if (person->id == duty->person && *duty->phone)
        return duty->phone;
    *hidden = !person->mobile_shown && *person->mobile && !is_at_desk(directory, person, now);
    return *hidden ? person->mobile : phone_shown(person);
}

static void append_person(GPtrArray *contacts, PressContactKind kind, const Person *person,
                          const char *phone, bool is_free, char *why)
{
    PressContact *contact = g_new0(PressContact, 1);
    *contact = (PressContact){.kind = kind,
                              .person = person,
                              .phone = phone,
                              .why = why,
                              .warning = g_strdup(""),
                              .free = is_free};
    g_ptr_array_add(contacts, contact);
}

static void replace_text(char **text, char *with)
{
    g_free(*text);
    *text = with;
}

static bool is_press_duty_at(const Duty *duty, gint64 now)
{
    return strcmp(duty->roster, ROSTER_PRESS) == 0 && duty->from_at <= now && now < duty->until_at;
}

static char *why_on_duty(PressContactKind kind, const Duty *duty, bool hidden, gint64 now)
{
    g_autofree char *until = when_text(duty->until_at, now);
    char *why =
        g_strdup_printf(kind == PRESS_DUTY ? _("on duty until %s") : _("backup until %s"), until);
    if (!hidden)
        return why;
    g_autofree char *alone = why;
    return g_strdup_printf("%s; %s", alone, _("ring them yourself, the number is not for callers"));
}

/* Those who have the duty or back it up: whoever can be rung, else whoever is noted as away. */
static void append_on_duty(GPtrArray *contacts, const Directory *directory, PressContactKind kind,
                           bool is_free, gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        const Person *person =
            people_directory_person(people, kind == PRESS_DUTY ? duty->person : duty->backup);
        if (!is_press_duty_at(duty, now) || !person || !person->active ||
            is_there(contacts, person))
            continue;
        Presence presence = directory_presence_asked(directory, person, true, now);
        if (can_be_rung(&presence) != is_free)
            continue;
        bool hidden = false;
        const char *phone = phone_of_duty(directory, duty, person, now, &hidden);
        append_person(contacts, kind, person, phone, is_free, why_on_duty(kind, duty, hidden, now));
        PressContact *contact = contacts->pdata[contacts->len - 1];
        contact->phone_hidden = hidden;
        replace_text(&contact->warning, warning_of(&presence, now));
    }
}

static void append_contacts(GPtrArray *contacts, const Directory *directory, bool is_free,
                            gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    for (guint i = 0; i < people->people->len; i++) {
        const Person *person = people->people->pdata[i];
        if (is_there(contacts, person) || !roster_has_role(people, person, ROSTER_PRESS))
            continue;
        Presence presence = directory_presence(directory, person, now);
        const char *second = person->mobile_shown ? person->mobile : "";
        if (presence_is_free(&presence) == is_free)
            append_person(contacts, PRESS_CONTACT, person, *person->phone ? person->phone : second,
                          is_free, g_strdup(_("press contact")));
    }
}

static void append_lines(GPtrArray *contacts, const Directory *directory, gint64 now)
{
    const GPtrArray *sections = directory_people(directory)->sections;
    for (guint i = 0; i < sections->len; i++) {
        const Section *section = sections->pdata[i];
        if (!section_has_role(section, ROSTER_PRESS) || !*section->phone)
            continue;
        append_person(contacts, PRESS_LINE, NULL, section->phone,
                      opening_is_open(directory_opening(directory), now),
                      g_strdup(_("the section's shared line")));
        ((PressContact *)contacts->pdata[contacts->len - 1])->section = section;
    }
}

/* The duty of somebody who works here: one that holds now, of somebody who can be rung before one
 * of who is noted as away; else the next one. */
static const Duty *press_duty_from(const Directory *directory, gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    const Duty *first = NULL;
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        if (strcmp(duty->roster, ROSTER_PRESS) != 0 || duty->until_at <= now ||
            !roster_works_here(people, duty->person) || (first && duty->from_at > now))
            continue;
        Presence presence = directory_presence_asked(
            directory, people_directory_person(people, duty->person), true, now);
        if (duty->from_at <= now && can_be_rung(&presence))
            return duty;
        first = first ? first : duty;
    }
    return first;
}

/* The next duty that has not begun, of somebody who works here. */
static const Duty *next_press_duty(const PeopleDirectory *people, gint64 now)
{
    for (guint i = 0; i < people->duties->len; i++) { /* they stand by from_at */
        const Duty *duty = people->duties->pdata[i];
        if (strcmp(duty->roster, ROSTER_PRESS) == 0 && duty->from_at > now &&
            roster_works_here(people, duty->person))
            return duty;
    }
    return NULL;
}

/* Where nobody keeps the duty now: who has it next, with the number of that duty. */
static void append_next(GPtrArray *contacts, const Directory *directory, gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    const Duty *duty = next_press_duty(people, now);
    const Person *person = duty ? people_directory_person(people, duty->person) : NULL;
    if (!person || is_there(contacts, person))
        return;
    g_autofree char *from = when_text(duty->from_at, now);
    append_person(contacts, PRESS_NEXT, person, *duty->phone ? duty->phone : phone_shown(person),
                  false, g_strdup_printf(_("on duty from %s"), from));
}

GPtrArray *roster_press_contacts(const Directory *directory, gint64 now)
{
    GPtrArray *contacts = g_ptr_array_new_with_free_func(press_contact_free);
    append_on_duty(contacts, directory, PRESS_DUTY, true, now);
    append_on_duty(contacts, directory, PRESS_BACKUP, true, now);
    bool on_duty = contacts->len > 0;
    append_contacts(contacts, directory, true, now);
    append_on_duty(contacts, directory, PRESS_DUTY, false, now);
    append_on_duty(contacts, directory, PRESS_BACKUP, false, now);
    if (!on_duty) {
        append_next(contacts, directory, now);
        append_contacts(contacts, directory, false, now);
    }
    append_lines(contacts, directory, now);
    return contacts;
}

/* Who has it until then, with the warning where they are noted as away. */
static char *holder_text(const Directory *directory, const Person *person, const char *until,
                         gint64 now)
{
    Presence presence = directory_presence_asked(directory, person, true, now);
    g_autofree char *warning = warning_of(&presence, now);
    return *warning
               /* TRANSLATORS: name, end of the duty, "noted as away until Thu 08:00" */
               ? g_strdup_printf(_("%s has press duty until %s, but is %s."), person->name, until,
                                 warning)
               : g_strdup_printf(_("%s has press duty until %s."), person->name, until);
}

char *roster_press_text(const Directory *directory, gint64 now)
{
    const Duty *duty = press_duty_from(directory, now);
    if (!duty)
        return g_strdup(_("Nobody has press duty now, and nobody is named for later."));
    const Person *person = people_directory_person(directory_people(directory), duty->person);
    bool holds = duty->from_at <= now;
    g_autofree char *when = when_text(holds ? duty->until_at : duty->from_at, now);
    return holds ? holder_text(directory, person, when, now)
                 : g_strdup_printf(_("Nobody has press duty now; next is %s from %s."),
                                   person->name, when);
}

/* ---- who is noted as away has a duty ---- */

static char *duty_text(const PeopleDirectory *people, const Person *person, const Duty *duty,
                       gint64 from)
{
    const Person *backup = people_directory_person(people, duty->backup);
    const char *name = backup && backup->active ? backup->name : _("nobody");
    bool begun = duty->from_at <= from;
    g_autofree char *when = when_text(begun ? duty->until_at : duty->from_at, from);
    return g_strdup_printf(begun ? _("%s has press duty until %s; backup: %s.")
                                 : _("%s has press duty from %s; backup: %s."),
                           person->name, when, name);
}

char *roster_duty_warning(Db *db, gint64 person, gint64 from, gint64 until)
{
    g_autoptr(Directory) directory = directory_load(db, from, NULL);
    const PeopleDirectory *people = directory ? directory_people(directory) : NULL;
    const Person *away = people ? people_directory_person(people, person) : NULL;
    for (guint i = 0; away && i < away->duties->len; i++) {
        const Duty *duty = away->duties->pdata[i];
        gint64 begins = MAX(duty->from_at, from), ends = MIN(duty->until_at, until);
        if (strcmp(duty->roster, ROSTER_PRESS) == 0 && begins < ends &&
            presence_next_away(away, directory_presence_rules(directory), false, &begins, &ends))
            return duty_text(people, away, duty, from);
    }
    return g_strdup("");
}

/* ---- duties come and go ---- */

static char *overlap_warning(const PeopleDirectory *people, const Duty *duty)
{
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *other = people->duties->pdata[i];
        const Person *person = people_directory_person(people, other->person);
        if (strcmp(other->roster, duty->roster) != 0 || other->from_at >= duty->until_at ||
            other->until_at <= duty->from_at)
            continue;
        g_autofree char *from = time_text_full(other->from_at);
        g_autofree char *until = time_text_full(other->until_at);
        return g_strdup_printf(_("%s has the same duty from %s to %s; both stand in the roster."),
                               person ? person->name : _("somebody"), from, until);
    }
    return g_strdup("");
}

/* Of a duty that has been added: nobody covers some of it, because whoever has it is away. "" where
 * that is not so, or cannot be known. */
static char *absence_warning(Db *db, const Duty *duty)
{
    g_autoptr(GArray) gaps =
        roster_gaps_ahead(db, duty->roster, duty->from_at, duty->until_at, NULL);
    for (guint i = 0; gaps && i < gaps->len; i++) {
        const RosterGap *gap = &g_array_index(gaps, RosterGap, i);
        if (gap->away)
            return roster_gap_text(duty->roster, gap);
    }
    return g_strdup("");
}

static bool read_people(const PeopleDirectory *people, const NewDuty *given, Duty *duty,
                        GError **error)
{
    const Person *person = staff_find(people, given->person, false, error);
    if (!person)
        return false;
    duty->person = person->id;
    if (!given->backup || !*given->backup)
        return true;
    const Person *backup = staff_find(people, given->backup, false, error);
    if (!backup)
        return false;
    duty->backup = backup->id;
    if (backup != person)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("%s cannot be their own backup; nothing was changed."), person->name);
    return false;
}

static Duty *read_duty(const PeopleDirectory *people, const NewDuty *given, GError **error)
{
    Duty *duty = g_new0(Duty, 1);
    duty->seen_at = clock_now();
    duty->source = g_strdup("");
    duty->source_key = g_strdup("");
    const char *roster = given->roster && *given->roster ? given->roster : ROSTER_PRESS;
    if (staff_text(roster, ROSTER_BYTES, &duty->roster, error) &&
        staff_text(given->phone, PHONE_BYTES, &duty->phone, error) &&
        staff_text(given->note, NOTE_BYTES, &duty->note, error) &&
        import_time_span(given->from, given->to, duty->seen_at, &duty->from_at, &duty->until_at,
                         error) &&
        read_people(people, given, duty, error))
        return duty;
    duty_free(duty);
    return NULL;
}

static void add_event(const Desk *desk, DbBatch *batch, const PeopleDirectory *people,
                      const Duty *duty)
{
    g_autofree char *from = time_text_iso(duty->from_at), *until = time_text_iso(duty->until_at);
    const Person *person = people_directory_person(people, duty->person);
    g_autofree char *after = fact_of_texts("roster", duty->roster, "name", person->name, "from",
                                           from, "to", until, NULL);
    staff_add_event(desk, batch, "", after);
}

gint64 roster_add(Desk *desk, const NewDuty *given, char **warning, GError **error)
{
    g_autoptr(PeopleDirectory) people = people_load(desk->db, 0, error);
    Duty *duty = people ? read_duty(people, given, error) : NULL;
    if (!duty)
        return 0;
    g_autofree char *said = overlap_warning(people, duty);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_put(batch, duty);
    add_event(desk, batch, people, duty);
    bool done = db_batch_apply(desk->db, batch, error);
    if (done && !*said)
        replace_text(&said, absence_warning(desk->db, duty));
    duty_free(duty);
    if (!done)
        return 0;
    if (warning)
        *warning = g_steal_pointer(&said);
    return db_batch_result(batch);
}

bool roster_remove(Desk *desk, gint64 duty, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" PRId64, duty);
    g_autofree char *before = fact_of_texts("duty_removed", number, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_remove(batch, duty);
    staff_add_event(desk, batch, before, "");
    return staff_apply(
        desk, batch,
        g_strdup_printf(_("There is no duty with the number %" PRId64 "; nothing was changed."),
                        duty),
        error);
}

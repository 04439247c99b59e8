/* Owns who is on duty for journalists, where nobody is, and how duties come and go. What a duty
 * makes of a person's presence is domain/presence.c's. */
#include "skranke/desk/rosters.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"
#include "skranke/store/rulebook.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/import_time.h"

#include "staff_private.h"

enum { ROSTER_BYTES = 40, PHONE_BYTES = 40, NOTE_BYTES = 500 };

const char *const press_contact_words[] = {"duty", "backup", "contact", "line", "next", NULL};

/* ---- gaps ---- */

GArray *roster_gaps(const GPtrArray *duties, gint64 from, gint64 until)
{
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(RosterGap));
    gint64 covered = from;
    for (guint i = 0; i < duties->len && covered < until; i++) {
        const Duty *duty = duties->pdata[i];
        if (duty->until_at <= covered)
            continue;
        if (duty->from_at > covered) {
            RosterGap gap = {covered, MIN(duty->from_at, until)};
            g_array_append_val(gaps, gap);
        }
        covered = duty->until_at;
    }
    if (covered < until) {
        RosterGap gap = {covered, until};
        g_array_append_val(gaps, gap);
    }
    return gaps;
}

/* Is one of the person's sections for this? */
static bool has_role(const PeopleDirectory *people, const Person *person, const char *role)
{
    g_auto(GStrv) codes = g_strsplit(person->sections, ",", -1);
    for (guint i = 0; codes[i]; i++) {
        const Section *section = people_directory_section(people, g_strstrip(codes[i]));
        if (section_has_role(section, role))
            return true;
    }
    return false;
}

static void cover(GPtrArray *covers, gint64 from, gint64 until)
{
    if (from >= until)
        return;
    Duty *duty = g_new0(Duty, 1);
    duty->from_at = from;
    duty->until_at = until;
    g_ptr_array_add(covers, duty);
}

/* The office hours of a day, less the absences; these are by from_at. */
static void cover_day(GPtrArray *covers, const Person *person, const Opening *office, Day day)
{
    OpeningSpan span = opening_of_day(office, day);
    gint64 from = day_moment(day, span.from), until = day_moment(day, span.until);
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (absence->phone_open || absence->until_at <= from || absence->from_at >= until)
            continue;
        cover(covers, from, absence->from_at);
        from = absence->until_at;
    }
    cover(covers, from, until);
}

static void cover_office(GPtrArray *covers, const Person *person, const Calendar *calendar,
                         gint64 from, gint64 until)
{
    Opening office = {.calendar = calendar};
    if (!hours_parse(person->hours, &office.week, NULL))
        hours_parse("", &office.week, NULL);
    for (Day day = day_of_moment(from, NULL); day_moment(day, 0) < until; day++)
        cover_day(covers, person, &office, day);
}

static bool works_here(const PeopleDirectory *people, gint64 id)
{
    const Person *person = people_directory_person(people, id);
    return person && person->active;
}

static gint compare_from(gconstpointer a, gconstpointer b)
{
    gint64 first = (*(const Duty *const *)a)->from_at, second = (*(const Duty *const *)b)->from_at;
    return (first > second) - (first < second);
}

static GPtrArray *covers_of(const PeopleDirectory *people, const Calendar *calendar,
                            const char *roster, gint64 from, gint64 until)
{
    GPtrArray *covers = g_ptr_array_new_with_free_func((GDestroyNotify)duty_free);
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        if (strcmp(duty->roster, roster) == 0 &&
            (works_here(people, duty->person) || works_here(people, duty->backup)))
            cover(covers, duty->from_at, duty->until_at);
    }
    for (guint i = 0; i < people->people->len; i++) {
        const Person *person = people->people->pdata[i];
        if (has_role(people, person, roster))
            cover_office(covers, person, calendar, from, until);
    }
    g_ptr_array_sort(covers, compare_from);
    return covers;
}

GArray *roster_gaps_ahead(Db *db, const char *roster, gint64 from, gint64 until, GError **error)
{
    g_autoptr(PeopleDirectory) people = people_load(db, from, error);
    g_autoptr(Rulebook) book = people ? rulebook_load(db, error) : NULL;
    if (!book)
        return NULL;
    g_autoptr(GPtrArray) covers = covers_of(people, book->calendar, roster, from, until);
    return roster_gaps(covers, from, until);
}

static char *sentence_of_gap(const char *roster, const RosterGap *gap)
{
    g_autofree char *from = time_text_header(gap->from), *until = time_text_header(gap->until);
    return strcmp(roster, ROSTER_PRESS) == 0
               ? g_strdup_printf(_("Nobody has press duty from %s to %s."), from, until)
               : g_strdup_printf(_("Nobody has the duty \"%s\" from %s to %s."), roster, from,
                                 until);
}

static char *sentences_of_gaps(const char *roster, const GArray *gaps)
{
    GString *text = g_string_new("");
    for (guint i = 0; i < MIN(gaps->len, ROSTER_WARNED_GAPS); i++) {
        g_autofree char *sentence = sentence_of_gap(roster, &g_array_index(gaps, RosterGap, i));
        g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    }
    guint more = gaps->len > ROSTER_WARNED_GAPS ? gaps->len - ROSTER_WARNED_GAPS : 0;
    if (more > 0) {
        g_string_append_c(text, '\n');
        g_string_append_printf(text, ngettext("… and %u more.", "… and %u more.", more), more);
    }
    return g_string_free(text, FALSE);
}

/* A week by the calendar: one in which the clock is changed has an hour more or less. */
static gint64 days_later(gint64 now, int days)
{
    int minute = 0;
    Day day = day_of_moment(now, &minute);
    return day_moment(day + days, minute);
}

char *roster_warning(Db *db, const char *roster, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) ever = rosters_duties(db, roster, 0, 0, error);
    if (!ever || ever->len == 0)
        return ever ? g_strdup("") : NULL;
    g_autoptr(GArray) gaps =
        roster_gaps_ahead(db, roster, now, days_later(now, ROSTER_WARNED_DAYS), error);
    return gaps ? sentences_of_gaps(roster, gaps) : NULL;
}

/* ---- whom to ring ---- */

static void press_contact_free(gpointer data)
{
    PressContact *contact = data;
    g_free(contact->why);
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
static bool can_be_rung(const Directory *directory, const Person *person, gint64 now)
{
    Presence presence = presence_for_press(person, directory_presence_rules(directory), now);
    return presence.status == PRESENCE_CLOSED || presence_is_free(&presence);
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
    *contact =
        (PressContact){.kind = kind, .person = person, .phone = phone, .why = why, .free = is_free};
    g_ptr_array_add(contacts, contact);
}

static bool is_press_duty_at(const Duty *duty, gint64 now)
{
    return strcmp(duty->roster, ROSTER_PRESS) == 0 && duty->from_at <= now && now < duty->until_at;
}

static char *why_on_duty(PressContactKind kind, const Duty *duty, bool hidden, gint64 now)
{
    g_autofree char *until = time_text_short(duty->until_at, now);
    char *why =
        g_strdup_printf(kind == PRESS_DUTY ? _("on duty until %s") : _("backup until %s"), until);
    if (!hidden)
        return why;
    g_autofree char *alone = why;
    return g_strdup_printf("%s; %s", alone, _("ring them yourself, the number is not for callers"));
}

static void append_on_duty(GPtrArray *contacts, const Directory *directory, PressContactKind kind,
                           gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        const Person *person =
            people_directory_person(people, kind == PRESS_DUTY ? duty->person : duty->backup);
        if (!is_press_duty_at(duty, now) || !person || !person->active ||
            is_there(contacts, person))
            continue;
        bool hidden = false;
        const char *phone = phone_of_duty(directory, duty, person, now, &hidden);
        append_person(contacts, kind, person, phone, can_be_rung(directory, person, now),
                      why_on_duty(kind, duty, hidden, now));
        ((PressContact *)contacts->pdata[contacts->len - 1])->phone_hidden = hidden;
    }
}

static void append_contacts(GPtrArray *contacts, const Directory *directory, bool is_free,
                            gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    for (guint i = 0; i < people->people->len; i++) {
        const Person *person = people->people->pdata[i];
        if (is_there(contacts, person) || !has_role(people, person, ROSTER_PRESS))
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

/* The duty of somebody who works here: the one that holds now, else the next one. */
static const Duty *press_duty_from(const PeopleDirectory *people, gint64 now)
{
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        if (strcmp(duty->roster, ROSTER_PRESS) == 0 && duty->until_at > now &&
            works_here(people, duty->person))
            return duty;
    }
    return NULL;
}

/* Where nobody has the duty now: who has it next, with the number of that duty. */
static void append_next(GPtrArray *contacts, const Directory *directory, gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    const Duty *duty = press_duty_from(people, now);
    const Person *person = duty ? people_directory_person(people, duty->person) : NULL;
    if (!person || is_there(contacts, person))
        return;
    g_autofree char *from = time_text_short(duty->from_at, now);
    append_person(contacts, PRESS_NEXT, person, *duty->phone ? duty->phone : phone_shown(person),
                  false, g_strdup_printf(_("on duty from %s"), from));
}

GPtrArray *roster_press_contacts(const Directory *directory, gint64 now)
{
    GPtrArray *contacts = g_ptr_array_new_with_free_func(press_contact_free);
    append_on_duty(contacts, directory, PRESS_DUTY, now);
    append_on_duty(contacts, directory, PRESS_BACKUP, now);
    bool on_duty = contacts->len > 0;
    append_contacts(contacts, directory, true, now);
    if (!on_duty) {
        append_next(contacts, directory, now);
        append_contacts(contacts, directory, false, now);
    }
    append_lines(contacts, directory, now);
    return contacts;
}

char *roster_press_text(const Directory *directory, gint64 now)
{
    const PeopleDirectory *people = directory_people(directory);
    const Duty *duty = press_duty_from(people, now);
    if (!duty)
        return g_strdup(_("Nobody has press duty now, and nobody is named for later."));
    const char *name = people_directory_person(people, duty->person)->name;
    bool holds = duty->from_at <= now;
    g_autofree char *when = time_text_short(holds ? duty->until_at : duty->from_at, now);
    return holds ? g_strdup_printf(_("%s has press duty until %s."), name, when)
                 : g_strdup_printf(_("Nobody has press duty now; next is %s from %s."), name, when);
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
    g_autofree char *overlap = overlap_warning(people, duty);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_put(batch, duty);
    add_event(desk, batch, people, duty);
    duty_free(duty);
    if (!db_batch_apply(desk->db, batch, error))
        return 0;
    if (warning)
        *warning = g_steal_pointer(&overlap);
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

/* Owns where nobody is on duty: no duty holds, or whoever has it is noted as away. What counts as
 * away is domain/presence.c's. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/rulebook.h"

#include "skranke/desk/rosters.h"

#include "directory_private.h"
#include "rosters_private.h"

/* ---- stretches that nothing covers ---- */

static void gap_clear(gpointer data)
{
    g_free(((RosterGap *)data)->away);
}

static GArray *gaps_new(void)
{
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(RosterGap));
    g_array_set_clear_func(gaps, gap_clear);
    return gaps;
}

static void append_gap(GArray *gaps, gint64 from, gint64 until, const char *away)
{
    RosterGap gap = {from, until, g_strdup(away)};
    g_array_append_val(gaps, gap);
}

GArray *roster_gaps(const GPtrArray *duties, gint64 from, gint64 until)
{
    GArray *gaps = gaps_new();
    gint64 covered = from;
    for (guint i = 0; i < duties->len && covered < until; i++) {
        const Duty *duty = duties->pdata[i];
        if (duty->until_at <= covered)
            continue;
        if (duty->from_at > covered)
            append_gap(gaps, covered, MIN(duty->from_at, until), NULL);
        covered = duty->until_at;
    }
    if (covered < until)
        append_gap(gaps, covered, until, NULL);
    return gaps;
}

/* ---- what covers ---- */

bool roster_has_role(const PeopleDirectory *people, const Person *person, const char *role)
{
    g_auto(GStrv) codes = g_strsplit(person->sections, ",", -1);
    for (guint i = 0; codes[i]; i++) {
        const Section *section = people_directory_section(people, g_strstrip(codes[i]));
        if (section_has_role(section, role))
            return true;
    }
    return false;
}

bool roster_works_here(const PeopleDirectory *people, gint64 id)
{
    const Person *person = people_directory_person(people, id);
    return person && person->active;
}

typedef struct {
    const PeopleDirectory *people;
    PresenceRules rules;
    const char *roster;
    gint64 from, until;
    GPtrArray *covers; /* of Duty *: only their times */
} Covering;

static void cover(Covering *covering, gint64 from, gint64 until)
{
    if (from >= until)
        return;
    Duty *duty = g_new0(Duty, 1);
    duty->from_at = from;
    duty->until_at = until;
    g_ptr_array_add(covering->covers, duty);
}

/* The stretch less what the person is away of it. */
static void cover_present(Covering *covering, const Person *person, bool meetings, gint64 from,
                          gint64 until)
{
    gint64 away = from, back = until;
    while (presence_next_away(person, &covering->rules, meetings, &away, &back)) {
        cover(covering, from, away);
        from = away = back;
        back = until;
    }
    cover(covering, from, until);
}

/* Whoever has the duty and sits in a meeting has its telephone there. */
static void cover_by_duty(Covering *covering, const Duty *duty, gint64 id)
{
    if (roster_works_here(covering->people, id))
        cover_present(covering, people_directory_person(covering->people, id), false,
                      MAX(duty->from_at, covering->from), MIN(duty->until_at, covering->until));
}

static void cover_by_office(Covering *covering, const Person *person)
{
    Opening office = {.calendar = covering->rules.calendar};
    if (!hours_parse(person->hours, &office.week, NULL))
        hours_parse("", &office.week, NULL);
    for (Day day = day_of_moment(covering->from, NULL); day_moment(day, 0) < covering->until;
         day++) {
        OpeningSpan span = opening_of_day(&office, day);
        cover_present(covering, person, true, day_moment(day, span.from),
                      day_moment(day, span.until));
    }
}

static bool is_of(const Duty *duty, const char *roster)
{
    return strcmp(duty->roster, roster) == 0;
}

static gint compare_from(gconstpointer a, gconstpointer b)
{
    gint64 first = (*(const Duty *const *)a)->from_at, second = (*(const Duty *const *)b)->from_at;
    return (first > second) - (first < second);
}

static void cover_all(Covering *covering)
{
    const PeopleDirectory *people = covering->people;
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        if (!is_of(duty, covering->roster))
            continue;
        cover_by_duty(covering, duty, duty->person);
        cover_by_duty(covering, duty, duty->backup);
    }
    for (guint i = 0; i < people->people->len; i++)
        if (roster_has_role(people, people->people->pdata[i], covering->roster))
            cover_by_office(covering, people->people->pdata[i]);
    g_ptr_array_sort(covering->covers, compare_from);
}

/* ---- who should have been there ---- */

/* Whoever has the duty then, or would be there in their place; NULL: nobody. Until: where that
 * changes. */
static const Person *holder_at(const Covering *covering, gint64 at, gint64 *until)
{
    const PeopleDirectory *people = covering->people;
    const Person *holder = NULL;
    for (guint i = 0; i < people->duties->len && !holder; i++) {
        const Duty *duty = people->duties->pdata[i];
        gint64 id = roster_works_here(people, duty->person) ? duty->person : duty->backup;
        if (!is_of(duty, covering->roster) || !roster_works_here(people, id) ||
            duty->until_at <= at)
            continue;
        bool holds = duty->from_at <= at;
        *until = MIN(*until, holds ? duty->until_at : duty->from_at);
        holder = holds ? people_directory_person(people, id) : NULL;
    }
    return holder;
}

/* The gaps, divided where they have another reason. */
static GArray *with_reasons(const Covering *covering, const GArray *gaps)
{
    GArray *named = gaps_new();
    for (guint i = 0; i < gaps->len; i++) {
        const RosterGap *gap = &g_array_index(gaps, RosterGap, i);
        for (gint64 at = gap->from, until; at < gap->until; at = until) {
            until = gap->until;
            const Person *holder = holder_at(covering, at, &until);
            append_gap(named, at, until, holder ? holder->name : NULL);
        }
    }
    return named;
}

/* All that a roster is judged by, read. */
typedef void (*Judge)(const Covering *covering, gpointer to);

static bool judge(Db *db, const Covering *asked, Judge what, gpointer to, GError **error)
{
    g_autoptr(PeopleDirectory) people = people_load(db, asked->from, error);
    g_autoptr(Rulebook) book = people ? rulebook_load(db, error) : NULL;
    g_autoptr(GPtrArray) codes = NULL;
    if (!book || !directory_load_codes(db, &codes, error))
        return false;
    g_autoptr(GPtrArray) covers = g_ptr_array_new_with_free_func((GDestroyNotify)duty_free);
    Covering covering = *asked;
    covering.people = people;
    covering.rules = (PresenceRules){.calendar = book->calendar, .codes = codes};
    covering.covers = covers;
    cover_all(&covering);
    what(&covering, to);
    return true;
}

static void find_gaps(const Covering *covering, gpointer to)
{
    g_autoptr(GArray) gaps = roster_gaps(covering->covers, covering->from, covering->until);
    *(GArray **)to = with_reasons(covering, gaps);
}

GArray *roster_gaps_ahead(Db *db, const char *roster, gint64 from, gint64 until, GError **error)
{
    const Covering asked = {.roster = roster, .from = from, .until = until};
    GArray *gaps = NULL;
    return judge(db, &asked, find_gaps, &gaps, error) ? gaps : NULL;
}

/* ---- now ---- */

static bool is_away(const Covering *covering, const Person *person, bool meetings)
{
    gint64 from = covering->from, until = from + 1;
    return presence_next_away(person, &covering->rules, meetings, &from, &until);
}

static const Person *on_duty(const Covering *covering)
{
    const PeopleDirectory *people = covering->people;
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        const gint64 ids[] = {duty->person, duty->backup};
        bool holds = is_of(duty, covering->roster) && duty->from_at <= covering->from &&
                     covering->from < duty->until_at;
        for (guint j = 0; holds && j < G_N_ELEMENTS(ids); j++) {
            const Person *person = people_directory_person(people, ids[j]);
            if (person && person->active && !is_away(covering, person, false))
                return person;
        }
    }
    return NULL;
}

/* Whose section it is, in their office hours. */
static const Person *in_office(const Covering *covering)
{
    const PeopleDirectory *people = covering->people;
    for (guint i = 0; i < people->people->len; i++) {
        const Person *person = people->people->pdata[i];
        if (!roster_has_role(people, person, covering->roster))
            continue;
        Presence presence = presence_of(person, &covering->rules, covering->from);
        if (presence_is_free(&presence))
            return person;
    }
    return NULL;
}

static void find_now(const Covering *covering, gpointer to)
{
    RosterNow *is = to;
    const Person *person = on_duty(covering);
    g_autoptr(GArray) gaps = roster_gaps(covering->covers, covering->from, covering->until);
    if (!person)
        person = in_office(covering);
    is->name = person ? g_strdup(person->name) : NULL;
    is->gap_at = gaps->len > 0 ? g_array_index(gaps, RosterGap, 0).from : 0;
}

void roster_now_clear(RosterNow *is)
{
    g_clear_pointer(&is->name, g_free);
    *is = (RosterNow){0};
}

/* ---- in words ---- */

char *roster_gap_text(const char *roster, const RosterGap *gap)
{
    g_autofree char *from = time_text_header(gap->from), *until = time_text_header(gap->until);
    bool press = strcmp(roster, ROSTER_PRESS) == 0;
    if (gap->away)
        return press ? g_strdup_printf(_("Press duty is not covered from %s to %s: %s is away."),
                                       from, until, gap->away)
                     : g_strdup_printf(_("The duty \"%s\" is not covered from %s to %s: %s is "
                                         "away."),
                                       roster, from, until, gap->away);
    return press ? g_strdup_printf(_("Nobody has press duty from %s to %s."), from, until)
                 : g_strdup_printf(_("Nobody has the duty \"%s\" from %s to %s."), roster, from,
                                   until);
}

static char *sentences_of_gaps(const char *roster, const GArray *gaps)
{
    GString *text = g_string_new("");
    for (guint i = 0; i < MIN(gaps->len, ROSTER_WARNED_GAPS); i++) {
        g_autofree char *sentence = roster_gap_text(roster, &g_array_index(gaps, RosterGap, i));
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

bool roster_now(Db *db, const char *roster, gint64 now, RosterNow *is, GError **error)
{
    const Covering asked = {
        .roster = roster, .from = now, .until = days_later(now, ROSTER_WARNED_DAYS)};
    g_autoptr(GPtrArray) ever = rosters_duties(db, roster, 0, 0, error);
    RosterNow fresh = {.used = ever && ever->len > 0};
    if (!ever || (fresh.used && !judge(db, &asked, find_now, &fresh, error)))
        return false;
    roster_now_clear(is);
    *is = fresh;
    return true;
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

/* Owns the small changes to the staff directory: somebody is away, is back, or has other hours.
 * Each is one batch with its event. Marks and notes are staff_mark.c's, leaving staff_leave.c's.
 * Knows nothing of files (import_people.c). */
#include "skranke/desk/staff.h"

#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/absence_code.h"
#include "skranke/domain/hours.h"

#include "skranke/store/events.h"
#include "skranke/store/people.h"
#include "skranke/store/settings.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/import_time.h"
#include "skranke/desk/sorting.h"

#include "staff_private.h"

static const Person *with_initials(const GPtrArray *people, const char *initials)
{
    for (guint i = 0; i < people->len; i++) {
        const Person *person = people->pdata[i];
        if (strcmp(person->initials, initials) == 0)
            return person;
    }
    return NULL;
}

const Person *staff_find(const PeopleDirectory *directory, const char *word, bool former,
                         GError **error)
{
    guint64 id = 0;
    const Person *person = NULL;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &id, NULL))
        person = people_directory_person(directory, (gint64)id);
    if (!person)
        person = with_initials(directory->people, word);
    if (!person)
        person = with_initials(directory->former, word);
    if (person && (person->active || former))
        return person;
    if (person)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("%s does not work here any more; nothing was changed."), person->name);
    else
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
            _("Nobody has the number or the initials \"%s\"; nothing was changed. Look for them "
              "with \"skranke people find\"."),
            word);
    return NULL;
}

gint64 staff_person(Desk *desk, const char *word, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *person = directory ? staff_find(directory, word, false, error) : NULL;
    return person ? person->id : 0;
}

void staff_add_event(const Desk *desk, DbBatch *batch, const char *before, const char *after)
{
    events_add(batch, clock_now(), desk->operator_->id, EVENT_DIRECTORY_CHANGED, 0, 0, before,
               after);
}

bool staff_apply(Desk *desk, DbBatch *batch, char *sentence, GError **error)
{
    g_autofree char *nothing = sentence;
    g_autoptr(GError) failed = NULL;
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, nothing);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

void staff_add_act(const Desk *desk, DbBatch *batch, EventKind kind, json_t *before, json_t *after)
{
    g_autofree char *was = fact_of_json(before);
    g_autofree char *is = fact_of_json(after);
    events_add(batch, clock_now(), desk->operator_->id, kind, 0, 0, was, is);
}

bool staff_apply_as_seen(Desk *desk, DbBatch *batch, const char *name, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("What stands about %s was changed by someone else first. Nothing was "
                      "changed; look at it and try again."),
                    name);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

bool staff_text(const char *given, gsize most, char **text, GError **error)
{
    g_autofree char *line = g_strstrip(safe_text_line(given ? given : "", -1));
    if (strlen(line) > most) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%.40s…\" has %u bytes, %u more than are kept; nothing was changed. Make "
                      "it shorter."),
                    line, (guint)strlen(line), (guint)(strlen(line) - most));
        return false;
    }
    *text = g_steal_pointer(&line);
    return true;
}

static Absence *absence_copy(const Absence *absence)
{
    Absence *copy = g_new0(Absence, 1);
    copy->id = absence->id;
    copy->person = absence->person;
    copy->from_at = absence->from_at;
    copy->until_at = absence->until_at;
    copy->code = g_strdup(absence->code);
    copy->note = g_strdup(absence->note);
    copy->source = g_strdup(absence->source);
    copy->seen_at = absence->seen_at;
    copy->kind = absence->kind;
    copy->phone_open = absence->phone_open;
    copy->operator_name = g_strdup(absence->operator_name);
    return copy;
}

static const Absence *absence_in(const PeopleDirectory *directory, gint64 id, const Person **person)
{
    for (guint i = 0; i < directory->people->len; i++) {
        *person = directory->people->pdata[i];
        for (guint a = 0; a < (*person)->absences->len; a++) {
            const Absence *absence = (*person)->absences->pdata[a];
            if (absence->id == id)
                return absence;
        }
    }
    return NULL;
}

/* As it stands in the database, with whose it is (new text); NULL with NOT_FOUND. */
static Absence *kept(Desk *desk, gint64 id, char **name, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, 0, error);
    const Person *person = NULL;
    const Absence *found = directory ? absence_in(directory, id, &person) : NULL;
    if (!found && directory)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no absence with the number %" PRId64 "; nothing was changed."), id);
    if (found && name)
        *name = g_strdup(person->name);
    return found ? absence_copy(found) : NULL;
}

/* ---- absences ---- */

/* A bound as files have it: as it is where they know it, else a moment as people say it ("i
 * morgen", "10.03.2026", "mandag 9"). New text; NULL with an error. */
static char *bound(Desk *desk, const char *word, GError **error)
{
    gint64 at = 0, end = 0;
    bool day_alone = false;
    if (import_time_span(word, "2100-12-31", clock_now(), &at, &end, NULL))
        return g_strdup(word);
    if (!sorting_parse_until(desk, word, &at, &day_alone, error))
        return NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, time_text_zone());
    return g_date_time_format(local, day_alone ? "%Y-%m-%d" : "%Y-%m-%d %H:%M");
}

static bool read_span(Desk *desk, const NewAbsence *given, Absence *absence, GError **error)
{
    g_autofree char *from = bound(desk, given->from, error);
    g_autofree char *to = from && given->to ? bound(desk, given->to, error) : g_strdup(from);
    return from && to &&
           import_time_span(from, to, clock_now(), &absence->from_at, &absence->until_at, error);
}

/* As the table of reasons has it; a slip would be an absence of which nobody knows what to say. */
static char *read_code(Desk *desk, const char *word, GError **error)
{
    g_autofree char *table = settings_get(desk->db, "absence.codes", error);
    if (!table)
        return NULL;
    g_autoptr(GPtrArray) codes = *table ? absence_codes_parse(table, strlen(table), NULL) : NULL;
    const AbsenceCode *code = absence_code_find(codes, word);
    if (code)
        return g_strdup(code->code);
    g_autofree char *known = absence_codes_known(codes);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.40s\" is no reason of absences; nothing was changed. Say one of these: %s."),
                word, known);
    return NULL;
}

static Absence *read_absence(Desk *desk, const NewAbsence *given, char **name, GError **error)
{
    if (!given->code || !*given->code) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("Say what kind of absence it is, for example leave; nothing was changed."));
        return NULL;
    }
    Absence *absence = g_new0(Absence, 1);
    g_autoptr(PeopleDirectory) directory =
        read_span(desk, given, absence, error) &&
                (absence->code = read_code(desk, given->code, error))
            ? people_load(desk->db, clock_now(), error)
            : NULL;
    const Person *person = directory ? staff_find(directory, given->person, false, error) : NULL;
    if (!person) {
        absence_free(absence);
        return NULL;
    }
    *name = g_strdup(person->name);
    absence->person = person->id;
    absence->note = g_strdup(given->note ? given->note : "");
    absence->seen_at = clock_now();
    return absence;
}

static json_t *facts_of(const Absence *absence, const char *name, gint64 until_at)
{
    return json_pack("{s:I, s:s, s:I}", "person", (json_int_t)absence->person, "name", name,
                     "until_at", (json_int_t)until_at);
}

static void add_in(const Desk *desk, DbBatch *batch, const Absence *absence, const char *name)
{
    json_t *after = facts_of(absence, name, absence->until_at);
    json_object_set_new(after, "from_at", json_integer(absence->from_at));
    json_object_set_new(after, "code", json_string(absence->code));
    people_put_absence(batch, absence, desk->operator_->id);
    db_batch_keep(batch);
    staff_add_act(desk, batch, EVENT_ABSENCE_ADDED, json_object(), after);
    people_name_absence_in_event(batch);
}

Absence *staff_absence_add(Desk *desk, const NewAbsence *given, GError **error)
{
    g_autofree char *name = NULL;
    Absence *absence = read_absence(desk, given, &name, error);
    if (!absence)
        return NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_in(desk, batch, absence, name);
    Absence *added = db_batch_apply(desk->db, batch, error)
                         ? kept(desk, db_batch_result(batch), NULL, error)
                         : NULL;
    absence_free(absence);
    return added;
}

static void no_such_absence(gint64 absence, GError **error)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("There is no absence with the number %" PRId64
                  " that lasts longer; nothing was changed."),
                absence);
}

/* at 0: it has not begun, and is removed. */
static void end_in(const Desk *desk, DbBatch *batch, const Absence *absence, const char *name,
                   gint64 at)
{
    json_t *before = facts_of(absence, name, absence->until_at);
    json_t *after = facts_of(absence, name, at);
    json_object_set_new(before, "absence", json_integer(absence->id));
    json_object_set_new(after, "absence", json_integer(absence->id));
    people_expect_absence(batch, absence);
    staff_add_act(desk, batch, EVENT_ABSENCE_ENDED, before, after);
    if (at) {
        people_end_absence(batch, absence->id, at);
    } else {
        people_remember_absence(batch, absence->id);
        people_remove_absence(batch, absence->id);
    }
}

Absence *staff_absence_end(Desk *desk, gint64 absence, gint64 at, GError **error)
{
    g_autofree char *name = NULL;
    Absence *ended = kept(desk, absence, &name, error);
    if (!ended)
        return NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    bool begun = ended->from_at<at, lasts = ended->until_at> MAX(at, ended->from_at);
    end_in(desk, batch, ended, name, begun ? at : 0);
    if (!lasts)
        no_such_absence(absence, error);
    if (lasts && staff_apply_as_seen(desk, batch, name, error)) {
        ended->until_at = begun ? at : ended->from_at;
        return ended;
    }
    absence_free(ended);
    return NULL;
}

GPtrArray *staff_absences(Desk *desk, const char *person, gint64 from, gint64 until, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, from, error);
    const Person *found = directory ? staff_find(directory, person, false, error) : NULL;
    if (!found)
        return NULL;
    GPtrArray *absences = g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
    for (guint i = 0; i < found->absences->len; i++) {
        const Absence *absence = found->absences->pdata[i];
        if (until == 0 || absence->from_at < until)
            g_ptr_array_add(absences, absence_copy(absence));
    }
    return absences;
}

/* Where each day of the core lies within the office hours. */
static bool is_within(const Hours *core, const Hours *hours)
{
    for (guint day = 0; day < G_N_ELEMENTS(core->day); day++)
        if (core->day[day].until > 0 && (core->day[day].from < hours->day[day].from ||
                                         core->day[day].until > hours->day[day].until))
            return false;
    return true;
}

/* Two kinds of hours: their name in facts, and how they are put. */
typedef struct {
    const char *name;
    void (*put)(DbBatch *batch, gint64 person, const char *hours, gint64 now);
} HoursKind;
static const HoursKind office_hours = {"hours", people_set_hours},
                       core_hours = {"core_hours", people_set_core_hours};

static json_t *facts_of_hours(const Person *person, const HoursKind *kind, const char *hours)
{
    return json_pack("{s:I, s:s, s:I, s:s}", "person", (json_int_t)person->id, "name", person->name,
                     "hours_of", (json_int_t)person->id, kind->name, hours);
}

static gint64 put_hours(Desk *desk, const Person *person, const char *hours, const HoursKind *kind,
                        GError **error)
{
    const char *was = kind == &core_hours ? person->core_hours : person->hours;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_expect_person(batch, person);
    kind->put(batch, person->id, hours, clock_now());
    staff_add_act(desk, batch, EVENT_HOURS_SET, facts_of_hours(person, kind, was),
                  facts_of_hours(person, kind, hours));
    return staff_apply_as_seen(desk, batch, person->name, error) ? person->id : 0;
}

gint64 staff_hours_set(Desk *desk, const char *person, const char *hours, GError **error)
{
    Hours parsed;
    if (!hours_parse(hours, &parsed, error))
        return 0;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? staff_find(directory, person, false, error) : NULL;
    return found ? put_hours(desk, found, hours, &office_hours, error) : 0;
}

gint64 staff_core_hours_set(Desk *desk, const char *person, const char *hours, GError **error)
{
    Hours core, office;
    if (!hours_parse(hours, &core, error))
        return 0;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? staff_find(directory, person, false, error) : NULL;
    if (!found)
        return 0;
    bool known = hours_parse(found->hours, &office, NULL);
    if (*hours && known && !is_within(&core, &office)) {
        g_autofree char *text = hours_text(&office);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The core hours \"%.60s\" reach outside the office hours of %s (%s); nothing "
                      "was changed. Name the days as they are there."),
                    hours, found->name, text);
        return 0;
    }
    return put_hours(desk, found, hours, &core_hours, error);
}

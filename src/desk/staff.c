/* Owns the small changes to the staff directory: somebody is away, is back, or has other hours.
 * Each is one batch with its event. Knows nothing of files (import_people.c). */
#include "skranke/desk/staff.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/hours.h"

#include "skranke/store/events.h"
#include "skranke/store/people.h"

#include "skranke/desk/import_time.h"

/* By number or initials; NULL with NOT_FOUND. */
static const Person *find_person(const PeopleDirectory *directory, const char *word, GError **error)
{
    guint64 id = 0;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &id, NULL)) {
        const Person *person = people_directory_person(directory, (gint64)id);
        if (person)
            return person;
    }
    for (guint i = 0; i < directory->people->len; i++) {
        const Person *person = directory->people->pdata[i];
        if (strcmp(person->initials, word) == 0)
            return person;
    }
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
        _("Nobody has the number or the initials \"%s\"; nothing was changed. Look for them "
          "with \"skranke people find\"."),
        word);
    return NULL;
}

static void add_event(const Desk *desk, DbBatch *batch)
{
    events_add(batch, clock_now(), desk->operator_->id, EVENT_DIRECTORY_CHANGED, 0, 0, "", "");
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
    return copy;
}

/* The newest absence that fits: by its number, or (0) by its person and span. */
static Absence *kept(Desk *desk, gint64 id, gint64 person, gint64 from_at, GError **error)
{
    const Absence *found = NULL;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, 0, error);
    for (guint i = 0; directory && i < directory->people->len; i++) {
        const Person *one = directory->people->pdata[i];
        for (guint a = 0; a < one->absences->len; a++) {
            const Absence *absence = one->absences->pdata[a];
            bool fits =
                id ? absence->id == id : absence->person == person && absence->from_at == from_at;
            if (fits && (!found || absence->id > found->id))
                found = absence;
        }
    }
    if (!found && directory)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no absence with the number %" PRId64 "; nothing was changed."), id);
    return found ? absence_copy(found) : NULL;
}

Absence *staff_absence_add(Desk *desk, const NewAbsence *given, GError **error)
{
    gint64 from_at = 0, until_at = 0;
    if (!given->code || !*given->code) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("Say what kind of absence it is, for example leave; nothing was changed."));
        return NULL;
    }
    if (!import_time_span(given->from, given->to ? given->to : given->from, clock_now(), &from_at,
                          &until_at, error))
        return NULL;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *person = directory ? find_person(directory, given->person, error) : NULL;
    if (!person)
        return NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_add_absence(batch, person->initials, from_at, until_at, given->code,
                       given->note ? given->note : "");
    add_event(desk, batch);
    return db_batch_apply(desk->db, batch, error) ? kept(desk, 0, person->id, from_at, error)
                                                  : NULL;
}

Absence *staff_absence_end(Desk *desk, gint64 absence, gint64 at, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_end_absence(batch, absence, at);
    add_event(desk, batch);
    if (db_batch_apply(desk->db, batch, &failed))
        return kept(desk, absence, 0, 0, error);
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no absence with the number %" PRId64
                      " that lasts longer; nothing was changed."),
                    absence);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
}

gint64 staff_hours_set(Desk *desk, const char *person, const char *hours, GError **error)
{
    Hours parsed;
    if (!hours_parse(hours, &parsed, error))
        return 0;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? find_person(directory, person, error) : NULL;
    if (!found)
        return 0;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_set_hours(batch, found->id, hours, clock_now());
    add_event(desk, batch);
    return db_batch_apply(desk->db, batch, error) ? found->id : 0;
}

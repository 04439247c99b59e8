/* Owns the operators' own marks ("away until …") and notes about people. What a mark means for
 * whoever rings is domain/presence.c's, the way back staff_undo.c's. */
#include <jansson.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/absence_code.h"
#include "skranke/domain/opening.h"

#include "skranke/store/rosters.h"

#include "skranke/desk/directory.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"
#include "skranke/desk/staff.h"

#include "staff_private.h"

enum { CODE_BYTES = 40, DAY_SECONDS = 24 * 60 * 60, MOST_DAYS = 366 };

/* ---- until when ---- */

/* The first office minute of the person from a midnight on; the midnight where there is none. */
static gint64 first_office_minute(Desk *desk, const Person *person, gint64 midnight, GError **error)
{
    const Rulebook *book = rules_book(desk, error);
    if (!book)
        return 0;
    Opening office = {.calendar = book->calendar};
    if (!hours_parse(person->hours, &office.week, NULL))
        hours_parse("", &office.week, NULL);
    gint64 first = opening_next(&office, midnight);
    return first ? first : midnight;
}

static gint64 until_of(Desk *desk, const Person *person, const char *text, GError **error)
{
    gint64 at = 0, now = clock_now();
    bool day_alone = false;
    if (!sorting_parse_until(desk, text, &at, &day_alone, error))
        return 0;
    Day today = day_of_moment(now, NULL);
    if (day_alone && at == day_moment(today, 0))
        at = day_moment(today + 1, 0); /* away today: the whole of it */
    if (day_alone && !(at = first_office_minute(desk, person, at, error)))
        return 0;
    g_autofree char *when = time_text_full(at);
    if (at > now && at <= now + (gint64)MOST_DAYS * DAY_SECONDS)
        return at;
    if (at <= now)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%.60s\" is %s, which has passed; nothing was changed. Write a later "
                      "moment, such as 14:30, half an hour, tomorrow or monday 9."),
                    text, when);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%.60s\" is %s, more than a year away; nothing was changed. Who is away "
                      "for that long is recorded as an absence."),
                    text, when);
    return 0;
}

/* ---- facts ---- */

/* The mark as an event keeps it; NULL: none. */
static json_t *fact_of_mark(const Person *person, const PresenceMark *mark)
{
    json_t *object =
        json_pack("{s:I, s:s}", "person", (json_int_t)person->id, "name", person->name);
    if (mark)
        json_object_update_new(
            object,
            json_pack("{s:s, s:I, s:I, s:I, s:s, s:s}", "status", mark_status_words[mark->status],
                      "until_at", (json_int_t)mark->until_at, "said_at", (json_int_t)mark->at,
                      "said_by", (json_int_t)mark->operator_id, "code",
                      mark->code ? mark->code : "", "note", mark->note ? mark->note : ""));
    return object;
}

/* What it replaces is read by the batch: another operator may mark in the same moment. */
static void add_act(const Desk *desk, DbBatch *batch, EventKind kind, const Person *person,
                    const PresenceMark *mark)
{
    staff_add_act(desk, batch, kind, fact_of_mark(person, NULL), fact_of_mark(person, mark));
    people_remember_mark(batch, person->id, clock_now());
}

/* ---- marks ---- */

/* A meeting's code makes who is out busy; words that the table knows become its code. */
static bool read_code(PresenceMark *mark, const char *given, GError **error)
{
    g_autofree char *code = NULL;
    if (!staff_text(given, CODE_BYTES, &code, error))
        return false;
    const AbsenceCode *known = *code ? absence_code_find(NULL, code) : NULL;
    mark->code = g_strdup(known ? known->code : code);
    if (known && known->effect == ABSENCE_BUSY && mark->status == MARK_OUT)
        mark->status = MARK_BUSY;
    return true;
}

static const Person *person_of(const PeopleDirectory *directory, gint64 id, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" PRId64, id);
    return staff_find(directory, number, false, error);
}

static bool put_mark(Desk *desk, const Person *person, const PresenceMark *mark, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_act(desk, batch, EVENT_MARKED, person, mark);
    rosters_put_mark(batch, mark, mark->operator_id);
    return db_batch_apply(desk->db, batch, error);
}

gint64 staff_mark(Desk *desk, gint64 person, MarkStatus status, const char *until, const char *code,
                  const char *note, GError **error)
{
    PresenceMark mark = {
        .person = person, .status = status, .at = clock_now(), .operator_id = desk->operator_->id};
    g_autofree char *kept_note = NULL;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, mark.at, error);
    const Person *found = directory ? person_of(directory, person, error) : NULL;
    if (!found || !(mark.until_at = until_of(desk, found, until, error)) ||
        !staff_text(note, STAFF_NOTE_BYTES, &kept_note, error) || !read_code(&mark, code, error))
        return 0;
    mark.note = kept_note;
    bool ok = put_mark(desk, found, &mark, error);
    g_free(mark.code);
    return ok ? mark.until_at : 0;
}

static char *no_mark_sentence(const Person *person)
{
    return g_strdup_printf(_("There is no mark for %s; nothing was changed."), person->name);
}

bool staff_unmark(Desk *desk, gint64 person, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? person_of(directory, person, error) : NULL;
    if (!found)
        return false;
    if (!found->mark) {
        g_autofree char *sentence = no_mark_sentence(found);
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, sentence);
        return false;
    }
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_act(desk, batch, EVENT_UNMARKED, found, NULL);
    rosters_remove_mark(batch, person);
    db_batch_expect(batch, 1);
    return staff_apply(desk, batch, no_mark_sentence(found), error);
}

/* ---- what holds besides the mark ---- */

/* As it would be without a mark. */
static Presence without_mark(const Directory *directory, const Person *person, gint64 at)
{
    Person bare = *person;
    bare.mark = NULL;
    return directory_presence(directory, &bare, at);
}

static bool is_noted_away(const Presence *presence)
{
    PresenceStatus shown = presence_shown(presence);
    return presence->source != PRESENCE_BY_LEAVING &&
           (shown == PRESENCE_OUT || shown == PRESENCE_BUSY);
}

char *staff_noted_from(Desk *desk, gint64 person, gint64 at)
{
    gint64 now = clock_now();
    g_autoptr(Directory) directory = directory_load(desk->db, now, NULL);
    const Person *found =
        directory ? people_directory_person(directory_people(directory), person) : NULL;
    Presence presence = found ? without_mark(directory, found, at) : (Presence){0};
    if (!found || !is_noted_away(&presence))
        return g_strdup("");
    g_autofree char *source = presence_source_text(&presence, now);
    if (presence.back_at == 0)
        /* TRANSLATORS: behind "is away until 14:30, and then": where that is known from */
        return g_strdup_printf(_("without a known end (%s)"), source);
    g_autofree char *back = time_text_header(presence.back_at);
    /* TRANSLATORS: behind "is away until 14:30, and then": a moment, and where it is known from */
    return g_strdup_printf(_("until %s (%s)"), back, source);
}

/* Whom an absence keeps away is here for today: what was said of the days to come still holds. */
static bool put_here(Desk *desk, const Person *person, gint64 *until, GError **error)
{
    gint64 now = clock_now();
    PresenceMark mark = {.person = person->id,
                         .status = MARK_IN,
                         .at = now,
                         .until_at = day_moment(day_of_moment(now, NULL) + 1, 0),
                         .operator_id = desk->operator_->id,
                         .code = (char *)"",
                         .note = (char *)""};
    *until = mark.until_at;
    return put_mark(desk, person, &mark, error);
}

bool staff_here(Desk *desk, gint64 person, gint64 *until, GError **error)
{
    *until = 0;
    gint64 now = clock_now();
    g_autoptr(Directory) directory = directory_load(desk->db, now, error);
    const Person *found = directory ? person_of(directory_people(directory), person, error) : NULL;
    if (!found)
        return false;
    Presence presence = without_mark(directory, found, now);
    return is_noted_away(&presence) ? put_here(desk, found, until, error)
                                    : staff_unmark(desk, person, error);
}

/* ---- notes ---- */

gint64 staff_note_add(Desk *desk, gint64 person, const char *text, GError **error)
{
    g_autofree char *kept = NULL;
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? person_of(directory, person, error) : NULL;
    if (!found || !staff_text(text, STAFF_NOTE_BYTES, &kept, error))
        return 0;
    if (!*kept) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The note is empty; nothing was changed."));
        return 0;
    }
    json_t *after = json_pack("{s:I, s:s, s:s}", "person", (json_int_t)person, "name", found->name,
                              "text", kept);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_add_note(batch, person, kept, desk->operator_->id, clock_now());
    staff_add_act(desk, batch, EVENT_NOTE_ADDED, json_object(), after);
    people_name_note_in_event(batch);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

/* Whom a note is about, also where they have left; NULL: there is none with this number. */
static const Person *person_with(const PeopleDirectory *directory, gint64 note)
{
    const GPtrArray *lists[] = {directory->people, directory->former};
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const Person *person = lists[l]->pdata[i];
            for (guint n = 0; n < person->notes->len; n++)
                if (((const PersonNote *)person->notes->pdata[n])->id == note)
                    return person;
        }
    return NULL;
}

bool staff_note_remove(Desk *desk, gint64 note, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    if (!directory)
        return false;
    const Person *person = person_with(directory, note);
    json_t *after = json_pack("{s:I, s:s, s:I}", "person", (json_int_t)(person ? person->id : 0),
                              "name", person ? person->name : "", "note", (json_int_t)note);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_remove_note(batch, note, clock_now());
    staff_add_act(desk, batch, EVENT_NOTE_REMOVED, json_object(), after);
    return staff_apply(
        desk, batch,
        g_strdup_printf(_("There is no note with the number %" PRId64 "; nothing was changed."),
                        note),
        error);
}

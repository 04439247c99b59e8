/* Owns the operators' own marks ("away until …"), the way back from them, and notes about people.
 * What a mark means for whoever rings is domain/presence.c's. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/absence_code.h"
#include "skranke/domain/opening.h"

#include "skranke/store/rosters.h"

#include "skranke/desk/fact.h"
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
    if (day_alone && !(at = first_office_minute(desk, person, at, error)))
        return 0;
    g_autofree char *when = time_text_full(at);
    if (at > now && at <= now + (gint64)MOST_DAYS * DAY_SECONDS)
        return at;
    if (at <= now)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%.60s\" is %s, which has passed; nothing was changed. Write a later "
                      "moment, such as 14:30, tomorrow or monday 9."),
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
static char *fact_of_mark(const Person *person, const PresenceMark *mark)
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
    return fact_of_json(object);
}

static gint64 number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return g_strdup(text ? text : "");
}

/* Reads it back; *mark gets NULL where it says that there was none. False: it is no such fact. */
static bool read_fact(const char *fact, gint64 *person, PresenceMark **mark)
{
    json_t *object = json_loads(fact, 0, NULL);
    *person = number_of(object, "person");
    *mark = NULL;
    const char *status = json_string_value(json_object_get(object, "status"));
    for (int i = 0; status && mark_status_words[i]; i++)
        if (strcmp(mark_status_words[i], status) == 0) {
            *mark = g_new0(PresenceMark, 1);
            (*mark)->status = (MarkStatus)i;
            (*mark)->person = *person;
            (*mark)->until_at = number_of(object, "until_at");
            (*mark)->at = number_of(object, "said_at");
            (*mark)->operator_id = number_of(object, "said_by");
            (*mark)->code = text_of(object, "code");
            (*mark)->note = text_of(object, "note");
        }
    json_decref(object);
    return *person != 0;
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

static void put_mark(const Desk *desk, DbBatch *batch, const Person *person,
                     const PresenceMark *mark)
{
    g_autofree char *before = fact_of_mark(person, person->mark);
    g_autofree char *after = fact_of_mark(person, mark);
    rosters_put_mark(batch, mark, mark->operator_id);
    events_add(batch, mark->at, desk->operator_->id, EVENT_MARKED, 0, 0, before, after);
}

static const Person *person_of(const PeopleDirectory *directory, gint64 id, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" PRId64, id);
    return staff_find(directory, number, false, error);
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
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    put_mark(desk, batch, found, &mark);
    g_free(mark.code);
    return db_batch_apply(desk->db, batch, error) ? mark.until_at : 0;
}

static char *no_mark_sentence(const Person *person)
{
    return g_strdup_printf(_("There is no mark for %s; nothing was changed."), person->name);
}

bool staff_unmark(Desk *desk, gint64 person, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, now, error);
    const Person *found = directory ? person_of(directory, person, error) : NULL;
    if (!found)
        return false;
    if (!found->mark) {
        g_autofree char *sentence = no_mark_sentence(found);
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, sentence);
        return false;
    }
    g_autofree char *before = fact_of_mark(found, found->mark);
    g_autofree char *after = fact_of_mark(found, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_remove_mark(batch, person);
    db_batch_expect(batch, 1);
    events_add(batch, now, desk->operator_->id, EVENT_UNMARKED, 0, 0, before, after);
    return staff_apply(desk, batch, no_mark_sentence(found), error);
}

/* ---- the way back ---- */

static bool same_mark(const PresenceMark *a, const PresenceMark *b)
{
    return a->at == b->at && a->until_at == b->until_at && a->status == b->status &&
           a->operator_id == b->operator_id;
}

/* Has it been marked anew, or the mark been taken away, since? What has expired is no hindrance. */
static bool changed_since(const Person *person, const PresenceMark *left, gint64 now,
                          GError **error)
{
    bool lasts = left && left->until_at > now;
    if (person->mark ? left && same_mark(person->mark, left) : !lasts)
        return false;
    if (person->mark)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("%s has been marked anew since, by %s. Nothing was undone."), person->name,
                    person->mark->operator_name);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("The mark of %s has been taken away since. Nothing was undone."),
                    person->name);
    return true;
}

static bool restore_mark(Desk *desk, const Event *event, const Person *person,
                         const PresenceMark *was, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (was && was->until_at > now)
        rosters_put_mark(batch, was, was->operator_id);
    else
        rosters_remove_mark(batch, person->id);
    events_add_undone(batch, now, desk->operator_->id, event);
    return db_batch_apply(desk->db, batch, error);
}

bool staff_undo(Desk *desk, const Event *event, GError **error)
{
    gint64 id = 0;
    PresenceMark *was = NULL, *left = NULL;
    bool sound = read_fact(event->before, &id, &was) && read_fact(event->after, &id, &left);
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *person = sound && directory ? person_of(directory, id, error) : NULL;
    if (!sound && directory)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, _("There is nothing to undo."));
    bool done = person && !changed_since(person, left, clock_now(), error) &&
                restore_mark(desk, event, person, was, error);
    presence_mark_free(was);
    presence_mark_free(left);
    return done;
}

char *staff_event_person(const Event *event)
{
    bool mine = event->kind == EVENT_MARKED || event->kind == EVENT_UNMARKED;
    return mine ? fact_text(event->after, "name") : g_strdup("");
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
    g_autofree char *after = fact_of_texts("name", found->name, "note", kept, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_add_note(batch, person, kept, desk->operator_->id, clock_now());
    staff_add_event(desk, batch, "", after);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

bool staff_note_remove(Desk *desk, gint64 note, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" PRId64, note);
    g_autofree char *before = fact_of_texts("note_removed", number, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    rosters_remove_note(batch, note, clock_now());
    staff_add_event(desk, batch, before, "");
    return staff_apply(
        desk, batch,
        g_strdup_printf(_("There is no note with the number %" PRId64 "; nothing was changed."),
                        note),
        error);
}

/* Owns the way back from what an operator did to the staff directory: each act as statements that
 * expect what it left, so that nothing later is overwritten. What the act remembered is written in
 * staff.c, staff_mark.c and staff_leave.c. */
#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/people.h"
#include "skranke/store/rosters.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/staff.h"

/* An act that is taken back: its facts, and the batch that does it. */
typedef struct {
    const Event *event;
    json_t *before, *after;
    DbBatch *batch;
    gint64 now;
} Back;

static gint64 number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static gint64 item_of(const json_t *array, size_t index)
{
    return json_integer_value(json_array_get(array, index));
}

/* ---- marks ---- */

/* The mark that was there holds again as far as it lasts; false where there was none. */
static bool put_mark(const Back *back)
{
    PresenceMark was = {.person = number_of(back->after, "person"),
                        .until_at = number_of(back->before, "until_at"),
                        .at = number_of(back->before, "said_at"),
                        .operator_id = number_of(back->before, "said_by"),
                        .code = (char *)text_of(back->before, "code"),
                        .note = (char *)text_of(back->before, "note")};
    const char *status = text_of(back->before, "status");
    for (int i = 0; mark_status_words[i]; i++)
        if (strcmp(mark_status_words[i], status) == 0)
            was.status = (MarkStatus)i;
    if (!*status || was.until_at <= back->now)
        return false;
    rosters_put_mark(back->batch, &was, was.operator_id);
    return true;
}

static void undo_mark(const Back *back)
{
    if (!put_mark(back))
        rosters_remove_mark(back->batch, number_of(back->after, "person"));
}

/* ---- absences, deputies, hours, notes ---- */

static void undo_absence_added(const Back *back)
{
    people_remove_absence(back->batch, number_of(back->after, "absence"));
}

static void undo_absence_ended(const Back *back)
{
    gint64 left = number_of(back->after, "until_at");
    if (left)
        people_prolong_absence(back->batch, number_of(back->after, "absence"),
                               number_of(back->before, "until_at"), left);
    else
        people_bring_back_absence(back->batch, back->event->id);
}

static void undo_deputy(const Back *back)
{
    people_restore_deputy(back->batch, number_of(back->after, "person"),
                          number_of(back->before, "deputy_id"), number_of(back->after, "deputy_id"),
                          back->now);
}

static void undo_hours(const Back *back)
{
    gint64 person = number_of(back->after, "person");
    if (json_object_get(back->after, "core_hours"))
        people_restore_core_hours(back->batch, person, text_of(back->before, "core_hours"),
                                  text_of(back->after, "core_hours"), back->now);
    else
        people_restore_hours(back->batch, person, text_of(back->before, "hours"),
                             text_of(back->after, "hours"), back->now);
}

static void undo_note_added(const Back *back)
{
    rosters_remove_note(back->batch, number_of(back->after, "note"), back->now);
}

static void undo_note_removed(const Back *back)
{
    people_bring_back_note(back->batch, number_of(back->after, "note"));
}

/* ---- leaving ---- */

/* As people_hand_over left it. */
static StatisticCharge charge_left(const StatisticCharge *was, gint64 person, gint64 heir)
{
    StatisticCharge left = {.responsible = was->responsible == person ? heir : was->responsible,
                            .backup = was->backup == person ? heir : was->backup};
    if (left.backup == heir && left.responsible == heir)
        left.backup = 0;
    return left;
}

static void undo_charge(const Back *back, gint64 person, gint64 heir)
{
    const json_t *charge = json_object_get(back->before, "charge");
    const json_t *deputy_of = json_object_get(back->before, "deputy_of");
    size_t i = 0;
    const json_t *one = NULL;
    json_array_foreach(charge, i, one)
    {
        StatisticCharge was = {.responsible = item_of(one, 1), .backup = item_of(one, 2)};
        StatisticCharge left = charge_left(&was, person, heir);
        people_restore_charge(back->batch, item_of(one, 0), &was, &left);
    }
    json_array_foreach(deputy_of, i, one)
    {
        gint64 other = json_integer_value(one);
        people_restore_deputy(back->batch, other, person, other == heir ? 0 : heir, back->now);
    }
}

/* Works here again before anybody's deputy can be theirs. */
static void undo_left(const Back *back)
{
    gint64 person = number_of(back->after, "person");
    PersonLeft was = {.active = json_is_true(json_object_get(back->before, "active")),
                      .left_on = text_of(back->before, "left_on"),
                      .successor = number_of(back->before, "successor_id")};
    PersonLeft left = {.left_on = text_of(back->after, "left_on"),
                       .successor = number_of(back->after, "successor_id")};
    people_restore_left(back->batch, person, &was, &left, back->now);
    undo_charge(back, person, number_of(back->after, "handed_to"));
    put_mark(back);
}

/* ---- which ---- */

static const struct {
    EventKind kind;
    void (*undo)(const Back *back);
} ways[] = {
    {EVENT_MARKED, undo_mark},
    {EVENT_UNMARKED, undo_mark},
    {EVENT_ABSENCE_ADDED, undo_absence_added},
    {EVENT_ABSENCE_ENDED, undo_absence_ended},
    {EVENT_DEPUTY_SET, undo_deputy},
    {EVENT_LEFT, undo_left},
    {EVENT_HOURS_SET, undo_hours},
    {EVENT_NOTE_ADDED, undo_note_added},
    {EVENT_NOTE_REMOVED, undo_note_removed},
};

static void fill_batch(const Back *back)
{
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].kind == back->event->kind)
            ways[i].undo(back);
}

/* Who was later, and with what. */
static void say_why_not(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) later = events_later(desk->db, event, &failed);
    g_autofree char *name = staff_event_person(event);
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    else if (later && later->operator_id)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    /* TRANSLATORS: a colleague; an act such as "absence ended"; an operator */
                    _("What stands about %s has been changed since: %s, by %s. Nothing was "
                      "undone."),
                    name, event_kind_text(later->kind), later->operator_name);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("What stands about %s has been changed since. Nothing was undone."), name);
}

bool staff_undo(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    Back back = {.event = event,
                 .before = json_loads(event->before, 0, NULL),
                 .after = json_loads(event->after, 0, NULL),
                 .batch = batch,
                 .now = clock_now()};
    fill_batch(&back);
    events_add_undone(batch, back.now, desk->operator_->id, event);
    json_decref(back.before);
    json_decref(back.after);
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        say_why_not(desk, event, error);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

char *staff_event_person(const Event *event)
{
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].kind == event->kind)
            return fact_text(event->after, "name");
    return g_strdup("");
}

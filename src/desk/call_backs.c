/* Owns when callers are to be rung back, and what a try leads to. Times are counted in the bureau's
 * open hours. Events hold no number, no name and nothing that was said: those are deleted in time,
 * events are not. */
#include <jansson.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/phone_messages.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "calls_private.h"

enum { MINUTE = 60, FIRST_MINUTES = 120, NEXT_MINUTES = 60, MOST_OPENINGS = 400 };

/* ---- when ---- */

/* The moment when so many open minutes have passed. */
static gint64 after_open_minutes(const Opening *opening, gint64 from, gint64 minutes)
{
    gint64 at = from;
    for (int i = 0; i < MOST_OPENINGS && (at = opening_next(opening, at)) > 0; i++) {
        gint64 closes = opening_closes(opening, at);
        gint64 left = (closes - at) / MINUTE;
        if (minutes <= left)
            return at + minutes * MINUTE;
        minutes -= left;
        at = closes;
    }
    return from + minutes * MINUTE;
}

static gint64 due_after(Desk *desk, gint64 now, gint64 minutes, GError **error)
{
    const Rulebook *rules = rules_book(desk, error);
    return rules ? after_open_minutes(&rules->opening, now, minutes) : 0;
}

gint64 call_back_due(Desk *desk, gint64 now, GError **error)
{
    return due_after(desk, now, FIRST_MINUTES, error);
}

/* ---- promised ---- */

static bool is_ringable(const char *number, GError **error)
{
    if (*number && phone_number_may_be_dialled(number))
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("That is no number that can be rung; nothing was kept. Write it with all "
                          "its digits, or take a message instead."));
    return false;
}

static bool is_ahead(gint64 due_at, gint64 now, GError **error)
{
    if (due_at > now)
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("The time to ring back has passed already; nothing was kept."));
    return false;
}

static const char *or_else(const char *given, const char *of_call)
{
    return given && *given ? given : of_call ? of_call : "";
}

/* ended: the call that it ends, 0: none. */
static void add_to(Desk *desk, DbBatch *batch, const CallBack *call_back, gint64 ended)
{
    json_t *object = json_object();
    json_object_set_new(object, "state", json_string(call_back_state_words[call_back->state]));
    if (ended)
        json_object_set_new(object, "call", json_integer(ended));
    g_autofree char *facts = fact_of_json(object);
    call_backs_add(batch, call_back);
    events_add(batch, call_back->at, desk->operator_->id, EVENT_CALL_BACK_PROMISED,
               call_back->inquiry, 0, "", facts);
    call_backs_name_in_event(batch);
}

static gint64 add(Desk *desk, const CallBack *call_back, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    add_to(desk, batch, call_back, 0);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

gint64 call_back_add(Desk *desk, gint64 call, const char *number, const char *caller,
                     const char *matter, gint64 due_at, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(Call) of = call ? call_seen(desk, call, error) : NULL;
    if (call && !of)
        return 0;
    g_autofree char *normalised = phone_number_normalise(or_else(number, of ? of->number : ""));
    gint64 due = due_at ? due_at : call_back_due(desk, now, error);
    if (due == 0 || !is_ringable(normalised, error) || !is_ahead(due, now, error))
        return 0;
    CallBack call_back = {.call = call,
                          .inquiry = of ? of->inquiry : 0,
                          .number = normalised,
                          .caller = (char *)or_else(caller, of ? of->caller : ""),
                          .matter = (char *)or_else(matter, of ? of->matter : ""),
                          .at = now,
                          .due_at = due,
                          .operator_id = desk->operator_->id,
                          .state = CALL_BACK_UNHANDLED};
    return add(desk, &call_back, error);
}

/* ---- promised in a call, which it ends ---- */

/* A moment, or words that go with the matter. */
static gint64 read_when(Desk *desk, const char *when, const Call *call, gint64 now, char **matter,
                        GError **error)
{
    gint64 at = 0;
    *matter = g_strdup(call->matter);
    if (*when && sorting_parse_moment(desk, when, &at, NULL) && at > now)
        return at;
    if (*when) {
        g_free(*matter);
        *matter = g_strdup_printf("%s%s(%s)", call->matter, *call->matter ? " " : "", when);
    }
    return call_back_due(desk, now, error);
}

/* The end comes first, so that what is undone first is the promise, and both with it. */
static gint64 promise(Desk *desk, const Call *call, const char *when, GError **error)
{
    gint64 now = clock_now();
    g_autofree char *matter = NULL;
    gint64 due = read_when(desk, when, call, now, &matter, error);
    if (due == 0 || !is_ringable(call->number, error))
        return 0;
    const CallEnd end = {.outcome = CALL_CALL_BACK};
    const CallBack call_back = {.call = call->id,
                                .inquiry = call->inquiry,
                                .number = call->number,
                                .caller = call->caller,
                                .matter = matter,
                                .at = now,
                                .due_at = due,
                                .operator_id = desk->operator_->id,
                                .state = CALL_BACK_UNHANDLED};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (!call_end_in(desk, batch, call, &end, now, error))
        return 0;
    add_to(desk, batch, &call_back, call->id);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

gint64 call_back_promise(Desk *desk, gint64 call, const char *when, GError **error)
{
    g_autofree char *said = g_strstrip(g_strdup(when ? when : ""));
    for (int i = 1;; i++) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(Call) seen = call_seen(desk, call, error);
        if (!seen)
            return 0;
        gint64 id = promise(desk, seen, said, &failed);
        if (id)
            return id;
        if (i == CALL_TRIES || seen->ended_at ||
            !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return 0;
        }
    }
}

/* ---- tried and settled ---- */

static CallBack *need_waiting(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(CallBack) call_back = call_backs_get(desk->db, id, error);
    if (!call_back || call_back->state == CALL_BACK_UNHANDLED ||
        call_back->state == CALL_BACK_TRIED)
        return g_steal_pointer(&call_back);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                call_back->state == CALL_BACK_DONE
                    ? _("Call-back %" PRId64 " is done already; nothing was changed.")
                    : _("Call-back %" PRId64 " was given up; nothing was changed."),
                id);
    return NULL;
}

/* How it stands, for undo; result: of a try, NULL: there was none. */
static char *facts_of(const CallBack *call_back, const CallBackStand *stand, const char *result)
{
    json_t *object = json_object();
    json_object_set_new(object, "call_back", json_integer(call_back->id));
    json_object_set_new(object, "state", json_string(call_back_state_words[stand->state]));
    json_object_set_new(object, "due_at", json_integer(stand->due_at));
    if (result)
        json_object_set_new(object, "result", json_string(result));
    return fact_of_json(object);
}

static void add_act(const Desk *desk, DbBatch *batch, const CallBack *seen,
                    const CallBackStand *stand, const char *result)
{
    const CallBackStand stood = {seen->state, seen->due_at};
    g_autofree char *before = facts_of(seen, &stood, NULL);
    g_autofree char *after = facts_of(seen, stand, result);
    events_add(batch, clock_now(), desk->operator_->id,
               result ? EVENT_CALL_BACK_TRIED : EVENT_CALL_BACK_SETTLED, seen->inquiry, 0, before,
               after);
}

bool call_back_try(Desk *desk, gint64 call_back, CallBackResult result, const char *note,
                   GError **error)
{
    gint64 now = clock_now();
    g_autoptr(CallBack) seen = need_waiting(desk, call_back, error);
    gint64 due = seen ? due_after(desk, now, NEXT_MINUTES, error) : 0;
    if (due == 0)
        return false;
    CallBackState state = call_back_result_state(result);
    const CallBackStand stand = {state, state == CALL_BACK_TRIED ? due : seen->due_at};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    call_backs_try(batch, seen, result, note, desk->operator_->id, stand.due_at, now);
    /* Whatever else waits for the same number: they have been spoken to. */
    if (state == CALL_BACK_DONE)
        call_backs_spoke(batch, seen->number, now + 1, now);
    add_act(desk, batch, seen, &stand, call_back_result_words[result]);
    return db_batch_apply(desk->db, batch, error);
}

bool call_back_give_up(Desk *desk, gint64 call_back, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(CallBack) seen = need_waiting(desk, call_back, error);
    if (!seen)
        return false;
    const CallBackStand stand = {CALL_BACK_GIVEN_UP, seen->due_at};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    call_backs_settle(batch, seen, CALL_BACK_GIVEN_UP, now);
    add_act(desk, batch, seen, &stand, NULL);
    return db_batch_apply(desk->db, batch, error);
}

/* ---- taken back ---- */

static CallBackStand stand_of(const char *facts)
{
    g_autofree char *word = fact_text(facts, "state");
    CallBackStand stand = {CALL_BACK_UNHANDLED, fact_number(facts, "due_at")};
    for (int i = 0; call_back_state_words[i]; i++)
        if (g_str_equal(call_back_state_words[i], word))
            stand.state = (CallBackState)i;
    return stand;
}

/* A promise is given up; else it waits as before, and with it whatever was settled by the same
 * word with the caller. */
static void take_back(DbBatch *batch, const CallBack *seen, const Event *event, gint64 now)
{
    const CallBackStand was = stand_of(event->before), left = stand_of(event->after);
    if (event->kind == EVENT_CALL_BACK_PROMISED) {
        call_backs_settle(batch, seen, CALL_BACK_GIVEN_UP, now);
        return;
    }
    call_backs_restore(batch, seen->id, &was, &left);
    if (event->kind == EVENT_CALL_BACK_TRIED)
        call_backs_remove_try(batch, seen->id);
    if (left.state == CALL_BACK_DONE)
        call_backs_take_up(batch, seen->number, event->at + 1, event->at);
}

/* Who was later, and with what; nobody where a call with them has settled it. */
static void say_why_not(Desk *desk, gint64 id, const Event *event, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) later = events_later(desk->db, event, &failed);
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    else if (later)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Call-back %" PRId64 " has been changed since: %s, by %s. Nothing was "
                      "undone."),
                    id, event_kind_text(later->kind), later->operator_name);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Call-back %" PRId64 " has been settled since by a call. Nothing was "
                      "undone."),
                    id);
}

bool call_back_undo(Desk *desk, const Event *event, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(GError) failed = NULL;
    g_autoptr(CallBack) seen =
        call_backs_get(desk->db, fact_number(event->after, "call_back"), error);
    if (!seen)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    take_back(batch, seen, event, now);
    if (event->kind == EVENT_CALL_BACK_PROMISED &&
        !call_undo_promise(desk, batch, event, now, error))
        return false;
    events_add_undone(batch, now, desk->operator_->id, event);
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        say_why_not(desk, seen->id, event, error);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

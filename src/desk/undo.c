/* Owns the way back: the newest own act that did not leave the house is undone, and that is an
 * event too. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/forwarding.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/phone_messages.h"
#include "skranke/desk/sorting.h"
#include "skranke/desk/staff.h"

#include "undo_private.h"

enum { UNDO_SECONDS = 12 * 60 * 60, TOLD_SECONDS = 60 };

/* The first act of somebody else's that changed the inquiry since, or NULL: what only was read
 * leaves the revision, what was undone is no more. */
static const Event *act_of_another(const GPtrArray *events, const Event *mine)
{
    gint64 revision = mine->revision;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (event->id <= mine->id || event->revision <= revision)
            continue;
        revision = event->revision;
        if (event->operator_id != mine->operator_id && event->kind != EVENT_UNDONE &&
            event->undone_by == 0)
            return event;
    }
    return NULL;
}

bool undo_others_changed(Desk *desk, const Event *event, const Inquiry *inquiry, GError **error)
{
    if (inquiry->revision == event->revision)
        return false;
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, event->inquiry, error);
    const Event *theirs = events ? act_of_another(events, event) : NULL;
    if (events && !theirs)
        return false;
    if (events)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Inquiry %" PRId64 " has been changed since: %s, by %s. Nothing was undone. "
                      "Read it, and set by hand what must be otherwise."),
                    event->inquiry, event_kind_text(theirs->kind),
                    theirs->operator_id ? theirs->operator_name : _("the incoming mail"));
    return true;
}

bool undo_give_back(Change *change, const Event *event)
{
    if (change->before->revision == event->revision)
        return change_restore(change->after, event->before);
    g_autofree char *was = NULL, *is = NULL;
    change_take_back(change->after, event->before, event->after);
    change_facts(change->before, change->after, &was, &is);
    return *was != '\0';
}

static bool nothing(GError **error)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, _("There is nothing to undo."));
    return false;
}

/* The batch of a change whose event is the undoing. */
static bool finish(Desk *desk, Change *change, const Event *event, GError **error)
{
    events_add_undone(change->batch, change->now, desk->operator_->id, event);
    return change_apply(desk, change, error);
}

/* The subject is no field of the record; where the event names one it is given back too. */
static bool undo_subject(Desk *desk, Change *change, const Event *event, GError **error)
{
    g_autofree char *is = fact_text(event->after, "subject");
    g_autofree char *was = fact_text(event->before, "subject");
    return !*is || strcmp(was, change->before->subject) == 0 ||
           inquiries_set_subject(desk->db, change->batch, change->before, was, change->now, error);
}

/* Every act that changed fields of the record: they are as before, and the clocks follow. */
static bool undo_fields(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, event->inquiry, error);
    if (!change || undo_others_changed(desk, event, change->before, error))
        return false;
    g_autofree char *subject = fact_text(event->after, "subject");
    change->undoes_at = event->at;
    if (!undo_give_back(change, event) && !*subject)
        return nothing(error);
    if (!forwarding_take_up(desk, change, event, error))
        return false;
    change_put(desk, change);
    return undo_subject(desk, change, event, error) &&
           change_unsettle_journal(desk, change, 0, error) && finish(desk, change, event, error);
}

/* A note, or an answer given otherwise than by mail, is not deleted: it is marked withdrawn and
 * shown so. What it did to the inquiry is taken back as far as nobody changed it since. */
static bool undo_message(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, event->inquiry, error);
    if (!change)
        return false;
    if (!journal_withdraw(desk, change->batch, event->inquiry, event->message, error))
        return false;
    messages_set_delivery(change->batch, event->message, DELIVERY_WITHDRAWN, 0);
    change_take_back(change->after, event->before, event->after);
    change->undoes_at = event->at;
    if (!forwarding_take_up(desk, change, event, error))
        return false;
    change_put(desk, change);
    return change_unsettle_journal(desk, change, event->message, error) &&
           finish(desk, change, event, error);
}

static bool undo_answer(Desk *desk, const Event *event, GError **error)
{
    return answer_withdraw(desk, event->message, error);
}

/* Whoever put an inquiry where he may not see it may take it back: the act is his own. */
static bool undo_category(Desk *desk, const Event *event, GError **error)
{
    db_set_sight(desk->db, NULL);
    bool done = undo_fields(desk, event, error);
    desk_look_again(desk);
    return done;
}

/* How each kind is undone; the others by their fields. */
static const struct {
    EventKind kind;
    bool (*undo)(Desk *desk, const Event *event, GError **error);
} ways[] = {
    {EVENT_NOTED, undo_message},
    {EVENT_RECORDED, undo_message},
    {EVENT_ANSWERED, undo_answer},
    {EVENT_FORWARDED, forwarding_undo},
    {EVENT_CATEGORISED, undo_category},
    {EVENT_TAGGED, sorting_undo},
    {EVENT_LINKED, sorting_undo},
    {EVENT_MARKED, staff_undo},
    {EVENT_UNMARKED, staff_undo},
    {EVENT_ABSENCE_ADDED, staff_undo},
    {EVENT_ABSENCE_ENDED, staff_undo},
    {EVENT_DEPUTY_SET, staff_undo},
    {EVENT_LEFT, staff_undo},
    {EVENT_HOURS_SET, staff_undo},
    {EVENT_NOTE_ADDED, staff_undo},
    {EVENT_NOTE_REMOVED, staff_undo},
    {EVENT_CALL_ENDED, call_undo},
    {EVENT_MESSAGE_TAKEN, phone_message_undo},
    {EVENT_MESSAGE_REMINDED, phone_message_undo_reminder},
    {EVENT_CALL_BACK_PROMISED, call_back_undo},
    {EVENT_CALL_BACK_TRIED, call_back_undo},
    {EVENT_CALL_BACK_SETTLED, call_back_undo},
};

static bool undo_event(Desk *desk, const Event *event, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].kind == event->kind)
            return ways[i].undo(desk, event, error);
    return undo_fields(desk, event, error);
}

static char *what_was_undone(const Event *event)
{
    gint64 call = fact_number(event->after, "call");
    if (event->kind == EVENT_CALL_ENDED && event->inquiry)
        return g_strdup_printf(
            _("Undone: call %" PRId64 " is open again; inquiry %" PRId64 " stays as it is."), call,
            event->inquiry);
    if (event->kind == EVENT_CALL_ENDED)
        return g_strdup_printf(_("Undone: call %" PRId64 " is open again."), call);
    if (event->kind == EVENT_CALL_BACK_PROMISED && call)
        return g_strdup_printf(
            _("Undone: call-back %" PRId64 " is given up; call %" PRId64 " is open again."),
            fact_number(event->after, "call_back"), call);
    if (event->kind == EVENT_CALL_BACK_PROMISED)
        return g_strdup_printf(_("Undone: call-back %" PRId64 " is given up."),
                               fact_number(event->after, "call_back"));
    if (event->kind == EVENT_CALL_BACK_TRIED || event->kind == EVENT_CALL_BACK_SETTLED)
        return g_strdup_printf(_("Undone: call-back %" PRId64 " waits again."),
                               fact_number(event->after, "call_back"));
    g_autofree char *person = staff_event_person(event);
    if (*person)
        return g_strdup_printf(_("Undone: %s %s."), person, event_kind_text(event->kind));
    return g_strdup_printf(_("Undone: inquiry %" PRId64 " %s."), event->inquiry,
                           event_kind_text(event->kind));
}

/* ---- which act ---- */

/* What it was about, "" where that is not known. */
static char *about(const Event *event)
{
    g_autofree char *name = fact_text(event->after, "name");
    gint64 call_back = fact_number(event->after, "call_back");
    if (*name)
        return g_steal_pointer(&name);
    if (call_back)
        return g_strdup_printf(_("call-back %" PRId64), call_back);
    return event->inquiry ? g_strdup_printf(_("inquiry %" PRId64), event->inquiry) : g_strdup("");
}

static void tell_final(Desk *desk, const Event *event, bool newest, GError **error)
{
    g_autofree char *what = about(event);
    if (newest)
        desk->undo_told.newest = event->id;
    desk->undo_told.last = event->id;
    desk->undo_told.at = clock_now();
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                newest ? _("Your newest act cannot be undone: %s%s%s. Undo once more takes the one "
                           "before (undo --before).")
                       : _("The act before cannot be undone either: %s%s%s. Undo once more takes "
                           "the one before it."),
                event_kind_text(event->kind), *what ? ", " : "", what);
}

/* Was it said just now that this one cannot be undone? */
static bool is_told(const Desk *desk, const Event *event)
{
    return desk->undo_told.newest == event->id && desk->undo_told.at + TOLD_SECONDS >= clock_now();
}

/* The newest act; past those of which it was said. NULL with an error where there is none or it
 * cannot be undone. */
static Event *next_act(Desk *desk, GError **error)
{
    gint64 me = desk->operator_->id, since = clock_now() - UNDO_SECONDS;
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) event = events_newest_act(desk->db, me, since, 0, &failed);
    bool told = event && is_told(desk, event);
    if (told) {
        event_free(event);
        event = events_newest_act(desk->db, me, since, desk->undo_told.last, &failed);
    }
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    else if (!event)
        nothing(error);
    else if (event_kind_may_undo(event->kind))
        return g_steal_pointer(&event);
    else
        tell_final(desk, event, !told, error);
    return NULL;
}

static bool undo(Desk *desk, const Event *event, char **done, GError **error)
{
    if (!undo_event(desk, event, error))
        return false;
    desk->undo_told.at = clock_now();
    if (done)
        *done = what_was_undone(event);
    return true;
}

bool act_undo(Desk *desk, char **done, GError **error)
{
    g_autoptr(Event) event = next_act(desk, error);
    return event && undo(desk, event, done, error);
}

/* The newest before an event's number, past those that others have changed since or that have left
 * the house; where there is none, why the first of them was not undone. */
bool act_undo_before(Desk *desk, char **done, GError **error)
{
    gint64 since = clock_now() - UNDO_SECONDS, before = 0;
    g_autoptr(GError) first = NULL;
    while (true) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(Event) event =
            events_undoable(desk->db, desk->operator_->id, since, before, &failed);
        if (event && undo(desk, event, done, &failed))
            return true;
        if (failed && !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        if (!first)
            first = g_steal_pointer(&failed);
        if (!event)
            break;
        before = event->id;
    }
    if (!first)
        return nothing(error);
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}

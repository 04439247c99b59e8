/* Owns what becomes of a message about a caller: it is done, its receiver is reminded, or it is
 * taken back before it left. What a reply settles is the mail room's. */
#include <jansson.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/fact.h"

#include "calls_private.h"
#include "phone_messages_private.h"
#include "undo_private.h"

static bool is_settled(const PhoneMessage *message, GError **error)
{
    if (message->state == PHONE_MESSAGE_WAITING)
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                message->state == PHONE_MESSAGE_DONE
                    ? _("Message %" PRId64 " is done already; nothing was changed.")
                    : _("Message %" PRId64 " was withdrawn; nothing was changed."),
                message->id);
    return true;
}

/* ---- done ---- */

bool phone_message_done(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(PhoneMessage) seen = phone_messages_get(desk->db, message, error);
    if (!seen || (seen->state == PHONE_MESSAGE_WITHDRAWN && is_settled(seen, error)))
        return false;
    g_autoptr(Change) change = change_begin(desk, seen->inquiry, error);
    if (!change)
        return false;
    if (change->before->state == INQUIRY_CLOSED && seen->state == PHONE_MESSAGE_DONE)
        return true;
    /* What is still held is not sent after it: the caller has been spoken to. */
    g_autoptr(Forward) forward = forwards_open(desk->db, seen->inquiry, NULL);
    g_autoptr(OutboxItem) item =
        forward && forward->message ? outbox_of_message(desk->db, forward->message, NULL) : NULL;
    if (item && item->state == DELIVERY_HELD)
        outbox_withdraw(change->batch, item, change->now);
    change->after->state = INQUIRY_CLOSED;
    change->after->snoozed_until = 0;
    change->after->answered_at =
        change->after->answered_at ? change->after->answered_at : change->now;
    return change_end(desk, change, EVENT_MESSAGE_SETTLED, error);
}

/* ---- reminded ---- */

/* The forward of the message where its answer is still awaited; NULL without error: a new one is
 * needed. */
static Forward *awaited(Desk *desk, const PhoneMessage *message, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, message->inquiry, error);
    for (guint i = 0; forwards && i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        bool open = forward->state == FORWARD_WAITING || forward->state == FORWARD_SILENT;
        if (forward->id == message->forward && open)
            return forward_copy(forward);
    }
    return NULL;
}

static bool can_be_mailed(const PhonePlan *plan, GError **error)
{
    if (!plan->why_not)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("No mail is sent: %s. Nothing was changed; tell it to %s otherwise."),
                plan->why_not, plan->review->to_name);
    return false;
}

/* Nobody is reminded of what they have not got: the mail is on its way, within its time. */
static bool has_left(const Desk *desk, const PhonePlan *plan, const Forward *forward,
                     GError **error)
{
    if (!forward || forward->state != FORWARD_WAITING || !forward->message)
        return true;
    g_autoptr(OutboxItem) item = outbox_of_message(desk->db, forward->message, NULL);
    if (!item || (item->state != DELIVERY_HELD && item->state != DELIVERY_QUEUED))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("The mail to %s has not left yet: there is nothing to remind of. Nothing was "
                  "changed."),
                plan->review->to_name);
    return false;
}

/* What stood before a reminder, for undo. */
static char *facts_before(const PhoneMessage *seen, const Inquiry *inquiry, const Forward *forward)
{
    json_t *object =
        json_pack("{s:I, s:I, s:I, s:s}", "due_at", (json_int_t)seen->due_at, "forward",
                  (json_int_t)seen->forward, "forward_due_at", (json_int_t)inquiry->forward_due_at,
                  "forwarded_to", inquiry->forwarded_to ? inquiry->forwarded_to : "");
    if (forward)
        json_object_set_new(object, "awaited",
                            json_pack("{s:I, s:I, s:I, s:s, s:I}", "id", (json_int_t)forward->id,
                                      "message", (json_int_t)forward->message, "due_at",
                                      (json_int_t)forward->due_at, "state",
                                      forward_state_words[forward->state], "settled_at",
                                      (json_int_t)forward->settled_at));
    return fact_of_json(object);
}

static char *facts_after(const PhonePlan *plan)
{
    return fact_of_json(json_pack("{s:s, s:I, s:I}", "to", plan->review->to_name, "phone_message",
                                  (json_int_t)plan->message->id, "due_at",
                                  (json_int_t)plan->message->due_at));
}

static bool remind(Desk *desk, const PhonePlan *plan, Change *change, const PhoneMessage *seen,
                   const Forward *forward, GError **error)
{
    gint64 due_at = plan->message->due_at, inquiry = plan->message->inquiry;
    g_autofree char *was = facts_before(seen, change->before, forward);
    g_autofree char *is = facts_after(plan);
    change->after->state = INQUIRY_WAITING;
    change->after->bumped = false;
    change->after->snoozed_until = 0;
    change_set_text(&change->after->forwarded_to, plan->review->to_name);
    change->after->forward_due_at = due_at;
    change_put(desk, change);
    phone_plan_add_mail(plan, change->batch, inquiry);
    if (forward)
        forwards_remind(change->batch, forward->id, due_at);
    else
        phone_plan_add_forward(plan, change->batch, inquiry);
    phone_messages_reminded(change->batch, plan->message->id, forward ? forward->id : EVENT_LATEST,
                            due_at);
    change_event(desk, change, EVENT_MESSAGE_REMINDED, EVENT_LATEST, was, is);
    return change_apply(desk, change, error);
}

bool phone_message_remind(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(PhoneMessage) seen = phone_messages_get(desk->db, message, error);
    if (!seen || is_settled(seen, error))
        return false;
    g_autoptr(Change) change = change_begin(desk, seen->inquiry, error);
    g_autoptr(Directory) directory = change ? directory_load(desk->db, change->now, error) : NULL;
    if (!directory)
        return false;
    g_autoptr(Forward) forward = awaited(desk, seen, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    g_autoptr(PhonePlan) plan = phone_plan_again(desk, directory, seen, forward, error);
    return plan && can_be_mailed(plan, error) && has_left(desk, plan, forward, error) &&
           remind(desk, plan, change, seen, forward, error);
}

/* ---- taken back ---- */

/* Its mail, where there is one, does not leave, and nobody's answer is awaited. */
static bool withdraw(Desk *desk, Change *change, const PhoneMessage *message, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Forward) forward = message->forward ? awaited(desk, message, &failed) : NULL;
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (forward) {
        if (!forwarding_withdraw(desk, change->batch, forward->message, change->now, error) ||
            !forwarding_next_holder(desk, change->after, forward->id, error))
            return false;
        forwards_settle(change->batch, forward->id, FORWARD_TAKEN_BACK, 0, change->now);
    }
    phone_messages_settle(change->batch, message->id, PHONE_MESSAGE_WITHDRAWN, change->now);
    return true;
}

bool phone_message_undo(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, event->inquiry, error);
    g_autoptr(PhoneMessage) message =
        change ? phone_messages_of_inquiry(desk->db, event->inquiry, error) : NULL;
    if (!message || is_settled(message, error) ||
        undo_others_changed(desk, event, change->before, error) ||
        !withdraw(desk, change, message, error))
        return false;
    change->after->state = INQUIRY_CLOSED;
    change->undoes_at = event->at;
    change_put(desk, change);
    events_add_undone(change->batch, change->now, desk->operator_->id, event);
    /* The same key ended the call: it is open again, so that the message can be given otherwise. */
    return call_undo_message(desk, change->batch, event, change->now, error) &&
           change_apply(desk, change, error);
}

/* ---- a reminder taken back ---- */

static bool withdraw_reminder(Desk *desk, Change *change, gint64 mail, GError **error)
{
    g_autoptr(OutboxItem) item = outbox_of_message(desk->db, mail, error);
    if (!item)
        return false;
    if (item->state == DELIVERY_HELD) {
        outbox_withdraw(change->batch, item, change->now);
        return true;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("The reminder is no longer held here: %s. Nothing was undone."),
                delivery_text(item->state));
    return false;
}

/* Whose answer was awaited before is awaited again; who was awaited by the reminder only no more.
 */
static void await_as_before(Change *change, const PhoneMessage *message, const Event *event,
                            const json_t *was)
{
    const json_t *awaited_before = json_object_get(was, "awaited");
    gint64 forward = json_integer_value(json_object_get(was, "forward"));
    const char *state = json_string_value(json_object_get(awaited_before, "state"));
    Forward stood = {
        .id = json_integer_value(json_object_get(awaited_before, "id")),
        .message = json_integer_value(json_object_get(awaited_before, "message")),
        .due_at = json_integer_value(json_object_get(awaited_before, "due_at")),
        .settled_at = json_integer_value(json_object_get(awaited_before, "settled_at")),
        .state = g_strcmp0(state, forward_state_words[FORWARD_SILENT]) == 0 ? FORWARD_SILENT
                                                                            : FORWARD_WAITING};
    if (stood.id)
        forwards_unremind(change->batch, &stood, event->message);
    else
        forwards_settle(change->batch, message->forward, FORWARD_TAKEN_BACK, 0, change->now);
    phone_messages_unremind(change->batch, message->id, forward,
                            json_integer_value(json_object_get(was, "due_at")),
                            fact_number(event->after, "due_at"));
    change_set_text(&change->after->forwarded_to,
                    json_string_value(json_object_get(was, "forwarded_to")));
    change->after->forward_due_at = json_integer_value(json_object_get(was, "forward_due_at"));
}

bool phone_message_undo_reminder(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, event->inquiry, error);
    g_autoptr(PhoneMessage) message =
        change ? phone_messages_get(desk->db, fact_number(event->after, "phone_message"), error)
               : NULL;
    if (!message || is_settled(message, error) ||
        !withdraw_reminder(desk, change, event->message, error) ||
        undo_others_changed(desk, event, change->before, error))
        return false;
    json_t *was = json_loads(event->before, 0, NULL);
    undo_give_back(change, event);
    change->undoes_at = event->at;
    await_as_before(change, message, event, was);
    json_decref(was);
    change_put(desk, change);
    events_add_undone(change->batch, change->now, desk->operator_->id, event);
    return change_apply(desk, change, error);
}

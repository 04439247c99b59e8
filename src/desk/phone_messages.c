/* Owns the one batch that registers a message about a caller, mails it and ends the call. To whom
 * and what is said is phone_messages_plan.c's, what came of it phone_messages_fate.c's. */
#include <jansson.h>
#include <stdlib.h>

#include "skranke/base/error.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/journal.h"

#include "calls_private.h"
#include "phone_messages_private.h"

#define CATEGORY "switchboard_call"

/* ---- statements ---- */

void phone_plan_add_mail(const PhonePlan *plan, DbBatch *batch, gint64 inquiry)
{
    const PhoneMessageReview *review = plan->review;
    g_autofree char *to = address_display(review->to_name, review->to_address);
    g_autoptr(Message) mail = forwarding_mail(plan->desk, inquiry, PURPOSE_FORWARD, to, plan->now);
    mail->subject = g_strdup_printf("%s %s", plan->mark, review->subject);
    mail->text = g_strdup(review->text);
    mail->reply_to = forwarding_answers_to(plan->desk, plan->token);
    messages_add(batch, inquiry, mail, NULL, NULL);
    if (inquiry == EVENT_LATEST)
        receipts_number(batch);
    forwarding_post(plan->desk, batch, mail, review->to_address, INQUIRY_OPEN);
    inquiries_message_added(batch, inquiry, plan->now, plan->now);
}

void phone_plan_add_forward(const PhonePlan *plan, DbBatch *batch, gint64 inquiry)
{
    Forward forward = {
        .inquiry = inquiry,
        .token = plan->token,
        .section = plan->section ? plan->section->code : NULL,
        .person = plan->person ? plan->person->id : 0,
        .name = plan->review->to_name,
        .address = plan->review->to_address,
        .operator_id = plan->desk->operator_->id,
        .at = plan->now,
        .due_at = plan->message->due_at,
        .state = FORWARD_WAITING,
    };
    forwards_add(batch, &forward);
}

/* ---- the act ---- */

static Inquiry *inquiry_of(const PhonePlan *plan)
{
    const PhoneMessage *message = plan->message;
    const Category *category = rulebook_category(plan->rules, CATEGORY);
    Inquiry *inquiry = inquiry_new();
    g_autofree char *number = phone_plan_number_text(message);
    inquiry->state = plan->why_not ? INQUIRY_OPEN : INQUIRY_WAITING;
    inquiry->channel = CHANNEL_PHONE;
    inquiry->owner = plan->desk->operator_->id;
    inquiry->received_at = inquiry->started_at = plan->now;
    change_set_text(&inquiry->category, category ? category->code : "");
    inquiry->category_by = category ? CHOSEN_BY_OPERATOR : CHOSEN_BY_NOBODY;
    change_set_text(&inquiry->subject, plan->review->subject);
    change_set_text(&inquiry->from_name, *message->caller ? message->caller : number);
    change_set_text(&inquiry->forwarded_to, plan->why_not ? "" : plan->review->to_name);
    inquiry->forward_due_at = plan->why_not ? 0 : message->due_at;
    rulebook_apply(plan->rules, inquiry, NULL);
    return inquiry;
}

static Message *what_was_said(const PhonePlan *plan, const Inquiry *inquiry)
{
    const PhoneMessage *given = plan->message;
    Message *message = message_new();
    message->direction = MESSAGE_IN;
    message->at = plan->now;
    change_set_text(&message->channel, channel_words[CHANNEL_PHONE]);
    change_set_text(&message->from_name, inquiry->from_name);
    change_set_text(&message->subject, inquiry->subject);
    change_set_text(&message->text, *given->text ? given->text : inquiry->subject);
    g_autoptr(GArray) numbers = identity_number_find(message->text);
    message->identity_numbers = (gint64)numbers->len;
    return message;
}

static bool add_inquiry(const PhonePlan *plan, DbBatch *batch, const Inquiry *inquiry,
                        GError **error)
{
    g_autoptr(Message) said = what_was_said(plan, inquiry);
    g_autofree char *how =
        fact_of_texts("channel", channel_words[inquiry->channel], "category", inquiry->category,
                      "category_by", category_chooser_words[inquiry->category_by], NULL);
    inquiries_add(batch, inquiry, 0, plan->now);
    messages_add(batch, EVENT_LATEST, said, NULL, NULL);
    events_add(batch, plan->now, plan->desk->operator_->id, EVENT_RECEIVED, EVENT_LATEST,
               EVENT_LATEST, "", how);
    return journal_follow_new(plan->desk, batch, inquiry, said, error);
}

/* The call is over. One that is ended already stays as it is. */
static bool end_call(const PhonePlan *plan, DbBatch *batch, const Call *call, GError **error)
{
    if (!call || call->ended_at)
        return true;
    CallEnd end = {
        .outcome = CALL_MESSAGE, .person = plan->message->person, .directory = plan->directory};
    return call_end_in(plan->desk, batch, call, &end, plan->now, error);
}

static char *facts_of(const PhonePlan *plan)
{
    const PhoneMessage *message = plan->message;
    json_t *object = json_object();
    json_object_set_new(object, "to", json_string(plan->review->to_name));
    json_object_set_new(object, "wish", json_string(phone_wish_words[message->wish]));
    json_object_set_new(object, "due_at", json_integer(message->due_at));
    json_object_set_new(object, "mailed", json_boolean(plan->why_not == NULL));
    if (message->call)
        json_object_set_new(object, "call", json_integer(message->call));
    char *dumped = json_dumps(object, JSON_COMPACT);
    char *text = g_strdup(dumped);
    free(dumped);
    json_decref(object);
    return text;
}

/* The event stands after everything that raises the inquiry's revision, so that undo sees whether
 * anybody came after it. */
static bool fill_batch(const PhonePlan *plan, DbBatch *batch, const Call *call, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiry_of(plan);
    g_autofree char *facts = facts_of(plan);
    if (!add_inquiry(plan, batch, inquiry, error))
        return false;
    if (!plan->why_not) {
        phone_plan_add_mail(plan, batch, EVENT_LATEST);
        phone_plan_add_forward(plan, batch, EVENT_LATEST);
    }
    plan->message->inquiry = EVENT_LATEST;
    plan->message->forward = plan->why_not ? 0 : EVENT_LATEST;
    if (!end_call(plan, batch, call, error))
        return false;
    phone_messages_add(batch, plan->message);
    events_add(batch, plan->now, plan->desk->operator_->id, EVENT_MESSAGE_TAKEN, EVENT_LATEST,
               EVENT_LATEST, "", facts);
    return true;
}

static bool read_call(Desk *desk, gint64 id, Call **call, GError **error)
{
    *call = id ? call_seen(desk, id, error) : NULL;
    return !id || *call;
}

PhoneMessageReview *phone_message_review(Desk *desk, const Directory *directory,
                                         const NewPhoneMessage *given, GError **error)
{
    g_autoptr(Call) call = NULL;
    if (!read_call(desk, given->call, &call, error))
        return NULL;
    g_autoptr(PhonePlan) plan = phone_plan_new(desk, directory, given, call, error);
    return plan ? g_steal_pointer(&plan->review) : NULL;
}

static gint64 send_once(Desk *desk, const Directory *directory, const NewPhoneMessage *given,
                        GError **error)
{
    g_autoptr(Call) call = NULL;
    if (!read_call(desk, given->call, &call, error))
        return 0;
    g_autoptr(PhonePlan) plan = phone_plan_new(desk, directory, given, call, error);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (!plan || !fill_batch(plan, batch, call, error))
        return 0;
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

/* The telephone system may note something of the call at the same moment: that is no reason to lose
 * what the operator wrote. */
gint64 phone_message_send(Desk *desk, const Directory *directory, const NewPhoneMessage *given,
                          GError **error)
{
    for (int i = 1;; i++) {
        g_autoptr(GError) failed = NULL;
        gint64 message = send_once(desk, directory, given, &failed);
        if (message)
            return message;
        if (i == CALL_TRIES || !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return 0;
        }
    }
}

/* Owns the way of a forward out of the house and back: one batch, so that mail, notice, forward,
 * inquiry and event always agree; and its undoing while both mails are held. */
#include <jansson.h>
#include <stdlib.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "forwarding_private.h"

/* What says by itself that no person wrote it just now (RFC 3834 section 5): nobody's absence
 * answers it. */
#define GENERATED "auto-generated"

/* ---- the two mails ---- */

static char *new_message_id(const Desk *desk, gint64 inquiry)
{
    const char *domain = config_text(desk->config, "mail", "message_id_domain");
    if (!*domain) {
        const char *at = strrchr(desk_sender(desk), '@');
        domain = at && at[1] ? at + 1 : "localhost";
    }
    g_autofree char *identity = identity_new();
    if (inquiry == EVENT_LATEST)
        return g_strdup_printf("message.%s@%s", identity, domain);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%s@%s", inquiry, identity, domain);
}

/* "info+f-TOKEN@…" */
char *forwarding_answers_to(const Desk *desk, const char *token)
{
    const char *sender = desk_sender(desk);
    const char *at = strrchr(sender, '@');
    if (!at || !config_flag(desk->config, "mail", "plus_addresses"))
        return g_strdup(sender);
    return g_strdup_printf("%.*s+f-%s%s", (int)(at - sender), sender, token, at);
}

Message *forwarding_mail(const Desk *desk, gint64 inquiry, MessagePurpose purpose, const char *to,
                         gint64 now)
{
    const char *name = config_text(desk->config, "mail", "from_name");
    Message *message = message_new();
    message->inquiry = inquiry;
    message->direction = MESSAGE_OUT;
    message->purpose = purpose;
    message->delivery = DELIVERY_HELD;
    message->author = desk->operator_->id;
    message->at = now;
    change_set_text(&message->channel, channel_words[CHANNEL_EMAIL]);
    change_set_text(&message->from_name,
                    *name ? name : config_text(desk->config, "bureau", "name"));
    change_set_text(&message->from_address, desk_sender(desk));
    change_set_text(&message->recipients, to);
    message->message_id = new_message_id(desk, inquiry);
    return message;
}

void forwarding_post(const Desk *desk, DbBatch *batch, const Message *message, const char *address,
                     InquiryState before)
{
    gint64 hold = config_integer(desk->config, "mail", "hold_seconds");
    outbox_add(batch, 0, message->from_address, address, false, inquiry_state_words[before],
               message->at + hold);
}

static Message *message_out(const ForwardPlan *plan, MessagePurpose purpose, const char *to,
                            const char *subject, const char *text)
{
    const Change *change = plan->change;
    Message *message = forwarding_mail(plan->desk, change->before->id, purpose, to, change->now);
    change_set_text(&message->subject, subject);
    change_set_text(&message->text, text);
    return message;
}

static void add_to_outbox(const ForwardPlan *plan, const Message *message, const char *address)
{
    forwarding_post(plan->desk, plan->change->batch, message, address, plan->change->before->state);
}

static void add_mail(const ForwardPlan *plan)
{
    const ForwardReview *review = plan->review;
    g_autofree char *to = address_display(review->to_name, review->to_address);
    g_autoptr(Message) mail = message_out(plan, PURPOSE_FORWARD, to, review->subject, review->text);
    mail->reply_to = forwarding_answers_to(plan->desk, plan->token);
    for (guint i = 0; i < plan->files->len; i++) {
        Attachment *named = g_new0(Attachment, 1);
        named->name = forwarding_screened(plan, ((const Attachment *)plan->files->pdata[i])->name);
        g_ptr_array_add(mail->attachments, named);
    }
    messages_add(plan->change->batch, mail->inquiry, mail, NULL, NULL);
    for (guint i = 0; i < plan->files->len; i++) {
        const Attachment *file = plan->files->pdata[i];
        const Attachment *named = mail->attachments->pdata[i];
        messages_add_attachment(plan->change->batch, named->name, file->type, file->size,
                                file->sha256);
    }
    add_to_outbox(plan, mail, review->to_address);
}

static void add_notice(const ForwardPlan *plan, const char *address)
{
    const ForwardReview *review = plan->review;
    g_autoptr(Message) notice =
        message_out(plan, PURPOSE_NOTICE, plan->inquirer, review->notice_subject, review->notice);
    change_set_text(&notice->automatic, GENERATED);
    messages_add(plan->change->batch, notice->inquiry, notice, NULL, NULL);
    add_to_outbox(plan, notice, address);
    forwards_set_notice(plan->change->batch, plan->token);
}

/* ---- the act ---- */

static void change_inquiry(const ForwardPlan *plan)
{
    Inquiry *after = plan->change->after;
    after->state = INQUIRY_WAITING;
    after->owner = after->owner ? after->owner : plan->desk->operator_->id;
    after->bumped = false;
    after->snoozed_until = 0;
    /* The notice tells the inquirer who answers: it is the provisional reply. */
    if (plan->review->notice && *plan->review->notice && after->holding_sent_at == 0)
        after->holding_sent_at = plan->change->now;
    change_set_text(&after->forwarded_to, plan->review->to_name);
    after->forward_due_at = plan->review->due_at;
}

static void add_forward(const ForwardPlan *plan)
{
    Forward forward = {
        .inquiry = plan->change->before->id,
        .token = plan->token,
        .section = plan->section ? plan->section->code : NULL,
        .person = plan->person ? plan->person->id : 0,
        .name = plan->review->to_name,
        .address = plan->review->to_address,
        .operator_id = plan->desk->operator_->id,
        .at = plan->change->now,
        .due_at = plan->review->due_at,
        .state = FORWARD_WAITING,
    };
    forwards_add(plan->change->batch, &forward);
    db_batch_keep(plan->change->batch);
}

/* Never the token: who reads events has not been sent the mail. */
static char *more_facts(const ForwardPlan *plan, bool told)
{
    json_t *object = json_object();
    json_object_set_new(object, "to", json_string(plan->review->to_name));
    json_object_set_new(object, "inquirer_told", json_boolean(told));
    if (forwarding_is_summary(plan))
        json_object_set_new(object, "summary_only", json_true());
    if (plan->wish->identity_numbers)
        json_object_set_new(object, "identity_numbers", json_true());
    char *dumped = json_dumps(object, JSON_COMPACT);
    char *text = g_strdup(dumped);
    free(dumped);
    json_decref(object);
    return text;
}

/* The event names the mail, and stands after everything that raises the inquiry's revision, so that
 * undo sees whether anybody came after it. */
static void fill_batch(const ForwardPlan *plan, const char *told)
{
    Change *change = plan->change;
    gint64 id = change->before->id;
    g_autofree char *more = more_facts(plan, told != NULL);
    change_inquiry(plan);
    change_put(plan->desk, change);
    add_mail(plan);
    add_forward(plan);
    inquiries_message_added(change->batch, id, change->now, change->now);
    if (told)
        inquiries_message_added(change->batch, id, change->now, change->now);
    change_event(plan->desk, change, EVENT_FORWARDED, EVENT_LATEST, NULL, more);
    if (told)
        add_notice(plan, told);
}

gint64 forwarding_send(Desk *desk, gint64 inquiry, const ForwardWish *wish, GError **error)
{
    g_autoptr(ForwardPlan) plan = forwarding_plan(desk, inquiry, wish, error);
    if (!plan)
        return 0;
    if (!change_settle_category(desk, plan->change, error))
        return 0;
    g_autoptr(GPtrArray) told = address_list_usable(plan->inquirer);
    fill_batch(plan, told->len > 0 ? told->pdata[0] : NULL);
    if (!change_apply(desk, plan->change, error))
        return 0;
    return db_batch_result(plan->change->batch);
}

/* ---- the way back ---- */

/* The forward that an event tells of, while it waits; NULL with an error. */
static Forward *forward_of_event(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, event->inquiry, error);
    for (guint i = 0; forwards && i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        if (forward->message == event->message && forward->state == FORWARD_WAITING)
            return forward_copy(forward);
    }
    if (forwards)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("What came of forwarding inquiry %" PRId64 " is recorded already; nothing "
                      "was undone."),
                    event->inquiry);
    return NULL;
}

bool forwarding_withdraw(Desk *desk, DbBatch *batch, gint64 message, gint64 now, GError **error)
{
    if (message == 0)
        return true;
    g_autoptr(OutboxItem) item = outbox_of_message(desk->db, message, error);
    if (!item)
        return false;
    if (item->state == DELIVERY_HELD) {
        outbox_withdraw(batch, item, now);
        return true;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("Inquiry %" PRId64 " has left the house: %s. Take it back instead."),
                item->inquiry, delivery_text(item->state));
    return false;
}

bool forwarding_undo(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Forward) forward = forward_of_event(desk, event, error);
    g_autoptr(Change) change = forward ? change_begin(desk, event->inquiry, error) : NULL;
    if (!change)
        return false;
    if (change->before->revision != event->revision) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Inquiry %" PRId64 " has been changed since; nothing was undone."),
                    event->inquiry);
        return false;
    }
    change_restore(change->after, event->before);
    change->undoes_at = event->at;
    if (!forwarding_withdraw(desk, change->batch, forward->message, change->now, error) ||
        !forwarding_withdraw(desk, change->batch, forward->notice, change->now, error) ||
        !forwarding_next_holder(desk, change->after, forward->id, error))
        return false;
    change_put(desk, change);
    if (!change_unsettle_journal(desk, change, 0, error))
        return false;
    forwards_settle(change->batch, forward->id, FORWARD_TAKEN_BACK, 0, change->now);
    events_add_undone(change->batch, change->now, desk->operator_->id, event);
    return change_apply(desk, change, error);
}

/* Owns the way of an answer into the outbox and back: one batch each, so that message, outbox,
 * draft, inquiry and event always agree. The worker sends what is due; this room never does. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/answer.h"
#include "skranke/desk/change.h"
#include "skranke/desk/forwarding.h"

/* How often sending begins anew because somebody changed the inquiry in between. */
enum { MOST_TRIES = 5 };

/* "<inquiry>.<identity>@<domain>": ours can be told from others', and no answer comes twice by the
 * same name. */
static char *new_message_id(const Desk *desk, gint64 inquiry)
{
    const char *domain = config_text(desk->config, "mail", "message_id_domain");
    if (!*domain) {
        const char *at = strrchr(desk_sender(desk), '@');
        domain = at && at[1] ? at + 1 : "localhost";
    }
    g_autofree char *identity = identity_new();
    return g_strdup_printf("%" G_GINT64_FORMAT ".%s@%s", inquiry, identity, domain);
}

static Message *message_out(const Desk *desk, const Draft *draft, const AnswerReview *review,
                            gint64 now)
{
    const char *from_name = config_text(desk->config, "mail", "from_name");
    g_autofree char *message_id = new_message_id(desk, draft->inquiry);
    Message *message = message_new();
    message->inquiry = draft->inquiry;
    message->direction = MESSAGE_OUT;
    message->delivery = DELIVERY_HELD;
    message->author = desk->operator_->id;
    message->at = now;
    change_set_text(&message->channel, "email");
    change_set_text(&message->from_name,
                    *from_name ? from_name : config_text(desk->config, "bureau", "name"));
    change_set_text(&message->from_address, desk_sender(desk));
    change_set_text(&message->recipients, review->to);
    change_set_text(&message->copies, review->cc);
    change_set_text(&message->subject, review->subject);
    change_set_text(&message->text, draft->text);
    change_set_text(&message->message_id, message_id);
    return message;
}

static char *one_a_line(const GPtrArray *addresses)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < addresses->len; i++)
        g_string_append_printf(lines, "%s%s", i ? "\n" : "", (const char *)addresses->pdata[i]);
    return g_strdup(lines->str);
}

/* What each purpose does to the inquiry and its clocks. */
static void set_fate(Inquiry *after, MessagePurpose purpose, bool close, gint64 now)
{
    after->snoozed_until = 0;
    if (purpose == PURPOSE_HOLDING) {
        after->holding_sent_at = after->holding_sent_at ? after->holding_sent_at : now;
        after->state = INQUIRY_OPEN;
    } else {
        after->state = close ? INQUIRY_CLOSED : INQUIRY_WAITING;
    }
    if (purpose != PURPOSE_ANSWER)
        return;
    after->answered_at = after->answered_at ? after->answered_at : now;
    after->bumped = false; /* what it was put on top for is done */
}

static MessagePurpose purpose_of(const Draft *draft)
{
    return draft->purpose == PURPOSE_PLAIN ? PURPOSE_ANSWER : draft->purpose;
}

static void put_in_batch(Desk *desk, Change *change, const Draft *draft, const AnswerReview *review,
                         const AnswerOptions *options)
{
    gint64 now = change->now;
    gint64 hold = options->hold_seconds >= 0 ? options->hold_seconds
                                             : config_integer(desk->config, "mail", "hold_seconds");
    const Inquiry *inquiry = change->before;
    change->after->owner = inquiry->owner ? inquiry->owner : desk->operator_->id;
    set_fate(change->after, purpose_of(draft), options->close, now);
    g_autoptr(Message) message = message_out(desk, draft, review, now);
    message->purpose = purpose_of(draft);
    message->identity_numbers = review->identity_numbers;
    g_autofree char *addresses = one_a_line(review->addresses);
    change_put(desk, change);
    messages_add(change->batch, inquiry->id, message, NULL, NULL);
    if (draft->id)
        drafts_mark_sent(change->batch, draft->id, now);
    else
        drafts_add_sent(change->batch, draft, now);
    outbox_add(change->batch, draft->id ? draft->id : DRAFT_LATEST, message->from_address,
               addresses, options->close, inquiry_state_words[inquiry->state], now + hold);
    inquiries_message_added(change->batch, inquiry->id, now, now);
    change_event(desk, change, EVENT_ANSWERED, EVENT_LATEST, NULL, NULL);
}

/* The answer of this draft that was put in the outbox last, 0 when there is none (or it cannot be
 * asked for). */
static gint64 newest_answer(Desk *desk, gint64 inquiry)
{
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, inquiry, NULL);
    for (guint i = messages ? messages->len : 0; i > 0; i--) {
        const Message *message = messages->pdata[i - 1];
        if (message->direction == MESSAGE_OUT && message->author == desk->operator_->id)
            return message->id;
    }
    return 0;
}

/* Was the draft sent or discarded elsewhere (another terminal of the same operator)? */
static bool draft_is_gone(Desk *desk, const Draft *draft, GError **error)
{
    g_autoptr(GError) failed = NULL;
    Draft *there = drafts_find(desk->db, draft->inquiry, draft->operator_id, DRAFT_REPLY, &failed);
    bool gone = !there || there->id != draft->id;
    draft_free(there);
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    else if (gone)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("This answer to inquiry %" PRId64
                      " was already sent or discarded elsewhere. Nothing was sent now."),
                    draft->inquiry);
    return gone;
}

static bool news_are_seen(const Draft *draft, const AnswerReview *review, bool seen, GError **error)
{
    if (review->news->len == 0 || seen)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                draft->id ? _("A new message came to inquiry %" PRId64
                              " while you were writing. Nothing was sent, your text is kept. Read "
                              "it first.")
                          : _("A new message came to inquiry %" PRId64
                              ". Nothing was sent. Read it first."),
                draft->inquiry);
    return false;
}

/* What a decision of the writer's is needed for. */
static bool may_leave(const Draft *draft, const AnswerReview *review, const AnswerOptions *options,
                      GError **error)
{
    g_autofree char *all = g_strdup_printf("%s\n%s", review->subject, draft->text);
    const char *refusal = refusal_identity_number(all, options->identity_numbers);
    if (!refusal && options->close && purpose_of(draft) != PURPOSE_ANSWER)
        refusal =
            _("Only an answer closes an inquiry; a question or a holding reply waits for more. "
              "Nothing was sent.");
    if (refusal)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, refusal);
    return refusal == NULL;
}

static bool closing_is_allowed(const Inquiry *inquiry, const AnswerOptions *options, GError **error)
{
    const char *refusal = options->close
                              ? refusal_close_without_decision(inquiry->category, inquiry->decision)
                              : NULL;
    if (refusal)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, refusal);
    return refusal == NULL;
}

/* One try; again is set when somebody changed the inquiry between reading and writing. */
static gint64 try_to_send(Desk *desk, const Draft *draft, const AnswerOptions *options, bool *again,
                          GError **error)
{
    *again = false;
    g_autoptr(AnswerReview) review = answer_review(desk, draft, error);
    if (!review || !news_are_seen(draft, review, options->seen_news, error))
        return 0;
    if (!may_leave(draft, review, options, error))
        return 0;
    g_autoptr(Change) change = change_begin(desk, draft->inquiry, error);
    if (!change || !closing_is_allowed(change->before, options, error))
        return 0;
    if (purpose_of(draft) == PURPOSE_ANSWER && !change_settle_category(desk, change, error))
        return 0;
    put_in_batch(desk, change, draft, review, options);
    GError *failed = NULL;
    if (db_batch_apply(desk->db, change->batch, &failed))
        return newest_answer(desk, draft->inquiry);
    *again = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT);
    g_propagate_error(error, failed);
    return 0;
}

gint64 answer_send_with(Desk *desk, Draft *draft, const AnswerOptions *options, GError **error)
{
    if (!options->at_once && !answer_save(desk, draft, error))
        return 0;
    for (int tries = 1;; tries++) {
        g_autoptr(GError) failed = NULL;
        bool again = false;
        gint64 message = try_to_send(desk, draft, options, &again, &failed);
        if (message)
            return message;
        if (!again || tries == MOST_TRIES) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return 0;
        }
        if (draft->id && draft_is_gone(desk, draft, error))
            return 0;
    }
}

gint64 answer_send(Desk *desk, Draft *draft, bool close, bool seen_news, GError **error)
{
    AnswerOptions options = {.close = close, .seen_news = seen_news, .hold_seconds = -1};
    return answer_send_with(desk, draft, &options, error);
}

/* ---- the way back ---- */

static OutboxItem *item_of(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(GError) failed = NULL;
    OutboxItem *item = outbox_of_message(desk->db, message, &failed);
    if (item)
        return item;
    if (failed && !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&failed));
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no answer %" PRId64 " in the outbox."), message);
    return NULL;
}

/* The event that put this message in the outbox; NULL with an error set. */
static const Event *answered_event(const GPtrArray *events, gint64 message, GError **error)
{
    for (guint i = events->len; i > 0; i--) {
        const Event *event = events->pdata[i - 1];
        if (event->kind == EVENT_ANSWERED && event->message == message)
            return event;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The record of answer %" PRId64 " is incomplete; nothing was changed."), message);
    return NULL;
}

static bool may_touch(const Desk *desk, gint64 author, GError **error)
{
    if (author == desk->operator_->id || desk->operator_->role == ROLE_ADMINISTRATOR)
        return true;
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
        _("Only who wrote the answer or an administrator can do this. Nothing was changed."));
    return false;
}

/* The inquiry as it stood before the answer, as far as nobody has changed it since. */
static bool give_back_inquiry(Desk *desk, Change *change, const Event *event, GError **error)
{
    if (change->before->revision == event->revision)
        change_restore(change->after, event->before);
    else
        change_take_back(change->after, event->before, event->after);
    if (change->after->owner && change->after->state == INQUIRY_NEW)
        change->after->state = INQUIRY_OPEN;
    change->undoes_at = event->at;
    if (!forwarding_take_up(desk, change, event, error))
        return false;
    change_put(desk, change);
    return change_unsettle_journal(desk, change, event->message, error);
}

static bool has_left(const OutboxItem *item, GError **error)
{
    if (item->state == DELIVERY_HELD)
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("The answer to inquiry %" PRId64 " can no longer be taken back: %s."),
                item->inquiry, delivery_text(item->state));
    return true;
}

static bool apply_withdrawal(Desk *desk, DbBatch *batch, gint64 message, GError **error)
{
    GError *failed = NULL;
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    g_autoptr(OutboxItem) item = outbox_of_message(desk->db, message, NULL);
    if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) && item &&
        has_left(item, error))
        g_error_free(failed);
    else
        g_propagate_error(error, failed);
    return false;
}

/* A forward and the notice to the inquirer leave and stay together. */
static bool belongs_to_a_forward(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(Message) record = messages_get(desk->db, message, error);
    if (record && record->purpose != PURPOSE_FORWARD && record->purpose != PURPOSE_NOTICE)
        return false;
    if (record)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("This mail belongs to a forward of inquiry %" PRId64
                      ", which is taken back whole: with undo, or with v in the desk. Nothing was "
                      "changed."),
                    record->inquiry);
    return true;
}

bool answer_withdraw(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(OutboxItem) item = item_of(desk, message, error);
    if (!item || has_left(item, error) || belongs_to_a_forward(desk, message, error))
        return false;
    g_autoptr(Change) change = change_begin(desk, item->inquiry, error);
    g_autoptr(GPtrArray) events = change ? events_of_inquiry(desk->db, item->inquiry, error) : NULL;
    const Event *event = events ? answered_event(events, message, error) : NULL;
    if (!event || !may_touch(desk, event->operator_id, error))
        return false;
    gint64 now = change->now;
    DbBatch *batch = change->batch;
    outbox_withdraw(batch, item, now);
    if (!give_back_inquiry(desk, change, event, error))
        return false;
    /* The text is being written again, unless its writer has begun another since. */
    if (item->draft)
        drafts_mark_writing(batch, item->draft, now);
    events_add(batch, now, desk->operator_->id, EVENT_WITHDRAWN, item->inquiry, message, "", "");
    events_add_undone(batch, now, desk->operator_->id, event);
    return apply_withdrawal(desk, batch, message, error);
}

bool answer_retry(Desk *desk, gint64 message, GError **error)
{
    g_autoptr(OutboxItem) item = item_of(desk, message, error);
    if (!item)
        return false;
    if (item->state != DELIVERY_REFUSED && item->state != DELIVERY_QUEUED) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("The answer to inquiry %" PRId64 " does not wait for a new try: %s."),
                    item->inquiry, delivery_text(item->state));
        return false;
    }
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_retry(batch, item, now);
    events_add(batch, now, desk->operator_->id, EVENT_RETRIED, item->inquiry, message, "", "");
    return db_batch_apply(desk->db, batch, error);
}

/* Owns what people do with an inquiry: each act is one batch with its expectation and its event.
 * How it is registered by hand is
 * register.c, undo is undo.c. */
#include "skranke/desk/acts.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/clocks.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"

bool act_take(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return false;
    if (change->before->owner == desk->operator_->id)
        return true;
    /* Whoever is first has it; what else happened to the inquiry meanwhile is no hindrance. */
    inquiries_take(change->batch, id, desk->operator_->id, change->now);
    change->after->owner = desk->operator_->id;
    if (change->before->state == INQUIRY_NEW)
        change->after->state = INQUIRY_OPEN;
    change_event(desk, change, EVENT_TAKEN, 0, NULL, NULL);
    return change_apply(desk, change, error);
}

gint64 act_take_next(Desk *desk, GError **error)
{
    for (;;) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(Inquiry) next = inquiries_next(desk->db, &failed);
        if (!next) {
            if (failed)
                g_propagate_error(error, g_steal_pointer(&failed));
            else
                g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("No new inquiry is waiting."));
            return 0;
        }
        if (act_take(desk, next->id, &failed))
            return next->id;
        if (!g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return 0;
        }
    }
}

/* Sets owner and state as one act, where nobody changed the inquiry since it was read. */
static bool set_owner_and_state(Desk *desk, Change *change, EventKind kind, gint64 owner,
                                InquiryState state, GError **error)
{
    change->after->owner = owner;
    change->after->state = state;
    if (state != INQUIRY_WAITING)
        change->after->snoozed_until = 0;
    return change_end(desk, change, kind, error);
}

bool act_release(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return false;
    const Inquiry *inquiry = change->before;
    if (inquiry->owner == 0 && (inquiry->state == INQUIRY_NEW || inquiry->state == INQUIRY_CLOSED))
        return true;
    if (inquiry->owner != 0 && inquiry->owner != desk->operator_->id &&
        desk->operator_->role != ROLE_ADMINISTRATOR) {
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
            _("Inquiry %" PRId64 " belongs to %s; only %s or an administrator can give it back."),
            id, inquiry->owner_name, inquiry->owner_name);
        return false;
    }
    InquiryState state = inquiry->state == INQUIRY_CLOSED ? INQUIRY_CLOSED : INQUIRY_NEW;
    return set_owner_and_state(desk, change, EVENT_RELEASED, 0, state, error);
}

bool act_assign(Desk *desk, gint64 id, const char *login, GError **error)
{
    g_autoptr(Operator) to = operators_find(desk->db, login, error);
    g_autoptr(Change) change = to ? change_begin(desk, id, error) : NULL;
    if (!change)
        return false;
    const Inquiry *inquiry = change->before;
    if (inquiry->owner == to->id)
        return true;
    ScreeningGrant grant = screening_nothing();
    screening_parse(to->silos, &grant, NULL);
    if (!screening_may_see(grant, inquiry->silo)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("%s may not see inquiry %" PRId64
                      "; nothing was changed. Give it to somebody who may."),
                    to->name, id);
        return false;
    }
    InquiryState state = inquiry->state == INQUIRY_NEW ? INQUIRY_OPEN : inquiry->state;
    change->after->owner = to->id;
    change->after->state = state;
    return change_end(desk, change, EVENT_ASSIGNED, error);
}

/* A message written by this operator. */
static Message *own_message(const Desk *desk, MessageDirection direction, const char *text)
{
    Message *message = message_new();
    message->direction = direction;
    message->author = desk->operator_->id;
    message->at = clock_now();
    g_free(message->from_name);
    message->from_name = g_strdup(desk->operator_->name);
    g_free(message->text);
    message->text = g_strdup(text);
    return message;
}

bool act_note(Desk *desk, gint64 id, const char *text, GError **error)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text ? text : ""));
    if (!*trimmed) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, _("An empty note was not kept."));
        return false;
    }
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    g_autoptr(GError) failed = NULL;
    g_autoptr(Draft) draft = drafts_find(desk->db, id, desk->operator_->id, DRAFT_NOTE, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    g_autoptr(Message) note = own_message(desk, MESSAGE_NOTE, trimmed);
    g_free(note->channel);
    note->channel = g_strdup("note");
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    messages_add(batch, id, note, NULL, NULL);
    inquiries_message_added(batch, id, now, now);
    events_add(batch, now, desk->operator_->id, EVENT_NOTED, id, EVENT_LATEST, "", "");
    if (draft)
        drafts_mark_sent(batch, draft->id, now);
    return db_batch_apply(desk->db, batch, error);
}

/* The sentence of a rule as an error; false when there is one. */
static bool goes_on(const char *refusal, GError **error)
{
    if (refusal)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, refusal);
    return refusal == NULL;
}

bool act_close(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return false;
    const Inquiry *inquiry = change->before;
    if (inquiry->state == INQUIRY_CLOSED)
        return true;
    return goes_on(refusal_close_without_decision(inquiry->category, inquiry->decision), error) &&
           change_settle_category(desk, change, error) &&
           set_owner_and_state(desk, change, EVENT_CLOSED, inquiry->owner, INQUIRY_CLOSED, error);
}

bool act_reopen(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return false;
    const Inquiry *inquiry = change->before;
    InquiryState state = inquiry->owner ? INQUIRY_OPEN : INQUIRY_NEW;
    if (inquiry->state == state)
        return true;
    if (inquiry->answered_at && clocks_start_anew(inquiry)) {
        change->after->started_at = change->now;
        change->after->answered_at = change->after->holding_sent_at = 0;
    }
    return set_owner_and_state(desk, change, EVENT_REOPENED, inquiry->owner, state, error);
}

bool act_language_is_known(const char *language, GError **error)
{
    static const char *const known[] = {"nb", "nn", "en", "other", NULL};
    if (g_strv_contains(known, language))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("The language is nb, nn, en or other, not \"%s\"."), language);
    return false;
}

static bool read_state(const char *word, InquiryState *state, GError **error)
{
    if (inquiry_state_from_word(word, state) &&
        (*state == INQUIRY_OPEN || *state == INQUIRY_WAITING))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("The state can be set to open or waiting, not \"%s\"; use close and reopen."),
                word);
    return false;
}

/* The subject is no field of the record: it has search words of its own. */
static bool put_subject(Desk *desk, Change *change, const char *subject, char **was, char **is,
                        GError **error)
{
    if (!subject)
        return true;
    *was = fact_of_texts("subject", change->before->subject, NULL);
    *is = fact_of_texts("subject", subject, NULL);
    return inquiries_set_subject(desk->db, change->batch, change->before, subject, change->now,
                                 error);
}

bool act_set(Desk *desk, gint64 id, const InquiryChange *wish, GError **error)
{
    InquiryState state = INQUIRY_OPEN;
    if ((wish->language && !act_language_is_known(wish->language, error)) ||
        (wish->state && !read_state(wish->state, &state, error)))
        return false;
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return false;
    if (wish->language)
        change_set_text(&change->after->language, wish->language);
    if (wish->state)
        change->after->state = state;
    if (wish->state && state != INQUIRY_WAITING)
        change->after->snoozed_until = 0;
    /* An event of nothing would stand before all others when something is undone. */
    if (!wish->subject && !change_differs(change))
        return true;
    g_autofree char *was = NULL, *is = NULL;
    change_put(desk, change);
    if (!put_subject(desk, change, wish->subject, &was, &is, error))
        return false;
    change_event(desk, change, EVENT_CHANGED, 0, was, is);
    return change_apply(desk, change, error);
}

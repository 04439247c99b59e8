/* Owns what people do with an inquiry: each act is one batch with its expectation and its event.
 * Undo stands in undo.c. */
#include "skranke/desk/acts.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/fact.h"

/* Adds the event of an act that changes owner or state, with what stood before. */
static void add_event(Desk *desk, DbBatch *batch, EventKind kind, const Inquiry *before,
                      gint64 owner, InquiryState state)
{
    g_autofree char *was = fact_of_inquiry(before->owner, before->state);
    g_autofree char *is = fact_of_inquiry(owner, state);
    events_add(batch, clock_now(), desk->operator_->id, kind, before->id, 0, was, is);
}

/* Replaces the carrier's plain conflict by one that names who was first. */
static bool name_the_winner(Desk *desk, gint64 id, GError **error, GError *conflict)
{
    if (!g_error_matches(conflict, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, conflict);
        return false;
    }
    g_autoptr(Inquiry) now = inquiries_get(desk->db, id, NULL);
    const char *who = now && now->owner ? now->owner_name : NULL;
    if (who)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Inquiry %" PRId64 " was taken by %s first. Nothing was changed."), id, who);
    else
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
            _("Inquiry %" PRId64 " was changed by someone else first. Nothing was changed."), id);
    g_error_free(conflict);
    return false;
}

static bool apply(Desk *desk, DbBatch *batch, gint64 id, GError **error)
{
    GError *failed = NULL;
    if (db_batch_apply(desk->db, batch, &failed))
        return true;
    return name_the_winner(desk, id, error, failed);
}

bool act_take(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    if (inquiry->owner == desk->operator_->id)
        return true;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_take(batch, id, desk->operator_->id, clock_now());
    InquiryState state = inquiry->state == INQUIRY_NEW ? INQUIRY_OPEN : inquiry->state;
    add_event(desk, batch, EVENT_TAKEN, inquiry, desk->operator_->id, state);
    return apply(desk, batch, id, error);
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
static bool set_owner_and_state(Desk *desk, const Inquiry *inquiry, EventKind kind, gint64 owner,
                                InquiryState state, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_set(batch, inquiry->id, inquiry->revision, owner, state, clock_now());
    add_event(desk, batch, kind, inquiry, owner, state);
    return apply(desk, batch, inquiry->id, error);
}

bool act_release(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    if (inquiry->owner == 0 && inquiry->state == INQUIRY_NEW)
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
    return set_owner_and_state(desk, inquiry, EVENT_RELEASED, 0, state, error);
}

bool act_assign(Desk *desk, gint64 id, const char *login, GError **error)
{
    g_autoptr(Operator) to = operators_find(desk->db, login, error);
    if (!to)
        return false;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    if (inquiry->owner == to->id)
        return true;
    InquiryState state = inquiry->state == INQUIRY_NEW ? INQUIRY_OPEN : inquiry->state;
    return set_owner_and_state(desk, inquiry, EVENT_ASSIGNED, to->id, state, error);
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
    return apply(desk, batch, id, error);
}

bool act_close(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    if (inquiry->state == INQUIRY_CLOSED)
        return true;
    return set_owner_and_state(desk, inquiry, EVENT_CLOSED, inquiry->owner, INQUIRY_CLOSED, error);
}

bool act_reopen(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    InquiryState state = inquiry->owner ? INQUIRY_OPEN : INQUIRY_NEW;
    if (inquiry->state == state)
        return true;
    return set_owner_and_state(desk, inquiry, EVENT_REOPENED, inquiry->owner, state, error);
}

static bool change_state(Desk *desk, const Inquiry *inquiry, const char *word, GError **error)
{
    InquiryState state;
    if (!inquiry_state_from_word(word, &state) ||
        (state != INQUIRY_OPEN && state != INQUIRY_WAITING)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("The state can be set to open or waiting, not \"%s\"; use close and reopen."),
                    word);
        return false;
    }
    return inquiry->state == state ||
           set_owner_and_state(desk, inquiry, EVENT_CHANGED, inquiry->owner, state, error);
}

static bool language_is_known(const char *language, GError **error)
{
    static const char *const known[] = {"nb", "nn", "en", "other", NULL};
    if (g_strv_contains(known, language))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("The language is nb, nn, en or other, not \"%s\"."), language);
    return false;
}

bool act_set(Desk *desk, gint64 id, const InquiryChange *change, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry || (change->language && !language_is_known(change->language, error)))
        return false;
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    if (change->language)
        inquiries_set_language(batch, id, change->language, now);
    if (change->subject &&
        !inquiries_set_subject(desk->db, batch, inquiry, change->subject, now, error))
        return false;
    if (db_batch_length(batch) > 0) {
        g_autofree char *was =
            fact_of_texts("language", inquiry->language, "subject", inquiry->subject, NULL);
        g_autofree char *is =
            fact_of_texts("language", change->language ? change->language : inquiry->language,
                          "subject", change->subject ? change->subject : inquiry->subject, NULL);
        events_add(batch, now, desk->operator_->id, EVENT_CHANGED, id, 0, was, is);
        if (!apply(desk, batch, id, error))
            return false;
    }
    if (!change->state)
        return true;
    g_autoptr(Inquiry) current = inquiries_get(desk->db, id, error);
    return current && change_state(desk, current, change->state, error);
}

/* "Name <address>" taken apart; a text without an address is a name (a number, for a call). */
static void take_apart(const char *from, char **name, char **address)
{
    const char *open = strrchr(from, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    if (open && close) {
        *address = g_strstrip(g_strndup(open + 1, (gsize)(close - open - 1)));
        *name = g_strstrip(g_strndup(from, (gsize)(open - from)));
    } else if (address_is_valid(from)) {
        *address = g_strdup(from);
        *name = g_strdup("");
    } else {
        *address = g_strdup("");
        *name = g_strstrip(g_strdup(from));
    }
}

static Inquiry *inquiry_by_hand(const NewInquiry *given, gint64 now)
{
    Inquiry *inquiry = inquiry_new();
    inquiry->state = INQUIRY_NEW;
    inquiry->channel = given->channel;
    inquiry->received_at = given->received_at ? given->received_at : now;
    g_free(inquiry->subject);
    inquiry->subject = g_strdup(given->subject ? given->subject : "");
    g_free(inquiry->language);
    inquiry->language = g_strdup(given->language ? given->language : "");
    g_free(inquiry->from_name);
    g_free(inquiry->from_address);
    take_apart(given->from ? given->from : "", &inquiry->from_name, &inquiry->from_address);
    return inquiry;
}

static Message *message_by_hand(const Inquiry *inquiry, const NewInquiry *given)
{
    Message *message = message_new();
    message->direction = MESSAGE_IN;
    message->at = inquiry->received_at;
    g_free(message->channel);
    message->channel = g_strdup(channel_words[inquiry->channel]);
    g_free(message->from_name);
    message->from_name = g_strdup(inquiry->from_name);
    g_free(message->from_address);
    message->from_address = g_strdup(inquiry->from_address);
    g_free(message->subject);
    message->subject = g_strdup(inquiry->subject);
    g_free(message->text);
    message->text = g_strdup(given->text ? given->text : "");
    return message;
}

gint64 act_register(Desk *desk, const NewInquiry *given, GError **error)
{
    gint64 now = clock_now();
    if (given->language && *given->language && !language_is_known(given->language, error))
        return 0;
    if ((!given->subject || !*given->subject) && (!given->text || !*given->text)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("Give a subject or a text; nothing was registered."));
        return 0;
    }
    g_autoptr(Inquiry) inquiry = inquiry_by_hand(given, now);
    g_autoptr(Message) message = message_by_hand(inquiry, given);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_add(batch, inquiry, 0, now);
    db_batch_keep(batch);
    messages_add(batch, EVENT_LATEST, message, NULL, NULL);
    g_autofree char *how = fact_of_texts("channel", channel_words[inquiry->channel], NULL);
    events_add(batch, now, desk->operator_->id, EVENT_RECEIVED, EVENT_LATEST, EVENT_LATEST, "",
               how);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

/* Owns what is registered by hand: a letter, a call, a post, and answers given otherwise than by
 * e-mail. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/receipt.h"
#include "skranke/domain/screening.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer_rules.h"
#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/suggesting.h"

#include "register_private.h"

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
    inquiry->started_at = inquiry->received_at;
    change_set_text(&inquiry->subject, given->subject);
    change_set_text(&inquiry->language, given->language);
    take_apart(given->from ? given->from : "", &inquiry->from_name, &inquiry->from_address);
    return inquiry;
}

/* Its category: the one given, else the suggestion's; then its clocks. */
static bool categorise(Desk *desk, Inquiry *inquiry, const NewInquiry *given, GError **error)
{
    const Rulebook *rulebook = rules_book(desk, error);
    if (!rulebook)
        return false;
    const Category *chosen =
        given->category ? rulebook_need_category(rulebook, given->category, error) : NULL;
    if (given->category && !chosen)
        return false;
    SuggestionInput input = {.channel = given->channel,
                             .subject = given->subject,
                             .text = given->text,
                             .from_address = inquiry->from_address};
    g_autoptr(Suggestion) suggestion = suggesting_text(desk, &input, error);
    if (!suggestion)
        return false;
    change_set_text(&inquiry->category, chosen ? chosen->code : suggestion->category);
    change_set_text(&inquiry->statistic,
                    given->statistic ? given->statistic : suggestion->statistic);
    inquiry->category_by = chosen ? CHOSEN_BY_OPERATOR : CHOSEN_BY_SUGGESTION;
    rulebook_apply(rulebook, inquiry, NULL);
    return true;
}

static gint64 count_identity_numbers(const char *subject, const char *text)
{
    g_autoptr(GArray) in_subject = identity_number_find(subject ? subject : "");
    g_autoptr(GArray) in_text = identity_number_find(text ? text : "");
    return (gint64)in_subject->len + (gint64)in_text->len;
}

static Message *message_by_hand(const Inquiry *inquiry, const NewInquiry *given)
{
    Message *message = message_new();
    message->direction = MESSAGE_IN;
    message->at = inquiry->received_at;
    change_set_text(&message->channel, channel_words[inquiry->channel]);
    change_set_text(&message->from_name, inquiry->from_name);
    change_set_text(&message->from_address, inquiry->from_address);
    change_set_text(&message->subject, inquiry->subject);
    change_set_text(&message->text, given->text);
    message->identity_numbers = count_identity_numbers(message->subject, message->text);
    return message;
}

static bool is_blank(const char *text)
{
    while (text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return !text || !*text;
}

/* The clock of the machine that was written at may be a little fast. */
static bool lies_not_ahead(const NewInquiry *given, gint64 now, GError **error)
{
    if (given->received_at <= now + 60)
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("The time it was received lies in the future; nothing was registered."));
    return false;
}

/* ---- an application is confirmed, as one that came by mail ---- */

/* Where the confirmation goes, lower case; "" nobody gets one; NULL with an error. However it came,
 * somebody wrote the address down for it; and it is registered now. */
static char *confirm_to(Desk *desk, const Inquiry *inquiry, gint64 now, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *address = inquiry->from_address ? inquiry->from_address : "";
    g_autofree char *lower = g_utf8_strdown(address, -1);
    if (!receipt_is_confirmation(inquiry->category) || !*config_text(desk->config, "mail", "from"))
        return g_strdup("");
    ReceiptCase facts = {.category = inquiry->category,
                         .automatic = "",
                         .address = lower,
                         .own_addresses = config_own_addresses(desk->config),
                         .channel = CHANNEL_EMAIL,
                         .received_at = now,
                         .now = now,
                         .sent_to_address =
                             receipts_to(desk->db, lower, now - RECEIPT_ADDRESS_SECONDS, &failed)};
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return receipt_verdict(&facts) == RECEIPT_SEND ? g_steal_pointer(&lower) : g_strdup("");
}

/* Into the batch that registers it; it waits as every mail does before it leaves. */
static void confirm(Desk *desk, DbBatch *batch, const Inquiry *inquiry, const char *to, gint64 now)
{
    const Config *config = desk->config;
    const char *sender = config_text(config, "mail", "from");
    const char *at = strrchr(sender, '@');
    const Rulebook *rulebook = rules_book(desk, NULL);
    ReceiptLetter letter = {.facts = {.category = rulebook_category(rulebook, inquiry->category),
                                      .reference = RECEIPTS_REFERENCE,
                                      .bureau = config_text(config, "bureau", "name"),
                                      .careers_url = config_text(config, "bureau", "careers_url")},
                            .to = to,
                            .from_name = config_text(config, "mail", "from_name"),
                            .sender = sender,
                            .domain = at ? at + 1 : "",
                            .now = now};
    g_autoptr(Message) message = receipts_message(&letter);
    messages_add(batch, EVENT_LATEST, message, NULL, NULL);
    receipts_post(batch, message, now + config_integer(config, "mail", "hold_seconds"));
}

static bool says_something(const NewInquiry *given, GError **error)
{
    if (!is_blank(given->subject) || !is_blank(given->text))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("Give a subject or a text; nothing was registered."));
    return false;
}

/* One that goes where its operator does not see belongs to those who do. */
static void give_to(const Desk *desk, Inquiry *inquiry)
{
    ScreeningGrant grant = screening_nothing();
    if (!screening_parse(desk->operator_->silos, &grant, NULL) ||
        !screening_may_see(grant, inquiry->silo))
        return;
    inquiry->owner = desk->operator_->id;
    inquiry->state = INQUIRY_OPEN;
}

/* As if it had been taken right after it was registered, so that it may be given back. */
static void add_taken(const Desk *desk, DbBatch *batch, const Inquiry *inquiry, gint64 now)
{
    g_autofree char *was = NULL, *is = NULL;
    g_autoptr(Inquiry) before = inquiry_copy(inquiry);
    before->owner = 0;
    before->state = INQUIRY_NEW;
    change_facts(before, inquiry, &was, &is);
    events_add(batch, now, desk->operator_->id, EVENT_TAKEN, EVENT_LATEST, 0, was, is);
}

bool register_in(Desk *desk, DbBatch *batch, const NewInquiry *given, bool mine, gint64 now,
                 GError **error)
{
    if ((given->language && *given->language && !act_language_is_known(given->language, error)) ||
        !lies_not_ahead(given, now, error) || !says_something(given, error))
        return false;
    g_autoptr(Inquiry) inquiry = inquiry_by_hand(given, now);
    if (!categorise(desk, inquiry, given, error))
        return false;
    if (mine)
        give_to(desk, inquiry);
    g_autofree char *confirmed = confirm_to(desk, inquiry, now, error);
    if (!confirmed)
        return false;
    if (*confirmed)
        receipts_answer(rules_book(desk, NULL), inquiry, now);
    g_autoptr(Message) message = message_by_hand(inquiry, given);
    inquiries_add(batch, inquiry, 0, now);
    db_batch_keep(batch);
    messages_add(batch, EVENT_LATEST, message, NULL, NULL);
    g_autofree char *how =
        fact_of_texts("channel", channel_words[inquiry->channel], "category", inquiry->category,
                      "category_by", category_chooser_words[inquiry->category_by], NULL);
    events_add(batch, now, desk->operator_->id, EVENT_RECEIVED, EVENT_LATEST, EVENT_LATEST, "",
               how);
    if (inquiry->owner)
        add_taken(desk, batch, inquiry, now);
    if (!journal_follow_new(desk, batch, inquiry, message, error))
        return false;
    if (*confirmed)
        confirm(desk, batch, inquiry, confirmed, now);
    return true;
}

gint64 act_register(Desk *desk, const NewInquiry *given, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    return register_in(desk, batch, given, false, clock_now(), error) &&
                   db_batch_apply(desk->db, batch, error)
               ? db_batch_result(batch)
               : 0;
}

/* ---- an answer by letter, telephone, social media ---- */

static Message *message_out(const Desk *desk, const Change *change, const RecordedAnswer *answer,
                            const char *text)
{
    const Inquiry *inquiry = change->before;
    Channel channel = answer->channel ? *answer->channel : inquiry->channel;
    Message *message = message_new();
    message->direction = MESSAGE_OUT;
    message->purpose = PURPOSE_ANSWER;
    message->author = desk->operator_->id;
    message->at = change->now;
    change_set_text(&message->channel, channel_words[channel]);
    change_set_text(&message->from_name, desk->operator_->name);
    change_set_text(&message->recipients,
                    *inquiry->from_name ? inquiry->from_name : inquiry->from_address);
    change_set_text(&message->subject, inquiry->subject);
    change_set_text(&message->text, text);
    message->identity_numbers = count_identity_numbers("", text);
    return message;
}

static bool record(Desk *desk, Change *change, const RecordedAnswer *answer, const char *text,
                   GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint64 id = change->before->id;
    g_autoptr(Draft) draft = drafts_find(desk->db, id, desk->operator_->id, DRAFT_REPLY, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    g_autoptr(Message) message = message_out(desk, change, answer, text);
    Inquiry *after = change->after;
    if (!change_settle_category(desk, change, error))
        return false;
    after->owner = after->owner ? after->owner : desk->operator_->id;
    after->state = answer->close ? INQUIRY_CLOSED : INQUIRY_WAITING;
    after->answered_at = after->answered_at ? after->answered_at : change->now;
    after->snoozed_until = 0;
    messages_add(change->batch, id, message, NULL, NULL);
    if (draft)
        drafts_mark_sent(change->batch, draft->id, change->now);
    change_put(desk, change);
    inquiries_message_added(change->batch, id, change->now, change->now);
    change_event(desk, change, EVENT_RECORDED, EVENT_LATEST, NULL, NULL);
    return journal_follow_new(desk, change->batch, change->after, message, error) &&
           change_apply(desk, change, error);
}

gint64 act_answered(Desk *desk, gint64 id, const RecordedAnswer *answer, GError **error)
{
    g_autofree char *text = g_strstrip(g_strdup(answer->text ? answer->text : ""));
    g_autoptr(Change) change = change_begin(desk, id, error);
    if (!change)
        return 0;
    AnswerFacts facts = {.inquiry = change->before,
                         .own_text = text,
                         .identity_numbers = true,
                         .close = answer->close};
    if (!answer_rules_hold(desk, &facts, error))
        return 0;
    if (!*text) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("The answer is empty. Nothing was recorded."));
        return 0;
    }
    return record(desk, change, answer, text, error) ? messages_newest_out(desk->db, id, error) : 0;
}

/* Owns the beginning of an answer and its review: draft, recipients, warnings, what came meanwhile.
 * What happens when it is sent stands in answer_send.c. Knows no screen and no mail format. */
#include "skranke/desk/answer.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/reply.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/answer_rules.h"
#include "skranke/desk/change.h"
#include "skranke/desk/template_file.h"

enum { MOST_QUOTE_LINES = 400 };

static bool has_text(const char *text)
{
    return text && *text;
}

static bool is_own_address(const Desk *desk, const char *address)
{
    const GPtrArray *own = config_own_addresses(desk->config);
    for (guint i = 0; i < own->len; i++)
        if (address_equal(own->pdata[i], address))
            return true;
    return false;
}

/* The newest message a person outside wrote: automatic mail never says who gets the answer (RFC
 * 3834 section 4). A list marks what people write to it as well, so where all is automatic the
 * newest one that no machine's address sent is answered. */
static const Message *message_to_answer(const GPtrArray *messages)
{
    const Message *marked = NULL;
    for (guint i = messages->len; i > 0; i--) {
        const Message *message = messages->pdata[i - 1];
        if (message->direction != MESSAGE_IN || message->purpose == PURPOSE_FROM_SECTION)
            continue;
        if (!has_text(message->automatic))
            return message;
        if (!marked && !address_is_machine(message->from_address))
            marked = message;
    }
    return marked;
}

static char *recipient_of(const Desk *desk, const Message *message)
{
    bool elsewhere =
        has_text(message->reply_to) && !address_equal(message->reply_to, message->from_address);
    const char *address = elsewhere ? message->reply_to : message->from_address;
    if (!has_text(address) || !address_is_valid(address) || address_is_machine(address) ||
        is_own_address(desk, address))
        return g_strdup("");
    /* A number in a name is nothing that the writer of the answer can leave out. */
    g_autofree char *name =
        identity_number_mask(elsewhere || !message->from_name ? "" : message->from_name);
    return address_display(name, address);
}

/* What a new reply holds before a key is pressed. */
static void fill_reply(Desk *desk, Draft *draft, const Inquiry *inquiry, const GPtrArray *messages,
                       gsize *caret)
{
    const Message *asked = message_to_answer(messages);
    g_autofree char *recipient = asked ? recipient_of(desk, asked) : g_strdup("");
    change_set_text(&draft->recipients, recipient);
    const char *about = asked && has_text(asked->subject) ? asked->subject : inquiry->subject;
    g_autofree char *masked = identity_number_mask(about ? about : "");
    g_autofree char *subject = reply_subject(masked);
    change_set_text(&draft->subject, subject);
    g_autofree char *signature = template_file_signature(desk, inquiry->language);
    g_autofree char *asked_text = identity_number_mask(asked && asked->text ? asked->text : "");
    g_autofree char *asker = identity_number_mask(!asked                       ? ""
                                                  : has_text(asked->from_name) ? asked->from_name
                                                  : asked->from_address        ? asked->from_address
                                                                               : "");
    g_autofree char *quote =
        asked ? reply_quote(asked_text, asker, asked->at, inquiry->language, MOST_QUOTE_LINES)
              : g_strdup("");
    g_autofree char *text = reply_start(signature, quote, caret);
    change_set_text(&draft->text, text);
}

static Draft *new_draft(Desk *desk, gint64 id, DraftKind kind, gsize *caret, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return NULL;
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, error);
    if (!messages)
        return NULL;
    Draft *draft = draft_new();
    draft->inquiry = id;
    draft->operator_id = desk->operator_->id;
    draft->kind = kind;
    change_set_text(&draft->recipients, "");
    change_set_text(&draft->copies, "");
    change_set_text(&draft->subject, "");
    change_set_text(&draft->text, "");
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->direction == MESSAGE_IN)
            draft->seen_message = MAX(draft->seen_message, message->id);
    }
    if (kind == DRAFT_REPLY)
        fill_reply(desk, draft, inquiry, messages, caret);
    return draft;
}

/* Where an old draft goes on: the end of what was written, above signature and quote. */
static gsize end_of_own_text(const char *text)
{
    const char *signature = g_str_has_prefix(text, "-- \n") ? text : strstr(text, "\n-- \n");
    const char *end = signature ? signature : text + strlen(text);
    while (end > text && g_ascii_isspace(end[-1]))
        end--;
    return (gsize)(end - text);
}

Draft *answer_begin(Desk *desk, gint64 inquiry, DraftKind kind, gsize *caret, GError **error)
{
    gsize ignored = 0;
    caret = caret ? caret : &ignored;
    *caret = 0;
    g_autoptr(GError) failed = NULL;
    Draft *draft = drafts_find(desk->db, inquiry, desk->operator_->id, kind, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    if (!draft)
        return new_draft(desk, inquiry, kind, caret, error);
    const char *text = draft->text ? draft->text : "";
    *caret = kind == DRAFT_REPLY ? end_of_own_text(text) : strlen(text);
    return draft;
}

bool answer_save(Desk *desk, Draft *draft, GError **error)
{
    return drafts_save(desk->db, draft, clock_now(), error);
}

bool answer_discard(Desk *desk, Draft *draft, GError **error)
{
    if (draft->id == 0)
        return true;
    if (!drafts_discard(desk->db, draft->id, clock_now(), error))
        return false;
    draft->id = 0;
    return true;
}

/* ---- the review ---- */

void answer_review_free(AnswerReview *review)
{
    if (!review)
        return;
    g_free(review->to);
    g_free(review->cc);
    g_free(review->subject);
    g_free(review->owner_elsewhere);
    g_ptr_array_unref(review->addresses);
    g_ptr_array_unref(review->warnings);
    g_ptr_array_unref(review->news);
    g_free(review);
}

static AnswerReview *review_new(void)
{
    AnswerReview *review = g_new0(AnswerReview, 1);
    review->addresses = g_ptr_array_new_with_free_func(g_free);
    review->warnings = g_ptr_array_new_with_free_func(g_free);
    review->news = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    review->owner_elsewhere = g_strdup("");
    return review;
}

/* The items of a display list: commas and semicolons between, not those inside quotation marks or <
 * >. */
static GPtrArray *list_items(const char *list)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(g_free);
    bool quoted = false, inside = false;
    const char *start = list;
    for (const char *c = list;; c++) {
        if (*c == '\\' && quoted && c[1]) {
            c++;
            continue;
        }
        if (*c == '"')
            quoted = !quoted;
        else if (!quoted && (*c == '<' || *c == '>'))
            inside = *c == '<';
        if (*c && (quoted || inside || (*c != ',' && *c != ';')))
            continue;
        char *item = g_strstrip(g_strndup(start, (gsize)(c - start)));
        if (*item)
            g_ptr_array_add(items, item);
        else
            g_free(item);
        if (!*c)
            return items;
        start = c + 1;
    }
}

static void warn(AnswerReview *review, const char *format, const char *address)
{
    g_ptr_array_add(review->warnings, g_strdup_printf(format, address));
}

/* An item as it is shown to all who get the answer: no name holds an identity number. */
static char *shown_item(const char *item)
{
    const char *bracket = strrchr(item, '<');
    if (!bracket)
        return g_strdup(item);
    g_autofree char *name = g_strndup(item, (gsize)(bracket - item));
    g_autofree char *masked = identity_number_mask(name);
    return g_strconcat(masked, bracket, NULL);
}

/* One recipient: into the envelope and the shown list, unless it is ours or there already. */
static bool add_recipient(Desk *desk, AnswerReview *review, const char *item, GString *shown,
                          GError **error)
{
    g_autoptr(GPtrArray) parsed = address_list_parse(item, error);
    if (!parsed)
        return false;
    for (guint i = 0; i < parsed->len; i++) {
        const char *address = parsed->pdata[i];
        if (is_own_address(desk, address)) {
            warn(review, _("%s is our own address and was left out."), address);
            continue;
        }
        if (address_is_among(review->addresses, address))
            continue;
        if (address_is_machine(address))
            warn(review, _("Nobody reads what is sent to %s."), address);
        g_ptr_array_add(review->addresses, g_strdup(address));
        g_autofree char *one = shown_item(parsed->len == 1 ? item : address);
        g_string_append_printf(shown, "%s%s", shown->len ? ", " : "", one);
    }
    return true;
}

/* The list as it will be sent, NULL where an address is wrong. */
static char *review_list(Desk *desk, AnswerReview *review, const char *list, GError **error)
{
    g_autoptr(GString) shown = g_string_new(NULL);
    g_autoptr(GPtrArray) items = list_items(list ? list : "");
    for (guint i = 0; i < items->len; i++)
        if (!add_recipient(desk, review, items->pdata[i], shown, error))
            return NULL;
    return g_strdup(shown->str);
}

static bool may_be_sent(Desk *desk, const Draft *draft, const AnswerReview *review, GError **error)
{
    const char *why = NULL;
    g_autofree char *own = g_strstrip(reply_own_text(draft->text ? draft->text : ""));
    if (draft->kind != DRAFT_REPLY)
        why = _("A note is never sent.");
    else if (!*desk_sender(desk))
        why = _("The bureau has no sender address, so nothing was sent. Set from in the section "
                "[mail] of skranke.ini.");
    else if (review->addresses->len == 0)
        why = _("The answer has no recipient, so nothing was sent. Give an address in To.");
    else if (!*own)
        why = _("The answer is empty. Nothing was sent.");
    if (why)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, why);
    return why == NULL;
}

/* What came in since the draft was begun, moved out of the thread. */
static void take_news(AnswerReview *review, const Draft *draft, GPtrArray *messages)
{
    for (guint i = 0; i < messages->len;) {
        const Message *message = messages->pdata[i];
        if (message->direction == MESSAGE_IN && message->id > draft->seen_message)
            g_ptr_array_add(review->news, g_ptr_array_steal_index(messages, i));
        else
            i++;
    }
}

/* Does it go to somebody who has no part in the inquiry? */
static bool goes_outside(Desk *desk, const AnswerReview *review, gint64 inquiry, bool *outside,
                         GError **error)
{
    g_autoptr(GPtrArray) participants = messages_participants(desk->db, inquiry, error);
    *outside = false;
    for (guint i = 0; participants && i < review->addresses->len; i++)
        *outside = *outside || !address_is_among(participants, review->addresses->pdata[i]);
    return participants != NULL;
}

static bool rules_hold(Desk *desk, const Draft *draft, const AnswerReview *review,
                       const Inquiry *inquiry, GError **error)
{
    g_autofree char *own = reply_own_text(draft->text ? draft->text : "");
    AnswerFacts facts = {.inquiry = inquiry, .own_text = own, .identity_numbers = true};
    return goes_outside(desk, review, inquiry->id, &facts.outside, error) &&
           answer_rules_reach_management(desk, review->addresses, &facts.to_management, error) &&
           answer_rules_hold(desk, &facts, error);
}

/* They leave only by a decision: whoever sends is told before. */
static void count_identity_numbers(AnswerReview *review, const Draft *draft)
{
    g_autofree char *all =
        g_strdup_printf("%s\n%s", review->subject, draft->text ? draft->text : "");
    g_autoptr(GArray) found = identity_number_find(all);
    review->identity_numbers = found->len;
    if (found->len > 0)
        g_ptr_array_add(review->warnings,
                        g_strdup(_("There is a national identity number in it. It is not sent "
                                   "unless you decide so.")));
}

static bool review_thread(Desk *desk, const Draft *draft, AnswerReview *review, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, draft->inquiry, error);
    if (!inquiry)
        return false;
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, draft->inquiry, error);
    if (!messages)
        return false;
    if (!rules_hold(desk, draft, review, inquiry, error))
        return false;
    take_news(review, draft, messages);
    if (inquiry->owner && inquiry->owner != desk->operator_->id)
        change_set_text(&review->owner_elsewhere, inquiry->owner_name);
    return true;
}

AnswerReview *answer_review(Desk *desk, const Draft *draft, GError **error)
{
    g_autoptr(AnswerReview) review = review_new();
    review->to = review_list(desk, review, draft->recipients, error);
    review->cc = review->to ? review_list(desk, review, draft->copies, error) : NULL;
    if (!review->cc || !may_be_sent(desk, draft, review, error) ||
        !review_thread(desk, draft, review, error))
        return NULL;
    review->subject = g_strstrip(g_strdup(draft->subject ? draft->subject : ""));
    if (!*review->subject)
        g_ptr_array_add(review->warnings, g_strdup(_("The answer has no subject.")));
    count_identity_numbers(review, draft);
    g_autoptr(GPtrArray) general = reply_warnings(draft->text ? draft->text : "", review->to, 0);
    g_ptr_array_extend_and_steal(review->warnings, g_steal_pointer(&general));
    return g_steal_pointer(&review);
}

/* Suggestions over a database: the index is made of its categories and statistics and kept with the
 * desk. What a text tells is domain/suggestion.h's. */
#include "skranke/desk/suggesting.h"

#include "skranke/base/clock.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/people.h"

#include "skranke/desk/rules.h"

static SuggestionIndex *build(Desk *desk, const Rulebook *rulebook, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    if (!directory)
        return NULL;
    /* Before the first import the carried keywords tell more than none. */
    const GPtrArray *statistics = directory->statistics->len > 0 ? directory->statistics : NULL;
    return suggestion_index_carried(rulebook->categories, statistics, error);
}

/* The index of the rules as they are now; borrowed. */
static const SuggestionIndex *index_of(Desk *desk, GError **error)
{
    const Rulebook *rulebook = rules_book(desk, error);
    if (!rulebook)
        return NULL;
    if (desk->suggestions && g_strcmp0(desk->suggestions_mark, desk->rules_mark) == 0)
        return desk->suggestions;
    SuggestionIndex *index = build(desk, rulebook, error);
    if (!index)
        return NULL;
    suggestion_index_free(desk->suggestions);
    desk->suggestions = index;
    g_free(desk->suggestions_mark);
    desk->suggestions_mark = g_strdup(desk->rules_mark);
    return index;
}

Suggestion *suggesting_text(Desk *desk, const SuggestionInput *input, GError **error)
{
    const SuggestionIndex *index = index_of(desk, error);
    return index ? suggestion_make(index, input) : NULL;
}

static const Message *first_message_in(const GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->direction == MESSAGE_IN)
            return message;
    }
    return NULL;
}

static char *attachment_names(const Message *message)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; message && i < message->attachments->len; i++)
        g_string_append_printf(names, "%s\n",
                               ((const Attachment *)message->attachments->pdata[i])->name);
    return g_string_free(names, FALSE);
}

Suggestion *suggesting_inquiry(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    g_autoptr(GPtrArray) messages = inquiry ? messages_of_inquiry(desk->db, id, error) : NULL;
    if (!messages)
        return NULL;
    const Message *first = first_message_in(messages);
    g_autofree char *names = attachment_names(first);
    SuggestionInput input = {
        .channel = inquiry->channel,
        .subject = inquiry->subject,
        .text = first ? first->text : "",
        .from_address = inquiry->from_address,
        .mailbox_address = first ? first->recipients : "",
        .mailbox_category = inquiry->category_by == CHOSEN_BY_MAILBOX ? inquiry->category : "",
        .attachment_names = names,
    };
    return suggesting_text(desk, &input, error);
}

/* Owns reading inquiries: list, search, show, and registering one by hand. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/words.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { PAGE = 500, SEARCH_LIMIT = 50 };

/* What a list asks for beyond the view. */
typedef struct {
    QueueQuery query;
    bool one_state, overdue;
    InquiryState state;
    const char *category;
    gint64 limit; /* G_MAXINT64: none */
} ListWish;

static bool is_wished(const ListWish *wish, const Inquiry *inquiry)
{
    return (!wish->one_state || inquiry->state == wish->state) &&
           (!wish->overdue || describe_is_overdue(inquiry, wish->query.now)) &&
           (!wish->category || g_strcmp0(inquiry->category, wish->category) == 0);
}

static void print_inquiry(const CommandContext *context, const Inquiry *inquiry, gint64 now)
{
    if (context->json)
        output_json(describe_inquiry(inquiry, now));
    else
        describe_inquiry_line(inquiry, now);
}

/* Prints page after page, so that a list of a million needs no memory. */
static int print_list(const CommandContext *context, const ListWish *wish)
{
    gint64 key = 0, id = 0, printed = 0;
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) page =
            inquiries_page(context->db, &wish->query, key, id, PAGE, &error);
        if (!page)
            return command_fail(error);
        for (guint i = 0; i < page->len; i++) {
            const Inquiry *inquiry = page->pdata[i];
            key = inquiries_key(wish->query.view, inquiry);
            id = inquiry->id;
            if (!is_wished(wish, inquiry))
                continue;
            print_inquiry(context, inquiry, wish->query.now);
            if (++printed == wish->limit)
                return 0;
        }
        if (page->len < PAGE || output_is_closed())
            return 0;
    }
}

/* The view that holds the state, and whether the state must still be picked out of it. */
static bool wish_state(ListWish *wish, const char *word)
{
    if (strcmp(word, "all") == 0) {
        wish->query.view = QUEUE_ALL;
        return true;
    }
    static const QueueView views[] = {[INQUIRY_NEW] = QUEUE_NEW,
                                      [INQUIRY_OPEN] = QUEUE_UNFINISHED,
                                      [INQUIRY_WAITING] = QUEUE_WAITING,
                                      [INQUIRY_CLOSED] = QUEUE_CLOSED};
    if (!inquiry_state_from_word(word, &wish->state))
        return false;
    wish->one_state = true;
    wish->query.view = views[wish->state];
    return true;
}

int command_inquiry_list(CommandContext *context, int argc, char **argv)
{
    g_autofree char *state = NULL, *category = NULL, *filter = NULL;
    gboolean mine = FALSE, overdue = FALSE;
    gint64 limit = G_MAXINT64;
    const GOptionEntry entries[] = {{"state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL},
                                    {"category", 0, 0, G_OPTION_ARG_STRING, &category, NULL, NULL},
                                    {"filter", 0, 0, G_OPTION_ARG_STRING, &filter, NULL, NULL},
                                    {"mine", 0, 0, G_OPTION_ARG_NONE, &mine, NULL, NULL},
                                    {"overdue", 0, 0, G_OPTION_ARG_NONE, &overdue, NULL, NULL},
                                    {"limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    ListWish wish = {.query = {.view = QUEUE_UNFINISHED,
                               .operator_id = context->desk->operator_->id,
                               .filter = filter,
                               .now = clock_now()},
                     .overdue = overdue,
                     .category = category,
                     .limit = limit};
    if (limit < 1)
        return command_usage_error(context->command, _("--limit is a number above 0"));
    if (state && !wish_state(&wish, state))
        return command_usage_error(
            context->command, _("\"%s\" is no state: new, open, waiting, closed or all"), state);
    if (mine && wish.query.view == QUEUE_CLOSED)
        return command_usage_error(context->command, _("--mine lists what is not closed"));
    if (mine)
        wish.query.view = QUEUE_MINE;
    return print_list(context, &wish);
}

int command_search(CommandContext *context, int argc, char **argv)
{
    gint64 limit = SEARCH_LIMIT;
    const GOptionEntry entries[] = {{"limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    if (limit < 1)
        return command_usage_error(context->command, _("--limit is a number above 0"));
    g_autofree char *typed = g_strjoinv(" ", words);
    g_autofree char *sought = words_match_expression(typed);
    if (!sought || !*sought)
        return command_usage_error(context->command, _("there is no word in \"%s\""), typed);
    ListWish wish = {.query = {.view = QUEUE_ALL,
                               .operator_id = context->desk->operator_->id,
                               .filter = typed,
                               .now = clock_now()},
                     .limit = limit};
    return print_list(context, &wish);
}

/* ---- one ---- */

static json_t *show_json(const Inquiry *inquiry, const GPtrArray *messages, const GPtrArray *events)
{
    json_t *object = describe_inquiry(inquiry, clock_now());
    json_object_set_new(object, "suggested", json_null());
    json_t *list = json_array();
    for (guint i = 0; i < messages->len; i++)
        json_array_append_new(list, describe_message(messages->pdata[i]));
    json_object_set_new(object, "messages", list);
    list = json_array();
    for (guint i = 0; i < events->len; i++)
        json_array_append_new(list, describe_event(events->pdata[i]));
    json_object_set_new(object, "events", list);
    return object;
}

static void show_message(const Message *message)
{
    static const char *const directions[] = {N_("in"), N_("out"), N_("note")};
    g_autofree char *at = time_text_header(message->at);
    output_line("%s", "");
    output_line("── %s · %s · %s%s%s", _(directions[message->direction]), at,
                message->from_name && *message->from_name ? message->from_name
                                                          : message->from_address,
                message->delivery ? " · " : "", delivery_text(message->delivery));
    if (message->recipients && *message->recipients)
        output_line(_("To: %s"), message->recipients);
    if (message->copies && *message->copies)
        output_line(_("Cc: %s"), message->copies);
    output_block(message->text, "");
    for (guint i = 0; i < message->attachments->len; i++) {
        const Attachment *attachment = message->attachments->pdata[i];
        output_line(_("Attachment: %s (%s, %" PRId64 " bytes)"), attachment->name, attachment->type,
                    attachment->size);
    }
}

static void show_text(const Inquiry *inquiry, const GPtrArray *messages, const GPtrArray *events)
{
    g_autofree char *received = time_text_full(inquiry->received_at);
    output_line("%" G_GINT64_FORMAT "  %s", inquiry->id, inquiry->subject);
    output_line(_("From: %s %s"), inquiry_sender(inquiry),
                inquiry->from_address ? inquiry->from_address : "");
    output_line(_("Received: %s by %s"), received, channel_text(inquiry->channel));
    output_line(_("State: %s, owner: %s"), inquiry_state_text(inquiry->state),
                inquiry->owner ? inquiry->owner_name : _("nobody"));
    for (guint i = 0; i < messages->len; i++)
        show_message(messages->pdata[i]);
    output_line("%s", "");
    for (guint i = 0; i < events->len; i++)
        describe_event_line(events->pdata[i]);
}

int command_inquiry_show(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words) ||
        !options_number(context, words[0], &id))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(context->db, id, &error);
    g_autoptr(GPtrArray) messages = inquiry ? messages_of_inquiry(context->db, id, &error) : NULL;
    g_autoptr(GPtrArray) events = messages ? events_of_inquiry(context->db, id, &error) : NULL;
    if (!events)
        return command_fail(error);
    if (context->json)
        output_json(show_json(inquiry, messages, events));
    else
        show_text(inquiry, messages, events);
    return 0;
}

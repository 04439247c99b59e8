/* Owns `inquiry reply`: the text given on the command line goes the same way as one written on the
 * desk. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/answer.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

typedef struct {
    char *text, *to, *cc, *subject, *purpose;
    gboolean close, plain, draft, identity_numbers;
    gint64 hold, seen;
} ReplyWish;

static void wish_clear(ReplyWish *wish)
{
    g_free(wish->text);
    g_free(wish->to);
    g_free(wish->cc);
    g_free(wish->subject);
    g_free(wish->purpose);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReplyWish, wish_clear)

static void replace(char **field, const char *text)
{
    if (!text)
        return;
    g_free(*field);
    *field = safe_text_valid(text, -1);
}

/* The text stands where a person on the desk would have written it: above signature and quote. */
static void write_text(Draft *draft, gsize caret, const char *text, bool plain)
{
    g_autofree char *trimmed = g_strchomp(g_strdup(text));
    const char *around = draft->text ? draft->text : "";
    char *whole = plain || !*trimmed
                      ? g_strdup(trimmed)
                      : g_strdup_printf("%.*s%s%s", (int)caret, around, trimmed, around + caret);
    g_free(draft->text);
    draft->text = whole;
}

/* A number that is no message of the inquiry would let every later one pass as seen. */
static bool seen_is_there(CommandContext *context, gint64 id, const ReplyWish *wish, GError **error)
{
    if (!wish->seen)
        return true;
    g_autoptr(GPtrArray) messages = messages_of_inquiry(context->db, id, error);
    for (guint i = 0; messages && i < messages->len; i++)
        if (((const Message *)messages->pdata[i])->id == wish->seen)
            return true;
    if (messages)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("Inquiry %" PRId64 " has no message %" PRId64
                      "; nothing was sent. Look at it with \"skranke inquiry show %" PRId64 "\"."),
                    id, wish->seen, id);
    return false;
}

/* The draft that goes out. What is being written on the desk is never overwritten: it is sent with
 * --draft. */
static Draft *make_draft(CommandContext *context, gint64 id, const ReplyWish *wish, GError **error)
{
    gsize caret = 0;
    g_autoptr(GError) failed = NULL;
    Draft *draft = answer_begin(context->desk, id, DRAFT_REPLY, &caret, &failed);
    if (draft && !seen_is_there(context, id, wish, &failed))
        g_clear_pointer(&draft, draft_free);
    if (!draft) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    if (draft->id && !wish->draft)
        g_set_error(&failed, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("You are writing an answer to inquiry %" PRId64
                      ". It is kept and nothing was sent. Send it with --draft, or throw it away: "
                      "skranke draft discard "
                      "%" PRId64),
                    id, id);
    else if (!draft->id && wish->draft)
        g_set_error(&failed, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("You have no draft to inquiry %" PRId64 "."), id);
    g_autofree char *text = failed || wish->draft ? NULL : options_text(wish->text, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        draft_free(draft);
        return NULL;
    }
    if (text)
        write_text(draft, caret, text, wish->plain);
    replace(&draft->recipients, wish->to);
    replace(&draft->copies, wish->cc);
    replace(&draft->subject, wish->subject);
    if (wish->seen > 0)
        draft->seen_message = wish->seen;
    return draft;
}

static void print_warnings(const AnswerReview *review)
{
    for (guint i = 0; i < review->warnings->len; i++) {
        g_autofree char *safe = safe_text_line(review->warnings->pdata[i], -1);
        fprintf(stderr, "skranke: %s\n", safe);
    }
}

static void print_sent(CommandContext *context, gint64 message)
{
    g_autoptr(OutboxItem) item = outbox_of_message(context->db, message, NULL);
    if (!context->json) {
        output_line("%" G_GINT64_FORMAT, message);
        return;
    }
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(message));
    json_object_set_new(object, "inquiry", output_number(item ? item->inquiry : 0));
    json_object_set_new(object, "delivery",
                        item ? output_text(delivery_words[item->state]) : json_null());
    json_object_set_new(object, "not_before", output_time(item ? item->not_before : 0));
    json_t *addresses = json_array();
    g_auto(GStrv) lines = g_strsplit(item ? item->addresses : "", "\n", -1);
    for (guint i = 0; lines[i]; i++)
        json_array_append_new(addresses, json_string(lines[i]));
    json_object_set_new(object, "addresses", addresses);
    output_json(object);
}

/* Where the text is afterwards: the desk's sentences leave that to whoever holds it. */
static int fail_unsent(const Draft *draft, const GError *error)
{
    int status = command_fail(error);
    if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
        return status; /* perhaps it is sent: the sentence says so, and this one cannot know */
    fputs(draft->id ? _("skranke: the draft is kept as it was saved last; skranke draft list\n")
                    : _("skranke: the text was not kept; give it again with the next try\n"),
          stderr);
    return status;
}

/* Reviewed like on the desk, then sent in one batch: interrupted anywhere, the command leaves the
 * answer or nothing, never a draft that stands in the way of the next try. */
static int send_draft(CommandContext *context, Draft *draft, const ReplyWish *wish)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AnswerReview) review = answer_review(context->desk, draft, &error);
    if (!review)
        return fail_unsent(draft, error);
    print_warnings(review);
    AnswerOptions options = {.close = wish->close,
                             .hold_seconds = wish->hold,
                             .at_once = draft->id == 0,
                             .identity_numbers = wish->identity_numbers};
    gint64 message = answer_send_with(context->desk, draft, &options, &error);
    if (!message)
        return fail_unsent(draft, error);
    print_sent(context, message);
    return 0;
}

static bool purpose_is_known(const char *word, MessagePurpose *purpose)
{
    return message_purpose_from_word(word, purpose) &&
           (*purpose == PURPOSE_ANSWER || *purpose == PURPOSE_QUESTION ||
            *purpose == PURPOSE_HOLDING);
}

int command_inquiry_reply(CommandContext *context, int argc, char **argv)
{
    g_auto(ReplyWish) wish = {.hold = -1};
    const GOptionEntry entries[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &wish.text, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING, &wish.to, NULL, NULL},
        {"cc", 0, 0, G_OPTION_ARG_STRING, &wish.cc, NULL, NULL},
        {"subject", 0, 0, G_OPTION_ARG_STRING, &wish.subject, NULL, NULL},
        {"purpose", 0, 0, G_OPTION_ARG_STRING, &wish.purpose, NULL, NULL},
        {"identity-numbers", 0, 0, G_OPTION_ARG_NONE, &wish.identity_numbers, NULL, NULL},
        {"close", 0, 0, G_OPTION_ARG_NONE, &wish.close, NULL, NULL},
        {"plain", 0, 0, G_OPTION_ARG_NONE, &wish.plain, NULL, NULL},
        {"draft", 0, 0, G_OPTION_ARG_NONE, &wish.draft, NULL, NULL},
        {"hold", 0, 0, G_OPTION_ARG_INT64, &wish.hold, NULL, NULL},
        {"seen", 0, 0, G_OPTION_ARG_INT64, &wish.seen, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    if (wish.hold < -1 || wish.hold > 600)
        return command_usage_error(context->command,
                                   _("--hold is a number of seconds from 0 to 600"));
    MessagePurpose purpose = PURPOSE_PLAIN;
    if (wish.purpose && !purpose_is_known(wish.purpose, &purpose))
        return command_usage_error(context->command,
                                   _("--purpose is answer, question or holding, not \"%s\""),
                                   wish.purpose);
    Draft *draft = make_draft(context, id, &wish, &error);
    if (!draft)
        return command_fail(error);
    if (wish.purpose)
        draft->purpose = purpose;
    int status = send_draft(context, draft, &wish);
    draft_free(draft);
    return status;
}

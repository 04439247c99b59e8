/* Owns the commands about answers on their way and texts being written. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/outbox.h"

#include "skranke/desk/answer.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { MOST_ITEMS = 1000 };

static json_t *describe_item(const OutboxItem *item)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(item->message));
    json_object_set_new(object, "inquiry", json_integer(item->inquiry));
    json_object_set_new(object, "subject", describe_masked(item->subject, false));
    json_object_set_new(object, "delivery", output_text(delivery_words[item->state]));
    json_t *addresses = json_array();
    g_auto(GStrv) lines = g_strsplit(item->addresses ? item->addresses : "", "\n", -1);
    for (guint i = 0; lines[i]; i++)
        json_array_append_new(addresses, output_text(lines[i]));
    json_object_set_new(object, "addresses", addresses);
    json_object_set_new(object, "not_before", output_time(item->not_before));
    json_object_set_new(object, "next_try", output_time(item->next_try_at));
    json_object_set_new(object, "attempts", json_integer(item->attempts));
    json_object_set_new(object, "answer", output_text(item->answer));
    return object;
}

static void print_item(const OutboxItem *item)
{
    g_autofree char *subject = describe_mask(item->subject, false);
    output_line("%6" G_GINT64_FORMAT "  %s  %s  %s", item->message, delivery_text(item->state),
                item->addresses, subject);
}

int command_outbox_list(CommandContext *context, int argc, char **argv)
{
    gint64 limit = MOST_ITEMS;
    const GOptionEntry entries[] = {{"limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (limit < 1 || limit > G_MAXINT)
        return command_usage_error(context->command, _("--limit is a number above 0"));
    g_autoptr(GPtrArray) items = outbox_list(context->db, (guint)limit, &error);
    if (!items)
        return command_fail(error);
    for (guint i = 0; i < items->len; i++) {
        const OutboxItem *item = items->pdata[i];
        if (context->json)
            output_json(describe_item(item));
        else
            print_item(item);
    }
    return 0;
}

static int act_on_answer(CommandContext *context, int argc, char **argv,
                         bool (*act)(Desk *, gint64, GError **))
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 message = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &message))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(OutboxItem) item = act(context->desk, message, &error)
                                     ? outbox_of_message(context->db, message, &error)
                                     : NULL;
    if (!item)
        return command_fail(error);
    if (context->json)
        output_json(describe_item(item));
    else
        output_line(_("Answer %" PRId64 " to inquiry %" PRId64 ": %s."), message, item->inquiry,
                    delivery_text(item->state));
    return 0;
}

int command_outbox_withdraw(CommandContext *context, int argc, char **argv)
{
    return act_on_answer(context, argc, argv, answer_withdraw);
}

int command_outbox_retry(CommandContext *context, int argc, char **argv)
{
    return act_on_answer(context, argc, argv, answer_retry);
}

/* ---- drafts ---- */

static json_t *describe_draft(const Draft *draft)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(draft->id));
    json_object_set_new(object, "inquiry", json_integer(draft->inquiry));
    json_object_set_new(object, "kind", json_string(draft_kind_words[draft->kind]));
    json_object_set_new(object, "to", output_text(draft->recipients));
    json_object_set_new(object, "cc", output_text(draft->copies));
    json_object_set_new(object, "subject", describe_masked(draft->subject, false));
    json_object_set_new(object, "text", describe_masked(draft->text, false));
    json_object_set_new(object, "at", output_time(draft->changed_at));
    return object;
}

int command_draft_list(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) drafts =
        drafts_of_operator(context->db, context->desk->operator_->id, &error);
    if (!drafts)
        return command_fail(error);
    for (guint i = 0; i < drafts->len; i++) {
        const Draft *draft = drafts->pdata[i];
        g_autofree char *at = time_text_full(draft->changed_at);
        g_autofree char *subject = describe_mask(draft->subject, false);
        if (context->json)
            output_json(describe_draft(draft));
        else
            output_line("%6" G_GINT64_FORMAT "  %s  %s  %s", draft->inquiry, at,
                        draft->kind == DRAFT_NOTE ? _("note") : _("answer"), subject);
    }
    return 0;
}

/* My draft to the inquiry (the answer, else the note); NULL: a sentence was printed, *status is
 * set. */
static Draft *draft_of(CommandContext *context, int argc, char **argv, int *status)
{
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    *status = SKRANKE_ERROR_USAGE;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return NULL;
    for (int kind = DRAFT_REPLY; kind <= DRAFT_NOTE; kind++) {
        g_autoptr(GError) error = NULL;
        Draft *draft =
            drafts_find(context->db, id, context->desk->operator_->id, (DraftKind)kind, &error);
        if (draft)
            return draft;
        if (error) {
            *status = command_fail(error);
            return NULL;
        }
    }
    g_autoptr(GError) none = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                                         _("You have no draft to inquiry %" PRId64 "."), id);
    *status = command_fail(none);
    return NULL;
}

int command_draft_show(CommandContext *context, int argc, char **argv)
{
    int status = 0;
    Draft *draft = draft_of(context, argc, argv, &status);
    if (!draft)
        return status;
    if (context->json) {
        output_json(describe_draft(draft));
    } else {
        g_autofree char *subject = describe_mask(draft->subject, false);
        g_autofree char *text = describe_mask(draft->text, false);
        output_line(_("To: %s"), draft->recipients);
        output_line(_("Subject: %s"), subject);
        output_block(text, "");
    }
    draft_free(draft);
    return 0;
}

int command_draft_discard(CommandContext *context, int argc, char **argv)
{
    int status = 0;
    g_autoptr(GError) error = NULL;
    Draft *draft = draft_of(context, argc, argv, &status);
    if (!draft)
        return status;
    if (!answer_discard(context->desk, draft, &error))
        status = command_fail(error);
    else if (context->json)
        output_json(json_pack("{s:I}", "discarded", (json_int_t)draft->inquiry)), status = 0;
    else
        output_line(_("The draft was thrown away; it is kept for 30 days.")), status = 0;
    draft_free(draft);
    return status;
}

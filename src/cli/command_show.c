/* Owns showing one inquiry, and why it is due when it is. Opening one of a closed silo is logged,
 * and identity numbers are shown only to whoever says why (desk/reading.h). */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/refusal.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/links.h"
#include "skranke/store/messages.h"
#include "skranke/store/surveys.h"

#include "skranke/desk/reading.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* Everything that is shown of one inquiry. */
typedef struct {
    Desk *desk;
    Inquiry *inquiry;
    GPtrArray *messages, *events, *links;
    GHashTable *facts;
    Suggestion *suggestion; /* NULL: none could be made */
    bool unmasked;
} Shown;

static void shown_clear(Shown *shown)
{
    g_clear_pointer(&shown->inquiry, inquiry_free);
    g_clear_pointer(&shown->messages, g_ptr_array_unref);
    g_clear_pointer(&shown->events, g_ptr_array_unref);
    g_clear_pointer(&shown->links, g_ptr_array_unref);
    g_clear_pointer(&shown->facts, g_hash_table_unref);
    g_clear_pointer(&shown->suggestion, suggestion_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

/* The opening is written down before anything is read aloud. */
static bool read_shown(Shown *shown, gint64 id, const char *reason, GError **error)
{
    Desk *desk = shown->desk;
    if (shown->unmasked && !reading_reveal(desk, id, reason, error))
        return false;
    shown->inquiry = inquiries_get(desk->db, id, error);
    if (!shown->inquiry || !reading_opened(desk, shown->inquiry, error))
        return false;
    shown->messages = messages_of_inquiry(desk->db, id, error);
    shown->events = shown->messages ? events_of_inquiry(desk->db, id, error) : NULL;
    shown->links = shown->events ? links_of_inquiry(desk->db, id, error) : NULL;
    shown->facts = shown->links ? inquiry_facts_of(desk->db, id, error) : NULL;
    shown->suggestion = shown->facts ? sorting_suggestion(desk, id, NULL) : NULL;
    return shown->facts != NULL;
}

/* ---- for machines ---- */

static json_t *describe_suggestion(const Suggestion *suggestion)
{
    json_t *object = json_object();
    json_object_set_new(object, "category", output_text(suggestion->category));
    json_object_set_new(object, "statistic", output_text(suggestion->statistic));
    json_object_set_new(object, "subject", output_text(suggestion->subject));
    json_object_set_new(object, "sure", json_boolean(suggestion->sure));
    json_object_set_new(object, "why", describe_masked(suggestion->why, false));
    return object;
}

static json_t *describe_link(const Link *link, bool unmasked)
{
    json_t *object = json_object();
    json_object_set_new(object, "inquiry", json_integer(link->other));
    json_object_set_new(object, "kind", json_string(link_kind_words[link->kind]));
    json_object_set_new(object, "back", json_boolean(link->back));
    json_object_set_new(object, "subject", describe_masked(link->subject, unmasked));
    return object;
}

static json_t *describe_facts(GHashTable *facts, bool unmasked)
{
    json_t *object = json_object();
    GHashTableIter iterator;
    gpointer name, value;
    g_hash_table_iter_init(&iterator, facts);
    while (g_hash_table_iter_next(&iterator, &name, &value))
        json_object_set_new(object, name, describe_masked(value, unmasked));
    return object;
}

/* What the inquiry's object masks, in the open: why was said. */
static void unmask(json_t *object, const Inquiry *inquiry)
{
    json_object_set_new(object, "subject", output_text_or_empty(inquiry->subject));
    json_object_set_new(object, "from",
                        describe_sender(inquiry->from_name, inquiry->from_address, true));
    json_object_set_new(object, "decision_basis", output_text(inquiry->decision_basis));
    json_object_set_new(object, "wished_time", output_text(inquiry->wished_time));
}

static void print_json(const Shown *shown)
{
    json_t *object = describe_inquiry(shown->desk, shown->inquiry, clock_now());
    json_t *messages = json_array(), *events = json_array(), *links = json_array();
    g_autoptr(GHashTable) logins = describe_logins(shown->desk->db);
    if (shown->unmasked)
        unmask(object, shown->inquiry);
    for (guint i = 0; i < shown->messages->len; i++)
        json_array_append_new(messages,
                              describe_message(shown->messages->pdata[i], shown->unmasked));
    for (guint i = 0; i < shown->events->len; i++)
        json_array_append_new(events, describe_event(shown->events->pdata[i], logins));
    for (guint i = 0; i < shown->links->len; i++)
        json_array_append_new(links, describe_link(shown->links->pdata[i], shown->unmasked));
    json_object_set_new(object, "suggested",
                        shown->suggestion ? describe_suggestion(shown->suggestion) : json_null());
    json_object_set_new(object, "facts", describe_facts(shown->facts, shown->unmasked));
    json_object_set_new(object, "links", links);
    json_object_set_new(object, "forwards", describe_forwards(shown->desk, shown->inquiry->id));
    json_object_set_new(object, "messages", messages);
    json_object_set_new(object, "events", events);
    output_json(object);
}

/* ---- for people ---- */

static void print_clock(const char *title, const char *on, CategoryBy by)
{
    if (on && *on)
        output_line("%s: %s (%s)", title, on, category_by_text(by));
}

static void print_category(const Shown *shown)
{
    const Inquiry *inquiry = shown->inquiry;
    const Rulebook *book = rules_book(shown->desk, NULL);
    const Category *own = book ? rulebook_category(book, inquiry->category) : NULL;
    const Category *counts = book ? clocks_category(book->categories, inquiry) : NULL;
    if (!own) {
        output_line(_("Category: %s"), _("none"));
        return;
    }
    output_line(inquiry->category_by == CHOSEN_BY_SUGGESTION ? _("Category: %s (%s), suggested")
                                                             : _("Category: %s (%s)"),
                category_name(own), own->code);
    if (inquiry->statistic && *inquiry->statistic)
        output_line(_("Statistic: %s"), inquiry->statistic);
    print_clock(_("Target"), inquiry->target_on, counts->target.by);
    print_clock(_("Limit"), inquiry->limit_on, counts->limit.by);
    print_clock(_("Holding reply"), inquiry->holding_on, counts->holding.by);
}

/* What waits to be accepted or is suggested otherwise. */
static void print_suggestion(const Shown *shown)
{
    const Suggestion *suggestion = shown->suggestion;
    if (!suggestion || shown->inquiry->category_by == CHOSEN_BY_OPERATOR)
        return;
    g_autofree char *why = describe_mask(suggestion->why, shown->unmasked);
    output_line(suggestion->sure ? _("Suggested: %s %s") : _("Suggested, not surely: %s %s"),
                suggestion->category, suggestion->statistic);
    output_block(why, "  ");
}

static void print_standing(const Shown *shown)
{
    const Inquiry *inquiry = shown->inquiry;
    g_autofree char *left = describe_left(shown->desk, inquiry, clock_now());
    g_autofree char *wanted = time_text_full(inquiry->wanted_at - 1);
    g_autofree char *until = time_text_full(inquiry->snoozed_until);
    if (*left)
        output_line(_("Left: %s"), left);
    if (inquiry->wanted_at)
        output_line(_("Needed by: %s"), wanted);
    if (inquiry->snoozed_until)
        output_line(_("Put off until: %s"), until);
    if (inquiry->forwarded_to && *inquiry->forwarded_to)
        output_line(_("Forwarded to: %s"), inquiry->forwarded_to);
    g_autofree char *basis = describe_mask(inquiry->decision_basis, shown->unmasked);
    if (inquiry->decision && *inquiry->decision)
        output_line(_("Decision: %s %s"), refusal_decision_text(inquiry->decision), basis);
    for (guint i = 0; i < shown->links->len; i++) {
        g_autofree char *text = link_text(shown->links->pdata[i]);
        output_line(_("Linked: %s"), text);
    }
}

/* What can be said at once to "must I answer?". */
static void print_survey(const Shown *shown)
{
    const Inquiry *inquiry = shown->inquiry;
    SurveyMode mode = SURVEY_MODE_NONE;
    survey_mode_from_word(inquiry->wished_mode, &mode);
    g_autofree char *time = describe_mask(inquiry->wished_time, shown->unmasked);
    g_autofree char *wish = survey_wish_text(time, mode);
    g_autoptr(Survey) survey = inquiry->survey && *inquiry->survey
                                   ? surveys_get(shown->desk->db, inquiry->survey, NULL)
                                   : NULL;
    if (survey) {
        g_autofree char *answer =
            survey_answer(survey, inquiry->language, day_of_moment(clock_now(), NULL));
        output_line(_("Survey: %s"), survey_name(survey));
        output_block(answer, "  ");
    }
    if (*wish)
        output_line("%s", wish);
}

static void print_addressees(const Message *message, bool unmasked)
{
    g_autofree char *to = describe_mask(message->recipients, unmasked);
    g_autofree char *copies = describe_mask(message->copies, unmasked);
    if (*to)
        output_line(_("To: %s"), to);
    if (*copies)
        output_line(_("Cc: %s"), copies);
}

/* What people must know before they read it, a line each. */
static void print_warnings(const Message *message, bool unmasked)
{
    if (!message->warnings || !*message->warnings)
        return;
    g_autofree char *warnings = describe_mask(message->warnings, unmasked);
    output_block(warnings, "! ");
}

static void print_message(const Message *message, bool unmasked)
{
    static const char *const directions[] = {N_("in"), N_("out"), N_("note")};
    const char *purpose = message_purpose_text(message->purpose);
    g_autofree char *at = time_text_header(message->at);
    g_autofree char *text = describe_mask(message->text, unmasked);
    g_autofree char *from = describe_mask(
        message->from_name && *message->from_name ? message->from_name : message->from_address,
        unmasked);
    output_line("%s", "");
    output_line("── %s · %s · %s%s%s%s%s", _(directions[message->direction]), at, from,
                *purpose ? " · " : "", purpose, message->delivery ? " · " : "",
                delivery_text(message->delivery));
    print_addressees(message, unmasked);
    print_warnings(message, unmasked);
    output_block(text, "");
    for (guint i = 0; i < message->attachments->len; i++) {
        const Attachment *attachment = message->attachments->pdata[i];
        g_autofree char *name = describe_mask(attachment->name, unmasked);
        output_line(_("Attachment: %s (%s, %" PRId64 " bytes)"), name, attachment->type,
                    attachment->size);
    }
}

static void print_text(const Shown *shown)
{
    const Inquiry *inquiry = shown->inquiry;
    g_autofree char *received = time_text_full(inquiry->received_at);
    g_autofree char *subject = describe_mask(inquiry->subject, shown->unmasked);
    g_autofree char *sender = describe_mask(inquiry_sender(inquiry), shown->unmasked);
    output_line("%" G_GINT64_FORMAT "  %s", inquiry->id, subject);
    g_autofree char *address = describe_mask(inquiry->from_address, shown->unmasked);
    output_line(_("From: %s %s"), sender, address);
    output_line(_("Received: %s by %s"), received, channel_text(inquiry->channel));
    output_line(_("State: %s, owner: %s"), inquiry_state_text(inquiry->state),
                inquiry->owner ? inquiry->owner_name : _("nobody"));
    print_category(shown);
    print_standing(shown);
    print_suggestion(shown);
    print_survey(shown);
    for (guint i = 0; i < shown->messages->len; i++)
        print_message(shown->messages->pdata[i], shown->unmasked);
    output_line("%s", "");
    for (guint i = 0; i < shown->events->len; i++)
        describe_event_line(shown->events->pdata[i]);
}

/* ---- the commands ---- */

static int show(CommandContext *context, const char *number, bool unmasked, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_auto(Shown) shown = {.desk = context->desk, .unmasked = unmasked};
    gint64 id = 0;
    if (!options_number(context, number, &id))
        return SKRANKE_ERROR_USAGE;
    if (!read_shown(&shown, id, reason, &error))
        return command_fail(error);
    if (context->json)
        print_json(&shown);
    else
        print_text(&shown);
    return 0;
}

int command_inquiry_show(CommandContext *context, int argc, char **argv)
{
    g_autofree char *reason = NULL;
    gboolean unmasked = FALSE;
    const GOptionEntry entries[] = {{"unmasked", 0, 0, G_OPTION_ARG_NONE, &unmasked, NULL, NULL},
                                    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    return show(context, words[0], unmasked, reason);
}

int command_inquiry_reveal(CommandContext *context, int argc, char **argv)
{
    g_autofree char *reason = NULL;
    const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    return show(context, words[0], true, reason);
}

int command_inquiry_why(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *why = reading_explain(context->desk, id, &error);
    g_autoptr(Inquiry) inquiry = why ? inquiries_get(context->db, id, &error) : NULL;
    if (!inquiry)
        return command_fail(error);
    if (!context->json) {
        output_block(why, "");
        return 0;
    }
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(id));
    json_object_set_new(object, "due", output_time(describe_due(inquiry)));
    json_object_set_new(object, "due_clock", output_text(clock_kind_words[inquiry->due_kind]));
    json_object_set_new(object, "why", output_text(why));
    output_json(object);
    return 0;
}

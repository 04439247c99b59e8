/* Owns the commands about messages to colleagues: new, list, show, done, remind. The acts and their
 * rules are desk/phone_messages.h's. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/message.h"
#include "skranke/domain/phone_number.h"

#include "skranke/desk/phone_messages.h"
#include "skranke/desk/sorting.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { MOST_LISTED = 10000 };

/* ---- as JSON and as lines ---- */

static bool is_overdue(const PhoneMessage *message, gint64 now)
{
    return message->state == PHONE_MESSAGE_WAITING &&
           (message->due_at <= now ||
            strcmp(message->delivery, delivery_words[DELIVERY_REFUSED]) == 0);
}

static json_t *describe_message_to(const PhoneMessage *message, gint64 now)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(message->id));
    json_object_set_new(object, "state", json_string(phone_message_state_words[message->state]));
    json_object_set_new(object, "person", output_number(message->person));
    json_object_set_new(object, "to", output_text(message->person_name));
    json_object_set_new(object, "section", output_text(message->section));
    json_object_set_new(object, "caller", describe_masked(message->caller, false));
    json_object_set_new(object, "number", output_text(message->number));
    json_object_set_new(object, "wish", json_string(phone_wish_words[message->wish]));
    json_object_set_new(object, "wanted", describe_masked(message->wanted, false));
    json_object_set_new(object, "text", describe_masked(message->text, false));
    json_object_set_new(object, "at", output_time(message->at));
    json_object_set_new(object, "by", output_text(message->operator_name));
    json_object_set_new(object, "due", output_time(message->due_at));
    json_object_set_new(object, "overdue", json_boolean(is_overdue(message, now)));
    json_object_set_new(object, "reminders", json_integer(message->reminders));
    json_object_set_new(object, "delivery", output_text(message->delivery));
    json_object_set_new(object, "settled", output_time(message->settled_at));
    json_object_set_new(object, "call", output_number(message->call));
    json_object_set_new(object, "inquiry", output_number(message->inquiry));
    return object;
}

static const char *receiver(const PhoneMessage *message)
{
    return *message->person_name ? message->person_name : message->section;
}

/* What is not mailed is told otherwise; what waits is followed up. */
static const char *state_text(const PhoneMessage *message, gint64 now)
{
    switch (message->state) {
    case PHONE_MESSAGE_DONE:
        return _("done");
    case PHONE_MESSAGE_WITHDRAWN:
        return _("withdrawn");
    case PHONE_MESSAGE_WAITING:
        break;
    }
    return strcmp(message->delivery, delivery_words[DELIVERY_REFUSED]) == 0 ? _("refused")
           : is_overdue(message, now)                                       ? _("overdue")
                                                                            : _("waiting");
}

static char *caller_text(const char *caller, const char *number)
{
    g_autofree char *written = phone_number_text(number);
    g_autofree char *masked = describe_mask(caller, false);
    const char *shown = *written ? written : number;
    return g_strdup_printf("%s%s%s", masked, *masked && *shown ? ", " : "", shown);
}

static void print_line(const PhoneMessage *message, gint64 now)
{
    g_autofree char *due = time_text_short(message->due_at, now);
    g_autofree char *caller = caller_text(message->caller, message->number);
    output_line("%" PRId64 "  %s  %s  %s: %s, %s", message->id, state_text(message, now), due,
                receiver(message), phone_wish_text(message->wish), caller);
}

/* "refused" in the screen's language; the word itself where it is none of ours. */
static const char *delivery_in_words(const char *word)
{
    for (guint i = 0; delivery_words[i]; i++)
        if (*word && g_str_equal(delivery_words[i], word))
            return delivery_text((Delivery)i);
    return *word ? word : _("no mail");
}

static void print_whole(const PhoneMessage *message, gint64 now)
{
    g_autofree char *caller = caller_text(message->caller, message->number);
    g_autofree char *at = time_text_header(message->at);
    g_autofree char *due = time_text_header(message->due_at);
    g_autofree char *wanted = describe_mask(message->wanted, false);
    g_autofree char *text = describe_mask(message->text, false);
    const char *delivery = delivery_in_words(message->delivery);
    output_line(_("Message %" PRId64 ": %s"), message->id, state_text(message, now));
    output_line(_("To: %s"), receiver(message));
    output_line(_("From: %s"), caller);
    output_line(_("Wish: %s"), phone_wish_text(message->wish));
    if (*wanted)
        output_line(_("When: %s"), wanted);
    output_line(_("Taken: %s, %s"), at, message->operator_name);
    output_line(_("To be done by: %s"), due);
    output_line(_("Mail: %s; reminders: %" PRId64), delivery, message->reminders);
    output_line(_("Inquiry: %" PRId64), message->inquiry);
    if (*text)
        output_block(text, "  ");
}

static void print_one(const CommandContext *context, const PhoneMessage *message)
{
    if (context->json)
        output_json(describe_message_to(message, clock_now()));
    else
        print_whole(message, clock_now());
}

static int print_after(CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PhoneMessage) message = phone_messages_get(context->db, id, &error);
    if (!message)
        return command_fail(error);
    print_one(context, message);
    return 0;
}

/* ---- new ---- */

typedef struct {
    char *to, *caller, *number, *wish, *wanted, *text, *due;
    gint64 call;
    gboolean dry_run;
} Given;

static void given_clear(Given *given)
{
    g_free(given->to);
    g_free(given->caller);
    g_free(given->number);
    g_free(given->wish);
    g_free(given->wanted);
    g_free(given->text);
    g_free(given->due);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

static void print_review_json(const PhoneMessageReview *review)
{
    json_t *object = json_object();
    json_object_set_new(object, "dry_run", json_true());
    json_object_set_new(object, "to", output_text(review->to_name));
    json_object_set_new(object, "address", output_text(review->to_address));
    json_object_set_new(object, "subject", output_text(review->subject));
    json_object_set_new(object, "text", output_text(review->text));
    json_object_set_new(object, "due", output_time(review->due_at));
    json_object_set_new(object, "warnings", output_texts(review->warnings));
    output_json(object);
}

static void print_review(const PhoneMessageReview *review)
{
    g_autofree char *due = time_text_header(review->due_at);
    output_line(_("To: %s <%s>"), review->to_name, review->to_address);
    output_line(_("Subject: %s"), review->subject);
    output_line(_("To be done by: %s"), due);
    output_line("%s", "");
    output_block(review->text, "  ");
}

/* A section's code goes before initials and numbers of people. False: there is no such. */
static bool find_receiver(const Directory *directory, const char *word, NewPhoneMessage *wish,
                          GError **error)
{
    if (!word)
        return true;
    const Person *person = directory_person_named(directory, word);
    if (people_directory_section(directory_people(directory), word))
        wish->section = word;
    else if (person)
        wish->person = person->id;
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no section or person \"%.60s\" in the directory; nothing was sent. "
                      "Look with \"skranke people find\"."),
                    word);
    return wish->section || wish->person;
}

static int send_or_show(CommandContext *context, const Directory *directory,
                        const NewPhoneMessage *wish, bool dry_run)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PhoneMessageReview) review =
        phone_message_review(context->desk, directory, wish, &error);
    if (!review)
        return command_fail(error);
    if (!dry_run || !context->json)
        output_warnings(NULL, review->warnings);
    if (!dry_run) {
        gint64 id = phone_message_send(context->desk, directory, wish, &error);
        return id ? print_after(context, id) : command_fail(error);
    }
    if (context->json)
        print_review_json(review);
    else
        print_review(review);
    return 0;
}

/* What was said on the call is there already: then nothing is waited for at a terminal. */
static char *text_of(const Given *given, GError **error)
{
    if (!given->text && given->call && isatty(STDIN_FILENO))
        return g_strdup("");
    return options_text(given->text, error);
}

static int take(CommandContext *context, const Given *given, PhoneWish wish_word)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = text_of(given, &error);
    g_autoptr(Directory) directory = text ? directory_load(context->db, clock_now(), &error) : NULL;
    NewPhoneMessage wish = {.call = given->call,
                            .caller = given->caller,
                            .number = given->number,
                            .wish = wish_word,
                            .wanted = given->wanted,
                            .text = text};
    if (!directory || !find_receiver(directory, given->to, &wish, &error) ||
        (given->due && !sorting_parse_moment(context->desk, given->due, &wish.due_at, &error)))
        return command_fail(error);
    return send_or_show(context, directory, &wish, given->dry_run);
}

static bool read_wish(const char *word, PhoneWish *wish)
{
    for (int i = 0; word && phone_wish_words[i]; i++)
        if (strcmp(phone_wish_words[i], word) == 0) {
            *wish = (PhoneWish)i;
            return true;
        }
    return word == NULL;
}

int command_message_new(CommandContext *context, int argc, char **argv)
{
    g_auto(Given) given = {0};
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &given.to, NULL, NULL},
        {"call", 0, 0, G_OPTION_ARG_INT64, &given.call, NULL, NULL},
        {"from", 0, 0, G_OPTION_ARG_STRING, &given.caller, NULL, NULL},
        {"number", 0, 0, G_OPTION_ARG_STRING, &given.number, NULL, NULL},
        {"wish", 0, 0, G_OPTION_ARG_STRING, &given.wish, NULL, NULL},
        {"wanted", 0, 0, G_OPTION_ARG_STRING, &given.wanted, NULL, NULL},
        {"text", 0, 0, G_OPTION_ARG_STRING, &given.text, NULL, NULL},
        {"due", 0, 0, G_OPTION_ARG_STRING, &given.due, NULL, NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &given.dry_run, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    PhoneWish wish = WISH_CALL_BACK;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (!given.to && !given.call)
        return command_usage_error(context->command, _("say whom with --to"));
    if (!read_wish(given.wish, &wish))
        return command_usage_error(context->command, _("\"%.40s\" is no wish"), given.wish);
    return take(context, &given, wish);
}

/* ---- what is there ---- */

int command_message_list(CommandContext *context, int argc, char **argv)
{
    gboolean all = FALSE;
    const GOptionEntry entries[] = {{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) messages = phone_messages_list(context->db, !all, MOST_LISTED, &error);
    if (!messages)
        return command_fail(error);
    gint64 now = clock_now();
    for (guint i = 0; i < messages->len && !output_is_closed(); i++) {
        if (context->json)
            output_json(describe_message_to(messages->pdata[i], now));
        else
            print_line(messages->pdata[i], now);
    }
    return 0;
}

int command_message_show(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    return print_after(context, id);
}

/* ---- what came of it ---- */

static int settle(CommandContext *context, int argc, char **argv,
                  bool (*act)(Desk *, gint64, GError **))
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    return act(context->desk, id, &error) ? print_after(context, id) : command_fail(error);
}

int command_message_done(CommandContext *context, int argc, char **argv)
{
    return settle(context, argc, argv, phone_message_done);
}

int command_message_remind(CommandContext *context, int argc, char **argv)
{
    return settle(context, argc, argv, phone_message_remind);
}

/* Owns to whom a message about a caller goes, by which rules it is refused, when its silence is
 * shown and what somebody must know before it goes. Writes nothing to the database. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/phone_number.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/receipts.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"
#include "skranke/desk/suggesting.h"

#include "phone_messages_private.h"

/* A working day on which the bureau is closed all day is none; more of them are no calendar. */
enum { MOST_CLOSED_DAYS = 30, LEAST_FIGURES = 3 };

static bool has_text(const char *text)
{
    return text && *text;
}

static void warn(PhonePlan *plan, char *sentence)
{
    g_ptr_array_add(plan->review->warnings, sentence);
}

/* ---- what is said ---- */

/* What the batch puts the inquiry's number for must not stand in somebody's words. */
static char *cleaned(const char *text)
{
    GString *out = g_string_new(text ? text : "");
    g_string_replace(out, RECEIPTS_REFERENCE, "{ # }", 0);
    g_autofree char *whole = g_string_free(out, FALSE);
    return g_strdup(g_strstrip(whole));
}

static char *one_line(const char *text)
{
    g_autofree char *whole = cleaned(text);
    return g_strdup(g_strdelimit(whole, "\r\n\t", ' '));
}

static const char *or_else(const char *given, const char *of_call)
{
    return has_text(given) ? given : of_call ? of_call : "";
}

/* As it can be rung where it is a number, else in the caller's words. */
static char *number_of(const char *written)
{
    g_autofree char *normalised = phone_number_normalise(written);
    return *normalised ? g_steal_pointer(&normalised) : one_line(written);
}

char *phone_plan_number_text(const PhoneMessage *message)
{
    const char *number = message->number;
    return phone_number_may_be_dialled(number) ? phone_number_text(number) : g_strdup(number);
}

static PhoneMessage *message_of(const Desk *desk, const NewPhoneMessage *given, const Call *call,
                                gint64 now)
{
    PhoneMessage *message = g_new0(PhoneMessage, 1);
    message->call = given->call;
    message->operator_id = desk->operator_->id;
    message->operator_name = g_strdup(desk->operator_->name);
    message->at = now;
    message->wish = given->wish;
    message->due_at = given->due_at;
    message->caller = one_line(or_else(given->caller, call ? call->caller : ""));
    message->number = number_of(or_else(given->number, call ? call->number : ""));
    message->wanted = one_line(given->wanted);
    message->text = cleaned(or_else(given->text, call ? call->matter : ""));
    message->section = g_strdup(given->section ? given->section : "");
    message->person = given->person || *message->section ? given->person : call ? call->person : 0;
    return message;
}

static bool says_something(const PhoneMessage *message, GError **error)
{
    if (*message->caller || *message->number || *message->text)
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("Say who rang, from which number or about what; nothing was sent."));
    return false;
}

/* A sentence in the line of the number is in the wrong line; one word may be why there is none
 * ("hidden"). */
static bool is_number(const char *given, GError **error)
{
    guint figures = 0;
    for (const char *c = given ? given : ""; *c; c++)
        figures += g_ascii_isdigit(*c) != 0;
    g_autofree char *line = one_line(given);
    if (!strchr(line, ' ') || figures >= LEAST_FIGURES)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is no telephone number; nothing was sent. Write a number there, or "
                  "nothing."),
                given);
    return false;
}

/* ---- to whom ---- */

static bool find_receiver(PhonePlan *plan, GError **error)
{
    const PeopleDirectory *people = directory_people(plan->directory);
    const PhoneMessage *message = plan->message;
    if ((message->person != 0) == (*message->section != '\0')) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                            _("Say one person or one section the message is for."));
        return false;
    }
    if (message->person) {
        plan->person = people_directory_person(people, message->person);
        plan->section = plan->person ? directory_main_section(plan->directory, plan->person) : NULL;
    } else {
        plan->section = people_directory_section(people, message->section);
    }
    if (plan->person ? plan->person->active : !message->person && plan->section)
        return true;
    if (plan->person)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("%s does not work here any more; nothing was sent. Choose who took over."),
                    plan->person->name);
    else
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("There is no such person or section in the directory; nothing was "
                              "sent. Look with \"skranke people find\"."));
    return false;
}

/* As the record keeps it for every operator, whatever the language of the screen. */
static const char *receiver_name(const PhonePlan *plan)
{
    return plan->person                       ? plan->person->name
           : has_text(plan->section->name_nb) ? plan->section->name_nb
                                              : section_name(plan->section);
}

static bool is_usable(const Desk *desk, const char *address)
{
    return has_text(address) && address_is_valid(address) &&
           !forwarding_is_own_address(desk, address);
}

/* The person's own, else the section's. Without one the message is kept, and somebody tells it. */
static void find_address(PhonePlan *plan)
{
    const Desk *desk = plan->desk;
    const char *own = plan->person ? plan->person->email : NULL;
    const char *shared = plan->section ? plan->section->email : NULL;
    const char *name = receiver_name(plan), *address = NULL;
    if (is_usable(desk, own))
        address = own;
    else if (is_usable(desk, shared))
        address = shared;
    if (!has_text(desk_sender(desk)))
        plan->why_not = g_strdup(_("the bureau has no address to send from. Set from under [mail] "
                                   "in the configuration"));
    else if (!address)
        plan->why_not = g_strdup_printf(
            _("%s has no e-mail address in the directory that is not this desk's own"), name);
    else if (plan->person && address == shared)
        warn(plan, g_strdup_printf(_("%s has no e-mail address; the message goes to %s."), name,
                                   address));
    plan->review->to_name = g_strdup(name);
    plan->review->to_address = g_strdup(plan->why_not ? "" : address);
}

/* ---- by which rules ---- */

static bool is_press(const char *category)
{
    return g_strcmp0(category, "press") == 0 || g_strcmp0(category, "press_management") == 0;
}

/* By what was marked on the call, or by what the words suggest. */
static bool looks_like_press(const PhonePlan *plan, const Call *call, bool *press, GError **error)
{
    *press = call && call->press;
    if (*press)
        return true;
    SuggestionInput input = {.channel = CHANNEL_PHONE,
                             .subject = plan->message->caller,
                             .text = plan->message->text,
                             .from_address = ""};
    g_autoptr(Suggestion) suggestion = suggesting_text(plan->desk, &input, error);
    *press = suggestion && is_press(suggestion->category);
    return suggestion != NULL;
}

/* Any of the sections that a person works in. */
static bool is_management(const PhonePlan *plan)
{
    const PeopleDirectory *people = directory_people(plan->directory);
    const char *codes = plan->person ? plan->person->sections : plan->message->section;
    g_auto(GStrv) each = g_strsplit(codes ? codes : "", ",", -1);
    for (guint i = 0; each[i]; i++) {
        const Section *section = people_directory_section(people, g_strstrip(each[i]));
        if (section && section->role && strstr(section->role, "management"))
            return true;
    }
    return false;
}

static bool refused_by_rules(const PhonePlan *plan, const Call *call, GError **error)
{
    bool press = false;
    if (!is_management(plan))
        return false;
    if (!looks_like_press(plan, call, &press, error))
        return true;
    const char *why =
        refusal_press_to_management(press, true, plan->desk->operator_->press_contact);
    if (why)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, why);
    return why != NULL;
}

/* ---- when ---- */

/* When the person is back, where that is known and still to come; else now. */
static gint64 from_when(const PhonePlan *plan)
{
    if (!plan->person)
        return plan->now;
    Presence presence = directory_presence(plan->directory, plan->person, plan->now);
    return MAX(plan->now, presence.back_at);
}

/* The end of the next working day's opening; of the day of the return where that is later: nobody
 * is late before having been here. */
static gint64 next_working_days_end(const PhonePlan *plan)
{
    gint64 from = from_when(plan);
    Day day = MAX(day_of_moment(plan->now, NULL), day_of_moment(from, NULL) - 1);
    for (int i = 0; i < MOST_CLOSED_DAYS; i++) {
        day = calendar_add_working_days(plan->rules->calendar, day, 1);
        OpeningSpan span = opening_of_day(&plan->rules->opening, day);
        if (span.until > 0 && day_moment(day, span.until) > from)
            return day_moment(day, span.until);
    }
    return day_moment(day + 1, 0);
}

/* When the caller wants it, in their words: a moment, or a day alone; 0: neither. */
static gint64 wanted_moment(Desk *desk, const PhoneMessage *message, bool *day_alone)
{
    gint64 at = 0;
    *day_alone = false;
    bool read =
        *message->wanted && sorting_parse_until(desk, message->wanted, &at, day_alone, NULL);
    return read ? at : 0;
}

/* Of a day alone the end of its opening; what has passed moves nothing. */
static void due_as_wanted(PhonePlan *plan, gint64 at, bool day_alone)
{
    Day day = day_of_moment(at, NULL);
    OpeningSpan span = day_alone ? opening_of_day(&plan->rules->opening, day) : (OpeningSpan){0};
    if (span.until > 0)
        at = day_moment(day, span.until);
    if (plan->message->due_at == 0 && at > plan->now)
        plan->message->due_at = at;
}

/* ---- what somebody must know ---- */

static void warn_of_absence(PhonePlan *plan)
{
    if (!plan->person)
        return;
    Presence presence = directory_presence(plan->directory, plan->person, plan->now);
    if (presence_shown(&presence) != PRESENCE_OUT)
        return;
    g_autofree char *back = presence.back_at > 0 ? time_text_short(presence.back_at, plan->now)
                                                 : g_strdup(_("not known"));
    warn(plan, g_strdup_printf(_("%s is away; back: %s."), plan->person->name, back));
}

static void add_asks(PhonePlan *plan)
{
    GPtrArray *asks = plan->review->asks;
    if (!has_text(plan->message->text))
        g_ptr_array_add(asks, g_strdup(_("Nothing is said of what it is about.")));
    if (plan->person && has_text(plan->person->organisation) && !plan->why_not) {
        char *leaves =
            g_strdup_printf(_("%s works for %s: the caller's name and number leave the house."),
                            plan->person->name, plan->person->organisation);
        g_ptr_array_add(asks, leaves);
        warn(plan, g_strdup(leaves));
    }
}

static void add_warnings(PhonePlan *plan)
{
    const PhoneMessage *message = plan->message;
    if (plan->why_not)
        warn(plan, g_strdup_printf(_("No mail is sent: %s. The message is kept here: tell it to %s "
                                     "otherwise."),
                                   plan->why_not, plan->review->to_name));
    if (message->wish == WISH_CALL_BACK && !phone_number_may_be_dialled(message->number))
        warn(plan, g_strdup(_("There is no number to ring back.")));
    warn_of_absence(plan);
    if (identity_number_is_in(message->text) || identity_number_is_in(message->caller))
        warn(plan, g_strdup(_("National identity numbers are masked in the text of the mail.")));
}

/* ---- the mail ---- */

/* The first language of whoever reads it, else the screen's. */
static ForwardForm form_of(const PhonePlan *plan)
{
    static const ForwardForm forms[] = {
        [LANGUAGE_BOKMAL] = FORM_NB, [LANGUAGE_NYNORSK] = FORM_NN, [LANGUAGE_ENGLISH] = FORM_EN};
    const char *languages = plan->person && plan->person->languages ? plan->person->languages : "";
    g_autofree char *first = g_strndup(languages, strcspn(languages, ", "));
    return forms[language_from_code(first, language_current())];
}

/* inquiry EVENT_LATEST: the batch gives it its number. */
static char *mark_of(const PhonePlan *plan, gint64 inquiry)
{
    if (plan->why_not)
        return g_strdup("");
    if (inquiry == EVENT_LATEST)
        return g_strdup_printf("[%s-%s]", RECEIPTS_REFERENCE, plan->token);
    return g_strdup_printf("[#%" G_GINT64_FORMAT "-%s]", inquiry, plan->token);
}

static void write_mail(PhonePlan *plan, gint64 inquiry, bool reminder)
{
    const PhoneMessage *message = plan->message;
    g_autofree char *mark = mark_of(plan, inquiry);
    g_autofree char *number = phone_plan_number_text(message);
    PhoneLetter letter = {.form = form_of(plan),
                          .reminder = reminder,
                          .mark = mark,
                          .to_name = plan->review->to_name,
                          .caller = message->caller,
                          .number = number,
                          .wish = message->wish,
                          .wanted = message->wanted,
                          .text = message->text,
                          .at = message->at,
                          .due_at = message->due_at,
                          .taken_by = message->operator_name,
                          .bureau = config_text(plan->desk->config, "bureau", "name")};
    plan->review->subject = phone_letter_subject(&letter);
    plan->review->text = phone_letter_text(&letter);
    plan->mark = g_steal_pointer(&mark);
}

/* ---- all of it ---- */

static PhonePlan *plan_begin(Desk *desk, const Directory *directory, PhoneMessage *message,
                             GError **error)
{
    PhonePlan *plan = g_new0(PhonePlan, 1);
    plan->desk = desk;
    plan->directory = directory;
    plan->now = clock_now();
    plan->message = message;
    plan->token = forwarding_new_token();
    plan->review = g_new0(PhoneMessageReview, 1);
    plan->review->warnings = g_ptr_array_new_with_free_func(g_free);
    plan->review->asks = g_ptr_array_new_with_free_func(g_free);
    plan->rules = rules_book(desk, error);
    if (plan->rules && find_receiver(plan, error))
        return plan;
    phone_plan_free(plan);
    return NULL;
}

static void plan_end(PhonePlan *plan, gint64 inquiry, bool reminder)
{
    if (plan->message->due_at == 0)
        plan->message->due_at = next_working_days_end(plan);
    plan->review->due_at = plan->message->due_at;
    find_address(plan);
    add_asks(plan);
    add_warnings(plan);
    write_mail(plan, inquiry, reminder);
}

static bool is_ahead(const PhonePlan *plan, GError **error)
{
    if (plan->message->due_at == 0 || plan->message->due_at > plan->now)
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("The message would be due in the past; nothing was sent."));
    return false;
}

PhonePlan *phone_plan_new(Desk *desk, const Directory *directory, const NewPhoneMessage *given,
                          const Call *call, GError **error)
{
    g_autoptr(PhoneMessage) message = message_of(desk, given, call, clock_now());
    if (!says_something(message, error) || !is_number(given->number, error))
        return NULL;
    bool day_alone = false;
    gint64 wanted = wanted_moment(desk, message, &day_alone);
    g_autoptr(PhonePlan) plan = plan_begin(desk, directory, g_steal_pointer(&message), error);
    if (!plan || refused_by_rules(plan, call, error) || !is_ahead(plan, error))
        return NULL;
    due_as_wanted(plan, wanted, day_alone);
    plan_end(plan, EVENT_LATEST, false);
    return g_steal_pointer(&plan);
}

PhonePlan *phone_plan_again(Desk *desk, const Directory *directory, const PhoneMessage *message,
                            const Forward *forward, GError **error)
{
    PhoneMessage *again = phone_message_copy(message);
    again->due_at = 0;
    PhonePlan *plan = plan_begin(desk, directory, again, error);
    if (!plan)
        return NULL;
    if (forward) {
        g_free(plan->token);
        plan->token = g_strdup(forward->token);
    }
    plan_end(plan, message->inquiry, true);
    return plan;
}

void phone_plan_free(PhonePlan *plan)
{
    if (!plan)
        return;
    g_clear_pointer(&plan->message, phone_message_free);
    g_clear_pointer(&plan->review, phone_message_review_free);
    g_free(plan->token);
    g_free(plan->mark);
    g_free(plan->why_not);
    g_free(plan);
}

void phone_message_review_free(PhoneMessageReview *review)
{
    if (!review)
        return;
    g_free(review->to_name);
    g_free(review->to_address);
    g_free(review->subject);
    g_free(review->text);
    g_ptr_array_unref(review->warnings);
    g_ptr_array_unref(review->asks);
    g_free(review);
}

/* Owns to whom an inquiry may be sent on, by which rules it is refused, when silence brings it back
 * and what somebody must know before it goes. Writes nothing to the database. */
#include "skranke/desk/forwarding.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/disclosure.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/messages.h"

#include "skranke/desk/answer_rules.h"
#include "skranke/desk/reading.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/who_else.h"

#include "forwarding_private.h"

enum { MOST_COLLEAGUES = 3, TOKEN_LENGTH = 12 };

/* ---- small helps ---- */

static bool has_text(const char *text)
{
    return text && *text;
}

void forwarding_warn(ForwardPlan *plan, char *sentence)
{
    g_ptr_array_add(plan->review->warnings, sentence);
}

bool forwarding_hides_inquirer(const ForwardPlan *plan)
{
    return g_strcmp0(plan->change->before->category, "access_request") == 0;
}

bool forwarding_is_summary(const ForwardPlan *plan)
{
    return has_text(plan->wish->summary);
}

const char *forwarding_pick(ForwardForm form, const char *nb, const char *nn, const char *en)
{
    const char *const texts[FORM_COUNT] = {nb, nn, en};
    return has_text(texts[form]) ? texts[form] : nb ? nb : "";
}

char *forwarding_screened(const ForwardPlan *plan, const char *text)
{
    const char *given = text ? text : "";
    return plan->wish->identity_numbers ? g_strdup(given) : identity_number_mask(given);
}

/* What went on inside the house, and what came back by itself, is not the inquirer's story. */
bool forwarding_shows(const Message *message)
{
    static const bool inside[PURPOSE_COUNT] = {
        [PURPOSE_FORWARD] = true, [PURPOSE_NOTICE] = true, [PURPOSE_RECEIPT] = true};
    return message->direction != MESSAGE_NOTE && !inside[message->purpose] &&
           message->delivery != DELIVERY_WITHDRAWN && message->delivery != DELIVERY_REFUSED &&
           (message->direction == MESSAGE_OUT || !has_text(message->automatic));
}

/* Sixty bits from the kernel's random numbers, in letters and digits that are hard to mistake (RFC
 * 4648 base32). */
char *forwarding_new_token(void)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    g_autofree char *identity = identity_new();
    g_autofree char *half = g_strndup(identity, 16);
    guint64 bits = g_ascii_strtoull(half, NULL, 16);
    char token[TOKEN_LENGTH + 1] = {0};
    for (int i = 0; i < TOKEN_LENGTH; i++, bits >>= 5)
        token[i] = digits[bits & 31];
    return g_strdup(token);
}

/* ---- to whom ---- */

static const Person *find_person(const Directory *directory, const char *word)
{
    const GPtrArray *people = directory_people(directory)->people;
    gint64 number = g_ascii_strtoll(word, NULL, 10);
    for (guint i = 0; i < people->len; i++) {
        const Person *person = people->pdata[i];
        if (g_ascii_strcasecmp(person->initials ? person->initials : "", word) == 0 ||
            (number > 0 && person->id == number))
            return person;
    }
    return NULL;
}

static bool find_receiver(ForwardPlan *plan, GError **error)
{
    const ForwardWish *wish = plan->wish;
    if (has_text(wish->section) == has_text(wish->person)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("Say one section or one person to forward to."));
        return false;
    }
    if (has_text(wish->person)) {
        plan->person = find_person(plan->directory, wish->person);
        plan->section = plan->person ? directory_main_section(plan->directory, plan->person) : NULL;
    } else {
        plan->section = people_directory_section(directory_people(plan->directory), wish->section);
    }
    if (plan->person || (plan->section && !has_text(wish->person)))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("There is no section or person \"%.60s\" in the directory; nothing was sent. "
                  "Look with \"skranke people find\"."),
                has_text(wish->person) ? wish->person : wish->section);
    return false;
}

static bool has_role(const Section *section, const char *word)
{
    return section && section->role && strstr(section->role, word) != NULL;
}

static bool refuse(const char *why, GError **error)
{
    if (!why)
        return false;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, why);
    return true;
}

/* Any of the sections that a person works in. */
static bool is_management(const ForwardPlan *plan)
{
    if (!plan->person)
        return has_role(plan->section, "management");
    const PeopleDirectory *people = directory_people(plan->directory);
    g_auto(GStrv) codes = g_strsplit(plan->person->sections ? plan->person->sections : "", ",", -1);
    for (guint i = 0; codes[i]; i++)
        if (has_role(people_directory_section(people, g_strstrip(codes[i])), "management"))
            return true;
    return false;
}

static bool refused_to_press(const ForwardPlan *plan, GError **error)
{
    bool management = is_management(plan), press = false;
    if (management &&
        !answer_rules_look_like_press(plan->desk, plan->change->before, &press, error))
        return true;
    return refuse(
        refusal_press_to_management(press, management, plan->desk->operator_->press_contact),
        error);
}

/* A summary is written for others: it holds nothing that they must not know. */
static bool refused_summary(const ForwardPlan *plan, bool outside, GError **error)
{
    const Inquiry *inquiry = plan->change->before;
    if (inquiry->silo == CATEGORY_OPEN || !outside || !forwarding_is_summary(plan))
        return false;
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < plan->messages->len; i++) {
        const Message *message = plan->messages->pdata[i];
        if (message->direction == MESSAGE_IN && message->text)
            g_ptr_array_add(texts, message->text);
    }
    const DisclosureHidden hidden = {
        .name = inquiry->from_name, .address = inquiry->from_address, .texts = texts};
    return refuse(disclosure_refusal(&hidden, plan->wish->summary), error) ||
           refuse(disclosure_refusal(&hidden, plan->wish->comment), error);
}

static bool refused_by_rules(const ForwardPlan *plan, GError **error)
{
    const Inquiry *inquiry = plan->change->before;
    bool outside = !has_role(plan->section, "respondents") && !has_role(plan->section, "survey");
    return refused_to_press(plan, error) ||
           refuse(refusal_out_of_respondents(inquiry->silo, outside, forwarding_is_summary(plan)),
                  error) ||
           refused_summary(plan, outside, error);
}

bool forwarding_is_own_address(const Desk *desk, const char *address)
{
    const GPtrArray *own = config_own_addresses(desk->config);
    for (guint i = 0; i < own->len; i++)
        if (address_equal(own->pdata[i], address))
            return true;
    return address_equal(desk_sender(desk), address);
}

/* Mail to ourselves comes back as an echo that nobody sees. */
static bool find_address(ForwardPlan *plan, GError **error)
{
    /* As the record keeps it for every operator, whatever the language of the screen. */
    const char *name = plan->person                       ? plan->person->name
                       : has_text(plan->section->name_nb) ? plan->section->name_nb
                                                          : section_name(plan->section);
    const char *address = plan->person ? plan->person->email : plan->section->email;
    const char *why = NULL;
    if (!has_text(desk_sender(plan->desk)))
        why = _("%s was not sent anything: the bureau has no address to send from. Set from under "
                "[mail] in the configuration.");
    else if (!has_text(address) || !address_is_valid(address))
        why = _("%s has no e-mail address in the directory; nothing was sent. Choose somebody "
                "else, or put the address into the directory.");
    else if (forwarding_is_own_address(plan->desk, address))
        why = _("The address of %s is one that this desk reads itself; nothing was sent. Give the "
                "inquiry the category or the owner that it needs instead.");
    if (why) {
        g_autofree char *sentence = g_strdup_printf(why, name);
        refuse(sentence, error);
        return false;
    }
    plan->review->to_name = g_strdup(name);
    plan->review->to_address = g_strdup(address);
    return true;
}

/* ---- when ---- */

/* The end of the n-th working day from today: the bureau's own aim, no promise. */
static bool find_due(ForwardPlan *plan, GError **error)
{
    int days = plan->wish->answer_days;
    if (days == 0 && (days = forwarding_days(plan->desk, error)) == 0)
        return false;
    if (days < 0 || days > FORWARDING_MOST_DAYS) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("An answer is awaited for 1 to %d working days."), FORWARDING_MOST_DAYS);
        return false;
    }
    Day today = day_of_moment(plan->change->now, NULL);
    Day due = calendar_add_working_days(plan->rules->calendar, today, days);
    plan->review->due_at = day_moment(due + 1, 0);
    return true;
}

/* ---- what somebody must know ---- */

static char *colleagues(const ForwardPlan *plan)
{
    g_autoptr(WhoElse) others =
        who_else(plan->directory, plan->person, NULL, false, plan->change->now, MOST_COLLEAGUES);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < others->others->len; i++) {
        const Person *other = ((const Other *)others->others->pdata[i])->person;
        if (other)
            g_string_append_printf(names, "%s%s (%s)", names->len > 0 ? ", " : "", other->name,
                                   other->initials);
    }
    return g_string_free(names, FALSE);
}

/* Away: not only for the evening, but beyond the bureau's next opening. The reason stays inside. */
static bool is_away(const ForwardPlan *plan, const Presence *presence)
{
    PresenceStatus told = presence_shown(presence);
    if (told == PRESENCE_IN || told == PRESENCE_BUSY)
        return false;
    gint64 next = opening_next(&plan->rules->opening, plan->change->now);
    return told == PRESENCE_OUT ||
           day_of_moment(presence->back_at, NULL) > day_of_moment(next, NULL);
}

static void warn_of_absence(ForwardPlan *plan)
{
    if (!plan->person)
        return;
    Presence presence = directory_presence(plan->directory, plan->person, plan->change->now);
    if (!is_away(plan, &presence))
        return;
    g_autofree char *back = presence.back_at > 0
                                ? time_text_short(presence.back_at, plan->change->now)
                                : g_strdup(_("not known"));
    g_autofree char *others = colleagues(plan);
    forwarding_warn(plan, g_strdup_printf(_("%s is away; back: %s."), plan->person->name, back));
    if (*others)
        forwarding_warn(plan, g_strdup_printf(_("Others who can answer: %s."), others));
}

/* Says "masked" only of what is: files go as they are. */
static void warn_of_numbers(ForwardPlan *plan)
{
    bool closed = plan->change->before->silo != CATEGORY_OPEN;
    if (plan->numbers && plan->wish->identity_numbers)
        forwarding_warn(plan, g_strdup(_("National identity numbers go with it, as decided.")));
    else if (plan->numbers)
        forwarding_warn(
            plan, g_strdup(_("National identity numbers are masked in the text of the mail.")));
    if (plan->unread && (plan->numbers || closed))
        forwarding_warn(plan, g_strdup(_("Attachments go as they are: look whether they hold what "
                                         "must not leave.")));
}

static void warn_of_asker(ForwardPlan *plan)
{
    if (forwarding_hides_inquirer(plan) && !forwarding_is_summary(plan))
        forwarding_warn(plan,
                        g_strdup(_("Who asks for access is left out of the mail, but what was "
                                   "written may name them: send a summary instead where it "
                                   "does.")));
}

static void warn_of_state(ForwardPlan *plan)
{
    const Inquiry *inquiry = plan->change->before;
    if (has_text(inquiry->forwarded_to))
        forwarding_warn(plan, g_strdup_printf(_("It is already with %s."), inquiry->forwarded_to));
    if (inquiry->owner && inquiry->owner != plan->desk->operator_->id)
        forwarding_warn(plan, g_strdup_printf(_("It belongs to %s."), inquiry->owner_name));
}

/* ---- all of it ---- */

static ForwardForm form_of(const Inquiry *inquiry)
{
    const char *language = inquiry->language ? inquiry->language : "";
    if (strcmp(language, "nn") == 0)
        return FORM_NN;
    return *language == '\0' || strcmp(language, "nb") == 0 ? FORM_NB : FORM_EN;
}

/* A guess is told to nobody: a mailbox and an order choose a category, but no statistic. */
static const Statistic *find_statistic(const ForwardPlan *plan)
{
    static const bool guessed[] = {[CHOSEN_BY_SUGGESTION] = true,
                                   [CHOSEN_BY_MAILBOX] = true,
                                   [CHOSEN_BY_ORDER] = true,
                                   [CHOSEN_BY_OPERATOR] = false};
    const Inquiry *inquiry = plan->change->before;
    const char *wanted = guessed[inquiry->category_by] ? "" : inquiry->statistic;
    const GPtrArray *statistics = directory_people(plan->directory)->statistics;
    for (guint i = 0; has_text(wanted) && i < statistics->len; i++) {
        const Statistic *statistic = statistics->pdata[i];
        if (g_strcmp0(statistic->short_name, wanted) == 0)
            return statistic;
    }
    return NULL;
}

static ForwardReview *forward_review_new(void)
{
    ForwardReview *review = g_new0(ForwardReview, 1);
    review->warnings = g_ptr_array_new_with_free_func(g_free);
    return review;
}

static ForwardPlan *read_plan(Desk *desk, gint64 inquiry, const ForwardWish *wish, GError **error)
{
    g_autoptr(ForwardPlan) plan = g_new0(ForwardPlan, 1);
    plan->desk = desk;
    plan->wish = wish;
    plan->review = forward_review_new();
    plan->files = g_ptr_array_new();
    plan->inquirer = g_strdup("");
    plan->token = forwarding_new_token();
    plan->change = change_begin(desk, inquiry, error);
    plan->rules = plan->change ? rules_book(desk, error) : NULL;
    plan->messages = plan->rules ? messages_of_inquiry(desk->db, inquiry, error) : NULL;
    plan->directory = plan->messages ? directory_load(desk->db, plan->change->now, error) : NULL;
    if (!plan->directory)
        return NULL;
    plan->form = form_of(plan->change->before);
    plan->statistic = find_statistic(plan);
    return g_steal_pointer(&plan);
}

ForwardPlan *forwarding_plan(Desk *desk, gint64 inquiry, const ForwardWish *wish, GError **error)
{
    g_autoptr(ForwardPlan) plan = read_plan(desk, inquiry, wish, error);
    if (!plan || !find_receiver(plan, error) || refused_by_rules(plan, error) ||
        !find_address(plan, error) || !find_due(plan, error))
        return NULL;
    warn_of_state(plan);
    warn_of_absence(plan);
    if (!forwarding_write_mail(plan, error) || !forwarding_write_notice(plan, error))
        return NULL;
    warn_of_numbers(plan);
    warn_of_asker(plan);
    return g_steal_pointer(&plan);
}

void forward_plan_free(ForwardPlan *plan)
{
    if (!plan)
        return;
    g_clear_pointer(&plan->change, change_free);
    g_clear_pointer(&plan->messages, g_ptr_array_unref);
    g_clear_pointer(&plan->directory, directory_free);
    g_clear_pointer(&plan->files, g_ptr_array_unref);
    g_clear_pointer(&plan->review, forward_review_free);
    g_free(plan->token);
    g_free(plan->inquirer);
    g_free(plan);
}

void forward_review_free(ForwardReview *review)
{
    if (!review)
        return;
    g_free(review->to_name);
    g_free(review->to_address);
    g_free(review->subject);
    g_free(review->text);
    g_free(review->notice_subject);
    g_free(review->notice);
    g_ptr_array_unref(review->warnings);
    g_free(review);
}

ForwardReview *forwarding_review(Desk *desk, gint64 inquiry, const ForwardWish *wish,
                                 GError **error)
{
    g_autoptr(ForwardPlan) plan = forwarding_plan(desk, inquiry, wish, error);
    if (!plan || !reading_opened(desk, plan->change->before, error))
        return NULL;
    return g_steal_pointer(&plan->review);
}

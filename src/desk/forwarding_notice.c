/* What the inquirer is told when an inquiry is sent on: who will answer, in the inquirer's form,
 * and never by when (the declaration: "you will then receive the answer directly from the
 * section"). Nothing goes to a machine. */
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/reply.h"

#include "skranke/store/templates.h"

#include "skranke/desk/template_file.h"

#include "forwarding_private.h"

#define TO_SECTION "forwarded-to-section"
#define TO_PERSON "forwarded-to-person"

static const char *const form_codes[FORM_COUNT] = {"nb", "nn", "en"};

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- whom ---- */

/* The newest message that a person outside wrote; the section's own are none. */
static const Message *newest_question(const ForwardPlan *plan)
{
    for (guint i = plan->messages->len; i > 0; i--) {
        const Message *message = plan->messages->pdata[i - 1];
        if (message->direction == MESSAGE_IN && message->purpose != PURPOSE_FROM_SECTION &&
            !has_text(message->automatic))
            return message;
    }
    return NULL;
}

/* Why nobody is told, or NULL when the plan has an inquirer now. */
static const char *find_inquirer(ForwardPlan *plan)
{
    const Message *asked = newest_question(plan);
    const Inquiry *inquiry = plan->change->before;
    if (!asked)
        return _("The inquirer is not told: a machine wrote.");
    const char *reply_to = has_text(asked->reply_to) ? asked->reply_to : "";
    const char *address = *reply_to                       ? reply_to
                          : has_text(asked->from_address) ? asked->from_address
                                                          : inquiry->from_address;
    if (!has_text(address) || !address_is_valid(address))
        return _("The inquirer is not told: there is no e-mail address. Say who will answer.");
    if (address_is_machine(address))
        return _("The inquirer is not told: a machine wrote.");
    if (forwarding_is_own_address(plan->desk, address))
        return _("The inquirer is not told: the address is our own.");
    g_free(plan->inquirer);
    g_autofree char *name =
        identity_number_mask(*reply_to || !asked->from_name ? "" : asked->from_name);
    plan->inquirer = address_display(name, address);
    return NULL;
}

/* ---- what ---- */

/* The bureau's own text, else the one that the program carries. New text. */
static char *find_template(const ForwardPlan *plan, const char *key, GError **error)
{
    const char *code = form_codes[plan->form];
    g_autoptr(GPtrArray) templates = templates_list(plan->desk->db, code, error);
    for (guint i = 0; templates && i < templates->len; i++) {
        const Template *one = templates->pdata[i];
        if (strcmp(one->key, key) == 0 && strcmp(one->language, code) == 0)
            return g_strdup(one->text);
    }
    g_autofree char *path = g_strdup_printf("templates/%s.%s.txt", key, code);
    g_autoptr(GBytes) bytes = templates ? data_file_read(path, error) : NULL;
    if (!bytes)
        return NULL;
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(TemplateFile) file = template_file_parse(data, size);
    return g_strdup(file->text);
}

static void leave_out(GString *text, const char *phrase)
{
    g_string_replace(text, phrase, "", 0);
}

static const char *plain_about(const ForwardPlan *plan)
{
    return forwarding_pick(plan->form, "henvendelsen din", "førespurnaden din", "your inquiry");
}

/* What it is about: the statistic that somebody chose, else the subject; "" nobody can tell. */
static char *about(const ForwardPlan *plan)
{
    const Statistic *statistic = plan->statistic;
    if (statistic)
        return g_strdup(forwarding_pick(plan->form, statistic->name_nb, statistic->name_nn,
                                        statistic->name_en));
    return identity_number_mask(
        has_text(plan->change->before->subject) ? plan->change->before->subject : "");
}

/* A greeting without a name: "Hei, {inquirer}!" is "Hei!" then; and thanks for an inquiry about
 * nothing are thanks for the inquiry. */
static char *without_gaps(const ForwardPlan *plan, const char *text, const char *subject)
{
    GString *out = g_string_new(text);
    if (!has_text(plan->change->before->from_name)) {
        leave_out(out, ", {inquirer}");
        g_string_replace(out, "{inquirer}", plan->form == FORM_EN ? "Sir or Madam" : "innsender",
                         0);
    }
    if (!*subject) {
        leave_out(out, " om «{statistic}»");
        leave_out(out, " about \"{statistic}\"");
        g_string_replace(out, "«{statistic}»", plain_about(plan), 0);
        g_string_replace(out, "\"{statistic}\"", plain_about(plan), 0);
        g_string_replace(out, "{statistic}", plain_about(plan), 0);
    }
    return g_string_free(out, FALSE);
}

static char *fill(const ForwardPlan *plan, const char *template_)
{
    const Section *section = plan->section;
    g_autofree char *statistic = about(plan);
    g_autofree char *whole = without_gaps(plan, template_, statistic);
    g_autofree char *inquirer = identity_number_mask(
        has_text(plan->change->before->from_name) ? plan->change->before->from_name : "");
    const char *bureau = config_text(plan->desk->config, "bureau", "name");
    const char *pairs[] = {
        "inquirer",
        inquirer,
        "statistic",
        statistic,
        "section",
        section ? forwarding_pick(plan->form, section->name_nb, section->name_nn, section->name_en)
                : bureau,
        "person",
        plan->person ? plan->person->name : "",
        "operator",
        plan->desk->operator_->name,
        "bureau",
        bureau,
        NULL,
    };
    return reply_fill_template(whole, pairs);
}

static char *notice_subject(const ForwardPlan *plan)
{
    const char *subject = plan->change->before->subject;
    g_autofree char *answer =
        has_text(subject) ? reply_subject(subject)
                          : g_strdup(forwarding_pick(plan->form, "Om henvendelsen din",
                                                     "Om førespurnaden din", "About your inquiry"));
    return identity_number_mask(answer);
}

static bool write_texts(ForwardPlan *plan, GError **error)
{
    g_autofree char *template_ = find_template(plan, plan->person ? TO_PERSON : TO_SECTION, error);
    if (!template_)
        return false;
    g_autofree char *text = fill(plan, template_);
    g_autofree char *signature = template_file_signature(plan->desk, form_codes[plan->form]);
    plan->review->notice = *signature ? g_strdup_printf("%s\n\n-- \n%s\n", text, signature)
                                      : g_strdup_printf("%s\n", text);
    plan->review->notice_subject = notice_subject(plan);
    return true;
}

static bool write_nothing(ForwardPlan *plan, const char *why)
{
    g_free(plan->inquirer);
    plan->inquirer = g_strdup("");
    plan->review->notice = g_strdup("");
    plan->review->notice_subject = g_strdup("");
    forwarding_warn(plan, g_strdup(why));
    return true;
}

bool forwarding_write_notice(ForwardPlan *plan, GError **error)
{
    if (plan->wish->quiet)
        return write_nothing(plan, _("The inquirer is not told, as you wished."));
    const char *why = find_inquirer(plan);
    if (why)
        return write_nothing(plan, why);
    if (!has_text(plan->change->before->language))
        forwarding_warn(plan, g_strdup(_("No language is set for the inquiry: bokmål is used.")));
    return write_texts(plan, error);
}

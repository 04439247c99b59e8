/* Owns the commands about templates, operators and events: what the desk keeps beside inquiries and
 * people. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/store/templates.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/template_file.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { EVENT_PAGE = 500 };

/* ---- templates ---- */

static json_t *describe_template(const Template *template_)
{
    json_t *object = json_object();
    json_object_set_new(object, "key", output_text(template_->key));
    json_object_set_new(object, "language", output_text(template_->language));
    json_object_set_new(object, "name", output_text(template_->name));
    json_object_set_new(object, "subject", output_text(template_->subject));
    json_object_set_new(object, "text", output_text(template_->text));
    return object;
}

/* Reads --language and the words and the templates; NULL: *status is set. */
static GPtrArray *read_templates(CommandContext *context, int argc, char **argv, int count,
                                 char ***words, int *status)
{
    g_autofree char *language = NULL;
    const GOptionEntry entries[] = {{"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    *status = SKRANKE_ERROR_USAGE;
    if (!options_read(context, argc, argv, entries, count, count, words))
        return NULL;
    GPtrArray *templates = templates_list(context->db, language ? language : "", &error);
    if (!templates)
        *status = command_fail(error);
    return templates;
}

int command_template_list(CommandContext *context, int argc, char **argv)
{
    int status = 0;
    g_auto(GStrv) words = NULL;
    g_autoptr(GPtrArray) templates = read_templates(context, argc, argv, 0, &words, &status);
    if (!templates)
        return status;
    for (guint i = 0; i < templates->len; i++) {
        const Template *template_ = templates->pdata[i];
        if (context->json)
            output_json(describe_template(template_));
        else
            output_line("%-26s %s  %s", template_->key, template_->language, template_->name);
    }
    return 0;
}

int command_template_show(CommandContext *context, int argc, char **argv)
{
    int status = 0;
    bool found = false;
    g_auto(GStrv) words = NULL;
    g_autoptr(GPtrArray) templates = read_templates(context, argc, argv, 1, &words, &status);
    if (!templates)
        return status;
    for (guint i = 0; i < templates->len; i++) {
        const Template *template_ = templates->pdata[i];
        if (strcmp(template_->key, words[0]) != 0)
            continue;
        if (context->json)
            output_json(describe_template(template_));
        else
            output_block(template_->text, "");
        found = true;
    }
    if (found)
        return 0;
    g_autoptr(GError) none = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                                         _("There is no template \"%s\"."), words[0]);
    return command_fail(none);
}

/* ---- operators ---- */

static void print_operator(const CommandContext *context, const Operator *operator_)
{
    if (!context->json) {
        output_line("%-12s  %-14s  %-24s %-14s %s", operator_->login,
                    operator_role_words[operator_->role],
                    *operator_->silos ? operator_->silos : "-",
                    operator_->press_contact ? _("press contact") : "", operator_->name);
        return;
    }
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(operator_->id));
    json_object_set_new(object, "login", output_text(operator_->login));
    json_object_set_new(object, "name", output_text(operator_->name));
    json_object_set_new(object, "role", json_string(operator_role_words[operator_->role]));
    json_object_set_new(object, "active", json_boolean(operator_->active));
    json_object_set_new(object, "silos", output_text_or_empty(operator_->silos));
    json_object_set_new(object, "press_contact", json_boolean(operator_->press_contact));
    output_json(object);
}

int command_operator_list(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) operators = operators_list(context->db, &error);
    if (!operators)
        return command_fail(error);
    for (guint i = 0; i < operators->len; i++)
        print_operator(context, operators->pdata[i]);
    return 0;
}

static bool is_administrator(const Desk *desk, GError **error)
{
    if (desk->operator_->role == ROLE_ADMINISTRATOR)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("Only an administrator can add operators. Nothing was changed."));
    return false;
}

int command_operator_add(CommandContext *context, int argc, char **argv)
{
    g_autofree char *name = NULL;
    gboolean leads = FALSE;
    const GOptionEntry entries[] = {{"name", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL},
                                    {"administrator", 0, 0, G_OPTION_ARG_NONE, &leads, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    const char *login = words[0];
    if (!desk_login_is_sound(login, &error) || !is_administrator(context->desk, &error) ||
        !operators_add(context->db, clock_now(), context->desk->operator_->id, login,
                       name ? name : login, leads ? ROLE_ADMINISTRATOR : ROLE_OPERATOR, &error))
        return command_fail(error);
    g_autoptr(Operator) added = operators_find(context->db, login, &error);
    if (!added)
        return command_fail(error);
    print_operator(context, added);
    return 0;
}

/* "yes" or "no" into *contact; false: neither. */
static bool read_contact(const char *word, bool *contact)
{
    *contact = g_str_equal(word, "yes");
    return *contact || g_str_equal(word, "no");
}

int command_operator_set(CommandContext *context, int argc, char **argv)
{
    g_autofree char *silos = NULL, *word = NULL;
    const GOptionEntry entries[] = {{"silos", 0, 0, G_OPTION_ARG_STRING, &silos, NULL, NULL},
                                    {"press-contact", 0, 0, G_OPTION_ARG_STRING, &word, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    bool contact = false;
    if (!options_read(context, argc, argv, entries, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!silos && !word)
        return command_usage_error(context->command, _("say what to set"));
    if (word && !read_contact(word, &contact))
        return command_usage_error(context->command, _("\"%s\" is neither yes nor no"), word);
    g_autoptr(Operator) changed =
        rules_set_operator(context->desk, words[0], silos, word ? &contact : NULL, &error)
            ? operators_find(context->db, words[0], &error)
            : NULL;
    if (!changed)
        return command_fail(error);
    print_operator(context, changed);
    return 0;
}

int command_operator_signature(CommandContext *context, int argc, char **argv)
{
    g_autofree char *given = NULL;
    gboolean show = FALSE;
    const GOptionEntry entries[] = {{"text", 0, 0, G_OPTION_ARG_STRING, &given, NULL, NULL},
                                    {"show", 0, 0, G_OPTION_ARG_NONE, &show, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *text =
        show ? template_file_signature(context->desk, "") : options_text(given, &error);
    if (!text || (!show && !operators_set_signature(context->db, context->desk->operator_->id,
                                                    g_strchomp(text), &error)))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:o}", "signature", output_text(text)));
    else if (show)
        output_block(text, "");
    return 0;
}

/* ---- events ---- */

int command_event_list(CommandContext *context, int argc, char **argv)
{
    gint64 after = 0, limit = G_MAXINT64, printed = 0;
    const GOptionEntry entries[] = {{"after", 0, 0, G_OPTION_ARG_INT64, &after, NULL, NULL},
                                    {"limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (limit < 1)
        return command_usage_error(context->command, _("--limit is a number above 0"));
    g_autoptr(GHashTable) logins = describe_logins(context->db);
    for (guint count = EVENT_PAGE; count == EVENT_PAGE && !output_is_closed() && printed < limit;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) page = events_after(context->db, after, EVENT_PAGE, &error);
        if (!page)
            return command_fail(error);
        count = page->len;
        for (guint i = 0; i < page->len && printed < limit; i++, printed++) {
            const Event *event = page->pdata[i];
            after = event->id;
            if (context->json)
                output_json(describe_event(event, logins));
            else
                describe_event_line(event);
        }
    }
    return 0;
}

/* Owns the commands that sort inquiries: category, snooze, tags, links, splitting, decisions,
 * surveys. What each does and refuses is desk/sorting.h's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/inquiry_facts.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/sorting.h"

#include "skranke/cli/each.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* ---- set ---- */

typedef struct {
    InquiryChange change;
    const char *category, *statistic, *reason;
    gboolean accept;
    const gint64 *wanted; /* NULL: as it is */
    char **facts;         /* NAME=VALUE, may be NULL */
} SetWish;

/* Takes "NAME=VALUE" apart; both new. USAGE where it is none. */
static bool read_fact(const char *given, char **name, char **value, GError **error)
{
    const char *equals = strchr(given, '=');
    *name = equals ? g_strndup(given, (gsize)(equals - given)) : g_strdup(given);
    *value = g_strdup(equals ? equals + 1 : "");
    if (equals && inquiry_fact_check(*name, *value, error))
        return true;
    if (!equals)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("--fact \"%.60s\" is not NAME=VALUE; nothing was changed."), given);
    return false;
}

static bool set_facts(Desk *desk, gint64 id, char **facts, GError **error)
{
    for (guint i = 0; facts && facts[i]; i++) {
        g_autofree char *name = NULL, *value = NULL;
        if (!read_fact(facts[i], &name, &value, error) ||
            !sorting_set_fact(desk, id, name, value, error))
            return false;
    }
    return true;
}

/* A statistic alone keeps the category. */
static bool set_statistic(Desk *desk, gint64 id, const char *statistic, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    return inquiry && sorting_set_category(desk, id, inquiry->category, statistic, error);
}

/* The category last: it may take the inquiry out of sight. */
static bool set(Desk *desk, gint64 id, gpointer wish_, GError **error)
{
    const SetWish *wish = wish_;
    const InquiryChange *change = &wish->change;
    if ((change->language || change->subject || change->state) && !act_set(desk, id, change, error))
        return false;
    if (wish->wanted && !sorting_set_wanted(desk, id, *wish->wanted, error))
        return false;
    if (!set_facts(desk, id, wish->facts, error))
        return false;
    if (wish->accept)
        return sorting_accept(desk, id, error);
    if (wish->category)
        return sorting_set_category_because(desk, id, wish->category, wish->statistic, wish->reason,
                                            error);
    return !wish->statistic || set_statistic(desk, id, wish->statistic, error);
}

/* "" and "-": nothing is said of it any more. */
static bool read_wanted(Desk *desk, const char *given, gint64 *at, GError **error)
{
    *at = 0;
    return !*given || strcmp(given, "-") == 0 || sorting_parse_wanted(desk, given, at, error);
}

static bool facts_are_sound(char **facts, GError **error)
{
    for (guint i = 0; facts && facts[i]; i++) {
        g_autofree char *name = NULL, *value = NULL;
        if (!read_fact(facts[i], &name, &value, error))
            return false;
    }
    return true;
}

static int set_all(CommandContext *context, char **words, SetWish *wish, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    const InquiryChange *change = &wish->change;
    gint64 at = 0;
    if (wish->reason && !wish->category)
        return command_usage_error(context->command, _("--reason goes with --category"));
    if (wish->accept && (wish->category || wish->statistic))
        return command_usage_error(context->command,
                                   _("--accept takes the suggestion: without --category"));
    if (!change->language && !change->subject && !change->state && !wish->category &&
        !wish->statistic && !wish->accept && !wanted && !wish->facts)
        return command_usage_error(context->command, _("say what to set"));
    if ((wanted && !read_wanted(context->desk, wanted, &at, &error)) ||
        !facts_are_sound(wish->facts, &error))
        return command_fail(error);
    wish->wanted = wanted ? &at : NULL;
    return each_inquiry(context, words, g_strv_length(words), set, wish);
}

int command_inquiry_set(CommandContext *context, int argc, char **argv)
{
    g_autofree char *language = NULL, *subject = NULL, *state = NULL, *category = NULL,
                    *statistic = NULL, *wanted = NULL, *reason = NULL;
    g_auto(GStrv) facts = NULL, words = NULL;
    gboolean accept = FALSE;
    const GOptionEntry entries[] = {
        {"language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL},
        {"subject", 0, 0, G_OPTION_ARG_STRING, &subject, NULL, NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL},
        {"category", 0, 0, G_OPTION_ARG_STRING, &category, NULL, NULL},
        {"statistic", 0, 0, G_OPTION_ARG_STRING, &statistic, NULL, NULL},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
        {"accept", 0, 0, G_OPTION_ARG_NONE, &accept, NULL, NULL},
        {"wanted", 0, 0, G_OPTION_ARG_STRING, &wanted, NULL, NULL},
        {"fact", 0, 0, G_OPTION_ARG_STRING_ARRAY, &facts, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    SetWish wish = {.change = {.language = language, .subject = subject, .state = state},
                    .category = category,
                    .statistic = statistic,
                    .reason = reason,
                    .accept = accept,
                    .facts = facts};
    return set_all(context, words, &wish, wanted);
}

/* ---- snooze ---- */

static bool snooze(Desk *desk, gint64 id, gpointer until, GError **error)
{
    return sorting_snooze(desk, id, *(const gint64 *)until, error);
}

int command_inquiry_snooze(CommandContext *context, int argc, char **argv)
{
    gboolean wake = FALSE;
    const GOptionEntry entries[] = {{"wake", 0, 0, G_OPTION_ARG_NONE, &wake, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 until = 0;
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    guint ids = each_numbers(words);
    g_autofree char *moment = g_strjoinv(" ", words + ids);
    if (ids == 0 || (*moment != '\0') == (wake == TRUE))
        return command_usage_error(context->command, _("give numbers, then a moment or --wake"));
    if (!wake && !sorting_parse_moment(context->desk, moment, &until, &error))
        return command_fail(error);
    /* Named as it was typed: a day alone stands for the next opening of the counter. */
    if (!wake && until <= clock_now())
        return command_usage_error(context->command, _("\"%.60s\" has passed; nothing was changed"),
                                   moment);
    return each_inquiry(context, words, ids, snooze, &until);
}

/* ---- tags, priority, links ---- */

typedef struct {
    char **add, **remove;
} TagWish;

static bool tag_all(Desk *desk, gint64 id, char **tags, bool add, GError **error)
{
    for (guint i = 0; tags && tags[i]; i++)
        if (!sorting_tag(desk, id, tags[i], add, error))
            return false;
    return true;
}

static bool tag(Desk *desk, gint64 id, gpointer wish, GError **error)
{
    const TagWish *tags = wish;
    return tag_all(desk, id, tags->add, true, error) &&
           tag_all(desk, id, tags->remove, false, error);
}

int command_inquiry_tag(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) add = NULL, remove = NULL, words = NULL;
    const GOptionEntry entries[] = {
        {"add", 0, 0, G_OPTION_ARG_STRING_ARRAY, &add, NULL, NULL},
        {"remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &remove, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!add && !remove)
        return command_usage_error(context->command, _("give --add or --remove"));
    TagWish wish = {add, remove};
    return each_inquiry(context, words, g_strv_length(words), tag, &wish);
}

typedef struct {
    const char *reason;
    bool bumped;
} BumpWish;

static bool bump(Desk *desk, gint64 id, gpointer wish_, GError **error)
{
    const BumpWish *wish = wish_;
    return sorting_bump(desk, id, wish->bumped, wish->reason, error);
}

int command_inquiry_bump(CommandContext *context, int argc, char **argv)
{
    g_autofree char *reason = NULL;
    gboolean off = FALSE;
    const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
                                    {"off", 0, 0, G_OPTION_ARG_NONE, &off, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    BumpWish wish = {reason, !off};
    return each_inquiry(context, words, g_strv_length(words), bump, &wish);
}

static bool read_kind(const char *word, LinkKind *kind)
{
    *kind = LINK_RELATED;
    for (int i = 0; word && link_kind_words[i]; i++)
        if (strcmp(link_kind_words[i], word) == 0) {
            *kind = (LinkKind)i;
            return true;
        }
    return !word;
}

int command_inquiry_link(CommandContext *context, int argc, char **argv)
{
    g_autofree char *word = NULL;
    gboolean remove = FALSE;
    const GOptionEntry entries[] = {{"kind", 0, 0, G_OPTION_ARG_STRING, &word, NULL, NULL},
                                    {"remove", 0, 0, G_OPTION_ARG_NONE, &remove, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0, other = 0;
    LinkKind kind = LINK_RELATED;
    if (!options_read_number(context, argc, argv, entries, 2, &words, &id) ||
        !options_number(context, words[1], &other))
        return SKRANKE_ERROR_USAGE;
    if (!read_kind(word, &kind))
        return command_usage_error(context->command, _("\"%s\" is no kind of link"), word);
    return sorting_link(context->desk, id, other, kind, !remove, &error)
               ? each_print_after(context, id)
               : command_fail(error);
}

/* ---- split ---- */

static int print_part(CommandContext *context, gint64 id)
{
    g_autoptr(Inquiry) seen = inquiries_get(context->db, id, NULL);
    if (seen || context->json)
        return each_print_after(context, id);
    output_line(_("Split: the part is inquiry %" PRId64 ", where you do not see it."), id);
    return 0;
}

int command_inquiry_split(CommandContext *context, int argc, char **argv)
{
    g_autofree char *category = NULL, *subject = NULL, *text = NULL;
    const GOptionEntry entries[] = {{"category", 0, 0, G_OPTION_ARG_STRING, &category, NULL, NULL},
                                    {"subject", 0, 0, G_OPTION_ARG_STRING, &subject, NULL, NULL},
                                    {"text", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    if (!category)
        return command_usage_error(context->command, _("--category is missing"));
    SplitPart part = {.category = category, .subject = subject, .text = text};
    gint64 made = sorting_split(context->desk, id, &part, &error);
    return made ? print_part(context, made) : command_fail(error);
}

/* ---- decisions and surveys ---- */

int command_inquiry_decide(CommandContext *context, int argc, char **argv)
{
    g_autofree char *basis = NULL;
    const GOptionEntry entries[] = {{"basis", 0, 0, G_OPTION_ARG_STRING, &basis, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 2, &words, &id))
        return SKRANKE_ERROR_USAGE;
    return sorting_decide(context->desk, id, words[1], basis, &error)
               ? each_print_after(context, id)
               : command_fail(error);
}

int command_inquiry_survey(CommandContext *context, int argc, char **argv)
{
    g_autofree char *survey = NULL, *time = NULL, *mode = NULL;
    const GOptionEntry entries[] = {{"survey", 0, 0, G_OPTION_ARG_STRING, &survey, NULL, NULL},
                                    {"time", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
                                    {"mode", 0, 0, G_OPTION_ARG_STRING, &mode, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    if (!survey && !time && !mode)
        return command_usage_error(context->command, _("say what to set"));
    return sorting_set_survey(context->desk, id, survey, time, mode, &error)
               ? each_print_after(context, id)
               : command_fail(error);
}

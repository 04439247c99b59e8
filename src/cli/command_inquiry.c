/* Owns the lists of inquiries: list and search. One alone is command_show.c's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/words.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/links.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { PAGE = 500, SEARCH_LIMIT = 50 };

/* What a list asks for beyond the view. */
typedef struct {
    QueueQuery query;
    bool one_state;
    InquiryState state;
    gint64 limit; /* G_MAXINT64: none */
} ListWish;

static bool is_wished(const ListWish *wish, const Inquiry *inquiry)
{
    return !wish->one_state || inquiry->state == wish->state;
}

/* tags: of the page, NULL where people read. */
static void print_inquiry(const CommandContext *context, const Inquiry *inquiry, GHashTable *tags,
                          gint64 now)
{
    if (context->json)
        output_json(describe_inquiry_tagged(context->desk, inquiry,
                                            g_hash_table_lookup(tags, &inquiry->id), now));
    else
        describe_inquiry_line(context->desk, inquiry, now);
}

static GHashTable *tags_of_page(const CommandContext *context, const GPtrArray *page,
                                GError **error)
{
    return context->json ? tags_of_inquiries(context->db, page, error)
                         : g_hash_table_new(g_int64_hash, g_int64_equal);
}

/* Prints page after page, so that a list of a million needs no memory. */
static int print_list(const CommandContext *context, const ListWish *wish)
{
    gint64 key = 0, id = 0, printed = 0;
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) page =
            inquiries_page(context->db, &wish->query, key, id, PAGE, &error);
        g_autoptr(GHashTable) tags = page ? tags_of_page(context, page, &error) : NULL;
        if (!tags)
            return command_fail(error);
        for (guint i = 0; i < page->len; i++) {
            const Inquiry *inquiry = page->pdata[i];
            key = inquiries_key(wish->query.view, inquiry);
            id = inquiry->id;
            if (!is_wished(wish, inquiry))
                continue;
            print_inquiry(context, inquiry, tags, wish->query.now);
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

/* What narrows the list, as it was typed; "" and NULL: not so. */
typedef struct {
    char *state, *category, *tag, *filter, *due;
    gboolean mine, overdue;
    gint64 limit;
} ListOptions;

static void list_options_clear(ListOptions *options)
{
    g_free(options->state);
    g_free(options->category);
    g_free(options->tag);
    g_free(options->filter);
    g_free(options->due);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ListOptions, list_options_clear)

/* --overdue is --due now; a day is due when it ends. */
static bool narrow(const CommandContext *context, const ListOptions *options, QueueQuery *query,
                   GError **error)
{
    const Rulebook *book = rules_book(context->desk, error);
    const Category *category =
        book && options->category ? rulebook_need_category(book, options->category, error) : NULL;
    if (!book || (options->category && !category) ||
        (options->due &&
         !sorting_parse_wanted(context->desk, options->due, &query->due_before, error)))
        return false;
    if (options->overdue)
        query->due_before = query->now;
    query->category = category ? category->code : NULL;
    query->tag = options->tag;
    query->filter = options->filter;
    return true;
}

static int list(CommandContext *context, ListOptions *options)
{
    g_autoptr(GError) error = NULL;
    ListWish wish = {.query = {.view = QUEUE_UNFINISHED,
                               .operator_id = context->desk->operator_->id,
                               .now = clock_now()},
                     .limit = options->limit};
    if (options->limit < 1)
        return command_usage_error(context->command, _("--limit is a number above 0"));
    if (options->state && !wish_state(&wish, options->state))
        return command_usage_error(context->command,
                                   _("\"%s\" is no state: new, open, waiting, closed or all"),
                                   options->state);
    if (options->mine && wish.query.view == QUEUE_CLOSED)
        return command_usage_error(context->command, _("--mine lists what is not closed"));
    if (options->mine)
        wish.query.view = QUEUE_MINE;
    return narrow(context, options, &wish.query, &error) ? print_list(context, &wish)
                                                         : command_fail(error);
}

int command_inquiry_list(CommandContext *context, int argc, char **argv)
{
    g_auto(ListOptions) options = {.limit = G_MAXINT64};
    const GOptionEntry entries[] = {
        {"state", 0, 0, G_OPTION_ARG_STRING, &options.state, NULL, NULL},
        {"category", 0, 0, G_OPTION_ARG_STRING, &options.category, NULL, NULL},
        {"tag", 0, 0, G_OPTION_ARG_STRING, &options.tag, NULL, NULL},
        {"due", 0, 0, G_OPTION_ARG_STRING, &options.due, NULL, NULL},
        {"filter", 0, 0, G_OPTION_ARG_STRING, &options.filter, NULL, NULL},
        {"mine", 0, 0, G_OPTION_ARG_NONE, &options.mine, NULL, NULL},
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &options.overdue, NULL, NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT64, &options.limit, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    return list(context, &options);
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

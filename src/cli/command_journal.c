/* Owns the commands of the public journal: what is recorded, whether every number is explained, and
 * a decision by hand. The formats it is published in come with the export. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

#include "skranke/store/messages.h"

#include "skranke/desk/journal.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { PAGE = 500 };

/* ---- journal ---- */

static void print_entry_json(const CommandContext *context, const JournalEntry *entry)
{
    const char *bureau = config_text(context->config, "bureau", "name");
    json_t *object = json_object();
    json_object_set_new(object, "year", json_integer(entry->year));
    json_object_set_new(object, "number", json_integer(entry->number));
    json_object_set_new(object, "case", json_integer(entry->inquiry));
    json_object_set_new(object, "message", json_integer(entry->message));
    json_object_set_new(object, "type", output_text(journal_type_letters[entry->type]));
    json_object_set_new(object, "journal_date", output_text(entry->journal_on));
    json_object_set_new(object, "document_date", output_text(entry->document_on));
    json_object_set_new(object, "title", describe_masked(entry->title, false));
    json_object_set_new(object, "party", describe_masked(entry->party, false));
    json_object_set_new(object, "role", output_text(entry->party_role));
    json_object_set_new(object, "unit", output_text(*entry->unit ? entry->unit : bureau));
    json_object_set_new(object, "handler", output_text(entry->handler));
    json_object_set_new(object, "access_code", output_text(entry->access_code));
    json_object_set_new(object, "legal_basis", output_text(entry->legal_basis));
    json_object_set_new(object, "void", output_time(entry->void_at));
    json_object_set_new(object, "void_reason", describe_masked(entry->void_reason, false));
    output_json(object);
}

static void print_entry_text(const CommandContext *context, const JournalEntry *entry)
{
    (void)context;
    g_autofree char *title = describe_mask(entry->title, false);
    g_autofree char *reason = describe_mask(entry->void_reason, false);
    g_autofree char *party =
        *entry->party ? describe_mask(entry->party, false) : g_strdup(_("(withheld)"));
    g_autofree char *end = *entry->access_code
                               ? g_strdup_printf("  %s, %s", entry->access_code, entry->legal_basis)
                               : g_strdup("");
    output_line("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "  %s  %s  #%" G_GINT64_FORMAT
                "  %s  – %s%s",
                entry->year, entry->number, entry->journal_on, journal_type_letters[entry->type],
                entry->inquiry, title, party, end);
    if (entry->void_at)
        output_line(_("    void: %s"), reason);
}

static int print_journal(const CommandContext *context, JournalQuery *query)
{
    for (guint count = PAGE; count == PAGE && !output_is_closed();) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) entries = journal_entries_list(context->db, query, PAGE, &error);
        if (!entries)
            return command_fail(error);
        count = entries->len;
        for (guint i = 0; i < count; i++) {
            const JournalEntry *entry = entries->pdata[i];
            (context->json ? print_entry_json : print_entry_text)(context, entry);
            query->after_year = entry->year;
            query->after_number = entry->number;
        }
    }
    return 0;
}

typedef struct {
    char *date, *from, *to, *format;
    gint64 year;
} Asked;

static bool is_day(const CommandContext *context, const char *given)
{
    Day day = 0;
    if (!given || day_parse(given, &day))
        return true;
    command_usage_error(context->command, _("\"%s\" is no day such as 2026-03-10"), given);
    return false;
}

/* False: usage was printed. Nothing asked for is this year. */
static bool read_query(const CommandContext *context, const Asked *asked, JournalQuery *query)
{
    bool span = asked->from || asked->to;
    if ((asked->date != NULL) + span + (asked->year != 0) > 1) {
        command_usage_error(context->command,
                            _("a day, a span of days or a year: only one of them"));
        return false;
    }
    if (!is_day(context, asked->date) || !is_day(context, asked->from) ||
        !is_day(context, asked->to))
        return false;
    query->from = asked->date ? asked->date : asked->from;
    query->to = asked->date ? asked->date : asked->to;
    query->year = asked->date || span ? 0 : asked->year ? asked->year : journal_year(clock_now());
    return true;
}

static int refuse_format(const char *format)
{
    g_autoptr(GError) error = g_error_new(
        SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
        _("The journal is not exported as \"%.20s\" yet; nothing was written. It is shown as text, "
          "and with --json for machines."),
        format);
    return command_fail(error);
}

int command_journal(CommandContext *context, int argc, char **argv)
{
    g_autofree char *date = NULL, *from = NULL, *to = NULL, *format = NULL;
    gint64 year = 0;
    const GOptionEntry entries[] = {{"date", 0, 0, G_OPTION_ARG_STRING, &date, NULL, NULL},
                                    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    {"year", 0, 0, G_OPTION_ARG_INT64, &year, NULL, NULL},
                                    {"format", 0, 0, G_OPTION_ARG_STRING, &format, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    JournalQuery query = {0};
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    const Asked asked = {date, from, to, format, year};
    if (!read_query(context, &asked, &query))
        return SKRANKE_ERROR_USAGE;
    if (format && strcmp(format, "text") != 0)
        return refuse_format(format);
    return print_journal(context, &query);
}

/* ---- journal check ---- */

static void print_year(const CommandContext *context, const JournalYear *year)
{
    if (context->json)
        output_json(json_pack("{s:I, s:I, s:I, s:I, s:b}", "year", (json_int_t)year->year,
                              "entries", (json_int_t)year->entries, "void",
                              (json_int_t)year->voided, "highest", (json_int_t)year->highest,
                              "whole", year->whole));
    else
        output_line(
            ngettext("%" PRId64 ": %" PRId64 " entry, %" PRId64 " void, highest number %" PRId64,
                     "%" PRId64 ": %" PRId64 " entries, %" PRId64 " void, highest number %" PRId64,
                     (gulong)year->entries),
            year->year, year->entries, year->voided, year->highest);
}

int command_journal_check(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GArray) years = journal_entries_years(context->db, &error);
    if (!years)
        return command_fail(error);
    for (guint i = 0; i < years->len; i++)
        print_year(context, &g_array_index(years, JournalYear, i));
    return journal_check(context->desk, &error) ? 0 : command_fail(error);
}

/* ---- journal set ---- */

static int print_decision(const CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) message = messages_get(context->db, id, &error);
    g_autoptr(GPtrArray) entries =
        message ? journal_entries_of_inquiry(context->db, message->inquiry, &error) : NULL;
    if (!entries)
        return command_fail(error);
    const JournalEntry *entry = journal_entries_standing(entries, id);
    if (context->json)
        output_json(json_pack("{s:I, s:I, s:o, s:o, s:o, s:o}", "message", (json_int_t)id, "case",
                              (json_int_t)message->inquiry, "journal",
                              output_text(message->journal), "reason",
                              describe_masked(message->journal_reason, false), "year",
                              output_number(entry ? entry->year : 0), "number",
                              output_number(entry ? entry->number : 0)));
    else if (entry)
        print_entry_text(context, entry);
    else
        output_line(_("Message %" PRId64 " is not in the journal."), id);
    return 0;
}

int command_journal_set(CommandContext *context, int argc, char **argv)
{
    g_autofree char *reason = NULL;
    const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 message = 0;
    if (!options_read_number(context, argc, argv, entries, 2, &words, &message))
        return SKRANKE_ERROR_USAGE;
    bool yes = strcmp(words[1], "yes") == 0;
    if (!yes && strcmp(words[1], "no") != 0)
        return command_usage_error(context->command, _("\"%s\" is neither yes nor no"), words[1]);
    if (!journal_set(context->desk, message, yes, reason, &error))
        return command_fail(error);
    return print_decision(context, message);
}

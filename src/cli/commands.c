/* Owns the table of commands and the exit statuses; the global options are globals.c's. What a
 * command does stands in its family's file. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/open.h"

#include "skranke/cli/families.h"
#include "skranke/cli/output.h"

#include "globals.h"

enum { EXIT_USAGE = SKRANKE_ERROR_USAGE, MOST_COMMAND_WORDS = 3 };

const Command commands[] = {
    {"init", "[--demo]", N_("make the database; --demo fills it with a fictional bureau"),
     COMMAND_NEEDS_NOTHING, command_init},
    {"check", "", N_("what works and what does not"), COMMAND_NEEDS_NOTHING, command_check},
    {"backup", "FILE", N_("a copy of the database, while others work (administrators)"),
     COMMAND_NEEDS_DESK, command_backup},
    {"restore", "FILE",
     N_("bring a backup back; the database that was there is kept beside it (administrators)"),
     COMMAND_NEEDS_NOTHING, command_restore},

    {"inquiry list",
     "[--state new|open|waiting|closed|all] [--category C] [--tag T] [--mine] [--overdue] "
     "[--due TIME] [--filter TEXT] [--limit N]",
     N_("inquiries; without --state those not closed"), COMMAND_NEEDS_DESK, command_inquiry_list},
    {"inquiry show", "ID [--unmasked --reason T]",
     N_("one inquiry with messages, attachments and events"), COMMAND_NEEDS_DESK,
     command_inquiry_show},
    {"inquiry why", "ID", N_("why it is due when it is"), COMMAND_NEEDS_DESK, command_inquiry_why},
    {"inquiry reveal", "ID --reason T", N_("the same as show, with the identity numbers in it"),
     COMMAND_NEEDS_DESK, command_inquiry_reveal},
    {"inquiry new",
     "--channel email|phone|letter|social_media|chat|web_form|einnsyn [--from A] [--subject S] "
     "[--received TIME] "
     "[--category C] [--statistic S] [--language nb|nn|en|other] [--text T]",
     N_("register a letter, call or post by hand; text on standard input"), COMMAND_NEEDS_DESK,
     command_inquiry_new},
    {"inquiry take", "ID… | --next", N_("make it mine; --next: the one that has waited longest"),
     COMMAND_NEEDS_DESK, command_inquiry_take},
    {"inquiry release", "ID…", N_("give it back to the queue"), COMMAND_NEEDS_DESK,
     command_inquiry_release},
    {"inquiry assign", "ID… LOGIN", N_("give it to another operator"), COMMAND_NEEDS_DESK,
     command_inquiry_assign},
    {"inquiry reply",
     "ID [--text T] [--to A] [--cc A] [--subject S] [--purpose answer|question|holding] [--close] "
     "[--hold SECONDS] [--plain] [--seen MESSAGE] [--draft] [--identity-numbers]",
     N_("answer; the text comes from standard input without --text"), COMMAND_NEEDS_DESK,
     command_inquiry_reply},
    {"inquiry answered", "ID [--channel phone|letter|social_media|chat] [--text T] [--close]",
     N_("record an answer given otherwise than by e-mail"), COMMAND_NEEDS_DESK,
     command_inquiry_answered},
    {"inquiry note", "ID [--text T]", N_("an internal note"), COMMAND_NEEDS_DESK,
     command_inquiry_note},
    {"inquiry close", "ID…", N_("close it"), COMMAND_NEEDS_DESK, command_inquiry_close},
    {"inquiry reopen", "ID…", N_("open it again"), COMMAND_NEEDS_DESK, command_inquiry_reopen},
    {"inquiry set",
     "ID… [--category C [--reason T]] [--statistic S] [--accept] [--language nb|nn|en|other] "
     "[--subject S] "
     "[--state open|waiting] [--wanted TIME] [--fact NAME=VALUE]…",
     N_("change category, statistic, language, subject, state; --accept: as suggested"),
     COMMAND_NEEDS_DESK, command_inquiry_set},
    {"inquiry snooze", "ID… MOMENT | --wake", N_("put it off until a moment, or wake it"),
     COMMAND_NEEDS_DESK, command_inquiry_snooze},
    {"inquiry tag", "ID… [--add T]… [--remove T]…", N_("add and remove tags"), COMMAND_NEEDS_DESK,
     command_inquiry_tag},
    {"inquiry bump", "ID… --reason T | --off", N_("to the top of the queue, or back"),
     COMMAND_NEEDS_DESK, command_inquiry_bump},
    {"inquiry link",
     "ID OTHER [--kind related|follows|duplicate_of|same_order|split_from] [--remove]",
     N_("tie two inquiries together"), COMMAND_NEEDS_DESK, command_inquiry_link},
    {"inquiry split", "ID --category C [--subject S] [--text T]",
     N_("a part becomes an inquiry of its own"), COMMAND_NEEDS_DESK, command_inquiry_split},
    {"inquiry decide", "ID granted|partly|refused|passed_on|withdrawn [--basis T]",
     N_("the decision on an access request"), COMMAND_NEEDS_DESK, command_inquiry_decide},
    {"inquiry survey", "ID [--survey CODE] [--time T] [--mode phone|video|visit|web|paper]",
     N_("the survey it is about, and when and how to interview"), COMMAND_NEEDS_DESK,
     command_inquiry_survey},
    {"inquiry forward",
     "ID --to SECTION|INITIALS [--comment T] [--summary T] [--quiet] [--identity-numbers] "
     "[--days N] [--dry-run]",
     N_("send it on to a section or a person, and tell the inquirer who will answer"),
     COMMAND_NEEDS_DESK, command_inquiry_forward},
    {"inquiry forward-answered", "ID", N_("the section has answered the inquirer: close it"),
     COMMAND_NEEDS_DESK, command_inquiry_forward_answered},
    {"inquiry forward-back", "ID", N_("take a forwarded inquiry back"), COMMAND_NEEDS_DESK,
     command_inquiry_forward_back},
    {"inquiry undo", "", N_("take back my last act, where nothing has left the house"),
     COMMAND_NEEDS_DESK, command_undo},
    {"undo", "", N_("the same"), COMMAND_NEEDS_DESK, command_undo},
    {"search", "QUERY [--limit N]", N_("inquiries, also closed ones, by words in them"),
     COMMAND_NEEDS_DESK, command_search},

    {"draft list", "", N_("what I am writing"), COMMAND_NEEDS_DESK, command_draft_list},
    {"draft show", "ID", N_("the text of my draft to an inquiry"), COMMAND_NEEDS_DESK,
     command_draft_show},
    {"draft discard", "ID", N_("throw my draft to an inquiry away"), COMMAND_NEEDS_DESK,
     command_draft_discard},
    {"call new",
     "[--from TEXT] [--for WHO] [--about STATISTIC] [--matter T | --text] [--press] "
     "[--outcome transferred|message|answered|inquiry|informed|given_up [--to WHO] [--other WHO]]",
     N_("a telephone call; without --outcome it stays open; --text: the matter on standard input"),
     COMMAND_NEEDS_DESK, command_call_new},
    {"call end",
     "ID transferred|message|answered|inquiry|informed|given_up [--to WHO] [--other WHO]",
     N_("how a call ended"), COMMAND_NEEDS_DESK, command_call_end},
    {"call list", "[--day D | --open | --number N] [--limit N]", N_("calls, newest first"),
     COMMAND_NEEDS_DESK, command_call_list},
    {"call show", "ID", N_("one call"), COMMAND_NEEDS_DESK, command_call_show},
    {"call history", "NUMBER", N_("who rings: name, calls, inquiries, people spoken to"),
     COMMAND_NEEDS_DESK, command_call_history},
    {"call day", "[--date D] [--mine]", N_("the figures of a day"), COMMAND_NEEDS_DESK,
     command_call_day},
    {"message new",
     "--to SECTION | INITIALS [--call ID] [--from CALLER] [--number N] "
     "[--wish call_back|calls_again|for_information] [--wanted T] [--text T] [--due TIME] "
     "[--dry-run]",
     N_("a message to a colleague about a caller, by e-mail, followed up until it is done"),
     COMMAND_NEEDS_DESK, command_message_new},
    {"message list", "[--all]", N_("messages that wait; --all: also those that are settled"),
     COMMAND_NEEDS_DESK, command_message_list},
    {"message show", "ID", N_("one message"), COMMAND_NEEDS_DESK, command_message_show},
    {"message done", "ID", N_("the colleague has seen to it"), COMMAND_NEEDS_DESK,
     command_message_done},
    {"message remind", "ID", N_("send it again, and wait a working day more"), COMMAND_NEEDS_DESK,
     command_message_remind},
    {"pbx check", "", N_("is the telephone system there, and what does it say"), COMMAND_NEEDS_DESK,
     command_pbx_check},
    {"pbx watch", "[--seconds N]", N_("calls as they change; ends with Ctrl-C"),
     COMMAND_NEEDS_DESK, command_pbx_watch},
    {"callback new", "NUMBER [--caller N] [--matter T] [--call ID] [--due TIME]",
     N_("somebody is to be rung back"), COMMAND_NEEDS_DESK, command_callback_new},
    {"callback list", "[--all]", N_("who is to be rung back; --all: also those that are settled"),
     COMMAND_NEEDS_DESK, command_callback_list},
    {"callback try", "ID spoke|no_answer|busy|voicemail|wrong_number [--note T]",
     N_("they were rung, and what came of it"), COMMAND_NEEDS_DESK, command_callback_try},
    {"callback give-up", "ID", N_("they are not rung any more"), COMMAND_NEEDS_DESK,
     command_callback_give_up},

    {"outbox list", "[--limit N]", N_("answers on their way, and refused ones"), COMMAND_NEEDS_DESK,
     command_outbox_list},
    {"outbox withdraw", "MESSAGE", N_("take an answer back while it is held"), COMMAND_NEEDS_DESK,
     command_outbox_withdraw},
    {"outbox retry", "MESSAGE", N_("send a refused answer again"), COMMAND_NEEDS_DESK,
     command_outbox_retry},

    {"people find", "TEXT [--at TIME] [--limit N] [--language L] [--about STATISTIC] [--press]",
     N_("who, reachable now, back when, what to say, who else"), COMMAND_NEEDS_DESK,
     command_people_find},
    {"people list", "[--at TIME]", N_("everybody"), COMMAND_NEEDS_DESK, command_people_list},
    {"people show", "ID | INITIALS [--at TIME] [--language L] [--about STATISTIC] [--press]",
     N_("one person"), COMMAND_NEEDS_DESK, command_people_show},
    {"people absence add",
     "ID | INITIALS --from TIME [--to TIME] [--code leave|meeting|course|…] [--note N]",
     N_("somebody is away; two days are both included"), COMMAND_NEEDS_DESK,
     command_people_absence_add},
    {"people absence end", "ABSENCE [--at TIME]", N_("somebody is back"), COMMAND_NEEDS_DESK,
     command_people_absence_end},
    {"people hours set", "ID | INITIALS HOURS",
     N_("office hours, such as \"ma-to 08:00-16:00, fr 08:00-14:00\""), COMMAND_NEEDS_DESK,
     command_people_hours_set},
    {"people core-hours set", "ID | INITIALS HOURS",
     N_("the core within the office hours, when they surely are there; \"\": the whole"),
     COMMAND_NEEDS_DESK, command_people_core_hours_set},
    {"people away", "ID | INITIALS MOMENT [--code C] [--note N]",
     N_("marked as away until a moment; goes before everything else"), COMMAND_NEEDS_DESK,
     command_people_away},
    {"people in", "ID | INITIALS MOMENT [--note N]", N_("marked as in until a moment"),
     COMMAND_NEEDS_DESK, command_people_in},
    {"people back", "ID | INITIALS", N_("take the mark away"), COMMAND_NEEDS_DESK,
     command_people_back},
    {"people note", "ID | INITIALS [--text T]", N_("a note about a person, for colleagues"),
     COMMAND_NEEDS_DESK, command_people_note},
    {"people note-remove", "NOTE", N_("remove it"), COMMAND_NEEDS_DESK, command_people_note_remove},
    {"people leave", "ID | INITIALS [--on DAY] [--successor WHO]",
     N_("has left; the successor answers from now on"), COMMAND_NEEDS_DESK, command_people_leave},
    {"people deputy", "ID | INITIALS [OTHER]", N_("who stands in; nobody without OTHER"),
     COMMAND_NEEDS_DESK, command_people_deputy},
    {"people refresh", "[--dry-run] [--full]", N_("the staff, from the directory service"),
     COMMAND_NEEDS_DESK, command_people_refresh},
    {"people refresh-contacts", "[--dry-run]", N_("who answers for statistics, from the StatBank"),
     COMMAND_NEEDS_DESK, command_people_refresh_contacts},
    {"people roster list", "[--roster press] [--from TIME] [--to TIME]", N_("duties, from now on"),
     COMMAND_NEEDS_DESK, command_people_roster_list},
    {"people roster add",
     "--person WHO --from TIME --to TIME [--roster press] [--backup WHO] [--phone N] [--note N]",
     N_("somebody has a duty"), COMMAND_NEEDS_DESK, command_people_roster_add},
    {"people roster remove", "DUTY", N_("take a duty out"), COMMAND_NEEDS_DESK,
     command_people_roster_remove},
    {"people roster gaps", "[--roster press] [--days N]", N_("when nobody is there"),
     COMMAND_NEEDS_DESK, command_people_roster_gaps},
    {"press", "[--at TIME]", N_("who to ring for the press now, at any hour"), COMMAND_NEEDS_DESK,
     command_press},
    {"template list", "[--language nb|nn|en]", N_("reply templates"), COMMAND_NEEDS_DESK,
     command_template_list},
    {"template show", "KEY [--language nb|nn|en]", N_("the text of a template"), COMMAND_NEEDS_DESK,
     command_template_show},
    {"operator list", "", N_("who works at the desk"), COMMAND_NEEDS_DESK, command_operator_list},
    {"operator add", "LOGIN [--name N] [--administrator]", N_("add an operator (administrators)"),
     COMMAND_NEEDS_DESK, command_operator_add},
    {"operator signature", "[--text T | --show]",
     N_("my signature; the text comes from standard input without --text"), COMMAND_NEEDS_DESK,
     command_operator_signature},
    {"operator set", "LOGIN [--silos respondents,press,hr,access] [--press-contact yes|no]",
     N_("what an operator may see and is (administrators)"), COMMAND_NEEDS_DESK,
     command_operator_set},
    {"event list", "[--after N] [--limit N]", N_("what has happened, oldest first"),
     COMMAND_NEEDS_DESK, command_event_list},

    {"forward days", "[N]",
     N_("for how many working days a section's answer is awaited; N sets it (administrators)"),
     COMMAND_NEEDS_DESK, command_forward_days},
    {"report", "--by forwarding [--from DAY] [--to DAY]",
     N_("how long it took to forward what had to be forwarded"), COMMAND_NEEDS_DESK,
     command_report},

    {"calendar", "YEAR", N_("working days, holidays and half days of a year"),
     COMMAND_NEEDS_NOTHING, command_calendar},
    {"calendar day", "DATE closed|HH:MM-HH:MM|--usual [--reason T]",
     N_("a day on which the bureau differs (administrators)"), COMMAND_NEEDS_DESK,
     command_calendar_day},
    {"calendar eves", "yes|no",
     N_("are Christmas Eve and New Year's Eve working days (administrators)"), COMMAND_NEEDS_DESK,
     command_calendar_eves},
    {"calendar hours", "HOURS", N_("the usual opening hours (administrators)"), COMMAND_NEEDS_DESK,
     command_calendar_hours},
    {"category list", "", N_("the categories and what is promised for them"), COMMAND_NEEDS_DESK,
     command_category_list},
    {"category show", "CODE", N_("one category"), COMMAND_NEEDS_DESK, command_category_show},
    {"category set", "CODE COLUMN VALUE", N_("change one (administrators)"), COMMAND_NEEDS_DESK,
     command_category_set},
    {"category import", "FILE", N_("the whole table, from CSV (administrators)"),
     COMMAND_NEEDS_DESK, command_category_import},
    {"deadline", "CATEGORY [--received TIME]", N_("when an inquiry is due, and why then"),
     COMMAND_NEEDS_NOTHING, command_deadline},
    {"suggest",
     "[--text T] [--channel C] [--subject S] [--from A] [--to MAILBOX_ADDRESS] [--jsonl]",
     N_("what an inquiry would be taken for, and why; text on standard input"),
     COMMAND_NEEDS_NOTHING, command_suggest},

    {"journal", "[--date D | --from D --to D | --year Y]",
     N_("the public journal as it is recorded; without a day this year's"), COMMAND_NEEDS_DESK,
     command_journal},
    {"journal check", "", N_("is every number of the journal explained?"), COMMAND_NEEDS_DESK,
     command_journal_check},
    {"journal set", "MESSAGE yes|no [--reason T]",
     N_("decide by hand whether a message is journalled"), COMMAND_NEEDS_DESK, command_journal_set},
    {"survey list", "", N_("the surveys that respondents ask about"), COMMAND_NEEDS_DESK,
     command_survey_list},
    {"survey show", "CODE [--language nb|nn|en]",
     N_("one survey, and what to say to \"must I answer?\""), COMMAND_NEEDS_DESK,
     command_survey_show},

    {"import mail", "PATH…", N_("mail from .eml files, mbox files and Maildir folders"),
     COMMAND_NEEDS_DATABASE, command_import_mail},
    {"import einnsyn", "FILE… [--received TIME]",
     N_("orders of documents from eInnsyn: one access case for each document"),
     COMMAND_NEEDS_DATABASE, command_import_einnsyn},
    {"import people", "FILE… [--dry-run] [--full] [--source NAME]",
     N_("the staff, from CSV, LDIF or vCard"), COMMAND_NEEDS_DESK, command_import_staff},
    {"import absences", "FILE… [--dry-run] [--full] [--person WHO] [--source NAME]",
     N_("absences, from CSV or iCalendar"), COMMAND_NEEDS_DESK, command_import_staff},
    {"import roster", "FILE… [--dry-run] [--full] [--source NAME]",
     N_("duties, for example for the press, from CSV"), COMMAND_NEEDS_DESK, command_import_staff},
    {"import statistics", "FILE", N_("statistics and who answers for them, from CSV"),
     COMMAND_NEEDS_DESK, command_import_file},
    {"import sections", "FILE", N_("sections, from CSV"), COMMAND_NEEDS_DESK, command_import_file},
    {"import surveys", "FILE", N_("surveys that respondents ask about, from CSV"),
     COMMAND_NEEDS_DESK, command_import_file},
    {"import subjects", "FILE", N_("subject areas, from CSV"), COMMAND_NEEDS_DESK,
     command_import_file},

    {"mail fetch", "[MAILBOX…]", N_("read the mailboxes of skranke.ini once"),
     COMMAND_NEEDS_DATABASE, command_mail_fetch},
    {"mail send", "", N_("send what is due in the outbox"), COMMAND_NEEDS_DATABASE,
     command_mail_send},
    {"mail run", "[--once] [--wait] [--parent PID]",
     N_("the worker: reads mailboxes and empties the outbox"), COMMAND_NEEDS_DATABASE,
     command_mail_run},
    {"mail ledger", "", N_("everything ever fetched is accounted for"), COMMAND_NEEDS_DATABASE,
     command_mail_ledger},
    {"mail quarantine", "[list | show ID | release ID]", N_("mail that could not be read"),
     COMMAND_NEEDS_DATABASE, command_mail_quarantine},
    {NULL, NULL, NULL, COMMAND_NEEDS_NOTHING, NULL},
};

/* ---- what is said about commands ---- */

static void print_sentence(const char *sentence)
{
    g_autofree char *safe = safe_text_block(sentence, -1);
    fprintf(stderr, "skranke: %s\n", g_strchomp(safe));
}

int command_fail(const GError *error)
{
    if (!error)
        return SKRANKE_ERROR_FAILED;
    print_sentence(error->message);
    return skranke_error_exit_status(error);
}

static void print_usage(FILE *stream, const Command *command)
{
    fprintf(stream, _("usage: skranke %s %s\n"), command->words, command->usage);
}

static int words_width(void)
{
    gsize width = 0;
    for (const Command *command = commands; command->words; command++)
        width = MAX(width, strlen(command->words));
    return (int)width;
}

/* The commands that begin with this word (NULL: all). */
static void print_list(FILE *stream, const char *family)
{
    int width = words_width();
    for (const Command *command = commands; command->words; command++) {
        gsize length = family ? strlen(family) : 0;
        if (family &&
            (strncmp(command->words, family, length) != 0 || (command->words[length] | ' ') != ' '))
            continue;
        fprintf(stream, "  skranke %-*s %s\n", width, command->words, _(command->summary));
    }
}

static void print_help(FILE *stream, const char *family)
{
    fputs(_(GLOBAL_USAGE), stream);
    if (!family)
        fprintf(stream, "  skranke %-*s %s\n", words_width(), "", _("open the desk"));
    print_list(stream, family);
    fputs(_("Each command tells more with --help.\n"), stream);
}

int command_usage_error(const Command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    print_sentence(sentence);
    if (command)
        print_usage(stderr, command);
    return EXIT_USAGE;
}

/* ---- finding and running ---- */

/* The command whose words begin the rest; longest first. used gets how many words it has. */
static const Command *find_command(const GPtrArray *rest, guint *used)
{
    for (guint count = MOST_COMMAND_WORDS; count > 0; count--) {
        if (rest->len < count)
            continue;
        g_autoptr(GString) words = g_string_new(rest->pdata[0]);
        for (guint i = 1; i < count; i++)
            g_string_append_printf(words, " %s", (const char *)rest->pdata[i]);
        for (const Command *command = commands; command->words; command++)
            if (strcmp(command->words, words->str) == 0) {
                *used = count;
                return command;
            }
    }
    return NULL;
}

static bool is_family(const char *word)
{
    gsize length = strlen(word);
    for (const Command *command = commands; command->words; command++)
        if (strncmp(command->words, word, length) == 0 && command->words[length] == ' ')
            return true;
    return false;
}

static int unknown_command(const GPtrArray *rest)
{
    const char *first = rest->pdata[0];
    const char *family = is_family(first) ? first : NULL;
    if (*first == '-')
        command_usage_error(NULL, _("the option %s is not known"), first);
    else if (family && rest->len == 1)
        command_usage_error(NULL, _("\"%s\" needs another word"), first);
    else
        command_usage_error(NULL, _("there is no command \"%s%s%s\""), first, family ? " " : "",
                            family ? (const char *)rest->pdata[1] : "");
    print_help(stderr, family);
    return EXIT_USAGE;
}

/* A wrong time zone is a broken line like others: named, and the default is used. */
static void set_time_zone(const CommandContext *context)
{
    g_autoptr(GError) wrong = NULL;
    if (!time_text_set_zone(config_text(context->config, "bureau", "time_zone"), &wrong))
        print_sentence(wrong->message);
}

static void print_config_problems(const CommandContext *context)
{
    const GPtrArray *problems = config_problems(context->config);
    for (guint i = 0; i < problems->len; i++)
        print_sentence(problems->pdata[i]);
}

static bool open_database(CommandContext *context, GError **error)
{
    if (context->command->needs == COMMAND_NEEDS_DESK) {
        context->desk = desk_open(context->database_uri, context->login, context->config, error);
        context->db = context->desk ? context->desk->db : NULL;
    } else if (context->command->needs == COMMAND_NEEDS_DATABASE) {
        context->db = store_open(context->database_uri, error);
    }
    return context->command->needs == COMMAND_NEEDS_NOTHING || context->db;
}

static int run_command(CommandContext *context, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (context->command->run != command_check)
        print_config_problems(context);
    if (!open_database(context, &error))
        return command_fail(error);
    return output_finish(context->command->run(context, argc, argv));
}

static void context_clear(CommandContext *context)
{
    if (context->desk)
        desk_close(context->desk);
    else
        db_close(context->db);
    config_free(context->config);
    g_free(context->database_uri);
}

/* Runs the command (NULL: the desk) with what the global options say. */
static int run_with(const Globals *globals, const Command *command, guint used, CommandDesk desk)
{
    g_autoptr(GError) error = NULL;
    CommandContext context = {.command = command, .login = globals->login, .json = globals->json};
    int status;
    if (!clock_start(&error) || !(context.config = config_load(globals->config, &error))) {
        status = command_fail(error);
    } else {
        set_time_zone(&context);
        context.database_uri = desk_database_uri(globals->db, context.config);
        g_ptr_array_add(globals->rest, NULL);
        status = command ? run_command(&context, (int)(globals->rest->len - 1 - used),
                                       (char **)globals->rest->pdata + used)
                         : desk(context.database_uri, context.login, context.config);
    }
    context_clear(&context);
    return status;
}

static int help_or_version(const Globals *globals, const Command *command)
{
    if (globals->version) {
        puts("skranke " SKRANKE_VERSION);
    } else if (command) {
        print_usage(stdout, command);
        printf("  %s\n", _(command->summary));
    } else {
        const char *first = globals->rest->len ? globals->rest->pdata[0] : NULL;
        print_help(stdout, first && is_family(first) ? first : NULL);
    }
    return output_finish(0);
}

int commands_main(int argc, char **argv, CommandDesk desk)
{
    /* `skranke inquiry list | head` must not end a batch half-way. */
    signal(SIGPIPE, SIG_IGN);
    language_start(NULL);
    globals_speak_early(argc, argv);
    Globals globals = {.rest = g_ptr_array_new()};
    guint used = 0;
    int status = EXIT_USAGE;
    if (globals_read(argc, argv, &globals)) {
        const Command *command = find_command(globals.rest, &used);
        if (globals.help || globals.version)
            status = help_or_version(&globals, command);
        else if (!command && globals.rest->len > 0)
            status = unknown_command(globals.rest);
        else
            status = run_with(&globals, command, used, desk);
    }
    globals_clear(&globals);
    return status;
}

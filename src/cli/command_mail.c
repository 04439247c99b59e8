/* Owns the commands of the worker's house: fetch, send, run, the ledger, the quarantine. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/content.h"

#include "skranke/mail/intake_run.h"
#include "skranke/mail/outbox_run.h"
#include "skranke/mail/worker.h"

#include "skranke/cli/families.h"
#include "skranke/cli/intake_report.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { MOST_QUARANTINED = 10000, MOST_SHOWN = 1024 * 1024, MOST_HEADER = 64 * 1024 };

static bool is_mailbox(const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++)
        if (strcmp(names->pdata[i], name) == 0)
            return true;
    return false;
}

/* The mailboxes to read: those named, else all of the ini. NULL with an error. */
static GPtrArray *mailboxes(const CommandContext *context, char **words, GError **error)
{
    const GPtrArray *all = config_mailboxes(context->config);
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (guint i = 0; words[i]; i++) {
        if (!is_mailbox(all, words[i])) {
            g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                        _("skranke.ini has no section [mailbox %s]. Nothing was read."), words[i]);
            return NULL;
        }
        g_ptr_array_add(chosen, words[i]);
    }
    for (guint i = 0; !words[0] && i < all->len; i++)
        g_ptr_array_add(chosen, all->pdata[i]);
    if (chosen->len == 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("No mailbox is configured, so none was read. Add a section [mailbox NAME] to "
                      "skranke.ini."));
        return NULL;
    }
    return g_steal_pointer(&chosen);
}

int command_mail_fetch(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 0, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GPtrArray) names = mailboxes(context, words, &error);
    if (!names)
        return command_fail(error);
    g_autoptr(IntakeRun) run = intake_run_new(context->db, context->config);
    if (!intake_run_recover(run, &error))
        return command_fail(error);
    int status = 0;
    for (guint i = 0; i < names->len; i++) {
        g_autoptr(GError) failed = NULL;
        /* One mailbox that cannot be reached does not stop the others. */
        if (!intake_run_mailbox(run, names->pdata[i], &failed))
            status = command_fail(failed);
    }
    intake_report_print(context, intake_run_report(run));
    return status;
}

int command_mail_send(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    OutboxReport report = {0};
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    bool done = outbox_run(context->db, context->config, &report, &error);
    if (context->json)
        output_json(json_pack("{s:I, s:I, s:I, s:I}", "sent", (json_int_t)report.sent, "later",
                              (json_int_t)report.later, "refused", (json_int_t)report.refused,
                              "maybe_sent", (json_int_t)report.maybe_sent));
    else
        output_line(_("%" PRId64 " sent, %" PRId64 " later, %" PRId64 " refused, %" PRId64
                      " perhaps sent."),
                    report.sent, report.later, report.refused, report.maybe_sent);
    return done ? 0 : command_fail(error);
}

int command_mail_run(CommandContext *context, int argc, char **argv)
{
    gboolean once = FALSE, patient = FALSE;
    gint64 parent = 0;
    const GOptionEntry entries[] = {{"once", 0, 0, G_OPTION_ARG_NONE, &once, NULL, NULL},
                                    {"wait", 0, 0, G_OPTION_ARG_NONE, &patient, NULL, NULL},
                                    {"parent", 'p', 0, G_OPTION_ARG_INT64, &parent, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    WorkerOptions options = {.patient = patient, .once = once, .parent = parent};
    return worker_run(context->db, context->config, &options, &error) ? 0 : command_fail(error);
}

/* ---- the ledger ---- */

/* fetched = new + joined + duplicates + our own + quarantined, and both ways of counting agree. */
static bool adds_up(const IntakeLedger *ledger)
{
    gint64 settled = 0;
    bool agrees = ledger->without_message == 0 && ledger->without_raw == 0;
    for (int outcome = 0; outcome < INTAKE_OUTCOME_COUNT; outcome++) {
        settled += outcome == INTAKE_PENDING ? 0 : ledger->outcome[outcome];
        agrees = agrees && ledger->outcome[outcome] == ledger->maintained[outcome];
    }
    return agrees && ledger->fetched == settled;
}

static void print_ledger(const CommandContext *context, const IntakeLedger *ledger, bool sound)
{
    if (context->json) {
        json_t *object = json_object();
        json_object_set_new(object, "fetched", json_integer(ledger->fetched));
        for (int outcome = INTAKE_NEW; outcome < INTAKE_OUTCOME_COUNT; outcome++)
            json_object_set_new(object, intake_outcome_words[outcome],
                                json_integer(ledger->outcome[outcome]));
        json_object_set_new(object, "pending", json_integer(ledger->outcome[INTAKE_PENDING]));
        json_object_set_new(object, "adds_up", json_boolean(sound));
        output_json(object);
        return;
    }
    output_line(_("%" PRId64 " fetched = %" PRId64 " new + %" PRId64 " joined + %" PRId64
                  " duplicates + %" PRId64 " our own + %" PRId64 " in quarantine"),
                ledger->fetched, ledger->outcome[INTAKE_NEW], ledger->outcome[INTAKE_JOINED],
                ledger->outcome[INTAKE_DUPLICATE], ledger->outcome[INTAKE_ECHO],
                ledger->outcome[INTAKE_QUARANTINED]);
}

int command_mail_ledger(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    IntakeLedger ledger = {0};
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (!intake_ledger(context->db, &ledger, &error))
        return command_fail(error);
    bool sound = adds_up(&ledger);
    print_ledger(context, &ledger, sound);
    if (sound)
        return 0;
    g_set_error(&error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The ledger does not add up: %" PRId64
                  " are not read yet (skranke mail fetch reads them), "
                  "%" PRId64 " have no message, %" PRId64 " have no raw copy."),
                ledger.outcome[INTAKE_PENDING], ledger.without_message, ledger.without_raw);
    return command_fail(error);
}

/* ---- the quarantine ---- */

/* A header line as it stands, unfolded and not decoded; NULL: none. Mail is here because reading it
 * failed, perhaps with a crash, so nothing more is made of it. */
static char *header_line(GBytes *raw, const char *name)
{
    gsize size = 0;
    const char *bytes = raw ? g_bytes_get_data(raw, &size) : NULL;
    g_autofree char *start = g_strndup(bytes ? bytes : "", MIN(size, MOST_HEADER));
    g_auto(GStrv) lines = g_strsplit(start, "\n", -1);
    g_autoptr(GString) value = NULL;
    for (guint i = 0; lines[i] && *g_strchomp(lines[i]); i++) {
        bool folded = lines[i][0] == ' ' || lines[i][0] == '\t';
        if (value && !folded)
            break;
        if (value)
            g_string_append_printf(value, " %s", g_strchug(lines[i]));
        else if (g_ascii_strncasecmp(lines[i], name, strlen(name)) == 0)
            value = g_string_new(g_strchug(lines[i] + strlen(name)));
    }
    return value ? safe_text_valid(value->str, -1) : NULL;
}

/* NULL: it came from a file. */
static const char *mailbox_name(const GPtrArray *mailboxes, gint64 id)
{
    for (guint i = 0; mailboxes && i < mailboxes->len; i++)
        if (((const MailboxState *)mailboxes->pdata[i])->id == id)
            return ((const MailboxState *)mailboxes->pdata[i])->name;
    return NULL;
}

static json_t *text_or_null(const char *text)
{
    return text ? output_text(text) : json_null();
}

static void print_quarantined(const CommandContext *context, const GPtrArray *all,
                              const IntakeRow *row)
{
    g_autofree char *at = time_text_full(row->received_at);
    if (!context->json) {
        output_line("%6" G_GINT64_FORMAT "  %s  %s  %s", row->id, at, row->name, row->reason);
        return;
    }
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(row->id));
    json_object_set_new(object, "source", output_text(row->source));
    g_autoptr(GBytes) raw = content_read(context->db, row->raw, NULL);
    g_autofree char *from = header_line(raw, "From:"), *subject = header_line(raw, "Subject:");
    json_object_set_new(object, "mailbox", text_or_null(mailbox_name(all, row->mailbox)));
    json_object_set_new(object, "from", text_or_null(from));
    json_object_set_new(object, "subject", text_or_null(subject));
    json_object_set_new(object, "name", output_text(row->name));
    json_object_set_new(object, "received", output_time(row->received_at));
    json_object_set_new(object, "reason", output_text(row->reason));
    json_object_set_new(object, "attempts", json_integer(row->attempts));
    output_json(object);
}

static int list_quarantined(const CommandContext *context)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = intake_quarantined(context->db, MOST_QUARANTINED, &error);
    g_autoptr(GPtrArray) all = rows ? intake_mailboxes(context->db, &error) : NULL;
    if (!all)
        return command_fail(error);
    for (guint i = 0; i < rows->len; i++)
        print_quarantined(context, all, rows->pdata[i]);
    return 0;
}

static int show_quarantined(const CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    IntakeRow *row = intake_get(context->db, id, &error);
    if (row && row->outcome != INTAKE_QUARANTINED) {
        g_clear_pointer(&row, intake_row_free);
        g_set_error(&error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("This mail is not in quarantine; nothing was changed."));
    }
    g_autoptr(GBytes) bytes = row ? content_read(context->db, row->raw, &error) : NULL;
    if (row && bytes) {
        gsize size = 0;
        const char *raw = g_bytes_get_data(bytes, &size);
        g_autoptr(GPtrArray) all = intake_mailboxes(context->db, NULL);
        print_quarantined(context, all, row);
        g_autofree char *start = g_strndup(raw ? raw : "", MIN(size, MOST_SHOWN));
        if (!context->json)
            output_block(start, "  ");
    }
    g_clear_pointer(&row, intake_row_free);
    return bytes ? 0 : command_fail(error);
}

static int release_quarantined(CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(IntakeRun) run = intake_run_new(context->db, context->config);
    if (!intake_run_release(run, id, &error))
        return command_fail(error);
    intake_report_print(context, intake_run_report(run));
    return 0;
}

int command_mail_quarantine(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, NULL, 0, 2, &words))
        return SKRANKE_ERROR_USAGE;
    guint count = g_strv_length(words);
    if (count == 0 || (count == 1 && strcmp(words[0], "list") == 0))
        return list_quarantined(context);
    bool show = strcmp(words[0], "show") == 0;
    if (count != 2 || (!show && strcmp(words[0], "release") != 0))
        return command_usage_error(context->command, _("\"%s\" makes no sense here"), words[0]);
    if (!options_number(context, words[1], &id))
        return SKRANKE_ERROR_USAGE;
    return show ? show_quarantined(context, id) : release_quarantined(context, id);
}

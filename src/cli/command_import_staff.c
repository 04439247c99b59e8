/* Owns the commands that bring the directory up to date from files, from the directory service and
 * from the StatBank. What is done is desk/import_staff.h; here are options, files and the report.
 */
#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/secret.h"

#include "skranke/net/ldap.h"

#include "skranke/desk/import_staff.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* What all sources of one command came to. */
typedef struct {
    CommandContext *context;
    StaffKind kind;
    StaffImport options;
    StaffReport sum; /* only its numbers */
    json_t *sources;
    guint kept; /* sources without problems */
    int status;
} Run;

static const struct {
    const char *key;
    gsize offset;
} numbers[] = {
    {"read", offsetof(StaffReport, read)},       {"added", offsetof(StaffReport, added)},
    {"changed", offsetof(StaffReport, changed)}, {"unchanged", offsetof(StaffReport, unchanged)},
    {"skipped", offsetof(StaffReport, skipped)}, {"missing", offsetof(StaffReport, missing)},
    {"ended", offsetof(StaffReport, ended)},
};

static gint64 *number_of(const StaffReport *report, guint index)
{
    return (gint64 *)(gpointer)((char *)(guintptr)report + numbers[index].offset);
}

static gint64 written(const Run *run)
{
    return run->options.dry_run ? 0 : run->sum.added + run->sum.changed + run->sum.unchanged;
}

static void add_numbers(json_t *object, const StaffReport *report)
{
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        json_object_set_new(object, numbers[i].key, json_integer(*number_of(report, i)));
}

static void print_problems(const char *name, const StaffReport *report, bool nothing)
{
    output_warnings(name, report->problems);
    if (nothing && report->problems->len > 0)
        fprintf(stderr,
                _("skranke: nothing was imported from %s; mend these lines and import it again.\n"),
                name);
}

/* Adds a source's report to the sum. */
static void take_report(Run *run, const char *name, const StaffReport *report)
{
    print_problems(name, report, true);
    if (report->problems->len > 0) {
        run->status = SKRANKE_ERROR_FAILED;
        return;
    }
    run->kept++;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        *number_of(&run->sum, i) += *number_of(report, i);
    if (run->context->json) {
        json_t *source =
            json_pack("{s:s, s:s, s:o}", "source", run->options.source ? run->options.source : "",
                      "encoding", report->encoding, "lines", output_texts(report->lines));
        add_numbers(source, report);
        json_array_append_new(run->sources, source);
        return;
    }
    if (strcmp(report->encoding, "UTF-8") != 0)
        output_line(_("%s was read as %s."), name, report->encoding);
    for (guint i = 0; i < report->lines->len; i++)
        output_line("%s", (const char *)report->lines->pdata[i]);
}

static void print_sum(Run *run)
{
    if (run->context->json && run->kept > 0) {
        json_t *object = json_pack("{s:b, s:I, s:O}", "dry_run", run->options.dry_run, "written",
                                   (json_int_t)written(run), "sources", run->sources);
        add_numbers(object, &run->sum);
        output_json(object);
    } else if (run->kept > 0) {
        output_line(_("%" PRId64 " read: %" PRId64 " new, %" PRId64 " changed, %" PRId64
                      " unchanged, %" PRId64 " passed over, %" PRId64 " over."),
                    run->sum.read, run->sum.added, run->sum.changed, run->sum.unchanged,
                    run->sum.skipped, run->sum.ended);
        if (run->sum.missing > 0)
            output_line(_("%" PRId64
                          " of an earlier import are not in it any more; they stay. With --full "
                          "they are over."),
                        run->sum.missing);
        if (run->options.dry_run)
            output_line(_("Nothing was changed (--dry-run)."));
    }
    json_decref(run->sources);
}

/* ---- files ---- */

static void import_path(Run *run, const char *path, const char *source)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *text = options_file(path, &length, &error);
    StaffImport options = run->options;
    options.source = source ? source : name;
    run->options.source = options.source;
    g_autoptr(StaffReport) report =
        text ? staff_import(run->context->desk, run->kind, text, length, &options, &error) : NULL;
    if (report)
        take_report(run, path, report);
    else
        run->status = command_fail(error);
    run->options.source = NULL;
}

static StaffKind kind_of(const CommandContext *context)
{
    const char *word = context->command->words + strlen("import ");
    StaffKind kind = STAFF_PEOPLE;
    while (strcmp(staff_kind_words[kind], word) != 0)
        kind++;
    return kind;
}

int command_import_staff(CommandContext *context, int argc, char **argv)
{
    gboolean dry_run = FALSE, full = FALSE, open_ended = FALSE;
    g_autofree char *person = NULL, *source = NULL;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, NULL, NULL},
        {"full", 0, 0, G_OPTION_ARG_NONE, &full, NULL, NULL},
        {"open-ended", 0, 0, G_OPTION_ARG_NONE, &open_ended, NULL, NULL},
        {"person", 0, 0, G_OPTION_ARG_STRING, &person, NULL, NULL},
        {"source", 0, 0, G_OPTION_ARG_STRING, &source, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    if (full && source && words[1])
        return command_usage_error(
            context->command,
            _("With --full each file is a source of its own: leave out --source."));
    Run run = {
        .context = context,
        .kind = kind_of(context),
        .options = {.person = person, .dry_run = dry_run, .full = full, .open_ended = open_ended},
        .sources = json_array()};
    for (guint i = 0; words[i]; i++)
        import_path(&run, words[i], source);
    print_sum(&run);
    return run.status;
}

/* ---- the directory service ---- */

static char *host_of(const char *url)
{
    const char *start = strstr(url, "://");
    const char *host = start ? start + 3 : url;
    return g_strndup(host, strcspn(host, "/:?#"));
}

/* The answer of the directory that the configuration names. */
static char *search_directory(const Config *config, gsize *size, GError **error)
{
    const char *url = config_text(config, "directory", "ldap_url");
    if (*url == '\0') {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("No directory is set; write [directory] ldap_url."));
        return NULL;
    }
    char *password = secret_read(config_text(config, "directory", "ldap_password_command"),
                                 config_text(config, "directory", "ldap_password_file"), error);
    if (!password)
        return NULL;
    const LdapSearch search = {.url = url,
                               .user = config_text(config, "directory", "ldap_user"),
                               .password = password,
                               .ca_file = config_text(config, "directory", "ldap_ca_file")};
    char *text = ldap_search(&search, size, error);
    secret_free(password);
    return text;
}

int command_people_refresh(CommandContext *context, int argc, char **argv)
{
    gboolean dry_run = FALSE, full = FALSE;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, NULL, NULL},
        {"full", 0, 0, G_OPTION_ARG_NONE, &full, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    g_autofree char *text = search_directory(context->config, &size, &error);
    if (!text)
        return command_fail(error);
    g_autofree char *host = host_of(config_text(context->config, "directory", "ldap_url"));
    Run run = {.context = context,
               .kind = STAFF_PEOPLE,
               .options = {.source = host, .dry_run = dry_run, .full = full},
               .sources = json_array()};
    if (size == 0) {
        json_decref(run.sources);
        fprintf(stderr,
                _("skranke: %s found nobody there; look at the base and the filter in "
                  "[directory] ldap_url. Nothing was changed.\n"),
                host);
        return SKRANKE_ERROR_FAILED;
    }
    g_autoptr(StaffReport) report =
        staff_import(context->desk, STAFF_PEOPLE, text, size, &run.options, &error);
    if (report)
        take_report(&run, host, report);
    print_sum(&run);
    return report ? run.status : command_fail(error);
}

/* ---- the StatBank ---- */

int command_people_refresh_contacts(CommandContext *context, int argc, char **argv)
{
    gboolean dry_run = FALSE;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    g_autoptr(StaffReport) report = staff_refresh_contacts(context->desk, dry_run, &error);
    if (!report)
        return command_fail(error);
    g_autofree char *host = host_of(config_text(context->config, "directory", "statbank_url"));
    print_problems(host, report, false);
    if (context->json) {
        json_t *object =
            json_pack("{s:b, s:o, s:o}", "dry_run", dry_run, "lines", output_texts(report->lines),
                      "problems", output_texts(report->problems));
        add_numbers(object, report);
        output_json(object);
    } else {
        for (guint i = 0; i < report->lines->len; i++)
            output_line("%s", (const char *)report->lines->pdata[i]);
        output_line(_("%" PRId64 " statistics: %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64
                      " left as they are."),
                    report->read, report->changed, report->unchanged, report->skipped);
        if (dry_run)
            output_line(_("Nothing was changed (--dry-run)."));
    }
    return report->problems->len > 0 ? SKRANKE_ERROR_FAILED : 0;
}

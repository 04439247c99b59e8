/* Owns the import commands: mail goes through the same intake as mailboxes, the directory comes
 * from CSV. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/import_surveys.h"
#include "skranke/mail/intake_run.h"

#include "skranke/cli/families.h"
#include "skranke/cli/intake_report.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

void intake_report_print(const CommandContext *context, const IntakeReport *report)
{
    if (context->json)
        output_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "read", (json_int_t)report->read,
                              "new", (json_int_t)report->fresh, "joined",
                              (json_int_t)report->joined, "duplicate",
                              (json_int_t)report->duplicate, "echo", (json_int_t)report->echo,
                              "quarantined", (json_int_t)report->quarantined));
    else
        output_line(_("%" PRId64 " read: %" PRId64 " new, %" PRId64 " joined, %" PRId64
                      " duplicates, %" PRId64 " our own, %" PRId64 " in quarantine."),
                    report->read, report->fresh, report->joined, report->duplicate, report->echo,
                    report->quarantined);
}

/* Files that were passed over: the others have come in all the same. */
static int print_troubles(const IntakeRun *run)
{
    const GPtrArray *troubles = intake_run_troubles(run);
    output_warnings(NULL, troubles);
    return troubles->len ? SKRANKE_ERROR_FAILED : 0;
}

int command_import_mail(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    g_autoptr(IntakeRun) run = intake_run_new(context->db, context->config);
    int status = intake_run_recover(run, &error) ? 0 : command_fail(error);
    for (guint i = 0; words[i] && !status; i++)
        if (!intake_run_files(run, words[i], &error))
            status = command_fail(error);
    /* What was read before a path that is not there is kept all the same. */
    g_autoptr(GError) unfinished = NULL;
    if (!intake_run_flush(run, &unfinished) && !status)
        status = command_fail(unfinished);
    /* A script that asked for a path that is not there gets no line that looks like a result. */
    if (!status || intake_run_report(run)->read > 0)
        intake_report_print(context, intake_run_report(run));
    int passed_over = print_troubles(run);
    return status ? status : passed_over;
}

/* ---- CSV ---- */

static int print_problems(const char *path, const ImportReport *report)
{
    output_warnings(path, report->problems);
    fprintf(stderr,
            _("skranke: nothing was imported from %s; mend these lines and import it again.\n"),
            path);
    return SKRANKE_ERROR_FAILED;
}

int command_import_file(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!(text = options_file(words[0], &length, &error)))
        return command_fail(error);
    const char *kind = context->command->words + strlen("import ");
    g_autoptr(ImportReport) report =
        strcmp(kind, "surveys") == 0
            ? import_surveys_csv(context->db, text, length, clock_now(), &error)
            : import_people_csv(context->db, kind, text, length, clock_now(), &error);
    if (!report)
        return command_fail(error);
    if (report->problems->len > 0)
        return print_problems(words[0], report);
    if (context->json)
        output_json(json_pack("{s:I, s:I}", "read", (json_int_t)report->read, "written",
                              (json_int_t)report->written));
    else
        output_line(_("%" PRId64 " lines read, %" PRId64 " written."), report->read,
                    report->written);
    return 0;
}

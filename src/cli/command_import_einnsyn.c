/* Owns `skranke import einnsyn`: orders of documents that came as files. The cases are the
 * intake's, as of those that come by mail. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/mail/einnsyn_import.h"
#include "skranke/mail/intake_run.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

static void print_case(const CommandContext *context, const EinnsynCase *one)
{
    if (context->json)
        output_json(json_pack("{s:I, s:o, s:o, s:o, s:b}", "inquiry", (json_int_t)one->inquiry,
                              "order", output_text(one->order), "document",
                              output_text(one->document), "case", output_text(one->case_number),
                              "new", one->fresh));
    else
        output_line(one->fresh ? _("Inquiry %" PRId64 ": case %s, document %s.")
                               : _("Inquiry %" PRId64 " was there: case %s, document %s."),
                    one->inquiry, *one->case_number ? one->case_number : "-",
                    *one->document_number ? one->document_number : "-");
}

/* What cannot be read is kept as it came, in quarantine, as a mail would be. */
static bool keep(const CommandContext *context, const char *name, GBytes *bytes, gint64 received_at,
                 const char *why, GError **error)
{
    g_autoptr(IntakeRun) run = intake_run_new(context->db, context->config);
    IntakeMail mail = {
        .source = "file", .name = name, .received_at = received_at, .bytes = bytes, .refusal = why};
    return intake_run_add(run, &mail, error) && intake_run_flush(run, error);
}

static bool import_file(const CommandContext *context, const char *path, gint64 received_at,
                        GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) failed = NULL;
    if (!g_file_get_contents(path, &text, &length, &failed)) {
        bool absent = g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        g_set_error(error, SKRANKE_ERROR, absent ? SKRANKE_ERROR_NOT_FOUND : SKRANKE_ERROR_FAILED,
                    _("%s could not be read: %s. Nothing was imported."), path, failed->message);
        return false;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&text), length);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = g_utf8_make_valid(base, -1);
    g_autoptr(GPtrArray) cases = einnsyn_import(context->db, name, bytes, received_at, &failed);
    if (!cases) {
        bool unreadable = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_FAILED);
        if (unreadable && !keep(context, name, bytes, received_at, failed->message, error))
            return false;
        g_set_error(error, SKRANKE_ERROR, failed->code, "%s: %s", path, failed->message);
        return false;
    }
    for (guint i = 0; i < cases->len; i++)
        print_case(context, cases->pdata[i]);
    return true;
}

int command_import_einnsyn(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autofree char *received = NULL;
    const GOptionEntry entries[] = {{"received", 0, 0, G_OPTION_ARG_STRING, &received, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!options_read(context, argc, argv, entries, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(GError) error = NULL;
    gint64 received_at = clock_now();
    if (received && !time_text_parse(received, &received_at, &error))
        return command_usage_error(context->command, "%s", error->message);
    if (received_at > clock_now())
        return command_usage_error(context->command, "%s",
                                   _("--received lies in the future; nothing was imported"));
    /* One broken file does not keep the others out. */
    int status = 0;
    for (guint i = 0; words[i]; i++) {
        g_autoptr(GError) failed = NULL;
        if (!import_file(context, words[i], received_at, &failed))
            status = command_fail(failed);
    }
    return status;
}

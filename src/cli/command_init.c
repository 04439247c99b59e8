/* Owns making a database (with the fictional bureau on request), copying it and bringing a copy
 * back. */
#include <signal.h>
#include <stdio.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/open.h"
#include "skranke/store/restore.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/keeping.h"
#include "skranke/mail/demo_mail.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

static bool import_demo_mail(const CommandContext *context, GError **error)
{
    g_autoptr(IntakeRun) run = intake_run_new(context->desk->db, context->config);
    return demo_mail_import(run, clock_now(), error);
}

/* Who makes the database is its first operator, before the fictional ones come. */
static bool fill(CommandContext *context, bool demo, GError **error)
{
    context->desk = desk_open(context->database_uri, context->login, context->config, error);
    if (!context->desk || !import_templates(context->desk->db, clock_now(), error))
        return false;
    return !demo || (import_demo_bureau(context->desk, clock_now(), error) &&
                     import_demo_mail(context, error));
}

static int print_made(const CommandContext *context, bool demo)
{
    QueueCounts counts = {0};
    g_autoptr(GError) error = NULL;
    if (!inquiries_counts(context->desk->db, context->desk->operator_->id, 0, 0, &counts, &error))
        return command_fail(error);
    gint64 count = counts.new_ + counts.open + counts.waiting + counts.closed;
    const char *uri = db_uri(context->desk->db);
    if (context->json)
        output_json(json_pack("{s:s, s:i, s:s, s:b, s:I}", "database", uri, "version",
                              store_version_here(), "operator", context->desk->operator_->login,
                              "demo", demo, "inquiries", (json_int_t)count));
    else if (demo)
        output_line(
            _("Made %s with a fictional bureau and %" PRId64 " inquiries. Open the desk: skranke"),
            uri, count);
    else
        output_line(_("Made %s. You are its administrator. Open the desk: skranke"), uri);
    return 0;
}

/* Ctrl-C waits until the database is whole: half of one could neither be used nor made again. */
static void hold_back_interruptions(void)
{
    sigset_t ways_out;
    sigemptyset(&ways_out);
    sigaddset(&ways_out, SIGINT);
    sigaddset(&ways_out, SIGTERM);
    sigaddset(&ways_out, SIGHUP);
    sigprocmask(SIG_BLOCK, &ways_out, NULL);
}

int command_init(CommandContext *context, int argc, char **argv)
{
    gboolean demo = FALSE;
    const GOptionEntry entries[] = {{"demo", 0, 0, G_OPTION_ARG_NONE, &demo, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (context->login && !desk_login_is_sound(context->login, &error))
        return command_fail(error);
    hold_back_interruptions();
    if (!store_create(context->database_uri, &error))
        return command_fail(error);
    if (fill(context, demo, &error))
        return print_made(context, demo);
    fprintf(stderr, _("skranke: %s was made but is not complete; remove it before the next try.\n"),
            context->database_uri);
    return command_fail(error);
}

int command_backup(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!keeping_backup(context->desk, words[0], &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:o}", "backup", output_text(words[0])));
    else
        output_line(_("Copied %s to %s."), db_uri(context->db), words[0]);
    return 0;
}

int command_restore(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autofree char *kept = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 1, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (!keeping_may_restore(context->database_uri, context->login, &error) ||
        !store_restore(context->database_uri, words[0], &kept, &error))
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:o, s:o, s:o}", "restored", output_text(words[0]), "database",
                              output_text(context->database_uri), "kept", output_text(kept)));
    else if (kept)
        output_line(_("%s is in the place of %s now; what was there is kept as %s."), words[0],
                    context->database_uri, kept);
    else
        output_line(_("%s is in the place of %s now."), words[0], context->database_uri);
    if (keeping_record_restore(context->database_uri, context->login, words[0], kept, &error))
        return 0;
    fputs(_("skranke: the backup is in place, but that could not be recorded as an event.\n"),
          stderr);
    return command_fail(error);
}

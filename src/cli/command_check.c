/* Owns `skranke check`: one line for each thing the bureau depends on, and whether it works. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/secret.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/worker_report.h"

#include "skranke/net/smtp_link.h"

#include "skranke/store/lease.h"
#include "skranke/store/open.h"
#include "skranke/store/operators.h"
#include "skranke/store/rulebook.h"
#include "skranke/store/settings.h"

#include "skranke/desk/rosters.h"
#include "skranke/mail/imap.h"

#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { CHECK_SECONDS = 15 };

typedef struct {
    const CommandContext *context;
    bool all_good;
} Check;

static void tell_as(Check *check, const char *what, bool good, const char *word, const char *text)
{
    check->all_good = check->all_good && good;
    if (check->context->json)
        output_json(json_pack("{s:o, s:b, s:o}", "what", output_text(what), "ok", good, "text",
                              output_text(text)));
    else
        output_line("%-8s %-16s %s", word, what, text);
}

static void tell(Check *check, const char *what, bool good, const char *text)
{
    tell_as(check, what, good, good ? _("works") : _("FAILS"), text);
}

/* It works, but somebody should look at it. */
static void tell_note(Check *check, const char *what, const char *text)
{
    tell_as(check, what, true, _("NOTE"), text);
}

static void tell_error(Check *check, const char *what, const GError *error)
{
    tell(check, what, false, error->message);
}

static void check_config(Check *check)
{
    const Config *config = check->context->config;
    const GPtrArray *problems = config_problems(config);
    for (guint i = 0; i < problems->len; i++)
        tell(check, "config", false, problems->pdata[i]);
    if (problems->len == 0)
        tell(check, "config", true,
             config_path(config) ? config_path(config) : _("no file; everything by default"));
}

static void check_clock(Check *check)
{
    g_autofree char *now = time_text_iso(clock_now());
    g_autofree char *frozen = g_strdup_printf(_("%s, frozen by SKRANKE_NOW"), now);
    tell(check, "clock", clock_now() > 0, clock_is_frozen() ? frozen : now);
}

static void check_operators(Check *check, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) operators = operators_list(db, &error);
    if (!operators) {
        tell_error(check, "operators", error);
        return;
    }
    const char *login = check->context->login ? check->context->login : desk_account();
    bool known = false;
    for (guint i = 0; i < operators->len; i++)
        known = known || strcmp(((const Operator *)operators->pdata[i])->login, login) == 0;
    bool welcome = known || operators->len == 0 ||
                   config_flag(check->context->config, "database", "new_operators");
    g_autofree char *text = g_strdup_printf(known     ? _("%u; you are %s")
                                            : welcome ? _("%u; %s is welcomed at the first visit")
                                                      : _("%u; %s is not one of them"),
                                            operators->len, login);
    tell(check, "operators", welcome, text);
}

static void check_sender(Check *check, Db *db)
{
    const char *from = config_text(check->context->config, "mail", "from");
    g_autofree char *shared = settings_get(db, "mail.from", NULL);
    if (!*from && shared)
        from = shared;
    bool needed = *config_text(check->context->config, "relay", "host") != '\0';
    if (config_is_refused(check->context->config, "mail", "from"))
        tell(check, "from", false, _("the value of from in the section [mail] is no address"));
    else
        tell(check, "from", *from || !needed,
             *from ? from : _("no sender address in [mail] from; no answer can be sent"));
}

/* What comes to a closed silo that nobody may look into is answered by nobody. */
static void check_silos(Check *check, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *unseen = operators_unseen_silos(db, &error);
    if (!unseen) {
        tell_error(check, "silos", error);
        return;
    }
    g_autofree char *text =
        *unseen ? g_strdup_printf(_("nobody may see: %s; an administrator grants them: skranke "
                                    "operator set LOGIN --silos …"),
                                  unseen)
                : g_strdup(_("each closed silo is seen by somebody"));
    tell(check, "silos", !*unseen, text);
}

static void check_rules(Check *check, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Rulebook) book = rulebook_load(db, &error);
    if (!book) {
        tell_error(check, "categories", error);
        return;
    }
    const GPtrArray *exceptions = book->calendar->exceptions;
    g_autofree char *categories = g_strdup_printf("%u", book->categories->len);
    g_autofree char *hours = hours_text(&book->opening.week);
    g_autofree char *calendar = g_strdup_printf(
        book->calendar->eves_count_as_working_day
            ? _("open %s; %u days of its own; Christmas Eve and New Year's Eve are working days")
            : _("open %s; %u days of its own; Christmas Eve and New Year's Eve are no working "
                "days"),
        hours, exceptions ? exceptions->len : 0);
    tell(check, "categories", book->categories->len > 0, categories);
    tell(check, "calendar", true, calendar);
}

static void check_worker(Check *check, Db *db)
{
    LeaseState lease = {0};
    g_autoptr(GError) error = NULL;
    if (!lease_state(db, "worker", clock_now(), &lease, &error)) {
        tell_error(check, "worker", error);
        return;
    }
    WorkerReport report;
    worker_report_unpack(lease.report, &report);
    g_autofree char *how = worker_report_text(&report);
    g_autofree char *text =
        *lease.holder ? g_strdup_printf("%s: %s", lease.holder, how)
                      : g_strdup(_("none runs now; the desk starts one, or: skranke mail run"));
    tell(check, "worker", true, text);
    lease_state_clear(&lease);
}

/* A gap is worth a look but no defect: there is time to fill it. */
static void check_press(Check *check, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *warning = roster_warning(db, ROSTER_PRESS, clock_now(), &error);
    if (!warning)
        tell_error(check, "press", error);
    else if (*warning)
        tell_note(check, "press", g_strdelimit(warning, "\n", ' '));
    else
        tell(check, "press", true, _("no gap in the press duty in the coming week"));
}

/* A code that is no category is passed over at the intake: the text of each mail decides. */
static void check_categories(Check *check, Db *db)
{
    const Config *config = check->context->config;
    const GPtrArray *names = config_mailboxes(config);
    g_autoptr(GError) error = NULL;
    g_autoptr(Rulebook) rulebook = names->len > 0 ? rulebook_load(db, &error) : NULL;
    if (error)
        tell_error(check, "categories", error);
    for (guint i = 0; rulebook && i < names->len; i++) {
        const char *section = config_mailbox_section(config, names->pdata[i]);
        const char *code = config_text(config, section, "category");
        if (!*code || rulebook_category(rulebook, code))
            continue;
        g_autofree char *problem =
            g_strdup_printf(_("mailbox %s: there is no category \"%s\"; its text decides"),
                            (const char *)names->pdata[i], code);
        tell(check, "config", false, problem);
    }
}

static void check_database(Check *check)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(check->context->database_uri, &error);
    int version = db ? store_version_of(db, &error) : -1;
    if (!db || error) {
        tell_error(check, "database", error);
        return;
    }
    g_autofree char *text = g_strdup_printf(_("%s, %s, schema %d"), db_uri(db),
                                            db_is_file(db) ? _("a file") : "rqlite", version);
    tell(check, "database", true, text);
    g_autofree char *advice = store_advice(db);
    if (advice)
        tell_note(check, "references", advice);
    check_operators(check, db);
    check_silos(check, db);
    check_rules(check, db);
    check_press(check, db);
    check_worker(check, db);
    check_sender(check, db);
    check_categories(check, db);
}

/* Login data of a section; the password must be freed with secret_free. False: it could not be
 * read. */
static bool read_link(const Config *config, const char *section, LinkOptions *options,
                      char **password, GError **error)
{
    *password = secret_read(config_text(config, section, "password_command"),
                            config_text(config, section, "password_file"), error);
    if (!*password)
        return false;
    *options =
        (LinkOptions){.host = config_text(config, section, "host"),
                      .port = (int)config_integer(config, section, "port"),
                      .security = link_security_from_word(config_text(config, section, "security")),
                      .user = config_text(config, section, "user"),
                      .password = *password,
                      .ca_file = config_text(config, section, "ca_file"),
                      .timeout_seconds = CHECK_SECONDS};
    return true;
}

static bool look_into_mailbox(const Config *config, const char *section, const LinkOptions *options,
                              GError **error)
{
    MailLink *link = mail_link_open_imap(options, error);
    if (!link)
        return false;
    g_autoptr(ImapSession) session =
        imap_open(link, config_text(config, section, "folder"), 1024 * 1024, error);
    return session != NULL;
}

static void check_mailbox(Check *check, const char *name)
{
    const Config *config = check->context->config;
    const char *section = config_mailbox_section(config, name);
    g_autofree char *what = g_strdup_printf("mailbox %s", name);
    g_autofree char *where = g_strdup_printf("%s %s", config_text(config, section, "user"),
                                             config_text(config, section, "host"));
    LinkOptions options;
    char *password = NULL;
    g_autoptr(GError) error = NULL;
    if (config_is_refused(config, section, "address"))
        tell(check, what, false, _("the value of address in its section is no address"));
    else if (read_link(config, section, &options, &password, &error) &&
             look_into_mailbox(config, section, &options, &error))
        tell(check, what, true, where);
    else
        tell_error(check, what, error);
    secret_free(password);
}

static void check_mailboxes(Check *check)
{
    const GPtrArray *names = config_mailboxes(check->context->config);
    for (guint i = 0; i < names->len; i++)
        check_mailbox(check, names->pdata[i]);
    if (names->len == 0)
        tell(check, "mailbox", true, _("none is configured; no mail is read"));
}

static void check_relay(Check *check)
{
    const Config *config = check->context->config;
    if (!*config_text(config, "relay", "host")) {
        tell(check, "relay", true, _("none is configured; nothing is sent"));
        return;
    }
    LinkOptions options;
    char *password = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_link(config, "relay", &options, &password, &error)) {
        tell_error(check, "relay", error);
        return;
    }
    g_autofree char *answer = NULL;
    g_autoptr(SmtpLink) link = smtp_link_new(&options);
    bool good = smtp_link_check(link, &answer) == SMTP_ACCEPTED;
    tell(check, "relay", good, good ? options.host : answer);
    secret_free(password);
}

static void check_telephone(Check *check)
{
    g_autofree char *text = NULL;
    bool good = command_pbx_summary(check->context, &text);
    tell(check, "telephone", good, text);
}

int command_check(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, NULL, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    Check check = {.context = context, .all_good = true};
    check_config(&check);
    check_clock(&check);
    check_database(&check);
    check_mailboxes(&check);
    check_relay(&check);
    check_telephone(&check);
    return check.all_good ? 0 : SKRANKE_ERROR_FAILED;
}

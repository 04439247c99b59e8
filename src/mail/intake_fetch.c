/* Where mail comes from: the mailboxes of the ini, and files. Owns the order fetch, commit, move,
 * and the record of how a mailbox went. Knows no MIME. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/secret.h"

#include "skranke/mail/imap.h"
#include "skranke/mail/mail_files.h"

#include "intake_private.h"

enum { MOVE_AT_ONCE = 1000, TROUBLES_MOST = 1000 };

static gsize max_bytes(const IntakeRun *run)
{
    return (gsize)config_integer(run->config, "mail", "max_megabytes") << 20;
}

/* ---- files ---- */

static bool take_file(const MailFile *file, gpointer user, GError **error)
{
    IntakeMail mail = {.source = "file",
                       .name = file->name,
                       .received_at = file->received_at,
                       .bytes = file->bytes,
                       .too_large = file->too_large};
    return intake_run_add(user, &mail, error);
}

static void note_trouble(const char *name, const char *why, gpointer user)
{
    IntakeRun *run = user;
    if (run->troubles->len < TROUBLES_MOST)
        g_ptr_array_add(run->troubles, g_strdup_printf("%s: %s", name, why));
}

bool intake_run_files(IntakeRun *run, const char *path, GError **error)
{
    return mail_files_walk(path, max_bytes(run), take_file, note_trouble, run, error) &&
           intake_run_flush(run, error);
}

/* ---- mailboxes ---- */

typedef struct {
    IntakeRun *run;
    const MailboxState *state;
    gint64 uid_validity;
} Fetch;

static bool take_message(const ImapMessage *message, gpointer user, GError **error)
{
    const Fetch *fetch = user;
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    IntakeMail mail = {.source = "imap",
                       .mailbox = fetch->state->id,
                       .uid_validity = fetch->uid_validity,
                       .uid = message->uid,
                       .name = "",
                       .received_at = message->internal_date,
                       .bytes = message->bytes,
                       .too_large = message->header != NULL ? message->size : 0,
                       .refusal = message->refusal};
    if (mail.bytes == NULL)
        mail.bytes = message->header != NULL ? message->header : nothing;
    return intake_run_add(fetch->run, &mail, error);
}

static bool set_cursor(IntakeRun *run, gint64 mailbox, gint64 uid_validity, gint64 uid,
                       GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    intake_cursor(batch, mailbox, uid_validity, uid);
    return db_batch_apply(run->db, batch, error);
}

/* Fetches these and commits them; the cursor follows, and in the end passes those that vanished
 * meanwhile. */
static bool fetch_uids(IntakeRun *run, ImapSession *session, const MailboxState *state,
                       const GArray *uids, GError **error)
{
    gint64 uid_validity = imap_uid_validity(session);
    g_autofree guint8 *added = g_new0(guint8, uids->len);
    IntakeCursor cursor = {state->id, uid_validity, uids, added, 0};
    Fetch fetch = {run, state, uid_validity};
    run->cursor = &cursor;
    bool good = imap_fetch(session, (const gint64 *)(gpointer)uids->data, uids->len, take_message,
                           &fetch, error);
    /* What came before a failure is kept. */
    bool kept = intake_run_flush(run, good ? error : NULL);
    run->cursor = NULL;
    return good && kept &&
           set_cursor(run, state->id, uid_validity, g_array_index(uids, gint64, uids->len - 1),
                      error);
}

/* first = new: at the very first connection what is there stays unread by us. */
static bool starts_with_new(const IntakeRun *run, const char *section, const MailboxState *state)
{
    return state->uid_validity == 0 &&
           strcmp(config_text(run->config, section, "first"), "new") == 0;
}

static bool fetch_new(IntakeRun *run, ImapSession *session, const char *section,
                      const MailboxState *state, GError **error)
{
    gint64 uid_validity = imap_uid_validity(session);
    gint64 after = uid_validity == state->uid_validity ? state->last_uid : 0;
    g_autoptr(GArray) uids = imap_search_after(session, after, error);
    if (uids == NULL)
        return false;
    if (uids->len == 0)
        return uid_validity == state->uid_validity ||
               set_cursor(run, state->id, uid_validity, 0, error);
    if (starts_with_new(run, section, state))
        return set_cursor(run, state->id, uid_validity, g_array_index(uids, gint64, uids->len - 1),
                          error);
    return fetch_uids(run, session, state, uids, error);
}

/* Also what an earlier run has read and not moved. */
static bool move_done(IntakeRun *run, ImapSession *session, const char *folder,
                      const MailboxState *state, GError **error)
{
    gint64 uid_validity = imap_uid_validity(session);
    while (folder[0] != '\0') {
        g_autoptr(GArray) uids =
            intake_unfiled(run->db, state->id, uid_validity, MOVE_AT_ONCE, error);
        if (uids == NULL)
            return false;
        if (uids->len == 0)
            break;
        if (!imap_move(session, (const gint64 *)(gpointer)uids->data, uids->len, folder, error))
            return false;
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        for (guint i = 0; i < uids->len; i++)
            intake_filed(batch, state->id, uid_validity, g_array_index(uids, gint64, i));
        if (!db_batch_apply(run->db, batch, error))
            return false;
    }
    return true;
}

static MailLink *connect_mailbox(const IntakeRun *run, const char *section, GError **error)
{
    const Config *config = run->config;
    char *password = secret_read(config_text(config, section, "password_command"),
                                 config_text(config, section, "password_file"), error);
    if (password == NULL)
        return NULL;
    LinkOptions options = {
        .host = config_text(config, section, "host"),
        .port = (int)config_integer(config, section, "port"),
        .security = link_security_from_word(config_text(config, section, "security")),
        .user = config_text(config, section, "user"),
        .password = password,
        .ca_file = config_text(config, section, "ca_file"),
    };
    MailLink *link = mail_link_open_imap(&options, error);
    secret_free(password);
    return link;
}

/* The folder that read mail goes to, "" for none. Mail that is moved into the folder that is read
 * gets a new number there, and would be fetched and moved again for ever. */
static const char *done_folder(const IntakeRun *run, const char *section)
{
    const char *done = config_text(run->config, section, "done_folder");
    const char *folder = config_text(run->config, section, "folder");
    bool both_inbox = g_ascii_strcasecmp(done, "INBOX") == 0 &&
                      g_ascii_strcasecmp(folder, "INBOX") == 0; /* RFC 9051 5.1: in any case */
    return both_inbox || strcmp(done, folder) == 0 ? "" : done;
}

static bool read_mailbox(IntakeRun *run, const char *section, const MailboxState *state,
                         GError **error)
{
    MailLink *link = connect_mailbox(run, section, error);
    if (link == NULL)
        return false;
    g_autoptr(ImapSession) session =
        imap_open(link, config_text(run->config, section, "folder"), max_bytes(run), error);
    return session != NULL && fetch_new(run, session, section, state, error) &&
           move_done(run, session, done_folder(run, section), state, error);
}

/* How it went stands with the mailbox, for the desk to show. */
static bool record(IntakeRun *run, const MailboxState *state, bool good, const GError *trouble,
                   GError **error)
{
    if (good)
        return intake_mailbox_good(run->db, state->id, clock_now(), error);
    return intake_mailbox_failed(run->db, state->id, clock_now(), trouble->message, NULL);
}

bool intake_run_mailbox(IntakeRun *run, const char *mailbox_name, GError **error)
{
    if (!g_ptr_array_find_with_equal_func((GPtrArray *)config_mailboxes(run->config), mailbox_name,
                                          g_str_equal, NULL)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("The configuration has no mailbox \"%s\"."), mailbox_name);
        return false;
    }
    /* The cursor is read in our turn, or we fetch again what another is just fetching. */
    if (!intake_take_turn(run, error))
        return false;
    const char *section = config_mailbox_section(run->config, mailbox_name);
    g_autoptr(MailboxState) state =
        intake_mailbox(run->db, mailbox_name, config_text(run->config, section, "address"), error);
    if (state == NULL)
        return false;
    GError *trouble = NULL;
    bool good = read_mailbox(run, section, state, &trouble);
    bool recorded = record(run, state, good, trouble, error);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return good && recorded;
}

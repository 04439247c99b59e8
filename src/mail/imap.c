/* An IMAP session: one folder opened for reading, searched, and mail moved out of it. Owns the
 * order of commands and answers; imap_wire.c reads the answers, imap_fetch.c the messages. Knows
 * nothing of the database. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "imap_session.h"

enum { MOVE_BATCH = 250 };

guint imap_send(ImapSession *session, const char *text, GError **error)
{
    g_autofree char *line = g_strdup_printf("S%u %s\r\n", session->commands + 1, text);
    if (session->broken || !imap_wire_send(session->wire, line, error)) {
        session->broken = true;
        return 0;
    }
    return ++session->commands;
}

bool imap_read(ImapSession *session, ImapResponse *response, GError **error)
{
    if (!imap_wire_read(session->wire, response, error)) {
        session->broken = true;
        return false;
    }
    if (strcmp(response->tag, "*") == 0 && strcmp(response->word, "BYE") == 0) {
        g_autofree char *words = safe_text_line(response->text, -1);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
                    _("The mail server ended the session (%s). Nothing was lost; it will be tried "
                      "again."),
                    words);
        session->broken = true;
        return false;
    }
    if (imap_token_is(response, 2, "EXISTS"))
        session->exists = imap_token_number(response, 1);
    return true;
}

guint imap_ended(const ImapResponse *response)
{
    guint64 number;
    if (response->word[0] == '\0' || response->tag[0] != 'S' ||
        !g_ascii_string_to_unsigned(response->tag + 1, 10, 1, G_MAXUINT, &number, NULL))
        return 0;
    return (guint)number;
}

bool imap_command(ImapSession *session, const char *text, ImapUntaggedFunc func, gpointer user,
                  ImapEnd *end, GError **error)
{
    guint number = imap_send(session, text, error);
    ImapResponse response;
    while (number != 0 && imap_read(session, &response, error)) {
        if (imap_ended(&response) == number) {
            end->ok = strcmp(response.word, "OK") == 0;
            end->words = end->ok ? g_strdup("") : safe_text_line(response.text, -1);
            return true;
        }
        if (func != NULL && strcmp(response.tag, "*") == 0 && !func(&response, user, error)) {
            session->broken = true;
            return false;
        }
    }
    return false;
}

bool imap_command_ok(ImapSession *session, const char *text, const char *tried,
                     ImapUntaggedFunc func, gpointer user, GError **error)
{
    ImapEnd end;
    if (!imap_command(session, text, func, user, &end, error))
        return false;
    g_autofree char *words = end.words;
    if (!end.ok)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The mail server refused to %s: %s"), tried, words);
    return end.ok;
}

/* ---- opening ---- */

static bool see_capability(const ImapResponse *response, gpointer user, GError **error)
{
    (void)error;
    ImapSession *session = user;
    bool rev2 = false;
    if (!imap_token_is(response, 1, "CAPABILITY"))
        return true;
    for (guint i = 2; i < response->count; i++) {
        rev2 = rev2 || imap_token_is(response, i, "IMAP4rev2");
        session->can_esearch =
            session->can_esearch || rev2 || imap_token_is(response, i, "ESEARCH");
        session->can_move = session->can_move || rev2 || imap_token_is(response, i, "MOVE");
        session->can_uidplus =
            session->can_uidplus || rev2 || imap_token_is(response, i, "UIDPLUS");
    }
    return true;
}

static bool see_uid_validity(const ImapResponse *response, gpointer user, GError **error)
{
    (void)error;
    gint64 *value = user;
    static const char code[] = "[UIDVALIDITY ";
    if (g_ascii_strncasecmp(response->text, code, sizeof code - 1) == 0)
        *value = g_ascii_strtoll(response->text + sizeof code - 1, NULL, 10);
    return true;
}

static char *quote_folder(const char *name)
{
    g_autofree char *encoded = imap_folder_encode(name);
    GString *out = g_string_new("\"");
    for (const char *at = encoded; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
    return g_string_free(g_string_append_c(out, '"'), FALSE);
}

static bool open_folder(ImapSession *session, const char *name, GError **error)
{
    g_autofree char *text = g_strdup_printf("EXAMINE %s", session->folder);
    ImapEnd end;
    if (!imap_command(session, text, see_uid_validity, &session->uid_validity, &end, error))
        return false;
    g_autofree char *words = end.words;
    g_autofree char *safe = safe_text_line(name, -1);
    if (!end.ok)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("The mail server cannot open the folder \"%s\": %s Correct folder in the "
                      "configuration."),
                    safe, words);
    else if (session->uid_validity <= 0)
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
            _("The mail server gives no lasting numbers (UIDVALIDITY) in the folder \"%s\", "
              "so its mail cannot be read safely."),
            safe);
    return end.ok && session->uid_validity > 0;
}

ImapSession *imap_open(MailLink *link, const char *folder, gsize max_bytes, GError **error)
{
    g_autoptr(ImapSession) session = g_new0(ImapSession, 1);
    session->wire = imap_wire_new(link, max_bytes);
    session->max_bytes = max_bytes;
    session->folder = quote_folder(folder);
    if (!imap_command_ok(session, "CAPABILITY", _("say what it can"), see_capability, session,
                         error) ||
        !open_folder(session, folder, error))
        return NULL;
    return g_steal_pointer(&session);
}

void imap_close(ImapSession *session)
{
    if (session == NULL)
        return;
    imap_send(session, "LOGOUT", NULL);
    imap_wire_free(session->wire);
    g_free(session->folder);
    g_free(session);
}

gint64 imap_uid_validity(const ImapSession *session)
{
    return session->uid_validity;
}

/* ---- moving ---- */

static bool select_folder(ImapSession *session, GError **error)
{
    gint64 now = 0;
    g_autofree char *text = g_strdup_printf("SELECT %s", session->folder);
    if (session->selected)
        return true;
    if (!imap_command_ok(session, text, _("open the folder for moving"), see_uid_validity, &now,
                         error))
        return false;
    if (now != session->uid_validity) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                            _("The folder was made anew on the mail server meanwhile; nothing was "
                              "moved."));
        return false;
    }
    session->selected = true;
    return true;
}

/* UID MOVE or UID COPY; a refusal is answered by making the folder, once. */
static bool transfer(ImapSession *session, const char *set, const char *target, GError **error)
{
    g_autofree char *text =
        g_strdup_printf("UID %s %s %s", session->can_move ? "MOVE" : "COPY", set, target);
    ImapEnd end;
    if (!imap_command(session, text, NULL, NULL, &end, error))
        return false;
    g_free(end.words);
    if (end.ok)
        return true;
    g_autofree char *create = g_strdup_printf("CREATE %s", target);
    if (!imap_command(session, create, NULL, NULL, &end, error))
        return false;
    g_free(end.words);
    return imap_command_ok(session, text, _("move mail to the done folder"), NULL, NULL, error);
}

static bool erase(ImapSession *session, const char *set, GError **error)
{
    g_autofree char *store = g_strdup_printf("UID STORE %s +FLAGS.SILENT (\\Deleted)", set);
    g_autofree char *expunge = g_strdup_printf("UID EXPUNGE %s", set);
    if (!imap_command_ok(session, store, _("mark moved mail"), NULL, NULL, error))
        return false;
    return !session->can_uidplus ||
           imap_command_ok(session, expunge, _("remove moved mail"), NULL, NULL, error);
}

bool imap_move(ImapSession *session, const gint64 *uids, guint count, const char *folder,
               GError **error)
{
    if (count == 0)
        return true;
    if (!select_folder(session, error))
        return false;
    g_autofree char *target = quote_folder(folder);
    for (guint at = 0; at < count; at += MOVE_BATCH) {
        g_autofree char *set = imap_uid_set(uids + at, MIN(MOVE_BATCH, count - at));
        if (!transfer(session, set, target, error))
            return false;
        if (!session->can_move && !erase(session, set, error))
            return false;
    }
    return true;
}

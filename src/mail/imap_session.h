/* What imap.c (session, folders, search, move) and imap_fetch.c share. */
#ifndef SKRANKE_MAIL_IMAP_SESSION_H
#define SKRANKE_MAIL_IMAP_SESSION_H

#include "skranke/mail/imap.h"

#include "imap_wire.h"

struct ImapSession {
    ImapWire *wire;
    guint commands; /* sent so far; the tag of the last is "S<commands>" */
    gint64 uid_validity, exists;
    gsize max_bytes;
    char *folder; /* encoded and quoted */
    bool can_esearch, can_move, can_uidplus;
    bool selected; /* opened for writing */
    bool broken;   /* in the middle of an answer: no more commands */
};

/* How a command ended. */
typedef struct {
    bool ok;
    char *words; /* of a NO or BAD, safe for screens; "" */
} ImapEnd;

/* Called for each untagged response of a command. */
typedef bool (*ImapUntaggedFunc)(const ImapResponse *response, gpointer user, GError **error);

/* Sends "S<n> text"; the number is the return value, 0 on failure. */
guint imap_send(ImapSession *session, const char *text, GError **error);
/* Reads one response, looking after what any command may bring (EXISTS, BYE). */
bool imap_read(ImapSession *session, ImapResponse *response, GError **error);
/* The number of the command that this response ends, 0 when it ends none. */
guint imap_ended(const ImapResponse *response);
/* Sends a command and reads up to its end; false only when the session is lost. words of end:
 * g_free. */
bool imap_command(ImapSession *session, const char *text, ImapUntaggedFunc func, gpointer user,
                  ImapEnd *end, GError **error);
/* The same, and a NO or BAD is an error that names what was tried. */
bool imap_command_ok(ImapSession *session, const char *text, const char *tried,
                     ImapUntaggedFunc func, gpointer user, GError **error);
/* UIDs (ascending) as "1:500,507"; new text. */
char *imap_uid_set(const gint64 *uids, guint count);
/* UID SEARCH with these criteria, ascending, without doubles. */
GArray *imap_search(ImapSession *session, const char *criteria, GError **error);

#endif

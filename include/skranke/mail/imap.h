/* A small IMAP grammar (RFC 9051/3501) over a mail link: what reading a mailbox needs and no more.
 *
 * Commands are pipelined in batches; any untagged line is accepted anywhere; literals are counted; a NO does not cost the
 * connection. PEEK only: nothing on the server changes except by imap_move. Bounds: a line 1 MB, a message options.max_bytes. */
#ifndef SKRANKE_MAIL_IMAP_H
#define SKRANKE_MAIL_IMAP_H

#include "skranke/net/mail_link.h"

typedef struct ImapSession ImapSession;

/* Takes over the link (also on failure). Reads CAPABILITY and selects the folder (UTF-8 name; encoded for the wire). */
ImapSession *imap_open(MailLink *link, const char *folder, gsize max_bytes, GError **error);
/* Says LOGOUT, briefly. */
void imap_close(ImapSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapSession, imap_close)

gint64 imap_uid_validity(const ImapSession *session);

/* UIDs greater than `after`, ascending (the server's habit of always returning the last one is corrected); GArray of gint64, owned. */
GArray *imap_search_after(ImapSession *session, gint64 after, GError **error);

typedef struct {
    gint64 uid;
    gint64 internal_date; /* seconds UTC */
    gint64 size;          /* as the server says */
    GBytes *bytes;        /* the message; NULL when it is larger than max_bytes: header only in `header` */
    GBytes *header;       /* only for too large ones */
} ImapMessage;
/* Return false to stop (sets its own error). The message is borrowed for the call; take a reference on the bytes to keep them. */
typedef bool (*ImapMessageFunc)(const ImapMessage *message, gpointer user, GError **error);

/* Fetches these UIDs with BODY.PEEK[], `batch` a command, two to four commands in flight; calls func for each in the order of the server. Sizes are
 * asked first so that a message above the cap is not pulled. */
bool imap_fetch(ImapSession *session, const gint64 *uids, guint count, ImapMessageFunc func, gpointer user, GError **error);

/* Moves to the folder (made when missing): UID MOVE where the server has it, else COPY, \Deleted and UID EXPUNGE. */
bool imap_move(ImapSession *session, const gint64 *uids, guint count, const char *folder, GError **error);

#endif

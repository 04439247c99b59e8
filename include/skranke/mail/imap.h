/* A small IMAP grammar (RFC 9051/3501) over a mail link: what reading a mailbox needs and no more.
 *
 * Commands are pipelined in batches; any untagged line is accepted anywhere; literals are counted;
 * a NO does not cost the connection. PEEK only: nothing on the server changes except by imap_move.
 * Bounds: a line 1 MB, a message max_bytes; what a server claims beyond them ends the session. */
#ifndef SKRANKE_MAIL_IMAP_H
#define SKRANKE_MAIL_IMAP_H

#include "skranke/net/mail_link.h"

typedef struct ImapSession ImapSession;

/* Takes over the link (also on failure). Reads CAPABILITY and opens the folder (UTF-8 name; encoded
 * for the wire) for reading. NOT_FOUND when the server has no such folder, with its words. */
ImapSession *imap_open(MailLink *link, const char *folder, gsize max_bytes, GError **error);
/* Says LOGOUT without waiting for the answer; NULL is fine. */
void imap_close(ImapSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapSession, imap_close)

gint64 imap_uid_validity(const ImapSession *session);

/* UIDs greater than `after`, ascending (the server's habit of always returning the last one is
 * corrected); GArray of gint64, owned. */
GArray *imap_search_after(ImapSession *session, gint64 after, GError **error);

/* Exactly one of bytes, header and refusal is there. */
typedef struct {
    gint64 uid;
    gint64 internal_date; /* seconds UTC; 0 when the server gave none */
    gint64 size;          /* of the whole message */
    GBytes *bytes;        /* the message */
    GBytes *header;       /* the header, at most 64 KB, of a message larger than max_bytes */
    const char *refusal;  /* the server's words when it would not hand over the message */
} ImapMessage;
/* Return false to stop (sets its own error). The message is borrowed for the call; take a reference
 * on the bytes to keep them. */
typedef bool (*ImapMessageFunc)(const ImapMessage *message, gpointer user, GError **error);

/* Fetches these UIDs (ascending) with BODY.PEEK[], 250 a command, four commands in flight; calls
 * func for each in the order of the server. Which are too large is asked once before, so that none
 * of them is pulled. A UID that has vanished meanwhile is not reported. After a failure the session
 * is of no use but for imap_close. */
bool imap_fetch(ImapSession *session, const gint64 *uids, guint count, ImapMessageFunc func,
                gpointer user, GError **error);

/* Moves to the folder (made when missing): UID MOVE where the server has it, else COPY, \Deleted
 * and, with UIDPLUS, UID EXPUNGE (a plain EXPUNGE would also take what others marked). CONFLICT
 * when the folder's UIDVALIDITY changed meanwhile: nothing was moved. */
bool imap_move(ImapSession *session, const gint64 *uids, guint count, const char *folder,
               GError **error);

/* A folder name in modified UTF-7 (RFC 3501 5.1.3); new text. For tests too. */
char *imap_folder_encode(const char *name);

#endif

/* Mail from files: .eml and .mbox files, MH folders, Maildir folders (cur and new; tmp never),
 * folders of them. An mbox may be of any kind: it is split at "From " lines that carry a time of
 * day, ">From " loses its mark, and a Content-Length is believed where it ends at such a line. */
#ifndef SKRANKE_MAIL_MAIL_FILES_H
#define SKRANKE_MAIL_MAIL_FILES_H

#include <glib.h>
#include <stdbool.h>

/* Borrowed for the call; take a reference on the bytes to keep them. */
typedef struct {
    const char *name;   /* path; in an mbox "path#number", from 1 */
    GBytes *bytes;      /* the mail; of a too large one its first 64 KB */
    gint64 received_at; /* the file's modification time, seconds UTC */
    gint64 too_large;   /* its size when it is larger than max_bytes, else 0 */
} MailFile;
/* Return false to stop (sets its own error). */
typedef bool (*MailFileFunc)(const MailFile *file, gpointer user, GError **error);

/* A file that cannot be read, or is no mail by its name and content; why is translated. */
typedef void (*MailFileTrouble)(const char *name, const char *why, gpointer user);

/* Walks a path in a stable order: in a Maildir by name over cur and new together, that is by time.
 * trouble may be NULL; the rest goes on. Fails (NOT_FOUND) only when path itself is not there. */
bool mail_files_walk(const char *path, gsize max_bytes, MailFileFunc func, MailFileTrouble trouble,
                     gpointer user, GError **error);

#endif

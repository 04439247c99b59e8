/* Mail from files: .eml, mbox (any of its kinds, split at "From " lines), Maildir folders (cur and new; tmp never), folders of them. */
#ifndef SKRANKE_MAIL_MAIL_FILES_H
#define SKRANKE_MAIL_MAIL_FILES_H

#include <glib.h>
#include <stdbool.h>

/* name: path, for mbox "path#number". received_at: the mbox line's or the newest Received header's time is not read here: the file's modification
 * time. Return false to stop. */
typedef bool (*MailFileFunc)(const char *name, GBytes *bytes, gint64 received_at, gpointer user, GError **error);

/* Walks a path in a stable order. A file that cannot be read is reported to `trouble` (may be NULL) and the rest goes on. Fails (NOT_FOUND)
 * when path itself is not there. */
typedef void (*MailFileTrouble)(const char *name, const char *why, gpointer user);
bool mail_files_walk(const char *path, gsize max_bytes, MailFileFunc func, MailFileTrouble trouble, gpointer user, GError **error);

#endif

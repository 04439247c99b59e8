/* What mail_files.c (folders) and mail_files_read.c (one file) share. */
#ifndef SKRANKE_MAIL_MAIL_FILES_WALK_H
#define SKRANKE_MAIL_MAIL_FILES_WALK_H

#include "skranke/mail/mail_files.h"

typedef struct {
    gsize max_bytes;
    MailFileFunc func;
    MailFileTrouble trouble;
    gpointer user;
} MailFileWalk;

/* Reports a file that was passed over. */
void mail_files_complain(const MailFileWalk *walk, const char *name, const char *why);

/* How a file is to be taken. */
typedef enum {
    MAIL_FILE_ONE,     /* one mail, whatever its name (Maildir, MH) */
    MAIL_FILE_GUESSED, /* by its name and first bytes: a mail, an mbox, or neither */
    MAIL_FILE_NAMED    /* the same, and what is neither is a mail: the person named it */
} MailFileKind;

/* Reads one file and hands over what it holds. False only when func stops. */
bool mail_files_read(const MailFileWalk *walk, const char *path, MailFileKind kind, GError **error);

#endif

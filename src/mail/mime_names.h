/* Names for attachments: safe for any file system, unique within a mail. */
#ifndef SKRANKE_MAIL_MIME_NAMES_H
#define SKRANKE_MAIL_MIME_NAMES_H

#include <glib.h>

/* raw: the name as it came (NULL: none). type: the media type, for a name where there is none.
 * used: a set that remembers the mail's names (g_str_hash, keys freed by it). New text, at most 200
 * bytes. */
char *mime_names_make(const char *raw, const char *type, GHashTable *used);

#endif

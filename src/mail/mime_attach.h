/* Files that go out with an answer, as parts of its mail. */
#ifndef SKRANKE_MAIL_MIME_ATTACH_H
#define SKRANKE_MAIL_MIME_ATTACH_H

#include <gmime/gmime.h>

#include "skranke/mail/mime_read.h"

/* The attachment as a part, new. used: names already in this mail (g_str_hash, keys freed by it).
 */
GMimeObject *mime_attach_part(const MailAttachment *attachment, GHashTable *used);

#endif

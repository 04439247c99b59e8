/* The parts of a mail into one text and a list of attachments. */
#ifndef SKRANKE_MAIL_MIME_PARTS_H
#define SKRANKE_MAIL_MIME_PARTS_H

#include <gmime/gmime.h>

#include "skranke/mail/mime_read.h"

/* Fills text and attachments. root may be NULL (a mail of headers only). */
void mime_parts_read(ParsedMail *mail, GMimeObject *root);

#endif

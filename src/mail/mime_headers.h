/* The header of a mail into the fields of a ParsedMail. */
#ifndef SKRANKE_MAIL_MIME_HEADERS_H
#define SKRANKE_MAIL_MIME_HEADERS_H

#include <gmime/gmime.h>

#include "skranke/mail/mime_read.h"

/* Fills everything but text, attachments and fingerprint. */
void mime_headers_read(ParsedMail *mail, GMimeObject *message, gint64 received_at);

/* A header's raw value, NULL where it is not there; borrowed from the message. */
const char *mime_headers_raw(GMimeObject *object, const char *name);

/* Adds the first id of a header's value to the references, unless it is there. */
void mime_headers_refer(ParsedMail *mail, const char *value);

/* A sentence for the record, once. */
void mime_warn(ParsedMail *mail, const char *sentence);

#endif

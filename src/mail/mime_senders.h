/* Who wrote a mail, who got it, and where an answer goes. */
#ifndef SKRANKE_MAIL_MIME_SENDERS_H
#define SKRANKE_MAIL_MIME_SENDERS_H

#include <gmime/gmime.h>

#include "skranke/mail/mime_read.h"

/* Once; how lenient the library reads addresses and parameters. Borrowed options. */
void mime_senders_start(void);
GMimeParserOptions *mime_senders_options(void);

/* Fills from_name, from_address, reply_to, to, cc, recipients. */
void mime_senders_read(ParsedMail *mail, GMimeObject *message);

#endif

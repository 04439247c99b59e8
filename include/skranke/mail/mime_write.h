/* An answer as a proper e-mail: GMime writes, 7-bit, CRLF, folded; Message-ID and Date are fixed by
 * the caller so that the same bytes can be sent again. No field can begin a header of its own:
 * control characters become spaces. */
#ifndef SKRANKE_MAIL_MIME_WRITE_H
#define SKRANKE_MAIL_MIME_WRITE_H

#include <glib.h>

typedef struct {
    const char *from_name, *from_address;
    const char *to, *cc;           /* display lists "Name <address>, …" */
    const char *subject, *text;    /* UTF-8; text with LF */
    const char *message_id;        /* without < > */
    const char *const *references; /* oldest first, the last is In-Reply-To (RFC 5322 3.6.4);
                                      NULL-terminated, may be NULL; unusable ids are left out */
    gint64 date;                   /* seconds UTC; written in the bureau's zone */
    const char *language;          /* Content-Language, "" none */
    const char *automatic;         /* Auto-Submitted value (RFC 3834), "" for a person's answer */
} MailDraft;

/* The bytes, new. text/plain utf-8: 7bit where it is ASCII with lines up to 998, else
 * quoted-printable, base64 where more than a fifth of it is not ASCII. format=flowed is not used:
 * the line ends are the writer's. Domains with æøå become ASCII; a local part with them cannot
 * stand in a 7-bit header. Fails (FAILED) naming the field. */
GBytes *mime_write(const MailDraft *draft, GError **error);

#endif

/* An answer as a proper e-mail: GMime writes, 7-bit, CRLF, folded; Message-ID and Date are fixed by the caller so that the same bytes can be sent again. */
#ifndef SKRANKE_MAIL_MIME_WRITE_H
#define SKRANKE_MAIL_MIME_WRITE_H

#include <glib.h>

typedef struct {
    const char *from_name, *from_address;
    const char *to, *cc;          /* display lists */
    const char *subject, *text;   /* UTF-8 */
    const char *message_id;       /* without < > */
    const char *const *references; /* oldest first, the last is In-Reply-To; NULL-terminated, may be NULL */
    gint64 date;
    const char *language;         /* Content-Language, "" none */
    const char *automatic;        /* Auto-Submitted value, "" for a person's answer */
} MailDraft;

/* The bytes. text/plain utf-8, format=flowed is not used; lines over 998 bytes are quoted-printable anyway. Fails (FAILED) naming the field. */
GBytes *mime_write(const MailDraft *draft, GError **error);

#endif

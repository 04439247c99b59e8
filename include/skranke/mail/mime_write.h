/* An answer as a proper e-mail: GMime writes, 7-bit, CRLF, folded; Message-ID and Date are fixed by
 * the caller so that the same draft is the same bytes. No field can begin a header of its own:
 * control characters become spaces. */
#ifndef SKRANKE_MAIL_MIME_WRITE_H
#define SKRANKE_MAIL_MIME_WRITE_H

#include <glib.h>

/* What mailboxes commonly take, with room for base64's third. */
#define MIME_WRITE_ATTACHED_MEGABYTES 25

typedef struct {
    const char *from_name, *from_address;
    const char *to, *cc;           /* display lists "Name <address>, …" */
    const char *reply_to;          /* the same; NULL or "": answers go to From */
    const char *subject, *text;    /* UTF-8; text with LF */
    const char *message_id;        /* without < > */
    const char *const *references; /* oldest first, the last is In-Reply-To (RFC 5322 3.6.4);
                                      NULL-terminated, may be NULL; unusable ids are left out */
    gint64 date;                   /* seconds UTC; written in the bureau's zone */
    const char *language;          /* Content-Language, "" none */
    const char *automatic;         /* Auto-Submitted value (RFC 3834), "" for a person's answer; a
                                      mail that has it also asks Exchange for no automatic answer */
    const GPtrArray *attachments;  /* of MailAttachment * (mime_read.h); NULL: none */
} MailDraft;

/* The bytes, new. text/plain utf-8: 7bit where it is ASCII with lines up to 998, else
 * quoted-printable, base64 where more than a fifth of it is not ASCII. format=flowed is not used:
 * the line ends are the writer's. Domains with æøå become ASCII; a local part with them cannot
 * stand in a 7-bit header.
 *
 * With attachments: multipart/mixed, the text first, each file base64 under a safe name that is
 * unique in the mail (RFC 2231). A mail (message/rfc822) goes as it is where it is 7-bit, else
 * with its parts encoded, and as a plain file where even that does not make it 7-bit.
 *
 * Fails (FAILED) naming the field, or when the attachments are more than
 * MIME_WRITE_ATTACHED_MEGABYTES together. */
GBytes *mime_write(const MailDraft *draft, GError **error);

#endif

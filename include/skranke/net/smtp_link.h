/* One message to its envelope recipients by SMTP, over a connection that is kept for the next:
 * libcurl talks, this room says what the talk means for the outbox.
 *
 * Blocking, every wait with the deadline RFC 5321 4.5.3.2 asks for; used by the worker and by
 * commands, never by the desk. Certificates are always checked; a password never leaves without TLS
 * except to this machine. */
#ifndef SKRANKE_NET_SMTP_LINK_H
#define SKRANKE_NET_SMTP_LINK_H

#include "skranke/net/mail_link.h"

typedef struct SmtpLink SmtpLink;

typedef enum {
    SMTP_ACCEPTED, /* 2xx after the dot */
    SMTP_LATER,   /* 4xx for this message or recipient, or broken off after MAIL but before the dot:
                     try again */
    SMTP_REFUSED, /* 5xx for this message or recipient, or it may not be sent at all: for good */
    SMTP_AMBIGUOUS, /* everything was handed over, the answer after the dot was lost: perhaps sent
                     */
    SMTP_AWAY,  /* no talk came about (network, 421, 454): says nothing about the message; try the
                   whole queue later */
    SMTP_SETUP, /* login, certificate, configuration: stop the queue, tell the administrator */
} SmtpVerdict;

/* Copies the options; connects at the first send. options->timeout_seconds: connecting with login,
 * and the answer to each command (0: 60); options->reply_seconds: the answer after the dot (0:
 * 600); options->hello_name: what EHLO says ("" or NULL: this machine's name). */
SmtpLink *smtp_link_new(const LinkOptions *options);
/* Says QUIT and does not wait for an answer. */
void smtp_link_free(SmtpLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpLink, smtp_link_free)

/* No send takes longer than this, whatever the server does: who finds an item `sending` for longer
 * may take it over. */
#define SMTP_LINK_LONGEST_SECONDS 840

/* One transaction for all recipients, all or none: a mail whose To and Cc everybody sees must not
 * reach only some of them unnoticed, so one refusal refuses the mail, and the answer names the
 * address. sender "" is the null sender. Addresses are checked again here (no control character,
 * space, <>; a domain with æøå becomes ASCII); bytes: the whole message, CRLF at each line's end
 * (checked: a bare CR or LF is refused). answer gets the server's words or a sentence about the
 * network; new text, one safe line, never NULL. A session limit (4xx to MAIL, or silence, on a
 * connection used before) is tried once more on a new connection. */
SmtpVerdict smtp_link_send(SmtpLink *link, const char *sender, const char *const *recipients,
                           GBytes *bytes, char **answer);

/* Connects, says EHLO, logs in, leaves: for `skranke check`. ACCEPTED, AWAY or SETUP. */
SmtpVerdict smtp_link_check(SmtpLink *link, char **answer);

#endif

/* A connection to a mail server: libcurl carries TCP, TLS, STARTTLS and SASL; what is said over it is src/mail's.
 *
 * Blocking, each wait with a deadline; used by the worker and by commands, never by the desk. Certificates are always
 * checked; plain text passwords never leave without TLS except to this machine. */
#ifndef SKRANKE_NET_MAIL_LINK_H
#define SKRANKE_NET_MAIL_LINK_H

#include <glib.h>
#include <stdbool.h>

typedef enum { LINK_TLS, LINK_STARTTLS, LINK_NONE } LinkSecurity;
/* "tls", "starttls", "none"; anything else is LINK_TLS. */
LinkSecurity link_security_from_word(const char *word);

typedef struct {
    const char *host;
    int port;
    LinkSecurity security;
    const char *user, *password; /* "" user: no login */
    const char *ca_file;         /* "" the system's */
    int timeout_seconds;         /* for connecting, and for each silence; 0: 15 and 60 */
} LinkOptions;

typedef struct MailLink MailLink;

/* Connects and logs in to an IMAP server (CURLOPT_CONNECT_ONLY; MAIL.md A10). Errors are UNAVAILABLE (network, worth trying again) or
 * FAILED (wrong password, certificate, name); the sentence names host, port and what to do. */
MailLink *mail_link_open_imap(const LinkOptions *options, GError **error);
void mail_link_close(MailLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailLink, mail_link_close)

/* Sends all bytes / reads at least one byte (0 at the end of the connection, -1 on error). */
bool mail_link_send(MailLink *link, const void *bytes, gsize size, GError **error);
gssize mail_link_receive(MailLink *link, void *buffer, gsize size, GError **error);

/* ---- SMTP: one message to its envelope recipients over one connection that is kept for the next ---- */

typedef struct SmtpLink SmtpLink;
typedef enum {
    SMTP_ACCEPTED,  /* 250 after the dot */
    SMTP_LATER,     /* 4xx, network down before the dot, session limit: try again */
    SMTP_REFUSED,   /* 5xx for this message or recipient: for good */
    SMTP_AMBIGUOUS, /* the answer after the dot was lost: perhaps sent */
    SMTP_SETUP,     /* login, certificate, configuration: stop the queue, tell the administrator */
} SmtpVerdict;

SmtpLink *smtp_link_new(const LinkOptions *options);
void smtp_link_free(SmtpLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpLink, smtp_link_free)

/* bytes: the whole message with CRLF. Addresses are checked again here (no control character, space, <>). answer gets the server's words
 * or a sentence about the network; new text, never NULL. */
SmtpVerdict smtp_link_send(SmtpLink *link, const char *sender, const char *const *recipients, GBytes *bytes, char **answer);
/* Connects, says EHLO, logs in, leaves: for `skranke check`. */
SmtpVerdict smtp_link_check(SmtpLink *link, char **answer);

#endif

/* A connection to a mail server: libcurl carries TCP, TLS, STARTTLS and SASL; what is said over it
 * is src/mail's.
 *
 * Blocking, each wait with a deadline; used by the worker and by commands, never by the desk.
 * Certificates are always checked; plain text passwords never leave without TLS except to this
 * machine. */
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
    /* SMTP only (smtp_link.h) */
    int reply_seconds;      /* for the answer after the dot; 0: 600 */
    const char *hello_name; /* EHLO; "" this machine's name */
} LinkOptions;

typedef struct MailLink MailLink;

/* Connects and logs in to an IMAP server (CURLOPT_CONNECT_ONLY; MAIL.md A10). Errors are
 * UNAVAILABLE (network, worth trying again) or FAILED (wrong password, certificate, name); the
 * sentence names host, port and what to do. */
MailLink *mail_link_open_imap(const LinkOptions *options, GError **error);
void mail_link_close(MailLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailLink, mail_link_close)

/* Sends all bytes / reads at least one byte (0 at the end of the connection, -1 on error). */
bool mail_link_send(MailLink *link, const void *bytes, gsize size, GError **error);
gssize mail_link_receive(MailLink *link, void *buffer, gsize size, GError **error);

#endif

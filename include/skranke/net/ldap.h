/* A search in a directory by ldap:// or ldaps:// through libcurl: the answer as text (base/ldif.h
 * reads it). Blocking, with a deadline; used by commands, never by the desk. Certificates are
 * always checked; a password leaves only over ldaps or to this machine. */
#ifndef SKRANKE_NET_LDAP_H
#define SKRANKE_NET_LDAP_H

#include <glib.h>

typedef struct {
    const char *url;             /* ldap://host:port/base?attributes?scope?filter (RFC 4516) */
    const char *user, *password; /* bind DN; "" or NULL: anonymous */
    const char *ca_file;         /* NULL or "": the system's */
    gint64 deadline_ms;          /* 0: 60,000 */
    gsize most_bytes;            /* 0: 64 MB */
} LdapSearch;

/* The bytes, new; size gets their number. UNAVAILABLE (network, deadline), REFUSED (a password
 * without TLS to another machine) or FAILED (login, certificate, no such base, too large, cut off
 * by the server's size limit); the sentence names the host. */
char *ldap_search(const LdapSearch *search, gsize *size, GError **error);

#endif

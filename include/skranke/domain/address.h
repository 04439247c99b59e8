/* E-mail addresses as operators type them and as the envelope needs them. Mail headers are GMime's,
 * in src/mail. */
#ifndef SKRANKE_DOMAIN_ADDRESS_H
#define SKRANKE_DOMAIN_ADDRESS_H

#include <glib.h>
#include <stdbool.h>

/* "Name <a@b>, c@d" (comma or semicolon between) into bare addresses; each must be safe for an
 * envelope: one @, no control character, space or
 * <>, a domain with letters (RFC 5321 4.1.2, kept narrow on purpose), at most 254 bytes. "" gives
 * an empty list. A domain with æøå is given in its ASCII form. Fails (USAGE) naming the address
 * that is wrong, or when there are more than 200. Array of char *, owned. */
GPtrArray *address_list_parse(const char *text, GError **error);

/* The same for lists that came from outside: what is not an address is left out; at most 200. Array
 * of char *, owned. */
GPtrArray *address_list_usable(const char *text);

bool address_is_valid(const char *address);

/* "Name <address>" or the address alone; quotes the name where needed; new text. */
char *address_display(const char *name, const char *address);

/* The same mailbox? Domain without case, local part without case (as all mailboxes in use treat
 * it). */
bool address_equal(const char *a, const char *b);
/* Is it one of these (of char *; NULL: none)? NULL and "" are in no list. */
bool address_is_among(const GPtrArray *addresses, const char *address);

/* Is it one that must never get an automatic answer or be a default recipient (noreply@,
 * mailer-daemon@, postmaster@, …)? True for none at all. */
bool address_is_machine(const char *address);

#endif

/* Records of LDIF (RFC 2849), and of what libcurl makes of an LDAP search, which is nearly LDIF:
 * "DN:" in capitals, a TAB before each attribute, a blank line behind each (curl 7.88). Text in,
 * attributes out; no meaning. */
#ifndef SKRANKE_BASE_LDIF_H
#define SKRANKE_BASE_LDIF_H

#include <glib.h>

typedef struct {
    char *dn;
    guint line;             /* where it begins, from 1 */
    GHashTable *attributes; /* char * (lower case; options cut but those of language, which make a
                               name of their own: "title;lang-nn") -> GPtrArray of char *, UTF-8;
                               empty: there was a value, but no text */
} LdifRecord;

/* Array of LdifRecord *, owned. USAGE names the line: half a record (no dn), bad base64, a value
 * that is no UTF-8, "changetype" other than add, a URL as value (it is never fetched). At most
 * 1,000,000 records. Base64 that is no text (jpegPhoto, objectGUID) is left out. */
GPtrArray *ldif_parse(const char *text, gsize length, GError **error);
/* The first value, "" where there is none; borrowed. */
const char *ldif_value(const LdifRecord *record, const char *attribute);

#endif

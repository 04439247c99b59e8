/* Cards of vCard 3.0 and 4.0 (RFC 2426, RFC 6350): unfolded, unescaped, in UTF-8. Text in,
 * properties out; no meaning. */
#ifndef SKRANKE_BASE_VCARD_H
#define SKRANKE_BASE_VCARD_H

#include <glib.h>

typedef struct {
    char *name;  /* "TEL", upper case, without group */
    char *types; /* ",work,cell,voice,", lower case, of TYPE and (3.0) bare words; "," none */
    char *value; /* unescaped; of structured ones the parts divided by U+001F */
    guint line;
} VcardProperty;

typedef struct {
    guint line;            /* where it begins, from 1 */
    GPtrArray *properties; /* of VcardProperty *, as they stand */
} Vcard;

/* Array of Vcard *, owned. USAGE names the line: no END, no VERSION or another (2.1 is refused and
 * says so), a line without ":", no UTF-8. */
GPtrArray *vcard_parse(const char *text, gsize length, GError **error);
/* The first property of this name that has this type (NULL: any); NULL: none; borrowed. */
const VcardProperty *vcard_property(const Vcard *card, const char *name, const char *type);
/* A part of a structured value, from 0; new text, "" where there is none. */
char *vcard_part(const VcardProperty *property, guint part);

#endif

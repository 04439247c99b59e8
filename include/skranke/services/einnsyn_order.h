/* An order of documents from the eInnsyn portal: the XML that comes to the body by e-mail
 * (bestilling v1 and v2, felleslosninger/einnsyn-backend). Reads it; knows no inquiry.
 *
 * Hostile as all foreign text: no entity of a document type, no network, bounded size and depth.
 * The requester may be anonymous (offentleglova demands no identity): an e-mail address, or nothing
 * at all. */
#ifndef SKRANKE_SERVICES_EINNSYN_ORDER_H
#define SKRANKE_SERVICES_EINNSYN_ORDER_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *id, *system_id;              /* "" where missing */
    char *case_number;                 /* "2026/412" */
    char *document_number;             /* "1" */
    char *journal_number;              /* "2101/26" */
    char *case_handler;                /* "" for "[Ufordelt]" */
    char *unit;                        /* administrative unit, "" */
    char *case_title, *document_title; /* where the order has them, "" */
} OrderedDocument;

typedef struct {
    char *id;
    int version;      /* 1 or 2 */
    char *ordered_on; /* "2026-03-14" in both versions, "" where unreadable */
    char *body_name, *body_number, *body_email;
    char *delivery;                              /* "e-post" */
    char *name, *organisation, *email, *address; /* of the requester; "" where not told; email is
                                                    one that mail can be sent to, what is none is
                                                    in address */
    char *language;                              /* "nb", "nn", "en" or "" */
    GPtrArray *documents; /* of OrderedDocument *, at least one, at most 500 */
} EinnsynOrder;
void einnsyn_order_free(EinnsynOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EinnsynOrder, einnsyn_order_free)

/* Does it look like an order? Cheap, for attachments: name and first bytes. */
bool einnsyn_order_looks_like(const char *name, const char *bytes, gsize size);
/* Fails (FAILED) with what is wrong: no XML, another root, no document, more than 500, too large
 * (1 MB). A document that stands twice in it is one. Every text is one line of at most 500
 * characters and never NULL; none is safe for a screen yet (base/safe_text.h). */
EinnsynOrder *einnsyn_order_read(const char *bytes, gsize size, GError **error);

/* "Innsynskrav: sak 2026/412, dokument 1", in bokmål or nynorsk or English; new text. */
char *einnsyn_order_subject(const OrderedDocument *document, const char *language);
/* The order of one document as a text to read: all that is told, one fact a line; new text. */
char *einnsyn_order_text(const EinnsynOrder *order, const OrderedDocument *document,
                         const char *language);

#endif

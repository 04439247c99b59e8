/* Who answers for a table of the StatBank: the contacts in its metadata (PxWebApi 2,
 * `GET /tables/{id}/metadata`, `extension.contact[]`). */
#ifndef SKRANKE_SERVICES_STATBANK_H
#define SKRANKE_SERVICES_STATBANK_H

#include "skranke/net/http.h"

typedef struct {
    char *name, *phone, *email; /* "" where it is not said; bounded, valid UTF-8, one line each */
} StatbankContact;
void statbank_contact_free(StatbankContact *contact);

/* Of one metadata document; array of StatbankContact *, owned, empty where it names none. FAILED:
 * no such document. */
GPtrArray *statbank_contacts_parse(const char *json, gsize size, GError **error);

typedef struct Statbank Statbank;
/* url: "https://data.ssb.no/api/pxwebapi/v2"; ca_file NULL or "": the system's. */
Statbank *statbank_new(const char *url, const char *ca_file);
void statbank_free(Statbank *statbank);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statbank, statbank_free)

/* Asks for a table; waits where the service's rate headers (x-ratelimit-*, Retry-After) say so, at
 * most 2 minutes in all. NOT_FOUND: no such table; UNAVAILABLE; FAILED. */
GPtrArray *statbank_contacts(Statbank *statbank, const char *table, GError **error);

#endif

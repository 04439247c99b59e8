/* The way to an rqlite cluster: its hosts, one request, and asking until it is known. Only the
 * rqlite carrier includes this. */
#ifndef SKRANKE_STORE_RQLITE_LINK_H
#define SKRANKE_STORE_RQLITE_LINK_H

#include <jansson.h>
#include <stdio.h>

#include "skranke/store/carrier.h"

typedef struct RqliteLink RqliteLink;

/* Reads the address; connects only when asked. FAILED for an address that is none. */
RqliteLink *rqlite_link_new(const char *uri, const DbContext *context, GError **error);
void rqlite_link_free(RqliteLink *link);

/* The hosts, safe to show. */
const char *rqlite_link_hosts(const RqliteLink *link);
const DbContext *rqlite_link_context(const RqliteLink *link);

/* Posts statements to a path and returns the answer's "results" (a new reference). A dead node, a
 * lost answer and a missing leader are tried again on the next host until the deadline, then
 * UNAVAILABLE; NULL also with FAILED. A statement's own failure is in the results. */
json_t *rqlite_link_write(RqliteLink *link, const char *path, json_t *statements, GError **error);

/* The same for one SELECT: it sees everything that was ever acknowledged. */
json_t *rqlite_link_read(RqliteLink *link, json_t *statements, GError **error);

/* A SELECT that may be a moment behind: each host once at most and two seconds at most; NULL where
 * none answered. body: JSON text. */
json_t *rqlite_link_read_quickly(RqliteLink *link, const char *body);

/* Saves a consistent copy of the database. */
bool rqlite_link_save(RqliteLink *link, FILE *file, GError **error);

#endif

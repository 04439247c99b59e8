/* Statements as rqlite's JSON, and its JSON as rows. Only the rqlite carrier includes this. */
#ifndef SKRANKE_STORE_RQLITE_JSON_H
#define SKRANKE_STORE_RQLITE_JSON_H

#include <jansson.h>

#include "skranke/store/carrier.h"

/* Appends ["sql", value, …] to statements. A blob becomes x'hex' inside the SQL: rqlite takes no
 * other form. FAILED where values and `?` do not match. */
bool rqlite_json_add(json_t *statements, const char *sql, const DbValue *values, guint count,
                     GError **error);

/* The rows of one result of a query; NULL with FAILED for an answer of another shape or with too
 * many rows. */
DbRows *rqlite_json_rows(const json_t *result, GError **error);

/* The text of a member "error", or NULL; borrowed. */
const char *rqlite_json_error(const json_t *object);

#endif

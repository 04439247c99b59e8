/* Facts that all desks and workers on one database share, by name: "mail.from". What an ini says
 * goes before. */
#ifndef SKRANKE_STORE_SETTINGS_H
#define SKRANKE_STORE_SETTINGS_H

#include "skranke/store/db.h"

/* The value, "" where there is none; new text. NULL on error. */
char *settings_get(Db *db, const char *name, GError **error);
/* Adds or replaces. */
void settings_put(DbBatch *batch, const char *name, const char *value);
/* The same; expects that it is not so already: of several who do it, the others get a CONFLICT. */
void settings_put_new(DbBatch *batch, const char *name, const char *value);

#endif

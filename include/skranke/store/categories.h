/* The table of categories, as an administrator may have changed it. */
#ifndef SKRANKE_STORE_CATEGORIES_H
#define SKRANKE_STORE_CATEGORIES_H

#include "skranke/domain/category.h"

#include "skranke/store/db.h"

/* All, by position; array of Category *, owned. */
GPtrArray *categories_load(Db *db, GError **error);
/* Adds the carried ones (data/categories.csv) whose code is not there; what is there stays as it
 * is. store_open does it after a step and store_create at the end. */
bool categories_seed(Db *db, GError **error);

/* Statement: adds or replaces by code. */
void categories_put(DbBatch *batch, const Category *category, gint64 position);

#endif

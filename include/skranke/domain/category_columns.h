/* A category as a row of its table: the columns of data/categories.csv by name, as text, and the
 * table with one cell changed. Pure. */
#ifndef SKRANKE_DOMAIN_CATEGORY_COLUMNS_H
#define SKRANKE_DOMAIN_CATEGORY_COLUMNS_H

#include "skranke/domain/category.h"

/* In the order of the file; NULL-terminated. */
extern const char *const category_columns[];

/* The cell as it stands in the file; NULL: no such column; new text. */
char *category_column(const Category *category, const char *column);

/* The whole table with another value in one cell, as a new array of Category *; the rules of
 * category_read_table hold for it. USAGE: no such column, one that cannot be set (the code, and who
 * promised a clock), a value it does not take, NULL for a code that is not there. */
GPtrArray *category_table_with(const GPtrArray *categories, const char *code, const char *column,
                               const char *value, GError **error);

/* Who stands behind each clock follows from what it says: a clock of `category` that differs from
 * the one of the same code in `carried` is a promise of no document; it becomes the bureau's own.
 * What a law demands an administrator may say (`law_is_believed`: of an imported table), but not by
 * changing a number. */
void category_settle_promises(Category *category, const GPtrArray *carried, bool law_is_believed);

#endif

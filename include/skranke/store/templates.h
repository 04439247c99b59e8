/* Reply templates, by key and language. */
#ifndef SKRANKE_STORE_TEMPLATES_H
#define SKRANKE_STORE_TEMPLATES_H

#include "skranke/store/db.h"

typedef struct {
    gint64 id;
    char *key, *language, *name, *subject, *text;
} Template;
void template_free(Template *template_);

/* Those of a language ("" all), by name; array of Template *, owned. */
GPtrArray *templates_list(Db *db, const char *language, GError **error);
void templates_put(DbBatch *batch, const char *key, const char *language, const char *name,
                   const char *subject, const char *text);

#endif

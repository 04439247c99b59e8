/* Reply templates: rows of the table template. Their placeholders are filled by domain/reply.h. */
#include "skranke/store/templates.h"

#include "skranke/store/records.h"

static const DbField fields[] = {
    DB_INT64(Template, id),  DB_TEXT(Template, key),     DB_TEXT(Template, language),
    DB_TEXT(Template, name), DB_TEXT(Template, subject), DB_TEXT(Template, text),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Template),
    .free = (GDestroyNotify)template_free,
};

void template_free(Template *template_)
{
    if (!template_)
        return;
    g_free(template_->key);
    g_free(template_->language);
    g_free(template_->name);
    g_free(template_->subject);
    g_free(template_->text);
    g_free(template_);
}

GPtrArray *templates_list(Db *db, const char *language, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT id, key, language, name, subject, text FROM template "
                                "WHERE ifnull(?, '') IN ('', language) ORDER BY name, language",
                                "s", language),
                       &kind);
}

void templates_put(DbBatch *batch, const char *key, const char *language, const char *name,
                   const char *subject, const char *text)
{
    db_batch_add(batch,
                 "INSERT INTO template (key, language, name, subject, text) "
                 "VALUES (?, ?, ?, ifnull(?, ''), ?) ON CONFLICT (key, language) DO UPDATE "
                 "SET name = excluded.name, subject = excluded.subject, text = excluded.text",
                 "sssss", key, language, name, subject, text);
}

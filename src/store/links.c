/* What ties inquiries together and marks them, as rows: links, tags, further facts. What one may
 * not see is left out of every list. Which tags and facts make sense is the desk's to say. */
#include "skranke/store/links.h"

#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/events.h"
#include "skranke/store/records.h"

enum { MOST_TAGS = 200 };

#define WORD(id, word, text, back) word,
const char *const link_kind_words[] = {LINK_KINDS(WORD) NULL};
#undef WORD

#define TEXTS(id, word, text, back) {text, back},
static const char *const texts[][2] = {LINK_KINDS(TEXTS)};
#undef TEXTS

/* The inquiry of a statement: the one given, or the one added last for EVENT_LATEST. */
#define INQUIRY "ifnull(nullif(?, -1), (SELECT max(id) FROM inquiry))"
G_STATIC_ASSERT(EVENT_LATEST == -1);

/* ---- links ---- */

void link_free(Link *link)
{
    if (!link)
        return;
    g_free(link->subject);
    g_free(link);
}

char *link_text(const Link *link)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, link->other);
    return g_strdup_printf(_(texts[link->kind][link->back]), number);
}

static const DbField fields[] = {
    DB_INT64(Link, inquiry), DB_INT64(Link, other),  DB_ENUM(Link, kind, link_kind_words),
    DB_BOOL(Link, back),     DB_TEXT(Link, subject),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Link),
    .free = (GDestroyNotify)link_free,
};

GPtrArray *links_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    const char *sight = db_sight(db);
    return records_all(
        db_query(db, error,
                 "SELECT l.inquiry AS here, l.other AS there, l.kind, 0 AS back, i.subject "
                 "FROM link AS l JOIN inquiry AS i ON i.id = l.other "
                 "WHERE l.inquiry = ? AND " SIGHT("i.silo") " AND " SIGHT_OF(
                     "l.inquiry") " UNION ALL "
                                  "SELECT l.other, l.inquiry, l.kind, 1, i.subject "
                                  "FROM link AS l JOIN inquiry AS i ON i.id = l.inquiry "
                                  "WHERE l.other = ? AND " SIGHT("i.silo") " AND " SIGHT_OF(
                                      "l.other") " ORDER BY there, back, kind",
                 "ississ", inquiry, sight, sight, inquiry, sight, sight),
        &kind);
}

void links_add(DbBatch *batch, gint64 inquiry, gint64 other, LinkKind kind_, gint64 now)
{
    db_batch_add(batch,
                 "INSERT INTO link (inquiry, other, kind, at) VALUES (" INQUIRY ", ?, ?, ?) "
                 "ON CONFLICT (inquiry, other, kind) DO NOTHING",
                 "iisi", inquiry, other, link_kind_words[kind_], now);
}

void links_remove(DbBatch *batch, gint64 inquiry, gint64 other, LinkKind kind_)
{
    db_batch_add(batch, "DELETE FROM link WHERE inquiry = ? AND other = ? AND kind = ?", "iis",
                 inquiry, other, link_kind_words[kind_]);
}

/* ---- tags ---- */

/* The texts of the first column. */
static GPtrArray *texts_of(DbRows *rows)
{
    if (!rows)
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (guint row = 0; row < db_rows_count(rows); row++)
        g_ptr_array_add(list, g_strdup(db_rows_text(rows, row, 0)));
    db_rows_free(rows);
    return list;
}

GPtrArray *tags_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    return texts_of(db_query(
        db, error, "SELECT tag FROM tag WHERE inquiry = ? AND " SIGHT_OF("inquiry") " ORDER BY tag",
        "is", inquiry, db_sight(db)));
}

/* The numbers as a JSON array, which SQL can join with. */
static char *numbers_of(const GPtrArray *inquiries)
{
    GString *numbers = g_string_new("[");
    for (guint i = 0; i < inquiries->len; i++)
        g_string_append_printf(numbers, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                               ((const Inquiry *)inquiries->pdata[i])->id);
    g_string_append_c(numbers, ']');
    return g_string_free(numbers, FALSE);
}

static gint64 *number_new(gint64 number)
{
    gint64 *copy = g_new(gint64, 1);
    *copy = number;
    return copy;
}

GHashTable *tags_of_inquiries(Db *db, const GPtrArray *inquiries, GError **error)
{
    g_autofree char *numbers = numbers_of(inquiries);
    g_autoptr(DbRows) rows = db_query(db, error,
                                      "SELECT t.inquiry, t.tag FROM json_each(?) AS wanted "
                                      "CROSS JOIN tag AS t ON t.inquiry = wanted.value "
                                      "WHERE " SIGHT_OF("t.inquiry") " ORDER BY t.inquiry, t.tag",
                                      "ss", numbers, db_sight(db));
    if (!rows)
        return NULL;
    GHashTable *tags = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify)g_ptr_array_unref);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        gint64 inquiry = db_rows_integer(rows, row, 0);
        GPtrArray *list = g_hash_table_lookup(tags, &inquiry);
        if (!list) {
            list = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_insert(tags, number_new(inquiry), list);
        }
        g_ptr_array_add(list, g_strdup(db_rows_text(rows, row, 1)));
    }
    return tags;
}

GPtrArray *tags_all(Db *db, GError **error)
{
    return texts_of(db_query(db, error,
                             "SELECT t.tag FROM tag AS t JOIN inquiry AS i ON i.id = t.inquiry "
                             "WHERE " SIGHT("i.silo") " GROUP BY t.tag "
                                                      "ORDER BY count(*) DESC, t.tag LIMIT ?",
                             "si", db_sight(db), (gint64)MOST_TAGS));
}

void tags_add(DbBatch *batch, gint64 inquiry, const char *tag)
{
    db_batch_add(batch,
                 "INSERT INTO tag (inquiry, tag) VALUES (" INQUIRY ", ?) "
                 "ON CONFLICT (inquiry, tag) DO NOTHING",
                 "is", inquiry, tag);
}

void tags_remove(DbBatch *batch, gint64 inquiry, const char *tag)
{
    db_batch_add(batch, "DELETE FROM tag WHERE inquiry = ? AND tag = ?", "is", inquiry, tag);
}

/* ---- further facts ---- */

GHashTable *inquiry_facts_of(Db *db, gint64 inquiry, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT name, value FROM inquiry_fact WHERE inquiry = ? AND " SIGHT_OF("inquiry"),
                 "is", inquiry, db_sight(db));
    if (!rows)
        return NULL;
    GHashTable *facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint row = 0; row < db_rows_count(rows); row++)
        g_hash_table_insert(facts, g_strdup(db_rows_text(rows, row, 0)),
                            g_strdup(db_rows_text(rows, row, 1)));
    return facts;
}

void inquiry_facts_put(DbBatch *batch, gint64 inquiry, const char *name, const char *value)
{
    if (value && *value)
        db_batch_add(batch,
                     "INSERT INTO inquiry_fact (inquiry, name, value) VALUES (" INQUIRY ", ?, ?) "
                     "ON CONFLICT (inquiry, name) DO UPDATE SET value = excluded.value",
                     "iss", inquiry, name, value);
    else
        db_batch_add(batch, "DELETE FROM inquiry_fact WHERE inquiry = " INQUIRY " AND name = ?",
                     "is", inquiry, name);
}

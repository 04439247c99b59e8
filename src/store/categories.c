/* The table of categories in the database. Owns its SQL; what a row means is domain/category.h. */
#include "skranke/store/categories.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define COLUMNS                                                                                    \
    "code, aliases, name_nb, name_nn, name_en, target, target_by, \"limit\", limit_by, holding, "  \
    "holding_by, start, queue, owner, journal, reason_nb, reason_nn, reason_en, silo, pauses"

static void free_item(gpointer item)
{
    category_free(item);
}

/* ---- reading ---- */

typedef struct {
    const DbRows *rows;
    guint row, column;
} Cells;

static const char *next(Cells *cells)
{
    return db_rows_text(cells->rows, cells->row, cells->column++);
}

static char *next_copy(Cells *cells)
{
    return g_strdup(next(cells));
}

/* The word's place among the words; the CHECKs of the table let no other one in. */
static int next_word(Cells *cells, const char *const *words)
{
    const char *word = next(cells);
    for (int i = 0; words[i]; i++)
        if (g_str_equal(words[i], word))
            return i;
    return 0;
}

static bool next_rule(Cells *cells, CategoryRule *rule)
{
    bool good = category_rule_parse(next(cells), rule);
    rule->by = (CategoryBy)next_word(cells, category_by_words);
    return good;
}

static Category *read_category(const DbRows *rows, guint row, GError **error)
{
    Cells cells = {rows, row, 0};
    g_autoptr(Category) category = g_new0(Category, 1);
    category->code = next_copy(&cells);
    category->aliases = next_copy(&cells);
    category->name_nb = next_copy(&cells);
    category->name_nn = next_copy(&cells);
    category->name_en = next_copy(&cells);
    bool good = next_rule(&cells, &category->target);
    good = next_rule(&cells, &category->limit) && good;
    good = next_rule(&cells, &category->holding) && good;
    category->start = (CategoryStart)next_word(&cells, category_start_words);
    category->queue = next_copy(&cells);
    category->owner = next_copy(&cells);
    category->journal = (CategoryJournal)next_word(&cells, category_journal_words);
    category->reason_nb = next_copy(&cells);
    category->reason_nn = next_copy(&cells);
    category->reason_en = next_copy(&cells);
    category->silo = (CategorySilo)next_word(&cells, category_silo_words);
    category->pauses = g_str_equal(next(&cells), "yes");
    if (good)
        return g_steal_pointer(&category);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The category %s in the database has a rule that this program does not know; "
                  "nothing was changed. Put it right with: skranke category set %s"),
                category->code, category->code);
    return NULL;
}

GPtrArray *categories_load(Db *db, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error, "SELECT " COLUMNS " FROM category ORDER BY position, code", "");
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) categories = g_ptr_array_new_with_free_func(free_item);
    for (guint row = 0; row < db_rows_count(rows); row++) {
        Category *category = read_category(rows, row, error);
        if (!category)
            return NULL;
        g_ptr_array_add(categories, category);
    }
    return g_steal_pointer(&categories);
}

/* ---- writing ---- */

typedef struct {
    char *target, *limit, *holding;
} RuleWords;

static RuleWords rule_words(const Category *category)
{
    return (RuleWords){category_rule_word(&category->target), category_rule_word(&category->limit),
                       category_rule_word(&category->holding)};
}

static void add(DbBatch *batch, const char *sql, const Category *category, gint64 position)
{
    RuleWords words = rule_words(category);
    db_batch_add(batch, sql,
                 "ssssssssssssssssssss"
                 "i",
                 category->code, category->aliases, category->name_nb, category->name_nn,
                 category->name_en, words.target, category_by_words[category->target.by],
                 words.limit, category_by_words[category->limit.by], words.holding,
                 category_by_words[category->holding.by], category_start_words[category->start],
                 category->queue, category->owner, category_journal_words[category->journal],
                 category->reason_nb, category->reason_nn, category->reason_en,
                 category_silo_words[category->silo], category->pauses ? "yes" : "no", position);
    g_free(words.target);
    g_free(words.limit);
    g_free(words.holding);
}

#define VALUES                                                                                     \
    "VALUES (?, ifnull(?, ''), ?, ifnull(?, ''), ifnull(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "    \
    "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, ?, ?) "

void categories_put(DbBatch *batch, const Category *category, gint64 position)
{
    add(batch,
        "INSERT INTO category (" COLUMNS ", position) " VALUES
        "ON CONFLICT (code) DO UPDATE SET aliases = excluded.aliases, name_nb = excluded.name_nb, "
        "name_nn = excluded.name_nn, name_en = excluded.name_en, target = excluded.target, "
        "target_by = excluded.target_by, \"limit\" = excluded.\"limit\", "
        "limit_by = excluded.limit_by, holding = excluded.holding, "
        "holding_by = excluded.holding_by, start = excluded.start, queue = excluded.queue, "
        "owner = excluded.owner, journal = excluded.journal, reason_nb = excluded.reason_nb, "
        "reason_nn = excluded.reason_nn, reason_en = excluded.reason_en, silo = excluded.silo, "
        "pauses = excluded.pauses, position = excluded.position",
        category, position);
}

bool categories_seed(Db *db, GError **error)
{
    g_autoptr(GPtrArray) carried = category_carried(error);
    if (!carried)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < carried->len; i++)
        add(batch,
            "INSERT INTO category (" COLUMNS ", position) " VALUES "ON CONFLICT (code) DO NOTHING",
            carried->pdata[i], (gint64)i + 1);
    return db_batch_apply(db, batch, error);
}

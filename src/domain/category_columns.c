/* Owns a category as text, column by column, and what may be changed in one. Reading a table and
 * its rules are category.c's: a changed table is written out and read again, so that no rule is
 * told twice. */
#include "skranke/domain/category_columns.h"

#include <stddef.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

const char *const category_columns[] = {
    "code",    "aliases",   "name_nb",   "name_nn",    "name_en", "target", "target_by",
    "limit",   "limit_by",  "holding",   "holding_by", "start",   "queue",  "owner",
    "journal", "reason_nb", "reason_nn", "reason_en",  "silo",    "pauses", NULL,
};

static const struct {
    const char *name;
    gsize offset;
} texts[] = {
    {"code", offsetof(Category, code)},           {"aliases", offsetof(Category, aliases)},
    {"name_nb", offsetof(Category, name_nb)},     {"name_nn", offsetof(Category, name_nn)},
    {"name_en", offsetof(Category, name_en)},     {"queue", offsetof(Category, queue)},
    {"owner", offsetof(Category, owner)},         {"reason_nb", offsetof(Category, reason_nb)},
    {"reason_nn", offsetof(Category, reason_nn)}, {"reason_en", offsetof(Category, reason_en)},
};

static const struct {
    const char *name, *by;
    gsize offset;
} clocks[] = {
    {"target", "target_by", offsetof(Category, target)},
    {"limit", "limit_by", offsetof(Category, limit)},
    {"holding", "holding_by", offsetof(Category, holding)},
};

static const CategoryRule *clock_at(const Category *category, guint clock)
{
    return (const CategoryRule *)(gconstpointer)((const char *)category + clocks[clock].offset);
}

static char *clock_column(const Category *category, const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(clocks); i++) {
        const CategoryRule *rule = clock_at(category, i);
        if (strcmp(column, clocks[i].name) == 0)
            return category_rule_word(rule);
        if (strcmp(column, clocks[i].by) == 0)
            return g_strdup(category_by_words[rule->by]);
    }
    return NULL;
}

char *category_column(const Category *category, const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(column, texts[i].name) == 0) {
            const char *text =
                *(const char *const *)(gconstpointer)((const char *)category + texts[i].offset);
            return g_strdup(text ? text : "");
        }
    if (strcmp(column, "start") == 0)
        return g_strdup(category_start_words[category->start]);
    if (strcmp(column, "journal") == 0)
        return g_strdup(category_journal_words[category->journal]);
    if (strcmp(column, "silo") == 0)
        return g_strdup(category_silo_words[category->silo]);
    if (strcmp(column, "pauses") == 0)
        return g_strdup(category->pauses ? "yes" : "no");
    return clock_column(category, column);
}

/* ---- one cell changed ---- */

static void append_cell(GString *table, const char *cell, bool first)
{
    g_auto(GStrv) parts = g_strsplit(cell, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(table, "%s\"%s\"", first ? "" : ";", doubled);
}

static void append_row(GString *table, const Category *category, const char *column,
                       const char *value)
{
    for (guint i = 0; category_columns[i]; i++) {
        bool changed = column && strcmp(category_columns[i], column) == 0;
        g_autofree char *cell =
            changed ? g_strdup(value) : category_column(category, category_columns[i]);
        append_cell(table, cell, i == 0);
    }
    g_string_append_c(table, '\n');
}

static bool fail(GError **error, const char *format, const char *first, const char *second)
{
    g_autofree char *sentence = g_strdup_printf(format, first, second);
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, sentence);
    return false;
}

static bool may_be_set(const char *column, const char *value, GError **error)
{
    g_autofree char *columns = g_strjoinv(", ", (char **)(gpointer)(guintptr)category_columns);
    if (!g_strv_contains(category_columns, column))
        return fail(error,
                    _("There is no column \"%.40s\" of a category; nothing was changed. There "
                      "are: %s."),
                    column, columns);
    if (strcmp(column, "code") == 0 || g_str_has_suffix(column, "_by"))
        return fail(error, _("%s is not set by hand%s; nothing was changed."), column,
                    strcmp(column, "code") == 0
                        ? ""
                        : _(": what the service declaration promises stands there, all else is "
                            "the bureau's own aim"));
    for (const char *c = value; *c; c++)
        if (g_ascii_iscntrl(*c))
            return fail(error, _("%s is one line of text; nothing was changed."), column, "");
    return true;
}

/* Every text that some category has in this column. */
static char *values_there(const GPtrArray *categories, const char *column)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < categories->len; i++) {
        char *value = category_column(categories->pdata[i], column);
        if (g_ptr_array_find_with_equal_func(values, value, g_str_equal, NULL))
            g_free(value);
        else
            g_ptr_array_add(values, value);
    }
    g_ptr_array_add(values, NULL);
    return g_strjoinv(", ", (char **)values->pdata);
}

static bool is_clock(const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(clocks); i++)
        if (strcmp(column, clocks[i].name) == 0)
            return true;
    return false;
}

/* Who a category goes to: one that another category knows already. */
static bool is_place(const char *column)
{
    return strcmp(column, "queue") == 0 || strcmp(column, "owner") == 0;
}

/* What a column takes; "" where it takes any text. */
static char *values_taken(const GPtrArray *categories, const char *column)
{
    static const struct {
        const char *column;
        const char *const *words;
    } lists[] = {{"start", category_start_words},
                 {"journal", category_journal_words},
                 {"silo", category_silo_words}};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (strcmp(column, lists[i].column) == 0)
            return g_strjoinv(", ", (char **)(gpointer)(guintptr)lists[i].words);
    if (is_clock(column))
        return category_rule_choices();
    if (is_place(column))
        return values_there(categories, column);
    return g_strdup(strcmp(column, "pauses") == 0 ? "yes, no" : "");
}

static bool place_is_there(const GPtrArray *categories, const char *column, const char *value)
{
    for (guint i = 0; i < categories->len; i++) {
        g_autofree char *there = category_column(categories->pdata[i], column);
        if (strcmp(there, value) == 0)
            return true;
    }
    return false;
}

static void fail_value(const GPtrArray *categories, const Category *changed, const char *column,
                       const char *value, GError **error)
{
    g_autofree char *taken = values_taken(categories, column);
    bool by_law = strcmp(column, "pauses") == 0 && strcmp(value, "yes") == 0 && changed &&
                  category_is_statutory(changed);
    if (by_law)
        fail(error,
             _("%s cannot be \"%.60s\": a deadline of the law is never paused. Nothing was "
               "changed."),
             column, value);
    else if (!*taken)
        fail(error, _("%s cannot be \"%.60s\"; nothing was changed."), column, value);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    is_place(column)
                        ? _("%s cannot be \"%.60s\"; nothing was changed. There are: %s. A new one "
                            "comes with a whole table: skranke category import FILE.")
                        : _("%s cannot be \"%.60s\"; nothing was changed. It is one of: %s."),
                    column, value, taken);
}

GPtrArray *category_table_with(const GPtrArray *categories, const char *code, const char *column,
                               const char *value, GError **error)
{
    if (!may_be_set(column, value, error))
        return NULL;
    const Category *changed = category_find(categories, code);
    if (is_place(column) && !place_is_there(categories, column, value)) {
        fail_value(categories, changed, column, value, error);
        return NULL;
    }
    g_autofree char *header = g_strjoinv(";", (char **)(gpointer)(guintptr)category_columns);
    g_autoptr(GString) table = g_string_new(header);
    g_string_append_c(table, '\n');
    for (guint i = 0; i < categories->len; i++)
        append_row(table, categories->pdata[i], categories->pdata[i] == changed ? column : NULL,
                   value);
    g_autoptr(GError) wrong = NULL;
    GPtrArray *read = category_read_table(table->str, table->len, &wrong);
    if (!read)
        fail_value(categories, changed, column, value, error);
    return read;
}

/* ---- who stands behind a clock ---- */

static bool same_rule(const CategoryRule *first, const CategoryRule *second)
{
    return first->kind == second->kind && first->number == second->number;
}

void category_settle_promises(Category *category, const GPtrArray *carried, bool law_is_believed)
{
    const Category *first = category_find(carried, category->code);
    for (guint i = 0; i < G_N_ELEMENTS(clocks); i++) {
        CategoryRule *rule = (CategoryRule *)(gpointer)((char *)category + clocks[i].offset);
        const CategoryRule *promised = first ? clock_at(first, i) : NULL;
        if (promised && same_rule(rule, promised))
            rule->by = promised->by;
        else if (rule->by != CATEGORY_BY_LAW || !law_is_believed)
            rule->by = CATEGORY_BY_LOCAL;
    }
}

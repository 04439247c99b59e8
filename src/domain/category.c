/* Owns the record of a category and the reading of the table of categories. When something is due
 * is deadline.c's; what a category is called in the database is the store's. */
#include "skranke/domain/category.h"

#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

enum { MOST_NUMBER = 999 };

const char *const category_by_words[] = {"local", "document", "law", NULL};
const char *const category_start_words[] = {"receipt", "post", "submission", "call", NULL};
const char *const category_journal_words[] = {"no", "assess", "yes", NULL};
const char *const category_silo_words[] = {"open", "respondents", "press", "hr", "access", NULL};
static const char *const pauses_words[] = {"no", "yes", NULL};

#define RULE(id, word, number) {word, number},
static const struct {
    const char *word;
    bool has_number;
} rules[] = {CATEGORY_RULES(RULE)};
#undef RULE

/* ---- the record ---- */

Category *category_copy(const Category *category)
{
    Category *copy = g_new0(Category, 1);
    *copy = *category;
    copy->code = g_strdup(category->code);
    copy->aliases = g_strdup(category->aliases);
    copy->name_nb = g_strdup(category->name_nb);
    copy->name_nn = g_strdup(category->name_nn);
    copy->name_en = g_strdup(category->name_en);
    copy->queue = g_strdup(category->queue);
    copy->owner = g_strdup(category->owner);
    copy->reason_nb = g_strdup(category->reason_nb);
    copy->reason_nn = g_strdup(category->reason_nn);
    copy->reason_en = g_strdup(category->reason_en);
    return copy;
}

void category_free(Category *category)
{
    if (!category)
        return;
    g_free(category->code);
    g_free(category->aliases);
    g_free(category->name_nb);
    g_free(category->name_nn);
    g_free(category->name_en);
    g_free(category->queue);
    g_free(category->owner);
    g_free(category->reason_nb);
    g_free(category->reason_nn);
    g_free(category->reason_en);
    g_free(category);
}

static void free_item(gpointer item)
{
    category_free(item);
}

static bool has_alias(const Category *category, const char *code)
{
    g_auto(GStrv) aliases = g_strsplit(category->aliases ? category->aliases : "", " ", -1);
    return *code && g_strv_contains((const char *const *)aliases, code);
}

const Category *category_find(const GPtrArray *categories, const char *code)
{
    for (guint i = 0; code && i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        if (g_strcmp0(category->code, code) == 0 || has_alias(category, code))
            return category;
    }
    return NULL;
}

const char *category_name(const Category *category)
{
    return language_pick(category->name_nb, category->name_nn, category->name_en);
}

bool category_is_statutory(const Category *category)
{
    return category->silo == CATEGORY_ACCESS || category->limit.by == CATEGORY_BY_LAW;
}

const char *category_journal_reason(const Category *category)
{
    return language_pick(category->reason_nb, category->reason_nn, category->reason_en);
}

/* ---- rules ---- */

bool category_rule_parse(const char *text, CategoryRule *rule)
{
    g_auto(GStrv) parts = g_strsplit(text ? text : "", " ", 2);
    const char *word = parts[0] ? parts[0] : "none";
    for (guint kind = 0; kind < CATEGORY_RULE_COUNT; kind++) {
        guint64 number = 0;
        if (strcmp(rules[kind].word, word) != 0)
            continue;
        bool given = parts[0] && parts[1];
        if (given != rules[kind].has_number ||
            (given && !g_ascii_string_to_unsigned(parts[1], 10, 1, MOST_NUMBER, &number, NULL)))
            return false;
        rule->kind = (CategoryRuleKind)kind;
        rule->number = (int)number;
        return true;
    }
    return false;
}

char *category_rule_word(const CategoryRule *rule)
{
    const char *word = rules[rule->kind].word;
    return rules[rule->kind].has_number ? g_strdup_printf("%s %d", word, rule->number)
                                        : g_strdup(word);
}

char *category_rule_choices(void)
{
    GString *choices = g_string_new(NULL);
    for (guint kind = 0; kind < CATEGORY_RULE_COUNT; kind++)
        g_string_append_printf(choices, "%s%s%s", kind ? ", " : "", rules[kind].word,
                               rules[kind].has_number ? " N" : "");
    return g_string_free(choices, FALSE);
}

char *category_rule_text(const CategoryRule *rule)
{
    gulong number = (gulong)rule->number;
    switch (rule->kind) {
    case CATEGORY_AT_ONCE:
        return g_strdup(_("at once"));
    case CATEGORY_HOURS:
        return g_strdup_printf(ngettext("%d hour", "%d hours", number), rule->number);
    case CATEGORY_SAME_DAY:
        return g_strdup(_("the same day"));
    case CATEGORY_NEXT_DAY:
        return g_strdup(_("the next working day"));
    case CATEGORY_WORKING_DAYS:
        return g_strdup_printf(ngettext("%d working day", "%d working days", number), rule->number);
    case CATEGORY_MONTH:
        return g_strdup_printf(ngettext("%d month", "%d months", number), rule->number);
    case CATEGORY_NONE:
    case CATEGORY_RULE_COUNT:
        break;
    }
    return g_strdup("");
}

const char *category_by_text(CategoryBy by)
{
    static const char *const texts[] = {N_("the bureau's own aim"),
                                        N_("promised in the service declaration"),
                                        N_("required by law")};
    return _(texts[by]);
}

/* ---- the table ---- */

typedef struct {
    const CsvTable *table;
    guint row;
    GError **error;
} Row;

static const char *field(const Row *row, const char *column)
{
    return csv_field(row->table, row->row, column);
}

static bool fail(const Row *row, const char *column, const char *what)
{
    g_set_error(row->error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Line %u of the categories, column %s: %s. No category was changed. Correct the "
                  "line and read the table again."),
                csv_line(row->table, row->row), column, what);
    return false;
}

static bool fail_word(const Row *row, const char *column, const char *const *words)
{
    g_autofree char *list = g_strjoinv(", ", (char **)words);
    g_autofree char *what = g_strdup_printf(_("\"%.40s\" is none of %s"), field(row, column), list);
    return fail(row, column, what);
}

/* Reads one of the words; "" is the first of them. */
static bool read_word(const Row *row, const char *column, const char *const *words, guint *value)
{
    const char *given = field(row, column);
    for (guint i = 0; words[i]; i++)
        if (strcmp(words[i], given) == 0 || (i == 0 && !*given)) {
            *value = i;
            return true;
        }
    return fail_word(row, column, words);
}

/* Reads the columns "target" and "target_by" and the like. */
static bool read_rule(const Row *row, const char *column, CategoryRule *rule)
{
    g_autofree char *by_column = g_strconcat(column, "_by", NULL);
    guint by = 0;
    if (!read_word(row, by_column, category_by_words, &by))
        return false;
    rule->by = (CategoryBy)by;
    if (category_rule_parse(field(row, column), rule))
        return true;
    g_autofree char *what =
        g_strdup_printf(_("\"%.40s\" is no rule such as same_day, working_days 2, month 1 or none"),
                        field(row, column));
    return fail(row, column, what);
}

static bool read_words(const Row *row, Category *category)
{
    guint start = 0, journal = 0, silo = 0, pauses = 0;
    if (!read_word(row, "start", category_start_words, &start) ||
        !read_word(row, "journal", category_journal_words, &journal) ||
        !read_word(row, "silo", category_silo_words, &silo) ||
        !read_word(row, "pauses", pauses_words, &pauses))
        return false;
    category->start = (CategoryStart)start;
    category->journal = (CategoryJournal)journal;
    category->silo = (CategorySilo)silo;
    category->pauses = pauses != 0;
    return !category->pauses || !category_is_statutory(category) ||
           fail(row, "pauses", _("a deadline of the law is never paused"));
}

static bool read_texts(const Row *row, Category *category)
{
    const struct {
        const char *column;
        char **text;
        bool needed;
    } texts[] = {
        {"code", &category->code, true},
        {"aliases", &category->aliases, false},
        {"name_nb", &category->name_nb, true},
        {"name_nn", &category->name_nn, false},
        {"name_en", &category->name_en, false},
        {"queue", &category->queue, true},
        {"owner", &category->owner, true},
        {"reason_nb", &category->reason_nb, false},
        {"reason_nn", &category->reason_nn, false},
        {"reason_en", &category->reason_en, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i].text = g_strdup(field(row, texts[i].column));
        if (texts[i].needed && !**texts[i].text)
            return fail(row, texts[i].column, _("it is empty"));
    }
    return true;
}

static bool is_new(const Row *row, const GPtrArray *categories, const Category *category)
{
    g_autofree char *all = g_strconcat(category->code, " ", category->aliases, NULL);
    g_auto(GStrv) codes = g_strsplit(all, " ", -1);
    for (guint i = 0; codes[i]; i++)
        if (*codes[i] && category_find(categories, codes[i]))
            return fail(row, i == 0 ? "code" : "aliases", _("another line has it already"));
    return true;
}

static bool read_category(const Row *row, GPtrArray *categories)
{
    g_autoptr(Category) category = g_new0(Category, 1);
    if (!read_texts(row, category) || !read_rule(row, "target", &category->target) ||
        !read_rule(row, "limit", &category->limit) ||
        !read_rule(row, "holding", &category->holding) || !read_words(row, category) ||
        !is_new(row, categories, category))
        return false;
    g_ptr_array_add(categories, g_steal_pointer(&category));
    return true;
}

GPtrArray *category_read_table(const char *text, gsize length, GError **error)
{
    g_autoptr(CsvTable) table = csv_parse(text, length, error);
    if (!table)
        return NULL;
    g_autoptr(GPtrArray) categories = g_ptr_array_new_with_free_func(free_item);
    for (guint i = 0; i < csv_rows(table); i++) {
        Row row = {.table = table, .row = i, .error = error};
        if (!read_category(&row, categories))
            return NULL;
    }
    return g_steal_pointer(&categories);
}

GPtrArray *category_carried(GError **error)
{
    g_autoptr(GBytes) bytes = data_file_read("categories.csv", error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    return text ? category_read_table(text, size, error) : NULL;
}

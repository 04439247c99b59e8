/* Owns how the table of cues becomes an automaton. What follows from a cue that was found is
 * suggestion.c's. */
#include "suggestion_index.h"

#include <math.h>
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "suggestion_text.h"

#define FALLBACK "simple_statistics"
#define STATISTIC "statistic:"
#define MOST_WEIGHT 9.9

static const char *const where_words[] = {"", "subject", "signature", "start", NULL};

/* ---- the index ---- */

static void free_category(gpointer category)
{
    category_free(category);
}

static void clear_statistic(gpointer item)
{
    IndexedStatistic *statistic = item;
    g_free(statistic->short_name);
    g_free(statistic->subject);
    g_free(statistic->name_nb);
    g_free(statistic->name_nn);
    g_free(statistic->name_en);
}

/* The index of an area, added where it is new. */
static guint area_of(SuggestionIndex *index, const char *area)
{
    guint at = 0;
    if (!g_ptr_array_find_with_equal_func(index->areas, area, g_str_equal, &at)) {
        at = index->areas->len;
        g_ptr_array_add(index->areas, g_strdup(area));
    }
    return at;
}

static SuggestionIndex *index_new(const GPtrArray *categories, const GPtrArray *statistics)
{
    SuggestionIndex *index = g_new0(SuggestionIndex, 1);
    index->matcher = matcher_new();
    index->cues = g_array_new(FALSE, TRUE, sizeof(Cue));
    index->parts = g_array_new(FALSE, TRUE, sizeof(CuePart));
    index->categories = g_ptr_array_new_with_free_func(free_category);
    for (guint i = 0; i < categories->len; i++)
        g_ptr_array_add(index->categories, category_copy(categories->pdata[i]));
    index->areas = g_ptr_array_new_with_free_func(g_free);
    index->statistics = g_array_new(FALSE, TRUE, sizeof(IndexedStatistic));
    g_array_set_clear_func(index->statistics, clear_statistic);
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *from = statistics->pdata[i];
        IndexedStatistic statistic = {.short_name =
                                          g_strdup(from->short_name ? from->short_name : ""),
                                      .subject = g_strdup(from->subject ? from->subject : ""),
                                      .name_nb = g_strdup(from->name_nb),
                                      .name_nn = g_strdup(from->name_nn),
                                      .name_en = g_strdup(from->name_en)};
        statistic.area = area_of(index, statistic.subject);
        g_array_append_val(index->statistics, statistic);
    }
    index->learned = learned_new(categories->len);
    index->learned_area = learned_new(index->areas->len);
    return index;
}

void suggestion_index_free(SuggestionIndex *index)
{
    if (!index)
        return;
    matcher_free(index->matcher);
    g_array_unref(index->cues);
    g_array_unref(index->parts);
    g_ptr_array_unref(index->categories);
    g_array_unref(index->statistics);
    learned_free(index->learned);
    learned_free(index->learned_area);
    g_ptr_array_unref(index->areas);
    g_free(index);
}

Cue *suggestion_index_add_cue(SuggestionIndex *index, guint about, bool is_statistic, float weight)
{
    Cue cue = {.about = about,
               .is_statistic = is_statistic,
               .weight = weight,
               .first_part = index->parts->len};
    g_array_append_val(index->cues, cue);
    return &g_array_index(index->cues, Cue, index->cues->len - 1);
}

guint suggestion_index_add_part(SuggestionIndex *index, bool negated)
{
    CuePart part = {.cue = index->cues->len - 1, .negated = negated};
    g_array_append_val(index->parts, part);
    g_array_index(index->cues, Cue, part.cue).parts++;
    return index->parts->len - 1;
}

/* ---- a cue's grammar ---- */

static void fold_cue_word(GString *folded, const char *word)
{
    const char *colon = strchr(word, ':');
    if (colon || strchr(word, '.')) {
        const char *value = colon ? colon + 1 : word;
        g_autofree char *kind = g_strndup(word, (gsize)(value - word));
        suggestion_fold_fact(folded, kind, value, strlen(value));
    } else if (*word == '#') {
        g_string_append(folded, word);
    } else {
        suggestion_fold(folded, word, strlen(word));
    }
}

/* Adds the phrase from words[at] on, once for each choice of this/that. */
static bool add_phrase(SuggestionIndex *index, char **words, guint at, const char *before,
                       const char *end, guint part)
{
    if (!words[at]) {
        g_autofree char *pattern = g_strconcat(before, end, NULL);
        matcher_add(index->matcher, pattern, part);
        return true;
    }
    g_auto(GStrv) choices = g_strsplit(words[at], "/", -1);
    for (guint i = 0; choices[i]; i++) {
        g_autoptr(GString) pattern = g_string_new(before);
        if (at > 0)
            g_string_append_c(pattern, ' ');
        gsize length = pattern->len;
        fold_cue_word(pattern, choices[i]);
        if (pattern->len == length || !add_phrase(index, words, at + 1, pattern->str, end, part))
            return false;
    }
    return true;
}

/* False: nothing stands there, or a * in the middle. */
static bool add_alternative(SuggestionIndex *index, const char *given, guint part)
{
    g_autofree char *phrase = g_strstrip(g_strdup(given));
    bool open_start = g_str_has_prefix(phrase, "*");
    char *text = phrase + (open_start ? 1 : 0);
    bool open_end = g_str_has_suffix(text, "*");
    if (open_end)
        text[strlen(text) - 1] = '\0';
    if (!*text || strchr(text, '*'))
        return false;
    bool is_fact = strchr(text, ':') || (open_start && strchr(text, '.'));
    if (!is_fact)
        g_strdelimit(text, "-.'", ' ');
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    return add_phrase(index, words, 0, open_start ? "" : " ", open_end ? "" : " ", part);
}

/* False: a part of the cue is empty, or all of them are negated. */
static bool add_parts(SuggestionIndex *index, const char *cue)
{
    g_auto(GStrv) parts = g_strsplit(cue, "+", -1);
    bool asserted = false;
    for (guint i = 0; parts[i]; i++) {
        const char *text = g_strstrip(parts[i]);
        bool negated = *text == '!';
        guint part = suggestion_index_add_part(index, negated);
        g_auto(GStrv) alternatives = g_strsplit(text + (negated ? 1 : 0), "|", -1);
        for (guint a = 0; a == 0 || alternatives[a]; a++)
            if (!alternatives[a] || !add_alternative(index, alternatives[a], part))
                return false;
        asserted = asserted || !negated;
    }
    return asserted;
}

/* ---- the table ---- */

static bool fail(const CsvTable *table, guint row, GError **error, const char *what)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Line %u of the cues: %s. No cue was taken. Correct the line and read the table "
                  "again."),
                csv_line(table, row), what);
    return false;
}

static bool find_category(const SuggestionIndex *index, const char *code, guint *about)
{
    const Category *category = category_find(index->categories, code);
    return category && g_ptr_array_find(index->categories, category, about);
}

static bool find_statistic(const SuggestionIndex *index, const char *short_name, guint *about)
{
    for (guint i = 0; i < index->statistics->len; i++)
        if (strcmp(g_array_index(index->statistics, IndexedStatistic, i).short_name, short_name) ==
            0) {
            *about = i;
            return true;
        }
    return false;
}

static bool read_weight(const char *text, float *weight)
{
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);
    *weight = (float)value;
    return *text && *end == '\0' && fabs(value) <= MOST_WEIGHT;
}

static bool read_where(const char *text, CueWhere *where)
{
    for (guint i = 0; where_words[i]; i++)
        if (strcmp(where_words[i], text) == 0) {
            *where = (CueWhere)i;
            return true;
        }
    return false;
}

static bool read_cue(SuggestionIndex *index, const CsvTable *table, guint row, GError **error)
{
    const char *about_text = csv_field(table, row, "about");
    bool is_statistic = g_str_has_prefix(about_text, STATISTIC);
    guint about = 0;
    float weight = 0;
    CueWhere where = WHERE_TEXT;
    if (!read_weight(csv_field(table, row, "weight"), &weight))
        return fail(table, row, error, _("the weight is no number from -9.9 to 9.9"));
    if (!read_where(csv_field(table, row, "where"), &where))
        return fail(table, row, error, _("where is none of subject, signature, start"));
    if (!is_statistic && !find_category(index, about_text, &about))
        return fail(table, row, error, _("there is no such category"));
    if (is_statistic && !find_statistic(index, about_text + strlen(STATISTIC), &about))
        return true;
    suggestion_index_add_cue(index, about, is_statistic, weight)->where = where;
    return add_parts(index, csv_field(table, row, "cue")) ||
           fail(table, row, error, _("the cue or a part of it is empty, or has a * in the middle"));
}

static bool read_cues(SuggestionIndex *index, const char *cues, gsize length, GError **error)
{
    g_autoptr(CsvTable) table = csv_parse(cues, length, error);
    for (guint i = 0; table && i < csv_rows(table); i++)
        if (!read_cue(index, table, i, error))
            return false;
    return table != NULL;
}

/* ---- examples ---- */

/* The directory's own words of a statistic, as if somebody had asked with them. */
static void learn_statistic(SuggestionIndex *index, guint area, const char *const *texts)
{
    for (guint i = 0; texts[i]; i++) {
        SuggestionInput input = {.channel = CHANNEL_COUNT, .text = texts[i]};
        g_autoptr(SuggestionText) text = suggestion_text_new(&input);
        LearnedFeatures features;
        learned_collect(text, &features);
        learned_add(index->learned_area, area, &features);
    }
}

static void learn_statistics(SuggestionIndex *index, const GPtrArray *statistics)
{
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = statistics->pdata[i];
        g_autofree char *nb = g_strjoin(" ", statistic->name_nb, statistic->keywords_nb, NULL);
        g_autofree char *nn = g_strjoin(" ", statistic->name_nn, statistic->keywords_nn, NULL);
        g_autofree char *en = g_strjoin(" ", statistic->name_en, statistic->keywords_en, NULL);
        learn_statistic(index, g_array_index(index->statistics, IndexedStatistic, i).area,
                        (const char *const[]){nb, nn, en, NULL});
    }
}

static void learn_row(SuggestionIndex *index, const CsvTable *table, guint row)
{
    guint about = 0, area = 0;
    SuggestionInput input = {.subject = csv_field(table, row, "subject"),
                             .text = csv_field(table, row, "text")};
    channel_from_word(csv_field(table, row, "channel"), &input.channel);
    g_autoptr(SuggestionText) text = suggestion_text_new(&input);
    LearnedFeatures features;
    learned_collect(text, &features);
    if (find_category(index, csv_field(table, row, "category"), &about))
        learned_add(index->learned, about, &features);
    if (g_ptr_array_find_with_equal_func(index->areas, csv_field(table, row, "area"), g_str_equal,
                                         &area))
        learned_add(index->learned_area, area, &features);
}

bool suggestion_index_learn(SuggestionIndex *index, const char *examples, gsize length,
                            GError **error)
{
    g_autoptr(CsvTable) table = csv_parse(examples, length, error);
    if (!table)
        return false;
    for (guint i = 0; i < csv_rows(table); i++)
        learn_row(index, table, i);
    learned_finish(index->learned);
    learned_finish(index->learned_area);
    return true;
}

SuggestionIndex *suggestion_index_new(const char *cues, gsize length, const GPtrArray *categories,
                                      const GPtrArray *statistics, GError **error)
{
    g_autoptr(SuggestionIndex) index = index_new(categories, statistics);
    if (!read_cues(index, cues, length, error))
        return NULL;
    if (!find_category(index, FALLBACK, &index->fallback) && categories->len == 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("There are no categories to suggest."));
        return NULL;
    }
    suggestion_index_add_statistics(index, statistics);
    learn_statistics(index, statistics);
    matcher_finish(index->matcher);
    return g_steal_pointer(&index);
}

/* ---- what the program carries ---- */

static void free_statistic(gpointer statistic)
{
    statistic_free(statistic);
}

GPtrArray *suggestion_carried_statistics(GError **error)
{
    g_autoptr(GBytes) bytes = data_file_read("demo/statistics.csv", error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autoptr(CsvTable) table = text ? csv_parse(text, size, error) : NULL;
    if (!table)
        return NULL;
    GPtrArray *statistics = g_ptr_array_new_with_free_func(free_statistic);
    for (guint i = 0; i < csv_rows(table); i++) {
        Statistic *statistic = g_new0(Statistic, 1);
        const struct {
            const char *column;
            char **text;
        } texts[] = {
            {"short_name", &statistic->short_name},   {"subject", &statistic->subject},
            {"section", &statistic->section},         {"name_nb", &statistic->name_nb},
            {"name_nn", &statistic->name_nn},         {"name_en", &statistic->name_en},
            {"keywords_nb", &statistic->keywords_nb}, {"keywords_nn", &statistic->keywords_nn},
            {"keywords_en", &statistic->keywords_en}, {"tables", &statistic->tables}};
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            *texts[t].text = g_strdup(csv_field(table, i, texts[t].column));
        g_ptr_array_add(statistics, statistic);
    }
    return statistics;
}

SuggestionIndex *suggestion_index_carried(const GPtrArray *categories, const GPtrArray *statistics,
                                          GError **error)
{
    g_autoptr(GPtrArray) own_categories = categories ? NULL : category_carried(error);
    if (!categories && !own_categories)
        return NULL;
    g_autoptr(GPtrArray) own_statistics = statistics ? NULL : suggestion_carried_statistics(error);
    if (!statistics && !own_statistics)
        return NULL;
    g_autoptr(GBytes) cues = data_file_read("category_cues.csv", error);
    g_autoptr(GBytes) examples = cues ? data_file_read("category_examples.csv", error) : NULL;
    if (!examples)
        return NULL;
    gsize size = 0, examples_size = 0;
    const char *text = g_bytes_get_data(cues, &size);
    const char *learned = g_bytes_get_data(examples, &examples_size);
    g_autoptr(SuggestionIndex) index =
        suggestion_index_new(text, size, categories ? categories : own_categories,
                             statistics ? statistics : own_statistics, error);
    if (!index || !suggestion_index_learn(index, learned, examples_size, error))
        return NULL;
    return g_steal_pointer(&index);
}

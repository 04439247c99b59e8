/* Owns how the directory's own words of a statistic become cues: the rarer a word is among the
 * statistics, the more it tells. */
#include <math.h>
#include <string.h>

#include "suggestion_index.h"
#include "suggestion_text.h"

enum {
    SHORTEST_KEYWORD = 3, /* below: only initials such as HS, in capitals */
    SHORTEST_NAME_WORD = 5,
    SHORTEST_INFLECTED = 4, /* below: initials such as KPI, found only as they are */
    SHORTEST_STEM = 6,      /* from here on a word is also found inside compounds */
};

/* A word of one statistic. */
typedef struct {
    guint statistic;
    const char *key; /* folded, without its ending; owned by the table of keys */
    bool is_phrase;
    float weight;
} Term;

typedef struct {
    GArray *terms;     /* of Term */
    GHashTable *count; /* key -> in how many statistics it is */
    GHashTable *seen;  /* "statistic key" */
} Terms;

/* Words of names that every second statistic has. */
static const char *const common[] = {
    "statistik",  "statistics",  "undersokels", "undersoking", "index",     "indeks",
    "survey",     "regnskap",    "rekneskap",   "acounts",     "norsk",     "norwegian",
    "norge",      "noreg",       "norway",      "person",      "number",    "services",
    "strukturst", "structural",  "antal",       "talet",       "forskjel",  "utvikling",
    "produkter",  "prises",      "under",       "mainland",    "andre",     "other",
    "after",      "sales",       "price",       "prises",      "cost",      "hovedtal",
    "hovudtal",   "salg",        "private",     "young",       "areal",     "control",
    "naring",     "industr",     "komune",      "municipal",   "levekars",  "konsum",
    "beregn",     "calculat",    "bruke",       "house",       "existing",  "first",
    "living",     "quarterly",   "anual",       "produktion",  "produsjon", "production",
    "business",   "enterprises", "public",      "offentlig",   "ofentleg",  "reason",
    "general",    "sosial",      "social",      "outside",     "utenfor",   "utanfor",
    "between",    "samlinger",   "colections",  "various",     "selected",  "norskfod",
    "figur",      "registe",     "plan",        "materi",      "avsluttet", "fritid",
    "selskap"};

static bool is_common(const char *folded)
{
    for (guint i = 0; i < G_N_ELEMENTS(common); i++)
        if (g_str_has_prefix(folded, common[i]))
            return true;
    return false;
}

/* Takes the ending off a folded word, so that it is found in any form. */
static void cut_ending(GString *word)
{
    static const char *const endings[] = {"ene", "ane", "ene", "er", "ar", "en",
                                          "et",  "es",  "a",   "e",  "s",  "y"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        gsize length = strlen(endings[i]);
        if (word->len >= length + SHORTEST_INFLECTED && g_str_has_suffix(word->str, endings[i])) {
            g_string_truncate(word, word->len - length);
            return;
        }
    }
}

static void add_term(Terms *terms, guint statistic, const char *key, float weight)
{
    g_autofree char *pair = g_strdup_printf("%u %s", statistic, key);
    if (!*key || !g_hash_table_add(terms->seen, g_steal_pointer(&pair)))
        return;
    /* Inserting again keeps the key that is there: terms borrow it. */
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(terms->count, key));
    g_hash_table_insert(terms->count, g_strdup(key), GUINT_TO_POINTER(count + 1));
    gpointer stored = NULL;
    g_hash_table_lookup_extended(terms->count, key, &stored, NULL);
    Term term = {.statistic = statistic,
                 .key = stored,
                 .is_phrase = strchr(key, ' ') != NULL,
                 .weight = weight};
    g_array_append_val(terms->terms, term);
}

/* Folds a keyword or the like: its words with single spaces between, the last one without ending.
 */
static char *fold_phrase(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " -/().,", -1);
    g_autoptr(GString) phrase = g_string_new(NULL);
    g_autoptr(GString) word = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        g_string_truncate(word, 0);
        suggestion_fold(word, words[i], strlen(words[i]));
        if (word->len == 0)
            continue;
        if (phrase->len > 0)
            g_string_append_c(phrase, ' ');
        g_string_append(phrase, word->str);
    }
    if (!strchr(phrase->str, ' '))
        cut_ending(phrase);
    return g_strdup(phrase->str);
}

static void add_keywords(Terms *terms, guint statistic, const char *list, float weight)
{
    g_auto(GStrv) keywords = g_strsplit_set(list ? list : "", ",;", -1);
    for (guint i = 0; keywords[i]; i++) {
        g_autofree char *key = fold_phrase(keywords[i]);
        if (strlen(key) < SHORTEST_KEYWORD && !g_ascii_isupper(*keywords[i]))
            continue;
        add_term(terms, statistic, key, strchr(key, ' ') ? weight * 1.3F : weight);
    }
}

static void add_name(Terms *terms, guint statistic, const char *name)
{
    if (!name)
        return;
    g_autofree char *whole = fold_phrase(name);
    add_term(terms, statistic, whole, 1.5F);
    g_auto(GStrv) words = g_strsplit_set(name, " -/().,", -1);
    for (guint i = 0; words[i]; i++) {
        g_autofree char *key = fold_phrase(words[i]);
        if (strlen(key) >= SHORTEST_NAME_WORD && !is_common(key))
            add_term(terms, statistic, key, 0.7F);
    }
}

static void add_statistic(Terms *terms, guint index, const Statistic *statistic)
{
    add_keywords(terms, index, statistic->keywords_nb, 1.1F);
    add_keywords(terms, index, statistic->keywords_nn, 1.1F);
    add_keywords(terms, index, statistic->keywords_en, 1.1F);
    add_keywords(terms, index, statistic->tables, 2.5F);
    add_name(terms, index, statistic->name_nb);
    add_name(terms, index, statistic->name_nn);
    add_name(terms, index, statistic->name_en);
}

/* A short word in its usual forms; a long one as a beginning, and inside other words. */
static void add_patterns(SuggestionIndex *index, const Term *term, guint part)
{
    static const char *const forms[] = {"",    "en", "er", "et", "ene", "a",  "ar",
                                        "ane", "s",  "e",  "n",  "r",   "ens"};
    gsize length = strlen(term->key);
    if (term->is_phrase || length > SHORTEST_INFLECTED + 1) {
        g_autofree char *beginning = g_strconcat(" ", term->key, NULL);
        bool inside = !term->is_phrase && length >= SHORTEST_STEM;
        matcher_add(index->matcher, inside ? term->key : beginning, part);
        return;
    }
    for (guint i = 0; i < (length < SHORTEST_INFLECTED ? 1 : G_N_ELEMENTS(forms)); i++) {
        g_autofree char *form = g_strconcat(" ", term->key, forms[i], " ", NULL);
        matcher_add(index->matcher, form, part);
    }
}

void suggestion_index_add_statistics(SuggestionIndex *index, const GPtrArray *statistics)
{
    Terms terms = {.terms = g_array_new(FALSE, FALSE, sizeof(Term)),
                   .count = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (guint i = 0; i < statistics->len; i++)
        add_statistic(&terms, i, statistics->pdata[i]);
    double all = log(MAX(statistics->len, 3));
    for (guint i = 0; i < terms.terms->len; i++) {
        const Term *term = &g_array_index(terms.terms, Term, i);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(terms.count, term->key));
        double rarity = 1 - log(MAX(count, 1)) / all;
        suggestion_index_add_cue(index, term->statistic, true,
                                 term->weight * (float)(0.4 + 0.6 * rarity));
        add_patterns(index, term, suggestion_index_add_part(index, false));
    }
    g_array_unref(terms.terms);
    g_hash_table_unref(terms.count);
    g_hash_table_unref(terms.seen);
}

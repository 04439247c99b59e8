/* Owns the endings that are taken from a word where it finds nothing as it stands, and the words
 * that are passed over. Knows no dictionary: an ending is a row of the table. */
#include "skranke/domain/inflection.h"

#include <string.h>

enum { LEAST_LETTERS = 4, MOST_STEMS = 12 };

typedef struct {
    const char *written, *becomes;
} Ending;

/* The shortest first: what takes least from the word. Folded as the words are, å is a. */
static const Ending endings[] = {
    {"n", ""},    /* renten, husleien */
    {"r", ""},    /* skoler */
    {"s", ""},    /* wages; and whose it is */
    {"e", ""},    /* unge */
    {"a", ""},    /* lønna, løysa */
    {"ne", ""},   /* skolene */
    {"en", ""},   /* indeksen */
    {"et", ""},   /* tallet */
    {"er", ""},   /* priser */
    {"ar", ""},   /* prisar */
    {"es", ""},   /* taxes */
    {"ens", ""},  /* indeksens */
    {"ets", ""},  /* tallets */
    {"ene", ""},  /* prisene */
    {"ane", ""},  /* prisane */
    {"ies", "y"}, /* salaries */
    {"enes", ""}, {"anes", ""},
};

/* What compounds of figures end in. */
static const char *const tails[] = {"tall", "tal", "statistikk", "statistics", "vakt"};

static const char *const fillers[] = {
    /* who answers for it */
    "hvem", "kven", "hun", "ho", "han", "den", "det", "de", "dei", "jeg", "eg", "vi", "meg", "som",
    "har", "er", "var", "kan", "vil", "skal", "ma", "ansvar", "ansvaret", "ansvarlig", "ansvarleg",
    "jobber", "jobbar", "arbeider", "svarer", "svarar", "vet", "veit", "snakke", "prate", "gjerne",
    "noen", "nokon", "noe", "noko", "person", "kontakt", "kontaktperson", "om", "for", "pa", "til",
    "med", "av", "i", "fra", "ved", "hos", "og", "eller", "en", "ein", "et", "eit", "ei", "hva",
    "kva", "hvor", "kor", "mange", "mye", "mykje",
    /* how it is asked for */
    "tab", "tabell", "tabellen", "tabellar", "tabeller", "antall", "antallet", "antal", "talet",
    "tall", "tallet", "tallene", "tal", "tala", "statistikk", "statistikken", "statistikker",
    "sporsmal",
    /* in English */
    "who", "whom", "what", "is", "are", "the", "a", "an", "of", "on", "in", "to", "with", "and",
    "or", "about", "responsible", "works", "working", "knows", "does", "how", "many", "much", "she",
    "he", "i", "me", "someone", "somebody", "number", "numbers", "table", "figures", "statistics",
    "contact", "speak", "talk", "that", "this", "has", "have"};

bool inflection_is_filler(const char *folded)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fillers); i++)
        if (strcmp(fillers[i], folded) == 0)
            return true;
    return false;
}

static bool is_among(const GPtrArray *stems, const char *word)
{
    for (guint i = 0; i < stems->len; i++)
        if (strcmp(stems->pdata[i], word) == 0)
            return true;
    return false;
}

static bool may_be_cut(const char *word, const char *ending)
{
    gsize length = strlen(word), cut = strlen(ending);
    return length >= cut + LEAST_LETTERS && strcmp(word + length - cut, ending) == 0;
}

/* The word without so many of its letters. */
static void add_cut(GPtrArray *stems, const char *word, gsize cut, const char *becomes)
{
    g_autofree char *left = g_strndup(word, strlen(word) - cut);
    g_autofree char *stem = g_strconcat(left, becomes, NULL);
    if (stems->len < MOST_STEMS && !is_among(stems, stem))
        g_ptr_array_add(stems, g_steal_pointer(&stem));
}

static void add_without_endings(GPtrArray *stems, const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (may_be_cut(word, endings[i].written))
            add_cut(stems, word, strlen(endings[i].written), endings[i].becomes);
}

static void add_without_tail(GPtrArray *stems, const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tails); i++) {
        if (!may_be_cut(word, tails[i]))
            continue;
        gsize tail = strlen(tails[i]);
        g_autofree char *first = g_strndup(word, strlen(word) - tail);
        add_cut(stems, word, tail, "");
        if (may_be_cut(first, "s") || may_be_cut(first, "e"))
            add_cut(stems, word, tail + 1, "");
    }
}

GPtrArray *inflection_stems(const char *folded)
{
    GPtrArray *stems = g_ptr_array_new_with_free_func(g_free);
    if (!g_str_is_ascii(folded) || g_ascii_isdigit(*folded))
        return stems;
    add_without_endings(stems, folded);
    add_without_tail(stems, folded);
    for (guint i = 0, direct = stems->len; i < direct; i++) {
        g_autofree char *stem = g_strdup(stems->pdata[i]);
        add_without_tail(stems, stem);
    }
    return stems;
}

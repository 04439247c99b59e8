/* Owns the counting of words in examples (naive Bayes over beginnings and ends of words and over
 * pairs of them). It knows nothing of cues or of what the kinds are. */
#include "suggestion_learned.h"

#include <math.h>
#include <string.h>

enum {
    MOST_WORDS = 150,  /* further words say little new */
    BEGINNING = 5,     /* letters of a word: its inflections are one */
    ENDING = 6,        /* of a long word: the head of a compound */
    LONG_WORD = 9,     /* from here on a word has an ending of its own */
    PAIR_LETTERS = 4,  /* of each word of a pair */
    ENOUGH_WORDS = 60, /* a longer text is no surer than one of this length */
    TELLING_WORD = 4,  /* bytes; shorter ones are no reason to show */
};

/* Words of one text are no independent witnesses: what they say together is divided by this. */
static const float damping = 6.0F;
static const float smoothing = 0.3F, least_count = 0.01F;

/* Of the finished table: looked up some hundred times for a text. */
typedef struct {
    guint32 hash, row; /* row 0: empty */
} Slot;

struct Learned {
    guint kinds;
    GHashTable *numbers; /* hash of a feature -> number of its row + 1 */
    GArray *weights;     /* of float, `kinds` to a row: counts, then logarithms */
    float *priors;       /* examples of each kind, then logarithms */
    Slot *slots;         /* the finished table, a power of two of them; NULL before */
    guint mask;
};

Learned *learned_new(guint kinds)
{
    Learned *learned = g_new0(Learned, 1);
    learned->kinds = kinds;
    learned->numbers = g_hash_table_new(g_direct_hash, g_direct_equal);
    learned->weights = g_array_new(FALSE, TRUE, sizeof(float));
    learned->priors = g_new0(float, kinds + 1);
    return learned;
}

void learned_free(Learned *learned)
{
    if (!learned)
        return;
    g_hash_table_unref(learned->numbers);
    g_array_unref(learned->weights);
    g_free(learned->priors);
    g_free(learned->slots);
    g_free(learned);
}

/* ---- what a text consists of ---- */

/* FNV-1a, so that the same text has the same features everywhere. */
static guint hash_on(guint hash, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        hash = (hash ^ (guchar)text[i]) * 16777619U;
    return hash;
}

static guint hash_of(char kind, const char *text, gsize length)
{
    return hash_on(hash_on(2166136261U, &kind, 1), text, length);
}

/* What was pushed already, by the numbers of the features + 1. */
typedef struct {
    guint16 slots[2048];
} Seen;

static void push_feature(LearnedFeatures *features, Seen *seen, guint hash, guint word)
{
    guint slot = hash % G_N_ELEMENTS(seen->slots);
    for (; seen->slots[slot] > 0; slot = (slot + 1) % G_N_ELEMENTS(seen->slots))
        if (features->features[seen->slots[slot] - 1].hash == hash)
            return;
    if (features->count == LEARNED_MOST_FEATURES)
        return;
    features->features[features->count].hash = hash;
    features->features[features->count++].word = word;
    seen->slots[slot] = (guint16)features->count;
}

static gsize folded_length(const char *word)
{
    return strcspn(word, " ");
}

static void push_word_features(LearnedFeatures *features, Seen *seen, const char *word,
                               const char *before, guint number)
{
    gsize length = folded_length(word);
    if (g_ascii_isdigit(*word)) {
        /* A year, a table, an amount: how long a number is tells, not which it is. */
        push_feature(features, seen, hash_of('n', "0000000000", MIN(length, 10)), number);
        return;
    }
    push_feature(features, seen, hash_of('p', word, MIN(length, BEGINNING)), number);
    if (length >= LONG_WORD)
        push_feature(features, seen, hash_of('m', word + length - ENDING, ENDING), number);
    if (!before)
        return;
    guint pair = hash_of('b', before, MIN(folded_length(before), PAIR_LETTERS));
    push_feature(features, seen, hash_on(hash_on(pair, " ", 1), word, MIN(length, PAIR_LETTERS)),
                 number);
}

void learned_collect(const SuggestionText *text, LearnedFeatures *features)
{
    Seen held, *seen = &held;
    memset(seen, 0, sizeof held);
    features->count = features->words = 0;
    const char *before = NULL;
    for (guint i = 0; i < text->words->len && features->words < MOST_WORDS; i++) {
        const SuggestionWord *word = &g_array_index(text->words, SuggestionWord, i);
        const char *folded = text->folded->str + word->at;
        if (word->zone == ZONE_FACT && g_str_has_prefix(folded, "channel:"))
            push_feature(features, seen, hash_of('c', folded, folded_length(folded)), i);
        if (word->zone != ZONE_SUBJECT && word->zone != ZONE_TEXT)
            continue;
        push_word_features(features, seen, folded, before, i);
        before = folded;
        features->words++;
    }
}

/* ---- learning ---- */

static guint row_of(Learned *learned, guint hash)
{
    gpointer key = GUINT_TO_POINTER(hash);
    guint row = GPOINTER_TO_UINT(g_hash_table_lookup(learned->numbers, key));
    if (row > 0)
        return row - 1;
    row = learned->weights->len / learned->kinds;
    g_hash_table_insert(learned->numbers, key, GUINT_TO_POINTER(row + 1));
    g_array_set_size(learned->weights, learned->weights->len + learned->kinds);
    return row;
}

void learned_add(Learned *learned, guint kind, const LearnedFeatures *features)
{
    for (guint i = 0; i < features->count; i++) {
        guint at = row_of(learned, features->features[i].hash) * learned->kinds + kind;
        g_array_index(learned->weights, float, at) += 1;
    }
    learned->priors[kind] += 1;
}

static void build_slots(Learned *learned)
{
    guint size = 64;
    while (size < 3 * g_hash_table_size(learned->numbers))
        size *= 2;
    learned->mask = size - 1;
    learned->slots = g_new0(Slot, size);
    GHashTableIter iter;
    gpointer key, row;
    g_hash_table_iter_init(&iter, learned->numbers);
    while (g_hash_table_iter_next(&iter, &key, &row)) {
        guint hash = GPOINTER_TO_UINT(key), at = hash & learned->mask;
        while (learned->slots[at].row > 0)
            at = (at + 1) & learned->mask;
        learned->slots[at] = (Slot){.hash = hash, .row = GPOINTER_TO_UINT(row)};
    }
}

/* How much likelier the feature is in each kind than in all others. */
static void finish_row(const Learned *learned, float *row, float all)
{
    float total = 0;
    for (guint k = 0; k < learned->kinds; k++)
        total += row[k];
    float expected = smoothing * total / all + least_count;
    for (guint k = 0; k < learned->kinds; k++) {
        float here = (row[k] + expected) / (learned->priors[k] + smoothing);
        float elsewhere = (total - row[k] + expected) / (all - learned->priors[k] + smoothing);
        row[k] = logf(here / elsewhere);
    }
}

void learned_finish(Learned *learned)
{
    float all = 0;
    for (guint k = 0; k < learned->kinds; k++)
        all += learned->priors[k];
    guint rows = learned->kinds > 0 ? learned->weights->len / learned->kinds : 0;
    for (guint r = 0; r < rows; r++)
        finish_row(learned, &g_array_index(learned->weights, float, r * learned->kinds), all);
    for (guint k = 0; k < learned->kinds && all > 0; k++)
        learned->priors[k] = logf(MAX(learned->priors[k], least_count) / all);
    if (all > 0 && !learned->slots)
        build_slots(learned);
}

/* ---- weighing ---- */

static const float *known_row(const Learned *learned, guint hash)
{
    guint at = hash & learned->mask;
    for (; learned->slots[at].row > 0; at = (at + 1) & learned->mask)
        if (learned->slots[at].hash == hash)
            return (const float *)(void *)learned->weights->data +
                   (gsize)(learned->slots[at].row - 1) * learned->kinds;
    return NULL;
}

/* From logarithms to shares. */
static void share_out(float *scores, guint kinds)
{
    float most = scores[0], sum = 0;
    for (guint k = 1; k < kinds; k++)
        most = MAX(most, scores[k]);
    for (guint k = 0; k < kinds; k++)
        sum += scores[k] = expf(scores[k] - most);
    for (guint k = 0; k < kinds; k++)
        scores[k] /= sum;
}

void learned_weigh(const Learned *learned, const LearnedFeatures *features, float *shares)
{
    guint kinds = learned->kinds;
    memset(shares, 0, sizeof *shares * kinds);
    if (!learned->slots)
        return;
    for (guint i = 0; i < features->count; i++) {
        const float *row = known_row(learned, features->features[i].hash);
        for (guint k = 0; row && k < kinds; k++)
            shares[k] += row[k];
    }
    float length = sqrtf((float)MAX(features->words, ENOUGH_WORDS) / ENOUGH_WORDS);
    for (guint k = 0; k < kinds; k++)
        shares[k] = (learned->priors[k] * 2 + shares[k] / length) / damping;
    share_out(shares, kinds);
}

guint learned_words(const Learned *learned, const SuggestionText *text,
                    const LearnedFeatures *features, guint kind, guint *words, guint most)
{
    if (!learned->slots)
        return 0;
    g_autofree float *said = g_new0(float, text->words->len + 1);
    for (guint i = 0; i < features->count; i++) {
        const float *row = known_row(learned, features->features[i].hash);
        said[features->features[i].word] += row ? row[kind] : 0;
    }
    guint count = 0;
    for (; count < most; count++) {
        guint best = 0;
        for (guint w = 1; w < text->words->len; w++)
            if (said[w] > said[best] &&
                g_array_index(text->words, SuggestionWord, w).length >= TELLING_WORD)
                best = w;
        if (said[best] <= 1 || !g_array_index(text->words, SuggestionWord, best).origin)
            break;
        words[count] = best;
        said[best] = 0;
    }
    return count;
}

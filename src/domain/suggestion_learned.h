/* What examples teach: how often the words of an inquiry stood in examples of each category. It
 * catches what no cue was written for; a cue that says it outright still weighs more. */
#ifndef SKRANKE_SUGGESTION_LEARNED_H
#define SKRANKE_SUGGESTION_LEARNED_H

#include "suggestion_text.h"

enum { LEARNED_MOST_FEATURES = 600 };

/* What of a text is compared with the examples, each once. */
typedef struct {
    struct {
        guint32 hash, word;
    } features[LEARNED_MOST_FEATURES];
    guint count, words;
} LearnedFeatures;

void learned_collect(const SuggestionText *text, LearnedFeatures *features);

/* Counts while examples are added, logarithms from learned_finish on; then read only. */
typedef struct Learned Learned;

/* kinds: how many categories there are, examples name them by number. */
Learned *learned_new(guint kinds);
void learned_free(Learned *learned);

void learned_add(Learned *learned, guint kind, const LearnedFeatures *features);
void learned_finish(Learned *learned);

/* How much of the text reads like each kind: shares from 0 to 1, together 1; all 0 where nothing
 * was learned. */
void learned_weigh(const Learned *learned, const LearnedFeatures *features, float *shares);

/* The words that speak most for a kind, by their numbers in the text; at most `most`. Returns how
 * many. */
guint learned_words(const Learned *learned, const SuggestionText *text,
                    const LearnedFeatures *features, guint kind, guint *words, guint most);

#endif

/* What is looked for: cues of categories and of statistics, all in one automaton.
 *
 * A row of data/category_cues.csv is about;weight;cue;where.
 *   about   a category's code or alias, or statistic:SHORT_NAME (one that the directory does not
 *           have is left out)
 *   weight  -9.9 to 9.9: 1 hints, 2 tells, 4 says it outright; negative speaks against
 *   cue     one or more parts with + between, which must stand within some words of each other;
 *           a part is one phrase or several with | between; !part must not stand anywhere;
 *           a word may be this/that; * at the end of a phrase stands for any end of its last word,
 *           at the beginning for any beginning of its first; facts and marks of
 *           suggestion_text.h are words too (channel:phone, mailbox:innsyn*, #case)
 *   where   "" subject and text; subject; signature: also below "Med vennlig hilsen"; start: the
 *           subject and the first words */
#ifndef SKRANKE_SUGGESTION_INDEX_H
#define SKRANKE_SUGGESTION_INDEX_H

#include "skranke/domain/suggestion.h"

#include "suggestion_learned.h"
#include "suggestion_matcher.h"

typedef enum { WHERE_TEXT, WHERE_SUBJECT, WHERE_SIGNATURE, WHERE_START } CueWhere;

typedef struct {
    guint about; /* index of a category or a statistic */
    bool is_statistic;
    float weight;
    guint first_part, parts;
    CueWhere where;
} Cue;

typedef struct {
    guint cue;
    bool negated;
} CuePart;

typedef struct {
    char *short_name, *subject, *name_nb, *name_nn, *name_en;
    guint area; /* index of its subject area */
} IndexedStatistic;

struct SuggestionIndex {
    Matcher *matcher;      /* its targets are indexes of parts */
    GArray *cues;          /* of Cue */
    GArray *parts;         /* of CuePart */
    GPtrArray *categories; /* of Category * */
    GArray *statistics;    /* of IndexedStatistic */
    Learned *learned;      /* its kinds are indexes of categories */
    GPtrArray *areas;      /* char *: the subject areas of the statistics, each once */
    Learned *learned_area; /* its kinds are indexes of areas */
    guint fallback;        /* the category where nothing tells */
};

/* Appends a cue with no parts yet, and a part to the last cue. */
Cue *suggestion_index_add_cue(SuggestionIndex *index, guint about, bool is_statistic, float weight);
guint suggestion_index_add_part(SuggestionIndex *index, bool negated);

/* The cues of the statistics themselves: names, keywords, table numbers. */
void suggestion_index_add_statistics(SuggestionIndex *index, const GPtrArray *statistics);

#endif

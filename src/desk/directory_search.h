/* One search of the directory while it goes on: what its files share. Private to the directory. */
#ifndef SKRANKE_DESK_DIRECTORY_SEARCH_H
#define SKRANKE_DESK_DIRECTORY_SEARCH_H

#include "directory_private.h"

/* Which try found a line, the best first: it stands before the rank. Those who have left come last,
 * however they are found. */
typedef enum {
    TRY_SPELT,
    TRY_INFLECTED,
    TRY_SPELT_WEAKLY, /* inside words, or over several statistics */
    TRY_INFLECTED_WEAKLY,
    TRY_SOUND,
    TRY_NEAR,     /* with one letter wrong */
    TRY_PARTLY,   /* without words that nothing has */
    TRY_HAS_LEFT, /* and up */
    TRY_COUNT = 2 * TRY_HAS_LEFT
} SearchTry;

enum { RANKS = 256, NOT_FOUND = TRY_COUNT * RANKS };
#define PLACED(try, rank) ((guint16)((guint)(try)*RANKS + (rank)))

typedef struct {
    const Directory *directory;
    gint64 now;
    guint count;           /* of lines */
    guint16 *placed;       /* of each line: its try and rank, NOT_FOUND */
    guint16 *of_statistic; /* of each line: how well the words fit it, or one of them (worse) */
    guint8 *rank;          /* of each line in this try */
    guint8 *of_word;       /* the same for one word */
    guint found, well;     /* lines; those that no word fits weakly */
    GPtrArray *meant;      /* char *: of each word that is no filler, it without its ending */
} Search;

/* ---- parts of a try: directory_find.c ---- */

void search_try_begin(Search *search);
void search_word_begin(Search *search);
void search_add_spelling(const Search *search, const char *word, guint32 places);
/* One of the words alone fits these statistics. */
void search_note_statistics(Search *search);
/* The word that fits least decides. */
void search_put_together(Search *search);
/* What the words are together: a whole keyword, a whole name of a statistic. False: nothing. */
bool search_add_whole(Search *search, const GPtrArray *words);
/* A line that an earlier try found better keeps its place. */
void search_keep(Search *search, SearchTry well, SearchTry weakly);
/* Wholes, people of statistics and duties, then search_keep. */
void search_conclude(Search *search, const GPtrArray *words, SearchTry well, SearchTry weakly);

/* ---- where spelling finds too little: directory_tries.c ---- */

void search_inflected(Search *search, const GPtrArray *typed);
void search_sound(Search *search, const GPtrArray *words);
void search_near(Search *search, const GPtrArray *words);
void search_partly(Search *search, const GPtrArray *typed);

/* ---- what comes of it: directory_entries.c ---- */

const DirectoryEntry *search_line(const Directory *directory, guint line); /* borrowed */
/* The lines in the order of their places, at most limit; array of DirectoryEntry *, owned. */
GPtrArray *search_entries(const Search *search, guint limit);
/* All people who work here. */
GPtrArray *search_everybody(const Directory *directory, guint limit);

#endif

/* Words and where they stand: for each word of the directory the lines that hold it, so that a
 * keystroke reads only what begins with it. Shared by the files of the directory. */
#ifndef SKRANKE_DESK_DIRECTORY_INDEX_H
#define SKRANKE_DESK_DIRECTORY_INDEX_H

#include <glib.h>
#include <stdbool.h>

/* A rank is better the smaller it is; this one is none. */
enum { DIRECTORY_NO_RANK = 0xff, DIRECTORY_MOST_PLACES = 32 };

/* What a word is worth in a place, when it is typed whole, as its beginning or as its inside. */
typedef struct {
    guint8 whole, begins, inside;
} PlaceRanks;

typedef struct DirectoryIndex DirectoryIndex;

/* The words of a text as they are looked for, single spaces between; new text. */
typedef char *(*WordsOfText)(const char *text);

/* ranks: by place, at most DIRECTORY_MOST_PLACES. */
DirectoryIndex *directory_index_new(const PlaceRanks *ranks, guint places, WordsOfText words);
void directory_index_free(DirectoryIndex *index);

/* While it is built: lines are begun one after the other, from 0; words belong to the last one. */
void directory_index_begin_line(DirectoryIndex *index);
/* Every word of the text. */
void directory_index_add_text(DirectoryIndex *index, guint8 place, const char *text);
/* One word as it is. */
void directory_index_add_word(DirectoryIndex *index, guint8 place, const char *word);
/* Afterwards nothing can be added. */
void directory_index_seal(DirectoryIndex *index);

#define DIRECTORY_ALL_PLACES G_MAXUINT32
/* Betters best[line] for each line that has the word in one of the places (a bit for each); from
 * three letters on also inside words. */
void directory_index_find(const DirectoryIndex *index, const char *word, guint32 places,
                          guint8 *best);

/* The same only for the word itself. */
void directory_index_whole(const DirectoryIndex *index, const char *word, guint32 places,
                           guint8 *best);
/* The same for words that begin, but for one letter, as the text does: one is wrong, missing, too
 * many, or has changed places with its neighbour. Not the first one, and at most `more` letters
 * follow. */
void directory_index_near(const DirectoryIndex *index, const char *text, gsize more, guint32 places,
                          guint8 *best);

#endif

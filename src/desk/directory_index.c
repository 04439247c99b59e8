/* Owns the words of the directory in order, with the lines that hold each of them. What begins with
 * the same letters stands together, and so do its lines: a prefix is two binary searches and one
 * walk. Knows no person and no screen. */
#include "directory_index.h"

#include <stdlib.h>
#include <string.h>

/* From here on what is typed is also looked for inside words. */
enum { INSIDE_LETTERS = 3 };

/* A line and a place in it, in 32 bits: there are many. */
#define ENTRY(line, place) ((guint32)(line) << 8 | (place))
#define ENTRY_LINE(entry) ((entry) >> 8)
#define ENTRY_PLACE(entry) ((entry)&0xff)

typedef struct {
    guint32 word, entry;
} Held;

/* How a word is found. */
typedef enum { WHOLE, BEGINS, INSIDE, HOW_COUNT } How;

struct DirectoryIndex {
    guint8 rank_of[HOW_COUNT][DIRECTORY_MOST_PLACES];
    WordsOfText words_of_text;
    guint lines;
    GStringChunk *texts;
    GPtrArray *words; /* char *, in the order of their coming, sorted when sealed */
    guint32 *starts;  /* of each word in entries, and the end */
    guint32 *entries;
    char *letters;         /* the words that may be searched inside, a space before each */
    guint32 *word_of_byte; /* of letters */
    /* only while it is built */
    GHashTable *numbers;  /* char * -> number of the word + 1 */
    GHashTable *known;    /* char * (a text) -> GArray of guint32, its words */
    GArray *held;         /* of Held */
    GArray *last_of_word; /* of guint32: index in held + 1 */
};

DirectoryIndex *directory_index_new(const PlaceRanks *ranks, guint places, WordsOfText words)
{
    DirectoryIndex *index = g_new0(DirectoryIndex, 1);
    index->words_of_text = words;
    for (guint place = 0; place < places; place++) {
        index->rank_of[WHOLE][place] = ranks[place].whole;
        index->rank_of[BEGINS][place] = ranks[place].begins;
        index->rank_of[INSIDE][place] = ranks[place].inside;
    }
    index->texts = g_string_chunk_new(64 * 1024);
    index->words = g_ptr_array_new();
    index->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    index->known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    index->held = g_array_new(FALSE, FALSE, sizeof(Held));
    index->last_of_word = g_array_new(FALSE, TRUE, sizeof(guint32));
    return index;
}

static void forget_building(DirectoryIndex *index)
{
    g_clear_pointer(&index->numbers, g_hash_table_unref);
    g_clear_pointer(&index->known, g_hash_table_unref);
    g_clear_pointer(&index->held, g_array_unref);
    g_clear_pointer(&index->last_of_word, g_array_unref);
}

void directory_index_free(DirectoryIndex *index)
{
    if (!index)
        return;
    forget_building(index);
    g_ptr_array_unref(index->words);
    g_string_chunk_free(index->texts);
    g_free(index->starts);
    g_free(index->entries);
    g_free(index->letters);
    g_free(index->word_of_byte);
    g_free(index);
}

/* ---- building ---- */

void directory_index_begin_line(DirectoryIndex *index)
{
    index->lines++;
}

static guint32 number_of_word(DirectoryIndex *index, const char *word)
{
    gpointer number = g_hash_table_lookup(index->numbers, word);
    if (number)
        return GPOINTER_TO_UINT(number) - 1;
    char *kept = g_string_chunk_insert(index->texts, word);
    g_ptr_array_add(index->words, kept);
    g_hash_table_insert(index->numbers, kept, GUINT_TO_POINTER(index->words->len));
    g_array_set_size(index->last_of_word, index->words->len);
    return index->words->len - 1;
}

/* Is a word in one place worth at least as much as in another, however it is found? */
static bool is_as_good(const DirectoryIndex *index, guint8 one, guint8 other)
{
    for (guint how = 0; how < HOW_COUNT; how++)
        if (index->rank_of[how][one] > index->rank_of[how][other])
            return false;
    return true;
}

/* A word that stands several times in a line is held where it is worth most. */
static void hold(DirectoryIndex *index, guint32 word, guint8 place)
{
    guint32 *last = &g_array_index(index->last_of_word, guint32, word);
    Held held = {.word = word, .entry = ENTRY(index->lines - 1, place)};
    if (*last > 0) {
        Held *before = &g_array_index(index->held, Held, *last - 1);
        guint8 there = ENTRY_PLACE(before->entry);
        bool same_line = ENTRY_LINE(before->entry) == index->lines - 1;
        if (same_line && is_as_good(index, there, place))
            return;
        if (same_line && is_as_good(index, place, there)) {
            before->entry = held.entry;
            return;
        }
    }
    g_array_append_val(index->held, held);
    *last = index->held->len;
}

void directory_index_add_word(DirectoryIndex *index, guint8 place, const char *word)
{
    if (word && *word)
        hold(index, number_of_word(index, word), place);
}

static GArray *numbers_of_text(DirectoryIndex *index, const char *text)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree char *spaced = index->words_of_text(text);
    g_auto(GStrv) words = g_strsplit(spaced, " ", -1);
    for (guint i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        guint32 number = number_of_word(index, words[i]);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

/* Names, titles, sections and statistics come again and again: the words of each are found once. */
void directory_index_add_text(DirectoryIndex *index, guint8 place, const char *text)
{
    if (!text || !*text)
        return;
    GArray *numbers = g_hash_table_lookup(index->known, text);
    if (!numbers) {
        numbers = numbers_of_text(index, text);
        g_hash_table_insert(index->known, g_strdup(text), numbers);
    }
    for (guint i = 0; i < numbers->len; i++)
        hold(index, g_array_index(numbers, guint32, i), place);
}

/* ---- sealing ---- */

typedef struct {
    char *word;
    guint32 number;
} Numbered;

static int compare_numbered(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Numbered *)a)->word, ((const Numbered *)b)->word);
}

/* Sorts the words; the new number of each by its old one; new array. */
static guint32 *sort_words(DirectoryIndex *index)
{
    guint count = index->words->len;
    g_autofree Numbered *numbered = g_new(Numbered, count + 1);
    guint32 *now = g_new(guint32, count + 1);
    for (guint i = 0; i < count; i++)
        numbered[i] = (Numbered){index->words->pdata[i], i};
    qsort(numbered, count, sizeof *numbered, compare_numbered);
    for (guint i = 0; i < count; i++) {
        index->words->pdata[i] = numbered[i].word;
        now[numbered[i].number] = i;
    }
    return now;
}

static void order_entries(DirectoryIndex *index, const guint32 *now)
{
    guint count = index->words->len;
    index->starts = g_new0(guint32, count + 2);
    index->entries = g_new(guint32, index->held->len + 1);
    for (guint i = 0; i < index->held->len; i++)
        index->starts[now[g_array_index(index->held, Held, i).word] + 2]++;
    for (guint i = 0; i < count; i++)
        index->starts[i + 2] += index->starts[i + 1];
    /* The start of each word stands one further while it is filled, and is then where it belongs.
     */
    for (guint i = 0; i < index->held->len; i++) {
        const Held *held = &g_array_index(index->held, Held, i);
        index->entries[index->starts[now[held->word] + 1]++] = held->entry;
    }
}

/* Figures are found by how they begin, addresses as wholes. */
static bool is_searched_inside(const char *word)
{
    return !g_ascii_isdigit(*word) && !strchr(word, '@');
}

static void join_letters(DirectoryIndex *index)
{
    g_autoptr(GString) letters = g_string_new(NULL);
    g_autoptr(GArray) word_of_byte = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < index->words->len; i++) {
        const char *word = index->words->pdata[i];
        if (!is_searched_inside(word))
            continue;
        g_string_append_printf(letters, " %s", word);
        while (word_of_byte->len < letters->len) {
            guint32 number = i;
            g_array_append_val(word_of_byte, number);
        }
    }
    index->letters = g_string_free(g_steal_pointer(&letters), FALSE);
    index->word_of_byte = (guint32 *)(gpointer)g_array_free(g_steal_pointer(&word_of_byte), FALSE);
}

void directory_index_seal(DirectoryIndex *index)
{
    g_autofree guint32 *now = sort_words(index);
    order_entries(index, now);
    join_letters(index);
    forget_building(index);
}

/* ---- finding ---- */

/* The first word that is not before the text; with `past`, the first that is behind all words that
 * begin with it. */
static guint bound(const DirectoryIndex *index, const char *text, gsize length, bool past)
{
    guint from = 0, until = index->words->len;
    while (from < until) {
        guint middle = from + (until - from) / 2;
        int order = strncmp(index->words->pdata[middle], text, length);
        if (order < 0 || (past && order == 0))
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

/* What the places asked for are worth when a word is found so. */
typedef struct {
    const DirectoryIndex *index;
    guint8 ranks[HOW_COUNT][DIRECTORY_MOST_PLACES];
    guint8 *best;
} Finding;

static Finding finding_of(const DirectoryIndex *index, guint32 places, guint8 *best)
{
    Finding finding = {.index = index, .best = best};
    memcpy(finding.ranks, index->rank_of, sizeof finding.ranks);
    for (guint place = 0; place < DIRECTORY_MOST_PLACES; place++)
        for (guint how = 0; how < HOW_COUNT && !(places >> place & 1); how++)
            finding.ranks[how][place] = DIRECTORY_NO_RANK;
    return finding;
}

static void better(const Finding *finding, guint first, guint last, How how)
{
    const DirectoryIndex *index = finding->index;
    const guint8 *ranks = finding->ranks[how];
    for (guint32 i = index->starts[first]; i < index->starts[last]; i++) {
        guint32 entry = index->entries[i];
        guint8 rank = ranks[ENTRY_PLACE(entry)];
        guint8 *line = &finding->best[ENTRY_LINE(entry)];
        *line = MIN(*line, rank);
    }
}

static void find_inside(const Finding *finding, const char *word)
{
    const DirectoryIndex *index = finding->index;
    for (const char *at = strstr(index->letters, word); at; at = strstr(at, word)) {
        guint32 number = index->word_of_byte[at - index->letters];
        better(finding, number, number + 1, INSIDE);
        at += strcspn(at, " ");
    }
}

void directory_index_find(const DirectoryIndex *index, const char *word, guint32 places,
                          guint8 *best)
{
    const Finding finding = finding_of(index, places, best);
    gsize length = strlen(word);
    guint first = bound(index, word, length, false), last = bound(index, word, length, true);
    better(&finding, first, last, BEGINS);
    if (first < last && strlen(index->words->pdata[first]) == length)
        better(&finding, first, first + 1, WHOLE);
    if (g_utf8_strlen(word, -1) >= INSIDE_LETTERS && is_searched_inside(word))
        find_inside(&finding, word);
}

void directory_index_whole(const DirectoryIndex *index, const char *word, guint32 places,
                           guint8 *best)
{
    const Finding finding = finding_of(index, places, best);
    guint first = bound(index, word, strlen(word) + 1, false);
    if (first < index->words->len && strcmp(index->words->pdata[first], word) == 0)
        better(&finding, first, first + 1, WHOLE);
}

static bool begins_nearly(const char *word, const char *text)
{
    while (*text && *word == *text) {
        word++;
        text++;
    }
    gsize left = strlen(text);
    if (left == 0 || !*word)
        return left <= 1;
    return strncmp(word + 1, text + 1, left - 1) == 0 || strncmp(word + 1, text, left) == 0 ||
           strncmp(word, text + 1, left - 1) == 0 ||
           (word[0] == text[1] && word[1] == text[0] && strncmp(word + 2, text + 2, left - 2) == 0);
}

void directory_index_near(const DirectoryIndex *index, const char *text, gsize more, guint32 places,
                          guint8 *best)
{
    const Finding finding = finding_of(index, places, best);
    gsize length = strlen(text), most = more < G_MAXSIZE - length ? length + more : G_MAXSIZE;
    guint last = bound(index, text, 1, true);
    for (guint i = bound(index, text, 1, false); i < last; i++) {
        const char *word = index->words->pdata[i];
        if (begins_nearly(word, text) && strlen(word) <= most)
            better(&finding, i, i + 1, BEGINS);
    }
}

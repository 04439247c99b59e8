/* Owns how the directory is searched as one types: the ranks of every word are put together line by
 * line, and what sounds alike is tried where spelling finds too little. Knows no SQL, no screen. */
#include <string.h>

#include "skranke/domain/phone_number.h"
#include "skranke/domain/sound.h"
#include "skranke/domain/words.h"

#include "directory_private.h"

enum { MOST_WORDS = 12, FEW_FOUND = 3, SOUND_LETTERS = 3, NUMBER_LEAST = 3, NATIONAL_FIGURES = 8 };

const char *const directory_found_by_words[] = {"all",   "number",      "initials",  "name",
                                                "title", "section",     "statistic", "keyword",
                                                "email", "former_name", "sound",     NULL};

static const DirectoryFoundBy found_by[RANK_INSIDE] = {
    [RANK_NUMBER_WHOLE] = FOUND_BY_NUMBER,
    [RANK_INTERNAL_WHOLE] = FOUND_BY_NUMBER,
    [RANK_INITIALS_WHOLE] = FOUND_BY_INITIALS,
    [RANK_FAMILY_NAME_WHOLE] = FOUND_BY_NAME,
    [RANK_FAMILY_NAME] = FOUND_BY_NAME,
    [RANK_GIVEN_NAME_WHOLE] = FOUND_BY_NAME,
    [RANK_GIVEN_NAME] = FOUND_BY_NAME,
    [RANK_OTHER_NAME] = FOUND_BY_NAME,
    [RANK_INITIALS] = FOUND_BY_INITIALS,
    [RANK_MADE_INITIALS] = FOUND_BY_INITIALS,
    [RANK_NUMBER] = FOUND_BY_NUMBER,
    [RANK_STATISTIC_NAME] = FOUND_BY_STATISTIC,
    [RANK_SECTION_NAME] = FOUND_BY_SECTION,
    [RANK_TITLE] = FOUND_BY_TITLE,
    [RANK_SECTION] = FOUND_BY_SECTION,
    [RANK_STATISTIC_WHOLE] = FOUND_BY_STATISTIC,
    [RANK_BACKUP_WHOLE] = FOUND_BY_STATISTIC,
    [RANK_STATISTIC] = FOUND_BY_STATISTIC,
    [RANK_STATISTIC_BACKUP] = FOUND_BY_STATISTIC,
    [RANK_STATISTIC_KEYWORD] = FOUND_BY_KEYWORD,
    [RANK_KEYWORD] = FOUND_BY_KEYWORD,
    [RANK_KEYWORD_BACKUP] = FOUND_BY_KEYWORD,
    [RANK_EMAIL] = FOUND_BY_EMAIL,
    [RANK_FORMER_NAME] = FOUND_BY_FORMER_NAME,
};

/* ---- what was typed ---- */

static char *figures_of(const char *text)
{
    GString *figures = g_string_new(NULL);
    for (const char *c = text; *c; c++)
        if (g_ascii_isdigit(*c))
            g_string_append_c(figures, *c);
    return g_string_free(figures, FALSE);
}

/* A number, also one that is only half typed. */
static bool is_number(const char *text)
{
    g_autofree char *figures = figures_of(text);
    bool only = strspn(text, "0123456789 +-./()") == strlen(text);
    return (only && strlen(figures) >= NUMBER_LEAST) || phone_number_is_meant(text);
}

/* The figures within the country of a number, however far it is typed: "+47 00 00 2" is "00002". */
static char *national_figures(const char *text)
{
    g_autofree char *figures = figures_of(text);
    bool plus = strchr(text, '+') && g_str_has_prefix(figures, "47");
    bool zeroes = g_str_has_prefix(figures, "0047") && strlen(figures) > NATIONAL_FIGURES;
    return g_strdup(figures + (plus ? strlen("47") : zeroes ? strlen("0047") : 0));
}

/* One number, or the words; an address stays whole. New array of new texts. */
static GPtrArray *typed_words(const char *text)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    if (is_number(text)) {
        g_ptr_array_add(words, national_figures(text));
        return words;
    }
    g_auto(GStrv) parts = g_strsplit_set(text, " \t\n", -1);
    for (guint i = 0; parts[i] && words->len < MOST_WORDS; i++) {
        if (strlen(parts[i]) > 1 && strchr(parts[i], '@')) {
            g_autofree char *valid = g_utf8_make_valid(parts[i], -1);
            g_ptr_array_add(words, g_utf8_strdown(valid, -1));
            continue;
        }
        g_autofree char *folded = words_fold(parts[i]);
        g_auto(GStrv) pieces = g_strsplit(folded, " ", -1);
        for (guint j = 0; pieces[j] && words->len < MOST_WORDS; j++)
            if (*pieces[j])
                g_ptr_array_add(words, g_strdup(pieces[j]));
    }
    return words;
}

/* ---- ranks ---- */

typedef struct {
    const Directory *directory;
    guint count;          /* of lines */
    guint8 *rank;         /* of each line */
    guint8 *of_word;      /* the same for one word */
    guint8 *of_statistic; /* from the first statistic on: how well one of the words fits it */
    guint found;
} Search;

static void search_begin(Search *search, const Directory *directory)
{
    search->directory = directory;
    search->count = directory->lines->len;
    guint8 *all = g_malloc(3 * (gsize)search->count + 1);
    search->rank = all;
    search->of_word = all + search->count;
    search->of_statistic = all + 2 * (gsize)search->count;
    memset(search->of_statistic, DIRECTORY_NO_RANK, search->count);
}

static void search_end(Search *search)
{
    g_free(search->rank);
}

static bool tells_statistic(guint8 rank)
{
    guint8 plain = rank >= RANK_INSIDE ? (guint8)(rank - RANK_INSIDE) : rank;
    return plain == RANK_INITIALS_WHOLE || plain == RANK_INITIALS || plain == RANK_STATISTIC_NAME ||
           plain == RANK_STATISTIC_KEYWORD;
}

static void note_statistics(Search *search)
{
    for (guint i = search->directory->first_statistic; i < search->directory->first_section; i++)
        if (tells_statistic(search->of_word[i]))
            search->of_statistic[i] = MIN(search->of_statistic[i], search->of_word[i]);
}

static void add_spelling(const Search *search, const char *word)
{
    memset(search->of_word, DIRECTORY_NO_RANK, search->count);
    directory_index_find(search->directory->spelling, word, search->of_word);
}

/* The word that fits least decides. */
static void put_together(Search *search)
{
    for (guint i = 0; i < search->count; i++)
        search->rank[i] = MAX(search->rank[i], search->of_word[i]);
}

static void count_found(Search *search)
{
    search->found = 0;
    for (guint i = 0; i < search->count; i++)
        search->found += search->rank[i] != DIRECTORY_NO_RANK;
}

static void search_spelling(Search *search, const GPtrArray *words)
{
    memset(search->rank, 0, search->count);
    for (guint i = 0; i < words->len; i++) {
        add_spelling(search, words->pdata[i]);
        note_statistics(search);
        put_together(search);
    }
    count_found(search);
}

/* Two sounds are a whole name (Lie, Li) or nothing, one is nothing: so many names begin with them.
 */
static void add_sound(const Search *search, const char *word)
{
    g_autofree char *key = sound_keys(word);
    glong sounds = g_utf8_strlen(key, -1);
    if (sounds < SOUND_LETTERS - 1)
        return;
    directory_index_find(search->directory->sound, key, search->of_word);
    for (guint i = 0; i < search->count && sounds < SOUND_LETTERS; i++)
        if (search->of_word[i] == RANK_SOUND_BEGINS)
            search->of_word[i] = DIRECTORY_NO_RANK;
}

/* Every word by its sound or by its spelling; a line found by spelling keeps its rank. */
static void search_sound(Search *search, const GPtrArray *words)
{
    g_autofree guint8 *spelt = g_memdup2(search->rank, search->count);
    memset(search->rank, 0, search->count);
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        add_spelling(search, word);
        if (g_utf8_strlen(word, -1) >= SOUND_LETTERS && !strchr(word, '@'))
            add_sound(search, word);
        put_together(search);
    }
    for (guint i = 0; i < search->count; i++)
        search->rank[i] = spelt[i] != DIRECTORY_NO_RANK   ? spelt[i]
                          : search->rank[i] >= RANK_SOUND ? search->rank[i]
                                                          : DIRECTORY_NO_RANK;
}

static void put_former_last(Search *search)
{
    for (guint i = search->directory->first_former; i < search->count; i++)
        if (search->rank[i] != DIRECTORY_NO_RANK)
            search->rank[i] = (guint8)(search->rank[i] + RANK_HAS_LEFT);
}

/* ---- entries ---- */

/* The statistic by which a person was found: the one that the words fit best. */
static const Statistic *reason_of(const Search *search, const Person *person)
{
    const Statistic *best = NULL;
    guint8 rank = DIRECTORY_NO_RANK;
    for (guint i = 0; i < person->statistics->len; i++) {
        const Statistic *statistic = person->statistics->pdata[i];
        gpointer line = g_hash_table_lookup(search->directory->statistic_lines, statistic);
        guint8 here = search->of_statistic[GPOINTER_TO_UINT(line)];
        if (here < rank) {
            rank = here;
            best = statistic;
        }
    }
    return best;
}

static DirectoryFoundBy found_by_rank(guint8 rank)
{
    if (rank >= RANK_HAS_LEFT)
        rank = (guint8)(rank - RANK_HAS_LEFT);
    if (rank >= RANK_SOUND)
        return FOUND_BY_SOUND;
    return found_by[rank >= RANK_INSIDE ? rank - RANK_INSIDE : rank];
}

static void append_entry(const Search *search, GPtrArray *entries, guint line)
{
    DirectoryEntry *entry = g_new(DirectoryEntry, 1);
    *entry = g_array_index(search->directory->lines, DirectoryEntry, line);
    entry->found_by = found_by_rank(search->rank[line]);
    entry->by_sound = entry->found_by == FOUND_BY_SOUND;
    if (entry->kind == ENTRY_PERSON &&
        (entry->found_by == FOUND_BY_STATISTIC || entry->found_by == FOUND_BY_KEYWORD))
        entry->statistic = reason_of(search, entry->person);
    g_ptr_array_add(entries, entry);
}

/* Lines of one rank stay in their order: sorted by counting, as far as they are asked for. */
static GPtrArray *entries_in_order(const Search *search, guint limit)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    guint starts[DIRECTORY_NO_RANK + 2] = {0};
    for (guint i = 0; i < search->count; i++)
        starts[search->rank[i] + 1]++;
    for (guint rank = 0; rank < DIRECTORY_NO_RANK; rank++)
        starts[rank + 1] += starts[rank];
    guint wanted = MIN(limit, starts[DIRECTORY_NO_RANK]);
    g_autofree guint32 *order = g_new(guint32, wanted + 1);
    for (guint i = 0; i < search->count; i++) {
        guint8 rank = search->rank[i];
        if (rank != DIRECTORY_NO_RANK && starts[rank] < wanted)
            order[starts[rank]++] = i;
    }
    for (guint i = 0; i < wanted; i++)
        append_entry(search, entries, order[i]);
    return entries;
}

static GPtrArray *everybody(const Directory *directory, guint limit)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < directory->first_statistic && i < limit; i++)
        g_ptr_array_add(entries, g_memdup2(&g_array_index(directory->lines, DirectoryEntry, i),
                                           sizeof(DirectoryEntry)));
    return entries;
}

GPtrArray *directory_find(const Directory *directory, const char *text, guint limit)
{
    g_autoptr(GPtrArray) words = typed_words(text ? text : "");
    if (words->len == 0)
        return everybody(directory, limit);
    Search search;
    search_begin(&search, directory);
    search_spelling(&search, words);
    if (search.found < FEW_FOUND)
        search_sound(&search, words);
    put_former_last(&search);
    GPtrArray *entries = entries_in_order(&search, limit);
    search_end(&search);
    return entries;
}

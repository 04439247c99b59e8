/* Owns how the directory is searched as one types: the ranks of every word are put together line by
 * line, a statistic leads to its people, and where spelling finds too little the words are tried
 * without their endings and by their sound. Knows no SQL, no screen. */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/domain/inflection.h"
#include "skranke/domain/sound.h"

#include "skranke/store/rosters.h"

#include "directory_private.h"

enum { FEW_FOUND = 3, SOUND_LETTERS = 3, MOST_STEMS_TRIED = 24, DUTY_LETTERS = 4 };

const char *const directory_found_by_words[] = {
    "all",     "number", "initials",    "name", "title", "section", "statistic",
    "keyword", "email",  "former_name", "duty", "sound", NULL};

/* From this rank on. */
static const struct {
    DirectoryRank from;
    DirectoryFoundBy by;
} found_by[] = {
    {RANK_NUMBER_WHOLE, FOUND_BY_NUMBER},
    {RANK_INITIALS_WHOLE, FOUND_BY_INITIALS},
    {RANK_SHORT_NAME_WHOLE, FOUND_BY_STATISTIC},
    {RANK_FAMILY_NAME_WHOLE, FOUND_BY_NAME},
    {RANK_STATISTIC_WHOLE, FOUND_BY_STATISTIC},
    {RANK_KEYWORD_WHOLE, FOUND_BY_KEYWORD},
    {RANK_FAMILY_NAME, FOUND_BY_NAME},
    {RANK_INITIALS, FOUND_BY_INITIALS},
    {RANK_SHORT_NAME, FOUND_BY_STATISTIC},
    {RANK_NUMBER, FOUND_BY_NUMBER},
    {RANK_ON_DUTY, FOUND_BY_DUTY},
    {RANK_STATISTIC_BEGINS, FOUND_BY_STATISTIC},
    {RANK_SECTION_NAME, FOUND_BY_SECTION},
    {RANK_TITLE, FOUND_BY_TITLE},
    {RANK_KEYWORD_BEGINS, FOUND_BY_KEYWORD},
    {RANK_SECTION, FOUND_BY_SECTION},
    {RANK_EMAIL, FOUND_BY_EMAIL},
    {RANK_FORMER_NAME, FOUND_BY_FORMER_NAME},
    {RANK_WORK, FOUND_BY_STATISTIC},
    {RANK_WORK_KEYWORD, FOUND_BY_KEYWORD},
};

/* What a statistic is found by; two more ranks follow on each, of its people. */
static const guint8 ranks_of_statistic[] = {
    RANK_SHORT_NAME_WHOLE, RANK_STATISTIC_WHOLE, RANK_KEYWORD_WHOLE, RANK_SHORT_NAME,
    RANK_STATISTIC_BEGINS, RANK_STATISTIC_NAME,  RANK_KEYWORD_WORD,  RANK_KEYWORD_BEGINS};

/* What people say who want whoever is on press duty now; what is typed begins one of these. */
static const char *const words_of_duty[] = {"pressevakten",
                                            "pressevakta",
                                            "pressevakttelefonen",
                                            "pressetelefonen",
                                            "pressekontakten",
                                            "pressekontaktar",
                                            "pressekontakter",
                                            "pressekontaktane",
                                            "pressetelefon",
                                            "contact",
                                            "officer",
                                            "duty",
                                            "vakt"};

/* Which try found a line, the best first: it stands before the rank. Those who have left come last,
 * however they are found. */
typedef enum {
    TRY_SPELT,
    TRY_INFLECTED,
    TRY_SPELT_WEAKLY, /* inside words, or over several statistics */
    TRY_INFLECTED_WEAKLY,
    TRY_SOUND,
    TRY_HAS_LEFT, /* and up */
    TRY_COUNT = 2 * TRY_HAS_LEFT
} Try;

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
} Search;

static void search_begin(Search *search, const Directory *directory, gint64 now)
{
    guint count = directory->lines->len;
    *search = (Search){.directory = directory, .now = now, .count = count};
    search->placed = g_new0(guint16, 2 * (gsize)count + 1);
    search->of_statistic = search->placed + count;
    for (guint i = 0; i < 2 * count; i++)
        search->placed[i] = NOT_FOUND;
    search->rank = g_malloc(2 * (gsize)count + 1);
    search->of_word = search->rank + count;
}

static void search_end(Search *search)
{
    g_free(search->placed);
    g_free(search->rank);
}

/* ---- statistics and their people ---- */

static bool tells_statistic(guint8 rank)
{
    guint8 plain = rank >= RANK_INSIDE ? (guint8)(rank - RANK_INSIDE) : rank;
    return rank < RANK_SOUND && memchr(ranks_of_statistic, plain, sizeof ranks_of_statistic);
}

static void note_statistic(Search *search, guint line, guint16 placed)
{
    search->of_statistic[line] = MIN(search->of_statistic[line], placed);
}

/* One of the words alone fits them. */
static void note_statistics(Search *search)
{
    for (guint i = search->directory->first_statistic; i < search->directory->first_section; i++)
        if (tells_statistic(search->of_word[i]))
            note_statistic(search, i, PLACED(TRY_HAS_LEFT, search->of_word[i]));
}

static void better_line(Search *search, guint32 line, guint rank)
{
    if (line != DIRECTORY_NO_LINE)
        search->rank[line] = (guint8)MIN(search->rank[line], rank);
}

/* All words fit one statistic: whoever answers for it stands before its backup, and both before
 * people of statistics that fit less. */
static void lead_to_people(Search *search, Try try)
{
    const Directory *directory = search->directory;
    for (guint i = directory->first_statistic; i < directory->first_section; i++) {
        guint8 rank = search->rank[i];
        if (!tells_statistic(rank))
            continue;
        const LinesOfStatistic *lines =
            &g_array_index(directory->answering, LinesOfStatistic, i - directory->first_statistic);
        note_statistic(search, i, PLACED(try, rank));
        better_line(search, lines->responsible, rank + FOR_RESPONSIBLE);
        better_line(search, lines->backup, rank + FOR_BACKUP);
    }
}

/* ---- one try ---- */

static void try_begin(Search *search)
{
    memset(search->rank, 0, search->count);
}

static void word_begin(Search *search)
{
    memset(search->of_word, DIRECTORY_NO_RANK, search->count);
}

static void add_spelling(const Search *search, const char *word, guint32 places)
{
    directory_index_find(search->directory->spelling, word, places, search->of_word);
}

/* The word that fits least decides. */
static void put_together(Search *search)
{
    for (guint i = 0; i < search->count; i++)
        search->rank[i] = MAX(search->rank[i], search->of_word[i]);
}

/* What the words are together: a whole keyword, a whole name of a statistic. */
static void add_whole(Search *search, const GPtrArray *words)
{
    g_autoptr(GString) typed = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(typed, "%s%s", i > 0 ? " " : "", (const char *)words->pdata[i]);
    const GArray *leads_to = g_hash_table_lookup(search->directory->wholes, typed->str);
    for (guint i = 0; leads_to && i < leads_to->len; i++) {
        const WholeText *whole = &g_array_index(leads_to, WholeText, i);
        better_line(search, whole->line, whole->rank);
    }
}

static bool begins_word_of_duty(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words_of_duty); i++)
        if (strlen(word) >= DUTY_LETTERS && g_str_has_prefix(words_of_duty[i], word))
            return true;
    return false;
}

static bool is_duty_wanted(const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (!begins_word_of_duty(words->pdata[i]))
            return false;
    return words->len > 0 && g_str_has_prefix(words->pdata[0], "press");
}

static void add_on_duty(Search *search, const GPtrArray *words)
{
    const PeopleDirectory *people = search->directory->people;
    for (guint i = 0; i < people->duties->len && is_duty_wanted(words); i++) {
        const Duty *duty = people->duties->pdata[i];
        if (strcmp(duty->roster, ROSTER_PRESS) != 0 || search->now < duty->from_at ||
            search->now >= duty->until_at)
            continue;
        better_line(search, directory_line_of(search->directory, duty->person), RANK_ON_DUTY);
        better_line(search, directory_line_of(search->directory, duty->backup),
                    RANK_ON_DUTY_BACKUP);
    }
}

/* A line that an earlier try found better keeps its place. */
static void keep(Search *search, Try well, Try weakly)
{
    search->found = search->well = 0;
    for (guint i = 0; i < search->count; i++) {
        guint8 rank = search->rank[i];
        if (rank != DIRECTORY_NO_RANK)
            search->placed[i] =
                MIN(search->placed[i], PLACED(rank < RANK_WORK ? well : weakly, rank));
        search->found += search->placed[i] != NOT_FOUND;
        search->well += search->placed[i] < PLACED(TRY_SPELT_WEAKLY, 0);
    }
}

static void conclude(Search *search, const GPtrArray *words, Try well, Try weakly)
{
    add_whole(search, words);
    lead_to_people(search, well);
    add_on_duty(search, words);
    keep(search, well, weakly);
}

static void search_spelling(Search *search, const GPtrArray *words)
{
    try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        word_begin(search);
        add_spelling(search, words->pdata[i], DIRECTORY_ALL_PLACES);
        note_statistics(search);
        put_together(search);
    }
    conclude(search, words, TRY_SPELT, TRY_SPELT_WEAKLY);
}

/* ---- without endings ---- */

/* The words that say something of the matter; all of them where none does. Borrows the texts. */
static GPtrArray *without_fillers(const GPtrArray *words)
{
    GPtrArray *left = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++)
        if (!inflection_is_filler(words->pdata[i]))
            g_ptr_array_add(left, words->pdata[i]);
    for (guint i = 0; i < words->len && left->len == 0; i++)
        g_ptr_array_add(left, words->pdata[i]);
    return left;
}

static bool finds_anything(const Search *search, const guint8 *before)
{
    return memcmp(search->of_word, before, search->count) != 0;
}

/* The nearest to the word that finds something is what was meant; NULL: none does. New text. */
static char *add_stem(Search *search, const char *word, guint *tried)
{
    g_autoptr(GPtrArray) stems = inflection_stems(word);
    g_autofree guint8 *before = stems->len ? g_memdup2(search->of_word, search->count) : NULL;
    for (guint i = 0; i < stems->len && *tried < MOST_STEMS_TRIED; i++, ++*tried) {
        add_spelling(search, stems->pdata[i], PLACES_OF_MATTERS);
        if (finds_anything(search, before))
            return g_strdup(stems->pdata[i]);
    }
    return NULL;
}

static void search_inflected(Search *search, const GPtrArray *typed)
{
    g_autoptr(GPtrArray) words = without_fillers(typed);
    g_autoptr(GPtrArray) meant = g_ptr_array_new_with_free_func(g_free);
    bool differs = words->len != typed->len;
    guint tried = 0;
    try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        word_begin(search);
        add_spelling(search, words->pdata[i], DIRECTORY_ALL_PLACES);
        char *stem = add_stem(search, words->pdata[i], &tried);
        differs = differs || stem;
        g_ptr_array_add(meant, stem ? stem : g_strdup(words->pdata[i]));
        note_statistics(search);
        put_together(search);
    }
    add_whole(search, words);
    if (differs)
        conclude(search, meant, TRY_INFLECTED, TRY_INFLECTED_WEAKLY);
}

/* ---- by sound ---- */

/* Two sounds are a whole name (Lie, Li) or nothing, one is nothing: so many names begin with them.
 */
static void add_sound(const Search *search, const char *word)
{
    g_autofree char *key = sound_keys(word);
    glong sounds = g_utf8_strlen(key, -1);
    if (sounds < SOUND_LETTERS - 1)
        return;
    directory_index_find(search->directory->sound, key, DIRECTORY_ALL_PLACES, search->of_word);
    for (guint i = 0; i < search->count && sounds < SOUND_LETTERS; i++)
        if (search->of_word[i] == RANK_SOUND_BEGINS)
            search->of_word[i] = DIRECTORY_NO_RANK;
}

/* Every word by its sound or by its spelling; what needs no sound was found before. */
static void search_sound(Search *search, const GPtrArray *words)
{
    try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        word_begin(search);
        add_spelling(search, word, DIRECTORY_ALL_PLACES);
        if (g_utf8_strlen(word, -1) >= SOUND_LETTERS && !strchr(word, '@'))
            add_sound(search, word);
        put_together(search);
    }
    for (guint i = 0; i < search->count; i++)
        if (search->rank[i] < RANK_SOUND)
            search->rank[i] = DIRECTORY_NO_RANK;
    keep(search, TRY_SOUND, TRY_SOUND);
}

static const DirectoryEntry *line_at(const Directory *directory, guint line)
{
    return &g_array_index(directory->lines, DirectoryEntry, line);
}

static void put_former_last(Search *search)
{
    for (guint i = search->directory->first_former; i < search->count; i++)
        if (search->placed[i] != NOT_FOUND &&
            person_has_left(line_at(search->directory, i)->person, search->now))
            search->placed[i] = (guint16)(search->placed[i] + PLACED(TRY_HAS_LEFT, 0));
}

/* ---- entries ---- */

/* Is the first of two statistics, of one person, the likelier one? What they answer for goes before
 * what they back up. */
static bool is_likelier(const Search *search, const Person *person, guint line, guint than)
{
    if (search->of_statistic[line] != search->of_statistic[than])
        return search->of_statistic[line] < search->of_statistic[than];
    bool own = line_at(search->directory, line)->statistic->responsible == person->id;
    bool other = line_at(search->directory, than)->statistic->responsible == person->id;
    return own != other ? own : line < than;
}

/* The statistic by which a person was found: the one that the words fit best. */
static const Statistic *reason_of(const Search *search, const Person *person)
{
    guint best = DIRECTORY_NO_LINE;
    for (guint i = 0; i < person->statistics->len; i++) {
        guint line = GPOINTER_TO_UINT(
            g_hash_table_lookup(search->directory->statistic_lines, person->statistics->pdata[i]));
        if (search->of_statistic[line] != NOT_FOUND &&
            (best == DIRECTORY_NO_LINE || is_likelier(search, person, line, best)))
            best = line;
    }
    return best == DIRECTORY_NO_LINE ? NULL : line_at(search->directory, best)->statistic;
}

static DirectoryFoundBy found_by_rank(guint8 rank)
{
    if (rank >= RANK_SOUND)
        return FOUND_BY_SOUND;
    guint8 plain = rank >= RANK_INSIDE ? (guint8)(rank - RANK_INSIDE) : rank;
    gsize row = G_N_ELEMENTS(found_by) - 1;
    while (row > 0 && plain < found_by[row].from)
        row--;
    return found_by[row].by;
}

static void append_entry(const Search *search, GPtrArray *entries, guint line)
{
    DirectoryEntry *entry = g_new(DirectoryEntry, 1);
    *entry = *line_at(search->directory, line);
    entry->found_by = found_by_rank((guint8)(search->placed[line] % RANKS));
    entry->by_sound = entry->found_by == FOUND_BY_SOUND;
    if (entry->kind == ENTRY_FORMER && !person_has_left(entry->person, search->now))
        entry->kind = ENTRY_PERSON;
    if (entry->kind == ENTRY_PERSON &&
        (entry->found_by == FOUND_BY_STATISTIC || entry->found_by == FOUND_BY_KEYWORD))
        entry->statistic = reason_of(search, entry->person);
    g_ptr_array_add(entries, entry);
}

/* Lines of one place stay in their order: sorted by counting, as far as they are asked for. */
static GPtrArray *entries_in_order(const Search *search, guint limit)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    g_autofree guint32 *starts = g_new0(guint32, NOT_FOUND + 2);
    for (guint i = 0; i < search->count; i++)
        starts[search->placed[i] + 1]++;
    for (guint placed = 0; placed < NOT_FOUND; placed++)
        starts[placed + 1] += starts[placed];
    guint wanted = MIN(limit, starts[NOT_FOUND]);
    g_autofree guint32 *order = g_new(guint32, wanted + 1);
    for (guint i = 0; i < search->count; i++) {
        guint16 placed = search->placed[i];
        if (placed != NOT_FOUND && starts[placed] < wanted)
            order[starts[placed]++] = i;
    }
    for (guint i = 0; i < wanted; i++)
        append_entry(search, entries, order[i]);
    return entries;
}

static GPtrArray *everybody(const Directory *directory, guint limit)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < directory->first_statistic && i < limit; i++)
        g_ptr_array_add(entries, g_memdup2(line_at(directory, i), sizeof(DirectoryEntry)));
    return entries;
}

GPtrArray *directory_find_at(const Directory *directory, const char *text, gint64 now, guint limit)
{
    if (!text || strspn(text, " \t\n") == strlen(text))
        return everybody(directory, limit);
    g_autoptr(GPtrArray) words = directory_typed_words(text);
    if (words->len == 0)
        return g_ptr_array_new_with_free_func(g_free);
    Search search;
    search_begin(&search, directory, now);
    search_spelling(&search, words);
    bool few = search.found < FEW_FOUND;
    if (search.well < FEW_FOUND)
        search_inflected(&search, words);
    if (few)
        search_sound(&search, words);
    put_former_last(&search);
    GPtrArray *entries = entries_in_order(&search, limit);
    search_end(&search);
    return entries;
}

GPtrArray *directory_find(const Directory *directory, const char *text, guint limit)
{
    return directory_find_at(directory, text, clock_now(), limit);
}

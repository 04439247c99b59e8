/* Owns how the directory is searched as one types: the ranks of every word are put together line by
 * line, and a statistic leads to its people. What is tried where spelling finds too little is
 * directory_tries.c's. Knows no SQL, no screen. */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/store/rosters.h"

#include "directory_search.h"

enum { FEW_FOUND = 3, DUTY_LETTERS = 4 };

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
    if (search->meant)
        g_ptr_array_unref(search->meant);
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

void search_note_statistics(Search *search)
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
static void lead_to_people(Search *search, SearchTry try)
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

void search_try_begin(Search *search)
{
    memset(search->rank, 0, search->count);
}

void search_word_begin(Search *search)
{
    memset(search->of_word, DIRECTORY_NO_RANK, search->count);
}

void search_add_spelling(const Search *search, const char *word, guint32 places)
{
    directory_index_find(search->directory->spelling, word, places, search->of_word);
}

void search_put_together(Search *search)
{
    for (guint i = 0; i < search->count; i++)
        search->rank[i] = MAX(search->rank[i], search->of_word[i]);
}

bool search_add_whole(Search *search, const GPtrArray *words)
{
    g_autoptr(GString) typed = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(typed, "%s%s", i > 0 ? " " : "", (const char *)words->pdata[i]);
    const GArray *leads_to = g_hash_table_lookup(search->directory->wholes, typed->str);
    for (guint i = 0; leads_to && i < leads_to->len; i++) {
        const WholeText *whole = &g_array_index(leads_to, WholeText, i);
        better_line(search, whole->line, whole->rank);
    }
    return leads_to != NULL;
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

void search_keep(Search *search, SearchTry well, SearchTry weakly)
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

void search_conclude(Search *search, const GPtrArray *words, SearchTry well, SearchTry weakly)
{
    search_add_whole(search, words);
    lead_to_people(search, well);
    add_on_duty(search, words);
    search_keep(search, well, weakly);
}

static void search_spelling(Search *search, const GPtrArray *words)
{
    search_try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        search_word_begin(search);
        search_add_spelling(search, words->pdata[i], DIRECTORY_ALL_PLACES);
        search_note_statistics(search);
        search_put_together(search);
    }
    search_conclude(search, words, TRY_SPELT, TRY_SPELT_WEAKLY);
}

static void put_former_last(Search *search)
{
    for (guint i = search->directory->first_former; i < search->count; i++)
        if (search->placed[i] != NOT_FOUND &&
            person_has_left(search_line(search->directory, i)->person, search->now))
            search->placed[i] = (guint16)(search->placed[i] + PLACED(TRY_HAS_LEFT, 0));
}

GPtrArray *directory_find_at(const Directory *directory, const char *text, gint64 now, guint limit)
{
    if (!text || strspn(text, " \t\n") == strlen(text))
        return search_everybody(directory, limit);
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
    if (search.found == 0)
        search_near(&search, words);
    if (search.found == 0)
        search_partly(&search, words);
    put_former_last(&search);
    GPtrArray *entries = search_entries(&search, limit);
    search_end(&search);
    return entries;
}

GPtrArray *directory_find(const Directory *directory, const char *text, guint limit)
{
    return directory_find_at(directory, text, clock_now(), limit);
}

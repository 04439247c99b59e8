/* Owns what comes of a search: its lines in order, by what each was found, and the statistic that
 * led to it. Knows nothing of what was typed. */
#include <string.h>

#include "directory_search.h"

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

const DirectoryEntry *search_line(const Directory *directory, guint line)
{
    return &g_array_index(directory->lines, DirectoryEntry, line);
}

/* Is the first of two statistics, of one person, the likelier one? What they answer for goes before
 * what they back up. */
static bool is_likelier(const Search *search, const Person *person, guint line, guint than)
{
    if (search->of_statistic[line] != search->of_statistic[than])
        return search->of_statistic[line] < search->of_statistic[than];
    bool own = search_line(search->directory, line)->statistic->responsible == person->id;
    bool other = search_line(search->directory, than)->statistic->responsible == person->id;
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
    return best == DIRECTORY_NO_LINE ? NULL : search_line(search->directory, best)->statistic;
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
    *entry = *search_line(search->directory, line);
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
GPtrArray *search_entries(const Search *search, guint limit)
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

GPtrArray *search_everybody(const Directory *directory, guint limit)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < directory->first_statistic && i < limit; i++)
        g_ptr_array_add(entries, g_memdup2(search_line(directory, i), sizeof(DirectoryEntry)));
    return entries;
}

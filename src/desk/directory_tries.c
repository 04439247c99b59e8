/* Owns what is tried where words as they are typed find too little: without their endings, by their
 * sound, with one letter wrong, and without the words that nothing has. */
#include <string.h>

#include "skranke/domain/inflection.h"
#include "skranke/domain/sound.h"

#include "directory_search.h"

enum {
    MOST_STEMS_TRIED = 24,
    TABLE_FIGURES = 5,
    SECTION_LETTERS = 3,
    SOUND_LETTERS = 3,
    NEAR_LETTERS = 6,    /* of a matter: with fewer, too much is near */
    NEAR_SOUNDS = 4,     /* of a name */
    MOST_NEAR_WORDS = 4, /* more are a question, and hardly a name */
    WHOLE_LETTERS = 3,   /* of a keyword among other words */
    MATTER_LETTERS = 4,  /* of a word of one */
    BEGUN_LETTERS = 5    /* from so many on, a word that begins one says what is meant */
};

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

/* The number of a table as it is said, without the nought it begins with. */
static void add_nought(GPtrArray *stems, const char *word)
{
    if (strlen(word) == TABLE_FIGURES - 1 && strspn(word, "0123456789") == strlen(word))
        g_ptr_array_add(stems, g_strconcat("0", word, NULL));
}

/* "prisseksjonen", "helseseksjonen": what stands before it is looked for in the names of sections
 * only. False: none is said, or there is none. */
static bool add_section(Search *search, const char *word, const guint8 *before)
{
    const char *said = strstr(word, "seksjon");
    gsize length = said ? (gsize)(said - word) : 0;
    for (gsize joint = 0; joint <= 1 && length >= SECTION_LETTERS + joint; joint++) {
        g_autofree char *name = g_strndup(word, length - joint); /* befolkning-s-seksjonen */
        search_add_spelling(search, name, PLACES_OF_SECTIONS);
        if (finds_anything(search, before))
            return true;
    }
    return false;
}

/* The nearest to the word that finds something is what was meant; NULL: none does. New text. */
static char *add_stem(Search *search, const char *word, guint *tried)
{
    g_autoptr(GPtrArray) stems = inflection_stems(word);
    add_nought(stems, word);
    if (stems->len == 0)
        return NULL;
    g_autofree guint8 *before = g_memdup2(search->of_word, search->count);
    if (add_section(search, word, before))
        return g_strdup(word);
    for (guint i = 0; i < stems->len && *tried < MOST_STEMS_TRIED; i++, ++*tried) {
        search_add_spelling(search, stems->pdata[i], PLACES_OF_MATTERS);
        if (finds_anything(search, before))
            return g_strdup(stems->pdata[i]);
    }
    return NULL;
}

void search_inflected(Search *search, const GPtrArray *typed)
{
    g_autoptr(GPtrArray) words = without_fillers(typed);
    GPtrArray *meant = search->meant = g_ptr_array_new_with_free_func(g_free);
    bool differs = words->len != typed->len;
    guint tried = 0;
    search_try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        search_word_begin(search);
        search_add_spelling(search, words->pdata[i], DIRECTORY_ALL_PLACES);
        char *stem = add_stem(search, words->pdata[i], &tried);
        differs = differs || stem;
        g_ptr_array_add(meant, stem ? stem : g_strdup(words->pdata[i]));
        search_note_statistics(search);
        search_put_together(search);
    }
    search_add_whole(search, words);
    if (differs)
        search_conclude(search, meant, TRY_INFLECTED, TRY_INFLECTED_WEAKLY);
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
void search_sound(Search *search, const GPtrArray *words)
{
    search_try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        search_word_begin(search);
        search_add_spelling(search, word, DIRECTORY_ALL_PLACES);
        if (g_utf8_strlen(word, -1) >= SOUND_LETTERS && !strchr(word, '@'))
            add_sound(search, word);
        search_put_together(search);
    }
    for (guint i = 0; i < search->count; i++)
        if (search->rank[i] < RANK_SOUND)
            search->rank[i] = DIRECTORY_NO_RANK;
    search_keep(search, TRY_SOUND, TRY_SOUND);
}

/* ---- with one letter wrong ---- */

/* Names by their sound, so that the letters that sound alike are none of the wrong ones; matters by
 * their letters. The first is right. */
static void add_near(const Search *search, const char *word)
{
    const Directory *directory = search->directory;
    g_autofree char *key = sound_keys(word);
    if (!g_str_is_ascii(word) || g_ascii_isdigit(*word) || strchr(word, '@'))
        return;
    if (strlen(word) >= NEAR_LETTERS)
        directory_index_near(directory->spelling, word, G_MAXSIZE, PLACES_OF_MATTERS,
                             search->of_word);
    if (g_utf8_strlen(key, -1) >= NEAR_SOUNDS)
        directory_index_near(directory->sound, key, 1, DIRECTORY_ALL_PLACES, search->of_word);
}

void search_near(Search *search, const GPtrArray *words)
{
    if (words->len > MOST_NEAR_WORDS)
        return;
    search_try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        search_word_begin(search);
        search_add_spelling(search, words->pdata[i], DIRECTORY_ALL_PLACES);
        add_near(search, words->pdata[i]);
        search_note_statistics(search);
        search_put_together(search);
    }
    search_conclude(search, words, TRY_NEAR, TRY_NEAR);
}

/* ---- without words that nothing has ---- */

/* Is there anything that the word says outright, and not inside another? Only that is left. */
static bool says_something(Search *search)
{
    bool any = false;
    for (guint i = 0; i < search->count; i++) {
        if (search->of_word[i] >= RANK_INSIDE)
            search->of_word[i] = DIRECTORY_NO_RANK;
        any = any || search->of_word[i] != DIRECTORY_NO_RANK;
    }
    return any;
}

/* Its matter: the word as it is, or begun far enough, or without its ending; false: none. */
static bool add_matter(Search *search, const char *word, const char *meant)
{
    if (strlen(word) >= BEGUN_LETTERS)
        search_add_spelling(search, word, PLACES_OF_MATTERS);
    else if (strlen(word) >= MATTER_LETTERS)
        directory_index_whole(search->directory->spelling, word, PLACES_OF_MATTERS,
                              search->of_word);
    bool said = says_something(search);
    if (said || strcmp(word, meant) == 0)
        return said;
    search_add_spelling(search, meant, PLACES_OF_MATTERS);
    return says_something(search);
}

/* Words that stand beside each other and are a whole keyword or name: "hvor mange bor" of "hvor
 * mange bor i Norge"; the most words that are. */
static bool add_wholes_inside(Search *search, const GPtrArray *typed)
{
    bool any = false;
    for (guint count = typed->len - 1; count > 0 && !any; count--)
        for (guint first = 0; first + count <= typed->len; first++) {
            g_autoptr(GPtrArray) part = g_ptr_array_new();
            for (guint i = first; i < first + count; i++)
                g_ptr_array_add(part, typed->pdata[i]);
            const char *only = part->pdata[0];
            if (count > 1 || (strlen(only) >= WHOLE_LETTERS && !inflection_is_filler(only)))
                any = search_add_whole(search, part) || any;
        }
    return any;
}

/* Lines that fewer of the words fit than others are none. */
static void keep_what_fits_most(Search *search, const guint8 *fits)
{
    guint8 most = 1;
    for (guint i = 0; i < search->count; i++)
        most = MAX(most, fits[i]);
    for (guint i = 0; i < search->count; i++)
        if (fits[i] < most)
            search->rank[i] = DIRECTORY_NO_RANK;
}

/* By what was meant when the endings were tried. */
static void search_most_words(Search *search, const GPtrArray *typed)
{
    g_autoptr(GPtrArray) words = without_fillers(typed);
    g_autofree guint8 *fits = g_new0(guint8, search->count + 1);
    search_try_begin(search);
    for (guint i = 0; i < words->len; i++) {
        search_word_begin(search);
        if (!add_matter(search, words->pdata[i], search->meant->pdata[i]))
            continue;
        search_note_statistics(search);
        for (guint line = 0; line < search->count; line++)
            if (search->of_word[line] != DIRECTORY_NO_RANK) {
                fits[line]++;
                search->rank[line] = MAX(search->rank[line], search->of_word[line]);
            }
    }
    keep_what_fits_most(search, fits);
    search_conclude(search, search->meant, TRY_PARTLY, TRY_PARTLY);
}

/* "folketall Oslo", "lønnen til sykepleiere": of matters only, for somebody of another name is not
 * whom the caller asked for. */
void search_partly(Search *search, const GPtrArray *typed)
{
    search_try_begin(search);
    search_word_begin(search);
    search_put_together(search);
    if (add_wholes_inside(search, typed))
        search_conclude(search, typed, TRY_PARTLY, TRY_PARTLY);
    else if (typed->len > 1)
        search_most_words(search, typed);
}

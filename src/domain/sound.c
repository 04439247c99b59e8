/* Owns the rules by which names written differently sound the same in Norwegian. Knows no list of
 * names: a rule is a row of the table. */
#include "skranke/domain/sound.h"

#include <stdbool.h>
#include <string.h>

typedef enum { ANYWHERE, FIRST, LAST } Where;

/* The letters written become those that stand for the sound; capitals are sounds without a letter
 * of their own (S as in sjø, C as in kjære). The letter before must be one of `after`, the next one
 * of `before`, where they are set; `least` letters of the key must stand before it. */
typedef struct {
    const char *written, *sound;
    Where where;
    const char *after, *before;
    gsize least;
} SoundRule;

#define VOWELS "aeiouy"

/* The first row that fits wins. */
static const SoundRule rules[] = {
    {.written = "john", .sound = "jon", .where = FIRST}, /* Johnsen, Jonsen; not Mohn, Moen */
    {.written = "schj", .sound = "S"},
    {.written = "sch", .sound = "S"},
    {.written = "skj", .sound = "S"},
    {.written = "sj", .sound = "S"},
    {.written = "sh", .sound = "S", .where = FIRST}, /* inside, as in Åsheim, it is s and h */
    {.written = "sk", .sound = "S", .where = FIRST, .before = "iy"},
    {.written = "kj", .sound = "C"},
    {.written = "tj", .sound = "ti", .after = "s"}, /* Kristjansen */
    {.written = "tj", .sound = "C"},
    {.written = "hj", .sound = "j", .where = FIRST},
    {.written = "gj", .sound = "j", .where = FIRST},
    {.written = "lj", .sound = "j", .where = FIRST},
    {.written = "dj", .sound = "j", .where = FIRST},
    {.written = "hv", .sound = "v", .where = FIRST},
    {.written = "rh", .sound = "r", .where = FIRST},
    {.written = "gh", .sound = "g", .where = FIRST},
    {.written = "kh", .sound = "k", .where = FIRST},
    {.written = "gh", .sound = "g", .where = LAST},                 /* Bergh */
    {.written = "h", .sound = "", .after = VOWELS, .before = "lr"}, /* Dahl, Myhre */
    {.written = "ch", .sound = "k"},
    {.written = "ck", .sound = "k"},
    {.written = "c", .sound = "s", .before = "eiy"}, /* Cecilie */
    {.written = "c", .sound = "k"},
    {.written = "qu", .sound = "kv"},
    {.written = "q", .sound = "k"},
    {.written = "x", .sound = "ks"},
    {.written = "z", .sound = "s"},
    {.written = "w", .sound = "v"},
    {.written = "th", .sound = "t"},
    {.written = "ph", .sound = "f"},
    {.written = "pf", .sound = "f"},
    {.written = "dt", .sound = "t"},
    {.written = "eid", .sound = "eit", .where = LAST}, /* Tveid, Tveit */
    {.written = "d", .sound = "", .where = LAST, .after = VOWELS "lnr", .least = 2}, /* Lund */
    {.written = "g", .sound = "", .where = LAST, .after = "i", .least = 3},          /* Solveig */
    {.written = "aug", .sound = "au", .where = LAST},               /* Skaug, Skau */
    {.written = "ie", .sound = "i", .where = LAST},                 /* Lie, Li */
    {.written = "f", .sound = "v", .where = LAST, .after = VOWELS}, /* Olaf, Olav */
    {.written = "y", .sound = "i", .after = VOWELS},                /* Øyvind */
    {.written = "y", .sound = "i", .where = LAST, .least = 3},      /* Henny */
};

typedef struct {
    const char *word;
    gsize length, at;
    gsize key_length; /* of this word's key so far */
} Hearing;

static bool is_one_of(const char *letters, char letter)
{
    return !letters || (letter != '\0' && strchr(letters, letter));
}

static bool rule_fits(const SoundRule *rule, const Hearing *hearing)
{
    gsize length = strlen(rule->written), end = hearing->at + length;
    if (end > hearing->length || memcmp(hearing->word + hearing->at, rule->written, length) != 0 ||
        (rule->where == FIRST && hearing->at > 0) ||
        (rule->where == LAST && end < hearing->length) || hearing->key_length < rule->least)
        return false;
    char before = '\0', next = '\0';
    if (hearing->at > 0)
        before = hearing->word[hearing->at - 1];
    if (end < hearing->length)
        next = hearing->word[end];
    return is_one_of(rule->after, before) && is_one_of(rule->before, next);
}

static const SoundRule *rule_here(const Hearing *hearing)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rule_fits(&rules[i], hearing))
            return &rules[i];
    return NULL;
}

/* The same letter twice is heard once; figures are no sounds. */
static void hear(GString *key, gsize start, char letter)
{
    bool again = key->len > start && key->str[key->len - 1] == letter;
    if (!again || !g_ascii_isalpha(letter))
        g_string_append_c(key, letter);
}

static void hear_word(GString *key, const char *word)
{
    gsize start = key->len;
    Hearing hearing = {.word = word, .length = strlen(word)};
    while (hearing.at < hearing.length) {
        hearing.key_length = key->len - start;
        const SoundRule *rule = rule_here(&hearing);
        for (const char *sound = rule ? rule->sound : ""; *sound; sound++)
            hear(key, start, *sound);
        if (!rule)
            hear(key, start, word[hearing.at]);
        hearing.at += rule ? strlen(rule->written) : 1;
    }
}

/* Doubled letters are made single first, so that the rules need not know them. */
static char *without_doubles(const char *folded)
{
    GString *single = g_string_new(NULL);
    for (const char *at = folded; *at; at++)
        hear(single, 0, *at);
    return g_string_free(single, FALSE);
}

char *sound_keys(const char *folded)
{
    g_autofree char *single = without_doubles(folded);
    g_auto(GStrv) words = g_strsplit(single, " ", -1);
    GString *keys = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        if (keys->len > 0)
            g_string_append_c(keys, ' ');
        hear_word(keys, words[i]);
    }
    return g_string_free(keys, FALSE);
}

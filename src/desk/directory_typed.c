/* Owns how what is typed in the directory is read: as one number, as an address, as words. Knows
 * nothing of what is found. */
#include <string.h>

#include "skranke/domain/phone_number.h"
#include "skranke/domain/words.h"

#include "directory_private.h"

enum {
    MOST_WORDS = 12,
    NUMBER_LEAST = 3,
    INTERNAL_FIGURES = 4, /* as colleagues say the end of a number */
    NATIONAL_FIGURES = 8,
    WITH_COUNTRY = 9, /* 47 and so many figures that nobody at home has them */
};

/* What is written between a number and the one behind it. */
static const char *const extensions[] = {"internt", "intern", "int",   "extension",
                                         "ext",     "linje",  "lokal", "x"};

static char *figures_of(const char *text)
{
    GString *figures = g_string_new(NULL);
    for (const char *c = text; *c; c++)
        if (g_ascii_isdigit(*c))
            g_string_append_c(figures, *c);
    return g_string_free(figures, FALSE);
}

/* "int. 5" or "/66": a word of the table or a slash, then figures to the end. */
static bool is_extension(const char *text)
{
    gsize word = *text == '/' ? 1 : 0;
    for (gsize i = 0; i < G_N_ELEMENTS(extensions) && !word; i++)
        if (g_ascii_strncasecmp(text, extensions[i], strlen(extensions[i])) == 0)
            word = strlen(extensions[i]);
    const char *rest = text + word + strspn(text + word, ". :");
    return word > 0 && *rest && strspn(rest, "0123456789 ") == strlen(rest);
}

static char *without_extension(const char *written, guint least)
{
    guint figures = 0;
    for (const char *at = written; *at; at++) {
        figures += g_ascii_isdigit(*at) ? 1 : 0;
        if (figures >= least && !g_ascii_isdigit(*at) && is_extension(at))
            return g_strchomp(g_strndup(written, (gsize)(at - written)));
    }
    return g_strdup(written);
}

char *directory_without_extension(const char *written)
{
    return without_extension(written, NATIONAL_FIGURES);
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
    bool country =
        g_str_has_prefix(figures, "47") && (strchr(text, '+') || strlen(figures) >= WITH_COUNTRY);
    bool zeroes = g_str_has_prefix(figures, "0047") && strlen(figures) > NATIONAL_FIGURES;
    return g_strdup(figures + (country ? strlen("47") : zeroes ? strlen("0047") : 0));
}

static void add_part(GPtrArray *words, const char *part)
{
    if (strlen(part) > 1 && strchr(part, '@')) {
        g_autofree char *valid = g_utf8_make_valid(part, -1);
        g_ptr_array_add(words, g_utf8_strdown(valid, -1));
        return;
    }
    g_autofree char *folded = words_fold(part);
    g_auto(GStrv) pieces = g_strsplit(folded, " ", -1);
    for (guint i = 0; pieces[i] && words->len < MOST_WORDS; i++)
        if (*pieces[i])
            g_ptr_array_add(words, g_strdup(pieces[i]));
}

GPtrArray *directory_typed_words(const char *text)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *number = without_extension(text, INTERNAL_FIGURES);
    if (is_number(number)) {
        g_ptr_array_add(words, national_figures(number));
        return words;
    }
    g_auto(GStrv) parts = g_strsplit_set(text, " \t\n", -1);
    for (guint i = 0; parts[i] && words->len < MOST_WORDS; i++)
        add_part(words, parts[i]);
    return words;
}

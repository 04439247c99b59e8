/* Owns the rule of who sees which silo. Where grants are kept is the store's; that lists, searches
 * and counts ask is theirs. */
#include "skranke/domain/screening.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

static ScreeningGrant bit(CategorySilo silo)
{
    return 1U << (guint)silo;
}

ScreeningGrant screening_nothing(void)
{
    return bit(CATEGORY_OPEN);
}

ScreeningGrant screening_with(ScreeningGrant grant, CategorySilo silo)
{
    return grant | bit(silo);
}

ScreeningGrant screening_without(ScreeningGrant grant, CategorySilo silo)
{
    return (grant & ~bit(silo)) | screening_nothing();
}

bool screening_may_see(ScreeningGrant grant, CategorySilo silo)
{
    return ((grant | screening_nothing()) & bit(silo)) != 0;
}

static bool add_word(const char *word, ScreeningGrant *grant)
{
    for (int silo = 0; silo < CATEGORY_SILO_COUNT; silo++)
        if (strcmp(category_silo_words[silo], word) == 0) {
            *grant = screening_with(*grant, (CategorySilo)silo);
            return true;
        }
    return *word == '\0';
}

bool screening_parse(const char *text, ScreeningGrant *grant, GError **error)
{
    ScreeningGrant read = screening_nothing();
    g_auto(GStrv) words = g_strsplit(text ? text : "", ",", -1);
    for (guint i = 0; words[i]; i++)
        if (!add_word(g_strstrip(words[i]), &read)) {
            g_autofree char *known = g_strjoinv(", ", (char **)category_silo_words);
            g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("\"%.40s\" is no closed group of inquiries. Nothing was changed. There "
                          "are: %s."),
                        words[i], known);
            return false;
        }
    *grant = read;
    return true;
}

char *screening_word(ScreeningGrant grant)
{
    GString *words = g_string_new(NULL);
    for (int silo = CATEGORY_OPEN + 1; silo < CATEGORY_SILO_COUNT; silo++)
        if (screening_may_see(grant, (CategorySilo)silo))
            g_string_append_printf(words, "%s%s", words->len ? "," : "", category_silo_words[silo]);
    return g_string_free(words, FALSE);
}

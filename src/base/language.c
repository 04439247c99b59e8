/* Owns the process locale and the binding of translations. It must not know the configuration: the
 * setting comes in as an argument. English is the language of the sources, so it needs no
 * catalogue.
 *
 * glibc quirks handled here: gettext ignores LANGUAGE while LC_MESSAGES is "C" (but not while it is
 * "C.UTF-8"), and remembers answers until setlocale or bindtextdomain is called again. */
#include "skranke/base/language.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>

#define DOMAIN "skranke"
#define PLAIN_LOCALE "C.UTF-8"

/* `catalogues` is the value of LANGUAGE: nynorsk falls back to bokmål before English. */
static const struct {
    const char *code;
    const char *catalogues;
} languages[] = {
    [LANGUAGE_BOKMAL] = {"nb", "nb:no"},
    [LANGUAGE_NYNORSK] = {"nn", "nn:nb"},
    [LANGUAGE_ENGLISH] = {"en", "en"},
};

static Language current = LANGUAGE_BOKMAL;
static bool ascii_only;

/* The value that decides a locale category: LC_ALL, the category's own variable, LANG. */
static const char *environment_locale(const char *category)
{
    const char *const names[] = {"LC_ALL", category, "LANG"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value && *value != '\0')
            return value;
    }
    return "C";
}

static bool codeset_is_utf8(void)
{
    return g_ascii_strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* A locale that is named but not installed still tells what the terminal can show. */
static bool environment_names_utf8(void)
{
    g_autofree char *lower = g_ascii_strdown(environment_locale("LC_CTYPE"), -1);
    return strstr(lower, "utf-8") || strstr(lower, "utf8");
}

static void start_locale(void)
{
    bool known = setlocale(LC_ALL, "") != NULL;
    ascii_only = !(known && codeset_is_utf8()) && !(!known && environment_names_utf8());
    if (!known || !codeset_is_utf8())
        setlocale(LC_ALL, PLAIN_LOCALE);
    const char *messages = setlocale(LC_MESSAGES, NULL);
    if (messages && (g_str_equal(messages, "C") || g_str_equal(messages, "POSIX")))
        setlocale(LC_MESSAGES, PLAIN_LOCALE);
    setlocale(LC_NUMERIC, "C");
}

static const char *catalogue_folder(void)
{
    const char *chosen = g_getenv("SKRANKE_LOCALE");
    if (chosen && *chosen != '\0')
        return chosen;
    if (g_file_test(SKRANKE_LOCALE_BUILD, G_FILE_TEST_IS_DIR))
        return SKRANKE_LOCALE_BUILD;
    return SKRANKE_LOCALE_INSTALL;
}

void language_start(const char *setting)
{
    Language environment = language_from_code(environment_locale("LC_MESSAGES"), LANGUAGE_BOKMAL);
    current = language_from_code(setting, environment);
    g_setenv("LANGUAGE", languages[current].catalogues, TRUE);
    start_locale();
    bindtextdomain(DOMAIN, catalogue_folder());
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

Language language_current(void)
{
    return current;
}

const char *language_code(Language language)
{
    g_return_val_if_fail((guint)language < G_N_ELEMENTS(languages), "nb");
    return languages[language].code;
}

Language language_from_code(const char *code, Language fallback)
{
    if (!code || !g_ascii_isalpha(code[0]) || !g_ascii_isalpha(code[1]) || g_ascii_isalpha(code[2]))
        return fallback;
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_ascii_strncasecmp(code, languages[i].code, 2) == 0)
            return (Language)i;
    return g_ascii_strncasecmp(code, "no", 2) == 0 ? LANGUAGE_BOKMAL : fallback;
}

const char *language_pick(const char *nb, const char *nn, const char *en)
{
    const char *const texts[] = {
        [LANGUAGE_BOKMAL] = nb, [LANGUAGE_NYNORSK] = nn, [LANGUAGE_ENGLISH] = en};
    const char *text = texts[current];
    if (text && *text != '\0')
        return text;
    return nb ? nb : "";
}

gboolean language_is_ascii(void)
{
    return ascii_only;
}

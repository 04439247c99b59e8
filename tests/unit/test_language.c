/* The language of the screens: which one, from where, and that texts really change. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "skranke/base/language.h"

#include "cleanup.h"
#include "testing.h"

static char *folder;

/* A catalogue with one text, as msgfmt makes it from the .po files. */
static void make_catalogue(const char *code, const char *translation)
{
    g_autofree char *place = g_build_filename(folder, code, "LC_MESSAGES", NULL);
    g_autofree char *text = g_strdup_printf("msgid \"\"\nmsgstr \"Content-Type: text/plain; "
                                            "charset=UTF-8\\n\"\nmsgid \"queue\"\nmsgstr \"%s\"\n",
                                            translation);
    g_autofree char *source = file_write(place, "skranke.po", text, -1);
    g_autofree char *result = g_build_filename(place, "skranke.mo", NULL);
    const char *arguments[] = {"msgfmt", "-o", result, source, NULL};
    assert_true(g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                             NULL, NULL, NULL));
    assert_true(g_file_test(result, G_FILE_TEST_EXISTS));
}

static void set_environment(const char *all, const char *messages, const char *lang)
{
    g_setenv("LC_ALL", all, TRUE);
    g_setenv("LC_MESSAGES", messages, TRUE);
    g_setenv("LANG", lang, TRUE);
}

static void test_follows_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang, *setting;
        Language expected;
    } cases[] = {
        {"", "", "nn_NO.UTF-8", NULL, LANGUAGE_NYNORSK},
        {"", "en_GB.UTF-8", "nn_NO.UTF-8", NULL, LANGUAGE_ENGLISH},
        {"nb_NO.UTF-8", "en_GB.UTF-8", "nn_NO.UTF-8", NULL, LANGUAGE_BOKMAL},
        {"", "", "", NULL, LANGUAGE_BOKMAL},
        {"C.UTF-8", "", "", NULL, LANGUAGE_BOKMAL},
        {"", "", "de_DE.UTF-8", NULL, LANGUAGE_BOKMAL},
        {"", "", "en_GB.UTF-8", "nn", LANGUAGE_NYNORSK},
        {"", "", "nn_NO.UTF-8", "auto", LANGUAGE_NYNORSK},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        set_environment(cases[i].all, cases[i].messages, cases[i].lang);
        language_start(cases[i].setting);
        assert_int_equal(language_current(), cases[i].expected);
    }
}

static void test_texts_change_in_every_locale(void **state)
{
    (void)state;
    static const char *const locales[] = {"C.UTF-8", "C", "POSIX", "nb_NO.UTF-8", ""};
    for (guint i = 0; i < G_N_ELEMENTS(locales); i++) {
        set_environment(locales[i], "", "");
        language_start("nb");
        assert_string_equal(_("queue"), "kø");
        language_start("nn");
        assert_string_equal(_("queue"), "køa");
        language_start("en");
        assert_string_equal(_("queue"), "queue");
        assert_string_equal(_("not translated"), "not translated");
    }
}

static void test_character_set(void **state)
{
    (void)state;
    static const struct {
        const char *locale;
        gboolean ascii;
    } cases[] = {
        {"C.UTF-8", FALSE}, {"C", TRUE}, {"", TRUE}, {"xx_XX.UTF-8", FALSE}, {"xx_XX", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        set_environment(cases[i].locale, "", "");
        language_start("nb");
        assert_int_equal(language_is_ascii(), cases[i].ascii);
        /* Whatever the terminal shows, the program itself works in UTF-8. */
        assert_int_equal(wcwidth(0x6F22), 2);
        char number[16];
        snprintf(number, sizeof number, "%.1f", 1.5);
        assert_string_equal(number, "1.5");
    }
}

static void test_codes(void **state)
{
    (void)state;
    assert_int_equal(language_from_code("no", LANGUAGE_ENGLISH), LANGUAGE_BOKMAL);
    assert_int_equal(language_from_code("NN", LANGUAGE_ENGLISH), LANGUAGE_NYNORSK);
    assert_int_equal(language_from_code("en-GB", LANGUAGE_BOKMAL), LANGUAGE_ENGLISH);
    assert_int_equal(language_from_code("nnx", LANGUAGE_BOKMAL), LANGUAGE_BOKMAL);
    assert_int_equal(language_from_code("de", LANGUAGE_NYNORSK), LANGUAGE_NYNORSK);
    assert_int_equal(language_from_code("", LANGUAGE_NYNORSK), LANGUAGE_NYNORSK);
    assert_int_equal(language_from_code(NULL, LANGUAGE_ENGLISH), LANGUAGE_ENGLISH);
    for (int language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++)
        assert_int_equal(language_from_code(language_code((Language)language), LANGUAGE_BOKMAL),
                         language);
}

static void test_pick(void **state)
{
    (void)state;
    language_start("nn");
    assert_string_equal(language_pick("ikke", "ikkje", "not"), "ikkje");
    assert_string_equal(language_pick("ikke", "", "not"), "ikke");
    assert_string_equal(language_pick("ikke", NULL, "not"), "ikke");
    language_start("en");
    assert_string_equal(language_pick("ikke", "ikkje", "not"), "not");
    assert_string_equal(language_pick(NULL, NULL, NULL), "");
}

static int start(void **state)
{
    (void)state;
    folder = temp_folder_make("language");
    make_catalogue("nb", "kø");
    make_catalogue("nn", "køa");
    g_setenv("SKRANKE_LOCALE", folder, TRUE);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    temp_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follows_the_environment),
        cmocka_unit_test(test_texts_change_in_every_locale),
        cmocka_unit_test(test_character_set),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_pick),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

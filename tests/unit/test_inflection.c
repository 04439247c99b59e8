/* What is taken from a word that finds nothing as it stands, and the words that say nothing. */
#include <string.h>

#include "skranke/domain/inflection.h"
#include "skranke/domain/words.h"

#include "testing.h"

static bool leads_to(const char *typed, const char *stem)
{
    g_autofree char *folded = words_fold(typed), *wanted = words_fold(stem);
    g_autoptr(GPtrArray) stems = inflection_stems(folded);
    for (guint i = 0; i < stems->len; i++)
        if (strcmp(stems->pdata[i], wanted) == 0)
            return true;
    return false;
}

static void endings_are_taken_away(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"boligprisindeksen", "boligprisindeks"},
        {"arbeidsledigheten", "arbeidsledighet"},
        {"boligprisene", "boligpris"},
        {"bustadprisane", "bustadpris"},
        {"fødslene", "fødsl"},
        {"dødsfallene", "dødsfall"},
        {"folketallet", "folketall"},
        {"folketalet", "folketal"},
        {"renten", "rente"},
        {"lønna", "lønn"},
        {"skolene", "skole"},
        {"indeksens", "indeks"},
        {"barnehagenes", "barnehag"},
        {"wages", "wage"},
        {"salaries", "salary"},
        {"innbyggertall", "innbygger"},
        {"innbyggertallet", "innbygger"},
        {"arbeidsledighetstallene", "arbeidsledighet"},
        {"barnehagestatistikken", "barnehage"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (!leads_to(cases[i][0], cases[i][1]))
            fail_msg("\"%s\" to \"%s\"", cases[i][0], cases[i][1]);
    }
    assert_false(leads_to("taxes", "tax")); /* three letters begin too much */
}

/* What takes least comes first: "renten" is asked of "rente" before "rent". */
static void the_nearest_comes_first(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) stems = inflection_stems("renten");
    assert_string_equal(stems->pdata[0], "rente");
    assert_string_equal(stems->pdata[1], "rent");
}

static void some_words_stay_as_they_are(void **state)
{
    (void)state;
    static const char *const whole[] = {"", "kpi", "berg", "lars", "2024", "03013", "vil", "Ли"};
    for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
        g_autoptr(GPtrArray) stems = inflection_stems(whole[i]);
        assert_int_equal(stems->len, 0);
    }
    g_autofree char *endless = g_strnfill(60, 'e');
    g_autoptr(GPtrArray) few = inflection_stems(endless);
    assert_true(few->len <= 12);
}

static void words_around_the_matter_say_nothing(void **state)
{
    (void)state;
    static const char *const said[] = {"hvem", "hun",    "som",    "har", "ansvar", "for",
                                       "på",   "antall", "tabell", "the", "who",    "Kven"};
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++) {
        g_autofree char *folded = words_fold(said[i]);
        assert_true(inflection_is_filler(folded));
    }
    assert_false(inflection_is_filler("pris"));
    assert_false(inflection_is_filler(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endings_are_taken_away),
        cmocka_unit_test(the_nearest_comes_first),
        cmocka_unit_test(some_words_stay_as_they_are),
        cmocka_unit_test(words_around_the_matter_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

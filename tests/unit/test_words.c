/* Search words: folding, what is typed in which spelling, and input that would break an FTS5
 * expression. */
#include <string.h>

#include "skranke/domain/words.h"

#include "testing.h"

static void check_words(const char *text, const char *words)
{
    g_autofree char *found = words_of(text, 1000);
    assert_string_equal(found, words);
}

static void splits_and_folds(void **state)
{
    (void)state;
    check_words("Konsumprisindeksen (KPI): 2,5 %", "konsumprisindeksen kpi 2 5");
    check_words("  e-post\nkari@example.org ", "e post kari example org");
    check_words("", "");
    check_words(NULL, "");
    check_words("!?–…«»", "");
    check_words("ÆRØ Åse ÅSE", "ærø åse åse");
    check_words("A\xcc\x8ase", "åse"); /* a and a ring apart */
    check_words("café CAFÉ cafe\xcc\x81", "cafe cafe cafe");
    check_words("Müller Jäger Öster", "muller jæger øster");
    check_words("Straße ﬁn ２０２６", "strasse fin 2026");
    check_words("Ἀθήνα Привет 서울 東京", "αθηνα привет 서울 東京");
    check_words("a\xff"
                "b",
                "a b");
}

/* Characters up to U+00FF have a short way. A Greek letter beside them sends them the long way. */
static void both_ways_fold_alike(void **state)
{
    (void)state;
    for (gunichar c = 1; c < 0x100; c++) {
        char letter[7] = "";
        g_unichar_to_utf8(c, letter);
        g_autofree char *simple = g_strdup_printf("ab%scd x", letter);
        g_autofree char *full = g_strdup_printf("αab%scdα x", letter);
        g_autofree char *simple_words = words_of(simple, 100);
        g_autofree char *full_words = words_of(full, 100);
        GString *expected = g_string_new(simple_words);
        g_string_prepend(expected, "α");
        g_string_insert(expected, (gssize)expected->len - 2, "α");
        assert_string_equal(full_words, expected->str);
        g_string_free(expected, TRUE);
    }
}

static void keeps_to_the_room_it_gets(void **state)
{
    (void)state;
    g_autofree char *cut = words_of("ein to tre", 8);
    assert_string_equal(cut, "ein to");
    g_autofree char *none = words_of("ærfugl", 3);
    assert_string_equal(none, "");
    GString *data = g_string_new(NULL);
    for (int i = 0; i < 500; i++)
        g_string_append(data, "å");
    g_autofree char *word = words_of(data->str, 1000);
    assert_int_equal(strlen(word), 64);
    assert_true(g_utf8_validate(word, -1, NULL));
    g_string_free(data, TRUE);
}

static void check_expression(const char *typed, const char *expression)
{
    g_autofree char *made = words_match_expression(typed);
    if (!expression)
        assert_null(made);
    else
        assert_string_equal(made, expression);
}

static void expressions_try_both_spellings(void **state)
{
    (void)state;
    check_expression("kpi", "(\"kpi\"*)");
    check_expression("i kpi", "(\"i\") AND (\"kpi\"*)");
    check_expression("aase", "(\"aase\"* OR \"åse\"*)");
    check_expression("Åse", "(\"åse\"* OR \"aase\"*)");
    check_expression("kjoep ærfugl", "(\"kjoep\"* OR \"kjøp\"*) AND (\"ærfugl\"* OR \"aerfugl\"*)");
}

static void one_letter_at_the_end_waits_for_more(void **state)
{
    (void)state;
    check_expression("k", NULL);
    check_expression("å", NULL);
    check_expression("kpi f", "(\"kpi\"*)");
    check_expression("東", "(\"東\"*)");
}

static void nasty_input_stays_words(void **state)
{
    (void)state;
    check_expression("", NULL);
    check_expression(NULL, NULL);
    check_expression("\"'*^()-:+{}", NULL);
    check_expression("a\" OR \"b", "(\"a\") AND (\"or\"*)");
    check_expression("kpi NOT NEAR(x) AND", "(\"kpi\"*) AND (\"not\"*) AND (\"near\"*) AND "
                                            "(\"x\") AND (\"and\"*)");
    check_expression("words:kpi", "(\"words\"*) AND (\"kpi\"*)");
    g_autofree char *long_text = g_strnfill(10000, 'x');
    g_autofree char *long_expression = words_match_expression(long_text);
    assert_int_equal(strlen(long_expression), 64 + strlen("(\"\"*)"));
    GString *many = g_string_new(NULL);
    for (int i = 0; i < 3333; i++)
        g_string_append_printf(many, "w%d\" ", i);
    g_autofree char *few = words_match_expression(many->str);
    g_auto(GStrv) parts = g_strsplit(few, " AND ", -1);
    assert_int_equal(g_strv_length(parts), 12);
    g_string_free(many, TRUE);
}

static bool found(const char *text, const char *typed)
{
    g_autofree char *folded_text = words_fold(text);
    g_autofree char *folded_typed = words_fold(typed);
    return words_found(folded_text, folded_typed);
}

static void lists_in_memory_are_searched_tolerantly(void **state)
{
    (void)state;
    assert_true(found("Åse Bjørnson", "aase"));
    assert_true(found("Åse Bjørnson", "ase bjornson"));
    assert_true(found("Åse Bjørnson", "BJOERN"));
    assert_true(found("Aase Bjoernson", "åse bjørn"));
    assert_true(found("Konsumprisindeksen", "prisindeks"));
    assert_true(found("Konsumprisindeksen", ""));
    assert_false(found("Konsumprisindeksen", "pr")); /* inside a word only from three letters on */
    assert_true(found("Konsum pris", "pr"));
    assert_false(found("Åse Bjørnson", "åse vik"));
}

static void names_sort_in_norwegian_order(void **state)
{
    (void)state;
    static const char *const names[] = {"Anne", "Berit", "Zara", "Ærlig", "Ødegaard", "Ås", "Åse"};
    for (guint i = 1; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *before = words_sort_key(names[i - 1]);
        g_autofree char *after = words_sort_key(names[i]);
        assert_true(strcmp(before, after) < 0);
    }
    g_autofree char *old = words_sort_key("Aas");
    g_autofree char *new = words_sort_key("Ås");
    assert_string_equal(old, new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_and_folds),
        cmocka_unit_test(both_ways_fold_alike),
        cmocka_unit_test(keeps_to_the_room_it_gets),
        cmocka_unit_test(expressions_try_both_spellings),
        cmocka_unit_test(one_letter_at_the_end_waits_for_more),
        cmocka_unit_test(nasty_input_stays_words),
        cmocka_unit_test(lists_in_memory_are_searched_tolerantly),
        cmocka_unit_test(names_sort_in_norwegian_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

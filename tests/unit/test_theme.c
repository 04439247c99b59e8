/*
 * The looks: readable in every theme, and a meaning never in the colour alone.
 */
#include "skranke/tui/theme.h"

#include "testing.h"

static void every_pair_can_be_read(void **state)
{
    (void)state;
    for (Theme theme = 0; theme < THEME_COUNT; theme++)
        for (Style style = 0; style < STYLE_COUNT; style++) {
            double contrast = theme_contrast(theme_look(theme, style));
            if (contrast < 4.5)
                fail_msg("theme %d, style %d: %.2f", (int)theme, (int)style, contrast);
        }
}

static void a_badge_sets_both_colours(void **state)
{
    (void)state;
    for (Theme theme = 0; theme < THEME_COUNT; theme++)
        for (Style style = 0; style < STYLE_COUNT; style++) {
            const Look *look = theme_look(theme, style);
            assert_int_equal(look->foreground < 0, look->background < 0);
            assert_true(theme != THEME_MONO || look->foreground < 0);
        }
}

static void the_arithmetic_is_wcags(void **state)
{
    (void)state;
    Look black_on_white = {.foreground = 0, .background = 7},
         same = {.foreground = 1, .background = 1};
    assert_float_equal(theme_contrast(&black_on_white), 16.67, 0.1);
    assert_float_equal(theme_contrast(&same), 1, 0.001);
}

/* Selection, errors and fields must differ from plain text without colours. */
static void mono_shows_what_matters(void **state)
{
    (void)state;
    static const Style styles[] = {STYLE_SELECTED, STYLE_ERROR, STYLE_NEW,
                                   STYLE_OVERDUE,  STYLE_FIELD, STYLE_BORDER_FOCUS};
    for (gsize i = 0; i < G_N_ELEMENTS(styles); i++) {
        const Look *look = theme_look(THEME_MONO, styles[i]);
        assert_true(look->bold || look->reverse || look->underline);
    }
}

static void words(void **state)
{
    (void)state;
    assert_int_equal(theme_from_word("dark"), THEME_DARK);
    assert_int_equal(theme_from_word("mono"), THEME_MONO);
    assert_int_equal(theme_from_word("auto"), THEME_AUTO);
    assert_int_equal(theme_from_word("pink"), THEME_AUTO);
    assert_int_equal(theme_from_word(NULL), THEME_AUTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_can_be_read),
        cmocka_unit_test(a_badge_sets_both_colours),
        cmocka_unit_test(the_arithmetic_is_wcags),
        cmocka_unit_test(mono_shows_what_matters),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

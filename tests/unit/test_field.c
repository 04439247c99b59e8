/*
 * A field of one line: it scrolls sideways, keeps pastes on one line, and leaves the keys that
 * leave it.
 */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/tui/field.h"

#include "testing.h"

static char *drawn(Field *field, int cells)
{
    screen_begin();
    field_draw(field, 0, 2, cells, true);
    screen_end();
    g_autofree char *row = screen_row(0);
    return g_strdup(g_strchomp(row));
}

static void it_scrolls_sideways(void **state)
{
    (void)state;
    g_autoptr(Field) field = field_new("abcdefghijklmnop");
    g_autofree char *end = drawn(field, 8);
    assert_string_equal(end, "  jklmnop");
    field_key(field, DESK_KEY_HOME);
    g_autofree char *start = drawn(field, 8);
    assert_true(g_str_has_prefix(start, "  abcdefg"));
    field_set(field, "kort");
    g_autofree char *brief = drawn(field, 8);
    assert_string_equal(brief, "  kort");
}

static void pastes_stay_on_one_line(void **state)
{
    (void)state;
    g_autoptr(Field) field = field_new("");
    assert_true(field_paste(field, "kari@example.no\nola@example.no\t\n"));
    assert_string_equal(field_text(field), "kari@example.no ola@example.no");
    field_key(field, KEY_CTRL('Z'));
    assert_string_equal(field_text(field), "");
}

static void keys_that_are_not_its_own(void **state)
{
    (void)state;
    g_autoptr(Field) field = field_new("x");
    static const KeyCode keys[] = {DESK_KEY_ENTER, DESK_KEY_ESCAPE, DESK_KEY_TAB,
                                   DESK_KEY_UP,    DESK_KEY_DOWN,   DESK_KEY_F1};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_false(field_key(field, keys[i]));
    assert_string_equal(field_text(field), "x");
}

int main(void)
{
    language_start("en");
    if (!screen_start_offscreen(4, 20, &(ScreenOptions){.theme = THEME_MONO}))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_scrolls_sideways),
        cmocka_unit_test(pastes_stay_on_one_line),
        cmocka_unit_test(keys_that_are_not_its_own),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    screen_stop();
    return failed;
}

/*
 * Keys as words, both ways.
 */
#include "skranke/tui/keys.h"

#include "testing.h"

static const struct {
    const char *word;
    KeyCode key;
    const char *shown; /* NULL: the word */
} rows[] = {
    {"F1", DESK_KEY_F1, NULL},
    {"f10", DESK_KEY_F10, "F10"},
    {"Ctrl-X", KEY_CTRL('X'), NULL},
    {"ctrl-x", KEY_CTRL('X'), "Ctrl-X"},
    {"j", 'j', NULL},
    {"G", 'G', NULL},
    {"å", 0xe5, NULL},
    {"?", '?', NULL},
    {"lt", '<', "<"},
    {"Space", DESK_KEY_SPACE, NULL},
    {"Enter", DESK_KEY_ENTER, NULL},
    {"Up", DESK_KEY_UP, "↑"},
    {"Esc", DESK_KEY_ESCAPE, NULL},
    {"Shift-Tab", DESK_KEY_BACKTAB, NULL},
    {"Ctrl-Right", DESK_KEY_CTRL_RIGHT, "Ctrl-→"},
};

static void words_are_read_and_shown(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_int_equal(key_from_text(rows[i].word), rows[i].key);
        g_autofree char *shown = key_text(rows[i].key);
        assert_string_equal(shown, rows[i].shown ? rows[i].shown : rows[i].word);
    }
}

static void what_is_no_key(void **state)
{
    (void)state;
    static const char *const words[] = {"", "F11", "Ctrl-", "Ctrl-1", "Ctrl-ab", "jk", "\xff"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        assert_int_equal(key_from_text(words[i]), KEY_NONE_);
}

static void what_types_text(void **state)
{
    (void)state;
    static const KeyCode text[] = {'a', 0xe6, 0x1f436, DESK_KEY_SPACE, '?'};
    static const KeyCode other[] = {DESK_KEY_ENTER, DESK_KEY_F1, KEY_CTRL('X'), 0x7f, 9, 0};
    for (gsize i = 0; i < G_N_ELEMENTS(text); i++)
        assert_true(key_is_text(text[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(other); i++)
        assert_false(key_is_text(other[i]));
    assert_int_equal(key_character(DESK_KEY_SPACE), ' ');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_and_shown),
        cmocka_unit_test(what_is_no_key),
        cmocka_unit_test(what_types_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The editor in its rectangle: where lines break, where the caret stands, and that a large text
 * stays quick.
 */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/tui/editor.h"

#include "testing.h"

static Editor *editor_of(const char *text, gsize caret, int width)
{
    Editor *editor = editor_new(text, caret);
    editor->width = width;
    editor->height = 5;
    return editor;
}

static void expect_place(Editor *editor, int line, int column)
{
    int at = -1, cell = -1, count = 0;
    editor_place(editor, &at, &cell, &count);
    if (at != line || cell != column)
        fail_msg("line %d column %d instead of %d %d in \"%s\"", at, cell, line, column,
                 text_buffer_text(editor->buffer));
}

/* The caret needs a cell behind the last character, so a width of 11 has lines of 10. */
static const struct {
    const char *text;
    gsize caret;
    int width, line, column, lines;
} wraps[] = {
    {"", 0, 11, 0, 0, 1},
    {"\n", 1, 11, 1, 0, 2},
    {"0123456789", 10, 11, 0, 10, 1},
    {"0123456789x", 11, 11, 1, 1, 2},      /* a word longer than the line is broken */
    {"012345 89 x", 11, 11, 1, 1, 2},      /* else lines break behind a space */
    {"0123456789 x", 12, 11, 1, 1, 2},     /* a space that ends a full line stays on it */
    {"0123456789 x", 10, 11, 0, 10, 2},    /* before that space */
    {"ææææææææææ", 20, 11, 0, 10, 1},      /* letters, not bytes */
    {"日本日本日", 15, 11, 0, 10, 1},      /* two cells each */
    {"日本日本日本", 18, 11, 1, 2, 2},     /* never half a character at the edge */
    {"a\xcc\x8a\xcc\xa3", 5, 11, 0, 1, 1}, /* marks take no cell */
    {"a\tb", 3, 11, 0, 6, 1},              /* a tab is four cells */
    {"en\n\nto", 4, 11, 2, 0, 3},
    {"x", 1, 1, 0, 1, 1}, /* narrower than useful, but no crash */
    {"日", 0, 1, 0, 0, 1},
};

static void lines_break_where_they_should(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wraps); i++) {
        g_autoptr(Editor) editor = editor_of(wraps[i].text, wraps[i].caret, wraps[i].width);
        expect_place(editor, wraps[i].line, wraps[i].column);
        int line, column, count;
        editor_place(editor, &line, &column, &count);
        assert_int_equal(count, wraps[i].lines);
    }
}

static void up_and_down_keep_the_column(void **state)
{
    (void)state;
    g_autoptr(Editor) editor = editor_of("en lang linje\nx\nen annen linje", 9, 40);
    editor_key(editor, DESK_KEY_DOWN);
    expect_place(editor, 1, 1);
    editor_key(editor, DESK_KEY_DOWN);
    expect_place(editor, 2, 9);
    editor_key(editor, DESK_KEY_UP);
    editor_key(editor, DESK_KEY_UP);
    expect_place(editor, 0, 9);
    editor_key(editor, DESK_KEY_LEFT); /* a step aside is a new column */
    editor_key(editor, DESK_KEY_DOWN);
    editor_key(editor, DESK_KEY_DOWN);
    expect_place(editor, 2, 8);
}

static void up_and_down_walk_through_wrapped_lines(void **state)
{
    (void)state;
    g_autoptr(Editor) editor = editor_of("0123456789abcdefghij0123", 0, 11);
    for (int line = 0; line < 3; line++) {
        expect_place(editor, line, 0);
        editor_key(editor, DESK_KEY_DOWN);
    }
    expect_place(editor, 2, 0);
    editor_key(editor, DESK_KEY_UP);
    expect_place(editor, 1, 0);
    editor_key(editor, DESK_KEY_PAGE_DOWN);
    expect_place(editor, 2, 0);
    editor_key(editor, DESK_KEY_PAGE_UP);
    expect_place(editor, 0, 0);
}

/* From the far end of a line the caret comes to the line it goes to, not to the one behind it. */
static void down_to_a_full_line_stays_on_it(void **state)
{
    (void)state;
    g_autoptr(Editor) editor = editor_of("xxxxxxxxxx\n0123456789abc", 10, 11);
    editor_key(editor, DESK_KEY_DOWN);
    int line, column, count;
    editor_place(editor, &line, &column, &count);
    assert_int_equal(line, 1);
}

static void typing_and_pasting(void **state)
{
    (void)state;
    g_autoptr(Editor) editor = editor_of("", 0, 40);
    assert_true(editor_key(editor, 0xe6));
    assert_true(editor_key(editor, DESK_KEY_SPACE));
    assert_true(editor_key(editor, DESK_KEY_ENTER));
    assert_true(editor_paste(editor, "to\nlinjer"));
    assert_string_equal(text_buffer_text(editor->buffer), "æ \nto\nlinjer");
    assert_true(editor_key(editor, KEY_CTRL('Z')));
    assert_string_equal(text_buffer_text(editor->buffer), "æ \n");
    assert_true(editor_key(editor, KEY_CTRL('Y')));
    expect_place(editor, 2, 6);
    assert_false(editor_key(editor, DESK_KEY_F7));
    assert_false(editor_key(editor, KEY_CTRL('X')));
}

static char *drawn(Editor *editor, int row)
{
    screen_begin();
    editor_draw(editor, (Rect){.row = 0, .column = 0, .height = 4, .width = 20}, true);
    screen_end();
    g_autofree char *text = screen_row(row);
    return g_strdup(g_strchomp(text));
}

static void what_is_drawn(void **state)
{
    (void)state;
    assert_true(screen_start_offscreen(24, 80, &(ScreenOptions){.theme = THEME_MONO}));
    g_autoptr(Editor) editor = editor_new("> sitat\na\tb\033[2J\nnæ\n4\n5\n6", 0);
    g_autofree char *first = drawn(editor, 0);
    assert_string_equal(first, "> sitat");
    g_autofree char *second = drawn(editor, 1);
    assert_string_equal(second, "a    b\xe2\x90\x9b[2J"); /* no escape reaches the screen */
    text_buffer_set_caret(editor->buffer, text_buffer_length(editor->buffer));
    g_autofree char *scrolled = drawn(editor, 3);
    assert_string_equal(scrolled, "6");
    screen_stop();
}

/* A megabyte: a key must not be felt. The bound is generous because tests run under sanitizers on
 * busy machines; without the laid out lines being kept it would be several times as much. */
static void a_large_text_stays_quick(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    while (text->len < 1000 * 1000)
        g_string_append(text, "Dette er en linje med tekst som brekkes, blåbær og øl. ");
    g_autofree char *large = g_string_free(text, FALSE);
    g_autoptr(Editor) editor = editor_of(large, strlen(large) / 2, 77);
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < 200; i++)
        editor_key(editor, i % 2 ? DESK_KEY_UP : DESK_KEY_DOWN);
    gint64 moves = g_get_monotonic_time() - start;
    start = g_get_monotonic_time();
    for (int i = 0; i < 10; i++) {
        editor_key(editor, 'x');
        int line, column, count;
        editor_place(editor, &line, &column, &count);
    }
    gint64 keys = g_get_monotonic_time() - start;
    if (moves > 200 * 20000 || keys > 10 * 500000)
        fail_msg("200 moves took %ld ms, 10 keys %ld ms", (long)moves / 1000, (long)keys / 1000);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_where_they_should),
        cmocka_unit_test(up_and_down_keep_the_column),
        cmocka_unit_test(up_and_down_walk_through_wrapped_lines),
        cmocka_unit_test(down_to_a_full_line_stays_on_it),
        cmocka_unit_test(typing_and_pasting),
        cmocka_unit_test(what_is_drawn),
        cmocka_unit_test(a_large_text_stays_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The text being written: what each key leaves behind, and that every change has a way back.
 */
#include <string.h>

#include "skranke/tui/text_buffer.h"

#include "testing.h"

/* In these rows "|" is the caret. */
static TextBuffer *buffer_of(const char *marked)
{
    g_auto(GStrv) halves = g_strsplit(marked, "|", 2);
    g_autofree char *text = g_strconcat(halves[0], halves[1], NULL);
    return text_buffer_new(text, strlen(halves[0]));
}

static char *marked(const TextBuffer *buffer)
{
    GString *text = g_string_new(text_buffer_text(buffer));
    g_string_insert_c(text, (gssize)text_buffer_caret(buffer), '|');
    return g_string_free(text, FALSE);
}

static void expect(const TextBuffer *buffer, const char *expected)
{
    g_autofree char *now = marked(buffer);
    assert_string_equal(now, expected);
}

static const struct {
    const char *before;
    void (*act)(TextBuffer *buffer);
    const char *after;
} rows[] = {
    {"|", text_buffer_left, "|"},
    {"|", text_buffer_right, "|"},
    {"|", text_buffer_backspace, "|"},
    {"|", text_buffer_delete, "|"},
    {"bå|t", text_buffer_left, "b|åt"},
    {"b|åt", text_buffer_right, "bå|t"},
    {"bå|t", text_buffer_backspace, "b|t"},
    {"b|åt", text_buffer_delete, "b|t"},
    /* what a person sees as one character: base and marks, joined emoji with its parts */
    {"a\xcc\x8a|b", text_buffer_left,
     "|a\xcc\x8a"
     "b"},
    {"a\xcc\x8a|b", text_buffer_backspace, "|b"},
    {"|a\xcc\x8a"
     "b",
     text_buffer_delete, "|b"},
    {"日|本", text_buffer_backspace, "|本"},
    {"en to|", text_buffer_word_left, "en |to"},
    {"en |to", text_buffer_word_left, "|en to"},
    {"|en, to", text_buffer_word_right, "en|, to"},
    {"en|, to", text_buffer_word_right, "en, to|"},
    {"blåbær og øl|", text_buffer_delete_word_before, "blåbær og |"},
    {"blåbær og |", text_buffer_delete_word_before, "blåbær |"},
    {"en\nto| tre", text_buffer_line_start, "en\n|to tre"},
    {"en\n|to tre\nfire", text_buffer_line_end, "en\nto tre|\nfire"},
    {"en\nto| tre", text_buffer_delete_to_line_start, "en\n| tre"},
    {"en\nt|o\ntre", text_buffer_delete_to_line_end, "en\nt|\ntre"},
    {"en\nt|\ntre", text_buffer_delete_to_line_end, "en\nt|tre"},
    {"slutt|", text_buffer_delete_to_line_end, "slutt|"},
};

static void moves_and_deletions(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TextBuffer) buffer = buffer_of(rows[i].before);
        rows[i].act(buffer);
        expect(buffer, rows[i].after);
    }
}

static void every_deletion_comes_back(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TextBuffer) buffer = buffer_of(rows[i].before);
        g_autofree char *text = g_strdup(text_buffer_text(buffer));
        rows[i].act(buffer);
        bool changed = strcmp(text, text_buffer_text(buffer)) != 0;
        assert_int_equal(text_buffer_undo(buffer), changed);
        if (changed)
            expect(buffer, rows[i].before);
    }
}

static void type(TextBuffer *buffer, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        g_autofree char *one = g_strndup(p, (gsize)(g_utf8_next_char(p) - p));
        text_buffer_insert(buffer, one, false);
    }
}

static void typing_is_undone_by_words(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = text_buffer_new("", 0);
    type(buffer, "blå bær");
    assert_true(text_buffer_undo(buffer));
    expect(buffer, "blå |");
    assert_true(text_buffer_undo(buffer));
    expect(buffer, "|");
    assert_false(text_buffer_undo(buffer));
    assert_true(text_buffer_redo(buffer));
    assert_true(text_buffer_redo(buffer));
    expect(buffer, "blå bær|");
    assert_false(text_buffer_redo(buffer));
}

static void a_move_ends_the_step(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = text_buffer_new("", 0);
    type(buffer, "ab");
    text_buffer_left(buffer);
    text_buffer_right(buffer);
    type(buffer, "c");
    text_buffer_undo(buffer);
    expect(buffer, "ab|");
}

static void a_paste_is_one_step(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = text_buffer_new("", 0);
    type(buffer, "x");
    assert_true(text_buffer_insert(buffer, "en to\ntre", true));
    text_buffer_undo(buffer);
    expect(buffer, "x|");
    text_buffer_redo(buffer);
    type(buffer, "y");
    text_buffer_undo(buffer);
    expect(buffer, "xen to\ntre|");
}

static void a_new_change_forgets_what_was_undone(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = text_buffer_new("", 0);
    type(buffer, "a b");
    text_buffer_undo(buffer);
    type(buffer, "c");
    assert_false(text_buffer_redo(buffer));
    expect(buffer, "a c|");
}

static void replacing_is_one_step(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = buffer_of("gam|melt");
    guint revision = text_buffer_revision(buffer);
    text_buffer_replace(buffer, "gammelt"); /* the same: nothing to undo */
    assert_int_equal(text_buffer_revision(buffer), revision);
    text_buffer_replace(buffer, "nytt");
    assert_true(text_buffer_revision(buffer) > revision);
    text_buffer_undo(buffer);
    expect(buffer, "gam|melt");
}

static void too_much_is_refused_whole(void **state)
{
    (void)state;
    g_autofree char *half = g_strnfill(600 * 1024, 'a');
    g_autoptr(TextBuffer) buffer = text_buffer_new(half, 0);
    assert_false(text_buffer_insert(buffer, half, true));
    assert_int_equal(text_buffer_length(buffer), 600 * 1024);
    assert_false(text_buffer_undo(buffer));
}

static void a_caret_never_stands_inside_a_character(void **state)
{
    (void)state;
    g_autoptr(TextBuffer) buffer = text_buffer_new("å", 1);
    assert_int_equal(text_buffer_caret(buffer), 0);
    text_buffer_set_caret(buffer, 99);
    assert_int_equal(text_buffer_caret(buffer), 2);
}

/* Random keys: undoing everything gives the first text again, whatever happened. */
static void random_changes_come_all_back(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "ø", " ", "\n", "日", "\xcc\x8a", "x y\nz"};
    g_autoptr(GRand) random = g_rand_new_with_seed(4711);
    g_autoptr(TextBuffer) buffer = text_buffer_new("Begynnelse\nher", 5);
    for (int i = 0; i < 3000; i++) {
        gint32 choice = g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(rows) + 20);
        if (choice < (gint32)G_N_ELEMENTS(rows))
            rows[choice].act(buffer);
        else
            text_buffer_insert(buffer, pieces[choice % (gint32)G_N_ELEMENTS(pieces)],
                               choice % 2 == 0);
        assert_true(g_utf8_validate(text_buffer_text(buffer), -1, NULL));
    }
    g_autofree char *end = g_strdup(text_buffer_text(buffer));
    while (text_buffer_undo(buffer))
        ;
    assert_string_equal(text_buffer_text(buffer), "Begynnelse\nher");
    while (text_buffer_redo(buffer))
        ;
    assert_string_equal(text_buffer_text(buffer), end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_and_deletions),
        cmocka_unit_test(every_deletion_comes_back),
        cmocka_unit_test(typing_is_undone_by_words),
        cmocka_unit_test(a_move_ends_the_step),
        cmocka_unit_test(a_paste_is_one_step),
        cmocka_unit_test(a_new_change_forgets_what_was_undone),
        cmocka_unit_test(replacing_is_one_step),
        cmocka_unit_test(too_much_is_refused_whole),
        cmocka_unit_test(a_caret_never_stands_inside_a_character),
        cmocka_unit_test(random_changes_come_all_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

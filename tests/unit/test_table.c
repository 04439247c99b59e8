/*
 * Columns at a width: what is left out first, who grows, and that a line has exactly its cells.
 */
#include <string.h>

#include "skranke/base/safe_text.h"

#include "skranke/tui/table.h"

#include "testing.h"

static const TableColumn columns[] = {
    {.title = "", .least = 1, .most = 1},
    {.title = "No.", .least = 4, .most = 6, .right_aligned = true},
    {.title = "From", .least = 10, .most = 20, .drop = 1},
    {.title = "Subject", .least = 20},
    {.title = "Owner", .least = 6, .most = 10, .drop = 2},
    {.title = "Channel", .least = 7, .most = 9, .drop = 3, .from = 90},
};
enum { COUNT = G_N_ELEMENTS(columns) };

static const struct {
    int cells;
    bool shown[COUNT];
} rows[] = {
    {100, {true, true, true, true, true, true}},
    {89, {true, true, true, true, true, false}},  /* below its `from` */
    {45, {true, true, true, true, true, false}},  /* exactly the least */
    {44, {true, true, true, true, false, false}}, /* the highest `drop` goes first */
    {37, {true, true, false, true, false, false}},
    {10, {true, true, false, true, false, false}}, /* what never goes stays, too wide */
};

static void columns_are_left_out_in_order(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        TableWidths widths = table_widths(columns, COUNT, rows[i].cells);
        for (guint k = 0; k < COUNT; k++)
            if ((widths.width[k] > 0) != rows[i].shown[k])
                fail_msg("column %u at %d cells", k, rows[i].cells);
    }
}

static void a_line_has_exactly_its_cells(void **state)
{
    (void)state;
    static const char *const texts[COUNT] = {
        ">",    "4711",  "Åse Bjørnson med et langt navn", "日本語の件名、とても長い件名です",
        "kari", "e-post"};
    for (int cells = 27; cells < 220; cells++) {
        TableWidths widths = table_widths(columns, COUNT, cells);
        g_autofree char *line = table_line(columns, &widths, texts);
        assert_int_equal(safe_text_cells(line), cells);
        g_autofree char *titles = table_titles(columns, &widths);
        assert_int_equal(safe_text_cells(titles), cells);
        for (guint k = 0; k < COUNT; k++)
            assert_true(columns[k].most == 0 || widths.width[k] <= columns[k].most);
    }
}

static void what_is_left_goes_mostly_to_the_open_column(void **state)
{
    (void)state;
    TableWidths widths = table_widths(columns, COUNT, 75);
    assert_int_equal(widths.width[3], 20 + 20);
    assert_int_equal(widths.width[1] + widths.width[2] + widths.width[4], 4 + 10 + 6 + 10);
}

static void numbers_stand_right(void **state)
{
    (void)state;
    static const char *const texts[COUNT] = {" ", "7", "Kari", "Emne", "ola", ""};
    TableWidths widths = table_widths(columns, COUNT, 45);
    g_autofree char *line = table_line(columns, &widths, texts);
    assert_string_equal(line, "     7 Kari       Emne                 ola   ");
}

/* Nothing is cut while there is room, and a column without a text takes none. */
static void widths_follow_what_stands_there(void **state)
{
    (void)state;
    int widest[COUNT] = {0};
    static const char *const rows_of_text[][COUNT] = {
        {">", "4711", "Åse", "Folketall", "", ""},
        {" ", "9", "Ola Nordmann med et svært langt navn", "Pris", "", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows_of_text); i++)
        table_widen(widest, rows_of_text[i], COUNT);
    TableWidths widths = table_fit(columns, COUNT, widest, 70);
    assert_int_equal(widths.width[2], 36); /* more than its `most` */
    assert_int_equal(widths.width[4], 0);
    g_autofree char *line = table_line(columns, &widths, rows_of_text[1]);
    assert_int_equal(safe_text_cells(line), 70);
    assert_non_null(strstr(line, "svært langt navn Pris"));
}

static void what_does_not_fit_is_shared(void **state)
{
    (void)state;
    static const int widest[COUNT] = {1, 4, 50, 50, 9, 0};
    TableWidths narrow = table_fit(columns, COUNT, widest, 40);
    assert_int_equal(narrow.width[4], 0); /* 1 + 4 + 10 + 20 + 6 do not fit */
    TableWidths widths = table_fit(columns, COUNT, widest, 80);
    assert_int_equal(widths.width[1], 4);
    assert_int_equal(widths.width[4], 9);
    assert_true(widths.width[2] > columns[2].least && widths.width[3] > columns[3].least);
    int total = 4;
    for (guint i = 0; i < COUNT; i++)
        total += widths.width[i];
    assert_int_equal(total, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_left_out_in_order),
        cmocka_unit_test(a_line_has_exactly_its_cells),
        cmocka_unit_test(what_is_left_goes_mostly_to_the_open_column),
        cmocka_unit_test(widths_follow_what_stands_there),
        cmocka_unit_test(what_does_not_fit_is_shared),
        cmocka_unit_test(numbers_stand_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Where the panes stand: at every size they lie on the screen, fill it, and have room for what they
 * promise.
 */
#include "skranke/tui/layout.h"

#include "testing.h"

static const struct {
    int columns, rows;
    LayoutKind kind;
} sizes[] = {
    {80, 24, LAYOUT_TWO_PANES},    {160, 48, LAYOUT_THREE_PANES}, {60, 16, LAYOUT_ONE_PANE},
    {120, 30, LAYOUT_THREE_PANES}, {100, 30, LAYOUT_TWO_PANES},   {40, 10, LAYOUT_TOO_SMALL},
    {1, 1, LAYOUT_TOO_SMALL},      {59, 40, LAYOUT_TOO_SMALL},    {200, 15, LAYOUT_TOO_SMALL},
    {120, 16, LAYOUT_THREE_PANES}, {79, 24, LAYOUT_ONE_PANE},     {119, 16, LAYOUT_TWO_PANES},
    {500, 200, LAYOUT_THREE_PANES}};

static void the_kind_follows_the_width(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
        assert_int_equal(
            layout_compute(sizes[i].rows, sizes[i].columns, PANE_QUEUE, false, false).kind,
            sizes[i].kind);
}

/* How many panes cover a cell; borders may be shared, so only the insides are counted. */
static int cover(const Layout *layout, int row, int column, bool inside)
{
    int found = 0;
    for (PaneId pane = 0; pane < PANE_COUNT; pane++) {
        Rect r = layout->pane[pane];
        if (r.height == 0)
            continue;
        r = inside ? screen_inside(r) : r;
        found += row >= r.row && row < r.row + r.height && column >= r.column &&
                 column < r.column + r.width;
    }
    return found;
}

static void expect_sound(int rows, int columns, PaneId focus, bool writing, bool zoom)
{
    Layout layout = layout_compute(rows, columns, focus, writing, zoom);
    if (layout.kind == LAYOUT_TOO_SMALL)
        return;
    assert_true(screen_inside(layout.pane[focus]).height >= 2); /* the focused one is shown */
    assert_int_equal(layout.header.row, 0);
    assert_int_equal(layout.message.row, rows - 2);
    assert_int_equal(layout.keys.row, rows - 1);
    for (int row = 1; row < rows - 2; row++)
        for (int column = 0; column < columns; column += 7) {
            assert_true(cover(&layout, row, column, false) >= 1);
            assert_true(cover(&layout, row, column, true) <= 1);
        }
}

static void panes_fill_the_screen_and_do_not_overlap(void **state)
{
    (void)state;
    for (int rows = 1; rows <= 60; rows += 3)
        for (int columns = 1; columns <= 200; columns += 13)
            for (PaneId focus = 0; focus < PANE_COUNT; focus++)
                for (int bits = 0; bits < 4; bits++)
                    expect_sound(rows, columns, focus, bits & 1, bits & 2);
}

static void an_ordinary_terminal_has_room(void **state)
{
    (void)state;
    Layout layout = layout_compute(24, 80, PANE_QUEUE, false, false);
    assert_int_equal(screen_inside(layout.pane[PANE_QUEUE]).height - 1, 9);   /* rows */
    assert_int_equal(screen_inside(layout.pane[PANE_INQUIRY]).height - 2, 6); /* lines */
    assert_int_equal(layout.pane[PANE_DIRECTORY].height, 0);
    layout = layout_compute(24, 80, PANE_DIRECTORY, false, false);
    assert_int_equal(layout.pane[PANE_INQUIRY].height, 0);
    assert_true(layout.pane[PANE_DIRECTORY].height >= 8);
    layout = layout_compute(24, 80, PANE_INQUIRY, true, false);
    assert_true(screen_inside(layout.pane[PANE_INQUIRY]).height >= 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_follows_the_width),
        cmocka_unit_test(panes_fill_the_screen_and_do_not_overlap),
        cmocka_unit_test(an_ordinary_terminal_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

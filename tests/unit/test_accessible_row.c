/*
 * Rows as they are heard or felt: what decides is whole within a line of braille.
 */
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/accessible_row.h"

#include "testing.h"

static const RowFact facts[] = {{0, true}, {1, true}, {2, true}, {3, false}};

static void expect_row(const char *const *texts, bool selected, const char *expected)
{
    g_autofree char *row = accessible_row(facts, G_N_ELEMENTS(facts), texts, selected);
    assert_string_equal(row, expected);
}

static void facts_in_their_order(void **state)
{
    (void)state;
    const char *const whole[] = {"Nordmann K", "00002158", "MEETING-11:30", "Consumer price index"};
    const char *const parts[] = {"Vik K", "", " ", "  Prices"};
    expect_row(whole, true, "> Nordmann K 00002158 MEETING-11:30 Consumer price index");
    expect_row(parts, false, "  Vik K Prices");
}

static void the_longest_that_decides_gives_way(void **state)
{
    (void)state;
    const char *const texts[] = {"Bruheim-Skjæveland-Ødegaard K", "00002158", "MEETING-Mon-09:00",
                                 "Consumer price index"};
    g_autofree char *row = accessible_row(facts, G_N_ELEMENTS(facts), texts, true);
    const char *until = strstr(row, "MEETING-Mon-09:00");
    assert_non_null(until);
    g_autofree char *line = g_strndup(row, (gsize)(until - row) + strlen("MEETING-Mon-09:00"));
    assert_int_equal(safe_text_cells(line), ACCESSIBLE_LINE);
    assert_non_null(strstr(row, "… 00002158 "));
}

/* A number or a time that is cut is worth nothing: the name gives way, however long they are. */
static void some_are_never_cut(void **state)
{
    (void)state;
    static const RowFact whole[] = {{0, ROW_KEY}, {1, ROW_KEY_WHOLE}, {2, ROW_KEY_WHOLE}};
    const char *const texts[] = {"Christiansen H", "00002560", "MEETING-Fri-08:00"};
    const char *const longer[] = {"Li", "00002560", "MEETING-until-12.-March-2027-08:00"};
    g_autofree char *row = accessible_row(whole, G_N_ELEMENTS(whole), texts, true);
    assert_string_equal(row, "> Christians… 00002560 MEETING-Fri-08:00");
    g_autofree char *other = accessible_row(whole, G_N_ELEMENTS(whole), longer, false);
    assert_string_equal(other, "  Li 00002560 MEETING-until-12.-March-2027-08:00");
}

static void short_forms(void **state)
{
    (void)state;
    static const struct {
        const char *name, *expected;
    } names[] = {{"Kari Nordmann", "Nordmann K"},
                 {"Jens Halvor Tofte", "Tofte J"},
                 {" Åse Bjørnson ", "Bjørnson Å"},
                 {"Cher", "Cher"},
                 {"", ""}};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = accessible_name(names[i].name);
        assert_string_equal(name, names[i].expected);
    }
    g_autofree char *section = accessible_section("Division for price statistics");
    g_autofree char *brief = accessible_section("Division for KPI");
    assert_string_equal(section, "price statistics");
    assert_string_equal(brief, "Division for KPI");
    g_autofree char *number = accessible_number("00 00 21 58");
    assert_string_equal(number, "00002158");
}

static void presence_in_a_word(void **state)
{
    (void)state;
    gint64 now = 1773133920; /* 10:12 on a Tuesday in Norway */
    static const struct {
        Presence presence;
        const char *expected;
    } rows[] = {
        {{.status = PRESENCE_IN, .until = 1773153000}, "IN-15:30"},
        {{.status = PRESENCE_BUSY, .back_at = 1773138600}, "MEETING-11:30"},
        {{.status = PRESENCE_OUT, .back_at = 1773216000}, "OUT-Wed-09:00"},
        {{.status = PRESENCE_CLOSED}, "OFF"},
        {{.status = PRESENCE_OUT, .source = PRESENCE_BY_LEAVING}, "LEFT"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = accessible_presence(&rows[i].presence, now);
        assert_string_equal(text, rows[i].expected);
    }
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_in_their_order),
        cmocka_unit_test(the_longest_that_decides_gives_way),
        cmocka_unit_test(some_are_never_cut),
        cmocka_unit_test(short_forms),
        cmocka_unit_test(presence_in_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

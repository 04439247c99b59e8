/* The hours of the counter: half days, holidays, exceptions, and real minutes when the clock is
 * changed. */
#include "skranke/base/language.h"

#include "skranke/domain/opening.h"

#include "testing.h"

#define AT(hour, minute) ((hour)*60 + (minute))

static Day read_day(const char *iso)
{
    Day day = 0;
    if (!day_parse(iso, &day))
        fail_msg("no day: %s", iso);
    return day;
}

static gint64 moment(const char *iso, int minute)
{
    return day_moment(read_day(iso), minute);
}

static void assert_span(const Opening *opening, const char *iso, int from, int until)
{
    OpeningSpan span = opening_of_day(opening, read_day(iso));
    if (span.from != from || span.until != until)
        fail_msg("%s is open %d-%d, not %d-%d", iso, span.from, span.until, from, until);
}

static void the_usual_hours_with_holidays_and_half_days(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    assert_span(&opening, "2026-03-10", AT(9, 0), AT(15, 0));
    assert_span(&opening, "2026-03-14", 0, 0);
    assert_span(&opening, "2026-04-01", AT(9, 0), AT(12, 0));
    assert_span(&opening, "2026-04-02", 0, 0);
    assert_span(&opening, "2026-12-24", AT(9, 0), AT(12, 0));
    assert_span(&opening, "2026-12-31", AT(9, 0), AT(12, 0));
    assert_span(&opening, "2027-05-17", 0, 0);
    calendar->eves_count_as_working_day = false;
    assert_span(&opening, "2026-12-24", 0, 0);
    assert_span(&opening, "2026-04-01", AT(9, 0), AT(12, 0));
}

static void exceptions_go_before_everything(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    assert_true(calendar_add_exception(calendar, read_day("2026-03-10"), true, 0, 0, "", NULL));
    assert_true(calendar_add_exception(calendar, read_day("2026-03-14"), false, AT(10, 0),
                                       AT(13, 0), "", NULL));
    assert_true(calendar_add_exception(calendar, read_day("2026-12-24"), false, AT(8, 0), AT(14, 0),
                                       "", NULL));
    assert_span(&opening, "2026-03-10", 0, 0);
    assert_span(&opening, "2026-03-14", AT(10, 0), AT(13, 0));
    assert_span(&opening, "2026-12-24", AT(8, 0), AT(14, 0));
}

static void open_to_the_minute(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    assert_false(opening_is_open(&opening, moment("2026-03-10", AT(9, 0)) - 1));
    assert_true(opening_is_open(&opening, moment("2026-03-10", AT(9, 0))));
    assert_true(opening_is_open(&opening, moment("2026-03-10", AT(15, 0)) - 1));
    assert_false(opening_is_open(&opening, moment("2026-03-10", AT(15, 0))));
    assert_false(opening_is_open(&opening, moment("2026-04-01", AT(12, 0))));
    assert_int_equal(opening_closes(&opening, moment("2026-04-01", AT(11, 0))),
                     moment("2026-04-01", AT(12, 0)));
    assert_int_equal(opening_closes(&opening, moment("2026-04-01", AT(12, 0))), 0);
}

static void the_next_opening_skips_what_is_closed(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    static const struct {
        const char *day;
        int minute;
        const char *next;
        int opens;
    } cases[] = {
        {"2026-03-10", AT(8, 0), "2026-03-10", AT(9, 0)},
        {"2026-03-10", AT(10, 30), "2026-03-10", AT(10, 30)},
        {"2026-03-13", AT(15, 0), "2026-03-16", AT(9, 0)},
        {"2026-04-01", AT(12, 0), "2026-04-07", AT(9, 0)},
        {"2027-05-14", AT(15, 0), "2027-05-18", AT(9, 0)},
        /* over the night the clock is changed */
        {"2026-03-28", AT(12, 0), "2026-03-30", AT(9, 0)},
        {"2026-10-24", AT(12, 0), "2026-10-26", AT(9, 0)},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(opening_next(&opening, moment(cases[i].day, cases[i].minute)),
                         moment(cases[i].next, cases[i].opens));
    assert_true(hours_parse("-", &opening.week, NULL));
    assert_int_equal(opening_next(&opening, moment("2026-03-10", 0)), 0);
}

static void minutes_add_up(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    gint64 friday = moment("2026-03-13", AT(14, 30)), monday = moment("2026-03-16", AT(9, 45));
    assert_int_equal(opening_minutes_between(&opening, friday, monday), 30 + 45);
    assert_int_equal(opening_minutes_between(&opening, monday, friday), 0);
    /* Easter 2026: Wednesday until 12:00, then Tuesday. */
    assert_int_equal(
        opening_minutes_between(&opening, moment("2026-04-01", 0), moment("2026-04-08", 0)),
        3 * 60 + 6 * 60);
    /* Any cut in between gives the same sum. */
    gint64 from = moment("2026-03-26", AT(13, 0)), until = moment("2026-04-09", AT(10, 20));
    int whole = opening_minutes_between(&opening, from, until);
    for (gint64 cut = from; cut <= until; cut += 7 * 60 * 60)
        assert_int_equal(opening_minutes_between(&opening, from, cut) +
                             opening_minutes_between(&opening, cut, until),
                         whole);
}

static void minutes_are_real_when_the_clock_is_changed(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    assert_true(hours_parse("ma-sø 00:00-24:00", &opening.week, NULL));
    assert_int_equal(
        opening_minutes_between(&opening, moment("2026-03-29", 0), moment("2026-03-30", 0)),
        23 * 60);
    assert_int_equal(
        opening_minutes_between(&opening, moment("2026-10-25", 0), moment("2026-10-26", 0)),
        25 * 60);
}

static void says_until_when(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    language_start("en");
    g_autofree char *open = opening_text(&opening, moment("2026-03-10", AT(10, 0)));
    g_autofree char *closed = opening_text(&opening, moment("2026-03-13", AT(15, 0)));
    assert_string_equal(open, "open until 15:00");
    assert_string_equal(closed, "closed until Mon 09:00");
}

int main(void)
{
    language_start("nb");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_hours_with_holidays_and_half_days),
        cmocka_unit_test(exceptions_go_before_everything),
        cmocka_unit_test(open_to_the_minute),
        cmocka_unit_test(the_next_opening_skips_what_is_closed),
        cmocka_unit_test(minutes_add_up),
        cmocka_unit_test(minutes_are_real_when_the_clock_is_changed),
        cmocka_unit_test(says_until_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

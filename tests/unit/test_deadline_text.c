/* What is said of a deadline: how long is left, and why it is due then. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/deadline.h"

#include "deadline_fixture.h"
#include "testing.h"

#define AT(hour, minute) ((hour)*60 + (minute))
#define NOON AT(12, 0)

/* ---- how long is left ---- */

static void says_how_long_is_left(void **state)
{
    (void)state;
    static const struct {
        const char *now;
        int minute;
        const char *text;
    } moments[] = {
        {"2026-05-13", NOON, "3 work days"},      {"2026-05-14", NOON, "3 work days"},
        {"2026-05-15", NOON, "2 work days"},      {"2026-05-18", AT(8, 0), "1 work day"},
        {"2026-05-19", AT(8, 0), "today"},        {"2026-05-19", AT(23, 59), "today"},
        {"2026-05-20", 0, "broken 1 d"},          {"2026-05-22", NOON, "broken 3 d"},
        {"2026-05-25", AT(23, 59), "broken 3 d"}, {"2026-05-26", 0, "broken 4 d"},
    };
    DeadlineClock clock = {.set = true, .day = deadline_day("2026-05-19"), .minute = AT(23, 59)};
    language_start("en");
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        gint64 now = day_moment(deadline_day(moments[i].now), moments[i].minute);
        DeadlineLeft left = deadline_left(&clock, now, &deadline_opening);
        g_autofree char *text = deadline_left_text(&left, now);
        assert_string_equal(text, moments[i].text);
        assert_int_equal(left.broken, now >= left.due_at);
    }
}

static void short_clocks_say_the_minute(void **state)
{
    (void)state;
    DeadlineClock clock = {.set = true, .day = deadline_day("2026-03-13"), .minute = AT(14, 30)};
    gint64 due = day_moment(clock.day, clock.minute + 1);
    language_start("en");
    DeadlineLeft left = deadline_left(&clock, due - 3600, &deadline_opening);
    g_autofree char *text = deadline_left_text(&left, due - 3600);
    assert_string_equal(text, "14:30");
    assert_int_equal(left.open_minutes, 60);
    left = deadline_left(&clock, due, &deadline_opening);
    g_autofree char *broken = deadline_left_text(&left, due);
    assert_string_equal(broken, "broken");
    assert_true(left.broken);
    assert_int_equal(left.working_days, 0);
    /* On Saturday a clock of Sunday has no working day left: its time is said. */
    clock = (DeadlineClock){.set = true, .day = deadline_day("2026-03-15"), .minute = AT(1, 0)};
    gint64 saturday = day_moment(deadline_day("2026-03-14"), NOON);
    left = deadline_left(&clock, saturday, &deadline_opening);
    g_autofree char *sunday = deadline_left_text(&left, saturday);
    assert_string_equal(sunday, "Sun 01:00");
    left = deadline_left(&(DeadlineClock){0}, saturday, &deadline_opening);
    g_autofree char *none = deadline_left_text(&left, saturday);
    assert_string_equal(none, "");
}

static void the_open_minutes_of_a_half_day_end_at_noon(void **state)
{
    (void)state;
    DeadlineClock clock = {.set = true, .day = deadline_day("2026-04-01"), .minute = AT(23, 59)};
    gint64 now = day_moment(clock.day, AT(10, 15));
    assert_int_equal(deadline_left(&clock, now, &deadline_opening).open_minutes, 105);
    now = day_moment(clock.day, AT(13, 0));
    assert_int_equal(deadline_left(&clock, now, &deadline_opening).open_minutes, 0);
    assert_true(deadline_left(&clock, now, &deadline_opening).today);
}

/* ---- why ---- */

static void assert_why(const char *code, DeadlineWhich which, const char *day, int minute,
                       const char *wanted)
{
    g_autofree char *why = deadline_explain(
        deadline_category(code), which, day_moment(deadline_day(day), minute), &deadline_opening);
    assert_string_equal(why, wanted);
}

static void says_why(void **state)
{
    (void)state;
    language_start("en");
    assert_why(
        "simple_statistics", DEADLINE_LIMIT, "2027-05-14", NOON,
        "Received Friday 14 May 2027 at 12:00. The day of receipt is not counted. Due at the "
        "end of working day number 2, Wednesday 19 May 2027. Not counted: Saturday 15 May, "
        "Sunday 16 May (Whit Sunday), Monday 17 May (Constitution Day and Whit Monday). This "
        "is promised in the service declaration.");
    assert_why("simple_statistics", DEADLINE_TARGET, "2026-04-30", AT(15, 30),
               "Received Thursday 30 April 2026 at 15:30, after closing at 15:00. Due the next "
               "working day, Monday 4 May 2026. Not counted: Friday 1 May (Labour Day), Saturday 2 "
               "May, Sunday 3 May. This is promised in the service declaration.");
    assert_why("simple_statistics", DEADLINE_TARGET, "2026-03-10", AT(10, 12),
               "Received Tuesday 10 March 2026 at 10:12. Due the same day. This is promised in the "
               "service declaration.");
    assert_why("access_request", DEADLINE_TARGET, "2026-03-14", AT(9, 12),
               "Received Saturday 14 March 2026 at 09:12, no working day (Saturday). Due the next "
               "working day, Monday 16 March 2026. Not counted: Sunday 15 March. This is promised "
               "in the service declaration.");
    assert_why("coercive_fine", DEADLINE_LIMIT, "2027-04-17", NOON,
               "Received Saturday 17 April 2027 at 12:00, no working day (Saturday). 1 month later "
               "is Monday 17 May 2027. That is moved to the next working day, Tuesday 18 May 2027. "
               "Not counted: Monday 17 May (Constitution Day and Whit Monday). This is required by "
               "law.");
    assert_why("press", DEADLINE_TARGET, "2026-03-14", AT(18, 30),
               "Received Saturday 14 March 2026 at 18:30. Due 2 hours later, also outside opening "
               "hours: Saturday 14 March 2026 at 20:30. This is the bureau's own aim, not a "
               "promise.");
    assert_why(
        "switchboard_call", DEADLINE_TARGET, "2026-03-10", NOON,
        "Received Tuesday 10 March 2026 at 12:00. Due at once. This is the bureau's own aim, "
        "not a promise.");
    assert_why("press", DEADLINE_LIMIT, "2026-03-10", NOON,
               "Received Tuesday 10 March 2026 at 12:00. Nothing is promised here: it is answered "
               "as soon as possible.");
}

static void names_the_holidays_in_the_language_of_the_screen(void **state)
{
    (void)state;
    g_autofree char *why =
        deadline_explain(deadline_category("simple_statistics"), DEADLINE_LIMIT,
                         day_moment(deadline_day("2026-04-30"), NOON), &deadline_opening);
    assert_non_null(strstr(why, "fredag 1. mai (arbeidernes dag), lørdag 2. mai, søndag 3. mai"));
}

#define EACH(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, deadline_fixture_fresh, deadline_fixture_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(says_how_long_is_left),
        EACH(short_clocks_say_the_minute),
        EACH(the_open_minutes_of_a_half_day_end_at_noon),
        EACH(says_why),
        EACH(names_the_holidays_in_the_language_of_the_screen),
    };
    return cmocka_run_group_tests(tests, deadline_fixture_begin, deadline_fixture_end);
}

/* Times as people write and read them, across the nights when the clock is moved. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "testing.h"

static gint64 at(const char *text)
{
    gint64 moment = 0;
    g_autoptr(GError) error = NULL;
    if (!time_text_parse(text, &moment, &error))
        fail_msg("%s", error->message);
    return moment;
}

static void assert_text(char *actual, const char *expected)
{
    assert_string_equal(actual, expected);
    g_free(actual);
}

static void test_iso_follows_daylight_saving(void **state)
{
    (void)state;
    assert_text(time_text_iso(at("2026-03-29T01:59:59+01:00")), "2026-03-29T01:59:59+01:00");
    assert_text(time_text_iso(at("2026-03-29T02:00:00+01:00")), "2026-03-29T03:00:00+02:00");
    assert_text(time_text_iso(at("2026-10-25T02:30:00+02:00")), "2026-10-25T02:30:00+02:00");
    assert_text(time_text_iso(at("2026-10-25T02:30:00+01:00")), "2026-10-25T02:30:00+01:00");
    assert_text(time_text_iso(at("0042-01-01T00:00:00Z") + 86400), "0042-01-02T00:43:00+00:43");
}

static void test_reads_local_forms(void **state)
{
    (void)state;
    assert_int_equal(at("2026-03-10"), at("2026-03-10T00:00:00+01:00"));
    assert_int_equal(at(" 2026-07-10 08:30 "), at("2026-07-10T08:30:00+02:00"));
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12+01:00", TRUE);
    assert_true(clock_start(NULL));
    assert_int_equal(at("now"), at("2026-03-10T10:12+01:00"));
    assert_int_equal(at("today"), at("2026-03-10"));
    gint64 untouched = 7;
    g_autoptr(GError) error = NULL;
    assert_false(time_text_parse("i morgen", &untouched, &error));
    assert_int_equal(skranke_error_exit_status(error), 2);
    assert_non_null(strstr(error->message, "2026-03-10T10:12"));
    assert_int_equal(untouched, 7);
}

static void test_from_local(void **state)
{
    (void)state;
    assert_int_equal(time_text_from_local(2026, 3, 10, 612), at("2026-03-10T10:12+01:00"));
    /* 02:30 does not exist that night: moved forward. */
    assert_text(time_text_iso(time_text_from_local(2026, 3, 29, 150)), "2026-03-29T03:00:00+02:00");
    assert_text(time_text_iso(time_text_from_local(2026, 12, 31, 1440)),
                "2027-01-01T00:00:00+01:00");
    assert_text(time_text_iso(time_text_from_local(2026, 1, 1, -1)), "2025-12-31T23:59:00+01:00");
    LocalTime local = time_text_local(at("2026-03-08T23:30:00Z"));
    assert_int_equal(local.year, 2026);
    assert_int_equal(local.month, 3);
    assert_int_equal(local.day, 9);
    assert_int_equal(local.weekday, 1);
    assert_int_equal(local.minute_of_day, 30);
}

static void test_for_lists(void **state)
{
    (void)state;
    static const struct {
        const char *at, *nb, *nn, *en;
    } cases[] = {
        {"2026-03-10T08:29", "08:29", "08:29", "08:29"},
        {"2026-03-09T23:59", "i går 23:59", "i går 23:59", "yest. 23:59"},
        {"2026-03-07T08:29", "lør. 08:29", "laur. 08:29", "Sat 08:29"},
        {"2026-03-04T08:29", "ons. 08:29", "ons. 08:29", "Wed 08:29"},
        {"2026-03-03T08:29", "03.03.", "03.03.", "03.03."},
        {"2026-03-11T08:29", "ons. 08:29", "ons. 08:29", "Wed 08:29"},
        {"2026-12-24T08:29", "24.12.", "24.12.", "24.12."},
        {"2025-03-10T08:29", "10.03.2025", "10.03.2025", "10.03.2025"},
    };
    gint64 now = at("2026-03-10T10:12+01:00");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *const expected[] = {cases[i].nb, cases[i].nn, cases[i].en};
        for (int language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
            language_start(language_code((Language)language));
            char *text = time_text_short(at(cases[i].at), now);
            assert_true(safe_text_cells(text) <= 11);
            assert_text(text, expected[language]);
        }
    }
    /* The day before a 23-hour day is still yesterday. */
    language_start("nb");
    assert_text(time_text_short(at("2026-03-28T00:10"), at("2026-03-29T23:50")), "i går 00:10");
}

static void test_for_people(void **state)
{
    (void)state;
    gint64 moment = at("2026-10-12T09:41");
    assert_text(time_text_full(moment), "12.10.2026 09:41");
    assert_text(time_text_clock(moment), "09:41");
    language_start("nb");
    assert_text(time_text_header(moment), "man. 12. okt. 09:41");
    language_start("nn");
    assert_text(time_text_header(moment), "mån. 12. okt. 09:41");
    language_start("en");
    assert_text(time_text_header(moment), "Mon 12 Oct 09:41");
}

/* A day of next year may be a slip: its year is shown. */
static void test_another_year(void **state)
{
    (void)state;
    gint64 moment = at("2027-01-04T08:00");
    language_start("nb");
    assert_text(time_text_header(moment), "man. 4. jan. 2027 08:00");
    language_start("en");
    assert_text(time_text_header(moment), "Mon 4 Jan 2027 08:00");
    assert_text(time_text_header(at("2025-12-31T23:59")), "Wed 31 Dec 2025 23:59");
}

static void test_zone(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_false(time_text_set_zone("Mars/Olympus", &error));
    assert_non_null(strstr(error->message, "Mars/Olympus"));
    assert_text(time_text_iso(0), "1970-01-01T01:00:00+01:00");
    assert_true(time_text_set_zone("America/New_York", NULL));
    assert_text(time_text_iso(0), "1969-12-31T19:00:00-05:00");
    assert_true(time_text_set_zone("Europe/Oslo", NULL));
}

static void test_absurd_times_do_not_crash(void **state)
{
    (void)state;
    const gint64 moments[] = {G_MININT64, -99999999999999, 99999999999999, G_MAXINT64};
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        g_autofree char *iso = time_text_iso(moments[i]);
        g_autofree char *list = time_text_short(moments[i], 0);
        assert_int_equal(strlen(iso), 25);
        assert_int_equal(strlen(list), 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_iso_follows_daylight_saving),
        cmocka_unit_test(test_reads_local_forms),
        cmocka_unit_test(test_from_local),
        cmocka_unit_test(test_for_lists),
        cmocka_unit_test(test_for_people),
        cmocka_unit_test(test_another_year),
        cmocka_unit_test(test_zone),
        cmocka_unit_test(test_absurd_times_do_not_crash),
    };
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12:00+01:00", TRUE);
    g_assert_true(clock_start(NULL));
    return cmocka_run_group_tests(tests, NULL, NULL);
}

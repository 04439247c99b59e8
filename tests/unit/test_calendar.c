/* Days, Easter, holidays and working days: against the published dates, a second algorithm and the
 * bureau's own table. */
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/calendar.h"

#include "cleanup.h"
#include "testing.h"

#define SHARED SKRANKE_SOURCE "/../shared/domain/data/"

static Day read_day(const char *iso)
{
    Day day = 0;
    if (!day_parse(iso, &day))
        fail_msg("no day: %s", iso);
    return day;
}

static void assert_day(Day day, const char *iso)
{
    g_autofree char *text = day_iso(day);
    assert_string_equal(text, iso);
}

/* ---- days ---- */

static void days_and_dates_agree_with_glib(void **state)
{
    (void)state;
    g_autoptr(GDate) date = g_date_new_dmy(1, G_DATE_JANUARY, 1583);
    gint32 shift = (gint32)g_date_get_julian(date) - day_of_date(1583, 1, 1);
    Day last = day_of_date(4099, 12, 31);
    for (Day day = day_of_date(1583, 1, 1); day <= last; day++) {
        DayDate parts = day_date(day);
        if (day_of_date(parts.year, parts.month, parts.day) != day)
            fail_msg("day %d comes back as another", day);
        if (day % 11)
            continue; /* GLib is slow and all dates of the cycle come round */
        g_date_set_julian(date, (guint32)(day + shift));
        assert_int_equal(parts.year, g_date_get_year(date));
        assert_int_equal(parts.month, g_date_get_month(date));
        assert_int_equal(parts.day, g_date_get_day(date));
        assert_int_equal(day_weekday(day), g_date_get_weekday(date));
    }
}

static void days_are_read_and_written(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "2026-3-10",  "2026-02-29", "2026-13-01",
                                        "2026-00-01", "2026-04-31", "2026-03-1x", "0000-01-01",
                                        "2026/03/10", "2026-03-101"};
    Day day = 7;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_false(day_parse(wrong[i], &day));
    assert_false(day_parse(NULL, &day));
    assert_int_equal(day, 7);
    assert_int_equal(read_day("1970-01-01"), 0);
    assert_int_equal(read_day("1969-12-31"), -1);
    assert_day(read_day("2024-02-29") + 1, "2024-03-01");
    assert_day(day_of_date(1, 1, 1), "0001-01-01");
    assert_int_equal(day_weekday(read_day("1969-12-31")), 3);
}

static void months_end_on_the_same_date_or_the_last(void **state)
{
    (void)state;
    assert_day(day_add_months(read_day("2026-01-31"), 1), "2026-02-28");
    assert_day(day_add_months(read_day("2024-01-31"), 1), "2024-02-29");
    assert_day(day_add_months(read_day("2026-12-15"), 1), "2027-01-15");
    assert_day(day_add_months(read_day("2026-03-31"), -1), "2026-02-28");
    assert_day(day_add_months(read_day("2026-01-15"), -13), "2024-12-15");
}

static void a_moment_belongs_to_the_local_day(void **state)
{
    (void)state;
    int minute = 0;
    /* 2026-03-29 has 23 hours and 2026-10-25 has 25 in Oslo. */
    Day short_day = read_day("2026-03-29"), long_day = read_day("2026-10-25");
    assert_int_equal(day_moment(short_day + 1, 0) - day_moment(short_day, 0), 23 * 3600);
    assert_int_equal(day_moment(long_day + 1, 0) - day_moment(long_day, 0), 25 * 3600);
    assert_int_equal(day_of_moment(day_moment(short_day, 0), &minute), short_day);
    assert_int_equal(minute, 0);
    assert_int_equal(day_of_moment(day_moment(short_day, 0) - 1, &minute), short_day - 1);
    assert_int_equal(minute, DAY_MINUTES - 1);
    assert_int_equal(day_moment(long_day, DAY_MINUTES), day_moment(long_day + 1, 0));
    /* 22:30 UTC is the next day in Oslo, in summer and in winter. */
    assert_int_equal(day_of_moment(day_moment(long_day, 0) - 1, NULL), long_day - 1);
}

static void dates_are_said_in_the_language_of_the_screen(void **state)
{
    (void)state;
    static const struct {
        const char *language, *text;
    } said[] = {{"nb", "lørdag 14. mars 2026"},
                {"nn", "laurdag 14. mars 2026"},
                {"en", "Saturday 14 March 2026"}};
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        language_start(said[i].language);
        g_autofree char *text = day_text(read_day("2026-03-14"));
        assert_string_equal(text, said[i].text);
    }
    language_start("nb");
}

/* ---- Easter and holidays ---- */

/* The Gregorian computus by epacts as Knuth gives it (The Art of Computer Programming 1, 1.3.2,
 * exercise 14): another road than the one in calendar.c. */
static Day easter_by_epact(int year)
{
    int golden = year % 19 + 1;
    int century = year / 100 + 1;
    int leap_correction = 3 * century / 4 - 12;
    int moon_correction = (8 * century + 5) / 25 - 5;
    int sunday = 5 * year / 4 - leap_correction - 10;
    int epact = (11 * golden + 20 + moon_correction - leap_correction) % 30;
    epact += epact < 0 ? 30 : 0;
    if ((epact == 25 && golden > 11) || epact == 24)
        epact++;
    int full_moon = 44 - epact;
    full_moon += full_moon < 21 ? 30 : 0;
    int march = full_moon + 7 - (sunday + full_moon) % 7;
    return day_of_date(year, 3, 1) + march - 1;
}

static void easter_agrees_with_a_second_algorithm(void **state)
{
    (void)state;
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++) {
        Day easter = calendar_easter(year);
        if (easter != easter_by_epact(year))
            fail_msg("Easter %d differs", year);
        assert_int_equal(day_weekday(easter), DAY_SUNDAY);
        assert_in_range(easter, day_of_date(year, 3, 22), day_of_date(year, 4, 25));
    }
    /* The earliest and the latest there are. */
    assert_day(calendar_easter(1818), "1818-03-22");
    assert_day(calendar_easter(1943), "1943-04-25");
}

/* The years that the bureau's own table gives; weekday of fixed days is the calendar's anyway. */
static const struct {
    int year;
    const char *easter, *ascension, *whitsun, *half_wednesday;
    int working_days, holiday_dates;
} table[] = {
    {2024, "2024-03-31", "2024-05-09", "2024-05-19", "2024-03-27", 252, 12},
    {2025, "2025-04-20", "2025-05-29", "2025-06-08", "2025-04-16", 252, 12},
    {2026, "2026-04-05", "2026-05-14", "2026-05-24", "2026-04-01", 253, 12},
    {2027, "2027-03-28", "2027-05-06", "2027-05-16", "2027-03-24", 255, 11},
    {2028, "2028-04-16", "2028-05-25", "2028-06-04", "2028-04-12", 251, 12},
    {2029, "2029-04-01", "2029-05-10", "2029-05-20", "2029-03-28", 251, 12},
    {2030, "2030-04-21", "2030-05-30", "2030-06-09", "2030-04-17", 251, 12},
};

static void the_table_of_seven_years_holds(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        int year = table[i].year, dates = 0;
        assert_day(calendar_easter(year), table[i].easter);
        assert_true(calendar_is_holiday(read_day(table[i].ascension)));
        assert_true(calendar_is_holiday(read_day(table[i].whitsun)));
        assert_true(calendar_is_half_day(read_day(table[i].half_wednesday)));
        assert_int_equal(calendar_working_days_of_year(calendar, year), table[i].working_days);
        for (Day day = day_of_date(year, 1, 1); day <= day_of_date(year, 12, 31); day++)
            dates += calendar_is_holiday(day);
        assert_int_equal(dates, table[i].holiday_dates);
    }
}

static void two_holidays_can_share_a_day(void **state)
{
    (void)state;
    CalendarMark marks[2];
    g_autoptr(Calendar) calendar = calendar_new();
    Day day = read_day("2027-05-17");
    assert_int_equal(calendar_marks_of(day, marks), 2);
    assert_string_equal(marks[0].name_nb, "grunnlovsdag");
    assert_string_equal(marks[1].name_nb, "andre pinsedag");
    g_autofree char *why = calendar_why_not(calendar, day);
    assert_non_null(strstr(why, "grunnlovsdag"));
    assert_non_null(strstr(why, "andre pinsedag"));
}

static void marks_come_by_date_in_every_year(void **state)
{
    (void)state;
    CalendarMark marks[CALENDAR_MOST_MARKED];
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++) {
        assert_int_equal(calendar_marks(year, marks), CALENDAR_MOST_MARKED);
        for (guint i = 0; i < CALENDAR_MOST_MARKED; i++) {
            assert_int_equal(day_date(marks[i].day).year, year);
            assert_true(i == 0 || marks[i - 1].day <= marks[i].day);
            /* Whitsun Eve is always a Saturday: it shortens no working day. */
            if (strcmp(marks[i].name_nb, "pinseaften") == 0)
                assert_int_equal(day_weekday(marks[i].day), DAY_SATURDAY);
        }
    }
    assert_int_equal(calendar_marks(CALENDAR_FIRST_YEAR - 1, marks), 0);
    assert_int_equal(calendar_marks(CALENDAR_LAST_YEAR + 1, marks), 0);
    assert_false(calendar_is_holiday(day_of_date(4100, 12, 25)));
}

/* ---- the file of holidays beside the repository ---- */

static bool has_name(Day day, const char *name, CalendarKind kind)
{
    CalendarMark marks[2];
    guint count = calendar_marks_of(day, marks);
    g_autofree char *wanted = g_utf8_casefold(name, -1);
    for (guint i = 0; i < count; i++) {
        g_autofree char *own = g_utf8_casefold(marks[i].name_nb, -1);
        if (marks[i].kind == kind && strcmp(own, wanted) == 0)
            return true;
    }
    return false;
}

/* "Grunnlovsdag; Andre pinsedag" are two. */
static void assert_marked(const char *date, const char *names, CalendarKind kind)
{
    g_auto(GStrv) parts = g_strsplit(names, ";", -1);
    for (guint i = 0; parts[i]; i++)
        if (!has_name(read_day(date), g_strstrip(parts[i]), kind))
            fail_msg("%s %s is not in the calendar", date, parts[i]);
}

static void the_published_holidays_are_ours(void **state)
{
    (void)state;
    g_autofree char *text = file_read(SHARED "holidays_no_2024_2030.csv");
    if (!text) {
        test_report("SKIPPED: %s is not there\n", SHARED "holidays_no_2024_2030.csv");
        skip();
    }
    g_autoptr(CsvTable) csv = csv_parse(text, strlen(text), NULL);
    assert_non_null(csv);
    guint holidays = 0, half_days = 0;
    for (guint row = 0; row < csv_rows(csv); row++) {
        const char *date = csv_field(csv, row, "date"), *name = csv_field(csv, row, "name_nb");
        const char *kind = csv_field(csv, row, "kind");
        assert_string_equal(day_weekday_name(read_day(date)), csv_field(csv, row, "weekday"));
        bool holiday = strcmp(kind, "public_holiday") == 0;
        bool half = strcmp(kind, "half_day_12_00") == 0;
        /* The later opening between Christmas and New Year is each office's own matter. */
        if (holiday || half)
            assert_marked(date, name, holiday ? CALENDAR_HOLIDAY : CALENDAR_HALF_DAY);
        holidays += holiday;
        half_days += half;
    }
    assert_in_range(holidays, 7 * 11, 7 * 12);
    assert_in_range(half_days, 7 * 2, 7 * 3);
}

/* ---- working days ---- */

static void add_and_between_agree(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    assert_true(
        calendar_add_exception(calendar, read_day("2026-06-12"), true, 0, 0, "Flytting", NULL));
    for (int eves = 0; eves < 2; eves++) {
        calendar->eves_count_as_working_day = eves;
        for (Day day = read_day("2025-12-01"); day <= read_day("2027-06-30"); day++) {
            assert_int_equal(calendar_add_working_days(calendar, day, 0), day);
            for (int n = 1; n <= 12; n++) {
                Day later = calendar_add_working_days(calendar, day, n);
                Day earlier = calendar_add_working_days(calendar, day, -n);
                assert_true(calendar_is_working_day(calendar, later));
                assert_true(calendar_is_working_day(calendar, earlier));
                assert_int_equal(calendar_working_days_between(calendar, day, later), n);
                assert_int_equal(calendar_working_days_between(calendar, day, earlier), -n);
            }
            Day next = calendar_next_working_day(calendar, day);
            assert_int_equal(next == day, calendar_is_working_day(calendar, day));
            if (next != day)
                assert_int_equal(next, calendar_add_working_days(calendar, day, 1));
        }
    }
}

static void eves_are_a_setting(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    assert_true(calendar_is_working_day(calendar, read_day("2026-12-24")));
    assert_true(calendar_is_working_day(calendar, read_day("2026-12-31")));
    calendar->eves_count_as_working_day = false;
    assert_false(calendar_is_working_day(calendar, read_day("2026-12-24")));
    assert_false(calendar_is_working_day(calendar, read_day("2026-12-31")));
    /* The half day before Easter is no eve. */
    assert_true(calendar_is_working_day(calendar, read_day("2026-04-01")));
    g_autofree char *why = calendar_why_not(calendar, read_day("2026-12-24"));
    assert_string_equal(why, "julaften");
}

static void exceptions_close_and_open(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Calendar) calendar = calendar_new();
    Day friday = read_day("2026-06-12"), saturday = friday + 1, monday = friday + 3;
    assert_true(calendar_add_exception(calendar, monday, false, 600, 720, "Kurs", NULL));
    assert_true(calendar_add_exception(calendar, friday, true, 0, 0, "Flytting", NULL));
    assert_true(calendar_add_exception(calendar, saturday, false, 600, 720, "Valgdag", NULL));
    assert_false(calendar_is_working_day(calendar, friday));
    assert_true(calendar_is_working_day(calendar, monday));
    assert_false(calendar_is_working_day(calendar, saturday));
    g_autofree char *why = calendar_why_not(calendar, friday);
    assert_string_equal(why, "Flytting");
    assert_null(calendar_why_not(calendar, monday));
    /* The later one of the same day holds. */
    assert_true(calendar_add_exception(calendar, friday, false, 540, 600, NULL, NULL));
    assert_true(calendar_is_working_day(calendar, friday));
    assert_int_equal(calendar->exceptions->len, 3);
    assert_int_equal(calendar_exception(calendar, friday)->closes, 600);
    assert_null(calendar_exception(calendar, friday + 2));
    assert_false(calendar_add_exception(calendar, monday, false, 720, 720, "", &error));
    assert_int_equal(error->code, SKRANKE_ERROR_USAGE);
    assert_int_equal(calendar_exception(calendar, monday)->opens, 600);
}

static void reasons_name_the_day(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    static const struct {
        const char *day, *why;
    } days[] = {{"2026-03-14", "lørdag"},
                {"2026-03-15", "søndag"},
                {"2026-05-17", "grunnlovsdag"},
                {"2026-04-03", "langfredag"},
                {"2026-05-23", "lørdag"}};
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autofree char *why = calendar_why_not(calendar, read_day(days[i].day));
        assert_string_equal(why, days[i].why);
    }
}

int main(void)
{
    language_start("nb");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates_agree_with_glib),
        cmocka_unit_test(days_are_read_and_written),
        cmocka_unit_test(months_end_on_the_same_date_or_the_last),
        cmocka_unit_test(a_moment_belongs_to_the_local_day),
        cmocka_unit_test(dates_are_said_in_the_language_of_the_screen),
        cmocka_unit_test(easter_agrees_with_a_second_algorithm),
        cmocka_unit_test(the_table_of_seven_years_holds),
        cmocka_unit_test(two_holidays_can_share_a_day),
        cmocka_unit_test(marks_come_by_date_in_every_year),
        cmocka_unit_test(the_published_holidays_are_ours),
        cmocka_unit_test(add_and_between_agree),
        cmocka_unit_test(eves_are_a_setting),
        cmocka_unit_test(exceptions_close_and_open),
        cmocka_unit_test(reasons_name_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

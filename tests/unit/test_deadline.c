/* Deadlines: the bureau's own vectors and examples, the table of working days across weekends,
 * Easter, 17 May and Christmas, and what holds for every minute of two years. */
#include <jansson.h>
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/deadline.h"

#include "cleanup.h"
#include "deadline_fixture.h"
#include "testing.h"

#define SHARED SKRANKE_SOURCE "/../shared/domain/data/"
#define AT(hour, minute) ((hour)*60 + (minute))
#define NOON AT(12, 0)

static void assert_clock(const DeadlineClock *clock, const char *wanted, const char *what)
{
    g_autofree char *day = clock->set ? day_iso(clock->day) : g_strdup("none");
    if (g_strcmp0(day, wanted ? wanted : "none") != 0)
        fail_msg("%s: %s, not %s", what, day, wanted ? wanted : "none");
}

/* ---- vectors ---- */

/* The rule "working_days n" alone, at noon. */
static void assert_working_days(const char *received, int n, const char *due)
{
    Category category = {.limit = {.kind = CATEGORY_WORKING_DAYS, .number = n}};
    Deadline deadline =
        deadline_of_local(&category, deadline_day(received), NOON, &deadline_opening);
    assert_clock(&deadline.limit, due, received);
    assert_int_equal(deadline.limit.minute, AT(23, 59));
}

/* The table of the requirements: received, +1, +2, +5, and +2 when the eves are off. */
static const struct {
    const char *received, *plus1, *plus2, *plus5, *plus2_eves_off;
} table[] = {
    {"2026-03-13", "2026-03-16", "2026-03-17", "2026-03-20", "2026-03-17"},
    {"2026-03-14", "2026-03-16", "2026-03-17", "2026-03-20", "2026-03-17"},
    {"2026-04-01", "2026-04-07", "2026-04-08", "2026-04-13", "2026-04-08"},
    {"2026-04-30", "2026-05-04", "2026-05-05", "2026-05-08", "2026-05-05"},
    {"2026-05-13", "2026-05-15", "2026-05-18", "2026-05-21", "2026-05-18"},
    {"2026-05-22", "2026-05-26", "2026-05-27", "2026-06-01", "2026-05-27"},
    {"2027-05-14", "2027-05-18", "2027-05-19", "2027-05-24", "2027-05-19"},
    {"2025-12-23", "2025-12-24", "2025-12-29", "2026-01-02", "2025-12-30"},
    {"2026-12-30", "2026-12-31", "2027-01-04", "2027-01-07", "2027-01-05"},
};

static void the_table_of_working_days_holds(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        deadline_calendar->eves_count_as_working_day = true;
        assert_working_days(table[i].received, 1, table[i].plus1);
        assert_working_days(table[i].received, 2, table[i].plus2);
        assert_working_days(table[i].received, 5, table[i].plus5);
        deadline_calendar->eves_count_as_working_day = false;
        assert_working_days(table[i].received, 2, table[i].plus2_eves_off);
    }
}

static void the_vectors_beside_the_repository_hold(void **state)
{
    (void)state;
    json_t *vectors = json_load_file(SHARED "deadline_vectors.json", 0, NULL);
    if (!vectors) {
        test_report("SKIPPED: %s is not there\n", SHARED "deadline_vectors.json");
        skip();
    }
    static const struct {
        const char *key;
        int n;
        bool eves;
    } columns[] = {{"plus1", 1, true},
                   {"plus2", 2, true},
                   {"plus5", 5, true},
                   {"plus2_eves_off", 2, false},
                   {"plus5_eves_off", 5, false}};
    assert_true(json_array_size(vectors) >= 15);
    for (size_t i = 0; i < json_array_size(vectors); i++)
        for (guint c = 0; c < G_N_ELEMENTS(columns); c++) {
            const json_t *vector = json_array_get(vectors, i);
            deadline_calendar->eves_count_as_working_day = columns[c].eves;
            assert_working_days(json_string_value(json_object_get(vector, "received")),
                                columns[c].n,
                                json_string_value(json_object_get(vector, columns[c].key)));
        }
    json_decref(vectors);
}

/* An example's limit. A question on social media has the promise of its channel: none. */
static void assert_example(const json_t *example)
{
    const char *id = json_string_value(json_object_get(example, "id"));
    const char *channel = json_string_value(json_object_get(example, "channel"));
    const char *code = json_string_value(json_object_get(example, "category"));
    const json_t *first = json_array_get(json_object_get(example, "deadlines"), 0);
    const char *due = json_string_value(json_object_get(first, "due_date"));
    gint64 received_at = 0;
    const char *received = json_string_value(json_object_get(example, "received"));
    assert_true(time_text_parse(received, &received_at, NULL));
    code = g_str_equal(channel, "social_media") ? "social_media" : code;
    Deadline deadline = deadline_of(deadline_category(code), received_at, &deadline_opening);
    assert_clock(&deadline.limit, due, id);
}

static void the_examples_beside_the_repository_hold(void **state)
{
    (void)state;
    g_autofree char *text = file_read(SHARED "examples.jsonl");
    if (!text) {
        test_report("SKIPPED: %s is not there\n", SHARED "examples.jsonl");
        skip();
    }
    guint count = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        json_t *example = *lines[i] ? json_loads(lines[i], 0, NULL) : NULL;
        if (!example)
            continue;
        assert_example(example);
        json_decref(example);
        count++;
    }
    assert_true(count >= 28);
}

/* ---- every rule ---- */

/* Category, received, target, limit (NULL: none). */
static const struct {
    const char *code, *received;
    int minute;
    const char *target, *limit;
} cases[] = {
    /* closing at 15:00, to the minute */
    {"simple_statistics", "2026-03-10", AT(14, 59), "2026-03-10", "2026-03-12"},
    {"simple_statistics", "2026-03-10", AT(15, 0), "2026-03-11", "2026-03-12"},
    {"simple_statistics", "2026-03-10", 0, "2026-03-10", "2026-03-12"},
    /* weekend, Easter, half day before Easter, 17 May 2027 */
    {"simple_statistics", "2026-03-13", AT(16, 0), "2026-03-16", "2026-03-17"},
    {"simple_statistics", "2026-03-14", NOON, "2026-03-16", "2026-03-17"},
    {"simple_statistics", "2026-04-01", AT(11, 59), "2026-04-01", "2026-04-08"},
    {"simple_statistics", "2026-04-01", AT(12, 0), "2026-04-07", "2026-04-08"},
    {"reporting_duty", "2027-05-14", AT(15, 30), "2027-05-18", "2027-05-19"},
    {"reporting_duty", "2027-05-17", NOON, "2027-05-18", "2027-05-19"},
    {"access_request", "2027-05-14", NOON, "2027-05-18", "2027-05-24"},
    {"access_request", "2026-03-14", AT(9, 12), "2026-03-16", "2026-03-20"},
    {"complex_statistics", "2027-05-14", NOON, "2027-05-31", NULL},
    {"social_media", "2026-05-14", NOON, "2026-05-15", NULL},
    {"shared_mailbox_forward", "2026-05-13", AT(8, 0), "2026-05-15", NULL},
    {"form_language", "2026-05-13", AT(8, 0), "2026-05-18", NULL},
    {"personally_addressed", "2026-03-10", NOON, NULL, NULL},
    {"switchboard_call", "2026-03-10", NOON, "2026-03-10", NULL},
    {"job_application", "2026-03-15", AT(21, 0), "2026-03-15", NULL},
    {"press", "2026-03-14", AT(18, 30), "2026-03-14", NULL},
    {"press", "2026-03-14", AT(22, 30), "2026-03-15", NULL},
    /* a month: same date, last date, moved from a holiday and a weekend */
    {"gdpr_access", "2026-03-10", NOON, NULL, "2026-04-10"},
    {"gdpr_access", "2026-01-31", NOON, NULL, "2026-03-02"},
    {"coercive_fine", "2027-04-17", NOON, NULL, "2027-05-18"},
    {"appeal", "2026-03-03", NOON, NULL, "2026-04-07"},
};

static void every_rule_has_its_day(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Category *category = deadline_category(cases[i].code);
        Day day = deadline_day(cases[i].received);
        Deadline local = deadline_of_local(category, day, cases[i].minute, &deadline_opening);
        Deadline deadline =
            deadline_of(category, day_moment(day, cases[i].minute), &deadline_opening);
        assert_clock(&deadline.target, cases[i].target, cases[i].code);
        assert_clock(&deadline.limit, cases[i].limit, cases[i].code);
        assert_int_equal(local.target.day, deadline.target.day);
        assert_int_equal(local.target.minute, deadline.target.minute);
        assert_int_equal(local.limit.day, deadline.limit.day);
    }
}

static void promises_are_told_from_aims(void **state)
{
    (void)state;
    gint64 at = day_moment(deadline_day("2026-03-10"), NOON);
    assert_int_equal(
        deadline_of(deadline_category("access_request"), at, &deadline_opening).limit.by,
        CATEGORY_BY_DOCUMENT);
    assert_int_equal(deadline_of(deadline_category("microdata"), at, &deadline_opening).limit.by,
                     CATEGORY_BY_LOCAL);
    assert_int_equal(deadline_of(deadline_category("gdpr_access"), at, &deadline_opening).limit.by,
                     CATEGORY_BY_LAW);
    Deadline complex = deadline_of(deadline_category("complex_statistics"), at, &deadline_opening);
    assert_clock(&complex.holding, "2026-03-12", "holding reply");
}

/* Two hours from 01:30 on the night to summer time end at 04:30, to winter time at 02:30. */
static void hours_are_real_when_the_clock_is_changed(void **state)
{
    (void)state;
    const Category *press = deadline_category("press");
    Day spring = deadline_day("2026-03-29"), autumn = deadline_day("2026-10-25");
    Deadline summer = deadline_of(press, day_moment(spring, AT(1, 30)), &deadline_opening);
    Deadline winter = deadline_of(press, day_moment(autumn, AT(1, 30)), &deadline_opening);
    assert_int_equal(summer.target.minute, AT(4, 30));
    assert_int_equal(winter.target.minute, AT(2, 30));
}

/* What comes at local midnight or a minute before belongs to different days, also around DST. */
static void the_day_is_the_local_one(void **state)
{
    (void)state;
    const Category *simple = deadline_category("simple_statistics");
    static const struct {
        const char *received, *limit;
    } moments[] = {
        {"2026-03-10T22:59:00Z", "2026-03-12"}, /* 23:59 in winter */
        {"2026-03-10T23:00:00Z", "2026-03-13"},
        {"2026-06-09T21:59:00Z", "2026-06-11"}, /* 23:59 in summer */
        {"2026-06-09T22:00:00Z", "2026-06-12"},
        {"2026-03-29T01:00:00Z", "2026-03-31"},
        {"2026-10-25T00:30:00Z", "2026-10-27"},
        {"2026-10-25T01:30:00Z", "2026-10-27"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        gint64 at = 0;
        assert_true(time_text_parse(moments[i].received, &at, NULL));
        Deadline deadline = deadline_of(simple, at, &deadline_opening);
        assert_clock(&deadline.limit, moments[i].limit, moments[i].received);
    }
}

/* The hour that winter time repeats: later receipt is due later, and never before it came. */
static void the_repeated_hour_has_no_clock_that_runs_back(void **state)
{
    (void)state;
    gint64 midnight = day_moment(deadline_day("2026-10-25"), 0), before = 0;
    static const char *const codes[] = {"press", "switchboard_call"};
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++, before = 0)
        for (gint64 at = midnight; at < midnight + 6 * 3600; at += 60) {
            Deadline deadline = deadline_of(deadline_category(codes[i]), at, &deadline_opening);
            gint64 due_at = deadline_clock_at(&deadline.target);
            assert_true(due_at > at && due_at > before);
            before = due_at;
        }
}

/* Two hours from late in the evening end at night; one that ends at 23:59 is still one of hours. */
static void hours_run_through_the_night(void **state)
{
    (void)state;
    const Category *press = deadline_category("press");
    Day friday = deadline_day("2026-04-03");
    Deadline late = deadline_of(press, day_moment(friday, AT(23, 30)), &deadline_opening);
    assert_clock(&late.target, "2026-04-04", "23:30");
    assert_int_equal(late.target.minute, AT(1, 30));
    assert_int_equal(deadline_clock_at(&late.target), day_moment(friday + 1, AT(1, 31)));
    Deadline last = deadline_of(press, day_moment(friday, AT(21, 59)), &deadline_opening);
    assert_int_equal(last.target.minute, AT(23, 59));
    last = deadline_after_pause(press, &last, friday, friday + 7, &deadline_opening);
    assert_clock(&last.target, "2026-04-03", "a clock of hours is not moved by days");
}

static void several_waits_add_up(void **state)
{
    (void)state;
    const Category *simple = deadline_category("simple_statistics");
    Day day = deadline_day("2027-05-13");
    Deadline whole = deadline_of_local(simple, day, NOON, &deadline_opening);
    Deadline parts = whole;
    whole = deadline_after_pause(simple, &whole, day, day + 8, &deadline_opening);
    for (Day from = day; from < day + 8; from++)
        parts = deadline_after_pause(simple, &parts, from, from + 1, &deadline_opening);
    assert_clock(&whole.limit, "2027-05-25", "one wait over 17 May");
    assert_int_equal(parts.limit.day, whole.limit.day);
    assert_clock(&whole.target, "2027-05-21", "one wait over 17 May");
}

static void a_wait_moves_hours_by_the_time_waited(void **state)
{
    (void)state;
    const Category *press = deadline_category("press");
    gint64 at = day_moment(deadline_day("2026-03-10"), AT(14, 0));
    Deadline deadline = deadline_of(press, at, &deadline_opening);
    gint64 due_at = deadline_clock_at(&deadline.target);
    Deadline moved =
        deadline_after_wait(press, &deadline, at + 3600, at + 5 * 3600, &deadline_opening);
    assert_int_equal(deadline_clock_at(&moved.target), due_at + 4 * 3600);
    assert_int_equal(moved.target.minute, AT(20, 0));
    moved = deadline_after_wait(press, &deadline, due_at, due_at + 3600, &deadline_opening);
    assert_int_equal(deadline_clock_at(&moved.target), due_at);
    const Category *call = deadline_category("switchboard_call");
    deadline = deadline_of(call, at, &deadline_opening);
    moved = deadline_after_wait(call, &deadline, at, at + 86400, &deadline_opening);
    assert_int_equal(deadline_clock_at(&moved.target), deadline_clock_at(&deadline.target));
    assert_int_equal(deadline_clock_at(&(DeadlineClock){0}), 0);
}

static void own_closing_days_never_lengthen_the_law(void **state)
{
    (void)state;
    Day closed = deadline_day("2026-03-11");
    assert_true(calendar_add_exception(deadline_calendar, closed, true, 0, 0, "Flytting", NULL));
    gint64 at = day_moment(closed - 1, NOON);
    Deadline simple = deadline_of(deadline_category("simple_statistics"), at, &deadline_opening);
    Deadline access = deadline_of(deadline_category("access_request"), at, &deadline_opening);
    assert_clock(&simple.limit, "2026-03-13", "simple");
    assert_clock(&access.target, "2026-03-11", "access target");
    assert_clock(&access.limit, "2026-03-17", "access");
}

static void waiting_moves_the_inner_clocks_only(void **state)
{
    (void)state;
    static const struct {
        const char *code, *received, *paused, *resumed, *target, *limit;
    } waits[] = {
        /* over 17 May 2027; the target had run out when the wait began */
        {"simple_statistics", "2027-05-13", "2027-05-14", "2027-05-19", "2027-05-13", "2027-05-20"},
        {"simple_statistics", "2027-05-14", "2027-05-14", "2027-05-18", "2027-05-18", "2027-05-20"},
        {"simple_statistics", "2026-03-10", "2026-03-11", "2026-03-11", "2026-03-10", "2026-03-12"},
        {"simple_statistics", "2026-03-10", "2026-03-13", "2026-03-20", "2026-03-10", "2026-03-12"},
        /* back on a Sunday: it must not have run out meanwhile */
        {"simple_statistics", "2026-03-13", "2026-03-13", "2026-03-15", "2026-03-16", "2026-03-17"},
        /* resumed before it was paused: a clock was set back */
        {"simple_statistics", "2026-03-10", "2026-03-12", "2026-03-09", "2026-03-10", "2026-03-12"},
        {"access_request", "2026-03-10", "2026-03-10", "2026-03-20", "2026-03-11", "2026-03-17"},
        {"gdpr_access", "2026-03-10", "2026-03-10", "2026-03-20", NULL, "2026-04-10"},
        {"press", "2026-03-10", "2026-03-10", "2026-03-20", "2026-03-10", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(waits); i++) {
        const Category *category = deadline_category(waits[i].code);
        Deadline deadline =
            deadline_of_local(category, deadline_day(waits[i].received), NOON, &deadline_opening);
        deadline = deadline_after_pause(category, &deadline, deadline_day(waits[i].paused),
                                        deadline_day(waits[i].resumed), &deadline_opening);
        assert_clock(&deadline.target, waits[i].target, waits[i].code);
        assert_clock(&deadline.limit, waits[i].limit, waits[i].code);
    }
}

/* ---- what always holds ---- */

static void check_minute(const Category *category, Day day, int minute)
{
    Deadline deadline = deadline_of_local(category, day, minute, &deadline_opening);
    if (deadline.target.set && deadline.limit.set && deadline.target.day > deadline.limit.day)
        fail_msg("%s on day %d at %d: target after limit", category->code, day, minute);
    if (deadline.target.set && deadline.target.day < day)
        fail_msg("%s on day %d at %d: due before it came", category->code, day, minute);
    if (deadline.limit.set && (deadline.limit.day <= day ||
                               !calendar_is_working_day(deadline_calendar, deadline.limit.day)))
        fail_msg("%s on day %d at %d: a limit that is none", category->code, day, minute);
}

/* Every minute for the category with the most turns, some minutes of each day for all. */
static void every_minute_of_two_years_has_a_target_before_its_limit(void **state)
{
    (void)state;
    static const int minutes[] = {0, AT(9, 0), AT(11, 59), NOON, AT(14, 59), AT(15, 0), AT(23, 59)};
    const Category *simple = deadline_category("simple_statistics");
    for (Day day = deadline_day("2026-01-01"); day <= deadline_day("2027-12-31"); day++) {
        for (int minute = 0; minute < DAY_MINUTES; minute++)
            check_minute(simple, day, minute);
        for (guint i = 0; i < deadline_categories->len; i++)
            for (guint m = 0; m < G_N_ELEMENTS(minutes); m++)
                check_minute(deadline_categories->pdata[i], day, minutes[m]);
    }
}

static void later_receipt_is_never_due_earlier(void **state)
{
    (void)state;
    for (guint i = 0; i < deadline_categories->len; i++) {
        const Category *category = deadline_categories->pdata[i];
        Deadline before =
            deadline_of_local(category, deadline_day("2026-01-01"), 0, &deadline_opening);
        for (Day day = deadline_day("2026-01-01"); day <= deadline_day("2027-12-31"); day++)
            for (int minute = 30; minute < DAY_MINUTES; minute += 90) {
                Deadline after = deadline_of_local(category, day, minute, &deadline_opening);
                assert_true(before.target.day <= after.target.day);
                assert_true(before.limit.day <= after.limit.day);
                before = after;
            }
    }
}

#define EACH(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, deadline_fixture_fresh, deadline_fixture_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(the_table_of_working_days_holds),
        EACH(the_vectors_beside_the_repository_hold),
        EACH(the_examples_beside_the_repository_hold),
        EACH(every_rule_has_its_day),
        EACH(promises_are_told_from_aims),
        EACH(hours_are_real_when_the_clock_is_changed),
        EACH(the_day_is_the_local_one),
        EACH(the_repeated_hour_has_no_clock_that_runs_back),
        EACH(hours_run_through_the_night),
        EACH(several_waits_add_up),
        EACH(a_wait_moves_hours_by_the_time_waited),
        EACH(own_closing_days_never_lengthen_the_law),
        EACH(waiting_moves_the_inner_clocks_only),
        EACH(every_minute_of_two_years_has_a_target_before_its_limit),
        EACH(later_receipt_is_never_due_earlier),
    };
    return cmocka_run_group_tests(tests, deadline_fixture_begin, deadline_fixture_end);
}

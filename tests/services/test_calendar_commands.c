/* skranke calendar and skranke deadline through the real binary: keys, exit statuses, and that they
 * need no database. */
#include <string.h>

#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

static Sandbox *box;

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

/* Standard output, or errors where another status than 0 was expected; new text. */
static char *run(const char *language, int status, const char *const *arguments)
{
    g_autofree char *locale = g_strdup_printf("LANGUAGE=%s", language);
    g_autofree char *lang = g_strdup_printf("LANG=%s_NO.UTF-8", language);
    const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00", locale, lang,
                                       "LC_ALL", NULL};
    g_autoptr(ProcessResult) result = skranke_run_with(box, NULL, environment, arguments);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}

#define RUN(status, ...) run("nb", status, (const char *const[]){__VA_ARGS__, NULL})

static void a_year_has_its_days(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "calendar", "2027", "--json");
    assert_int_equal(json_line_count(output), 1);
    json_auto_t *year = json_line(output, 0);
    assert_int_equal(json_whole(year, "year"), 2027);
    assert_int_equal(json_whole(year, "working_days"), 255);
    assert_true(json_truth(year, "eves_count_as_working_day"));
    assert_int_equal(json_length(year, "holidays"), 12);
    assert_int_equal(json_length(year, "half_days"), 4);
    assert_string_equal(json_text(year, "holidays.0.date"), "2027-01-01");
    assert_string_equal(json_text(year, "holidays.8.date"), "2027-05-17");
    assert_string_equal(json_text(year, "holidays.9.date"), "2027-05-17");
    assert_string_equal(json_text(year, "half_days.0.date"), "2027-03-24");
    assert_string_equal(json_text(year, "half_days.0.closes"), "12:00");
    assert_true(json_truth(year, "half_days.0.working_day"));
    assert_false(json_truth(year, "holidays.0.working_day"));
    g_autofree char *text = RUN(0, "calendar", "2027");
    assert_non_null(strstr(text, "2027-05-17"));
    assert_non_null(strstr(text, "255"));
}

static void a_deadline_has_the_keys_of_the_contract(void **state)
{
    (void)state;
    g_autofree char *output =
        RUN(0, "deadline", "simple_statistics", "--received", "2026-03-10T10:12", "--json");
    assert_int_equal(json_line_count(output), 1);
    json_auto_t *simple = json_line(output, 0);
    assert_string_equal(json_text(simple, "target"), "2026-03-10");
    assert_string_equal(json_text(simple, "limit"), "2026-03-12");
    assert_string_equal(json_text(simple, "limit_by"), "document");
    assert_true(json_truth(simple, "promised"));
    assert_true(strlen(json_text(simple, "why")) > 40);
    g_autofree char *none = RUN(0, "--json", "deadline", "--received", "2026-03-14T18:30+01:00",
                                "personally_addressed");
    json_auto_t *personal = json_line(none, 0);
    assert_true(json_is_null(json_find(personal, "target")));
    assert_true(json_is_null(json_find(personal, "limit")));
    assert_false(json_truth(personal, "promised"));
    g_autofree char *text = RUN(0, "deadline", "access_request", "--received", "2027-05-14");
    assert_non_null(strstr(text, "24. mai 2027"));
    g_autofree char *now = RUN(0, "deadline", "access_request", "--json");
    assert_non_null(strstr(now, "\"limit\":\"2026-03-17\""));
}

static void what_is_wrong_has_its_status(void **state)
{
    (void)state;
    static const char *const years[] = {"1582", "4100", "x", "", "20260", "-5", "2026.5"};
    static const char *const times[] = {"x", "", "2026-02-30", "1066-10-14", "4099-12-31"};
    for (guint i = 0; i < G_N_ELEMENTS(years); i++) {
        g_autofree char *errors = RUN(2, "calendar", years[i]);
        assert_true(g_str_has_prefix(errors, "skranke: "));
    }
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *errors = RUN(2, "deadline", "simple_statistics", "--received", times[i]);
        assert_true(g_str_has_prefix(errors, "skranke: "));
    }
    g_autofree char *missing = RUN(2, "calendar");
    g_autofree char *many = RUN(2, "deadline", "a", "b");
    g_autofree char *unknown = RUN(3, "deadline", "tull", "--received", "2026-03-10");
    assert_non_null(strstr(unknown, "access_request"));
    assert_non_null(strstr(unknown, "simple_statistics"));
    assert_true(*missing && *many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_has_its_days),
        cmocka_unit_test(a_deadline_has_the_keys_of_the_contract),
        cmocka_unit_test(what_is_wrong_has_its_status),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

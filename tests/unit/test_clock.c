/* The clock and the names nobody else makes. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/iso8601.h"

#include "testing.h"

static void test_freezes_at_the_named_moment(void **state)
{
    (void)state;
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12+01:00", TRUE);
    assert_true(clock_start(NULL));
    assert_true(clock_is_frozen());
    assert_int_equal(clock_now(), 1773133920);
}

static void test_begins_at_the_named_moment_and_runs(void **state)
{
    (void)state;
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12+01:00 running", TRUE);
    assert_true(clock_start(NULL));
    gint64 began = clock_now();
    assert_true(began >= 1773133920 && began < 1773133920 + 60);
    while (clock_now() == began)
        g_thread_yield();
    assert_true(clock_now() > began);
}

static void test_refuses_a_time_without_offset(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12", TRUE);
    assert_false(clock_start(&error));
    assert_int_equal(skranke_error_exit_status(error), 2);
    assert_non_null(strstr(error->message, "2026-03-10T10:12"));
    assert_false(clock_is_frozen());
}

static void test_runs_when_nothing_freezes_it(void **state)
{
    (void)state;
    g_unsetenv("SKRANKE_NOW");
    assert_true(clock_start(NULL));
    assert_false(clock_is_frozen());
    gint64 real = g_get_real_time() / G_USEC_PER_SEC;
    assert_in_range(clock_now() - real, 0, 5);
}

static void test_reads_iso_8601(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gint64 at; /* -1: not a time */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00Z", 0},
        {"1970-01-01 01:00+0100", 0},
        {"1970-01-01t01:00:30.123+01", 30},
        {"2024-02-29T12:00:00-05:30", 1709227800},
        {"2023-02-29T12:00:00Z", -1},
        {"2023-13-01T12:00:00Z", -1},
        {"2023-01-01T24:00:00Z", -1},
        {"2023-01-01T12:60:00Z", -1},
        {"2023-01-01T12:00:00", -1},
        {"2023-01-01T12:00:00+1", -1},
        {"2023-01-01T12:00:00Zx", -1},
        {"2023-01-01T12:00:00.", -1},
        {"2023-1-1T12:00:00Z", -1},
        {"0000-01-01T12:00:00Z", -1},
        {"2023-01-01T", -1},
        {"+023-01-01T12:00Z", -1},
        {"", -1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 at = -1;
        bool read = iso8601_parse(cases[i].text, NULL, &at);
        if (read != (cases[i].at >= 0) || at != cases[i].at)
            fail_msg("\"%s\" gave %" G_GINT64_FORMAT, cases[i].text, at);
    }
}

static void test_exit_status(void **state)
{
    (void)state;
    g_autoptr(GError) away = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE, "x");
    g_autoptr(GError) refused = g_error_new(SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, "x");
    g_autoptr(GError) foreign = g_error_new(G_FILE_ERROR, 4, "x");
    assert_int_equal(skranke_error_exit_status(NULL), 0);
    assert_int_equal(skranke_error_exit_status(away), 1);
    assert_int_equal(skranke_error_exit_status(refused), 5);
    assert_int_equal(skranke_error_exit_status(foreign), 1);
}

static void test_identities_differ(void **state)
{
    (void)state;
    g_autofree char *one = identity_new();
    g_autofree char *other = identity_new();
    assert_int_equal(strspn(one, "0123456789abcdef"), 32);
    assert_int_equal(strlen(one), 32);
    assert_string_not_equal(one, other);
    assert_ptr_equal(identity_process(), identity_process());
    assert_non_null(strstr(identity_process(), g_get_host_name()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_freezes_at_the_named_moment),
        cmocka_unit_test(test_begins_at_the_named_moment_and_runs),
        cmocka_unit_test(test_refuses_a_time_without_offset),
        cmocka_unit_test(test_runs_when_nothing_freezes_it),
        cmocka_unit_test(test_reads_iso_8601),
        cmocka_unit_test(test_exit_status),
        cmocka_unit_test(test_identities_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

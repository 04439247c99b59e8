/* The worker's report: facts survive packing, anything else is refused, and the words name what
 * fails first. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/worker_report.h"

#include "testing.h"

static void facts_survive_packing(void **state)
{
    (void)state;
    WorkerReport report = {.read_at = 1773133920, .waiting = 2, .mailboxes_failing = 1},
                 again = {0};
    g_autofree char *packed = worker_report_pack(&report);
    assert_true(worker_report_unpack(packed, &again));
    assert_int_equal(again.read_at, report.read_at);
    assert_int_equal(again.waiting, 2);
    assert_int_equal(again.mailboxes_failing, 1);
}

static void other_texts_are_no_report(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "read=", "read=1 waiting=2", "last read 09:40",
                                        "read=x waiting=1 failing=1"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        WorkerReport report = {.read_at = 7};
        assert_false(worker_report_unpack(texts[i], &report));
        assert_int_equal(report.read_at, 0);
    }
}

static void words_name_what_fails_first(void **state)
{
    (void)state;
    language_start("en");
    static const struct {
        WorkerReport report;
        const char *text;
    } cases[] = {
        {{.read_at = 0}, "mail not read yet"},
        {{.read_at = 1773133920}, "mail read 10:12"},
        {{.read_at = 1773133920, .mailboxes_failing = 1}, "1 mailbox FAILS, mail read 10:12"},
        {{.read_at = 1773133920, .mailboxes_failing = 3}, "3 mailboxes FAIL, mail read 10:12"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = worker_report_text(&cases[i].report);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_survive_packing),
        cmocka_unit_test(other_texts_are_no_report),
        cmocka_unit_test(words_name_what_fails_first),
    };
    return cmocka_run_group_tests_name("worker_report", tests, NULL, NULL);
}

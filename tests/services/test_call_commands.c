/* Telephone calls by command, through the real binary: keys, exit statuses, history by number, and
 * the figures of a day. Now is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

static Sandbox *box;

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

/* Runs as kari, expects a status, and gives standard output (or errors where it is not 0). */
G_GNUC_NULL_TERMINATED static char *run(int status, const char *input, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, input);
    g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--as=kari");
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    g_autoptr(ProcessResult) result =
        skranke_run_with(box, input, environment, (const char *const *)arguments->pdata);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}
#define fails(status, ...) g_free(run(status, NULL, __VA_ARGS__, NULL))
#define does(...) g_free(run(0, NULL, __VA_ARGS__, NULL))

static json_t *object(char *text)
{
    g_autofree char *output = text;
    assert_int_equal(json_line_count(output), 1);
    return json_line(output, 0);
}
#define json(...) object(run(0, NULL, __VA_ARGS__, "--json", NULL))

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_autofree char *config =
        file_write(box->folder, ".config/skranke/skranke.ini", "[screen]\nlanguage = en\n", -1);
    does("init", "--demo");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

static char *number_of(json_t *call)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, json_whole(call, "id"));
}

static void begun_kept_and_ended(void **state)
{
    (void)state;
    json_auto_t *call = json("call", "new", "--from", "Nils Moe 0047 912 34 567", "--for",
                             "Anders Myhre", "--about", "kpi", "--matter", "KPI i mars");
    g_autofree char *id = number_of(call);
    assert_true(json_is_null(json_object_get(call, "ended")));
    assert_true(json_is_null(json_object_get(call, "outcome")));
    assert_string_equal(json_text(call, "number"), "+4791234567");
    assert_string_equal(json_text(call, "caller"), "Nils Moe");
    assert_string_equal(json_text(call, "person.name"), "Anders Myhre");
    json_auto_t *open = json("call", "list", "--open");
    assert_int_equal(json_whole(open, "id"), json_whole(call, "id"));
    json_auto_t *ended = json("call", "end", id, "transferred");
    assert_string_equal(json_text(ended, "outcome"), "transferred");
    assert_string_equal(json_text(ended, "status"), "in");
    assert_string_equal(json_text(ended, "reached.name"), "Anders Myhre");
    fails(4, "call", "end", id, "answered");
    does("undo");
    json_auto_t *again = json("call", "show", id);
    assert_true(json_is_null(json_object_get(again, "ended")));
    json_auto_t *inquiry = json("call", "end", id, "inquiry");
    assert_true(json_whole(inquiry, "inquiry") > 0);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(inquiry, "inquiry"));
    json_auto_t *shown = json("inquiry", "show", number);
    assert_string_equal(json_text(shown, "from"), "Nils Moe");
    assert_string_equal(json_text(shown, "subject"), "KPI i mars");
    assert_string_equal(json_text(shown, "owner"), "kari");
}

static void what_is_refused(void **state)
{
    (void)state;
    fails(5, "call", "new", "--from", "Per", "--outcome", "transferred");
    fails(2, "call", "new", "--outcome", "lost");
    fails(2, "call", "new", "--to", "2101");
    fails(3, "call", "new", "--outcome", "answered", "--other", "nobodyatall");
    fails(3, "call", "show", "9999");
    fails(2, "call", "list", "--number", "Kari");
    fails(2, "call", "list", "--open", "--number", "91234567");
    fails(2, "call", "history", "unknown");
    fails(2, "call", "day", "--date", "yesterdayish");
}

static void history_and_figures(void **state)
{
    (void)state;
    does("call", "new", "--from", "Eva Li +47 22 11 00 00", "--outcome", "transferred", "--to",
         "Anders Myhre");
    does("call", "new", "--from", "22110000", "--outcome", "answered");
    json_auto_t *facts = json("call", "history", "(22) 11 00 00");
    assert_string_equal(json_text(facts, "number"), "+4722110000");
    assert_string_equal(json_text(facts, "name"), "Eva Li");
    assert_int_equal(json_array_size(json_object_get(facts, "calls")), 2);
    assert_int_equal(json_array_size(json_object_get(facts, "inquiries")), 0);
    json_t *reached = json_array_get(json_object_get(facts, "reached"), 0);
    assert_string_equal(json_text(reached, "name"), "Anders Myhre");
    g_autofree char *listed = run(0, NULL, "call", "list", "--number", "22110000", "--json", NULL);
    assert_int_equal(json_line_count(listed), 2);
    json_auto_t *newest = json_line(listed, 0);
    assert_string_equal(json_text(newest, "outcome"), "answered");
    json_auto_t *day = json("call", "day", "--mine");
    assert_string_equal(json_text(day, "date"), "2026-03-10");
    assert_true(json_whole(day, "offered") >= 3);
    assert_int_equal(json_whole(day, "on_the_spot"), 1);
    json_auto_t *before = json("call", "day", "--date", "2026-03-09");
    assert_int_equal(json_whole(before, "offered"), 0);
    g_autofree char *text = run(0, NULL, "call", "day", NULL);
    assert_non_null(strstr(text, "Answered on the spot: 1"));
}

static void the_matter_from_standard_input(void **state)
{
    (void)state;
    json_auto_t *call =
        object(run(0, "Two\nlines", "call", "new", "--matter", "-", "--json", NULL));
    assert_string_equal(json_text(call, "matter"), "Two\nlines");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begun_kept_and_ended),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(history_and_figures),
        cmocka_unit_test(the_matter_from_standard_input),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* `skranke import einnsyn` as a script sees it, and what `skranke check` says of a mailbox whose
 * category is none. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

#define ORDERS SKRANKE_SOURCE "/tests/services/data/"

static Sandbox *sandbox_with_database(void)
{
    Sandbox *sandbox = sandbox_new();
    g_autoptr(ProcessResult) made = skranke_run(sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    return sandbox;
}

static void expect_case(const ProcessResult *result, guint line, int inquiry, const char *document,
                        bool fresh)
{
    json_t *one = json_line(result->output, line);
    assert_int_equal(json_integer_value(json_object_get(one, "inquiry")), inquiry);
    assert_string_equal(json_string_value(json_object_get(one, "order")),
                        "ikb_01jx0000000000000000000042");
    assert_string_equal(json_string_value(json_object_get(one, "document")), document);
    assert_string_equal(json_string_value(json_object_get(one, "case")), "2026/412");
    assert_int_equal(json_is_true(json_object_get(one, "new")), fresh);
    json_decref(one);
}

static void orders_become_cases(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_with_database();
    for (int again = 0; again < 2; again++) {
        g_autoptr(ProcessResult) result =
            skranke_run(sandbox, NULL, "import", "einnsyn", ORDERS "order-v2.xml", "--received",
                        "2026-03-14T12:00", "--json", NULL);
        expect_status(result, 0);
        expect_case(result, 0, 1, "ik_01jx0000000000000000000001", !again);
        expect_case(result, 1, 2, "ik_01jx0000000000000000000002", !again);
    }
    /* A Saturday: five working days are Friday the 20th. */
    g_autoptr(ProcessResult) shown =
        skranke_run(sandbox, NULL, "inquiry", "show", "2", "--json", NULL);
    expect_status(shown, 0);
    json_t *inquiry = json_line(shown->output, 0);
    assert_string_equal(json_string_value(json_object_get(inquiry, "category")), "access_request");
    assert_string_equal(json_string_value(json_object_get(inquiry, "limit")), "2026-03-20");
    json_decref(inquiry);
    /* The mail ledger has nothing to say of it, and adds up. */
    g_autoptr(ProcessResult) ledger = skranke_run(sandbox, NULL, "mail", "ledger", NULL);
    expect_status(ledger, 0);
}

/* One broken file does not keep the others out; the status tells. */
static void what_cannot_be_read(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_with_database();
    g_autofree char *broken = file_write(sandbox->folder, "broken.xml", "<bestilling><id>1", -1);
    g_autoptr(ProcessResult) result = skranke_run(sandbox, NULL, "import", "einnsyn", broken,
                                                  ORDERS "order-v1.xml", "--json", NULL);
    expect_status(result, 1);
    assert_non_null(strstr(result->errors, "broken.xml"));
    assert_non_null(strstr(result->output, "2027/98"));
    /* It says that it is kept, so it is: in quarantine, with its bytes. */
    g_autoptr(ProcessResult) kept =
        skranke_run(sandbox, NULL, "mail", "quarantine", "list", "--json", NULL);
    expect_status(kept, 0);
    json_t *one = json_line(kept->output, 0);
    assert_string_equal(json_string_value(json_object_get(one, "name")), "broken.xml");
    assert_string_equal(json_string_value(json_object_get(one, "source")), "file");
    json_decref(one);
    g_autoptr(ProcessResult) bytes =
        skranke_run(sandbox, NULL, "mail", "quarantine", "show", "1", NULL);
    assert_non_null(strstr(bytes->output, "<bestilling><id>1"));
    g_autoptr(ProcessResult) ledger = skranke_run(sandbox, NULL, "mail", "ledger", NULL);
    expect_status(ledger, 0);
    g_autoptr(ProcessResult) absent =
        skranke_run(sandbox, NULL, "import", "einnsyn", "/no/such/file.xml", NULL);
    expect_status(absent, 3);
    g_autoptr(ProcessResult) future =
        skranke_run(sandbox, NULL, "import", "einnsyn", ORDERS "order-v1.xml", "--received",
                    "2999-01-01", NULL);
    expect_status(future, 2);
}

/* What must be known of a message stands in the text too, not only in --json. */
static void warnings_are_shown(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_with_database();
    g_autofree char *mail =
        file_write(sandbox->folder, "a.eml",
                   "From: Kari <kari@example.no>\nReply-To: x@annet.example\nSubject: Hei\n\n"
                   "Mitt nummer er 138570 10064.\n",
                   -1);
    g_autoptr(ProcessResult) read = skranke_run(sandbox, NULL, "import", "mail", mail, NULL);
    expect_status(read, 0);
    g_autoptr(ProcessResult) shown = skranke_run(sandbox, NULL, "inquiry", "show", "1", NULL);
    expect_status(shown, 0);
    const char *first = strstr(shown->output, "\n! ");
    assert_non_null(first);
    assert_non_null(strstr(first, "Reply-To"));
    assert_non_null(strstr(first + 1, "\n! "));
}

static void check_names_a_wrong_category(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_with_database();
    static const struct {
        const char *category;
        bool wrong;
    } cases[] = {{"acces_request", true}, {"access_request", false}, {"", false}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("[screen]\nlanguage = en\n[mailbox innsyn]\nhost = "
                                                "localhost\nport = 1\ncategory = %s\n",
                                                cases[i].category);
        g_autofree char *ini = file_write(sandbox->folder, "skranke.ini", text, -1);
        g_autoptr(ProcessResult) result =
            skranke_run(sandbox, NULL, "--config", ini, "check", NULL);
        expect_status(result, 1); /* nobody listens on port 1 */
        assert_int_equal(strstr(result->output, "there is no category \"acces_request\"") != NULL,
                         cases[i].wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_become_cases),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(warnings_are_shown),
        cmocka_unit_test(check_names_a_wrong_category),
    };
    return cmocka_run_group_tests_name("einnsyn_command", tests, NULL, NULL);
}

/* Addresses: what may stand in an envelope and what may not, lists as typed, machines. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "testing.h"

/* The addresses of a list with a comma between, or "!" when it was refused. */
static void check_list(const char *text, const char *addresses)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) list = address_list_parse(text, &error);
    if (!list) {
        assert_int_equal(error->code, SKRANKE_ERROR_USAGE);
        assert_string_equal("!", addresses);
        return;
    }
    g_ptr_array_add(list, NULL);
    g_autofree char *joined = g_strjoinv(",", (char **)list->pdata);
    assert_string_equal(joined, addresses);
}

static void reads_lists_as_typed(void **state)
{
    (void)state;
    check_list("", "");
    check_list(NULL, "");
    check_list(" , ;; ", "");
    check_list("a@b.example", "a@b.example");
    check_list("Kari Vik <kari@b.example>, ola@b.example; <per@b.example>",
               "kari@b.example,ola@b.example,per@b.example");
    check_list("\"Vik, Kari; <sjef>\" <kari@b.example>", "kari@b.example");
    check_list("\"Kari \\\"K\\\" Vik\" <kari@b.example>,", "kari@b.example");
    check_list("kari@blåbær.example", "kari@xn--blbr-roah.example");
}

static void refuses_what_is_no_address(void **state)
{
    (void)state;
    check_list("a@b.example, tull", "!");
    check_list("Kari <kari@b.example> hjemme", "!");
    check_list("Kari <kari@b.example", "!");
    check_list("kari@b.example>", "!");
    check_list("a b@c.example", "!");
    check_list("\"a@b.example", "!");
}

static void bounds_hostile_lists(void **state)
{
    (void)state;
    GString *many = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append_printf(many, "a%d@b.example;", i);
    check_list(many->str, "!");
    g_autoptr(GPtrArray) usable = address_list_usable(many->str);
    assert_int_equal(usable->len, 200);
    g_string_free(many, TRUE);
}

static void takes_what_is_usable_from_outside(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) usable =
        address_list_usable("undisclosed-recipients:;, Kari <kari@b.example>, x y, ola@b.example");
    assert_int_equal(usable->len, 2);
    assert_string_equal(usable->pdata[0], "kari@b.example");
    assert_string_equal(usable->pdata[1], "ola@b.example");
}

static void valid_means_safe_in_an_envelope(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "a.b+c@d-e.example", "o'hara@x.example",
                                       "1@2.example", "a_b@123.example"};
    static const char *const bad[] = {
        "",
        "@",
        "a@",
        "@b.example",
        "a@@b.example",
        "a@b@c.example",
        "a b@c.example",
        "a@b c.example",
        "a@b.example\r\nRCPT TO:<c@d.example>",
        "a\x01@b.example",
        "<a@b.example>",
        "a@b.example>",
        "a@-b.example",
        "a@b-.example",
        "a@b..example",
        "a@.example",
        "a@b.example.",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        ".a@b.example",
        "a.@b.example",
        "å@b.example",
        "a@blåbær.example",
        "\"a\"@b.example",
        "a,b@c.example",
    };
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        if (!address_is_valid(good[i]))
            fail_msg("refused: %s", good[i]);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        if (address_is_valid(bad[i]))
            fail_msg("accepted: %s", bad[i]);
    assert_false(address_is_valid(NULL));
    g_autofree char *local = g_strnfill(65, 'a');
    g_autofree char *long_local = g_strconcat(local, "@b.example", NULL);
    assert_false(address_is_valid(long_local));
    assert_true(address_is_valid(long_local + 1));
}

static void check_display(const char *name, const char *address, const char *display)
{
    g_autofree char *shown = address_display(name, address);
    assert_string_equal(shown, display);
}

static void displays_and_reads_back(void **state)
{
    (void)state;
    check_display("Kari Vik", "k@b.example", "Kari Vik <k@b.example>");
    check_display("Åse Ødegaard", "k@b.example", "Åse Ødegaard <k@b.example>");
    check_display("", "k@b.example", "k@b.example");
    check_display(NULL, "k@b.example", "k@b.example");
    check_display("Vik, Kari", "k@b.example", "\"Vik, Kari\" <k@b.example>");
    check_display("a\"b\\c", "k@b.example", "\"a\\\"b\\\\c\" <k@b.example>");
    check_display("Kari\r\nBcc: x", "k@b.example", "\"Kari  Bcc: x\" <k@b.example>");
    g_autofree char *shown = address_display("Vik \"K\", <Kari>", "k@b.example");
    check_list(shown, "k@b.example");
}

static void compares_without_case(void **state)
{
    (void)state;
    assert_true(address_equal("Kari@B.example", "kari@b.EXAMPLE"));
    assert_false(address_equal("kari@b.example", "kari@c.example"));
    assert_true(address_equal(NULL, ""));
}

static void knows_machines(void **state)
{
    (void)state;
    static const char *const machines[] = {"",
                                           "noreply@x.example",
                                           "No-Reply@x.example",
                                           "do_not_reply@x.example",
                                           "donotreply-7@x.example",
                                           "MAILER-DAEMON@x.example",
                                           "postmaster@x.example",
                                           "bounces+12=a@x.example",
                                           "ikke-svar@x.example",
                                           "altinn.noreply@x.example"};
    static const char *const people[] = {"kari@x.example", "post@noreply.example",
                                         "reply@x.example", "info@x.example"};
    for (guint i = 0; i < G_N_ELEMENTS(machines); i++)
        if (!address_is_machine(machines[i]))
            fail_msg("a person: %s", machines[i]);
    for (guint i = 0; i < G_N_ELEMENTS(people); i++)
        if (address_is_machine(people[i]))
            fail_msg("a machine: %s", people[i]);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lists_as_typed),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(bounds_hostile_lists),
        cmocka_unit_test(takes_what_is_usable_from_outside),
        cmocka_unit_test(valid_means_safe_in_an_envelope),
        cmocka_unit_test(displays_and_reads_back),
        cmocka_unit_test(compares_without_case),
        cmocka_unit_test(knows_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

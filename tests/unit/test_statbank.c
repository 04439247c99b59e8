/* The contacts in the metadata of a table, as PxWebApi 2 writes them; and what is no such document.
 */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/services/statbank.h"

#include "testing.h"

static GPtrArray *parse(const char *json)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *contacts = statbank_contacts_parse(json, strlen(json), &error);
    if (!contacts)
        fail_msg("%s", error->message);
    return contacts;
}

static void the_contacts_of_a_table(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) contacts = parse(
        "{\"version\":\"2.0\",\"class\":\"dataset\",\"id\":[\"Tid\"],\"value\":[],"
        "\"extension\":{\"px\":{\"tableid\":\"99001\"},\"contact\":["
        "{\"name\":\"Åse\\u0007 Bjørn\\n\",\"organization\":\"Byrået\",\"phone\":\"00 00 20 01\","
        "\"mail\":\"abj@byraa.example\",\"raw\":\"x\"},"
        "{\"name\":\"Ola Haug\",\"phone\":null},{\"phone\":\"00\"},17]}}");
    assert_int_equal(contacts->len, 2);
    const StatbankContact *first = contacts->pdata[0], *second = contacts->pdata[1];
    assert_string_equal(first->name, "Åse␇ Bjørn");
    assert_string_equal(first->phone, "00 00 20 01");
    assert_string_equal(first->email, "abj@byraa.example");
    assert_string_equal(second->name, "Ola Haug");
    assert_string_equal(second->email, "");
}

static void a_table_without_contacts(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{\"class\":\"dataset\"}", "{\"class\":\"dataset\",\"extension\":{}}",
        "{\"class\":\"dataset\",\"extension\":{\"contact\":\"nobody\"}}"};
    for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autoptr(GPtrArray) contacts = parse(documents[i]);
        assert_int_equal(contacts->len, 0);
    }
}

static void fields_are_bounded(void **state)
{
    (void)state;
    g_autofree char *name = g_strnfill(5000, 'x');
    g_autoptr(GString) json = g_string_new("{\"class\":\"dataset\",\"extension\":{\"contact\":[");
    for (int i = 0; i < 100; i++)
        g_string_append_printf(json, "%s{\"name\":\"%s\"}", i ? "," : "", name);
    g_string_append(json, "]}}");
    g_autoptr(GPtrArray) contacts = parse(json->str);
    assert_int_equal(contacts->len, 20);
    assert_int_equal(strlen(((const StatbankContact *)contacts->pdata[0])->name), 200);
}

static void what_is_no_metadata(void **state)
{
    (void)state;
    static const char *const documents[] = {"",
                                            "<html></html>",
                                            "[]",
                                            "{\"class\":\"dataset\"",
                                            "{\"class\":\"collection\"}",
                                            "{\"class\":\"dataset\",\"extension\":[]}",
                                            "{\"type\":\"Parameter error\",\"status\":400}"};
    for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(statbank_contacts_parse(documents[i], strlen(documents[i]), &error));
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_contacts_of_a_table),
        cmocka_unit_test(a_table_without_contacts),
        cmocka_unit_test(fields_are_bounded),
        cmocka_unit_test(what_is_no_metadata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* CSV as RFC 4180 means it and as spreadsheets write it. */
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/error.h"

#include "testing.h"

static CsvTable *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    CsvTable *table = csv_parse(text, strlen(text), &error);
    if (!table)
        fail_msg("%s", error->message);
    return table;
}

static void test_quotes_and_lines(void **state)
{
    (void)state;
    g_autoptr(CsvTable) table = parse("\357\273\277Navn;Tittel\r\n"
                                      "\"Hansen; Kari\";\"sa \"\"hei\"\"\"\r\n"
                                      "\r\n"
                                      " Ola ;\"to\nlinjer\"\r\n"
                                      "Per");
    assert_int_equal(csv_rows(table), 3);
    assert_string_equal(csv_field(table, 0, "navn"), "Hansen; Kari");
    assert_string_equal(csv_field(table, 0, "TITTEL"), "sa \"hei\"");
    assert_string_equal(csv_field(table, 1, "Navn"), "Ola");
    assert_string_equal(csv_field(table, 1, "Tittel"), "to\nlinjer");
    assert_string_equal(csv_field(table, 2, "Tittel"), "");
    assert_string_equal(csv_field(table, 2, "finnes ikke"), "");
    assert_true(csv_has_column(table, "NAVN"));
    assert_false(csv_has_column(table, "nav"));
    assert_int_equal(csv_line(table, 0), 2);
    assert_int_equal(csv_line(table, 1), 4);
    assert_int_equal(csv_line(table, 2), 6);
}

static void test_finds_the_separator(void **state)
{
    (void)state;
    static const char *const texts[] = {"a,b\n1,2", "a;b\n1;2", "a|b\n1|2", "a\tb\n1\t2",
                                        "\"a\";b\n1;2"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(CsvTable) table = parse(texts[i]);
        assert_string_equal(csv_field(table, 0, "a"), "1");
        assert_string_equal(csv_field(table, 0, "b"), "2");
    }
    g_autoptr(CsvTable) quoted = parse("\"a,b,c\";d\n1;2");
    assert_string_equal(csv_field(quoted, 0, "a,b,c"), "1");
    g_autoptr(CsvTable) letters = parse("Ærlig,ØL\nja,nei");
    assert_string_equal(csv_field(letters, 0, "ærlig"), "ja");
    assert_string_equal(csv_field(letters, 0, "øl"), "nei");
    g_autoptr(CsvTable) inches = parse("a,b\n7\" skjerm,2");
    assert_string_equal(csv_field(inches, 0, "a"), "7\" skjerm");
}

static void test_errors_name_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
    } cases[] = {
        {"a,b\n1,2\n\"x,3\ny,4\n", "Line 3"},
        {"a,b\n\"x\ny\",2\n1,2,3\n", "Line 4"},
        {"a,b\n1,2\nbl\345b\n", "Line 3"},
        {"", "Line 1"},
        {"\n\n", "Line 1"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(csv_parse(cases[i].text, strlen(cases[i].text), &error));
        assert_int_equal(skranke_error_exit_status(error), 1);
        if (!strstr(error->message, cases[i].line))
            fail_msg("%s", error->message);
    }
}

static void test_header_only(void **state)
{
    (void)state;
    g_autoptr(CsvTable) table = parse("a,b");
    assert_int_equal(csv_rows(table), 0);
    assert_true(csv_has_column(table, "b"));
}

static void test_what_is_written_is_read_back(void **state)
{
    (void)state;
    static const char *const headers[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
    static const struct {
        const char *written, *read;
    } cases[] = {{"", ""},
                 {"Seksjon for FoU, teknologi", "Seksjon for FoU, teknologi"},
                 {"Kari \"Kaia\" Berg", "Kari \"Kaia\" Berg"},
                 {"to\r\nlinjer", "to  linjer"},
                 {"+47 00 00 21 58", "+47 00 00 21 58"},
                 {"=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"}};
    const char *fields[G_N_ELEMENTS(cases)];
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        fields[i] = cases[i].written;
    g_autofree char *head = csv_text(headers, G_N_ELEMENTS(headers));
    g_autofree char *line = csv_text(fields, G_N_ELEMENTS(fields));
    g_autofree char *text = g_strconcat(head, "\n", line, "\n", NULL);
    g_autoptr(CsvTable) table = parse(text);
    assert_int_equal(csv_rows(table), 1);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(csv_field(table, 0, headers[i]), cases[i].read);
}

static void test_refuses_too_many_rows(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("a\n");
    for (int i = 0; i < 1000000; i++)
        g_string_append(text, "1\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvTable) full = csv_parse(text->str, text->len, NULL);
    assert_int_equal(csv_rows(full), 1000000);
    g_string_append(text, "1\n");
    assert_null(csv_parse(text->str, text->len, &error));
    assert_non_null(strstr(error->message, "1000002"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_and_lines),
        cmocka_unit_test(test_finds_the_separator),
        cmocka_unit_test(test_errors_name_the_line),
        cmocka_unit_test(test_header_only),
        cmocka_unit_test(test_refuses_too_many_rows),
        cmocka_unit_test(test_what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

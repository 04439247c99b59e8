/* Records of directories: files as RFC 2849 writes them, and what libcurl makes of a search; broken
 * ones are refused with their line. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/ldif.h"

#include "testing.h"

static GPtrArray *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *records = ldif_parse(text, strlen(text), &error);
    if (!records)
        fail_msg("%s", error->message);
    return records;
}

static void a_file_with_folds_and_base64(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) records = parse("\xEF\xBB\xBFversion: 1\r\n"
                                         "# the staff,\r\n  in two lines\r\n"
                                         "dn: uid=kbe,ou=people,dc=byraa,dc=example\r\n"
                                         "cn:: S2FyaSBCasO4cm5zdGFk\r\n"
                                         "title;lang-nn: Rådg\r\n jevar\r\n"
                                         "title: Rådgiver\r\n"
                                         "MAIL:kbe@byraa.example\r\n"
                                         "jpegPhoto:: /9j/4AAQ\r\n"
                                         "description:\r\n"
                                         "\r\n"
                                         "dn:: dWlkPcOlc2U=\r\nchangetype: add\r\ncn: Åse\r\n");
    assert_int_equal(records->len, 2);
    const LdifRecord *kari = records->pdata[0], *aase = records->pdata[1];
    assert_string_equal(kari->dn, "uid=kbe,ou=people,dc=byraa,dc=example");
    assert_int_equal(kari->line, 4);
    assert_string_equal(ldif_value(kari, "cn"), "Kari Bjørnstad");
    assert_string_equal(ldif_value(kari, "title"), "Rådgiver");
    assert_string_equal(ldif_value(kari, "title;lang-nn"), "Rådgjevar");
    assert_string_equal(ldif_value(kari, "mail"), "kbe@byraa.example");
    assert_string_equal(ldif_value(kari, "description"), "");
    const GPtrArray *photo = g_hash_table_lookup(kari->attributes, "jpegphoto");
    assert_non_null(photo);
    assert_int_equal(photo->len, 0);
    assert_string_equal(aase->dn, "uid=åse");
    assert_string_equal(ldif_value(aase, "cn"), "Åse");
    assert_int_equal(aase->line, 13);
}

/* curl 7.88: DN in capitals, a TAB before attributes, a blank line behind each. */
static void what_libcurl_makes_of_a_search(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) records =
        parse("DN: uid=kbe,dc=byraa\n\tcn:: S2FyaSBCasO4cm5zdGFk\n\n\tmail: kbe@byraa.example\n\n"
              "\tmail: kari@byraa.example\n\n\n"
              "DN: uid=ola,dc=byraa\n\tcn: Ola\n\n\n");
    assert_int_equal(records->len, 2);
    const LdifRecord *kari = records->pdata[0];
    assert_string_equal(ldif_value(kari, "cn"), "Kari Bjørnstad");
    const GPtrArray *mails = g_hash_table_lookup(kari->attributes, "mail");
    assert_int_equal(mails->len, 2);
    assert_string_equal(ldif_value(records->pdata[1], "cn"), "Ola");
}

static void broken_ones_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gsize length;
        const char *line;
    } cases[] = {
        {"cn: Kari\n", 0, "line 1"},
        {"dn: a=b\ncn: Kari\n\nmail: half@record.example\n", 0, "line 4"},
        {"dn: a=b\ncn:: not base64!\n", 0, "line 2"},
        {"dn: a=b\ncn:: QUJ\n", 0, "line 2"},
        {"dn: a=b\ncn: K\xE5re\n", 0, "line 2"},
        {"dn:: /////w==\n", 0, "line 1"},
        {"dn: a=b\nchangetype: delete\n", 0, "line 2"},
        {"dn: a=b\nphoto:< file:///etc/passwd\n", 0, "line 2"},
        {"dn: a=b\nno colon here\n", 0, "line 2"},
        {"dn: a=b\n: no name\n", 0, "line 2"},
        {"dn: a=b\ncn: a\0b\n", 17, "line 2"},
        {"dn: a=b\n-\n", 0, "line 2"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gsize length = cases[i].length ? cases[i].length : strlen(cases[i].text);
        GPtrArray *records = ldif_parse(cases[i].text, length, &error);
        if (records)
            fail_msg("case %zu was read", i);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
        if (!strstr(error->message, cases[i].line))
            fail_msg("case %zu: %s", i, error->message);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_with_folds_and_base64),
        cmocka_unit_test(what_libcurl_makes_of_a_search),
        cmocka_unit_test(broken_ones_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

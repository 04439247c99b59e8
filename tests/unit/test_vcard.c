/* Cards of vCard 3.0 and 4.0, and those that are refused with their line. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/vcard.h"

#include "testing.h"

static GPtrArray *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *cards = vcard_parse(text, strlen(text), &error);
    if (!cards)
        fail_msg("%s", error->message);
    return cards;
}

static void cards_of_both_versions(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) cards = parse("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kari Bjørn\r\n stad\r\n"
                                       "N:Bjørnstad;Kari;;;\r\n"
                                       "ORG:Statistisk fellesbyrå;Seksjon for priser\\; og lønn\r\n"
                                       "item1.TEL;TYPE=WORK,voice:00 00 21 58\r\n"
                                       "TEL;TYPE=\"cell\":00 00 75 23\r\n"
                                       "NOTE:Ring\\, ikke skriv\\nTakk\r\nEND:VCARD\r\n"
                                       "begin:vcard\r\nversion:4.0\r\nfn:Åse Lie\r\n"
                                       "TEL;VALUE=uri;TYPE=\"voice,work\":tel:+47-00-00-21-64\r\n"
                                       "CATEGORIES:kpi,priser\r\nend:vcard\r\n");
    assert_int_equal(cards->len, 2);
    const Vcard *kari = cards->pdata[0], *aase = cards->pdata[1];
    assert_string_equal(vcard_property(kari, "FN", NULL)->value, "Kari Bjørnstad");
    const VcardProperty *organisation = vcard_property(kari, "ORG", NULL);
    g_autofree char *first = vcard_part(organisation, 0), *second = vcard_part(organisation, 1),
                    *third = vcard_part(organisation, 2);
    assert_string_equal(first, "Statistisk fellesbyrå");
    assert_string_equal(second, "Seksjon for priser; og lønn");
    assert_string_equal(third, "");
    assert_string_equal(vcard_property(kari, "TEL", "work")->value, "00 00 21 58");
    assert_string_equal(vcard_property(kari, "TEL", "cell")->value, "00 00 75 23");
    assert_null(vcard_property(kari, "TEL", "fax"));
    assert_string_equal(vcard_property(kari, "NOTE", NULL)->value, "Ring, ikke skriv\nTakk");
    assert_int_equal(aase->line, 11);
    assert_string_equal(vcard_property(aase, "TEL", "work")->value, "tel:+47-00-00-21-64");
}

static void broken_ones_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;QUOTED-PRINTABLE:K=C3=A5re=\n=20Lie\n"
         "END:VCARD\n",
         "line 2: the card is vCard 2.1"},
        {"BEGIN:VCARD\nVERSION:3.0\nFN:Half\n", "line 1: half a card"},
        {"BEGIN:VCARD\nVERSION:3.0\nFN:Half\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "line 1"},
        {"BEGIN:VCARD\nFN:No version\nEND:VCARD\n", "line 1"},
        {"BEGIN:VCARD\nVERSION:5.0\nEND:VCARD\n", "line 2"},
        {"BEGIN:VCARD\nVERSION:3.0\nno colon\nEND:VCARD\n", "line 3"},
        {"BEGIN:VCARD\nVERSION:3.0\nFN:K\xE5re\nEND:VCARD\n", "line 3"},
        {"FN:Kari\n", "line 1"},
        {"END:VCARD\n", "line 1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        GPtrArray *cards = vcard_parse(cases[i].text, strlen(cases[i].text), &error);
        if (cards)
            fail_msg("case %zu was read", i);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
        if (!strstr(error->message, cases[i].words))
            fail_msg("case %zu: %s", i, error->message);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(cards_of_both_versions),
        cmocka_unit_test(broken_ones_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

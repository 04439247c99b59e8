/* The charset ladder and encoded words, case by case. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <string.h>

#include "skranke/mail/charset.h"
#include "skranke/mail/flowed.h"

typedef enum { AS_DECLARED, MENDED } Mended;

static const struct {
    const char *bytes, *declared, *text;
    Mended mended;
} bodies[] = {
    {"Bl\xC3\xA5", "utf-8", "Blå", AS_DECLARED},
    {"Bl\xC3\xA5", "UTF8", "Blå", AS_DECLARED},
    {"Bl\xC3\xA5", "\"utf-8\"", "Blå", AS_DECLARED},
    {"Bl\xE5", "iso-8859-1", "Blå", AS_DECLARED},
    {"Bl\xE5 \x80", "ISO-8859-1", "Blå €", AS_DECLARED},
    {"Bl\xC3\xA5", "iso-8859-1", "Blå", MENDED},
    {"Bl\xE5", "us-ascii", "Blå", MENDED},
    {"Bl\xC3\xA5", "us-ascii", "Blå", MENDED},
    {"Bl\xE5", NULL, "Blå", AS_DECLARED},
    {"Bl\xC3\xA5", NULL, "Blå", AS_DECLARED},
    {"Bl\xC3\xA5", "x-finnes-ikke", "Blå", MENDED},
    {"Bl\xE5", "x-finnes-ikke", "Blå", MENDED},
    {"ren tekst", "x-finnes-ikke", "ren tekst", AS_DECLARED},
    {"Bl\xE5 og gr\xE5", "utf-8", "Blå og grå", MENDED},
    {"\xC3\xA5\xC3\xA5\xC3", "utf-8", "åå\uFFFD", MENDED},
    {"\xA4", "iso-8859-15", "€", AS_DECLARED},
    {"\xD0\xE5", "koi8-r", "пЕ", AS_DECLARED},
    {"\xCF\xF0", "windows-1251", "Пр", AS_DECLARED},
    {"\xFB", "windows-1257", "ū", AS_DECLARED},
    {"\xFE", "windows-1258", "₫", AS_DECLARED},
    {"\x1B$B$3\x1B(B", "iso-2022-jp", "こ", AS_DECLARED},
    {"\x1B$B$3\x1B(B", NULL, "こ", AS_DECLARED},
    {"\x82\xB1", "shift_jis", "こ", AS_DECLARED},
    {"\xC4\xE3", "gb2312", "你", AS_DECLARED},
    {"\xA7\x41", "big5", "你", AS_DECLARED},
    {"\xB0\xA1", "ks_c_5601-1987", "가", AS_DECLARED},
    {"+AOU-", "utf-7", "å", AS_DECLARED},
    {"a\xCC\x8A", "utf-8", "å", AS_DECLARED},
    {"\xEF\xBB\xBFhei", "utf-8", "hei", AS_DECLARED},
    {"\x81", "windows-1252", "\uFFFD", AS_DECLARED},
    {"", "utf-8", "", AS_DECLARED},
};

static void bodies_are_decoded(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
        gboolean mended = FALSE;
        g_autofree char *text =
            charset_decode(bodies[i].bytes, strlen(bodies[i].bytes), bodies[i].declared, &mended);
        print_message("%zu %s\n", i, bodies[i].declared ? bodies[i].declared : "-");
        assert_string_equal(text, bodies[i].text);
        assert_int_equal(mended, bodies[i].mended == MENDED);
    }
}

static void lengths_count_not_nul(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        gsize size;
        const char *declared, *text;
    } cases[] = {
        {"a\0b", 3, "utf-8", "a␀b"},   {"a\0\xE5", 3, NULL, "a␀å"},
        {"\0\0", 2, "us-ascii", "␀␀"}, {"\xFF\xFE\xE5\0", 4, "utf-16", "å"},
        {"h\0", 2, "utf-16le", "h"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            charset_decode(cases[i].bytes, cases[i].size, cases[i].declared, NULL);
        assert_string_equal(text, cases[i].text);
    }
}

/* Every byte, alone and before a letter, under every label: always valid UTF-8. */
static void nothing_fails(void **state)
{
    (void)state;
    static const char *const labels[] = {
        NULL,     "utf-8",       "us-ascii",  "iso-8859-1",  "iso-8859-15", "windows-1252",
        "utf-16", "iso-2022-jp", "shift_jis", "gb18030",     "big5",        "euc-kr",
        "utf-7",  "hz-gb-2312",  "koi8-u",    "iso-2022-kr", "euc-jp",      "utf-32",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        for (int byte = 0; byte < 256; byte++) {
            char bytes[] = {(char)byte, 'a', (char)byte, (char)byte, '~', '{'};
            g_autofree char *text = charset_decode(bytes, sizeof bytes, labels[i], NULL);
            assert_true(g_utf8_validate(text, -1, NULL));
        }
}

static const struct {
    const char *value, *text;
} headers[] = {
    {" Hei\r\n", "Hei"},
    {"=?utf-8?q?Sp=C3=B8rsm=C3=A5l?=", "Spørsmål"},
    {"=?UTF-8?B?U3DDuHJzbcOlbA==?=", "Spørsmål"},
    {"=?utf-8?B?U3DDuHJzbcOlbA?=", "Spørsmål"},
    {"=?iso-8859-1?Q?Sp=F8rsm=E5l_n=E5?=", "Spørsmål nå"},
    {"=?utf-8?q?Sp=C3=B8rsm=C3?=\r\n =?utf-8?q?=A5l?=", "Spørsmål"},
    {"=?utf-8?b?U3DD?= =?utf-8?b?uHI=?=", "Spør"},
    {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
    {"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"},
    {"=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
    {"Re: =?utf-8?q?=C3=A5?= ja", "Re: å ja"},
    {"=?utf-8?Q?med mellomrom =C3=A5?=", "med mellomrom å"},
    {"=?utf-8?Q?uten slutt", "=?utf-8?Q?uten slutt"},
    {"=?utf-8*nb?q?=C3=A5?=", "å"},
    {"=?utf-8?x?ukjent?=", "=?utf-8?x?ukjent?="},
    {"=?utf-8?q?"
     "?=",
     ""},
    {"=?utf-8?q?=4?=", "=4"},
    {"=?finnes-ikke?q?Bl=E5?=", "Blå"},
    {"Bl\xE5 himmel", "Blå himmel"},
    {"Bl\xC3\xA5 himmel", "Blå himmel"},
    {"en\r\n\tto\n tre", "en to tre"},
    {"=?utf-8?q?en=0D=0Ato?=", "en to"},
    {"1 + 1 =? 2", "1 + 1 =? 2"},
    {"", ""},
    {NULL, ""},
};

static void headers_are_decoded(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *text = charset_decode_header(headers[i].value);
        assert_string_equal(text, headers[i].text);
    }
}

static void wrongly_decoded_text_is_mended(void **state)
{
    (void)state;
    g_autofree char *quotes = charset_mend("\xC2\x93hei\xC2\x94");
    assert_string_equal(quotes, "“hei”");
    g_autofree char *word = charset_mend("=?utf-8?q?bl=C3=A5.pdf?=");
    assert_string_equal(word, "blå.pdf");
}

static const struct {
    const char *text;
    gboolean delsp;
    const char *whole;
} flowed[] = {
    {"en \nto\n", FALSE, "en to\n"},
    {"en \nto", TRUE, "ento"},
    {"en\nto\n", FALSE, "en\nto\n"},
    {"> en \n> to\nsvar\n", FALSE, "> en to\nsvar\n"},
    {"> en \n>> to\n", FALSE, "> en \n>> to\n"},
    {" > ikke sitat\n", FALSE, "> ikke sitat\n"},
    {"  innrykk\n", FALSE, " innrykk\n"},
    {"tekst \n-- \nKari\n", FALSE, "tekst \n-- \nKari\n"},
    {"> -- \n> Kari\n", FALSE, "> -- \n> Kari\n"},
    {"en\n\nto\n", FALSE, "en\n\nto\n"},
    {"\n\nto\n", FALSE, "\n\nto\n"},
    {"", FALSE, ""},
};

static void flowed_text_is_whole(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(flowed); i++) {
        g_autofree char *whole = flowed_unwrap(flowed[i].text, flowed[i].delsp);
        assert_string_equal(whole, flowed[i].whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_decoded),   cmocka_unit_test(lengths_count_not_nul),
        cmocka_unit_test(nothing_fails),        cmocka_unit_test(headers_are_decoded),
        cmocka_unit_test(flowed_text_is_whole), cmocka_unit_test(wrongly_decoded_text_is_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

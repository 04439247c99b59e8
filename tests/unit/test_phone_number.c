/* Telephone numbers: however one is written it is the same, what is no number is none, and each is
 * grouped as its country reads it. */
#include <string.h>

#include "skranke/domain/phone_number.h"

#include "testing.h"

typedef struct {
    const char *written, *normalised;
} Vector;

static const Vector numbers[] = {
    {"912 34 567", "+4791234567"},
    {"+47 91 23 45 67", "+4791234567"},
    {"0047-91234567", "+4791234567"},
    {"tlf. (+47) 912.34.567", "+4791234567"},
    {"47 91234567", "+4791234567"},
    {"+47 (0) 22 11 00 00", "+4722110000"},
    {"0047 (0)22110000", "+4722110000"},
    {"(22) 86 45 00", "+4722864500"},
    {"00 46 8 123 456 78", "+46812345678"},
    {"+46 (0)8-123 456 78", "+46812345678"},
    {"815 33 300", "+4781533300"},
    {"00 00 21 58", "+4700002158"},
    {"02800", "+4702800"},
    {"+47 02800", "+4702800"},
    {"116 117", "+47116117"},
    {"2101", "2101"},
    {"1881", "1881"},
    {"113", "113"},
    {"22101", "22101"},
    {"tel:+4791234567;ext=3", "+4791234567"},
    {"TLF: 912 34 567", "+4791234567"},
    {"Mobil 912 34 567", "+4791234567"},
    {"sip:91234567@host", "+4791234567"},
    {"sips:+4791234567@pbx.example;user=phone", "+4791234567"},
    {"912\u00a034\u202f567", "+4791234567"},    /* spaces that do not break */
    {"912\u201134\u2013567", "+4791234567"},    /* hyphens of word processors */
    {"\u202a+4791234567\u202c", "+4791234567"}, /* as a telephone copies a contact */
    {"\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "+4791234567"}, /* Arabic-Indic digits */
    {"\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "+4791234567"}, /* full width */
    {"+1 212 555 0123", "+12125550123"},
    {"+299 12 34 56", "+299123456"},
    {"  912 34 567  ", "+4791234567"},
    {"22 33 44 55/66", "+4722334455"}, /* two lines: the first is rung */
    {"22 33 44 55 / 22 33 44 66", "+4722334455"},
    {"00 00 10 09/10", "+4700001009"},
    {"+47 22 33 44 55/66", "+4722334455"},
    {"22/334455", "+4722334455"},
    {"+49 30/1234567", "+49301234567"},
    {"08 123 456 78", "0812345678"}, /* of which country nobody said */
};

static const char *const none[] = {
    "",
    "anonymous",
    "<unknown>",
    "unknown",
    "12",
    "+12",
    "Kari",
    "Kari 91234567",
    "91234567/Kari",
    "912 34 567 eller 22 11 00 00",
    "1234567890123456",
    "+1234567890123456",
    "912+34567",
    "++4791234567",
    "+0 123",

    "sip:kari@host",
    "sip:",
    "tlf.",
    "91234567\x01",
    "9123\n4567",
    "912,34,567",
    "*31#91234567",
    "13097248022",
    "130972 48022",
    "91234567\xff\xfe",
    "91234567\x1b[2J",
};

static void however_it_is_written(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *normalised = phone_number_normalise(numbers[i].written);
        if (strcmp(normalised, numbers[i].normalised) != 0)
            fail_msg("%s: %s instead of %s", numbers[i].written, normalised, numbers[i].normalised);
        assert_true(phone_number_is_meant(numbers[i].written));
        /* What is normalised stays, and what is shown is read as the same number again. */
        g_autofree char *again = phone_number_normalise(normalised);
        g_autofree char *text = phone_number_text(normalised);
        g_autofree char *read = phone_number_normalise(text);
        assert_string_equal(again, normalised);
        assert_string_equal(read, normalised);
    }
}

static void what_is_no_number_is_none(void **state)
{
    (void)state;
    g_autofree char *nothing = phone_number_normalise(NULL);
    assert_string_equal(nothing, "");
    assert_false(phone_number_is_meant(NULL));
    for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autofree char *normalised = phone_number_normalise(none[i]);
        if (*normalised)
            fail_msg("%s: %s instead of none", none[i], normalised);
        assert_false(phone_number_is_meant(none[i]));
    }
}

static void garbage_without_end(void **state)
{
    (void)state;
    g_autofree char *digits = g_strnfill(1000000, '9');
    g_autofree char *spaces = g_strnfill(1000000, ' ');
    g_autofree char *no_digits = phone_number_normalise(digits);
    g_autofree char *no_spaces = phone_number_normalise(spaces);
    assert_string_equal(no_digits, "");
    assert_string_equal(no_spaces, "");
    assert_false(phone_number_may_be_dialled(digits));
}

static void grouped_as_its_country_reads_it(void **state)
{
    (void)state;
    static const Vector texts[] = {
        {"+4791234567", "912 34 567"},
        {"+4741234567", "412 34 567"},
        {"+4722110000", "22 11 00 00"},
        {"+4781533300", "815 33 300"},
        {"+4700002158", "00 00 21 58"},
        {"+4702800", "02800"},
        {"+47116117", "116 117"},
        {"2101", "2101"},
        {"", ""},
        {"+46812345678", "+46 8 123 456 78"},
        {"+46701234567", "+46 70 123 45 67"},
        {"+4512345678", "+45 12 34 56 78"},
        {"+358401234567", "+358 40 123 4567"},
        {"+3545551234", "+354 555 1234"},
        {"+442079460000", "+44 20 7946 0000"},
        {"+33123456789", "+33 1 23 45 67 89"},
        {"+12125550123", "+1 212 555 0123"},
        {"+49891234567", "+49 891 234 567"},
        {"+8613912345678", "+861 391 234 56 78"},
        {"+4712345678901", "+47 123 456 789 01"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = phone_number_text(texts[i].written);
        if (strcmp(text, texts[i].normalised) != 0)
            fail_msg("%s: %s instead of %s", texts[i].written, text, texts[i].normalised);
    }
    g_autofree char *nothing = phone_number_text(NULL);
    assert_string_equal(nothing, "");
}

static void only_what_may_be_dialled(void **state)
{
    (void)state;
    static const char *const may[] = {"2101", "+4791234567", "*31#91234567", "#1",
                                      "12345678901234567890123456789012"};
    static const char *const may_not[] = {
        "",
        "+",
        "21 01",
        "21+01",
        "++47",
        "2101\r\nAction: Originate",
        "2101&PJSIP/1",
        "abc",
        "123456789012345678901234567890123",
        "\u0669\u0661\u0662",
        "2101,1",
    };
    for (guint i = 0; i < G_N_ELEMENTS(may); i++)
        assert_true(phone_number_may_be_dialled(may[i]));
    for (guint i = 0; i < G_N_ELEMENTS(may_not); i++)
        assert_false(phone_number_may_be_dialled(may_not[i]));
    assert_false(phone_number_may_be_dialled(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(however_it_is_written),
        cmocka_unit_test(what_is_no_number_is_none),
        cmocka_unit_test(garbage_without_end),
        cmocka_unit_test(grouped_as_its_country_reads_it),
        cmocka_unit_test(only_what_may_be_dialled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Office hours: what is read, what is refused, and that what is written is read again. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/hours.h"

#include "testing.h"

#define AT(hour, minute) ((hour)*60 + (minute))

static void reads_the_form_of_the_directory(void **state)
{
    (void)state;
    Hours hours;
    assert_true(hours_parse("ma-to 08:00-16:00, fr 08:00-14:00", &hours, NULL));
    assert_true(hours_contain(&hours, 1, AT(8, 0)));
    assert_false(hours_contain(&hours, 1, AT(7, 59)));
    assert_true(hours_contain(&hours, 4, AT(15, 59)));
    assert_false(hours_contain(&hours, 4, AT(16, 0)));
    assert_true(hours_contain(&hours, 5, AT(13, 59)));
    assert_false(hours_contain(&hours, 5, AT(14, 0)));
    assert_false(hours_contain(&hours, 6, AT(10, 0)));
}

static void no_text_means_usual_hours_and_a_hyphen_none(void **state)
{
    (void)state;
    Hours hours;
    assert_true(hours_parse("", &hours, NULL));
    assert_true(hours_contain(&hours, 5, AT(15, 29)));
    assert_false(hours_contain(&hours, 5, AT(15, 30)));
    assert_true(hours_parse(NULL, &hours, NULL));
    assert_true(hours_contain(&hours, 1, AT(8, 0)));
    assert_true(hours_parse("-", &hours, NULL));
    for (int weekday = 1; weekday <= 7; weekday++)
        assert_false(hours_contain(&hours, weekday, AT(10, 0)));
}

static void reads_all_three_languages_and_spellings(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int weekday;
    } days[] = {
        {"ma 9-10", 1},      {"må 09.00-10.00", 1}, {"Mo 9:00-10:00", 1}, {"ty 9-10", 2},
        {"tu 9-10", 2},      {"ti 9-10", 2},        {"ONSDAG 9 – 10", 3}, {"wed 9-10", 3},
        {"th 9-10", 4},      {"tors 9-10", 4},      {"fr 9-10", 5},       {"lø 9-10", 6},
        {"laurdag 9-10", 6}, {"sa 9-10", 6},        {"sø 9-10", 7},       {"su 9-10", 7},
    };
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        Hours hours;
        g_autoptr(GError) error = NULL;
        if (!hours_parse(days[i].text, &hours, &error))
            fail_msg("%s: %s", days[i].text, error->message);
        for (int weekday = 1; weekday <= 7; weekday++)
            assert_int_equal(hours_contain(&hours, weekday, AT(9, 30)), weekday == days[i].weekday);
    }
}

static void a_later_part_replaces_an_earlier_one(void **state)
{
    (void)state;
    Hours hours;
    assert_true(hours_parse("ma-fr 8-16; fr 8-14", &hours, NULL));
    assert_false(hours_contain(&hours, 5, AT(15, 0)));
    assert_true(hours_contain(&hours, 4, AT(15, 0)));
}

static void refuses_what_it_does_not_understand(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "xx 8-16",
        "ma 16-8",
        "ma 8-8",
        "fr-ma 8-16",
        "ma",
        "8-16",
        "ma 25-26",
        "ma 8:60-9",
        "ma 8-24:01",
        "ma 8-16 og litt til",
        "m 8-16",
        "ma-ti-on 8-16",
        "ma 8-9-10",
        "ma 8",
        "ma 99999999999999999999-3",
        "\xff 8-16",
        "ma-fr 08:00-15:30, tull",
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        Hours hours = {.day = {{1, 2}}};
        if (hours_parse(wrong[i], &hours, &error))
            fail_msg("understood: %s", wrong[i]);
        assert_int_equal(error->code, SKRANKE_ERROR_USAGE);
        assert_int_equal(hours.day[0].from, 1); /* untouched */
    }
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    static const struct {
        const char *language, *text;
    } written[] = {
        {"nb", "ma-to 08:00-16:00, fr 08:00-14:00"},
        {"nb", "lø-sø 10:00-24:00"},
        {"nn", "må-ty 08:00-15:30, to-fr 08:00-15:30"},
        {"en", "mo 08:00-15:30, we-fr 08:00-15:30"},
        {"nb", "-"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(written); i++) {
        Hours hours;
        language_start(written[i].language);
        assert_true(hours_parse(written[i].text, &hours, NULL));
        g_autofree char *text = hours_text(&hours);
        assert_string_equal(text, written[i].text);
    }
}

/* What was read is kept for the next time, up to so many texts: never another's hours. */
static void many_texts_stay_apart(void **state)
{
    (void)state;
    for (int again = 0; again < 2; again++)
        for (int from = 0; from < AT(20, 0); from++) {
            Hours hours;
            g_autofree char *text = g_strdup_printf("ma %02d:%02d-%02d:%02d", from / 60, from % 60,
                                                    from / 60 + 1, from % 60);
            assert_true(hours_parse(text, &hours, NULL));
            assert_int_equal(hours.day[0].from, from);
            assert_int_equal(hours.day[0].until, from + 60);
        }
}

int main(void)
{
    language_start("nb");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_form_of_the_directory),
        cmocka_unit_test(no_text_means_usual_hours_and_a_hyphen_none),
        cmocka_unit_test(reads_all_three_languages_and_spellings),
        cmocka_unit_test(a_later_part_replaces_an_earlier_one),
        cmocka_unit_test(refuses_what_it_does_not_understand),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(many_texts_stay_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

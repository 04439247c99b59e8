/* National identity numbers in texts. No number here can belong to anybody: they are synthetic
 * (month + 80 or + 40), or born in 1950 with individual numbers 800-899, which no century uses. */
#include <string.h>

#include "skranke/base/safe_text.h"

#include "skranke/domain/identity_number.h"

#include "testing.h"

/* Nine digits with the control digits that make them sound, found by trying all (so not by the
 * formula the room uses); NULL where there are none. New text. */
static char *with_control_digits(const char *nine)
{
    for (int control = 0; control < 100; control++) {
        g_autofree char *digits = g_strdup_printf("%s%02d", nine, control);
        int first = 0, second = 0;
        static const int a[] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
        static const int b[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
        for (guint i = 0; i < G_N_ELEMENTS(a); i++)
            first += a[i] * (digits[i] - '0');
        for (guint i = 0; i < G_N_ELEMENTS(b); i++)
            second += b[i] * (digits[i] - '0');
        if ((11 - first % 11) % 11 == digits[9] - '0' &&
            (11 - second % 11) % 11 == digits[10] - '0')
            return g_steal_pointer(&digits);
    }
    return NULL;
}

/* The first sound number of this date from the individual number on. */
static char *number_of(const char *date, int individual)
{
    for (; individual <= 999; individual++) {
        g_autofree char *nine = g_strdup_printf("%s%03d", date, individual);
        char *digits = with_control_digits(nine);
        if (digits)
            return digits;
    }
    fail_msg("no number of %s", date);
    return NULL;
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        IdentityKind kind;
        bool synthetic;
    } numbers[] = {
        {"010150", IDENTITY_FODSELSNUMMER, false}, {"410150", IDENTITY_D_NUMBER, false},
        {"018190", IDENTITY_FODSELSNUMMER, true},  {"014190", IDENTITY_FODSELSNUMMER, true},
        {"718290", IDENTITY_D_NUMBER, true},       {"319290", IDENTITY_FODSELSNUMMER, true},
        {"298201", IDENTITY_FODSELSNUMMER, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        IdentityNumber number = {0};
        g_autofree char *digits = number_of(numbers[i].date, 800);
        bool exists = strcmp(numbers[i].date, "718290") != 0; /* 31 February */
        assert_int_equal(identity_number_check(digits, &number), exists);
        if (!exists)
            continue;
        assert_int_equal(number.kind, numbers[i].kind);
        assert_int_equal(number.synthetic, numbers[i].synthetic);
    }
}

static void one_wrong_digit_is_no_number(void **state)
{
    (void)state;
    g_autofree char *digits = number_of("158190", 100);
    for (int place = 0; place < 11; place++)
        for (char other = '0'; other <= '9'; other++) {
            g_autofree char *changed = g_strdup(digits);
            changed[place] = other;
            assert_int_equal(identity_number_check(changed, NULL), other == digits[place]);
        }
    assert_false(identity_number_check("", NULL));
    assert_false(identity_number_check(NULL, NULL));
    assert_false(identity_number_check("1234567890a", NULL));
    assert_false(identity_number_check("00000000000", NULL));
}

static void dates_must_exist(void **state)
{
    (void)state;
    static const char *const dates[] = {"001290", "321290", "010090", "011390", "310490",
                                        "300290", "810190", "016090", "019390"};
    for (guint i = 0; i < G_N_ELEMENTS(dates); i++)
        for (int individual = 0; individual < 40; individual++) {
            g_autofree char *nine = g_strdup_printf("%s%03d", dates[i], individual);
            g_autofree char *digits = with_control_digits(nine);
            if (digits && identity_number_check(digits, NULL))
                fail_msg("%s is taken for a date", dates[i]);
        }
}

/* The digits in the form of a pattern: "######-#####" and the like. */
static char *written(const char *pattern, const char *digits)
{
    GString *text = g_string_new(NULL);
    for (; *pattern; pattern++)
        g_string_append_c(text, *pattern == '#' ? *digits++ : *pattern);
    return g_string_free(text, FALSE);
}

static void people_write_it_in_many_ways(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "###########",
        "Mitt nummer er ########### .",
        "fnr: ###########.",
        "(###########)",
        "###### #####",
        "######-#####",
        "######.#####",
        "####.##.#####",
        "#### ## #####",
        "##.##.## #####",
        "## ## ## #####",
        "##.##.##-#####",
        "###### ### ##",
        "######\u00a0#####",
        "######\u202f#####",
        "######\u2013#####",
        "######\n#####",
        "###### - #####",
        "######\t#####",
        "##. ##. ## #####",
        "######\u200b#####",
        "######\u00ad#####",
        "12 ###### #####",
        "Tabell 07459, ###### #####, takk",
        "tlf. 22 86 45 00 ###########",
    };
    g_autofree char *digits = number_of("158190", 200);
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autofree char *text = written(patterns[i], digits);
        g_autoptr(GArray) found = identity_number_find(text);
        if (found->len != 1)
            fail_msg("%u found in \"%s\"", found->len, text);
        const IdentityNumber *number = &g_array_index(found, IdentityNumber, 0);
        const char *start = strchr(patterns[i], '#');
        assert_int_equal(number->start, start - patterns[i]);
        assert_int_equal(number->length, strrchr(patterns[i], '#') + 1 - start);
        assert_true(identity_number_is_in(text));
    }
}

/* Digit for digit, with one space between each; a longer or shorter row is another number. */
static void digit_for_digit(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        bool found;
    } rows[] = {
        {"# # # # # # # # # # #", true},
        {"fnr: # # # # # # # # # # #.", true},
        {"#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#\u00a0#", true},
        {"12 # # # # # # # # # # # 22 86", true},
        {"1 # # # # # # # # # # #", false},
        {"# # # # # # # # # # # 1", false},
        {"1 2 # # # # # # # # # # # 3 4", false},
        {"# # # # # # # # # #", false},
        {"# # # # # # # # # # #1", false},
        {"1# # # # # # # # # # #", false},
        {"# # # # #  # # # # # #", false},
        {"#, #, #, #, #, #, #, #, #, #, #", false},
        {"#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n#", false},
    };
    g_autofree char *digits = number_of("158190", 200);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = written(rows[i].pattern, digits);
        g_autoptr(GArray) found = identity_number_find(text);
        if (found->len != rows[i].found)
            fail_msg("%u found in \"%s\"", found->len, text);
        if (!rows[i].found)
            continue;
        const IdentityNumber *number = &g_array_index(found, IdentityNumber, 0);
        assert_int_equal(number->start, strchr(rows[i].pattern, '#') - rows[i].pattern);
        assert_int_equal(number->length,
                         strrchr(rows[i].pattern, '#') + 1 - strchr(rows[i].pattern, '#'));
    }
}

/* The same digits with the zero of another script. New text. */
static char *in_script(const char *text, gunichar zero)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++)
        g_string_append_unichar(out, g_ascii_isdigit(*text) ? zero + (gunichar)(*text - '0')
                                                            : (gunichar)*text);
    return g_string_free(out, FALSE);
}

/* Digits of other scripts count as the same number, and masking keeps characters and cells. */
static void digits_of_other_scripts(void **state)
{
    (void)state;
    static const gunichar zeros[] = {0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7CE};
    static const char *const patterns[] = {"###########", "###### #####", "# # # # # # # # # # #",
                                           "(##.##.##-#####)"};
    g_autofree char *digits = number_of("158190", 250);
    for (guint i = 0; i < G_N_ELEMENTS(zeros) * G_N_ELEMENTS(patterns); i++) {
        gunichar zero = zeros[i / G_N_ELEMENTS(patterns)];
        g_autofree char *plain = written(patterns[i % G_N_ELEMENTS(patterns)], digits);
        g_autofree char *text = in_script(plain, zero);
        g_autofree char *masked = identity_number_mask(text);
        if (!identity_number_is_in(text))
            fail_msg("none found in \"%s\"", text);
        for (const char *at = masked; *at; at = g_utf8_next_char(at))
            assert_false(g_unichar_isdigit(g_utf8_get_char(at)));
        assert_int_equal(safe_text_cells(masked), safe_text_cells(text));
        assert_int_equal(g_utf8_strlen(masked, -1), g_utf8_strlen(text, -1));
        g_autofree char *longer = in_script("1", zero);
        g_autofree char *eleven = in_script(digits, zero);
        g_autofree char *twelve = g_strconcat(longer, eleven, NULL);
        g_autofree char *mixed = g_strconcat(digits, longer, NULL);
        assert_false(identity_number_is_in(twelve));
        assert_false(identity_number_is_in(mixed));
    }
}

static void the_year_with_four_digits(void **state)
{
    (void)state;
    g_autofree char *digits = number_of("158190", 300);
    g_autofree char *dotted = g_strdup_printf("15.81.1990 %s", digits + 6);
    g_autofree char *joined = g_strdup_printf("15811990%s", digits + 6);
    g_autofree char *spaced = g_strdup_printf("15811990 %s", digits + 6);
    g_autofree char *other = g_strdup_printf("15811790%s", digits + 6);
    assert_true(identity_number_is_in(dotted));
    assert_true(identity_number_is_in(joined));
    assert_true(identity_number_is_in(spaced));
    assert_false(identity_number_is_in(other));
}

static void longer_numbers_and_others_are_left(void **state)
{
    (void)state;
    g_autofree char *digits = number_of("158190", 400);
    g_autofree char *longer = g_strdup_printf("%s1", digits);
    g_autofree char *before = g_strdup_printf("1%s", digits);
    g_autofree char *apart = g_strdup_printf("%.6s x %s", digits, digits + 6);
    g_autofree char *two_spaces = g_strdup_printf("%.5s  %s", digits, digits + 5);
    g_autofree char *far = g_strdup_printf("%.6s    %s", digits, digits + 6);
    const char *const texts[] = {
        longer,
        before,
        apart,
        two_spaces,
        far,
        "",
        "07459",
        "Tabell 07459, 05810 og 11342",
        "+47 22 86 45 00",
        "0047 22 86 45 00",
        "22864500",
        "KID 123456789012345",
        "2026-03-10 10:12:30",
        "1.234.567.890,00 kroner",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (identity_number_is_in(texts[i]))
            fail_msg("found in \"%s\"", texts[i]);
    assert_false(identity_number_is_in(NULL));
}

/* Eleven digits that are no such number: of all with a wrong control digit none may be found, and
 * telephone lists and table numbers never have eleven digits in these groups. */
static void no_number_without_its_checksum(void **state)
{
    (void)state;
    guint sound = 0;
    for (guint64 number = 15819020000; number < 15819028000; number++) {
        g_autofree char *digits = g_strdup_printf("%011" G_GUINT64_FORMAT, number);
        g_autofree char *nine = g_strndup(digits, 9);
        g_autofree char *right = with_control_digits(nine);
        bool is_right = right && strcmp(right, digits) == 0;
        assert_int_equal(identity_number_is_in(digits), is_right);
        sound += is_right;
    }
    assert_in_range(sound, 55, 80); /* at most one for each nine digits */
}

static void masks_cell_by_cell(void **state)
{
    (void)state;
    g_autofree char *first = number_of("158190", 500);
    g_autofree char *second = number_of("418190", 500);
    g_autofree char *text =
        g_strdup_printf("Æ: %.6s %s, og %s. Tabell 07459.", first, first + 6, second);
    g_autofree char *masked = identity_number_mask(text);
    assert_string_equal(masked, "Æ: •••••• •••••, og •••••••••••. Tabell 07459.");
    assert_int_equal(safe_text_cells(masked), safe_text_cells(text));
    g_autofree char *same = identity_number_mask("Tabell 07459 – ring 22 86 45 00");
    assert_string_equal(same, "Tabell 07459 – ring 22 86 45 00");
    g_autofree char *nothing = identity_number_mask(NULL);
    assert_string_equal(nothing, "");
    g_autofree char *twice = identity_number_mask(masked);
    assert_string_equal(twice, masked);
}

static void broken_texts_do_no_harm(void **state)
{
    (void)state;
    g_autofree char *digits = number_of("158190", 600);
    g_autofree char *cut = g_strdup_printf("%.6s\xe2", digits);
    g_autofree char *inside = g_strdup_printf("\xff\xc3%s\xe2\x80", digits);
    assert_false(identity_number_is_in(cut));
    assert_true(identity_number_is_in(inside));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_apart),
        cmocka_unit_test(one_wrong_digit_is_no_number),
        cmocka_unit_test(dates_must_exist),
        cmocka_unit_test(people_write_it_in_many_ways),
        cmocka_unit_test(digit_for_digit),
        cmocka_unit_test(digits_of_other_scripts),
        cmocka_unit_test(the_year_with_four_digits),
        cmocka_unit_test(longer_numbers_and_others_are_left),
        cmocka_unit_test(no_number_without_its_checksum),
        cmocka_unit_test(masks_cell_by_cell),
        cmocka_unit_test(broken_texts_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

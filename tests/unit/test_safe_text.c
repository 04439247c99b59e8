/* The sanitiser: every rule, the widths that follow, and that hostile text costs linear time. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "testing.h"

typedef struct {
    const char *from, *to;
} Pair;

static void assert_text(char *actual, const char *expected)
{
    assert_string_equal(actual, expected);
    g_free(actual);
}

static void test_line_rules(void **state)
{
    (void)state;
    static const Pair cases[] = {
        {"Blåbærsyltetøy", "Blåbærsyltetøy"},
        {"a\033[31mb", "a␛[31mb"},
        {"\a\b\177", "␇␈␡"},
        {"a\302\233b", "a\357\277\275b"},                             /* C1: CSI */
        {"a\377\300\257b", "a\357\277\275\357\277\275\357\277\275b"}, /* invalid, overlong */
        {"\355\240\200", "\357\277\275\357\277\275\357\277\275"},     /* a surrogate */
        {"sl\303", "sl\357\277\275"},                                 /* cut short */
        {"a\r\nb\nc\rd\te", "a b c d e"},
        {"a\342\200\250b\342\200\251c", "a b c"}, /* U+2028/9 */
        {"inn\302\255syn", "innsyn"},             /* soft hyphen */
        {"a\342\200\256fdp.exe", "afdp.exe"},     /* right-to-left override */
        {"a\342\201\246b\342\201\251", "ab"},     /* isolates */
        {"a\342\200\213b\357\273\277c\342\201\240d", "abcd"},
        {"\360\237\221\215\360\237\217\275", "\360\237\221\215"}, /* thumb with a skin tone */
        {"\342\235\244\357\270\217", "\342\235\244"},             /* heart, variation selector */
        {"\363\240\201\201x", "x"},                               /* tag character */
        {"\315\270", "\357\277\275"},                             /* U+0378 is not assigned */
        {"\314\201a", "\342\227\214\314\201a"},                   /* a mark without a base */
        {"e\314\201\314\201\314\201\314\201\314\201\314\201x",
         "e\314\201\314\201\314\201\314\201x"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_text(safe_text_line(cases[i].from, -1), cases[i].to);
    assert_text(safe_text_line("a\0b", 3), "a␀b");
    assert_text(safe_text_line(NULL, -1), "");
    assert_text(safe_text_line("abc", 2), "ab");
}

static void test_every_character_is_harmless(void **state)
{
    (void)state;
    for (gunichar character = 1; character < 0x110000; character++) {
        char bytes[8];
        if (character >= 0xD800 && character < 0xE000)
            continue;
        int length = g_unichar_to_utf8(character, bytes);
        g_autofree char *safe = safe_text_line(bytes, length);
        int cells = safe_text_cells(safe);
        if (!g_utf8_validate(safe, -1, NULL) || cells > 2 || (cells == 0) != (*safe == '\0'))
            fail_msg("U+%04X became \"%s\"", character, safe);
        for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
            gunichar shown = g_utf8_get_char(at);
            if (shown < 0x20 || (shown >= 0x7F && shown < 0xA0))
                fail_msg("U+%04X lets U+%04X through", character, shown);
        }
    }
}

static void test_line_is_bounded(void **state)
{
    (void)state;
    g_autofree char *long_text = g_strnfill(100000, 'a');
    g_autofree char *safe = safe_text_line(long_text, -1);
    assert_int_equal(g_utf8_strlen(safe, -1), 4097);
    assert_true(g_str_has_suffix(safe, "a…"));
    assert_text(safe_text_line(long_text, 10), "aaaaaaaaaa");
}

static void test_block_rules(void **state)
{
    (void)state;
    assert_text(safe_text_block("a\r\nb\rc\n\nd", -1), "a\nb\nc\n\nd");
    assert_text(safe_text_block("a\tb\n\tc\n12345678\td", -1),
                "a       b\n        c\n12345678        d");
    assert_text(safe_text_block("æ\tb", -1), "æ       b");
    assert_text(safe_text_block("a\n\314\201b\033", -1), "a\n\342\227\214\314\201b␛");
}

static void test_valid(void **state)
{
    (void)state;
    assert_text(safe_text_valid("a\377b", -1), "a\357\277\275b");
    assert_text(safe_text_valid("a\0b", 3), "a␀b");
    assert_text(safe_text_valid("a\314\212 A\314\212", -1), "å Å");
    assert_text(safe_text_valid("\t\033\r\n", -1), "\t\033\r\n");
}

static void test_cells_and_cut(void **state)
{
    (void)state;
    assert_int_equal(safe_text_cells("blåbær"), 6);
    assert_int_equal(safe_text_cells("漢字"), 4);
    assert_int_equal(safe_text_cells("e\314\201"), 1);
    assert_int_equal(safe_text_character_cells(0x6F22), 2);
    static const struct {
        const char *text;
        int cells;
        const char *cut;
    } cases[] = {
        {"blåbær", 6, "blåbær"},
        {"blåbær", 5, "blåb…"},
        {"blåbær", 1, "…"},
        {"blåbær", 0, ""},
        {"blåbær", -3, ""},
        {"漢字漢", 6, "漢字漢"},
        {"漢字漢", 5, "漢字…"},
        {"漢字漢", 4, "漢…"},
        {"ae\314\201", 2, "ae\314\201"},
        {"", 5, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_text(safe_text_cut(cases[i].text, cases[i].cells), cases[i].cut);
    assert_text(safe_text_fit("blå", 5, false), "blå  ");
    assert_text(safe_text_fit("blå", 5, true), "  blå");
    assert_text(safe_text_fit("漢字漢", 4, false), "漢… ");
    assert_text(safe_text_fit("漢字漢", 4, true), " 漢…");
    assert_text(safe_text_fit("abc", 0, false), "");
}

static void test_wrap(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int cells;
        const char *lines;
    } cases[] = {
        {"ett to tre fire", 7, "ett to|tre|fire"},
        {"ett to", 6, "ett to"},
        {"a\n\nb", 10, "a||b"},
        {"a\n", 10, "a"},
        {"", 10, ""},
        {"konsumprisindeksen er", 8, "konsumpr|isindeks|en er"},
        {"se konsumprisindeksen", 8, "se|konsumpr|isindeks|en"},
        {"  innrykk her", 10, "  innrykk|her"},
        {"漢字漢字", 5, "漢字|漢字"},
        {"漢a", 1, "…|a"},
        {"ab", 0, "a|b"},
        {"a    b", 3, "a|b"},
        {"   ", 2, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) lines = safe_text_wrap(cases[i].text, cases[i].cells);
        g_ptr_array_add(lines, NULL);
        assert_text(g_strjoinv("|", (char **)lines->pdata), cases[i].lines);
    }
}

static void test_ascii(void **state)
{
    (void)state;
    assert_text(safe_text_ascii("Årsøl, være é ─│┌ … «x» ← €"), "Arsol, vere e -|+ . \"x\" < E");
    assert_text(safe_text_ascii("漢e\314\201\n☃"), "??e\n?");
    for (gunichar character = 0xA0; character < 0x3000; character++) {
        char bytes[8] = {0};
        g_unichar_to_utf8(character, bytes);
        g_autofree char *plain = safe_text_ascii(bytes);
        assert_int_equal(strlen(plain), safe_text_character_cells(character));
        assert_true(g_str_is_ascii(plain));
    }
}

/* Twenty times the text must not cost four hundred times the time; both are far below a second. */
static gint64 milliseconds_for(gsize repetitions)
{
    static const char hostile[] = "\314\201\314\243\342\200\213\303 漢";
    g_autoptr(GString) text = g_string_new("a");
    for (gsize i = 0; i < repetitions; i++)
        g_string_append_len(text, hostile, i < repetitions / 2 ? 4 : (gssize)sizeof hostile - 1);
    gint64 before = clock_monotonic_ms();
    g_autofree char *block = safe_text_block(text->str, (gssize)text->len);
    g_autofree char *valid = safe_text_valid(text->str, (gssize)text->len);
    g_autofree char *line = safe_text_line(text->str, (gssize)text->len);
    g_autoptr(GPtrArray) lines = safe_text_wrap(block, 20);
    assert_true(lines->len > 0 && *valid != '\0' && *line != '\0');
    return clock_monotonic_ms() - before;
}

static void test_time_is_linear(void **state)
{
    (void)state;
    gint64 small = milliseconds_for(10000);
    gint64 large = milliseconds_for(200000);
    assert_true(large < 100 * MAX(small, 20));
}

static int start_language(void **state)
{
    (void)state;
    language_start("nb");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_rules),
        cmocka_unit_test(test_every_character_is_harmless),
        cmocka_unit_test(test_line_is_bounded),
        cmocka_unit_test(test_block_rules),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_cells_and_cut),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_time_is_linear),
    };
    return cmocka_run_group_tests(tests, start_language, NULL);
}

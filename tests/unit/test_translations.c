/* The screens are complete in bokmål and nynorsk, in one language at a time, and fit: every marked
 * text of the sources is translated, no word of another language has slipped in, what has few cells
 * is short, and the texts are found at run time, also those with 64-bit numbers. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/inquiry.h"

#include "skranke/tui/actions.h"

#include "cleanup.h"
#include "testing.h"

typedef struct {
    GString *source;
    GPtrArray *translations; /* of GString; two where the text depends on a number */
} Entry;

static const char *const codes[] = {"nb", "nn"};
static GPtrArray *catalogues[G_N_ELEMENTS(codes)]; /* of Entry */

/* ---- reading a catalogue ---- */

static void string_free(gpointer text)
{
    g_string_free(text, TRUE);
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_string_free(entry->source, TRUE);
    g_ptr_array_unref(entry->translations);
    g_free(entry);
}

static Entry *entry_begin(GPtrArray *entries)
{
    Entry *entry = g_new0(Entry, 1);
    entry->source = g_string_new(NULL);
    entry->translations = g_ptr_array_new_with_free_func(string_free);
    g_ptr_array_add(entries, entry);
    return entry;
}

/* The quoted part of a line of a .po file, with \n and \" resolved. */
static char *quoted_part(const char *line)
{
    const char *begin = strchr(line, '"'), *end = strrchr(line, '"');
    assert_true(begin && end && end > begin);
    g_autofree char *raw = g_strndup(begin + 1, (gsize)(end - begin - 1));
    return g_strcompress(raw);
}

static GPtrArray *read_catalogue(const char *code)
{
    g_autofree char *path = g_strdup_printf("%s/data/po/%s.po", SKRANKE_SOURCE, code);
    g_autofree char *text = file_read(path);
    assert_non_null(text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    Entry *entry = NULL;
    GString *now = NULL, *plural = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], "msgid ")) {
            entry = entry_begin(entries);
            now = entry->source;
        } else if (g_str_has_prefix(lines[i], "msgid_plural")) {
            now = plural;
        } else if (entry && g_str_has_prefix(lines[i], "msgstr")) {
            now = g_string_new(NULL);
            g_ptr_array_add(entry->translations, now);
        } else if (lines[i][0] != '"') {
            continue;
        }
        g_autofree char *part = quoted_part(lines[i]);
        g_string_append(now, part);
    }
    g_string_free(plural, TRUE);
    g_ptr_array_remove_index(entries, 0); /* the header */
    return entries;
}

/* ---- going through all translations ---- */

/* True: as it should be. */
typedef bool (*TextRule)(guint language, const char *source, const char *translation);

/* Fails the test with the list of the translations that break the rule. */
static void check_all(TextRule rule, const char *complaint)
{
    guint broken = 0;
    for (guint language = 0; language < G_N_ELEMENTS(codes); language++)
        for (guint i = 0; i < catalogues[language]->len; i++) {
            const Entry *entry = catalogues[language]->pdata[i];
            for (guint k = 0; k < entry->translations->len; k++) {
                const GString *text = entry->translations->pdata[k];
                if (rule(language, entry->source->str, text->str))
                    continue;
                test_report("%s: %s\n  %s\n  %s\n", codes[language], complaint, entry->source->str,
                            text->str);
                broken++;
            }
        }
    assert_int_equal(broken, 0);
}

static const char *translation_of(guint language, const char *source)
{
    for (guint i = 0; i < catalogues[language]->len; i++) {
        const Entry *entry = catalogues[language]->pdata[i];
        if (g_str_equal(entry->source->str, source))
            return ((const GString *)entry->translations->pdata[0])->str;
    }
    test_report("%s.po has no text \"%s\"\n", codes[language], source);
    fail();
    return "";
}

/* ---- complete ---- */

static void test_every_marked_text_is_translated(void **state)
{
    (void)state;
    const char *const arguments[] = {"sh", SKRANKE_SOURCE "/tests/check-translations.sh", NULL};
    g_autofree char *said = NULL, *complaints = NULL;
    int status = -1;
    assert_true(g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said,
                             &complaints, &status, NULL));
    if (status != 0)
        test_report("%s%s", said, complaints);
    assert_int_equal(status, 0);
}

/* xgettext cuts a text at a macro that it does not know, as G_GINT64_FORMAT. */
static bool not_cut_short(guint language, const char *source, const char *translation)
{
    (void)language;
    return *translation != '\0' && !g_str_has_suffix(source, "%") &&
           !g_str_has_suffix(translation, "%");
}

static void test_no_text_is_cut_at_a_macro(void **state)
{
    (void)state;
    check_all(not_cut_short, "empty, or cut at a macro (write PRId64)");
}

/* ---- in one language ---- */

/* Words that are common in one language and no words of the other two. */
static const char english[] =
    " the and is are was were not you your with that this nothing cannot ";
static const char bokmal[] =
    " ikke fra hva hvem hvilken bare henvendelse henvendelsen henvendelser ble jeg noe mer nå hun "
    "filen mappen finnes mangler venter lukket åpne åpnet brukes leses sendes gjøres "
    "skrives lages være uten begynnelsen fortsatt avsender avsenderen mottaker mottakeren ";
static const char nynorsk[] =
    " ikkje frå kva kven kvar ein ei eit berre førespurnad førespurnaden førespurnader vart eg "
    "noko "
    "meir fila mappa finst manglar ventar lukka opna opne blei vere utan byrjinga framleis "
    "avsendar avsendaren mottakar mottakaren enno ";

static bool has_word_of(const char *text, const char *words)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    g_auto(GStrv) split = g_regex_split_simple("[^\\p{L}]+", lower, 0, 0);
    for (guint i = 0; split[i]; i++) {
        g_autofree char *whole = g_strdup_printf(" %s ", split[i]);
        if (*split[i] && strstr(words, whole))
            return true;
    }
    return false;
}

static bool in_its_own_language(guint language, const char *source, const char *translation)
{
    (void)source;
    const char *other = language == 0 ? nynorsk : bokmal;
    return !has_word_of(translation, english) && !has_word_of(translation, other);
}

static void test_no_word_of_another_language(void **state)
{
    (void)state;
    assert_true(has_word_of("Henvendelsen er ikke din.", bokmal)); /* the check itself */
    assert_false(has_word_of("nothing_here", nynorsk));
    check_all(in_its_own_language, "has a word of another language");
}

/* What is spelt alike in English. */
static const char *const alike[] = {"eInnsyn", "Person", "$EDITOR", "Filter", "Status", "St",
                                    "Filter:", "%s: %s", "open", "OP", "%s, %s", "Mine", "Journal",
                                    "Status:", "%s for %s (%s)", "%s – F2",
                                    /* lengths of time */
                                    "%<PRId64> s", "%<PRId64> min", "%<PRId64> d",
                                    "%<PRId64> min %<PRId64> s", "%s%d s", "%s%d min"};

static bool really_translated(guint language, const char *source, const char *translation)
{
    (void)language;
    if (!g_str_equal(source, translation))
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
        if (g_str_equal(alike[i], source))
            return true;
    return false;
}

static void test_no_text_stayed_english(void **state)
{
    (void)state;
    check_all(really_translated, "is still English");
}

static void test_nynorsk_is_not_bokmal(void **state)
{
    (void)state;
    static const char *const sources[] = {"Inquiry", "From",    "Received", "Owner", "OP",
                                          "open",    "Waiting", "Closed",   "Name",  "Reopen"};
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
        assert_string_not_equal(translation_of(0, sources[i]), translation_of(1, sources[i]));
    guint different = 0;
    for (guint i = 0; i < catalogues[0]->len; i++) {
        const Entry *entry = catalogues[0]->pdata[i];
        const GString *text = entry->translations->pdata[0];
        different += !g_str_equal(text->str, translation_of(1, entry->source->str));
    }
    assert_true(different * 3 > catalogues[0]->len * 2);
}

/* ---- written well ---- */

static guint count_of(const char *text, const char *sign)
{
    guint count = 0;
    for (const char *at = strstr(text, sign); at; at = strstr(at + strlen(sign), sign))
        count++;
    return count;
}

static bool quoted_the_norwegian_way(guint language, const char *source, const char *translation)
{
    (void)language;
    return !strchr(translation, '"') && count_of(translation, "«") == count_of(translation, "»") &&
           count_of(translation, "«") * 2 == count_of(source, "\"");
}

static void test_quotation_marks(void **state)
{
    (void)state;
    check_all(quoted_the_norwegian_way, "has other quotation marks than «…»");
}

/* Texts are put together: the spaces, line ends and full stops at their ends count. */
static bool ends_alike(guint language, const char *source, const char *translation)
{
    (void)language;
    gsize before = strspn(source, " !\n"), length = strlen(source), own = strlen(translation);
    if (before != strspn(translation, " !\n"))
        return false;
    return length < 4 || strchr(" .:?!\n", source[length - 1]) == NULL
               ? own > 0 && !strchr(" \n", translation[own - 1])
               : source[length - 1] == translation[own - 1];
}

static void test_ends(void **state)
{
    (void)state;
    check_all(ends_alike, "does not begin or end as the English text");
}

/* ---- what has few cells ---- */

static void test_titles_fit_their_columns(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int cells;
    } titles[] = {
        {"No.", 3},      {"Received", 11}, {"From", 11},  {"Subject", 24},
        {"Channel", 9},  {"Owner", 6},     {"St", 2},     {"Name", 18},
        {"Section", 16}, {"Status", 18},   {"Phone", 11}, {"Search:", 10},
        {"Filter:", 10}, {"works", 8},     {"FAILS", 8},  {"Office hours", 18},
    };
    for (guint language = 0; language < G_N_ELEMENTS(codes); language++)
        for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
            const char *title = translation_of(language, titles[i].source);
            assert_in_range(safe_text_cells(title), 1, titles[i].cells);
        }
}

/* The keys of a form stand on one line of 160 cells, whole; where there are fewer, those before the
 * way back are left out. */
static bool key_line_fits(guint language, const char *source, const char *translation)
{
    (void)language;
    return !strstr(source, "  Esc ") || safe_text_cells(translation) <= 159;
}

static void test_keys_of_forms_fit(void **state)
{
    (void)state;
    check_all(key_line_fits, "is too long for the line of keys");
}

static void test_state_marks_have_two_cells(void **state)
{
    (void)state;
    for (int language = 0; language < 3; language++) {
        language_start(language_code((Language)language));
        for (InquiryState a = 0; a < INQUIRY_STATE_COUNT; a++) {
            assert_int_equal(safe_text_cells(inquiry_state_mark(a)), 2);
            for (InquiryState b = 0; b < a; b++)
                assert_string_not_equal(inquiry_state_mark(a), inquiry_state_mark(b));
        }
    }
}

/* How many keys the line of keys shows whole at 80 cells, the first by their priority, where each
 * of them works: of an access request whose category is only suggested. */
static int keys_shown(void)
{
    int cells = 1, shown = 0;
    for (int bar = 1; bar <= (int)ACTION_COUNT; bar++)
        for (ActionId id = 0; id < ACTION_COUNT; id++) {
            g_autofree char *key = action_first_key(id);
            if (actions[id].bar != bar || !(actions[id].scope & (SCOPE_EVERYWHERE | SCOPE_QUEUE)))
                continue;
            cells += safe_text_cells(key) + 1 + safe_text_cells(_(actions[id].label));
            if (cells > 80)
                return shown;
            cells += 2;
            shown++;
        }
    return shown;
}

static void test_action_labels_are_short(void **state)
{
    (void)state;
    for (int language = 0; language < 3; language++) {
        language_start(language_code((Language)language));
        for (ActionId id = 0; id < ACTION_COUNT; id++)
            assert_in_range(safe_text_cells(_(actions[id].label)), 2, actions[id].bar ? 12 : 18);
        assert_in_range(keys_shown(), 7, ACTION_COUNT);
    }
}

/* The list of all actions has 80 cells: label, help and keys, none cut. */
static void test_palette_fits(void **state)
{
    (void)state;
    guint broken = 0;
    static const char *const all[] = {"en", "nb", "nn"};
    for (guint language = 0; language < G_N_ELEMENTS(all); language++) {
        language_start(all[language]);
        for (ActionId id = 0; id < ACTION_COUNT; id++) {
            g_autofree char *keys = action_keys_text(id);
            g_autofree char *line =
                g_strdup_printf("%s – %s  %s", _(actions[id].label), _(actions[id].help), keys);
            if (safe_text_cells(line) <= 77)
                continue;
            test_report("%s: too long for the palette: %s\n", all[language], line);
            broken++;
        }
    }
    assert_int_equal(broken, 0);
}

/* ---- at run time ---- */

static void test_numbers_of_64_bits_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *language, *one, *newest;
    } cases[] = {
        {"nb", "Du har ikke noe utkast til henvendelse 9876543210.",
         "Du har 2 utkast, det nyeste til henvendelse 9876543210. d viser dem"},
        {"nn", "Du har ikkje noko utkast til førespurnad 9876543210.",
         "Du har 2 utkast, det nyaste til førespurnad 9876543210. d viser dei"},
        {"en", "You have no draft to inquiry 9876543210.",
         "You have 2 drafts, the newest for inquiry 9876543210. d shows them"},
    };
    const gint64 number = G_GINT64_CONSTANT(9876543210);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        language_start(cases[i].language);
        g_autofree char *one =
            g_strdup_printf(_("You have no draft to inquiry %" PRId64 "."), number);
        assert_string_equal(one, cases[i].one);
        g_autofree char *newest = g_strdup_printf(
            ngettext("You have %u draft, for inquiry %" PRId64 ". d shows it",
                     "You have %u drafts, the newest for inquiry %" PRId64 ". d shows them", 2),
            2, number);
        assert_string_equal(newest, cases[i].newest);
    }
}

static int start(void **state)
{
    (void)state;
    g_setenv("SKRANKE_LOCALE", SKRANKE_BUILD "/locale", TRUE);
    g_setenv("LC_ALL", "C.UTF-8", TRUE);
    language_start("nb");
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        catalogues[i] = read_catalogue(codes[i]);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        g_ptr_array_unref(catalogues[i]);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_marked_text_is_translated),
        cmocka_unit_test(test_no_text_is_cut_at_a_macro),
        cmocka_unit_test(test_no_word_of_another_language),
        cmocka_unit_test(test_no_text_stayed_english),
        cmocka_unit_test(test_nynorsk_is_not_bokmal),
        cmocka_unit_test(test_quotation_marks),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_titles_fit_their_columns),
        cmocka_unit_test(test_keys_of_forms_fit),
        cmocka_unit_test(test_state_marks_have_two_cells),
        cmocka_unit_test(test_action_labels_are_short),
        cmocka_unit_test(test_palette_fits),
        cmocka_unit_test(test_numbers_of_64_bits_are_found),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

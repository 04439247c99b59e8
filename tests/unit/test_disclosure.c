/* What a text written for others gives away: the inquirer's address and name, and what was copied;
 * and what is near and must pass. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/disclosure.h"

#include "testing.h"

static const char letter[] =
    "Jeg fikk brev om lønnsundersøkelsen i går, men jeg er syk og kan ikke svare før etter påske. "
    "Kan jeg få utsatt fristen, og hvor finner jeg tallene for 2025?";

static int begin(void **state)
{
    (void)state;
    language_start("en");
    return 0;
}

static const char *refusal(const char *text)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_ptr_array_add(texts, (gpointer)(guintptr) "Hei!");
    g_ptr_array_add(texts, (gpointer)(guintptr)letter);
    DisclosureHidden hidden = {
        .name = "Kari Anne Nordmann", .address = "kari.a@example.no", .texts = texts};
    return disclosure_refusal(&hidden, text);
}

static void assert_told(const char *text, const char *part)
{
    const char *sentence = refusal(text);
    assert_non_null(sentence);
    if (!strstr(sentence, part))
        fail_msg("\"%s\" is not in: %s", part, sentence);
}

static void who_asks_stays_behind(void **state)
{
    (void)state;
    assert_told("Svar til Kari.A@EXAMPLE.no, takk", "address");
    assert_told("<kari.a@example.no>", "address");
    assert_told("KARI ANNE\n  NORDMANN spør", "full name");
    assert_told("Spør: Nordmann, Kari Anne.", "full name");
    assert_told("ＫＡＲＩ Anne Nordmann", "full name");
    assert_null(refusal("Kari spør"));
    assert_null(refusal("Nordmann er et vanlig navn"));
    assert_null(refusal("Okari Anne Nordmannsen"));
    assert_null(refusal("bjarne.kari@example.no"));
}

static void a_name_of_one_word_tells_nobody(void **state)
{
    (void)state;
    DisclosureHidden hidden = {.name = "Lønn", .address = ""};
    assert_null(disclosure_refusal(&hidden, "Spørsmål om lønn"));
    DisclosureHidden nothing = {0};
    assert_null(disclosure_refusal(&nothing, letter));
    assert_null(disclosure_refusal(&nothing, NULL));
}

static void what_was_written_is_not_copied(void **state)
{
    (void)state;
    assert_told(letter, "own words");
    assert_told("> jeg fikk BREV om lønnsundersøkelsen\n> i går, men jeg er syk og kan ikke\n>\n> "
                "svare før etter påske",
                "own words");
    assert_null(refusal("Hvor finner jeg tallene for 2025?"));
    assert_null(refusal("Hei! Noen spør etter lønnstall for 2025 fordelt på yrker."));
}

/* Exactly so many characters: one fewer passes. */
static void a_run_has_its_length(void **state)
{
    (void)state;
    g_autofree char *long_word = g_strnfill(200, 'x');
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_ptr_array_add(texts, long_word);
    DisclosureHidden hidden = {.texts = texts};
    g_autofree char *copied = g_strnfill(DISCLOSURE_RUN, 'x');
    g_autofree char *less = g_strnfill(DISCLOSURE_RUN - 2, 'x');
    assert_non_null(disclosure_refusal(&hidden, copied));
    assert_null(disclosure_refusal(&hidden, less));
}

static void a_short_message_counts_whole(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_ptr_array_add(texts, (gpointer)(guintptr) "Jeg har ikke råd til tvangsmulkten, hva nå?");
    g_ptr_array_add(texts, (gpointer)(guintptr) "Takk for svaret!");
    DisclosureHidden hidden = {.texts = texts};
    assert_non_null(disclosure_refusal(
        &hidden, "En spør: jeg har ikke råd til tvangsmulkten, hva nå? Kan noen svare?"));
    assert_null(disclosure_refusal(&hidden, "En har ikke råd til tvangsmulkten."));
    assert_null(disclosure_refusal(&hidden, "Takk for svaret!"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_stays_behind),
        cmocka_unit_test(a_name_of_one_word_tells_nobody),
        cmocka_unit_test(what_was_written_is_not_copied),
        cmocka_unit_test(a_run_has_its_length),
        cmocka_unit_test(a_short_message_counts_whole),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}

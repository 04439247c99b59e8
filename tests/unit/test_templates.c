/* The carried answers say what the service declaration asks of an answer: in all three languages,
 * with the link, the citation or the contact that belongs there. */
#include <string.h>

#include "skranke/base/data_file.h"

#include "skranke/domain/category.h"

#include "testing.h"

static const char *const languages[] = {"nb", "nn", "en"};

static char *read_template(const char *key, const char *language)
{
    g_autofree char *path = g_strdup_printf("templates/%s.%s.txt", key, language);
    g_autoptr(GBytes) bytes = data_file_read(path, NULL);
    if (!bytes)
        fail_msg("%s is not carried", path);
    gsize size = 0;
    const char *text = g_bytes_get_data(bytes, &size);
    return g_strndup(text, size);
}

/* The words, separated by |, stand in the template of each language. */
static void expect_words(const char *key, const char *const words[3])
{
    for (guint i = 0; i < 3; i++) {
        g_autofree char *text = read_template(key, languages[i]);
        g_auto(GStrv) wanted = g_strsplit(words[i], "|", -1);
        for (guint w = 0; wanted[w]; w++)
            if (!strstr(text, wanted[w]))
                fail_msg("%s.%s does not say \"%s\":\n%s", key, languages[i], wanted[w], text);
    }
}

#define EXPECT(key, nb, nn, en) expect_words(key, (const char *const[3]){nb, nn, en})

static void an_answer_shows_where_the_figure_is(void **state)
{
    (void)state;
    EXPECT("table-link", "[lenke til tabellen]|{statistic}", "[lenkje til tabellen]|{statistic}",
           "[link to the table]|{statistic}");
}

static void guidance_says_where_and_how(void **state)
{
    (void)state;
    EXPECT("guidance", "www.byraa.example|søk etter|Åpne tabellen|hjelper vi deg",
           "www.byraa.example|søk etter|Opne tabellen|hjelper vi deg",
           "www.byraa.example|search for|Open the table|help you");
}

static void european_statistics_go_with_eurostat(void **state)
{
    (void)state;
    EXPECT("european-statistics", "Eurostat|samarbeid", "Eurostat|samarbeid",
           "Eurostat|co-operation");
}

static void licence_answers_carry_the_citation_and_the_terms(void **state)
{
    (void)state;
    EXPECT("licence", "Kilde: {bureau}|fritt|https://", "Kjelde: {bureau}|fritt|https://",
           "Source: {bureau}|freely|https://");
}

static void microdata_are_referred_to_their_own_pages(void **state)
{
    (void)state;
    EXPECT("microdata-referral", "https://|søke", "https://|søkje", "https://|apply");
    EXPECT("custom-dataset-referral", "https://|tilbud", "https://|tilbod", "https://|offer");
}

static void forwarding_names_who_will_answer(void **state)
{
    (void)state;
    EXPECT("forwarded-to-section", "{section}|svar direkte", "{section}|svar direkte",
           "{section}|directly");
}

static void the_form_comes_anew_in_the_wished_form(void **state)
{
    (void)state;
    EXPECT("form-language", "nytt skjema på bokmål", "nytt skjema på nynorsk", "new");
}

static void press_contacts_are_named_with_their_number(void **state)
{
    (void)state;
    EXPECT("press-contact", "presse@|Telefon|utenom|ledelsen", "presse@|Telefon|utanom|leiinga",
           "presse@|elephone|outside|management");
}

static void respondents_are_told_duty_law_and_contact(void **state)
{
    (void)state;
    EXPECT("survey-voluntary", "frivillige|lovparagraf|tidspunkt|taushetsplikt",
           "frivillige|lovparagraf|tidspunkt|teieplikt",
           "voluntary|section of the law|time and a way|confidentiality");
    EXPECT("reporting-duty", "hva som skal rapporteres|hvem det|svarfristen|lovparagraf",
           "kva som skal rapporterast|kven det|svarfristen|lovparagraf",
           "what is to be reported|for whom|by when|section of the law");
}

static void an_interview_is_announced_beforehand(void **state)
{
    (void)state;
    EXPECT("interview-contact", "alltid kontakt på forhånd|tidspunkt|passer deg",
           "alltid kontakt på førehand|tidspunkt|passar deg",
           "always contact you|at a time and in a way");
}

static void registers_are_named_as_the_source(void **state)
{
    (void)state;
    EXPECT("register-data", "registrene|etaten som fører", "registra|etaten som fører",
           "registers|agency that keeps");
}

static void english_pages_and_summaries_are_pointed_to(void **state)
{
    (void)state;
    EXPECT("english-pages", "https://www.byraa.example/en|engelsk sammendrag",
           "https://www.byraa.example/en|engelsk samandrag",
           "https://www.byraa.example/en|summary in English");
}

static void official_accounts_are_linked(void **state)
{
    (void)state;
    EXPECT("official-accounts", "https://|så raskt som mulig", "https://|så raskt som mogleg",
           "https://|as soon as possible");
}

static void working_here_is_linked(void **state)
{
    (void)state;
    EXPECT("working-here", "https://|automatisk bekreftelse", "https://|automatisk stadfesting",
           "https://|automatic confirmation");
}

/* Every answer there is in one language is there in all. */
static void all_languages_have_all_answers(void **state)
{
    (void)state;
    g_auto(GStrv) names = data_file_list("templates");
    for (guint i = 0; names[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(names[i], ".", 3);
        for (guint l = 0; l < 3; l++)
            g_free(read_template(parts[0], languages[l]));
    }
    assert_true(g_strv_length(names) > 40);
}

/* Only the press is promised anything outside the opening hours: no other category has a clock that
 * runs through the night. */
static void hours_run_for_the_press_only(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) categories = category_carried(&error);
    assert_non_null(categories);
    guint of_press = 0;
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        bool hours = category->target.kind == CATEGORY_HOURS ||
                     category->limit.kind == CATEGORY_HOURS ||
                     category->holding.kind == CATEGORY_HOURS;
        assert_int_equal(hours, category->silo == CATEGORY_PRESS);
        of_press += hours;
    }
    assert_int_equal(of_press, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_shows_where_the_figure_is),
        cmocka_unit_test(guidance_says_where_and_how),
        cmocka_unit_test(european_statistics_go_with_eurostat),
        cmocka_unit_test(licence_answers_carry_the_citation_and_the_terms),
        cmocka_unit_test(microdata_are_referred_to_their_own_pages),
        cmocka_unit_test(forwarding_names_who_will_answer),
        cmocka_unit_test(the_form_comes_anew_in_the_wished_form),
        cmocka_unit_test(press_contacts_are_named_with_their_number),
        cmocka_unit_test(respondents_are_told_duty_law_and_contact),
        cmocka_unit_test(an_interview_is_announced_beforehand),
        cmocka_unit_test(registers_are_named_as_the_source),
        cmocka_unit_test(english_pages_and_summaries_are_pointed_to),
        cmocka_unit_test(official_accounts_are_linked),
        cmocka_unit_test(working_here_is_linked),
        cmocka_unit_test(all_languages_have_all_answers),
        cmocka_unit_test(hours_run_for_the_press_only),
    };
    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}

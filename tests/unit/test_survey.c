/* What is said to "must I?" in three languages, the reminders, the wishes, and the table of surveys
 * with what a wrong line is told. */
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/survey.h"

#include "testing.h"

static Day today;
static Survey *survey;

static int fresh(void **state)
{
    (void)state;
    language_start("en");
    today = day_of_date(2026, 3, 10);
    survey = survey_new();
    return 0;
}

static int drop(void **state)
{
    (void)state;
    survey_free(survey);
    return 0;
}

static void set(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static void assert_answer(const char *language, const char *wanted)
{
    g_autofree char *answer = survey_answer(survey, language, today);
    assert_string_equal(answer, wanted);
}

static void make_mandatory(void)
{
    survey->mandatory = true;
    survey->audience = SURVEY_BUSINESSES;
    set(&survey->legal_reference, "statistikkloven § 10");
    set(&survey->deadline_on, "2026-03-15");
    set(&survey->phone, "00 00 20 24");
    set(&survey->email, "s821@byraa.example");
}

/* ---- what is said ---- */

static void a_voluntary_survey_of_persons(void **state)
{
    (void)state;
    assert_answer("nb",
                  "Nei, det er frivillig å delta. Du bestemmer selv om du vil være med. Hvis du "
                  "vil det, legger vi så langt det er mulig til rette for et tidspunkt og en måte "
                  "som passer deg. Hvem du kan kontakte om undersøkelsen, står i brevet eller på "
                  "skjemaet.");
    set(&survey->phone, "00 00 27 12");
    set(&survey->deadline_on, "2026-05-17");
    assert_answer("nn",
                  "Nei, det er frivillig å delta. Du avgjer sjølv om du vil vere med. Dersom du "
                  "vil det, legg vi så langt det er mogleg til rette for eit tidspunkt og ein måte "
                  "som passar deg. Fristen er 17. mai 2026. Har du spørsmål om undersøkinga, kan "
                  "du kontakte oss på telefon 00 00 27 12.");
    assert_answer("pl",
                  "No, taking part is voluntary. It is entirely up to you. If you would like to "
                  "take part, we will as far as possible arrange a time and a way that suit you. "
                  "The deadline is 17 May 2026. If you have any questions about the survey, you "
                  "can reach us by telephone on 00 00 27 12.");
}

static void a_mandatory_survey_names_the_law_and_the_deadline(void **state)
{
    (void)state;
    make_mandatory();
    assert_answer("nb",
                  "Ja. Undersøkelsen har opplysningsplikt etter statistikkloven § 10. Fristen er "
                  "15. mars 2026. Det blir sendt purring til den som ikke svarer. Har du spørsmål "
                  "om undersøkelsen, kan du kontakte oss på telefon 00 00 20 24 eller e-post "
                  "s821@byraa.example.");
    assert_answer("nn",
                  "Ja. Undersøkinga har opplysningsplikt etter statistikklova § 10. Fristen er 15. "
                  "mars 2026. Det blir sendt purring til den som ikkje svarer. Har du spørsmål om "
                  "undersøkinga, kan du kontakte oss på telefon 00 00 20 24 eller e-post "
                  "s821@byraa.example.");
    assert_answer("en",
                  "Yes. There is a legal obligation to answer this survey under section 10 of the "
                  "Statistics Act. The deadline is 15 March 2026. A reminder is sent to those who "
                  "do not answer. If you have any questions about the survey, you can reach us by "
                  "telephone on 00 00 20 24 or by e-mail at s821@byraa.example.");
}

static bool says(const char *language, const char *part)
{
    g_autofree char *answer = survey_answer(survey, language, today);
    return strstr(answer, part) != NULL;
}

static void the_deadline_is_told_as_it_stands(void **state)
{
    (void)state;
    make_mandatory();
    set(&survey->deadline_on, "");
    assert_true(says("nb", "Svarfristen står i brevet"));
    set(&survey->deadline_on, "2026-03-10");
    assert_true(says("nb", "Fristen er i dag, 10. mars 2026."));
    assert_false(says("nb", "tvangsmulkt"));
    set(&survey->deadline_on, "2026-03-09");
    assert_true(says("nn", "Fristen var 9. mars 2026."));
    assert_true(says("nn", "kan etter statistikklova få tvangsmulkt"));
    assert_true(says("en", "a coercive fine may be imposed"));
    survey->mandatory = false;
    assert_false(says("nb", "tvangsmulkt"));
    assert_false(says("nb", "purring"));
}

static void reminders_are_told(void **state)
{
    (void)state;
    make_mandatory();
    set(&survey->reminders, "2026-03-02 SMS");
    assert_true(says("nb", "Det er sendt én purring, 2. mars 2026. Har du"));
    set(&survey->reminders, "2026-03-02 SMS, 2026-03-09, 2026-03-12 brev");
    assert_true(says("nb", "Det er sendt 2 purringer, den siste 9. mars 2026. Neste purring til "
                           "dem som ikke har svart, er satt opp til 12. mars 2026."));
    set(&survey->reminders, "2026-03-12");
    assert_true(says("en", "planned for 12 March 2026."));
    assert_false(says("en", "reminders have"));
}

/* Another law, or more than a number, is told as the letter has it. */
static void an_unknown_reference_is_not_translated(void **state)
{
    (void)state;
    make_mandatory();
    set(&survey->legal_reference, "statistikkloven § 10 tredje ledd");
    assert_true(says("en", "under statistikkloven § 10 tredje ledd."));
    set(&survey->legal_reference, "forskrift 1. januar 2026 nr. 1");
    assert_true(says("nn", "etter forskrift 1. januar 2026 nr. 1."));
}

static void nothing_is_promised_in_numbers(void **state)
{
    (void)state;
    static const char *const promises[] = {"samme dag",   "same dag", "same day",  "arbeidsdag",
                                           "working day", "garanter", "guarantee", "innen"};
    static const char *const languages[] = {"nb", "nn", "en", "", NULL};
    for (int mandatory = 0; mandatory < 2; mandatory++)
        for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
            survey->mandatory = mandatory != 0;
            g_autofree char *answer = survey_answer(survey, languages[l], today);
            for (guint i = 0; i < G_N_ELEMENTS(promises); i++)
                assert_null(strstr(answer, promises[i]));
        }
}

static void counts_reminders_by_day(void **state)
{
    (void)state;
    Day last = -1, next = -1;
    assert_int_equal(survey_reminders(survey, today, &last, &next), 0);
    assert_int_equal(last, -1);
    set(&survey->reminders, "2026-03-09, 2026-03-01 brev, 2026-03-10, 2026-05-01, 2026-04-01, x");
    assert_int_equal(survey_reminders(survey, today, &last, &next), 3);
    assert_int_equal(last, today);
    assert_int_equal(next, day_of_date(2026, 4, 1));
    assert_int_equal(survey_reminders(survey, today, NULL, NULL), 3);
}

/* ---- wishes ---- */

static void wishes_are_words(void **state)
{
    (void)state;
    SurveyMode mode = SURVEY_MODE_NONE;
    for (int i = 0; i < SURVEY_MODE_COUNT; i++) {
        assert_true(survey_mode_from_word(survey_mode_words[i], &mode));
        assert_int_equal(mode, i);
        assert_int_equal(*survey_mode_text(mode) == '\0', mode == SURVEY_MODE_NONE);
    }
    assert_false(survey_mode_from_word("pigeon", &mode));
    assert_false(survey_mode_from_word(NULL, &mode));
    g_autofree char *both = survey_wish_text(" onsdag kveld\n", SURVEY_MODE_VIDEO);
    assert_string_equal(both, "Wishes to be interviewed: onsdag kveld, by video.");
    g_autofree char *how = survey_wish_text("", SURVEY_MODE_PAPER);
    assert_string_equal(how, "Wishes to be interviewed: on paper.");
    g_autofree char *none = survey_wish_text(NULL, SURVEY_MODE_NONE);
    assert_string_equal(none, "");
    g_autofree char *x = g_strnfill(5000, 'x');
    g_autofree char *cut = survey_wish_text(x, SURVEY_MODE_NONE);
    assert_true(safe_text_cells(cut) < 120);
}

/* ---- the table ---- */

#define HEADER "code;name_nb;audience;mandatory;legal_reference;deadline_on;reminders;email\n"

static GPtrArray *read_table(const char *lines, GError **error)
{
    g_autofree char *text = g_strconcat(HEADER, lines, NULL);
    return survey_read_table(text, strlen(text), today, error);
}

static void the_fictional_surveys_are_sound(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = data_file_read("demo/surveys.csv", &error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autoptr(GPtrArray) surveys = text ? survey_read_table(text, size, today, &error) : NULL;
    if (!surveys)
        fail_msg("%s", error->message);
    guint mandatory = 0, businesses = 0;
    assert_int_equal(surveys->len, 8);
    for (guint i = 0; i < surveys->len; i++) {
        const Survey *one = surveys->pdata[i];
        mandatory += one->mandatory ? 1 : 0;
        businesses += one->audience == SURVEY_BUSINESSES ? 1 : 0;
        assert_null(survey_problem(one));
        assert_true(*one->name_nn && *one->name_en && *one->what_nn && *one->phone);
        assert_non_null(strstr(one->email, ".example"));
        assert_ptr_equal(survey_find(surveys, one->code), one);
    }
    assert_int_equal(mandatory, 4);
    assert_int_equal(businesses, 4);
    assert_null(survey_find(surveys, ""));
    assert_null(survey_find(surveys, "none"));
    assert_string_equal(survey_name(survey_find(surveys, "levekar")), "Living conditions");
    assert_string_equal(survey_find(surveys, "priser")->deadline_on, "2026-03-10");
    assert_string_equal(survey_find(surveys, "arbeidskraft")->reminders,
                        "2026-03-05 SMS, 2026-03-13 brev");
}

static void a_wrong_line_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *part;
    } wrong[] = {
        {";Navn;persons;no;;;;\n", "Line 2 of the surveys, column code"},
        {"a;;persons;no;;;;\n", "column name_nb"},
        {"a;A;people;no;;;;\n", "\"people\" is none of persons, businesses"},
        {"a;A;persons;maybe;;;;\n", "\"maybe\" is none of no, yes"},
        {"a;A;persons;yes;;;;\n", "column legal_reference"},
        {"a;A;persons;no;;10.03.2026;;\n", "column deadline_on"},
        {"a;A;persons;no;;2026-02-30;;\n", "column deadline_on"},
        {"a;A;persons;no;;today+99999;;\n", "column deadline_on"},
        {"a;A;persons;no;;;i går;\n", "column reminders"},
        {"a;A;persons;no;;;2026-03-02,,2026-03-03;\n", "column reminders"},
        {"a;A;persons;no;;;;a b@c\n", "column email"},
        {"a;A;persons;no;;;;\na;B;persons;no;;;;\n", "Line 3"},
        {"a;A;\"persons\n", "not"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) surveys = read_table(wrong[i].lines, &error);
        assert_null(surveys);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
        if (i < G_N_ELEMENTS(wrong) - 1 && !strstr(error->message, wrong[i].part))
            fail_msg("\"%s\" is not in: %s", wrong[i].part, error->message);
    }
}

static void short_lines_are_filled(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) surveys = read_table("a;A;businesses;no\n", NULL);
    assert_non_null(surveys);
    const Survey *one = surveys->pdata[0];
    assert_string_equal(one->note, "");
    assert_string_equal(one->reminders, "");
    assert_string_equal(one->name_nb, "A");
    assert_int_equal(one->audience, SURVEY_BUSINESSES);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, fresh, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_voluntary_survey_of_persons),
        EACH(a_mandatory_survey_names_the_law_and_the_deadline),
        EACH(the_deadline_is_told_as_it_stands),
        EACH(reminders_are_told),
        EACH(an_unknown_reference_is_not_translated),
        EACH(nothing_is_promised_in_numbers),
        EACH(counts_reminders_by_day),
        EACH(wishes_are_words),
        EACH(the_fictional_surveys_are_sound),
        EACH(a_wrong_line_is_told),
        EACH(short_lines_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

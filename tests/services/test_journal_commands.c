/* skranke journal and skranke survey through the real binary: keys, exit statuses, what is
 * withheld.
 */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

static Sandbox *box;

/* Standard output, or errors where another status than 0 was expected; new text. */
static char *run(int status, const char *input, const char *const *arguments)
{
    static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                              "LANG=en_US.UTF-8", "LC_ALL=en_US.UTF-8", NULL};
    g_autoptr(ProcessResult) result = skranke_run_with(box, input, environment, arguments);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}

#define RUN(status, ...) run(status, "", (const char *const[]){__VA_ARGS__, NULL})

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_free(RUN(0, "init"));
    return 0;
}

static int begin_demo(void **state)
{
    (void)state;
    box = sandbox_new();
    g_free(RUN(0, "init", "--demo"));
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

/* A letter with this subject and category; the number of its message. */
static gint64 register_letter(const char *subject, const char *category)
{
    g_autofree char *output =
        RUN(0, "inquiry", "new", "--channel", "letter", "--from", "Avisa Nordlys", "--subject",
            subject, "--category", category, "--text", "Se vedlegg.", "--json");
    json_auto_t *inquiry = json_line(output, 0);
    g_autofree char *id = g_strdup_printf("%d", (int)json_whole(inquiry, "id"));
    g_autofree char *shown = RUN(0, "inquiry", "show", id, "--json");
    json_auto_t *whole = json_line(shown, 0);
    return json_whole(whole, "messages.0.id");
}

static void the_journal_has_the_keys_of_the_contract(void **state)
{
    (void)state;
    g_autofree char *nothing = RUN(0, "journal", "--json");
    assert_int_equal(json_line_count(nothing), 0);
    register_letter("Innsyn i sak 2026/412", "access_request");
    register_letter("Folketall i Ås", "simple_statistics");
    register_letter("Bakeriet og skjemaet", "coercive_fine");
    g_autofree char *output = RUN(0, "journal", "--json");
    assert_int_equal(json_line_count(output), 2);
    json_auto_t *first = json_line(output, 0);
    assert_int_equal(json_whole(first, "year"), 2026);
    assert_int_equal(json_whole(first, "number"), 1);
    assert_int_equal(json_whole(first, "case"), 1);
    assert_string_equal(json_text(first, "type"), "I");
    assert_string_equal(json_text(first, "journal_date"), "2026-03-10");
    assert_string_equal(json_text(first, "document_date"), "2026-03-10");
    assert_string_equal(json_text(first, "title"), "Innsyn i sak 2026/412");
    assert_string_equal(json_text(first, "party"), "Avisa Nordlys");
    assert_string_equal(json_text(first, "role"), "avsender");
    assert_string_equal(json_text(first, "unit"), "Statistisk fellesbyrå");
    assert_true(json_is_null(json_find(first, "void")));
    /* A respondent has neither name nor subject. */
    json_auto_t *second = json_line(output, 1);
    assert_int_equal(json_whole(second, "number"), 2);
    assert_int_equal(json_whole(second, "case"), 3);
    assert_true(json_is_null(json_find(second, "party")));
    assert_string_equal(json_text(second, "access_code"), "UO");
    assert_null(strstr(output, "Bakeriet"));
    g_autofree char *text = RUN(0, "journal");
    assert_non_null(strstr(text, "2026/1 "));
    assert_non_null(strstr(text, "(withheld)"));
}

static void days_and_years_are_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *option, *value, *option2, *value2;
        gsize lines;
    } rows[] = {
        {"--date", "2026-03-10", "--json", NULL, 1},
        {"--date", "2026-03-11", "--json", NULL, 0},
        {"--from", "2026-03-01", "--to", "2026-03-10", 1},
        {"--from", "2026-03-11", "--json", NULL, 0},
        {"--to", "2026-03-10", "--json", NULL, 1},
        {"--year", "2026", "--json", NULL, 1},
        {"--year", "2025", "--json", NULL, 0},
    };
    register_letter("Innsyn", "access_request");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *output =
            RUN(0, "journal", rows[i].option, rows[i].value, rows[i].option2, rows[i].value2);
        assert_int_equal(json_line_count(output), rows[i].lines);
    }
    g_free(RUN(2, "journal", "--date", "10.03.2026"));
    g_free(RUN(2, "journal", "--date", "2026-03-10", "--year", "2026"));
    g_autofree char *later = RUN(5, "journal", "--format", "einnsyn");
    assert_non_null(strstr(later, "einnsyn"));
}

static void by_hand_and_checked(void **state)
{
    (void)state;
    gint64 id = register_letter("Lang tidsserie", "complex_statistics");
    g_autofree char *message = g_strdup_printf("%d", (int)id);
    g_free(RUN(5, "journal", "set", message, "yes"));
    g_free(RUN(2, "journal", "set", message, "perhaps"));
    g_free(RUN(3, "journal", "set", "99", "yes", "--reason", "x"));
    g_autofree char *yes =
        RUN(0, "journal", "set", message, "yes", "--reason", "Brukes i en sak", "--json");
    json_auto_t *entered = json_line(yes, 0);
    assert_string_equal(json_text(entered, "journal"), "yes");
    assert_string_equal(json_text(entered, "reason"), "Brukes i en sak");
    assert_int_equal(json_whole(entered, "number"), 1);
    g_free(RUN(0, "journal", "set", message, "no", "--reason", "Feil"));
    g_autofree char *output = RUN(0, "journal", "--json");
    json_auto_t *entry = json_line(output, 0);
    assert_string_equal(json_text(entry, "void_reason"), "Feil");
    assert_string_equal(json_text(entry, "void"), "2026-03-10T10:12:00+01:00");
    g_autofree char *check = RUN(0, "journal", "check", "--json");
    json_auto_t *year = json_line(check, 0);
    assert_int_equal(json_whole(year, "entries"), 1);
    assert_int_equal(json_whole(year, "void"), 1);
    assert_true(json_truth(year, "whole"));
}

/* ---- surveys ---- */

static void must_i_is_answered_at_once(void **state)
{
    (void)state;
    g_autofree char *list = RUN(0, "survey", "list", "--json");
    assert_true(json_line_count(list) >= 6);
    g_autofree char *output = RUN(0, "survey", "show", "arbeidskraft", "--json");
    json_auto_t *survey = json_line(output, 0);
    assert_true(json_truth(survey, "mandatory"));
    assert_string_equal(json_text(survey, "audience"), "persons");
    assert_string_equal(json_text(survey, "legal_reference"), "statistikkloven § 10");
    assert_non_null(strstr(json_text(survey, "answer"), "statistikkloven § 10"));
    assert_string_equal(json_text(survey, "deadline"), "2026-03-19");
    assert_int_equal(json_whole(survey, "reminders_sent"), 1);
    assert_true(*json_text(survey, "contact_name") != '\0');
    g_autofree char *nynorsk = RUN(0, "survey", "show", "levekar", "--language", "nn", "--json");
    json_auto_t *voluntary = json_line(nynorsk, 0);
    assert_false(json_truth(voluntary, "mandatory"));
    assert_non_null(strstr(json_text(voluntary, "answer"), "frivillig"));
    g_free(RUN(3, "survey", "show", "finnes-ikke"));
    g_free(RUN(2, "survey", "show", "levekar", "--language", "se"));
}

static char *write_surveys(const char *rows)
{
    g_autofree char *text = g_strconcat(
        "code;name_nb;audience;mandatory;legal_reference;section;contact\n", rows, NULL);
    return file_write(box->folder, "surveys.csv", text, -1);
}

static void a_file_of_surveys_is_taken_whole_or_not_at_all(void **state)
{
    (void)state;
    g_autofree char *before = RUN(0, "survey", "list", "--json");
    g_autofree char *broken = write_surveys("ny;Ny;persons;no;;851;emo\n"
                                            "uten;Uten;persons;no;;999;ingen\n");
    g_autofree char *problems = RUN(1, "import", "surveys", broken);
    assert_non_null(strstr(problems, " 3: "));
    assert_non_null(strstr(problems, "ingen"));
    assert_non_null(strstr(problems, "999"));
    g_autofree char *unlawful = write_surveys("ny;Ny;businesses;yes;;851;emo\n");
    g_free(RUN(1, "import", "surveys", unlawful));
    g_autofree char *after = RUN(0, "survey", "list", "--json");
    assert_string_equal(before, after);
    g_autofree char *sound = write_surveys("ny;Ny;persons;no;;851;emo\n");
    g_autofree char *report = RUN(0, "import", "surveys", sound, "--json");
    json_auto_t *counts = json_line(report, 0);
    assert_int_equal(json_whole(counts, "read"), 1);
    assert_int_equal(json_whole(counts, "written"), 1);
    g_free(RUN(0, "import", "surveys", sound));
    g_autofree char *more = RUN(0, "survey", "list", "--json");
    assert_int_equal(json_line_count(more), json_line_count(before) + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_journal_has_the_keys_of_the_contract, begin, end),
        cmocka_unit_test_setup_teardown(days_and_years_are_chosen, begin, end),
        cmocka_unit_test_setup_teardown(by_hand_and_checked, begin, end),
        cmocka_unit_test_setup_teardown(must_i_is_answered_at_once, begin_demo, end),
        cmocka_unit_test_setup_teardown(a_file_of_surveys_is_taken_whole_or_not_at_all, begin_demo,
                                        end),
    };
    return cmocka_run_group_tests_name("journal_commands", tests, NULL, NULL);
}

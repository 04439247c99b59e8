/* skranke people find, list and show over the fictional bureau through the real binary, at several
 * times: who is found, in or back when, what to say, who else. */
#include <string.h>

#include "skranke/base/csv.h"

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

static Sandbox *box;

/* Tuesday morning: most of the fictional staff is in. */
static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};
static const char ini[] = "[screen]\nlanguage = en\n";

#define OFFICE_HOURS "2026-03-10T10:12"
#define NIGHT "2026-03-10T22:30"
#define CONSTITUTION_DAY "2027-05-17T10:00"

static char *run(int status, const char *const *arguments)
{
    g_autoptr(ProcessResult) result = skranke_run_with(box, NULL, environment, arguments);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}
#define RUN(status, ...) run(status, (const char *const[]){__VA_ARGS__, NULL})

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_autofree char *config = file_write(box->folder, ".config/skranke/skranke.ini", ini, -1);
    g_autofree char *made = RUN(0, "init", "--demo", "--as", "kari");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

static void the_keys_are_those_of_the_contract(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "id",          "name",       "initials",      "title",      "section",    "organisation",
        "phone",       "mobile",     "mobile_hidden", "email",      "hours",      "core_hours",
        "languages",   "notes",      "status",        "until",      "back_at",    "source",
        "source_name", "source_at",  "age_seconds",   "code",       "phone_open", "flexible",
        "former",      "left_on",    "successor",     "statistics", "matched",    "say",
        "nobody_free", "only_press", "alternatives"};
    static const char *const other_keys[] = {"id",  "name",   "phone", "status", "back_at",
                                             "why", "reason", "free",  "line"};
    g_autofree char *output = RUN(0, "people", "find", "inflasjon", "--at", OFFICE_HOURS, "--json");
    json_auto_t *person = json_line(output, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (!json_object_get(person, keys[i]))
            fail_msg("no \"%s\" in %s", keys[i], output);
    for (gsize i = 0; i < G_N_ELEMENTS(other_keys); i++)
        assert_non_null(json_object_get(json_find(person, "alternatives.0"), other_keys[i]));
    assert_string_equal(json_text(person, "initials"), "lov");
    assert_string_equal(json_text(person, "matched.by"), "keyword");
    assert_string_equal(json_text(person, "matched.statistic"), "kpi");
    assert_string_equal(json_text(person, "status"), "in");
    assert_string_equal(json_text(person, "languages.0"), "nb");
    assert_string_equal(json_text(person, "say.nn"), "Lars Øverbø er inne, eg set deg over.");
    assert_true(json_is_null(json_find(person, "mobile")) || !json_truth(person, "mobile_hidden"));
    json_auto_t *backup = json_line(output, 1);
    assert_string_equal(json_text(backup, "initials"), "sri");
}

/* A whole leave: back on the first office day behind it, and who can help meanwhile. */
static void somebody_on_leave(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "people", "show", "ekr", "--at", OFFICE_HOURS, "--json");
    json_auto_t *away = json_line(output, 0);
    assert_string_equal(json_text(away, "status"), "out");
    assert_string_equal(json_text(away, "back_at"), "2026-03-16T08:00:00+01:00");
    assert_string_equal(json_text(away, "source"), "absence");
    assert_string_equal(json_text(away, "code"), "leave");
    assert_false(json_truth(away, "nobody_free"));
    assert_string_equal(json_text(away, "alternatives.0.status"), "in");
    assert_true(json_truth(away, "alternatives.0.free"));
    const char *said = json_text(away, "say.nb");
    assert_non_null(strstr(said, "mandag kl. 8"));
    assert_non_null(strstr(said, json_text(away, "alternatives.0.name")));
    assert_null(strstr(said, "ferie"));
    assert_non_null(strstr(json_text(away, "say.en"), "Monday at 8"));
    g_autofree char *before = RUN(0, "people", "show", "ekr", "--at", "2026-03-05T10:00", "--json");
    json_auto_t *there = json_line(before, 0);
    assert_string_equal(json_text(there, "status"), "in");
    g_autofree char *during = RUN(0, "people", "show", "ekr", "--at", "2026-03-06T10:00", "--json");
    json_auto_t *gone = json_line(during, 0);
    assert_string_equal(json_text(gone, "status"), "out");
}

static void at_night_and_on_holidays_nobody_is_free(void **state)
{
    (void)state;
    static const struct {
        const char *at, *back;
    } cases[] = {{NIGHT, "2026-03-11T08:00:00+01:00"},
                 {CONSTITUTION_DAY, "2027-05-18T08:00:00+02:00"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *output =
            RUN(0, "people", "find", "inflasjon", "--limit", "1", "--at", cases[i].at, "--json");
        json_auto_t *closed = json_line(output, 0);
        assert_string_equal(json_text(closed, "status"), "closed");
        assert_string_equal(json_text(closed, "back_at"), cases[i].back);
        assert_true(json_truth(closed, "nobody_free"));
        assert_true(json_length(closed, "alternatives") > 0);
        assert_non_null(strstr(json_text(closed, "say.nb"), "skal jeg ta"));
        g_autofree char *text =
            RUN(0, "people", "find", "inflasjon", "--limit", "1", "--at", cases[i].at);
        assert_non_null(strstr(text, "skranke message new"));
    }
}

static void text_says_it_in_the_callers_language(void **state)
{
    (void)state;
    g_autofree char *nn = RUN(0, "people", "show", "ekr", "--at", OFFICE_HOURS, "--language", "nn");
    assert_non_null(strstr(nn, "«Espen Kristiansen er tilbake måndag kl. 8;"));
    assert_non_null(strstr(nn, "→"));
    g_autofree char *screen = RUN(0, "people", "find", "espen kristiansen", "--at", OFFICE_HOURS);
    assert_non_null(strstr(screen, "Monday at 8"));
    g_autofree char *wrong = RUN(2, "people", "find", "ekr", "--language", "da");
    g_autofree char *about = RUN(3, "people", "find", "ekr", "--about", "nothing");
    assert_non_null(strstr(about, "nothing"));
}

/* Only those of the statistic that was asked about; the section and its line follow. */
static void asked_about_one_statistic(void **state)
{
    (void)state;
    g_autofree char *output =
        RUN(0, "people", "show", "lov", "--about", "KPI", "--at", OFFICE_HOURS, "--json");
    json_auto_t *person = json_line(output, 0);
    guint statistics = 0;
    for (gsize i = 0; i < json_length(person, "alternatives"); i++) {
        g_autofree char *path = g_strdup_printf("alternatives.%" G_GSIZE_FORMAT ".reason", i);
        statistics += strcmp(json_text(person, path), "statistic") == 0;
    }
    assert_int_equal(statistics, 1);
    assert_string_equal(json_text(person, "alternatives.0.name"), "Solveig Ringheim");
}

/* In the demo nobody has press duty in the night to Saturday; somebody is named all the same. */
static void journalists_are_told_who_comes_next_in_a_gap(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "people", "find", "direktør", "--limit", "1", "--press",
                                  "--at", "2026-03-14T02:00:00+01:00", "--json");
    json_auto_t *director = json_line(output, 0);
    assert_true(json_truth(director, "only_press"));
    assert_true(json_truth(director, "nobody_free"));
    assert_string_equal(json_text(director, "alternatives.0.name"), "Amina Farah");
    assert_string_equal(json_text(director, "alternatives.0.phone"), "00 00 75 90");
    assert_true(json_length(director, "alternatives") > 2);
}

static void journalists_get_press_contacts_for_the_management(void **state)
{
    (void)state;
    g_autofree char *all = RUN(0, "people", "show", "oro", "--press", "--at", NIGHT, "--json");
    json_auto_t *at_night = json_line(all, 0);
    for (gsize i = 0; i < json_length(at_night, "alternatives"); i++) {
        g_autofree char *line = g_strdup_printf("alternatives.%" G_GSIZE_FORMAT ".line", i);
        g_autofree char *id = g_strdup_printf("alternatives.%" G_GSIZE_FORMAT ".id", i);
        assert_int_equal(json_truth(at_night, line), json_is_null(json_find(at_night, id)));
    }
    g_autofree char *output =
        RUN(0, "people", "show", "oro", "--press", "--at", OFFICE_HOURS, "--json");
    json_auto_t *director = json_line(output, 0);
    assert_true(json_truth(director, "only_press"));
    assert_true(json_length(director, "alternatives") > 0);
    for (gsize i = 0; i < json_length(director, "alternatives"); i++) {
        g_autofree char *path = g_strdup_printf("alternatives.%" G_GSIZE_FORMAT ".reason", i);
        assert_string_equal(json_text(director, path), "press");
    }
    assert_non_null(strstr(json_text(director, "say.nb"), "pressekontakten"));
    g_autofree char *other = RUN(0, "people", "show", "oro", "--at", OFFICE_HOURS, "--json");
    json_auto_t *usual = json_line(other, 0);
    assert_false(json_truth(usual, "only_press"));
}

static void external_producers_are_found_by_organisation(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "people", "find", "reinforvaltningen", "--json");
    assert_int_equal(json_line_count(output), 1);
    json_auto_t *producer = json_line(output, 0);
    assert_string_equal(json_text(producer, "organisation"), "Reinforvaltningen");
    assert_string_equal(json_text(producer, "matched.by"), "section");
    g_autofree char *matter = RUN(0, "people", "find", "reindrift", "--json", "--limit", "1");
    json_auto_t *same = json_line(matter, 0);
    assert_int_equal(json_whole(same, "id"), json_whole(producer, "id"));
}

static void those_who_have_left_lead_to_their_successor(void **state)
{
    (void)state;
    static const char *const asked[][2] = {
        {"find", "Ingrid Solheim"}, {"find", "ingrid mauseth"}, {"show", "iso"}};
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_autofree char *output = RUN(0, "people", asked[i][0], asked[i][1], "--json");
        json_auto_t *left = json_line(output, 0);
        assert_true(json_truth(left, "former"));
        assert_string_equal(json_text(left, "left_on"), "2025-11-30");
        assert_string_equal(json_text(left, "successor.name"), "Lars Øverbø");
        assert_string_equal(json_text(left, "alternatives.0.reason"), "successor");
        assert_non_null(strstr(json_text(left, "say.nb"), "Lars Øverbø har overtatt"));
        assert_true(json_is_null(json_find(left, "back_at")));
    }
}

static void names_are_found_by_their_sound(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "people", "find", "christiansen", "--json");
    assert_int_equal(json_line_count(output), 3);
    json_auto_t *spelt = json_line(output, 0);
    json_auto_t *heard = json_line(output, 1);
    assert_string_equal(json_text(spelt, "name"), "Hanne Christiansen");
    assert_string_equal(json_text(spelt, "matched.by"), "name");
    assert_string_equal(json_text(heard, "matched.by"), "sound");
}

static void everybody_is_listed_without_alternatives(void **state)
{
    (void)state;
    g_autofree char *output = RUN(0, "people", "list", "--at", OFFICE_HOURS, "--json");
    assert_true(json_line_count(output) >= 115);
    json_auto_t *first = json_line(output, 0);
    assert_null(json_object_get(first, "alternatives"));
    assert_true(json_is_null(json_find(first, "matched")));
    g_autofree char *text = RUN(0, "people", "list", "--at", OFFICE_HOURS);
    assert_null(strstr(text, "→"));
}

static char *first_of(const char *typed)
{
    g_autofree char *output =
        RUN(0, "people", "find", typed, "--at", OFFICE_HOURS, "--limit", "1", "--json");
    json_auto_t *first = json_line(output, 0);
    return g_strdup_printf("%s %s", json_text(first, "initials"),
                           json_is_null(json_find(first, "matched.statistic"))
                               ? "-"
                               : json_text(first, "matched.statistic"));
}

/* As callers say it, over the directory that is shown to newcomers. */
static void matters_lead_to_whoever_answers_for_them(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"boligprisindeksen", "ekr bpi"},
                                           {"arbeidsledigheten", "aha aku"},
                                           {"boligprisene", "ekr bpi"},
                                           {"fødslene", "tlo fodte"},
                                           {"dødsfallene", "rei dode"},
                                           {"antall innbyggere", "kbe folkemengde"},
                                           {"innbyggertall", "kbe folkemengde"},
                                           {"wages", "ywa lonnansatt"},
                                           {"salary", "ywa lonnansatt"},
                                           {"tabell 07459", "kbe folkemengde"},
                                           {"folketal", "kbe folkemengde"},
                                           {"house prices", "ekr bpi"},
                                           {"eksport", "cst muh"},
                                           {"kpi", "lov kpi"},
                                           {"cpi", "lov kpi"},
                                           {"14700", "lov kpi"},
                                           {"presse", "jto -"},
                                           {"pressevakt", "jto -"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *first = first_of(cases[i][0]);
        if (strcmp(first, cases[i][1]) != 0)
            fail_msg("\"%s\": %s instead of %s", cases[i][0], first, cases[i][1]);
    }
    g_autofree char *output = RUN(0, "people", "find", "kpi", "--at", OFFICE_HOURS, "--json");
    json_auto_t *second = json_line(output, 1);
    assert_string_equal(json_text(second, "initials"), "sri");
    assert_string_equal(json_text(second, "matched.by"), "statistic");
    g_autofree char *night = RUN(0, "people", "find", "presse", "--at", NIGHT, "--json");
    json_auto_t *on_duty = json_line(night, 0);
    assert_string_equal(json_text(on_duty, "initials"), "jto");
    assert_string_equal(json_text(on_duty, "matched.by"), "duty");
}

static void what_finds_nobody_is_said_shortly(void **state)
{
    (void)state;
    g_autofree char *signs = RUN(3, "people", "find", "%_'");
    assert_non_null(strstr(signs, "%_'"));
    g_autofree char *letter = g_strnfill(100000, 'q');
    g_autofree char *pasted = RUN(3, "people", "find", letter);
    assert_true(strlen(pasted) < 200);
    g_autofree char *torn = RUN(2, "people", "find", "\xff\xfe");
    assert_non_null(strstr(torn, "no text in UTF-8"));
    g_autofree char *all = RUN(0, "people", "find", "", "--limit", "1", "--json");
    json_auto_t *somebody = json_line(all, 0);
    assert_string_equal(json_text(somebody, "matched.by"), "all");
}

static void numbers_are_never_shortened(void **state)
{
    (void)state;
    static const char people[] = "initials;name;sections;phone;hours\n"
                                 "lng;Langt Nummer;240;+4700002498 int. 5;ma-fr 08:00-15:30\n";
    g_autofree char *file = file_write(box->folder, "long.csv", people, -1);
    g_autofree char *imported = RUN(0, "import", "people", file, "--as", "kari");
    static const char *const typed[] = {"lng", "4700002498", "+47 00 00 24 98", "2498"};
    for (gsize i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autofree char *text = RUN(0, "people", "find", typed[i], "--at", OFFICE_HOURS);
        assert_non_null(strstr(text, "+4700002498 int. 5"));
    }
}

/* What is asked as of a time is answered as of it. */
static void who_left_today_was_there_yesterday(void **state)
{
    (void)state;
    g_autofree char *done = RUN(0, "people", "leave", "tlo", "--as", "kari");
    g_autofree char *now = RUN(0, "people", "show", "tlo", "--json");
    json_auto_t *left = json_line(now, 0);
    assert_true(json_truth(left, "former"));
    g_autofree char *before = RUN(0, "people", "show", "tlo", "--at", "2026-03-09T10:00", "--json");
    json_auto_t *there = json_line(before, 0);
    assert_false(json_truth(there, "former"));
    assert_true(json_is_null(json_find(there, "left_on")));
    assert_string_equal(json_text(there, "status"), "in");
    assert_null(strstr(json_text(there, "say.nb"), "sluttet"));
}

/* Fit for the website: a header row, a contact a row, and none without a way to reach somebody. */
static void whom_to_contact_is_published(void **state)
{
    (void)state;
    g_autofree char *text = RUN(0, "people", "publish", "--language", "nb");
    g_autofree char *json = RUN(0, "people", "publish", "--language", "nb", "--json");
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, strlen(text), &error);
    assert_null(error);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(json), "\n", -1);
    assert_int_equal(csv_rows(table), g_strv_length(lines));
    assert_true(csv_rows(table) > 20);
    for (guint row = 0; row < csv_rows(table); row++) {
        json_auto_t *contact = json_line(json, row);
        assert_string_equal(csv_field(table, row, "code"), json_text(contact, "code"));
        assert_true(*csv_field(table, row, "area") != '\0');
        assert_true(*csv_field(table, row, "phone") || *csv_field(table, row, "email"));
    }
    g_autofree char *english = RUN(0, "people", "publish", "--language", "en");
    assert_non_null(strstr(english, "Consumer price index"));
    assert_null(strstr(text, "Consumer price index"));
    g_autofree char *wrong = RUN(2, "people", "publish", "--language", "de");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_are_those_of_the_contract),
        cmocka_unit_test(somebody_on_leave),
        cmocka_unit_test(at_night_and_on_holidays_nobody_is_free),
        cmocka_unit_test(text_says_it_in_the_callers_language),
        cmocka_unit_test(asked_about_one_statistic),
        cmocka_unit_test(journalists_get_press_contacts_for_the_management),
        cmocka_unit_test(journalists_are_told_who_comes_next_in_a_gap),
        cmocka_unit_test(external_producers_are_found_by_organisation),
        cmocka_unit_test(those_who_have_left_lead_to_their_successor),
        cmocka_unit_test(names_are_found_by_their_sound),
        cmocka_unit_test(everybody_is_listed_without_alternatives),
        cmocka_unit_test(whom_to_contact_is_published),
        cmocka_unit_test(matters_lead_to_whoever_answers_for_them),
        cmocka_unit_test(what_finds_nobody_is_said_shortly),
        cmocka_unit_test(numbers_are_never_shortened),
        cmocka_unit_test(who_left_today_was_there_yesterday),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

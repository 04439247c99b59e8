/* Surveys on both carriers: what goes in comes out, the same code replaces, names are in Norwegian
 * order, and a file is taken whole or not at all. */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/surveys.h"

#include "skranke/desk/import_surveys.h"

#include "desk_fixture.h"

static void set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static void put(StoreFixture *fixture, const char *code, const char *name, const char *law)
{
    g_autoptr(Survey) survey = survey_new();
    set_text(&survey->code, code);
    set_text(&survey->name_nb, name);
    set_text(&survey->legal_reference, law);
    survey->audience = SURVEY_BUSINESSES;
    survey->mandatory = *law != '\0';
    DbBatch *batch = db_batch_new(NULL);
    surveys_put(batch, survey);
    fixture_apply(fixture, batch);
}

static void a_survey_comes_back_whole(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Survey) survey = survey_new();
    struct {
        char **field;
        const char *text;
    } texts[] = {
        {&survey->code, "aku"},
        {&survey->name_nb, "Arbeidskraft"},
        {&survey->name_nn, "Arbeidskraft, nynorsk"},
        {&survey->name_en, "Labour force"},
        {&survey->legal_reference, "statistikkloven § 10"},
        {&survey->deadline_on, "2026-03-20"},
        {&survey->reminders, "2026-03-02 brev"},
        {&survey->what_nb, "Arbeid"},
        {&survey->what_nn, "Arbeid, nynorsk"},
        {&survey->what_en, "Work"},
        {&survey->whom, "Den som er trukket ut"},
        {&survey->how, "Intervju"},
        {&survey->section, "851"},
        {&survey->contact, "shi"},
        {&survey->phone, "00 00 25 67"},
        {&survey->email, "s851@byraa.example"},
        {&survey->note, "Åtte '; -- intervjuer"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        set_text(texts[i].field, texts[i].text);
    survey->mandatory = true;
    DbBatch *batch = db_batch_new(NULL);
    surveys_put(batch, survey);
    fixture_apply(fixture, batch);
    g_autoptr(Survey) read = surveys_get(fixture->db, "aku", &error);
    assert_done(read, error);
    assert_true(read->mandatory);
    assert_int_equal(read->audience, SURVEY_PERSONS);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        gsize offset = (gsize)((char *)texts[i].field - (char *)survey);
        assert_string_equal(*(char **)((char *)read + offset), texts[i].text);
    }
}

static void the_same_code_replaces(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    put(fixture, "z", "Ærlig", "");
    put(fixture, "y", "Åpent", "");
    put(fixture, "x", "Zoologi", "");
    put(fixture, "z", "Ærlig", "statistikkloven § 10");
    g_autoptr(GPtrArray) surveys = surveys_load(fixture->db, &error);
    assert_int_equal(surveys->len, 3);
    assert_string_equal(((const Survey *)surveys->pdata[0])->code, "x");
    assert_string_equal(((const Survey *)surveys->pdata[1])->code, "z");
    assert_string_equal(((const Survey *)surveys->pdata[2])->code, "y");
    assert_true(((const Survey *)surveys->pdata[1])->mandatory);
    g_autoptr(Survey) none = surveys_get(fixture->db, "w", &error);
    assert_refused(none, error, SKRANKE_ERROR_NOT_FOUND);
}

static ImportReport *import_text(StoreFixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;
    ImportReport *report = import_surveys_csv(fixture->db, text, strlen(text), FIXTURE_NOW, &error);
    assert_no_error(error);
    return report;
}

/* A respondent is told whom to contact: a contact that is not in the directory is none. */
static void contacts_must_be_in_the_directory(void **state)
{
    static const char text[] = "code;name_nb;audience;mandatory;legal_reference;section;contact\n"
                               "a;A;persons;no;;;\n"
                               "b;B;businesses;yes;statistikkloven § 10;999;ingen\n";
    StoreFixture *fixture = *state;
    g_autoptr(ImportReport) report = import_text(fixture, text);
    assert_int_equal(report->problems->len, 2);
    assert_int_equal(report->written, 0);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM survey"), 0);
    static const char lawless[] = "code;name_nb;audience;mandatory;legal_reference\n"
                                  "b;B;businesses;yes;\n";
    g_autoptr(ImportReport) without = import_text(fixture, lawless);
    assert_int_equal(without->problems->len, 1);
    g_autoptr(ImportReport) nonsense = import_text(fixture, "hei\n");
    assert_true(nonsense->problems->len > 0);
}

static void the_fictional_bureau_has_its_surveys(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    assert_done(import_demo_bureau(desk, FIXTURE_NOW, &error), error);
    desk_fixture_free(desk);
    gint64 count = fixture_number(fixture, "SELECT count(*) FROM survey");
    assert_true(count >= 8);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM survey JOIN person ON initials = contact"),
        count);
    /* Both audiences, both duties: persons mostly voluntary, businesses mostly not. */
    assert_true(fixture_number(fixture, "SELECT count(*) FROM survey WHERE audience = 'persons' "
                                        "AND mandatory = 0") > 1);
    assert_true(fixture_number(fixture, "SELECT count(*) FROM survey WHERE audience = "
                                        "'businesses' AND mandatory = 1") > 1);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(a_survey_comes_back_whole),
        store_test(the_same_code_replaces),
        store_test(contacts_must_be_in_the_directory),
        store_test(the_fictional_bureau_has_its_surveys),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

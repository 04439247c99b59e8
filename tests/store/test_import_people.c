/* The directory from CSV, on both carriers: whole or not at all, the same when run twice, times
 * relative to today. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/people.h"
#include "skranke/store/templates.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/import_time.h"

#include "desk_fixture.h"

static void counts(StoreFixture *fixture, gint64 found[6])
{
    found[0] = fixture_number(fixture, "SELECT count(*) FROM section");
    found[1] = fixture_number(fixture, "SELECT count(*) FROM person");
    found[2] = fixture_number(fixture, "SELECT count(*) FROM statistic");
    found[3] = fixture_number(fixture, "SELECT count(*) FROM absence");
    found[4] = fixture_number(fixture, "SELECT count(*) FROM operator");
    found[5] = fixture_number(fixture, "SELECT count(*) FROM subject");
}

static void the_fictional_bureau_twice(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    gint64 first[6], second[6];
    assert_done(import_demo_bureau(desk, FIXTURE_NOW, &error), error);
    counts(fixture, first);
    assert_true(first[0] >= 28);
    assert_true(first[1] >= 115);
    assert_true(first[2] >= 145);
    assert_true(first[3] >= 25);
    assert_int_equal(first[4], 11); /* nine, and the fixture's two */
    assert_done(import_demo_bureau(desk, FIXTURE_NOW, &error), error);
    desk_fixture_free(desk);
    counts(fixture, second);
    assert_memory_equal(first, second, sizeof first);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM statistic WHERE responsible IS NOT NULL") >
            100,
        1);
}

static void templates_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_done(import_templates(fixture->db, FIXTURE_NOW, &error), error);
    g_autoptr(GPtrArray) templates = templates_list(fixture->db, "", &error);
    assert_true(templates->len >= 39);
    for (guint i = 0; i < templates->len; i++) {
        const Template *template_ = templates->pdata[i];
        assert_string_not_equal(template_->key, "signature");
        assert_true(*template_->name && *template_->text);
        assert_null(strstr(template_->text, "Subject:"));
    }
    DbBatch *batch = db_batch_new(NULL);
    templates_put(batch, "thanks", "nb", "Vår takk", "", "Egen tekst");
    fixture_apply(fixture, batch);
    assert_done(import_templates(fixture->db, FIXTURE_NOW, &error), error);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM template WHERE text = 'Egen tekst'"), 1);
}

static ImportReport *import_text(StoreFixture *fixture, const char *kind, const char *text)
{
    g_autoptr(GError) error = NULL;
    ImportReport *report =
        import_people_csv(fixture->db, kind, text, strlen(text), FIXTURE_NOW, &error);
    assert_no_error(error);
    return report;
}

static void problems_keep_everything_out(void **state)
{
    StoreFixture *fixture = *state;
    static const struct {
        const char *kind, *text, *problem;
    } cases[] = {
        {"people", "initials;name;hours\nab;Anne Bø;ma-fr 08:00-15:30\ncd;;\n", "line 3"},
        {"people", "initials;name;hours\nab;Anne Bø;alltid\n", "line 2"},
        {"people", "initials;name;email\nab;Anne Bø;anne\n", "anne"},
        {"people", "navn\nAnne\n", "initials"},
        {"absences", "initials;from;to;code\nxx;today;today;sick\n", "xx"},
        {"absences", "initials;from;to;code\n;today;today;sick\n", "initials"},
        {"statistics", "short_name;name_nb;responsible\nkpi;KPI;xx\n", "xx"},
        {"sections", "code;name_nb\n\"111;Seksjon\n", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ImportReport) report = import_text(fixture, cases[i].kind, cases[i].text);
        assert_true(report->problems->len > 0);
        assert_non_null(strstr(report->problems->pdata[0], cases[i].problem));
        assert_int_equal(report->written, 0);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM person"), 0);
}

/* As registers of statistics write them: other names, | between fields and ; between words. */
static void columns_by_their_short_names(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(ImportReport) subjects =
        import_text(fixture, "subjects", "code|nb|nn|en\nbe|Befolkning|Befolkning|Population\n");
    assert_int_equal(subjects->written, 1);
    g_autoptr(ImportReport) statistics =
        import_text(fixture, "statistics",
                    "kort|subj|sec|nb|nn|en|kw_nb|kw_nn|kw_en|tables\n"
                    "folkemengde|be|320|Befolkning|Befolkning|Population|folketall;hvor mange bor|"
                    "folketal|population|07459,05810\n");
    assert_int_equal(statistics->problems->len, 0);
    assert_int_equal(statistics->written, 1);
    assert_int_equal(fixture_number(fixture,
                                    "SELECT count(*) FROM statistic WHERE short_name = "
                                    "'folkemengde' AND subject = 'be' AND section = '320' AND "
                                    "name_en = 'Population' AND keywords_nb = "
                                    "'folketall,hvor mange bor' AND tables = '07459,05810'"),
                     1);
}

static void that_people_come_first_is_said_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(ImportReport) statistics =
        import_text(fixture, "statistics",
                    "short_name;name_nb;responsible;backup\nkpi;KPI;xx;yy\nbnp;BNP;yy;xx\n");
    assert_int_equal(statistics->problems->len, 1);
    assert_int_equal(statistics->written, 0);
}

static void a_second_file_changes_the_first(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(ImportReport) first =
        import_text(fixture, "people", "initials;name;phone\nab;Anne Bø;1\ncd;Carl;2\n");
    assert_int_equal(first->written, 2);
    g_autoptr(ImportReport) second =
        import_text(fixture, "people", "initials,name,phone\nab,Anne Vik,3\n");
    assert_int_equal(second->written, 1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM person"), 2);
    assert_int_equal(
        fixture_number(fixture,
                       "SELECT count(*) FROM person WHERE name = 'Anne Vik' AND phone = '3'"),
        1);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'directory_changed'"), 2);
    g_autoptr(ImportReport) away = import_text(
        fixture, "absences", "initials;from;to;code\nab;today;today;sick\nab;today;today;sick\n");
    g_autoptr(ImportReport) again =
        import_text(fixture, "absences", "initials;from;to;code\nab;today;today;sick\n");
    assert_int_equal(away->written + again->written, 3);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM absence"), 1);
}

static void times_of_absences(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *from_iso, *until_iso;
    } cases[] = {
        {"today", "today", "2026-03-10T00:00:00+01:00", "2026-03-11T00:00:00+01:00"},
        {"today-4", "today+3", "2026-03-06T00:00:00+01:00", "2026-03-14T00:00:00+01:00"},
        {"today 10:00", "today 11:30", "2026-03-10T10:00:00+01:00", "2026-03-10T11:30:00+01:00"},
        {"today+1 09:00", "today+1 11:00", "2026-03-11T09:00:00+01:00",
         "2026-03-11T11:00:00+01:00"},
        /* over the night in which summer time begins */
        {"today+19", "today+19", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
        {"2026-12-31", "2026-12-31", "2026-12-31T00:00:00+01:00", "2027-01-01T00:00:00+01:00"},
        {"2026-03-10 08:00", "2026-03-10T09:00", "2026-03-10T08:00:00+01:00",
         "2026-03-10T09:00:00+01:00"},
        {"today", "today-1", NULL, NULL},
        {"today+", "today", NULL, NULL},
        {"today 25:00", "today 26:00", NULL, NULL},
        {"i morgen", "today", NULL, NULL},
        {"today+99999999999", "today+99999999999", NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 from = 0, until = 0;
        bool good =
            import_time_span(cases[i].from, cases[i].to, FIXTURE_NOW, &from, &until, &error);
        if (!cases[i].from_iso) {
            assert_refused(good, error, SKRANKE_ERROR_USAGE);
            continue;
        }
        assert_done(good, error);
        g_autofree char *from_text = time_text_iso(from), *until_text = time_text_iso(until);
        assert_string_equal(from_text, cases[i].from_iso);
        assert_string_equal(until_text, cases[i].until_iso);
    }
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(the_fictional_bureau_twice),
        store_test(templates_once),
        store_test(problems_keep_everything_out),
        store_test(columns_by_their_short_names),
        store_test(that_people_come_first_is_said_once),
        store_test(a_second_file_changes_the_first),
        store_test(times_of_absences),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

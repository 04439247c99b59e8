/* The public part of the directory, on both carriers: whom to contact for each statistic, and
 * nothing else. */
#include <string.h>

#include "skranke/store/rosters.h"

#include "skranke/desk/directory_publish.h"

#include "desk_fixture.h"

static const char sections[] =
    "code;name_nb;name_en;role;phone;email\n"
    "240;Priser;Prices;subject;00 00 10 24;s240@byraa.example\n"
    "320;Befolkning;Population;subject;;\n"
    "611;Brukerkontakt;User contact;information_service+switchboard;00 00 10 34;\n";
static const char subjects[] = "code;name_nb;name_en\nbe;Befolkning;Population\npp;Priser;Prices\n";
static const char people[] =
    "initials;name;title_nb;sections;phone;mobile;mobile_shown;email;hours;note\n"
    "kbe;Kari Berg;Rådgiver;240;00 00 21 59;00 00 75 01;yes;kbe@byraa.example;ma-fr 08:00-15:30;"
    "NEVER sits on the third floor\n"
    "oha;Øyvind Håland;Rådgiver;240;00 00 21 61;00 00 75 99;;oha@byraa.example;;\n"
    "gon;Gro Nes;Rådgiver;240;00 00 21 66;00 00 75 98;yes;gon@byraa.example;;\n";
static const char statistics[] = "short_name;subject;section;name_nb;name_en;responsible;backup\n"
                                 "kpi;pp;240;Konsumpriser;Consumer prices;oha;kbe\n"
                                 "ppi;pp;240;Produsentpriser;Producer prices;gon;\n"
                                 "bpi;pp;240;Boligpriser;House prices;gon;kbe\n"
                                 "npi;pp;240;Næringspriser;Industry prices;kbe;kbe\n"
                                 "folk;be;320;Folketall;Population;;\n"
                                 "rest;;240;Alt annet;Other;;\n";
/* One line a contact: code, contact, name, section, phone, mobile, e-mail. */
static const char *const expected[] = {
    "folk|section||Brukerkontakt|00 00 10 34||",
    "bpi|backup|Kari Berg|Priser|00 00 21 59|00 00 75 01|kbe@byraa.example",
    "kpi|responsible|Øyvind Håland|Priser|00 00 21 61||oha@byraa.example",
    "kpi|backup|Kari Berg|Priser|00 00 21 59|00 00 75 01|kbe@byraa.example",
    "npi|responsible|Kari Berg|Priser|00 00 21 59|00 00 75 01|kbe@byraa.example",
    "ppi|section||Priser|00 00 10 24||s240@byraa.example",
    "rest|section||Priser|00 00 10 24||s240@byraa.example",
};
static const char *const never[] = {"NEVER", "75 99", "Gro Nes", "2026-02-28", "08:00", "leave"};

/* Somebody is away for a reason, and a colleague wrote something about them. */
static void fill(StoreFixture *fixture)
{
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "subjects", subjects);
    fixture_import(fixture->db, "people", people);
    fixture_import(fixture->db, "statistics", statistics);
    DbBatch *batch = db_batch_new(NULL);
    people_add_absence(batch, "oha", FIXTURE_NOW - 3600, FIXTURE_NOW + 3600, "leave", "NEVER told",
                       0);
    rosters_add_note(batch, 1, "NEVER for others", fixture->kari, FIXTURE_NOW);
    db_batch_add(batch, "UPDATE person SET mobile_shown = initials <> 'oha'", "");
    db_batch_add(batch, "UPDATE person SET active = 0, left_on = ? WHERE initials = 'gon'", "s",
                 "2026-02-28");
    fixture_apply(fixture, batch);
}

static GPtrArray *published(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Directory) directory = directory_load(fixture->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    GPtrArray *contacts = directory_publish(fixture->db, directory, &error);
    assert_no_error(error);
    return contacts;
}

static void every_statistic_has_somebody_to_ask(void **state)
{
    fill(*state);
    g_autoptr(GPtrArray) contacts = published(*state);
    assert_int_equal(contacts->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < contacts->len; i++) {
        const PublicContact *contact = contacts->pdata[i];
        g_autofree char *line =
            g_strjoin("|", contact->code, contact->contact, contact->name, contact->section,
                      contact->phone, contact->mobile, contact->email, NULL);
        assert_string_equal(line, expected[i]);
    }
    const PublicContact *first = contacts->pdata[0], *last = contacts->pdata[contacts->len - 1];
    assert_string_equal(first->area, "Befolkning");
    assert_string_equal(first->statistic, "Folketall");
    assert_string_equal(last->area, "");
}

static void only_what_anybody_may_know(void **state)
{
    fill(*state);
    g_autoptr(GPtrArray) contacts = published(*state);
    guint texts = 0;
    for (guint i = 0; i < contacts->len; i++)
        for (const PublicColumn *column = public_columns; column->name; column++, texts++)
            for (gsize n = 0; n < G_N_ELEMENTS(never); n++)
                if (strstr(public_contact_text(contacts->pdata[i], column), never[n]))
                    fail_msg("\"%s\" in %s of contact %u", never[n], column->name, i);
    assert_int_equal(texts, 11 * G_N_ELEMENTS(expected));
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(every_statistic_has_somebody_to_ask),
        store_test(only_what_anybody_may_know),
    };
    return run_on_both_carriers(tests);
}

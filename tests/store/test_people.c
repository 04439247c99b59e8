/* The directory: put, read whole, linked and sorted. On both carriers. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/people.h"

#include "store_fixture.h"

static void put_person(DbBatch *batch, const char *initials, const char *name, bool active)
{
    g_autofree char *own_initials = g_strdup(initials), *own_name = g_strdup(name);
    g_autofree char *hours = g_strdup("ma-fr 08:00-15:30");
    Person person = {.initials = own_initials, .name = own_name, .hours = hours, .active = active};
    people_put_person(batch, &person, FIXTURE_NOW);
}

static void put_statistic(DbBatch *batch, const char *short_name, const char *name,
                          const char *responsible, const char *backup)
{
    g_autofree char *own_short_name = g_strdup(short_name), *own_name = g_strdup(name);
    g_autofree char *tables = g_strdup("07459");
    Statistic statistic = {.short_name = own_short_name, .name_nb = own_name, .tables = tables};
    people_put_statistic(batch, &statistic, responsible, backup);
}

static void fill(StoreFixture *fixture)
{
    g_autofree char *code = g_strdup("320"), *name = g_strdup("Befolkning");
    Section section = {.code = code, .name_nb = name};
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(batch, &section);
    people_put_subject(batch, "be", "Befolkning", NULL, "Population");
    put_person(batch, "aas", "Åse Vik", true);
    put_person(batch, "ovi", "Øyvind Vik", true);
    put_person(batch, "abe", "Anne Berg", true);
    put_person(batch, "gon", "Borte Vekk", false);
    put_statistic(batch, "fodte", "Ærverdige fødte", "aas", "");
    put_statistic(batch, "folk", "Befolkning", "aas", "abe");
    put_statistic(batch, "dode", "Døde", "gon", "aas");
    people_add_absence(batch, "aas", 300, 400, "leave", NULL, 0);
    people_add_absence(batch, "aas", 100, 200, "meeting", "Styremøte", 0);
    people_add_absence(batch, "gon", 300, 400, "leave", NULL, 0);
    fixture_apply(fixture, batch);
}

static PeopleDirectory *load(StoreFixture *fixture, gint64 since)
{
    g_autoptr(GError) error = NULL;
    PeopleDirectory *directory = people_load(fixture->db, since, &error);
    assert_no_error(error);
    return directory;
}

static const Person *person_at(const PeopleDirectory *directory, guint index)
{
    return directory->people->pdata[index];
}

static void active_people_in_norwegian_order(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    g_autoptr(PeopleDirectory) directory = load(fixture, 0);
    assert_int_equal(directory->people->len, 3);
    assert_string_equal(person_at(directory, 0)->name, "Anne Berg");
    assert_string_equal(person_at(directory, 1)->name, "Øyvind Vik");
    assert_string_equal(person_at(directory, 2)->name, "Åse Vik");
    assert_string_equal(person_at(directory, 0)->hours, "ma-fr 08:00-15:30");
    assert_true(person_at(directory, 0)->active);
    const Person *anne = person_at(directory, 0);
    assert_ptr_equal(people_directory_person(directory, anne->id), anne);
    assert_null(people_directory_person(directory, 0));
    assert_string_equal(people_directory_section(directory, "320")->name_nb, "Befolkning");
    assert_null(people_directory_section(directory, "999"));
}

static void statistics_with_those_who_answer(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    g_autoptr(PeopleDirectory) directory = load(fixture, 0);
    assert_int_equal(directory->statistics->len, 3);
    const Statistic *population = directory->statistics->pdata[0];
    const Statistic *births = directory->statistics->pdata[2];
    const Person *aase = person_at(directory, 2);
    assert_string_equal(population->short_name, "folk");
    assert_string_equal(population->tables, "07459");
    assert_int_equal(population->responsible, aase->id);
    assert_int_equal(population->backup, person_at(directory, 0)->id);
    assert_string_equal(births->short_name, "fodte");
    assert_int_equal(births->backup, 0);
    assert_int_equal(aase->statistics->len, 3);
    assert_int_equal(person_at(directory, 0)->statistics->len, 1);
    assert_int_equal(person_at(directory, 1)->statistics->len, 0);
}

static void absences_that_still_matter(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    g_autoptr(PeopleDirectory) directory = load(fixture, 199);
    const Person *aase = person_at(directory, 2);
    assert_int_equal(aase->absences->len, 2);
    const Absence *meeting = aase->absences->pdata[0];
    assert_int_equal(meeting->from_at, 100);
    assert_int_equal(meeting->until_at, 200);
    assert_string_equal(meeting->code, "meeting");
    assert_string_equal(meeting->note, "Styremøte");
    g_autoptr(PeopleDirectory) later = load(fixture, 200);
    assert_int_equal(person_at(later, 2)->absences->len, 1);
}

static void putting_again_changes(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    g_autofree char *code = g_strdup("320"), *name = g_strdup("Befolkning og valg");
    Section section = {.code = code, .name_nb = name};
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(batch, &section);
    put_person(batch, "abe", "Anne Berg-Vik", true);
    put_person(batch, "ovi", "Øyvind Vik", false);
    put_statistic(batch, "folk", "Folketall", "ingen", "ovi");
    people_put_subject(batch, "be", "Folk", NULL, NULL);
    fixture_apply(fixture, batch);
    g_autoptr(PeopleDirectory) directory = load(fixture, 0);
    assert_int_equal(directory->people->len, 2);
    assert_int_equal(directory->sections->len, 1);
    assert_string_equal(people_directory_section(directory, "320")->name_nb, "Befolkning og valg");
    assert_string_equal(person_at(directory, 0)->name, "Anne Berg-Vik");
    const Statistic *population = directory->statistics->pdata[1];
    assert_string_equal(population->name_nb, "Folketall");
    assert_int_equal(population->responsible, 0); /* nobody has these initials: vacant */
}

static void an_absence_needs_a_person_and_ends_once(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    DbBatch *nobody = db_batch_new(NULL);
    people_add_absence(nobody, "xxx", 1, 2, "leave", NULL, 0);
    fixture_apply_fails(fixture, nobody, SKRANKE_ERROR_CONFLICT);
    DbBatch *batch = db_batch_new(NULL), *again = db_batch_new(NULL);
    people_end_absence(batch, 1, 350);
    people_end_absence(again, 1, 350);
    fixture_apply(fixture, batch);
    fixture_apply_fails(fixture, again, SKRANKE_ERROR_CONFLICT);
    DbBatch *early = db_batch_new(NULL);
    people_end_absence(early, 2, 50); /* before it began it is removed, not ended */
    fixture_apply_fails(fixture, early, SKRANKE_ERROR_CONFLICT);
    DbBatch *removed = db_batch_new(NULL);
    people_remove_absence(removed, 2);
    fixture_apply(fixture, removed);
    assert_int_equal(fixture_number(fixture, "SELECT until_at FROM absence WHERE id = 1"), 350);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM absence WHERE id = 2"), 0);
}

int main(void)
{
    language_start("nb");
    const StoreTest tests[] = {
        store_test(active_people_in_norwegian_order),
        store_test(statistics_with_those_who_answer),
        store_test(absences_that_still_matter),
        store_test(putting_again_changes),
        store_test(an_absence_needs_a_person_and_ends_once),
    };
    return run_on_both_carriers(tests);
}

/* Operators: the first is the administrator, logins are unique. And templates, which are as small.
 * On both carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/operators.h"
#include "skranke/store/templates.h"

#include "store_fixture.h"

static void the_first_becomes_administrator(void **state)
{
    StoreFixture *fixture = *state; /* both were added as ROLE_OPERATOR */
    g_autoptr(Operator) kari = operators_find(fixture->db, "kari", NULL);
    g_autoptr(Operator) ola = operators_get(fixture->db, fixture->ola, NULL);
    assert_int_equal(kari->role, ROLE_ADMINISTRATOR);
    assert_int_equal(ola->role, ROLE_OPERATOR);
    assert_string_equal(kari->name, "Kari Vik");
    assert_string_equal(ola->login, "ola");
    assert_true(ola->active);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'operator_added'"), 2);
}

static void logins_are_unique_and_named(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_false(operators_add(fixture->db, FIXTURE_NOW, fixture->kari, "ola", "En annen",
                               ROLE_ADMINISTRATOR, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_CONFLICT);
    assert_non_null(strstr(error->message, "ola"));
    g_clear_error(&error);
    assert_null(operators_find(fixture->db, "per", &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
    assert_non_null(strstr(error->message, "per"));
    g_clear_error(&error);
    assert_null(operators_get(fixture->db, 99, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
}

static void listed_by_name_with_signature(void **state)
{
    StoreFixture *fixture = *state;
    assert_true(operators_set_signature(fixture->db, fixture->ola, "Ola Ås\nByrået", NULL));
    assert_false(operators_set_signature(fixture->db, 99, "x", NULL));
    g_autoptr(GPtrArray) all = operators_list(fixture->db, NULL);
    assert_int_equal(all->len, 2);
    assert_string_equal(((const Operator *)all->pdata[0])->login, "kari");
    assert_string_equal(((const Operator *)all->pdata[1])->signature, "Ola Ås\nByrået");
}

static void templates_are_put_by_key_and_language(void **state)
{
    StoreFixture *fixture = *state;
    DbBatch *batch = db_batch_new(NULL);
    templates_put(batch, "link", "nb", "Lenke", "Tabell", "Se {statistic}");
    templates_put(batch, "link", "nn", "Lenkje", NULL, "Sjå {statistic}");
    templates_put(batch, "link", "nb", "Lenke til tabell", "Tabell", "Ny tekst");
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) all = templates_list(fixture->db, "", NULL);
    assert_int_equal(all->len, 2);
    g_autoptr(GPtrArray) bokmal = templates_list(fixture->db, "nb", NULL);
    assert_int_equal(bokmal->len, 1);
    const Template *link = bokmal->pdata[0];
    assert_string_equal(link->key, "link");
    assert_string_equal(link->name, "Lenke til tabell");
    assert_string_equal(link->subject, "Tabell");
    assert_string_equal(link->text, "Ny tekst");
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(the_first_becomes_administrator),
        store_test(logins_are_unique_and_named),
        store_test(listed_by_name_with_signature),
        store_test(templates_are_put_by_key_and_language),
    };
    return run_on_both_carriers(tests);
}

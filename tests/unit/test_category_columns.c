/* A category as a row of its table, one cell changed, and who stands behind a clock; further facts
 * of an inquiry. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/category_columns.h"
#include "skranke/domain/inquiry_facts.h"

#include "testing.h"

static GPtrArray *carried(void)
{
    GPtrArray *categories = category_carried(NULL);
    assert_non_null(categories);
    return categories;
}

static void expect_cell(const GPtrArray *categories, const char *code, const char *column,
                        const char *expected)
{
    g_autofree char *cell = category_column(category_find(categories, code), column);
    assert_string_equal(cell, expected);
}

static void each_column_is_what_the_file_says(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) categories = carried();
    expect_cell(categories, "simple_statistics", "target", "same_day");
    expect_cell(categories, "simple_statistics", "limit", "working_days 2");
    expect_cell(categories, "simple_statistics", "limit_by", "document");
    expect_cell(categories, "press", "silo", "press");
    expect_cell(categories, "press", "pauses", "yes");
    assert_null(category_column(categories->pdata[0], "colour"));
    for (guint i = 0; category_columns[i]; i++) {
        g_autofree char *cell = category_column(categories->pdata[0], category_columns[i]);
        assert_non_null(cell);
    }
}

static void one_cell_is_changed_and_nothing_else(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) old = carried();
    g_autoptr(GPtrArray) fresh =
        category_table_with(old, "press", "name_nb", "Presse; \"rask\"", &error);
    assert_null(error);
    assert_int_equal(fresh->len, old->len);
    expect_cell(fresh, "press", "name_nb", "Presse; \"rask\"");
    for (guint i = 0; i < old->len; i++)
        for (guint c = 0; category_columns[c]; c++) {
            const Category *was = old->pdata[i];
            bool changed =
                strcmp(was->code, "press") == 0 && strcmp(category_columns[c], "name_nb") == 0;
            g_autofree char *cell = category_column(was, category_columns[c]);
            if (!changed)
                expect_cell(fresh, was->code, category_columns[c], cell);
        }
}

static void what_a_column_does_not_take_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *column, *value;
    } cases[] = {
        {"target", "soon"},
        {"limit", "working_days"},
        {"limit", "working_days 0"},
        {"silo", "secret"},
        {"journal", "perhaps"},
        {"pauses", "maybe"},
        {"name_nb", ""},
        {"code", "presse"},
        {"limit_by", "document"},
        {"colour", "red"},
        {"name_nb", "to\nlinjer"},
        {"aliases", "microdata"},
        {"limit", "working_days 2;document"},
    };
    g_autoptr(GPtrArray) old = carried();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) fresh =
            category_table_with(old, "press", cases[i].column, cases[i].value, &error);
        if (fresh || !g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE))
            fail_msg("%s = %s was taken", cases[i].column, cases[i].value);
    }
    g_autoptr(GError) error = NULL;
    assert_null(category_table_with(old, "access_request", "pauses", "yes", &error));
    assert_non_null(error);
}

/* A number that the declaration does not say is never its promise. */
static void only_the_declaration_promises(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) first = carried();
    g_autoptr(GPtrArray) fresh =
        category_table_with(first, "simple_statistics", "limit", "working_days 3", NULL);
    Category *changed = (Category *)(guintptr)category_find(fresh, "simple_statistics");
    assert_int_equal(changed->limit.by, CATEGORY_BY_DOCUMENT);
    category_settle_promises(changed, first, false);
    assert_int_equal(changed->limit.by, CATEGORY_BY_LOCAL);
    assert_int_equal(changed->target.by, CATEGORY_BY_DOCUMENT);
    g_autoptr(GPtrArray) back =
        category_table_with(fresh, "simple_statistics", "limit", "working_days 2", NULL);
    Category *again = (Category *)(guintptr)category_find(back, "simple_statistics");
    category_settle_promises(again, first, false);
    assert_int_equal(again->limit.by, CATEGORY_BY_DOCUMENT);
}

static void a_law_is_believed_where_it_may_be(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) first = carried();
    Category *own = category_copy(category_find(first, "press"));
    g_free(own->code);
    own->code = g_strdup("own");
    own->limit = (CategoryRule){CATEGORY_MONTH, 1, CATEGORY_BY_LAW};
    own->target = (CategoryRule){CATEGORY_SAME_DAY, 0, CATEGORY_BY_DOCUMENT};
    category_settle_promises(own, first, true);
    assert_int_equal(own->limit.by, CATEGORY_BY_LAW);
    assert_int_equal(own->target.by, CATEGORY_BY_LOCAL);
    category_settle_promises(own, first, false);
    assert_int_equal(own->limit.by, CATEGORY_BY_LOCAL);
    category_free(own);
}

static void facts_have_names_and_values(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_true(inquiry_fact_check("origin", "eurostat", &error));
    assert_true(inquiry_fact_check("origin", "", &error));
    assert_false(inquiry_fact_check("origin", "moon", &error));
    assert_non_null(strstr(error->message, "website"));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
    g_clear_error(&error);
    assert_false(inquiry_fact_check("colour", "red", &error));
    assert_non_null(strstr(error->message, "wished_form"));
    assert_null(inquiry_fact_find("colour"));
    assert_non_null(inquiry_fact_find("municipality_form"));
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_column_is_what_the_file_says),
        cmocka_unit_test(one_cell_is_changed_and_nothing_else),
        cmocka_unit_test(what_a_column_does_not_take_is_refused),
        cmocka_unit_test(only_the_declaration_promises),
        cmocka_unit_test(a_law_is_believed_where_it_may_be),
        cmocka_unit_test(facts_have_names_and_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

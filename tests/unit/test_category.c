/* The table of categories: every row of the bureau's own table with its clocks, only the declared
 * numbers as promises, and what a wrong line is told. Also who sees which silo. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/category.h"
#include "skranke/domain/screening.h"

#include "testing.h"

#define HEADER                                                                                     \
    "code;aliases;name_nb;name_nn;name_en;target;target_by;limit;limit_by;holding;holding_by;"     \
    "start;queue;owner;journal;reason_nb;reason_nn;reason_en;silo;pauses\n"

static GPtrArray *categories;

static int begin(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    categories = category_carried(&error);
    if (!categories)
        test_report("%s\n", error->message);
    return categories ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    g_ptr_array_unref(categories);
    return 0;
}

/* The table of the requirements, with the clocks that each row gives. */
static const struct {
    const char *code, *target, *limit, *queue, *silo;
    CategoryBy target_by, limit_by;
    CategoryJournal journal;
} table[] = {
    {"simple_statistics", "same_day", "working_days 2", "information_service", "open",
     CATEGORY_BY_DOCUMENT, CATEGORY_BY_DOCUMENT, CATEGORY_JOURNAL_NO},
    {"complex_statistics", "working_days 10", "none", "information_service", "open",
     CATEGORY_BY_LOCAL, CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_ASSESS},
    {"european_statistics", "same_day", "working_days 2", "information_service", "open",
     CATEGORY_BY_LOCAL, CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"microdata", "same_day", "working_days 2", "referral", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_ASSESS},
    {"custom_dataset", "same_day", "working_days 2", "referral", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_ASSESS},
    {"press", "hours 2", "none", "press_contacts", "press", CATEGORY_BY_LOCAL, CATEGORY_BY_LOCAL,
     CATEGORY_JOURNAL_NO},
    {"press_management", "hours 2", "none", "press_contacts", "press", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_ASSESS},
    {"social_media", "same_day", "none", "communication", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"shared_mailbox_forward", "working_days 1", "none", "post_intake", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_ASSESS},
    {"personally_addressed", "none", "none", "person", "open", CATEGORY_BY_LOCAL, CATEGORY_BY_LOCAL,
     CATEGORY_JOURNAL_ASSESS},
    {"form_language", "working_days 2", "none", "form_section", "respondents", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"reporting_duty", "same_day", "working_days 2", "survey_service", "respondents",
     CATEGORY_BY_DOCUMENT, CATEGORY_BY_DOCUMENT, CATEGORY_JOURNAL_ASSESS},
    {"respondent_person", "same_day", "none", "survey_service", "respondents", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"respondent_business", "same_day", "none", "survey_service", "respondents", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"coercive_fine", "none", "month 1", "survey_service", "respondents", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LAW, CATEGORY_JOURNAL_YES},
    {"appeal", "none", "month 1", "survey_service", "respondents", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LAW, CATEGORY_JOURNAL_YES},
    {"job_application", "at_once", "none", "hr", "hr", CATEGORY_BY_DOCUMENT, CATEGORY_BY_LOCAL,
     CATEGORY_JOURNAL_YES},
    {"access_request", "next_day", "working_days 5", "archive", "access", CATEGORY_BY_DOCUMENT,
     CATEGORY_BY_DOCUMENT, CATEGORY_JOURNAL_YES},
    {"gdpr_access", "none", "month 1", "data_protection", "access", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LAW, CATEGORY_JOURNAL_YES},
    {"licence", "same_day", "working_days 2", "information_service", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
    {"switchboard_call", "at_once", "none", "switchboard", "open", CATEGORY_BY_LOCAL,
     CATEGORY_BY_LOCAL, CATEGORY_JOURNAL_NO},
};

static void every_row_of_the_table_is_there(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        const Category *category = category_find(categories, table[i].code);
        if (!category)
            fail_msg("%s is missing", table[i].code);
        g_autofree char *target = category_rule_word(&category->target);
        g_autofree char *limit = category_rule_word(&category->limit);
        assert_string_equal(target, table[i].target);
        assert_string_equal(limit, table[i].limit);
        assert_string_equal(category->queue, table[i].queue);
        assert_string_equal(category_silo_words[category->silo], table[i].silo);
        assert_int_equal(category->target.by, table[i].target_by);
        assert_int_equal(category->limit.by, table[i].limit_by);
        assert_int_equal(category->journal, table[i].journal);
    }
}

static void only_declared_numbers_are_promises(void **state)
{
    (void)state;
    /* Requirement 82: these are all the numbers the declaration has. */
    static const char *const promised[] = {"simple_statistics", "reporting_duty", "access_request",
                                           NULL};
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        bool is_promised = category->limit.by == CATEGORY_BY_DOCUMENT;
        assert_int_equal(is_promised, g_strv_contains(promised, category->code));
        assert_int_equal(category->holding.by == CATEGORY_BY_DOCUMENT, false);
    }
}

static void every_category_has_names_reasons_and_an_owner(void **state)
{
    (void)state;
    assert_true(categories->len >= G_N_ELEMENTS(table) + 5);
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        const char *const texts[] = {category->name_nb,   category->name_nn,   category->name_en,
                                     category->reason_nb, category->reason_nn, category->reason_en,
                                     category->owner};
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            if (!*texts[t])
                fail_msg("%s has an empty text %u", category->code, t);
        if (category_is_statutory(category))
            assert_false(category->pauses);
    }
    assert_false(category_find(categories, "access_request")->pauses);
    assert_true(category_find(categories, "simple_statistics")->pauses);
}

static void other_codes_find_the_same(void **state)
{
    (void)state;
    assert_string_equal(category_find(categories, "switchboard_transfer")->code,
                        "switchboard_call");
    assert_string_equal(category_find(categories, "custom_table")->code, "custom_dataset");
    assert_null(category_find(categories, "tull"));
    assert_null(category_find(categories, ""));
    assert_null(category_find(categories, NULL));
}

static void names_follow_the_screen(void **state)
{
    (void)state;
    const Category *category = category_find(categories, "job_application");
    language_start("nb");
    assert_string_equal(category_name(category), "Jobbsøknad");
    language_start("en");
    assert_string_equal(category_name(category), "Job application");
    assert_string_equal(category_by_text(CATEGORY_BY_LAW), "required by law");
    assert_string_equal(category_journal_reason(category), "Application, in the HR system");
    language_start("nb");
}

static void rules_are_read_and_written(void **state)
{
    (void)state;
    static const char *const good[] = {"none",     "at_once",          "hours 2", "same_day",
                                       "next_day", "working_days 999", "month 1"};
    static const char *const wrong[] = {"working_days",   "working_days 0", "working_days 1000",
                                        "working_days x", "same_day 2",     "month -1",
                                        "days 2",         "Same_day",       "working_days 2 ",
                                        "none 1",         "working_days  2"};
    CategoryRule rule = {.by = CATEGORY_BY_LAW};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        assert_true(category_rule_parse(good[i], &rule));
        g_autofree char *word = category_rule_word(&rule);
        assert_string_equal(word, good[i]);
        assert_int_equal(rule.by, CATEGORY_BY_LAW);
    }
    assert_true(category_rule_parse("", &rule));
    assert_int_equal(rule.kind, CATEGORY_NONE);
    assert_true(category_rule_parse("working_days 2", &rule));
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (category_rule_parse(wrong[i], &rule))
            fail_msg("read: \"%s\"", wrong[i]);
    assert_int_equal(rule.number, 2);
    language_start("en");
    g_autofree char *text = category_rule_text(&rule);
    assert_string_equal(text, "2 working days");
    language_start("nb");
}

static void wrong_lines_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *line, *named;
    } lines[] = {
        {";;A;;;none;;none;;none;;;q;o;no;;;;open;no\n", "code"},
        {"a;;;;;none;;none;;none;;;q;o;no;;;;open;no\n", "name_nb"},
        {"a;;A;;;soon;;none;;none;;;q;o;no;;;;open;no\n", "target"},
        {"a;;A;;;none;me;none;;none;;;q;o;no;;;;open;no\n", "target_by"},
        {"a;;A;;;none;;working_days;;none;;;q;o;no;;;;open;no\n", "limit"},
        {"a;;A;;;none;;none;;none;;birth;q;o;no;;;;open;no\n", "start"},
        {"a;;A;;;none;;none;;none;;;q;o;maybe;;;;open;no\n", "journal"},
        {"a;;A;;;none;;none;;none;;;q;o;no;;;;secret;no\n", "silo"},
        {"a;;A;;;none;;none;;none;;;q;o;no;;;;access;yes\n", "pauses"},
        {"a;;A;;;none;;month 1;law;none;;;q;o;no;;;;open;yes\n", "pauses"},
        {"a;;A;;;none;;none;;none;;;;o;no;;;;open;no\n", "queue"},
        {"b;;A;;;none;;none;;none;;;q;o;no;;;;open;no\nb;;A;;;none;;none;;none;;;q;o;no;;;;open;"
         "no\n",
         "code"},
        {"b;;A;;;none;;none;;none;;;q;o;no;;;;open;no\na;b;A;;;none;;none;;none;;;q;o;no;;;;open;"
         "no\n",
         "aliases"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strconcat(HEADER, lines[i].line, NULL);
        g_autoptr(GPtrArray) read = category_read_table(text, strlen(text), &error);
        if (read)
            fail_msg("read: %s", lines[i].line);
        if (error->code != SKRANKE_ERROR_FAILED || !strstr(error->message, lines[i].named))
            fail_msg("%s is not named in: %s", lines[i].named, error->message);
    }
    g_autoptr(GPtrArray) fine = category_read_table(
        HEADER "a;;A;;;;;;;;;;q;o;;;;;;\n", strlen(HEADER "a;;A;;;;;;;;;;q;o;;;;;;\n"), NULL);
    assert_non_null(fine);
    const Category *category = fine->pdata[0];
    assert_int_equal(category->target.kind, CATEGORY_NONE);
    assert_int_equal(category->silo, CATEGORY_OPEN);
    assert_false(category->pauses);
}

static void copies_stand_alone(void **state)
{
    (void)state;
    g_autoptr(Category) copy = category_copy(category_find(categories, "appeal"));
    assert_string_equal(copy->code, "appeal");
    assert_ptr_not_equal(copy->code, category_find(categories, "appeal")->code);
}

static void silos_are_granted_one_by_one(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    ScreeningGrant grant = screening_nothing();
    assert_true(screening_may_see(grant, CATEGORY_OPEN));
    assert_true(screening_may_see(0, CATEGORY_OPEN));
    assert_false(screening_may_see(grant, CATEGORY_HR));
    assert_true(screening_parse("press, hr", &grant, NULL));
    for (int silo = CATEGORY_OPEN; silo < CATEGORY_SILO_COUNT; silo++)
        assert_int_equal(screening_may_see(grant, (CategorySilo)silo),
                         silo == CATEGORY_OPEN || silo == CATEGORY_PRESS || silo == CATEGORY_HR);
    assert_false(screening_parse("press,all", &grant, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_USAGE);
    g_autofree char *word = screening_word(grant);
    assert_string_equal(word, "press,hr");
    grant = screening_without(screening_with(grant, CATEGORY_ACCESS), CATEGORY_PRESS);
    g_autofree char *changed = screening_word(screening_without(grant, CATEGORY_OPEN));
    assert_string_equal(changed, "hr,access");
    assert_true(screening_parse("", &grant, NULL));
    assert_int_equal(grant, screening_nothing());
}

int main(void)
{
    language_start("nb");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_is_there),
        cmocka_unit_test(only_declared_numbers_are_promises),
        cmocka_unit_test(every_category_has_names_reasons_and_an_owner),
        cmocka_unit_test(other_codes_find_the_same),
        cmocka_unit_test(names_follow_the_screen),
        cmocka_unit_test(rules_are_read_and_written),
        cmocka_unit_test(wrong_lines_are_named),
        cmocka_unit_test(copies_stand_alone),
        cmocka_unit_test(silos_are_granted_one_by_one),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

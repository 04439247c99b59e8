/* Owns what tests of deadlines reckon from. */
#include "deadline_fixture.h"

#include "skranke/base/language.h"

#include "testing.h"

GPtrArray *deadline_categories;
Calendar *deadline_calendar;
Opening deadline_opening;

int deadline_fixture_begin(void **state)
{
    (void)state;
    deadline_categories = category_carried(NULL);
    return deadline_categories ? 0 : -1;
}

int deadline_fixture_end(void **state)
{
    (void)state;
    g_ptr_array_unref(deadline_categories);
    return 0;
}

int deadline_fixture_fresh(void **state)
{
    (void)state;
    language_start("nb");
    deadline_calendar = calendar_new();
    deadline_opening = opening_usual(deadline_calendar);
    return 0;
}

int deadline_fixture_drop(void **state)
{
    (void)state;
    calendar_free(deadline_calendar);
    return 0;
}

Day deadline_day(const char *iso)
{
    Day day = 0;
    if (!day_parse(iso, &day))
        fail_msg("no day: %s", iso);
    return day;
}

const Category *deadline_category(const char *code)
{
    const Category *category = category_find(deadline_categories, code);
    if (!category)
        fail_msg("no category %s", code);
    return category;
}

/* Where nobody is on duty: stretches of time that no duty covers. */
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rosters.h"

#include "testing.h"

enum { MOST = 6, HOUR = 3600 };

typedef struct {
    gint64 from, until;
} Stretch;

/* A stretch that ends at 0 ends the list. */
static const struct {
    const char *name;
    gint64 from, until;
    Stretch duties[MOST], gaps[MOST];
} cases[] = {
    {"no duties: all of it", 10, 20, {{0}}, {{10, 20}}},
    {"one that covers all", 10, 20, {{10, 20}}, {{0}}},
    {"one longer than the window", 10, 20, {{1, 90}}, {{0}}},
    {"before, between and after", 10, 40, {{15, 20}, {30, 35}}, {{10, 15}, {20, 30}, {35, 40}}},
    {"the end is exclusive: they touch", 10, 30, {{10, 20}, {20, 30}}, {{0}}},
    {"a second is a gap", 10, 30, {{10, 20}, {21, 30}}, {{20, 21}}},
    {"overlapping", 10, 40, {{10, 25}, {20, 35}}, {{35, 40}}},
    {"one inside another", 10, 40, {{10, 35}, {15, 20}, {36, 40}}, {{35, 36}}},
    {"the same twice", 10, 30, {{12, 20}, {12, 20}}, {{10, 12}, {20, 30}}},
    {"over before, begins after", 10, 20, {{1, 10}, {20, 30}}, {{10, 20}}},
    {"ends within, begins within", 10, 20, {{1, 12}, {18, 30}}, {{12, 18}}},
    {"an empty window", 10, 10, {{1, 5}}, {{0}}},
    {"a window the wrong way", 20, 10, {{1, 5}}, {{0}}},
};

static GPtrArray *duties_of(const Stretch *stretches)
{
    GPtrArray *duties = g_ptr_array_new_with_free_func((GDestroyNotify)duty_free);
    for (guint i = 0; i < MOST && stretches[i].until; i++) {
        Duty *duty = g_new0(Duty, 1);
        duty->from_at = stretches[i].from;
        duty->until_at = stretches[i].until;
        g_ptr_array_add(duties, duty);
    }
    return duties;
}

static void gaps_are_what_no_duty_covers(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) duties = duties_of(cases[i].duties);
        g_autoptr(GArray) gaps = roster_gaps(duties, cases[i].from, cases[i].until);
        guint expected = 0;
        while (expected < MOST && cases[i].gaps[expected].until)
            expected++;
        if (gaps->len != expected)
            fail_msg("%s: %u gaps, not %u", cases[i].name, gaps->len, expected);
        for (guint g = 0; g < gaps->len; g++) {
            RosterGap gap = g_array_index(gaps, RosterGap, g);
            if (gap.from != cases[i].gaps[g].from || gap.until != cases[i].gaps[g].until)
                fail_msg("%s: gap %u is %d to %d", cases[i].name, g, (int)gap.from, (int)gap.until);
        }
    }
}

/* On 29 March 2026 the clock goes from 02 to 03, on 25 October from 03 back to 02. */
static void a_night_when_the_clock_is_changed_has_no_gap_of_its_own(void **state)
{
    (void)state;
    static const struct {
        int month, day, hours;
    } nights[] = {{3, 29, 23}, {10, 25, 25}};
    for (guint i = 0; i < G_N_ELEMENTS(nights); i++) {
        gint64 midnight = time_text_from_local(2026, nights[i].month, nights[i].day, 0);
        gint64 next = time_text_from_local(2026, nights[i].month, nights[i].day + 1, 0);
        gint64 three = time_text_from_local(2026, nights[i].month, nights[i].day, 3 * 60);
        assert_int_equal(next - midnight, nights[i].hours * HOUR);
        const Stretch stretches[MOST] = {{midnight, three}, {three, next}};
        g_autoptr(GPtrArray) duties = duties_of(stretches);
        g_autoptr(GArray) gaps = roster_gaps(duties, midnight, next);
        assert_int_equal(gaps->len, 0);
    }
}

int main(void)
{
    time_text_set_zone("Europe/Oslo", NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_what_no_duty_covers),
        cmocka_unit_test(a_night_when_the_clock_is_changed_has_no_gap_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the law wants decided is not done with by an answer: its clock runs until there is a
 * decision, and a new question does not start it anew. */
#include "skranke/base/language.h"

#include "skranke/domain/clocks.h"

#include "testing.h"

static GPtrArray *categories;
static Calendar *calendar;
static Opening opening;

static int begin(void **state)
{
    (void)state;
    language_start("en");
    calendar = calendar_new();
    opening = opening_usual(calendar);
    categories = category_carried(NULL);
    return categories ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    g_ptr_array_unref(categories);
    calendar_free(calendar);
    return 0;
}

/* Received on Tuesday 10 March 2026 at noon, answered the day after. */
static Inquiry *answered(const char *category, const char *decision)
{
    Inquiry *inquiry = inquiry_new();
    g_free(inquiry->category);
    inquiry->category = g_strdup(category);
    g_free(inquiry->decision);
    inquiry->decision = g_strdup(decision);
    inquiry->state = INQUIRY_WAITING;
    Day day = 0;
    assert_true(day_parse("2026-03-10", &day));
    inquiry->received_at = inquiry->started_at = day_moment(day, 12 * 60);
    inquiry->answered_at = day_moment(day + 1, 12 * 60);
    return inquiry;
}

static void assert_clock(Inquiry *inquiry, bool runs)
{
    clocks_apply(inquiry, clocks_category(categories, inquiry), NULL, &opening);
    assert_int_equal(inquiry->due_kind, runs ? CLOCK_LIMIT : CLOCK_NONE);
    assert_int_equal(inquiry->due_at, runs ? inquiry->limit_at : 0);
    assert_int_equal(clocks_start_anew(inquiry), !runs);
    inquiry_free(inquiry);
}

static void an_answer_does_not_decide(void **state)
{
    (void)state;
    assert_clock(answered("access_request", ""), true);
    assert_clock(answered("access_request", "granted"), false);
    assert_clock(answered("simple_statistics", ""), false);
}

static void closing_stops_it_and_a_question_then_starts_it_anew(void **state)
{
    (void)state;
    Inquiry *inquiry = answered("access_request", "");
    inquiry->state = INQUIRY_CLOSED;
    assert_clock(inquiry, false);
    inquiry = answered("simple_statistics", "");
    inquiry->answered_at = 0;
    inquiry->state = INQUIRY_OPEN;
    assert_clock(inquiry, true);
}

/* The answer was the provisional reply at least. */
static void the_answer_counts_as_the_holding_reply(void **state)
{
    (void)state;
    Inquiry *inquiry = answered("access_request", "");
    ClocksInput input = clocks_input_of(inquiry, NULL, NULL);
    assert_int_equal(input.answered_at, 0);
    assert_int_equal(input.holding_sent_at, inquiry->answered_at);
    inquiry->holding_sent_at = inquiry->started_at + 60;
    input = clocks_input_of(inquiry, NULL, NULL);
    assert_int_equal(input.holding_sent_at, inquiry->started_at + 60);
    inquiry_free(inquiry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_does_not_decide),
        cmocka_unit_test(closing_stops_it_and_a_question_then_starts_it_anew),
        cmocka_unit_test(the_answer_counts_as_the_holding_reply),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

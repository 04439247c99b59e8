/* The clocks of an inquiry: which run, which one is watched, what waiting does to them, the order
 * of the queue and the words of a row. Then what holds for random inquiries of 110 years. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/clocks.h"

#include "testing.h"

#define AT(hour, minute) ((hour)*60 + (minute))
#define NOON AT(12, 0)
#define HOUR 3600
#define MOST_CELLS 12

static GPtrArray *categories;
static Calendar *calendar;
static Opening opening;
static GArray *pauses;

static int begin(void **state)
{
    (void)state;
    categories = category_carried(NULL);
    return categories ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    g_ptr_array_unref(categories);
    return 0;
}

static int fresh(void **state)
{
    (void)state;
    language_start("en");
    calendar = calendar_new();
    opening = opening_usual(calendar);
    pauses = g_array_new(FALSE, FALSE, sizeof(ClockPause));
    return 0;
}

static int drop(void **state)
{
    (void)state;
    g_array_unref(pauses);
    calendar_free(calendar);
    return 0;
}

static gint64 moment(const char *iso, int minute)
{
    Day day = 0;
    if (!day_parse(iso, &day))
        fail_msg("no day: %s", iso);
    return day_moment(day, minute);
}

static ClocksInput input_of(const char *code, const char *started, int minute)
{
    const Category *category = category_find(categories, code);
    if (code && !category)
        fail_msg("no category %s", code);
    return (ClocksInput){
        .category = category, .state = INQUIRY_OPEN, .started_at = moment(started, minute)};
}

static void add_pause(gint64 from_at, gint64 until_at)
{
    ClockPause pause = {from_at, until_at};
    g_array_append_val(pauses, pause);
}

static void assert_watched(const ClocksInput *input, ClockKind kind, gint64 due_at)
{
    Clocks clocks = clocks_of(input, &opening);
    if (clocks.watched != kind)
        fail_msg("%s is watched and not %s", clock_kind_words[clocks.watched],
                 clock_kind_words[kind]);
    assert_int_equal(clocks.due_at, due_at);
}

/* ---- which clock is watched ---- */

static void the_limit_is_watched_and_where_there_is_none_the_target(void **state)
{
    (void)state;
    ClocksInput simple = input_of("simple_statistics", "2027-05-14", NOON);
    Clocks clocks = clocks_of(&simple, &opening);
    assert_string_equal(clocks.target_on, "2027-05-14");
    assert_string_equal(clocks.limit_on, "2027-05-19");
    assert_string_equal(clocks.holding_on, "");
    assert_int_equal(clocks.holding_at, 0);
    assert_int_equal(clocks.due_by, CATEGORY_BY_DOCUMENT);
    assert_watched(&simple, CLOCK_LIMIT, moment("2027-05-20", 0));
    ClocksInput social = input_of("social_media", "2027-05-14", NOON);
    assert_watched(&social, CLOCK_TARGET, moment("2027-05-15", 0));
    assert_int_equal(clocks_of(&social, &opening).due_by, CATEGORY_BY_LOCAL);
    ClocksInput personal = input_of("personally_addressed", "2027-05-14", NOON);
    assert_watched(&personal, CLOCK_NONE, 0);
    ClocksInput none = input_of(NULL, "2027-05-14", NOON);
    assert_watched(&none, CLOCK_NONE, 0);
}

static void a_holding_reply_stops_the_holding_clock_only(void **state)
{
    (void)state;
    ClocksInput complex = input_of("complex_statistics", "2026-03-10", NOON);
    assert_watched(&complex, CLOCK_HOLDING, moment("2026-03-13", 0));
    complex.holding_sent_at = moment("2026-03-11", NOON);
    assert_watched(&complex, CLOCK_TARGET, moment("2026-03-25", 0));
    assert_string_equal(clocks_of(&complex, &opening).holding_on, "2026-03-12");
    /* One that was sent before the newest question holds nothing. */
    complex.holding_sent_at = complex.started_at - HOUR;
    assert_watched(&complex, CLOCK_HOLDING, moment("2026-03-13", 0));
}

static void an_answer_stops_all_but_the_forward(void **state)
{
    (void)state;
    ClocksInput input = input_of("simple_statistics", "2026-03-10", NOON);
    input.wanted_at = input.started_at + HOUR;
    assert_watched(&input, CLOCK_WANTED, input.wanted_at);
    input.answered_at = input.started_at + 2 * HOUR;
    assert_watched(&input, CLOCK_NONE, 0);
    assert_string_equal(clocks_of(&input, &opening).limit_on, "2026-03-12");
    input.forward_due_at = moment("2026-04-01", 0);
    assert_watched(&input, CLOCK_FORWARD, input.forward_due_at);
    input.state = INQUIRY_CLOSED;
    assert_watched(&input, CLOCK_NONE, 0);
    /* An answer to an older question stops nothing. */
    input = input_of("simple_statistics", "2026-03-10", NOON);
    input.answered_at = input.started_at - 1;
    assert_watched(&input, CLOCK_LIMIT, moment("2026-03-13", 0));
}

static void a_forward_has_its_own_clock_and_keeps_a_limit(void **state)
{
    (void)state;
    ClocksInput shared = input_of("shared_mailbox_forward", "2026-03-10", NOON);
    assert_watched(&shared, CLOCK_TARGET, moment("2026-03-12", 0));
    shared.forward_due_at = moment("2026-03-20", 0);
    assert_watched(&shared, CLOCK_FORWARD, shared.forward_due_at);
    ClocksInput access = input_of("access_request", "2026-03-10", NOON);
    access.forward_due_at = moment("2026-03-30", 0);
    assert_watched(&access, CLOCK_LIMIT, moment("2026-03-18", 0));
    access.forward_due_at = moment("2026-03-12", 0);
    assert_watched(&access, CLOCK_FORWARD, access.forward_due_at);
    /* Without a category a forward is watched as well. */
    ClocksInput none = input_of(NULL, "2026-03-10", NOON);
    none.forward_due_at = moment("2026-03-12", 0);
    assert_watched(&none, CLOCK_FORWARD, none.forward_due_at);
}

/* ---- waiting for the inquirer ---- */

static void waiting_stops_the_inner_clocks_and_moves_them_later(void **state)
{
    (void)state;
    ClocksInput input = input_of("simple_statistics", "2027-05-13", NOON);
    input.pauses = pauses;
    input.state = INQUIRY_WAITING;
    add_pause(moment("2027-05-14", NOON), 0);
    assert_true(clocks_of(&input, &opening).paused);
    assert_watched(&input, CLOCK_NONE, 0);
    input.state = INQUIRY_OPEN;
    g_array_index(pauses, ClockPause, 0).until_at = moment("2027-05-19", NOON);
    assert_false(clocks_of(&input, &opening).paused);
    assert_watched(&input, CLOCK_LIMIT, moment("2027-05-21", 0));
    /* A pause without an end is believed only while the inquiry waits. */
    g_array_index(pauses, ClockPause, 0).until_at = 0;
    assert_watched(&input, CLOCK_LIMIT, moment("2027-05-19", 0));
    /* What it is needed by does not wait with it. */
    input.state = INQUIRY_WAITING;
    input.wanted_at = moment("2027-05-15", NOON);
    assert_watched(&input, CLOCK_WANTED, input.wanted_at);
}

static void the_law_waits_for_nobody(void **state)
{
    (void)state;
    static const char *const codes[] = {"access_request", "gdpr_access", "coercive_fine", "appeal"};
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        ClocksInput input = input_of(codes[i], "2026-03-10", NOON);
        Clocks before = clocks_of(&input, &opening);
        g_array_set_size(pauses, 0);
        add_pause(moment("2026-03-11", NOON), moment("2026-03-12", NOON));
        add_pause(moment("2026-03-13", NOON), 0);
        input.pauses = pauses;
        input.state = INQUIRY_WAITING;
        Clocks after = clocks_of(&input, &opening);
        assert_false(after.paused);
        assert_memory_equal(&before, &after, sizeof after);
    }
}

static void no_wait_counts_twice_or_outside_the_clock(void **state)
{
    (void)state;
    ClocksInput input = input_of("simple_statistics", "2026-03-10", NOON);
    input.pauses = pauses;
    add_pause(moment("2026-03-11", NOON), moment("2026-03-16", NOON));
    gint64 once = clocks_of(&input, &opening).limit_at;
    assert_int_equal(once, moment("2026-03-18", 0));
    add_pause(moment("2026-03-12", NOON), moment("2026-03-13", NOON)); /* inside the first */
    add_pause(moment("2026-03-11", NOON), moment("2026-03-16", NOON)); /* the same again */
    add_pause(moment("2026-02-01", NOON), moment("2026-03-01", NOON)); /* before the question */
    add_pause(moment("2026-03-17", NOON), moment("2026-03-01", NOON)); /* a clock was set back */
    assert_int_equal(clocks_of(&input, &opening).limit_at, once);
    input.answered_at = moment("2026-03-12", NOON); /* what is after the answer does not count */
    assert_int_equal(clocks_of(&input, &opening).limit_at, moment("2026-03-14", 0));
}

/* ---- the queue ---- */

static gint64 key_of(const ClocksInput *input, bool bumped)
{
    Clocks clocks = clocks_of(input, &opening);
    return clocks_queue_key(&clocks, bumped, input->started_at);
}

static void the_queue_is_ordered_by_the_watched_clock(void **state)
{
    (void)state;
    ClocksInput newer_access = input_of("access_request", "2026-03-10", NOON);
    ClocksInput simple = input_of("simple_statistics", "2026-03-11", NOON);
    ClocksInput press = input_of("press", "2026-03-12", NOON);
    ClocksInput old = input_of("personally_addressed", "2026-01-10", NOON);
    ClocksInput older = input_of(NULL, "2026-01-09", NOON);
    ClocksInput ancient = input_of("simple_statistics", "1990-01-08", NOON);
    const gint64 keys[] = {
        key_of(&press, true),         key_of(&older, true),  key_of(&old, true),
        key_of(&ancient, false),      key_of(&press, false), key_of(&simple, false),
        key_of(&newer_access, false), key_of(&older, false), key_of(&old, false),
    };
    for (guint i = 1; i < G_N_ELEMENTS(keys); i++)
        if (keys[i - 1] >= keys[i])
            fail_msg("number %u of the queue does not come before the next", i);
    assert_true(key_of(&old, true) < 0);
    assert_true(key_of(&older, false) >= CLOCKS_NO_CLOCK);
    assert_true(key_of(&simple, false) < CLOCKS_NO_CLOCK);
}

static void assert_left(const ClocksInput *input, gint64 now, const char *wanted)
{
    Clocks clocks = clocks_of(input, &opening);
    g_autofree char *text =
        clocks_left_text(&clocks, input->state, input->answered_at, now, &opening);
    assert_string_equal(text, wanted);
    assert_true(safe_text_cells(text) <= MOST_CELLS);
}

static void a_row_says_how_long_is_left(void **state)
{
    (void)state;
    ClocksInput simple = input_of("simple_statistics", "2026-03-10", NOON);
    assert_left(&simple, simple.started_at, "2 work days");
    assert_left(&simple, moment("2026-03-11", NOON), "1 work day");
    assert_left(&simple, moment("2026-03-12", AT(23, 59)), "today");
    assert_left(&simple, moment("2026-03-16", NOON), "broken 2 d");
    ClocksInput licence = input_of("licence", "2026-03-10", NOON);
    assert_left(&licence, licence.started_at, "aim 2 d");
    assert_left(&licence, moment("2026-03-12", NOON), "aim today");
    assert_left(&licence, moment("2026-03-16", NOON), "aim -2 d");
    ClocksInput press = input_of("press", "2026-03-14", AT(23, 30));
    assert_left(&press, press.started_at, "aim 01:30");
    assert_left(&press, moment("2026-03-15", AT(1, 30)), "aim 01:30");
    assert_left(&press, moment("2026-03-15", AT(1, 31)), "aim passed");
    press.wanted_at = moment("2026-03-15", AT(1, 0));
    assert_left(&press, press.started_at, "wants 00:59");
    press.answered_at = press.started_at + 1;
    assert_left(&press, press.started_at + 2, "answer given");
    simple.forward_due_at = moment("2026-03-12", 0);
    assert_left(&simple, simple.started_at, "chase 1 d");
    assert_left(&simple, moment("2026-03-11", NOON), "chase today");
    assert_left(&simple, moment("2026-03-12", 0), "chase -1 d");
    simple.state = INQUIRY_CLOSED;
    assert_left(&simple, simple.started_at, "");
    ClocksInput none = input_of(NULL, "2026-03-10", NOON);
    assert_left(&none, none.started_at, "");
    none.wanted_at = moment("2026-03-15", NOON);
    assert_left(&none, moment("2026-03-14", AT(9, 0)), "wants 27 h");
}

static void a_row_says_that_it_is_paused(void **state)
{
    (void)state;
    ClocksInput input = input_of("simple_statistics", "2026-03-10", NOON);
    add_pause(input.started_at + HOUR, 0);
    input.pauses = pauses;
    input.state = INQUIRY_WAITING;
    assert_left(&input, moment("2026-05-10", NOON), "paused");
    input.category = category_find(categories, "access_request");
    assert_left(&input, moment("2026-03-11", NOON), "4 work days");
}

/* ---- why ---- */

static void assert_explained(const ClocksInput *input, gint64 now, const char *wanted)
{
    g_autofree char *why = clocks_explain(input, now, &opening);
    assert_string_equal(why, wanted);
}

static void says_of_every_clock_why(void **state)
{
    (void)state;
    ClocksInput input = input_of("simple_statistics", "2026-03-10", NOON);
    input.pauses = pauses;
    add_pause(moment("2026-03-11", NOON), moment("2026-03-13", NOON));
    assert_explained(
        &input, moment("2026-03-13", NOON),
        "Placed in the queue by its latest time, Monday 16 March 2026.\n\n"
        "Usual time: Received Tuesday 10 March 2026 at 12:00. Due the same day. This is promised "
        "in the service declaration. It ran out 3 working days ago.\n\n"
        "Latest time: Received Tuesday 10 March 2026 at 12:00. The day of receipt is not counted. "
        "Due at the end of working day number 2, Thursday 12 March 2026. This is promised in the "
        "service declaration. We waited for the inquirer (Wednesday 11 March–Friday 13 March): "
        "moved to Monday 16 March 2026. 1 working day is left.");
    input.answered_at = moment("2026-03-13", AT(13, 5));
    g_autofree char *why = clocks_explain(&input, moment("2026-03-14", NOON), &opening);
    assert_non_null(strstr(why, "It is answered: no clock runs.\n\n"));
    assert_non_null(strstr(why, "Answered Friday 13 March 2026 at 13:05. That was too late.\n\n"));
    assert_true(g_str_has_suffix(why, "Answered Friday 13 March 2026 at 13:05. That was in time."));
}

static void says_that_the_law_does_not_wait_and_a_wish_is_no_promise(void **state)
{
    (void)state;
    ClocksInput input = input_of("access_request", "2026-03-10", NOON);
    input.pauses = pauses;
    input.state = INQUIRY_WAITING;
    add_pause(input.started_at + HOUR, 0);
    input.forward_due_at = moment("2026-03-13", 0);
    input.wanted_at = moment("2026-03-20", NOON);
    g_autofree char *why = clocks_explain(&input, input.started_at, &opening);
    assert_non_null(strstr(why, "Waiting for the inquirer does not stop it."));
    assert_non_null(strstr(why, "awaited until Thursday 12 March 2026; after that"));
    assert_non_null(strstr(why, "by Friday 20 March 2026 at 11:59. This is a wish"));
    ClocksInput none = input_of(NULL, "2026-03-10", NOON);
    assert_explained(&none, none.started_at, "It has no category yet: no clock runs.");
    ClocksInput personal = input_of("personally_addressed", "2026-03-10", NOON);
    assert_explained(&personal, personal.started_at,
                     "No clock runs.\n\nReceived Tuesday 10 March 2026 at 12:00. Nothing is "
                     "promised here: it is answered as soon as possible.");
}

/* ---- what always holds ---- */

/* Any category and moment from 1990 to 2100, every fifth on a night when the clock is changed. */
static ClocksInput random_input(GRand *random)
{
    Day day = g_rand_int_range(random, day_of_date(1990, 1, 1), day_of_date(2100, 12, 31));
    if (g_rand_int_range(random, 0, 5) == 0) {
        int month = g_rand_boolean(random) ? 3 : 10;
        day = day_of_date(day_date(day).year, month, 31);
        day -= day_weekday(day) % 7;
    }
    const Category *category =
        categories->pdata[g_rand_int_range(random, 0, (gint32)categories->len)];
    return (ClocksInput){.category = category,
                         .state = INQUIRY_OPEN,
                         .started_at = day_moment(day, g_rand_int_range(random, 0, DAY_MINUTES))};
}

static void random_pauses(GRand *random, ClocksInput *input)
{
    gint64 at = input->started_at;
    g_array_set_size(pauses, 0);
    for (int count = g_rand_int_range(random, 0, 5); count > 0; count--) {
        gint64 from_at = at + g_rand_int_range(random, 0, 60 * HOUR);
        at = from_at + g_rand_int_range(random, 1, 90 * HOUR);
        add_pause(from_at, at);
    }
    input->pauses = pauses;
}

static void fail_for(const ClocksInput *input, const char *what)
{
    g_autofree char *day = day_iso(day_of_moment(input->started_at, NULL));
    fail_msg("%s of %s, %u pauses: %s", input->category->code, day, pauses->len, what);
}

static void random_inquiries_keep_the_rules(void **state)
{
    (void)state;
    GRand *random = g_rand_new_with_seed(1814);
    for (int i = 0; i < 4000; i++) {
        ClocksInput input = random_input(random);
        Clocks plain = clocks_of(&input, &opening);
        random_pauses(random, &input);
        Clocks clocks = clocks_of(&input, &opening);
        Clocks again = clocks_of(&input, &opening);
        if (memcmp(&clocks, &again, sizeof clocks) != 0)
            fail_for(&input, "computed again it is another");
        if (clocks.limit_at < plain.limit_at || clocks.target_at < plain.target_at ||
            clocks.holding_at < plain.holding_at)
            fail_for(&input, "a pause brought a clock nearer");
        if (category_is_statutory(input.category) && memcmp(&clocks, &plain, sizeof clocks) != 0)
            fail_for(&input, "a clock of the law moved");
        if (clocks.due_at != 0 && clocks.due_at <= input.started_at)
            fail_for(&input, "due before it came");
        if (clocks.limit_at && clocks.due_at > clocks.limit_at)
            fail_for(&input, "another clock than the nearest");
        g_array_set_size(pauses, pauses->len / 2);
        Clocks fewer = clocks_of(&input, &opening);
        if (fewer.limit_at > clocks.limit_at)
            fail_for(&input, "more waiting left less time");
    }
    g_rand_free(random);
}

static void later_inquiries_are_never_due_earlier(void **state)
{
    (void)state;
    GRand *random = g_rand_new_with_seed(1876);
    for (int i = 0; i < 2000; i++) {
        ClocksInput input = random_input(random);
        Clocks first = clocks_of(&input, &opening);
        input.started_at += g_rand_int_range(random, 1, 4 * 24 * HOUR);
        Clocks second = clocks_of(&input, &opening);
        g_array_set_size(pauses, 0);
        if (second.due_at < first.due_at || second.target_at < first.target_at ||
            second.limit_at < first.limit_at)
            fail_for(&input, "came later and is due earlier");
    }
    g_rand_free(random);
}

/* In every language there is. */
static void every_row_fits_its_cells(void **state)
{
    (void)state;
    static const char *const languages[] = {"nb", "nn", "en"};
    GRand *random = g_rand_new_with_seed(1905);
    for (int i = 0; i < 3000; i++) {
        if (i % 1000 == 0)
            language_start(languages[i / 1000]);
        ClocksInput input = random_input(random);
        if (i % 3 == 1)
            input.forward_due_at = input.started_at + g_rand_int_range(random, 1, 40 * 24 * HOUR);
        if (i % 3 == 2)
            input.wanted_at = input.started_at + g_rand_int_range(random, 1, 40 * 24 * HOUR);
        gint64 now = input.started_at + g_rand_int_range(random, 0, 60 * 24 * HOUR);
        Clocks clocks = clocks_of(&input, &opening);
        g_autofree char *text = clocks_left_text(&clocks, input.state, 0, now, &opening);
        if (safe_text_cells(text) > MOST_CELLS || (clocks.due_at != 0 && *text == '\0'))
            fail_for(&input, text);
    }
    g_rand_free(random);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, fresh, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(the_limit_is_watched_and_where_there_is_none_the_target),
        EACH(a_holding_reply_stops_the_holding_clock_only),
        EACH(an_answer_stops_all_but_the_forward),
        EACH(a_forward_has_its_own_clock_and_keeps_a_limit),
        EACH(waiting_stops_the_inner_clocks_and_moves_them_later),
        EACH(the_law_waits_for_nobody),
        EACH(no_wait_counts_twice_or_outside_the_clock),
        EACH(the_queue_is_ordered_by_the_watched_clock),
        EACH(a_row_says_how_long_is_left),
        EACH(a_row_says_that_it_is_paused),
        EACH(says_of_every_clock_why),
        EACH(says_that_the_law_does_not_wait_and_a_wish_is_no_promise),
        EACH(random_inquiries_keep_the_rules),
        EACH(later_inquiries_are_never_due_earlier),
        EACH(every_row_fits_its_cells),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* Every category of the table from receipt to close, received before a weekend, before Easter and
 * before 17 May 2027: both clocks and the holding reply, what waiting for the inquirer does, and
 * that an answer stops them. What each category is promised stands here a second time, as the
 * bureau's declaration and domain table have it, so that a slip in the table is seen. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/categories.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

/* The rules that occur, and the day each gives for the three moments, counted by hand from the
 * calendar: Friday 13 March 2026; Wednesday 1 April 2026, half a day, then Easter until the 6th;
 * Friday 14 May 2027 after closing, then the Monday that is 17 May and Whit Monday at once. */
typedef enum { NONE, AT_ONCE, HOURS_2, SAME_DAY, NEXT_DAY, WD_1, WD_2, WD_5, WD_10, MONTH } Rule;

enum { WEEKEND, EASTER, MAY, MOMENTS };
static const char *const received[MOMENTS] = {"2026-03-13T14:40+01:00", "2026-04-01T10:00+02:00",
                                              "2027-05-14T16:00+02:00"};
static const char *const days[][MOMENTS] = {
    [NONE] = {"", "", ""},
    [AT_ONCE] = {"2026-03-13", "2026-04-01", "2027-05-14"},
    [HOURS_2] = {"2026-03-13", "2026-04-01", "2027-05-14"},
    [SAME_DAY] = {"2026-03-13", "2026-04-01", "2027-05-18"},
    [NEXT_DAY] = {"2026-03-16", "2026-04-07", "2027-05-18"},
    [WD_1] = {"2026-03-16", "2026-04-07", "2027-05-18"},
    [WD_2] = {"2026-03-17", "2026-04-08", "2027-05-19"},
    [WD_5] = {"2026-03-20", "2026-04-13", "2027-05-24"},
    [WD_10] = {"2026-03-27", "2026-04-20", "2027-05-31"},
    [MONTH] = {"2026-04-13", "2026-05-04", "2027-06-14"},
};
/* The same two working days of waiting later: from the first working day after receipt to the third
 * (16-18 March, 7-9 April, 18-20 May). */
static const char *const waited[][MOMENTS] = {
    [WD_1] = {"2026-03-18", "2026-04-09", "2027-05-20"},
    [WD_2] = {"2026-03-19", "2026-04-10", "2027-05-21"},
    [WD_5] = {"2026-03-24", "2026-04-15", "2027-05-26"},
    [WD_10] = {"2026-03-31", "2026-04-22", "2027-06-02"},
    [MONTH] = {NULL, NULL, NULL},
};
static const char *const asks[MOMENTS] = {"2026-03-16T09:00+01:00", "2026-04-07T09:00+02:00",
                                          "2027-05-18T09:00+02:00"};
static const char *const hears[MOMENTS] = {"2026-03-18T09:00+01:00", "2026-04-09T09:00+02:00",
                                           "2027-05-20T09:00+02:00"};

typedef struct {
    const char *code;
    Rule target, limit, holding;
    CategoryBy limit_by;
    CategorySilo silo;
    bool pauses;
} Promise;
static const Promise promises[] = {
    {"simple_statistics", SAME_DAY, WD_2, NONE, CATEGORY_BY_DOCUMENT, CATEGORY_OPEN, true},
    {"complex_statistics", WD_10, NONE, WD_2, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"european_statistics", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"microdata", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"custom_dataset", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"press", HOURS_2, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_PRESS, true},
    {"press_management", HOURS_2, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_PRESS, true},
    {"social_media", SAME_DAY, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"shared_mailbox_forward", WD_1, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"personally_addressed", NONE, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"form_language", WD_2, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_RESPONDENTS, true},
    {"reporting_duty", SAME_DAY, WD_2, NONE, CATEGORY_BY_DOCUMENT, CATEGORY_RESPONDENTS, true},
    {"respondent_person", SAME_DAY, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_RESPONDENTS, true},
    {"respondent_business", SAME_DAY, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_RESPONDENTS, true},
    {"coercive_fine", NONE, MONTH, NONE, CATEGORY_BY_LAW, CATEGORY_RESPONDENTS, false},
    {"appeal", NONE, MONTH, NONE, CATEGORY_BY_LAW, CATEGORY_RESPONDENTS, false},
    {"job_application", AT_ONCE, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_HR, true},
    {"job_question", WD_2, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_HR, true},
    {"access_request", NEXT_DAY, WD_5, NONE, CATEGORY_BY_DOCUMENT, CATEGORY_ACCESS, false},
    {"gdpr_access", NONE, MONTH, NONE, CATEGORY_BY_LAW, CATEGORY_ACCESS, false},
    {"licence", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"switchboard_call", AT_ONCE, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"wrong_agency", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"error_report", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"embargo", AT_ONCE, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"phishing_report", SAME_DAY, WD_2, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
    {"spam", NONE, NONE, NONE, CATEGORY_BY_LOCAL, CATEGORY_OPEN, true},
};
static void set_clock(const char *at)
{
    g_autoptr(GError) error = NULL;
    g_setenv("SKRANKE_NOW", at, TRUE);
    clock_start(&error);
    assert_no_error(error);
}

static Inquiry *look(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    return inquiry;
}

static void expect_days(Desk *desk, gint64 id, const Promise *promise, const char *target,
                        const char *limit, const char *holding)
{
    g_autoptr(Inquiry) inquiry = look(desk, id);
    if (strcmp(inquiry->target_on, target) != 0 || strcmp(inquiry->limit_on, limit) != 0 ||
        strcmp(inquiry->holding_on, holding) != 0)
        fail_msg("%s: target %s limit %s holding %s instead of \"%s\" \"%s\" \"%s\"", promise->code,
                 inquiry->target_on, inquiry->limit_on, inquiry->holding_on, target, limit,
                 holding);
}

static gint64 receive(Desk *desk, const Promise *promise, int moment)
{
    g_autoptr(GError) error = NULL;
    bool posted = strcmp(promise->code, "social_media") == 0;
    NewInquiry given = {.channel = posted ? CHANNEL_SOCIAL_MEDIA : CHANNEL_LETTER,
                        .from = "Åse Bjørnson",
                        .subject = "Et spørsmål",
                        .text = "Hei, jeg lurer på noe.",
                        .category = promise->code};
    set_clock(received[moment]);
    gint64 id = act_register(desk, &given, &error);
    assert_no_error(error);
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_string_equal(inquiry->category, promise->code);
    assert_int_equal(inquiry->silo, promise->silo);
    assert_int_equal(inquiry->started_at, clock_now());
    if (promise->limit != NONE) {
        assert_int_equal(inquiry->due_kind, CLOCK_LIMIT);
        assert_int_equal(inquiry->due_by, promise->limit_by);
        assert_int_equal(inquiry->due_at, inquiry->limit_at);
    }
    expect_days(desk, id, promise, days[promise->target][moment], days[promise->limit][moment],
                days[promise->holding][moment]);
    return id;
}

/* What is left of a rule after two working days of waiting: clocks that had not run out move. */
static const char *after_waiting(const Promise *promise, Rule rule, int moment)
{
    bool moves = promise->pauses && waited[rule][moment] && strcmp(days[rule][moment], "") != 0;
    return moves ? waited[rule][moment] : days[rule][moment];
}

static void wait_for_inquirer(Desk *desk, const Promise *promise, gint64 id, int moment)
{
    g_autoptr(GError) error = NULL;
    InquiryChange waiting = {.state = "waiting"}, open = {.state = "open"};
    set_clock(asks[moment]);
    assert_done(act_set(desk, id, &waiting, &error), error);
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_int_equal(inquiry->paused, promise->pauses);
    set_clock(hears[moment]);
    assert_done(act_set(desk, id, &open, &error), error);
    Rule target = promise->target == WD_1 || promise->target == WD_2 || promise->target == WD_10
                      ? promise->target
                      : NONE;
    const char *expected = target != NONE ? after_waiting(promise, target, moment) : NULL;
    g_autoptr(Inquiry) resumed = look(desk, id);
    if (expected)
        assert_string_equal(resumed->target_on, expected);
    if (promise->limit != NONE)
        assert_string_equal(resumed->limit_on, after_waiting(promise, promise->limit, moment));
    assert_false(resumed->paused);
}

static void answer_and_close(Desk *desk, const Promise *promise, gint64 id)
{
    g_autoptr(GError) error = NULL;
    if (strcmp(promise->code, "access_request") == 0) {
        assert_refused(act_close(desk, id, &error), error, SKRANKE_ERROR_REFUSED);
        assert_done(sorting_decide(desk, id, "granted", "", &error), error);
    }
    RecordedAnswer answer = {.text = "Her er svaret."};
    if (strcmp(promise->code, "press_management") == 0) {
        assert_refused(act_answered(desk, id, &answer, &error) != 0, error, SKRANKE_ERROR_REFUSED);
        desk->operator_->press_contact = true;
    }
    assert_done(act_answered(desk, id, &answer, &error) != 0, error);
    desk->operator_->press_contact = false;
    g_autoptr(Inquiry) answered = look(desk, id);
    assert_int_equal(answered->answered_at, clock_now());
    assert_int_equal(answered->due_at, 0);
    assert_done(act_close(desk, id, &error), error);
    g_autoptr(Inquiry) closed = look(desk, id);
    assert_int_equal(closed->state, INQUIRY_CLOSED);
    assert_int_equal(closed->due_at, 0);
}

static void live(StoreFixture *fixture, int moment)
{
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(promises); i++) {
        gint64 id = receive(desk, &promises[i], moment);
        assert_done(act_take(desk, id, &error), error);
        wait_for_inquirer(desk, &promises[i], id, moment);
        answer_and_close(desk, &promises[i], id);
    }
    desk_fixture_free(desk);
}

static void every_category_over_a_weekend(void **state)
{
    live(*state, WEEKEND);
}

static void every_category_over_easter(void **state)
{
    live(*state, EASTER);
}

static void every_category_over_17_may_2027(void **state)
{
    live(*state, MAY);
}

/* The table of the database has these rows and no others. */
static void every_row_of_the_table_is_here(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) categories = categories_load(fixture->db, &error);
    assert_no_error(error);
    assert_int_equal(categories->len, G_N_ELEMENTS(promises));
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        bool found = false;
        for (guint j = 0; j < G_N_ELEMENTS(promises); j++)
            found = found || strcmp(promises[j].code, category->code) == 0;
        if (!found)
            fail_msg("%s has no row in this test", category->code);
    }
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(every_row_of_the_table_is_here),
        store_test(every_category_over_a_weekend),
        store_test(every_category_over_easter),
        store_test(every_category_over_17_may_2027),
    };
    return run_on_both_carriers(tests);
}

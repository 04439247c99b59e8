/* What is written down when somebody reads, and the answer to "why is it due then?". Now is Tuesday
 * 10 March 2026 at 10:12. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"

#include "skranke/desk/reading.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static gint64 sorted(StoreFixture *fixture, Desk *desk, const char *category)
{
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Emne", "Hei, 13097248022?");
    assert_done(sorting_set_category(desk, id, category, NULL, &error), error);
    return id;
}

static guint count_events(Desk *desk, gint64 id, EventKind kind)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, id, NULL);
    guint count = 0;
    for (guint i = 0; i < events->len; i++)
        count += ((Event *)events->pdata[i])->kind == kind;
    return count;
}

static void open_one(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_done(reading_opened(desk, inquiry, &error), error);
}

static void each_opening_of_a_closed_silo_is_logged(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const char *const closed[] = {"respondent_person", "press", "job_application",
                                         "access_request"};
    gint64 open = sorted(fixture, kari, "simple_statistics");
    open_one(kari, open);
    assert_int_equal(count_events(kari, open, EVENT_OPENED), 0);
    for (guint i = 0; i < G_N_ELEMENTS(closed); i++) {
        gint64 id = sorted(fixture, kari, closed[i]);
        g_autoptr(Inquiry) before = inquiries_get(kari->db, id, NULL);
        open_one(kari, id);
        open_one(kari, id);
        assert_int_equal(count_events(kari, id, EVENT_OPENED), 2);
        g_autoptr(Inquiry) after = inquiries_get(kari->db, id, NULL);
        assert_int_equal(after->revision, before->revision); /* reading changes nothing */
    }
    desk_fixture_free(kari);
}

static void numbers_are_revealed_for_a_reason(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = sorted(fixture, kari, "respondent_person");
    assert_refused(reading_reveal(kari, id, NULL, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(reading_reveal(kari, id, "  ", &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(reading_reveal(kari, 999, "må", &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(count_events(kari, id, EVENT_REVEALED), 0);
    assert_done(reading_reveal(kari, id, "finne personen i utvalget", &error), error);
    assert_int_equal(count_events(kari, id, EVENT_REVEALED), 1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'revealed' "
                                             "AND \"after\" LIKE '%finne personen i utvalget%'"),
                     1);
    desk_fixture_free(kari);
}

static void one_out_of_sight_is_not_there(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = sorted(fixture, kari, "press");
    desk_look_again(ola);
    assert_refused(reading_reveal(ola, id, "nysgjerrig", &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_null(reading_explain(ola, id, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void expect_said(Desk *desk, gint64 id, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *why = reading_explain(desk, id, &error);
    assert_no_error(error);
    if (!strstr(why, said))
        fail_msg("\"%s\" is not said in:\n%s", said, why);
}

static void it_says_why_it_is_due(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = sorted(fixture, kari, "simple_statistics");
    expect_said(kari, id, "Simple question on statistics");
    expect_said(kari, id, "12 March 2026");
    expect_said(kari, id, "promised in the service declaration");
    assert_done(sorting_snooze(kari, id, FIXTURE_NOW + 3600, &error), error);
    assert_done(sorting_bump(kari, id, true, "haster", &error), error);
    expect_said(kari, id, "put off until 10.03.2026 11:12");
    expect_said(kari, id, "top of the queue");
    gint64 aim = sorted(fixture, kari, "press");
    expect_said(kari, aim, "the bureau's own aim");
    g_autofree char *why = reading_explain(kari, aim, &error);
    assert_null(strstr(why, "promised"));
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("en");
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {
        store_test(each_opening_of_a_closed_silo_is_logged),
        store_test(numbers_are_revealed_for_a_reason),
        store_test(one_out_of_sight_is_not_there),
        store_test(it_says_why_it_is_due),
    };
    return run_on_both_carriers(tests);
}

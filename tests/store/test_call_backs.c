/* Callers to be rung back: promised or missed, tried in open hours, settled, undone. On both
 * carriers. The moment is Tuesday 2026-03-10 10:12; the counter is open 9 to 15. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/phone_messages.h"

#include "desk_fixture.h"

#define NUMBER "+4791234567"

enum { HOUR = 3600 };

static gint64 at(int day, int hour)
{
    return day_moment(day_of_date(2026, 3, day), hour * 60);
}

static FollowUpCounts counts_at(Desk *desk, gint64 now)
{
    g_autoptr(GError) error = NULL;
    FollowUpCounts counts = {0};
    assert_done(follow_up_counts(desk->db, now, &counts, &error), error);
    return counts;
}

static gint64 ring(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    NewCall given = {.caller = "Per Ring", .number = NUMBER, .direction = CALL_IN};
    gint64 call = call_begin(desk, &given, &error);
    assert_done(call, error);
    return call;
}

static CallBack *look_back(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    CallBack *call_back = call_backs_get(desk->db, id, &error);
    assert_no_error(error);
    return call_back;
}

static gint64 promise(Desk *desk, const char *number)
{
    g_autoptr(GError) error = NULL;
    gint64 id = call_back_add(desk, 0, number, "Per", "KPI", 0, &error);
    assert_done(id, error);
    return id;
}

static void tried_until_spoken_to(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    gint64 id = promise(desk, "912 34 567"), twin = promise(desk, "0047 91234567");
    gint64 other = promise(desk, "22 11 00 00");
    g_autoptr(CallBack) fresh = look_back(desk, id);
    assert_string_equal(fresh->number, NUMBER);
    assert_int_equal(fresh->due_at, FIXTURE_NOW + 2 * HOUR);
    assert_int_equal(fresh->state, CALL_BACK_UNHANDLED);
    assert_done(call_back_try(desk, id, RESULT_BUSY, "tuter", &error), error);
    g_autoptr(CallBack) tried = look_back(desk, id);
    assert_int_equal(tried->state, CALL_BACK_TRIED);
    assert_int_equal(tried->tries, 1);
    assert_string_equal(tried->tried_result, "busy");
    assert_string_equal(tried->tried_note, "tuter");
    assert_int_equal(tried->due_at, FIXTURE_NOW + HOUR);
    /* The first in the list is the one due first. */
    g_autoptr(CallBack) first = call_backs_of_number(fixture->db, NUMBER, &error);
    assert_int_equal(first->id, id);
    assert_int_equal(counts_at(desk, FIXTURE_NOW + HOUR).call_backs_due, 1);
    assert_done(call_back_try(desk, id, RESULT_SPOKE, NULL, &error), error);
    g_autoptr(CallBack) done = look_back(desk, id);
    g_autoptr(CallBack) settled = look_back(desk, twin);
    assert_int_equal(done->state, CALL_BACK_DONE);
    assert_int_equal(done->tries, 2);
    assert_int_equal(settled->state, CALL_BACK_DONE);
    assert_refused(call_back_try(desk, id, RESULT_SPOKE, NULL, &error), error,
                   SKRANKE_ERROR_CONFLICT);
    assert_done(call_back_try(desk, other, RESULT_WRONG_NUMBER, NULL, &error), error);
    g_autoptr(CallBack) wrong = look_back(desk, other);
    assert_int_equal(wrong->state, CALL_BACK_GIVEN_UP);
    assert_int_equal(counts_at(desk, FIXTURE_NOW).call_backs, 0);
    desk_fixture_free(desk);
}

/* The counter closes at 15: what is left of an hour is counted from 9 the next morning. */
static void counted_in_open_hours(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    assert_int_equal(call_back_due(desk, at(10, 14), &error), at(11, 10));
    assert_int_equal(call_back_due(desk, at(13, 20), &error), at(16, 11));
    assert_int_equal(call_back_due(desk, at(10, 13), &error), at(10, 15));
    assert_no_error(error);
    desk_fixture_free(desk);
}

static void undone_while_nobody_rang(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    gint64 id = promise(desk, NUMBER);
    g_autofree char *done = NULL;
    assert_done(act_undo(desk, &done, &error), error);
    g_autoptr(CallBack) gone = look_back(desk, id);
    assert_int_equal(gone->state, CALL_BACK_GIVEN_UP);
    const char *none[] = {"", "anonymous", "Kari"};
    for (guint i = 0; i < G_N_ELEMENTS(none); i++)
        assert_refused(call_back_add(desk, 0, none[i], "", "", 0, &error), error,
                       SKRANKE_ERROR_USAGE);
    assert_refused(call_back_add(desk, 0, NUMBER, "", "", FIXTURE_NOW - 1, &error), error,
                   SKRANKE_ERROR_USAGE);
    desk_fixture_free(desk);
}

/* ---- undone ---- */

static char *all_call_backs(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(fixture->db, &error,
                 "SELECT json_array(b.id, b.state, b.due_at, b.settled_at, t.id, t.result, t.note) "
                 "FROM call_back AS b LEFT JOIN call_back_try AS t ON t.call_back = b.id "
                 "ORDER BY b.id, t.id",
                 "");
    assert_no_error(error);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < db_rows_count(rows); i++)
        g_string_append_printf(all, "%s\n", db_rows_text(rows, i, 0));
    return g_string_free(all, FALSE);
}

/* A try that never was leaves no trace, whatever it led to, and so does giving up. */
static void a_try_is_undone(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    gint64 id = promise(desk, NUMBER);
    promise(desk, NUMBER); /* settled with it where they are spoken to */
    g_autofree char *promised = all_call_backs(fixture);
    assert_done(call_back_try(desk, id, RESULT_BUSY, "tuter", &error), error);
    g_autofree char *tried = all_call_backs(fixture);
    for (int result = 0; result <= RESULT_COUNT; result++) {
        g_autofree char *done = NULL;
        if (result == RESULT_COUNT)
            assert_done(call_back_give_up(desk, id, &error), error);
        else
            assert_done(call_back_try(desk, id, (CallBackResult)result, "", &error), error);
        g_autofree char *then = all_call_backs(fixture);
        assert_string_not_equal(then, tried);
        assert_done(act_undo(desk, &done, &error), error);
        assert_non_null(strstr(done, "waits again"));
        g_autofree char *now = all_call_backs(fixture);
        assert_string_equal(now, tried);
    }
    assert_done(act_undo(desk, NULL, &error), error);
    g_autofree char *again = all_call_backs(fixture);
    assert_string_equal(again, promised);
    assert_done(act_undo(desk, NULL, &error), error); /* and the promises themselves */
    assert_done(act_undo(desk, NULL, &error), error);
    assert_int_equal(counts_at(desk, FIXTURE_NOW).call_backs, 0);
    desk_fixture_free(desk);
}

static void not_over_the_try_of_another(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    g_autoptr(GError) error = NULL;
    gint64 id = promise(kari, NUMBER);
    assert_done(call_back_try(kari, id, RESULT_BUSY, "", &error), error);
    assert_done(call_back_try(ola, id, RESULT_BUSY, "", &error), error);
    g_autofree char *stands = all_call_backs(fixture);
    assert_false(act_undo(kari, NULL, &error));
    assert_non_null(strstr(error->message, "Ola Ås"));
    assert_non_null(strstr(error->message, event_kind_text(EVENT_CALL_BACK_TRIED)));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    g_autofree char *still = all_call_backs(fixture);
    assert_string_equal(still, stands);
    assert_done(act_undo(ola, NULL, &error), error);
    assert_done(act_undo(kari, NULL, &error), error);
    /* A call with them settles it, and nobody's act says so. */
    CallEnd answered = {.outcome = CALL_ANSWERED};
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE call_back SET at = at - 60", "");
    fixture_apply(fixture, batch);
    assert_done(call_back_try(kari, id, RESULT_BUSY, "", &error), error);
    assert_done(call_end(ola, ring(ola), &answered, &error), error);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    desk_fixture_free(ola);
    desk_fixture_free(kari);
}

/* Whoever is spoken to need not be rung back, but for what was promised in that very call. */
static void settled_by_a_call(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    gint64 old = promise(desk, NUMBER);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE call_back SET at = at - 60", "");
    fixture_apply(fixture, batch);
    gint64 call = ring(desk);
    gint64 fresh = call_back_add(desk, call, NULL, NULL, NULL, 0, &error);
    assert_done(fresh, error);
    CallEnd answered = {.outcome = CALL_ANSWERED};
    assert_done(call_end(desk, call, &answered, &error), error);
    g_autoptr(CallBack) done = look_back(desk, old), waits = look_back(desk, fresh);
    assert_int_equal(done->state, CALL_BACK_DONE);
    assert_int_equal(waits->state, CALL_BACK_UNHANDLED);
    assert_string_equal(waits->number, NUMBER);
    desk_fixture_free(desk);
}

/* Who rings in vain again and again is rung back once; whoever changed it first wins. */
static void missed_once(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    CallBack missed = {.number = (char *)NUMBER, .at = FIXTURE_NOW, .due_at = FIXTURE_NOW + HOUR};
    for (int i = 0; i < 3; i++) {
        DbBatch *batch = db_batch_new(NULL);
        call_backs_add(batch, &missed);
        fixture_apply(fixture, batch);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call_back"), 1);
    g_autoptr(CallBack) seen = call_backs_of_number(fixture->db, NUMBER, &error);
    assert_string_equal(seen->operator_name, "");
    DbBatch *batch = db_batch_new(NULL);
    call_backs_spoke(batch, NUMBER, FIXTURE_NOW + 1, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    DbBatch *late = db_batch_new(NULL);
    call_backs_settle(late, seen, CALL_BACK_GIVEN_UP, FIXTURE_NOW);
    fixture_apply_fails(fixture, late, SKRANKE_ERROR_CONFLICT);
    DbBatch *again = db_batch_new(NULL);
    call_backs_add(again, &missed);
    fixture_apply(fixture, again);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call_back"), 2);
    desk_fixture_free(desk);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(tried_until_spoken_to),
        store_test(counted_in_open_hours),
        store_test(undone_while_nobody_rang),
        store_test(a_try_is_undone),
        store_test(not_over_the_try_of_another),
        store_test(settled_by_a_call),
        store_test(missed_once),
    };
    return run_on_both_carriers(tests);
}

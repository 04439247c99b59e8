/* What is known of calls that are over, on both carriers: the figures of a day counted by hand, who
 * rang before, and what is forgotten in time. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/people.h"

#include "skranke/desk/calls.h"

#include "call_fixture.h"

#define NUMBER "+4791234567"
#define WRITTEN "912 34 567"

enum { DAY = 24 * 60 * 60 };

/* A call of the telephone system: rings, is answered after `wait` (-1: lost after a minute). */
static void put_call(StoreFixture *fixture, const char *linked, gint64 wait, Call call)
{
    DbBatch *batch = db_batch_new(NULL);
    call.began_at = FIXTURE_NOW;
    call.linked_id = (char *)linked;
    call.operator_id = wait >= 0 ? fixture->kari : 0;
    call.answered_at = wait >= 0 ? FIXTURE_NOW + wait : 0;
    call.ended_at = FIXTURE_NOW + (wait >= 0 ? wait + 100 : 60);
    if (wait < 0)
        call.outcome = CALL_LOST;
    calls_add(batch, &call);
    fixture_apply(fixture, batch);
}

static void figures_counted_by_hand(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 per = call_fixture_person(fixture, "per", "Per Vik", "240", "");
    gint64 eva = call_fixture_person(fixture, "eva", "Eva Li", "240", "");
    char *out = (char *)"out", *in = (char *)"in", *busy = (char *)"busy";
    put_call(fixture, "1", 5,
             (Call){.outcome = CALL_TRANSFERRED, .person = per, .reached = per, .status = in});
    put_call(fixture, "2", 20,
             (Call){.outcome = CALL_TRANSFERRED, .person = per, .reached = eva, .status = out});
    put_call(fixture, "3", 50,
             (Call){.outcome = CALL_INFORMED, .person = per, .status = out, .told_back_at = 1});
    put_call(fixture, "4", 21, (Call){.outcome = CALL_MESSAGE, .person = per, .status = busy});
    put_call(fixture, "5", 4, (Call){.outcome = CALL_GIVEN_UP, .person = per, .status = out});
    put_call(fixture, "6", -1, (Call){0});
    put_call(fixture, "6", -1, (Call){0});                      /* said twice: lost once */
    put_call(fixture, "", 0, (Call){.outcome = CALL_ANSWERED}); /* by hand: no wait is known */
    put_call(fixture, "", 0, (Call){.outcome = CALL_INQUIRY, .returned = (char *)"no_answer"});
    put_call(fixture, "", 0, (Call){.direction = CALL_OUT, .outcome = CALL_ANSWERED});
    CallFigures all, mine, other;
    assert_true(calls_figures(fixture->db, FIXTURE_NOW, FIXTURE_NOW + 1, 0, &all, &error));
    assert_int_equal(all.offered, 8);
    assert_int_equal(all.answered, 7);
    assert_int_equal(all.lost, 1);
    assert_int_equal(all.transferred, 2);
    assert_int_equal(all.returned, 1);
    assert_int_equal(all.inquiries, 1);
    assert_int_equal(all.on_the_spot, 1);
    assert_int_equal(all.away, 4);
    assert_int_equal(all.away_informed, 3);
    assert_int_equal(all.timed, 5);
    assert_int_equal(all.average_wait, 20);
    assert_int_equal(all.longest_wait, 60);
    assert_int_equal(all.answered_soon, 3);
    assert_int_equal(all.messages, 0);
    assert_true(
        calls_figures(fixture->db, FIXTURE_NOW, FIXTURE_NOW + 1, fixture->kari, &mine, &error));
    assert_int_equal(mine.offered, 7);
    assert_int_equal(mine.lost, 0);
    assert_true(calls_figures(fixture->db, FIXTURE_NOW + 1, FIXTURE_NOW + 2, 0, &other, &error));
    assert_int_equal(other.offered, 0);
    assert_int_equal(other.longest_wait, 0);
    g_autofree char *text = calls_day_text(&all, FIXTURE_NOW);
    assert_non_null(strstr(text, "4, "));
    assert_non_null(strstr(text, "75 %"));
    g_autofree char *nothing = calls_day_text(&other, FIXTURE_NOW);
    assert_null(strstr(nothing, "%"));
}

static void known_again_by_number(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 per = call_fixture_person(fixture, "per", "Per Vik", "240", "");
    gint64 eva = call_fixture_person(fixture, "eva", "Eva Li", "240", "");
    const gint64 reached[] = {eva, per, eva, 0, per, per};
    for (guint i = 0; i < G_N_ELEMENTS(reached); i++) {
        gint64 id = call_fixture_begin(kari, i == 3 ? "Nils Moe " WRITTEN : WRITTEN);
        call_fixture_end(kari, id,
                         reached[i] ? (CallEnd){.outcome = CALL_TRANSFERRED, .reached = reached[i]}
                                    : (CallEnd){.outcome = CALL_ANSWERED});
    }
    g_autoptr(Directory) directory = directory_load(kari->db, FIXTURE_NOW, &error);
    g_autoptr(CallerFacts) facts = caller_facts(kari, directory, NUMBER, &error);
    assert_no_error(error);
    assert_string_equal(facts->name, "Nils Moe");
    assert_int_equal(facts->calls->len, 5);
    assert_int_equal(facts->reached->len, 2);
    assert_int_equal(((Person *)facts->reached->pdata[0])->id, per);
    assert_int_equal(((Person *)facts->reached->pdata[1])->id, eva);
    assert_null(facts->colleague);
    g_autoptr(CallerFacts) inside = caller_facts(kari, directory, "+4722864500", &error);
    assert_non_null(inside->colleague);
    assert_string_equal(inside->name, inside->colleague->name);
    g_autoptr(CallerFacts) hidden = caller_facts(kari, directory, "", &error);
    assert_int_equal(hidden->calls->len, 0);
    assert_string_equal(hidden->name, "");
    desk_fixture_free(kari);
}

/* 10,000 calls: the history of one number reads its own rows only. */
static void history_uses_the_index(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
                 "INSERT INTO call (direction, began_at, number) SELECT 'in', i, "
                 "'+47' || (20000000 + i) FROM n",
                 "");
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) calls = calls_of_number(fixture->db, "+4720000017", 5, &error);
    assert_no_error(error);
    assert_int_equal(calls->len, 1);
    g_autoptr(DbRows) plan = db_query(fixture->db, &error,
                                      "EXPLAIN QUERY PLAN SELECT c.id FROM call AS c "
                                      "WHERE c.number = ? AND c.number <> '' ORDER BY c.id DESC "
                                      "LIMIT ?",
                                      "si", "+4720000017", (gint64)5);
    assert_no_error(error);
    assert_non_null(strstr(db_rows_text(plan, 0, 3), "call_number"));
    assert_int_equal(db_rows_count(plan), 1); /* and does not sort */
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < 50; i++) {
        g_autoptr(GPtrArray) again = calls_inquiries_of_number(fixture->db, "+4720000017", 3, NULL);
        assert_int_equal(again->len, 0);
    }
    gint64 took = g_get_monotonic_time() - start;
    if (took > 50 * 20000)
        fail_msg("%d µs a look", (int)(took / 50));
}

static void numbers_are_forgotten_in_time(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const int days[] = {181, 179, 400, 400};
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        DbBatch *batch = db_batch_new(NULL);
        Call call = {.began_at = FIXTURE_NOW - days[i] * DAY,
                     .number = (char *)NUMBER,
                     .caller = (char *)"Nils",
                     .matter = (char *)"KPI",
                     .operator_id = fixture->kari,
                     .outcome = CALL_ANSWERED};
        call.ended_at = i == 3 ? 0 : call.began_at + 60; /* the last one is still open */
        calls_add(batch, &call);
        fixture_apply(fixture, batch);
    }
    assert_done(calls_forget(kari->db, 180, FIXTURE_NOW, fixture->kari, &error), error);
    static const char *const count =
        "SELECT count(*) FROM call WHERE number <> '' AND caller <> ''";
    assert_int_equal(fixture_number(fixture, count), 2);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call WHERE matter = 'KPI'"), 4);
    static const char *const events = "SELECT count(*) FROM event WHERE kind = 'calls_blanked'";
    assert_int_equal(fixture_number(fixture, events), 1);
    /* Once a day. */
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE call SET number = 'x' WHERE id = 1", "");
    fixture_apply(fixture, batch);
    assert_done(calls_forget(kari->db, 180, FIXTURE_NOW, fixture->kari, &error), error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call WHERE number = 'x'"), 1);
    batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE setting SET value = '2026-03-09' WHERE name = 'calls.blanked_on'",
                 "");
    fixture_apply(fixture, batch);
    assert_done(calls_forget(kari->db, 180, FIXTURE_NOW, fixture->kari, &error), error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call WHERE number = 'x'"), 0);
    desk_fixture_free(kari);
}

static void set_now(gint64 now)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = time_text_iso(now);
    g_setenv("SKRANKE_NOW", text, TRUE);
    clock_start(&error);
    assert_no_error(error);
}

/* A desk that is open for weeks forgets on time as well: the next day, without being opened anew;
 * and asks the database once a day only. */
static void an_open_desk_forgets_too(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    static const char *const named = "SELECT count(*) FROM call WHERE number <> ''";
    Call call = {.began_at = FIXTURE_NOW - 180 * DAY + 3600,
                 .number = (char *)NUMBER,
                 .operator_id = fixture->kari,
                 .outcome = CALL_ANSWERED};
    call.ended_at = call.began_at + 60;
    DbBatch *batch = db_batch_new(NULL);
    calls_add(batch, &call);
    fixture_apply(fixture, batch);
    assert_done(desk_tidy(kari, &error), error);
    assert_int_equal(fixture_number(fixture, named), 1); /* an hour too early */
    set_now(FIXTURE_NOW + 2 * 3600);
    assert_done(desk_tidy(kari, &error), error);
    assert_int_equal(fixture_number(fixture, named), 1);
    set_now(FIXTURE_NOW + DAY);
    assert_done(desk_tidy(kari, &error), error);
    assert_int_equal(fixture_number(fixture, named), 0);
    assert_done(desk_tidy(ola, &error), error);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'calls_blanked'"), 1);
    set_now(FIXTURE_NOW);
    desk_fixture_free(ola);
    desk_fixture_free(kari);
}

/* Of messages and call-backs as of calls; what is still to be done keeps its number. */
static void those_who_were_rung_back_are_forgotten_too(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 inquiry = fixture_inquiry(fixture, "closed", 0, FIXTURE_NOW, "subject", "text");
    static const struct {
        int days;
        const char *message, *call_back;
    } rows[] = {{181, "done", "done"},
                {181, "withdrawn", "given_up"},
                {179, "done", "done"},
                {400, "waiting", "tried"}};
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "DELETE FROM setting WHERE name = 'calls.blanked_on'", "");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 settled = i == 3 ? 0 : FIXTURE_NOW - rows[i].days * DAY;
        db_batch_add(batch,
                     "INSERT INTO phone_message (inquiry, at, caller, number, wish, text, due_at, "
                     "state, settled_at) VALUES (?, 1, 'Nils', ?, 'call_back', 'KPI', 1, ?, ?)",
                     "isso", inquiry, NUMBER, rows[i].message, settled);
        db_batch_add(batch,
                     "INSERT INTO call_back (number, caller, matter, at, due_at, state, settled_at)"
                     " VALUES (?, 'Nils', 'KPI', 1, 1, ?, ?)",
                     "sso", NUMBER, rows[i].call_back, settled);
    }
    fixture_apply(fixture, batch);
    assert_done(calls_forget(kari->db, 180, FIXTURE_NOW, fixture->kari, &error), error);
    static const struct {
        const char *sql;
        int count;
    } left[] = {
        {"SELECT count(*) FROM phone_message WHERE number <> '' AND caller <> ''", 2},
        {"SELECT count(*) FROM call_back WHERE number <> '' AND caller <> ''", 2},
        {"SELECT count(*) FROM phone_message WHERE text = 'KPI'", 4},
        {"SELECT count(*) FROM event WHERE after = '{\"messages\":2,\"call_backs\":2}'", 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(left); i++)
        assert_int_equal(fixture_number(fixture, left[i].sql), left[i].count);
    desk_fixture_free(kari);
}

int main(void)
{
    const StoreTest tests[] = {
        store_test(figures_counted_by_hand),
        store_test(known_again_by_number),
        store_test(history_uses_the_index),
        store_test(numbers_are_forgotten_in_time),
        store_test(an_open_desk_forgets_too),
        store_test(those_who_were_rung_back_are_forgotten_too),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

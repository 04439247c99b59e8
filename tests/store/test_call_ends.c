/* How calls end, on both carriers: whom one is asked about before a caller is put through, what may
 * be told of whom, a promise to ring back, what was no call at all, and that every end has its
 * figure. */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/phone_messages.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/phone_messages.h"

#include "call_fixture.h"

#define WRITTEN "912 34 567"

enum { HOUR = 60 * 60 };

static const char mondays[] = "ma 08:00-16:00"; /* and the fixture's day is a Tuesday */

static gint64 begin_for(Desk *desk, gint64 person, const char *matter)
{
    g_autoptr(GError) error = NULL;
    gint64 id = call_fixture_begin(desk, "Nils Moe " WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.person = person;
    facts.matter = matter;
    assert_done(call_keep(desk, id, &facts, &error), error);
    return id;
}

static CallFigures figures_of(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    CallFigures figures;
    assert_done(calls_figures(fixture->db, 0, G_MAXINT32, 0, &figures, &error), error);
    gint64 ends = figures.transferred + figures.by_message + figures.on_the_spot +
                  figures.inquiries + figures.informed + figures.call_backs + figures.given_up +
                  figures.lost + figures.open;
    assert_int_equal(ends, figures.offered);
    return figures;
}

static void expect_end_text(Desk *desk, gint64 id, const char *text)
{
    g_autoptr(Call) call = calls_get(desk->db, id, NULL);
    g_autofree char *shown = call_end_text(call);
    assert_string_equal(shown, text);
}

static void one_is_asked_before_a_caller_goes_to_nobody(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 in = call_fixture_person(fixture, "inn", "Inga Inne", "240", "");
    gint64 off = call_fixture_person(fixture, "bor", "Bo Borte", "240", mondays);
    gint64 chief = call_fixture_person(fixture, "dir", "Dina Rektor", "100", mondays);
    g_autoptr(Directory) directory = directory_load(kari->db, FIXTURE_NOW, &error);
    gint64 id = begin_for(kari, 0, "");
    g_autoptr(Call) call = calls_get(kari->db, id, &error);
    g_autofree char *nothing = call_transfer_question(kari, directory, call, in, FIXTURE_NOW);
    assert_null(nothing);
    g_autofree char *asked = call_transfer_question(kari, directory, call, off, FIXTURE_NOW);
    assert_non_null(asked);
    assert_true(g_str_has_prefix(asked, "Bo Borte: "));
    assert_non_null(strstr(asked, "08:00."));
    call->press = true; /* that is refused; nothing is asked first */
    g_autofree char *refused = call_transfer_question(kari, directory, call, chief, FIXTURE_NOW);
    assert_null(refused);
    desk_fixture_free(kari);
}

static void whoever_is_in_has_no_return_to_tell(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 in = call_fixture_person(fixture, "inn", "Inga Inne", "240", "");
    gint64 off = call_fixture_person(fixture, "bor", "Bo Borte", "240", mondays);
    const CallEnd told = {.outcome = CALL_INFORMED, .told_back = true};
    gint64 id = begin_for(kari, in, "");
    assert_refused(call_end(kari, id, &told, &error), error, SKRANKE_ERROR_REFUSED);
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_INFORMED, .other = off});
    gint64 away = begin_for(kari, off, "");
    call_fixture_end(kari, away, (CallEnd){.outcome = CALL_INFORMED, .other = in});
    expect_end_text(kari, away, "told when they are back, and of Inga Inne");
    DbBatch *batch = db_batch_new(NULL); /* who came back from somebody who did not answer */
    gint64 back = begin_for(kari, in, "");
    db_batch_add(batch, "UPDATE call SET returned = 'no_answer' WHERE id = ?", "i", back);
    fixture_apply(fixture, batch);
    call_fixture_end(kari, back, told);
    expect_end_text(kari, back, "told when they are back");
    desk_fixture_free(kari);
}

/* Whoever is put through to somebody who is away got no information by that. */
static void put_through_all_the_same_was_away(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 in = call_fixture_person(fixture, "inn", "Inga Inne", "240", "");
    gint64 off = call_fixture_person(fixture, "bor", "Bo Borte", "240", mondays);
    call_fixture_end(kari, begin_for(kari, off, ""), (CallEnd){.outcome = CALL_TRANSFERRED});
    assert_int_equal(figures_of(fixture).away, 1);
    assert_int_equal(figures_of(fixture).away_informed, 0);
    gint64 id = begin_for(kari, off, "");
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_TRANSFERRED, .reached = in});
    expect_end_text(kari, id, "transferred to Inga Inne");
    gint64 line = begin_for(kari, 0, "");
    call_fixture_end(kari, line, (CallEnd){.outcome = CALL_TRANSFERRED, .to_text = "Pris"});
    expect_end_text(kari, line, "transferred to Pris");
    assert_int_equal(figures_of(fixture).away, 2);
    assert_int_equal(figures_of(fixture).away_informed, 1);
    desk_fixture_free(kari);
}

static void every_end_has_its_figure(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 off = call_fixture_person(fixture, "bor", "Bo Borte", "240", mondays);
    static const CallOutcome outcomes[] = {CALL_ANSWERED, CALL_GIVEN_UP, CALL_INFORMED};
    for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
        call_fixture_end(kari, begin_for(kari, off, "KPI"), (CallEnd){.outcome = outcomes[i]});
    assert_true(call_back_promise(kari, begin_for(kari, off, "KPI"), "", &error) > 0);
    assert_true(call_to_inquiry(kari, begin_for(kari, off, "KPI"), "KPI", true, &error) > 0);
    begin_for(kari, off, "KPI");
    call_fixture_begin(kari, ""); /* nothing is written in it: no call yet */
    CallFigures figures = figures_of(fixture);
    assert_int_equal(figures.offered, 6);
    assert_int_equal(figures.informed, 1);
    assert_int_equal(figures.call_backs, 1);
    assert_int_equal(figures.given_up, 1);
    assert_int_equal(figures.open, 1);
    g_autofree char *text = calls_day_text(&figures, FIXTURE_NOW);
    assert_non_null(strstr(text, "To be rung back: 1\n"));
    assert_non_null(strstr(text, "Still open: 1\n"));
    desk_fixture_free(kari);
}

static void what_was_no_call_is_taken_away(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 empty = call_fixture_begin(kari, ""), said = call_fixture_begin(kari, "Nils");
    gint64 ended = call_fixture_begin(kari, "");
    assert_done(call_drop(kari, empty, &error), error);
    assert_refused(call_drop(kari, empty, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(call_drop(kari, said, &error), error, SKRANKE_ERROR_CONFLICT);
    call_fixture_end(kari, ended, (CallEnd){.outcome = CALL_GIVEN_UP});
    assert_refused(call_drop(kari, ended, &error), error, SKRANKE_ERROR_CONFLICT);
    DbBatch *batch = db_batch_new(NULL);
    calls_add(batch, &(Call){.began_at = FIXTURE_NOW, .linked_id = (char *)"1.1"});
    fixture_apply(fixture, batch);
    gint64 line = fixture_number(fixture, "SELECT max(id) FROM call");
    assert_refused(call_drop(kari, line, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call"), 3);
    desk_fixture_free(kari);
}

static void a_promise_to_ring_back_ends_the_call(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 off = call_fixture_person(fixture, "bor", "Bo Borte", "240", mondays);
    gint64 id = begin_for(kari, off, "KPI");
    const CallEnd bare = {.outcome = CALL_CALL_BACK};
    assert_refused(call_end(kari, id, &bare, &error), error, SKRANKE_ERROR_REFUSED);
    gint64 promised = call_back_promise(kari, id, "14:30", &error);
    assert_done(promised, error);
    g_autoptr(CallBack) back = call_backs_get(kari->db, promised, &error);
    assert_int_equal(back->due_at, FIXTURE_NOW + 4 * HOUR + 18 * 60);
    assert_string_equal(back->caller, "Nils Moe");
    assert_string_equal(back->number, "+4791234567");
    assert_string_equal(back->matter, "KPI");
    assert_string_equal(back->asked_for, "Bo Borte");
    g_autoptr(Call) ended = calls_get(kari->db, id, &error);
    assert_int_equal(ended->outcome, CALL_CALL_BACK);
    assert_string_equal(ended->status, "closed");
    assert_int_equal(figures_of(fixture).away_informed, 1);
    assert_done(act_undo(kari, &done, &error), error); /* both at once */
    assert_non_null(strstr(done, "open again"));
    g_autoptr(Call) again = calls_get(kari->db, id, &error);
    assert_int_equal(again->ended_at, 0);
    g_autoptr(CallBack) given_up = call_backs_get(kari->db, promised, &error);
    assert_int_equal(given_up->state, CALL_BACK_GIVEN_UP);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    gint64 later = call_back_promise(kari, id, " etter lunsj ", &error);
    g_autoptr(CallBack) words = call_backs_get(kari->db, later, &error);
    assert_string_equal(words->matter, "KPI (etter lunsj)");
    assert_refused(call_back_promise(kari, id, "", &error), error, SKRANKE_ERROR_CONFLICT);
    gint64 hidden = call_fixture_begin(kari, "Nils");
    assert_refused(call_back_promise(kari, hidden, "", &error), error, SKRANKE_ERROR_USAGE);
    desk_fixture_free(kari);
}

static void it_is_said_who_ended_a_call(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 in = call_fixture_person(fixture, "inn", "Inga Inne", "240", "");
    gint64 id = begin_for(kari, in, "");
    assert_int_equal(calls_ended_by(kari->db, id, NULL), 0);
    call_fixture_end(ola, id, (CallEnd){.outcome = CALL_TRANSFERRED});
    assert_int_equal(calls_ended_by(kari->db, id, NULL), fixture->ola);
    g_autoptr(Call) call = calls_get(kari->db, id, NULL);
    g_autofree char *text = call_ended_text(kari, call);
    g_autofree char *expected = g_strdup_printf("%s has ended call %d: transferred to Inga Inne.",
                                                ola->operator_->name, (int)id);
    assert_string_equal(text, expected);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

int main(void)
{
    const StoreTest tests[] = {
        store_test(one_is_asked_before_a_caller_goes_to_nobody),
        store_test(whoever_is_in_has_no_return_to_tell),
        store_test(put_through_all_the_same_was_away),
        store_test(every_end_has_its_figure),
        store_test(what_was_no_call_is_taken_away),
        store_test(a_promise_to_ring_back_ends_the_call),
        store_test(it_is_said_who_ended_a_call),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

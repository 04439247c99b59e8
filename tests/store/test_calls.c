/* Telephone calls on both carriers: begun, kept, ended, taken back, made an inquiry; what is
 * out of sight says nothing. Figures and history are test_call_figures.c's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/people.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/phone_messages.h"

#include "call_fixture.h"

#define NUMBER "+4791234567"
#define WRITTEN "912 34 567"

enum { DAY = 24 * 60 * 60 };

static void keep(Desk *desk, gint64 id, CallFacts facts)
{
    g_autoptr(GError) error = NULL;
    assert_done(call_keep(desk, id, &facts, &error), error);
}

static Call *get(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Call *call = calls_get(desk->db, id, &error);
    assert_no_error(error);
    return call;
}

static void several_are_open_and_each_keeps_its_own(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 person = call_fixture_person(fixture, "per", "Per Vik", "240", "");
    gint64 first = call_fixture_begin(kari, ""), second = call_fixture_begin(kari, WRITTEN),
           third = call_fixture_begin(kari, "Åse Ås");
    CallFacts facts = CALL_FACTS_NONE;
    facts.caller = "Nils Moe, " WRITTEN;
    facts.matter = "KPI\nfor mars";
    facts.asked_for = "han med prisene";
    facts.person = person;
    facts.statistic = "kpi";
    keep(kari, first, facts);
    g_autoptr(GPtrArray) open = calls_open(kari->db, fixture->kari, &error);
    assert_no_error(error);
    assert_int_equal(open->len, 3);
    const Call *call = open->pdata[0];
    assert_int_equal(call->id, first);
    assert_string_equal(call->caller, "Nils Moe");
    assert_string_equal(call->number, NUMBER);
    assert_string_equal(call->matter, "KPI\nfor mars");
    assert_string_equal(call->asked_for, "han med prisene");
    assert_string_equal(call->person_name, "Per Vik");
    assert_string_equal(call->statistic, "kpi");
    assert_int_equal(call->answered_at, FIXTURE_NOW);
    assert_int_equal(call->operator_id, fixture->kari);
    assert_string_equal(((Call *)open->pdata[1])->number, NUMBER);
    assert_string_equal(((Call *)open->pdata[1])->caller, "");
    assert_string_equal(((Call *)open->pdata[2])->caller, "Åse Ås");
    call_fixture_end(kari, second, (CallEnd){.outcome = CALL_ANSWERED});
    call_fixture_end(kari, first, (CallEnd){.outcome = CALL_TRANSFERRED});
    call_fixture_end(kari, third, (CallEnd){.outcome = CALL_TRANSFERRED, .to_text = "Pris"});
    g_autoptr(Call) done = get(kari, first);
    assert_int_equal(done->reached, person);
    assert_string_equal(done->reached_name, "Per Vik");
    assert_string_equal(done->status, "in");
    assert_int_equal(done->ended_at, FIXTURE_NOW);
    g_autoptr(Call) line = get(kari, third);
    assert_int_equal(line->reached, 0);
    assert_string_equal(line->reached_name, "Pris");
    g_autoptr(GPtrArray) none = calls_open(kari->db, CALLS_OF_ALL, &error);
    assert_int_equal(none->len, 0);
    desk_fixture_free(kari);
}

static void ended_is_ended(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = call_fixture_begin(kari, WRITTEN);
    call_fixture_end(ola, id, (CallEnd){.outcome = CALL_GIVEN_UP});
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = "more";
    assert_refused(call_keep(kari, id, &facts, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_refused(call_end(kari, id, &(CallEnd){.outcome = CALL_ANSWERED}, &error), error,
                   SKRANKE_ERROR_CONFLICT);
    assert_refused(call_to_inquiry(kari, id, "x", true, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_refused(call_end(kari, 999, &(CallEnd){.outcome = CALL_ANSWERED}, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    gint64 open = call_fixture_begin(kari, "");
    assert_refused(call_end(kari, open, &(CallEnd){0}, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(call_end(kari, open, &(CallEnd){.outcome = CALL_TRANSFERRED}, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(call_end(kari, open, &(CallEnd){.outcome = CALL_INFORMED}, &error), error,
                   SKRANKE_ERROR_REFUSED);
    /* A message that nobody took reaches nobody. */
    assert_refused(call_end(kari, open, &(CallEnd){.outcome = CALL_MESSAGE}, &error), error,
                   SKRANKE_ERROR_REFUSED);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void a_ringing_call_is_taken_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    DbBatch *batch = db_batch_new(NULL);
    Call rings = {.began_at = FIXTURE_NOW - 31,
                  .number = (char *)NUMBER,
                  .linked_id = (char *)"17.1",
                  .queue = (char *)"sentralbord"};
    calls_add(batch, &rings);
    calls_add(batch, &rings);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) waiting = calls_open(kari->db, 0, &error);
    assert_int_equal(waiting->len, 1);
    NewCall given = {.caller = "", .linked_id = "17.1"};
    gint64 id = call_begin(kari, &given, &error);
    assert_done(id, error);
    assert_int_equal(call_begin(kari, &given, &error), id); /* mine already */
    assert_int_equal(call_begin(ola, &given, &error), 0);
    assert_non_null(error);
    assert_int_equal(error->code, SKRANKE_ERROR_CONFLICT);
    assert_non_null(strstr(error->message, kari->operator_->name));
    g_clear_error(&error);
    /* Two who both saw it ringing: the row decides. */
    g_autoptr(Call) seen = get(ola, id);
    seen->revision--;
    batch = db_batch_new(NULL);
    calls_put(batch, seen);
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Call) call = get(kari, id);
    assert_int_equal(call->operator_id, fixture->kari);
    assert_int_equal(call->answered_at, FIXTURE_NOW);
    assert_int_equal(call->began_at, FIXTURE_NOW - 31);
    /* Transferred and back: anybody takes it. Hung up: nobody. */
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_TRANSFERRED, .to_text = "2101"});
    assert_int_equal(call_begin(ola, &given, &error), id);
    /* Somebody had answered it: it was not lost, and the figures still add up. */
    CallEnd lost = {.outcome = CALL_LOST};
    assert_refused(call_end(ola, id, &lost, &error), error, SKRANKE_ERROR_USAGE);
    call_fixture_end(ola, id, (CallEnd){.outcome = CALL_GIVEN_UP});
    assert_refused(call_begin(kari, &given, &error), error, SKRANKE_ERROR_CONFLICT);
    /* Not there yet: it is made, with the number of the telephone system. */
    given = (NewCall){.caller = "", .number = "91234567", .linked_id = "17.2"};
    gint64 made = call_begin(ola, &given, &error);
    assert_done(made, error);
    g_autoptr(Call) other = get(ola, made);
    assert_string_equal(other->number, NUMBER);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void events_name_the_call_and_nobody(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 from = events_newest(kari->db, &error);
    gint64 id = call_fixture_begin(kari, WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.caller = "Nils Moe";
    facts.matter = "hemmelig";
    keep(kari, id, facts);
    keep(kari, id, facts); /* the same again is no change */
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_ANSWERED});
    g_autoptr(GPtrArray) events = events_after(kari->db, from, 10, &error);
    assert_no_error(error);
    static const EventKind kinds[] = {EVENT_CALL_BEGUN, EVENT_CALL_KEPT, EVENT_CALL_ENDED};
    assert_int_equal(events->len, G_N_ELEMENTS(kinds));
    g_autofree char *named = g_strdup_printf("\"call\":%" G_GINT64_FORMAT, id);
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        assert_int_equal(event->kind, kinds[i]);
        assert_non_null(strstr(event->after, named));
        assert_null(strstr(event->after, "Nils"));
        assert_null(strstr(event->after, "hemmelig"));
        assert_null(strstr(event->after, "9123"));
    }
    assert_non_null(strstr(((Event *)events->pdata[1])->after, "caller,matter"));
    desk_fixture_free(kari);
}

static void an_end_is_taken_back(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 person = call_fixture_person(fixture, "per", "Per Vik", "240", "ma 08:00-16:00");
    gint64 id = call_fixture_begin(kari, WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.person = person;
    facts.matter = "KPI";
    keep(kari, id, facts);
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_INFORMED, .other = person});
    g_autoptr(Call) ended = get(kari, id);
    assert_string_equal(ended->status, "closed"); /* a Tuesday */
    assert_int_equal(ended->told_back_at, FIXTURE_NOW + 6 * DAY - (2 * 60 + 12) * 60);
    assert_refused(act_undo(ola, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_done(act_undo(kari, &done, &error), error);
    g_autoptr(Call) call = get(kari, id);
    assert_int_equal(call->ended_at, 0);
    assert_int_equal(call->outcome, CALL_NONE);
    assert_int_equal(call->told_back_at, 0);
    assert_int_equal(call->other, 0);
    assert_string_equal(call->status, "");
    assert_string_equal(call->matter, "KPI");
    assert_int_equal(call->person, person);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_ANSWERED});
    assert_done(act_undo(kari, NULL, &error), error);
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_GIVEN_UP});
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void journalists_go_by_the_press_contacts(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 director = call_fixture_person(fixture, "dir", "Dina Rektor", "100", "");
    gint64 id = call_fixture_begin(kari, "Avisa");
    CallFacts facts = CALL_FACTS_NONE;
    facts.press = 1;
    facts.person = director;
    keep(kari, id, facts);
    CallEnd transfer = {.outcome = CALL_TRANSFERRED};
    assert_refused(call_end(kari, id, &transfer, &error), error, SKRANKE_ERROR_REFUSED);
    CallEnd named = {.outcome = CALL_ANSWERED, .other = director};
    assert_refused(call_end(kari, id, &named, &error), error, SKRANKE_ERROR_REFUSED);
    kari->operator_->press_contact = true;
    call_fixture_end(kari, id, transfer);
    kari->operator_->press_contact = false;
    gint64 citizen = call_fixture_begin(kari, "Nils");
    facts = (CallFacts)CALL_FACTS_NONE;
    facts.person = director;
    keep(kari, citizen, facts);
    call_fixture_end(kari, citizen, transfer);
    desk_fixture_free(kari);
}

/* Also by the name or the number of a line; and who is at the end of it stands in the directory. */
static void lines_are_known_by_name_and_number(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 manager = call_fixture_person(fixture, "dir", "Dina Rektor", "100", "");
    gint64 former = call_fixture_person(fixture, "kbee", "Kai Bee", "240", "");
    DbBatch *batch = db_batch_new(NULL);
    people_set_left(batch, former, "2026-01-31", 0, 0);
    db_batch_add(batch, "UPDATE person SET phone = '00 00 10 11' WHERE id = ?", "i", manager);
    fixture_apply(fixture, batch);
    static const struct {
        const char *to;
        bool press;
        int code; /* 0: done */
    } cases[] = {
        {"Ledelse", true, SKRANKE_ERROR_REFUSED},
        {"management", true, SKRANKE_ERROR_REFUSED},
        {"100", true, SKRANKE_ERROR_REFUSED},
        {"00 00 10 09", true, SKRANKE_ERROR_REFUSED},
        {"00001009", true, SKRANKE_ERROR_REFUSED},
        {"+47 00 00 10 11", true, SKRANKE_ERROR_REFUSED},
        {"tull ball", false, SKRANKE_ERROR_NOT_FOUND},
        {"", false, SKRANKE_ERROR_REFUSED},
        {"Ledelse", false, 0},
        {"00 00 10 09", false, 0},
        {"pris", true, 0},
        {"912 34 567", true, 0},
        {"2101", true, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = call_fixture_begin(kari, "Avisa");
        CallFacts facts = CALL_FACTS_NONE;
        facts.press = cases[i].press;
        keep(kari, id, facts);
        CallEnd transfer = {.outcome = CALL_TRANSFERRED, .to_text = cases[i].to};
        bool done = call_end(kari, id, &transfer, &error);
        if (cases[i].code)
            assert_refused(done, error, cases[i].code);
        else
            assert_done(done, error);
        g_autoptr(Call) call = get(kari, id);
        assert_int_equal(call->ended_at != 0, cases[i].code == 0);
    }
    g_autoptr(GError) error = NULL;
    gint64 id = call_fixture_begin(kari, "Nils");
    CallEnd to_former = {.outcome = CALL_TRANSFERRED, .reached = former};
    assert_refused(call_end(kari, id, &to_former, &error), error, SKRANKE_ERROR_NOT_FOUND);
    CallEnd named = {.outcome = CALL_ANSWERED, .other = former};
    assert_refused(call_end(kari, id, &named, &error), error, SKRANKE_ERROR_NOT_FOUND);
    /* What the telephone system has done is written down as it was. */
    to_former.happened = true;
    call_fixture_end(kari, id, to_former);
    desk_fixture_free(kari);
}

static void becomes_an_inquiry(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = call_fixture_begin(kari, "Nils Moe " WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = "Konsumprisindeksen\nHva var den i mars?";
    keep(kari, id, facts);
    gint64 number = call_to_inquiry(kari, id, NULL, true, &error);
    assert_done(number, error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, number, &error);
    assert_string_equal(inquiry->subject, "Konsumprisindeksen");
    assert_string_equal(inquiry->from_name, "Nils Moe");
    assert_string_equal(inquiry->from_address, ""); /* nothing is mailed to a number */
    assert_int_equal(inquiry->channel, CHANNEL_PHONE);
    assert_int_equal(inquiry->owner, fixture->kari);
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) messages = messages_of_inquiry(kari->db, number, &error);
    assert_no_error(error);
    assert_non_null(strstr(((Message *)messages->pdata[0])->text, WRITTEN));
    g_autoptr(Call) call = get(kari, id);
    assert_int_equal(call->inquiry, number);
    assert_int_equal(call->outcome, CALL_INQUIRY);
    /* Opened again and ended so again, it is the same inquiry. */
    assert_done(act_undo(kari, NULL, &error), error);
    assert_int_equal(call_to_inquiry(kari, id, NULL, true, &error), number);
    gint64 silent = call_fixture_begin(kari, WRITTEN);
    gint64 other = call_to_inquiry(kari, silent, "", false, &error);
    assert_done(other, error);
    g_autoptr(Inquiry) plain = inquiries_get(kari->db, other, &error);
    assert_string_equal(plain->category, "switchboard_call");
    assert_int_equal(plain->owner, 0);
    g_autoptr(GPtrArray) found = calls_inquiries_of_number(kari->db, NUMBER, 3, &error);
    assert_int_equal(found->len, 2);
    assert_int_equal(((Inquiry *)found->pdata[0])->id, other);
    /* And one whose sender was written as the number is. */
    NewInquiry by_hand = {.channel = CHANNEL_PHONE, .from = "Nils <912 34 567>", .text = "Hei"};
    assert_done(act_register(kari, &by_hand, &error), error);
    g_autoptr(GPtrArray) all = calls_inquiries_of_number(kari->db, NUMBER, 9, &error);
    assert_int_equal(all->len, 3);
    g_autoptr(GPtrArray) hidden = calls_inquiries_of_number(kari->db, "", 9, &error);
    assert_int_equal(hidden->len, 0);
    desk_fixture_free(kari);
}

static void what_is_out_of_sight_says_nothing(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = call_fixture_begin(kari, "Nils Moe " WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = "tvangsmulkt";
    keep(kari, id, facts);
    gint64 number = call_to_inquiry(kari, id, NULL, false, &error);
    assert_done(number, error);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'respondents' WHERE id = ?", "i", number);
    fixture_apply(fixture, batch);
    db_set_sight(kari->db, ",open,");
    g_autoptr(GPtrArray) history = calls_of_number(kari->db, NUMBER, 9, &error);
    assert_int_equal(history->len, 0); /* nor that it was this number */
    assert_refused(call_back_add(kari, id, WRITTEN, NULL, NULL, 0, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(GPtrArray) calls = calls_between(kari->db, 0, G_MAXINT32, 10, &error);
    assert_int_equal(calls->len, 1);
    const Call *call = calls->pdata[0];
    assert_true(call->out_of_sight);
    assert_string_equal(call->caller, "");
    assert_string_equal(call->number, "");
    assert_string_equal(call->matter, "");
    assert_int_equal(call->inquiry, 0);
    g_autoptr(GPtrArray) inquiries = calls_inquiries_of_number(kari->db, NUMBER, 9, &error);
    assert_int_equal(inquiries->len, 0);
    /* Nor does it tell, by being found, that this number rang. */
    g_autoptr(GPtrArray) found = calls_of_number(kari->db, NUMBER, 9, &error);
    assert_int_equal(found->len, 0);
    gint64 notes = fixture_number(fixture, "SELECT count(*) FROM call_back");
    assert_refused(call_back_add(kari, id, "40000001", "", "", 0, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call_back"), notes);
    /* One's own act is taken back all the same, and nothing of it is lost. */
    assert_done(act_undo(kari, NULL, &error), error);
    db_set_sight(kari->db, NULL);
    g_autoptr(Call) whole = get(kari, id);
    assert_int_equal(whole->ended_at, 0);
    assert_string_equal(whole->matter, "tvangsmulkt");
    assert_string_equal(whole->number, NUMBER);
    desk_fixture_free(kari);
}

/* Whoever was to be rung back is so again when the end of the call is taken back. */
static void call_backs_follow_the_call(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 back = call_back_add(kari, 0, NUMBER, "Nils", "KPI", 0, &error);
    assert_done(back, error);
    DbBatch *earlier = db_batch_new(NULL);
    db_batch_add(earlier, "UPDATE call_back SET at = at - 60", "");
    fixture_apply(fixture, earlier);
    gint64 id = call_fixture_begin(kari, WRITTEN);
    for (int i = 0; i < 2; i++) {
        call_fixture_end(kari, id, (CallEnd){.outcome = CALL_ANSWERED});
        g_autoptr(CallBack) done = call_backs_get(kari->db, back, &error);
        assert_int_equal(done->state, CALL_BACK_DONE);
        assert_done(act_undo(kari, NULL, &error), error);
        g_autoptr(CallBack) again = call_backs_get(kari->db, back, &error);
        assert_int_equal(again->state, CALL_BACK_UNHANDLED);
        assert_int_equal(again->settled_at, 0);
    }
    desk_fixture_free(kari);
}

/* What one registered out of one's own sight and took back is in one's hands again: seen and ended,
 * and to others it says nothing. */
static void an_own_open_call_is_seen(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    g_clear_pointer(&kari->operator_->silos, g_free);
    g_clear_pointer(&ola->operator_->silos, g_free);
    kari->operator_->silos = g_strdup("");
    ola->operator_->silos = g_strdup("");
    desk_look_again(kari);
    desk_look_again(ola);
    gint64 id = call_fixture_begin(kari, "Avisa " WRITTEN);
    CallFacts facts = CALL_FACTS_NONE;
    facts.press = 1;
    facts.matter = "Intervju";
    keep(kari, id, facts);
    gint64 number = call_to_inquiry(kari, id, NULL, true, &error);
    assert_done(number, error);
    g_autoptr(Call) hidden = get(kari, id);
    assert_true(hidden->out_of_sight);
    g_autofree char *done = NULL, *which = g_strdup_printf("%" G_GINT64_FORMAT, number);
    assert_done(act_undo(kari, &done, &error), error);
    assert_non_null(strstr(done, which)); /* what stays is said */
    g_autoptr(Call) open = get(kari, id);
    assert_false(open->out_of_sight);
    assert_string_equal(open->matter, "Intervju");
    desk_look_again(ola); /* one connection */
    g_autoptr(Call) theirs = get(ola, id);
    assert_true(theirs->out_of_sight);
    assert_string_equal(theirs->matter, "");
    desk_look_again(kari);
    call_fixture_end(kari, id, (CallEnd){.outcome = CALL_ANSWERED});
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call WHERE inquiry IS NOT NULL"),
                     1);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

int main(void)
{
    const StoreTest tests[] = {
        store_test(several_are_open_and_each_keeps_its_own),
        store_test(ended_is_ended),
        store_test(a_ringing_call_is_taken_once),
        store_test(events_name_the_call_and_nobody),
        store_test(an_end_is_taken_back),
        store_test(journalists_go_by_the_press_contacts),
        store_test(lines_are_known_by_name_and_number),
        store_test(becomes_an_inquiry),
        store_test(what_is_out_of_sight_says_nothing),
        store_test(call_backs_follow_the_call),
        store_test(an_own_open_call_is_seen),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

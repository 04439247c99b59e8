/* The journal on both carriers: what an operator decides by hand, and the sequence: no number is
 * lost, given twice or taken back. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/rulebook.h"

#include "journal_fixture.h"

/* ---- by hand ---- */

static void by_hand_needs_a_reason_where_it_differs(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Lang tidsserie", "complex_statistics");
    assert_refused(journal_set(desk, 1, true, " ", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(journal_set(desk, 1, true, "Svaret blir brukt i en sak", &error), error);
    expect_journal_decision(fixture, 1, "yes", "Svaret blir brukt i en sak");
    /* Twice is once. */
    assert_done(journal_set(desk, 1, true, "Svaret blir brukt i en sak", &error), error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    /* What a person decided does not follow the category. */
    journal_choose(desk, id, "simple_statistics", CHOSEN_BY_OPERATOR);
    expect_journal_decision(fixture, 1, "yes", "Svaret blir brukt i en sak");
    assert_refused(journal_set(desk, 1, false, "", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(journal_set(desk, 1, false, "Ført ved en feil", &error), error);
    expect_journal_decision(fixture, 1, "no", "Ført ved en feil");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_string_equal(((const JournalEntry *)entries->pdata[0])->void_reason, "Ført ved en feil");
    journal_choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    expect_journal_decision(fixture, 1, "no", "Ført ved en feil");
    assert_done(journal_check(desk, &error), error);
    desk_fixture_free(desk);
}

static void notes_and_receipts_are_never_journalled(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    g_autoptr(Message) note = fixture_message("", "", "Husk skjerming", NULL);
    g_autoptr(Message) receipt = fixture_message("post@byraa.example", "Mottatt", "Takk", NULL);
    note->direction = MESSAGE_NOTE;
    receipt->direction = MESSAGE_OUT;
    receipt->purpose = PURPOSE_RECEIPT;
    receipt->delivery = DELIVERY_SENT;
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, id, note, NULL, NULL);
    messages_add(batch, id, receipt, NULL, NULL);
    fixture_apply(fixture, batch);
    journal_choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    assert_refused(journal_set(desk, 2, true, "fordi", &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(journal_set(desk, 3, true, "fordi", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(journal_check(desk, &error), error);
    desk_fixture_free(desk);
}

static void what_is_decided_before_it_leaves_is_kept(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Tidsserie", "complex_statistics");
    gint64 held = journal_answer(fixture, id, DELIVERY_HELD);
    assert_done(journal_set(desk, held, true, "Har verdi", &error), error);
    expect_journal_decision(fixture, held, "yes", "Har verdi");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 0);
    assert_done(journal_check(desk, &error), error);
    DbBatch *batch = db_batch_new(NULL);
    messages_set_delivery(batch, held, DELIVERY_SENT, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_refused(journal_check(desk, &error), error, SKRANKE_ERROR_FAILED);
    journal_choose(desk, id, "complex_statistics", CHOSEN_BY_OPERATOR);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    expect_journal_decision(fixture, held, "yes", "Har verdi");
    desk_fixture_free(desk);
}

static void without_a_category_nothing_is_entered(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    fixture_inquiry(fixture, "open", 0, FIXTURE_NOW, "Emne", "Hei");
    assert_refused(journal_set(desk, 1, true, "fordi", &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(journal_set(desk, 99, true, "fordi", &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(desk);
}

/* ---- the sequence ---- */

static void add_at(StoreFixture *fixture, gint64 now)
{
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "open", 0, now, "Innsyn", "Hei");
    g_autoptr(Rulebook) rulebook = rulebook_load(fixture->db, &error);
    g_autoptr(Inquiry) inquiry = inquiries_get(fixture->db, id, &error);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(fixture->db, id, &error);
    assert_no_error(error);
    inquiry->category_by = CHOSEN_BY_OPERATOR;
    const JournalCase journal_case = {.inquiry = inquiry,
                                      .category = rulebook_category(rulebook, "access_request"),
                                      .handler = "",
                                      .now = now};
    DbBatch *batch = db_batch_new(NULL);
    journal_entries_follow_message(batch, &journal_case, messages->pdata[0], NULL);
    fixture_apply(fixture, batch);
}

static void the_year_turns_at_local_midnight(void **state)
{
    static const char *const moments[] = {"2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z",
                                          "2027-01-01T12:00:00+01:00"};
    StoreFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        gint64 now = 0;
        assert_true(time_text_parse(moments[i], &now, NULL));
        add_at(fixture, now);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) years = journal_entries_years(fixture->db, &error);
    assert_no_error(error);
    assert_int_equal(years->len, 2);
    const JournalYear *old = &g_array_index(years, JournalYear, 0);
    const JournalYear *fresh = &g_array_index(years, JournalYear, 1);
    assert_int_equal(old->year, 2026);
    assert_int_equal(old->highest, 1);
    assert_int_equal(fresh->year, 2027);
    assert_int_equal(fresh->highest, 2);
    assert_true(old->whole && fresh->whole);
    const JournalQuery first_day = {.from = "2027-01-01", .to = "2027-01-01"};
    g_autoptr(GPtrArray) entries = journal_entries_list(fixture->db, &first_day, 10, &error);
    assert_int_equal(entries->len, 2);
}

static void a_message_is_never_there_twice(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    DbBatch *batch = db_batch_new(NULL);
    journal_entries_add(batch, id, 1, entries->pdata[0], "", NULL);
    journal_entries_add(batch, id, 1, entries->pdata[0], "", NULL);
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    /* And the database itself would not have it. */
    batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "INSERT INTO journal_entry (year, number, inquiry, message, type, journal_on, "
                 "document_on, title, title_internal, party_role, party_is_person) "
                 "SELECT year, 2, inquiry, message, type, journal_on, document_on, title, "
                 "title_internal, party_role, party_is_person FROM journal_entry",
                 "");
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_FAILED);
    desk_fixture_free(desk);
}

static void a_gap_is_found(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    for (int i = 0; i < 4; i++)
        journal_inquiry(fixture, desk, "Innsyn", "access_request");
    assert_done(journal_check(desk, &error), error);
    assert_int_equal(journal_entries_gap(fixture->db, 2026, &error), 0);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "DELETE FROM journal_entry WHERE number = 3", "");
    fixture_apply(fixture, batch);
    assert_int_equal(journal_entries_gap(fixture->db, 2026, &error), 3);
    bool whole = journal_check(desk, &error);
    assert_false(whole);
    assert_int_equal(error->code, SKRANKE_ERROR_FAILED);
    assert_non_null(strstr(error->message, "3"));
    desk_fixture_free(desk);
}

static void pages_follow_each_other(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    for (int i = 0; i < 5; i++)
        journal_inquiry(fixture, desk, "Innsyn", "access_request");
    JournalQuery query = {.year = 2026};
    gint64 next = 1;
    for (guint page = 0; page < 3; page++) {
        g_autoptr(GPtrArray) entries = journal_entries_list(fixture->db, &query, 2, NULL);
        for (guint i = 0; i < entries->len; i++)
            assert_int_equal(((const JournalEntry *)entries->pdata[i])->number, next++);
        query.after_year = 2026;
        query.after_number = next - 1;
    }
    assert_int_equal(next, 6);
    const JournalQuery other = {.year = 2025};
    g_autoptr(GPtrArray) none = journal_entries_list(fixture->db, &other, 10, NULL);
    assert_int_equal(none->len, 0);
    desk_fixture_free(desk);
}

static void who_may_not_see_a_case_does_not_see_its_entry(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    db_set_sight(fixture->db, ",open,press,");
    const JournalQuery all = {0};
    g_autoptr(GPtrArray) listed = journal_entries_list(fixture->db, &all, 10, &error);
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(listed->len, 0);
    assert_int_equal(entries->len, 0);
    assert_refused(journal_set(desk, 1, false, "fordi", &error), error, SKRANKE_ERROR_NOT_FOUND);
    /* Numbers are everybody's. */
    assert_done(journal_check(desk, &error), error);
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(desk);
}

/* The worker read it, and the category was changed before it could record. */
static void what_was_read_before_a_change_enters_nothing(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Emne", "access_request");
    gint64 sent = journal_answer(fixture, id, DELIVERY_SENT);
    g_autoptr(Rulebook) rulebook = rulebook_load(fixture->db, &error);
    g_autoptr(Inquiry) seen = inquiries_get(fixture->db, id, &error);
    g_autoptr(Message) answer = messages_get(fixture->db, sent, &error);
    assert_no_error(error);
    const JournalCase journal_case = {.inquiry = seen,
                                      .category = rulebook_category(rulebook, seen->category),
                                      .handler = "",
                                      .now = FIXTURE_NOW,
                                      .as_seen = true};
    DbBatch *late = db_batch_new(NULL), *batch = db_batch_new(NULL);
    journal_entries_follow_message(late, &journal_case, answer, NULL);
    db_batch_add(batch, "UPDATE inquiry SET category = 'respondent_person' WHERE id = ?", "i", id);
    fixture_apply(fixture, batch);
    fixture_apply(fixture, late);
    expect_journal_decision(fixture, sent, "", "");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    desk_fixture_free(desk);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(by_hand_needs_a_reason_where_it_differs),
        store_test(notes_and_receipts_are_never_journalled),
        store_test(what_is_decided_before_it_leaves_is_kept),
        store_test(without_a_category_nothing_is_entered),
        store_test(the_year_turns_at_local_midnight),
        store_test(a_message_is_never_there_twice),
        store_test(a_gap_is_found),
        store_test(pages_follow_each_other),
        store_test(who_may_not_see_a_case_does_not_see_its_entry),
        store_test(what_was_read_before_a_change_enters_nothing),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

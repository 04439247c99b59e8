/* The public journal on both carriers: what the category decides, what is entered with which facts,
 * and that nothing closed is left in the open. */
#include <string.h>

#include "skranke/store/events.h"
#include "skranke/store/messages.h"
#include "skranke/store/settings.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "journal_fixture.h"

static gint64 count_events(StoreFixture *fixture, EventKind kind)
{
    g_autoptr(GError) error = NULL;
    gint64 count =
        db_query_integer(fixture->db, -1, &error, "SELECT count(*) FROM event WHERE kind = ?", "s",
                         event_kind_word(kind));
    assert_no_error(error);
    return count;
}

/* ---- the category decides ---- */

static void an_access_request_is_entered_at_once(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn i sak 2026/412", "access_request");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 1);
    const JournalEntry *entry = entries->pdata[0];
    assert_int_equal(entry->year, 2026);
    assert_int_equal(entry->number, 1);
    assert_int_equal(entry->type, JOURNAL_INCOMING);
    assert_string_equal(entry->journal_on, "2026-03-10");
    assert_string_equal(entry->document_on, "2026-03-10");
    assert_string_equal(entry->title, "Innsyn i sak 2026/412");
    assert_string_equal(entry->party_role, "avsender");
    assert_string_equal(entry->unit, "");
    assert_string_equal(entry->handler, "Ola Ås");
    expect_journal_decision(fixture, 1, "yes", "");
    /* Again: it is there. */
    journal_choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    assert_int_equal(count_events(fixture, EVENT_JOURNALLED), 1);
    desk_fixture_free(desk);
}

static void the_unit_is_a_setting(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    DbBatch *batch = db_batch_new(NULL);
    settings_put(batch, "journal.unit", "Arkivet");
    fixture_apply(fixture, batch);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_string_equal(((const JournalEntry *)entries->pdata[0])->unit, "Arkivet");
    batch = db_batch_new(NULL);
    settings_put(batch, "journal.unit", "");
    fixture_apply(fixture, batch);
    desk_fixture_free(desk);
}

static void a_suggestion_enters_nothing(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "Innsyn", "Hei");
    journal_choose(desk, id, "access_request", CHOSEN_BY_SUGGESTION);
    expect_journal_decision(fixture, 1, "", "");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 0);
    journal_choose(desk, id, "access_request", CHOSEN_BY_ORDER);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    desk_fixture_free(desk);
}

static void each_category_decides_as_its_row_says(void **state)
{
    static const struct {
        const char *code, *decision;
        guint entries;
    } rows[] = {
        {"simple_statistics", "no", 0},  {"complex_statistics", "assess", 0},
        {"microdata", "assess", 0},      {"press", "no", 0},
        {"reporting_duty", "assess", 0}, {"respondent_person", "no", 0},
        {"coercive_fine", "yes", 1},     {"appeal", "yes", 1},
        {"job_application", "yes", 1},   {"access_request", "yes", 1},
        {"gdpr_access", "yes", 1},       {"licence", "no", 0},
    };
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = journal_inquiry(fixture, desk, "Emne", rows[i].code);
        g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
        expect_journal_decision(fixture, (gint64)i + 1, rows[i].decision, "");
        assert_int_equal(entries->len, rows[i].entries);
    }
    g_autoptr(GError) error = NULL;
    assert_done(journal_check(desk, &error), error);
    desk_fixture_free(desk);
}

static void an_answer_is_entered_when_it_has_left(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "open", 0, FIXTURE_NOW, "Innsyn", "Hei");
    gint64 held = journal_answer(fixture, id, DELIVERY_HELD);
    gint64 refused = journal_answer(fixture, id, DELIVERY_REFUSED);
    gint64 sent = journal_answer(fixture, id, DELIVERY_SENT);
    journal_choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    expect_journal_decision(fixture, held, "", "");
    expect_journal_decision(fixture, refused, "", "");
    expect_journal_decision(fixture, sent, "yes", "");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 2);
    const JournalEntry *entry = entries->pdata[1];
    assert_int_equal(entry->message, sent);
    assert_int_equal(entry->type, JOURNAL_OUTGOING);
    assert_string_equal(entry->party, "Avisa Nordlys");
    assert_string_equal(entry->party_role, "mottaker");
    assert_string_equal(entry->handler, "Ola Ås"); /* who wrote it, not who chose the category */
    desk_fixture_free(desk);
}

static void another_category_voids_and_keeps_the_number(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 first = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    journal_choose(desk, first, "simple_statistics", CHOSEN_BY_OPERATOR);
    journal_inquiry(fixture, desk, "Innsyn igjen", "access_request");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, first);
    const JournalEntry *entry = entries->pdata[0];
    assert_int_equal(entry->number, 1);
    assert_int_equal(entry->void_at, FIXTURE_NOW);
    assert_true(*entry->void_reason);
    expect_journal_decision(fixture, 1, "no", "");
    assert_int_equal(fixture_number(fixture, "SELECT max(number) FROM journal_entry"), 2);
    assert_int_equal(count_events(fixture, EVENT_JOURNAL_VOID), 1);
    g_autoptr(GError) error = NULL;
    assert_done(journal_check(desk, &error), error);
    /* Back again: a number of its own, the old one stays void. */
    journal_choose(desk, first, "access_request", CHOSEN_BY_OPERATOR);
    assert_int_equal(fixture_number(fixture, "SELECT max(number) FROM journal_entry"), 3);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry "
                                             "WHERE void_at IS NULL"),
                     2);
    desk_fixture_free(desk);
}

static void a_choice_that_is_undone_decides_nothing(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn", "access_request");
    journal_choose(desk, id, "access_request", CHOSEN_BY_SUGGESTION);
    expect_journal_decision(fixture, 1, "", "");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 1);
    assert_int_equal(((const JournalEntry *)entries->pdata[0])->void_at, FIXTURE_NOW);
    desk_fixture_free(desk);
}

/* Through the acts themselves: the category, its undoing, an answer by telephone and its undoing.
 */
static void undo_takes_the_journal_along(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, FIXTURE_NOW, "Innsyn", "Hei");
    assert_done(sorting_set_category(desk, id, "access_request", NULL, &error), error);
    expect_journal_decision(fixture, 1, "yes", "");
    assert_done(act_undo(desk, NULL, &error), error);
    expect_journal_decision(fixture, 1, "", "");
    assert_done(sorting_set_category(desk, id, "access_request", NULL, &error), error);
    Channel phone = CHANNEL_PHONE;
    const RecordedAnswer said = {.channel = &phone, .text = "Du får innsyn."};
    gint64 answer = act_answered(desk, id, &said, &error);
    assert_done(answer, error);
    expect_journal_decision(fixture, answer, "yes", "");
    assert_done(act_undo(desk, NULL, &error), error);
    expect_journal_decision(fixture, answer, "no", "");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 3);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM journal_entry WHERE void_at IS NULL"), 1);
    assert_done(journal_check(desk, &error), error);
    desk_fixture_free(desk);
}

/* Respondents have neither name nor subject in the public journal, and not in what is void either.
 */
static void what_becomes_closed_is_screened_backwards(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Bakeriet Ask og skjemaet", "access_request");
    journal_choose(desk, id, "respondent_business", CHOSEN_BY_OPERATOR);
    journal_choose(desk, id, "coercive_fine", CHOSEN_BY_OPERATOR);
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 2);
    for (guint i = 0; i < entries->len; i++) {
        const JournalEntry *entry = entries->pdata[i];
        assert_string_equal(entry->title, "Svar fra oppgavegiver");
        assert_string_equal(entry->party, "");
        assert_non_null(strstr(entry->legal_basis, "§"));
        assert_string_equal(entry->access_code, "UO");
    }
    desk_fixture_free(desk);
}

/* An administrator closes a whole category: what was entered of it is screened with it. */
static void a_category_that_is_closed_closes_its_entries(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = journal_inquiry(fixture, desk, "Bakeriet Ask og skjemaet", "complex_statistics");
    assert_done(journal_set(desk, 1, true, "Har verdi", &error), error);
    assert_done(rules_set_category(desk, "complex_statistics", "silo", "respondents", NULL, &error),
                error);
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 1);
    const JournalEntry *entry = entries->pdata[0];
    assert_string_equal(entry->title, "Svar fra oppgavegiver");
    assert_string_equal(entry->access_code, "UO");
    assert_int_equal(entry->void_at, 0);
    assert_done(rules_set_category(desk, "complex_statistics", "silo", "open", NULL, &error),
                error);
    desk_fixture_free(desk);
}

static void identity_numbers_never_get_in(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = journal_inquiry(fixture, desk, "Innsyn for 15858010060, ring 22 00 00 00",
                                "access_request");
    g_autoptr(GPtrArray) entries = journal_entries_now(fixture, id);
    assert_int_equal(entries->len, 1);
    const JournalEntry *entry = entries->pdata[0];
    assert_null(strstr(entry->title, "15858010060"));
    assert_null(strstr(entry->title_internal, "15858010060"));
    assert_null(strstr(entry->title, "22 00 00 00"));
    desk_fixture_free(desk);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(an_access_request_is_entered_at_once),
        store_test(the_unit_is_a_setting),
        store_test(a_suggestion_enters_nothing),
        store_test(each_category_decides_as_its_row_says),
        store_test(an_answer_is_entered_when_it_has_left),
        store_test(another_category_voids_and_keeps_the_number),
        store_test(a_choice_that_is_undone_decides_nothing),
        store_test(undo_takes_the_journal_along),
        store_test(what_becomes_closed_is_screened_backwards),
        store_test(a_category_that_is_closed_closes_its_entries),
        store_test(identity_numbers_never_get_in),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

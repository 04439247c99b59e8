/* The public journal's facts on both carriers: who decides what is entered, that a number is never
 * lost, given twice or taken back, and that nothing closed is left in the open. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/screening.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/rulebook.h"
#include "skranke/store/settings.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

/* ---- the counter ---- */

static void set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

/* Chooses the category as an act of the desk does: record and journal in one batch. */
static void choose(Desk *desk, gint64 id, const char *code, CategoryChooser by)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Rulebook) rulebook = rulebook_load(desk->db, &error);
    assert_no_error(error);
    const Category *category = rulebook_category(rulebook, code);
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    set_text(&inquiry->category, code);
    inquiry->category_by = by;
    inquiry->silo = category ? category->silo : CATEGORY_OPEN;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_put(batch, inquiry, FIXTURE_NOW);
    assert_done(journal_follow(desk, batch, inquiry, &error), error);
    assert_done(db_batch_apply(desk->db, batch, &error), error);
}

static gint64 chosen_inquiry(StoreFixture *fixture, Desk *desk, const char *subject,
                             const char *code)
{
    gint64 id = fixture_inquiry(fixture, "open", desk->operator_->id, FIXTURE_NOW, subject, "Hei");
    choose(desk, id, code, CHOSEN_BY_OPERATOR);
    return id;
}

/* An answer of ola's in this state of delivery; its number. */
static gint64 add_answer(StoreFixture *fixture, gint64 inquiry, Delivery delivery)
{
    g_autoptr(Message) answer = fixture_message("post@byraa.example", "Sv: Innsyn", "Svar", NULL);
    answer->direction = MESSAGE_OUT;
    answer->purpose = PURPOSE_ANSWER;
    answer->delivery = delivery;
    answer->author = fixture->ola;
    answer->recipients = g_strdup("Avisa Nordlys <tips@avisa.example>");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, answer, NULL, NULL);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM message");
}

static GPtrArray *entries_of(StoreFixture *fixture, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *entries = journal_entries_of_inquiry(fixture->db, inquiry, &error);
    assert_no_error(error);
    return entries;
}

static void expect_decision(StoreFixture *fixture, gint64 message, const char *decision,
                            const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) read = messages_get(fixture->db, message, &error);
    assert_no_error(error);
    assert_string_equal(read->journal, decision);
    assert_string_equal(read->journal_reason, reason);
}

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
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn i sak 2026/412", "access_request");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
    expect_decision(fixture, 1, "yes", "");
    /* Again: it is there. */
    choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
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
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
    choose(desk, id, "access_request", CHOSEN_BY_SUGGESTION);
    expect_decision(fixture, 1, "", "");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 0);
    choose(desk, id, "access_request", CHOSEN_BY_ORDER);
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
        gint64 id = chosen_inquiry(fixture, desk, "Emne", rows[i].code);
        g_autoptr(GPtrArray) entries = entries_of(fixture, id);
        expect_decision(fixture, (gint64)i + 1, rows[i].decision, "");
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
    gint64 held = add_answer(fixture, id, DELIVERY_HELD);
    gint64 refused = add_answer(fixture, id, DELIVERY_REFUSED);
    gint64 sent = add_answer(fixture, id, DELIVERY_SENT);
    choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    expect_decision(fixture, held, "", "");
    expect_decision(fixture, refused, "", "");
    expect_decision(fixture, sent, "yes", "");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
    gint64 first = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
    choose(desk, first, "simple_statistics", CHOSEN_BY_OPERATOR);
    chosen_inquiry(fixture, desk, "Innsyn igjen", "access_request");
    g_autoptr(GPtrArray) entries = entries_of(fixture, first);
    const JournalEntry *entry = entries->pdata[0];
    assert_int_equal(entry->number, 1);
    assert_int_equal(entry->void_at, FIXTURE_NOW);
    assert_true(*entry->void_reason);
    expect_decision(fixture, 1, "no", "");
    assert_int_equal(fixture_number(fixture, "SELECT max(number) FROM journal_entry"), 2);
    assert_int_equal(count_events(fixture, EVENT_JOURNAL_VOID), 1);
    g_autoptr(GError) error = NULL;
    assert_done(journal_check(desk, &error), error);
    /* Back again: a number of its own, the old one stays void. */
    choose(desk, first, "access_request", CHOSEN_BY_OPERATOR);
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
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
    choose(desk, id, "access_request", CHOSEN_BY_SUGGESTION);
    expect_decision(fixture, 1, "", "");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
    expect_decision(fixture, 1, "yes", "");
    assert_done(act_undo(desk, NULL, &error), error);
    expect_decision(fixture, 1, "", "");
    assert_done(sorting_set_category(desk, id, "access_request", NULL, &error), error);
    Channel phone = CHANNEL_PHONE;
    const RecordedAnswer said = {.channel = &phone, .text = "Du får innsyn."};
    gint64 answer = act_answered(desk, id, &said, &error);
    assert_done(answer, error);
    expect_decision(fixture, answer, "yes", "");
    assert_done(act_undo(desk, NULL, &error), error);
    expect_decision(fixture, answer, "no", "");
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
    gint64 id = chosen_inquiry(fixture, desk, "Bakeriet Ask og skjemaet", "access_request");
    choose(desk, id, "respondent_business", CHOSEN_BY_OPERATOR);
    choose(desk, id, "coercive_fine", CHOSEN_BY_OPERATOR);
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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

static void identity_numbers_never_get_in(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id =
        chosen_inquiry(fixture, desk, "Innsyn for 15858010060, ring 22 00 00 00", "access_request");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
    assert_int_equal(entries->len, 1);
    const JournalEntry *entry = entries->pdata[0];
    assert_null(strstr(entry->title, "15858010060"));
    assert_null(strstr(entry->title_internal, "15858010060"));
    assert_null(strstr(entry->title, "22 00 00 00"));
    desk_fixture_free(desk);
}

/* ---- by hand ---- */

static void by_hand_needs_a_reason_where_it_differs(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = chosen_inquiry(fixture, desk, "Lang tidsserie", "complex_statistics");
    assert_refused(journal_set(desk, 1, true, " ", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(journal_set(desk, 1, true, "Svaret blir brukt i en sak", &error), error);
    expect_decision(fixture, 1, "yes", "Svaret blir brukt i en sak");
    /* Twice is once. */
    assert_done(journal_set(desk, 1, true, "Svaret blir brukt i en sak", &error), error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    /* What a person decided does not follow the category. */
    choose(desk, id, "simple_statistics", CHOSEN_BY_OPERATOR);
    expect_decision(fixture, 1, "yes", "Svaret blir brukt i en sak");
    assert_refused(journal_set(desk, 1, false, "", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(journal_set(desk, 1, false, "Ført ved en feil", &error), error);
    expect_decision(fixture, 1, "no", "Ført ved en feil");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
    assert_string_equal(((const JournalEntry *)entries->pdata[0])->void_reason, "Ført ved en feil");
    choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
    expect_decision(fixture, 1, "no", "Ført ved en feil");
    assert_done(journal_check(desk, &error), error);
    desk_fixture_free(desk);
}

static void notes_and_receipts_are_never_journalled(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->ola);
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
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
    choose(desk, id, "access_request", CHOSEN_BY_OPERATOR);
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
    gint64 id = chosen_inquiry(fixture, desk, "Tidsserie", "complex_statistics");
    gint64 held = add_answer(fixture, id, DELIVERY_HELD);
    assert_done(journal_set(desk, held, true, "Har verdi", &error), error);
    expect_decision(fixture, held, "yes", "Har verdi");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 0);
    assert_done(journal_check(desk, &error), error);
    DbBatch *batch = db_batch_new(NULL);
    messages_set_delivery(batch, held, DELIVERY_SENT, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_refused(journal_check(desk, &error), error, SKRANKE_ERROR_FAILED);
    choose(desk, id, "complex_statistics", CHOSEN_BY_OPERATOR);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
    expect_decision(fixture, held, "yes", "Har verdi");
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
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
        chosen_inquiry(fixture, desk, "Innsyn", "access_request");
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
        chosen_inquiry(fixture, desk, "Innsyn", "access_request");
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
    gint64 id = chosen_inquiry(fixture, desk, "Innsyn", "access_request");
    db_set_sight(fixture->db, ",open,press,");
    const JournalQuery all = {0};
    g_autoptr(GPtrArray) listed = journal_entries_list(fixture->db, &all, 10, &error);
    g_autoptr(GPtrArray) entries = entries_of(fixture, id);
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
    gint64 id = chosen_inquiry(fixture, desk, "Emne", "access_request");
    gint64 sent = add_answer(fixture, id, DELIVERY_SENT);
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
    expect_decision(fixture, sent, "", "");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM journal_entry"), 1);
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
        store_test(identity_numbers_never_get_in),
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

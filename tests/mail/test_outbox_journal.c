/* An answer is entered in the journal when it is dispatched, where its category or somebody's
 * decision says so: against a server that takes it or does not. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/log.h"

#include "skranke/domain/day.h"

#include "skranke/store/events.h"
#include "skranke/store/journal_entries.h"
#include "skranke/store/messages.h"

#include "skranke/mail/outbox_run.h"

#include "office.h"
#include "servers.h"
#include "testing.h"

static Office *office_with(FakeSmtp *server)
{
    g_autofree char *relay = g_strdup_printf(
        "[relay]\nhost = 127.0.0.1\nport = %d\nsecurity = none\n", fake_smtp_port(server));
    return office_new(relay);
}

static void change(Office *office, const char *sql, const char *word, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, sql, "si", word, id);
    db_batch_expect(batch, 1);
    if (!db_batch_apply(office->db, batch, &error))
        fail_msg("%s", error->message);
}

/* An inquiry with this category, chosen by this word, and an answer to it that is due. */
static gint64 answer_in(Office *office, const char *category, const char *by)
{
    gint64 inquiry = office_inquiry(office, "Innsyn i sak 2026/412");
    change(office, "UPDATE inquiry SET category = ? WHERE id = ?", category, inquiry);
    change(office, "UPDATE inquiry SET category_by = ? WHERE id = ?", by, inquiry);
    return office_answer(office, inquiry, "kari@example.org", "Vedlagt.\n");
}

static void run(Office *office)
{
    OutboxReport report;
    g_autoptr(GError) error = NULL;
    if (!outbox_run(office->db, office->config, &report, &error))
        fail_msg("%s", error->message);
}

static GPtrArray *journal(Office *office)
{
    g_autoptr(GError) error = NULL;
    const JournalQuery all = {0};
    GPtrArray *entries = journal_entries_list(office->db, &all, 100, &error);
    if (!entries)
        fail_msg("%s", error->message);
    return entries;
}

static void expect_decision(Office *office, gint64 message, const char *decision)
{
    g_autoptr(Message) read = messages_get(office->db, message, NULL);
    assert_string_equal(read->journal, decision);
}

static void test_an_answer_is_entered_with_its_dispatch(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 answer = answer_in(office, "access_request", "operator");
    run(office);
    g_autoptr(GPtrArray) entries = journal(office);
    assert_int_equal(entries->len, 1);
    const JournalEntry *entry = entries->pdata[0];
    assert_int_equal(entry->message, answer);
    assert_int_equal(entry->number, 1);
    assert_int_equal(entry->type, JOURNAL_OUTGOING);
    g_autofree char *today = day_iso(day_of_moment(clock_now(), NULL));
    assert_string_equal(entry->journal_on, today);
    assert_string_equal(entry->document_on, today);
    assert_string_equal(entry->party_role, "mottaker");
    assert_null(strchr(entry->party, '@'));
    expect_decision(office, answer, "yes");
    g_autoptr(GPtrArray) events = events_of_inquiry(office->db, entry->inquiry, NULL);
    const Event *last = events->pdata[events->len - 1];
    assert_int_equal(last->kind, EVENT_JOURNALLED);
    assert_int_equal(last->message, answer);
}

static void test_what_nobody_has_chosen_is_not_entered(void **state)
{
    static const char *const rows[][2] = {{"access_request", "suggestion"},
                                          {"access_request", ""},
                                          {"simple_statistics", "operator"}};
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        answer_in(office, rows[i][0], rows[i][1]);
    run(office);
    assert_int_equal(fake_smtp_accepted(server), G_N_ELEMENTS(rows));
    g_autoptr(GPtrArray) entries = journal(office);
    assert_int_equal(entries->len, 0);
    expect_decision(office, 2, "");
    expect_decision(office, 4, "");
    expect_decision(office, 6, "no");
}

static void test_what_did_not_leave_is_not_entered(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 refused = answer_in(office, "access_request", "operator");
    fake_smtp_fault(server, FAKE_SMTP_RCPT, "550 5.1.1 no such mailbox", 1);
    run(office);
    g_autoptr(GPtrArray) entries = journal(office);
    assert_int_equal(entries->len, 0);
    expect_decision(office, refused, "");
}

static void test_a_decision_before_dispatch_is_carried_out(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server);
    gint64 yes = answer_in(office, "complex_statistics", "operator");
    gint64 no = answer_in(office, "access_request", "operator");
    change(office, "UPDATE message SET journal = 'yes', journal_reason = ? WHERE id = ?",
           "Har verdi", yes);
    change(office, "UPDATE message SET journal = 'no', journal_reason = ? WHERE id = ?",
           "Gjelder en annen", no);
    run(office);
    g_autoptr(GPtrArray) entries = journal(office);
    assert_int_equal(entries->len, 1);
    assert_int_equal(((const JournalEntry *)entries->pdata[0])->message, yes);
    expect_decision(office, no, "no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_is_entered_with_its_dispatch),
        cmocka_unit_test(test_what_nobody_has_chosen_is_not_entered),
        cmocka_unit_test(test_what_did_not_leave_is_not_entered),
        cmocka_unit_test(test_a_decision_before_dispatch_is_carried_out),
    };
    log_start("/dev/null", LOG_INFO);
    return cmocka_run_group_tests_name("outbox_journal", tests, NULL, NULL);
}

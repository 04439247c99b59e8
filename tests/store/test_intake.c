/* The ledger and the mailboxes' cursors: nothing fetched is forgotten or counted twice. On both
 * carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/intake.h"
#include "skranke/store/messages.h"

#include "store_fixture.h"

static gint64 mailbox(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MailboxState) state =
        intake_mailbox(fixture->db, "info", "info@byraa.example", &error);
    assert_no_error(error);
    return state->id;
}

/* Puts a mail into the ledger: by IMAP for uid > 0, else from a file. */
static void fetch(StoreFixture *fixture, gint64 box, gint64 validity, gint64 uid, const char *text)
{
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha = content_add(batch, text, strlen(text));
    intake_add(batch, box ? "imap" : "file", box, validity, uid, box ? NULL : "/tmp/a.eml",
               FIXTURE_NOW - 5, FIXTURE_NOW, sha);
    fixture_apply(fixture, batch);
}

static void settle(StoreFixture *fixture, gint64 id, IntakeOutcome outcome, gint64 message,
                   const char *fingerprint)
{
    DbBatch *batch = db_batch_new(NULL);
    intake_settle(batch, id, outcome, "because", message, fingerprint);
    fixture_apply(fixture, batch);
}

static void a_mailbox_is_made_once(void **state)
{
    StoreFixture *fixture = *state;
    gint64 id = mailbox(fixture);
    assert_int_equal(mailbox(fixture), id);
    g_autoptr(MailboxState) moved = intake_mailbox(fixture->db, "info", "post@byraa.example", NULL);
    assert_int_equal(moved->id, id);
    assert_string_equal(moved->address, "post@byraa.example");
    g_autoptr(MailboxState) press = intake_mailbox(fixture->db, "a press", NULL, NULL);
    assert_string_equal(press->address, "");
    g_autoptr(GPtrArray) all = intake_mailboxes(fixture->db, NULL);
    assert_int_equal(all->len, 2);
    assert_string_equal(((const MailboxState *)all->pdata[0])->name, "a press");
}

static void remembers_how_it_went(void **state)
{
    StoreFixture *fixture = *state;
    gint64 id = mailbox(fixture);
    assert_true(intake_mailbox_good(fixture->db, id, 100, NULL));
    assert_true(intake_mailbox_failed(fixture->db, id, 200, "no login", NULL));
    assert_false(intake_mailbox_good(fixture->db, 99, 100, NULL));
    g_autoptr(MailboxState) failed =
        intake_mailbox(fixture->db, "info", "info@byraa.example", NULL);
    assert_int_equal(failed->last_good_at, 100);
    assert_int_equal(failed->last_tried_at, 200);
    assert_string_equal(failed->last_error, "no login");
    assert_true(intake_mailbox_good(fixture->db, id, 300, NULL));
    g_autoptr(MailboxState) good = intake_mailbox(fixture->db, "info", "info@byraa.example", NULL);
    assert_string_equal(good->last_error, "");
}

static void set_cursor(StoreFixture *fixture, gint64 validity, gint64 uid, gint64 expected)
{
    DbBatch *batch = db_batch_new(NULL);
    intake_cursor(batch, mailbox(fixture), validity, uid);
    fixture_apply(fixture, batch);
    g_autoptr(MailboxState) box = intake_mailbox(fixture->db, "info", "info@byraa.example", NULL);
    assert_int_equal(box->uid_validity, validity);
    assert_int_equal(box->last_uid, expected);
}

static void the_cursor_only_grows_within_a_validity(void **state)
{
    StoreFixture *fixture = *state;
    set_cursor(fixture, 7, 100, 100);
    set_cursor(fixture, 7, 90, 100);
    set_cursor(fixture, 7, 101, 101);
    set_cursor(fixture, 8, 3, 3);
}

static void a_known_uid_is_left_alone(void **state)
{
    StoreFixture *fixture = *state;
    gint64 box = mailbox(fixture);
    fetch(fixture, box, 7, 1, "a");
    fetch(fixture, box, 7, 1, "another");
    fetch(fixture, box, 8, 1, "new validity");
    fetch(fixture, 0, 0, 0, "file");
    fetch(fixture, 0, 0, 0, "file"); /* files have no uid: each one counts */
    g_autoptr(GPtrArray) pending = intake_pending(fixture->db, 10, NULL);
    assert_int_equal(pending->len, 4);
    const IntakeRow *first = pending->pdata[0];
    assert_string_equal(first->source, "imap");
    assert_int_equal(first->mailbox, box);
    assert_int_equal(first->uid_validity, 7);
    assert_int_equal(first->uid, 1);
    assert_int_equal(first->received_at, FIXTURE_NOW - 5);
    assert_int_equal(first->fetched_at, FIXTURE_NOW);
    assert_int_equal(first->outcome, INTAKE_PENDING);
    g_autoptr(GBytes) raw = content_read(fixture->db, first->raw, NULL);
    assert_int_equal(g_bytes_get_size(raw), 1);
    const IntakeRow *file = pending->pdata[2];
    assert_string_equal(file->name, "/tmp/a.eml");
    assert_int_equal(file->mailbox, 0);
}

static void a_mail_without_its_bytes_is_never_entered(void **state)
{
    StoreFixture *fixture = *state;
    DbBatch *batch = db_batch_new(NULL);
    intake_add(batch, "imap", mailbox(fixture), 7, 1, NULL, 1, 2, "no such hash");
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_FAILED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM intake"), 0);
}

static void settled_exactly_once(void **state)
{
    StoreFixture *fixture = *state;
    fetch(fixture, 0, 0, 0, "a");
    DbBatch *batch = db_batch_new(NULL);
    intake_attempt(batch, 1);
    fixture_apply(fixture, batch);
    settle(fixture, 1, INTAKE_QUARANTINED, 0, NULL);
    batch = db_batch_new(NULL);
    intake_settle(batch, 1, INTAKE_ECHO, "", 0, NULL);
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_CONFLICT);
    IntakeRow *row = intake_get(fixture->db, 1, NULL);
    assert_int_equal(row->outcome, INTAKE_QUARANTINED);
    assert_string_equal(row->reason, "because");
    assert_int_equal(row->attempts, 1);
    assert_int_equal(row->message, 0);
    intake_row_free(row);
    g_autoptr(GPtrArray) quarantined = intake_quarantined(fixture->db, 10, NULL);
    assert_int_equal(quarantined->len, 1);
    g_autoptr(GError) error = NULL;
    assert_null(intake_get(fixture->db, 99, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
}

static void fingerprints_find_the_first_message(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "a", "a"); /* message 1 */
    for (int i = 0; i < 4; i++)
        fetch(fixture, 0, 0, 0, "a");
    settle(fixture, 1, INTAKE_QUARANTINED, 0, "f");
    settle(fixture, 2, INTAKE_NEW, EVENT_LATEST, "f");
    fixture_inquiry(fixture, "new", 0, 1, "b", "b"); /* message 2 */
    settle(fixture, 3, INTAKE_DUPLICATE, 2, "f");
    settle(fixture, 4, INTAKE_ECHO, 2, "");
    assert_int_equal(intake_find_fingerprint(fixture->db, "f", NULL), 1);
    assert_int_equal(intake_find_fingerprint(fixture->db, "g", NULL), 0);
    assert_int_equal(intake_find_fingerprint(fixture->db, "", NULL), 0);
}

static void files_what_was_moved_on_the_server(void **state)
{
    StoreFixture *fixture = *state;
    gint64 box = mailbox(fixture);
    for (gint64 uid = 1; uid <= 4; uid++)
        fetch(fixture, box, 7, uid, "a");
    fetch(fixture, box, 6, 9, "old validity");
    DbBatch *batch = db_batch_new(NULL);
    intake_filed(batch, box, 7, 2);
    fixture_apply(fixture, batch);
    g_autoptr(GArray) uids = intake_unfiled(fixture->db, box, 7, 2, NULL);
    assert_int_equal(uids->len, 2);
    assert_int_equal(g_array_index(uids, gint64, 0), 1);
    assert_int_equal(g_array_index(uids, gint64, 1), 3);
}

static void the_ledger_adds_up_or_tells(void **state)
{
    StoreFixture *fixture = *state;
    IntakeLedger ledger;
    assert_true(intake_ledger(fixture->db, &ledger, NULL));
    assert_int_equal(ledger.fetched, 0);
    fixture_inquiry(fixture, "new", 0, 1, "a", "a");
    for (int i = 0; i < INTAKE_OUTCOME_COUNT; i++)
        fetch(fixture, 0, 0, 0, "a");
    for (int i = 1; i < INTAKE_OUTCOME_COUNT; i++)
        settle(fixture, i, (IntakeOutcome)i, 1, NULL);
    assert_true(intake_ledger(fixture->db, &ledger, NULL));
    assert_int_equal(ledger.fetched, INTAKE_OUTCOME_COUNT);
    for (int i = 0; i < INTAKE_OUTCOME_COUNT; i++) {
        assert_int_equal(ledger.outcome[i], 1);
        assert_int_equal(ledger.maintained[i], 1);
    }
    assert_int_equal(ledger.without_message, 0);
    assert_int_equal(ledger.without_raw, 0);
    DbBatch *batch = db_batch_new(NULL); /* what must never happen */
    db_batch_add(batch, "UPDATE intake SET message = NULL WHERE outcome = 'new'", "");
    db_batch_add(batch, "UPDATE intake_count SET count = 9 WHERE outcome = 'echo'", "");
    fixture_apply(fixture, batch);
    assert_true(intake_ledger(fixture->db, &ledger, NULL));
    assert_int_equal(ledger.without_message, 1);
    assert_int_equal(ledger.outcome[INTAKE_ECHO], 1);
    assert_int_equal(ledger.maintained[INTAKE_ECHO], 9);
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(a_mailbox_is_made_once),
        store_test(remembers_how_it_went),
        store_test(the_cursor_only_grows_within_a_validity),
        store_test(a_known_uid_is_left_alone),
        store_test(a_mail_without_its_bytes_is_never_entered),
        store_test(settled_exactly_once),
        store_test(fingerprints_find_the_first_message),
        store_test(files_what_was_moved_on_the_server),
        store_test(the_ledger_adds_up_or_tells),
    };
    return run_on_both_carriers(tests);
}

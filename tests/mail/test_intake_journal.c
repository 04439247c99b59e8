/*
 * What comes in is entered in the journal at once where a mailbox, an order or an operator has
 * chosen the category, and never where only the text suggests one.
 */
#include <string.h>

#include "skranke/store/inquiries.h"

#include "skranke/mail/einnsyn_import.h"
#include "skranke/mail/intake_run.h"

#include "desk_database.h"
#include "incoming.h"
#include "testing.h"

#define INI                                                                                        \
    INCOMING_INI "[mailbox info]\nhost = localhost\naddress = info@byraa.example\n"                \
                 "category = access_request\n"

#define AUTOMATIC "Auto-Submitted: auto-replied\r\n"

static void add(IntakeRun *run, gint64 uid, const char *id, const char *refers, const char *extra)
{
    incoming_add(run, uid,
                 incoming_text("Avisa Nordlys <post@avisa.example>", id, refers, extra,
                               "Innsyn i sak 2026/412", "Jeg krever innsyn etter offentleglova."));
}

static void change(DeskDatabase *database, const char *sql)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GError) error = NULL;
    db_batch_add(batch, sql, "");
    if (!db_batch_apply(database->db, batch, &error))
        fail_msg("%s: %s", sql, error->message);
}

/* "number message type title" of every entry, a line each. */
static void expect_journal(DeskDatabase *database, const char *expected)
{
    g_autofree char *got = desk_database_text(
        database, "SELECT ifnull(group_concat(number || ' ' || message || ' ' || type || ' ' || "
                  "title, char(10)), '') FROM journal_entry");
    assert_string_equal(got, expected);
}

static void expect_decisions(DeskDatabase *database, const char *expected)
{
    g_autofree char *got =
        desk_database_text(database, "SELECT group_concat(journal, ',') FROM message");
    assert_string_equal(got, expected);
}

static void a_suggestion_enters_nothing(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "");
    add(run, 2, "b@x", "a@x", "");
    incoming_flush(run);
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM inquiry WHERE "
                                                    "category = 'access_request'"),
                     1);
    expect_journal(database, "");
    expect_decisions(database, ",");
}

static void a_mailbox_that_chooses_enters(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = desk_database_new(INI);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "");
    add(run, 2, "b@x", "a@x", AUTOMATIC);
    incoming_flush(run);
    expect_journal(database, "1 1 I Innsyn i sak 2026/412");
    expect_decisions(database, "yes,no");
    assert_int_equal(
        desk_database_number(database, "SELECT message FROM event WHERE kind = 'journalled'"), 1);
}

/* Joined to an inquiry whose category an operator has chosen. */
static void what_joins_follows_the_choice(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    add(run, 1, "a@x", "", "");
    incoming_flush(run);
    change(database, "UPDATE inquiry SET category_by = 'operator', revision = revision + 1");
    add(run, 2, "b@x", "a@x", "");
    add(run, 3, "c@x", "a@x", "");
    incoming_flush(run);
    expect_journal(database, "1 2 I Innsyn i sak 2026/412\n2 3 I Innsyn i sak 2026/412");
    change(database, "UPDATE inquiry SET category = 'simple_statistics', revision = revision + 1");
    add(run, 4, "d@x", "a@x", "");
    incoming_flush(run);
    expect_decisions(database, ",yes,yes,no");
    incoming_expect_ledger(database);
}

static char *order_file(gsize *size)
{
    char *text = NULL;
    if (!g_file_get_contents(SKRANKE_SOURCE "/tests/services/data/order-v2.xml", &text, size, NULL))
        fail_msg("the order cannot be read");
    return text;
}

/* The portal is a machine, but somebody asked: each document is entered, and once. */
static void every_document_of_an_order_is_entered(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    gsize size = 0;
    g_autofree char *order = order_file(&size);
    g_autofree char *encoded = g_base64_encode((const guchar *)order, size);
    for (gint64 uid = 1; uid <= 2; uid++) {
        g_autofree char *id = g_strdup_printf("order%d@einnsyn", (int)uid);
        g_autofree char *body = g_strdup_printf(
            "--b\r\nContent-Type: application/xml; name=\"order.xml\"\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename=\"order.xml\"\r\n\r\n%s\r\n--b--",
            encoded);
        incoming_add(run, uid,
                     incoming_text("eInnsyn <no-reply@einnsyn.example>", id, "",
                                   AUTOMATIC "MIME-Version: 1.0\r\n"
                                             "Content-Type: multipart/mixed; boundary=b\r\n",
                                   "Innsynskrav", body));
        incoming_flush(run);
    }
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM journal_entry"), 2);
    assert_int_equal(desk_database_number(database, "SELECT count(DISTINCT inquiry) "
                                                    "FROM journal_entry WHERE type = 'I'"),
                     2);
    /* Who ordered may be a person; the address is never entered. */
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM journal_entry "
                                                    "WHERE party LIKE '%@%'"),
                     0);
}

static void an_order_from_a_file_too(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    char *order = order_file(&size);
    g_autoptr(GBytes) bytes = g_bytes_new_take(order, size);
    g_autoptr(GPtrArray) cases =
        einnsyn_import(database->db, "order.xml", bytes, INCOMING_AT, &error);
    assert_non_null(cases);
    assert_int_equal(desk_database_number(database, "SELECT max(number) FROM journal_entry"),
                     cases->len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_suggestion_enters_nothing),
        cmocka_unit_test(a_mailbox_that_chooses_enters),
        cmocka_unit_test(what_joins_follows_the_choice),
        cmocka_unit_test(every_document_of_an_order_is_entered),
        cmocka_unit_test(an_order_from_a_file_too),
    };
    return cmocka_run_group_tests_name("intake_journal", tests, NULL, NULL);
}

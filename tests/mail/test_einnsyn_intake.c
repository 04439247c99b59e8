/*
 * Orders of documents from eInnsyn, by mail and from files: one access case for each document with
 * a clock of its own, from whoever ordered it, and never two for the same.
 */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/mail/einnsyn_import.h"
#include "skranke/mail/intake_run.h"

#include "cleanup.h"
#include "desk_database.h"
#include "incoming.h"
#include "testing.h"

#define PORTAL "eInnsyn <no-reply@einnsyn.example>"

static char *order_file(const char *name, gsize *size)
{
    g_autofree char *path = g_build_filename(SKRANKE_SOURCE, "tests/services/data", name, NULL);
    char *text = NULL;
    if (!g_file_get_contents(path, &text, size, NULL))
        fail_msg("%s cannot be read", path);
    return text;
}

/* A mail of the portal with an order attached. */
static char *portal_mail(const char *id, const char *order, gsize size)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)order, size);
    g_autofree char *body = g_strdup_printf(
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nEt innsynskrav er "
        "vedlagt.\r\n--b\r\n"
        "Content-Type: application/xml; name=\"order.xml\"\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=\"order.xml\"\r\n\r\n%s\r\n--b--",
        encoded);
    return incoming_text(PORTAL, id, "",
                         "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                         "Innsynskrav", body);
}

static char *portal_mail_of(const char *id, const char *file)
{
    gsize size = 0;
    g_autofree char *order = order_file(file, &size);
    return portal_mail(id, order, size);
}

static void expect(DeskDatabase *database, const char *sql, const char *expected)
{
    g_autofree char *got = desk_database_text(database, sql);
    assert_string_equal(got, expected);
}

/* Came on Tuesday 14 November 2023: five working days are Tuesday the 21st. */
static void a_case_for_each_document(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, portal_mail_of("a@einnsyn", "order-v2.xml"));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 0 duplicate 0 echo 0 quarantined 0 skipped 0");
    incoming_expect_ledger(database);
    expect(database,
           "SELECT group_concat(subject || '|' || category || '|' || category_by || '|' || silo || "
           "'|' || channel || '|' || language || '|' || from_address || '|' || limit_on || '|' || "
           "due_kind || '|' || message_count, char(10)) FROM inquiry",
           "Innsynskrav: sak 2026/412, dokument 1|access_request|order|access|einnsyn|nn|"
           "ola.noreg@example.org|2023-11-21|limit|1\n"
           "Innsynskrav: sak 2026/412, dokument 2|access_request|order|access|einnsyn|nn|"
           "ola.noreg@example.org|2023-11-21|limit|1");
    expect(database,
           "SELECT group_concat(order_id || document_id || inquiry || case_number || "
           "document_number || journal_number, ' ') FROM access_order",
           "ikb_01jx0000000000000000000042ik_01jx000000000000000000000112026/41212101/26 "
           "ikb_01jx0000000000000000000042ik_01jx000000000000000000000222026/41222102/26");
    expect(database, "SELECT inquiry || kind || other FROM link", "2same_order1");
    /* The mail itself lies in the first; answers go to who ordered, never to the portal. */
    g_autoptr(GPtrArray) first = messages_of_inquiry(database->db, 1, NULL);
    const Message *message = first->pdata[0];
    assert_string_equal(message->from_address, "ola.noreg@example.org");
    assert_string_equal(message->message_id, "a@einnsyn");
    assert_int_equal(message->attachments->len, 1);
    assert_true(message->raw > 0);
    assert_non_null(strstr(message->text, "2026/412"));
    assert_non_null(strstr(message->text, "Et innsynskrav er vedlagt."));
    assert_non_null(strstr(message->warnings, "no-reply@einnsyn.example"));
    g_autoptr(GPtrArray) second = messages_of_inquiry(database->db, 2, NULL);
    message = second->pdata[0];
    assert_string_equal(message->channel, "einnsyn");
    assert_non_null(strstr(message->text, "2102/26"));
    assert_int_equal(message->raw, 0);
    /* Each is found by its own words. */
    assert_int_equal(desk_database_number(database, "SELECT rowid FROM search WHERE search MATCH "
                                                    "'\"2102\"'"),
                     2);
    assert_int_equal(
        desk_database_number(database, "SELECT count(*) FROM event WHERE kind = 'received'"), 2);
}

/* The portal sends it again: the first case has it. With a document more, only that one is new. */
static void the_same_order_again(void **state)
{
    (void)state;
    gsize size = 0;
    g_autofree char *order = order_file("order-v2.xml", &size);
    g_autoptr(GString) more = g_string_new(order);
    g_string_replace(more, "</dokumenter>",
                     "<dokument><id>ik_9</id><saksnr>2026/413</saksnr><dokumentnr>7</dokumentnr>"
                     "</dokument></dokumenter>",
                     0);
    for (int together = 0; together < 2; together++) {
        g_autoptr(DeskDatabase) database = incoming_database();
        g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
        char *mails[] = {portal_mail("a@einnsyn", order, size),
                         portal_mail("b@einnsyn", order, size),
                         portal_mail("c@einnsyn", more->str, more->len)};
        for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
            incoming_add(run, i + 1, mails[i]);
            if (!together)
                incoming_flush(run);
        }
        incoming_flush(run);
        incoming_expect_report(run, "new 2 joined 0 duplicate 1 echo 0 quarantined 0 skipped 0");
        incoming_expect_ledger(database);
        expect(database, "SELECT reason || message FROM intake WHERE uid = 2",
               "order ikb_01jx0000000000000000000042 from eInnsyn is in inquiry 11");
        expect(database, "SELECT group_concat(subject, '|') FROM inquiry",
               "Innsynskrav: sak 2026/412, dokument 1|Innsynskrav: sak 2026/412, dokument 2|"
               "Innsynskrav: sak 2026/413, dokument 7");
        expect(database, "SELECT group_concat(inquiry || '-' || other, ' ') FROM link", "2-1 3-1");
    }
}

static void anonymous_is_fine(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    static const char order[] =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><bestilling><id>8</id><kontaktinfo>"
        "<adresse>Storgata 1, "
        "Ås</adresse></kontaktinfo><dokumenter><dokument><saksnr>2027/9</saksnr>"
        "<dokumentnr>4</dokumentnr></dokument></dokumenter></bestilling>";
    /* As the body of the mail, whose character set is the mail's. */
    incoming_add(run, 1,
                 incoming_text(PORTAL, "a@x", "", "Content-Type: text/plain; charset=utf-8\r\n",
                               "Innsynskrav", order));
    incoming_flush(run);
    expect(database, "SELECT category || from_name || from_address || '|' || limit_on FROM inquiry",
           "access_request|2023-11-21");
    g_autoptr(GPtrArray) messages = messages_of_inquiry(database->db, 1, NULL);
    const Message *message = messages->pdata[0];
    assert_string_equal(message->from_address, "");
    assert_non_null(strstr(message->text, "Storgata 1, Ås"));
    assert_null(strstr(message->text, "<bestilling>"));
    incoming_expect_ledger(database);
}

/* Its clock runs all the same, and people are told to read it. */
static void a_broken_order(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    static const char broken[] = "<?xml version=\"1.0\"?><bestilling><id>8</id><dokumenter>";
    incoming_add(run, 1, portal_mail("a@x", broken, strlen(broken)));
    incoming_flush(run);
    expect(database, "SELECT category || category_by || channel || limit_on FROM inquiry",
           "access_requestordereinnsyn2023-11-21");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM message WHERE warnings "
                                                    "LIKE '%eInnsyn could not be read%'"),
                     1);
    incoming_expect_ledger(database);
}

static void what_is_no_order(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    static const char other[] = "<?xml version=\"1.0\"?><faktura><id>8</id></faktura>";
    incoming_add(run, 1, portal_mail("a@x", other, strlen(other)));
    incoming_flush(run);
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM access_order"), 0);
    expect(database, "SELECT channel || from_address FROM inquiry",
           "emailno-reply@einnsyn.example");
}

/* ---- files ---- */

static char *told(const GPtrArray *cases)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < cases->len; i++) {
        const EinnsynCase *one = cases->pdata[i];
        g_string_append_printf(out, "%s%d %s/%s %s", i ? ", " : "", (int)one->inquiry,
                               one->case_number, one->document_number,
                               one->fresh ? "new" : "there");
    }
    return g_string_free(out, FALSE);
}

static char *import(DeskDatabase *database, const char *file)
{
    gsize size = 0;
    char *order = order_file(file, &size);
    g_autoptr(GBytes) bytes = g_bytes_new_take(order, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) cases = einnsyn_import(database->db, file, bytes, INCOMING_AT, &error);
    if (!cases)
        fail_msg("%s", error->message);
    return told(cases);
}

static void from_files(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autofree char *first = import(database, "order-v2.xml");
    assert_string_equal(first, "1 2026/412/1 new, 2 2026/412/2 new");
    g_autofree char *again = import(database, "order-v2.xml");
    assert_string_equal(again, "1 2026/412/1 there, 2 2026/412/2 there");
    g_autofree char *old = import(database, "order-v1.xml");
    assert_string_equal(old, "3 2027/98/4 new");
    expect(database,
           "SELECT from_name || '|' || from_address || '|' || limit_on || '|' || category_by "
           "FROM inquiry WHERE id = 3",
           "Kåre Ødegård|kare@example.org|2023-11-21|order");
    expect(database, "SELECT group_concat(name || message, ' ') FROM attachment",
           "order-v2.xml1 order-v1.xml3");
    /* By mail afterwards it is the same order. */
    g_autoptr(IntakeRun) run = intake_run_new(database->db, database->config);
    incoming_add(run, 1, portal_mail_of("a@einnsyn", "order-v2.xml"));
    incoming_flush(run);
    incoming_expect_report(run, "new 0 joined 0 duplicate 1 echo 0 quarantined 0 skipped 0");
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM inquiry"), 3);
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM search"), 3);
}

static void no_order_file(void **state)
{
    (void)state;
    g_autoptr(DeskDatabase) database = incoming_database();
    g_autoptr(GBytes) bytes = g_bytes_new_static("hei", 3);
    g_autoptr(GError) error = NULL;
    assert_null(einnsyn_import(database->db, "x.xml", bytes, INCOMING_AT, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    assert_int_equal(desk_database_number(database, "SELECT count(*) FROM inquiry"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_for_each_document),
        cmocka_unit_test(the_same_order_again),
        cmocka_unit_test(anonymous_is_fine),
        cmocka_unit_test(a_broken_order),
        cmocka_unit_test(what_is_no_order),
        cmocka_unit_test(from_files),
        cmocka_unit_test(no_order_file),
    };
    return cmocka_run_group_tests_name("einnsyn_intake", tests, NULL, NULL);
}

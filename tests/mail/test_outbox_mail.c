/*
 * The mail an answer in the outbox becomes: what is attached to its row goes with it, byte for
 * byte, and an attachment that is gone stops the answer instead of missing from it.
 */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/log.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/messages.h"

#include "skranke/mail/mime_read.h"
#include "skranke/mail/outbox_mail.h"
#include "skranke/mail/outbox_run.h"

#include "office.h"
#include "servers.h"
#include "testing.h"

/* An answer with nothing attached, in an office whose relay is this server's (0: none). */
static Office *office_with(int port, gint64 *answer)
{
    g_autofree char *relay =
        g_strdup_printf("[relay]\nhost = 127.0.0.1\nport = %d\nsecurity = none\n", port);
    Office *office = office_new(port ? relay : "");
    gint64 inquiry = office_inquiry(office, "Folketallet i Ås");
    *answer = office_answer(office, inquiry, "kari@example.org", "Se vedlegget.\n");
    return office;
}

/* bytes NULL: a row whose content is gone. */
static void attach(Office *office, gint64 message, const char *name, const char *type,
                   const char *bytes, gsize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *sha256 = bytes ? content_add(batch, bytes, size) : g_strdup("none");
    db_batch_add(batch,
                 "INSERT INTO attachment (message, name, type, size, content) "
                 "VALUES (?, ?, ?, ?, (SELECT id FROM content WHERE sha256 = ?))",
                 "issis", message, name, type, (gint64)size, sha256);
    if (!db_batch_apply(office->db, batch, &error))
        fail_msg("%s", error->message);
}

static GBytes *make(Office *office, gint64 answer, GError **error)
{
    g_autoptr(OutboxItem) item = office_item(office, answer);
    bool fresh = false;
    GBytes *mail = outbox_mail_bytes(office->db, office->config, item, clock_now(), &fresh, error);
    assert_true(fresh);
    return mail;
}

static ParsedMail *make_and_read(Office *office, gint64 answer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) mail = make(office, answer, &error);
    if (!mail)
        fail_msg("%s", error->message);
    return mime_read(mail, clock_now(), NULL);
}

static void test_attachments_go_with_it(void **state)
{
    (void)state;
    gint64 answer;
    g_autoptr(Office) office = office_with(0, &answer);
    static const char table[] = "år;tall\n2026;21450\n";
    static const char mail[] = "From: kari@example.org\r\nSubject: x\r\n\r\nHei\r\n";
    g_autofree char *large = g_strnfill(3 * 1024 * 1024 + 7, 'z');
    attach(office, answer, "Folketall i Ås.csv", "text/csv", table, sizeof table - 1);
    attach(office, answer, "henvendelse.eml", "message/rfc822", mail, sizeof mail - 1);
    attach(office, answer, "stor.bin", "application/octet-stream", large, strlen(large));
    g_autoptr(ParsedMail) read = make_and_read(office, answer);
    assert_string_equal(read->text, "Se vedlegget.");
    const struct {
        const char *name, *type, *bytes;
        gsize size;
    } wanted[] = {{"Folketall i Ås.csv", "text/csv", table, sizeof table - 1},
                  {"henvendelse.eml", "message/rfc822", mail, sizeof mail - 1},
                  {"stor.bin", "application/octet-stream", large, strlen(large)}};
    assert_int_equal(read->attachments->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const MailAttachment *file = read->attachments->pdata[i];
        gsize size;
        const char *bytes = g_bytes_get_data(file->bytes, &size);
        assert_string_equal(file->name, wanted[i].name);
        assert_string_equal(file->type, wanted[i].type);
        assert_int_equal(size, wanted[i].size);
        assert_memory_equal(bytes, wanted[i].bytes, size);
    }
}

static void test_reply_to(void **state)
{
    (void)state;
    gint64 answer;
    g_autoptr(Office) office = office_with(0, &answer);
    g_autoptr(ParsedMail) before = make_and_read(office, answer);
    assert_string_equal(before->reply_to, "");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE message SET reply_to = ? WHERE id = ?", "si",
                 "info+17.4f2a@example.com", answer);
    assert_true(db_batch_apply(office->db, batch, NULL));
    g_autoptr(ParsedMail) after = make_and_read(office, answer);
    assert_string_equal(after->reply_to, "info+17.4f2a@example.com");
}

static void expect_unmade(Office *office, gint64 answer, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(make(office, answer, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    if (!strstr(error->message, words))
        fail_msg("%s", error->message);
}

static void test_too_large_or_gone(void **state)
{
    (void)state;
    gint64 answer, other;
    g_autoptr(Office) office = office_with(0, &answer);
    g_autofree char *large = g_strnfill(13 * 1024 * 1024, 'z');
    attach(office, answer, "en.bin", "application/octet-stream", large, strlen(large));
    attach(office, answer, "to.bin", "application/octet-stream", large, strlen(large));
    expect_unmade(office, answer, "more than 25 MB");
    g_autoptr(Office) second = office_with(0, &other);
    attach(second, other, "borte.pdf", "application/pdf", NULL, 10);
    expect_unmade(second, other, "borte.pdf");
}

/* Over the wire as well: what arrives is what was attached; what cannot be made comes back to the
 * desk with the reason, and stops nobody. */
static void test_over_the_wire(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    gint64 answer;
    g_autoptr(Office) office = office_with(fake_smtp_port(server), &answer);
    attach(office, answer, "punktum.txt", "text/plain", ".\r\n..\r\n", 7);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 broken = office_answer(office, inquiry, "ola@example.org", "Svar\n");
    attach(office, broken, "borte.pdf", "application/pdf", NULL, 10);
    OutboxReport report;
    assert_true(outbox_run(office->db, office->config, &report, NULL));
    assert_int_equal(report.sent, 1);
    assert_int_equal(report.refused, 1);
    g_autoptr(FakeSmtpMessage) arrived = fake_smtp_message(server, 0);
    g_autoptr(GBytes) bytes = g_bytes_new(arrived->body->str, arrived->body->len);
    g_autoptr(ParsedMail) read = mime_read(bytes, clock_now(), NULL);
    const MailAttachment *file = read->attachments->pdata[0];
    assert_int_equal(g_bytes_get_size(file->bytes), 7);
    g_autoptr(GPtrArray) events = events_of_inquiry(office->db, inquiry, NULL);
    const Event *last = events->pdata[events->len - 1];
    assert_int_equal(last->kind, EVENT_REFUSED);
    assert_non_null(strstr(last->after, "borte.pdf"));
}

/* ---- the thread ---- */

static void add_message(GPtrArray *messages, MessageDirection direction, MessagePurpose purpose,
                        const char *id)
{
    Message *message = message_new();
    message->id = messages->len + 1;
    message->direction = direction;
    message->purpose = purpose;
    g_free(message->message_id);
    message->message_id = g_strdup(id);
    g_ptr_array_add(messages, message);
}

static char *references_of(const GPtrArray *messages, MessagePurpose purpose)
{
    g_autoptr(Message) answer = message_new();
    answer->id = messages->len + 1;
    answer->purpose = purpose;
    g_autoptr(GPtrArray) ids = outbox_mail_references(messages, answer);
    return g_strjoinv(" ", (char **)ids->pdata);
}

/* The inquirer's mail program never saw what the section wrote; an answer to that is an answer to
 * nothing. */
static void test_the_inquirer_answers_nothing_unseen(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    add_message(messages, MESSAGE_IN, PURPOSE_PLAIN, "question");
    add_message(messages, MESSAGE_OUT, PURPOSE_FORWARD, "forward");
    add_message(messages, MESSAGE_OUT, PURPOSE_NOTICE, "notice");
    add_message(messages, MESSAGE_IN, PURPOSE_FROM_SECTION, "section");
    g_autofree char *answer = references_of(messages, PURPOSE_ANSWER);
    assert_string_equal(answer, "notice question");
    g_autofree char *again = references_of(messages, PURPOSE_FORWARD);
    assert_string_equal(again, "forward section");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attachments_go_with_it),
        cmocka_unit_test(test_reply_to),
        cmocka_unit_test(test_too_large_or_gone),
        cmocka_unit_test(test_over_the_wire),
        cmocka_unit_test(test_the_inquirer_answers_nothing_unseen),
    };
    log_start("/dev/null", LOG_INFO);
    return cmocka_run_group_tests_name("outbox_mail", tests, NULL, NULL);
}

/* Messages: what goes in comes out, attachments, the original mail, threads, who takes part; and
 * five hundred mails in one batch. On both carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "store_fixture.h"

static GPtrArray *read_messages(StoreFixture *fixture, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *messages = messages_of_inquiry(fixture->db, inquiry, &error);
    assert_no_error(error);
    return messages;
}

static void a_message_comes_back_whole(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hei");
    g_autoptr(Message) message = fixture_message("k@b.example", "Emne", "Tekst\n'; --", "a@b");
    message->direction = MESSAGE_OUT;
    message->from_name = g_strdup("Byrået");
    message->reply_to = g_strdup("r@b.example");
    message->recipients = g_strdup("Kari <k@b.example>");
    message->copies = g_strdup("o@b.example");
    message->author = fixture->ola;
    message->automatic = g_strdup("Auto-Submitted");
    message->delivery = DELIVERY_HELD;
    message->joined_by = g_strdup("References <x>");
    message->warnings = g_strdup("charset");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, 1, message, NULL, NULL);
    fixture_apply(fixture, batch);
    g_autoptr(Message) read = messages_get(fixture->db, 2, NULL);
    assert_int_equal(read->inquiry, 1);
    assert_int_equal(read->direction, MESSAGE_OUT);
    assert_string_equal(read->channel, "email");
    assert_string_equal(read->from_name, "Byrået");
    assert_string_equal(read->from_address, "k@b.example");
    assert_string_equal(read->reply_to, "r@b.example");
    assert_string_equal(read->recipients, "Kari <k@b.example>");
    assert_string_equal(read->copies, "o@b.example");
    assert_string_equal(read->subject, "Emne");
    assert_string_equal(read->text, "Tekst\n'; --");
    assert_int_equal(read->at, FIXTURE_NOW);
    assert_int_equal(read->author, fixture->ola);
    assert_string_equal(read->author_name, "Ola Ås");
    assert_string_equal(read->message_id, "a@b");
    assert_string_equal(read->automatic, "Auto-Submitted");
    assert_int_equal(read->delivery, DELIVERY_HELD);
    assert_string_equal(read->delivery_answer, "");
    assert_string_equal(read->joined_by, "References <x>");
    assert_string_equal(read->warnings, "charset");
    assert_int_equal(read->raw, 0);
}

static void what_is_not_there_is_said(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(messages_get(fixture->db, 99, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    assert_null(messages_raw(fixture->db, 99, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    assert_null(messages_attachment(fixture->db, 99, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(messages_newest_in(fixture->db, 99, NULL), 0);
    g_autoptr(GPtrArray) none = read_messages(fixture, 99);
    assert_int_equal(none->len, 0);
}

static void messages_are_read_by_time_with_attachments(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hei"); /* message 1, now */
    g_autoptr(Message) message = fixture_message("k@b.example", "Emne", "Eldre", NULL);
    message->at = FIXTURE_NOW - 10;
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha = content_add(batch, "bytes\0!", 7);
    g_autofree char *raw = content_add(batch, "From: x\r\n\xff", 10);
    messages_add(batch, 1, message, NULL, raw);
    messages_add_attachment(batch, "tabell.xlsx", "application/x", 7, sha);
    messages_add_attachment(batch, "borte.pdf", "application/pdf", 9, NULL);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) messages = read_messages(fixture, 1);
    assert_int_equal(messages->len, 2);
    const Message *older = messages->pdata[0];
    assert_string_equal(older->text, "Eldre");
    assert_int_equal(((const Message *)messages->pdata[1])->attachments->len, 0);
    assert_int_equal(older->attachments->len, 2);
    const Attachment *attachment = older->attachments->pdata[0];
    assert_string_equal(attachment->name, "tabell.xlsx");
    assert_string_equal(attachment->type, "application/x");
    assert_int_equal(attachment->size, 7);
    assert_string_equal(attachment->sha256, sha);
    g_autoptr(GBytes) bytes = messages_attachment(fixture->db, attachment->id, NULL);
    assert_int_equal(g_bytes_get_size(bytes), 7);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "bytes\0!", 7);
    g_autoptr(GBytes) mail = messages_raw(fixture->db, older->id, NULL);
    assert_int_equal(g_bytes_get_size(mail), 10);
    const Attachment *missing = older->attachments->pdata[1];
    g_autoptr(GError) error = NULL;
    assert_null(messages_attachment(fixture->db, missing->id, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
}

static void delivery_moves_on(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    messages_set_delivery(batch, 1, DELIVERY_QUEUED, 0);
    fixture_apply(fixture, batch);
    g_autoptr(Message) queued = messages_get(fixture->db, 1, NULL);
    assert_int_equal(queued->delivery, DELIVERY_QUEUED);
    assert_int_equal(queued->at, FIXTURE_NOW);
    batch = db_batch_new(NULL);
    messages_set_delivery(batch, 1, DELIVERY_SENT, FIXTURE_NOW + 5);
    fixture_apply(fixture, batch);
    g_autoptr(Message) sent = messages_get(fixture->db, 1, NULL);
    assert_int_equal(sent->at, FIXTURE_NOW + 5);
}

/* Adds a mail with its Message-ID and references to an inquiry. */
static void add_mail(StoreFixture *fixture, gint64 inquiry, const char *id,
                     const char *const *references)
{
    g_autoptr(Message) message = fixture_message("k@b.example", "Emne", "Hei", id);
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, message, references, NULL);
    fixture_apply(fixture, batch);
}

static void check_thread(StoreFixture *fixture, const char *const *ids, gint64 inquiry,
                         const char *matched)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *found = NULL;
    gint64 in = 0;
    bool any = messages_find_thread(fixture->db, ids, &in, &found, &error);
    assert_no_error(error);
    assert_int_equal(any, inquiry != 0);
    assert_int_equal(in, inquiry);
    if (matched)
        assert_string_equal(found, matched);
}

#define IDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void threads_are_found_by_message_id(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "a", "a");
    fixture_inquiry(fixture, "new", 0, 2, "b", "b");
    add_mail(fixture, 1, "one@x", IDS("parent@x", ""));
    add_mail(fixture, 2, "two@x", IDS("one@x"));
    check_thread(fixture, IDS("nobody@x"), 0, NULL);
    check_thread(fixture, (const char *const[]){NULL}, 0, NULL);
    check_thread(fixture, NULL, 0, NULL);
    check_thread(fixture, IDS("parent@x"), 1, "parent@x"); /* merely referred to */
    check_thread(fixture, IDS("one@x"), 1, "one@x");       /* its own goes before 2's reference */
    check_thread(fixture, IDS("parent@x", "two@x"), 2, "two@x"); /* own before referred to */
    check_thread(fixture, IDS("two@x", "one@x"), 2, "two@x");    /* the order asked */
    check_thread(fixture, IDS("one@x", "two@x"), 1, "one@x");
    check_thread(fixture, IDS("'\"\\\xff]", "one@x"), 1, "one@x");
    /* The parent comes after its answer: from now on it is a message of the inquiry. */
    add_mail(fixture, 1, "parent@x", NULL);
    check_thread(fixture, IDS("two@x", "parent@x"), 2, "two@x");
    check_thread(fixture, IDS("parent@x", "two@x"), 1, "parent@x");
    add_mail(fixture, 1, "parent@x", IDS("parent@x", "one@x")); /* the same once more is no error */
}

static void everybody_who_takes_part(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "a", "a"); /* kunde@example.org */
    g_autoptr(Message) message = fixture_message("KUNDE@Example.org", "x", "x", NULL);
    message->recipients = g_strdup("Info <info@byraa.example>, tull, \"Ås, Per\" <Per@x.example>");
    message->copies = g_strdup("ola@x.example; per@x.example");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, 1, message, NULL, NULL);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) participants = messages_participants(fixture->db, 1, NULL);
    g_ptr_array_add(participants, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)participants->pdata);
    assert_string_equal(joined, "kunde@example.org info@byraa.example per@x.example ola@x.example");
}

static gint64 hits(StoreFixture *fixture, const char *filter)
{
    QueueQuery query = {.view = QUEUE_ALL, .filter = filter, .now = FIXTURE_NOW};
    g_autoptr(GError) error = NULL;
    gint64 count = inquiries_count(fixture->db, &query, &error);
    assert_no_error(error);
    return count;
}

static void search_finds_what_people_remember(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hei");
    g_autoptr(Message) answer = fixture_message("info@byraa.example", "Re: x", "Bodø", NULL);
    Attachment *attachment = g_new0(Attachment, 1);
    attachment->name = g_strdup("Årsrapport_2025.pdf");
    g_ptr_array_add(answer->attachments, attachment);
    answer->direction = MESSAGE_OUT;
    answer->recipients = g_strdup("Per Ås <per@x.example>");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, 1, answer, NULL, NULL);
    fixture_apply(fixture, batch);
    assert_int_equal(hits(fixture, "bodø"), 1);
    assert_int_equal(hits(fixture, "årsrapport"), 1);
    assert_int_equal(hits(fixture, "per ås"), 1);
    assert_int_equal(hits(fixture, "byraa"), 0); /* the bureau is in every answer */
}

static void five_hundred_mails_in_one_batch(void **state)
{
    StoreFixture *fixture = *state;
    DbBatch *batch = db_batch_new(NULL);
    g_autoptr(Inquiry) inquiry = inquiry_new();
    inquiry->subject = g_strdup("Folketall");
    for (int i = 1; i <= 500; i++) {
        g_autofree char *id = g_strdup_printf("m%d@x", i);
        g_autofree char *text = g_strdup_printf("Tekst nummer %d", i);
        g_autoptr(Message) message = fixture_message("k@b.example", "Folketall", text, id);
        inquiry->received_at = i;
        inquiries_add(batch, inquiry, 0, FIXTURE_NOW);
        messages_add(batch, EVENT_LATEST, message, IDS("parent@x"), NULL);
        events_add(batch, FIXTURE_NOW, 0, EVENT_RECEIVED, EVENT_LATEST, EVENT_LATEST, NULL, NULL);
    }
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM message AS m JOIN inquiry AS i "
                                             "ON i.id = m.inquiry WHERE m.text = 'Tekst nummer ' "
                                             "|| i.received_at"),
                     500);
    assert_int_equal(hits(fixture, "nummer 77"), 1);
    check_thread(fixture, IDS("m77@x"), 77, "m77@x");
    check_thread(fixture, IDS("parent@x"), 500, "parent@x");
}

static void only_the_newest_500_are_read(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "a", "a");
    g_autoptr(Message) message = fixture_message("k@b.example", "x", "x", NULL);
    DbBatch *batch = db_batch_new(NULL);
    messages_add_attachment(batch, "gammel.txt", "text/plain", 1, NULL); /* of the first */
    for (int i = 0; i < 501; i++)
        messages_add(batch, 1, message, NULL, NULL);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) messages = read_messages(fixture, 1);
    assert_int_equal(messages->len, 500);
    assert_int_equal(((const Message *)messages->pdata[0])->id, 3);
    assert_int_equal(messages_newest_in(fixture->db, 1, NULL), 502);
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(a_message_comes_back_whole),
        store_test(what_is_not_there_is_said),
        store_test(messages_are_read_by_time_with_attachments),
        store_test(delivery_moves_on),
        store_test(threads_are_found_by_message_id),
        store_test(everybody_who_takes_part),
        store_test(search_finds_what_people_remember),
        store_test(five_hundred_mails_in_one_batch),
        store_test(only_the_newest_500_are_read),
    };
    return run_on_both_carriers(tests);
}

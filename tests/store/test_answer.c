/* An answer from the first key to the outbox and back, on both carriers. */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"

#include "desk_fixture.h"

static void replace(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static Draft *begin(Desk *desk, gint64 id, const char *text)
{
    g_autoptr(GError) error = NULL;
    gsize caret = 0;
    Draft *draft = answer_begin(desk, id, DRAFT_REPLY, &caret, &error);
    assert_no_error(error);
    if (text) {
        g_autofree char *whole =
            g_strdup_printf("%.*s%s%s", (int)caret, draft->text, text, draft->text + caret);
        replace(&draft->text, whole);
    }
    return draft;
}

/* A message from outside to the inquiry. */
static void comes(StoreFixture *fixture, gint64 id, const char *from, const char *reply_to,
                  const char *automatic)
{
    g_autoptr(Message) message = fixture_message(from, "Folketall", "Hei igjen", "");
    replace(&message->reply_to, reply_to);
    replace(&message->automatic, automatic);
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, id, message, NULL, NULL);
    inquiries_message_came(batch, id, FIXTURE_NOW, FIXTURE_NOW);
    fixture_apply(fixture, batch);
}

static gint64 inquiry_from(StoreFixture *fixture, const char *from, const char *reply_to,
                           const char *automatic)
{
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hvor mange bor her?");
    comes(fixture, id, from, reply_to, automatic);
    return id;
}

static void starts_with_recipient_quote_and_signature(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    g_autoptr(Draft) draft = begin(kari, id, "Hei Per!");
    assert_non_null(strstr(draft->recipients, "per@eks.example"));
    assert_string_equal(draft->subject, "Re: Folketall");
    assert_true(g_str_has_prefix(draft->text, "Hei Per!"));
    const char *signature = strstr(draft->text, "\n-- \n"),
               *quote = strstr(draft->text, "> Hei igjen");
    assert_non_null(signature);
    assert_non_null(quote);
    assert_true(signature < quote);
    assert_non_null(strstr(signature, kari->operator_->name));
    assert_null(strstr(draft->text, "{operator}"));
    assert_int_equal(draft->id, 0);
    desk_fixture_free(kari);
}

static void recipients_are_people_outside(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const struct {
        const char *from, *reply_to, *automatic, *recipient;
    } cases[] = {
        {"per@eks.example", "svar@eks.example", "", "svar@eks.example"},
        {"noreply@eks.example", "", "", ""},
        {"info@byraa.example", "", "", ""},
        {"per@eks.example", "post@byraa.example", "", ""},
        /* automatic mail is passed over: the one who wrote first gets the answer */
        {"borte@eks.example", "felle@eks.example", "Auto-Submitted: auto-replied", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 id = inquiry_from(fixture, cases[i].from, cases[i].reply_to, cases[i].automatic);
        g_autoptr(Draft) draft = begin(kari, id, NULL);
        if (cases[i].recipient) {
            assert_string_equal(draft->recipients, cases[i].recipient);
            continue;
        }
        assert_null(strstr(draft->recipients, "felle"));
        assert_null(strstr(draft->recipients, "borte"));
        assert_non_null(strchr(draft->recipients, '@'));
    }
    desk_fixture_free(kari);
}

static void an_old_draft_goes_on_where_it_ended(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    g_autoptr(Draft) draft = begin(kari, id, "Hei Per!");
    assert_done(answer_save(kari, draft, &error), error);
    gsize caret = 0;
    g_autoptr(Draft) again = answer_begin(kari, id, DRAFT_REPLY, &caret, &error);
    assert_int_equal(again->id, draft->id);
    assert_string_equal(again->text, draft->text);
    assert_int_equal(caret, strlen("Hei Per!"));
    assert_done(answer_discard(kari, again, &error), error);
    g_autoptr(Draft) fresh = begin(kari, id, NULL);
    assert_int_equal(fresh->id, 0);
    desk_fixture_free(kari);
}

static void review_refuses_what_cannot_be_sent(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    static const struct {
        const char *text, *to, *cc;
        int code;
    } cases[] = {
        {"Hei", "per@eks.example", "ikke en adresse", SKRANKE_ERROR_USAGE},
        {"Hei", "a@b@c.example", "", SKRANKE_ERROR_USAGE},
        {"Hei", "", "", SKRANKE_ERROR_REFUSED},
        {"Hei", "post@byraa.example", "", SKRANKE_ERROR_REFUSED},
        {"  ", "per@eks.example", "", SKRANKE_ERROR_REFUSED},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Draft) draft = begin(kari, id, cases[i].text);
        replace(&draft->recipients, cases[i].to);
        replace(&draft->copies, cases[i].cc);
        g_autoptr(AnswerReview) review = answer_review(kari, draft, &error);
        assert_refused(review != NULL, error, (gint)cases[i].code);
    }
    desk_fixture_free(kari);
}

static void review_shows_what_will_be_sent(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    DbBatch *batch = db_batch_new(NULL);
    inquiries_take(batch, id, fixture->ola, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(Draft) draft = begin(kari, id, "Svar");
    replace(&draft->recipients, "\"Vik, Per\" <per@eks.example>; Info <INFO@byraa.example>");
    replace(&draft->copies, "PER@eks.example, kopi@eks.example");
    g_autoptr(AnswerReview) review = answer_review(kari, draft, &error);
    assert_no_error(error);
    assert_string_equal(review->to, "\"Vik, Per\" <per@eks.example>");
    assert_string_equal(review->cc, "kopi@eks.example");
    assert_int_equal(review->addresses->len, 2);
    assert_string_equal(review->addresses->pdata[0], "per@eks.example");
    assert_int_equal(review->warnings->len, 1);
    assert_non_null(strcasestr(review->warnings->pdata[0], "info@byraa.example"));
    assert_int_equal(review->news->len, 0);
    assert_string_not_equal(review->owner_elsewhere, "");
    desk_fixture_free(kari);
}

static gint64 sent(Desk *desk, gint64 id, bool close, gint64 *draft_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Draft) draft = begin(desk, id, "Svar til deg");
    gint64 message = answer_send(desk, draft, close, false, &error);
    assert_done(message != 0, error);
    if (draft_id)
        *draft_id = draft->id;
    return message;
}

static void sending_is_one_act(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    gint64 message = sent(kari, id, false, NULL);
    g_autoptr(Message) out = messages_get(kari->db, message, &error);
    assert_int_equal(out->direction, MESSAGE_OUT);
    assert_int_equal(out->delivery, DELIVERY_HELD);
    assert_string_equal(out->from_name, "Byrået");
    g_autofree char *start = g_strdup_printf("%d.", (int)id);
    assert_true(g_str_has_prefix(out->message_id, start));
    assert_true(g_str_has_suffix(out->message_id, "@byraa.example"));
    assert_int_equal(strlen(out->message_id), strlen(start) + 32 + strlen("@byraa.example"));
    g_autoptr(OutboxItem) item = outbox_of_message(kari->db, message, &error);
    assert_string_equal(item->addresses, "per@eks.example");
    assert_string_equal(item->sender, "post@byraa.example");
    assert_int_equal(item->not_before, FIXTURE_NOW + 10);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_int_equal(inquiry->state, INQUIRY_WAITING);
    assert_int_equal(inquiry->owner, fixture->kari);
    assert_null(drafts_find(kari->db, id, fixture->kari, DRAFT_REPLY, &error));
    g_autoptr(GPtrArray) events = events_of_inquiry(kari->db, id, &error);
    const Event *event = events->pdata[events->len - 1];
    assert_int_equal(event->kind, EVENT_ANSWERED);
    assert_int_equal(event->message, message);
    assert_int_equal(event->revision, inquiry->revision);
    desk_fixture_free(kari);
}

static void another_owner_keeps_it(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    assert_done(act_take(ola, id, &error), error);
    sent(kari, id, true, NULL);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_int_equal(inquiry->state, INQUIRY_CLOSED);
    assert_int_equal(inquiry->owner, fixture->ola);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void news_are_shown_first(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    g_autoptr(Draft) draft = begin(kari, id, "Svar");
    comes(fixture, id, "per@eks.example", "", "");
    g_autoptr(AnswerReview) review = answer_review(kari, draft, &error);
    assert_int_equal(review->news->len, 1);
    assert_refused(answer_send(kari, draft, false, false, &error) != 0, error,
                   SKRANKE_ERROR_CONFLICT);
    g_autoptr(Draft) kept = drafts_find(kari->db, id, fixture->kari, DRAFT_REPLY, &error);
    assert_string_equal(kept->text, draft->text);
    assert_done(answer_send(kari, draft, false, true, &error) != 0, error);
    desk_fixture_free(kari);
}

static void withdrawn_is_as_before(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", ""), draft_id = 0;
    gint64 message = sent(kari, id, true, &draft_id);
    assert_refused(answer_withdraw(ola, message, &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(answer_withdraw(kari, message, &error), error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_int_equal(inquiry->state, INQUIRY_NEW);
    assert_int_equal(inquiry->owner, 0);
    g_autoptr(Draft) draft = drafts_find(kari->db, id, fixture->kari, DRAFT_REPLY, &error);
    assert_int_equal(draft->id, draft_id);
    assert_true(g_str_has_prefix(draft->text, "Svar til deg"));
    g_autoptr(OutboxItem) item = outbox_of_message(kari->db, message, &error);
    assert_int_equal(item->state, DELIVERY_WITHDRAWN);
    assert_refused(answer_withdraw(kari, message, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_refused(answer_withdraw(kari, 999, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_done(answer_send(kari, draft, false, false, &error) != 0, error);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void withdrawing_keeps_what_others_did(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    gint64 message = sent(kari, id, false, NULL);
    assert_done(act_assign(kari, id, "ola", &error), error);
    assert_done(answer_withdraw(kari, message, &error), error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_int_equal(inquiry->owner, fixture->ola);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_int_equal(inquiry->answered_at, 0);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void what_has_left_stays_out(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    gint64 message = sent(kari, id, false, NULL);
    g_autoptr(OutboxItem) item = outbox_of_message(kari->db, message, &error);
    DbBatch *batch = db_batch_new(NULL);
    outbox_begin(batch, item, NULL, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_refused(answer_withdraw(kari, message, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_refused(answer_retry(kari, message, &error), error, SKRANKE_ERROR_CONFLICT);
    batch = db_batch_new(NULL);
    outbox_refused(batch, item, "550 no such user", FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_done(answer_retry(kari, message, &error), error);
    g_autoptr(OutboxItem) again = outbox_of_message(kari->db, message, &error);
    assert_int_equal(again->state, DELIVERY_QUEUED);
    desk_fixture_free(kari);
}

static void one_draft_is_sent_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    g_autoptr(Draft) draft = begin(kari, id, "Svar");
    assert_done(answer_save(kari, draft, &error), error);
    g_autoptr(Draft) elsewhere = begin(kari, id, NULL);
    assert_int_equal(elsewhere->id, draft->id);
    assert_done(answer_send(kari, draft, false, false, &error) != 0, error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 1);
    desk_fixture_free(kari);
}

/* What a command sends is never a draft on the way: one batch does all of it or nothing. */
static void sent_at_once_it_was_never_being_written(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_from(fixture, "per@eks.example", "", "");
    g_autoptr(Draft) draft = begin(kari, id, "Svar");
    AnswerOptions options = {.hold_seconds = -1, .at_once = true};
    comes(fixture, id, "per@eks.example", "", "");
    gint64 refused = answer_send_with(kari, draft, &options, &error);
    assert_null(strstr(error->message, "is kept"));
    assert_refused(refused != 0, error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM draft"), 0);
    options.seen_news = true;
    gint64 message = answer_send_with(kari, draft, &options, &error);
    assert_done(message != 0, error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM draft WHERE state = 'sent' "
                                             "AND id = (SELECT draft FROM outbox)"),
                     1);
    assert_done(answer_withdraw(kari, message, &error), error);
    g_autoptr(Draft) again = begin(kari, id, NULL);
    assert_non_null(strstr(again->text, "Svar"));
    assert_true(again->id != 0);
    desk_fixture_free(kari);
}

/* A list's mail is marked automatic though a person wrote it; a person's own mail goes before it.
 */
static void a_list_is_answered_where_no_other_mail_is(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 list = inquiry_from(fixture, "per@eks.example", "", "list");
    comes(fixture, list, "mailer-daemon@eks.example", "", "auto-replied");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE message SET automatic = 'list' WHERE inquiry = ?", "i", list);
    fixture_apply(fixture, batch);
    g_autoptr(Draft) to_list = begin(kari, list, NULL);
    assert_non_null(strstr(to_list->recipients, "per@eks.example"));
    gint64 person = inquiry_from(fixture, "anne@eks.example", "", "");
    comes(fixture, person, "per@eks.example", "", "list");
    g_autoptr(Draft) to_person = begin(kari, person, NULL);
    assert_non_null(strstr(to_person->recipients, "anne@eks.example"));
    desk_fixture_free(kari);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(starts_with_recipient_quote_and_signature),
        store_test(recipients_are_people_outside),
        store_test(an_old_draft_goes_on_where_it_ended),
        store_test(review_refuses_what_cannot_be_sent),
        store_test(review_shows_what_will_be_sent),
        store_test(sending_is_one_act),
        store_test(another_owner_keeps_it),
        store_test(news_are_shown_first),
        store_test(withdrawn_is_as_before),
        store_test(withdrawing_keeps_what_others_did),
        store_test(what_has_left_stays_out),
        store_test(one_draft_is_sent_once),
        store_test(sent_at_once_it_was_never_being_written),
        store_test(a_list_is_answered_where_no_other_mail_is),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

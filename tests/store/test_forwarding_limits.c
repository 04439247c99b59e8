/* What does not leave the house with a forwarded inquiry, what is written down when one is looked
 * at, and what becomes of several forwards at once. On both carriers. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/forwarding.h"

#include "desk_fixture.h"

/* A number of the synthetic series: nobody's. */
#define NUMBER "13527210091"
#define MASKED "•••••••••••"

static const Section sections[] = {
    {(char *)"010", (char *)"Ledelsen", (char *)"", (char *)"", (char *)"management",
     (char *)"ledelsen@byraa.example", (char *)""},
    {(char *)"240", (char *)"Seksjon for prisstatistikk", (char *)"", (char *)"", (char *)"subject",
     (char *)"s240@byraa.example", (char *)""},
    {(char *)"312", (char *)"Seksjon for lønn", (char *)"", (char *)"", (char *)"subject",
     (char *)"s312@byraa.example", (char *)""},
};

static void put_person(DbBatch *batch, const char *initials, const char *section, const char *email)
{
    Person *person = person_new();
    person->initials = g_strdup(initials);
    person->name = g_strdup(initials);
    person->sections = g_strdup(section);
    person->email = g_strdup(email);
    people_put_person(batch, person, FIXTURE_NOW);
    person_free(person);
}

static Desk *begin(StoreFixture *fixture)
{
    static const Statistic kpi = {.short_name = (char *)"kpi",
                                  .section = (char *)"240",
                                  .name_nb = (char *)"Konsumprisindeksen"};
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        people_put_section(batch, &sections[i]);
    put_person(batch, "dir", "010", "oro@byraa.example");
    put_person(batch, "vis", "240,010", "Vis@byraa.example");
    put_person(batch, "ono", "240", "ono@byraa.example");
    people_put_statistic(batch, &kpi, "", "");
    fixture_apply(fixture, batch);
    return desk_fixture(fixture, fixture->kari);
}

static gint64 inquiry_of(StoreFixture *fixture, const char *category, const char *silo)
{
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, FIXTURE_NOW - 3600,
                                "Spørsmål om priser", "Hva koster det?");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE inquiry SET category = ?, category_by = 'operator', silo = ?, "
                 "language = 'nb', from_name = 'Eva Dal' WHERE id = ?",
                 "ssi", category, silo, id);
    db_batch_add(batch, "UPDATE message SET from_name = 'Eva Dal' WHERE inquiry = ?", "i", id);
    fixture_apply(fixture, batch);
    return id;
}

static void run(StoreFixture *fixture, const char *sql)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, sql, "");
    fixture_apply(fixture, batch);
}

/* To the message added last. */
static void attach(StoreFixture *fixture, const char *name, const char *type, const char *bytes,
                   gsize size)
{
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha256 = content_add(batch, bytes, size);
    messages_add_attachment(batch, name, type, (gint64)size, sha256);
    fixture_apply(fixture, batch);
}

static ForwardReview *review_of(Desk *desk, gint64 id, const ForwardWish *wish)
{
    g_autoptr(GError) error = NULL;
    ForwardReview *review = forwarding_review(desk, id, wish, &error);
    assert_no_error(error);
    return review;
}

static void forward(Desk *desk, gint64 id, const char *section)
{
    g_autoptr(GError) error = NULL;
    ForwardWish wish = {.section = section};
    assert_done(forwarding_send(desk, id, &wish, &error) > 0, error);
}

static Inquiry *look(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    return inquiry;
}

static const Message *newest(const GPtrArray *messages, MessagePurpose purpose)
{
    for (guint i = messages->len; i > 0; i--)
        if (((const Message *)messages->pdata[i - 1])->purpose == purpose)
            return messages->pdata[i - 1];
    fail_msg("there is no such message");
    return NULL;
}

static char *warnings_of(const ForwardReview *review)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < review->warnings->len; i++)
        g_string_append_printf(all, "%s\n", (const char *)review->warnings->pdata[i]);
    return g_string_free(all, FALSE);
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in: %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in: %s", part, text);
}

/* ---- identity numbers ---- */

static void files_with_numbers_stay_here(void **state)
{
    static const struct {
        const char *name, *type, *bytes;
        gsize size;
        bool goes;
    } files[] = {
        {"liste.txt", "text/plain", "Fia " NUMBER " Dal", 19, false},
        {"liste.CSV", "application/octet-stream", "Fia;" NUMBER, 15, false},
        /* UTF-16 */
        {"vid.txt", "text/plain",
         "\xff\xfe"
         "1\0"
         "3\0"
         "5\0"
         "2\0"
         "7\0"
         "2\0"
         "1\0"
         "0\0"
         "0\0"
         "9\0"
         "1\0",
         24, false},
        {"tall.csv", "text/csv", "0301;42", 7, true},
        {"bilde.png", "image/png", NUMBER, 11, true},
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        gint64 id = inquiry_of(fixture, "simple_statistics", "open");
        attach(fixture, files[i].name, files[i].type, files[i].bytes, files[i].size);
        g_autoptr(ForwardReview) review = review_of(desk, id, &(ForwardWish){.section = "240"});
        g_autofree char *warned = warnings_of(review);
        forward(desk, id, "240");
        g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
        const Message *mail = newest(messages, PURPOSE_FORWARD);
        if (mail->attachments->len != (files[i].goes ? 1 : 0))
            fail_msg("%s", files[i].name);
        if (files[i].goes)
            continue;
        assert_holds(warned, files[i].name);
        assert_holds(mail->text, files[i].name);
        assert_lacks(warned, "masked");
        gint64 decided = inquiry_of(fixture, "simple_statistics", "open");
        attach(fixture, files[i].name, files[i].type, files[i].bytes, files[i].size);
        g_autoptr(GError) error = NULL;
        ForwardWish wish = {.section = "240", .identity_numbers = true};
        assert_done(forwarding_send(desk, decided, &wish, &error) > 0, error);
        g_autoptr(GPtrArray) with = messages_of_inquiry(desk->db, decided, NULL);
        assert_int_equal(newest(with, PURPOSE_FORWARD)->attachments->len, 1);
    }
    desk_fixture_free(desk);
}

static void names_with_numbers_are_masked(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open");
    attach(fixture, NUMBER ".pdf", "application/pdf", "tall", 4);
    run(fixture, "UPDATE message SET from_name = 'Fia " NUMBER "'");
    run(fixture, "UPDATE inquiry SET from_name = 'Fia " NUMBER "'");
    g_autoptr(ForwardReview) review = review_of(desk, id, &(ForwardWish){.section = "240"});
    g_autofree char *warned = warnings_of(review);
    assert_holds(warned, "masked in the text");
    assert_holds(warned, "Attachments go as they are");
    forward(desk, id, "240");
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    const Message *mail = newest(messages, PURPOSE_FORWARD);
    const Message *notice = newest(messages, PURPOSE_NOTICE);
    const Attachment *file = mail->attachments->pdata[0];
    assert_string_equal(file->name, MASKED ".pdf");
    assert_lacks(mail->text, NUMBER);
    assert_lacks(notice->recipients, NUMBER);
    assert_holds(notice->recipients, "kunde@example.org");
    assert_lacks(notice->text, NUMBER);
    desk_fixture_free(desk);
}

/* ---- what nobody has looked at, and who need not be known ---- */

static void a_guess_is_told_to_nobody(void **state)
{
    static const struct {
        const char *by;
        bool told;
    } rows[] = {{"suggestion", false}, {"mailbox", false}, {"operator", true}};
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = inquiry_of(fixture, "simple_statistics", "open");
        DbBatch *batch = db_batch_new(NULL);
        db_batch_add(batch, "UPDATE inquiry SET statistic = 'kpi', category_by = ?", "s",
                     rows[i].by);
        fixture_apply(fixture, batch);
        g_autoptr(ForwardReview) review = review_of(desk, id, &(ForwardWish){.section = "240"});
        (rows[i].told ? assert_holds : assert_lacks)(review->text, "Konsumprisindeksen");
        (rows[i].told ? assert_holds : assert_lacks)(review->notice, "Konsumprisindeksen");
        (rows[i].told ? assert_lacks : assert_holds)(review->notice, "om «Spørsmål om priser».");
    }
    desk_fixture_free(desk);
}

static void an_inquiry_about_nothing_is_thanked_for(void **state)
{
    static const char *const rows[][3] = {
        {"nb", "Om henvendelsen din", "Takk for henvendelsen. Vi har sendt den videre til Seksjon"},
        {"nn", "Om førespurnaden din", "Takk for førespurnaden. Vi har sendt han vidare"},
        {"en", "About your inquiry", "Thank you for your inquiry. We have forwarded it to the"},
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = inquiry_of(fixture, "simple_statistics", "open");
        DbBatch *batch = db_batch_new(NULL);
        db_batch_add(batch, "UPDATE inquiry SET subject = '', language = ? WHERE id = ?", "si",
                     rows[i][0], id);
        fixture_apply(fixture, batch);
        g_autoptr(ForwardReview) review = review_of(desk, id, &(ForwardWish){.section = "240"});
        assert_string_equal(review->notice_subject, rows[i][1]);
        assert_holds(review->notice, rows[i][2]);
        assert_false(g_str_has_suffix(review->subject, "] "));
    }
    desk_fixture_free(desk);
}

static void who_asks_for_access_is_left_out(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "access_request", "access");
    g_autoptr(ForwardReview) review = review_of(desk, id, &(ForwardWish){.section = "240"});
    g_autofree char *warned = warnings_of(review);
    assert_lacks(review->text, "Eva Dal");
    assert_lacks(review->text, "kunde@example.org");
    assert_lacks(review->text, "direkte");
    assert_holds(review->text, "---- innsynskrever, ");
    assert_holds(review->text, "Hva koster det?");
    assert_holds(warned, "summary");
    assert_holds(review->notice, "Eva Dal");
    desk_fixture_free(desk);
}

/* ---- looking ---- */

static void a_review_of_what_is_closed_is_an_opening(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 open = inquiry_of(fixture, "simple_statistics", "open");
    gint64 press = inquiry_of(fixture, "press", "press");
    g_autoptr(ForwardReview) first = review_of(desk, open, &(ForwardWish){.section = "240"});
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'opened'"),
                     0);
    g_autoptr(ForwardReview) second = review_of(desk, press, &(ForwardWish){.section = "240"});
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'opened'"),
                     1);
    desk_fixture_free(desk);
}

/* ---- what the silo keeps ---- */

static void a_summary_gives_nothing_away(void **state)
{
    static const char *const texts[] = {
        "Eva Dal lurer på prisene.",
        "Svar til kunde@example.org.",
        "Vi har levert skjemaet for mars to ganger og lurer på om melken skal regnes med i begge.",
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "respondent_person", "respondents");
    run(fixture, "UPDATE message SET text = 'Hei! Vi har levert skjemaet for mars to ganger og "
                 "lurer på om melken skal regnes med i begge. Hilsen Eva'");
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        ForwardWish wish = {.section = "240", .summary = texts[i]};
        assert_refused(forwarding_send(desk, id, &wish, &error) != 0, error, SKRANKE_ERROR_REFUSED);
        wish = (ForwardWish){.section = "240", .summary = "Pris på melk?", .comment = texts[i]};
        assert_refused(forwarding_send(desk, id, &wish, &error) != 0, error, SKRANKE_ERROR_REFUSED);
    }
    g_autoptr(ForwardReview) plain = review_of(
        desk, id, &(ForwardWish){.section = "240", .summary = "Spørsmål om pris på melk."});
    assert_holds(plain->text, "melk");
    desk_fixture_free(desk);
}

/* ---- the press and the management ---- */

static Draft *reply_to(Desk *desk, gint64 id, const char *to, const char *cc)
{
    g_autoptr(GError) error = NULL;
    Draft *draft = answer_begin(desk, id, DRAFT_REPLY, NULL, &error);
    assert_no_error(error);
    g_free(draft->text);
    draft->text = g_strdup("Kan du svare?");
    g_free(draft->recipients);
    draft->recipients = g_strdup(to ? to : "kunde@example.org");
    g_free(draft->copies);
    draft->copies = g_strdup(cc ? cc : "");
    return draft;
}

static void press_reaches_the_management_no_other_way(void **state)
{
    static const struct {
        const char *to, *cc;
        bool refused;
    } rows[] = {
        {"oro@byraa.example", NULL, true},
        {NULL, "Direktøren <ORO@byraa.example>", true},
        {NULL, "ono@byraa.example, vis@byraa.example", true},
        {"ledelsen@byraa.example", NULL, true},
        {NULL, "ono@byraa.example", false},
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 press = inquiry_of(fixture, "press", "press");
    gint64 plain = inquiry_of(fixture, "simple_statistics", "open");
    desk->operator_->press_contact = false;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Draft) draft = reply_to(desk, press, rows[i].to, rows[i].cc);
        g_autoptr(AnswerReview) review = answer_review(desk, draft, &error);
        if ((review == NULL) != rows[i].refused)
            fail_msg("row %u: %s", i, error ? error->message : "goes");
        g_clear_error(&error);
        if (rows[i].refused)
            assert_refused(answer_send(desk, draft, false, false, &error) != 0 || review, error,
                           SKRANKE_ERROR_REFUSED);
        g_autoptr(Draft) other = reply_to(desk, plain, rows[i].to, rows[i].cc);
        g_autoptr(GError) none = NULL;
        g_autoptr(AnswerReview) goes = answer_review(desk, other, &none);
        assert_no_error(none);
    }
    g_autoptr(GError) error = NULL;
    assert_refused(forwarding_send(desk, press, &(ForwardWish){.person = "vis"}, &error) != 0,
                   error, SKRANKE_ERROR_REFUSED);
    desk->operator_->press_contact = true;
    g_autoptr(Draft) draft = reply_to(desk, press, "oro@byraa.example", NULL);
    assert_done(answer_send(desk, draft, false, false, &error) != 0, error);
    desk_fixture_free(desk);
}

static void a_number_in_a_name_blocks_no_answer(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open");
    run(fixture, "UPDATE message SET from_name = 'Fia " NUMBER "', subject = 'Om " NUMBER "'");
    g_autoptr(Draft) draft = answer_begin(desk, id, DRAFT_REPLY, NULL, &error);
    assert_no_error(error);
    assert_lacks(draft->recipients, NUMBER);
    assert_lacks(draft->subject, NUMBER);
    assert_lacks(draft->text, NUMBER);
    g_free(draft->text);
    draft->text = g_strdup("Svaret er 42.");
    g_free(draft->recipients);
    draft->recipients = g_strdup("Fia " NUMBER " <kunde@example.org>");
    assert_done(answer_send(desk, draft, false, false, &error) != 0, error);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    assert_string_equal(newest(messages, PURPOSE_ANSWER)->recipients,
                        "Fia " MASKED " <kunde@example.org>");
    desk_fixture_free(desk);
}

/* ---- several, and the end ---- */

static gint64 count(StoreFixture *fixture, const char *state)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM forward WHERE state = '%s'", state);
    return fixture_number(fixture, sql);
}

static void closing_ends_what_is_awaited(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open");
    forward(desk, id, "240");
    forward(desk, id, "312");
    assert_done(forwarding_answered_directly(desk, id, &error), error);
    assert_int_equal(count(fixture, "answered_directly"), 1);
    assert_int_equal(count(fixture, "taken_back"), 1);
    assert_int_equal(count(fixture, "waiting"), 0);
    gint64 other = inquiry_of(fixture, "simple_statistics", "open");
    forward(desk, other, "240");
    assert_done(act_close(desk, other, &error), error);
    assert_int_equal(count(fixture, "waiting"), 0);
    g_autoptr(Inquiry) closed = look(desk, other);
    assert_string_equal(closed->forwarded_to, "");
    /* Undone, it is awaited as before. */
    assert_done(act_undo(desk, NULL, &error), error);
    assert_int_equal(count(fixture, "waiting"), 1);
    g_autoptr(Inquiry) again = look(desk, other);
    assert_string_equal(again->forwarded_to, "Seksjon for prisstatistikk");
    assert_int_equal(again->state, INQUIRY_WAITING);
    assert_true(again->forward_due_at > 0);
    assert_false(again->paused);
    desk_fixture_free(desk);
}

static void taking_back_stops_what_is_held(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "complex_statistics", "open");
    forward(desk, id, "240");
    assert_done(forwarding_take_back(desk, id, &error), error);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM outbox WHERE state = 'withdrawn'"), 2);
    g_autofree char *nothing = forwarding_still_out(desk, id, &error);
    assert_string_equal(nothing, "");
    g_autoptr(Inquiry) back = look(desk, id);
    assert_int_equal(back->holding_sent_at, 0);
    assert_int_equal(back->state, INQUIRY_OPEN);
    /* What has left is told. */
    forward(desk, id, "312");
    run(fixture, "UPDATE outbox SET state = 'sent' WHERE state = 'held' AND message IN "
                 "(SELECT message FROM forward)");
    assert_done(forwarding_take_back(desk, id, &error), error);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM outbox WHERE state = 'withdrawn'"), 3);
    g_autofree char *told = forwarding_still_out(desk, id, &error);
    assert_holds(told, "s312@byraa.example");
    assert_lacks(told, "has been told");
    desk_fixture_free(desk);
}

static void forwarding_accepts_what_was_suggested(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open");
    run(fixture, "UPDATE inquiry SET category_by = 'suggestion'");
    forward(desk, id, "240");
    g_autoptr(Inquiry) sent = look(desk, id);
    assert_int_equal(sent->category_by, CHOSEN_BY_OPERATOR);
    assert_done(act_undo(desk, NULL, &error), error);
    g_autoptr(Inquiry) back = look(desk, id);
    assert_int_equal(back->category_by, CHOSEN_BY_SUGGESTION);
    desk_fixture_free(desk);
}

int main(void)
{
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(files_with_numbers_stay_here),
        store_test(names_with_numbers_are_masked),
        store_test(a_guess_is_told_to_nobody),
        store_test(an_inquiry_about_nothing_is_thanked_for),
        store_test(who_asks_for_access_is_left_out),
        store_test(a_review_of_what_is_closed_is_an_opening),
        store_test(a_summary_gives_nothing_away),
        store_test(press_reaches_the_management_no_other_way),
        store_test(a_number_in_a_name_blocks_no_answer),
        store_test(closing_ends_what_is_awaited),
        store_test(taking_back_stops_what_is_held),
        store_test(forwarding_accepts_what_was_suggested),
    };
    return run_on_both_carriers(tests);
}

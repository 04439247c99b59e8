/* What the bureau does not do is refused by the acts themselves, whichever way an answer goes, and
 * leaves nothing behind. What each rule says is tests/unit/test_refusal.c. On both carriers. */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

#define ROWS_OF_DATA "Kommune 2023 2024 2025\n0301 12 14 15\n1103 17 18 19\n"
#define THE_WAY "Slik søker du: https://www.byraa.example/mikrodata"
/* A synthetic number of a test register: month + 80. */
#define NOBODYS_NUMBER "15858010060"

static void set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static gint64 inquiry_of(StoreFixture *fixture, Desk *desk, const char *category)
{
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW, "Emne", "Kan jeg få dette?");
    assert_done(sorting_set_category(desk, id, category, NULL, &error), error);
    return id;
}

static gint64 by_mail(Desk *desk, gint64 id, const char *text, const char *to,
                      const AnswerOptions *options, GError **error)
{
    gsize caret = 0;
    g_autoptr(Draft) draft = answer_begin(desk, id, DRAFT_REPLY, &caret, error);
    if (!draft)
        return 0;
    set_text(&draft->text, text);
    if (to)
        set_text(&draft->recipients, to);
    return answer_send_with(desk, draft, options, error);
}

static gint64 by_telephone(Desk *desk, gint64 id, const char *text, bool close, GError **error)
{
    Channel phone = CHANNEL_PHONE;
    const RecordedAnswer answer = {.text = text, .channel = &phone, .close = close};
    return act_answered(desk, id, &answer, error);
}

static const AnswerOptions at_once = {.at_once = true, .hold_seconds = -1};

/* Both ways are shut, and nothing has left. */
static void expect_refused(StoreFixture *fixture, Desk *desk, gint64 id, const char *text)
{
    g_autoptr(GError) error = NULL;
    gint64 before = fixture_number(fixture, "SELECT count(*) FROM message");
    assert_refused(by_mail(desk, id, text, NULL, &at_once, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(by_telephone(desk, id, text, false, &error), error, SKRANKE_ERROR_REFUSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM message"), before);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_int_equal(inquiry->answered_at, 0);
}

static void expect_sent(Desk *desk, gint64 id, const char *text)
{
    g_autoptr(GError) error = NULL;
    assert_done(by_mail(desk, id, text, NULL, &at_once, &error), error);
    assert_done(by_telephone(desk, id, text, false, &error), error);
}

static void microdata_are_not_sent(void **state)
{
    static const char *const categories[] = {"microdata", "custom_dataset"};
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    for (guint i = 0; i < G_N_ELEMENTS(categories); i++)
        expect_refused(fixture, desk, inquiry_of(fixture, desk, categories[i]), ROWS_OF_DATA);
    for (guint i = 0; i < G_N_ELEMENTS(categories); i++)
        expect_sent(desk, inquiry_of(fixture, desk, categories[i]), THE_WAY);
    /* What anybody may have is sent to anybody. */
    expect_sent(desk, inquiry_of(fixture, desk, "simple_statistics"), ROWS_OF_DATA);
    desk_fixture_free(desk);
}

static void the_press_reaches_the_management_by_press_contacts(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_of(fixture, desk, "press_management");
    desk->operator_->press_contact = false;
    expect_refused(fixture, desk, id, "Direktøren sier ja.");
    desk->operator_->press_contact = true;
    expect_sent(desk, id, "Direktøren ringer deg.");
    desk_fixture_free(desk);
}

static void an_access_request_is_decided_before_it_is_closed(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_of(fixture, desk, "access_request");
    const AnswerOptions closing = {.at_once = true, .hold_seconds = -1, .close = true};
    assert_refused(act_close(desk, id, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(by_mail(desk, id, "Vedlagt.", NULL, &closing, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(by_telephone(desk, id, "Du får det.", true, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    assert_refused(sorting_decide(desk, id, "refused", "", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(sorting_decide(desk, id, "refused", "offl. § 13", &error), error);
    assert_done(by_mail(desk, id, "Avslag.", NULL, &closing, &error), error);
    desk_fixture_free(desk);
}

static void nothing_of_respondents_goes_to_others(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_of(fixture, desk, "respondent_person");
    assert_refused(by_mail(desk, id, "Hun svarte ja.", "noen.andre@example.com", &at_once, &error),
                   error, SKRANKE_ERROR_REFUSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    expect_sent(desk, id, "Det er frivillig.");
    desk_fixture_free(desk);
}

static void an_identity_number_leaves_by_decision_only(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = inquiry_of(fixture, desk, "gdpr_access");
    const AnswerOptions decided = {.at_once = true, .hold_seconds = -1, .identity_numbers = true};
    const char *text = "Vi har lagret " NOBODYS_NUMBER ".";
    assert_refused(by_mail(desk, id, text, NULL, &at_once, &error), error, SKRANKE_ERROR_REFUSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM outbox"), 0);
    assert_done(by_mail(desk, id, text, NULL, &decided, &error), error);
    desk_fixture_free(desk);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(microdata_are_not_sent),
        store_test(the_press_reaches_the_management_by_press_contacts),
        store_test(an_access_request_is_decided_before_it_is_closed),
        store_test(nothing_of_respondents_goes_to_others),
        store_test(an_identity_number_leaves_by_decision_only),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

/* The acts of an operator, on both carriers: one winner, nothing half done, an event for each. */
#include "skranke/base/error.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"

#include "desk_fixture.h"

static void expect(Desk *desk, gint64 id, gint64 owner, InquiryState state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_int_equal(inquiry->owner, owner);
    assert_int_equal(inquiry->state, state);
}

/* The newest event of the inquiry is of this kind and by this operator. */
static void expect_event(Desk *desk, gint64 id, EventKind kind, const char *before)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, id, NULL);
    assert_true(events->len > 0);
    const Event *event = events->pdata[events->len - 1];
    assert_string_equal(event_kind_word(event->kind), event_kind_word(kind));
    assert_string_equal(event->operator_name, desk->operator_->name);
    if (before)
        assert_string_equal(event->before, before);
}

static guint count_events(Desk *desk, gint64 id)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, id, NULL);
    return events->len;
}

static void taking_has_one_winner(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    assert_done(act_take(kari, id, &error), error);
    expect(kari, id, fixture->kari, INQUIRY_OPEN);
    expect_event(kari, id, EVENT_TAKEN, "{\"owner\":0,\"state\":\"new\"}");
    guint events = count_events(kari, id);
    assert_false(act_take(ola, id, &error));
    assert_non_null(strstr(error->message, kari->operator_->name));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    assert_done(act_take(kari, id, &error), error);
    assert_int_equal(count_events(kari, id), events);
    assert_refused(act_take(kari, 999, &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void next_is_the_one_that_waited_longest(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 young = fixture_inquiry(fixture, "new", 0, 2000, "Ny", "Hei");
    gint64 old = fixture_inquiry(fixture, "new", 0, 1000, "Gammel", "Hei");
    fixture_inquiry(fixture, "closed", 0, 10, "Lukket", "Hei");
    assert_int_equal(act_take_next(kari, &error), old);
    assert_int_equal(act_take_next(kari, &error), young);
    assert_refused(act_take_next(kari, &error) != 0, error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

static void only_owner_or_administrator_releases(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, 1000, "Folketall", "Hei");
    assert_refused(act_release(ola, id, &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(act_release(kari, id, &error), error);
    expect(kari, id, 0, INQUIRY_NEW);
    expect_event(kari, id, EVENT_RELEASED, NULL);
    assert_done(act_take(ola, id, &error), error);
    assert_done(act_release(kari, id, &error), error); /* kari is the administrator */
    expect(kari, id, 0, INQUIRY_NEW);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void assigned_to_a_known_operator(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    assert_refused(act_assign(kari, id, "ukjent", &error), error, SKRANKE_ERROR_NOT_FOUND);
    expect(kari, id, 0, INQUIRY_NEW);
    assert_done(act_assign(kari, id, "ola", &error), error);
    expect(kari, id, fixture->ola, INQUIRY_OPEN);
    expect_event(kari, id, EVENT_ASSIGNED, NULL);
    desk_fixture_free(kari);
}

static void a_note_ends_its_draft(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    g_autoptr(Draft) draft = draft_new();
    draft->inquiry = id;
    draft->operator_id = fixture->kari;
    draft->kind = DRAFT_NOTE;
    draft->text = g_strdup("halv");
    assert_done(drafts_save(kari->db, draft, FIXTURE_NOW, &error), error);
    assert_refused(act_note(kari, id, " \n ", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(act_note(kari, id, "Ring ham i morgen\n", &error), error);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(kari->db, id, &error);
    assert_int_equal(messages->len, 2);
    const Message *note = messages->pdata[1];
    assert_int_equal(note->direction, MESSAGE_NOTE);
    assert_string_equal(note->text, "Ring ham i morgen");
    assert_int_equal(note->author, fixture->kari);
    assert_int_equal(note->at, FIXTURE_NOW);
    assert_null(drafts_find(kari->db, id, fixture->kari, DRAFT_NOTE, &error));
    expect(kari, id, 0, INQUIRY_NEW);
    expect_event(kari, id, EVENT_NOTED, NULL);
    desk_fixture_free(kari);
}

static void closed_and_opened_again(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 mine = fixture_inquiry(fixture, "open", fixture->kari, 1000, "Min", "Hei");
    gint64 free_ = fixture_inquiry(fixture, "new", 0, 1000, "Fri", "Hei");
    assert_done(act_close(kari, mine, &error), error);
    expect(kari, mine, fixture->kari, INQUIRY_CLOSED);
    guint events = count_events(kari, mine);
    assert_done(act_close(kari, mine, &error), error);
    assert_int_equal(count_events(kari, mine), events);
    assert_done(act_reopen(kari, mine, &error), error);
    expect(kari, mine, fixture->kari, INQUIRY_OPEN);
    expect_event(kari, mine, EVENT_REOPENED, NULL);
    assert_done(act_close(kari, free_, &error), error);
    assert_done(act_reopen(kari, free_, &error), error);
    expect(kari, free_, 0, INQUIRY_NEW);
    desk_fixture_free(kari);
}

static void set_changes_only_what_is_given(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, 1000, "Folketall", "Hei");
    assert_refused(act_set(kari, id, &(InquiryChange){.language = "de"}, &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_refused(act_set(kari, id, &(InquiryChange){.state = "closed"}, &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_done(act_set(kari, id, &(InquiryChange){.language = "nn", .state = "waiting"}, &error),
                error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_string_equal(inquiry->language, "nn");
    assert_string_equal(inquiry->subject, "Folketall");
    assert_int_equal(inquiry->state, INQUIRY_WAITING);
    desk_fixture_free(kari);
}

static void registered_by_hand(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    NewInquiry letter = {.channel = CHANNEL_LETTER,
                         .from = "Åse Bø <ase@eks.example>",
                         .subject = "Om navn",
                         .text = "Kjære byrå",
                         .received_at = 5000};
    gint64 id = act_register(kari, &letter, &error);
    assert_done(id != 0, error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_string_equal(inquiry->from_name, "Åse Bø");
    assert_string_equal(inquiry->from_address, "ase@eks.example");
    assert_int_equal(inquiry->received_at, 5000);
    assert_int_equal(inquiry->channel, CHANNEL_LETTER);
    assert_int_equal(inquiry->message_count, 1);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(kari->db, id, &error);
    assert_int_equal(messages->len, 1);
    assert_string_equal(((const Message *)messages->pdata[0])->text, "Kjære byrå");
    expect_event(kari, id, EVENT_RECEIVED, NULL);
    NewInquiry nothing = {.channel = CHANNEL_PHONE};
    assert_refused(act_register(kari, &nothing, &error) != 0, error, SKRANKE_ERROR_USAGE);
    desk_fixture_free(kari);
}

/* An application that somebody registers is confirmed as one that came by mail, where there is an
 * address; the confirmation is held as every mail. */
static void a_registered_application_is_confirmed(void **state)
{
    StoreFixture *fixture = *state;
    static const struct {
        Channel channel;
        const char *from, *category;
        int confirmed;
    } cases[] = {
        {CHANNEL_WEB_FORM, "Åse Bø <Ase@eks.example>", "job_application", 1},
        {CHANNEL_LETTER, "Åse Bø <ase@eks.example>", "job_application", 1},
        {CHANNEL_WEB_FORM, "Åse Bø", "job_application", 0},
        {CHANNEL_WEB_FORM, "Åse Bø <no-reply@eks.example>", "job_application", 0},
        {CHANNEL_WEB_FORM, "Åse Bø <info@byraa.example>", "job_application", 0},
        {CHANNEL_WEB_FORM, "Åse Bø <ase@eks.example>", "simple_statistics", 0},
    };
    Desk *kari = desk_fixture(fixture, fixture->kari);
    int sent = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        NewInquiry given = {.channel = cases[i].channel,
                            .from = cases[i].from,
                            .category = cases[i].category,
                            .subject = "Søknad",
                            .text = "CV"};
        gint64 id = act_register(kari, &given, &error);
        assert_done(id != 0, error);
        sent += cases[i].confirmed;
        if (fixture_number(fixture, "SELECT count(*) FROM outbox") != sent)
            fail_msg("case %zu", i);
        g_autofree char *sql = g_strdup_printf(
            "SELECT (answered_at IS NOT NULL) + 10 * (due_at IS NULL) + 100 * message_count "
            "FROM inquiry WHERE id = %" G_GINT64_FORMAT,
            id);
        assert_int_equal(fixture_number(fixture, sql), cases[i].confirmed ? 211 : 100);
    }
    assert_int_equal(sent, fixture_number(fixture, "SELECT count(*) FROM receipt"));
    assert_int_equal(
        sent, fixture_number(fixture,
                             "SELECT count(*) FROM message AS m JOIN outbox AS o ON o.message = "
                             "m.id JOIN receipt AS r ON r.inquiry = m.inquiry WHERE m.purpose = "
                             "'receipt' AND m.automatic = 'auto-replied' AND m.delivery = 'held' "
                             "AND m.recipients = 'ase@eks.example' AND m.text LIKE '%referanse #' "
                             "|| m.inquiry || '.%' AND o.not_before = m.at + 10"));
    assert_int_equal(
        sent, fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'receipted'"));
    desk_fixture_free(kari);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(taking_has_one_winner),
        store_test(next_is_the_one_that_waited_longest),
        store_test(only_owner_or_administrator_releases),
        store_test(assigned_to_a_known_operator),
        store_test(a_note_ends_its_draft),
        store_test(closed_and_opened_again),
        store_test(set_changes_only_what_is_given),
        store_test(registered_by_hand),
        store_test(a_registered_application_is_confirmed),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

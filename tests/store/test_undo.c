/* Undo, on both carriers: every act that did not leave the house goes back, once, and never over
 * what others did. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/reading.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static bool take(Desk *desk, gint64 id, GError **error)
{
    return act_take(desk, id, error);
}

static bool assign(Desk *desk, gint64 id, GError **error)
{
    return act_assign(desk, id, "ola", error);
}

static bool set_waiting(Desk *desk, gint64 id, GError **error)
{
    return act_set(desk, id, &(InquiryChange){.state = "waiting"}, error);
}

static bool set_texts(Desk *desk, gint64 id, GError **error)
{
    return act_set(desk, id, &(InquiryChange){.language = "en", .subject = "Another"}, error);
}

static void goes_back(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const struct {
        const char *state;
        bool owned;
        bool (*act)(Desk *, gint64, GError **);
    } cases[] = {
        {"new", false, take},         {"open", true, act_release},   {"new", false, assign},
        {"waiting", true, act_close}, {"closed", false, act_reopen}, {"open", true, set_waiting},
        {"open", true, set_texts},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *done = NULL;
        gint64 owner = cases[i].owned ? fixture->kari : 0;
        gint64 id = fixture_inquiry(fixture, cases[i].state, owner, 1000, "Folketall", "Hei");
        g_autoptr(Inquiry) before = inquiries_get(kari->db, id, &error);
        assert_done(cases[i].act(kari, id, &error), error);
        g_autoptr(Inquiry) between = inquiries_get(kari->db, id, &error);
        assert_true(between->revision > before->revision);
        assert_done(act_undo(kari, &done, &error), error);
        assert_non_null(done);
        g_autoptr(Inquiry) after = inquiries_get(kari->db, id, &error);
        assert_int_equal(after->owner, before->owner);
        assert_int_equal(after->state, before->state);
        assert_string_equal(after->subject, before->subject);
        assert_string_equal(after->language, before->language);
        assert_true(after->revision > between->revision);
        assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    }
    desk_fixture_free(kari);
}

static void the_newest_first_and_only_mine(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 one = fixture_inquiry(fixture, "new", 0, 1000, "En", "Hei");
    gint64 two = fixture_inquiry(fixture, "new", 0, 1000, "To", "Hei");
    gint64 three = fixture_inquiry(fixture, "new", 0, 1000, "Tre", "Hei");
    assert_done(act_take(kari, one, &error), error);
    assert_done(act_take(kari, two, &error), error);
    assert_done(act_take(ola, three, &error), error);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(Inquiry) second = inquiries_get(kari->db, two, &error);
    assert_int_equal(second->owner, 0);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(Inquiry) first = inquiries_get(kari->db, one, &error);
    assert_int_equal(first->owner, 0);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(Inquiry) third = inquiries_get(kari->db, three, &error);
    assert_int_equal(third->owner, fixture->ola);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void not_over_what_others_did(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    assert_done(act_take(kari, id, &error), error);
    assert_done(act_close(ola, id, &error), error);
    assert_false(act_undo(kari, NULL, &error));
    assert_non_null(strstr(error->message, "Ola Ås"));
    assert_non_null(strstr(error->message, event_kind_text(EVENT_CLOSED)));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, &error);
    assert_int_equal(inquiry->state, INQUIRY_CLOSED);
    assert_int_equal(inquiry->owner, fixture->kari);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

/* Take, note, tag, on top, category, wish, put off: back one by one, the newest first; a split
 * stays, and that is said. */
static void what_i_did_since_is_no_hindrance(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Folketall", "Hei");
    g_autoptr(Inquiry) before = inquiries_get(kari->db, id, &error);
    SplitPart part = {.category = "access_request", .text = "Innsyn"};
    assert_done(act_take(kari, id, &error), error);
    assert_done(act_note(kari, id, "Ringte", &error), error);
    assert_done(sorting_tag(kari, id, "valg", true, &error), error);
    assert_done(sorting_bump(kari, id, true, "Haster", &error), error);
    assert_done(sorting_set_category(kari, id, "press", NULL, &error), error);
    assert_done(sorting_set_wanted(kari, id, FIXTURE_NOW + 7200, &error), error);
    assert_done(sorting_snooze(kari, id, FIXTURE_NOW + 3600, &error), error);
    assert_done(sorting_split(kari, id, &part, &error), error);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_REFUSED); /* once, for both */
    for (int i = 0; i < 7; i++)
        assert_done(act_undo(kari, NULL, &error), error);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(Inquiry) after = inquiries_get(kari->db, id, &error);
    assert_int_equal(after->owner, 0);
    assert_int_equal(after->state, INQUIRY_NEW);
    assert_string_equal(after->category, before->category);
    assert_int_equal(after->wanted_at, 0);
    assert_int_equal(after->snoozed_until, 0);
    assert_false(after->bumped);
    desk_fixture_free(kari);
}

/* Reading changes nothing, and what another has undone is no more. */
static void what_changed_nothing_is_no_hindrance(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Folketall", "Hei");
    assert_done(act_take(kari, id, &error), error);
    assert_done(sorting_tag(kari, id, "valg", true, &error), error);
    assert_done(reading_reveal(ola, id, "Må ringe", &error), error);
    assert_done(sorting_tag(ola, id, "haster", true, &error), error);
    assert_done(act_undo(ola, NULL, &error), error);
    assert_done(act_undo(kari, NULL, &error), error);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(Inquiry) after = inquiries_get(kari->db, id, &error);
    assert_int_equal(after->owner, 0);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void a_note_stays_readable_as_withdrawn(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    assert_done(act_note(kari, id, "Feil sak", &error), error);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(kari->db, id, &error);
    const Message *note = messages->pdata[messages->len - 1];
    assert_int_equal(note->delivery, DELIVERY_WITHDRAWN);
    assert_string_equal(note->text, "Feil sak");
    assert_int_equal(note->at, FIXTURE_NOW);
    desk_fixture_free(kari);
}

static void a_held_answer_is_withdrawn(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    g_autoptr(Draft) draft = answer_begin(kari, id, DRAFT_REPLY, NULL, &error);
    g_free(draft->text);
    draft->text = g_strdup("Svar");
    gint64 message = answer_send(kari, draft, false, false, &error);
    assert_done(message != 0, error);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(OutboxItem) item = outbox_of_message(kari->db, message, &error);
    assert_int_equal(item->state, DELIVERY_WITHDRAWN);
    g_autoptr(GPtrArray) events = events_of_inquiry(kari->db, id, &error);
    assert_true(events->len >= 3);
    const Event *answered = events->pdata[events->len - 3],
                *withdrawn = events->pdata[events->len - 2],
                *undone = events->pdata[events->len - 1];
    assert_int_equal(answered->kind, EVENT_ANSWERED);
    assert_int_equal(withdrawn->kind, EVENT_WITHDRAWN);
    assert_int_equal(undone->kind, EVENT_UNDONE);
    assert_int_equal(answered->undone_by, undone->id);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

static void old_acts_stay(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    assert_done(act_take(kari, id, &error), error);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE event SET at = at - 12 * 3600 - 1", "");
    fixture_apply(fixture, batch);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

/* Never an older act than the newest without a word: what cannot be undone is named first. */
static void what_is_final_is_named(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 one = fixture_inquiry(fixture, "new", 0, 1000, "En", "Hei");
    gint64 two = fixture_inquiry(fixture, "new", 0, 1000, "To", "Hei");
    assert_done(act_take(kari, one, &error), error);
    assert_done(act_take(kari, two, &error), error);
    SplitPart part = {.category = "access_request", .text = "Innsyn"};
    assert_done(sorting_split(kari, two, &part, &error), error);
    DbBatch *import = db_batch_new(NULL);
    events_add(import, FIXTURE_NOW, fixture->kari, EVENT_DIRECTORY_CHANGED, 0, 0, "", "");
    fixture_apply(fixture, import);
    assert_false(act_undo(kari, NULL, &error));
    assert_non_null(strstr(error->message, event_kind_text(EVENT_DIRECTORY_CHANGED)));
    assert_refused(false, error, SKRANKE_ERROR_REFUSED);
    assert_false(act_undo(kari, NULL, &error)); /* and each by itself */
    assert_non_null(strstr(error->message, event_kind_text(EVENT_SPLIT)));
    assert_refused(false, error, SKRANKE_ERROR_REFUSED);
    /* Told of both: the one before them goes back. */
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(Inquiry) released = inquiries_get(kari->db, two, &error);
    assert_int_equal(released->owner, 0);
    /* A new act is undone as ever; another desk of hers knows nothing of what was said. */
    assert_done(act_take(kari, fixture_inquiry(fixture, "new", 0, 1000, "Tre", "Hei"), &error),
                error);
    assert_done(act_undo(kari, &done, &error), error);
    assert_done(events_newest(kari->db, &error) > 0, error);
    desk_fixture_free(kari);
}

static void asked_for_the_one_before(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "En", "Hei");
    assert_done(act_take(kari, id, &error), error);
    NewInquiry given = {.channel = CHANNEL_PHONE, .from = "Nils", .text = "Hei"};
    assert_done(act_register(kari, &given, &error), error);
    g_autoptr(Inquiry) held = inquiries_get(kari->db, id, &error);
    assert_int_equal(held->owner, fixture->kari);
    while (act_undo(kari, NULL, &error)) /* its category, where one was chosen */
        ;
    assert_refused(false, error, SKRANKE_ERROR_REFUSED);
    assert_done(act_undo_before(kari, NULL, &error), error);
    g_autoptr(Inquiry) released = inquiries_get(kari->db, id, &error);
    assert_int_equal(released->owner, 0);
    assert_refused(act_undo_before(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

/* Not stopped by what others changed since, nor by what has left the house. */
static void the_one_before_is_reached(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 one = fixture_inquiry(fixture, "new", 0, 1000, "En", "Hei");
    gint64 two = fixture_inquiry(fixture, "new", 0, 1000, "To", "Hei");
    gint64 three = fixture_inquiry(fixture, "new", 0, 1000, "Tre", "Hei");
    assert_done(act_take(kari, one, &error), error);
    assert_done(act_take(kari, two, &error), error);
    assert_done(act_close(ola, two, &error), error);
    g_autoptr(Draft) draft = answer_begin(kari, three, DRAFT_REPLY, NULL, &error);
    g_free(draft->text);
    draft->text = g_strdup("Svar");
    assert_done(answer_send(kari, draft, false, false, &error), error);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'sent'", "");
    fixture_apply(fixture, batch);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_done(act_undo_before(kari, NULL, &error), error);
    g_autoptr(Inquiry) released = inquiries_get(kari->db, one, &error);
    g_autoptr(Inquiry) held = inquiries_get(kari->db, two, &error);
    assert_int_equal(released->owner, 0);
    assert_int_equal(held->owner, fixture->kari);
    assert_false(act_undo_before(kari, NULL, &error)); /* the newest of them says why not */
    assert_non_null(strstr(error->message, "sent"));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    desk_fixture_free(ola);
    desk_fixture_free(kari);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(goes_back),
        store_test(the_newest_first_and_only_mine),
        store_test(not_over_what_others_did),
        store_test(what_i_did_since_is_no_hindrance),
        store_test(what_changed_nothing_is_no_hindrance),
        store_test(a_note_stays_readable_as_withdrawn),
        store_test(a_held_answer_is_withdrawn),
        store_test(old_acts_stay),
        store_test(what_is_final_is_named),
        store_test(asked_for_the_one_before),
        store_test(the_one_before_is_reached),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

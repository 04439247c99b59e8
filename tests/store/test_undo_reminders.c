/* A reminder of a message to a colleague goes back while its mail is held, on both carriers: what
 * was awaited before is awaited again. What has left the house, or was changed by somebody else, is
 * said and stays. Now is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/forwarding.h"
#include "skranke/desk/phone_messages.h"

#include "desk_fixture.h"
#include "switchboard_walk.h"

/* A message to a colleague that waits, at a desk. */
typedef struct {
    StoreFixture *fixture;
    Desk *kari;
    gint64 message, inquiry;
} Waiting;

static void change(StoreFixture *fixture, const char *sql)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, sql, "");
    fixture_apply(fixture, batch);
}

static Waiting begin(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    switchboard_people(fixture);
    Waiting waiting = {.fixture = fixture, .kari = desk_fixture(fixture, fixture->kari)};
    g_autoptr(Directory) directory = directory_load(fixture->db, FIXTURE_NOW, &error);
    NewPhoneMessage given = {.section = "240",
                             .caller = "Per Ring",
                             .number = "912 34 567",
                             .wish = WISH_CALL_BACK,
                             .text = "Ring meg"};
    waiting.message = phone_message_send(waiting.kari, directory, &given, &error);
    assert_done(waiting.message, error);
    waiting.inquiry = fixture_number(fixture, "SELECT max(inquiry) FROM phone_message");
    change(fixture, "UPDATE outbox SET state = 'sent'");
    return waiting;
}

static void fall_silent(Waiting *waiting)
{
    g_autoptr(GError) error = NULL;
    change(waiting->fixture, "UPDATE forward SET due_at = 1");
    change(waiting->fixture, "UPDATE phone_message SET due_at = 1");
    assert_int_equal(forwarding_sweep(waiting->kari, &error), 1);
}

/* As a report of the mail server leaves it: a reminder asks anew. */
static void come_back(Waiting *waiting)
{
    change(waiting->fixture, "UPDATE forward SET state = 'taken_back', settled_at = 7, answer = "
                             "message");
    change(waiting->fixture, "UPDATE inquiry SET state = 'open'");
}

static void remind(Waiting *waiting)
{
    g_autoptr(GError) error = NULL;
    assert_done(phone_message_remind(waiting->kari, waiting->message, &error), error);
}

static char *stands(Waiting *waiting)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(waiting->fixture->db, &error,
                 "SELECT json_array(p.state, p.due_at, p.reminders, p.forward, i.state, i.bumped, "
                 "i.snoozed_until, i.due_at, i.queue_at, "
                 "f.state, f.due_at, f.settled_at, f.message, (SELECT count(*) FROM forward WHERE "
                 "state IN ('waiting', 'silent'))) FROM phone_message AS p JOIN inquiry AS i "
                 "ON i.id = p.inquiry JOIN forward AS f ON f.id = p.forward",
                 "");
    assert_no_error(error);
    assert_int_equal(db_rows_count(rows), 1);
    return g_strdup(db_rows_text(rows, 0, 0));
}

static void goes_back_while_it_is_held(void **state)
{
    static void (*const befores[])(Waiting *) = {NULL, fall_silent, come_back};
    Waiting waiting = begin(state);
    for (guint i = 0; i < G_N_ELEMENTS(befores); i++) {
        g_autoptr(GError) error = NULL;
        if (befores[i])
            befores[i](&waiting);
        g_autofree char *before = stands(&waiting);
        remind(&waiting);
        g_autofree char *between = stands(&waiting);
        assert_string_not_equal(before, between);
        assert_done(act_undo(waiting.kari, NULL, &error), error);
        g_autofree char *after = stands(&waiting);
        assert_string_equal(after, before);
        assert_int_equal(
            fixture_number(waiting.fixture, "SELECT count(*) FROM outbox WHERE state = 'held'"), 0);
    }
    desk_fixture_free(waiting.kari);
}

/* One after the other, and a note between them. */
static void two_of_them_go_back(void **state)
{
    Waiting waiting = begin(state);
    g_autoptr(GError) error = NULL;
    fall_silent(&waiting);
    g_autofree char *before = stands(&waiting);
    remind(&waiting);
    assert_done(act_note(waiting.kari, waiting.inquiry, "Ringte også", &error), error);
    g_autoptr(GError) early = NULL; /* nobody is reminded of what they have not got */
    assert_refused(phone_message_remind(waiting.kari, waiting.message, &early), early,
                   SKRANKE_ERROR_CONFLICT);
    change(waiting.fixture, "UPDATE outbox SET state = 'sent'");
    remind(&waiting);
    change(waiting.fixture, "UPDATE outbox SET state = 'held' WHERE id > 1");
    for (int i = 0; i < 3; i++)
        assert_done(act_undo(waiting.kari, NULL, &error), error);
    g_autofree char *after = stands(&waiting);
    assert_string_equal(after, before);
    desk_fixture_free(waiting.kari);
}

static void what_has_left_is_said(void **state)
{
    Waiting waiting = begin(state);
    g_autoptr(GError) error = NULL;
    remind(&waiting);
    change(waiting.fixture, "UPDATE outbox SET state = 'sent'");
    g_autofree char *before = stands(&waiting);
    assert_false(act_undo(waiting.kari, NULL, &error));
    assert_non_null(strstr(error->message, "reminder"));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    g_autofree char *after = stands(&waiting);
    assert_string_equal(after, before);
    desk_fixture_free(waiting.kari);
}

static void not_over_what_others_did(void **state)
{
    Waiting waiting = begin(state);
    Desk *ola = desk_fixture(waiting.fixture, waiting.fixture->ola);
    g_autoptr(GError) error = NULL;
    remind(&waiting);
    assert_done(act_assign(ola, waiting.inquiry, "ola", &error), error);
    g_autofree char *before = stands(&waiting);
    assert_false(act_undo(waiting.kari, NULL, &error));
    assert_non_null(strstr(error->message, "Ola Ås"));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    g_autofree char *after = stands(&waiting);
    assert_string_equal(after, before);
    desk_fixture_free(ola);
    desk_fixture_free(waiting.kari);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(goes_back_while_it_is_held),
        store_test(two_of_them_go_back),
        store_test(what_has_left_is_said),
        store_test(not_over_what_others_did),
    };
    return run_on_both_carriers(tests);
}

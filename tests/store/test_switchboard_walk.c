/* The switchboard in an order that nobody thought of: three operators, one of whom sees only what
 * is open, answer, note, end and reopen calls, take messages, promise to ring back, mark colleagues
 * as away and undo what they did, while colleagues reply, fall silent or cannot be reached. After
 * each step the rows must follow from each other, the counts of the header from the lists, and the
 * figures must add up; an act that was refused left nothing behind, and one that is undone leaves
 * what was before. The seeds are fixed, so what fails, fails again; SKRANKE_WALKS walks more of
 * them. On both carriers.
 */
#include <stdlib.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/intake.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/calls.h"
#include "skranke/desk/forwarding.h"
#include "skranke/desk/phone_messages.h"
#include "skranke/desk/sorting.h"
#include "skranke/desk/staff.h"
#include "skranke/mail/intake_run.h"

#include "../../src/mail/outbox_fate.h"
#include "desk_fixture.h"
#include "switchboard_walk.h"

enum { WALKS = 40, WALKS_BY_HTTP = 3, STEPS = 30, MINUTE = 60, HOUR = 3600, DAY = 86400 };

static gint64 any_call(Walk *walk)
{
    return switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM call");
}

static gint64 any_inquiry(Walk *walk)
{
    return switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM inquiry");
}

/* ---- calls ---- */

static const char *const numbers[] = {"912 34 567", "+46 8 123 456 78", "22 11 00 00", ""};

static bool begin(Walk *walk, GError **error)
{
    NewCall given = {.caller = switchboard_pick(walk, 2) ? "Nils Moe" : "",
                     .number = numbers[switchboard_pick(walk, G_N_ELEMENTS(numbers))]};
    return call_begin(walk->desk, &given, error) != 0;
}

/* As the telephone system's events leave it: nobody has taken it. */
static bool ring(Walk *walk, GError **error)
{
    g_autofree char *linked_id = g_strdup_printf("pbx-%d", ++walk->rings);
    Call call = {.began_at = walk->now, .number = (char *)"+4791234567", .linked_id = linked_id};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    calls_add(batch, &call);
    events_add(batch, walk->now, 0, EVENT_CALL_BEGUN, 0, 0, "", "");
    calls_name_in_event(batch);
    return db_batch_apply(walk->desk->db, batch, error);
}

static bool take_ringing(Walk *walk, GError **error)
{
    g_autofree char *linked_id =
        g_strdup_printf("pbx-%d", 1 + switchboard_pick(walk, walk->rings + 1));
    if (walk->rings == 0)
        return false;
    NewCall given = {.linked_id = linked_id, .caller = ""};
    return call_begin(walk->desk, &given, error) != 0;
}

static bool keep(Walk *walk, GError **error)
{
    static const char *const matters[] = {"KPI", "Tvangsmulkt", "Hvor mange bor i Bodø?", ""};
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = matters[switchboard_pick(walk, G_N_ELEMENTS(matters))];
    facts.caller = switchboard_pick(walk, 3) ? NULL : "Ola Nordmann 22 11 00 00";
    facts.person = switchboard_pick(walk, 2) ? switchboard_any_person(walk) : -1;
    facts.press = switchboard_pick(walk, 5) == 0;
    return call_keep(walk->desk, any_call(walk), &facts, error);
}

static bool finish(Walk *walk, GError **error)
{
    static const CallOutcome outcomes[] = {CALL_TRANSFERRED, CALL_ANSWERED, CALL_INFORMED,
                                           CALL_LOST, CALL_GIVEN_UP};
    CallEnd end = {.outcome = outcomes[switchboard_pick(walk, G_N_ELEMENTS(outcomes))],
                   .told_back = switchboard_pick(walk, 2) == 0,
                   .other = switchboard_pick(walk, 3) ? 0 : switchboard_any_person(walk)};
    return call_end(walk->desk, any_call(walk), &end, error);
}

static bool make_inquiry(Walk *walk, GError **error)
{
    return call_to_inquiry(walk->desk, any_call(walk), NULL, switchboard_pick(walk, 2) == 0,
                           error) != 0;
}

/* ---- messages ---- */

static bool message(Walk *walk, GError **error)
{
    g_autoptr(Directory) directory = directory_load(walk->desk->db, walk->now, error);
    assert_non_null(directory);
    NewPhoneMessage given = {.call = switchboard_pick(walk, 3) ? any_call(walk) : 0,
                             .wish = (PhoneWish)switchboard_pick(walk, WISH_COUNT),
                             .text = switchboard_pick(walk, 3) ? "Ring meg" : "Tvangsmulkt"};
    if (switchboard_pick(walk, 4))
        given.person = switchboard_any_person(walk);
    else
        given.section = "240";
    return phone_message_send(walk->desk, directory, &given, error) != 0;
}

static gint64 any_message(Walk *walk)
{
    return switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM phone_message");
}

static bool message_done(Walk *walk, GError **error)
{
    return phone_message_done(walk->desk, any_message(walk), error);
}

static bool remind(Walk *walk, GError **error)
{
    return phone_message_remind(walk->desk, any_message(walk), error);
}

/* ---- ringing back ---- */

static bool promise(Walk *walk, GError **error)
{
    gint64 call = switchboard_pick(walk, 2) ? any_call(walk) : 0;
    const char *to = numbers[switchboard_pick(walk, G_N_ELEMENTS(numbers))];
    return call_back_add(walk->desk, call, to, NULL, "KPI", 0, error) != 0;
}

static gint64 any_call_back(Walk *walk)
{
    return switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM call_back");
}

static bool try_back(Walk *walk, GError **error)
{
    CallBackResult result = (CallBackResult)switchboard_pick(walk, RESULT_COUNT);
    return call_back_try(walk->desk, any_call_back(walk), result, "", error);
}

static bool give_up(Walk *walk, GError **error)
{
    return call_back_give_up(walk->desk, any_call_back(walk), error);
}

/* ---- their inquiries ---- */

static bool close_inquiry(Walk *walk, GError **error)
{
    return act_close(walk->desk, any_inquiry(walk), error);
}

static bool reopen_inquiry(Walk *walk, GError **error)
{
    return act_reopen(walk->desk, any_inquiry(walk), error);
}

static bool categorise(Walk *walk, GError **error)
{
    static const char *const codes[] = {"coercive_fine", "switchboard_call"};
    return sorting_set_category(walk->desk, any_inquiry(walk), codes[switchboard_pick(walk, 2)],
                                NULL, error);
}

static bool forward(Walk *walk, GError **error)
{
    ForwardWish wish = {.section = "240", .summary = "Noen har ringt.", .answer_days = 1};
    return forwarding_send(walk->desk, any_inquiry(walk), &wish, error) != 0;
}

static bool take_back(Walk *walk, GError **error)
{
    return forwarding_take_back(walk->desk, any_inquiry(walk), error);
}

/* ---- what comes by mail and by time ---- */

static void mail_in(Walk *walk, const char *from, const char *headers, const char *subject)
{
    g_autoptr(GError) error = NULL;
    db_set_sight(walk->desk->db, NULL);
    g_autoptr(IntakeRun) run = intake_run_new(walk->desk->db, walk->desk->config);
    walk->mails++;
    char *text = g_strdup_printf("From: %s\r\nTo: info@byraa.example\r\nMessage-ID: <m%d@x>\r\n"
                                 "%sSubject: %s\r\n\r\nDet er gjort.\r\n",
                                 from, walk->mails, headers, subject);
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    IntakeMail mail = {.source = "imap",
                       .mailbox = 1,
                       .uid_validity = 7,
                       .uid = walk->mails,
                       .name = "",
                       .received_at = walk->now,
                       .bytes = bytes};
    assert_done(intake_run_add(run, &mail, &error) && intake_run_flush(run, &error), error);
}

/* To the newest forward of an inquiry. */
static bool reply(Walk *walk, const char *from, const char *headers, GError **error)
{
    db_set_sight(walk->desk->db, NULL);
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(walk->desk->db, any_inquiry(walk), error);
    if (!forwards || forwards->len == 0)
        return false;
    const Forward *forward = forwards->pdata[switchboard_pick(walk, (int)forwards->len)];
    g_autofree char *subject =
        g_strdup_printf("Sv: [#%" G_GINT64_FORMAT "-%s] Beskjed", forward->inquiry, forward->token);
    mail_in(walk, from ? from : forward->address, headers, subject);
    return true;
}

static bool colleague_replies(Walk *walk, GError **error)
{
    return reply(walk, NULL, "", error);
}

static bool colleague_is_away(Walk *walk, GError **error)
{
    return reply(walk, NULL, "Auto-Submitted: auto-replied\r\n", error);
}

static bool mail_comes_back(Walk *walk, GError **error)
{
    return reply(walk, "MAILER-DAEMON@byraa.example",
                 "Return-Path: <>\r\nContent-Type: multipart/report; "
                 "report-type=delivery-status; boundary=b\r\n",
                 error);
}

static GPtrArray *due(Walk *walk, gint64 at)
{
    g_autoptr(GError) error = NULL;
    db_set_sight(walk->desk->db, NULL);
    GPtrArray *items = outbox_due(walk->desk->db, at, 50, &error);
    assert_no_error(error);
    return items;
}

static bool delivery_refused(Walk *walk, GError **error)
{
    g_autoptr(GPtrArray) items = due(walk, walk->now + DAY);
    if (items->len == 0)
        return false;
    const OutboxItem *item = items->pdata[items->len - 1];
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_begin(batch, item, NULL, walk->now);
    outbox_refused(batch, item, "550 nobody", walk->now);
    return outbox_fate_refused(walk->desk->db, batch, item, walk->now, error) &&
           db_batch_apply(walk->desk->db, batch, error);
}

static bool all_leave(Walk *walk, GError **error)
{
    g_autoptr(GPtrArray) items = due(walk, walk->now);
    for (guint i = 0; i < items->len; i++) {
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        outbox_begin(batch, items->pdata[i], NULL, walk->now);
        outbox_sent(batch, items->pdata[i], "250 ok", walk->now);
        assert_done(db_batch_apply(walk->desk->db, batch, error), *error);
    }
    return true;
}

static bool sweep(Walk *walk, GError **error)
{
    return forwarding_sweep(walk->desk, error) >= 0;
}

static const struct {
    const char *name;
    bool (*act)(Walk *walk, GError **error);
    bool by_hand; /* an operator's: with an event, and nothing where it is refused */
} acts[] = {
    {"begin", begin, true},
    {"begin", begin, true},
    {"ring", ring, true},
    {"take ringing", take_ringing, true},
    {"keep", keep, true},
    {"keep", keep, true},
    {"end", finish, true},
    {"end", finish, true},
    {"inquiry", make_inquiry, true},
    {"message", message, true},
    {"message", message, true},
    {"done", message_done, true},
    {"remind", remind, true},
    {"promise", promise, true},
    {"try", try_back, true},
    {"give up", give_up, true},
    {"mark", switchboard_mark, true},
    {"unmark", switchboard_unmark, true},
    {"note", switchboard_note, true},
    {"remove note", switchboard_remove_note, true},
    {"absent", switchboard_absent, true},
    {"present", switchboard_present, true},
    {"stand in", switchboard_stand_in, true},
    {"leave", switchboard_leave, true},
    {"close", close_inquiry, true},
    {"reopen", reopen_inquiry, true},
    {"categorise", categorise, true},
    {"forward", forward, true},
    {"take back", take_back, true},
    {"reply", colleague_replies, false},
    {"auto-reply", colleague_is_away, false},
    {"bounce", mail_comes_back, false},
    {"refused", delivery_refused, false},
    {"sent", all_leave, false},
    {"sweep", sweep, false},
};

/* ---- there and back ---- */

static void undo(Walk *walk, const char *before)
{
    g_autoptr(GError) error = NULL;
    g_string_append(walk->path, " and back");
    if (!act_undo(walk->desk, NULL, &error))
        fail_msg("%s: undo: %s", walk->path->str, error->message);
    switchboard_is_sound(walk);
    g_autofree char *after = switchboard_state(walk);
    if (strcmp(before, after) != 0)
        fail_msg("%s: undo: before\n%s\nafter\n%s", walk->path->str, before, after);
}

static gint64 undoable(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Event) event =
        events_undoable(walk->desk->db, walk->desk->operator_->id, 0, 0, &error);
    assert_no_error(error);
    return event ? event->id : 0;
}

/* ---- the walk ---- */

static void set_clock(Walk *walk, gint64 now)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = time_text_iso(now);
    walk->now = now;
    g_setenv("SKRANKE_NOW", text, TRUE);
    clock_start(&error);
    assert_no_error(error);
}

static bool is_expected(const GError *error)
{
    return !error || g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED) ||
           g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE) ||
           g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) ||
           g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND);
}

static void step(Walk *walk)
{
    static const int leaps[] = {MINUTE, MINUTE, MINUTE, 20 * MINUTE, 3 * HOUR, DAY, 3 * DAY};
    set_clock(walk, walk->now + leaps[switchboard_pick(walk, G_N_ELEMENTS(leaps))]);
    int who = switchboard_pick(walk, SWITCHBOARD_DESKS);
    walk->desk = walk->desks[who];
    desk_look_again(walk->desk);
    gint64 newest = undoable(walk);
    g_autofree char *before = switchboard_state(walk), *all_before = switchboard_all(walk);
    g_autoptr(GError) refused = NULL;
    guint which = (guint)switchboard_pick(walk, G_N_ELEMENTS(acts));
    g_string_append_printf(walk->path, ", %d %s", who + 1, acts[which].name);
    bool done = acts[which].act(walk, &refused);
    desk_look_again(walk->desk);
    g_autofree char *all_after = switchboard_all(walk);
    if (!done) {
        g_string_append_c(walk->path, '-');
        if (!is_expected(refused))
            fail_msg("%s: %s", walk->path->str, refused->message);
        if (strcmp(all_before, all_after) != 0)
            fail_msg("%s: refused, and yet\n%s\nis now\n%s", walk->path->str, all_before,
                     all_after);
    }
    switchboard_is_sound(walk);
    if (done && undoable(walk) > newest && switchboard_pick(walk, 2) == 0)
        undo(walk, before);
}

static void walk_once(StoreFixture *fixture, gint64 nina, guint32 seed)
{
    Walk walk = {.fixture = fixture, .chance = g_rand_new_with_seed(seed)};
    walk.path = g_string_new(NULL);
    g_string_printf(walk.path, "walk %u", seed);
    db_set_sight(fixture->db, NULL);
    switchboard_empty(fixture);
    const gint64 operators[SWITCHBOARD_DESKS] = {fixture->kari, fixture->ola, nina};
    for (int i = 0; i < SWITCHBOARD_DESKS; i++)
        walk.desks[i] = desk_fixture(fixture, operators[i]);
    walk.desk = walk.desks[0];
    /* In the weeks before Easter: the walk goes over holidays and the change of the clocks. */
    set_clock(&walk, FIXTURE_NOW + switchboard_pick(&walk, 20) * DAY);
    for (int i = 0; i < STEPS; i++)
        step(&walk);
    for (int i = 0; i < SWITCHBOARD_DESKS; i++)
        desk_fixture_free(walk.desks[i]);
    g_rand_free(walk.chance);
    g_string_free(walk.path, TRUE);
}

static void nothing_said_goes_astray(void **state)
{
    StoreFixture *fixture = *state;
    switchboard_people(fixture);
    gint64 nina = switchboard_operators(fixture);
    const char *many = g_getenv("SKRANKE_WALKS");
    int walks = many ? atoi(many) : db_is_file(fixture->db) ? WALKS : WALKS_BY_HTTP;
    for (int seed = 1; seed <= walks; seed++)
        walk_once(fixture, nina, (guint32)seed);
    db_set_sight(fixture->db, NULL);
}

int main(void)
{
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {store_test(nothing_said_goes_astray)};
    return run_on_both_carriers(tests);
}

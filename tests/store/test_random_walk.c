/* One inquiry through many acts in an order that nobody thought of: the desk's, the inquirer's and
 * the section's mail, refused deliveries, time. After each step what the record says must follow
 * from what it is made of, and each act that may be undone must leave no trace in the clocks. The
 * seeds are fixed, so what fails, fails again; SKRANKE_WALKS walks more of them. On both carriers.
 */
#include <stdlib.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/intake.h"
#include "skranke/store/outbox.h"
#include "skranke/store/pauses.h"
#include "skranke/store/people.h"
#include "skranke/store/settings.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/change.h"
#include "skranke/desk/forwarding.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"
#include "skranke/mail/intake_run.h"

#include "../../src/mail/outbox_fate.h"
#include "desk_fixture.h"

enum { WALKS = 60, WALKS_BY_HTTP = 4, STEPS = 25, MINUTE = 60, HOUR = 3600, DAY = 86400 };

typedef struct {
    StoreFixture *fixture;
    Desk *desk;
    GRand *chance;
    gint64 inquiry, now;
    int mails;
    GString *path; /* what was done, for whoever must find out why */
} Walk;

static int pick(Walk *walk, int count)
{
    return g_rand_int_range(walk->chance, 0, count);
}

static void set_clock(Walk *walk, gint64 now)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = time_text_iso(now);
    walk->now = now;
    g_setenv("SKRANKE_NOW", text, TRUE);
    clock_start(&error);
    assert_no_error(error);
}

/* ---- mail ---- */

static void mail_in(Walk *walk, const char *from, const char *headers, const char *subject)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(IntakeRun) run = intake_run_new(walk->desk->db, walk->desk->config);
    walk->mails++;
    char *text = g_strdup_printf("From: %s\r\nTo: info@byraa.example\r\nMessage-ID: <m%d@x>\r\n"
                                 "%sSubject: %s\r\n\r\nHvor mange bor i Bodø? %d\r\n",
                                 from, walk->mails, headers, subject, walk->mails);
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

static bool customer_writes(Walk *walk, GError **error)
{
    (void)error;
    mail_in(walk, "kunde@eks.example", "References: <m1@x>\r\n", "Sv: Folketall");
    return true;
}

static bool customer_is_away(Walk *walk, GError **error)
{
    (void)error;
    mail_in(walk, "kunde@eks.example", "References: <m1@x>\r\nAuto-Submitted: auto-replied\r\n",
            "Borte");
    return true;
}

static bool answer_bounces(Walk *walk, GError **error)
{
    (void)error;
    mail_in(walk, "MAILER-DAEMON@eks.example",
            "References: <m1@x>\r\nReturn-Path: <>\r\nContent-Type: multipart/report; "
            "report-type=delivery-status; boundary=b\r\n",
            "Undelivered");
    return true;
}

static bool colleague_answers(Walk *walk, GError **error)
{
    (void)error;
    mail_in(walk, "info@byraa.example", "References: <m1@x>\r\nCc: kunde@eks.example\r\n",
            "Sv: Folketall");
    return true;
}

static bool section_writes(Walk *walk, bool direct, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(walk->desk->db, walk->inquiry, error);
    assert_non_null(forwards);
    if (forwards->len == 0)
        return false;
    const Forward *forward = forwards->pdata[pick(walk, (int)forwards->len)];
    g_autofree char *subject =
        g_strdup_printf("Sv: [#%" G_GINT64_FORMAT "-%s] x", walk->inquiry, forward->token);
    mail_in(walk, "s240@byraa.example", direct ? "Cc: kunde@eks.example\r\n" : "", subject);
    return true;
}

static bool section_answers(Walk *walk, GError **error)
{
    return section_writes(walk, false, error);
}

static bool section_answers_directly(Walk *walk, GError **error)
{
    return section_writes(walk, true, error);
}

/* ---- acts ---- */

static bool take(Walk *walk, GError **error)
{
    return act_take(walk->desk, walk->inquiry, error);
}
static bool release(Walk *walk, GError **error)
{
    return act_release(walk->desk, walk->inquiry, error);
}
static bool close_it(Walk *walk, GError **error)
{
    return act_close(walk->desk, walk->inquiry, error);
}
static bool reopen(Walk *walk, GError **error)
{
    return act_reopen(walk->desk, walk->inquiry, error);
}
static bool note(Walk *walk, GError **error)
{
    return act_note(walk->desk, walk->inquiry, "Ringte.", error);
}
static bool set_waiting(Walk *walk, GError **error)
{
    InquiryChange change = {.state = "waiting"};
    return act_set(walk->desk, walk->inquiry, &change, error);
}
static bool set_open(Walk *walk, GError **error)
{
    InquiryChange change = {.state = "open"};
    return act_set(walk->desk, walk->inquiry, &change, error);
}
static bool snooze(Walk *walk, GError **error)
{
    gint64 until = pick(walk, 4) ? walk->now + (1 + pick(walk, 72)) * HOUR : 0;
    return sorting_snooze(walk->desk, walk->inquiry, until, error);
}
static bool bump(Walk *walk, GError **error)
{
    return sorting_bump(walk->desk, walk->inquiry, pick(walk, 3) > 0, "haster", error);
}
static bool want(Walk *walk, GError **error)
{
    return sorting_set_wanted(walk->desk, walk->inquiry,
                              pick(walk, 2) ? walk->now + pick(walk, 5) * DAY : 0, error);
}
static bool categorise(Walk *walk, GError **error)
{
    static const char *const codes[] = {"simple_statistics", "complex_statistics", "press",
                                        "access_request",    "job_question",       "appeal",
                                        "job_application"};
    return sorting_set_category(walk->desk, walk->inquiry, codes[pick(walk, G_N_ELEMENTS(codes))],
                                NULL, error);
}
static bool decide(Walk *walk, GError **error)
{
    return sorting_decide(walk->desk, walk->inquiry, "granted", "", error);
}
static bool tag(Walk *walk, GError **error)
{
    return sorting_tag(walk->desk, walk->inquiry, "tall", pick(walk, 2) == 0, error);
}

static bool answer(Walk *walk, MessagePurpose purpose, bool close, GError **error)
{
    Draft *draft = answer_begin(walk->desk, walk->inquiry, DRAFT_REPLY, NULL, error);
    if (!draft)
        return false;
    change_set_text(&draft->text, "Hei.\n\n53 000.\n");
    change_set_text(&draft->recipients, "kunde@eks.example");
    draft->purpose = purpose;
    AnswerOptions options = {.close = close, .seen_news = true, .hold_seconds = -1};
    bool done = answer_send_with(walk->desk, draft, &options, error) != 0;
    draft_free(draft);
    return done;
}

static bool answer_and_wait(Walk *walk, GError **error)
{
    return answer(walk, PURPOSE_ANSWER, false, error);
}
static bool answer_and_close(Walk *walk, GError **error)
{
    return answer(walk, PURPOSE_ANSWER, true, error);
}
static bool ask(Walk *walk, GError **error)
{
    return answer(walk, PURPOSE_QUESTION, false, error);
}
static bool hold(Walk *walk, GError **error)
{
    return answer(walk, PURPOSE_HOLDING, false, error);
}
static bool answer_by_telephone(Walk *walk, GError **error)
{
    RecordedAnswer recorded = {.text = "Sagt.", .close = pick(walk, 2) == 0};
    return act_answered(walk->desk, walk->inquiry, &recorded, error) != 0;
}
static bool forward(Walk *walk, GError **error)
{
    ForwardWish wish = {.section = pick(walk, 2) ? "240" : "250",
                        .summary = "Noen spør.",
                        .answer_days = 1 + pick(walk, 3)};
    return forwarding_send(walk->desk, walk->inquiry, &wish, error) != 0;
}
static bool take_back(Walk *walk, GError **error)
{
    return forwarding_take_back(walk->desk, walk->inquiry, error);
}
static bool they_answered(Walk *walk, GError **error)
{
    return forwarding_answered_directly(walk->desk, walk->inquiry, error);
}
/* The server will not have the newest mail that is on its way, as src/mail/outbox_run.c records it.
 */
static bool delivery_refused(Walk *walk, GError **error)
{
    g_autoptr(GPtrArray) due = outbox_due(walk->desk->db, walk->now + DAY, 50, error);
    assert_non_null(due);
    if (due->len == 0)
        return false;
    const OutboxItem *item = due->pdata[due->len - 1];
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_begin(batch, item, NULL, walk->now);
    outbox_refused(batch, item, "550 nobody", walk->now);
    return outbox_fate_refused(walk->desk->db, batch, item, walk->now, error) &&
           db_batch_apply(walk->desk->db, batch, error);
}

static bool all_leave(Walk *walk, GError **error)
{
    g_autoptr(GPtrArray) due = outbox_due(walk->desk->db, walk->now, 50, error);
    for (guint i = 0; due && i < due->len; i++) {
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        outbox_begin(batch, due->pdata[i], NULL, walk->now);
        outbox_sent(batch, due->pdata[i], "250 ok", walk->now);
        assert_done(db_batch_apply(walk->desk->db, batch, error), *error);
    }
    return due != NULL;
}

static bool sweep(Walk *walk, GError **error)
{
    return forwarding_sweep(walk->desk, error) >= 0;
}

static const struct {
    const char *name;
    bool (*act)(Walk *walk, GError **error);
} acts[] = {
    {"take", take},
    {"release", release},
    {"close", close_it},
    {"reopen", reopen},
    {"note", note},
    {"waiting", set_waiting},
    {"open", set_open},
    {"snooze", snooze},
    {"bump", bump},
    {"want", want},
    {"categorise", categorise},
    {"decide", decide},
    {"tag", tag},
    {"answer", answer_and_wait},
    {"answer+close", answer_and_close},
    {"ask", ask},
    {"hold", hold},
    {"telephone", answer_by_telephone},
    {"forward", forward},
    {"take back", take_back},
    {"they answered", they_answered},
    {"sweep", sweep},
    {"customer", customer_writes},
    {"away", customer_is_away},
    {"bounce", answer_bounces},
    {"colleague", colleague_answers},
    {"section", section_answers},
    {"section direct", section_answers_directly},
    {"refused", delivery_refused},
    {"sent", all_leave},
};

/* ---- what must hold ---- */

static Inquiry *look(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(walk->desk->db, walk->inquiry, &error);
    assert_no_error(error);
    return inquiry;
}

#define same(walk, a, b, field)                                                                    \
    do {                                                                                           \
        if ((a)->field != (b)->field)                                                              \
            fail_msg("%s: " #field " is %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,              \
                     (walk)->path->str, (gint64)(a)->field, (gint64)(b)->field);                   \
    } while (0)
#define holds(walk, what)                                                                          \
    do {                                                                                           \
        if (!(what))                                                                               \
            fail_msg("%s: not %s", (walk)->path->str, #what);                                      \
    } while (0)

static gint64 number(Walk *walk, const char *sql)
{
    return fixture_number(walk->fixture, sql);
}

static void same_clocks(Walk *walk, const Inquiry *is, const Inquiry *wanted)
{
    same(walk, is, wanted, silo);
    same(walk, is, wanted, target_at);
    same(walk, is, wanted, limit_at);
    same(walk, is, wanted, holding_at);
    same(walk, is, wanted, due_at);
    same(walk, is, wanted, due_kind);
    same(walk, is, wanted, due_by);
    same(walk, is, wanted, paused);
    same(walk, is, wanted, queue_at);
}

static void clocks_follow(Walk *walk, const Inquiry *inquiry)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pauses =
        pauses_of_inquiry(walk->desk->db, walk->inquiry, inquiry->started_at, &error);
    assert_no_error(error);
    g_autoptr(Inquiry) anew = inquiry_copy(inquiry);
    rulebook_apply(rules_book(walk->desk, NULL), anew, pauses);
    same_clocks(walk, inquiry, anew);
}

static void is_sound(Walk *walk)
{
    g_autoptr(Inquiry) inquiry = look(walk);
    clocks_follow(walk, inquiry);
    gint64 running = number(walk, "SELECT count(*) FROM pause WHERE until_at IS NULL");
    holds(walk, running == (clocks_await_inquirer(inquiry) ? 1 : 0));
    holds(walk, inquiry->snoozed_until == 0 || inquiry->state == INQUIRY_WAITING);
    holds(walk, inquiry->state != INQUIRY_CLOSED || inquiry->due_at == 0);
    gint64 waiting = number(walk, "SELECT count(*) FROM forward WHERE state = 'waiting'");
    holds(walk, (waiting > 0) == (inquiry->forwarded_to && *inquiry->forwarded_to));
    holds(walk, inquiry->started_at >= inquiry->received_at);
    holds(walk, number(walk, "SELECT count(*) FROM (SELECT silo, state, ifnull(owner, 0) AS owner, "
                             "count(*) AS count FROM inquiry GROUP BY silo, state, ifnull(owner, 0)"
                             " EXCEPT SELECT silo, state, owner, count FROM inquiry_tally)") == 0);
    holds(walk, number(walk, "SELECT sum(count) FROM inquiry_tally") == 1);
    holds(walk, number(walk, "SELECT message_count FROM inquiry") ==
                    number(walk, "SELECT count(*) FROM message"));
}

/* ---- the way back ---- */

static gint64 undoable(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Event) event =
        events_undoable(walk->desk->db, walk->desk->operator_->id, 0, 0, &error);
    assert_no_error(error);
    return event ? event->id : 0;
}

static void undo(Walk *walk, const Inquiry *before)
{
    g_autoptr(GError) error = NULL;
    if (!act_undo(walk->desk, NULL, &error))
        fail_msg("%s: undo: %s", walk->path->str, error->message);
    is_sound(walk);
    g_autoptr(Inquiry) after = look(walk);
    g_autofree char *was = NULL, *is = NULL;
    change_facts(before, after, &was, &is);
    if (*was)
        fail_msg("%s: undo: %s instead of %s", walk->path->str, is, was);
    holds(walk, g_strcmp0(before->forwarded_to, after->forwarded_to) == 0);
    same_clocks(walk, after, before);
}

/* ---- the walk ---- */

static void step(Walk *walk)
{
    static const int leaps[] = {MINUTE, MINUTE, 20 * MINUTE, 20 * MINUTE, 3 * HOUR, DAY, 3 * DAY};
    set_clock(walk, walk->now + leaps[pick(walk, G_N_ELEMENTS(leaps))]);
    g_autoptr(GError) refused = NULL;
    g_autoptr(Inquiry) before = look(walk);
    gint64 newest = undoable(walk);
    guint which = (guint)pick(walk, G_N_ELEMENTS(acts));
    g_string_append_printf(walk->path, ", %s", acts[which].name);
    if (!acts[which].act(walk, &refused)) {
        g_string_append_c(walk->path, '-');
        holds(walk, !refused || g_error_matches(refused, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED) ||
                        g_error_matches(refused, SKRANKE_ERROR, SKRANKE_ERROR_USAGE) ||
                        g_error_matches(refused, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    }
    is_sound(walk);
    if (undoable(walk) > newest && pick(walk, 3) == 0) {
        g_string_append(walk->path, " and back");
        undo(walk, before);
    }
}

static void put_bureau(StoreFixture *fixture)
{
    static const char *const sections[][2] = {{"240", "s240@byraa.example"},
                                              {"250", "s250@byraa.example"}};
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        Section section = {
            (char *)sections[i][0], (char *)"Seksjonen",    (char *)"Seksjonen", (char *)"Section",
            (char *)"subject",      (char *)sections[i][1], (char *)""};
        people_put_section(batch, &section);
    }
    db_batch_add(batch, "UPDATE operator SET press_contact = 1", "");
    fixture_apply(fixture, batch);
    mailbox_state_free(intake_mailbox(fixture->db, "info", "info@byraa.example", NULL));
}

static void empty(StoreFixture *fixture)
{
    static const char *const emptying[] = {
        "DELETE FROM event",         "DELETE FROM outbox",        "DELETE FROM draft",
        "DELETE FROM thread_id",     "DELETE FROM intake",        "DELETE FROM intake_count",
        "DELETE FROM journal_entry", "DELETE FROM pause",         "DELETE FROM forward",
        "DELETE FROM tag",           "DELETE FROM receipt",       "DELETE FROM message",
        "DELETE FROM inquiry",       "DELETE FROM inquiry_tally",
    };
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(emptying); i++)
        db_batch_add(batch, emptying[i], "");
    fixture_apply(fixture, batch);
}

static void walk_once(StoreFixture *fixture, guint32 seed)
{
    Walk walk = {.fixture = fixture, .chance = g_rand_new_with_seed(seed)};
    walk.path = g_string_new(NULL);
    g_string_printf(walk.path, "walk %u", seed);
    empty(fixture);
    walk.desk = desk_fixture(fixture, fixture->kari);
    /* In the weeks before Easter: the walk goes over holidays and the change of the clocks. */
    set_clock(&walk, FIXTURE_NOW + pick(&walk, 20) * DAY);
    mail_in(&walk, "Kunde <kunde@eks.example>", "", "Folketall");
    walk.inquiry = number(&walk, "SELECT max(id) FROM inquiry");
    is_sound(&walk);
    for (int i = 0; i < STEPS; i++)
        step(&walk);
    desk_fixture_free(walk.desk);
    g_rand_free(walk.chance);
    g_string_free(walk.path, TRUE);
}

static void nothing_goes_astray(void **state)
{
    StoreFixture *fixture = *state;
    put_bureau(fixture);
    const char *many = g_getenv("SKRANKE_WALKS");
    int walks = many ? atoi(many) : db_is_file(fixture->db) ? WALKS : WALKS_BY_HTTP;
    for (int seed = 1; seed <= walks; seed++)
        walk_once(fixture, (guint32)seed);
}

int main(void)
{
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {store_test(nothing_goes_astray)};
    return run_on_both_carriers(tests);
}

/* Mail that has to do with a forward: what brings it back, who counts as the section, and what it
 * settles. */
#include <string.h>

#include "skranke/domain/message.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/mail/joining.h"

#include "incoming.h"
#include "testing.h"

#define TOKEN "abcdefgh2345"
#define OTHER_TOKEN "zzzzzzzz7777"

enum { DUE = INCOMING_AT + 1000 };

static void apply(DeskDatabase *database, DbBatch *batch)
{
    g_autoptr(GError) error = NULL;
    if (!db_batch_apply(database->db, batch, &error))
        fail_msg("%s", error->message);
    db_batch_free(batch);
}

static void update(DeskDatabase *database, const char *sql)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, sql, "");
    apply(database, batch);
}

/* The inquiry went to a section, as the desk does it: <forward.TOKEN@mail.byraa.example>. */
static void send_on(DeskDatabase *database, const char *token, const char *name,
                    const char *address)
{
    g_autoptr(Message) mail = message_new();
    Forward forward = {.inquiry = 1,
                       .token = (char *)token,
                       .name = (char *)name,
                       .address = (char *)address,
                       .at = INCOMING_AT,
                       .due_at = DUE};
    mail->direction = MESSAGE_OUT;
    mail->purpose = PURPOSE_FORWARD;
    mail->delivery = DELIVERY_SENT;
    mail->recipients = g_strdup(address);
    mail->message_id = g_strdup_printf("forward.%s@mail.byraa.example", token);
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, 1, mail, NULL, NULL);
    forwards_add(batch, &forward);
    db_batch_add(batch,
                 "UPDATE inquiry SET state = 'waiting', owner = (SELECT id FROM operator), "
                 "category = 'complex_statistics', silo = 'open', limit_at = NULL",
                 "");
    apply(database, batch);
}

/* Inquiry 1 by kunde@example.no, forwarded to s240@byraa.example. */
static DeskDatabase *forwarded(IntakeRun **run)
{
    DeskDatabase *database = incoming_database();
    update(database, "INSERT INTO operator (login, name, role, created_at) "
                     "VALUES ('a', 'A', 'operator', 1)");
    *run = intake_run_new(database->db, database->config);
    incoming_add(*run, 1, incoming_text("Kunde <kunde@example.no>", "q@x", "", "", "Pris", "Hei"));
    incoming_flush(*run);
    send_on(database, TOKEN, "Prisseksjonen", "s240@byraa.example");
    return database;
}

/* ---- which mail is what ---- */

typedef struct {
    const char *from, *refers, *extra, *subject; /* of the mail that comes */
    int inquiry;                                 /* where it lies then */
    const char *purpose, *inquiry_state, *forward_state;
    const char *event; /* the newest of inquiry 1 */
} Row;

#define FORWARD_ID "<forward." TOKEN "@mail.byraa.example>"
#define MARK "[#1-" TOKEN "]"
#define CC "Cc: kunde@example.no\r\n"
#define AWAY "Auto-Submitted: auto-replied\r\n"

static const Row rows[] = {
    /* By reply, with its mark only, or at the address that it was asked for at. */
    {"s240@byraa.example", FORWARD_ID, "", "SV: noe", 1, "from_section", "open", "answered",
     "forward_answered"},
    {"s240@byraa.example", "", "", "SV: " MARK " Pris", 1, "from_section", "open", "answered",
     "forward_answered"},
    {"s240@byraa.example", "", "", "Sv: [#1-ABCDEFGH2345] Pris", 1, "from_section", "open",
     "answered", "forward_answered"},
    {"s240@byraa.example", "", "Cc: info+f-" TOKEN "@byraa.example\r\n", "Svar", 1, "from_section",
     "open", "answered", "forward_answered"},
    {"s240@byraa.example", "", "X-Original-To: info+f-" TOKEN "@byraa.example\r\n", "Svar", 1,
     "from_section", "open", "answered", "forward_answered"},
    /* A person of the section, from an address of the house; passed on with VS: it is marked. */
    {"Ola <ono@byraa.example>", FORWARD_ID, "", "SV: noe", 1, "from_section", "open", "answered",
     "forward_answered"},
    {"ono@byraa.example", FORWARD_ID, "", "VS: " MARK " Pris", 1, "from_section", "open",
     "answered", "forward_answered"},
    /* Straight to the inquirer. */
    {"s240@byraa.example", FORWARD_ID, CC, "SV: noe", 1, "from_section", "closed",
     "answered_directly", "forward_direct"},
    {"s240@byraa.example", "", CC, "Om " MARK, 1, "from_section", "closed", "answered_directly",
     "forward_direct"},
    /* Nobody wrote: shown, and still awaited. */
    {"s240@byraa.example", FORWARD_ID, AWAY, "Automatisk svar: noe", 1, "from_section", "waiting",
     "waiting", "joined"},
    {"s240@byraa.example", FORWARD_ID, AWAY CC, "Automatisk svar: noe", 1, "from_section",
     "waiting", "waiting", "joined"},
    /* Our mail did not arrive there. */
    {"MAILER-DAEMON@byraa.example", FORWARD_ID,
     "Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; "
     "boundary=b\r\n",
     "Undelivered", 1, "", "open", "taken_back", "forward_taken_back"},
    /* The inquirer writes more, also with the mark in the subject: no section does that. */
    {"kunde@example.no", "<q@x>", "", "SV: Pris", 1, "", "open", "waiting", "joined"},
    {"kunde@example.no", FORWARD_ID, "", "SV: " MARK " Pris", 1, "", "open", "waiting", "joined"},
    {"kunde@example.no", "", "", "Pris", 2, "", "waiting", "waiting", "received"},
    /* A stranger who was shown the mail. */
    {"fremmed@annet.example", "", "", "SV: " MARK " Pris", 1, "", "open", "waiting", "joined"},
    /* What only looks like a mark. */
    {"s240@byraa.example", "", "", "[#1] Pris", 2, "", "waiting", "waiting", "received"},
    {"s240@byraa.example", "", "", "[#1-abcdefgh2346] Pris", 2, "", "waiting", "waiting",
     "received"},
    {"s240@byraa.example", "", "", "[#1-" TOKEN "a] Pris", 2, "", "waiting", "waiting", "received"},
};

static void expect_text(DeskDatabase *database, guint row, const char *sql, const char *expected)
{
    g_autofree char *got = desk_database_text(database, sql);
    if (strcmp(got, expected) != 0)
        fail_msg("row %u: \"%s\" instead of \"%s\": %s", row, got, expected, sql);
}

static void what_each_mail_is(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        IntakeRun *run = NULL;
        g_autoptr(DeskDatabase) database = forwarded(&run);
        incoming_add(run, 2,
                     incoming_text(row->from, "svar@x", row->refers, row->extra, row->subject,
                                   "Svaret er 42."));
        incoming_flush(run);
        g_autofree char *inquiry = g_strdup_printf("%d", row->inquiry);
        expect_text(database, i,
                    "SELECT CAST(inquiry AS TEXT) FROM message WHERE message_id = 'svar@x'",
                    inquiry);
        expect_text(database, i, "SELECT purpose FROM message WHERE message_id = 'svar@x'",
                    row->purpose);
        expect_text(database, i, "SELECT direction FROM message WHERE message_id = 'svar@x'", "in");
        expect_text(database, i, "SELECT state FROM inquiry WHERE id = 1", row->inquiry_state);
        expect_text(database, i, "SELECT state FROM forward", row->forward_state);
        if (row->inquiry == 1)
            expect_text(database, i,
                        "SELECT kind FROM event WHERE inquiry = 1 ORDER BY id DESC LIMIT 1",
                        row->event);
        incoming_expect_ledger(database);
        intake_run_free(run);
    }
}

/* ---- what follows ---- */

static void the_answer_is_recorded(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    incoming_add(run, 2, incoming_text("s240@byraa.example", "svar@x", FORWARD_ID, "", "S", "42"));
    incoming_flush(run);
    g_autoptr(Inquiry) open = inquiries_get(database->db, 1, NULL);
    assert_string_equal(open->forwarded_to, "");
    assert_int_equal(open->answered_at, 0);
    assert_int_equal(open->message_count, 2);
    /* Nothing else is promised: it lies on top until somebody passes the answer on. */
    assert_true(open->bumped);
    assert_true(open->queue_at < 0);
    assert_int_equal(desk_database_number(database, "SELECT answer FROM forward"), 3);
    g_autofree char *why =
        desk_database_text(database, "SELECT joined_by FROM message WHERE id = 3");
    assert_non_null(strstr(why, FORWARD_ID));
    /* A word more from the section never becomes the inquirer's. */
    update(database, "UPDATE inquiry SET state = 'closed'");
    incoming_add(run, 3, incoming_text("ono@byraa.example", "ps@x", "<svar@x>", "", "S", "PS"));
    incoming_flush(run);
    expect_text(database, 0, "SELECT purpose FROM message WHERE message_id = 'ps@x'",
                "from_section");
    expect_text(database, 0, "SELECT state FROM inquiry", "open");
    expect_text(database, 0, "SELECT state FROM forward", "answered");
    intake_run_free(run);
}

static void the_direct_answer_closes(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    incoming_add(run, 2, incoming_text("s240@byraa.example", "svar@x", "", CC, MARK " S", "42"));
    incoming_flush(run);
    g_autoptr(Inquiry) closed = inquiries_get(database->db, 1, NULL);
    assert_int_equal(closed->state, INQUIRY_CLOSED);
    assert_int_equal(closed->answered_at, INCOMING_AT);
    assert_int_equal(closed->due_at, 0);
    g_autofree char *why =
        desk_database_text(database, "SELECT joined_by FROM message WHERE id = 3");
    assert_non_null(strstr(why, "Prisseksjonen"));
    /* The inquirer's thanks open it again, and ask anew. */
    incoming_add(run, 3,
                 incoming_text("kunde@example.no", "takk@x", "<svar@x>", "", "S", "Og i fjor?"));
    incoming_flush(run);
    expect_text(database, 0, "SELECT state FROM inquiry", "open");
    expect_text(database, 0, "SELECT purpose FROM message WHERE message_id = 'takk@x'", "");
    intake_run_free(run);
}

/* A decision is recorded before an access request is closed, whoever wrote the letter. */
static void access_waits_for_its_decision(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    update(database, "UPDATE inquiry SET category = 'access_request'");
    incoming_add(run, 2, incoming_text("s240@byraa.example", "svar@x", "", CC, MARK " S", "42"));
    incoming_flush(run);
    expect_text(database, 0, "SELECT state FROM inquiry", "open");
    expect_text(database, 0, "SELECT state FROM forward", "answered_directly");
    assert_int_equal(desk_database_number(database, "SELECT answered_at FROM inquiry"),
                     INCOMING_AT);
    intake_run_free(run);
}

static void a_late_answer_settles_too(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    update(database, "UPDATE forward SET state = 'silent', settled_at = 1");
    incoming_add(run, 2, incoming_text("s240@byraa.example", "svar@x", FORWARD_ID, "", "S", "42"));
    incoming_flush(run);
    expect_text(database, 0, "SELECT state FROM forward", "answered");
    intake_run_free(run);
}

static void each_answers_its_own(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    send_on(database, OTHER_TOKEN, "Lønnsseksjonen", "s312@byraa.example");
    /* Both in one batch: the first by its mark, the other by its thread, from somebody's own
     * address. */
    incoming_add(run, 2, incoming_text("per@byraa.example", "a@x", "", "", MARK " S", "42"));
    incoming_add(run, 3,
                 incoming_text("pal@byraa.example", "b@x",
                               "<forward." OTHER_TOKEN "@mail.byraa.example>", "", "S", "43"));
    incoming_flush(run);
    incoming_expect_report(run, "new 1 joined 2 duplicate 0 echo 0 quarantined 0 skipped 0");
    g_autofree char *answers = desk_database_text(
        database, "SELECT group_concat(m.message_id, ' ') FROM (SELECT answer FROM forward "
                  "ORDER BY id) AS f JOIN message AS m ON m.id = f.answer");
    assert_string_equal(answers, "a@x b@x");
    incoming_expect_ledger(database);
    intake_run_free(run);
}

/* The one that still waits keeps its clock. */
static void the_other_one_is_still_awaited(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    send_on(database, OTHER_TOKEN, "Lønnsseksjonen", "s312@byraa.example");
    incoming_add(run, 2, incoming_text("s240@byraa.example", "a@x", "", "", MARK " S", "42"));
    incoming_flush(run);
    g_autoptr(Inquiry) open = inquiries_get(database->db, 1, NULL);
    assert_string_equal(open->forwarded_to, "Lønnsseksjonen");
    assert_int_equal(open->due_kind, CLOCK_FORWARD);
    assert_int_equal(open->due_at, DUE);
    /* A word more changes nothing of that; the other's direct answer does. */
    incoming_add(run, 3, incoming_text("s240@byraa.example", "ps@x", "<a@x>", "", "S", "PS"));
    incoming_flush(run);
    assert_int_equal(desk_database_number(database, "SELECT due_at FROM inquiry"), DUE);
    intake_run_free(run);
}

static void a_direct_answer_ends_the_others(void **state)
{
    (void)state;
    IntakeRun *run = NULL;
    g_autoptr(DeskDatabase) database = forwarded(&run);
    send_on(database, OTHER_TOKEN, "Lønnsseksjonen", "s312@byraa.example");
    incoming_add(run, 2, incoming_text("s240@byraa.example", "a@x", "", CC, MARK " S", "42"));
    incoming_flush(run);
    expect_text(database, 0, "SELECT state FROM inquiry", "closed");
    expect_text(database, 0,
                "SELECT group_concat(state, ' ') FROM (SELECT state FROM forward "
                "ORDER BY id)",
                "answered_directly taken_back");
    intake_run_free(run);
}

static void marks_are_read_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *recipient, *tokens;
    } texts[] = {
        {"SV: " MARK " Pris", "info@byraa.example", TOKEN},
        {"[#9-" OTHER_TOKEN "] " MARK, "Info+F-" TOKEN "@byraa.example",
         OTHER_TOKEN " " TOKEN " " TOKEN},
        {"[#-" TOKEN "] [#1" TOKEN "] [1-" TOKEN "] [#1-" TOKEN, "f-" TOKEN "@byraa.example", ""},
        {"[#1-abcdefgh0189]", "info+f-" TOKEN "x@byraa.example", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GPtrArray) recipients = g_ptr_array_new();
        g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(recipients, (char *)texts[i].recipient);
        ParsedMail mail = {.subject = (char *)texts[i].subject, .recipients = recipients};
        joining_add_tokens(&mail, tokens);
        g_ptr_array_add(tokens, NULL);
        g_autofree char *got = g_strjoinv(" ", (char **)tokens->pdata);
        assert_string_equal(got, texts[i].tokens);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_mail_is),
        cmocka_unit_test(the_answer_is_recorded),
        cmocka_unit_test(the_direct_answer_closes),
        cmocka_unit_test(access_waits_for_its_decision),
        cmocka_unit_test(a_late_answer_settles_too),
        cmocka_unit_test(each_answers_its_own),
        cmocka_unit_test(the_other_one_is_still_awaited),
        cmocka_unit_test(a_direct_answer_ends_the_others),
        cmocka_unit_test(marks_are_read_as_they_are_written),
    };
    return cmocka_run_group_tests_name("intake_forward", tests, NULL, NULL);
}

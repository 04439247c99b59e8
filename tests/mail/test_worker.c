/*
 * The worker as a process: alone by its lease, stopped by signals and with its parent, awake for
 * new answers, and not impressed by what is down.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/log.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/intake.h"
#include "skranke/store/lease.h"
#include "skranke/store/receipts.h"

#include "skranke/mail/worker.h"

#include "cleanup.h"
#include "office.h"
#include "servers.h"
#include "testing.h"

/* ---- workers in processes of their own ---- */

static void work_and_exit(const Office *office, WorkerOptions options)
{
    prctl(PR_SET_PDEATHSIG, options.parent ? 0 : SIGKILL);
    g_autoptr(GError) error = NULL;
    Db *db = db_connect(office->uri, &error);
    bool good = db && worker_run(db, office->config, &options, &error);
    db_close(db);
    if (!good)
        fprintf(stderr, "worker: %s\n", error->message);
    _exit(good ? 0 : 1);
}

static pid_t start_worker(const Office *office, WorkerOptions options)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        work_and_exit(office, options);
    return child;
}

static int end_of(pid_t worker)
{
    int status = -1;
    for (int i = 0; i < 2000 * patience(); i++) {
        pid_t ended = waitpid(worker, &status, WNOHANG);
        if (ended == worker)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        g_usleep(5000);
    }
    kill(worker, SIGKILL);
    fail_msg("the worker did not end");
    return -1;
}

static bool is_held(void *data)
{
    const Office *office = data;
    LeaseState state;
    assert_true(lease_state(office->db, WORKER_LEASE, clock_now(), &state, NULL));
    bool held = *state.holder;
    lease_state_clear(&state);
    return held;
}

static bool is_free(void *data)
{
    return !is_held(data);
}

static gint64 lease_until(const Office *office)
{
    return db_query_integer(office->db, 0, NULL, "SELECT until FROM lease WHERE name = ?", "s",
                            WORKER_LEASE);
}

typedef struct {
    Office *office;
    gint64 message;
    Delivery state;
} Awaited;

static bool has_state(void *data)
{
    const Awaited *awaited = data;
    g_autoptr(OutboxItem) item = office_item(awaited->office, awaited->message);
    return item->state == awaited->state;
}

static void wait_for_state(Office *office, gint64 message, Delivery state)
{
    Awaited awaited = {office, message, state};
    if (wait_until(has_state, &awaited, 15))
        return;
    g_autoptr(OutboxItem) item = office_item(office, message);
    fail_msg("answer %d is %s and not %s: \"%s\"", (int)message, delivery_words[item->state],
             delivery_words[state], item->answer);
}

static Office *office_with(FakeSmtp *server, const char *more)
{
    g_autofree char *settings = g_strdup_printf(
        "[relay]\nhost = 127.0.0.1\nport = %d\nsecurity = none\n[worker]\ninterval_seconds = 1\n%s",
        fake_smtp_port(server), more);
    return office_new(settings);
}

/* ---- tests ---- */

static void test_one_round(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    const WorkerOptions once = {.once = true};
    g_autoptr(GError) error = NULL;
    assert_true(worker_run(office->db, office->config, &once, &error));
    wait_for_state(office, answer, DELIVERY_SENT);
    assert_true(is_free(office));
    /* The round's trouble is its result. */
    office_configure(office, "");
    office_answer(office, inquiry, "kari@example.org", "Svar\n");
    assert_false(worker_run(office->db, office->config, &once, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    assert_true(is_free(office));
}

static void test_signals_stop_it(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
        pid_t worker = start_worker(office, (WorkerOptions){0});
        assert_true(wait_until(is_held, office, 10));
        kill(worker, signals[i]);
        assert_int_equal(end_of(worker), 0);
        assert_true(is_free(office));
    }
}

static bool has_come_whole(void *data)
{
    g_autoptr(FakeSmtpMessage) message = fake_smtp_message(data, 0);
    return message && message->whole;
}

/* The answer at hand is finished, the next one is left. */
static void test_stops_after_the_answer_at_hand(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 first = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    gint64 second = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    fake_smtp_fault(server, FAKE_SMTP_AFTER_DOT, FAKE_SMTP_STALL, 1);
    pid_t worker = start_worker(office, (WorkerOptions){0});
    assert_true(wait_until(has_come_whole, server, 15));
    kill(worker, SIGTERM);
    fake_smtp_stop(g_steal_pointer(&server)); /* ends the stall: the answer is lost */
    assert_int_equal(end_of(worker), 0);
    wait_for_state(office, first, DELIVERY_MAYBE_SENT);
    wait_for_state(office, second, DELIVERY_HELD);
}

static void test_new_answers_are_noticed(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    pid_t worker = start_worker(office, (WorkerOptions){0});
    assert_true(wait_until(is_held, office, 10));
    for (int i = 0; i < 3; i++) {
        gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
        wait_for_state(office, answer, DELIVERY_SENT);
    }
    kill(worker, SIGTERM);
    assert_int_equal(end_of(worker), 0);
    assert_int_equal(fake_smtp_accepted(server), 3);
}

static void test_only_one_works(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    pid_t worker = start_worker(office, (WorkerOptions){0});
    assert_true(wait_until(is_held, office, 10));
    const WorkerOptions impatient = {0};
    g_autoptr(GError) error = NULL;
    assert_false(worker_run(office->db, office->config, &impatient, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT));
    g_autofree char *number = g_strdup_printf(":%d", (int)worker);
    assert_non_null(strstr(error->message, number));
    /* A patient one waits, and takes over from one that is killed. */
    pid_t heir = start_worker(office, (WorkerOptions){.patient = true});
    kill(worker, SIGKILL);
    assert_int_equal(end_of(worker), 128 + SIGKILL);
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    wait_for_state(office, answer, DELIVERY_SENT);
    kill(heir, SIGTERM);
    assert_int_equal(end_of(heir), 0);
}

/* A holder on another machine cannot be looked at: its lease has to end. */
static void test_takes_over_when_the_lease_ends(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    gint64 until = clock_now() + 3;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO lease (name, holder, until) VALUES (?, ?, ?)", "ssi",
                 WORKER_LEASE, "elsewhere:1:abc@another machine", until);
    assert_true(db_batch_apply(office->db, batch, NULL));
    pid_t worker = start_worker(office, (WorkerOptions){.patient = true});
    wait_for_state(office, answer, DELIVERY_SENT);
    g_autoptr(OutboxItem) item = office_item(office, answer);
    assert_true(item->sent_at >= until);
    kill(worker, SIGTERM);
    assert_int_equal(end_of(worker), 0);
}

static bool has_been_renewed(void *data)
{
    const Awaited *start = data;
    return lease_until(start->office) >= start->message + 3;
}

/* While a server lets it wait the lease goes on. */
static void test_lease_is_kept_in_a_long_wait(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    fake_smtp_fault(server, FAKE_SMTP_AFTER_DOT, FAKE_SMTP_STALL, 1);
    pid_t worker = start_worker(office, (WorkerOptions){.lease_seconds = 2});
    wait_for_state(office, answer, DELIVERY_SENDING);
    Awaited start = {office, lease_until(office), DELIVERY_NONE};
    assert_true(wait_until(has_been_renewed, &start, 10));
    wait_for_state(office, answer, DELIVERY_SENDING);
    kill(worker, SIGKILL);
    end_of(worker);
}

/* A worker whose lease somebody took (it was stopped for too long) leaves the work to them. */
static void test_lost_lease(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    pid_t worker = start_worker(office, (WorkerOptions){.lease_seconds = 2});
    assert_true(wait_until(is_held, office, 10));
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE lease SET holder = ?, until = ?", "si", "elsewhere:1:abc@x",
                 clock_now() + 1000);
    assert_true(db_batch_apply(office->db, batch, NULL));
    assert_int_equal(end_of(worker), 1); /* not patient: CONFLICT */
    assert_true(is_held(office));
}

static void test_ends_with_its_parent(void **state)
{
    (void)state;
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autoptr(Office) office = office_with(server, "");
    pid_t desk = fork();
    if (desk == 0) {
        start_worker(office, (WorkerOptions){.parent = getpid()});
        for (;;)
            pause();
    }
    assert_true(wait_until(is_held, office, 10));
    kill(desk, SIGKILL);
    end_of(desk);
    assert_true(wait_until(is_free, office, 10));
}

static bool mailbox_has_failed(void *data)
{
    const Office *office = data;
    g_autoptr(GPtrArray) mailboxes = intake_mailboxes(office->db, NULL);
    for (guint i = 0; mailboxes && i < mailboxes->len; i++) {
        const MailboxState *mailbox = g_ptr_array_index(mailboxes, i);
        if (strcmp(mailbox->name, "broken") == 0 && *mailbox->last_error)
            return true;
    }
    return false;
}

static bool inquiry_has_come(void *data)
{
    const Office *office = data;
    return db_query_integer(office->db, 0, NULL, "SELECT count(*) FROM inquiry WHERE subject = ?",
                            "s", "Hei fra Dovecot") == 1;
}

/* One mailbox is away; the other is read, and answers go out. */
static void test_a_failing_mailbox_stops_nothing(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(DovecotServer) dovecot = dovecot_start(NULL, &reason);
    if (!dovecot)
        test_skip_with_reason(reason);
    g_autoptr(FakeSmtp) server = fake_smtp_start();
    g_autofree char *mailboxes = g_strdup_printf(
        "[mailbox broken]\nhost = 127.0.0.1\nport = %d\nuser = desk\npassword_command = echo x\n"
        "[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = desk\n"
        "password_command = echo secret\nca_file = %s\n",
        server_free_port(), dovecot_tls_port(dovecot), dovecot_authority(dovecot));
    g_autoptr(Office) office = office_with(server, mailboxes);
    pid_t worker = start_worker(office, (WorkerOptions){0});
    assert_true(wait_until(mailbox_has_failed, office, 20));
    dovecot_deliver(dovecot, "desk", "INBOX",
                    "From: Kari <kari@example.org>\r\nSubject: Hei fra Dovecot\r\n"
                    "Message-ID: <1@example.org>\r\n\r\nHei\r\n",
                    -1);
    assert_true(wait_until(inquiry_has_come, office, 20));
    gint64 inquiry = office_inquiry(office, "Spørsmål");
    gint64 answer = office_answer(office, inquiry, "kari@example.org", "Svar\n");
    wait_for_state(office, answer, DELIVERY_SENT);
    kill(worker, SIGTERM);
    assert_int_equal(end_of(worker), 0);
}

/* Forgets what nobody asks for any more, in its first round. */
static void it_tidies_up(void **state)
{
    (void)state;
    g_autoptr(Office) office = office_new("");
    g_autoptr(GError) error = NULL;
    gint64 inquiry = office_inquiry(office, "S");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "INSERT INTO operation (id, at) VALUES ('old', 1)", "");
    receipts_add(batch, "kari@example.org", 1, inquiry);
    receipts_add(batch, "kari@example.org", clock_now(), inquiry);
    for (int days = 179; days <= 181; days += 2)
        db_batch_add(batch,
                     "INSERT INTO call (direction, began_at, answered_at, ended_at, number, "
                     "outcome) VALUES ('in', 1, 2, ?, '+4791234567', 'answered')",
                     "i", clock_now() - days * G_GINT64_CONSTANT(86400));
    db_batch_add(batch,
                 "INSERT OR IGNORE INTO operator (id, login, name, role, created_at) VALUES (1, "
                 "'kari', 'Kari', 'operator', 1)",
                 "");
    for (int days = 29; days <= 31; days += 2)
        db_batch_add(batch,
                     "INSERT INTO draft (inquiry, operator, kind, text, state, changed_at) "
                     "VALUES (?, 1, 'reply', 'Nei', 'discarded', ?)",
                     "ii", inquiry, clock_now() - days * G_GINT64_CONSTANT(86400));
    assert_true(db_batch_apply(office->db, batch, &error));
    const WorkerOptions once = {.once = true};
    if (!worker_run(office->db, office->config, &once, &error))
        fail_msg("%s", error->message);
    assert_int_equal(db_query_integer(office->db, -1, NULL,
                                      "SELECT count(*) FROM operation WHERE id = 'old'", ""),
                     0);
    assert_int_equal(receipts_for(office->db, inquiry, 0, NULL), 1);
    assert_int_equal(db_query_integer(office->db, -1, NULL, "SELECT count(*) FROM draft", ""), 1);
    assert_int_equal(
        db_query_integer(office->db, -1, NULL, "SELECT count(*) FROM call WHERE number <> ''", ""),
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tidies_up),
        cmocka_unit_test(test_one_round),
        cmocka_unit_test(test_signals_stop_it),
        cmocka_unit_test(test_stops_after_the_answer_at_hand),
        cmocka_unit_test(test_new_answers_are_noticed),
        cmocka_unit_test(test_only_one_works),
        cmocka_unit_test(test_takes_over_when_the_lease_ends),
        cmocka_unit_test(test_lease_is_kept_in_a_long_wait),
        cmocka_unit_test(test_lost_lease),
        cmocka_unit_test(test_ends_with_its_parent),
        cmocka_unit_test(test_a_failing_mailbox_stops_nothing),
    };
    log_start("/dev/null", LOG_INFO);
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}

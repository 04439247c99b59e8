/*
 * The telephone at the desk on both carriers: recordings of a telephone system become calls in the
 * database, once however many desks listen.
 */
#include <sqlite3.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/people.h"

#include "skranke/desk/telephone.h"

#include "cleanup.h"
#include "desk_fixture.h"
#include "servers.h"

#define CALLER "PJSIP/trunk-00000001"
#define OWN "PJSIP/2101-00000002"
#define OF_CALL                                                                                    \
    "Channel: " CALLER "\nLinkedid: 1.1\nUniqueid: 1.1\nCallerIDNum: 91234567\nQueue: "            \
    "sentralbord\n"
#define JOIN "Event: QueueCallerJoin\n" OF_CALL "Position: 1\n\n"
#define CALLED "Event: AgentCalled\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define CONNECT "Event: AgentConnect\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define HANGUP "Event: Hangup\nChannel: " CALLER "\nLinkedid: 1.1\nCause: 16\n\n"
#define ANSWERS "Event: DialEnd\n" OF_CALL "DestChannel: PJSIP/2102-3\nDialStatus: ANSWER\n\n"
#define RETURNS                                                                                    \
    "Event: UserEvent\nUserEvent: SentralbordRetur\n" OF_CALL "Mal: 2102\nGrunn: "                 \
    "NOANSWER\n\n" JOIN

/* ---- a desk with a telephone ---------------------------------------------------------------- */

typedef struct {
    StoreFixture *fixture;
    Desk *desk;
    char *folder;
    Config *config;
    const Config *former; /* the desk's own */
    Telephone *telephone;
    GString *said;
    gint64 call; /* told last */
    PbxState state;
    bool told;
} World;

static void on_changed(gint64 call, const PbxCall *line, const char *sentence, gpointer user)
{
    World *world = user;
    if (line == NULL)
        return;
    world->told = true;
    world->call = call;
    world->state = line->state;
    g_string_append_printf(world->said, "%s\n", sentence);
}

static void on_failed(const char *sentence, gpointer user)
{
    g_string_append_printf(((World *)user)->said, "failed: %s\n", sentence);
}

static void start(World *world, StoreFixture *fixture, gint64 operator_id, const char *recording)
{
    static const TelephoneListener listener = {on_changed, on_failed};
    *world = (World){.fixture = fixture,
                     .desk = desk_fixture(fixture, operator_id),
                     .folder = temp_folder_make("telephone"),
                     .said = g_string_new(NULL)};
    g_autofree char *file = file_write(world->folder, "recording.txt", recording, -1);
    g_autofree char *ini = g_strdup_printf(
        "[pbx]\ndriver = %s\nreplay_file = %s\nextension = 2101\nqueue = sentralbord\n",
        *recording != '\0' ? "replay" : "none", file);
    g_autofree char *path = file_write(world->folder, "skranke.ini", ini, -1);
    world->config = config_load(path, NULL);
    world->former = world->desk->config;
    world->desk->config = world->config;
    g_autoptr(GError) error = NULL;
    world->telephone = telephone_open(world->desk, &listener, world, &error);
    if (world->telephone == NULL)
        fail_msg("%s", error->message);
}

static void stop(World *world)
{
    telephone_close(world->telephone);
    world->desk->config = world->former;
    desk_fixture_free(world->desk);
    config_free(world->config);
    temp_folder_remove(world->folder);
    g_string_free(world->said, TRUE);
}

static void until(World *world, PbxState state)
{
    gint64 deadline = deadline_after(10);
    while (!world->told || world->state != state) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("waited in vain for %s; said:\n%s", pbx_state_words[state], world->said->str);
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
}

static gint64 person(StoreFixture *fixture, const char *section, const char *role, bool active)
{
    Person added = {.initials = (char *)"kno",
                    .name = (char *)"Kari Nordmann",
                    .sections = (char *)section,
                    .phone = (char *)"2102",
                    .email = (char *)"kno@example.org",
                    .active = active};
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(
        batch,
        &(Section){.code = (char *)section, .name_nb = (char *)"Seksjon", .role = (char *)role});
    people_put_person(batch, &added, 0);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM person");
}

static Person *person_record(gint64 id, bool active)
{
    Person *record = person_new();
    record->id = id;
    record->active = active;
    record->name = g_strdup("Kari Nordmann");
    record->phone = g_strdup("2102");
    record->mobile = g_strdup("");
    record->email = g_strdup("kno@example.org");
    return record;
}

static gint64 count(World *world, const char *sql)
{
    return fixture_number(world->fixture, sql);
}

/* ---- what the system tells ------------------------------------------------------------------ */

static void test_rings_and_is_answered(void **state)
{
    World world;
    start(&world, *state, ((StoreFixture *)*state)->kari, JOIN CALLED "@wait pause\n" CONNECT);
    until(&world, PBX_RINGING);
    assert_int_not_equal(world.call, 0);
    assert_int_equal(count(&world, "SELECT count(*) FROM call WHERE operator IS NULL"), 1);
    assert_non_null(strstr(world.said->str, "912 34 567 rings"));
    assert_true(telephone_act(world.telephone, PBX_PAUSE, 0, "", NULL));
    until(&world, PBX_TALKING);
    g_autoptr(Call) call = calls_get(world.fixture->db, world.call, NULL);
    assert_int_equal(call->operator_id, world.fixture->kari);
    assert_string_equal(call->number, "+4791234567");
    assert_string_equal(call->linked_id, "1.1");
    assert_int_equal(call->answered_at, FIXTURE_NOW);
    assert_int_equal(count(&world, "SELECT count(*) FROM call"), 1);
    assert_ptr_equal(telephone_line_of(world.telephone, call->id),
                     pbx_call(telephone_pbx(world.telephone), "1.1"));
    g_autofree char *text = telephone_state_text(world.telephone, FIXTURE_NOW);
    assert_non_null(strstr(text, "912 34 567: talking. Nobody is waiting."));
    stop(&world);
}

static void test_the_call_that_rings_is_opened(void **state)
{
    World world;
    start(&world, *state, ((StoreFixture *)*state)->kari, JOIN CALLED);
    until(&world, PBX_RINGING);
    g_autoptr(GError) error = NULL;
    gint64 call = telephone_ringing(world.telephone, 0, &error);
    assert_int_equal(call, world.call);
    assert_int_equal(count(&world, "SELECT count(*) FROM call WHERE operator IS NOT NULL"), 1);
    stop(&world);
}

static void test_a_transfer_ends_when_it_is_answered(void **state)
{
    World world;
    gint64 kari = person(*state, "240", "subject", true);
    start(&world, *state, ((StoreFixture *)*state)->kari,
          JOIN CALLED CONNECT "@wait transfer\n@wait pause\n" ANSWERS);
    until(&world, PBX_TALKING);
    Person *to = person_record(kari, true);
    g_autoptr(GError) error = NULL;
    assert_done(telephone_transfer(world.telephone, world.call, to, false, &error), error);
    until(&world, PBX_TRANSFERRING);
    assert_int_equal(count(&world, "SELECT count(*) FROM call WHERE ended_at IS NULL"), 1);
    g_autofree char *way = telephone_state_text(world.telephone, FIXTURE_NOW);
    assert_true(g_str_has_prefix(way, "912 34 567 is on the way to Kari Nordmann. Nobody is"));
    while (g_main_context_iteration(NULL, FALSE))
        ;
    assert_true(telephone_act(world.telephone, PBX_PAUSE, 0, "", NULL));
    until(&world, PBX_DONE);
    g_autoptr(Call) call = calls_get(world.fixture->db, world.call, NULL);
    assert_int_equal(call->outcome, CALL_TRANSFERRED);
    assert_int_equal(call->reached, kari);
    person_free(to);
    stop(&world);
}

static void test_a_transfer_that_comes_back(void **state)
{
    World world;
    person(*state, "240", "subject", true);
    start(&world, *state, ((StoreFixture *)*state)->kari,
          JOIN CALLED CONNECT "@wait transfer\n" RETURNS);
    until(&world, PBX_TALKING);
    gint64 row = world.call;
    assert_true(telephone_act(world.telephone, PBX_TRANSFER, row, "2102", NULL));
    until(&world, PBX_RETURNED);
    g_autoptr(Call) call = calls_get(world.fixture->db, row, NULL);
    assert_int_equal(call->ended_at, 0);
    assert_string_equal(call->returned, "no_answer");
    assert_non_null(strstr(world.said->str, "912 34 567 is back from Kari Nordmann: no answer."));
    stop(&world);
}

static void test_lost_once_however_many_listen(void **state)
{
    StoreFixture *fixture = *state;
    static const char recording[] = JOIN CALLED "Event: QueueCallerAbandon\n" OF_CALL
                                                "\nEvent: QueueCallerLeave\n" OF_CALL "\n" HANGUP;
    for (int i = 0; i < 2; i++) {
        World world;
        start(&world, fixture, i == 0 ? fixture->kari : fixture->ola, recording);
        until(&world, PBX_LOST);
        assert_null(strstr(world.said->str, "failed"));
        stop(&world);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call"), 1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call WHERE outcome = 'lost' AND "
                                             "operator IS NULL AND answered_at IS NULL"),
                     1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call_back"), 1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call_back WHERE number = "
                                             "'+4791234567' AND state = 'unhandled' AND "
                                             "operator IS NULL AND call = (SELECT id FROM call)"),
                     1);
}

static void test_dropped_on_the_way_is_rung_back(void **state)
{
    World world;
    /* Another call than that of the test before: one is lost once, and that is not forgotten. */
    g_autoptr(GString) recording = g_string_new(JOIN CALLED CONNECT "@wait transfer\n" HANGUP);
    g_string_replace(recording, "1.1", "1.2", 0);
    start(&world, *state, ((StoreFixture *)*state)->kari, recording->str);
    until(&world, PBX_TALKING);
    gint64 row = world.call;
    assert_true(telephone_act(world.telephone, PBX_TRANSFER, row, "2102", NULL));
    until(&world, PBX_LOST);
    g_autoptr(Call) call = calls_get(world.fixture->db, row, NULL);
    /* What was said to them is still to be noted. */
    assert_int_equal(call->ended_at, 0);
    assert_int_equal(count(&world, "SELECT count(*) FROM call_back"), 1);
    stop(&world);
}

static void test_another_operator_talks_to_one_who_came_back(void **state)
{
    StoreFixture *fixture = *state;
    World world;
    start(&world, fixture, fixture->kari, JOIN CALLED CONNECT);
    until(&world, PBX_TALKING);
    stop(&world);
    start(&world, fixture, fixture->ola, JOIN RETURNS CALLED CONNECT);
    until(&world, PBX_TALKING);
    g_autoptr(Call) call = calls_get(fixture->db, world.call, NULL);
    assert_int_equal(call->operator_id, fixture->ola);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM call"), 1);
    stop(&world);
}

/* ---- while the database is away ------------------------------------------------------------- */

static bool never_wait(gint64 waited_ms, gpointer user)
{
    (void)waited_ms;
    (void)user;
    return false;
}

static void pump_until(World *world, const char *sql, gint64 expected)
{
    gint64 deadline = deadline_after(20);
    while (count(world, sql) != expected) {
        if (g_get_monotonic_time() > deadline)
            fail_msg("waited in vain for %s; said:\n%s", sql, world->said->str);
        g_main_context_iteration(NULL, TRUE);
    }
}

/* The telephone system tells the end of a call once: a transfer that was answered and a caller who
 * was lost while nothing could be written are written when it can, and once. */
static void test_ends_are_written_when_the_database_is_back(void **state)
{
    StoreFixture *fixture = *state;
    World world;
    sqlite3 *other = NULL;
    static const char LOST[] = "Event: QueueCallerJoin\nChannel: X/9\nLinkedid: 1.4\nCallerIDNum: "
                               "22110000\nQueue: sentralbord\nPosition: 1\n\n"
                               "Event: QueueCallerAbandon\nChannel: X/9\nLinkedid: 1.4\n\n"
                               "Event: Hangup\nChannel: X/9\nLinkedid: 1.4\nCause: 16\n\n";
    if (fixture->folder == NULL)
        test_skip_with_reason("a node is taken away in tests/store/test_rivals.c");
    gint64 kari = person(fixture, "240", "subject", true);
    g_autoptr(GString) recording = g_string_new(JOIN CALLED CONNECT "@wait transfer\n" ANSWERS);
    g_string_append(recording, LOST);
    g_string_replace(recording, "1.1", "1.3", 0);
    start(&world, fixture, fixture->kari, recording->str);
    until(&world, PBX_TALKING);
    gint64 row = world.call;
    g_autofree char *path = g_build_filename(fixture->folder, "desk.db", NULL);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    db_set_wait_hook(fixture->db, never_wait, NULL);
    assert_true(telephone_act(world.telephone, PBX_TRANSFER, row, "2102", NULL));
    until(&world, PBX_LOST);
    assert_non_null(strstr(world.said->str, "failed: "));
    assert_int_equal(count(&world, "SELECT count(*) FROM call WHERE ended_at IS NOT NULL"), 0);
    assert_int_equal(count(&world, "SELECT count(*) FROM call_back"), 0);
    sqlite3_close(other);
    db_set_wait_hook(fixture->db, NULL, NULL);
    pump_until(&world, "SELECT count(*) FROM call_back", 1);
    g_autoptr(Call) call = calls_get(fixture->db, row, NULL);
    assert_int_equal(call->outcome, CALL_TRANSFERRED);
    assert_int_equal(call->reached, kari);
    assert_int_equal(count(&world,
                           "SELECT count(*) FROM call WHERE outcome = 'lost' AND linked_id = "
                           "'1.4' AND number = '+4722110000'"),
                     1);
    assert_int_equal(count(&world, "SELECT count(*) FROM call"), 2);
    assert_int_equal(count(&world, "SELECT count(*) FROM event WHERE kind = 'call_ended'"), 2);
    stop(&world);
}

/* ---- by hand, and what is refused ----------------------------------------------------------- */

static void test_by_hand_it_ends_at_once(void **state)
{
    World world;
    gint64 kari = person(*state, "240", "subject", true);
    start(&world, *state, ((StoreFixture *)*state)->kari, "");
    g_autoptr(GError) error = NULL;
    gint64 row = call_begin(world.desk, &(NewCall){.caller = "912 34 567"}, &error);
    Person *to = person_record(kari, true);
    assert_done(telephone_transfer(world.telephone, row, to, false, &error), error);
    g_autoptr(Call) call = calls_get(world.fixture->db, row, NULL);
    assert_int_equal(call->outcome, CALL_TRANSFERRED);
    assert_int_equal(call->reached, kari);
    assert_refused(telephone_act(world.telephone, PBX_PARK, row, "", &error), error,
                   SKRANKE_ERROR_REFUSED);
    g_autofree char *text = telephone_state_text(world.telephone, FIXTURE_NOW);
    assert_true(g_str_has_prefix(text, "No telephone system: calls are noted by hand."));
    person_free(to);
    stop(&world);
}

/* Whoever has press duty answers journalists by the number of the duty, at the desk or not, and
 * nobody else. */
static void expect_dialled(StoreFixture *fixture, int press, const char *hours, const char *number)
{
    World world;
    gint64 kari = person(fixture, "630", "press", true);
    start(&world, fixture, fixture->kari,
          JOIN CALLED CONNECT "@wait transfer\n@wait pause\n" ANSWERS);
    until(&world, PBX_TALKING);
    g_autoptr(GError) error = NULL;
    const CallFacts facts = {.person = -1, .press = press};
    assert_done(call_keep(world.desk, world.call, &facts, &error), error);
    Person *to = person_record(kari, true);
    to->hours = g_strdup(hours);
    Duty duty = {.roster = (char *)"press",
                 .from_at = FIXTURE_NOW - 3600,
                 .until_at = FIXTURE_NOW + 3600,
                 .person = kari,
                 .phone = (char *)"9999"};
    g_ptr_array_add(to->duties, &duty);
    assert_done(telephone_transfer(world.telephone, world.call, to, false, &error), error);
    until(&world, PBX_TRANSFERRING);
    assert_string_equal(pbx_call(telephone_pbx(world.telephone), "1.1")->target, number);
    person_free(to);
    stop(&world);
}

static void test_a_journalist_is_put_through_to_the_duty(void **state)
{
    expect_dialled(*state, 1, "-", "9999");
    expect_dialled(*state, 1, "ma-fr 08:00-15:30", "9999");
}

static void test_others_are_not_put_through_to_the_duty(void **state)
{
    expect_dialled(*state, 0, "-", "2102");
}

static void test_who_is_not_put_through(void **state)
{
    World world;
    gint64 kari = person(*state, "100", "management", true);
    start(&world, *state, ((StoreFixture *)*state)->ola, JOIN CALLED CONNECT);
    until(&world, PBX_TALKING);
    g_autoptr(GError) error = NULL;
    const CallFacts press = {.person = -1, .press = 1};
    assert_done(call_keep(world.desk, world.call, &press, &error), error);
    Person *management = person_record(kari, true), *left = person_record(kari, false);
    assert_refused(telephone_transfer(world.telephone, world.call, management, false, &error),
                   error, SKRANKE_ERROR_REFUSED);
    assert_refused(telephone_transfer(world.telephone, world.call, management, true, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(telephone_transfer(world.telephone, world.call, left, false, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_int_equal(pbx_call(telephone_pbx(world.telephone), "1.1")->state, PBX_TALKING);
    person_free(management);
    person_free(left);
    stop(&world);
}

int main(void)
{
    desk_fixture_freeze_clock();
    language_start("en");
    const StoreTest tests[] = {
        store_test(test_rings_and_is_answered),
        store_test(test_the_call_that_rings_is_opened),
        store_test(test_a_transfer_ends_when_it_is_answered),
        store_test(test_a_transfer_that_comes_back),
        store_test(test_lost_once_however_many_listen),
        store_test(test_dropped_on_the_way_is_rung_back),
        store_test(test_another_operator_talks_to_one_who_came_back),
        store_test(test_ends_are_written_when_the_database_is_back),
        store_test(test_by_hand_it_ends_at_once),
        store_test(test_a_journalist_is_put_through_to_the_duty),
        store_test(test_others_are_not_put_through_to_the_duty),
        store_test(test_who_is_not_put_through),
    };
    return run_on_both_carriers(tests);
}

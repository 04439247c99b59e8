/* A database of the first schema step is opened by a desk: its unfinished inquiries get categories
 * and clocks, once, and those who looked after the program see what they saw. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/migrate.h"
#include "skranke/store/new_file.h"
#include "skranke/store/open.h"
#include "skranke/store/settings.h"

#include "skranke/desk/desk.h"

#include "cleanup.h"
#include "desk_fixture.h"

static const char ini[] = "[mail]\nfrom = post@byraa.example\n";

static void add_inquiry(DbBatch *batch, const char *state, const char *subject, const char *text)
{
    db_batch_add(batch,
                 "INSERT INTO inquiry (state, channel, subject, from_address, received_at, "
                 "last_message_at, message_count, changed_at) "
                 "VALUES (?, 'email', ?, 'per@eks.example', ?, ?, 1, ?)",
                 "ssiii", state, subject, FIXTURE_NOW - 3600, FIXTURE_NOW - 3600,
                 FIXTURE_NOW - 3600);
    db_batch_add(batch,
                 "INSERT INTO message (inquiry, direction, channel, from_address, subject, text, "
                 "at) VALUES ((SELECT max(id) FROM inquiry), 'in', 'email', 'per@eks.example', ?, "
                 "?, ?)",
                 "ssi", subject, text, FIXTURE_NOW - 3600);
}

static void add_message(DbBatch *batch, const char *direction, gint64 at)
{
    db_batch_add(batch,
                 "INSERT INTO message (inquiry, direction, channel, text, at, delivery) VALUES "
                 "((SELECT max(id) FROM inquiry), ?, 'email', 'Hei', ?, "
                 "CASE ? WHEN 'out' THEN 'sent' ELSE '' END)",
                 "sis", direction, at, direction);
}

/* As the program before the promises left it. */
static void make_first_step(const char *path)
{
    g_autoptr(GError) error = NULL;
    assert_done(new_file_make(path, &error), error);
    g_autoptr(Db) db = db_connect(path, &error);
    assert_no_error(error);
    assert_done(migrate_run(db, 0, 1, &error), error);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "INSERT INTO operator (login, name, role, created_at) VALUES "
                 "('kari', 'Kari Vik', 'administrator', ?), ('ola', 'Ola Ås', 'operator', ?)",
                 "ii", FIXTURE_NOW, FIXTURE_NOW);
    add_inquiry(batch, "new", "Folketall", "Hvor mange innbyggere har Hamar?");
    add_inquiry(batch, "waiting", "Innsyn", "Jeg krever innsyn etter offentleglova i brevet.");
    add_inquiry(batch, "closed", "Ferdig", "Takk for hjelpen");
    /* What nobody wrote has no category on purpose, and gets none. */
    add_inquiry(batch, "new", "Automatisk svar", "Tilbake mandag");
    db_batch_add(batch,
                 "INSERT INTO event (at, kind, inquiry, after) VALUES (?, 'received', (SELECT "
                 "max(id) FROM inquiry), '{\"automatic\":\"Auto-Submitted: auto-replied\"}')",
                 "i", FIXTURE_NOW);
    add_inquiry(batch, "waiting", "Besvart", "Hvor mange bor i Vardø?");
    add_message(batch, "out", FIXTURE_NOW - 1800);
    add_inquiry(batch, "new", "Spurt igjen", "Hvor mange bor i Vadsø?");
    add_message(batch, "out", FIXTURE_NOW - 1800);
    add_message(batch, "in", FIXTURE_NOW - 600);
    assert_done(db_batch_apply(db, batch, &error), error);
}

static Desk *open_desk(const char *path, const char *login, const Config *config)
{
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_open(path, login, config, &error);
    assert_no_error(error);
    return desk;
}

static void expect(Desk *desk, gint64 id, const char *category, const char *limit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_string_equal(inquiry->category, category);
    assert_string_equal(inquiry->limit_on, limit);
}

static void expect_answered(Desk *desk, gint64 id, gint64 answered_at, gint64 started_at)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_int_equal(inquiry->answered_at, answered_at);
    assert_int_equal(inquiry->started_at, started_at);
    assert_int_equal(inquiry->due_at == 0, answered_at != 0);
}

static gint64 count(Desk *desk, const char *sql)
{
    g_autoptr(GError) error = NULL;
    gint64 number = db_query_integer(desk->db, -1, &error, sql, "");
    assert_no_error(error);
    return number;
}

static void it_gets_its_promises_once(void **state)
{
    (void)state;
    char *folder = temp_folder_make("lifted");
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    g_autofree char *settings = file_write(folder, "skranke.ini", ini, -1);
    g_autoptr(Config) config = config_load(settings, NULL);
    make_first_step(path);
    /* The first to open it does not see all of it. */
    g_autoptr(Desk) ola = open_desk(path, "ola", config);
    assert_null(inquiries_get(ola->db, 2, NULL));
    assert_int_equal(count(ola, "SELECT count(*) FROM event WHERE kind = 'recomputed'"), 4);
    g_autoptr(Desk) kari = open_desk(path, "kari", config);
    assert_string_equal(kari->operator_->silos, "respondents,press,hr,access");
    expect(kari, 1, "simple_statistics", "2026-03-12");
    expect(kari, 2, "access_request", "2026-03-17");
    expect(kari, 3, "", "");
    expect(kari, 4, "", "");
    assert_int_equal(count(kari, "SELECT count(*) FROM event WHERE kind = 'suggested'"), 4);
    assert_int_equal(count(kari, "SELECT count(*) FROM event WHERE kind = 'recomputed'"), 4);
    expect_answered(kari, 5, FIXTURE_NOW - 1800, FIXTURE_NOW - 3600);
    expect_answered(kari, 6, 0, FIXTURE_NOW - 600);
    /* By hand: nobody had answered, so it waits for the inquirer. */
    assert_int_equal(count(kari, "SELECT inquiry FROM pause WHERE until_at IS NULL"), 2);
    assert_int_equal(count(kari, "SELECT count(*) FROM category"),
                     count(kari, "SELECT max(position) FROM category"));
}

static void a_new_one_has_nothing_to_catch_up(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    char *folder = temp_folder_make("lifted");
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    assert_done(store_create(path, &error), error);
    g_autoptr(Db) db = store_open(path, &error);
    g_autofree char *computed = settings_get(db, "promises.computed", &error);
    assert_string_equal(computed, "1");
}

int main(void)
{
    language_start("nb");
    desk_fixture_freeze_clock();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_its_promises_once),
        cmocka_unit_test(a_new_one_has_nothing_to_catch_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What an administrator changes: every change is logged, needs the role, and moves the clocks of
 * all unfinished inquiries. kari is the administrator, ola is not. Now is Tuesday 10 March 2026 at
 * 10:12. */
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/settings.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

/* The rqlite node is emptied between the tests, but not of its rules. */
static void usual_rules(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = data_file_read("categories.csv", NULL);
    gsize size = 0;
    const char *text = g_bytes_get_data(bytes, &size);
    assert_done(rules_import_categories(desk, text, size, NULL, &error), error);
    assert_done(rules_set_eves(desk, true, NULL, &error), error);
    assert_done(rules_set_hours(desk, "ma-fr 09:00-15:00", NULL, &error), error);
}

static gint64 sorted(StoreFixture *fixture, Desk *desk, const char *category)
{
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Folketall", "Hvor mange?");
    assert_done(sorting_set_category(desk, id, category, NULL, &error), error);
    return id;
}

static void expect_limit(Desk *desk, gint64 id, const char *limit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_string_equal(inquiry->limit_on, limit);
}

static gint64 recomputed(StoreFixture *fixture)
{
    return fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'recomputed'");
}

static void a_changed_limit_moves_and_is_no_promise(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    usual_rules(kari);
    gint64 id = sorted(fixture, kari, "simple_statistics");
    gint64 other = sorted(fixture, kari, "access_request");
    gint64 closed = sorted(fixture, kari, "simple_statistics"), moved = 0;
    assert_done(act_close(kari, closed, &error), error);
    assert_done(
        rules_set_category(kari, "simple_statistics", "limit", "working_days 4", &moved, &error),
        error);
    assert_int_equal(moved, 1);
    expect_limit(kari, id, "2026-03-16");
    expect_limit(kari, closed, "2026-03-12");
    expect_limit(kari, other, "2026-03-17");
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, NULL);
    assert_int_equal(inquiry->due_by, CATEGORY_BY_LOCAL);
    assert_int_equal(recomputed(fixture), 1);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event "
                                             "WHERE kind = 'rules_changed' AND "
                                             "before LIKE '%working_days 2%' AND "
                                             "\"after\" LIKE '%working_days 4%'"),
                     1);
    assert_done(
        rules_set_category(kari, "simple_statistics", "limit", "working_days 4", &moved, &error),
        error);
    assert_int_equal(moved, 0);
    assert_done(
        rules_set_category(kari, "simple_statistics", "limit", "working_days 2", &moved, &error),
        error);
    assert_int_equal(moved, 1);
    g_autoptr(Inquiry) back = inquiries_get(kari->db, id, NULL);
    assert_int_equal(back->due_by, CATEGORY_BY_DOCUMENT);
    desk_fixture_free(kari);
}

/* Moving a category into a closed silo takes its inquiries along. */
static void a_silo_is_moved(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    usual_rules(kari);
    gint64 id = sorted(fixture, kari, "licence"), moved = 0;
    assert_done(rules_set_category(kari, "licence", "silo", "hr", &moved, &error), error);
    assert_int_equal(moved, 1);
    desk_look_again(ola);
    assert_null(inquiries_get(ola->db, id, &error));
    g_clear_error(&error);
    db_set_sight(fixture->db, NULL);
    g_autoptr(Inquiry) hidden = inquiries_get(kari->db, id, NULL);
    assert_int_equal(hidden->silo, CATEGORY_HR);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void a_day_off_moves_what_is_no_law(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    usual_rules(kari);
    gint64 id = sorted(fixture, kari, "simple_statistics"), moved = 0;
    gint64 access = sorted(fixture, kari, "access_request");
    char reason[] = "flytting";
    CalendarException off = {.closed = true, .reason = reason};
    assert_true(day_parse("2026-03-11", &off.day));
    assert_done(rules_set_day(kari, &off, &moved, &error), error);
    assert_int_equal(moved, 1);
    expect_limit(kari, id, "2026-03-13");
    expect_limit(kari, access, "2026-03-17");
    assert_done(rules_remove_day(kari, off.day, &moved, &error), error);
    assert_int_equal(moved, 1);
    expect_limit(kari, id, "2026-03-12");
    assert_done(rules_remove_day(kari, off.day, &moved, &error), error);
    assert_int_equal(moved, 0);
    off = (CalendarException){.day = off.day, .opens = 600, .closes = 500, .reason = reason};
    assert_refused(rules_set_day(kari, &off, &moved, &error), error, SKRANKE_ERROR_USAGE);
    desk_fixture_free(kari);
}

static void eves_and_hours(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    usual_rules(kari);
    gint64 moved = 0;
    gint64 id = sorted(fixture, kari, "simple_statistics");
    assert_done(rules_set_eves(kari, false, &moved, &error), error);
    const Rulebook *book = rules_book(kari, &error);
    assert_false(book->calendar->eves_count_as_working_day);
    assert_done(rules_set_hours(kari, "ma-fr 08:00-09:00", &moved, &error), error);
    g_autoptr(Inquiry) inquiry = inquiries_get(kari->db, id, NULL);
    assert_string_equal(inquiry->target_on, "2026-03-11"); /* it came after closing now */
    assert_refused(rules_set_hours(kari, "-", &moved, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(rules_set_hours(kari, "whenever", &moved, &error), error, SKRANKE_ERROR_USAGE);
    usual_rules(kari);
    g_autoptr(Inquiry) back = inquiries_get(kari->db, id, NULL);
    assert_string_equal(back->target_on, "2026-03-10");
    desk_fixture_free(kari);
}

static void only_an_administrator(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *ola = desk_fixture(fixture, fixture->ola);
    gint64 events = fixture_number(fixture, "SELECT count(*) FROM event");
    CalendarException off = {.closed = true, .day = 20000};
    bool yes = true;
    assert_refused(rules_set_category(ola, "press", "limit", "none", NULL, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(rules_import_categories(ola, "", 0, NULL, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(rules_set_day(ola, &off, NULL, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(rules_remove_day(ola, 20000, NULL, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(rules_set_eves(ola, false, NULL, &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(rules_set_hours(ola, "ma 09:00-10:00", NULL, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(rules_set_operator(ola, "ola", "press", &yes, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event"), events);
    desk_fixture_free(ola);
}

static void a_table_is_read_whole_or_not_at_all(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    usual_rules(kari);
    static const char header[] =
        "code;aliases;name_nb;name_nn;name_en;target;target_by;limit;limit_by;holding;holding_by;"
        "start;queue;owner;journal;reason_nb;reason_nn;reason_en;silo;pauses\n";
    static const char bees[] =
        "bees;;Bier;Bier;Bees;same_day;document;working_days 9;law;none;local;receipt;"
        "information_service;information_service;no;;;;open;no\n";
    static const char broken[] = "wasps;;Veps;;;soon;local;none;local;none;local;receipt;a;b;no;;;;"
                                 "open;yes\n";
    g_autofree char *both = g_strconcat(header, bees, broken, NULL);
    g_autofree char *one = g_strconcat(header, bees, NULL);
    assert_false(rules_import_categories(kari, both, strlen(both), NULL, &error));
    assert_non_null(error);
    g_clear_error(&error);
    assert_refused(rules_import_categories(kari, header, strlen(header), NULL, &error), error,
                   SKRANKE_ERROR_FAILED);
    assert_null(rulebook_category(rules_book(kari, NULL), "bees"));
    assert_done(rules_import_categories(kari, one, strlen(one), NULL, &error), error);
    const Category *category = rulebook_category(rules_book(kari, NULL), "bees");
    assert_non_null(category);
    assert_int_equal(category->target.by, CATEGORY_BY_LOCAL); /* no document says so */
    assert_int_equal(category->limit.by, CATEGORY_BY_LAW);
    assert_non_null(rulebook_category(rules_book(kari, NULL), "press")); /* stays */
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "DELETE FROM category WHERE code = 'bees'", "");
    fixture_apply(fixture, batch);
    desk_fixture_free(kari);
}

static void grants_are_given_and_logged(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = sorted(fixture, kari, "press");
    bool yes = true;
    desk_look_again(ola);
    assert_null(inquiries_get(ola->db, id, &error));
    g_clear_error(&error);
    assert_refused(rules_set_operator(kari, "ola", "press,moon", NULL, &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_refused(rules_set_operator(kari, "nobody", "press", NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_done(rules_set_operator(kari, "ola", "hr, press", &yes, &error), error);
    assert_done(rules_set_operator(kari, "ola", NULL, NULL, &error), error);
    g_autoptr(Operator) changed = operators_find(kari->db, "ola", &error);
    assert_string_equal(changed->silos, "press,hr");
    assert_true(changed->press_contact);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'granted'"),
                     1);
    desk_fixture_free(ola);
    ola = desk_fixture(fixture, fixture->ola);
    desk_look_again(ola);
    g_autoptr(Inquiry) seen = inquiries_get(ola->db, id, &error);
    assert_no_error(error);
    assert_non_null(seen);
    /* One's own hold at once. */
    assert_done(rules_set_operator(kari, "kari", "", NULL, &error), error);
    assert_null(inquiries_get(kari->db, id, &error));
    g_clear_error(&error);
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

/* A desk that is open meanwhile sees no more than it may. */
static void what_is_taken_away_is_out_of_sight_at_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = sorted(fixture, kari, "press");
    assert_done(rules_set_operator(kari, "ola", "press", NULL, &error), error);
    assert_non_null(rules_book(ola, &error));
    gint64 events = recomputed(fixture);
    assert_done(rules_set_operator(kari, "ola", "", NULL, &error), error);
    assert_non_null(rules_book(ola, &error));
    assert_string_equal(ola->operator_->silos, "");
    assert_null(inquiries_get(ola->db, id, &error));
    g_clear_error(&error);
    assert_done(rules_catch_up(kari, &error), error);
    assert_int_equal(recomputed(fixture), events);
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

/* ---- computing anew ---- */

/* As before the promises: no category, no clocks. */
static void forget_promises(StoreFixture *fixture)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE inquiry SET category = '', category_by = '', silo = 'open', "
                 "target_on = NULL, limit_on = NULL, target_at = NULL, limit_at = NULL, "
                 "due_at = NULL, due_kind = '', queue_at = 1000000000000 + received_at",
                 "");
    db_batch_add(batch, "DELETE FROM setting WHERE name = 'promises.computed'", "");
    fixture_apply(fixture, batch);
}

static void an_older_database_catches_up_once(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    usual_rules(kari);
    gint64 plain = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 60, "Folketall",
                                   "Hvor mange innbyggere har Hamar?");
    gint64 access = fixture_inquiry(fixture, "waiting", 0, FIXTURE_NOW - 60, "Innsyn",
                                    "Jeg krever innsyn etter offentleglova.");
    gint64 closed = fixture_inquiry(fixture, "closed", 0, FIXTURE_NOW - 60, "Ferdig", "Hei");
    forget_promises(fixture);
    desk_look_again(ola); /* one who does not see all of it opens it first */
    assert_done(rules_catch_up(ola, &error), error);
    db_set_sight(fixture->db, NULL);
    g_autoptr(Inquiry) first = inquiries_get(kari->db, plain, NULL);
    g_autoptr(Inquiry) second = inquiries_get(kari->db, access, NULL);
    g_autoptr(Inquiry) third = inquiries_get(kari->db, closed, NULL);
    assert_string_equal(first->category, "simple_statistics");
    assert_int_equal(first->category_by, CHOSEN_BY_SUGGESTION);
    assert_string_equal(first->limit_on, "2026-03-12");
    assert_string_equal(second->category, "access_request");
    assert_int_equal(second->silo, CATEGORY_ACCESS);
    assert_string_equal(third->category, "");
    gint64 events = fixture_number(fixture, "SELECT count(*) FROM event");
    assert_done(rules_catch_up(ola, &error), error);
    assert_int_equal(rules_recompute(kari, "again", &error), 0);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event"), events);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

/* More than one batch, and the rest of one that was stopped. */
static void many_are_computed_and_the_rest_later(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    usual_rules(kari);
    enum { MANY = 650 };
    for (int i = 0; i < MANY; i++)
        fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 60, "Folketall", "Hvor mange?");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE inquiry SET category = 'simple_statistics', category_by = 'operator'", "");
    fixture_apply(fixture, batch);
    assert_int_equal(rules_recompute(kari, "test", &error), MANY);
    assert_int_equal(recomputed(fixture), MANY);
    batch = db_batch_new(NULL); /* as if somebody had stopped it after 600 */
    db_batch_add(batch, "UPDATE inquiry SET limit_at = 5, due_at = 5, queue_at = 5 WHERE id > 600",
                 "");
    settings_put(batch, "promises.computed", "before");
    fixture_apply(fixture, batch);
    assert_done(rules_catch_up(kari, &error), error);
    assert_int_equal(recomputed(fixture), MANY + fixture_number(fixture, "SELECT count(*) FROM "
                                                                         "inquiry WHERE id > 600"));
    assert_int_equal(fixture_number(fixture, "SELECT count(DISTINCT queue_at) FROM inquiry"), 1);
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("nb");
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {
        store_test(a_changed_limit_moves_and_is_no_promise),
        store_test(a_silo_is_moved),
        store_test(a_day_off_moves_what_is_no_law),
        store_test(eves_and_hours),
        store_test(only_an_administrator),
        store_test(a_table_is_read_whole_or_not_at_all),
        store_test(grants_are_given_and_logged),
        store_test(what_is_taken_away_is_out_of_sight_at_once),
        store_test(an_older_database_catches_up_once),
        store_test(many_are_computed_and_the_rest_later),
    };
    return run_on_both_carriers(tests);
}

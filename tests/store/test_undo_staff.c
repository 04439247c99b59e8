/* What an operator did to the staff directory goes back, on both carriers: to exactly what stood
 * there, once, and never over what somebody did later, who is named. Now is Tuesday 10 March 2026
 * at 10:12. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/staff.h"

#include "desk_fixture.h"

static const char sections[] = "code;name_nb;role\n320;Befolkning;subject\n";
static const char people[] = "initials;name;sections;hours\n"
                             "ase;Åse Vik;320;ma-fr 08:00-15:30\n"
                             "bir;Birger Li;320;ma-fr 08:00-15:30\n"
                             "cat;Cato Moe;320;\n";
static const char statistics[] = "short_name;name_nb;section;responsible;backup\n"
                                 "folk;Befolkning;320;ase;bir\n"
                                 "fodte;Fødte;320;ase;\n"
                                 "dode;Døde;320;bir;ase\n"
                                 "navn;Navn;320;bir;cat\n";
enum { ASE = 1, BIRGER = 2, RIVALS = 4, MARKS = 12 };

/* Two operators at their desks. */
typedef struct {
    StoreFixture *fixture;
    Desk *kari, *ola;
} Two;

static Two begin(void **state)
{
    StoreFixture *fixture = *state;
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "people", people);
    fixture_import(fixture->db, "statistics", statistics);
    return (Two){fixture, desk_fixture(fixture, fixture->kari),
                 desk_fixture(fixture, fixture->ola)};
}

static void end(Two *two)
{
    desk_fixture_free(two->kari);
    desk_fixture_free(two->ola);
}

/* ---- what stands there ---- */

static char *all_of(Two *two)
{
    static const char *const tables[] = {
        "SELECT json_array(id, active, left_on, successor, deputy, hours, core_hours) FROM person "
        "ORDER BY id",
        "SELECT json_array(id, responsible, backup) FROM statistic ORDER BY id",
        "SELECT json_array(id, person, from_at, until_at, code, note, kind, phone_open, source, "
        "source_key, operator, seen_at) FROM absence ORDER BY id",
        "SELECT json_array(person, status, until_at, code, note, operator, at) FROM presence_mark "
        "ORDER BY person",
        "SELECT json_array(id, person, text) FROM person_note WHERE removed_at IS NULL ORDER BY id",
    };
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DbRows) rows = db_query(two->fixture->db, &error, tables[i], "");
        assert_no_error(error);
        for (guint row = 0; row < db_rows_count(rows); row++)
            g_string_append_printf(all, "%s\n", db_rows_text(rows, row, 0));
    }
    return g_string_free(all, FALSE);
}

static void assert_stands(Two *two, const char *expected)
{
    g_autofree char *all = all_of(two);
    assert_string_equal(all, expected);
}

/* ---- acts, by whichever desk ---- */

static void absence(Desk *desk, const char *from, const char *to)
{
    g_autoptr(GError) error = NULL;
    NewAbsence given = {.person = "ase", .from = from, .to = to, .code = "leave", .note = "reise"};
    Absence *added = staff_absence_add(desk, &given, &error);
    assert_done(added, error);
    absence_free(added);
}

static void absence_running(Desk *desk)
{
    absence(desk, "2026-03-10", "2026-03-12");
}

static void absence_coming(Desk *desk)
{
    absence(desk, "i morgen", NULL);
}

static void end_newest(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    gint64 newest = db_query_integer(desk->db, 0, &error, "SELECT max(id) FROM absence", "");
    Absence *ended = staff_absence_end(desk, newest, FIXTURE_NOW, &error);
    assert_done(ended, error);
    absence_free(ended);
}

static void deputy(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_deputy_set(desk, "ase", "cat", &error), error);
}

static void no_deputy(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_deputy_set(desk, "ase", NULL, &error), error);
}

static void deputy_for_cato(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_deputy_set(desk, "cat", "ase", &error), error);
    assert_done(staff_deputy_set(desk, "bir", "ase", &error), error);
}

static void leave(Desk *desk, const char *person, const char *successor)
{
    g_autoptr(GError) error = NULL;
    Leaving leaving = {.person = person, .day = "2026-03-01", .successor = successor};
    g_autoptr(GPtrArray) left = staff_leave(desk, &leaving, NULL, &error);
    assert_done(left, error);
}

static void leave_to_birger(Desk *desk)
{
    leave(desk, "ase", "bir");
}

static void leave_to_nobody(Desk *desk)
{
    leave(desk, "ase", NULL);
}

static void birger_leaves(Desk *desk)
{
    leave(desk, "bir", "cat");
}

static void cato_leaves(Desk *desk)
{
    leave(desk, "cat", NULL);
}

static void hours(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_hours_set(desk, "ase", "ma-fr 07:00-15:00", &error), error);
}

static void core_hours(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_core_hours_set(desk, "ase", "ma-fr 09:00-14:00", &error), error);
}

static void note(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_note_add(desk, ASE, "Ring to ganger", &error), error);
}

static void remove_newest_note(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    gint64 newest = db_query_integer(desk->db, 0, &error, "SELECT max(id) FROM person_note", "");
    assert_done(staff_note_remove(desk, newest, &error), error);
}

static void away(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_mark(desk, ASE, MARK_OUT, "14", "meeting", "ringte", &error), error);
}

static void in(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_mark(desk, ASE, MARK_IN, "15", NULL, NULL, &error), error);
}

static void back(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_done(staff_unmark(desk, ASE, &error), error);
}

typedef void (*Act)(Desk *desk);

/* As a calendar says it: by a file, with a key of its own. */
static void from_a_calendar(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "INSERT INTO absence (person, from_at, until_at, code, note, kind, phone_open, "
                 "source, source_key, seen_at) VALUES (1, ?, ?, 'meeting', 'x', 'calendar', 1, "
                 "'ase.ics', 'uid-1', 7)",
                 "ii", FIXTURE_NOW + 3600, FIXTURE_NOW + 7200);
    assert_done(db_batch_apply(desk->db, batch, &error), error);
}

/* ---- there and back ---- */

static void goes_back_to_what_stood_there(void **state)
{
    static const struct {
        Act before, act;
        EventKind kind;
    } cases[] = {
        {NULL, absence_running, EVENT_ABSENCE_ADDED},
        {absence_running, end_newest, EVENT_ABSENCE_ENDED},
        {absence_coming, end_newest, EVENT_ABSENCE_ENDED}, /* it was removed */
        {from_a_calendar, end_newest, EVENT_ABSENCE_ENDED},
        {NULL, deputy, EVENT_DEPUTY_SET},
        {deputy, no_deputy, EVENT_DEPUTY_SET},
        {NULL, hours, EVENT_HOURS_SET},
        {NULL, core_hours, EVENT_HOURS_SET},
        {NULL, note, EVENT_NOTE_ADDED},
        {note, remove_newest_note, EVENT_NOTE_REMOVED},
        {away, in, EVENT_MARKED},
        {away, back, EVENT_UNMARKED},
        {deputy_for_cato, leave_to_birger, EVENT_LEFT},
        {deputy_for_cato, leave_to_nobody, EVENT_LEFT},
        {away, leave_to_birger, EVENT_LEFT},
        {leave_to_nobody, leave_to_birger, EVENT_LEFT}, /* a successor who was found later */
    };
    Two two = begin(state);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *done = NULL;
        if (cases[i].before)
            cases[i].before(two.ola);
        g_autofree char *before = all_of(&two);
        cases[i].act(two.kari);
        g_autofree char *between = all_of(&two);
        assert_string_not_equal(before, between);
        assert_done(act_undo(two.kari, &done, &error), error);
        assert_non_null(strstr(done, "Åse Vik"));
        assert_non_null(strstr(done, event_kind_text(cases[i].kind)));
        assert_stands(&two, before);
        assert_refused(act_undo(two.kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
        while (act_undo(two.ola, NULL, NULL)) /* as at the beginning, for the next */
            ;
    }
    end(&two);
}

/* ---- never over what is later ---- */

static void the_later_one_is_named(void **state)
{
    static const struct {
        Act act, later;
        EventKind named;
    } cases[] = {
        {away, in, EVENT_MARKED},
        {away, back, EVENT_UNMARKED},
        {away, leave_to_birger, EVENT_LEFT},
        {absence_running, end_newest, EVENT_ABSENCE_ENDED},
        {absence_coming, end_newest, EVENT_ABSENCE_ENDED},
        {deputy, no_deputy, EVENT_DEPUTY_SET},
        {deputy, cato_leaves, EVENT_LEFT},
        {hours, core_hours, EVENT_HOURS_SET},
        {note, remove_newest_note, EVENT_NOTE_REMOVED},
        {leave_to_birger, birger_leaves, EVENT_LEFT},
    };
    Two two = begin(state);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        cases[i].act(two.kari);
        cases[i].later(two.ola);
        g_autofree char *stands = all_of(&two);
        assert_false(act_undo(two.kari, NULL, &error));
        if (!strstr(error->message, "Ola Ås") ||
            !strstr(error->message, event_kind_text(cases[i].named)))
            fail_msg("case %u: %s", (guint)i, error->message);
        assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
        assert_stands(&two, stands);
        assert_done(act_undo(two.ola, NULL, &error), error);
        assert_done(act_undo(two.kari, NULL, &error), error);
    }
    end(&two);
}

/* Nobody else was there, and a file was. */
static void an_import_is_not_overwritten(void **state)
{
    Two two = begin(state);
    g_autoptr(GError) error = NULL;
    leave_to_birger(two.kari);
    fixture_import(two.fixture->db, "statistics",
                   "short_name;name_nb;section;responsible;backup\nfolk;Befolkning;320;cat;bir\n");
    g_autofree char *stands = all_of(&two);
    assert_refused(act_undo(two.kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_stands(&two, stands);
    end(&two);
}

/* Whoever stood in before has left meanwhile: they are not asked to stand in again. */
static void who_has_left_stands_in_for_nobody(void **state)
{
    Two two = begin(state);
    g_autoptr(GError) error = NULL;
    deputy(two.ola);
    no_deputy(two.kari);
    cato_leaves(two.ola);
    assert_false(act_undo(two.kari, NULL, &error));
    assert_non_null(strstr(error->message, "Ola Ås"));
    assert_refused(false, error, SKRANKE_ERROR_CONFLICT);
    end(&two);
}

/* A mark that another made and took away again is the last word all the same. */
static void what_came_between_is_the_last_word(void **state)
{
    Two two = begin(state);
    g_autoptr(GError) error = NULL;
    away(two.ola);
    back(two.kari);
    in(two.ola);
    back(two.ola);
    assert_refused(act_undo(two.kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(fixture_number(two.fixture, "SELECT count(*) FROM presence_mark"), 0);
    end(&two);
}

/* ---- in the same moment ---- */

static void mark_and_exit(const char *uri, int rival)
{
    static const char *const untils[RIVALS] = {"13", "14", "15", "16"};
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load("/dev/null", &error);
    g_autoptr(Desk) desk =
        config ? desk_open(uri, rival % 2 ? "kari" : "ola", config, &error) : NULL;
    for (int i = 0; desk && i < MARKS; i++) {
        bool done = i % 5 == 4 ? staff_unmark(desk, ASE, NULL) || true
                               : staff_mark(desk, ASE, MARK_OUT, untils[rival], NULL, NULL, &error);
        if (!done)
            break;
    }
    if (error)
        fprintf(stderr, "%s\n", error->message);
    _exit(desk && !error ? 0 : 1);
}

/* Each knows what it replaced, however close they came: its `before` is the `after` of the one that
 * was there. */
static void assert_each_follows_from_the_one_before(Two *two)
{
    static const char *const broken =
        "WITH marks AS (SELECT id, json_extract(before, '$.until_at') AS was, "
        "json_extract(before, '$.said_by') AS was_by, "
        "lag(json_extract(after, '$.until_at')) OVER (ORDER BY id) AS there, "
        "lag(json_extract(after, '$.said_by')) OVER (ORDER BY id) AS there_by "
        "FROM event WHERE kind IN ('marked', 'unmarked')) "
        "SELECT count(*) FROM marks WHERE was IS NOT there OR was_by IS NOT there_by";
    assert_true(fixture_number(two->fixture, "SELECT count(*) FROM event WHERE kind = 'marked'") >
                RIVALS * MARKS / 2);
    assert_int_equal(fixture_number(two->fixture, broken), 0);
}

static void of_two_in_the_same_moment_each_knows_the_other(void **state)
{
    Two two = begin(state);
    g_autoptr(GError) error = NULL;
    pid_t rivals[RIVALS];
    for (int i = 0; i < RIVALS; i++) {
        rivals[i] = fork();
        assert_true(rivals[i] >= 0);
        if (rivals[i] == 0)
            mark_and_exit(db_uri(two.fixture->db), i);
    }
    for (int i = 0; i < RIVALS; i++) {
        int status = -1;
        assert_int_equal(waitpid(rivals[i], &status, 0), rivals[i]);
        assert_int_equal(status, 0);
    }
    assert_each_follows_from_the_one_before(&two);
    end(&two);
}

/* ---- found however much was typed ---- */

static void typing_hides_nothing(void **state)
{
    Two two = begin(state);
    g_autoptr(GError) error = NULL;
    deputy(two.kari);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                 "INSERT INTO event (at, operator, kind) SELECT ?, ?, 'call_kept' FROM n",
                 "ii", FIXTURE_NOW, two.fixture->kari);
    fixture_apply(two.fixture, batch);
    assert_done(act_undo(two.kari, NULL, &error), error);
    assert_refused(act_undo(two.kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    end(&two);
}

static void assert_plan(StoreFixture *fixture, DbRows *plan, const char *expected)
{
    g_autoptr(DbRows) rows = plan;
    GString *text = g_string_new(NULL);
    for (guint i = 0; rows && i < db_rows_count(rows); i++)
        g_string_append_printf(text, "%s\n", db_rows_text(rows, i, 3));
    g_autofree char *all = g_string_free(text, FALSE);
    if (!strstr(all, expected) || strstr(all, "SCAN event") || strstr(all, "SCAN e\n"))
        fail_msg("%s: not by %s:\n%s", db_uri(fixture->db), expected, all);
}

/* The statements of store/events.c: the newest act of mine, and whoever was later. */
static void undo_reads_by_index(void **state)
{
    StoreFixture *fixture = *state;
    assert_plan(fixture,
                db_query(fixture->db, NULL,
                         "EXPLAIN QUERY PLAN SELECT max(e.id) FROM event AS e WHERE e.operator = ? "
                         "AND e.at >= ? AND e.kind NOT IN ('call_kept', 'opened') AND (? = 0 OR "
                         "e.id < ?) AND e.kind IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
                         "(SELECT 1 FROM event WHERE undoes = e.id)",
                         "iiiis", fixture->kari, FIXTURE_NOW, (gint64)0, (gint64)0, "[\"taken\"]"),
                "event_act (operator=? AND at>?)");
    assert_plan(fixture,
                db_query(fixture->db, NULL,
                         "EXPLAIN QUERY PLAN SELECT max(e.id) FROM event AS e WHERE e.id > ? AND "
                         "e.kind IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM "
                         "event WHERE undoes = e.id) AND CASE WHEN json_valid(e.after) THEN "
                         "json_extract(e.after, ?) END = (SELECT json_extract(after, ?) FROM event "
                         "WHERE id = ?)",
                         "isssi", (gint64)1, "[\"marked\"]", "$.person", "$.person", (gint64)1),
                "INTEGER PRIMARY KEY (rowid>?)");
    assert_plan(fixture,
                db_query(fixture->db, NULL,
                         "EXPLAIN QUERY PLAN SELECT at FROM presence_mark WHERE person = ?", "i",
                         (gint64)1),
                "presence_mark USING INTEGER PRIMARY KEY");
}

int main(void)
{
    language_start("en");
    time_text_set_zone("Europe/Oslo", NULL);
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(goes_back_to_what_stood_there),
        store_test(the_later_one_is_named),
        store_test(an_import_is_not_overwritten),
        store_test(who_has_left_stands_in_for_nobody),
        store_test(what_came_between_is_the_last_word),
        store_test(of_two_in_the_same_moment_each_knows_the_other),
        store_test(typing_hides_nothing),
        store_test(undo_reads_by_index),
    };
    return run_on_both_carriers(tests);
}

/* Marks, notes, leaving and the press duty by command, through the real binary: keys of the JSON,
 * exit statuses and the way back. Now is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

static Sandbox *box;

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

/* Runs as Nina of the fictional bureau, expects a status, and gives standard output (or errors
 * where the status is not 0). */
G_GNUC_NULL_TERMINATED static char *run(int status, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, status);
    g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--as");
    g_ptr_array_add(arguments, (gpointer)(uintptr_t) "nsa");
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    g_autoptr(ProcessResult) result =
        skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}
#define json(...) run(0, __VA_ARGS__, "--json", NULL)
#define fails(status, ...) g_free(run(status, __VA_ARGS__, NULL))
#define does(...) g_free(run(0, __VA_ARGS__, NULL))

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_autofree char *config =
        file_write(box->folder, ".config/skranke/skranke.ini", "[screen]\nlanguage = en\n", -1);
    does("init", "--demo");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

static json_t *person(const char *who)
{
    g_autofree char *output = json("people", "show", who);
    return json_line(output, 0);
}

/* ---- marks ---- */

static void away_and_back(void **state)
{
    (void)state;
    json_auto_t *before = person("kbe");
    assert_string_equal(json_text(before, "status"), "in");
    g_autofree char *output = json("people", "away", "kbe", "i", "morgen", "--note", "ringte");
    json_auto_t *marked = json_line(output, 0);
    assert_string_equal(json_text(marked, "until"), "2026-03-11T08:00:00+01:00");
    assert_int_equal(json_whole(marked, "person"), json_whole(before, "id"));
    json_auto_t *away = person("kbe");
    assert_string_equal(json_text(away, "status"), "out");
    assert_string_equal(json_text(away, "back_at"), "2026-03-11T08:00:00+01:00");
    does("people", "in", "kbe", "15");
    json_auto_t *in = person("kbe");
    assert_string_equal(json_text(in, "status"), "in");
    g_autofree char *undone = run(0, "undo", NULL);
    assert_non_null(strstr(undone, "Kjersti Berg"));
    json_auto_t *again = person("kbe");
    assert_string_equal(json_text(again, "status"), "out");
    does("people", "back", "kbe");
    json_auto_t *back = person("kbe");
    assert_string_equal(json_text(back, "status"), "in");
    fails(3, "people", "back", "kbe");
    fails(2, "people", "away", "kbe", "9");
    fails(2, "people", "away", "kbe");
    fails(3, "people", "away", "xxx", "14");
}

static void the_event_says_what_was_before(void **state)
{
    (void)state;
    does("people", "away", "mbo", "14", "--code", "MØT");
    g_autofree char *output = json("event", "list", "--limit", "1000");
    json_auto_t *event = json_line(output, json_line_count(output) - 1);
    assert_string_equal(json_text(event, "kind"), "marked");
    assert_string_equal(json_text(event, "before.name"), "Marianne Bøe");
    assert_null(json_find(event, "before.status"));
    assert_string_equal(json_text(event, "after.status"), "busy");
    assert_string_equal(json_text(event, "after.code"), "meeting");
    assert_string_equal(json_text(event, "after.until_at"), "2026-03-10T14:00:00+01:00");
}

/* ---- notes, hours, leaving ---- */

static void notes_are_added_and_removed(void **state)
{
    (void)state;
    g_autofree char *output = json("people", "note", "ogr", "--text", "Ring to ganger");
    json_auto_t *note = json_line(output, 0);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(note, "id"));
    does("people", "note-remove", id);
    fails(3, "people", "note-remove", id);
    fails(2, "people", "note", "ogr", "--text", " ");
}

static void core_hours_and_deputies_have_limits(void **state)
{
    (void)state;
    does("people", "core-hours", "set", "ogr", "ma-fr 09:00-14:00");
    fails(2, "people", "core-hours", "set", "ogr", "ma-fr 06:00-14:00");
    does("people", "deputy", "ogr", "mso");
    does("people", "deputy", "ogr");
    fails(5, "people", "deputy", "ogr", "ogr");
    fails(3, "people", "deputy", "ogr", "iso"); /* has left */
}

static void leaving_tells_who_answers_now(void **state)
{
    (void)state;
    g_autofree char *output =
        json("people", "leave", "rei", "--on", "2026-03-01", "--successor", "kbe");
    json_auto_t *left = json_line(output, 0);
    assert_true(json_length(left, "statistics") > 0);
    assert_non_null(json_find(left, "statistics.0.statistic"));
    assert_non_null(json_find(left, "statistics.0.role"));
    assert_non_null(json_find(left, "statistics.0.vacant"));
    g_autofree char *found = run(0, "people", "find", "dode", "--json", NULL);
    assert_non_null(strstr(found, "Kjersti Berg"));
    fails(3, "people", "away", "rei", "14");
    fails(2, "people", "leave", "tlo", "--on", "2026-03-11");
    g_autofree char *second = json("people", "leave", "afa");
    json_auto_t *duties = json_line(second, 0);
    assert_non_null(strstr(json_text(duties, "warning"), "duties to come"));
}

/* ---- the press ---- */

static void the_press_is_reached_at_any_hour(void **state)
{
    (void)state;
    static const char *const kinds[] = {"duty", "backup", "contact", "contact", "line"};
    g_autofree char *day = json("press");
    assert_int_equal(json_line_count(day), G_N_ELEMENTS(kinds));
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        json_auto_t *contact = json_line(day, i);
        assert_string_equal(json_text(contact, "kind"), kinds[i]);
        assert_true(*json_text(contact, "name") && *json_text(contact, "phone"));
        assert_true(*json_text(contact, "why"));
        json_truth(contact, "free");
    }
    g_autofree char *night = json("press", "--at", "2026-03-15T03:00");
    json_auto_t *duty = json_line(night, 0);
    assert_string_equal(json_text(duty, "kind"), "duty");
    assert_true(json_truth(duty, "free"));
    g_autofree char *gap = run(0, "press", "--at", "2026-03-14T03:00", NULL);
    assert_non_null(strstr(gap, "Nobody has press duty now"));
    fails(2, "press", "--at", "soon");
}

/* As JSON too: who is ill stands behind the backup, the duty in a sentence, a gap with a name. */
static void who_is_away_on_duty_is_warned_of(void **state)
{
    (void)state;
    g_autofree char *added = json("people", "absence", "add", "jto", "--from", "2026-03-10", "--to",
                                  "2026-03-11", "--code", "SYK");
    json_auto_t *absence = json_line(added, 0);
    g_autofree char *now = json("press");
    json_auto_t *first = json_line(now, 0);
    assert_string_equal(json_text(first, "kind"), "backup");
    json_auto_t *duty = json_line(now, 3);
    assert_string_equal(json_text(duty, "kind"), "duty");
    assert_string_equal(json_text(duty, "warning"), "noted as away until Thu 09:00");
    assert_false(json_truth(duty, "free"));
    g_autofree char *said = run(0, "press", NULL);
    assert_non_null(strstr(said, "has press duty until Wed 15:30, but is noted as away until"));
    assert_null(strstr(said, "SYK"));
    g_autofree char *found = json("people", "find", "jto", "--press");
    json_auto_t *person = json_line(found, 0);
    assert_string_equal(json_text(person, "status"), "in");
    assert_string_equal(json_text(person, "noted"), "out");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(absence, "id"));
    does("people", "absence", "end", id);
    g_autofree char *after = json("press");
    json_auto_t *again = json_line(after, 0);
    assert_string_equal(json_text(again, "kind"), "duty");
}

static void a_gap_is_warned_of(void **state)
{
    (void)state;
    g_autofree char *output = json("people", "roster", "gaps");
    assert_int_equal(json_line_count(output), 1);
    json_auto_t *gap = json_line(output, 0);
    assert_string_equal(json_text(gap, "roster"), "press");
    assert_string_equal(json_text(gap, "from"), "2026-03-13T20:00:00+01:00");
    assert_string_equal(json_text(gap, "until"), "2026-03-14T08:00:00+01:00");
    g_autofree char *check = run(0, "check", NULL);
    assert_non_null(
        strstr(check, "Nobody has press duty from Fri 13 Mar 20:00 to Sat 14 Mar 08:00"));
    g_autofree char *added = json("people", "roster", "add", "--person", "jto", "--from",
                                  "2026-03-13 20:00", "--to", "2026-03-14 08:00");
    json_auto_t *duty = json_line(added, 0);
    g_autofree char *filled = run(0, "people", "roster", "gaps", NULL);
    assert_string_equal(filled, "");
    g_autofree char *good = run(0, "check", NULL);
    assert_null(strstr(good, "Nobody has press duty"));
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(duty, "id"));
    does("people", "roster", "remove", id);
    fails(3, "people", "roster", "remove", id);
    fails(2, "people", "roster", "add", "--person", "jto", "--from", "today");
    fails(5, "people", "roster", "add", "--person", "jto", "--backup", "jto", "--from", "today",
          "--to", "today");
    fails(2, "people", "roster", "gaps", "--days", "0");
}

static void the_roster_is_listed(void **state)
{
    (void)state;
    g_autofree char *all = json("people", "roster", "list");
    assert_true(json_line_count(all) >= 3);
    static const char *const keys[] = {"id",     "roster",      "from",  "until", "person", "name",
                                       "backup", "backup_name", "phone", "note",  "source"};
    json_auto_t *duty = json_line(all, 0);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (!json_find(duty, keys[i]))
            fail_msg("%s is missing", keys[i]);
    g_autofree char *none = run(0, "people", "roster", "list", "--roster", "night", NULL);
    assert_string_equal(none, "");
    g_autofree char *day =
        json("people", "roster", "list", "--from", "2026-03-12", "--to", "2026-03-12");
    assert_int_equal(json_line_count(day), 1);
    fails(2, "people", "roster", "list", "--from", "soon");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(away_and_back),
        cmocka_unit_test(the_event_says_what_was_before),
        cmocka_unit_test(notes_are_added_and_removed),
        cmocka_unit_test(core_hours_and_deputies_have_limits),
        cmocka_unit_test(the_press_is_reached_at_any_hour),
        cmocka_unit_test(who_is_away_on_duty_is_warned_of),
        cmocka_unit_test(a_gap_is_warned_of),
        cmocka_unit_test(the_roster_is_listed),
        cmocka_unit_test(leaving_tells_who_answers_now),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

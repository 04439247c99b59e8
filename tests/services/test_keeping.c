/* Through the real binary: a backup comes back without losing what stood in its place, and the
 * staff directory follows when somebody is away or has other hours. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

/* Runs and expects a status; standard output, or errors where the status is not 0. */
G_GNUC_NULL_TERMINATED static char *run(const Sandbox *box, int status, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, status);
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    g_autoptr(ProcessResult) result =
        skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
    expect_status(result, status);
    if (status != 0)
        assert_string_equal(result->output, "");
    return g_strdup(status == 0 ? result->output : result->errors);
}

static Sandbox *with_the_bureau(void)
{
    Sandbox *box = sandbox_new();
    g_autofree char *made = run(box, 0, "init", "--demo", NULL);
    return box;
}

static gsize owned(const Sandbox *box)
{
    g_autofree char *mine = run(box, 0, "inquiry", "list", "--mine", "--json", NULL);
    return json_line_count(mine);
}

static void a_backup_comes_back(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *copy = g_build_filename(box->folder, "copy.db", NULL);
    g_autofree char *made = run(box, 0, "backup", copy, NULL);
    g_autofree char *taken = run(box, 0, "inquiry", "take", "3", NULL);
    assert_int_equal(owned(box), 1);
    g_autofree char *output = run(box, 0, "restore", copy, "--json", NULL);
    json_auto_t *restored = json_line(output, 0);
    assert_string_equal(json_text(restored, "restored"), copy);
    assert_int_equal(owned(box), 0);

    /* What was there is kept, whole. */
    g_autofree char *before = run(box, 0, "inquiry", "list", "--mine", "--json", "--db",
                                  json_text(restored, "kept"), NULL);
    assert_int_equal(json_line_count(before), 1);
}

static void what_is_no_backup_changes_nothing(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *copy = g_build_filename(box->folder, "copy.db", NULL);
    g_autofree char *made = run(box, 0, "backup", copy, NULL);
    g_autofree char *taken = run(box, 0, "inquiry", "take", "3", NULL);
    g_autofree char *text = file_write(box->folder, "text.db", "no database", -1);
    g_autofree char *empty = file_write(box->folder, "empty.db", "", 0);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    assert_true(g_file_get_contents(copy, &bytes, &size, NULL));
    memset(bytes + size / 2 / 4096 * 4096, 0xff, 16);
    g_autofree char *damaged = file_write(box->folder, "damaged.db", bytes, (gssize)size);
    g_autofree char *a = run(box, 1, "restore", text, NULL);
    g_autofree char *b = run(box, 1, "restore", empty, NULL);
    g_autofree char *c = run(box, 1, "restore", damaged, NULL);
    g_autofree char *d = run(box, 3, "restore", "/nonexistent.db", NULL);
    g_autofree char *e = run(box, 5, "restore", copy, "--db", "rqlite://127.0.0.1:1", NULL);
    assert_non_null(strstr(c, damaged));
    assert_int_equal(owned(box), 1);
}

static void a_damaged_database_is_replaced(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *copy = g_build_filename(box->folder, "copy.db", NULL);
    g_autofree char *made = run(box, 0, "backup", copy, NULL);
    assert_true(g_file_set_contents(box->database, "damaged", -1, NULL));
    g_autofree char *damaged = run(box, 1, "inquiry", "list", NULL);
    assert_non_null(strstr(damaged, "skranke restore"));
    g_autofree char *restored = run(box, 0, "restore", copy, NULL);
    g_autofree char *list = run(box, 0, "inquiry", "list", NULL);
}

/* The newest event that is shown, as JSON. */
static json_t *newest_event(const Sandbox *box)
{
    g_autofree char *events = run(box, 0, "event", "list", "--json", NULL);
    return json_line(events, json_line_count(events) - 1);
}

/* A copy holds every closed silo, and whoever puts another in its place writes history. */
static void only_administrators_copy_and_restore(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *added = run(box, 0, "operator", "add", "ola", NULL);
    g_autofree char *copy = g_build_filename(box->folder, "copy.db", NULL);
    g_autofree char *refused = run(box, 5, "backup", copy, "--as", "ola", NULL);
    assert_non_null(strstr(refused, "administrator"));
    assert_false(g_file_test(copy, G_FILE_TEST_EXISTS));
    g_autofree char *made = run(box, 0, "backup", copy, NULL);
    json_auto_t *copied = newest_event(box);
    assert_string_equal(json_text(copied, "kind"), "backed_up");
    assert_string_equal(json_text(copied, "after.file"), copy);

    g_autofree char *taken = run(box, 0, "inquiry", "take", "3", NULL);
    g_autofree char *kept_out = run(box, 5, "restore", copy, "--as", "ola", NULL);
    g_autofree char *unknown = run(box, 5, "restore", copy, "--as", "nobody", NULL);
    assert_int_equal(owned(box), 1);
    g_autofree char *back = run(box, 0, "restore", copy, NULL);
    json_auto_t *restored = newest_event(box);
    assert_string_equal(json_text(restored, "kind"), "restored");
    assert_string_equal(json_text(restored, "after.file"), copy);
    assert_string_equal(json_text(restored, "after.login"), g_get_user_name());
    assert_non_null(json_text(restored, "operator"));
    g_autofree char *final = run(box, 5, "undo", NULL); /* the newest act, and it says so */
}

static void the_directory_follows(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *output = run(box, 0, "people", "absence", "add", "agr", "--from", "today",
                                  "--to", "today+2", "--json", NULL);
    json_auto_t *absence = json_line(output, 0);
    assert_string_equal(json_text(absence, "until"), "2026-03-13T00:00:00+01:00");
    g_autofree char *away = run(box, 0, "people", "show", "agr", "--json", NULL);
    json_auto_t *person = json_line(away, 0);
    assert_string_equal(json_text(person, "status"), "out");

    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(absence, "id"));
    g_autofree char *ended = run(box, 0, "people", "absence", "end", number, NULL);
    g_autofree char *again = run(box, 3, "people", "absence", "end", number, NULL);
    g_autofree char *hours =
        run(box, 0, "people", "hours", "set", "agr", "ti 10:00-10:30", "--json", NULL);
    json_auto_t *back = json_line(hours, 0);
    assert_string_equal(json_text(back, "status"), "in");
    assert_string_equal(json_text(back, "until"), "2026-03-10T10:30:00+01:00");
}

static void what_is_not_understood_changes_nobody(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *a = run(box, 2, "people", "absence", "add", "agr", NULL);
    g_autofree char *b = run(box, 2, "people", "absence", "add", "agr", "--from", "soon", NULL);
    g_autofree char *c = run(box, 3, "people", "absence", "add", "nobody", "--from", "today", NULL);
    g_autofree char *d = run(box, 2, "people", "hours", "set", "agr", "often", NULL);
    g_autofree char *e = run(box, 3, "people", "hours", "set", "nobody", "-", NULL);
    g_autofree char *f = run(box, 3, "people", "absence", "end", "9999", NULL);
}

/* Ctrl-C at any moment of it: there is no database, or a whole one, and nothing lies beside it. */
static void an_interrupted_init_leaves_no_half(void **state)
{
    (void)state;
    for (guint wait = 0; wait < 40; wait += 2) {
        g_autoptr(Sandbox) box = sandbox_new();
        const char *const arguments[] = {SKRANKE_BINARY, "--db",   box->database,
                                         "init",         "--demo", NULL};
        ProcessOptions options = {
            .argv = arguments, .environment = environment, .home = box->folder};
        Process *process = process_start(&options);
        g_usleep(wait * 2000); /* any moment will do */
        process_signal(process, SIGINT);
        g_autoptr(ProcessResult) result = process_finish(process);
        if (!g_file_test(box->database, G_FILE_TEST_EXISTS))
            continue;
        g_autofree char *list = run(box, 0, "inquiry", "list", "--state", "all", "--json", NULL);
        assert_int_equal(json_line_count(list), 41);
    }
}

static void a_database_that_is_away_is_told_soon(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = sandbox_new();
    gint64 began = g_get_monotonic_time();
    g_autofree char *away = run(box, 1, "inquiry", "list", "--db", "rqlite://127.0.0.1:1", NULL);
    assert_true(g_get_monotonic_time() - began < 20 * G_USEC_PER_SEC);
    assert_non_null(strstr(away, "127.0.0.1:1"));
}

static void only_what_is_in_quarantine_is_shown_as_such(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *none = run(box, 3, "mail", "quarantine", "show", "3", NULL);
}

/* A list of everything would look like an answer. */
static void a_search_without_a_word_makes_no_sense(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = with_the_bureau();
    g_autofree char *none = run(box, 2, "search", "\"?\"", NULL);
    assert_non_null(strstr(none, "skranke search"));
    g_autofree char *empty = run(box, 2, "search", "", NULL);
    g_autofree char *found = run(box, 0, "search", "e-post", NULL);
}

static void a_wrong_address_is_told_as_such(void **state)
{
    (void)state;
    g_autoptr(Sandbox) box = sandbox_new();
    g_autofree char *other = run(box, 2, "inquiry", "list", "--db", "postgres://host/desk", NULL);
    assert_non_null(strstr(other, "postgres://host/desk"));
    g_autofree char *made = run(box, 2, "init", "--db", "postgres://host/desk", NULL);
    assert_int_equal(symlink("/nonexistent/desk.db", box->database), 0);
    g_autofree char *nowhere = run(box, 5, "init", NULL);
    assert_null(strstr(nowhere, "Skranke"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_comes_back),
        cmocka_unit_test(what_is_no_backup_changes_nothing),
        cmocka_unit_test(a_damaged_database_is_replaced),
        cmocka_unit_test(only_administrators_copy_and_restore),
        cmocka_unit_test(an_interrupted_init_leaves_no_half),
        cmocka_unit_test(a_database_that_is_away_is_told_soon),
        cmocka_unit_test(only_what_is_in_quarantine_is_shown_as_such),
        cmocka_unit_test(a_search_without_a_word_makes_no_sense),
        cmocka_unit_test(a_wrong_address_is_told_as_such),
        cmocka_unit_test(the_directory_follows),
        cmocka_unit_test(what_is_not_understood_changes_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

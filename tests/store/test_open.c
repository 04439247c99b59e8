/*
 * What stands at a path, and what is said of it: a database of ours opens, everything else is left
 * untouched with one sentence that names the file. The test program starts itself again to look at
 * a file without root's rights.
 */
#include <fcntl.h>
#include <grp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/error.h"

#include "skranke/store/open.h"

#include "cleanup.h"
#include "process.h"
#include "store_world.h"
#include "testing.h"

typedef struct {
    char *folder, *path;
} Place;

static int place_set_up(void **state)
{
    Place *place = g_new0(Place, 1);
    place->folder = temp_folder_make("open");
    place->path = g_build_filename(place->folder, "desk.db", NULL);
    *state = place;
    return 0;
}

static int place_tear_down(void **state)
{
    Place *place = *state;
    temp_folder_remove(place->folder);
    g_free(place->path);
    g_free(place);
    return 0;
}

static void create(const char *path)
{
    g_autoptr(GError) error = NULL;
    store_create(path, &error);
    assert_no_error(error);
}

static void sql(const char *path, const char *text)
{
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    if (sqlite3_exec(file, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(file));
    sqlite3_close(file);
}

/* Opening fails with the code, names the file and says something of this; the bytes stay. */
static void expect_refused(const char *path, int code, const char *fragment)
{
    g_autofree char *before = NULL, *after = NULL;
    gsize size = 0, size_after = 0;
    g_file_get_contents(path, &before, &size, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(path, &error);
    assert_null(db);
    if (error->code != code || strstr(error->message, path) == NULL ||
        strstr(error->message, fragment) == NULL)
        fail_msg("code %d: %s", error->code, error->message);
    g_file_get_contents(path, &after, &size_after, NULL);
    assert_int_equal(size, size_after);
    if (size > 0)
        assert_memory_equal(before, after, size);
}

/* ---- making --------------------------------------------------------------------------------- */

static void test_a_new_one_is_whole(void **state)
{
    const Place *place = *state;
    g_autofree char *path = g_build_filename(place->folder, "a", "new", "folder", "desk.db", NULL);
    mode_t mask = umask(077);
    create(path);
    umask(mask);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0660);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(path, &error);
    assert_no_error(error);
    assert_true(db_is_file(db));
    assert_string_equal(db_uri(db), path);
    assert_int_equal(store_version_of(db, &error), store_version_here());
    g_autoptr(DbRows) mode = db_query(db, &error, "PRAGMA journal_mode", "");
    assert_string_equal(db_rows_text(mode, 0, 0), "wal");
    assert_int_equal(store_world_count(db, "PRAGMA synchronous"), 2);
    assert_int_equal(store_world_count(db, "PRAGMA foreign_keys"), 1);
    assert_null(store_advice(db));
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    assert_int_equal(stat(log, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0660);
}

static void test_nothing_else_is_left_behind(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autoptr(GDir) folder = g_dir_open(place->folder, 0, NULL);
    assert_string_equal(g_dir_read_name(folder), "desk.db");
    assert_null(g_dir_read_name(folder));
}

static void test_nothing_is_made_over_something(void **state)
{
    const Place *place = *state;
    static const char *const NAMES[] = {"ours.db", "empty.db", "text.db"};
    static const StoreKind KINDS[] = {STORE_OURS, STORE_EMPTY, STORE_FOREIGN};
    g_autofree char *ours = g_build_filename(place->folder, NAMES[0], NULL);
    create(ours);
    g_free(file_write(place->folder, NAMES[1], "", 0));
    g_free(file_write(place->folder, NAMES[2], "Dear Sir or Madam", -1));
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = g_build_filename(place->folder, NAMES[i], NULL);
        g_autofree char *before = file_read(path);
        g_autoptr(GError) error = NULL;
        StoreKind kind;
        if (KINDS[i] != STORE_FOREIGN) {
            assert_true(store_look(path, &kind, &error));
            assert_int_equal(kind, KINDS[i]);
        }
        assert_false(store_create(path, &error));
        assert_non_null(strstr(error->message, path));
        assert_error(error, SKRANKE_ERROR_REFUSED);
        g_autofree char *after = file_read(path);
        assert_string_equal(before, after);
    }
    StoreKind kind;
    assert_true(store_look(place->path, &kind, NULL));
    assert_int_equal(kind, STORE_ABSENT);
}

/* ---- what is not ours ----------------------------------------------------------------------- */

static void test_absent(void **state)
{
    const Place *place = *state;
    expect_refused(place->path, SKRANKE_ERROR_NOT_FOUND, "init");
    assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

static void test_zero_bytes(void **state)
{
    const Place *place = *state;
    g_free(file_write(place->folder, "desk.db", "", 0));
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "0 bytes");
}

static void test_a_text(void **state)
{
    const Place *place = *state;
    g_free(file_write(place->folder, "desk.db", "short", -1));
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "not a database");
    g_autofree char *mail = g_strnfill(100000, 'x');
    g_free(file_write(place->folder, "desk.db", mail, -1));
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "not a database");
}

static void test_somebody_elses_database(void **state)
{
    const Place *place = *state;
    sql(place->path,
        "CREATE TABLE compatibility (id, version); INSERT INTO compatibility VALUES (1, 1)");
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "no Skranke database");
    sql(place->path, "PRAGMA application_id = 17");
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "no Skranke database");
}

static void test_our_mark_without_our_tables(void **state)
{
    const Place *place = *state;
    sql(place->path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 1397445198");
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "damaged");
}

static void test_a_folder(void **state)
{
    const Place *place = *state;
    assert_int_equal(mkdir(place->path, 0700), 0);
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "no file");
}

static void test_newer(void **state)
{
    const Place *place = *state;
    create(place->path);
    sql(place->path, "UPDATE compatibility SET version = 47");
    expect_refused(place->path, SKRANKE_ERROR_REFUSED, "47");
    g_autofree char *here = g_strdup_printf(" %d.", store_version_here());
    expect_refused(place->path, SKRANKE_ERROR_REFUSED, here);
    sql(place->path, "UPDATE compatibility SET version = 1; PRAGMA user_version = 48");
    expect_refused(place->path, SKRANKE_ERROR_REFUSED, "48");
}

/* ---- damaged -------------------------------------------------------------------------------- */

static void test_cut_off(void **state)
{
    const Place *place = *state;
    create(place->path);
    struct stat status;
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(truncate(place->path, status.st_size / 2 / 4096 * 4096), 0);
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "restore");
}

static void overwrite(const char *path, off_t at, gsize size)
{
    g_autofree char *noise = g_strnfill(size, '\xA5');
    int file = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(file, noise, size, at), size);
    close(file);
}

static void test_a_damaged_beginning(void **state)
{
    const Place *place = *state;
    create(place->path);
    overwrite(place->path, 0, 16);
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "restore");
}

static void test_a_damaged_schema(void **state)
{
    const Place *place = *state;
    create(place->path);
    overwrite(place->path, 100, 3000);
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "restore");
}

/* ---- where it lies -------------------------------------------------------------------------- */

static void test_network_file_systems(void **state)
{
    static const char *const NAMES[] = {"nfs", "cifs", "fuse.sshfs"};
    const Place *place = *state;
    create(place->path);
    g_setenv("SKRANKE_TEST", "1", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_setenv("SKRANKE_TEST_FILE_SYSTEM", NAMES[i], TRUE);
        expect_refused(place->path, SKRANKE_ERROR_FAILED, "one host over ssh, or rqlite");
        expect_refused(place->path, SKRANKE_ERROR_FAILED, NAMES[i]);
    }
    g_autofree char *other = g_strconcat(place->path, ".new", NULL);
    g_autoptr(GError) error = NULL;
    assert_false(store_create(other, &error));
    g_unsetenv("SKRANKE_TEST_FILE_SYSTEM");
    assert_error(error, SKRANKE_ERROR_FAILED);
    g_autoptr(Db) db = store_open(place->path, &error);
    assert_no_error(error);
    assert_non_null(db);
}

static void test_companions_with_other_rights(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autofree char *log = file_write(place->folder, "desk.db-wal", "log", 3);
    assert_int_equal(chmod(log, 0600), 0);
    expect_refused(place->path, SKRANKE_ERROR_FAILED, "chmod --reference");
    assert_int_equal(chmod(log, 0660), 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(place->path, &error);
    assert_no_error(error);
    assert_non_null(db);
}

/* As another process does that SQLite is just making the file in. */
static gpointer gives_rights_later(gpointer log)
{
    g_usleep(100 * 1000);
    return GINT_TO_POINTER(chmod(log, 0660));
}

static void test_a_companion_in_the_making_is_waited_for(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autofree char *log = file_write(place->folder, "desk.db-wal", "", 0);
    assert_int_equal(chmod(log, 0640), 0);
    GThread *maker = g_thread_new("maker", gives_rights_later, log);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(place->path, &error);
    assert_int_equal(GPOINTER_TO_INT(g_thread_join(maker)), 0);
    assert_no_error(error);
    assert_non_null(db);
}

/* In another program, as nobody where we are root: says how opening fails. */
static int open_without_rights(const char *path)
{
    g_autoptr(GError) error = NULL;
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
        return 2;
    g_autoptr(Db) db = store_open(path, &error);
    printf("%s: %s\n", path, db == NULL ? error->message : "opened");
    return 0;
}

static void expect_without_rights(const char *path, const char *fragment)
{
    g_autofree char *program = test_program();
    const char *const argv[] = {program, "open", path, NULL};
    const char *const environment[] = {"ASAN_OPTIONS=detect_leaks=0", NULL};
    g_autoptr(ProcessResult) result =
        process_run(&(ProcessOptions){.argv = argv, .environment = environment});
    expect_status(result, 0);
    if (strstr(result->output, fragment) == NULL)
        fail_msg("%s", result->output);
}

static void test_rights_that_are_missing(void **state)
{
    const Place *place = *state;
    create(place->path);
    assert_int_equal(chmod(place->folder, 0777), 0);
    assert_int_equal(chmod(place->path, 0444), 0);
    expect_without_rights(place->path, "chmod g+rw");
    assert_int_equal(chmod(place->path, 0666), 0);
    expect_without_rights(place->path, "opened");
    assert_int_equal(chmod(place->folder, 0555), 0);
    g_autofree char *command = g_strconcat("chmod 2770 ", place->folder, NULL);
    expect_without_rights(place->path, command);
    assert_int_equal(chmod(place->folder, 0777), 0);
}

/* ---- living with it ------------------------------------------------------------------------- */

static void test_a_copy_opens_as_a_database(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autofree char *copy = g_strconcat(place->path, ".copy", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(place->path, &error);
    assert_true(db_copy(db, copy, &error));
    g_autoptr(Db) opened = store_open(copy, &error);
    assert_no_error(error);
    g_autoptr(DbRows) mode = db_query(opened, &error, "PRAGMA journal_mode", "");
    assert_string_equal(db_rows_text(mode, 0, 0), "wal");
}

/* Seen from another process: is SQLite's lock on the open file still there? */
static bool is_locked(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        int file = open(path, O_RDWR | O_CLOEXEC);
        struct flock lock = {
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512};
        _exit(fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_nothing_drops_the_locks(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autofree char *copy = g_strconcat(place->path, ".copy", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(place->path, &error);
    assert_true(is_locked(place->path));
    StoreKind kind;
    assert_true(store_look(place->path, &kind, &error));
    assert_false(store_create(place->path, NULL));
    db_close(store_open(place->path, &error));
    assert_true(db_copy(db, copy, &error));
    assert_true(is_locked(place->path));
    g_clear_pointer(&db, db_close);
    assert_false(is_locked(place->path));
}

static void test_old_operations_are_forgotten(void **state)
{
    const Place *place = *state;
    create(place->path);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(place->path, &error);
    store_world_script(db, "INSERT INTO operation (id, at) VALUES ('old', 1000), ('new', 1000000)");
    assert_true(store_tidy(db, 1000 + 7 * 86400 + 1, &error));
    assert_int_equal(
        store_world_count(db, "SELECT count(*) FROM operation WHERE id IN ('old', 'new')"), 1);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, place_set_up, place_tear_down)

int main(int count, char **words)
{
    static const struct CMUnitTest CASES[] = {
        CASE(test_a_new_one_is_whole),
        CASE(test_nothing_else_is_left_behind),
        CASE(test_nothing_is_made_over_something),
        CASE(test_absent),
        CASE(test_zero_bytes),
        CASE(test_a_text),
        CASE(test_somebody_elses_database),
        CASE(test_our_mark_without_our_tables),
        CASE(test_a_folder),
        CASE(test_newer),
        CASE(test_cut_off),
        CASE(test_a_damaged_beginning),
        CASE(test_a_damaged_schema),
        CASE(test_network_file_systems),
        CASE(test_companions_with_other_rights),
        CASE(test_a_companion_in_the_making_is_waited_for),
        CASE(test_rights_that_are_missing),
        CASE(test_a_copy_opens_as_a_database),
        CASE(test_nothing_drops_the_locks),
        CASE(test_old_operations_are_forgotten),
    };
    if (count == 3)
        return open_without_rights(words[2]);
    return cmocka_run_group_tests_name("open", CASES, NULL, NULL);
}

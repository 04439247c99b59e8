/* Where files live, what lies below them, and the log that is written there. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "cleanup.h"
#include "testing.h"

static char *folder;

static void assert_text(char *actual, const char *expected)
{
    assert_string_equal(actual, expected);
    g_free(actual);
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void test_follows_the_environment(void **state)
{
    (void)state;
    g_setenv("XDG_DATA_HOME", "/data", TRUE);
    g_setenv("XDG_CONFIG_HOME", "/settings", TRUE);
    assert_text(paths_default_database(), "/data/skranke/skranke.db");
    assert_text(paths_user_config(), "/settings/skranke/skranke.ini");
    /* A relative path is no path (XDG Base Directory Specification). */
    g_setenv("XDG_DATA_HOME", "relative", TRUE);
    g_unsetenv("XDG_CONFIG_HOME");
    g_autofree char *data =
        g_build_filename(g_get_home_dir(), ".local/share/skranke/skranke.db", NULL);
    g_autofree char *settings =
        g_build_filename(g_get_home_dir(), ".config/skranke/skranke.ini", NULL);
    assert_text(paths_default_database(), data);
    assert_text(paths_user_config(), settings);
}

static void test_makes_private_folders(void **state)
{
    (void)state;
    g_setenv("XDG_STATE_HOME", folder, TRUE);
    g_autofree char *log = paths_state_file("desk.log");
    g_autofree char *parent = g_path_get_dirname(log);
    assert_true(g_str_has_prefix(log, folder));
    assert_true(g_str_has_suffix(log, "/skranke/desk.log"));
    assert_int_equal(mode_of(parent), 0700);
    g_setenv("XDG_RUNTIME_DIR", folder, TRUE);
    assert_text(paths_runtime_folder(), folder);
    g_setenv("XDG_RUNTIME_DIR", "/nonexistent/run", TRUE);
    g_autofree char *runtime = paths_runtime_folder();
    g_autofree char *again = paths_runtime_folder();
    assert_int_equal(mode_of(runtime), 0700);
    assert_string_equal(runtime, again);
}

static void test_file_system_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        FileSystemKind kind;
    } cases[] = {
        {"nfs", FILE_SYSTEM_NETWORK},       {"cifs", FILE_SYSTEM_NETWORK},
        {"9p", FILE_SYSTEM_NETWORK},        {"fuse.sshfs", FILE_SYSTEM_NETWORK},
        {"fuseblk", FILE_SYSTEM_LOCAL},     {"ext4", FILE_SYSTEM_LOCAL},
        {"something", FILE_SYSTEM_UNKNOWN},
    };
    g_setenv("SKRANKE_TEST", "1", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_setenv("SKRANKE_TEST_FILE_SYSTEM", cases[i].name, TRUE);
        char *name = NULL;
        assert_int_equal(paths_file_system("/", &name), cases[i].kind);
        assert_text(name, cases[i].name);
    }
    g_unsetenv("SKRANKE_TEST_FILE_SYSTEM");
}

static void test_real_file_system(void **state)
{
    (void)state;
    /* Nobody pretends without SKRANKE_TEST. */
    g_setenv("SKRANKE_TEST_FILE_SYSTEM", "nfs", TRUE);
    g_unsetenv("SKRANKE_TEST");
    g_autofree char *name = NULL;
    g_autofree char *below = NULL;
    g_autofree char *missing = g_build_filename(folder, "not", "yet", "skranke.db", NULL);
    FileSystemKind kind = paths_file_system("/dev/shm", &name);
    assert_int_equal(kind, FILE_SYSTEM_LOCAL);
    assert_string_equal(name, "tmpfs");
    assert_int_equal(paths_file_system(missing, &below), paths_file_system(folder, NULL));
    assert_string_not_equal(below, "nfs");
    g_unsetenv("SKRANKE_TEST_FILE_SYSTEM");
}

static void test_log_is_one_safe_line(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(folder, "desk.log", NULL);
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12+01:00", TRUE);
    assert_true(clock_start(NULL));
    log_start(path, LOG_INFO);
    log_line(LOG_WARNING, "from %s", "a\033]0;x\007\nb");
    log_line(LOG_DEBUG, "not this");
    g_message("hei\nder");
    g_debug("nor this");
    log_start(NULL, LOG_INFO);
    g_autofree char *text = file_read(path);
    assert_string_equal(text, "2026-03-10T10:12:00+01:00 warning: from a␛]0;x␇ b\n"
                              "2026-03-10T10:12:00+01:00 info: hei der\n");
    assert_int_equal(mode_of(path), 0600);
}

static int start(void **state)
{
    (void)state;
    language_start("nb");
    folder = temp_folder_make("paths");
    g_setenv("TMPDIR", folder, TRUE);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    temp_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follows_the_environment),
        cmocka_unit_test(test_makes_private_folders),
        cmocka_unit_test(test_file_system_kinds),
        cmocka_unit_test(test_real_file_system),
        cmocka_unit_test(test_log_is_one_safe_line),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

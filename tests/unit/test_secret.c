/* Passwords from commands and files: what is read, what is refused, and what messages keep quiet.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/secret.h"

#include "cleanup.h"
#include "testing.h"

static char *folder;

static void assert_secret(const char *command, const char *file, const char *expected)
{
    g_autoptr(GError) error = NULL;
    char *secret = secret_read(command, file, &error);
    if (!secret)
        fail_msg("%s", error->message);
    assert_string_equal(secret, expected);
    secret_free(secret);
}

static void assert_refused(const char *command, const char *file, int status, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(secret_read(command, file, &error));
    assert_int_equal(skranke_error_exit_status(error), status);
    if (!strstr(error->message, words))
        fail_msg("%s", error->message);
    assert_null(strstr(error->message, "hemmelig"));
}

static char *password_file(const char *text, mode_t mode)
{
    char *path = file_write(folder, "password", text, -1);
    assert_int_equal(g_chmod(path, mode), 0);
    return path;
}

static void test_nothing_is_empty(void **state)
{
    (void)state;
    assert_secret(NULL, NULL, "");
    assert_secret("", "", "");
    secret_free(NULL);
}

static void test_command(void **state)
{
    (void)state;
    assert_secret("echo hemmelig", NULL, "hemmelig");
    assert_secret("printf 'hem melig \\r\\nannet\\n'", NULL, "hem melig ");
    assert_secret("printf hemmelig | cat; echo noise >&2", NULL, "hemmelig");
    assert_secret("true", NULL, "");
    assert_refused("echo hemmelig; exit 3", NULL, 1, "3");
    assert_refused("echo hemmelig; kill -9 $$", NULL, 1, "137");
}

static void test_much_output_is_bounded(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    char *secret = secret_read("head -c 1000000 /dev/zero | tr '\\0' x", NULL, &error);
    assert_non_null(secret);
    assert_int_equal(strlen(secret), 4096);
    secret_free(secret);
}

/* gpg-agent, started by a password command, keeps the pipe open for as long as it lives. */
static void test_a_daemon_left_behind_does_not_hold_us(void **state)
{
    (void)state;
    gint64 before = clock_monotonic_ms();
    assert_secret("sleep 8 & echo hemmelig", NULL, "hemmelig");
    assert_true(clock_monotonic_ms() - before < 6000);
}

static void test_file(void **state)
{
    (void)state;
    g_autofree char *path = password_file("hemmelig\nannet\n", 0600);
    assert_secret(NULL, path, "hemmelig");
    assert_secret("", path, "hemmelig");
    g_autofree char *open_to_group = password_file("hemmelig\n", 0640);
    g_autofree char *advice = g_strdup_printf("chmod 600 %s", path);
    assert_refused(NULL, open_to_group, 5, advice);
    g_autofree char *open_to_all = password_file("hemmelig\n", 0604);
    assert_refused(NULL, open_to_all, 5, advice);
}

static void test_not_a_file(void **state)
{
    (void)state;
    g_autofree char *pipe = g_build_filename(folder, "pipe", NULL);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_refused(NULL, pipe, 5, pipe);
    assert_refused(NULL, folder, 5, folder);
    assert_refused(NULL, "/nonexistent/password", 1, "/nonexistent/password");
}

static int start(void **state)
{
    (void)state;
    language_start("en");
    folder = temp_folder_make("secret");
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
        cmocka_unit_test(test_nothing_is_empty),
        cmocka_unit_test(test_command),
        cmocka_unit_test(test_much_output_is_bounded),
        cmocka_unit_test(test_a_daemon_left_behind_does_not_hold_us),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_not_a_file),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

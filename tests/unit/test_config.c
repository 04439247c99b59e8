/* skranke.ini: good lines count, and every bad one is named with its place and what is used
 * instead. */
#include <glib/gstdio.h>
#include <string.h>

#include "skranke/base/config.h"
#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "cleanup.h"
#include "testing.h"

static char *folder;

static Config *load_bytes(const char *text, gssize length)
{
    g_autofree char *path = file_write(folder, "skranke.ini", text, length);
    g_autoptr(GError) error = NULL;
    Config *config = config_load(path, &error);
    if (!config)
        fail_msg("%s", error->message);
    return config;
}

static Config *load(const char *text)
{
    return load_bytes(text, -1);
}

static void assert_no_problems(const Config *config)
{
    if (config_problems(config)->len > 0)
        fail_msg("%s", (char *)config_problems(config)->pdata[0]);
}

/* The problem must have all the words, which are separated by |. */
static void assert_problem(const Config *config, guint number, const char *words)
{
    if (number >= config_problems(config)->len)
        fail_msg("no problem with %s", words);
    const char *problem = config_problems(config)->pdata[number];
    g_auto(GStrv) parts = g_strsplit(words, "|", -1);
    for (guint i = 0; parts[i]; i++)
        if (!strstr(problem, parts[i]))
            fail_msg("\"%s\" is not in: %s", parts[i], problem);
}

static void test_defaults_without_a_file(void **state)
{
    (void)state;
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    g_unsetenv("SKRANKE_CONFIG");
    g_autoptr(Config) config = config_load(NULL, NULL);
    assert_non_null(config);
    assert_null(config_path(config));
    assert_string_equal(config_text(config, "screen", "language"), "auto");
    assert_string_equal(config_text(config, "bureau", "name"), "Statistisk fellesbyrå");
    assert_int_equal(config_integer(config, "mail", "hold_seconds"), 10);
    assert_int_equal(config_integer(config, "worker", "interval_seconds"), 30);
    assert_true(config_flag(config, "worker", "start_from_desk"));
    assert_int_equal(config_mailboxes(config)->len, 0);
    assert_no_problems(config);
}

static void test_which_file(void **state)
{
    (void)state;
    g_autofree char *user = g_build_filename(folder, "xdg", "skranke", NULL);
    g_autofree char *home = g_build_filename(folder, "xdg", NULL);
    g_autofree char *usual = file_write(user, "skranke.ini", "[bureau]\nname = usual\n", -1);
    g_autofree char *named = file_write(folder, "named.ini", "[bureau]\nname = named\n", -1);
    g_setenv("XDG_CONFIG_HOME", home, TRUE);
    g_autoptr(Config) first = config_load(NULL, NULL);
    assert_string_equal(config_text(first, "bureau", "name"), "usual");
    assert_string_equal(config_path(first), usual);
    g_setenv("SKRANKE_CONFIG", named, TRUE);
    g_autoptr(Config) second = config_load(NULL, NULL);
    assert_string_equal(config_text(second, "bureau", "name"), "named");
    g_unsetenv("SKRANKE_CONFIG");
    g_autoptr(GError) error = NULL;
    assert_null(config_load("/nonexistent/skranke.ini", &error));
    assert_int_equal(skranke_error_exit_status(error), 3);
    assert_non_null(strstr(error->message, "/nonexistent/skranke.ini"));
    g_autoptr(GError) directory = NULL;
    assert_null(config_load(folder, &directory));
    assert_int_equal(skranke_error_exit_status(directory), 1);
}

static void test_values_of_every_type(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("\357\273\277[Screen]\r\n"
                                    "Language = NN\r\n"
                                    "ascii=ja\r\n"
                                    "mouse = TRUE ; with a comment\r\n"
                                    "[worker] # how often\r\n"
                                    "interval_seconds = 3600\r\n"
                                    "start_from_desk = nei\r\n"
                                    "[bureau]\r\n"
                                    "name = Byrået «Ærlig tall»\r\n");
    assert_no_problems(config);
    assert_string_equal(config_text(config, "screen", "language"), "nn");
    assert_true(config_flag(config, "screen", "ascii"));
    assert_true(config_flag(config, "screen", "mouse"));
    assert_int_equal(config_integer(config, "worker", "interval_seconds"), 3600);
    assert_false(config_flag(config, "worker", "start_from_desk"));
    assert_string_equal(config_text(config, "bureau", "name"), "Byrået «Ærlig tall»");
}

static void test_values_out_of_range(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[mail]\nhold_seconds = 601\n"
                                    "[screen]\ntheme = pink\nascii = kanskje\n"
                                    "[worker]\ninterval_seconds = 30s\n");
    assert_int_equal(config_problems(config)->len, 4);
    assert_problem(config, 0, "skranke.ini, line 2: |hold_seconds|601|0 to 600|: 10.");
    assert_problem(config, 1, "line 4: |theme|pink|auto, dark, light, contrast, mono|: auto.");
    assert_problem(config, 2, "line 5: |ascii|kanskje|ja, nei|: no.");
    assert_problem(config, 3, "line 7: |30s|1 to 3600|: 30.");
    assert_int_equal(config_integer(config, "mail", "hold_seconds"), 10);
    assert_string_equal(config_text(config, "screen", "theme"), "auto");
}

static void test_broken_lines_leave_the_rest(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[bureau]\n"
                                    "dette er ikke en linje\n"
                                    "name = Kjærlig tall\n"
                                    "[mailbox info\n"
                                    "host = imap.example\n"
                                    "name = not the bureau's\n"
                                    "[relay]\n"
                                    "host = smtp.example\n"
                                    "joined \\\n"
                                    "  and broken\n"
                                    "port = 25\n");
    assert_string_equal(config_text(config, "bureau", "name"), "Kjærlig tall");
    assert_string_equal(config_text(config, "relay", "host"), "smtp.example");
    assert_int_equal(config_integer(config, "relay", "port"), 25);
    assert_int_equal(config_problems(config)->len, 3);
    assert_problem(config, 0, "skranke.ini, line 2: |key = value");
    assert_problem(config, 1, "skranke.ini, line 4: |[section]");
    assert_problem(config, 2, "skranke.ini, line 10: ");
}

static void test_unknown_names(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("stray = 1\n[screen]\ncolour = red\n[sceen]\ntheme = dark\n"
                                    "[mailbox]\nhost = x\n[mailbox a]\nhots = x\n");
    assert_int_equal(config_problems(config)->len, 5);
    assert_problem(config, 0, "line 1: |stray|before the first");
    assert_problem(config, 1, "line 3: |colour|language, theme, ascii, mouse, accessible, cursor");
    assert_problem(config, 2, "line 4: |[sceen]|[database], [screen]|[mailbox NAME]");
    assert_problem(config, 3, "line 6: |[mailbox]");
    assert_problem(config, 4, "line 9: |[mailbox a]|hots|host, port");
    assert_string_equal(config_text(config, "screen", "theme"), "auto");
}

static void test_quotes_and_comments(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[relay]\n"
                                    "password_command = \"pass show a#b; true\"\n"
                                    "user = 'has \"quotes\"' # comment\n"
                                    "host = smtp.example ; comment\n"
                                    "ca_file = /etc/a#b\n"
                                    "password_file = \"\"\n"
                                    "port =\n");
    assert_string_equal(config_text(config, "relay", "password_command"), "pass show a#b; true");
    assert_string_equal(config_text(config, "relay", "user"), "has \"quotes\"");
    assert_string_equal(config_text(config, "relay", "host"), "smtp.example");
    assert_string_equal(config_text(config, "relay", "password_file"), "");
    assert_int_equal(config_integer(config, "relay", "port"), 587);
    assert_int_equal(config_problems(config)->len, 1);
    assert_problem(config, 0, "line 5: |ca_file|\"/etc/a\"|quotation marks");
}

/* A problem is shown and logged; a password in it would be too. */
static void test_problems_keep_secrets(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[relay]\n"
                                    "password_command = echo tops3cret; true\n"
                                    "password_file = /etc/tops3cret;x\n"
                                    "password tops3cret\n"
                                    "password = tops3cret\n");
    assert_true(config_problems(config)->len >= 4);
    for (guint i = 0; i < config_problems(config)->len; i++)
        assert_null(strstr(config_problems(config)->pdata[i], "tops3cret"));
}

static void test_last_of_two_wins(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[mail]\nhold_seconds = 9999\nhold_seconds = 20\n");
    assert_no_problems(config);
    assert_int_equal(config_integer(config, "mail", "hold_seconds"), 20);
}

static void test_long_lines_and_bytes(void **state)
{
    (void)state;
    g_autofree char *long_value = g_strnfill(5000, 'x');
    g_autofree char *joined_value = g_strnfill(900, 'y');
    g_autofree char *text = g_strdup_printf("[mail]\nfrom_name = %s\nfrom = a@b.example\n"
                                            "message_id_domain = %s\\\n%s\nhold_seconds = 5\n",
                                            long_value, joined_value, joined_value);
    g_autoptr(Config) config = load(text);
    assert_string_equal(config_text(config, "mail", "from_name"), "");
    assert_string_equal(config_text(config, "mail", "from"), "a@b.example");
    assert_int_equal(config_integer(config, "mail", "hold_seconds"), 5);
    assert_problem(config, 0, "line 2: |1000");
    assert_int_equal(config_problems(config)->len, 2);

    static const char bytes[] = "[bureau]\nname = a\0b\377c\n\033[31m\n";
    g_autoptr(Config) odd = load_bytes(bytes, sizeof bytes - 1);
    assert_string_equal(config_text(odd, "bureau", "name"), "a b\357\277\275c");
    assert_problem(odd, 0, "line 3: ");
    g_autoptr(Config) empty = load("");
    assert_no_problems(empty);
    g_autofree char *huge = g_strnfill(300 * 1024, '\n');
    g_autoptr(Config) large = load(huge);
    assert_problem(large, 0, "256 KiB");
}

static void test_problems_are_safe(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[screen]\ntheme = \033]0;x\007\n");
    assert_problem(config, 0, "line 2: |␛");
    for (guint i = 0; i < config_problems(config)->len; i++)
        assert_null(strchr(config_problems(config)->pdata[i], '\033'));
}

static void test_mailboxes(void **state)
{
    (void)state;
    g_autoptr(Config) config = load("[mailbox Info]\nhost = imap.example\nfirst = new\n"
                                    "address = Info@Byrå.example\n"
                                    "[mail]\nfrom = Svar <svar@b.example>\n"
                                    "own_addresses = SVAR@b.example, presse@b.example,\n"
                                    "[mailbox presse]\nport = 143\n[mailbox INFO]\nuser = u\n");
    assert_no_problems(config);
    const GPtrArray *names = config_mailboxes(config);
    assert_int_equal(names->len, 2);
    assert_string_equal(names->pdata[0], "Info");
    assert_string_equal(names->pdata[1], "presse");
    const char *info = config_mailbox_section(config, "Info");
    assert_string_equal(info, "mailbox Info");
    assert_string_equal(config_text(config, info, "host"), "imap.example");
    assert_string_equal(config_text(config, info, "first"), "new");
    assert_string_equal(config_text(config, info, "folder"), "INBOX");
    assert_string_equal(config_text(config, info, "user"), "u");
    assert_int_equal(config_integer(config, config_mailbox_section(config, "presse"), "port"), 143);
    assert_null(config_mailbox_section(config, "annet"));
    const GPtrArray *own = config_own_addresses(config);
    assert_int_equal(own->len, 3);
    assert_string_equal(own->pdata[0], "svar@b.example");
    assert_string_equal(own->pdata[1], "presse@b.example");
    assert_string_equal(own->pdata[2], "info@byrå.example");
}

static void test_addresses_are_addresses(void **state)
{
    (void)state;
    static const char *const wrong[] = {"post",     "post@",   "@b.example", "p@@b.example",
                                        "p q@b.no", "<p@b.no", "a@b,c@d",    "p@.b",
                                        "P <>",     "p@b."};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text = g_strdup_printf("[mail]\nfrom = %s\n[mailbox info]\naddress = %s\n",
                                                wrong[i], wrong[i]);
        g_autoptr(Config) config = load(text);
        assert_problem(config, 0, "line 2: |from|name@example.org");
        assert_problem(config, 1, "line 4: |address|name@example.org");
        assert_string_equal(config_text(config, "mail", "from"), "");
        assert_int_equal(config_own_addresses(config)->len, 0);
    }
    g_autoptr(Config) none = load("[mail]\nfrom =\n");
    assert_no_problems(none);
}

static void test_no_security_only_at_home(void **state)
{
    (void)state;
    static const struct {
        const char *host, *relay;
    } cases[] = {
        {"localhost", "none"}, {"127.0.0.1", "none"},        {"::1", "none"},
        {"", "starttls"},      {"smtp.example", "starttls"}, {"127.0.0.1.example", "starttls"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("[relay]\nsecurity = none\nhost = %s\n"
                            "[mailbox a]\nhost = imap.example\nsecurity = none\n",
                            cases[i].host);
        g_autoptr(Config) config = load(text);
        bool refused = g_str_equal(cases[i].relay, "starttls");
        assert_string_equal(config_text(config, "relay", "security"), cases[i].relay);
        assert_string_equal(config_text(config, "mailbox a", "security"), "tls");
        assert_int_equal(config_problems(config)->len, refused ? 2 : 1);
        if (refused)
            assert_problem(config, 0, "line 2: |localhost|: starttls.");
        assert_problem(config, refused ? 1 : 0, "line 6: |: tls.");
    }
}

static void test_example_is_the_shipped_file(void **state)
{
    (void)state;
    g_autofree char *example = config_example();
    g_autofree char *shipped = file_read(SKRANKE_SOURCE "/data/skranke.ini");
    assert_string_equal(example, shipped);
    g_autoptr(GBytes) carried = data_file_read("skranke.ini", NULL);
    assert_string_equal(g_bytes_get_data(carried, NULL), example);
}

/* With every key's # removed the example says the defaults, and says them without a problem. */
static void test_example_is_understood(void **state)
{
    (void)state;
    g_autofree char *example = config_example();
    g_autoptr(GRegex) commented =
        g_regex_new("^#(?=[a-z_]+ =|\\[)", G_REGEX_MULTILINE, G_REGEX_MATCH_DEFAULT, NULL);
    g_autofree char *text = g_regex_replace(commented, example, -1, 0, "", 0, NULL);
    g_autoptr(Config) config = load(text);
    assert_no_problems(config);
    assert_int_equal(config_mailboxes(config)->len, 1);
    assert_int_equal(config_integer(config, "mailbox info", "port"), 993);
    assert_int_equal(config_integer(config, "mail", "max_megabytes"), 50);
}

static void test_data_files(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(data_file_read("no/such.file", &error));
    assert_int_equal(skranke_error_exit_status(error), 3);
    g_auto(GStrv) none = data_file_list("no/such");
    assert_int_equal(g_strv_length(none), 0);
    g_auto(GStrv) root = data_file_list("");
    assert_true(g_strv_contains((const char *const *)root, "skranke.ini"));
    assert_false(g_strv_contains((const char *const *)root, "schema/"));
}

static int start(void **state)
{
    (void)state;
    language_start("en");
    folder = temp_folder_make("config");
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
        cmocka_unit_test(test_defaults_without_a_file),
        cmocka_unit_test(test_which_file),
        cmocka_unit_test(test_values_of_every_type),
        cmocka_unit_test(test_values_out_of_range),
        cmocka_unit_test(test_broken_lines_leave_the_rest),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_quotes_and_comments),
        cmocka_unit_test(test_problems_keep_secrets),
        cmocka_unit_test(test_last_of_two_wins),
        cmocka_unit_test(test_long_lines_and_bytes),
        cmocka_unit_test(test_problems_are_safe),
        cmocka_unit_test(test_mailboxes),
        cmocka_unit_test(test_addresses_are_addresses),
        cmocka_unit_test(test_no_security_only_at_home),
        cmocka_unit_test(test_example_is_the_shipped_file),
        cmocka_unit_test(test_example_is_understood),
        cmocka_unit_test(test_data_files),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

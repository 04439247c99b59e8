/*
 * The staff from a real directory: slapd with 200 people, by ldap:// and ldaps://, through the
 * command that administrators run every night; and everything that goes wrong with directories.
 */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/ldif.h"

#include "skranke/net/ldap.h"

#include "cleanup.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

enum { PEOPLE = 200 };

static SlapdServer *server;
static const char *reason;

/* Names with æøå, which slapadd takes as UTF-8 and the server gives as base64. */
static char *people(void)
{
    GString *text = g_string_new("dn: dc=byraa,dc=example\nobjectClass: dcObject\n"
                                 "objectClass: organization\no: Byrået\ndc: byraa\n\n"
                                 "dn: ou=people,dc=byraa,dc=example\n"
                                 "objectClass: organizationalUnit\nou: people\n\n");
    for (int i = 0; i < PEOPLE; i++)
        g_string_append_printf(
            text,
            "dn: uid=p%d,ou=people,dc=byraa,dc=example\nobjectClass: inetOrgPerson\n"
            "uid: p%d\ncn: Åse Bjørnæs %d\nsn: Bjørnæs %d\ngivenName: Åse\n"
            "title: Rådgiver\ntelephoneNumber: +47 00 00 20 %02d\n"
            "mail: p%d@byraa.example\nemployeeNumber: %d\n"
            "userPassword: " SLAPD_PASSWORD "\n\n",
            i, i, i, i, i % 100, i, 1000 + i);
    return g_string_free(text, FALSE);
}

static int start(void **state)
{
    (void)state;
    g_autofree char *ldif = people();
    server = slapd_start(ldif, 0, &reason);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    slapd_stop(g_steal_pointer(&server));
    return 0;
}

#define need_server()                                                                              \
    do {                                                                                           \
        if (!server)                                                                               \
            test_skip_with_reason(reason);                                                         \
    } while (0)
#define TAIL "/ou=people,dc=byraa,dc=example??sub?(objectClass=inetOrgPerson)"

static char *plain_url(const char *tail)
{
    return g_strdup_printf("ldap://127.0.0.1:%d%s", slapd_port(server), tail);
}

static char *tls_url(void)
{
    return g_strdup_printf("ldaps://localhost:%d" TAIL, slapd_tls_port(server));
}

static void search_finds(const LdapSearch *search, guint expected)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    g_autofree char *text = ldap_search(search, &size, &error);
    if (!text)
        fail_msg("%s", error->message);
    g_autoptr(GPtrArray) records = ldif_parse(text, size, &error);
    if (!records)
        fail_msg("%s", error->message);
    assert_int_equal(records->len, expected);
    assert_string_equal(ldif_value(records->pdata[7], "cn"), "Åse Bjørnæs 7");
}

static void all_people_come(void **state)
{
    (void)state;
    need_server();
    g_autofree char *plain = plain_url(TAIL), *tls = tls_url();
    search_finds(&(LdapSearch){.url = plain, .user = SLAPD_USER, .password = SLAPD_PASSWORD},
                 PEOPLE);
    search_finds(&(LdapSearch){.url = tls,
                               .user = SLAPD_USER,
                               .password = SLAPD_PASSWORD,
                               .ca_file = server_authority(&reason)},
                 PEOPLE);
}

static void search_fails(const LdapSearch *search, int code, const char *words)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    g_autofree char *text = ldap_search(search, &size, &error);
    if (text)
        fail_msg("%zu bytes instead of \"%s\"", size, words);
    if (!g_error_matches(error, SKRANKE_ERROR, code) || !strstr(error->message, words))
        fail_msg("%d instead of %d (%s): %s", error->code, code, words, error->message);
    assert_null(strstr(error->message, "hemmelig"));
}

static void what_goes_wrong_is_said(void **state)
{
    (void)state;
    need_server();
    g_autofree char *plain = plain_url(TAIL), *tls = tls_url();
    g_autofree char *base = plain_url("/ou=nobody,dc=byraa,dc=example??sub");
    g_autofree char *filter = plain_url("/dc=byraa,dc=example??sub?(uid=");
    g_autofree char *dead = g_strdup_printf("ldap://127.0.0.1:%d" TAIL, server_free_port());
    const LdapSearch good = {.url = plain, .user = SLAPD_USER, .password = SLAPD_PASSWORD};
    LdapSearch search = good;
    search.password = "galt";
    search_fails(&search, SKRANKE_ERROR_FAILED, "login");
    search = good;
    search.url = base;
    search_fails(&search, SKRANKE_ERROR_FAILED, "base");
    search.url = filter;
    search_fails(&search, SKRANKE_ERROR_FAILED, "ldap_url");
    search.url = dead;
    search_fails(&search, SKRANKE_ERROR_UNAVAILABLE, "cannot be reached");
    search.url = tls;
    search_fails(&search, SKRANKE_ERROR_FAILED, "certificate");
    search.url = "ldap://directory.example/dc=x";
    search_fails(&search, SKRANKE_ERROR_REFUSED, "not encrypted");
    search.url = "file:///etc/passwd";
    search_fails(&search, SKRANKE_ERROR_FAILED, "no address of a directory");
    search = good;
    search.most_bytes = 1000;
    search_fails(&search, SKRANKE_ERROR_FAILED, "1000 bytes");
}

/* libcurl would take what came for all there is. */
static void a_result_that_is_cut_off_is_no_result(void **state)
{
    (void)state;
    g_autofree char *ldif = people();
    g_autoptr(SlapdServer) limited = slapd_start(ldif, 50, &reason);
    if (!limited)
        test_skip_with_reason(reason);
    g_autofree char *url = g_strdup_printf("ldap://127.0.0.1:%d" TAIL, slapd_port(limited));
    /* the limit does not hold for the administrator */
    search_fails(&(LdapSearch){.url = url,
                               .user = "uid=p1,ou=people,dc=byraa,dc=example",
                               .password = SLAPD_PASSWORD},
                 SKRANKE_ERROR_FAILED, "only a part");
}

/* ---- the command ---- */

static void refresh_from_the_command_line(void **state)
{
    (void)state;
    need_server();
    g_autoptr(Sandbox) sandbox = sandbox_new();
    g_autofree char *tls = tls_url();
    g_autofree char *text =
        g_strdup_printf("[directory]\nldap_url = \"%s\"\nldap_user = \"" SLAPD_USER "\"\n"
                        "ldap_password_command = printf " SLAPD_PASSWORD "\nldap_ca_file = %s\n",
                        tls, server_authority(&reason));
    g_autofree char *path = file_write(sandbox->folder, "skranke.ini", text, -1);
    g_autofree char *config = g_strconcat("SKRANKE_CONFIG=", path, NULL);
    const char *const environment[] = {config, NULL};
    const char *const dry[] = {"people", "refresh", "--dry-run", "--json", NULL};
    const char *const real[] = {"people", "refresh", "--json", NULL};
    const char *const full[] = {"people", "refresh", "--full", "--json", NULL};
    g_autoptr(ProcessResult) made = skranke_run(sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    g_autoptr(ProcessResult) first = skranke_run_with(sandbox, NULL, environment, dry);
    expect_status(first, 0);
    assert_non_null(strstr(first->output, "\"added\":200"));
    g_autoptr(ProcessResult) second = skranke_run_with(sandbox, NULL, environment, real);
    expect_status(second, 0);
    assert_non_null(strstr(second->output, "\"added\":200"));
    g_autoptr(ProcessResult) third = skranke_run_with(sandbox, NULL, environment, full);
    expect_status(third, 0);
    assert_non_null(strstr(third->output, "\"unchanged\":200"));
    assert_non_null(strstr(third->output, "\"ended\":0"));
    g_autoptr(ProcessResult) found = skranke_run(sandbox, NULL, "people", "show", "p7", NULL);
    expect_status(found, 0);
    assert_non_null(strstr(found->output, "Åse Bjørnæs 7"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_people_come),
        cmocka_unit_test(what_goes_wrong_is_said),
        cmocka_unit_test(a_result_that_is_cut_off_is_no_result),
        cmocka_unit_test(refresh_from_the_command_line),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

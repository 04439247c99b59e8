/*
 * OpenLDAP's slapd with a configuration and a database of its own in a temp folder: ldap:// and
 * ldaps:// on two free ports of 127.0.0.1. Nothing of /etc/ldap but its schemas is read.
 */
#include <unistd.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

enum { ATTEMPTS = 3 };

struct SlapdServer {
    char *folder, *log;
    int port, tls_port;
    Process *process;
};

static const char configuration[] = "include /etc/ldap/schema/core.schema\n"
                                    "include /etc/ldap/schema/cosine.schema\n"
                                    "include /etc/ldap/schema/inetorgperson.schema\n"
                                    "pidfile @folder@/slapd.pid\n"
                                    "modulepath /usr/lib/ldap\n"
                                    "moduleload back_mdb\n"
                                    "TLSCACertificateFile @authority@\n"
                                    "TLSCertificateFile @certificate@\n"
                                    "TLSCertificateKeyFile @key@\n"
                                    "sizelimit @limit@\n"
                                    "database mdb\n"
                                    "suffix \"dc=byraa,dc=example\"\n"
                                    "rootdn \"cn=admin,dc=byraa,dc=example\"\n"
                                    "rootpw " SLAPD_PASSWORD "\n"
                                    "directory @folder@/data\n"
                                    "dbnosync\n"
                                    "access to attrs=userPassword by * auth\n"
                                    "access to * by users read by anonymous auth\n";

static void write_configuration(const SlapdServer *server, const Certificates *tls, guint limit)
{
    g_autofree char *number = limit ? g_strdup_printf("%u", limit) : g_strdup("unlimited");
    const char *const values[] = {"@folder@",      server->folder,   "@authority@", tls->authority,
                                  "@certificate@", tls->certificate, "@key@",       tls->key,
                                  "@limit@",       number,           NULL};
    g_autofree char *text = server_fill(configuration, values);
    g_free(file_write(server->folder, "slapd.conf", text, -1));
    g_free(file_write(server->folder, "data/.keep", "", -1));
}

static void load(const SlapdServer *server, const char *program, const char *ldif)
{
    g_autofree char *file = file_write(server->folder, "people.ldif", ldif, -1);
    g_autofree char *settings = g_build_filename(server->folder, "slapd.conf", NULL);
    const char *const argv[] = {program, "-q", "-f", settings, "-l", file, NULL};
    g_autoptr(ProcessResult) result = process_run(&(ProcessOptions){.argv = argv});
    expect_status(result, 0);
}

static bool is_ready(const SlapdServer *server)
{
    int connection = server_connect(server->port);
    if (connection >= 0)
        close(connection);
    return connection >= 0;
}

static bool start_once(SlapdServer *server, const char *program)
{
    server->port = server_free_port();
    server->tls_port = server_free_port();
    g_autofree char *urls = g_strdup_printf("ldap://127.0.0.1:%d/ ldaps://127.0.0.1:%d/",
                                            server->port, server->tls_port);
    g_autofree char *settings = g_build_filename(server->folder, "slapd.conf", NULL);
    /* -d keeps it in the foreground: it dies with the test. */
    const char *const argv[] = {program, "-d", "none", "-h", urls, "-f", settings, NULL};
    server->process = process_start(&(ProcessOptions){.argv = argv, .log = server->log});
    gint64 deadline = deadline_after(20);
    while (g_get_monotonic_time() < deadline && !process_ended(server->process, 0.01))
        if (is_ready(server))
            return true;
    process_free(g_steal_pointer(&server->process));
    return false;
}

SlapdServer *slapd_start(const char *ldif, guint size_limit, const char **reason)
{
    static const char *const folders[] = {"/usr/lib/openldap", "/usr/libexec", NULL};
    g_autofree char *program = program_find("slapd", folders);
    g_autofree char *loader = program_find("slapadd", folders);
    if (!program || !loader) {
        *reason = "slapd is not installed (tests/install-packages.sh test)";
        return NULL;
    }
    const Certificates *tls = certificates(reason);
    if (!tls)
        return NULL;
    SlapdServer *server = g_new0(SlapdServer, 1);
    server->folder = temp_folder_make("slapd");
    server->log = g_build_filename(server->folder, "slapd.log", NULL);
    write_configuration(server, tls, size_limit);
    load(server, loader, ldif);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        if (start_once(server, program))
            return server;
    server_fail("slapd does not start", server->log);
    return NULL;
}

void slapd_stop(SlapdServer *server)
{
    if (!server)
        return;
    server_end(server->process);
    temp_folder_remove(server->folder);
    g_free(server->log);
    g_free(server);
}

int slapd_port(const SlapdServer *server)
{
    return server->port;
}

int slapd_tls_port(const SlapdServer *server)
{
    return server->tls_port;
}

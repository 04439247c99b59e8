/*
 * A certificate authority and one server certificate for "localhost" and 127.0.0.1, made by the
 * openssl program once per test program and removed at its end.
 */
#include <stdint.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

static Certificates made;
static char *folder;

static void forget(void *unused)
{
    (void)unused;
    temp_folder_remove(g_steal_pointer(&folder));
    g_clear_pointer(&made.authority, g_free);
    g_clear_pointer(&made.certificate, g_free);
    g_clear_pointer(&made.key, g_free);
}

static void openssl(const char *const *arguments)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    static const char *const common[] = {
        "openssl", "req",   "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes",  "-days", "30"};
    for (gsize i = 0; i < G_N_ELEMENTS(common); i++)
        g_ptr_array_add(argv, (void *)(uintptr_t)common[i]);
    for (gsize i = 0; arguments[i]; i++)
        g_ptr_array_add(argv, (void *)(uintptr_t)arguments[i]);
    g_ptr_array_add(argv, NULL);
    g_autoptr(ProcessResult) result =
        process_run(&(ProcessOptions){.argv = (const char *const *)argv->pdata, .folder = folder});
    expect_status(result, 0);
}

static void make(void)
{
    static const char *const authority[] = {
        "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Skranke test authority", NULL};
    static const char *const server[] = {"-CA",     "ca.pem",
                                         "-CAkey",  "ca.key",
                                         "-keyout", "server.key",
                                         "-out",    "server.pem",
                                         "-subj",   "/CN=localhost",
                                         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                                         "-addext", "basicConstraints=critical,CA:FALSE",
                                         NULL};
    folder = temp_folder_make("tls");
    cleanup_push(forget, &made);
    openssl(authority);
    openssl(server);
    made.authority = g_build_filename(folder, "ca.pem", NULL);
    made.certificate = g_build_filename(folder, "server.pem", NULL);
    made.key = g_build_filename(folder, "server.key", NULL);
}

const Certificates *certificates(const char **reason)
{
    g_autofree char *program = g_find_program_in_path("openssl");
    if (!program) {
        *reason = "openssl is not installed (tests/install-packages.sh test)";
        return NULL;
    }
    if (!made.authority)
        make();
    return &made;
}

const char *server_authority(const char **reason)
{
    const Certificates *found = certificates(reason);
    return found ? found->authority : NULL;
}

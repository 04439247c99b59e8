/*
 * What all servers need: ports, certificates, waiting for a greeting, ending, Maildirs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

enum { GREETING_SECONDS = 20, EXCHANGE_SECONDS = 10, MAILDIR_SECONDS = 10 };

/* Below the ephemeral range: no outgoing connection can take the port between choice and use. */
enum { FIRST_PORT = 20000, LAST_PORT = 32000 };

static int try_listen(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(listener, 64) == 0)
        return listener;
    close(listener);
    return -1;
}

int server_listen(int *port)
{
    for (int attempt = 0; attempt < 200; attempt++) {
        *port = g_random_int_range(FIRST_PORT, LAST_PORT);
        int listener = try_listen(*port);
        if (listener >= 0)
            return listener;
    }
    fail_msg("no free port on 127.0.0.1: %s", g_strerror(errno));
    return -1;
}

int server_free_port(void)
{
    int port = 0;
    close(server_listen(&port));
    return port;
}

int server_connect(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0)
        return connection;
    close(connection);
    return -1;
}

static void send_request(int connection, const char *request)
{
    for (gsize sent = 0, length = request ? strlen(request) : 0; sent < length;) {
        ssize_t done = send(connection, request + sent, length - sent, MSG_NOSIGNAL);
        if (done <= 0)
            return;
        sent += (gsize)done;
    }
}

char *server_exchange(int port, const char *request, const char *until)
{
    int connection = server_connect(port);
    GString *answer = g_string_new(NULL);
    gint64 deadline = deadline_after(EXCHANGE_SECONDS);
    send_request(connection, request);
    while (connection >= 0 && !(until && strstr(answer->str, until))) {
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        struct pollfd watch = {connection, POLLIN, 0};
        char block[4096];
        if (left <= 0 || poll(&watch, 1, (int)left) <= 0)
            break;
        ssize_t got = recv(connection, block, sizeof block, 0);
        if (got <= 0)
            break;
        g_string_append_len(answer, block, got);
    }
    if (connection >= 0)
        close(connection);
    return g_string_free(answer, FALSE);
}

bool server_greets(Process *process, int port, const char *request, const char *greeting)
{
    gint64 deadline = deadline_after(GREETING_SECONDS);
    while (g_get_monotonic_time() < deadline) {
        g_autofree char *answer = server_exchange(port, request, greeting);
        if (strstr(answer, greeting))
            return true;
        if (process_ended(process, 0))
            return false;
        poll(NULL, 0, 5);
    }
    return false;
}

/* An orderly end takes Dovecot and Postfix a second; what they would tidy up goes away with the
 * folder, and a killed group leaves no process. */
void server_end(Process *process)
{
    process_free(process);
}

void server_mail_owner(uid_t *user, gid_t *group)
{
    const struct passwd *nobody = getpwnam("nobody");
    *user = geteuid() != 0 ? geteuid() : nobody ? nobody->pw_uid : 65534;
    *group = geteuid() != 0 ? getegid() : nobody ? nobody->pw_gid : 65534;
}

void server_fail(const char *what, const char *log)
{
    g_autofree char *text = file_read(log);
    test_report("%s\n--- %s\n%s\n", what, log, text ? text : "(no log)");
    fail();
}

char *server_fill(const char *text, const char *const *values)
{
    GString *filled = g_string_new(text);
    for (; values[0]; values += 2)
        g_string_replace(filled, values[0], values[1], 0);
    return g_string_free(filled, FALSE);
}

char *program_find(const char *name, const char *const *more_folders)
{
    static const char *const folders[] = {"/usr/sbin", "/sbin", "/usr/local/sbin", NULL};
    char *found = g_find_program_in_path(name);
    for (int list = 0; list < 2 && !found; list++) {
        const char *const *at = list == 0 ? more_folders : folders;
        for (; at && *at && !found; at++) {
            g_autofree char *path = g_build_filename(*at, name, NULL);
            if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
                found = g_steal_pointer(&path);
        }
    }
    return found;
}

static void add_messages(const char *maildir, const char *part, GPtrArray *names)
{
    g_autofree char *folder = g_build_filename(maildir, part, NULL);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    for (const char *name; entries && (name = g_dir_read_name(entries));)
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
}

static int by_base_name(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;
    return strcmp(strrchr(*a, '/'), strrchr(*b, '/'));
}

static GPtrArray *message_paths(const char *maildir)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    add_messages(maildir, "new", paths);
    add_messages(maildir, "cur", paths);
    g_ptr_array_sort(paths, by_base_name);
    return paths;
}

guint maildir_count(const char *maildir)
{
    g_autoptr(GPtrArray) paths = message_paths(maildir);
    return paths->len;
}

GPtrArray *maildir_messages(const char *maildir)
{
    g_autoptr(GPtrArray) paths = message_paths(maildir);
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < paths->len; i++) {
        char *bytes = NULL;
        gsize length = 0;
        if (g_file_get_contents(g_ptr_array_index(paths, i), &bytes, &length, NULL))
            g_ptr_array_add(messages, g_bytes_new_take(bytes, length));
    }
    return messages;
}

typedef struct {
    const char *maildir;
    guint count;
} Expected;

static bool has_messages(void *data)
{
    const Expected *expected = data;
    return maildir_count(expected->maildir) >= expected->count;
}

GPtrArray *maildir_wait(const char *maildir, guint count)
{
    Expected expected = {maildir, count};
    if (!wait_until(has_messages, &expected, MAILDIR_SECONDS))
        fail_msg("%u messages in %s instead of %u", maildir_count(maildir), maildir, count);
    return maildir_messages(maildir);
}

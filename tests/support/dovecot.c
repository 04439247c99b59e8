/*
 * Dovecot 2.3 with a configuration of its own: nothing of /etc/dovecot is read, nothing is written
 * outside the temp folder. As root the login processes drop to Dovecot's own users and mail belongs
 * to nobody; as a normal user everything runs as that user.
 */
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

static const char password[] = "secret";
enum { ATTEMPTS = 3 };

struct DovecotServer {
    char *folder;
    char *log;
    int port;
    int tls_port;
    guint delivered;
    uid_t mail_user;
    gid_t mail_group;
    const Certificates *certificates;
    Process *process;
};

/* @name@ is filled in by write_configuration. */
static const char configuration[] =
    "protocols = imap\n"
    "listen = 127.0.0.1\n"
    "base_dir = @folder@/run\n"
    "state_dir = @folder@/state\n"
    "log_path = @folder@/dovecot.log\n"
    "default_internal_user = @internal@\n"
    "default_internal_group = @group@\n"
    "default_login_user = @login@\n"
    "first_valid_uid = 1\n"
    "mail_uid = @uid@\n"
    "mail_gid = @gid@\n"
    "mail_location = maildir:@folder@/mail/%u:INDEX=@folder@/index/%u\n"
    "mail_fsync = never\n"
    "mail_max_userip_connections = 100\n"
    "ssl = yes\n"
    "ssl_cert = <@certificate@\n"
    "ssl_key = <@key@\n"
    "auth_failure_delay = 0\n"
    "auth_mechanisms = plain login\n"
    "passdb {\n  driver = passwd-file\n  args = scheme=PLAIN username_format=%u @folder@/users\n}\n"
    "userdb {\n  driver = static\n  args = uid=@uid@ gid=@gid@ home=@folder@/mail/%u\n}\n"
    "namespace inbox {\n  inbox = yes\n  separator = /\n}\n"
    "service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}\n"
    "service stats {\n  chroot =\n  unix_listener stats-writer {\n    mode = 0666\n  }\n}\n"
    "service auth {\n  unix_listener @folder@/auth {\n    mode = 0666\n  }\n}\n"
    "service imap-login {\n  chroot =\n  service_count = 0\n"
    "  inet_listener imap {\n    port = @port@\n  }\n"
    "  inet_listener imaps {\n    port = @tls_port@\n    ssl = yes\n  }\n}\n";

static char *user_name(uid_t id)
{
    const struct passwd *entry = getpwuid(id);
    return entry ? g_strdup(entry->pw_name) : g_strdup_printf("%u", id);
}

static char *group_name(gid_t id)
{
    const struct group *entry = getgrgid(id);
    return entry ? g_strdup(entry->gr_name) : g_strdup_printf("%u", id);
}

static void write_configuration(DovecotServer *server, const char *settings)
{
    bool root = geteuid() == 0;
    g_autofree char *me = user_name(geteuid());
    const char *internal = root ? "dovecot" : me;
    const char *login = root ? "dovenull" : me;
    /* Without root the default group cannot be set; the user's own works. */
    g_autofree char *group = root ? g_strdup("dovecot") : group_name(getegid());
    g_autofree char *uid = g_strdup_printf("%u", server->mail_user);
    g_autofree char *gid = g_strdup_printf("%u", server->mail_group);
    g_autofree char *port = g_strdup_printf("%d", server->port);
    g_autofree char *tls_port = g_strdup_printf("%d", server->tls_port);
    const char *const values[] = {"@folder@",
                                  server->folder,
                                  "@internal@",
                                  internal,
                                  "@login@",
                                  login,
                                  "@group@",
                                  group,
                                  "@uid@",
                                  uid,
                                  "@gid@",
                                  gid,
                                  "@port@",
                                  port,
                                  "@tls_port@",
                                  tls_port,
                                  "@certificate@",
                                  server->certificates->certificate,
                                  "@key@",
                                  server->certificates->key,
                                  NULL};
    g_autofree char *text = server_fill(configuration, values);
    g_autofree char *whole = g_strconcat(text, settings ? settings : "", "\n", NULL);
    g_free(file_write(server->folder, "dovecot.conf", whole, -1));
}

static void make_owned(const DovecotServer *server, const char *path)
{
    g_mkdir_with_parents(path, 0700);
    if (chown(path, server->mail_user, server->mail_group) != 0)
        fail_msg("cannot hand over %s", path);
}

static void write_users(DovecotServer *server, const char *const *users)
{
    static const char *const only[] = {"desk", NULL};
    g_autoptr(GString) lines = g_string_new(NULL);
    for (const char *const *user = users ? users : only; *user; user++) {
        g_string_append_printf(lines, "%s:{PLAIN}%s\n", *user, password);
        g_free(dovecot_maildir(server, *user, "INBOX"));
    }
    g_free(file_write(server->folder, "users", lines->str, -1));
}

static bool try_start(DovecotServer *server, const char *program, const char *settings)
{
    server->port = server_free_port();
    do
        server->tls_port = server_free_port();
    while (server->tls_port == server->port);
    write_configuration(server, settings);
    g_autofree char *path = g_build_filename(server->folder, "dovecot.conf", NULL);
    const char *const argv[] = {program, "-F", "-c", path, NULL};
    server->process = process_start(&(ProcessOptions){
        .argv = argv, .home = server->folder, .folder = server->folder, .log = server->log});
    cleanup_drop(server->process); /* from here on the server ends it */
    if (server_greets(server->process, server->port, NULL, "* OK"))
        return true;
    server_end(g_steal_pointer(&server->process));
    return false;
}

static void stop_at_exit(void *server)
{
    dovecot_stop(server);
}

DovecotServer *dovecot_start(const DovecotOptions *options, const char **reason)
{
    static const DovecotOptions none;
    options = options ? options : &none;
    g_autofree char *program = program_find("dovecot", NULL);
    const Certificates *found = program ? certificates(reason) : NULL;
    if (!program)
        *reason = "Dovecot is not installed (tests/install-packages.sh test)";
    if (!found)
        return NULL;
    DovecotServer *server = g_new0(DovecotServer, 1);
    server->folder = temp_folder_make("imap");
    server->log = g_build_filename(server->folder, "dovecot.log", NULL);
    server->certificates = found;
    server_mail_owner(&server->mail_user, &server->mail_group);
    g_autofree char *mail = g_build_filename(server->folder, "mail", NULL);
    g_autofree char *index = g_build_filename(server->folder, "index", NULL);
    make_owned(server, mail);
    make_owned(server, index);
    write_users(server, options->users);
    cleanup_push(stop_at_exit, server);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        if (try_start(server, program, options->settings))
            return server;
    server_fail("Dovecot did not start", server->log);
    return NULL;
}

void dovecot_stop(DovecotServer *server)
{
    if (!server)
        return;
    cleanup_drop(server);
    server_end(server->process);
    temp_folder_remove(server->folder);
    g_free(server->log);
    g_free(server);
}

int dovecot_port(const DovecotServer *server)
{
    return server->port;
}

int dovecot_tls_port(const DovecotServer *server)
{
    return server->tls_port;
}

const char *dovecot_authority(const DovecotServer *server)
{
    return server->certificates->authority;
}

const char *dovecot_password(const DovecotServer *server)
{
    (void)server;
    return password;
}

const char *dovecot_log(const DovecotServer *server)
{
    return server->log;
}

char *dovecot_auth_socket(const DovecotServer *server)
{
    return g_build_filename(server->folder, "auth", NULL);
}

/* Maildir++: INBOX is the folder itself, every other folder is ".Name", children ".Name.Child". */
char *dovecot_maildir(const DovecotServer *server, const char *user, const char *folder)
{
    static const char *const parts[] = {"", "tmp", "new", "cur"};
    g_autofree char *dotted = g_strdelimit(g_strconcat(".", folder, NULL), "/", '.');
    bool inbox = g_ascii_strcasecmp(folder, "INBOX") == 0;
    char *path = g_build_filename(server->folder, "mail", user, inbox ? "" : dotted, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);
        if (!g_file_test(part, G_FILE_TEST_IS_DIR))
            make_owned(server, part);
    }
    return path;
}

/* Written under tmp/ and renamed, so that a reader sees whole messages only. */
static void deliver(DovecotServer *server, const char *maildir, const char *message, gssize length)
{
    g_autofree char *name =
        g_strdup_printf("%" G_GINT64_FORMAT ".M%06uP%d.test", g_get_real_time() / G_USEC_PER_SEC,
                        ++server->delivered, (int)getpid());
    g_autofree char *target = g_build_filename(maildir, "new", name, NULL);
    g_autofree char *folder = g_build_filename(maildir, "tmp", NULL);
    g_autofree char *written = file_write(folder, name, message, length);
    if (chown(written, server->mail_user, server->mail_group) != 0 ||
        g_rename(written, target) != 0)
        fail_msg("cannot deliver %s", target);
}

void dovecot_deliver(DovecotServer *server, const char *user, const char *folder,
                     const char *message, gssize length)
{
    g_autofree char *maildir = dovecot_maildir(server, user, folder);
    deliver(server, maildir, message, length);
}

void dovecot_deliver_many(DovecotServer *server, const char *user, const char *folder, guint count,
                          char *(*make)(guint index, void *data), void *data)
{
    g_autofree char *maildir = dovecot_maildir(server, user, folder);
    for (guint i = 0; i < count; i++) {
        g_autofree char *message = make(i, data);
        deliver(server, maildir, message, -1);
    }
}

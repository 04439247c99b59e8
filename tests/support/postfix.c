/*
 * Postfix with configuration, queue, data and log in a temp folder. Its master insists on root, so
 * without root there is a reason instead of a server. Everything is delivered by virtual(8) into
 * one Maildir per recipient; bounces of our own mail arrive there too.
 */
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

enum { ATTEMPTS = 3, DELIVERY_SECONDS = 10 };

struct PostfixServer {
    char *folder;
    char *log;
    int port;
    int tls_port;
    const Certificates *certificates;
    Process *process;
};

/* @name@ is filled in by write_main. */
static const char main_settings[] =
    "compatibility_level = 3.6\n"
    "queue_directory = @folder@/queue\n"
    "data_directory = @folder@/data\n"
    "maillog_file = @folder@/mail.log\n"
    "maillog_file_prefixes = @folder@\n"
    "mail_owner = postfix\n"
    "setgid_group = postdrop\n"
    "myhostname = localhost\n"
    "mydestination =\n"
    "alias_maps =\n"
    "local_recipient_maps =\n"
    "inet_interfaces = loopback-only\n"
    "inet_protocols = ipv4\n"
    "mynetworks = 127.0.0.0/8\n"
    "disable_dns_lookups = yes\n"
    "smtpd_peername_lookup = no\n"
    "default_transport = virtual\n"
    "relay_transport = virtual\n"
    "virtual_mailbox_base = @folder@/mail\n"
    "virtual_mailbox_maps = static:all/\n"
    "virtual_uid_maps = static:@uid@\n"
    "virtual_gid_maps = static:@gid@\n"
    "virtual_minimum_uid = 1\n"
    "virtual_mailbox_limit = 0\n"
    "message_size_limit = 60000000\n"
    "smtpd_tls_cert_file = @certificate@\n"
    "smtpd_tls_key_file = @key@\n"
    "smtpd_tls_security_level = may\n"
    "smtpd_tls_auth_only = yes\n"
    "smtpd_tls_loglevel = 1\n"
    "smtp_tls_security_level = none\n"
    "smtpd_recipient_restrictions = check_recipient_access inline:{"
    " {tempfail@ = 450 4.2.0 Come back later}, {reject@ = 550 5.1.1 Nobody of that name here} },"
    " permit_mynetworks, reject\n"
    "in_flow_delay = 0\n"
    "notify_classes =\n"
    "smtpd_error_sleep_time = 0\n";

static const char services[] = "127.0.0.1:%d inet n - n - - smtpd\n"
                               "127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
                               "pickup unix n - n 60 1 pickup\n"
                               "cleanup unix n - n - 0 cleanup\n"
                               "qmgr unix n - n 300 1 qmgr\n"
                               "tlsmgr unix - - n 1000? 1 tlsmgr\n"
                               "rewrite unix - - n - - trivial-rewrite\n"
                               "bounce unix - - n - 0 bounce\n"
                               "defer unix - - n - 0 bounce\n"
                               "trace unix - - n - 0 bounce\n"
                               "verify unix - - n - 1 verify\n"
                               "proxymap unix - - n - - proxymap\n"
                               "error unix - - n - - error\n"
                               "retry unix - - n - - error\n"
                               "discard unix - - n - - discard\n"
                               "virtual unix - n n - - virtual\n"
                               "anvil unix - - n - 1 anvil\n"
                               "postlog unix-dgram n - n - 1 postlogd\n";

static void make_folder(const PostfixServer *server, const char *name, uid_t user, gid_t group,
                        mode_t mode)
{
    g_autofree char *path = g_build_filename(server->folder, name, NULL);
    g_mkdir_with_parents(path, 0755);
    if (chown(path, user, group) != 0 || chmod(path, mode) != 0)
        fail_msg("cannot hand over %s", path);
}

/* What `postfix start` would make and check by its slow shell scripts. */
static void make_folders(const PostfixServer *server)
{
    static const char *const queues[] = {"active",   "bounce", "corrupt", "defer",
                                         "deferred", "flush",  "hold",    "incoming",
                                         "private",  "saved",  "trace"};
    const struct passwd *owner = getpwnam("postfix");
    uid_t user = owner ? owner->pw_uid : 0;
    const struct group *drop = getgrnam("postdrop");
    gid_t group = drop ? drop->gr_gid : 0;
    uid_t mail_user = 0;
    gid_t mail_group = 0;
    server_mail_owner(&mail_user, &mail_group);
    make_folder(server, "queue", 0, 0, 0755);
    for (gsize i = 0; i < G_N_ELEMENTS(queues); i++) {
        g_autofree char *name = g_build_filename("queue", queues[i], NULL);
        make_folder(server, name, user, 0, 0700);
    }
    make_folder(server, "queue/pid", 0, 0, 0755);
    make_folder(server, "queue/maildrop", user, group, 0730);
    make_folder(server, "queue/public", user, group, 0710);
    make_folder(server, "data", user, 0, 0700);
    make_folder(server, "mail", mail_user, mail_group, 0700);
}

/* Postfix reads a configuration younger than a few seconds again and again until it has settled. */
static void make_old(const char *path)
{
    struct utimbuf old = {1, 1};
    utime(path, &old);
}

static void write_main(const PostfixServer *server, const PostfixOptions *options)
{
    uid_t user = 0;
    gid_t group = 0;
    server_mail_owner(&user, &group);
    g_autofree char *uid = g_strdup_printf("%u", user);
    g_autofree char *gid = g_strdup_printf("%u", group);
    const char *const values[] = {"@folder@",
                                  server->folder,
                                  "@uid@",
                                  uid,
                                  "@gid@",
                                  gid,
                                  "@certificate@",
                                  server->certificates->certificate,
                                  "@key@",
                                  server->certificates->key,
                                  NULL};
    g_autofree char *filled = server_fill(main_settings, values);
    g_autoptr(GString) text = g_string_new(filled);
    if (options->logins) {
        g_autofree char *socket = dovecot_auth_socket(options->logins);
        g_string_append_printf(text,
                               "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n"
                               "smtpd_sasl_path = %s\n",
                               socket);
    }
    g_string_append(text, options->settings ? options->settings : "");
    g_autofree char *main_path = file_write(server->folder, "etc/main.cf", text->str, -1);
    make_old(main_path);
}

static bool try_start(PostfixServer *server, const char *program)
{
    server->port = server_free_port();
    do
        server->tls_port = server_free_port();
    while (server->tls_port == server->port);
    g_autofree char *text = g_strdup_printf(services, server->port, server->tls_port);
    g_free(file_write(server->folder, "etc/master.cf", text, -1));
    g_autofree char *etc = g_build_filename(server->folder, "etc", NULL);
    const char *const argv[] = {program, "-d", "-c", etc, NULL};
    server->process = process_start(
        &(ProcessOptions){.argv = argv, .folder = server->folder, .log = server->log});
    cleanup_drop(server->process); /* from here on the server ends it */
    if (server_greets(server->process, server->port, "QUIT\r\n", "220 "))
        return true;
    server_end(g_steal_pointer(&server->process));
    return false;
}

static const char *why_not(const char *program)
{
    if (!program)
        return "Postfix is not installed (tests/install-packages.sh test)";
    return geteuid() == 0 ? NULL : "Postfix can be started by root only";
}

static void stop_at_exit(void *server)
{
    postfix_stop(server);
}

PostfixServer *postfix_start(const PostfixOptions *options, const char **reason)
{
    static const char *const folders[] = {"/usr/lib/postfix/sbin", "/usr/libexec/postfix", NULL};
    static const PostfixOptions none;
    g_autofree char *program = program_find("master", folders);
    *reason = why_not(program);
    const Certificates *found = *reason ? NULL : certificates(reason);
    if (!found)
        return NULL;
    PostfixServer *server = g_new0(PostfixServer, 1);
    server->folder = temp_folder_make("smtp");
    server->log = g_build_filename(server->folder, "mail.log", NULL);
    server->certificates = found;
    cleanup_push(stop_at_exit, server);
    make_folders(server);
    write_main(server, options ? options : &none);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        if (try_start(server, program))
            return server;
    server_fail("Postfix did not start", server->log);
    return NULL;
}

void postfix_stop(PostfixServer *server)
{
    if (!server)
        return;
    cleanup_drop(server);
    server_end(server->process);
    temp_folder_remove(server->folder);
    g_free(server->log);
    g_free(server);
}

int postfix_port(const PostfixServer *server)
{
    return server->port;
}

int postfix_tls_port(const PostfixServer *server)
{
    return server->tls_port;
}

const char *postfix_authority(const PostfixServer *server)
{
    return server->certificates->authority;
}

const char *postfix_log(const PostfixServer *server)
{
    return server->log;
}

char *postfix_maildir(const PostfixServer *server)
{
    return g_build_filename(server->folder, "mail", "all", NULL);
}

/* virtual(8) writes its headers before those of the message. */
static bool is_for(const char *message, gsize length, const char *address)
{
    g_autofree char *header = g_strdup_printf("Delivered-To: %s\n", address);
    return g_strstr_len(message, (gssize)MIN(length, 2000), header) != NULL;
}

GPtrArray *postfix_messages(const PostfixServer *server, const char *address)
{
    g_autofree char *maildir = postfix_maildir(server);
    GPtrArray *messages = maildir_messages(maildir);
    for (guint i = messages->len; address && i > 0; i--) {
        gsize length = 0;
        const char *text = g_bytes_get_data(g_ptr_array_index(messages, i - 1), &length);
        if (!is_for(text, length, address))
            g_ptr_array_remove_index(messages, i - 1);
    }
    return messages;
}

typedef struct {
    const PostfixServer *server;
    const char *address;
    guint count;
} Awaited;

static bool has_messages(void *data)
{
    const Awaited *awaited = data;
    g_autoptr(GPtrArray) messages = postfix_messages(awaited->server, awaited->address);
    return messages->len >= awaited->count;
}

GPtrArray *postfix_wait(const PostfixServer *server, const char *address, guint count)
{
    Awaited awaited = {server, address, count};
    if (!wait_until(has_messages, &awaited, DELIVERY_SECONDS)) {
        g_autofree char *what =
            g_strdup_printf("fewer than %u messages for %s", count, address ? address : "anybody");
        server_fail(what, server->log);
    }
    return postfix_messages(server, address);
}

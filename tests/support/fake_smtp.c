/*
 * An SMTP server that fails where it is told to. One thread, one client after the other, plain
 * text. It exists for the stages at which Postfix cannot be made to fail; for everything else use
 * Postfix.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "servers_private.h"
#include "testing.h"

enum { WAIT_SECONDS = 10, BODY_CUT_BYTES = 20 };

typedef struct {
    FakeSmtpStage stage;
    char *reply;
    unsigned left; /* 0: for ever */
} Fault;

struct FakeSmtp {
    int listener;
    int port;
    int stop;
    GThread *thread;
    GMutex lock; /* guards all below */
    GQueue faults;
    GPtrArray *messages;
    GString *commands;
};

/* A client being served. */
typedef struct {
    FakeSmtp *server;
    int socket;
    GString *input;
    bool closed;
    FakeSmtpMessage *message; /* owned by server->messages */
} Client;

static void fault_free(void *data)
{
    Fault *fault = data;
    g_free(fault->reply);
    g_free(fault);
}

/* The reply that a fault demands at this stage, or NULL; a used-up fault is forgotten. */
static char *fault_take(FakeSmtp *server, FakeSmtpStage stage)
{
    char *reply = NULL;
    g_mutex_lock(&server->lock);
    for (GList *at = server->faults.head; at; at = at->next) {
        Fault *fault = at->data;
        if (fault->stage != stage)
            continue;
        reply = g_strdup(fault->reply);
        if (fault->left > 0 && --fault->left == 0) {
            fault_free(fault);
            g_queue_delete_link(&server->faults, at);
        }
        break;
    }
    g_mutex_unlock(&server->lock);
    return reply;
}

/* Waits for input or the stop signal; false when the client is gone or the server stops. */
static bool client_read(Client *client)
{
    struct pollfd watches[] = {{client->server->stop, POLLIN, 0}, {client->socket, POLLIN, 0}};
    char block[16384];
    poll(watches, 2, -1);
    ssize_t got = watches[0].revents ? 0 : recv(client->socket, block, sizeof block, 0);
    if (got > 0)
        g_string_append_len(client->input, block, got);
    client->closed = got <= 0;
    return !client->closed;
}

static void client_say(Client *client, const char *reply)
{
    g_autofree char *line = g_strdup_printf("%s\r\n", reply);
    if (send(client->socket, line, strlen(line), MSG_NOSIGNAL) < 0)
        client->closed = true;
}

/* Counted before the client can know: a test that has seen its 250 finds it counted. */
static void accept_message(Client *client)
{
    g_mutex_lock(&client->server->lock);
    client->message->accepted = true;
    g_mutex_unlock(&client->server->lock);
}

/* Answers with good, or with what a fault demands. True if the good answer was given. */
static bool client_answer(Client *client, FakeSmtpStage stage, const char *good)
{
    g_autofree char *fault = fault_take(client->server, stage);
    if (!fault) {
        if (stage == FAKE_SMTP_AFTER_DOT)
            accept_message(client);
        client_say(client, good);
        return true;
    }
    if (strcmp(fault, FAKE_SMTP_CUT) == 0)
        client->closed = true;
    else if (strcmp(fault, FAKE_SMTP_STALL) == 0)
        while (client_read(client))
            continue;
    else
        client_say(client, fault);
    /* 421 says that the server closes the connection. */
    client->closed = client->closed || g_str_has_prefix(fault, "421");
    return false;
}

/* The next line without CRLF, or NULL at the end. */
static char *client_line(Client *client)
{
    for (;;) {
        char *end = strstr(client->input->str, "\r\n");
        if (end) {
            gsize length = (gsize)(end - client->input->str);
            char *line = g_strndup(client->input->str, length);
            g_string_erase(client->input, 0, (gssize)length + 2);
            return line;
        }
        if (client->closed || !client_read(client))
            return NULL;
    }
}

static char *path_of(const char *line)
{
    const char *start = strchr(line, '<');
    const char *end = start ? strchr(start, '>') : NULL;
    return end ? g_strndup(start + 1, (gsize)(end - start) - 1) : g_strdup("");
}

static void on_hello(Client *client, const char *line)
{
    bool extended = g_ascii_strncasecmp(line, "EHLO", 4) == 0;
    client_answer(client, FAKE_SMTP_HELLO,
                  extended ? "250-localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 60000000"
                           : "250 localhost");
}

static void on_mail(Client *client, const char *line)
{
    if (!client_answer(client, FAKE_SMTP_MAIL, "250 2.1.0 Sender ok"))
        return;
    FakeSmtpMessage *message = g_new0(FakeSmtpMessage, 1);
    message->sender = path_of(line);
    message->recipients = g_ptr_array_new_with_free_func(g_free);
    message->body = g_string_new(NULL);
    g_mutex_lock(&client->server->lock);
    g_ptr_array_add(client->server->messages, message);
    client->message = message;
    g_mutex_unlock(&client->server->lock);
}

static void on_recipient(Client *client, const char *line)
{
    if (!client->message) {
        client_say(client, "503 5.5.1 MAIL first");
        return;
    }
    if (!client_answer(client, FAKE_SMTP_RCPT, "250 2.1.5 Recipient ok"))
        return;
    g_mutex_lock(&client->server->lock);
    g_ptr_array_add(client->message->recipients, path_of(line));
    g_mutex_unlock(&client->server->lock);
}

/* Reads up to the dot; a cut or stall in the body strikes after its first bytes. */
static void read_body(Client *client)
{
    FakeSmtpMessage *message = client->message;
    g_autofree char *fault = NULL;
    for (char *line; (line = client_line(client)); g_free(line)) {
        bool dot = strcmp(line, ".") == 0;
        g_mutex_lock(&client->server->lock);
        if (!dot)
            g_string_append_printf(message->body, "%s\r\n", line[0] == '.' ? line + 1 : line);
        message->whole = dot;
        bool deep = message->body->len >= BODY_CUT_BYTES;
        g_mutex_unlock(&client->server->lock);
        fault = deep && !fault ? fault_take(client->server, FAKE_SMTP_BODY) : fault;
        if (fault || dot) {
            g_free(line);
            break;
        }
    }
    if (fault && strcmp(fault, FAKE_SMTP_STALL) == 0)
        while (client_read(client))
            continue;
    client->closed = client->closed || fault;
}

static void on_data(Client *client, const char *line)
{
    (void)line;
    if (!client->message || client->message->recipients->len == 0) {
        client_say(client, "503 5.5.1 RCPT first");
        return;
    }
    if (!client_answer(client, FAKE_SMTP_DATA, "354 Go on, end with a dot"))
        return;
    read_body(client);
    if (client->closed || !client_answer(client, FAKE_SMTP_AFTER_DOT, "250 2.0.0 Taken"))
        return;
    client->message = NULL;
}

static void on_reset(Client *client, const char *line)
{
    (void)line;
    client->message = NULL;
    client_say(client, "250 2.0.0 Ok");
}

static void on_quit(Client *client, const char *line)
{
    (void)line;
    client_answer(client, FAKE_SMTP_QUIT, "221 2.0.0 Bye");
    client->closed = true;
}

static const struct {
    const char *verb;
    void (*act)(Client *client, const char *line);
} verbs[] = {{"EHLO", on_hello}, {"HELO", on_hello}, {"MAIL", on_mail},  {"RCPT", on_recipient},
             {"DATA", on_data},  {"RSET", on_reset}, {"NOOP", on_reset}, {"QUIT", on_quit}};

static void obey(Client *client, const char *line)
{
    g_mutex_lock(&client->server->lock);
    g_string_append_printf(client->server->commands, "%s\n", line);
    g_mutex_unlock(&client->server->lock);
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (g_ascii_strncasecmp(line, verbs[i].verb, 4) == 0) {
            verbs[i].act(client, line);
            return;
        }
    client_say(client, "502 5.5.2 Not known");
}

static void serve(FakeSmtp *server, int socket)
{
    Client client = {server, socket, g_string_new(NULL), false, NULL};
    client_answer(&client, FAKE_SMTP_GREETING, "220 localhost ESMTP test");
    while (!client.closed) {
        g_autofree char *line = client_line(&client);
        if (line)
            obey(&client, line);
    }
    g_string_free(client.input, TRUE);
    close(socket);
}

static void *smtp_run(void *data)
{
    FakeSmtp *server = data;
    struct pollfd watches[] = {{server->stop, POLLIN, 0}, {server->listener, POLLIN, 0}};
    while (poll(watches, 2, -1) >= 0 || errno == EINTR) {
        if (watches[0].revents)
            break;
        int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (socket >= 0)
            serve(server, socket);
    }
    return NULL;
}

static void message_destroy(void *message)
{
    fake_smtp_message_free(message);
}

static void stop_at_exit(void *server)
{
    fake_smtp_stop(server);
}

FakeSmtp *fake_smtp_start(void)
{
    FakeSmtp *server = g_new0(FakeSmtp, 1);
    server->listener = server_listen(&server->port);
    server->stop = eventfd(0, EFD_CLOEXEC);
    g_mutex_init(&server->lock);
    g_queue_init(&server->faults);
    server->messages = g_ptr_array_new_with_free_func(message_destroy);
    server->commands = g_string_new(NULL);
    server->thread = g_thread_new("smtp", smtp_run, server);
    cleanup_push(stop_at_exit, server);
    return server;
}

int fake_smtp_port(const FakeSmtp *server)
{
    return server->port;
}

void fake_smtp_fault(FakeSmtp *server, FakeSmtpStage stage, const char *reply, unsigned times)
{
    Fault *fault = g_new0(Fault, 1);
    fault->stage = stage;
    fault->reply = g_strdup(reply);
    fault->left = times;
    g_mutex_lock(&server->lock);
    g_queue_push_tail(&server->faults, fault);
    g_mutex_unlock(&server->lock);
}

void fake_smtp_heal(FakeSmtp *server)
{
    g_mutex_lock(&server->lock);
    g_queue_clear_full(&server->faults, fault_free);
    g_mutex_unlock(&server->lock);
}

guint fake_smtp_count(FakeSmtp *server)
{
    g_mutex_lock(&server->lock);
    guint count = server->messages->len;
    g_mutex_unlock(&server->lock);
    return count;
}

guint fake_smtp_accepted(FakeSmtp *server)
{
    guint count = 0;
    g_mutex_lock(&server->lock);
    for (guint i = 0; i < server->messages->len; i++)
        if (((FakeSmtpMessage *)g_ptr_array_index(server->messages, i))->accepted)
            count++;
    g_mutex_unlock(&server->lock);
    return count;
}

typedef struct {
    FakeSmtp *server;
    guint accepted;
} Awaited;

static bool has_accepted(void *data)
{
    const Awaited *awaited = data;
    return fake_smtp_accepted(awaited->server) >= awaited->accepted;
}

void fake_smtp_wait(FakeSmtp *server, guint accepted)
{
    Awaited awaited = {server, accepted};
    if (wait_until(has_accepted, &awaited, WAIT_SECONDS))
        return;
    g_autofree char *commands = fake_smtp_commands(server);
    fail_msg("%u messages accepted instead of %u; commands:\n%s", fake_smtp_accepted(server),
             accepted, commands);
}

static void *copy_text(const void *text, void *unused)
{
    (void)unused;
    return g_strdup(text);
}

FakeSmtpMessage *fake_smtp_message(FakeSmtp *server, guint index)
{
    FakeSmtpMessage *copy = NULL;
    g_mutex_lock(&server->lock);
    if (index < server->messages->len) {
        const FakeSmtpMessage *message = g_ptr_array_index(server->messages, index);
        copy = g_new0(FakeSmtpMessage, 1);
        *copy = *message;
        copy->sender = g_strdup(message->sender);
        copy->recipients = g_ptr_array_copy(message->recipients, copy_text, NULL);
        g_ptr_array_set_free_func(copy->recipients, g_free);
        copy->body = g_string_new_len(message->body->str, (gssize)message->body->len);
    }
    g_mutex_unlock(&server->lock);
    return copy;
}

void fake_smtp_message_free(FakeSmtpMessage *message)
{
    if (!message)
        return;
    g_free(message->sender);
    g_ptr_array_unref(message->recipients);
    g_string_free(message->body, TRUE);
    g_free(message);
}

char *fake_smtp_commands(FakeSmtp *server)
{
    g_mutex_lock(&server->lock);
    char *commands = g_strdup(server->commands->str);
    g_mutex_unlock(&server->lock);
    return commands;
}

void fake_smtp_stop(FakeSmtp *server)
{
    if (!server)
        return;
    cleanup_drop(server);
    eventfd_write(server->stop, 1);
    g_thread_join(server->thread);
    close(server->listener);
    close(server->stop);
    fake_smtp_heal(server);
    g_ptr_array_unref(server->messages);
    g_string_free(server->commands, TRUE);
    g_mutex_clear(&server->lock);
    g_free(server);
}

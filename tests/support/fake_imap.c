/*
 * The scripted IMAP server of fake_imap.h: a thread that reads lines and writes what the script
 * says.
 */
#include "fake_imap.h"

#include <gio/gio.h>
#include <string.h>

#include "cleanup.h"

struct FakeImap {
    GSocketListener *listener;
    GCancellable *stop;
    GThread *thread;
    GMutex lock;
    GArray *rows;
    GString *commands;
    int port;
};

static char *answer(FakeImap *server, const char *line)
{
    const char *command = strchr(line, ' ');
    g_autofree char *tag = g_strndup(line, strcspn(line, " "));
    const char *reply = "%t OK done\r\n";
    for (guint i = 0; command != NULL && i < server->rows->len; i++) {
        FakeImapRow *row = &g_array_index(server->rows, FakeImapRow, i);
        if (row->times == G_MAXUINT || !g_str_has_prefix(command + 1, row->command))
            continue;
        if (row->times > 0)
            row->times = row->times == 1 ? G_MAXUINT : row->times - 1;
        reply = row->reply;
        break;
    }
    g_auto(GStrv) parts = g_strsplit(reply, "%t", -1);
    return g_strjoinv(tag, parts);
}

/* False when the reply hangs up. */
static gboolean converse(FakeImap *server, GOutputStream *out, const char *line)
{
    g_mutex_lock(&server->lock);
    g_string_append_printf(server->commands, "%s\n", line);
    g_mutex_unlock(&server->lock);
    g_autofree char *reply = answer(server, line);
    gsize size = strlen(reply);
    gboolean hang_up = g_str_has_suffix(reply, "%c");
    return g_output_stream_write_all(out, reply, hang_up ? size - 2 : size, NULL, server->stop,
                                     NULL) &&
           !hang_up;
}

static void serve(FakeImap *server, GSocketConnection *connection)
{
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    g_autoptr(GDataInputStream) in =
        g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    gboolean going = g_output_stream_write_all(out, "* OK fake\r\n", 11, NULL, server->stop, NULL);
    while (going) {
        g_autofree char *line = g_data_input_stream_read_line(in, NULL, server->stop, NULL);
        going = line != NULL && converse(server, out, line);
    }
    g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
}

static gpointer run(gpointer data)
{
    FakeImap *server = data;
    for (;;) {
        g_autoptr(GSocketConnection) connection =
            g_socket_listener_accept(server->listener, NULL, server->stop, NULL);
        if (connection == NULL)
            return NULL;
        serve(server, connection);
    }
}

static void end(void *server)
{
    fake_imap_stop(server);
}

FakeImap *fake_imap_start(const FakeImapRow *rows)
{
    FakeImap *server = g_new0(FakeImap, 1);
    g_mutex_init(&server->lock);
    server->rows = g_array_new(FALSE, FALSE, sizeof(FakeImapRow));
    for (; rows->command != NULL; rows++)
        g_array_append_val(server->rows, *rows);
    server->commands = g_string_new(NULL);
    server->stop = g_cancellable_new();
    server->listener = g_socket_listener_new();
    g_autoptr(GInetAddress) here = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new(here, 0);
    g_autoptr(GSocketAddress) bound = NULL;
    if (!g_socket_listener_add_address(server->listener, address, G_SOCKET_TYPE_STREAM,
                                       G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL))
        g_error("no free port");
    server->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    server->thread = g_thread_new("fake-imap", run, server);
    cleanup_push(end, server);
    return server;
}

int fake_imap_port(const FakeImap *server)
{
    return server->port;
}

char *fake_imap_commands(FakeImap *server)
{
    g_mutex_lock(&server->lock);
    char *commands = g_strdup(server->commands->str);
    g_mutex_unlock(&server->lock);
    return commands;
}

void fake_imap_stop(FakeImap *server)
{
    if (server == NULL)
        return;
    cleanup_drop(server);
    g_cancellable_cancel(server->stop);
    g_thread_join(server->thread);
    g_object_unref(server->listener);
    g_object_unref(server->stop);
    g_array_unref(server->rows);
    g_string_free(server->commands, TRUE);
    g_mutex_clear(&server->lock);
    g_free(server);
}

/*
 * A TCP proxy in a thread of its own that holds every block of bytes back for half of a round trip.
 * Blocks keep their order because each direction is a queue; there is no limit of bandwidth.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "servers_private.h"

enum { BLOCK_BYTES = 65536, QUEUE_BYTES = 64 << 20 };

/* Bytes on the wire: due is when they may arrive (monotonic µs); an empty block is the end. */
typedef struct {
    gint64 due;
    GBytes *bytes;
    gsize sent;
} Block;

typedef struct {
    int from;
    int to;
    GQueue blocks;
    gsize queued;
    bool ended; /* from has said all */
    bool done;  /* and to has heard it */
} Direction;

typedef struct {
    int sockets[2];
    Direction directions[2];
} Line;

struct DelayProxy {
    int listener;
    int port;
    int target;
    int stop;
    gint64 delay;
    GPtrArray *lines;
    GThread *thread;
};

static void block_free(void *data)
{
    Block *block = data;
    g_bytes_unref(block->bytes);
    g_free(block);
}

static void line_free(void *data)
{
    Line *line = data;
    for (int i = 0; i < 2; i++) {
        g_queue_clear_full(&line->directions[i].blocks, block_free);
        close(line->sockets[i]);
    }
    g_free(line);
}

static void prepare_socket(int socket)
{
    int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(socket, F_SETFL, O_NONBLOCK);
}

static void accept_line(DelayProxy *proxy)
{
    int client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0)
        return;
    int server = server_connect(proxy->target);
    if (server < 0) {
        close(client);
        return;
    }
    Line *line = g_new0(Line, 1);
    for (int i = 0; i < 2; i++) {
        line->sockets[i] = i == 0 ? client : server;
        line->directions[i].from = i == 0 ? client : server;
        line->directions[i].to = i == 0 ? server : client;
        g_queue_init(&line->directions[i].blocks);
        prepare_socket(line->sockets[i]);
    }
    g_ptr_array_add(proxy->lines, line);
}

static void take_in(DelayProxy *proxy, Direction *direction)
{
    static _Thread_local char bytes[BLOCK_BYTES];
    ssize_t got = recv(direction->from, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    Block *block = g_new0(Block, 1);
    block->due = g_get_monotonic_time() + proxy->delay;
    block->bytes = g_bytes_new(bytes, got > 0 ? (gsize)got : 0);
    direction->ended = got <= 0;
    direction->queued += got > 0 ? (gsize)got : 0;
    g_queue_push_tail(&direction->blocks, block);
}

/* Sends one block on as far as the receiver takes it; true when it is through. */
static bool send_block(Direction *direction, Block *block)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(block->bytes, &length);
    if (length == 0) {
        shutdown(direction->to, SHUT_WR);
        direction->done = true;
        return true;
    }
    ssize_t sent =
        send(direction->to, bytes + block->sent, length - block->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        /* The receiver has gone: nothing more can arrive in this direction. */
        direction->ended = direction->done = true;
        return true;
    }
    block->sent += sent > 0 ? (gsize)sent : 0;
    return block->sent == length;
}

static void hand_on(Direction *direction)
{
    gint64 now = g_get_monotonic_time();
    for (Block *block; !direction->done && (block = g_queue_peek_head(&direction->blocks));) {
        if (block->due > now || !send_block(direction, block))
            return;
        direction->queued -= g_bytes_get_size(block->bytes);
        block_free(g_queue_pop_head(&direction->blocks));
    }
}

/* When the next block is due, or -1. Sets what to poll for on both sockets of the line. */
static gint64 watch_line(Line *line, struct pollfd *watches)
{
    gint64 next = -1;
    gint64 now = g_get_monotonic_time();
    for (int i = 0; i < 2; i++)
        watches[i] = (struct pollfd){line->sockets[i], 0, 0};
    for (int i = 0; i < 2; i++) {
        Direction *direction = &line->directions[i];
        Block *block = g_queue_peek_head(&direction->blocks);
        if (!direction->ended && direction->queued < QUEUE_BYTES)
            watches[i].events |= POLLIN;
        if (!block || direction->done)
            continue;
        if (block->due <= now)
            watches[1 - i].events |= POLLOUT;
        else if (next < 0 || block->due < next)
            next = block->due;
    }
    /* A negative descriptor is skipped: else a hung-up socket would wake poll for ever. */
    for (int i = 0; i < 2; i++)
        if (!watches[i].events)
            watches[i].fd = -1;
    return next;
}

static void wait_for_work(GArray *watches, gint64 next)
{
    gint64 left = MAX(next - g_get_monotonic_time(), 0);
    struct timespec timeout = {left / G_USEC_PER_SEC, (left % G_USEC_PER_SEC) * 1000};
    ppoll((struct pollfd *)(void *)watches->data, watches->len, next < 0 ? NULL : &timeout, NULL);
}

static gint64 watch_all(DelayProxy *proxy, GArray *watches)
{
    gint64 next = -1;
    g_array_set_size(watches, 2 + 2 * proxy->lines->len);
    struct pollfd *at = &g_array_index(watches, struct pollfd, 0);
    at[0] = (struct pollfd){proxy->stop, POLLIN, 0};
    at[1] = (struct pollfd){proxy->listener, POLLIN, 0};
    for (guint i = 0; i < proxy->lines->len; i++) {
        gint64 due = watch_line(g_ptr_array_index(proxy->lines, i), at + 2 + 2 * i);
        if (due >= 0 && (next < 0 || due < next))
            next = due;
    }
    return next;
}

static void serve_lines(DelayProxy *proxy, const GArray *watches)
{
    for (guint i = proxy->lines->len; i > 0; i--) {
        Line *line = g_ptr_array_index(proxy->lines, i - 1);
        for (guint side = 0; side < 2; side++) {
            if (g_array_index(watches, struct pollfd, 2 * i + side).revents &
                (POLLIN | POLLHUP | POLLERR))
                if (!line->directions[side].ended)
                    take_in(proxy, &line->directions[side]);
        }
        hand_on(&line->directions[0]);
        hand_on(&line->directions[1]);
        if (line->directions[0].done && line->directions[1].done)
            g_ptr_array_remove_index_fast(proxy->lines, i - 1);
    }
}

static void *proxy_run(void *data)
{
    DelayProxy *proxy = data;
    g_autoptr(GArray) watches = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
    for (;;) {
        gint64 next = watch_all(proxy, watches);
        wait_for_work(watches, next);
        if (g_array_index(watches, struct pollfd, 0).revents)
            return NULL;
        serve_lines(proxy, watches);
        if (g_array_index(watches, struct pollfd, 1).revents)
            accept_line(proxy);
    }
}

static void stop_at_exit(void *proxy)
{
    delay_proxy_stop(proxy);
}

DelayProxy *delay_proxy_start(int port, double round_trip)
{
    DelayProxy *proxy = g_new0(DelayProxy, 1);
    proxy->listener = server_listen(&proxy->port);
    proxy->target = port;
    proxy->delay = (gint64)(round_trip * 1000 / 2);
    proxy->stop = eventfd(0, EFD_CLOEXEC);
    proxy->lines = g_ptr_array_new_with_free_func(line_free);
    proxy->thread = g_thread_new("delay", proxy_run, proxy);
    cleanup_push(stop_at_exit, proxy);
    return proxy;
}

int delay_proxy_port(const DelayProxy *proxy)
{
    return proxy->port;
}

void delay_proxy_stop(DelayProxy *proxy)
{
    if (!proxy)
        return;
    cleanup_drop(proxy);
    eventfd_write(proxy->stop, 1);
    g_thread_join(proxy->thread);
    g_ptr_array_unref(proxy->lines);
    close(proxy->listener);
    close(proxy->stop);
    g_free(proxy);
}

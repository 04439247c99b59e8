/* The stand-in's HTTP: requests in, answers out, in pieces or broken. Actions are rawman.c's. */
#include <string.h>

#include "rawman_private.h"

static void append_lines(GString *text, const char *blocks)
{
    g_auto(GStrv) lines = g_strsplit(blocks, "\n", -1);
    guint count = g_strv_length(lines);
    for (guint i = 0; i < count; i++)
        if (i + 1 < count || *lines[i] != '\0')
            g_string_append_printf(text, "%s\r\n", lines[i]);
}

static char *header(const char *request, const char *name)
{
    g_autofree char *mark = g_strdup_printf("\r\n%s: ", name);
    const char *end = strstr(request, "\r\n\r\n");
    const char *start = g_strstr_len(request, end - request + 2, mark);
    if (start == NULL)
        return g_strdup("");
    start += strlen(mark);
    return g_strndup(start, strcspn(start, "\r"));
}

static char *receive(GSocket *client, GString *text, const char **body)
{
    while (true) {
        const char *end = strstr(text->str, "\r\n\r\n");
        if (end != NULL) {
            g_autofree char *length = header(text->str, "Content-Length");
            gsize whole = (gsize)(end + 4 - text->str) + (gsize)g_ascii_strtoull(length, NULL, 10);
            if (text->len >= whole) {
                char *request = g_strndup(text->str, whole);
                *body = request + (end + 4 - text->str);
                g_string_erase(text, 0, (gssize)whole);
                return request;
            }
        }
        char piece[4096];
        gssize size = g_socket_receive(client, piece, sizeof piece, NULL, NULL);
        if (size <= 0)
            return NULL;
        g_string_append_len(text, piece, size);
    }
}

static void send_all(GSocket *client, const char *bytes, gsize length)
{
    while (length > 0) {
        gssize size = g_socket_send(client, bytes, length, NULL, NULL);
        if (size <= 0)
            return;
        bytes += size;
        length -= (gsize)size;
    }
}

static GHashTable *read_form(const char *body)
{
    GHashTable *fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) pairs = g_strsplit(body, "&", -1);
    for (guint i = 0; pairs[i] != NULL; i++) {
        char *equals = strchr(pairs[i], '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        char *value = g_uri_unescape_string(equals + 1, NULL);
        g_hash_table_replace(fields, g_strdup(pairs[i]), value != NULL ? value : g_strdup("?"));
    }
    return fields;
}

static char *cookie_of(const char *request)
{
    g_autofree char *cookies = header(request, "Cookie");
    const char *start = strstr(cookies, "mansession_id=\"");
    if (start == NULL)
        return g_strdup("");
    start += strlen("mansession_id=\"");
    return g_strndup(start, strcspn(start, "\""));
}

/* A real one answers GET as well; the secret would then stand in logs. Locked. */
static bool is_sound(Rawman *server, const char *request)
{
    g_autofree char *type = header(request, "Content-Type");
    bool post = g_str_has_prefix(request, "POST /rawman HTTP/1.1\r\n");
    bool form = strcmp(type, "application/x-www-form-urlencoded") == 0;
    if (!post)
        rawman_complain(server, "not POST /rawman: %.40s", request);
    if (!form)
        rawman_complain(server, "content type %s", type);
    return post && form;
}

/* False: the connection is to be closed. */
static bool answer_request(Rawman *server, GSocket *client, const char *request, const char *body)
{
    static const char NO[] = "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n";
    static const char HALF[] = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nResponse: Suc";
    g_autofree char *cookie = cookie_of(request);
    g_autoptr(GHashTable) fields = read_form(body);
    g_mutex_lock(&server->lock);
    if (!is_sound(server, request)) {
        g_mutex_unlock(&server->lock);
        send_all(client, NO, sizeof NO - 1);
        return true;
    }
    g_autofree char *answer = rawman_act(server, fields, cookie);
    if (strcmp(answer, RAWMAN_HANG) == 0)
        while (!server->down)
            g_cond_wait(&server->changed, &server->lock);
    g_autofree char *session = g_strdup(*server->session != '\0' ? server->session : "00000bad");
    bool down = server->down;
    g_mutex_unlock(&server->lock);
    GString *text = g_string_new(NULL);
    bool garbage = strcmp(answer, RAWMAN_GARBAGE) == 0;
    if (garbage)
        g_string_append_len(text, "\x00\xff\x01<html>\n\n\xfe no blocks", 23);
    else
        append_lines(text, answer);
    g_autofree char *head = g_strdup_printf(
        "HTTP/1.1 200 OK\r\nServer: Asterisk/22\r\nSet-Cookie: mansession_id=\"%s\"; Version=1; "
        "Max-Age=60\r\nContent-type: text/plain\r\nContent-Length: %zu\r\n\r\n",
        session, text->len);
    bool cut = strcmp(answer, RAWMAN_CUT) == 0;
    if (cut)
        send_all(client, HALF, sizeof HALF - 1);
    if (!cut && !down) {
        send_all(client, head, strlen(head));
        /* In two pieces, so that a block is split across reads. */
        send_all(client, text->str, text->len / 2);
        send_all(client, text->str + text->len / 2, text->len - text->len / 2);
    }
    g_string_free(text, TRUE);
    return !cut && !down;
}

typedef struct {
    Rawman *server;
    GSocket *client;
} Serving;

static gpointer serve(gpointer data)
{
    g_autofree Serving *serving = data;
    Rawman *server = serving->server;
    GString *text = g_string_new(NULL);
    bool open = true;
    while (open) {
        const char *body = NULL;
        g_autofree char *request = receive(serving->client, text, &body);
        open = request != NULL && answer_request(server, serving->client, request, body);
    }
    g_string_free(text, TRUE);
    g_socket_close(serving->client, NULL);
    g_mutex_lock(&server->lock);
    g_ptr_array_remove_fast(server->clients, serving->client);
    server->serving--;
    g_cond_broadcast(&server->changed);
    g_mutex_unlock(&server->lock);
    return NULL;
}

gpointer rawman_accept(gpointer data)
{
    Rawman *server = data;
    while (true) {
        GSocket *client = g_socket_accept(server->listener, server->closing, NULL);
        if (client == NULL)
            return NULL;
        Serving *serving = g_new0(Serving, 1);
        *serving = (Serving){server, client};
        g_mutex_lock(&server->lock);
        g_ptr_array_add(server->clients, client);
        server->serving++;
        g_mutex_unlock(&server->lock);
        g_thread_unref(g_thread_new("rawman", serve, serving));
    }
}

/* HTTP requests on the GLib main loop, by curl's multi interface with sockets and one timer watched
 * as sources. Owns what is under way and the cookies; knows nothing of what is asked. */
#include "skranke/net/http_pool.h"

#include <glib-unix.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "http_private.h"

enum { MOST_ANSWER = 4 * 1024 * 1024 };

struct HttpPool {
    GMainContext *context;
    CURLM *multi;
    CURLSH *share;         /* cookies, and nothing else */
    GHashTable *under_way; /* number -> Job * */
    GSource *timer;
    guint last;
    guint busy;  /* calls of this file that a done function may stand below */
    bool closed; /* free it when nothing stands below any more */
};

/* One request under way, with its own texts. */
typedef struct {
    HttpPool *pool;
    guint number;
    CURL *easy;
    HttpRequest request;
    HttpTransfer transfer;
    struct curl_slist *lines;
    char **headers;
    HttpDone done;
    gpointer user;
} Job;

/* ---- a request ------------------------------------------------------------------------------ */

static void copy_request(HttpRequest *copy, const HttpRequest *request, char ***headers)
{
    *copy = *request;
    copy->method = g_strdup(request->method);
    copy->url = g_strdup(request->url);
    copy->user = g_strdup(request->user);
    copy->password = g_strdup(request->password);
    copy->content_type = g_strdup(request->content_type);
    copy->ca_file = g_strdup(request->ca_file);
    /* A NUL more than its size, so that an empty body is one as well. */
    if (request->body != NULL) {
        char *body = g_malloc0(request->body_size + 1);
        memcpy(body, request->body, request->body_size);
        copy->body = body;
    }
    *headers = g_strdupv((char **)(guintptr)request->headers);
    copy->headers = (const char *const *)*headers;
    copy->save = NULL;
    copy->hook = NULL;
}

static void free_secret(const void *bytes, gsize size)
{
    if (bytes != NULL)
        explicit_bzero((void *)(guintptr)bytes, size);
    g_free((void *)(guintptr)bytes);
}

static void free_text(const char *text)
{
    g_free((void *)(guintptr)text);
}

static void clear_request(HttpRequest *request)
{
    free_text(request->method);
    free_text(request->url);
    free_text(request->user);
    free_text(request->content_type);
    free_text(request->ca_file);
    /* A login may be in either. */
    free_secret(request->password, request->password != NULL ? strlen(request->password) : 0);
    free_secret(request->body, request->body_size);
}

static void job_free(gpointer data)
{
    Job *job = data;
    curl_multi_remove_handle(job->pool->multi, job->easy);
    curl_easy_cleanup(job->easy);
    curl_slist_free_all(job->lines);
    clear_request(&job->request);
    g_strfreev(job->headers);
    if (job->transfer.body != NULL)
        g_string_free(job->transfer.body, TRUE);
    g_free(job);
}

static void set_up(HttpPool *pool, Job *job)
{
    http_set_up(job->easy, &job->transfer, job->lines);
    curl_easy_setopt(job->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(job->easy, CURLOPT_SHARE, pool->share);
    curl_easy_setopt(job->easy, CURLOPT_COOKIEFILE, ""); /* no file: only switches cookies on */
    curl_easy_setopt(job->easy, CURLOPT_PRIVATE, job);
}

guint http_pool_start(HttpPool *pool, const HttpRequest *request, HttpDone done, gpointer user)
{
    Job *job = g_new0(Job, 1);
    job->pool = pool;
    job->number = ++pool->last;
    job->easy = curl_easy_init();
    job->done = done;
    job->user = user;
    copy_request(&job->request, request, &job->headers);
    gsize most = request->most_bytes > 0 ? request->most_bytes : MOST_ANSWER;
    job->transfer = (HttpTransfer){.request = &job->request,
                                   .body = g_string_new(NULL),
                                   .most = MIN(most, MOST_ANSWER),
                                   .started = clock_monotonic_ms()};
    job->lines = http_header_lines(&job->request);
    set_up(pool, job);
    g_hash_table_insert(pool->under_way, GUINT_TO_POINTER(job->number), job);
    curl_multi_add_handle(pool->multi, job->easy);
    return job->number;
}

void http_pool_cancel(HttpPool *pool, guint request)
{
    g_hash_table_remove(pool->under_way, GUINT_TO_POINTER(request));
}

/* ---- what is over --------------------------------------------------------------------------- */

static void finish(HttpPool *pool, Job *job, CURLcode code)
{
    HttpAnswer answer = {0};
    g_autoptr(GError) error = NULL;
    if (code == CURLE_OK)
        http_take_answer(job->easy, &job->transfer, &answer);
    else
        http_fail(&job->transfer, code, false, &error);
    /* Out of the table first: the function may cancel its own number, or free the pool. */
    g_hash_table_steal(pool->under_way, GUINT_TO_POINTER(job->number));
    HttpDone done = job->done;
    gpointer user = job->user;
    job_free(job);
    done(&answer, error, user);
    http_answer_clear(&answer);
}

static void destroy(HttpPool *pool);

static void finish_all(HttpPool *pool)
{
    int left = 0;
    pool->busy++;
    while (!pool->closed) {
        CURLMsg *message = curl_multi_info_read(pool->multi, &left);
        if (message == NULL)
            break;
        char *job = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        if (message->msg == CURLMSG_DONE && job != NULL)
            finish(pool, (Job *)(void *)job, code);
    }
    pool->busy--;
    if (pool->closed && pool->busy == 0)
        destroy(pool);
}

/* ---- the main loop -------------------------------------------------------------------------- */

static gboolean on_socket(gint socket, GIOCondition condition, gpointer data)
{
    HttpPool *pool = data;
    int running = 0;
    int happened = ((condition & (G_IO_IN | G_IO_HUP)) != 0 ? CURL_CSELECT_IN : 0) |
                   ((condition & G_IO_OUT) != 0 ? CURL_CSELECT_OUT : 0) |
                   ((condition & G_IO_ERR) != 0 ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(pool->multi, socket, happened, &running);
    finish_all(pool);
    return G_SOURCE_CONTINUE;
}

static gboolean on_timer(gpointer data)
{
    HttpPool *pool = data;
    int running = 0;
    g_clear_pointer(&pool->timer, g_source_unref);
    curl_multi_socket_action(pool->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_all(pool);
    return G_SOURCE_REMOVE;
}

static void drop_source(GSource *source)
{
    if (source == NULL)
        return;
    g_source_destroy(source);
    g_source_unref(source);
}

/* curl says which socket waits for what; the source is kept at the socket. */
static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *data, void *kept)
{
    (void)easy;
    HttpPool *pool = data;
    drop_source(kept);
    curl_multi_assign(pool->multi, socket, NULL);
    if (what == CURL_POLL_REMOVE)
        return 0;
    GIOCondition condition = G_IO_HUP | G_IO_ERR;
    if ((what & CURL_POLL_IN) != 0)
        condition |= G_IO_IN;
    if ((what & CURL_POLL_OUT) != 0)
        condition |= G_IO_OUT;
    GSource *source = g_unix_fd_source_new(socket, condition);
    g_source_set_callback(source, G_SOURCE_FUNC(on_socket), pool, NULL);
    g_source_attach(source, pool->context);
    curl_multi_assign(pool->multi, socket, source);
    return 0;
}

static int watch_time(CURLM *multi, long milliseconds, void *data)
{
    (void)multi;
    HttpPool *pool = data;
    drop_source(g_steal_pointer(&pool->timer));
    if (milliseconds < 0)
        return 0;
    pool->timer = g_timeout_source_new((guint)milliseconds);
    g_source_set_callback(pool->timer, on_timer, pool, NULL);
    g_source_attach(pool->timer, pool->context);
    return 0;
}

/* ---- the pool ------------------------------------------------------------------------------- */

HttpPool *http_pool_new(GMainContext *context)
{
    http_start_library();
    HttpPool *pool = g_new0(HttpPool, 1);
    pool->context = context != NULL ? g_main_context_ref(context) : NULL;
    pool->under_way = g_hash_table_new_full(NULL, NULL, NULL, job_free);
    pool->multi = curl_multi_init();
    curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool);
    curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, watch_time);
    curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool);
    pool->share = curl_share_init();
    curl_share_setopt(pool->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    return pool;
}

static void destroy(HttpPool *pool)
{
    g_hash_table_unref(pool->under_way);
    curl_multi_cleanup(pool->multi);
    curl_share_cleanup(pool->share);
    drop_source(pool->timer);
    if (pool->context != NULL)
        g_main_context_unref(pool->context);
    g_free(pool);
}

void http_pool_free(HttpPool *pool)
{
    if (pool == NULL)
        return;
    pool->closed = true;
    g_hash_table_remove_all(pool->under_way);
    if (pool->busy == 0)
        destroy(pool);
}

void http_pool_forget_cookies(HttpPool *pool)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_SHARE, pool->share);
    curl_easy_setopt(easy, CURLOPT_COOKIELIST, "ALL");
    curl_easy_cleanup(easy);
}

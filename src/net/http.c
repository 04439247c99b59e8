/* HTTP over curl's multi interface, one request at a time. Owns deadlines, sizes and the sentences
 * for what the network does; knows nothing of what is asked or answered. */
#include "skranke/net/http.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "http_private.h"

enum {
    HOOK_EVERY_MS = 100,
    DEADLINE_MS = 30000,
    CONNECT_MS = 5000,
    MOST_BYTES = 16 * 1024 * 1024,
    MOST_REDIRECTS = 3,
    MOST_HEADERS = 16 * 1024,
};

struct Http {
    CURLM *multi; /* owns the open connections */
    CURL *easy;
};

void http_start_library(void)
{
    static gsize ready = 0;
    if (g_once_init_enter(&ready)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&ready, 1);
    }
}

Http *http_new(void)
{
    http_start_library();
    Http *http = g_new0(Http, 1);
    http->multi = curl_multi_init();
    http->easy = curl_easy_init();
    return http;
}

void http_free(Http *http)
{
    if (http == NULL)
        return;
    curl_easy_cleanup(http->easy);
    curl_multi_cleanup(http->multi);
    g_free(http);
}

void http_answer_clear(HttpAnswer *answer)
{
    g_clear_pointer(&answer->body, g_free);
    g_clear_pointer(&answer->content_type, g_free);
    g_clear_pointer(&answer->headers, g_free);
    answer->body_size = 0;
}

char *http_answer_header(const HttpAnswer *answer, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(answer->headers != NULL ? answer->headers : "", "\n", -1);
    gsize length = strlen(name);
    for (guint i = 0; lines[i] != NULL; i++)
        if (g_ascii_strncasecmp(lines[i], name, length) == 0 && lines[i][length] == ':')
            return safe_text_line(g_strstrip(lines[i] + length + 1), -1);
    return g_strdup("");
}

/* ---- setting up ----------------------------------------------------------------------------- */

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    HttpTransfer *transfer = data;
    size_t length = size * count;
    if (transfer->request->save != NULL) {
        transfer->not_saved = fwrite(bytes, 1, length, transfer->request->save) != length;
        return transfer->not_saved ? 0 : length;
    }
    if (length > transfer->most - transfer->body->len) {
        transfer->too_large = true;
        return 0;
    }
    g_string_append_len(transfer->body, bytes, (gssize)length);
    return length;
}

/* Those of the answer before (a redirect) are forgotten with its status line. */
static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    HttpTransfer *transfer = data;
    size_t length = size * count;
    if (length > 5 && memcmp(bytes, "HTTP/", 5) == 0)
        g_string_truncate(transfer->headers, 0);
    else if (transfer->headers->len + length <= MOST_HEADERS)
        g_string_append_len(transfer->headers, bytes, (gssize)length);
    return length;
}

static bool has_text(const char *text)
{
    return text != NULL && *text != '\0';
}

struct curl_slist *http_header_lines(const HttpRequest *request)
{
    /* No "Expect: 100-continue": it costs a round trip and some servers never answer it. */
    struct curl_slist *lines = curl_slist_append(NULL, "Expect:");
    if (request->body != NULL) {
        const char *type =
            request->content_type != NULL ? request->content_type : "application/json";
        g_autofree char *line = g_strconcat("Content-Type: ", type, NULL);
        lines = curl_slist_append(lines, line);
    }
    for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
        lines = curl_slist_append(lines, request->headers[i]);
    return lines;
}

static void set_limits(CURL *easy, const HttpRequest *request)
{
    gint64 deadline = request->deadline_ms > 0 ? request->deadline_ms : DEADLINE_MS;
    gint64 connect = request->connect_ms > 0 ? request->connect_ms : CONNECT_MS;
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)deadline);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(connect, deadline));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR,
                     g_ascii_strncasecmp(request->url, "https:", 6) == 0 ? "https" : "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    curl_easy_setopt(easy, CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
    if (request->direct)
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

static void set_login(CURL *easy, const HttpRequest *request)
{
    if (has_text(request->ca_file))
        curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
    if (!has_text(request->user))
        return;
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERNAME, request->user);
    curl_easy_setopt(easy, CURLOPT_PASSWORD, request->password != NULL ? request->password : "");
}

void http_set_up(CURL *easy, HttpTransfer *transfer, struct curl_slist *headers)
{
    const HttpRequest *request = transfer->request;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "skranke/" SKRANKE_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    if (transfer->headers != NULL) {
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    }
    if (request->body != NULL) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    }
    if (request->method != NULL)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    set_limits(easy, request);
    set_login(easy, request);
}

/* ---- running -------------------------------------------------------------------------------- */

static CURLcode result_of(CURLM *multi)
{
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    return message != NULL && message->msg == CURLMSG_DONE ? message->data.result
                                                           : CURLE_FAILED_INIT;
}

/* True while the transfer shall go on. */
static bool tell(const HttpTransfer *transfer, gint64 *told)
{
    gint64 now = clock_monotonic_ms();
    if (transfer->request->hook == NULL || now - *told < HOOK_EVERY_MS)
        return true;
    *told = now;
    return transfer->request->hook(now - transfer->started, transfer->request->hook_user);
}

static CURLcode run(CURLM *multi, const HttpTransfer *transfer, bool *given_up)
{
    int running = 1;
    gint64 told = transfer->started;
    while (true) {
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        if (running == 0)
            return result_of(multi);
        if (!tell(transfer, &told)) {
            *given_up = true;
            return CURLE_ABORTED_BY_CALLBACK;
        }
        if (curl_multi_poll(multi, NULL, 0, HOOK_EVERY_MS, NULL) != CURLM_OK)
            return CURLE_FAILED_INIT;
    }
}

void http_take_answer(CURL *easy, HttpTransfer *transfer, HttpAnswer *answer)
{
    long status = 0, connections = 0;
    const char *type = NULL;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connections);
    answer->status = (int)status;
    answer->new_connection = connections > 0;
    answer->content_type = g_strdup(type != NULL ? type : "");
    if (transfer->headers != NULL)
        answer->headers = g_string_free(g_steal_pointer(&transfer->headers), FALSE);
    answer->body_size = transfer->body->len;
    answer->body = g_string_free(g_steal_pointer(&transfer->body), FALSE);
}

/* ---- what went wrong ------------------------------------------------------------------------ */

/* Trying again does not help with these. */
static bool is_lasting(CURLcode code)
{
    static const CURLcode LASTING[] = {
        CURLE_URL_MALFORMAT,
        CURLE_UNSUPPORTED_PROTOCOL,
        CURLE_PEER_FAILED_VERIFICATION,
        CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_ISSUER_ERROR,
        CURLE_SSL_CERTPROBLEM,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH,
        CURLE_TOO_MANY_REDIRECTS,
    };
    for (guint i = 0; i < G_N_ELEMENTS(LASTING); i++)
        if (code == LASTING[i])
            return true;
    return false;
}

/* "https://host:443" without path and login: enough to know which neighbour it is. */
static char *shown_host(const char *url)
{
    const char *start = strstr(url, "://");
    const char *host = start != NULL ? start + 3 : url;
    g_autofree char *whole = g_strndup(host, strcspn(host, "/?#"));
    const char *at = strrchr(whole, '@');
    return safe_text_line(at != NULL ? at + 1 : whole, -1);
}

bool http_fail(const HttpTransfer *transfer, CURLcode code, bool given_up, GError **error)
{
    g_autofree char *host = shown_host(transfer->request->url);
    g_autofree char *detail = safe_text_line(
        transfer->detail[0] != '\0' ? transfer->detail : curl_easy_strerror(code), -1);
    if (given_up)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
                    _("Waiting for %s was given up. Try again."), host);
    else if (transfer->too_large)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s answered with more than %zu bytes; the answer was thrown away."), host,
                    transfer->most);
    else if (transfer->not_saved)
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
            _("The answer of %s could not be written to the disk. Free some space and try again."),
            host);
    else if (is_lasting(code))
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s cannot be used: %s. Check its address and its certificate."), host,
                    detail);
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
                    _("%s cannot be reached: %s. Try again later."), host, detail);
    return false;
}

bool http_request(Http *http, const HttpRequest *request, HttpAnswer *answer, GError **error)
{
    *answer = (HttpAnswer){0};
    HttpTransfer transfer = {.request = request,
                             .body = g_string_new(NULL),
                             .headers = g_string_new(NULL),
                             .most = request->most_bytes > 0 ? request->most_bytes : MOST_BYTES,
                             .started = clock_monotonic_ms()};
    struct curl_slist *headers = http_header_lines(request);
    http_set_up(http->easy, &transfer, headers);
    curl_multi_add_handle(http->multi, http->easy);
    CURLcode code = run(http->multi, &transfer, &answer->given_up);
    if (code == CURLE_OK)
        http_take_answer(http->easy, &transfer, answer);
    curl_multi_remove_handle(http->multi, http->easy);
    curl_slist_free_all(headers);
    if (transfer.body != NULL)
        g_string_free(transfer.body, TRUE);
    if (transfer.headers != NULL)
        g_string_free(transfer.headers, TRUE);
    /* The handle must not keep pointers to this frame. */
    curl_easy_reset(http->easy);
    return code == CURLE_OK || http_fail(&transfer, code, answer->given_up, error);
}

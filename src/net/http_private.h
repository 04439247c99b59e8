/* What one request and requests beside each other share: how curl is set up, what is collected, and
 * the sentences for what the network does. */
#ifndef SKRANKE_NET_HTTP_PRIVATE_H
#define SKRANKE_NET_HTTP_PRIVATE_H

#include <curl/curl.h>

#include "skranke/net/http.h"

/* What one request collects. */
typedef struct {
    const HttpRequest *request;
    GString *body;
    GString *headers; /* NULL: not wanted */
    gsize most;
    bool too_large, not_saved;
    gint64 started;
    char detail[CURL_ERROR_SIZE];
} HttpTransfer;

void http_start_library(void);
/* Free with curl_slist_free_all. */
struct curl_slist *http_header_lines(const HttpRequest *request);
/* transfer and headers must outlive the handle's use. */
void http_set_up(CURL *easy, HttpTransfer *transfer, struct curl_slist *headers);
void http_take_answer(CURL *easy, HttpTransfer *transfer, HttpAnswer *answer);
/* Sets the error, returns false. */
bool http_fail(const HttpTransfer *transfer, CURLcode code, bool given_up, GError **error);

#endif

/* The IMAP link: libcurl connects, secures and logs in (CURLOPT_CONNECT_ONLY), after which bytes go
 * to and fro with a deadline for each silence. Knows no IMAP: what the bytes say is src/mail's. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "link_curl.h"

struct MailLink {
    CURL *easy;
    curl_socket_t socket;
    char *host;
    LinkOptions options; /* host is ours; the other texts are not kept */
};

static MailLink *link_new(CURL *easy, const LinkOptions *options)
{
    MailLink *link = g_new0(MailLink, 1);
    link->easy = easy;
    link->host = g_strdup(options->host);
    link->options = (LinkOptions){.host = link->host,
                                  .port = options->port,
                                  .security = options->security,
                                  .timeout_seconds = options->timeout_seconds};
    return link;
}

MailLink *mail_link_open_imap(const LinkOptions *options, GError **error)
{
    CURL *easy = link_curl_new(options, "imap", "", error);
    if (easy == NULL)
        return NULL;
    char detail[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
    if (code != CURLE_OK) {
        link_curl_set_error(error, options, code, detail);
        curl_easy_cleanup(easy);
        return NULL;
    }
    MailLink *link = link_new(easy, options);
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &link->socket);
    return link;
}

void mail_link_close(MailLink *link)
{
    if (link == NULL)
        return;
    curl_easy_cleanup(link->easy);
    g_free(link->host);
    g_free(link);
}

/* Waits until the socket is ready or the silence has lasted too long. */
static bool wait_for(MailLink *link, short events, gint64 deadline, GError **error)
{
    struct pollfd ready = {.fd = link->socket, .events = events};
    for (;;) {
        gint64 left = deadline - clock_monotonic_ms();
        int count = left <= 0 ? 0 : poll(&ready, 1, (int)left);
        if (count > 0)
            return true;
        if (count < 0 && errno == EINTR)
            continue;
        link_curl_set_error(error, &link->options,
                            count == 0 ? CURLE_OPERATION_TIMEDOUT : CURLE_RECV_ERROR, "");
        return false;
    }
}

static gint64 silence_deadline(const MailLink *link)
{
    return clock_monotonic_ms() +
           link_curl_silence_seconds(&link->options) * G_GINT64_CONSTANT(1000);
}

bool mail_link_send(MailLink *link, const void *bytes, gsize size, GError **error)
{
    const char *at = bytes;
    gint64 deadline = silence_deadline(link);
    while (size > 0) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(link->easy, at, size, &sent);
        if (code == CURLE_AGAIN) {
            if (!wait_for(link, POLLOUT, deadline, error))
                return false;
            continue;
        }
        if (code != CURLE_OK) {
            link_curl_set_error(error, &link->options, code, "");
            return false;
        }
        at += sent;
        size -= sent;
        deadline = silence_deadline(link);
    }
    return true;
}

/* TLS may hold bytes that the socket no longer shows: read first, wait after. */
gssize mail_link_receive(MailLink *link, void *buffer, gsize size, GError **error)
{
    gint64 deadline = silence_deadline(link);
    for (;;) {
        size_t got = 0;
        CURLcode code = curl_easy_recv(link->easy, buffer, size, &got);
        if (code == CURLE_OK)
            return (gssize)got;
        if (code != CURLE_AGAIN) {
            link_curl_set_error(error, &link->options, code, "");
            return -1;
        }
        if (!wait_for(link, POLLIN, deadline, error))
            return -1;
    }
}

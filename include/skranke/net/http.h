/* One HTTP request at a time, with a deadline, and a hook that is called while it waits.
 *
 * Certificates are always checked; redirects are followed three times at most, a login only to the
 * host it was meant for; an answer is never larger than its caller allows. */
#ifndef SKRANKE_NET_HTTP_H
#define SKRANKE_NET_HTTP_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Keeps connections open between requests. Used by one thread. Free with http_free. */
typedef struct Http Http;
Http *http_new(void);
void http_free(Http *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Http, http_free)

/* Called at least every 100 ms with how long this request has waited; false gives it up. */
typedef bool (*HttpHook)(gint64 waited_ms, gpointer user);

typedef struct {
    const char *method;          /* "GET", "POST"; NULL: POST with a body, else GET */
    const char *url;             /* http or https */
    const char *user, *password; /* basic authentication; NULL or "": none */
    const char *content_type;    /* of the body; NULL: application/json */
    const void *body;            /* NULL: none */
    gsize body_size;
    const char *const *headers; /* further "Name: value" lines, NULL-terminated; NULL: none */
    const char *ca_file;        /* NULL or "": the system's certificates */
    gint64 deadline_ms;         /* for the whole request; 0: 30,000 */
    gint64 connect_ms;          /* for connecting; 0: 5,000 */
    gsize most_bytes;           /* of the answer's body; 0: 16 MB */
    FILE *save;                 /* the body goes here instead of into the answer; most_bytes then
                                   does not count */
    bool direct;                /* never through a proxy of the environment */
    HttpHook hook;              /* NULL: none */
    gpointer hook_user;
} HttpRequest;

typedef struct {
    int status; /* 200, 404 … */
    char *body; /* NUL-terminated past its end; "" when saved */
    gsize body_size;
    char *content_type; /* "" where the server named none */
    char *headers;      /* of the last answer, "name: value" lines, at most 16 KB; NULL: not kept (a
                           pool) */
    bool new_connection; /* the server had to be connected to: it may have been started anew */
    bool given_up;       /* the hook said stop (set also when the call fails) */
} HttpAnswer;

/* Fills answer (clear it with http_answer_clear, also after a failure). Any status is an answer.
 * Fails with UNAVAILABLE (no connection, deadline, given up: worth trying again) or FAILED
 * (certificate, address, too large). The sentence names the host. */
bool http_request(Http *http, const HttpRequest *request, HttpAnswer *answer, GError **error);
void http_answer_clear(HttpAnswer *answer);
/* The value of a header of the answer, whatever its case, "" where there is none; new text. */
char *http_answer_header(const HttpAnswer *answer, const char *name);

#endif

/* HTTP requests beside each other on the GLib main loop, for the desk, which never waits by
 * blocking: one that stays open (a long poll) and short ones next to it, with the cookies they
 * share.
 *
 * Certificates are always checked; no redirect is followed; an answer is never larger than 4 MB. */
#ifndef SKRANKE_NET_HTTP_POOL_H
#define SKRANKE_NET_HTTP_POOL_H

#include "skranke/net/http.h"

typedef struct HttpPool HttpPool;

/* context NULL: the main loop's own. Free with http_pool_free: what is under way is dropped and its
 * function is not called. */
HttpPool *http_pool_new(GMainContext *context);
void http_pool_free(HttpPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpPool, http_pool_free)

/* answer is borrowed; error as of http_request, NULL when there is an answer. May start further
 * requests, and may free the pool. */
typedef void (*HttpDone)(HttpAnswer *answer, const GError *error, gpointer user);

/* Starts it; texts of the request are copied (hook and save are not used). Returns a number > 0
 * that cancels it. */
guint http_pool_start(HttpPool *pool, const HttpRequest *request, HttpDone done, gpointer user);
/* Drops it; its function is not called. Nothing where it is over. */
void http_pool_cancel(HttpPool *pool, guint request);
/* Forgets the cookies of all servers (a session that has died). */
void http_pool_forget_cookies(HttpPool *pool);

#endif

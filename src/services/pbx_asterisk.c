/* The driver of Asterisk: AMI over HTTP (/rawman). Owns the session: login, lists after it, exactly
 * one long poll for events, and coming back after whatever happened. What events mean is
 * pbx_calls.h's.
 *
 * Errors come as HTTP 200 with "Response: Error", also with a cookie: only the text is believed.
 * The secret goes into the body of a POST and nowhere else. */
#include "pbx_asterisk.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/secret.h"

enum {
    SECOND_MS = 1000,
    POLL_SECONDS = 50, /* Asterisk's own cap is its httptimeout less ten */
    POLL_DEADLINE_MS = 70 * 1000,
    ACT_DEADLINE_MS = 10 * 1000,
    LONGEST_PAUSE = 30,  /* seconds between attempts */
    EMPTY_POLL_MS = 250, /* one that ends at once without events is not repeated at once */
    MOST_WATCHING = 4,
};

static void connect_now(Asterisk *asterisk);

/* ---- requests ------------------------------------------------------------------------------- */

static void ask_free(gpointer data)
{
    Ask *ask = data;
    g_free(ask->call);
    g_free(ask->number);
    g_free(ask);
}

/* A value holds no end of a line, so nobody can add a header to a request. */
static void append_pair(GString *body, const char *key, const char *value)
{
    g_autofree char *clean = g_strdup(value);
    char *into = clean;
    for (const char *sign = value; *sign != '\0'; sign++)
        if ((guchar)*sign >= ' ' && *sign != '\x7f')
            *into++ = *sign;
    *into = '\0';
    g_autofree char *escaped = g_uri_escape_string(clean, NULL, FALSE);
    g_string_append_printf(body, "&%s=%s", key, escaped);
    explicit_bzero(clean, strlen(clean));
    explicit_bzero(escaped, strlen(escaped));
}

/* All that is under way is given up. What was asked for and not answered may have happened. */
static void drop_asks(Asterisk *asterisk)
{
    g_autoptr(GPtrArray) asks = g_steal_pointer(&asterisk->asks);
    bool in_doubt = false;
    asterisk->asks = g_ptr_array_new_with_free_func(ask_free);
    asterisk->watching = 0;
    for (guint i = 0; i < asks->len; i++) {
        const Ask *ask = asks->pdata[i];
        http_pool_cancel(asterisk->pool, ask->request);
        in_doubt = in_doubt || *ask->call != '\0';
        if (*ask->call != '\0')
            pbx_calls_in_doubt(asterisk->pbx->calls, ask->call);
    }
    if (in_doubt)
        pbx_tell_failed(asterisk->pbx,
                        _("The telephone system went away while it was asked: whether it was done "
                          "is not known. Look at the telephone."));
}

static gboolean on_time(gpointer data)
{
    Asterisk *asterisk = data;
    asterisk->timer = 0;
    connect_now(asterisk);
    return G_SOURCE_REMOVE;
}

/* Tries again: after 1, 2, 4 … 30 s; at once when only the session had ended. */
static void come_back(Asterisk *asterisk, bool at_once)
{
    gint64 seconds = asterisk->attempts >= 5 ? LONGEST_PAUSE : (gint64)1 << asterisk->attempts;
    gint64 wait = at_once && asterisk->attempts == 0 ? 0 : seconds * SECOND_MS / asterisk->hurry;
    asterisk->attempts++;
    g_clear_handle_id(&asterisk->timer, g_source_remove);
    asterisk->timer = g_timeout_add((guint)wait, on_time, asterisk);
}

static void away(Asterisk *asterisk, const char *trouble)
{
    log_line(LOG_WARNING, "telephone system: %s", trouble);
    pbx_set_connection(asterisk->pbx, PBX_AWAY, trouble);
    drop_asks(asterisk);
    come_back(asterisk, false);
}

static void take_all(Asterisk *asterisk, const GPtrArray *blocks)
{
    for (guint i = 0; i < blocks->len; i++)
        pbx_take(asterisk->pbx, blocks->pdata[i]);
}

static void on_done(HttpAnswer *answer, const GError *error, gpointer data)
{
    Ask *ask = data;
    Asterisk *asterisk = ask->asterisk;
    g_autoptr(GPtrArray) blocks = NULL;
    if (error == NULL && answer->status == 200)
        blocks = pbx_blocks_read(answer->body, answer->body_size);
    if (blocks != NULL && blocks->len > 0) {
        asterisk->pbx->heard_at = clock_now();
        g_ptr_array_set_free_func(asterisk->asks, NULL);
        g_ptr_array_remove_fast(asterisk->asks, ask);
        g_ptr_array_set_free_func(asterisk->asks, ask_free);
        /* Events may come in the answer to anything. */
        take_all(asterisk, blocks);
        ask->reply(asterisk, ask, blocks);
        ask_free(ask);
        return;
    }
    g_autofree char *trouble =
        error != NULL ? g_strdup(error->message)
        : answer->status != 200
            ? g_strdup_printf(_("The telephone system answered with HTTP status %d. In its "
                                "manager.conf webenabled must be yes, in http.conf enabled."),
                              answer->status)
            : g_strdup(_("What answers at [pbx] url is no telephone system of Asterisk's kind."));
    away(asterisk, trouble);
}

void asterisk_send(Asterisk *asterisk, AskReply reply, const Ask *given, const char *action, ...)
{
    static const Ask nothing = {.call = NULL};
    const Ask *from = given != NULL ? given : &nothing;
    GString *body = g_string_new("action=");
    g_string_append(body, action);
    va_list arguments;
    va_start(arguments, action);
    for (const char *key = va_arg(arguments, const char *); key != NULL;
         key = va_arg(arguments, const char *))
        append_pair(body, key, va_arg(arguments, const char *));
    va_end(arguments);
    Ask *ask = g_new0(Ask, 1);
    *ask = (Ask){.asterisk = asterisk,
                 .act = from->act,
                 .call = g_strdup(from->call != NULL ? from->call : ""),
                 .number = g_strdup(from->number != NULL ? from->number : ""),
                 .poll = from->poll,
                 .reply = reply};
    gint64 deadline = from->poll ? POLL_DEADLINE_MS : ACT_DEADLINE_MS;
    const HttpRequest request = {.url = asterisk->url,
                                 .content_type = "application/x-www-form-urlencoded",
                                 .body = body->str,
                                 .body_size = body->len,
                                 .ca_file = asterisk->ca_file,
                                 .deadline_ms = deadline / asterisk->hurry,
                                 .direct = true};
    g_ptr_array_add(asterisk->asks, ask);
    ask->request = http_pool_start(asterisk->pool, &request, on_done, ask);
    explicit_bzero(body->str, body->len);
    g_string_free(body, TRUE);
}

bool asterisk_accepted(const GPtrArray *blocks)
{
    return pbx_block_is(blocks->pdata[0], "Response", "Success");
}

bool asterisk_denied(const GPtrArray *blocks)
{
    return pbx_block_is(blocks->pdata[0], "Response", "Error") &&
           pbx_block_is(blocks->pdata[0], "Message", "Permission denied");
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void watch_next(Asterisk *asterisk);

static void on_watched(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    (void)ask;
    (void)blocks;
    asterisk->watching--;
    watch_next(asterisk);
}

/* The system tells changes of a number only after it was asked about it once. */
static void watch_next(Asterisk *asterisk)
{
    while (asterisk->pbx->connection == PBX_CONNECTED && asterisk->watching < MOST_WATCHING &&
           asterisk->to_watch.length > 0) {
        g_autofree char *number = g_queue_pop_head(&asterisk->to_watch);
        asterisk->watching++;
        asterisk_send(asterisk, on_watched, NULL, "ExtensionState", "Context",
                      asterisk->pbx->names.internal_context, "Exten", number, NULL);
    }
}

static void watch(Pbx *pbx, const char *number)
{
    Asterisk *asterisk = pbx->own;
    g_queue_push_tail(&asterisk->to_watch, g_strdup(number));
    watch_next(asterisk);
}

static void watch_all(Asterisk *asterisk)
{
    GHashTableIter iterator;
    gpointer number;
    g_queue_clear_full(&asterisk->to_watch, g_free);
    g_hash_table_iter_init(&iterator, asterisk->pbx->watched);
    while (g_hash_table_iter_next(&iterator, &number, NULL))
        g_queue_push_tail(&asterisk->to_watch, g_strdup(number));
    watch_next(asterisk);
}

/* ---- the long poll -------------------------------------------------------------------------- */

static void poll_events(Asterisk *asterisk);
static void list_next(Asterisk *asterisk);

static gboolean on_poll_time(gpointer data)
{
    Asterisk *asterisk = data;
    asterisk->timer = 0;
    poll_events(asterisk);
    return G_SOURCE_REMOVE;
}

static bool ends_with(const GPtrArray *blocks, const char *event)
{
    return pbx_block_is(blocks->pdata[blocks->len - 1], "Event", event);
}

static void session_over(Asterisk *asterisk)
{
    pbx_set_connection(asterisk->pbx, PBX_CONNECTING, NULL);
    drop_asks(asterisk);
    come_back(asterisk, true);
}

static void on_events(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    (void)ask;
    bool at_once = clock_monotonic_ms() - asterisk->polled_ms < EMPTY_POLL_MS;
    bool empty = blocks->len <= 2;
    if (asterisk_denied(blocks)) {
        session_over(asterisk);
        return;
    }
    if (!asterisk_accepted(blocks)) {
        away(asterisk, _("The telephone system's answer makes no sense. It is asked again."));
        return;
    }
    asterisk->attempts = 0;
    if (!ends_with(blocks, "WaitEventComplete")) {
        /* Something is missing: what is now goes before what was told. */
        asterisk->step = 0;
        list_next(asterisk);
    } else if (at_once && empty) {
        g_clear_handle_id(&asterisk->timer, g_source_remove);
        asterisk->timer = g_timeout_add(EMPTY_POLL_MS, on_poll_time, asterisk);
    } else {
        poll_events(asterisk);
    }
}

static void poll_events(Asterisk *asterisk)
{
    static const Ask as_poll = {.poll = true};
    g_autofree char *seconds =
        g_strdup_printf("%" G_GINT64_FORMAT, MAX(1, POLL_SECONDS / asterisk->hurry));
    asterisk->polled_ms = clock_monotonic_ms();
    asterisk_send(asterisk, on_events, &as_poll, "WaitEvent", "Timeout", seconds, NULL);
}

/* ---- login and lists ------------------------------------------------------------------------ */

/* What the calls are put together from after a login, in this order: legs first, because a queue
 * entry does not name its call. */
static const struct {
    const char *action;
    bool of_queue;
} lists[] = {{"CoreShowChannels", false}, {"ParkedCalls", false}, {"QueueStatus", true}};

static void ready(Asterisk *asterisk)
{
    Pbx *pbx = asterisk->pbx;
    const char *trouble = NULL;
    pbx_calls_resync_end(pbx->calls, pbx_moment());
    pbx_set_clock(pbx);
    if (*pbx->names.queue != '\0' && !pbx_calls_has_queue(pbx->calls))
        trouble = _("The telephone system has no queue of the name in [pbx] queue.");
    else if (*pbx->names.extension == '\0')
        trouble = _("The number of your telephone is not known: set extension in the section "
                    "[pbx], or your number in the directory.");
    pbx_set_connection(pbx, PBX_CONNECTED, trouble);
    watch_all(asterisk);
    poll_events(asterisk);
}

static void on_list(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    (void)ask;
    if (!asterisk_accepted(blocks) && asterisk->step == 0) {
        away(asterisk, asterisk_denied(blocks)
                           ? _("The manager user may not list calls: it needs write = "
                               "call,agent,originate,reporting,user in manager.conf.")
                           : _("The telephone system did not list its calls. It is asked again."));
        return;
    }
    asterisk->step++;
    list_next(asterisk);
}

static void list_next(Asterisk *asterisk)
{
    const char *queue = asterisk->pbx->names.queue;
    if (asterisk->step == 0)
        pbx_calls_resync_begin(asterisk->pbx->calls);
    if (asterisk->step >= G_N_ELEMENTS(lists))
        ready(asterisk);
    else if (lists[asterisk->step].of_queue && *queue != '\0')
        asterisk_send(asterisk, on_list, NULL, lists[asterisk->step].action, "Queue", queue, NULL);
    else
        asterisk_send(asterisk, on_list, NULL, lists[asterisk->step].action, NULL);
}

static void on_login(Asterisk *asterisk, Ask *ask, GPtrArray *blocks)
{
    (void)ask;
    if (asterisk_accepted(blocks)) {
        asterisk->step = 0;
        list_next(asterisk);
        return;
    }
    /* The same secret again at once would only fill the other side's log. */
    asterisk->attempts = MAX(asterisk->attempts, 5);
    away(asterisk,
         _("The telephone system refused the login: check user and password in the section "
           "[pbx], and permit in its manager.conf."));
}

static void connect_now(Asterisk *asterisk)
{
    http_pool_forget_cookies(asterisk->pool);
    if (asterisk->pbx->connection != PBX_AWAY)
        pbx_set_connection(asterisk->pbx, PBX_CONNECTING, NULL);
    asterisk_send(asterisk, on_login, NULL, "Login", "username", asterisk->user, "secret",
                  asterisk->secret, NULL);
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool is_this_machine(const char *host)
{
    return g_ascii_strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           g_str_has_prefix(host, "127.");
}

/* https, or http to this machine; without a login in it. New text, NULL with the error. */
static char *address_of(const char *url, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
    bool safe = strcmp(scheme, "https") == 0 ||
                (strcmp(scheme, "http") == 0 && host != NULL && is_this_machine(host));
    if (host == NULL || *host == '\0' || !safe || g_uri_get_userinfo(uri) != NULL) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The url in the section [pbx] must be https://…, such as "
                      "https://pbx.example.org:8089 (http only to this machine), without a login. "
                      "The telephone system was not opened."));
        return NULL;
    }
    g_autofree char *base = g_strdup(url);
    gsize length = strlen(base);
    while (length > 0 && base[length - 1] == '/')
        base[--length] = '\0';
    return g_strconcat(base, "/rawman", NULL);
}

static gint64 hurry_of_tests(void)
{
    const char *text = g_getenv("SKRANKE_PBX_HURRY");
    return text != NULL ? CLAMP(g_ascii_strtoll(text, NULL, 10), 1, 100) : 1;
}

static bool open_asterisk(Pbx *pbx, const Config *config, GError **error)
{
    g_autofree char *url = address_of(config_text(config, "pbx", "url"), error);
    char *secret = url != NULL ? secret_read(config_text(config, "pbx", "password_command"),
                                             config_text(config, "pbx", "password_file"), error)
                               : NULL;
    if (secret == NULL)
        return false;
    Asterisk *asterisk = g_new0(Asterisk, 1);
    asterisk->pbx = pbx;
    asterisk->pool = http_pool_new(NULL);
    asterisk->url = g_steal_pointer(&url);
    asterisk->user = g_strdup(config_text(config, "pbx", "user"));
    asterisk->ca_file = g_strdup(config_text(config, "pbx", "ca_file"));
    asterisk->secret = secret;
    asterisk->hurry = hurry_of_tests();
    asterisk->asks = g_ptr_array_new_with_free_func(ask_free);
    g_queue_init(&asterisk->to_watch);
    pbx->own = asterisk;
    pbx->connection = PBX_CONNECTING;
    /* From the main loop, so that nobody is told anything before the door has been opened. */
    asterisk->timer = g_idle_add(on_time, asterisk);
    return true;
}

static void close_asterisk(Pbx *pbx)
{
    Asterisk *asterisk = pbx->own;
    g_clear_handle_id(&asterisk->timer, g_source_remove);
    g_clear_handle_id(&asterisk->probe, g_source_remove);
    http_pool_free(asterisk->pool);
    g_ptr_array_unref(asterisk->asks);
    g_queue_clear_full(&asterisk->to_watch, g_free);
    g_free(asterisk->url);
    g_free(asterisk->user);
    g_free(asterisk->ca_file);
    secret_free(asterisk->secret);
    g_free(asterisk);
}

const PbxDriver pbx_driver_asterisk = {"asterisk", open_asterisk,  asterisk_act,
                                       watch,      close_asterisk, asterisk_inspect};

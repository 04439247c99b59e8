/* The way to an rqlite cluster. Owns the address, the login, the connection and the patience; knows
 * nothing of what the statements mean.
 *
 * Reading: a node that has just become leader answers weak and even linearizable reads before it
 * has replayed its log (rqlite 8.26, tried: after a restart a table was missing, then 216 of 300
 * rows were there). A strong read waits for the log but costs an entry in it. So the first read
 * after a new connection or any trouble is strong, or a write comes first; from then on
 * linearizable. */
#include "skranke/store/rqlite_link.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/net/http.h"

#include "skranke/store/rqlite_json.h"
#include "skranke/store/waiting.h"

enum {
    DEADLINE_MS = 30000,
    FIRST_DEADLINE_MS = 6000, /* until it has answered once: longer than an election takes, and
                                 short enough for somebody who has mistyped an address */
    ATTEMPT_MS =
        5000, /* one request; doubled each time it was too short, and more for many bytes */
    ATTEMPT_MS_A_MB = 2000,
    CONNECT_MS = 2000,
    QUICK_MS = 2000,
    SAVE_MS = 3600 * 1000,
    FIRST_NAP_MS = 25,
    LONGEST_NAP_MS = 1000,
};
#define STRONG_PATH "/db/query?level=strong"
#define LINEARIZABLE_PATH "/db/query?level=linearizable"
#define QUICK_PATH "/db/query?level=weak"
#define MOST_ANSWER_BYTES ((gsize)1024 * 1024 * 1024)

struct RqliteLink {
    const DbContext *context;
    Waiting waiting;
    Http *http;
    const char *scheme;
    char **hosts; /* "host:port" */
    guint host;   /* the one that answered last */
    char *user, *password, *ca_file;
    bool answered; /* ever */
    bool settled;  /* the leader has replayed its log since the last trouble */
    char *shown;   /* the hosts, for sentences */
};

/* ---- the address ---------------------------------------------------------------------------- */

/* "rqlite://user@host1:4001,host2" and, for rqlites, "?ca=FILE". */
static void read_uri(RqliteLink *link, const char *uri)
{
    link->scheme = g_str_has_prefix(uri, "rqlites:") ? "https" : "http";
    g_auto(GStrv) parts = g_strsplit(strstr(uri, "://") + 3, "?", 2);
    if (parts[0] != NULL && parts[1] != NULL && g_str_has_prefix(parts[1], "ca="))
        link->ca_file = g_strdup(parts[1] + 3);
    char *place = parts[0] != NULL ? parts[0] : (char *)"";
    char *at = strrchr(place, '@');
    g_autofree char *login = g_strndup(place, at != NULL ? (gsize)(at - place) : 0);
    g_auto(GStrv) words = g_strsplit(login, ":", 2);
    link->user = g_strdup(words[0] != NULL ? words[0] : "");
    const char *secret = g_getenv("SKRANKE_DB_PASSWORD");
    if (secret == NULL && words[0] != NULL)
        secret = words[1];
    link->password = g_strdup(secret);
    g_autofree char *hosts = g_strdup(at != NULL ? at + 1 : place);
    hosts[strcspn(hosts, "/")] = '\0';
    link->hosts = g_strsplit(hosts, ",", -1);
    link->shown = safe_text_line(hosts, -1);
}

static bool add_ports(RqliteLink *link)
{
    for (guint i = 0; link->hosts[i] != NULL; i++) {
        char *host = g_strstrip(link->hosts[i]);
        if (*host == '\0' || strpbrk(host, " \t\\@#") != NULL)
            return false;
        const char *after = *host == '[' ? strchr(host, ']') : host;
        if (after == NULL)
            return false;
        if (strchr(after, ':') != NULL)
            continue;
        link->hosts[i] = g_strconcat(host, ":4001", NULL);
        g_free(host);
    }
    return link->hosts[0] != NULL;
}

void rqlite_link_free(RqliteLink *link)
{
    http_free(link->http);
    g_strfreev(link->hosts);
    g_free(link->user);
    g_free(link->password);
    g_free(link->ca_file);
    g_free(link->shown);
    g_free(link);
}

/* ---- one request ---------------------------------------------------------------------------- */

typedef enum { ASK_DONE, ASK_AGAIN, ASK_FAILED } Ask;

static bool tell(gint64 waited_ms, gpointer data)
{
    RqliteLink *link = data;
    (void)waited_ms; /* of this request; the hook hears of the whole call */
    return waiting_tell(&link->waiting, link->waiting.started);
}

static Ask refuse(RqliteLink *link, const char *sentence, const char *words, GError **error)
{
    g_autofree char *safe = safe_text_line(words, -1);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED, sentence, link->shown, safe);
    return ASK_FAILED;
}

static Ask try_again(const char *words, GError **error)
{
    g_autofree char *safe = safe_text_line(words, -1);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE, "%s", g_strstrip(safe));
    return ASK_AGAIN;
}

/* A node that has just lost its leadership may say so in a statement's place. */
static bool is_passing(const char *words)
{
    static const char *const PASSING[] = {"not leader", "leadership lost", "leader not found",
                                          "database is locked", "raft is already shutdown"};
    for (guint i = 0; words != NULL && i < G_N_ELEMENTS(PASSING); i++)
        if (strstr(words, PASSING[i]) != NULL)
            return true;
    return false;
}

static Ask read_json(RqliteLink *link, const HttpAnswer *answer, json_t **results, GError **error)
{
    json_error_t trouble;
    json_t *whole = json_loadb(answer->body, answer->body_size, JSON_ALLOW_NUL, &trouble);
    const char *words = rqlite_json_error(whole);
    Ask ask = ASK_DONE;
    if (whole == NULL)
        ask = refuse(link, _("%s does not answer as rqlite does (%s). Check the address."),
                     trouble.text, error);
    else if (words != NULL)
        ask = try_again(words, error);
    *results = json_incref(json_object_get(whole, "results"));
    for (size_t i = 0; ask == ASK_DONE && i < json_array_size(*results); i++) {
        const char *own = rqlite_json_error(json_array_get(*results, i));
        ask = is_passing(own) ? try_again(own, error) : ASK_DONE;
    }
    if (ask == ASK_DONE && !json_is_array(*results))
        ask = refuse(link, _("%s does not answer as rqlite does (%s). Check the address."),
                     "no results", error);
    json_decref(whole);
    return ask;
}

static Ask read_answer(RqliteLink *link, const HttpAnswer *answer, json_t **results, GError **error)
{
    if (answer->status == 200)
        return read_json(link, answer, results, error);
    if (answer->status == 401 || answer->status == 403)
        return refuse(
            link,
            _("%s does not let us in. Check the user in the address (rqlite://user@host) and "
              "SKRANKE_DB_PASSWORD. %s"),
            "", error);
    if (answer->status >= 500 || answer->status == 429)
        return try_again(answer->body, error);
    return refuse(link, _("The database %s refused the request: %s"), answer->body, error);
}

static HttpRequest request_to(RqliteLink *link, const char *url, gint64 deadline)
{
    return (HttpRequest){.url = url,
                         .user = link->user,
                         .password = link->password,
                         .ca_file = link->ca_file,
                         .deadline_ms = deadline,
                         .connect_ms = CONNECT_MS,
                         .most_bytes = MOST_ANSWER_BYTES,
                         .direct = true,
                         .hook = tell,
                         .hook_user = link};
}

static Ask ask_once(RqliteLink *link, const char *path, GString *body, gint64 deadline,
                    json_t **results, GError **error)
{
    const char *host = link->hosts[link->host];
    g_autofree char *url = g_strconcat(link->scheme, "://", host, path, NULL);
    HttpRequest request = request_to(link, url, MAX(deadline, 1));
    request.body = body->str;
    request.body_size = body->len;
    HttpAnswer answer;
    GError *trouble = NULL;
    Ask ask = ASK_FAILED;
    if (http_request(link->http, &request, &answer, &trouble))
        ask = read_answer(link, &answer, results, &trouble);
    else if (!answer.given_up && g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
        ask = ASK_AGAIN;
    if (answer.new_connection || ask != ASK_DONE)
        link->settled = false;
    http_answer_clear(&answer);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return ask;
}

/* ---- until it is known ---------------------------------------------------------------------- */

static void next_host(RqliteLink *link)
{
    link->host = (link->host + 1) % g_strv_length(link->hosts);
}

static json_t *unreachable(RqliteLink *link, const GError *last, GError **error)
{
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
        _("The database %s does not answer (%s). What was to be written may be done or not; trying "
          "again does it once."),
        link->shown, last != NULL ? last->message : "");
    return NULL;
}

static json_t *given_up(RqliteLink *link, GError **error)
{
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
        _("Waiting for the database %s was given up. Try again: what was to be written is then "
          "done once."),
        link->shown);
    return NULL;
}

/* path: where to write, or NULL to read. ASK_AGAIN without an error: at once. */
static Ask ask_settled(RqliteLink *link, const char *path, GString *body, gint64 deadline,
                       json_t **results, GError **error)
{
    bool linearizable = path == NULL && link->settled;
    if (path == NULL)
        path = linearizable ? LINEARIZABLE_PATH : STRONG_PATH;
    Ask outcome = ask_once(link, path, body, deadline, results, error);
    if (outcome != ASK_DONE)
        return outcome;
    link->answered = true;
    if (linearizable && !link->settled)
        return ASK_AGAIN;
    link->settled = true;
    return ASK_DONE;
}

static json_t *ask_until_known(RqliteLink *link, const char *path, json_t *statements,
                               GError **error)
{
    g_autofree char *text = json_dumps(statements, JSON_COMPACT);
    GString body = {.str = text, .len = strlen(text)};
    gint64 attempt = ATTEMPT_MS + (gint64)(body.len / (1024 * 1024)) * ATTEMPT_MS_A_MB;
    gint64 nap = FIRST_NAP_MS, patience = link->answered ? DEADLINE_MS : FIRST_DEADLINE_MS;
    while (true) {
        g_autoptr(GError) trouble = NULL;
        json_t *results = NULL;
        gint64 left = waiting_left(&link->waiting, link->waiting.started, patience);
        Ask outcome = ask_settled(link, path, &body, MIN(left, attempt), &results, &trouble);
        if (outcome == ASK_DONE)
            return results;
        json_decref(results);
        if (link->waiting.given_up)
            return given_up(link, error);
        if (outcome == ASK_FAILED) {
            g_propagate_error(error, g_steal_pointer(&trouble));
            return NULL;
        }
        left = waiting_left(&link->waiting, link->waiting.started, patience);
        if (left == 0)
            return unreachable(link, trouble, error);
        if (trouble == NULL)
            continue;
        next_host(link);
        if (!waiting_nap(&link->waiting, MIN(nap, left)))
            return given_up(link, error);
        nap = MIN(2 * nap, LONGEST_NAP_MS);
        attempt *= 2;
    }
}

static json_t *ask(RqliteLink *link, const char *path, json_t *statements, GError **error)
{
    waiting_begin(&link->waiting, link->context);
    json_t *results = ask_until_known(link, path, statements, error);
    waiting_end(&link->waiting);
    return results;
}

json_t *rqlite_link_write(RqliteLink *link, const char *path, json_t *statements, GError **error)
{
    return ask(link, path, statements, error);
}

json_t *rqlite_link_read(RqliteLink *link, json_t *statements, GError **error)
{
    return ask(link, NULL, statements, error);
}

json_t *rqlite_link_read_quickly(RqliteLink *link, const char *body)
{
    GString text = {.str = (char *)body, .len = strlen(body)};
    json_t *results = NULL;
    waiting_begin(&link->waiting, link->context);
    for (guint i = 0; results == NULL && link->hosts[i] != NULL && !link->waiting.given_up; i++) {
        gint64 left = QUICK_MS - (clock_monotonic_ms() - link->waiting.started);
        if (left > 0 && ask_once(link, QUICK_PATH, &text, left, &results, NULL) != ASK_DONE) {
            g_clear_pointer(&results, json_decref);
            next_host(link);
        }
    }
    waiting_end(&link->waiting);
    return results;
}

static bool save(RqliteLink *link, FILE *file, GError **error)
{
    const char *host = link->hosts[link->host];
    g_autofree char *url = g_strconcat(link->scheme, "://", host, "/db/backup", NULL);
    HttpRequest request = request_to(link, url, SAVE_MS);
    request.save = file;
    HttpAnswer answer;
    bool saved = http_request(link->http, &request, &answer, error);
    if (saved && answer.status != 200) {
        g_autofree char *words = g_strdup_printf("HTTP %d", answer.status);
        refuse(link, _("The database %s gave no copy of itself: %s."), words, error);
        saved = false;
    }
    http_answer_clear(&answer);
    return saved;
}

bool rqlite_link_save(RqliteLink *link, FILE *file, GError **error)
{
    waiting_begin(&link->waiting, link->context);
    bool saved = save(link, file, error);
    waiting_end(&link->waiting);
    return saved;
}

RqliteLink *rqlite_link_new(const char *uri, const DbContext *context, GError **error)
{
    RqliteLink *link = g_new0(RqliteLink, 1);
    link->context = context;
    link->http = http_new();
    read_uri(link, uri);
    if (add_ports(link))
        return link;
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
        _("%s is no address of a database. One looks like rqlite://user@host1:4001,host2:4001."),
        link->shown);
    rqlite_link_free(link);
    return NULL;
}

const char *rqlite_link_hosts(const RqliteLink *link)
{
    return link->shown;
}

const DbContext *rqlite_link_context(const RqliteLink *link)
{
    return link->context;
}

/* The stand-in for Asterisk's manager over HTTP. A thread a connection; one lock for everything. */
#include <string.h>

#include "cleanup.h"
#include "rawman_private.h"
#include "testing.h"

/* ---- scripts -------------------------------------------------------------------------------- */

static void scripted_free(gpointer data)
{
    Scripted *scripted = data;
    g_free(scripted->action);
    g_free(scripted->text);
    g_free(scripted);
}

static void script(Rawman *server, GPtrArray *scripts, const char *action, const char *text)
{
    Scripted *scripted = g_new0(Scripted, 1);
    scripted->action = g_strdup(action);
    scripted->text = g_strdup(text);
    g_mutex_lock(&server->lock);
    g_ptr_array_add(scripts, scripted);
    g_mutex_unlock(&server->lock);
}

/* The first one for this action, taken out; NULL: none. */
static char *scripted_for(GPtrArray *scripts, const char *action)
{
    for (guint i = 0; i < scripts->len; i++) {
        Scripted *scripted = scripts->pdata[i];
        if (strcmp(scripted->action, action) != 0)
            continue;
        char *text = g_strdup(scripted->text);
        g_ptr_array_remove_index(scripts, i);
        return text;
    }
    return NULL;
}

void rawman_event(Rawman *server, const char *blocks)
{
    g_mutex_lock(&server->lock);
    g_string_append(server->events, blocks);
    g_cond_broadcast(&server->changed);
    g_mutex_unlock(&server->lock);
}

void rawman_list(Rawman *server, const char *action, const char *blocks)
{
    g_mutex_lock(&server->lock);
    g_hash_table_replace(server->lists, g_strdup(action), g_strdup(blocks));
    g_mutex_unlock(&server->lock);
}

void rawman_line(Rawman *server, const char *number, int status)
{
    g_mutex_lock(&server->lock);
    g_hash_table_replace(server->lines, g_strdup(number), GINT_TO_POINTER(status + 2));
    g_mutex_unlock(&server->lock);
}

void rawman_then(Rawman *server, const char *action, const char *blocks)
{
    script(server, server->thens, action, blocks);
}

void rawman_answer(Rawman *server, const char *action, const char *answer)
{
    script(server, server->answers, action, answer);
}

void rawman_expire(Rawman *server)
{
    g_mutex_lock(&server->lock);
    g_free(server->session);
    server->session = g_strdup("");
    g_string_truncate(server->events, 0);
    g_cond_broadcast(&server->changed);
    g_mutex_unlock(&server->lock);
}

/* ---- actions -------------------------------------------------------------------------------- */

/* What a real one answers, and which headers it must have. */
static const struct {
    const char *action, *message;
    const char *needs[5];
    const char *list_end; /* NULL: no list */
} known[] = {
    {"Redirect", "Redirect successful", {"Channel", "Context", "Exten", "Priority"}, NULL},
    {"Atxfer", "Atxfer successfully queued", {"Channel", "Context", "Exten"}, NULL},
    {"CancelAtxfer", "CancelAtxfer successfully queued", {"Channel"}, NULL},
    {"Hangup", "Channel Hungup", {"Channel", "Cause"}, NULL},
    {"Park", "Park successful", {"Channel", "TimeoutChannel", "Timeout"}, NULL},
    {"QueuePause", "Interface paused successfully", {"Queue", "Interface", "Paused"}, NULL},
    {"Originate",
     "Originate successfully queued",
     {"Channel", "Context", "Exten", "Priority", "Async"},
     NULL},
    {"CoreShowChannels", "Channels will follow", {NULL}, "CoreShowChannelsComplete"},
    {"ParkedCalls", "Parked calls will follow", {NULL}, "ParkedCallsComplete"},
    {"QueueStatus", "Queue status will follow", {NULL}, "QueueStatusComplete"},
};

void rawman_complain(Rawman *server, const char *format, const char *what)
{
    g_string_append_printf(server->complaints, format, what);
    g_string_append_c(server->complaints, '\n');
}

static const char *field(GHashTable *fields, const char *key)
{
    const char *value = g_hash_table_lookup(fields, key);
    return value != NULL ? value : "";
}

static char *error_text(const char *message)
{
    return g_strdup_printf("Response: Error\nMessage: %s\n\n", message);
}

static char *login(Rawman *server, GHashTable *fields)
{
    g_free(server->session);
    server->session = g_strdup_printf("%08x", 0x5bd6b312 + ++server->sessions);
    g_string_truncate(server->events, 0);
    if (strcmp(field(fields, "username"), "skranke") == 0 &&
        strcmp(field(fields, "secret"), "hemmelig") == 0)
        return g_strdup("Response: Success\nMessage: Authentication accepted\n\n");
    /* Still a cookie, but of nobody. */
    char *cookie = server->session;
    server->session = g_strdup("");
    g_free(cookie);
    return error_text("Authentication failed");
}

static bool is_over(const Rawman *server, guint number, const char *session)
{
    return server->down || server->waiting != number || strcmp(server->session, session) != 0 ||
           server->events->len > 0;
}

static char *wait_event(Rawman *server, GHashTable *fields)
{
    gint64 seconds = CLAMP(g_ascii_strtoll(field(fields, "Timeout"), NULL, 10), 1, 50);
    gint64 until = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
    guint number = ++server->waits;
    g_autofree char *session = g_strdup(server->session);
    if (server->waiting != 0)
        server->kicked++;
    server->waiting = number;
    g_cond_broadcast(&server->changed);
    while (!is_over(server, number, session) &&
           g_cond_wait_until(&server->changed, &server->lock, until))
        ;
    bool mine = server->waiting == number;
    if (mine)
        server->waiting = 0;
    if (strcmp(server->session, session) != 0)
        return error_text("Permission denied");
    GString *text = g_string_new("Response: Success\nMessage: Waiting for Event completed.\n\n");
    if (mine) {
        g_string_append(text, server->events->str);
        g_string_truncate(server->events, 0);
    }
    g_string_append(text, "Event: WaitEventComplete\n\n");
    return g_string_free(text, FALSE);
}

static char *extension_state(Rawman *server, GHashTable *fields)
{
    const char *number = field(fields, "Exten");
    gpointer value = g_hash_table_lookup(server->lines, number);
    if (*field(fields, "Context") == '\0' || *number == '\0')
        rawman_complain(server, "ExtensionState without Context or Exten%s", "");
    return g_strdup_printf("Response: Success\nMessage: Extension Status\nExten: %s\nContext: "
                           "%s\nHint: PJSIP/%s\nStatus: %d\nStatusText: Idle\n\n",
                           number, field(fields, "Context"), number,
                           value != NULL ? GPOINTER_TO_INT(value) - 2 : -1);
}

/* What the manager user may do, an action a line; its own event comes to everybody. */
static char *list_commands(const Rawman *server)
{
    const char *list = g_hash_table_lookup(server->lists, "ListCommands");
    return g_strdup_printf("Response: Success\n%s\n", list != NULL ? list
                                                                   : RAWMAN_RIGHTS
                                                          "Park: Park a channel. (Priv: all)\n");
}

/* A context is a list "ShowDialPlan NAME"; one that was never set does not exist. */
static char *show_dialplan(const Rawman *server, GHashTable *fields)
{
    g_autofree char *key = g_strconcat("ShowDialPlan ", field(fields, "Context"), NULL);
    const char *list = g_hash_table_lookup(server->lists, key);
    if (list == NULL)
        return g_strdup_printf("Response: Error\nMessage: Did not find context %s\n\n",
                               field(fields, "Context"));
    return g_strdup_printf("Response: Success\nEventList: start\nMessage: DialPlan list will "
                           "follow\n\n%sEvent: ShowDialPlanComplete\nEventList: Complete\n\n",
                           list);
}

static char *user_event(Rawman *server, GHashTable *fields)
{
    g_string_append_printf(server->events,
                           "Event: UserEvent\nPrivilege: user,all\nUserEvent: %s\n\n",
                           field(fields, "UserEvent"));
    return g_strdup("Response: Success\nMessage: Event Sent\n\n");
}

static char *known_action(Rawman *server, GHashTable *fields, const char *action)
{
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(known[i].action, action) != 0)
            continue;
        for (guint j = 0; j < G_N_ELEMENTS(known[i].needs) && known[i].needs[j] != NULL; j++)
            if (*field(fields, known[i].needs[j]) == '\0') {
                rawman_complain(server, "%s lacks a header", action);
                return error_text("Required header missing");
            }
        if (known[i].list_end == NULL)
            return g_strdup_printf("Response: Success\nMessage: %s\n\n", known[i].message);
        const char *list = g_hash_table_lookup(server->lists, action);
        return g_strdup_printf("Response: Success\nEventList: start\nMessage: %s\n\n%sEvent: "
                               "%s\nEventList: Complete\nListItems: 0\n\n",
                               known[i].message, list != NULL ? list : "", known[i].list_end);
    }
    rawman_complain(server, "unknown action %s", action);
    return error_text("Invalid/unknown command");
}

static gint compare_words(gconstpointer first, gconstpointer second)
{
    return strcmp(*(const char *const *)first, *(const char *const *)second);
}

/* "Redirect Channel=… Context=…", headers by name; without the secret. */
static char *shown(GHashTable *fields, const char *action)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iterator;
    gpointer key, value;
    g_hash_table_iter_init(&iterator, fields);
    while (g_hash_table_iter_next(&iterator, &key, &value))
        if (strcmp(key, "action") != 0 && strcmp(key, "secret") != 0)
            g_ptr_array_add(pairs,
                            g_strdup_printf("%s=%s", (const char *)key, (const char *)value));
    g_ptr_array_sort(pairs, compare_words);
    GString *text = g_string_new(action);
    for (guint i = 0; i < pairs->len; i++)
        g_string_append_printf(text, " %s", (const char *)pairs->pdata[i]);
    return g_string_free(text, FALSE);
}

/* The answer with LF line ends, or a fault; new text. Locked. */
char *rawman_act(Rawman *server, GHashTable *fields, const char *cookie)
{
    const char *action = field(fields, "action");
    g_ptr_array_add(server->actions, shown(fields, action));
    g_cond_broadcast(&server->changed);
    bool known_session =
        *server->session != '\0' && cookie != NULL && strcmp(cookie, server->session) == 0;
    char *answer = scripted_for(server->answers, action);
    if (answer == NULL && strcmp(action, "Login") == 0)
        answer = login(server, fields);
    else if (answer == NULL && !known_session)
        answer = error_text("Permission denied");
    else if (answer == NULL && strcmp(action, "WaitEvent") == 0)
        answer = wait_event(server, fields);
    else if (answer == NULL && strcmp(action, "ExtensionState") == 0)
        answer = extension_state(server, fields);
    else if (answer == NULL && strcmp(action, "ListCommands") == 0)
        answer = list_commands(server);
    else if (answer == NULL && strcmp(action, "ShowDialPlan") == 0)
        answer = show_dialplan(server, fields);
    else if (answer == NULL && strcmp(action, "UserEvent") == 0)
        answer = user_event(server, fields);
    else if (answer == NULL)
        answer = known_action(server, fields, action);
    g_autofree char *then = scripted_for(server->thens, action);
    if (then != NULL)
        g_string_append(server->events, then);
    g_cond_broadcast(&server->changed);
    return answer;
}

/* ---- up and down ---------------------------------------------------------------------------- */

void rawman_up(Rawman *server)
{
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new(loopback, (guint16)server->port);
    g_autoptr(GError) error = NULL;
    server->listener =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
    if (!g_socket_bind(server->listener, address, TRUE, &error) ||
        !g_socket_listen(server->listener, &error))
        fail_msg("the stand-in cannot listen: %s", error->message);
    g_autoptr(GSocketAddress) bound = g_socket_get_local_address(server->listener, NULL);
    server->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    server->closing = g_cancellable_new();
    server->down = false;
    server->accepting = g_thread_new("rawman accept", rawman_accept, server);
}

void rawman_down(Rawman *server)
{
    g_cancellable_cancel(server->closing);
    g_thread_join(server->accepting);
    g_socket_close(server->listener, NULL);
    g_clear_object(&server->listener);
    g_clear_object(&server->closing);
    g_mutex_lock(&server->lock);
    server->down = true;
    g_free(server->session);
    server->session = g_strdup("");
    g_string_truncate(server->events, 0);
    for (guint i = 0; i < server->clients->len; i++)
        g_socket_shutdown(server->clients->pdata[i], TRUE, TRUE, NULL);
    g_cond_broadcast(&server->changed);
    while (server->serving > 0)
        g_cond_wait(&server->changed, &server->lock);
    g_mutex_unlock(&server->lock);
}

static void stop_at_exit(void *object)
{
    rawman_stop(object);
}

Rawman *rawman_start(void)
{
    Rawman *server = g_new0(Rawman, 1);
    g_mutex_init(&server->lock);
    g_cond_init(&server->changed);
    server->clients = g_ptr_array_new_with_free_func(g_object_unref);
    server->session = g_strdup("");
    server->events = g_string_new(NULL);
    server->complaints = g_string_new(NULL);
    server->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    server->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    server->answers = g_ptr_array_new_with_free_func(scripted_free);
    server->thens = g_ptr_array_new_with_free_func(scripted_free);
    server->actions = g_ptr_array_new_with_free_func(g_free);
    rawman_up(server);
    cleanup_push(stop_at_exit, server);
    return server;
}

void rawman_stop(Rawman *server)
{
    if (server == NULL)
        return;
    cleanup_drop(server);
    if (!server->down)
        rawman_down(server);
    g_ptr_array_unref(server->clients);
    g_free(server->session);
    g_string_free(server->events, TRUE);
    g_string_free(server->complaints, TRUE);
    g_hash_table_unref(server->lists);
    g_hash_table_unref(server->lines);
    g_ptr_array_unref(server->answers);
    g_ptr_array_unref(server->thens);
    g_ptr_array_unref(server->actions);
    g_mutex_clear(&server->lock);
    g_cond_clear(&server->changed);
    g_free(server);
}

int rawman_port(const Rawman *server)
{
    return server->port;
}

/* ---- what came ------------------------------------------------------------------------------ */

static bool is_action(const char *shown_action, const char *action)
{
    gsize length = strlen(action);
    return strncmp(shown_action, action, length) == 0 &&
           (length == 0 || shown_action[length] == ' ' || shown_action[length] == '\0');
}

guint rawman_count(Rawman *server, const char *action)
{
    guint count = 0;
    g_mutex_lock(&server->lock);
    for (guint i = 0; i < server->actions->len; i++)
        count += is_action(server->actions->pdata[i], action) ? 1 : 0;
    g_mutex_unlock(&server->lock);
    return count;
}

char *rawman_last(Rawman *server, const char *action)
{
    const char *last = "";
    g_mutex_lock(&server->lock);
    for (guint i = 0; i < server->actions->len; i++)
        if (is_action(server->actions->pdata[i], action))
            last = server->actions->pdata[i];
    char *copy = g_strdup(last);
    g_mutex_unlock(&server->lock);
    return copy;
}

guint rawman_kicked(Rawman *server)
{
    g_mutex_lock(&server->lock);
    guint kicked = server->kicked;
    g_mutex_unlock(&server->lock);
    return kicked;
}

char *rawman_complaints(Rawman *server)
{
    g_mutex_lock(&server->lock);
    char *copy = g_strdup(server->complaints->str);
    g_mutex_unlock(&server->lock);
    return copy;
}

bool rawman_is_polled(Rawman *server)
{
    g_mutex_lock(&server->lock);
    bool polled = server->waiting != 0;
    g_mutex_unlock(&server->lock);
    return polled;
}

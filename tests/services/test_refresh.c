/*
 * Who answers for statistics, by a small server that speaks as PxWebApi 2 does: its pace is kept,
 * unknown contacts and missing tables concern their statistic only, and where the service is away
 * nothing changes.
 */
#include <gio/gio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/people.h"

#include "skranke/desk/import_staff.h"

#include "cleanup.h"
#include "desk_fixture.h"

/* ---- the server: a table's metadata by its path ---- */

static gint requests, refusals_left;
static int port;

static char *document(const char *contacts)
{
    g_autofree char *body =
        g_strdup_printf("{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":\"99001: Priser\","
                        "\"id\":[],\"size\":[],\"value\":[],\"extension\":{\"contact\":[%s]}}",
                        contacts);
    return g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                           "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
                           strlen(body), body);
}

#define CONTACT(name, mail)                                                                        \
    "{\"name\":\"" name "\",\"phone\":\"00 00 20 01\",\"mail\":\"" mail "\"}"
#define EMPTY "Connection: close\r\nContent-Length: 0\r\n\r\n"

static char *answer_to(const char *request)
{
    g_atomic_int_inc(&requests);
    if (strstr(request, "GET /v2/tables/99001/metadata "))
        return document(CONTACT("Kari Berg", "KBE@byraa.example") "," CONTACT("Ola Haug", ""));
    if (strstr(request, "GET /v2/tables/99002/metadata "))
        return document(CONTACT("Nils Ukjend", "nuk@elsewhere.example"));
    if (strstr(request, "GET /v2/tables/99003/metadata ")) {
        if (g_atomic_int_add(&refusals_left, -1) > 0)
            return g_strdup("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n"
                            "x-ratelimit-remaining: 0\r\n" EMPTY);
        return document(CONTACT("Ola Haug", "oha@byraa.example"));
    }
    if (strstr(request, "GET /v2/tables/99005/metadata "))
        return g_strdup("HTTP/1.1 429 Too Many Requests\r\n"
                        "x-ratelimit-policy: 40;w=600s\r\n" EMPTY);
    return g_strdup("HTTP/1.1 404 Not Found\r\n" EMPTY);
}

static gboolean serve(GThreadedSocketService *service, GSocketConnection *connection,
                      GObject *source, gpointer data)
{
    (void)service;
    (void)source;
    (void)data;
    char request[4096] = "";
    gsize length = 0;
    GIOStream *stream = G_IO_STREAM(connection);
    while (!strstr(request, "\r\n\r\n") && length + 1 < sizeof request) {
        gssize got = g_input_stream_read(g_io_stream_get_input_stream(stream), request + length,
                                         sizeof request - length - 1, NULL, NULL);
        if (got <= 0)
            return TRUE;
        length += (gsize)got;
        request[length] = '\0';
    }
    g_autofree char *answer = answer_to(request);
    g_output_stream_write_all(g_io_stream_get_output_stream(stream), answer, strlen(answer), NULL,
                              NULL, NULL);
    return TRUE;
}

static GMainContext *context;
static GMainLoop *loop;

static gpointer run_server(gpointer data)
{
    g_main_context_push_thread_default(context);
    g_autoptr(GSocketService) service = g_threaded_socket_service_new(4);
    port = g_socket_listener_add_any_inet_port(G_SOCKET_LISTENER(service), NULL, NULL);
    g_signal_connect(service, "run", G_CALLBACK(serve), NULL);
    g_async_queue_push(data, GINT_TO_POINTER(1));
    g_main_loop_run(loop);
    g_socket_service_stop(service);
    g_main_context_pop_thread_default(context);
    return NULL;
}

/* ---- the bureau ---- */

static void put_statistic(DbBatch *batch, const char *short_name, const char *tables)
{
    g_autofree char *name = g_strdup(short_name), *list = g_strdup(tables);
    Statistic statistic = {.short_name = name, .name_nb = name, .tables = list};
    people_put_statistic(batch, &statistic, "lse", "kbe");
}

static Desk *bureau(StoreFixture *fixture, const char *tables, Config **config)
{
    static const char *const people[][3] = {{"kbe", "Kari Berg", "kbe@byraa.example"},
                                            {"oha", "Ola Haug", "oha@byraa.example"},
                                            {"lse", "Lise Sem", "lse@byraa.example"}};
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
        Person person = {.initials = (char *)(guintptr)people[i][0],
                         .name = (char *)(guintptr)people[i][1],
                         .email = (char *)(guintptr)people[i][2],
                         .active = true};
        people_put_person(batch, &person, FIXTURE_NOW);
    }
    put_statistic(batch, "priser", tables);
    put_statistic(batch, "uten", "");
    fixture_apply(fixture, batch);
    g_autofree char *folder = temp_folder_make("refresh");
    g_autofree char *text =
        g_strdup_printf("[directory]\nstatbank_url = http://127.0.0.1:%d/v2/\n", port);
    g_autofree char *path = file_write(folder, "skranke.ini", text, -1);
    *config = config_load(path, NULL);
    temp_folder_remove(g_steal_pointer(&folder));
    Desk *desk = desk_fixture(fixture, fixture->kari);
    desk->config = *config;
    return desk;
}

/* Refreshes with these tables of the one statistic; "changed skipped problems responsible/backup"
 */
static void refresh(StoreFixture *fixture, const char *tables, bool dry_run, const char *expected)
{
    g_autoptr(Config) config = NULL;
    Desk *desk = bureau(fixture, tables, &config);
    g_autoptr(GError) error = NULL;
    g_autoptr(StaffReport) report = staff_refresh_contacts(desk, dry_run, &error);
    const char *failure = error ? error->message : "";
    g_autoptr(DbRows) rows =
        db_query(fixture->db, NULL,
                 "SELECT (SELECT initials FROM person WHERE id = responsible) || '/' || "
                 "ifnull((SELECT initials FROM person WHERE id = backup), '') FROM statistic "
                 "WHERE short_name = 'priser'",
                 "");
    g_autofree char *found =
        report ? g_strdup_printf("%d %d %u %s", (int)report->changed, (int)report->skipped,
                                 report->problems->len, db_rows_text(rows, 0, 0))
               : g_strdup_printf("error %d %s", error->code, db_rows_text(rows, 0, 0));
    desk_fixture_free(desk);
    if (strcmp(found, expected) != 0)
        fail_msg("%s: %s instead of %s (%s)", tables, found, expected, failure);
}

static void contacts_become_those_who_answer(void **state)
{
    refresh(*state, "99001", true, "1 0 0 lse/kbe");
    refresh(*state, "99001", false, "1 0 0 kbe/oha");
}

static void one_contact_leaves_the_backup(void **state)
{
    refresh(*state, "99003,99003", false, "1 0 0 oha/kbe");
}

static void what_is_unknown_changes_nothing(void **state)
{
    refresh(*state, "99001,99002", false, "0 1 1 lse/kbe");
    refresh(*state, "99004", false, "0 1 1 lse/kbe");
    refresh(*state, "../../secret", false, "0 1 1 lse/kbe");
}

static void the_pace_of_the_service_is_kept(void **state)
{
    g_atomic_int_set(&refusals_left, 1);
    g_atomic_int_set(&requests, 0);
    gint64 before = clock_monotonic_ms();
    refresh(*state, "99003", false, "1 0 0 oha/kbe");
    assert_int_equal(g_atomic_int_get(&requests), 2);
    assert_true(clock_monotonic_ms() - before >= 900);
    /* ten minutes are too long to wait */
    refresh(*state, "99001,99005", false, "error 6 lse/kbe");
    assert_true(clock_monotonic_ms() - before < 60000);
}

static void a_service_that_is_away_changes_nothing(void **state)
{
    int there = port;
    port = 9; /* nobody listens on discard */
    refresh(*state, "99001", false, "error 6 lse/kbe");
    port = there;
}

static void without_an_address_it_is_refused(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    StaffReport *report = staff_refresh_contacts(desk, false, &error);
    desk_fixture_free(desk);
    assert_refused(report, error, SKRANKE_ERROR_REFUSED);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(contacts_become_those_who_answer),
        store_test(one_contact_leaves_the_backup),
        store_test(what_is_unknown_changes_nothing),
        store_test(the_pace_of_the_service_is_kept),
        store_test(a_service_that_is_away_changes_nothing),
        store_test(without_an_address_it_is_refused),
    };
    desk_fixture_freeze_clock();
    g_autoptr(GAsyncQueue) ready = g_async_queue_new();
    context = g_main_context_new();
    loop = g_main_loop_new(context, FALSE);
    GThread *thread = g_thread_new("server", run_server, ready);
    g_async_queue_pop(ready);
    int failed = run_on_both_carriers(tests);
    g_main_loop_quit(loop);
    g_thread_join(thread);
    g_main_loop_unref(loop);
    g_main_context_unref(context);
    return failed;
}

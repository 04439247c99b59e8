/*
 * Databases for store tests. The rqlite node starts with the first test that wants it and is
 * emptied instead of started again: a start takes a second.
 */
#include "store_fixture.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/open.h"
#include "skranke/store/operators.h"

#include "cleanup.h"
#include "servers.h"

void fixture_apply(StoreFixture *fixture, DbBatch *batch)
{
    g_autoptr(GError) error = NULL;
    bool done = db_batch_apply(fixture->db, batch, &error);
    db_batch_free(batch);
    assert_no_error(error);
    assert_true(done);
}

void fixture_apply_fails(StoreFixture *fixture, DbBatch *batch, int code)
{
    g_autoptr(GError) error = NULL;
    bool done = db_batch_apply(fixture->db, batch, &error);
    db_batch_free(batch);
    assert_false(done);
    assert_int_equal(error->code, code);
}

gint64 fixture_number(StoreFixture *fixture, const char *sql)
{
    g_autoptr(GError) error = NULL;
    gint64 number = db_query_integer(fixture->db, 0, &error, sql, "");
    assert_no_error(error);
    return number;
}

static gint64 add_operator(Db *db, const char *login, const char *name)
{
    g_autoptr(GError) error = NULL;
    operators_add(db, FIXTURE_NOW, 0, login, name, ROLE_OPERATOR, &error);
    assert_no_error(error);
    g_autoptr(Operator) added = operators_find(db, login, &error);
    assert_no_error(error);
    return added->id;
}

static void begin(void **state, char *folder, const char *uri)
{
    g_autoptr(GError) error = NULL;
    StoreFixture *fixture = g_new0(StoreFixture, 1);
    fixture->folder = folder;
    fixture->db = store_open(uri, &error);
    assert_no_error(error);
    *state = fixture;
}

static void add_operators(StoreFixture *fixture)
{
    fixture->kari = add_operator(fixture->db, "kari", "Kari Vik");
    fixture->ola = add_operator(fixture->db, "ola", "Ola Ås");
}

static int begin_file(void **state)
{
    g_autoptr(GError) error = NULL;
    char *folder = temp_folder_make("store");
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    store_create(path, &error);
    assert_no_error(error);
    begin(state, folder, path);
    add_operators(*state);
    return 0;
}

/* Children before parents. The numbers start again too, so both carriers give the same ones. */
static const char *const emptying[] = {
    "DELETE FROM event",
    "DELETE FROM call_back_try",
    "DELETE FROM call_back",
    "DELETE FROM phone_message",
    "DELETE FROM call",
    "DELETE FROM presence_mark",
    "DELETE FROM person_note",
    "DELETE FROM duty",
    "DELETE FROM outbox",
    "DELETE FROM draft",
    "DELETE FROM thread_id",
    "DELETE FROM attachment",
    "DELETE FROM intake",
    "DELETE FROM intake_count",
    "DELETE FROM pause",
    "DELETE FROM forward",
    "DELETE FROM link",
    "DELETE FROM tag",
    "DELETE FROM inquiry_fact",
    "DELETE FROM access_order",
    "DELETE FROM journal_entry",
    "DELETE FROM receipt",
    "DELETE FROM message",
    "DELETE FROM inquiry",
    "DELETE FROM inquiry_tally",
    "DELETE FROM survey",
    "DELETE FROM calendar_exception",
    "DELETE FROM mailbox",
    "DELETE FROM content_piece",
    "DELETE FROM content",
    "DELETE FROM template",
    "DELETE FROM absence",
    "DELETE FROM statistic",
    "DELETE FROM person",
    "DELETE FROM section",
    "DELETE FROM subject",
    "DELETE FROM operator",
    "DELETE FROM sqlite_sequence",
    "INSERT INTO search (search) VALUES ('delete-all')",
};

static RqliteServer *node(const char **reason)
{
    static RqliteServer *server;
    static const char *why;
    if (!server && !why) {
        g_autoptr(GError) error = NULL;
        server = rqlite_start(&why);
        if (server)
            store_create(rqlite_uri(server), &error);
        assert_no_error(error);
    }
    *reason = why;
    return server;
}

static int begin_rqlite(void **state)
{
    const char *reason = NULL;
    begin(state, NULL, rqlite_uri(node(&reason)));
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(emptying); i++)
        db_batch_add(batch, emptying[i], "");
    fixture_apply(*state, batch);
    add_operators(*state);
    return 0;
}

static void without_rqlite(void **state)
{
    (void)state;
    const char *reason = NULL;
    node(&reason);
    test_skip_with_reason(reason);
}

static int end(void **state)
{
    StoreFixture *fixture = *state;
    if (!fixture)
        return 0;
    db_close(fixture->db);
    temp_folder_remove(fixture->folder);
    g_free(fixture);
    return 0;
}

Message *fixture_message(const char *from_address, const char *subject, const char *text,
                         const char *message_id)
{
    Message *message = message_new();
    message->channel = g_strdup("email");
    message->from_address = g_strdup(from_address);
    message->subject = g_strdup(subject);
    message->text = g_strdup(text);
    message->message_id = g_strdup(message_id);
    message->at = FIXTURE_NOW;
    return message;
}

gint64 fixture_inquiry(StoreFixture *fixture, const char *state, gint64 owner, gint64 received_at,
                       const char *subject, const char *text)
{
    g_autoptr(Inquiry) inquiry = inquiry_new();
    g_autoptr(Message) message = fixture_message("kunde@example.org", subject, text, NULL);
    assert_true(inquiry_state_from_word(state, &inquiry->state));
    inquiry->subject = g_strdup(subject);
    inquiry->from_address = g_strdup("kunde@example.org");
    inquiry->owner = owner;
    inquiry->received_at = received_at;
    DbBatch *batch = db_batch_new(NULL);
    inquiries_add(batch, inquiry, 0, FIXTURE_NOW);
    messages_add(batch, -1, message, NULL, NULL);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM inquiry");
}

int store_fixture_run(const StoreTest *tests, gsize count)
{
    const char *reason = NULL;
    bool both = node(&reason) != NULL;
    g_autofree struct CMUnitTest *all = g_new0(struct CMUnitTest, 2 * count);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < 2 * count; i++) {
        const StoreTest *test = &tests[i % count];
        bool file = i < count;
        g_ptr_array_add(names, g_strdup_printf("%s (%s)", test->name, file ? "file" : "rqlite"));
        all[i].name = names->pdata[i];
        all[i].test_func = file || both ? test->test : without_rqlite;
        all[i].setup_func = file ? begin_file : both ? begin_rqlite : NULL;
        all[i].teardown_func = file || both ? end : NULL;
    }
    return _cmocka_run_group_tests("store", all, 2 * count, NULL, NULL);
}

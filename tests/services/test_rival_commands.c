/* Twenty operators at once, through the real binary and on both carriers: one winner, the others
 * are told who it was, and each waiting inquiry is taken once. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "servers.h"
#include "testing.h"

enum { RIVALS = 20, WAITING = 7 };

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

/* Starts the command as twenty operators at once; results in the order of start. */
static GPtrArray *rivals(const Sandbox *sandbox, const char *const *arguments)
{
    Process *processes[RIVALS];
    for (int i = 0; i < RIVALS; i++) {
        g_autofree char *login = g_strdup_printf("op%02d", i);
        g_autoptr(GPtrArray) argv = g_ptr_array_new();
        const char *const always[] = {SKRANKE_BINARY, "--db", sandbox->database,
                                      "--json",       "--as", login};
        for (gsize a = 0; a < G_N_ELEMENTS(always); a++)
            g_ptr_array_add(argv, (gpointer)(uintptr_t)always[a]);
        for (gsize a = 0; a == 0 || arguments[a - 1]; a++)
            g_ptr_array_add(argv, (gpointer)(uintptr_t)arguments[a]);
        processes[i] = process_start(&(ProcessOptions){.argv = (const char *const *)argv->pdata,
                                                       .home = sandbox->folder,
                                                       .environment = environment});
    }
    GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)process_result_free);
    for (int i = 0; i < RIVALS; i++)
        g_ptr_array_add(results, process_finish(processes[i]));
    return results;
}

/* How many ended so. */
static int count_status(const GPtrArray *results, int status)
{
    int count = 0;
    for (guint i = 0; i < results->len; i++)
        count += ((const ProcessResult *)results->pdata[i])->status == status;
    return count;
}

/* So many winners, and the others with this status; else what every one of them said. */
static void expect_counts(const GPtrArray *results, int winners, int status)
{
    if (count_status(results, 0) == winners && count_status(results, status) == RIVALS - winners)
        return;
    for (guint i = 0; i < results->len; i++) {
        const ProcessResult *result = results->pdata[i];
        print_error("op%02u ended with %d: %s%s\n", i, result->status, result->output,
                    result->errors);
    }
    fail_msg("not %d winners and %d others with status %d", winners, RIVALS - winners, status);
}

static void register_some(const Sandbox *sandbox, int count)
{
    for (int i = 0; i < count; i++) {
        g_autoptr(ProcessResult) made =
            skranke_run(sandbox, "Hei", "inquiry", "new", "--channel", "phone", "--subject", "Kø",
                        "--as", "sjef", NULL);
        expect_status(made, 0);
    }
}

static void expect_one_winner(const Sandbox *sandbox)
{
    static const char *const take[] = {"inquiry", "take", "1", NULL};
    g_autoptr(GPtrArray) results = rivals(sandbox, take);
    expect_counts(results, 1, 4);
    g_autofree char *winner = NULL;
    for (guint i = 0; i < results->len; i++)
        if (((const ProcessResult *)results->pdata[i])->status == 0)
            winner = g_strdup_printf("op%02u", i);
    for (guint i = 0; i < results->len; i++) {
        const ProcessResult *result = results->pdata[i];
        if (result->status == 4 && !strstr(result->errors, winner))
            fail_msg("%s is not named: %s", winner, result->errors);
    }
}

static void expect_each_taken_once(const Sandbox *sandbox)
{
    static const char *const take[] = {"inquiry", "take", "--next", NULL};
    g_autoptr(GPtrArray) results = rivals(sandbox, take);
    expect_counts(results, WAITING, 3);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_int64_hash, g_int64_equal);
    gint64 ids[RIVALS];
    for (guint i = 0; i < results->len; i++) {
        const ProcessResult *result = results->pdata[i];
        if (result->status != 0)
            continue;
        assert_int_equal(json_line_count(result->output), 1);
        json_auto_t *inquiry = json_line(result->output, 0);
        ids[i] = json_whole(inquiry, "id");
        assert_true(g_hash_table_add(taken, &ids[i]));
    }
}

/* ---- twenty are told about the same colleague ---- */

static void import(const Sandbox *sandbox, const char *kind, const char *text)
{
    g_autofree char *path = file_write(sandbox->folder, kind, text, -1);
    g_autoptr(ProcessResult) done =
        skranke_run(sandbox, NULL, "import", kind, path, "--as", "sjef", NULL);
    expect_status(done, 0);
}

/* Who marked, oldest first; array of char *. */
static GPtrArray *who_marked(const Sandbox *sandbox)
{
    g_autoptr(ProcessResult) list = skranke_run(sandbox, NULL, "event", "list", "--limit", "1000",
                                                "--json", "--as", "sjef", NULL);
    expect_status(list, 0);
    GPtrArray *who = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < json_line_count(list->output); i++) {
        json_auto_t *event = json_line(list->output, i);
        if (strcmp(json_text(event, "kind"), "marked") == 0)
            g_ptr_array_add(who, g_strdup(json_text(event, "operator")));
    }
    return who;
}

static ProcessResult *undo(const Sandbox *sandbox, const char *who)
{
    return skranke_run_with(sandbox, NULL, environment,
                            (const char *const[]){"undo", "--as", who, NULL});
}

/* The last one holds; the others are told of it, and it goes back to the one before. */
static void expect_the_last_holds(const Sandbox *sandbox)
{
    static const char *const away[] = {"people", "away", "ase", "14", NULL};
    import(sandbox, "sections", "code;name_nb\n320;Befolkning\n");
    import(sandbox, "people", "initials;name;sections\nase;Åse Vik;320\n");
    g_autoptr(GPtrArray) results = rivals(sandbox, away);
    assert_int_equal(count_status(results, 0), RIVALS);
    g_autoptr(GPtrArray) who = who_marked(sandbox);
    assert_int_equal(who->len, RIVALS);
    const char *last = who->pdata[RIVALS - 1], *before = who->pdata[RIVALS - 2];
    g_autoptr(ProcessResult) refused = undo(sandbox, before);
    expect_status(refused, 4);
    if (!strstr(refused->errors, last))
        fail_msg("%s is not named: %s", last, refused->errors);
    g_autoptr(ProcessResult) done = undo(sandbox, last);
    expect_status(done, 0);
    g_autoptr(ProcessResult) shown = skranke_run_with(
        sandbox, NULL, environment,
        (const char *const[]){"people", "show", "ase", "--json", "--as", "sjef", NULL});
    json_auto_t *person = json_line(shown->output, 0);
    assert_string_equal(json_text(person, "source_name"), before);
    g_autoptr(ProcessResult) back = undo(sandbox, before);
    expect_status(back, 0);
}

static void twenty_on(const Sandbox *sandbox)
{
    g_autoptr(ProcessResult) made = skranke_run(sandbox, NULL, "init", "--as", "sjef", NULL);
    expect_status(made, 0);
    register_some(sandbox, 1);
    expect_one_winner(sandbox);
    register_some(sandbox, WAITING);
    expect_each_taken_once(sandbox);
    expect_the_last_holds(sandbox);
}

static void twenty_take_from_a_file(void **state)
{
    (void)state;
    g_autoptr(Sandbox) sandbox = sandbox_new();
    twenty_on(sandbox);
}

static void twenty_take_from_rqlite(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(RqliteServer) server = rqlite_start(&reason);
    if (!server)
        test_skip_with_reason(reason);
    g_autoptr(Sandbox) sandbox = sandbox_new();
    g_free(sandbox->database);
    sandbox->database = g_strdup(rqlite_uri(server));
    twenty_on(sandbox);
}

/* ---- how the node is run ---- */

static void check_names_a_node_that_does_not_look_at_references(void **state)
{
    (void)state;
    const char *reason = NULL;
    g_autoptr(RqliteServer) server = rqlite_start_careless(&reason);
    if (!server)
        test_skip_with_reason(reason);
    g_autoptr(Sandbox) sandbox = sandbox_new();
    g_free(sandbox->database);
    sandbox->database = g_strdup(rqlite_uri(server));
    g_autoptr(ProcessResult) made = skranke_run(sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    g_autoptr(ProcessResult) checked = skranke_run(sandbox, NULL, "check", NULL);
    if (!strstr(checked->output, "-fk"))
        fail_msg("nothing is said of it:\n%s", checked->output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_take_from_a_file),
        cmocka_unit_test(twenty_take_from_rqlite),
        cmocka_unit_test(check_names_a_node_that_does_not_look_at_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

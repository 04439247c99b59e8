/*
 * Twenty programs enter messages in the journal at once, all of them the same messages: the
 * sequence has no gap, and no message stands there twice. The test program starts itself again as a
 * rival: `test_store_journal_rivals URI FIRST`.
 */
#include <stdio.h>
#include <stdlib.h>

#include "skranke/store/inquiries.h"
#include "skranke/store/journal_entries.h"
#include "skranke/store/messages.h"
#include "skranke/store/open.h"
#include "skranke/store/rulebook.h"

#include "cleanup.h"
#include "process.h"
#include "store_world.h"
#include "testing.h"

enum { RIVALS = 20, MESSAGES_ON_FILE = 60, MESSAGES_ON_RQLITE = 20 };

/* 2026-03-10T10:12 in Oslo. */
#define NOW G_GINT64_CONSTANT(1773133920)

/* ---- the rivals' side ---- */

static int fail_rival(const GError *error)
{
    fprintf(stderr, "%s\n", error ? error->message : "?");
    return 1;
}

static bool enter(Db *db, const Rulebook *rulebook, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(db, id, error);
    g_autoptr(GPtrArray) messages = inquiry ? messages_of_inquiry(db, id, error) : NULL;
    if (!messages)
        return false;
    const JournalCase journal_case = {.inquiry = inquiry,
                                      .category = rulebook_category(rulebook, inquiry->category),
                                      .handler = "",
                                      .now = NOW,
                                      .as_seen = true};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (guint i = 0; i < messages->len; i++)
        journal_entries_follow_message(batch, &journal_case, messages->pdata[i], NULL);
    return db_batch_apply(db, batch, error);
}

/* Enters all of them, beginning somewhere, so that the rivals meet in the middle. */
static int rival(const char *uri, gint64 first)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_open(uri, &error);
    g_autoptr(Rulebook) rulebook = db ? rulebook_load(db, &error) : NULL;
    if (!rulebook)
        return fail_rival(error);
    gint64 count = db_query_integer(db, 0, &error, "SELECT count(*) FROM inquiry", "");
    for (gint64 i = 0; i < count; i++)
        if (!enter(db, rulebook, (first + i) % count + 1, &error))
            return fail_rival(error);
    return 0;
}

/* ---- the test's side ---- */

static void add_inquiry(DbBatch *batch)
{
    g_autoptr(Inquiry) inquiry = inquiry_new();
    g_autoptr(Message) message = message_new();
    inquiry->category = g_strdup("access_request");
    inquiry->category_by = CHOSEN_BY_ORDER;
    inquiry->received_at = NOW;
    inquiry->subject = g_strdup("Innsyn");
    message->subject = g_strdup("Innsyn");
    message->at = NOW;
    inquiries_add(batch, inquiry, 0, NOW);
    messages_add(batch, -1, message, NULL, NULL);
}

static void test_twenty_programs_leave_no_gap(void **state)
{
    StoreWorld *world = store_world(state);
    g_autoptr(GError) error = NULL;
    int count = world->server ? MESSAGES_ON_RQLITE : MESSAGES_ON_FILE;
    g_autofree char *program = test_program();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (int i = 0; i < count; i++)
        add_inquiry(batch);
    db_batch_apply(world->db, batch, &error);
    assert_no_error(error);
    Process *rivals[RIVALS];
    for (int i = 0; i < RIVALS; i++) {
        g_autofree char *first = g_strdup_printf("%d", i * count / RIVALS);
        const char *const argv[] = {program, world->uri, first, NULL};
        rivals[i] = process_start(&(ProcessOptions){.argv = argv, .seconds = 120});
    }
    for (int i = 0; i < RIVALS; i++) {
        g_autoptr(ProcessResult) result = process_finish(rivals[i]);
        expect_status(result, 0);
    }
    g_autoptr(GArray) years = journal_entries_years(world->db, &error);
    assert_no_error(error);
    assert_int_equal(years->len, 1);
    const JournalYear *year = &g_array_index(years, JournalYear, 0);
    assert_int_equal(year->entries, count);
    assert_int_equal(year->highest, count);
    assert_true(year->whole);
    assert_int_equal(store_world_count(world->db, "SELECT count(DISTINCT message) "
                                                  "FROM journal_entry WHERE void_at IS NULL"),
                     count);
}

int main(int count, char **words)
{
    static const struct CMUnitTest CASES[] = {
        cmocka_unit_test(test_twenty_programs_leave_no_gap),
    };
    if (count == 3)
        return rival(words[1], atoi(words[2]));
    return store_world_run_both(CASES);
}

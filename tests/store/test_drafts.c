/* Drafts: saved over and over, found again, never lost by another act. On both carriers. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/drafts.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "store_fixture.h"

static Draft *save(StoreFixture *fixture, gint64 operator_id, DraftKind kind, const char *text,
                   gint64 at)
{
    g_autoptr(GError) error = NULL;
    Draft *draft = draft_new();
    draft->inquiry = 1;
    draft->operator_id = operator_id;
    draft->kind = kind;
    draft->recipients = g_strdup("k@b.example");
    draft->subject = g_strdup("Re: x");
    draft->text = g_strdup(text);
    draft->seen_message = 1;
    drafts_save(fixture->db, draft, at, &error);
    assert_no_error(error);
    return draft;
}

static void begin(StoreFixture *fixture)
{
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hei");
}

static void saving_again_keeps_one(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) first = save(fixture, fixture->kari, DRAFT_REPLY, "Hei", FIXTURE_NOW);
    g_autoptr(Draft) note = save(fixture, fixture->kari, DRAFT_NOTE, "Notat", FIXTURE_NOW);
    g_autoptr(Draft) second = save(fixture, fixture->kari, DRAFT_REPLY, "Hei du", FIXTURE_NOW + 2);
    assert_int_equal(first->id, second->id);
    assert_int_not_equal(first->id, note->id);
    g_autoptr(Draft) read = drafts_find(fixture->db, 1, fixture->kari, DRAFT_REPLY, NULL);
    assert_int_equal(read->id, first->id);
    assert_int_equal(read->inquiry, 1);
    assert_int_equal(read->operator_id, fixture->kari);
    assert_int_equal(read->kind, DRAFT_REPLY);
    assert_string_equal(read->recipients, "k@b.example");
    assert_string_equal(read->copies, "");
    assert_string_equal(read->subject, "Re: x");
    assert_string_equal(read->text, "Hei du");
    assert_int_equal(read->seen_message, 1);
    assert_int_equal(read->changed_at, FIXTURE_NOW + 2);
    g_autoptr(GError) error = NULL;
    assert_null(drafts_find(fixture->db, 1, fixture->ola, DRAFT_REPLY, &error));
    assert_no_error(error);
}

static void one_operators_drafts_newest_first(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) reply = save(fixture, fixture->kari, DRAFT_REPLY, "a", FIXTURE_NOW);
    g_autoptr(Draft) note = save(fixture, fixture->kari, DRAFT_NOTE, "b", FIXTURE_NOW + 1);
    g_autoptr(Draft) other = save(fixture, fixture->ola, DRAFT_NOTE, "c", FIXTURE_NOW + 2);
    g_autoptr(GPtrArray) drafts = drafts_of_operator(fixture->db, fixture->kari, NULL);
    assert_int_equal(drafts->len, 2);
    assert_int_equal(((const Draft *)drafts->pdata[0])->id, note->id);
    assert_int_equal(((const Draft *)drafts->pdata[1])->id, reply->id);
}

static void discarded_once(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) draft = save(fixture, fixture->kari, DRAFT_REPLY, "a", FIXTURE_NOW);
    g_autoptr(GError) error = NULL;
    assert_true(drafts_discard(fixture->db, draft->id, FIXTURE_NOW, &error));
    assert_false(drafts_discard(fixture->db, draft->id, FIXTURE_NOW, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Draft) gone = drafts_find(fixture->db, 1, fixture->kari, DRAFT_REPLY, NULL);
    assert_null(gone);
    g_autoptr(Draft) next = save(fixture, fixture->kari, DRAFT_REPLY, "b", FIXTURE_NOW);
    assert_int_not_equal(next->id, draft->id);
}

static void others_who_write_a_reply(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) mine = save(fixture, fixture->kari, DRAFT_REPLY, "a", FIXTURE_NOW);
    g_autoptr(Draft) theirs = save(fixture, fixture->ola, DRAFT_REPLY, "a", FIXTURE_NOW - 30);
    g_autoptr(GPtrArray) others =
        drafts_others(fixture->db, 1, fixture->kari, FIXTURE_NOW - 31, NULL);
    assert_int_equal(others->len, 1);
    const DraftWriter *writer = others->pdata[0];
    assert_string_equal(writer->name, "Ola Ås");
    assert_int_equal(writer->at, FIXTURE_NOW - 30);
    g_autoptr(GPtrArray) long_ago =
        drafts_others(fixture->db, 1, fixture->kari, FIXTURE_NOW - 30, NULL);
    assert_int_equal(long_ago->len, 0);
}

static void a_draft_is_sent_once_and_may_come_back(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) draft = save(fixture, fixture->kari, DRAFT_REPLY, "a", FIXTURE_NOW);
    DbBatch *first = db_batch_new(NULL), *second = db_batch_new(NULL), *back = db_batch_new(NULL);
    drafts_mark_sent(first, draft->id, FIXTURE_NOW);
    drafts_mark_sent(second, draft->id, FIXTURE_NOW);
    drafts_mark_writing(back, draft->id, FIXTURE_NOW);
    fixture_apply(fixture, first);
    fixture_apply_fails(fixture, second, SKRANKE_ERROR_CONFLICT);
    fixture_apply(fixture, back);
    g_autoptr(Draft) again = drafts_find(fixture->db, 1, fixture->kari, DRAFT_REPLY, NULL);
    assert_int_equal(again->id, draft->id);
}

static void a_draft_begun_meanwhile_stays(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) sent = save(fixture, fixture->kari, DRAFT_REPLY, "gammel", FIXTURE_NOW);
    DbBatch *batch = db_batch_new(NULL);
    drafts_mark_sent(batch, sent->id, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(Draft) newer = save(fixture, fixture->kari, DRAFT_REPLY, "ny", FIXTURE_NOW);
    batch = db_batch_new(NULL);
    drafts_mark_writing(batch, sent->id, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(Draft) found = drafts_find(fixture->db, 1, fixture->kari, DRAFT_REPLY, NULL);
    assert_int_equal(found->id, newer->id);
    assert_string_equal(found->text, "ny");
}

static void only_old_finished_ones_are_purged(void **state)
{
    StoreFixture *fixture = *state;
    begin(fixture);
    g_autoptr(Draft) sent = save(fixture, fixture->kari, DRAFT_REPLY, "a", 10);
    g_autoptr(Draft) discarded = save(fixture, fixture->kari, DRAFT_NOTE, "b", 10);
    g_autoptr(Draft) writing = save(fixture, fixture->ola, DRAFT_REPLY, "c", 10);
    g_autoptr(Message) answer = fixture_message("i@b.example", "x", "x", NULL);
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, 1, answer, NULL, NULL);
    outbox_add(batch, sent->id, "i@b.example", "k@b.example", false, "", 10);
    drafts_mark_sent(batch, sent->id, 100);
    fixture_apply(fixture, batch);
    drafts_discard(fixture->db, discarded->id, 200, NULL);
    batch = db_batch_new(NULL);
    drafts_purge(batch, 200);
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM draft"), 3); /* held yet */
    batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE outbox SET state = 'sent'", "");
    drafts_purge(batch, 200);
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM draft"), 2);
    assert_int_equal(fixture_number(fixture, "SELECT count(draft) FROM outbox"), 0);
    g_autoptr(Draft) kept = drafts_find(fixture->db, 1, fixture->ola, DRAFT_REPLY, NULL);
    assert_non_null(kept);
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(saving_again_keeps_one),
        store_test(one_operators_drafts_newest_first),
        store_test(discarded_once),
        store_test(others_who_write_a_reply),
        store_test(a_draft_is_sent_once_and_may_come_back),
        store_test(a_draft_begun_meanwhile_stays),
        store_test(only_old_finished_ones_are_purged),
    };
    return run_on_both_carriers(tests);
}

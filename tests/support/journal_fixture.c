/*
 * The journal's part of the desk fixture.
 */
#include "journal_fixture.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/rulebook.h"

static void set_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

void journal_choose(Desk *desk, gint64 id, const char *code, CategoryChooser by)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Rulebook) rulebook = rulebook_load(desk->db, &error);
    assert_no_error(error);
    const Category *category = rulebook_category(rulebook, code);
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    set_text(&inquiry->category, code);
    inquiry->category_by = by;
    inquiry->silo = category ? category->silo : CATEGORY_OPEN;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_put(batch, inquiry, FIXTURE_NOW);
    assert_done(journal_follow(desk, batch, inquiry, &error), error);
    assert_done(db_batch_apply(desk->db, batch, &error), error);
}

gint64 journal_inquiry(StoreFixture *fixture, Desk *desk, const char *subject, const char *code)
{
    gint64 id = fixture_inquiry(fixture, "open", desk->operator_->id, FIXTURE_NOW, subject, "Hei");
    journal_choose(desk, id, code, CHOSEN_BY_OPERATOR);
    return id;
}

gint64 journal_answer(StoreFixture *fixture, gint64 inquiry, Delivery delivery)
{
    g_autoptr(Message) answer = fixture_message("post@byraa.example", "Sv: Innsyn", "Svar", NULL);
    answer->direction = MESSAGE_OUT;
    answer->purpose = PURPOSE_ANSWER;
    answer->delivery = delivery;
    answer->author = fixture->ola;
    answer->recipients = g_strdup("Avisa Nordlys <tips@avisa.example>");
    DbBatch *batch = db_batch_new(NULL);
    messages_add(batch, inquiry, answer, NULL, NULL);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM message");
}

GPtrArray *journal_entries_now(StoreFixture *fixture, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *entries = journal_entries_of_inquiry(fixture->db, inquiry, &error);
    assert_no_error(error);
    return entries;
}

void expect_journal_decision(StoreFixture *fixture, gint64 message, const char *decision,
                             const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) read = messages_get(fixture->db, message, &error);
    assert_no_error(error);
    assert_string_equal(read->journal, decision);
    assert_string_equal(read->journal_reason, reason);
}

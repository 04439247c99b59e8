/* Whoever answers, decides or closes what was only suggested has accepted the suggestion, on both
 * carriers: the category is settled and the journal follows in the same act, and undo takes both
 * back. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/sorting.h"

#include "journal_fixture.h"

static gint64 suggested(StoreFixture *fixture, Desk *desk, const char *category)
{
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, FIXTURE_NOW - 3600, "Innsyn",
                                "Jeg ber om innsyn.");
    journal_choose(desk, id, category, CHOSEN_BY_SUGGESTION);
    return id;
}

static void expect_chooser(Desk *desk, gint64 id, CategoryChooser by)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    assert_string_equal(category_chooser_words[inquiry->category_by], category_chooser_words[by]);
}

static gint64 standing(StoreFixture *fixture)
{
    return fixture_number(fixture, "SELECT count(*) FROM journal_entry WHERE void_at IS NULL");
}

static bool decide(Desk *desk, gint64 id, GError **error)
{
    return sorting_decide(desk, id, "granted", NULL, error);
}

static bool record(Desk *desk, gint64 id, GError **error)
{
    Channel phone = CHANNEL_PHONE;
    const RecordedAnswer said = {.channel = &phone, .text = "Du får innsyn."};
    return act_answered(desk, id, &said, error) != 0;
}

static bool reply(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Draft) draft = answer_begin(desk, id, DRAFT_REPLY, NULL, error);
    if (!draft)
        return false;
    g_free(draft->text);
    draft->text = g_strdup("Du får innsyn.");
    return answer_send(desk, draft, false, false, error) != 0;
}

static void the_act_settles_and_undo_unsettles(void **state)
{
    static const struct {
        const char *category;
        bool (*act)(Desk *, gint64, GError **);
        gint64 entries; /* what stands in the journal then */
    } cases[] = {{"access_request", decide, 1},
                 {"access_request", reply, 1}, /* the answer itself is entered when it has left */
                 {"access_request", record, 2},
                 {"appeal", act_close, 1}};
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = suggested(fixture, kari, cases[i].category);
        assert_int_equal(standing(fixture), 0);
        assert_done(cases[i].act(kari, id, &error), error);
        expect_chooser(kari, id, CHOSEN_BY_OPERATOR);
        assert_int_equal(standing(fixture), cases[i].entries);
        assert_done(journal_check(kari, &error), error);
        assert_done(act_undo(kari, NULL, &error), error);
        expect_chooser(kari, id, CHOSEN_BY_SUGGESTION);
        assert_int_equal(standing(fixture), 0);
        assert_done(journal_check(kari, &error), error);
    }
    desk_fixture_free(kari);
}

/* The law's clock runs until there is a decision, whatever was answered. */
static void only_a_decision_stops_the_clock(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = suggested(fixture, kari, "access_request");
    assert_done(record(kari, id, &error), error);
    g_autoptr(Inquiry) answered = inquiries_get(kari->db, id, &error);
    assert_int_equal(answered->due_kind, CLOCK_LIMIT);
    assert_string_equal(answered->limit_on, "2026-03-17");
    assert_done(act_reopen(kari, id, &error), error);
    g_autoptr(Inquiry) reopened = inquiries_get(kari->db, id, &error);
    assert_string_equal(reopened->limit_on, "2026-03-17");
    assert_int_equal(reopened->started_at, answered->started_at);
    assert_done(decide(kari, id, &error), error);
    g_autoptr(Inquiry) decided = inquiries_get(kari->db, id, &error);
    assert_int_equal(decided->due_kind, CLOCK_NONE);
    assert_done(act_undo(kari, NULL, &error), error);
    g_autoptr(Inquiry) undecided = inquiries_get(kari->db, id, &error);
    assert_int_equal(undecided->due_kind, CLOCK_LIMIT);
    desk_fixture_free(kari);
}

/* What nobody suggested is accepted by nobody. */
static void no_category_stays_none(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, FIXTURE_NOW, "Hei", "Hei");
    assert_done(act_close(kari, id, &error), error);
    expect_chooser(kari, id, CHOSEN_BY_NOBODY);
    assert_int_equal(standing(fixture), 0);
    desk_fixture_free(kari);
}

static void the_check_names_what_was_decided_unentered(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = suggested(fixture, kari, "access_request");
    assert_done(journal_check(kari, &error), error);
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET decision = 'granted' WHERE id = ?", "i", id);
    fixture_apply(fixture, batch);
    assert_false(journal_check(kari, &error));
    assert_non_null(error);
    g_autofree char *named = g_strdup_printf("Inquiry %" G_GINT64_FORMAT " is decided", id);
    if (!strstr(error->message, named))
        fail_msg("%s", error->message);
    desk_fixture_free(kari);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(the_act_settles_and_undo_unsettles),
        store_test(only_a_decision_stops_the_clock),
        store_test(no_category_stays_none),
        store_test(the_check_names_what_was_decided_unentered),
    };
    language_start("en");
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

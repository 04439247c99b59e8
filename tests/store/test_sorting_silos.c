/* What sorting opens and hides, on both carriers: a closed silo is left for a reason, what is out
 * of sight is not named, and what is put off has an owner. Now is Tuesday 10 March 2026 at 10:12.
 */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static void undo(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    assert_done(act_undo_before(desk, &done, &error), error);
}

/* Out of a closed silo where somebody put it only with a reason; a guess is left in silence. */
static void a_closed_silo_is_left_for_a_reason(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "respondent_person");
    assert_true(sorting_needs_reason(kari, id, "simple_statistics"));
    assert_false(sorting_needs_reason(kari, id, "respondent_business"));
    assert_refused(sorting_set_category(kari, id, "simple_statistics", NULL, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(sorting_set_category_because(kari, id, "simple_statistics", NULL, " \n", &error),
                   error, SKRANKE_ERROR_REFUSED);
    assert_done(sorting_set_category_because(kari, id, "simple_statistics", NULL,
                                             "Spør bare om tall", &error),
                error);
    desk_expect_event(kari, id, EVENT_CATEGORISED, "Spør bare om tall");
    assert_false(sorting_needs_reason(kari, id, "respondent_person"));
    gint64 guess = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Skjema", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE inquiry SET category = 'respondent_person', silo = 'respondents', "
                 "category_by = 'suggestion' WHERE id = ?",
                 "i", guess);
    fixture_apply(fixture, batch);
    assert_done(sorting_set_category(kari, guess, "simple_statistics", NULL, &error), error);
    desk_fixture_free(kari);
}

/* What another may not see is not named to him, neither by number nor in the message. */
static void a_hidden_inquiry_is_another_inquiry(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari), *ola = desk_fixture(fixture, fixture->ola);
    gint64 hidden = desk_sorted_inquiry(fixture, kari, "respondent_person");
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_done(sorting_link(kari, id, hidden, LINK_FOLLOWS, true, &error), error);
    g_autofree char *number = g_strdup_printf("\"%" G_GINT64_FORMAT "\"", hidden);
    desk_expect_event(kari, id, EVENT_LINKED, number);
    desk_look_again(ola); /* the connection looks with ola's eyes */
    desk_expect_event(ola, id, EVENT_LINKED, "another inquiry");
    g_autoptr(Event) linked = desk_newest_event(ola, id);
    assert_null(strstr(linked->after, number));
    db_set_sight(fixture->db, NULL);
    SplitPart part = {.category = "simple_statistics", .text = "Et spørsmål om folketall"};
    gint64 made = sorting_split(kari, hidden, &part, &error);
    assert_done(made, error);
    desk_look_again(ola);
    g_autoptr(Event) split = desk_newest_event(ola, made);
    assert_null(strstr(split->after, number));
    assert_non_null(strstr(split->after, "simple_statistics"));
    db_set_sight(fixture->db, NULL);
    /* The one who linked may undo it all the same. */
    assert_done(sorting_tag(kari, id, "a", true, &error), error);
    undo(kari);
    undo(kari);
    g_autoptr(GPtrArray) links = links_of_inquiry(kari->db, id, &error);
    assert_int_equal(links->len, 0);
    desk_fixture_free(kari);
    desk_fixture_free(ola);
}

static void who_puts_it_off_has_it(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_done(sorting_snooze(kari, id, FIXTURE_NOW + 3600, &error), error);
    g_autoptr(Inquiry) inquiry = desk_inquiry(kari, id);
    assert_int_equal(inquiry->owner, fixture->kari);
    assert_done(sorting_snooze(kari, id, 0, &error), error);
    g_autoptr(Inquiry) awake = desk_inquiry(kari, id);
    assert_int_equal(awake->state, INQUIRY_OPEN);
    undo(kari);
    undo(kari);
    g_autoptr(Inquiry) back = desk_inquiry(kari, id);
    assert_int_equal(back->owner, 0);
    assert_int_equal(back->state, INQUIRY_NEW);
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("nb");
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {
        store_test(a_closed_silo_is_left_for_a_reason),
        store_test(a_hidden_inquiry_is_another_inquiry),
        store_test(who_puts_it_off_has_it),
    };
    return run_on_both_carriers(tests);
}

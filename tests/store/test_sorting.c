/* How an inquiry is sorted, through the acts and on both carriers: each is one event with what was
 * before, moves the clocks, and can be undone. Now is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/surveys.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static guint count_events(Desk *desk, gint64 id)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, id, NULL);
    return events->len;
}

static void undo(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    assert_done(act_undo(desk, &done, &error), error);
}

static gint64 moment(const char *text)
{
    gint64 at = 0;
    assert_true(time_text_parse(text, &at, NULL));
    return at;
}

/* ---- category ---- */

static void a_category_brings_its_clocks(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "historical_statistics"); /* an alias */
    g_autoptr(Inquiry) simple = desk_inquiry(kari, id);
    assert_string_equal(simple->category, "simple_statistics");
    assert_int_equal(simple->category_by, CHOSEN_BY_OPERATOR);
    assert_string_equal(simple->target_on, "2026-03-10");
    assert_string_equal(simple->limit_on, "2026-03-12");
    assert_int_equal(simple->due_by, CATEGORY_BY_DOCUMENT);
    desk_expect_event(kari, id, EVENT_CATEGORISED, "\"category\":\"simple_statistics\"");
    guint events = count_events(kari, id);
    assert_done(sorting_set_category(kari, id, "simple_statistics", NULL, &error), error);
    assert_int_equal(count_events(kari, id), events);
    assert_done(sorting_set_category(kari, id, "press", "", &error), error);
    g_autoptr(Inquiry) press = desk_inquiry(kari, id);
    assert_int_equal(press->silo, CATEGORY_PRESS);
    assert_int_equal(press->due_at, FIXTURE_NOW + 3600 + 60);
    undo(kari);
    g_autoptr(Inquiry) again = desk_inquiry(kari, id);
    assert_string_equal(again->category, "simple_statistics");
    assert_int_equal(again->silo, CATEGORY_OPEN);
    assert_string_equal(again->limit_on, "2026-03-12");
    assert_refused(sorting_set_category(kari, id, "dogs", NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_refused(sorting_set_category(kari, id, "press", "nonsense", &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_refused(sorting_set_category(kari, 999, "press", NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

static void a_suggestion_is_accepted(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Krav om innsyn",
                                "Jeg ber om innsyn i dokumentene etter offentleglova.");
    g_autoptr(Suggestion) suggestion = sorting_suggestion(kari, id, &error);
    assert_no_error(error);
    assert_string_equal(suggestion->category, "access_request");
    assert_true(*suggestion->why);
    assert_done(sorting_accept(kari, id, &error), error);
    g_autoptr(Inquiry) inquiry = desk_inquiry(kari, id);
    assert_string_equal(inquiry->category, "access_request");
    assert_int_equal(inquiry->category_by, CHOSEN_BY_OPERATOR);
    desk_fixture_free(kari);
}

/* It must be possible to hand over, and to take it back. */
static void handed_over_out_of_sight_and_back(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = desk_sorted_inquiry(fixture, ola, "simple_statistics");
    desk_look_again(ola); /* ola sees what is open */
    assert_done(sorting_set_category(ola, id, "press", NULL, &error), error);
    assert_null(inquiries_get(ola->db, id, &error));
    g_clear_error(&error);
    assert_refused(sorting_tag(ola, id, "valg", true, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(sorting_snooze(ola, id, FIXTURE_NOW + 100, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    undo(ola);
    g_autoptr(Inquiry) back = desk_inquiry(ola, id);
    assert_string_equal(back->category, "simple_statistics");
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(ola);
}

/* It quotes what may not be seen; the text is kept all the same. */
static void a_draft_goes_out_of_sight_too(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *ola = desk_fixture(fixture, fixture->ola);
    gint64 id = desk_sorted_inquiry(fixture, ola, "simple_statistics");
    g_autoptr(Draft) draft = draft_new();
    draft->inquiry = id;
    draft->operator_id = fixture->ola;
    draft->text = g_strdup("> Hemmelig");
    assert_done(drafts_save(ola->db, draft, FIXTURE_NOW, &error), error);
    assert_done(sorting_set_category(ola, id, "press", NULL, &error), error);
    desk_look_again(ola);
    assert_null(drafts_find(ola->db, id, fixture->ola, DRAFT_REPLY, &error));
    assert_no_error(error);
    g_autoptr(GPtrArray) mine = drafts_of_operator(ola->db, fixture->ola, &error);
    assert_int_equal(mine->len, 0);
    undo(ola);
    g_autoptr(Draft) kept = drafts_find(ola->db, id, fixture->ola, DRAFT_REPLY, &error);
    assert_string_equal(kept->text, "> Hemmelig");
    db_set_sight(fixture->db, NULL);
    desk_fixture_free(ola);
}

/* ---- snooze, priority, wishes ---- */

static void a_snooze_hides_and_wakes(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    gint64 until = FIXTURE_NOW + 7200;
    assert_refused(sorting_snooze(kari, id, FIXTURE_NOW, &error), error, SKRANKE_ERROR_USAGE);
    assert_done(sorting_snooze(kari, id, until, &error), error);
    g_autoptr(Inquiry) asleep = desk_inquiry(kari, id);
    assert_int_equal(asleep->state, INQUIRY_WAITING);
    assert_int_equal(asleep->snoozed_until, until);
    assert_string_equal(asleep->limit_on, "2026-03-12");
    assert_false(asleep->paused);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM pause"), 0);
    desk_expect_event(kari, id, EVENT_SNOOZED, NULL);
    assert_done(sorting_snooze(kari, id, 0, &error), error);
    g_autoptr(Inquiry) awake = desk_inquiry(kari, id);
    assert_int_equal(awake->state, INQUIRY_OPEN);
    assert_int_equal(awake->owner, fixture->kari);
    assert_int_equal(awake->snoozed_until, 0);
    undo(kari);
    g_autoptr(Inquiry) again = desk_inquiry(kari, id);
    assert_int_equal(again->snoozed_until, until);
    desk_fixture_free(kari);
}

static void a_closed_one_is_not_put_off(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_done(act_take(kari, id, &error), error);
    assert_done(sorting_snooze(kari, id, FIXTURE_NOW + 60, &error), error);
    assert_done(sorting_snooze(kari, id, 0, &error), error);
    g_autoptr(Inquiry) owned = desk_inquiry(kari, id);
    assert_int_equal(owned->state, INQUIRY_OPEN);
    assert_done(act_close(kari, id, &error), error);
    assert_refused(sorting_snooze(kari, id, FIXTURE_NOW + 60, &error), error,
                   SKRANKE_ERROR_REFUSED);
    desk_fixture_free(kari);
}

static void a_bump_needs_a_reason(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 first = desk_sorted_inquiry(fixture, kari, "press");
    gint64 second = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_refused(sorting_bump(kari, second, true, "  ", &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(sorting_bump(kari, second, true, "ringte to ganger", &error), error);
    desk_expect_event(kari, second, EVENT_BUMPED, "ringte to ganger");
    QueueQuery query = {.view = QUEUE_UNFINISHED, .now = FIXTURE_NOW};
    g_autoptr(GPtrArray) page = inquiries_page(kari->db, &query, 0, 0, 10, &error);
    assert_int_equal(((Inquiry *)page->pdata[0])->id, second);
    undo(kari);
    g_autoptr(GPtrArray) back = inquiries_page(kari->db, &query, 0, 0, 10, &error);
    assert_int_equal(((Inquiry *)back->pdata[0])->id, first);
    desk_fixture_free(kari);
}

static void what_the_asker_needs_is_watched(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    gint64 noon = moment("2026-03-10T12:00");
    assert_done(sorting_set_wanted(kari, id, noon, &error), error);
    g_autoptr(Inquiry) inquiry = desk_inquiry(kari, id);
    assert_int_equal(inquiry->due_kind, CLOCK_WANTED);
    assert_int_equal(inquiry->due_at, noon);
    assert_int_equal(inquiry->due_by, CATEGORY_BY_LOCAL);
    undo(kari);
    g_autoptr(Inquiry) back = desk_inquiry(kari, id);
    assert_int_equal(back->due_kind, CLOCK_LIMIT);
    desk_fixture_free(kari);
}

/* ---- marks ---- */

static void tags_links_and_facts_are_undone(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    gint64 other = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_done(sorting_tag(kari, id, " VALG-2025 ", true, &error), error);
    assert_done(sorting_tag(kari, id, "valg-2025", true, &error), error);
    desk_expect_event(kari, id, EVENT_TAGGED, "valg-2025");
    assert_done(sorting_link(kari, id, other, LINK_DUPLICATE_OF, true, &error), error);
    assert_done(sorting_set_fact(kari, id, "origin", "website", &error), error);
    assert_done(sorting_set_fact(kari, id, "origin", "eurostat", &error), error);
    undo(kari);
    g_autoptr(GHashTable) facts = inquiry_facts_of(kari->db, id, &error);
    assert_string_equal(g_hash_table_lookup(facts, "origin"), "website");
    undo(kari);
    undo(kari);
    g_autoptr(GPtrArray) links = links_of_inquiry(kari->db, id, &error);
    assert_int_equal(links->len, 0);
    undo(kari);
    g_autoptr(GPtrArray) tags = tags_of_inquiry(kari->db, id, &error);
    assert_int_equal(tags->len, 0);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM inquiry_fact"), 0);
    desk_fixture_free(kari);
}

static void a_removed_tag_comes_back(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_done(sorting_tag(kari, id, "blåbær_1", true, &error), error);
    assert_done(sorting_tag(kari, id, "blåbær_1", false, &error), error);
    undo(kari);
    g_autoptr(GPtrArray) tags = tags_of_inquiry(kari->db, id, &error);
    assert_int_equal(tags->len, 1);
    assert_string_equal(tags->pdata[0], "blåbær_1");
    desk_fixture_free(kari);
}

static void what_makes_no_mark(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    static const char *const tags[] = {
        "", " ", "to ord", "a,b", "\x1b[31m", "12345678901234567890123456789012345678901"};
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
        assert_refused(sorting_tag(kari, id, tags[i], true, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(sorting_link(kari, id, id, LINK_RELATED, true, &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_refused(sorting_link(kari, id, 999, LINK_RELATED, true, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_refused(sorting_set_fact(kari, id, "origin", "moon", &error), error,
                   SKRANKE_ERROR_USAGE);
    desk_fixture_free(kari);
}

/* ---- split ---- */

static void a_part_has_clocks_of_its_own(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    SplitPart part = {.category = "access_request", .text = "Jeg ber om innsyn i brevet."};
    gint64 made = sorting_split(kari, id, &part, &error);
    assert_no_error(error);
    assert_true(made > id);
    g_autoptr(Inquiry) first = desk_inquiry(kari, id), second = desk_inquiry(kari, made);
    assert_string_equal(second->category, "access_request");
    assert_string_equal(second->subject, first->subject);
    assert_string_equal(second->from_address, first->from_address);
    assert_int_equal(second->received_at, first->received_at);
    assert_int_equal(second->state, INQUIRY_NEW);
    assert_string_equal(first->limit_on, "2026-03-12");
    assert_string_equal(second->limit_on, "2026-03-17");
    g_autoptr(GPtrArray) messages = messages_of_inquiry(kari->db, made, &error);
    assert_int_equal(messages->len, 1);
    const Message *message = messages->pdata[0];
    assert_string_equal(message->text, "Jeg ber om innsyn i brevet.");
    assert_string_equal(message->joined_by, "Split from another inquiry");
    assert_string_equal(message->message_id, "");
    g_autoptr(GPtrArray) links = links_of_inquiry(kari->db, made, &error);
    assert_int_equal(links->len, 1);
    assert_int_equal(((Link *)links->pdata[0])->kind, LINK_SPLIT_FROM);
    desk_expect_event(kari, id, EVENT_SPLIT, "access_request");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'split'"), 2);
    desk_fixture_free(kari);
}

static void the_whole_message_brings_its_attachments(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    DbBatch *batch = db_batch_new(NULL);
    messages_add_attachment(batch, "brev.pdf", "application/pdf", 10, NULL);
    fixture_apply(fixture, batch);
    SplitPart whole = {.category = "microdata"};
    SplitPart words = {.category = "microdata", .text = "Bare dette."};
    gint64 with = sorting_split(kari, id, &whole, &error);
    gint64 without = sorting_split(kari, id, &words, &error);
    assert_no_error(error);
    g_autoptr(GPtrArray) first = messages_of_inquiry(kari->db, with, &error);
    g_autoptr(GPtrArray) second = messages_of_inquiry(kari->db, without, &error);
    assert_string_equal(((Message *)first->pdata[0])->text, "Hvor mange bor i Hamar?");
    assert_int_equal(((Message *)first->pdata[0])->attachments->len, 1);
    assert_int_equal(((Message *)second->pdata[0])->attachments->len, 0);
    desk_fixture_free(kari);
}

static void nothing_leaves_a_closed_silo_unwritten(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "respondent_person");
    SplitPart part = {.category = "simple_statistics"};
    assert_refused(sorting_split(kari, id, &part, &error) != 0, error, SKRANKE_ERROR_REFUSED);
    g_autoptr(Inquiry) first = desk_inquiry(kari, id);
    g_autofree char *telling = g_strdup_printf("Svar til %s", first->from_address);
    part.text = telling;
    assert_refused(sorting_split(kari, id, &part, &error) != 0, error, SKRANKE_ERROR_REFUSED);
    part.text = "Et spørsmål om folketall";
    gint64 made = sorting_split(kari, id, &part, &error);
    assert_no_error(error);
    g_autoptr(Inquiry) second = desk_inquiry(kari, made);
    assert_int_equal(second->silo, CATEGORY_OPEN);
    assert_string_not_equal(second->subject, "Folketall");
    part = (SplitPart){.category = "respondent_business"}; /* the same silo */
    assert_true(sorting_split(kari, id, &part, &error) != 0);
    assert_refused(sorting_split(kari, id, &(SplitPart){.category = "dogs"}, &error) != 0, error,
                   SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

/* ---- decisions and surveys ---- */

static void an_access_request_is_decided(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "access_request");
    gint64 plain = desk_sorted_inquiry(fixture, kari, "simple_statistics");
    assert_refused(sorting_decide(kari, plain, "granted", NULL, &error), error,
                   SKRANKE_ERROR_REFUSED);
    assert_refused(sorting_decide(kari, id, "perhaps", NULL, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(sorting_decide(kari, id, "refused", "", &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(act_close(kari, id, &error), error, SKRANKE_ERROR_REFUSED);
    assert_done(sorting_decide(kari, id, "partly", "offl. § 13", &error), error);
    desk_expect_event(kari, id, EVENT_DECIDED, "partly");
    g_autoptr(Inquiry) decided = desk_inquiry(kari, id);
    assert_string_equal(decided->decision_basis, "offl. § 13");
    undo(kari);
    g_autoptr(Inquiry) undecided = desk_inquiry(kari, id);
    assert_string_equal(undecided->decision, "");
    assert_done(sorting_decide(kari, id, "granted", NULL, &error), error);
    assert_done(act_close(kari, id, &error), error);
    desk_fixture_free(kari);
}

static void a_survey_and_a_wish_are_recorded(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 id = desk_sorted_inquiry(fixture, kari, "respondent_person");
    Survey *survey = survey_new();
    g_free(survey->code);
    survey->code = g_strdup("aku");
    g_free(survey->name_nb);
    survey->name_nb = g_strdup("Arbeidskraftundersøkelsen");
    DbBatch *batch = db_batch_new(NULL);
    surveys_put(batch, survey);
    fixture_apply(fixture, batch);
    survey_free(survey);
    assert_refused(sorting_set_survey(kari, id, "nei", NULL, NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_refused(sorting_set_survey(kari, id, NULL, NULL, "pigeon", &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_done(sorting_set_survey(kari, id, "aku", "onsdag kveld", "phone", &error), error);
    g_autoptr(Inquiry) inquiry = desk_inquiry(kari, id);
    assert_string_equal(inquiry->survey, "aku");
    assert_string_equal(inquiry->wished_time, "onsdag kveld");
    assert_string_equal(inquiry->wished_mode, "phone");
    assert_done(sorting_set_survey(kari, id, NULL, "", NULL, &error), error);
    undo(kari);
    g_autoptr(Inquiry) back = desk_inquiry(kari, id);
    assert_string_equal(back->wished_time, "onsdag kveld");
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("nb");
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {
        store_test(a_category_brings_its_clocks),
        store_test(a_suggestion_is_accepted),
        store_test(handed_over_out_of_sight_and_back),
        store_test(a_draft_goes_out_of_sight_too),
        store_test(a_snooze_hides_and_wakes),
        store_test(a_closed_one_is_not_put_off),
        store_test(a_bump_needs_a_reason),
        store_test(what_the_asker_needs_is_watched),
        store_test(tags_links_and_facts_are_undone),
        store_test(a_removed_tag_comes_back),
        store_test(what_makes_no_mark),
        store_test(a_part_has_clocks_of_its_own),
        store_test(the_whole_message_brings_its_attachments),
        store_test(nothing_leaves_a_closed_silo_unwritten),
        store_test(an_access_request_is_decided),
        store_test(a_survey_and_a_wish_are_recorded),
    };
    return run_on_both_carriers(tests);
}

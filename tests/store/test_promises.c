/* What the bureau's declaration says about its channels and about respondents, where no other test
 * shows it: calls, letters, social media, researchers, the answering service. On both carriers. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/time_text.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/links.h"
#include "skranke/store/messages.h"
#include "skranke/store/rulebook.h"
#include "skranke/store/surveys.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/directory.h"
#include "skranke/desk/import_people.h"
#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static gint64 registered(Desk *desk, Channel channel, const char *category)
{
    g_autoptr(GError) error = NULL;
    const NewInquiry given = {.channel = channel,
                              .from = "Åse Bø",
                              .subject = "Spørsmål",
                              .text = "Hvor finner jeg dette?",
                              .category = category};
    gint64 id = act_register(desk, &given, &error);
    assert_done(id, error);
    return id;
}

static Inquiry *read_inquiry(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    return inquiry;
}

static void set_now(const char *now)
{
    g_autoptr(GError) error = NULL;
    g_setenv("SKRANKE_NOW", now, TRUE);
    assert_done(clock_start(&error), error);
}

/* ---- channels ---- */

static void a_call_is_logged(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = registered(desk, CHANNEL_PHONE, "simple_statistics");
    g_autoptr(Inquiry) inquiry = read_inquiry(desk, id);
    assert_int_equal(inquiry->channel, CHANNEL_PHONE);
    assert_string_equal(inquiry->from_name, "Åse Bø");
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'received' "
                                             "AND operator IS NOT NULL AND inquiry = 1"),
                     1);
    desk_fixture_free(desk);
}

/* Postal time comes in addition: the clock runs from registration to dispatch and no further. */
static void a_letter_counts_from_registration_to_dispatch(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = registered(desk, CHANNEL_LETTER, "reporting_duty");
    g_autoptr(Inquiry) before = read_inquiry(desk, id);
    assert_int_equal(before->started_at, FIXTURE_NOW);
    assert_string_equal(before->target_on, "2026-03-10");
    assert_string_equal(before->limit_on, "2026-03-12");
    set_now("2026-03-12T14:59:00+01:00");
    const RecordedAnswer sent = {.text = "Svar per brev."};
    gint64 answer = act_answered(desk, id, &sent, &error);
    assert_done(answer, error);
    set_now("2026-03-20T10:00:00+01:00"); /* it lies in the post */
    g_autoptr(Inquiry) after = read_inquiry(desk, id);
    gint64 dispatch = 0;
    assert_true(time_text_parse("2026-03-12T14:59:00+01:00", &dispatch, NULL));
    assert_int_equal(after->answered_at, dispatch);
    assert_int_equal(after->due_at, 0);
    set_now("2026-03-10T10:12:00+01:00");
    desk_fixture_free(desk);
}

static void a_question_on_social_media_is_promised_no_number(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = registered(desk, CHANNEL_SOCIAL_MEDIA, "simple_statistics");
    g_autoptr(Inquiry) inquiry = read_inquiry(desk, id);
    assert_string_equal(inquiry->limit_on, "");
    assert_string_equal(inquiry->target_on, "2026-03-10");
    assert_int_equal(inquiry->due_by, CATEGORY_BY_LOCAL);
    desk_fixture_free(desk);
}

static void personal_mail_is_promised_no_number(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = registered(desk, CHANNEL_EMAIL, "personally_addressed");
    g_autoptr(Inquiry) inquiry = read_inquiry(desk, id);
    assert_string_equal(inquiry->limit_on, "");
    assert_string_equal(inquiry->target_on, "");
    assert_int_equal(inquiry->due_at, 0);
    desk_fixture_free(desk);
}

static void a_european_question_says_where_it_came_from(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *desk = desk_fixture(fixture, fixture->kari);
    gint64 id = registered(desk, CHANNEL_EMAIL, "european_statistics");
    assert_done(sorting_set_fact(desk, id, "origin", "eurostat", &error), error);
    assert_done(sorting_set_fact(desk, id, "escalated_to_eurostat", "yes", &error), error);
    g_autoptr(GHashTable) facts = inquiry_facts_of(desk->db, id, &error);
    assert_string_equal(g_hash_table_lookup(facts, "origin"), "eurostat");
    assert_string_equal(g_hash_table_lookup(facts, "escalated_to_eurostat"), "yes");
    desk_fixture_free(desk);
}

/* ---- who is there to help ---- */

static void load_bureau(StoreFixture *fixture)
{
    Desk *desk = desk_fixture(fixture, fixture->kari);
    g_autoptr(GError) error = NULL;
    assert_done(import_demo_bureau(desk, FIXTURE_NOW, &error), error);
    desk_fixture_free(desk);
}

static void researchers_are_found_like_everybody(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    load_bureau(fixture);
    g_autoptr(Directory) directory = directory_load(fixture->db, FIXTURE_NOW, &error);
    assert_done(directory, error);
    g_autoptr(GPtrArray) found = directory_find(directory, "forsker", 20);
    guint researchers = 0;
    for (guint i = 0; i < found->len; i++) {
        const DirectoryEntry *entry = found->pdata[i];
        researchers += entry->person && entry->section &&
                       g_strcmp0(entry->section->role, "research") == 0 &&
                       *entry->person->phone != '\0';
    }
    assert_true(researchers > 1);
}

/* One of its own for persons and one for businesses, and both categories are theirs alone. */
static void the_answering_service_has_two_audiences(void **state)
{
    static const char *const categories[] = {"respondent_person", "respondent_business",
                                             "reporting_duty"};
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    load_bureau(fixture);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM section WHERE role IN "
                                             "('respondents_persons', 'respondents_business')"),
                     2);
    g_autoptr(Rulebook) rulebook = rulebook_load(fixture->db, &error);
    assert_done(rulebook, error);
    for (guint i = 0; i < G_N_ELEMENTS(categories); i++) {
        const Category *category = rulebook_category(rulebook, categories[i]);
        assert_string_equal(category->queue, "survey_service");
        assert_int_equal(category->silo, CATEGORY_RESPONDENTS);
    }
}

static void reporters_are_told_what_whom_how_and_whom_to_contact(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    load_bureau(fixture);
    g_autoptr(GPtrArray) surveys = surveys_load(fixture->db, &error);
    assert_done(surveys, error);
    for (guint i = 0; i < surveys->len; i++) {
        const Survey *survey = surveys->pdata[i];
        assert_true(*survey->what_nb && *survey->what_nn && *survey->what_en);
        assert_true(*survey->whom && *survey->how);
        assert_true(*survey->section && *survey->contact && *survey->phone && *survey->email);
        assert_int_equal(*survey->legal_reference != '\0', survey->mandatory);
        assert_true(!survey->mandatory || *survey->deadline_on);
    }
    assert_true(surveys->len > 5);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(a_call_is_logged),
        store_test(a_letter_counts_from_registration_to_dispatch),
        store_test(a_question_on_social_media_is_promised_no_number),
        store_test(personal_mail_is_promised_no_number),
        store_test(a_european_question_says_where_it_came_from),
        store_test(researchers_are_found_like_everybody),
        store_test(the_answering_service_has_two_audiences),
        store_test(reporters_are_told_what_whom_how_and_whom_to_contact),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

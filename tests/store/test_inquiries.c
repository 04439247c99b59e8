/* The queue's lists in every view, paging both ways, filters, positions and counts; and the changes
 * of one inquiry. On both carriers. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/drafts.h"
#include "skranke/store/inquiries.h"

#include "store_fixture.h"

#define HOUR 3600

/* Numbers 1 … 8, received in another order than they were registered; 5 and 6 in the same second.
 */
static void fill(StoreFixture *fixture)
{
    const struct {
        const char *state;
        gint64 owner, hours_ago;
        const char *subject;
    } inquiries[] = {
        {"new", 0, 5, "Folketall i Bodø"},        {"open", fixture->kari, 9, "Konsumprisindeksen"},
        {"closed", fixture->ola, 2, "Folketall"}, {"waiting", fixture->kari, 7, "Lønn"},
        {"new", 0, 3, "Prisindeks for bolig"},    {"new", 0, 3, "Ærfugl og ål"},
        {"open", fixture->ola, 1, "Folketall"},   {"closed", 0, 8, "Takk"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(inquiries); i++)
        fixture_inquiry(fixture, inquiries[i].state, inquiries[i].owner,
                        FIXTURE_NOW - inquiries[i].hours_ago * HOUR, inquiries[i].subject, "Hei");
}

static QueueQuery query_of(const StoreFixture *fixture, QueueView view, const char *filter)
{
    return (QueueQuery){
        .view = view, .operator_id = fixture->kari, .filter = filter, .now = FIXTURE_NOW};
}

/* The numbers in a list: "4 1 5". */
static char *numbers(GPtrArray *page)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < page->len; i++)
        g_string_append_printf(text, "%s%d", i > 0 ? " " : "",
                               (int)((const Inquiry *)page->pdata[i])->id);
    return g_string_free(text, FALSE);
}

static void check_page(StoreFixture *fixture, const QueueQuery *query, gint64 at, gint64 id,
                       guint limit, bool before, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) page =
        before ? inquiries_page_before(fixture->db, query, at, id, limit, &error)
               : inquiries_page(fixture->db, query, at, id, limit, &error);
    assert_no_error(error);
    g_autofree char *found = numbers(page);
    assert_string_equal(found, expected);
}

/* The whole list in order; its count; each row's position; and paging by one in both directions. */
static void check_list(StoreFixture *fixture, QueueView view, const char *filter,
                       const char *expected)
{
    QueueQuery query = query_of(fixture, view, filter);
    check_page(fixture, &query, 0, 0, 100, false, expected);
    g_autoptr(GPtrArray) list = inquiries_page(fixture->db, &query, 0, 0, 100, NULL);
    assert_int_equal(inquiries_count(fixture->db, &query, NULL), list->len);
    for (guint i = 0; i < list->len; i++) {
        const Inquiry *here = list->pdata[i];
        g_autofree char *next =
            i + 1 < list->len
                ? g_strdup_printf("%d", (int)((const Inquiry *)list->pdata[i + 1])->id)
                : g_strdup("");
        g_autofree char *previous =
            i > 0 ? g_strdup_printf("%d", (int)((const Inquiry *)list->pdata[i - 1])->id)
                  : g_strdup("");
        assert_int_equal(inquiries_position(fixture->db, &query, inquiries_key(query.view, here),
                                            here->id, NULL),
                         i);
        check_page(fixture, &query, inquiries_key(query.view, here), here->id, 1, false, next);
        check_page(fixture, &query, inquiries_key(query.view, here), here->id, 1, true, previous);
    }
}

static void every_view_in_its_order(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    check_list(fixture, QUEUE_UNFINISHED, NULL, "2 4 1 5 6 7");
    check_list(fixture, QUEUE_MINE, NULL, "2 4");
    check_list(fixture, QUEUE_NEW, "", "1 5 6");
    check_list(fixture, QUEUE_WAITING, NULL, "4");
    check_list(fixture, QUEUE_CLOSED, NULL, "3 8");
    check_list(fixture, QUEUE_ALL, "  ", "7 3 6 5 1 4 8 2");
}

static void an_empty_queue_is_empty(void **state)
{
    StoreFixture *fixture = *state;
    for (int view = 0; view < QUEUE_VIEW_COUNT; view++) {
        check_list(fixture, (QueueView)view, NULL, "");
        check_list(fixture, (QueueView)view, "folketall", "");
    }
    g_autoptr(Inquiry) next = inquiries_next(fixture->db, NULL);
    assert_null(next);
}

static void nobody_has_no_list_of_their_own(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    QueueQuery query = {.view = QUEUE_MINE, .now = FIXTURE_NOW};
    check_page(fixture, &query, 0, 0, 10, false, "");
    assert_int_equal(inquiries_count(fixture->db, &query, NULL), 0);
}

static void pages_from_the_end(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    QueueQuery unfinished = query_of(fixture, QUEUE_UNFINISHED, NULL);
    check_page(fixture, &unfinished, 0, 0, 2, true, "7 6");
    QueueQuery all = query_of(fixture, QUEUE_ALL, NULL);
    check_page(fixture, &all, 0, 0, 3, true, "2 8 4");
}

static void filters_by_words_and_numbers(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    check_list(fixture, QUEUE_UNFINISHED, "folketall", "1 7");
    check_list(fixture, QUEUE_ALL, "FOLKETALL", "7 3 1");
    check_list(fixture, QUEUE_MINE, "konsum", "2");
    check_list(fixture, QUEUE_MINE, "folketall", "");
    check_list(fixture, QUEUE_ALL, "folk bodoe", "1");
    check_list(fixture, QUEUE_ALL, "aerfugl aal", "6");
    check_list(fixture, QUEUE_ALL, "kunde@example.org takk", "8");
    check_list(fixture, QUEUE_ALL, "4", "4");
    check_list(fixture, QUEUE_UNFINISHED, " #4 ", "4");
    check_list(fixture, QUEUE_CLOSED, "#4", "");
    check_list(fixture, QUEUE_NEW, "pris", "5");
}

static void a_filter_survives_anything_typed(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    /* Says nothing yet: the whole list. */
    check_list(fixture, QUEUE_NEW, "\"*()-:^+", "1 5 6");
    check_list(fixture, QUEUE_NEW, "f", "1 5 6");
    static const char *const nasty[] = {
        "e-post\"",
        "a OR b",
        "NEAR(folketall, 2)",
        "words:x",
        "x'; DROP TABLE inquiry; --",
        "\xff\xfe",
        "99999999999999999999999999",
        "folketall AND",
        "{x y} : z",
        "^folketall*",
    };
    for (guint i = 0; i < G_N_ELEMENTS(nasty); i++) {
        g_autoptr(GError) error = NULL;
        QueueQuery query = query_of(fixture, QUEUE_ALL, nasty[i]);
        g_autoptr(GPtrArray) page = inquiries_page(fixture->db, &query, 0, 0, 10, &error);
        assert_no_error(error);
        assert_true(inquiries_count(fixture->db, &query, &error) >= 0);
        assert_no_error(error);
    }
}

static void a_row_that_left_has_no_position(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    QueueQuery query = query_of(fixture, QUEUE_NEW, NULL);
    g_autoptr(Inquiry) owned = inquiries_get(fixture->db, 2, NULL);
    assert_int_equal(
        inquiries_position(fixture->db, &query, inquiries_key(query.view, owned), 2, NULL), -1);
    assert_int_equal(inquiries_position(fixture->db, &query, 12345, 1, NULL), -1);
    query.filter = "bolig";
    g_autoptr(Inquiry) other = inquiries_get(fixture->db, 1, NULL);
    assert_int_equal(
        inquiries_position(fixture->db, &query, inquiries_key(query.view, other), 1, NULL), -1);
}

static void save_draft(StoreFixture *fixture, gint64 operator_id, DraftKind kind, gint64 at)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Draft) draft = draft_new();
    draft->inquiry = 1;
    draft->operator_id = operator_id;
    draft->kind = kind;
    drafts_save(fixture->db, draft, at, &error);
    assert_no_error(error);
}

static char *writing_on_the_first(StoreFixture *fixture, gint64 reader)
{
    QueueQuery query = {.view = QUEUE_NEW, .operator_id = reader, .now = FIXTURE_NOW};
    g_autoptr(GPtrArray) page = inquiries_page(fixture->db, &query, 0, 0, 1, NULL);
    return g_strdup(((const Inquiry *)page->pdata[0])->writing);
}

static void check_writing(StoreFixture *fixture, gint64 reader, const char *logins)
{
    g_autofree char *writing = writing_on_the_first(fixture, reader);
    assert_string_equal(writing, logins);
}

static void shows_who_else_is_writing(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    save_draft(fixture, fixture->ola, DRAFT_NOTE, FIXTURE_NOW); /* a note is nobody's concern */
    check_writing(fixture, fixture->kari, "");
    save_draft(fixture, fixture->ola, DRAFT_REPLY, FIXTURE_NOW - 599);
    check_writing(fixture, fixture->kari, "ola");
    check_writing(fixture, fixture->ola, "");
    save_draft(fixture, fixture->kari, DRAFT_REPLY, FIXTURE_NOW);
    check_writing(fixture, 0, "kari, ola");
    save_draft(fixture, fixture->ola, DRAFT_REPLY, FIXTURE_NOW - 600);
    check_writing(fixture, fixture->kari, "");
}

static void counts_follow_every_change(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    QueueCounts counts;
    assert_true(inquiries_counts(fixture->db, fixture->kari, 0, 0, &counts, NULL));
    assert_int_equal(counts.new_, 3);
    assert_int_equal(counts.open, 2);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.closed, 2);
    assert_int_equal(counts.mine, 2);
    DbBatch *batch = db_batch_new(NULL);
    inquiries_take(batch, 1, fixture->kari, FIXTURE_NOW);
    inquiries_force_state(batch, 2, INQUIRY_CLOSED, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_true(inquiries_counts(fixture->db, fixture->kari, 0, 0, &counts, NULL));
    assert_int_equal(counts.new_, 2);
    assert_int_equal(counts.closed, 3);
    assert_int_equal(counts.mine, 2);
    assert_true(inquiries_counts(fixture->db, 0, 0, 0, &counts, NULL));
    assert_int_equal(counts.mine, 0);
}

static void a_record_comes_back_whole(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(Inquiry) inquiry = inquiry_new();
    inquiry->state = INQUIRY_WAITING;
    inquiry->channel = CHANNEL_WEB_FORM;
    inquiry->category = g_strdup("press");
    inquiry->language = g_strdup("nn");
    inquiry->subject = g_strdup("Eg spør'; --\n\"ja\"");
    inquiry->from_name = g_strdup("Kari Ås");
    inquiry->from_address = g_strdup("k@b.example");
    inquiry->owner = fixture->ola;
    inquiry->received_at = 1000;
    inquiry->limit_on = g_strdup("2026-03-12");
    DbBatch *batch = db_batch_new(NULL);
    inquiries_add(batch, inquiry, 0, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(Inquiry) read = inquiries_get(fixture->db, 1, NULL);
    assert_int_equal(read->state, INQUIRY_WAITING);
    assert_int_equal(read->channel, CHANNEL_WEB_FORM);
    assert_string_equal(read->category, "press");
    assert_string_equal(read->language, "nn");
    assert_string_equal(read->subject, inquiry->subject);
    assert_string_equal(read->from_name, "Kari Ås");
    assert_string_equal(read->owner_login, "ola");
    assert_string_equal(read->owner_name, "Ola Ås");
    assert_int_equal(read->received_at, 1000);
    assert_int_equal(read->message_count, 1);
    assert_int_equal(read->revision, 1);
    assert_string_equal(read->target_on, "");
    assert_string_equal(read->limit_on, "2026-03-12");
    assert_string_equal(read->writing, "");
}

static void an_unknown_number_is_named(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(inquiries_get(fixture->db, 4711, &error));
    assert_int_equal(error->code, SKRANKE_ERROR_NOT_FOUND);
    assert_non_null(strstr(error->message, "4711"));
}

static void only_one_takes_it(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    g_autoptr(Inquiry) next = inquiries_next(fixture->db, NULL);
    assert_int_equal(next->id, 1);
    DbBatch *first = db_batch_new(NULL), *second = db_batch_new(NULL);
    inquiries_take(first, 1, fixture->kari, FIXTURE_NOW);
    inquiries_take(second, 1, fixture->ola, FIXTURE_NOW);
    fixture_apply(fixture, first);
    fixture_apply_fails(fixture, second, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Inquiry) taken = inquiries_get(fixture->db, 1, NULL);
    assert_int_equal(taken->owner, fixture->kari);
    assert_int_equal(taken->state, INQUIRY_OPEN);
    assert_int_equal(taken->revision, 2);
    g_autoptr(Inquiry) after = inquiries_next(fixture->db, NULL);
    assert_int_equal(after->id, 5);
}

static void a_decision_on_an_old_revision_is_refused(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    DbBatch *first = db_batch_new(NULL), *second = db_batch_new(NULL);
    inquiries_set(first, 2, 1, 0, INQUIRY_NEW, FIXTURE_NOW);
    inquiries_set(second, 2, 1, fixture->ola, INQUIRY_CLOSED, FIXTURE_NOW);
    fixture_apply(fixture, first);
    fixture_apply_fails(fixture, second, SKRANKE_ERROR_CONFLICT);
    g_autoptr(Inquiry) released = inquiries_get(fixture->db, 2, NULL);
    assert_int_equal(released->owner, 0);
    assert_int_equal(released->state, INQUIRY_NEW);
}

static void a_new_message_opens_it_again(void **state)
{
    StoreFixture *fixture = *state;
    fill(fixture);
    DbBatch *batch = db_batch_new(NULL);
    for (gint64 id = 1; id <= 8; id++)
        inquiries_message_came(batch, id, FIXTURE_NOW - id, FIXTURE_NOW);
    inquiries_message_added(batch, 8, 1, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    const InquiryState expected[] = {INQUIRY_NEW, INQUIRY_OPEN, INQUIRY_OPEN, INQUIRY_OPEN,
                                     INQUIRY_NEW, INQUIRY_NEW,  INQUIRY_OPEN, INQUIRY_NEW};
    for (gint64 id = 1; id <= 8; id++) {
        g_autoptr(Inquiry) inquiry = inquiries_get(fixture->db, id, NULL);
        assert_int_equal(inquiry->state, expected[id - 1]);
        assert_int_equal(inquiry->message_count, id == 8 ? 3 : 2);
        assert_int_equal(inquiry->last_message_at, FIXTURE_NOW - id);
    }
}

static void changes_of_what_is_not_there_are_refused(void **state)
{
    StoreFixture *fixture = *state;
    DbBatch *batch = db_batch_new(NULL);
    inquiries_set_language(batch, 99, "nn", FIXTURE_NOW);
    fixture_apply_fails(fixture, batch, SKRANKE_ERROR_CONFLICT);
    fixture_inquiry(fixture, "new", 0, 1, "x", "y");
    batch = db_batch_new(NULL);
    inquiries_set_language(batch, 1, "nn", FIXTURE_NOW);
    g_autoptr(Inquiry) before = inquiries_get(fixture->db, 1, NULL);
    assert_true(inquiries_set_subject(fixture->db, batch, before, "Nytt emne", FIXTURE_NOW, NULL));
    fixture_apply(fixture, batch);
    g_autoptr(Inquiry) changed = inquiries_get(fixture->db, 1, NULL);
    assert_string_equal(changed->language, "nn");
    assert_string_equal(changed->subject, "Nytt emne");
    assert_int_equal(changed->revision, 3);
}

static gint64 count_found(StoreFixture *fixture, const char *filter)
{
    QueueQuery query = {.view = QUEUE_ALL, .filter = filter, .now = FIXTURE_NOW};
    g_autoptr(GPtrArray) page = inquiries_page(fixture->db, &query, 0, 0, 10, NULL);
    return page->len;
}

static void set_subject(StoreFixture *fixture, const char *subject)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(fixture->db, 1, NULL);
    DbBatch *batch = db_batch_new(NULL);
    assert_true(inquiries_set_subject(fixture->db, batch, inquiry, subject, FIXTURE_NOW, NULL));
    fixture_apply(fixture, batch);
}

static void a_subject_that_was_set_is_found(void **state)
{
    StoreFixture *fixture = *state;
    fixture_inquiry(fixture, "new", 0, 1, "Folketall", "Hvor mange bor her");
    fixture_inquiry(fixture, "new", 0, 2, "Priser", "Hvor dyrt er det");
    set_subject(fixture, "Konsumprisindeks");
    assert_int_equal(count_found(fixture, "konsumprisindeks"), 1);
    assert_int_equal(count_found(fixture, "konsumprisindeks mange"), 1);
    assert_int_equal(count_found(fixture, "konsumprisindeks dyrt"), 0);
    set_subject(fixture, "Utenrikshandel");
    assert_int_equal(count_found(fixture, "konsumprisindeks"), 0);
    assert_int_equal(count_found(fixture, "utenrikshandel"), 1);
    assert_int_equal(count_found(fixture, "folketall"), 1); /* as it was written */
    assert_int_equal(count_found(fixture, "hvor"), 2);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM search_docsize"), 3);
}

int main(void)
{
    language_start("en");
    const StoreTest tests[] = {
        store_test(every_view_in_its_order),
        store_test(an_empty_queue_is_empty),
        store_test(nobody_has_no_list_of_their_own),
        store_test(pages_from_the_end),
        store_test(filters_by_words_and_numbers),
        store_test(a_filter_survives_anything_typed),
        store_test(a_row_that_left_has_no_position),
        store_test(shows_who_else_is_writing),
        store_test(counts_follow_every_change),
        store_test(a_record_comes_back_whole),
        store_test(an_unknown_number_is_named),
        store_test(only_one_takes_it),
        store_test(a_decision_on_an_old_revision_is_refused),
        store_test(a_new_message_opens_it_again),
        store_test(changes_of_what_is_not_there_are_refused),
        store_test(a_subject_that_was_set_is_found),
    };
    return run_on_both_carriers(tests);
}

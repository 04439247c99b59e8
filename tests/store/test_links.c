/* Links, tags and further facts as rows, on both carriers; what one may not see is left out. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/links.h"

#include "store_fixture.h"

/* Moves an inquiry into a closed silo. */
static void hide(StoreFixture *fixture, gint64 id)
{
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET silo = 'press' WHERE id = ?", "i", id);
    fixture_apply(fixture, batch);
}

static void a_link_is_read_from_both_sides(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 first = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    gint64 second = fixture_inquiry(fixture, "new", 0, 2000, "Innsyn", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    links_add(batch, second, first, LINK_SPLIT_FROM, FIXTURE_NOW);
    links_add(batch, second, first, LINK_SPLIT_FROM, FIXTURE_NOW);
    links_add(batch, first, second, LINK_RELATED, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) links = links_of_inquiry(fixture->db, first, &error);
    assert_no_error(error);
    assert_int_equal(links->len, 2);
    const Link *own = links->pdata[0], *back = links->pdata[1];
    assert_int_equal(own->kind, LINK_RELATED);
    assert_false(own->back);
    assert_int_equal(own->inquiry, first);
    assert_int_equal(own->other, second);
    assert_string_equal(own->subject, "Innsyn");
    assert_int_equal(back->kind, LINK_SPLIT_FROM);
    assert_true(back->back);
    assert_int_equal(back->other, second);
    g_autofree char *text = link_text(back);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, second);
    assert_non_null(strstr(text, number));
    batch = db_batch_new(NULL);
    links_remove(batch, second, first, LINK_SPLIT_FROM);
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) rest = links_of_inquiry(fixture->db, second, &error);
    assert_int_equal(rest->len, 1);
}

static void a_link_to_the_one_added_last(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 first = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    gint64 last = fixture_inquiry(fixture, "new", 0, 2000, "Del", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    links_add(batch, EVENT_LATEST, first, LINK_FOLLOWS, FIXTURE_NOW);
    tags_add(batch, EVENT_LATEST, "valg");
    inquiry_facts_put(batch, EVENT_LATEST, "origin", "website");
    fixture_apply(fixture, batch);
    g_autoptr(GPtrArray) links = links_of_inquiry(fixture->db, last, &error);
    g_autoptr(GPtrArray) tags = tags_of_inquiry(fixture->db, last, &error);
    g_autoptr(GHashTable) facts = inquiry_facts_of(fixture->db, last, &error);
    assert_no_error(error);
    assert_int_equal(links->len, 1);
    assert_int_equal(tags->len, 1);
    assert_string_equal(g_hash_table_lookup(facts, "origin"), "website");
}

static void what_is_out_of_sight_is_left_out(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 open = fixture_inquiry(fixture, "new", 0, 1000, "Folketall", "Hei");
    gint64 closed = fixture_inquiry(fixture, "new", 0, 2000, "Pressen spør", "Hei");
    DbBatch *batch = db_batch_new(NULL);
    links_add(batch, closed, open, LINK_RELATED, FIXTURE_NOW);
    tags_add(batch, closed, "hemmelig");
    tags_add(batch, open, "valg");
    inquiry_facts_put(batch, closed, "origin", "website");
    fixture_apply(fixture, batch);
    hide(fixture, closed);
    db_set_sight(fixture->db, ",open,");
    g_autoptr(GPtrArray) links = links_of_inquiry(fixture->db, open, &error);
    g_autoptr(GPtrArray) theirs = links_of_inquiry(fixture->db, closed, &error);
    g_autoptr(GPtrArray) tags = tags_of_inquiry(fixture->db, closed, &error);
    g_autoptr(GPtrArray) all = tags_all(fixture->db, &error);
    g_autoptr(GHashTable) facts = inquiry_facts_of(fixture->db, closed, &error);
    db_set_sight(fixture->db, NULL);
    assert_no_error(error);
    assert_int_equal(links->len, 0);
    assert_int_equal(theirs->len, 0);
    assert_int_equal(tags->len, 0);
    assert_int_equal(all->len, 1);
    assert_string_equal(all->pdata[0], "valg");
    assert_int_equal(g_hash_table_size(facts), 0);
}

static void tags_are_counted_and_read_for_many(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) both = g_ptr_array_new_with_free_func((GDestroyNotify)inquiry_free);
    DbBatch *batch = db_batch_new(NULL);
    for (int i = 0; i < 3; i++) {
        Inquiry *inquiry = inquiry_new();
        inquiry->id = fixture_inquiry(fixture, "new", 0, 1000 + i, "Emne", "Hei");
        g_ptr_array_add(both, inquiry);
        if (i < 2)
            tags_add(batch, inquiry->id, "valg");
        if (i == 1)
            tags_add(batch, inquiry->id, "europa");
    }
    fixture_apply(fixture, batch);
    g_autoptr(GHashTable) tags = tags_of_inquiries(fixture->db, both, &error);
    g_autoptr(GPtrArray) all = tags_all(fixture->db, &error);
    assert_no_error(error);
    assert_int_equal(g_hash_table_size(tags), 2);
    GPtrArray *second = g_hash_table_lookup(tags, &((Inquiry *)both->pdata[1])->id);
    assert_int_equal(second->len, 2);
    assert_string_equal(second->pdata[0], "europa");
    assert_string_equal(all->pdata[0], "valg");
    assert_string_equal(all->pdata[1], "europa");
    batch = db_batch_new(NULL);
    tags_remove(batch, ((Inquiry *)both->pdata[1])->id, "europa");
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM tag"), 2);
}

static void a_fact_is_replaced_and_removed(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "new", 0, 1000, "Emne", "Hei");
    const char *const values[] = {"website", "eurostat"};
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        DbBatch *batch = db_batch_new(NULL);
        inquiry_facts_put(batch, id, "origin", values[i]);
        fixture_apply(fixture, batch);
    }
    g_autoptr(GHashTable) facts = inquiry_facts_of(fixture->db, id, &error);
    assert_string_equal(g_hash_table_lookup(facts, "origin"), "eurostat");
    DbBatch *batch = db_batch_new(NULL);
    inquiry_facts_put(batch, id, "origin", "");
    fixture_apply(fixture, batch);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM inquiry_fact"), 0);
}

int main(void)
{
    language_start("nb");
    static const StoreTest tests[] = {
        store_test(a_link_is_read_from_both_sides),
        store_test(a_link_to_the_one_added_last),
        store_test(what_is_out_of_sight_is_left_out),
        store_test(tags_are_counted_and_read_for_many),
        store_test(a_fact_is_replaced_and_removed),
    };
    return run_on_both_carriers(tests);
}

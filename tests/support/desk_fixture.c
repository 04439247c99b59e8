/*
 * The operator of desk_fixture.h.
 */
#include "desk_fixture.h"

#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/sorting.h"

#include "cleanup.h"

static const char ini[] = "[mail]\nfrom = post@byraa.example\nfrom_name = Byrået\n"
                          "own_addresses = info@byraa.example\nhold_seconds = 10\n";

/* One configuration for the whole test program. */
static Config *configuration(void)
{
    static Config *config;
    if (!config) {
        char *folder = temp_folder_make("ini");
        g_autofree char *path = file_write(folder, "skranke.ini", ini, -1);
        config = config_load(path, NULL);
        temp_folder_remove(folder);
    }
    assert_non_null(config);
    return config;
}

Desk *desk_fixture(StoreFixture *fixture, gint64 operator_id)
{
    g_autoptr(GError) error = NULL;
    Desk *desk = g_new0(Desk, 1);
    desk->db = fixture->db;
    desk->config = configuration();
    desk->operator_ = operators_get(fixture->db, operator_id, &error);
    assert_no_error(error);
    return desk;
}

void desk_fixture_free(Desk *desk)
{
    operator_free(desk->operator_);
    rulebook_free(desk->rulebook);
    g_free(desk->rules_mark);
    suggestion_index_free(desk->suggestions);
    g_free(desk->suggestions_mark);
    g_free(desk);
}

void desk_fixture_freeze_clock(void)
{
    g_autoptr(GError) error = NULL;
    g_setenv("SKRANKE_NOW", "2026-03-10T10:12:00+01:00", TRUE);
    if (!clock_start(&error))
        test_report("%s\n", error->message);
}

Inquiry *desk_inquiry(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    return inquiry;
}

gint64 desk_sorted_inquiry(StoreFixture *fixture, Desk *desk, const char *category)
{
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_inquiry(fixture, "new", 0, FIXTURE_NOW - 3600, "Folketall",
                                "Hvor mange bor i Hamar?");
    assert_done(sorting_set_category(desk, id, category, NULL, &error), error);
    return id;
}

Event *desk_newest_event(Desk *desk, gint64 id)
{
    g_autoptr(GPtrArray) events = events_of_inquiry(desk->db, id, NULL);
    assert_true(events->len > 0);
    return g_ptr_array_steal_index(events, events->len - 1);
}

void desk_expect_event(Desk *desk, gint64 id, EventKind kind, const char *said)
{
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_string_equal(event_kind_word(event->kind), event_kind_word(kind));
    if (said && !strstr(event->after, said))
        fail_msg("%s is not said in %s", said, event->after);
}

void fixture_import(Db *db, const char *kind, const char *csv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImportReport) report =
        import_people_csv(db, kind, csv, strlen(csv), FIXTURE_NOW, &error);
    assert_no_error(error);
    if (report->problems->len > 0)
        fail_msg("%s", (char *)report->problems->pdata[0]);
}

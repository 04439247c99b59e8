/*
 * The operator of desk_fixture.h.
 */
#include "desk_fixture.h"

#include "skranke/base/clock.h"

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

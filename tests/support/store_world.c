/*
 * A fresh database on either carrier.
 */
#include "store_world.h"

#include "skranke/base/error.h"

#include "skranke/store/carrier.h"
#include "skranke/store/open.h"

#include "cleanup.h"
#include "testing.h"

static int world_open(StoreWorld *world, void **state)
{
    g_autoptr(GError) error = NULL;
    if (!store_create(world->uri, &error) || !(world->db = store_open(world->uri, &error))) {
        print_error("%s\n", error->message);
        return -1;
    }
    *state = world;
    return 0;
}

int store_world_on_file(void **state)
{
    StoreWorld *world = g_new0(StoreWorld, 1);
    world->folder = temp_folder_make("store");
    world->uri = g_build_filename(world->folder, "skranke.db", NULL);
    return world_open(world, state);
}

int store_world_on_rqlite(void **state)
{
    StoreWorld *world = g_new0(StoreWorld, 1);
    world->folder = temp_folder_make("store");
    world->server = rqlite_start(&world->missing);
    *state = world;
    if (world->server == NULL)
        return 0;
    world->uri = g_strdup(rqlite_uri(world->server));
    return world_open(world, state);
}

int store_world_end(void **state)
{
    StoreWorld *world = *state;
    db_close(world->db);
    rqlite_stop(world->server);
    temp_folder_remove(world->folder);
    g_free(world->uri);
    g_free(world);
    return 0;
}

StoreWorld *store_world(void **state)
{
    StoreWorld *world = *state;
    if (world->missing != NULL)
        test_skip_with_reason(world->missing);
    return world;
}

gint64 store_world_count(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    gint64 count = db_query_integer(db, -1, &error, sql, "");
    assert_no_error(error);
    return count;
}

void store_world_script(Db *db, const char *statement)
{
    g_autoptr(GError) error = NULL;
    const char *const statements[] = {statement, NULL};
    db_apply_script(db, statements, &error);
    assert_no_error(error);
}

char *test_program(void)
{
    char *path = g_file_read_link("/proc/self/exe", NULL);
    assert_non_null(path);
    return path;
}
